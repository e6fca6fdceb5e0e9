//! What must not change a draw, and what may change it by how much.

use proptest::prelude::*;
use sunlot_sortition::digest::Digest;
use sunlot_sortition::frame::Frame;
use sunlot_sortition::frame_build::FrameDraft;
use sunlot_sortition::result::{build_result_table, parse_result_table};
use sunlot_sortition::rules::{Direction, RulesRecord, UnitMode, UnitRule};
use sunlot_sortition::selection::{Ranked, transform, unit_key};
use sunlot_sortition::suite::Suite;
use sunlot_sortition::ticket::ticket_j;

use crate::draw_support::{draw, drawn, frame_bytes, key, object, record, unit};

fn fixed(n: u64) -> UnitMode {
    UnitMode::Fixed(n)
}

fn one_unit(suite: Suite, n: u64) -> RulesRecord {
    record(suite, vec![unit("A", fixed(n))])
}

fn id(number: u64) -> String {
    format!("9{number:05}X")
}

fn objects(weights: &[u8]) -> Vec<FrameDraft> {
    (0..).zip(weights).map(|(number, &weight)| object(&id(number), &["A"], weight)).collect()
}

/// Selection by the text of the specification: all keys, sorted.
fn by_the_text(bytes: &[u8], rules: &RulesRecord, unit: &UnitRule, seed: u64) -> Vec<Ranked> {
    let frame = Frame::parse(bytes, rules).expect("a frame");
    let place = rules.unit(&unit.unit).expect("of the rules").0;
    let mut keys: Vec<Ranked> = frame
        .rows()
        .enumerate()
        .filter(|(_, row)| row.units().contains(&place))
        .map(|(number, row)| Ranked {
            key: unit_key(rules.suite, &key(seed), unit, row.id(), row.weight()),
            object: number as u32,
        })
        .collect();
    keys.sort();
    keys
}

