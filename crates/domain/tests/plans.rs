//! 年度计划 and the terms that tasks come to: every step from every state, the December clock, and
//! what tasks that are drawn together share.

use std::collections::BTreeMap;

use proptest::prelude::*;
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{AccountId, FilingId, Id, OrganId, PlanId, TaskId};
use sunlot_domain::items::ItemClass;
use sunlot_domain::plans::{
    FilingKind, FilingState, PlanFiling, PlanState, PlanStateError, PlanStep, WorkPlan, due,
};
use sunlot_domain::tasks::{
    DrawSetting, DrawType, FilterTerms, ItemFacts, Origin, QuotaTerms, Task, TaskContent,
    TaskState, frame_tag, group_terms,
};
use sunlot_sortition::time::Day;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn organ(n: u64) -> OrganId {
    OrganId::new(n, &[0; 10])
}

fn person(n: u64) -> AccountId {
    AccountId::new(n, &[0; 10])
}

fn plan(state: PlanState, edition: u32) -> WorkPlan {
    WorkPlan {
        id: PlanId::new(1, &[0; 10]),
        number: "62042220261001".into(),
        document_number: None,
        year: 2027,
        name: "年度抽查计划".into(),
        joint: false,
        organ: organ(1),
        region: DivisionCode::parse("620422").unwrap(),
        participants: Vec::new(),
        state,
        edition,
        reason: None,
        author: person(1),
        submitted_by: Some(person(2)),
        coordinated_by: Some(person(3)),
        approved_by: None,
        filed_on: Some(day("2026-12-30")),
        published_on: None,
        first_filed_on: Some(day("2026-12-30")),
    }
}

#[test]
fn every_step_leads_where_the_table_of_life_cycles_says() {
    use PlanState as S;
    use PlanStep as T;
    let allowed = [
        (S::Draft, T::Edit, S::Draft),
        (S::Draft, T::Submit, S::Submitted),
        (S::Draft, T::Terminate, S::Terminated),
        (S::Submitted, T::Return, S::Draft),
        (S::Submitted, T::Coordinate, S::Coordinated),
        (S::Submitted, T::Terminate, S::Terminated),
        (S::Coordinated, T::Return, S::Draft),
        (S::Coordinated, T::Approve, S::Approved),
        (S::Coordinated, T::Terminate, S::Terminated),
        (S::Approved, T::File, S::Filed),
        (S::Approved, T::Terminate, S::Terminated),
        (S::Filed, T::ReturnFiling, S::Draft),
        (S::Filed, T::Publish, S::Published),
        (S::Filed, T::Terminate, S::Terminated),
        (S::Published, T::ReturnFiling, S::Draft),
        (S::Published, T::Start, S::Executing),
        (S::Published, T::Adjust, S::Adjusting),
        (S::Published, T::Terminate, S::Terminated),
        (S::Executing, T::ReturnFiling, S::Draft),
        (S::Executing, T::Adjust, S::Adjusting),
        (S::Executing, T::Complete, S::Completed),
        (S::Executing, T::Terminate, S::Terminated),
        (S::Adjusting, T::Edit, S::Adjusting),
        (S::Adjusting, T::Submit, S::Submitted),
        (S::Adjusting, T::Terminate, S::Terminated),
    ];
    for state in S::ALL {
        for step in T::ALL {
            let row = allowed.iter().find(|(from, by, _)| from == state && by == step);
            assert_eq!(state.after(*step), row.map(|(.., to)| *to), "{state:?} {step:?}");
        }
    }
}

#[test]
fn who_wrote_submitted_or_coordinated_does_not_approve() {
    for (by, may) in [(1, false), (2, false), (3, false), (4, true)] {
        let approved = plan(PlanState::Coordinated, 0).approve(person(by), "文号".into());
        assert_eq!(approved.is_ok(), may, "{by}");
    }
    // The 文号 of the first approval stays.
    let numbered =
        WorkPlan { document_number: Some("首次".into()), ..plan(PlanState::Coordinated, 1) };
    let again = numbered.approve(person(4), "再次".into()).unwrap();
    assert_eq!(again.document_number.as_deref(), Some("首次"));
}

#[test]
fn a_returned_filing_counts_as_none_until_something_was_published() {
    let back = plan(PlanState::Filed, 0).return_filing("理由".into()).unwrap();
    assert_eq!((back.state, back.first_filed_on), (PlanState::Draft, None));
    assert_eq!((back.submitted_by, back.filed_on), (None, None));
    let back = plan(PlanState::Published, 1).return_filing("理由".into()).unwrap();
    assert_eq!(back.state, PlanState::Adjusting);
    assert_eq!(back.first_filed_on, Some(day("2026-12-30")));
    assert!(plan(PlanState::Draft, 0).return_filing("理由".into()).is_err());
}

