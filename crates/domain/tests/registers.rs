//! The two registers: what is effective when, who answers, who may be assigned, who decides.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sunlot_domain::codes::{CanonicalId, DivisionCode};
use sunlot_domain::ids::{AccountId, Id, InspectorId, LinkId, OrganId, SubjectId, TagId};
use sunlot_domain::inspectors::{
    Assignment, ChangeState, Conflict, ConflictKind, Inspector, InspectorLeave, may_decide,
};
use sunlot_domain::registers::{
    Statement, SubjectEntry, SubjectFilter, SubjectKind, effective, masked_name,
};
use sunlot_domain::subjects::LifeStatus;
use sunlot_domain::tags::{Duty, SubjectTag, Tag};
use sunlot_sortition::time::Day;

fn id<I: Id>(number: u8) -> I {
    I::new(1, &[number; 10])
}

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn entry(kind: SubjectKind, responsible: Option<SubjectId>) -> SubjectEntry {
    let code = CanonicalId::parse("91620422MA7000018W").expect("a code");
    SubjectEntry {
        id: id(1),
        seq: 1,
        verdict: code.verdict(),
        code,
        name: "会宁县甲食品店".into(),
        kind,
        organ: id::<OrganId>(2),
        region: DivisionCode::parse("620422100").expect("a division"),
        industry: "5221".into(),
        status: LifeStatus::Live,
        business_scope: "食品销售".into(),
        responsible,
        risk_class: None,
        risk_month: None,
        trial: false,
        pending_case: false,
        visits: 0,
        last_inspected: None,
        listed: true,
        source: "登记系统".into(),
        source_day: day("2026-03-01"),
        valid_from: day("2026-03-01"),
    }
}

#[test]
fn what_is_no_person_has_somebody_who_answers() {
    let today = day("2026-03-02");
    for kind in SubjectKind::ALL {
        let alone = entry(*kind, None).check(today);
        assert_eq!(alone.is_err(), kind.needs_responsible(), "{kind:?}");
        let answered = entry(*kind, Some(id(9))).check(today);
        assert_eq!(answered.is_ok(), kind.needs_responsible(), "{kind:?}");
    }
    assert!(entry(SubjectKind::Enterprise, None).check(day("2026-02-28")).is_err());
}

#[test]
fn a_filter_narrows_by_each_of_its_parts() {
    let shop = entry(SubjectKind::Enterprise, None);
    let none = BTreeSet::new();
    let check = |want: bool, change: &dyn Fn(&mut SubjectFilter)| {
        let mut filter = SubjectFilter::live();
        change(&mut filter);
        assert_eq!(filter.matches(&shop, &none), want, "{filter:?}");
    };
    check(true, &|_| {});
    check(true, &|f| f.industries = vec!["F".into()]);
    check(true, &|f| f.industries = vec!["52".into()]);
    check(false, &|f| f.industries = vec!["A".into(), "53".into()]);
    check(true, &|f| f.regions = vec![DivisionCode::parse("620400").unwrap()]);
    check(false, &|f| f.regions = vec![DivisionCode::parse("620421").unwrap()]);
    check(false, &|f| f.tags = BTreeSet::from([id::<TagId>(3)]));
    check(true, &|f| f.risk_classes = BTreeSet::from([None]));
    check(true, &|f| f.scope_texts = vec!["餐饮".into(), "食品".into()]);
    check(false, &|f| f.statuses = BTreeSet::from([LifeStatus::Revoked]));
}

#[test]
fn a_person_behind_a_household_business_is_masked() {
    assert_eq!(masked_name(SubjectKind::Household, "张小三"), "张＊＊");
    assert_eq!(masked_name(SubjectKind::Household, "会宁县张记面馆"), "会宁县张记面馆");
    assert_eq!(masked_name(SubjectKind::Enterprise, "张小三"), "张小三");
}

#[test]
fn a_tag_is_used_in_its_scope_and_time() {
    let scope = DivisionCode::parse("620422").expect("a county");
    let tag = Tag {
        id: id(1),
        organ: id(2),
        scope,
        name: "餐饮".into(),
        meaning: String::new(),
        valid_from: day("2026-01-01"),
        valid_to: Some(day("2026-12-31")),
    };
    let place = |code: &str| DivisionCode::parse(code).expect("a division");
    assert!(tag.usable(&place("620422100"), day("2026-12-31")).is_ok());
    let code = |region, on| tag.usable(&place(region), day(on)).map_err(|e| e.code());
    assert_eq!(code("620422100", "2027-01-01"), Err("tag.not_valid"));
    assert_eq!(code("620421100", "2026-12-31"), Err("tag.out_of_scope"));
}