prop_compose! {
    fn weights(max: usize)(weights in proptest::collection::vec(1_u8..6, 0..max)) -> Vec<u8> {
        weights
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn equals_sorting_everything(weights in weights(90), n in 0_u64..100, seed: u64) {
        for suite in Suite::ALL {
            let rules = one_unit(suite, n);
            let bytes = frame_bytes(objects(&weights));
            let all = by_the_text(&bytes, &rules, &rules.units[0], seed);
            let unit = &draw(&bytes, &rules, seed).units[0];
            let quota = unit.quota;
            prop_assert_eq!(quota.eligible, weights.len() as u64);
            prop_assert_eq!(quota.n, n.min(quota.eligible));
            prop_assert_eq!(&unit.ranked, &all[..(quota.n + quota.w) as usize]);
            prop_assert_eq!(unit.next, all.get(quota.n as usize).map(|ranked| ranked.key));
        }
    }

    #[test]
    fn order_of_the_register_does_not_matter(
        weights in weights(60), seed: u64, turn in 0_usize..60
    ) {
        let rules = one_unit(Suite::Sm3, 7);
        let rows = objects(&weights);
        let mut shuffled = rows.clone();
        let turn = turn.min(shuffled.len());
        shuffled.rotate_left(turn);
        shuffled.reverse();
        prop_assert_eq!(
            draw(&frame_bytes(rows), &rules, seed),
            draw(&frame_bytes(shuffled), &rules, seed)
        );
    }

    #[test]
    fn one_more_object_changes_one_place(weights in weights(60), n in 0_u64..40, seed: u64) {
        let rules = one_unit(Suite::Sm3, n);
        let mut rows = objects(&weights);
        let before = frame_bytes(rows.clone());
        rows.push(object("NEW", &["A"], 1));
        let after = frame_bytes(rows);
        let before = drawn(&before, &rules, seed, 0);
        let after = drawn(&after, &rules, seed, 0);
        let gone = before.iter().filter(|id| !after.contains(*id)).count();
        let come = after.iter().filter(|id| !before.contains(*id)).count();
        prop_assert!(gone <= 1 && come <= 1);
    }

    #[test]
    fn a_greater_weight_never_leaves_the_sample(
        weights in weights(60), n in 0_u64..40, seed: u64, place in 0_usize..60, more in 1_u8..20,
    ) {
        prop_assume!(place < weights.len());
        let rules = one_unit(Suite::Sha256, n);
        let mut rows = objects(&weights);
        let light = frame_bytes(rows.clone());
        rows[place].weight += more;
        let heavy = frame_bytes(rows);
        let who = id(place as u64);
        if drawn(&light, &rules, seed, 0).contains(&who.as_str()) {
            prop_assert!(drawn(&heavy, &rules, seed, 0).contains(&who.as_str()));
        }
    }

    #[test]
    fn a_larger_sample_begins_with_the_smaller(weights in weights(60), n in 0_u64..40, seed: u64) {
        let bytes = frame_bytes(objects(&weights));
        let small = one_unit(Suite::Sm3, n);
        let large = one_unit(Suite::Sm3, n + 3);
        let small = drawn(&bytes, &small, seed, 0);
        let large = drawn(&bytes, &large, seed, 0);
        prop_assert!(large.starts_with(&small));
    }

    #[test]
    fn shards_merge_to_the_whole(weights in weights(80), n in 1_u64..20, seed: u64) {
        let rules = one_unit(Suite::Sm3, n);
        let rows = objects(&weights);
        let whole = frame_bytes(rows.clone());
        let mut merged: Vec<(Digest, String)> = Vec::new();
        for shard in rows.chunks(17) {
            let bytes = frame_bytes(shard.to_vec());
            let frame = Frame::parse(&bytes, &rules).expect("a frame");
            let unit = &draw(&bytes, &rules, seed).units[0];
            let id = |object: u32| frame.row(object as usize).id().to_owned();
            let ids = unit.ranked.iter().map(|r| (r.key, id(r.object)));
            merged.extend(ids);
        }
        merged.sort();
        merged.truncate(n as usize);
        let merged: Vec<&str> = merged.iter().map(|(_, id)| id.as_str()).collect();
        prop_assert_eq!(merged, drawn(&whole, &rules, seed, 0));
    }

    #[test]
    fn transforming_is_subtraction_on_the_circle(ticket: [u8; 32], start: [u8; 32]) {
        let ticket = Digest::from_bytes(ticket);
        let up = transform(&ticket, &start, Direction::Up);
        let down = transform(&ticket, &start, Direction::Down);
        // (T − s) + (s − T) = 0 on the circle, and taking s = 0 changes nothing.
        let negated = transform(&down, &[0; 32], Direction::Down);
        let zero = transform(&up, negated.as_bytes(), Direction::Up);
        prop_assert_eq!(zero, Digest::from_bytes([0; 32]));
        prop_assert_eq!(transform(&ticket, &[0; 32], Direction::Up), ticket);
    }
}

#[test]
fn units_of_one_group_share_tickets_and_disjoint_starts_keep_apart() {
    let mut far = unit("B", fixed(50));
    far.start[0] = 0x80;
    let rules = record(Suite::Sm3, vec![unit("A", fixed(50)), far, unit("C", fixed(20))]);
    let rows = (0..1000).map(|number| object(&id(number), &["A", "B", "C"], 1)).collect();
    let bytes = frame_bytes(rows);
    let [a, b, c] = [0, 1, 2].map(|unit| drawn(&bytes, &rules, 5, unit));
    assert_eq!(a[..20], c[..]);
    assert!(a.iter().all(|id| !b.contains(id)));
}

#[test]
fn down_from_the_top_takes_the_largest_tickets() {
    let mut down = unit("A", fixed(3));
    down.dir = Direction::Down;
    down.start = [0xff; 32];
    let rules = record(Suite::Sha256, vec![down]);
    let bytes = frame_bytes(objects(&[1; 40]));
    let mut tickets: Vec<(Digest, String)> =
        (0..40).map(|n| (ticket_j(Suite::Sha256, &key(1), id(n).as_bytes(), 1), id(n))).collect();
    tickets.sort_by(|a, b| b.cmp(a));
    let largest: Vec<&str> = tickets[..3].iter().map(|(_, id)| id.as_str()).collect();
    assert_eq!(drawn(&bytes, &rules, 1, 0), largest);
}

#[test]
fn threads_do_not_change_a_byte() {
    let rules = record(Suite::Sm3, vec![unit("A", fixed(900)), unit("B", fixed(4000))]);
    let rows: Vec<FrameDraft> = (0..20_000)
        .map(|n| object(&id(n), if n % 3 == 0 { &["A", "B"] } else { &["B"] }, (n % 5) as u8 + 1))
        .collect();
    let bytes = frame_bytes(rows);
    let table = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            let frame = Frame::parse(&bytes, &rules).expect("a frame");
            let rows = draw(&bytes, &rules, 3).rows(&frame, &rules);
            build_result_table(rows, |_, _| "00".repeat(16))
        })
    };
    let one = table(1);
    assert_eq!(one, table(2));
    assert_eq!(one, table(7));
    let rows = parse_result_table(&one, &rules).expect("the table that was built");
    assert_eq!(rows.len(), 900 + 180 + 4000 + 800);
}
