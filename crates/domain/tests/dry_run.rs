//! 试算 against a count by hand on small registers, the quota below the ceiling, overlaps against
//! every pair, and that a task's terms are terms of a draw.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::dry_run::{Trial, VISIT, dry_run, trial_plan};
use sunlot_domain::ids::{AccountId, Id, OrganId, SubjectId, TaskId};
use sunlot_domain::items::ItemClass;
use sunlot_domain::overlap::{Framed, overlaps};
use sunlot_domain::plan::ExcludeTerms;
use sunlot_domain::subjects::{LifeStatus, RiskClass, Subject};
use sunlot_domain::tasks::{
    DrawType, ItemFacts, Origin, QuotaTerms, Task, TaskContent, TaskState, frame_tag, item_terms,
};
use sunlot_sortition::names::ObjectId;
use sunlot_sortition::time::Day;

fn organ(n: u64) -> OrganId {
    OrganId::new(n, &[0; 10])
}

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn task(joint: bool, quota: QuotaTerms) -> Task {
    Task {
        id: TaskId::new(1, &[0; 10]),
        plan: None,
        ordinal: 1,
        number: "620422202604101001".into(),
        name: "任务".into(),
        origin: Origin::Annual,
        draw_type: DrawType::Directed,
        item_class: ItemClass::General,
        organ: organ(1),
        region: DivisionCode::parse("620422").expect("a division"),
        participants: if joint { vec![organ(2)] } else { Vec::new() },
        draw_from: day("2026-04-10"),
        draw_to: day("2026-04-10"),
        deadline: day("2026-10-31"),
        content: TaskContent { quota, ..TaskContent::default() },
        joint_visit: None,
        state: TaskState::Draft,
        author: AccountId::new(1, &[0; 10]),
        approved_by: None,
    }
}

fn item(ceiling_bp: u32) -> ItemFacts {
    ItemFacts {
        code: "G".into(),
        organ: organ(1),
        name: "检查".into(),
        category: "登记".into(),
        class: Some(ItemClass::General),
        ceiling_bp: Some(ceiling_bp),
        visits_per_year_max: None,
        qualification: None,
        basis: String::new(),
        drawable: Ok(()),
    }
}

fn subject(at: usize, class: Option<RiskClass>, live: bool, visits: u32, marked: bool) -> Subject {
    let tags = if marked { vec![frame_tag("620422202604101001")] } else { Vec::new() };
    Subject {
        id: ObjectId::parse(&format!("T:{at:06}")).expect("an id"),
        id_verified: true,
        name: format!("第{at}户"),
        kind: "企业".into(),
        status: if live { LifeStatus::Live } else { LifeStatus::Deregistered },
        township: String::new(),
        industry: String::new(),
        risk_class: class,
        risk_month: String::new(),
        tags: BTreeSet::from_iter(tags),
        visits_this_year: visits,
        last_inspected: None,
        recognised: false,
        in_trial: false,
        has_open_case: false,
    }
}

type RowOf = (usize, bool, u32, bool);

fn register() -> impl Strategy<Value = Vec<RowOf>> {
    prop::collection::vec((0usize..5, any::<bool>(), 0u32..4, any::<bool>()), 0..60)
}

fn class(at: usize) -> Option<RiskClass> {
    RiskClass::ALL.get(at).copied()
}