#[test]
fn the_first_reason_keeps_an_inspector_out() {
    let inspector = Inspector {
        id: id::<InspectorId>(1),
        code: "GS001".into(),
        name: "甲".into(),
        organ: id(2),
        account: None,
        cert_issuer: String::new(),
        cert_valid_until: day("2026-06-30"),
        qualifications: Vec::new(),
        items: vec!["A01".into()],
        regions: vec![DivisionCode::parse("620422100").expect("a township")],
        cap: None,
        weight: 100,
        lead: false,
        team: String::new(),
        prior: 0,
        active: true,
        valid_from: day("2026-01-01"),
    };
    let leave = [InspectorLeave {
        id: id::<LinkId>(3),
        inspector: inspector.id,
        first_day: day("2026-04-01"),
        last_day: day("2026-04-10"),
        withdrawn: false,
    }];
    let why = |on: &str, asked: &Assignment<'_>| {
        inspector.eligible_on(day(on), &leave, &[], asked).err().map(|reason| reason.code())
    };
    let any = Assignment::default();
    assert_eq!(why("2026-06-30", &any), None);
    assert_eq!(why("2026-07-01", &any), Some("inspector.certificate_expired"));
    assert_eq!(why("2026-04-10", &any), Some("inspector.on_leave"));
    assert_eq!(why("2026-04-11", &any), None);
    assert_eq!(why("2025-12-31", &any), Some("inspector.inactive"));
    let items = ["A02".to_owned()];
    let other = Assignment { items: &items, ..Assignment::default() };
    assert_eq!(why("2026-05-01", &other), Some("inspector.item_scope"));
}

#[test]
fn nobody_decides_his_own_proposal() {
    let (one, two) = (id::<AccountId>(1), id::<AccountId>(2));
    assert!(may_decide(ChangeState::Proposed, one, Some(one)).is_err());
    assert!(may_decide(ChangeState::Proposed, one, None).is_err());
    assert_eq!(may_decide(ChangeState::Proposed, one, Some(two)), Ok(two));
    assert!(may_decide(ChangeState::Approved, one, Some(two)).is_err());
}

/// What ends on a day ends there once; what would end before it began never was.
#[test]
fn leave_conflicts_tags_and_duties_end_on_a_day() {
    let leave = InspectorLeave {
        id: id(1),
        inspector: id(2),
        first_day: day("2026-03-09"),
        last_day: day("2026-03-13"),
        withdrawn: false,
    };
    let back = |on: &str| leave.clone().back(day(on)).map(|it| (it.last_day, it.withdrawn));
    assert_eq!(back("2026-03-11"), Ok((day("2026-03-10"), false)));
    assert_eq!(back("2026-03-09"), Ok((day("2026-03-13"), true)));
    assert!(back("2026-03-14").is_err());
    let other = InspectorLeave { first_day: day("2026-03-13"), ..leave.clone() };
    assert!(other.check(std::slice::from_ref(&leave)).is_err());
    let gone = InspectorLeave { withdrawn: true, ..leave };
    assert_eq!(other.check(&[gone]), Ok(()));

    let conflict = Conflict {
        id: id(1),
        inspector: id(2),
        subject: id(3),
        code: ConflictKind::Recusal,
        note: String::new(),
        valid_from: day("2026-03-01"),
        valid_to: None,
        declared_by: None,
        withdrawn: false,
    };
    let ended = conflict.clone().end(day("2026-03-31")).expect("it holds");
    assert!(ended.holds(day("2026-03-31")) && !ended.holds(day("2026-04-01")));
    assert!(ended.end(day("2026-04-01")).is_err());
    let never = conflict.end(day("2026-02-28")).expect("it holds");
    assert!(!never.holds(day("2026-03-01")));

    let tag = SubjectTag {
        id: id(1),
        subject: id(2),
        tag: id(3),
        valid_from: day("2026-03-01"),
        valid_to: Some(day("2026-06-30")),
        withdrawn: false,
    };
    let ended = tag.clone().end(day("2026-03-31")).expect("it holds");
    assert_eq!(ended.valid_to, Some(day("2026-03-31")));
    assert!(tag.clone().end(day("2026-02-28")).expect("it holds").withdrawn);
    assert!(tag.end(day("2026-06-30")).is_err());

    let duty = Duty {
        id: id(1),
        organ: id(2),
        item_code: "A01".into(),
        subject: id(3),
        valid_from: day("2026-03-01"),
        valid_to: None,
    };
    assert!(duty.clone().end(day("2026-02-28")).is_err(), "it was recorded, so it held");
    let ended = duty.end(day("2026-03-31")).expect("it holds");
    assert!(ended.end(day("2026-03-31")).is_err());
}

struct Said(i32, u64);

impl Statement for Said {
    fn valid_from(&self) -> Day {
        day("2026-01-01").plus(self.0).expect("within the calendar")
    }

    fn recorded(&self) -> u64 {
        self.1
    }
}

proptest! {
    /// Against a calendar on which each statement, in the order of the record, paints every day
    /// from its first on.
    #[test]
    fn statements_are_effective_as_painted(
        days in prop::collection::vec(0_i32..30, 0..12),
        on in 0_i32..30,
        known in 0_u64..14,
    ) {
        let said: Vec<Said> =
            days.iter().enumerate().map(|(at, from)| Said(*from, at as u64)).collect();
        let mut calendar = [None; 30];
        for statement in said.iter().filter(|s| s.1 <= known) {
            for painted in &mut calendar[statement.0 as usize..] {
                *painted = Some(statement.1);
            }
        }
        let asked = day("2026-01-01").plus(on).expect("within the calendar");
        let found = effective(&said, asked, known).map(|s| s.1);
        prop_assert_eq!(found, calendar[on as usize]);
    }
}
