//! Rules and tables: what is refused and with which code, replacement, supplements, explanations.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sunlot_sortition::digest::Digest;
use sunlot_sortition::explain::{Evidence, InFrame, Outcome, explain};
use sunlot_sortition::frame::{Exclusion, Frame};
use sunlot_sortition::frame_build::{FrameDraft, build_frame, exclude_drawn};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::merkle::{leaf, verify_inclusion};
use sunlot_sortition::names::{ObjectId, PersonId, TagCode};
use sunlot_sortition::quota::Ratio;
use sunlot_sortition::replacement::UnitLine;
use sunlot_sortition::result::{
    GroupKey, ResultRecord, UnitResult, build_result_table, parse_result_table,
};
use sunlot_sortition::roots::table_root;
use sunlot_sortition::rules::{ItemClass, Purpose, Rules, RulesRecord, Special, UnitMode};
use sunlot_sortition::selection::select;
use sunlot_sortition::suite::Suite;

use crate::draw_support::{draw, frame_bytes, key, keys, object, record, rules, unit};

fn ratio(p: u64, q: u64) -> Ratio {
    Ratio::new(p, q).expect("a ratio")
}

fn plain() -> Rules {
    rules(Suite::Sm3, vec![unit("A", UnitMode::Min(ratio(5, 100))), unit("B", UnitMode::All)])
}

#[test]
fn rules_come_back_from_their_record() {
    let record = plain().check().expect("consistent rules");
    let bytes = record.to_json().to_bytes();
    let read = Json::parse_canonical(&bytes).expect("the canonical form");
    assert_eq!(RulesRecord::parse(&read).as_ref(), Ok(&record));
    assert_eq!(RulesRecord::parse(&read).expect("rules").digest(), record.digest());
}

#[test]
fn contradictions_are_refused_where_they_stand() {
    type Change = fn(&mut Rules);
    let cases: [(&str, Change); 12] = [
        ("base", |r| r.purpose = Purpose::Supplement),
        ("base", |r| r.base = Some(r.draw_id.clone())),
        ("contributors", |r| r.contributors.truncate(2)),
        ("contributors[1]", |r| r.contributors.reverse()),
        ("organiser", |r| r.organiser = PersonId::parse("x").expect("an id")),
        ("min_reveals", |r| r.min_reveals = 4),
        ("log.quorum", |r| r.log.quorum = 1),
        ("units", |r| r.units.clear()),
        ("units[1]", |r| r.units.reverse()),
        ("units[0].ceiling", |r| r.units[0].class = ItemClass::General),
        ("units[1].mode", |r| {
            r.units[1].class = ItemClass::General;
            r.units[1].ceiling = Some(ratio(1, 10));
        }),
        ("units[1].special.tag", |r| {
            let special = |tag| Special { min: 1, tag: TagCode::parse(tag).expect("a tag") };
            r.units[0].special = Some(special("X"));
            r.units[1].special = Some(special("Y"));
        }),
    ];
    for (path, change) in cases {
        let mut rules = plain();
        change(&mut rules);
        let error = rules.check().expect_err(path);
        assert_eq!((error.path(), error.code()), (path, "rules.contradiction"));
        assert!(!error.message_zh().is_empty());
    }
}

fn good_row(id: &str) -> String {
    format!("{id}\tE\tA\t1\t{}\t{}\n", "a".repeat(64), "0".repeat(32))
}

#[test]
fn rows_that_are_not_of_the_form_are_named() {
    let rules = plain().check().expect("consistent rules");
    let row = good_row("ID2");
    let cases = [
        (row.replace("\tE", "\tX"), "table.cell"),
        (row.replace("\tA\t", "\tC\t"), "table.cell"),
        (row.replace("\tA\t", "\tB,A\t"), "table.cell"),
        (row.replace("\tA\t", "\t-\t"), "table.cell"),
        (row.replace("\t1\t", "\t65\t"), "table.cell"),
        (row.replace("\t1\t", "\t01\t"), "table.cell"),
        (row.replace("\tE\tA\t1", "\tX:CAP\t-\t2"), "table.cell"),
        (row.replace("aaaa", "AAAA"), "table.cell"),
        (row.replace("ID2", "id2"), "table.cell"),
        (row.replace("\t1\t", "\t1\t\t"), "table.cells"),
        (row.trim_end().to_owned(), "table.line"),
        (good_row("ID1"), "table.duplicate"),
        (good_row("ID0"), "table.order"),
        (format!("{}\n", "x".repeat(5000)), "table.line"),
    ];
    for (row, code) in cases {
        let bytes = format!("{}{row}", good_row("ID1")).into_bytes();
        let Err(error) = Frame::parse(&bytes, &rules) else { panic!("accepted: {row}") };
        assert_eq!((error.line, error.code()), (2, code), "{row}");
    }
    assert!(Frame::parse(b"", &rules).expect("the empty table").is_empty());
}

#[test]
fn two_rows_of_one_object_are_not_merged() {
    let error = build_frame(vec![object("ID1", &["A"], 1), object("ID1", &["B"], 1)]);
    assert_eq!(error.expect_err("a duplicate").code(), "frame.duplicate_id");
    let error = build_frame(vec![object("ID1", &[], 1)]);
    assert_eq!(error.expect_err("no unit").code(), "frame.no_unit");
}