#[test]
fn only_the_latest_filing_that_nobody_answered_comes_back() {
    let filing = |edition, state| PlanFiling {
        id: FilingId::new(1, &[0; 10]),
        plan: PlanId::new(1, &[0; 10]),
        edition,
        recipient: organ(2),
        kind: FilingKind::Superior,
        filed_by: person(1),
        filed_on: day("2026-12-30"),
        state,
        acknowledged_by: None,
        acknowledged_on: None,
        receipt: None,
    };
    let ask = |edition, state, of: &WorkPlan, returned| {
        filing(edition, state).returnable(of, returned).map_err(|e| e.code())
    };
    let (filed, published) = (plan(PlanState::Filed, 1), plan(PlanState::Published, 2));
    assert_eq!(ask(2, FilingState::Filed, &filed, false), Ok(()));
    assert_eq!(ask(2, FilingState::Filed, &published, false), Ok(()));
    assert_eq!(ask(1, FilingState::Filed, &filed, false), Err("plan.filing_over"));
    assert_eq!(ask(1, FilingState::Filed, &published, false), Err("plan.filing_over"));
    assert_eq!(ask(2, FilingState::Filed, &filed, true), Err("plan.filing_returned"));
    assert_eq!(ask(2, FilingState::Acknowledged, &filed, false), Err("plan.acknowledged"));
    assert_eq!(PlanStateError::FilingOver.code(), "plan.filing_over");
}

#[test]
fn the_last_day_of_december_is_in_time_and_the_next_is_late() {
    let clock = |today: &str, filed: Option<&str>| {
        let clock = due(2027, day(today), filed.map(day));
        (clock.days_left, clock.late)
    };
    assert_eq!(clock("2026-12-31", None), (0, false));
    assert_eq!(clock("2027-01-01", None), (-1, true));
    assert_eq!(clock("2027-03-01", Some("2026-12-31")), (-60, false));
    assert_eq!(clock("2027-03-01", Some("2027-01-01")), (-60, true));
}

fn task(number: u64, content: TaskContent, class: ItemClass) -> Task {
    Task {
        id: TaskId::new(number, &[0; 10]),
        plan: None,
        ordinal: 1,
        number: format!("62042220260410{number:04}"),
        name: "任务".into(),
        origin: Origin::Annual,
        draw_type: DrawType::Directed,
        item_class: class,
        organ: organ(number),
        region: DivisionCode::parse("620422").unwrap(),
        participants: vec![organ(number + 100)],
        draw_from: day("2026-04-10"),
        draw_to: day("2026-04-10"),
        deadline: day("2026-10-31"),
        content,
        joint_visit: None,
        state: TaskState::Draft,
        author: person(1),
        approved_by: None,
    }
}

fn facts(code: &str, ceiling: Option<u32>, needs: Option<&str>) -> ItemFacts {
    ItemFacts {
        code: code.into(),
        organ: organ(1),
        name: "检查".into(),
        category: "登记".into(),
        class: Some(ItemClass::General),
        ceiling_bp: ceiling,
        visits_per_year_max: None,
        qualification: needs.map(str::to_owned),
        basis: String::new(),
        drawable: Ok(()),
    }
}

fn setting(cap: Option<u32>) -> DrawSetting {
    let task = serde_json::json!({"plan_no": "P", "title": "联合抽查",
        "freeze_day": "2026-04-01", "organiser": "scjg",
        "requested_by": "u1", "approved_by": "u2"});
    let log = serde_json::json!({"origin": "sunlot.test/log"});
    DrawSetting {
        task: serde_json::from_value(task).unwrap(),
        contributors: Vec::new(),
        recorders: Vec::new(),
        holders: Vec::new(),
        witnesses: Vec::new(),
        log: serde_json::from_value(log).unwrap(),
        regions: Vec::new(),
        matching: None,
        visits_per_year_max: cap,
    }
}

