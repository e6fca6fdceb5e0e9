//! What a plan's terms come to: units, exclusions, weights and the record of the rules.

use std::collections::{BTreeMap, BTreeSet};

use sunlot_domain::plan::{Plan, PlanError, PlanTerms};
use sunlot_domain::subjects::{LifeStatus, RiskClass, Subject};
use sunlot_sortition::names::{DrawId, ObjectId};
use sunlot_sortition::time::Day;

const HEAD: &str = r#"
[task]
plan_no = "629922-2026-2-001"
title = "测试"
freeze_day = "2026-03-31"
organiser = "dept:scjg"
requested_by = "zhang"
approved_by = "li"
[log]
origin = "sunlot.example/test"
[[contributors]]
id = "dept:scjg"
[[contributors]]
id = "witness:a"
[[contributors]]
id = "witness:b"
[exclude]
visits_per_year_max = 2
recent_days = 30
"#;

const BY_CLASS: &str = r#"
[[items]]
code = "CY"
items = ["食品经营许可"]
depts = ["scjg", "wsjk"]
class = "general"
ceiling = "30%"
ratio = { A = "1%", B = "3%", C = "10%", D = "30%", U = "3%" }
scope = { tags = ["餐饮"] }
"#;

fn compile(text: &str, townships: &[&str]) -> Result<Plan, PlanError> {
    let townships: BTreeSet<String> = townships.iter().map(|t| (*t).to_owned()).collect();
    Plan::compile(PlanTerms::parse(&format!("{HEAD}{text}"))?, &townships)
}

fn subject(change: impl FnOnce(&mut Subject)) -> Subject {
    let mut subject = Subject {
        id: ObjectId::parse("91620422MA7000018W").expect("an id"),
        id_verified: true,
        name: "甲".into(),
        kind: "企业".into(),
        status: LifeStatus::Live,
        township: "620422101".into(),
        industry: "6210".into(),
        risk_class: Some(RiskClass::C),
        risk_month: "2026-03".into(),
        tags: BTreeSet::from(["餐饮".to_owned()]),
        visits_this_year: 0,
        last_inspected: None,
        recognised: false,
        in_trial: false,
        has_open_case: false,
    };
    change(&mut subject);
    subject
}

fn code(result: Result<Plan, PlanError>) -> &'static str {
    result.expect_err("a refused plan").code()
}

#[test]
fn a_joint_item_has_a_unit_per_department_and_class() {
    let plan = compile(BY_CLASS, &[]).expect("a plan");
    assert_eq!(plan.units().len(), 10);
    assert!(plan.blinded(), "a class in the unit name keeps the frame internal");
    assert_eq!(plan.units_of(&subject(|_| {})), ["CY-SCJG.C", "CY-WSJK.C"]);
    assert_eq!(plan.units_of(&subject(|s| s.risk_class = None)), ["CY-SCJG.U", "CY-WSJK.U"]);
    assert!(plan.units_of(&subject(|s| s.tags.clear())).is_empty());
}

#[test]
fn exclusions_name_the_first_reason() {
    let plan = compile(BY_CLASS, &[]).expect("a plan");
    let day = |text| Some(Day::parse(text).expect("a day"));
    let check = |s: Subject, drawn, want: Option<&str>| {
        assert_eq!(plan.exclusion(&s, drawn).map(|e| e.code()), want);
    };
    check(subject(|_| {}), false, None);
    check(subject(|_| {}), true, Some("DRAWN"));
    check(subject(|s| s.id_verified = false), false, Some("IDBAD"));
    check(subject(|s| s.status = LifeStatus::MovedOut), true, Some("STATUS"));
    check(subject(|s| s.visits_this_year = 2), false, Some("CAP"));
    check(subject(|s| s.last_inspected = day("2026-03-02")), false, Some("RECENT"));
    check(subject(|s| s.last_inspected = day("2026-03-01")), false, None);
    check(subject(|s| s.recognised = true), false, Some("RECENT"));
    check(subject(|s| s.tags.clear()), false, Some("SCOPE"));
    // Not excluded unless the rules say so.
    check(subject(|s| s.in_trial = true), false, None);
}

#[test]
fn weights_halve_and_never_vanish() {
    let plan = compile(&format!("[weights]\nhalve_per_visit = true\n{BY_CLASS}"), &[]);
    let plan = plan.expect("a plan");
    let weight = |visits| plan.weight(&subject(|s| s.visits_this_year = visits));
    assert_eq!([weight(0), weight(1), weight(2), weight(9)], [4, 2, 1, 1]);
}

#[test]
fn a_total_is_spread_over_the_townships_of_the_register() {
    let item = BY_CLASS
        .lines()
        .map(|l| if l.starts_with("ratio") { "total = 100\nspread = \"township\"" } else { l })
        .collect::<Vec<_>>()
        .join("\n");
    let plan = compile(&item, &["620422101", "620422102", ""]).expect("a plan");
    let record = plan.rules_record(&DrawId::parse("629922-2026-2-001/1").expect("an id"), None);
    let record = record.expect("a record");
    let of = |key: &str| record.get(key).and_then(|v| v.as_array()).expect("an array").len();
    assert_eq!((of("units"), of("allocations")), (6, 2));
    assert!(!plan.blinded());
}

#[test]
fn wrong_terms_are_named() {
    let with = |from: &str, to: &str| compile(&BY_CLASS.replace(from, to), &[]);
    assert_eq!(code(with("D = \"30%\"", "D = \"31%\"")), "plan.above_ceiling");
    assert_eq!(code(with("D = \"30%\"", "D = \"三成\"")), "plan.ratio");
    assert_eq!(code(with(", U = \"3%\"", "")), "plan.missing");
    assert_eq!(code(with("code = \"CY\"", "code = \"cy\"")), "plan.name");
    assert_eq!(code(with("class =", "klass =")), "plan.syntax");
    assert_eq!(code(with("class =", "count = 3\nclass =")), "plan.contradiction");
    assert_eq!(code(with("ceiling = \"30%\"\n", "")), "plan.missing");
    let regions = "[[regions]]\ncode = \"R1\"\ntownships = [\"1\", \"1\"]\n";
    assert_eq!(code(compile(&format!("{regions}{BY_CLASS}"), &[])), "plan.contradiction");
}

#[test]
fn every_error_speaks_chinese_and_the_codes_differ() {
    let errors = [
        PlanError::Syntax { detail: String::new() },
        PlanError::Ratio { text: String::new() },
        PlanError::Missing { place: String::new(), what: String::new() },
        PlanError::AboveCeiling { item: String::new() },
    ];
    let codes: BTreeMap<_, _> = errors.iter().map(|e| (e.code(), e.message_zh())).collect();
    assert_eq!(codes.len(), errors.len());
    assert!(codes.values().all(|m| m.contains('。')));
}
