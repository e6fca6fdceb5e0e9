//! Quarters, and what a meeting refuses.

use super::*;
use crate::ids::{Id, MatterId};

fn id<I: Id>(number: u64) -> I {
    I::new(number, &[7; 10])
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn planned() -> Meeting {
    let meeting = Meeting {
        id: id(1),
        conference: id(2),
        organ: id(3),
        region: DivisionCode::parse("620422").unwrap(),
        quarter: Quarter::parse("2026Q1").unwrap(),
        day: day("2026-03-20"),
        place: String::new(),
        chair: id(4),
        agenda: Vec::new(),
        attendance: Vec::new(),
        drafted_by: id(5),
        state: MeetingState::Planned,
        number: None,
        issued_by: None,
        issued_on: None,
    };
    meeting.plan(terms("2026-03-20", &["季度工作情况", "待办事项"])).unwrap()
}

fn terms(on: &str, agenda: &[&str]) -> MeetingTerms {
    MeetingTerms {
        day: day(on),
        place: "政府三楼会议室".into(),
        chair: id(4),
        agenda: agenda.iter().map(|title| ((*title).to_owned(), AgendaSource::Other)).collect(),
    }
}

fn line(organ: OrganId, presence: &str, person: &str) -> Attendance {
    let (organ, presence) = (organ.to_string(), presence.to_owned());
    Attendance { organ, presence, person: person.into(), title: String::new() }
}

fn held() -> Meeting {
    let (a, b) = (id(11), id(12));
    let lines = vec![line(a, "present", "张三"), line(b, "absent", "")];
    planned().hold((day("2026-03-25"), day("2026-03-25")), &[a, b], lines).unwrap()
}

#[test]
fn quarters_follow_each_other_without_a_gap() {
    let mut quarter = Quarter::parse("2025Q4").unwrap();
    for _ in 0..9 {
        let next = quarter.next();
        assert_eq!(quarter.last().plus(1), Some(next.first()));
        assert_eq!(Quarter::of(quarter.first()), quarter);
        assert_eq!(Quarter::of(quarter.last()), quarter);
        assert!(quarter < next);
        quarter = next;
    }
    assert_eq!(Quarter::parse("2026Q1").unwrap().name_zh(), "2026年第一季度");
    for wrong in ["2026Q5", "2026Q0", "26Q1", "2026-Q1", "2026Q01", "Q1", ""] {
        assert!(Quarter::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_plan_is_of_its_quarter_or_later_and_has_an_agenda() {
    let refused = |terms| planned().plan(terms).unwrap_err().code();
    assert_eq!(refused(terms("2025-12-31", &["议题一"])), "meeting.too_early");
    assert_eq!(refused(terms("2026-03-20", &[])), "meeting.agenda");
    assert_eq!(refused(terms("2026-03-20", &["题"])), "meeting.text");
    let late = planned().plan(terms("2026-04-02", &["议题一"])).unwrap();
    assert!(late.is_late() && !planned().is_late());
}

#[test]
fn every_member_has_one_line_and_somebody_was_there() {
    let (a, b): (OrganId, OrganId) = (id(11), id(12));
    let refused = |on: &str, lines| {
        planned().hold((day(on), day("2026-03-25")), &[a, b], lines).unwrap_err().code()
    };
    let both = |first, second| vec![line(a, first, "张三"), line(b, second, "李四")];
    assert_eq!(refused("2026-03-26", both("present", "present")), "meeting.future");
    assert_eq!(refused("2026-03-25", vec![line(a, "present", "张三")]), "meeting.attendance");
    let twice = vec![line(a, "present", "张三"), line(a, "present", "张三")];
    assert_eq!(refused("2026-03-25", twice), "meeting.attendance");
    let stranger = vec![line(a, "present", "张"), line(b, "absent", ""), line(id(9), "absent", "")];
    assert_eq!(refused("2026-03-25", stranger), "meeting.attendance");
    assert_eq!(refused("2026-03-25", both("absent", "absent")), "meeting.nobody");
    assert_eq!(refused("2026-03-25", both("present", "maybe")), "meeting.presence");
    let nameless = vec![line(a, "present", "张三"), line(b, "deputy", " ")];
    assert_eq!(refused("2026-03-25", nameless), "meeting.text");
}

#[test]
fn minutes_say_something_about_every_item_and_are_printed_once() {
    let issue =
        |meeting: Meeting| meeting.issue("会双随机办〔2026〕1号".into(), id(6), day("2026-03-30"));
    assert_eq!(issue(planned()).unwrap_err().code(), "meeting.state");
    let half = held().minute(vec![(1, "听取了各单位汇报。".into())]).unwrap();
    assert_eq!(issue(half.clone()).unwrap_err(), MeetingError::Empty { number: 2 });
    assert_eq!(half.clone().minute(vec![(3, "无".into())]).unwrap_err().code(), "meeting.item");
    let whole = half.minute(vec![(2, "逐项督办。".into())]).unwrap();
    let issued = issue(whole).unwrap();
    assert_eq!(issued.minute(vec![(1, "改写".into())]).unwrap_err().code(), "meeting.state");
}

#[test]
fn a_matter_is_settled_by_one_and_accepted_by_another() {
    let meeting = held();
    let matter = Matter {
        id: id::<MatterId>(21),
        meeting: meeting.id,
        conference: meeting.conference,
        organ: id(11),
        region: meeting.region.clone(),
        item: 2,
        text: "四月底前完成名录核对".into(),
        due: day("2026-04-30"),
        set_by: id(5),
        state: MatterState::Open,
        evidence: None,
        reported_by: None,
        reported_on: None,
        returned: None,
        accepted_by: None,
        accepted_on: None,
    };
    assert_eq!(matter.check(&meeting), Ok(()));
    assert_eq!(matter.check(&planned()).unwrap_err().code(), "meeting.state");
    let same_day = Matter { due: meeting.day, ..matter.clone() };
    assert_eq!(same_day.check(&meeting).unwrap_err().code(), "meeting.due");
    let nowhere = Matter { item: 9, ..matter.clone() };
    assert_eq!(nowhere.check(&meeting).unwrap_err().code(), "meeting.item");
    assert!(!matter.is_overdue(day("2026-04-30")) && matter.is_overdue(day("2026-05-01")));

    let empty = matter.clone().report("已办", id(8), day("2026-04-20"));
    assert_eq!(empty.unwrap_err().code(), "meeting.text");
    let reported = matter.report("名录已核对，见附件", id(8), day("2026-04-20")).unwrap();
    let own = reported.clone().accept(id(8), day("2026-04-21"));
    assert_eq!(own.unwrap_err(), MeetingError::SamePerson);
    let back = reported.clone().send_back("缺少核对清单".into()).unwrap();
    assert_eq!((back.state, back.evidence.is_some()), (MatterState::Open, true));
    let done = reported.accept(id(9), day("2026-04-21")).unwrap();
    assert!(!done.is_overdue(day("2026-06-01")));
}
