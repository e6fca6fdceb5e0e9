//! Small rules, frames and keys for the tests of the draw. Not every test file uses everything.

use std::collections::BTreeMap;

use sunlot_sortition::digest::Digest;
use sunlot_sortition::frame::Frame;
use sunlot_sortition::frame_build::{FrameDraft, build_frame};
use sunlot_sortition::names::{DeptCode, DrawId, GroupCode, KeyName, ObjectId, PersonId, UnitCode};
use sunlot_sortition::quota::Ratio;
use sunlot_sortition::rules::{
    Direction, ItemClass, KeySet, LogRules, Publication, Purpose, Rules, RulesRecord, UnitMode,
    UnitRule,
};
use sunlot_sortition::selection::{Selection, select};
use sunlot_sortition::suite::Suite;
use sunlot_sortition::ticket::TicketKey;
use sunlot_sortition::time::Day;

/// A unit of the group `G1` that draws everything; change what a test needs.
pub(crate) fn unit(code: &str, mode: UnitMode) -> UnitRule {
    UnitRule {
        unit: UnitCode::parse(code).expect("a unit"),
        group: GroupCode::parse("G1").expect("a group"),
        dept: DeptCode::parse("scjg").expect("a department"),
        class: ItemClass::Key,
        items: vec!["检查".to_owned()],
        mode,
        at_least_one: false,
        ceiling: None,
        batches: 1,
        start: [0; 32],
        dir: Direction::Up,
        tags: Vec::new(),
        special: None,
    }
}

/// Rules with these units and nothing else of interest.
pub(crate) fn rules(suite: Suite, units: Vec<UnitRule>) -> Rules {
    let id = |text: &str| PersonId::parse(text).expect("a contributor");
    let name = KeyName::parse("log.test").expect("a name");
    Rules {
        draw_id: DrawId::parse("TEST-2026-1/1").expect("a draw"),
        suite,
        title: "测试".to_owned(),
        purpose: Purpose::Draw,
        base: None,
        rehearsal: true,
        publication: Publication::Immediate,
        blinded: false,
        freeze_day: Day::parse("2026-04-01").expect("a day"),
        organiser: id("dept:a"),
        contributors: vec![id("dept:a"), id("witness:b"), id("witness:c")],
        min_reveals: 2,
        recorders: Vec::new(),
        holders: Vec::new(),
        log: LogRules {
            origin: name.clone(),
            operator: KeySet {
                ed25519: "00".repeat(32),
                name,
                sm2: format!("04{}", "00".repeat(64)),
            },
            witnesses: Vec::new(),
            quorum: 0,
            sm2_id: "1234567812345678".to_owned(),
        },
        wait: Ratio::new(20, 100).expect("a ratio"),
        allocations: Vec::new(),
        units,
        matching: None,
    }
}

/// Checked rules with these units.
pub(crate) fn record(suite: Suite, units: Vec<UnitRule>) -> RulesRecord {
    rules(suite, units).check().expect("the rules of a test are consistent")
}

/// An eligible object of these units.
pub(crate) fn object(id: &str, units: &[&str], weight: u8) -> FrameDraft {
    FrameDraft {
        object_id: ObjectId::parse(id).expect("an id"),
        exclusion: None,
        units: units.iter().map(|code| UnitCode::parse(code).expect("a unit")).collect(),
        weight,
        attrs: Digest::from_bytes([7; 32]),
        salt: [9; 16],
    }
}

/// The bytes of a frame.
pub(crate) fn frame_bytes(rows: Vec<FrameDraft>) -> Vec<u8> {
    build_frame(rows).expect("the rows of a test can be frozen")
}

/// One key for the group `G1`, numbered.
pub(crate) fn keys(number: u64) -> BTreeMap<GroupCode, TicketKey> {
    let group = GroupCode::parse("G1").expect("a group");
    BTreeMap::from([(group, key(number))])
}

/// A key that depends on a number.
pub(crate) fn key(number: u64) -> TicketKey {
    let digest = Suite::Sha256.hash(&[b"key of a test", &number.to_be_bytes()]);
    TicketKey::from_digest(&digest)
}

/// Draws from the bytes of a frame.
pub(crate) fn draw(bytes: &[u8], rules: &RulesRecord, number: u64) -> Selection {
    let frame = Frame::parse(bytes, rules).expect("a frame");
    select(&frame, rules, &keys(number))
}

/// The drawn ids of a unit in rank order.
pub(crate) fn drawn<'a>(
    bytes: &'a [u8],
    rules: &RulesRecord,
    number: u64,
    unit: usize,
) -> Vec<&'a str> {
    let frame = Frame::parse(bytes, rules).expect("a frame");
    let selection = select(&frame, rules, &keys(number));
    let drawn = selection.units[unit].drawn();
    drawn.iter().map(|ranked| frame.row(ranked.object as usize).id()).collect()
}