proptest! {
    #[test]
    fn tasks_drawn_together_share_one_ticket_and_the_strictest_exclusions(
        given in prop::collection::vec(
            (1u64..=100, prop::option::of(1u32..900), any::<bool>(), any::<bool>(), any::<bool>(),
             prop::collection::vec(1u32..=10_000, 1..4)),
            1..5,
        ),
        cap in prop::option::of(1u32..5),
    ) {
        let made: Vec<(Task, Vec<ItemFacts>)> = given.iter().enumerate().map(|(at, one)| {
            let (percent, recent_days, spare_trial, spare_open_case, key, ceilings) = one.clone();
            let class = if key { ItemClass::Key } else { ItemClass::General };
            let quota = QuotaTerms { ratio: Some(format!("{percent}%")), ..QuotaTerms::default() };
            let content = TaskContent { quota, recent_days, spare_trial, spare_open_case,
                ..TaskContent::default() };
            let items = ceilings.iter().map(|bp| facts("G", Some(*bp), Some("特种设备"))).collect();
            (task(at as u64 + 1, content, class), items)
        }).collect();
        let tasks: Vec<(&Task, &[ItemFacts])> =
            made.iter().map(|(task, items)| (task, items.as_slice())).collect();
        let depts: BTreeMap<OrganId, String> = made.iter()
            .flat_map(|(task, _)| task.organs()).map(|id| (id, id.to_string())).collect();
        let terms = group_terms(&tasks, &depts, setting(cap)).unwrap();
        prop_assert_eq!(terms.items.len(), given.len());
        for (at, item) in terms.items.iter().enumerate() {
            let (task, (percent, .., key, ceilings)) = (&made[at].0, &given[at]);
            prop_assert_eq!(&item.code, &format!("T{}", at + 1));
            prop_assert_eq!(&item.group, "G1");
            prop_assert_eq!(&item.items, &["G".to_owned()]);
            prop_assert_eq!(&item.needs, &["特种设备".to_owned()]);
            prop_assert_eq!(&item.scope.tags, &[frame_tag(&task.number)]);
            let organs: Vec<String> = task.organs().map(|id| id.to_string()).collect();
            prop_assert_eq!(&item.depts, &organs);
            let least = ceilings.iter().min().map(|bp| format!("{bp}/10000"));
            prop_assert_eq!(&item.ceiling, &if *key { None } else { least });
            let ratio = format!("{:?}", item.ratio);
            let expected = format!("\"{percent}%\"");
            prop_assert!(ratio.contains(&expected), "{}", ratio);
            prop_assert_eq!((item.batches, item.rounding.as_str()), (1, "min"));
        }
        let exclude = &terms.exclude;
        prop_assert_eq!(exclude.visits_per_year_max, cap);
        prop_assert_eq!(exclude.recent_days, given.iter().filter_map(|one| one.1).max());
        prop_assert_eq!(exclude.trial, given.iter().any(|one| one.2));
        prop_assert_eq!(exclude.open_case, given.iter().any(|one| one.3));
    }

    #[test]
    fn one_ratio_that_cannot_be_read_refuses_the_group(at in 0usize..3) {
        let made: Vec<Task> = (0..3).map(|n| {
            let ratio = Some(if n == at { "很多" } else { "5%" }.to_owned());
            let quota = QuotaTerms { ratio, ..QuotaTerms::default() };
            task(n as u64 + 1, TaskContent { quota, ..TaskContent::default() }, ItemClass::Key)
        }).collect();
        let items = [facts("G", None, None)];
        let tasks: Vec<(&Task, &[ItemFacts])> =
            made.iter().map(|task| (task, items.as_slice())).collect();
        let refused = group_terms(&tasks, &BTreeMap::new(), setting(None)).unwrap_err();
        prop_assert_eq!(refused.code(), "task.quota");
    }
}

#[test]
fn conditions_are_read_or_named() {
    let region = DivisionCode::parse("620422").unwrap();
    let refused = |terms: FilterTerms| terms.compile(&region).unwrap_err().code();
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let none = FilterTerms::default();
    assert!(none.compile(&region).is_ok() && none.is_empty() && !none.is_directed());
    for wrong in [
        FilterTerms { kinds: texts(&["ship"]), ..FilterTerms::default() },
        FilterTerms { tags: texts(&["x"]), ..FilterTerms::default() },
        FilterTerms { risk_classes: texts(&["E"]), ..FilterTerms::default() },
        FilterTerms { scope_texts: texts(&["服"]), ..FilterTerms::default() },
        FilterTerms { industries: texts(&["餐饮"]), ..FilterTerms::default() },
    ] {
        assert_eq!(refused(wrong.clone()), "task.value", "{wrong:?}");
    }
    let risk = FilterTerms { risk_classes: texts(&["U", "D"]), ..FilterTerms::default() };
    assert_eq!(risk.compile(&region).unwrap().risk_classes.len(), 2);
    assert!(risk.is_directed());
}

#[test]
fn a_quota_is_printed_as_plans_print_it() {
    let words = |terms: QuotaTerms| (terms.ways(), terms.in_words());
    let none = QuotaTerms::default();
    assert_eq!(words(none.clone()), (0, String::new()));
    let ratio = |rounding: &str| QuotaTerms {
        ratio: Some("5%".into()),
        rounding: rounding.into(),
        ..QuotaTerms::default()
    };
    assert_eq!(words(ratio("")), (1, "不低于5%".into()));
    assert_eq!(words(ratio("max")), (1, "不超过5%".into()));
    assert_eq!(words(ratio("near")), (1, "5%".into()));
    let classes = [("A", "1%"), ("U", "2%")].map(|(c, r)| (c.to_owned(), r.to_owned())).into();
    let by_class = QuotaTerms { by_class: Some(classes), ..none.clone() };
    assert_eq!(words(by_class), (1, "A类1%、未分类2%".into()));
    assert_eq!(words(QuotaTerms { count: Some(7), ..none.clone() }), (1, "7户".into()));
    let all = QuotaTerms { all: true, batches: 2, ..none };
    assert_eq!(words(all), (1, "100%，随机分2批".into()));
}
