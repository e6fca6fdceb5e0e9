//! Selection: the objects of a unit with the smallest keys (ssj-1 §8.2 and §8.4).
//!
//! One pass over the frame serves all units of a group; should the threshold of
//! [`crate::bottom_k`] turn too many away for one of them, that unit is passed again.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::bottom_k::{BottomK, Hit};
use crate::digest::Digest;
use crate::frame::{Frame, FrameCounts, FrameRow};
use crate::names::GroupCode;
use crate::quota::{UnitQuota, quotas};
use crate::result::ResultDraft;
use crate::rules::{Direction, Rules, UnitRule};
use crate::suite::Suite;
use crate::ticket::{TicketKey, ticket_j};
use crate::ticket_engine::TicketEngine;

/// Rows of one task.
const CHUNK: usize = 4096;

/// An object with its key. Objects are named by their row of the frame, from 0; the order of rows
/// is that of the ids, so that it breaks ties as the specification demands.
pub type Ranked = Hit<u32>;

/// What was drawn in one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitSelection {
    /// N, n and w.
    pub quota: UnitQuota,
    /// Ranks 1 … n + w.
    pub ranked: Vec<Ranked>,
    /// Key of rank n + 1; `None` when all are drawn.
    pub next: Option<Digest>,
}

impl UnitSelection {
    /// The drawn ones, ranks 1 … n.
    #[must_use]
    pub fn drawn(&self) -> &[Ranked] {
        &self.ranked[..place(self.quota.n)]
    }

    /// Key of rank n; `None` when nobody is drawn.
    #[must_use]
    pub fn cutoff(&self) -> Option<Digest> {
        self.drawn().last().map(|ranked| ranked.key)
    }
}

/// What was drawn in all units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Eligible and excluded rows.
    pub counts: FrameCounts,
    /// The units in the order of the rules.
    pub units: Vec<UnitSelection>,
}

/// Turns a ticket into the key of a unit: its distance from `start` on the circle of 2^256.
#[must_use]
pub fn transform(ticket: &Digest, start: &[u8; 32], dir: Direction) -> Digest {
    Digest::from_bytes(match dir {
        Direction::Up => subtract(ticket.as_bytes(), start),
        Direction::Down => subtract(start, ticket.as_bytes()),
    })
}

/// (a − b) mod 2^256, big-endian.
fn subtract(a: &[u8; 32], b: &[u8; 32]) -> [u8; 32] {
    let mut out = [0; 32];
    let mut borrow = false;
    for place in (0..32).rev() {
        let (byte, under) = a[place].overflowing_sub(b[place]);
        let (byte, under_too) = byte.overflowing_sub(u8::from(borrow));
        out[place] = byte;
        borrow = under || under_too;
    }
    out
}

/// The key of one object in a unit: the smallest over its tickets.
#[must_use]
pub fn unit_key(suite: Suite, key: &TicketKey, unit: &UnitRule, id: &str, weight: u8) -> Digest {
    (1..=u32::from(weight.max(1)))
        .map(|j| transform(&ticket_j(suite, key, id.as_bytes(), j), &unit.start, unit.dir))
        .min()
        .expect("every object has a ticket")
}

/// Draws all units.
///
/// # Panics
/// When `keys` lacks a group of the rules.
#[must_use]
pub fn select(
    frame: &Frame<'_>,
    rules: &Rules,
    keys: &BTreeMap<GroupCode, TicketKey>,
) -> Selection {
    let counts = frame.counts(rules.units.len());
    let quotas = quotas(rules, &counts.eligible);
    let mut drawn: Vec<Option<UnitSelection>> = vec![None; rules.units.len()];
    for (group, key) in keys {
        let mut wanted: Vec<Wanted> = (0..rules.units.len())
            .filter(|&unit| rules.units[unit].group == *group)
            .map(|unit| Wanted::new(unit, quotas[unit], counts.tickets[unit]))
            .collect();
        let engine = TicketEngine::new(rules.suite, key);
        while !wanted.is_empty() {
            let found = pass(frame, rules, &engine, &wanted);
            wanted = wanted
                .into_iter()
                .zip(found)
                .filter_map(|(want, kept)| want.finish(kept, &mut drawn))
                .collect();
        }
    }
    let units = drawn.into_iter().map(|unit| unit.expect("every unit is in a group")).collect();
    Selection { counts, units }
}

/// A unit that still has to be drawn.
struct Wanted {
    unit: usize,
    quota: UnitQuota,
    /// Empty selection of the smallest keys: the drawn, the waiting, and the first one after the
    /// drawn.
    fresh: BottomK<u32>,
    /// Tickets in the unit; `None` when all objects are wanted.
    tickets: Option<u64>,
}

impl Wanted {
    fn new(unit: usize, quota: UnitQuota, tickets: u64) -> Self {
        let k = Self::k(quota);
        let tickets = (k < place(quota.eligible)).then_some(tickets);
        Self { unit, quota, fresh: BottomK::new(k, tickets), tickets }
    }