#[test]
fn a_supplement_cannot_draw_anybody_twice() {
    let mut rows: Vec<FrameDraft> =
        (0..40).map(|n| object(&format!("ID{n:02}"), &["A"], 1)).collect();
    let rules = record(Suite::Sm3, vec![unit("A", UnitMode::Fixed(10))]);
    let ids = |rows: &[FrameDraft], seed| -> BTreeSet<ObjectId> {
        let bytes = frame_bytes(rows.to_vec());
        let drawn = crate::draw_support::drawn(&bytes, &rules, seed, 0);
        drawn.into_iter().map(|id| ObjectId::parse(id).expect("an id")).collect()
    };
    let first = ids(&rows, 1);
    exclude_drawn(&mut rows, &first);
    let second = ids(&rows, 2);
    assert!(first.is_disjoint(&second) && second.len() == 10);
    let bytes = frame_bytes(rows);
    assert_eq!(draw(&bytes, &rules, 2).counts.excluded[&Exclusion::Drawn], 10);
}

proptest! {
    #[test]
    fn striking_errors_leaves_the_smallest_of_the_rest(
        count in 1_u64..40, n in 0_u64..20, w in 0_u64..20,
        errors in proptest::collection::vec(0_u64..40, 0..30),
    ) {
        let n = n.min(count);
        let w = w.min(count - n);
        let mut line = UnitLine::new(n, w);
        let mut struck = BTreeSet::new();
        for rank in errors {
            if rank == 0 || rank > n + w || struck.contains(&rank) {
                prop_assert!(line.strike(rank).is_err());
            } else {
                let before: BTreeSet<u64> = line.in_use().collect();
                let up = line.strike(rank).expect("a rank of the list");
                struck.insert(rank);
                prop_assert!(up.is_none_or(|up| before.contains(&rank) && up > n));
            }
        }
        let wanted: Vec<u64> =
            (1..=n + w).filter(|rank| !struck.contains(rank)).take(n as usize).collect();
        prop_assert_eq!(line.in_use().collect::<Vec<_>>(), wanted);
    }
}

#[test]
fn an_explanation_proves_what_it_says() {
    let rules = record(Suite::Sm3, vec![unit("A", UnitMode::Fixed(5))]);
    let mut rows: Vec<FrameDraft> =
        (0..30).map(|n| object(&format!("ID{n:02}"), &["A"], 1 + n % 3)).collect();
    rows[7].exclusion = Some(Exclusion::Recent);
    let bytes = frame_bytes(rows);
    let frame = Frame::parse(&bytes, &rules).expect("a frame");
    let selection = select(&frame, &rules, &keys(3));
    let table = build_result_table(selection.rows(&frame, &rules), |_, _| "0".repeat(32));
    let result_rows = parse_result_table(&table, &rules).expect("the table");
    let zero = Digest::from_bytes([0; 32]);
    let quota = selection.units[0].quota;
    let result = ResultRecord {
        draw_id: rules.draw_id.clone(),
        suite: rules.suite,
        intent: zero,
        seed: zero,
        groups: vec![GroupKey {
            group: rules.units[0].group.clone(),
            key: Digest::parse_hex(key(3).as_str()).expect("hex"),
        }],
        units: vec![UnitResult {
            unit: rules.units[0].unit.clone(),
            eligible: quota.eligible,
            n: quota.n,
            w: quota.w,
            cutoff: selection.units[0].cutoff(),
            next: selection.units[0].next,
        }],
        excluded: vec![(Exclusion::Recent, 1)],
    };
    let evidence = Evidence {
        rules: &rules,
        frame: Some(&frame),
        result: Some((&result, &result_rows)),
        teams: &[],
    };
    let root = table_root(rules.suite, &frame.leaves());
    let mut ranks = BTreeSet::new();
    for row in frame.rows().filter(|row| row.exclusion().is_none()) {
        let id = ObjectId::parse(row.id()).expect("an id");
        let answer = explain(evidence, &id);
        let InFrame::Eligible(proof) = &answer.frame else { panic!("{id} is eligible") };
        let own = leaf(rules.suite, proof.row.as_bytes());
        assert!(verify_inclusion(rules.suite, &own, proof.index, proof.size, &proof.path, &root));
        let unit = &answer.units[0];
        ranks.insert(unit.rank.expect("the frame is there"));
        let below = Some(unit.key) <= unit.cutoff;
        assert_eq!(below, matches!(unit.outcome, Outcome::Drawn { .. }), "{id}");
        assert_eq!(unit.tickets.len(), usize::from(row.weight()));
    }
    assert_eq!(ranks, (1..=29).collect());
    let excluded = explain(evidence, &ObjectId::parse("ID07").expect("an id"));
    assert!(matches!(excluded.frame, InFrame::Excluded(Exclusion::Recent, _)));
    assert!(excluded.units.is_empty());
    let absent = explain(evidence, &ObjectId::parse("ID055").expect("an id"));
    let InFrame::Absent { before: Some(before), after: Some(after) } = absent.frame else {
        panic!("ID055 is absent")
    };
    assert_eq!(after.index, before.index + 1);
    assert!(before.row.starts_with("ID05\t") && after.row.starts_with("ID06\t"));
}
