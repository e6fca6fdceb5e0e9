use super::*;
use crate::ids::Id as _;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn account(n: u8) -> AccountId {
    AccountId::new(1, &[n; 10])
}

fn report() -> Report {
    let text = || "按计划完成".to_owned();
    let texts = ReportTexts { work: text(), publicity: text(), problems: text(), next: text() };
    Report {
        id: ReportId::new(1, &[0; 10]),
        organ: OrganId::new(1, &[0; 10]),
        region: DivisionCode::parse("620422").unwrap(),
        year: 2026,
        season: Season::Half,
        content: ReportContent {
            texts,
            clerk: "张三".into(),
            phone: "0943-0000000".into(),
            remarks: String::new(),
        },
        author: account(1),
        state: ReportState::Draft,
        hand_ins: 0,
        first_on: None,
    }
}

fn submitted(report: Report, on: &str) -> Result<(Report, HandIn), ReportError> {
    report.submit(HandInId::new(1, &[0; 10]), Figures::default(), (account(2), day(on)))
}

#[test]
fn what_is_returned_is_handed_in_again_and_both_stay_apart() {
    let (one, first) = submitted(report(), "2026-05-15").unwrap();
    assert!(!first.late && first.ordinal == 1 && first.stands());
    assert_eq!(first.digest, first.computed(&one));
    let edited = one.clone().edit(ReportContent::default(), account(1));
    assert_eq!(edited.unwrap_err().code(), "report.state");
    let (two, second) = submitted(one.send_back().unwrap(), "2026-05-16").unwrap();
    assert_eq!((second.ordinal, second.late, two.first_on), (2, true, first.submitted_on.into()));
    assert_ne!(first.digest, second.digest);
    let received = two.receive().unwrap();
    assert_eq!(received.clone().receive().unwrap_err().code(), "report.state");
    assert_eq!(received.send_back().unwrap().state, ReportState::Returned);
}

#[test]
fn who_wrote_it_does_not_hand_it_in_and_nothing_is_missing() {
    let own = report().submit(
        HandInId::new(1, &[0; 10]),
        Figures::default(),
        (account(1), day("2026-05-01")),
    );
    assert_eq!(own.unwrap_err(), ReportError::SamePerson);
    let mut gap = report();
    gap.content.texts.problems = "  ".into();
    let refused = submitted(gap, "2026-05-01").unwrap_err();
    assert_eq!(refused, ReportError::Missing { field: "存在问题" });
    let mut long = ReportContent::default();
    long.texts.next = "长".repeat(SECTION_MAX + 1);
    assert_eq!(report().edit(long, account(1)).unwrap_err().code(), "report.long");
}

#[test]
fn the_clock_reminds_fifteen_and_five_days_before_on_the_day_and_after() {
    let which = (Season::Half, 2026);
    for (today, days_left, reminder) in [
        ("2026-04-29", 16, None),
        ("2026-04-30", 15, Some(Reminder::Soon)),
        ("2026-05-09", 6, Some(Reminder::Soon)),
        ("2026-05-10", 5, Some(Reminder::Close)),
        ("2026-05-14", 1, Some(Reminder::Close)),
        ("2026-05-15", 0, Some(Reminder::Today)),
        ("2026-05-16", -1, Some(Reminder::Over)),
    ] {
        let due = report_due(which, day(today), None, true).unwrap();
        assert_eq!((due.days_left, due.reminder), (days_left, reminder), "{today}");
        assert_eq!(due.late, days_left < 0, "{today}");
    }
    let handed = report_due(which, day("2026-06-01"), Some(day("2026-05-15")), false).unwrap();
    assert_eq!((handed.late, handed.reminder), (false, None));
    let late = report_due(which, day("2026-06-01"), Some(day("2026-05-16")), false).unwrap();
    assert!(late.late);
    assert_eq!(Season::Annual.period(2026).unwrap().to, day("2026-11-15"));
    assert_eq!(Season::Half.deadline(1999).unwrap_err().code(), "report.year");
    assert_eq!(season_of(day("2026-06-30")), (Season::Half, 2026));
    assert_eq!(season_of(day("2026-07-01")), (Season::Annual, 2026));
}