    fn k(quota: UnitQuota) -> usize {
        place((quota.n + quota.w.max(1)).min(quota.eligible))
    }

    /// Ranks what was kept; gives the unit back with more slack when that is too little.
    fn finish(self, kept: BottomK<u32>, drawn: &mut [Option<UnitSelection>]) -> Option<Self> {
        match kept.finish() {
            Err(before) => {
                let fresh = BottomK::again(Self::k(self.quota), self.tickets, before);
                Some(Self { fresh, ..self })
            }
            Ok(mut ranked) => {
                let next = ranked.get(place(self.quota.n)).map(|first_after| first_after.key);
                ranked.truncate(place(self.quota.n + self.quota.w));
                ranked.shrink_to_fit();
                drawn[self.unit] = Some(UnitSelection { quota: self.quota, ranked, next });
                None
            }
        }
    }
}

fn place(count: u64) -> usize {
    usize::try_from(count).expect("counts rows in memory")
}

/// One pass over the frame: what each wanted unit keeps, in the order of `wanted`.
fn pass(
    frame: &Frame<'_>,
    rules: &Rules,
    engine: &TicketEngine,
    wanted: &[Wanted],
) -> Vec<BottomK<u32>> {
    let mut slots = vec![None; rules.units.len()];
    for (slot, want) in wanted.iter().enumerate() {
        slots[want.unit] = Some(slot);
    }
    let parts: Vec<Vec<BottomK<u32>>> = (0..frame.len().div_ceil(CHUNK))
        .into_par_iter()
        .map(|chunk| {
            let rows = chunk * CHUNK..frame.len().min((chunk + 1) * CHUNK);
            let mut kept: Vec<_> = wanted.iter().map(|want| want.fresh.part()).collect();
            offer_rows(frame, engine, rows, &slots, |row, slot, tickets| {
                let unit = &rules.units[wanted[slot].unit];
                let keys = tickets.iter().map(|t| transform(t, &unit.start, unit.dir));
                kept[slot].push(keys.min().expect("every object has a ticket"), row);
                kept[slot].count(1);
            });
            kept
        })
        .collect();
    let mut all: Vec<_> = wanted.iter().map(|want| want.fresh.clone()).collect();
    for part in parts {
        all.iter_mut().zip(part).for_each(|(all, part)| all.merge(part));
    }
    all
}

/// Calls `each(row, slot, tickets)` for every row of the range and every wanted unit it is in.
fn offer_rows(
    frame: &Frame<'_>,
    engine: &TicketEngine,
    rows: std::ops::Range<usize>,
    slots: &[Option<usize>],
    mut each: impl FnMut(u32, usize, &[Digest]),
) {
    let concerned: Vec<(u32, FrameRow<'_, '_>)> = rows
        .map(|number| (u32::try_from(number).expect("2 GiB hold fewer rows"), frame.row(number)))
        .filter(|(_, row)| row.units().iter().any(|&unit| slots[unit].is_some()))
        .collect();
    let objects = concerned.iter().map(|(_, row)| (row.id().as_bytes(), u32::from(row.weight())));
    let tickets = engine.weighted(objects);
    let mut rest = tickets.as_slice();
    for (number, row) in concerned {
        let (own, others) = rest.split_at(usize::from(row.weight()));
        rest = others;
        for slot in row.units().iter().filter_map(|&unit| slots[unit]) {
            each(number, slot, own);
        }
    }
}

impl Selection {
    /// The rows of `result.tsv`, not yet sorted.
    #[must_use]
    pub fn rows<'a>(&self, frame: &Frame<'a>, rules: &'a Rules) -> Vec<ResultDraft<'a>> {
        let mut rows = Vec::new();
        for (unit, selection) in rules.units.iter().zip(&self.units) {
            for (rank, ranked) in (1..).zip(&selection.ranked) {
                rows.push(ResultDraft {
                    object_id: frame.row(ranked.object as usize).id(),
                    unit: unit.unit.as_str(),
                    rank,
                    key: ranked.key,
                    drawn: rank <= selection.quota.n,
                });
            }
        }
        rows
    }
}

/// How many objects of a unit come before the one with this key and id.
#[must_use]
pub fn ranked_before(
    frame: &Frame<'_>,
    rules: &Rules,
    key: &TicketKey,
    unit: usize,
    own: &Digest,
    id: &str,
) -> u64 {
    let rule = &rules.units[unit];
    (0..frame.len())
        .into_par_iter()
        .map(|number| frame.row(number))
        .filter(|row| row.units().contains(&unit))
        .filter(|row| {
            let other = unit_key(rules.suite, key, rule, row.id(), row.weight());
            (&other, row.id()) < (own, id)
        })
        .count() as u64
}
