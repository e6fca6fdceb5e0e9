//! 10,000 random draws, byte for byte those of the Python reference.
//!
//! `draws_10000.py` makes the draws with the reference and writes one digest for each thousand;
//! `draws_10000.txt` is what it wrote. Where `python3` is at hand it is asked again.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use sunlot_sortition::digest::Digest;
use sunlot_sortition::frame::{Exclusion, Frame};
use sunlot_sortition::frame_build::FrameDraft;
use sunlot_sortition::names::{AllocCode, GroupCode};
use sunlot_sortition::quota::Ratio;
use sunlot_sortition::rules::{Allocation, Direction, RulesRecord, UnitMode, UnitRule};
use sunlot_sortition::seed::ticket_key;
use sunlot_sortition::selection::select;
use sunlot_sortition::suite::Suite;

use crate::draw_support::{frame_bytes, object, rules, unit};

const DRAWS: u64 = 10_000;
const A_LINE: u64 = 1_000;

/// Numbers of one draw: two bytes each of SHA-256("draw" TAB draw TAB block).
struct Numbers {
    draw: u64,
    block: u64,
    left: Vec<u8>,
}

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        if self.left.is_empty() {
            let text = format!("draw\t{}\t{}", self.draw, self.block);
            self.left = Suite::Sha256.hash(&[text.as_bytes()]).as_bytes().to_vec();
            self.block += 1;
        }
        let value = u64::from(self.left[0]) << 8 | u64::from(self.left[1]);
        self.left.drain(..2);
        value % bound
    }

    fn ratio(&mut self, q_max: u64) -> Ratio {
        let q = 1 + self.below(q_max);
        let p = self.below(q + 1);
        Ratio::new(p, q).expect("p is at most q")
    }
}

fn random_unit(numbers: &mut Numbers, code: &str) -> UnitRule {
    let mode = numbers.below(6);
    // The reference asks for q before it knows whether the mode needs one.
    let q = 1 + numbers.below(100);
    let mut rule = unit(code, UnitMode::All);
    rule.group = GroupCode::parse(&format!("G{}", numbers.below(2))).expect("a group");
    rule.at_least_one = numbers.below(2) == 1;
    rule.start = [numbers.below(256) as u8; 32];
    rule.dir = if numbers.below(2) == 0 { Direction::Up } else { Direction::Down };
    let share = |numbers: &mut Numbers| Ratio::new(numbers.below(q + 1), q).expect("a ratio");
    rule.mode = match mode {
        0 => UnitMode::Min(share(numbers)),
        1 => UnitMode::Max(share(numbers)),
        2 => UnitMode::Near(share(numbers)),
        3 => UnitMode::Fixed(numbers.below(20)),
        4 => UnitMode::All,
        _ => {
            let lo = numbers.below(4);
            let share = 1 + numbers.below(5);
            let alloc = AllocCode::parse("A").expect("a code");
            UnitMode::Alloc { alloc, share, lo, hi: lo + numbers.below(12) }
        }
    };
    if numbers.below(3) == 0 {
        rule.ceiling = Some(numbers.ratio(50));
    }
    rule
}

fn random_draw(draw: u64) -> (RulesRecord, Vec<u8>, Digest) {
    let mut numbers = Numbers { draw, block: 0, left: Vec::new() };
    let count = 1 + numbers.below(4);
    let units = (0..count).map(|u| random_unit(&mut numbers, &format!("U{u}"))).collect();
    let mut all = rules(Suite::ALL[(draw % 2) as usize], units);
    let total = numbers.below(30);
    all.wait = numbers.ratio(10);
    if all.units.iter().any(|unit| matches!(unit.mode, UnitMode::Alloc { .. })) {
        let alloc = AllocCode::parse("A").expect("a code");
        all.allocations = vec![Allocation { alloc, total }];
    }
    let objects = numbers.below(40);
    let rows: Vec<FrameDraft> = (0..objects)
        .map(|place| {
            let weight = 1 + numbers.below(5) as u8;
            let members: Vec<&str> = all
                .units
                .iter()
                .filter(|_| numbers.below(3) > 0)
                .map(|unit| unit.unit.as_str())
                .collect();
            let mut row = object(&format!("OBJ{place:03}"), &members, weight);
            row.exclusion = members.is_empty().then_some(Exclusion::Cap);
            row
        })
        .collect();
    let seed = Suite::Sha256.hash(&[format!("seed\t{draw}").as_bytes()]);
    (all.check().expect("the rules are consistent"), frame_bytes(rows), seed)
}

fn shown(key: Option<Digest>) -> String {
    key.map_or("-".to_owned(), |key| key.to_hex())
}

/// All that was drawn, as the lines of the reference.
fn text(draw: u64) -> String {
    let (rules, bytes, seed) = random_draw(draw);
    let frame = Frame::parse(&bytes, &rules).expect("a frame");
    let keys: BTreeMap<_, _> = rules
        .groups()
        .into_iter()
        .map(|group| (group.clone(), ticket_key(rules.suite, &seed, group)))
        .collect();
    let selection = select(&frame, &rules, &keys);
    let units: Vec<String> = rules
        .units
        .iter()
        .zip(&selection.units)
        .map(|(rule, drawn)| {
            let quota = drawn.quota;
            let (cutoff, next) = (shown(drawn.cutoff()), shown(drawn.next));
            format!("{}={}/{}/{}/{cutoff}/{next}", rule.unit, quota.eligible, quota.n, quota.w)
        })
        .collect();
    let mut text = format!("{draw} {}\n", units.join(" "));
    let mut rows = selection.rows(&frame, &rules);
    rows.sort_unstable_by(|a, b| (a.object_id, a.unit).cmp(&(b.object_id, b.unit)));
    for row in rows {
        let mark = if row.drawn { 'S' } else { 'W' };
        writeln!(text, "{}\t{}\t{}\t{}\t{mark}", row.object_id, row.unit, row.rank, row.key)
            .expect("writing to a String does not fail");
    }
    text
}

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn lines() -> Vec<String> {
    (0..DRAWS / A_LINE)
        .map(|line| {
            let first = line * A_LINE;
            let mut hasher = Suite::Sha256.hasher();
            (first..first + A_LINE).for_each(|draw| hasher.update(text(draw).as_bytes()));
            format!("{first} {A_LINE} {}", hasher.finish())
        })
        .collect()
}

#[test]
fn equal_to_the_reference() {
    let own = lines();
    let written = std::fs::read_to_string(here("draws_10000.txt")).expect("it is beside this file");
    assert_eq!(own, written.lines().collect::<Vec<_>>());
    let script = here("draws_10000.py");
    match Command::new("python3").arg(&script).args(["0", "10000"]).output() {
        Ok(answer) => {
            let errors = String::from_utf8_lossy(&answer.stderr);
            assert!(answer.status.success(), "the reference failed: {errors}");
            let answer = String::from_utf8(answer.stdout).expect("digests are text");
            assert_eq!(own, answer.lines().collect::<Vec<_>>());
        }
        Err(error) => println!("python3 was not asked ({error}); its written answers were used"),
    }
}