proptest! {
    /// The same register counted by hand: strata, exclusions, quotas, chances, posts.
    #[test]
    fn a_dry_run_is_a_count_by_hand(
        rows in register(), percent in prop::array::uniform5(0u64..=100),
        joint: bool, staff in 0u64..9
    ) {
        let classes = ["A", "B", "C", "D", "U"];
        let table = classes.iter().zip(percent).map(|(c, p)| ((*c).to_owned(), format!("{p}%")));
        let quota = QuotaTerms { by_class: Some(table.collect()), ..QuotaTerms::default() };
        let task = task(joint, quota);
        let depts = BTreeMap::from([(organ(1), "a".to_owned()), (organ(2), "b".to_owned())]);
        let terms = item_terms(&task, &[item(10_000)], &depts, "T1", "G1").unwrap();
        let exclude = ExcludeTerms { visits_per_year_max: Some(2), ..ExcludeTerms::default() };
        let plan = trial_plan(vec![terms], exclude, day("2026-03-02")).unwrap();
        let subjects: Vec<Subject> = rows.iter().enumerate()
            .map(|(at, (c, live, visits, marked))| subject(at, class(*c), *live, *visits, *marked))
            .collect();
        let inspectors = BTreeMap::from([("a".to_owned(), staff)]);
        let trial = Trial {
            plan: &plan, subjects: &subjects, inspectors: &inspectors, members: 2,
            working_days: None,
        };
        let run = dry_run(&trial).unwrap();

        let marked: Vec<&RowOf> = rows.iter().filter(|row| row.3).collect();
        let fit = |row: &&&RowOf| row.1 && row.2 < 2;
        let eligible = |c: usize| marked.iter().filter(fit).filter(|r| r.0 == c).count() as u64;
        prop_assert_eq!(run.frame, marked.len() as u64);
        prop_assert_eq!(run.burden.entities, marked.iter().filter(fit).count() as u64);
        let gone = marked.iter().filter(|row| !row.1).count() as u64;
        let capped = marked.iter().filter(|row| row.1 && row.2 >= 2).count() as u64;
        prop_assert_eq!(run.excluded.get("STATUS").copied().unwrap_or(0), gone);
        prop_assert_eq!(run.excluded.get("CAP").copied().unwrap_or(0), capped);
        let drawn: Vec<u64> = (0..5).map(|c| (eligible(c) * percent[c]).div_ceil(100)).collect();
        prop_assert_eq!(run.visits, drawn.iter().sum::<u64>(), "one visit whoever goes");
        for (at, chance) in &run.chances {
            let c = rows[*at].0;
            prop_assert_eq!(*chance, drawn[c] * VISIT / eligible(c));
        }
        let organs = if joint { 2 } else { 1 };
        prop_assert_eq!(run.strata.len(), 5 * organs);
        prop_assert_eq!(run.capacity.len(), organs);
        prop_assert_eq!(run.capacity[0].posts, 2 * run.visits);
        prop_assert_eq!(run.burden.histogram.iter().sum::<u64>(), run.burden.entities);
        let short = run.warnings.iter().any(|w| w.code == "dry_run.too_few_inspectors");
        prop_assert_eq!(short, run.visits > 0 && (staff < 2 || joint));
    }

    #[test]
    fn a_quota_never_passes_the_ceiling(
        count in 0usize..300, asked in 0u64..400, bp in 1u32..=10_000
    ) {
        let quota = QuotaTerms { count: Some(asked), ..QuotaTerms::default() };
        let depts = BTreeMap::from([(organ(1), "a".to_owned())]);
        let terms = item_terms(&task(false, quota), &[item(bp)], &depts, "T1", "G1").unwrap();
        let plan = trial_plan(vec![terms], ExcludeTerms::default(), day("2026-03-02")).unwrap();
        let subjects: Vec<Subject> =
            (0..count).map(|at| subject(at, None, true, 0, true)).collect();
        let inspectors = BTreeMap::new();
        let trial = Trial {
            plan: &plan, subjects: &subjects, inspectors: &inspectors, members: 2,
            working_days: None,
        };
        let run = dry_run(&trial).unwrap();
        let most = count as u64 * u64::from(bp) / 10_000;
        prop_assert_eq!(run.visits, asked.min(count as u64).min(most));
    }

    #[test]
    fn an_overlap_is_what_every_pair_gives(
        own in prop::collection::btree_map(0u64..30, 0u64..=VISIT, 0..20),
        other in prop::collection::btree_map(0u64..30, 0u64..=VISIT, 0..20),
        from in 1u32..25, apart in 0i64..40,
    ) {
        let framed = |n, chances: &BTreeMap<u64, u64>, first: u32| Framed {
            task: TaskId::new(n, &[0; 10]),
            organs: vec![organ(n)],
            window: (day(&format!("2026-05-{first:02}")), day("2026-05-28")),
            domains: BTreeSet::new(),
            chances: chances.iter().map(|(s, c)| (SubjectId::new(*s, &[0; 10]), *c)).collect(),
        };
        let others = [framed(2, &other, from)];
        let found = overlaps(&framed(1, &own, 1), &others, apart);
        let shared: Vec<(u64, u64)> =
            own.iter().filter_map(|(s, c)| Some((*c, *other.get(s)?))).collect();
        if shared.is_empty() {
            prop_assert!(found.is_empty());
        } else {
            prop_assert_eq!(found[0].shared, shared.len() as u64);
            let merged: u64 = shared.iter().map(|(a, b)| a.min(b)).sum();
            prop_assert_eq!(found[0].expected_merged, merged);
            prop_assert!(found[0].expected_both <= found[0].expected_merged);
        }
    }
}

#[test]
fn tasks_of_one_department_or_far_apart_do_not_meet() {
    let framed = |n, of, first: &str, last: &str| Framed {
        task: TaskId::new(n, &[0; 10]),
        organs: vec![organ(of)],
        window: (day(first), day(last)),
        domains: BTreeSet::from(["食品".to_owned()]),
        chances: vec![(SubjectId::new(1, &[0; 10]), VISIT)],
    };
    let own = framed(1, 1, "2026-03-01", "2026-03-31");
    let meets = |other| !overlaps(&own, &[other], 30).is_empty();
    assert!(meets(framed(2, 2, "2026-04-30", "2026-05-31")), "30 days later");
    assert!(!meets(framed(2, 2, "2026-05-01", "2026-05-31")), "31 days later");
    assert!(!meets(framed(2, 1, "2026-03-01", "2026-03-31")), "the same department");
    assert!(!meets(framed(1, 2, "2026-03-01", "2026-03-31")), "the task itself");
}
