//! Selection: the objects of a unit with the smallest keys (ssj-1 §8.2 and §8.4).
//!
//! One pass over the frame serves all units of a group. A pass keeps only keys below a threshold
//! that lets slightly more through than are wanted; should too few pass, it is raised and the pass
//! repeated. The threshold decides time and memory, never who is drawn: whoever is kept is
//! sorted whole, by key and then by id.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::digest::Digest;
use crate::frame::{Frame, FrameCounts};
use crate::names::GroupCode;
use crate::quota::{UnitQuota, quotas};
use crate::result::ResultDraft;
use crate::rules::{Direction, Rules, UnitRule};
use crate::suite::Suite;
use crate::ticket::{TicketKey, ticket_j};

/// Rows of one task.
const CHUNK: usize = 4096;

/// An object with its key; objects are named by their row of the frame, whose order is that of
/// the ids, so that comparing rows breaks ties as the specification demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ranked {
    /// Key in the unit.
    pub key: Digest,
    /// Row of the frame, from 0.
    pub row: u32,
}

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
        let n = usize::try_from(self.quota.n).expect("n counts rows in memory");
        &self.ranked[..n]
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
        while !wanted.is_empty() {
            let found = pass(frame, rules, key, &wanted);
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
    /// Smallest keys to find: the drawn, the waiting, and the first one after the drawn.
    k: u64,
    /// Tickets in the unit.
    tickets: u64,
    /// Extra keys to let through.
    slack: u64,
}

impl Wanted {
    fn new(unit: usize, quota: UnitQuota, tickets: u64) -> Self {
        let k = (quota.n + quota.w.max(1)).min(quota.eligible);
        // Ten standard deviations and a few: one pass is enough unless weights are great.
        Self { unit, quota, k, tickets, slack: 10 * (k.isqrt() + 1) + 50 }
    }

    /// Keys whose first eight bytes are above this need not be kept.
    fn limit(&self) -> u64 {
        if self.k == self.quota.eligible {
            return u64::MAX;
        }
        let through = u128::from(self.k.saturating_add(self.slack)) << 64;
        u64::try_from(through / u128::from(self.tickets.max(1))).unwrap_or(u64::MAX)
    }

    /// Ranks what was kept; gives the unit back with more slack when that is too little.
    fn finish(
        mut self,
        mut kept: Vec<Ranked>,
        drawn: &mut [Option<UnitSelection>],
    ) -> Option<Self> {
        if (kept.len() as u64) < self.k {
            self.slack = self.slack.saturating_mul(4);
            return Some(self);
        }
        kept.par_sort_unstable();
        let place = |count: u64| usize::try_from(count).expect("counts rows in memory");
        let next = kept.get(place(self.quota.n)).map(|ranked| ranked.key);
        kept.truncate(place(self.quota.n + self.quota.w));
        kept.shrink_to_fit();
        drawn[self.unit] = Some(UnitSelection { quota: self.quota, ranked: kept, next });
        None
    }
}

/// One pass over the frame: what each wanted unit keeps, in the order of `wanted`.
fn pass(frame: &Frame<'_>, rules: &Rules, key: &TicketKey, wanted: &[Wanted]) -> Vec<Vec<Ranked>> {
    let limits: Vec<u64> = wanted.iter().map(Wanted::limit).collect();
    let slots = slots(rules.units.len(), wanted);
    let chunks: Vec<Vec<Vec<Ranked>>> = (0..frame.len().div_ceil(CHUNK))
        .into_par_iter()
        .map(|chunk| {
            let rows = chunk * CHUNK..frame.len().min((chunk + 1) * CHUNK);
            let mut kept: Vec<Vec<Ranked>> = vec![Vec::new(); wanted.len()];
            tickets::of_rows(frame, rules.suite, key, rows, &slots, |row, slot, tickets| {
                let unit = &rules.units[wanted[slot].unit];
                let keys = tickets.iter().map(|t| transform(t, &unit.start, unit.dir));
                let key = keys.min().expect("every object has a ticket");
                if leading(&key) <= limits[slot] {
                    kept[slot].push(Ranked { key, row });
                }
            });
            kept
        })
        .collect();
    let mut all: Vec<Vec<Ranked>> = vec![Vec::new(); wanted.len()];
    for chunk in chunks {
        all.iter_mut().zip(chunk).for_each(|(all, kept)| all.extend(kept));
    }
    all
}

/// For each unit of the rules its place among the wanted ones that keep anything.
fn slots(units: usize, wanted: &[Wanted]) -> Vec<Option<usize>> {
    let mut slots = vec![None; units];
    for (slot, want) in wanted.iter().enumerate().filter(|(_, want)| want.k > 0) {
        slots[want.unit] = Some(slot);
    }
    slots
}

fn leading(key: &Digest) -> u64 {
    u64::from_be_bytes(*key.as_bytes().first_chunk().expect("a digest has 32 bytes"))
}

mod tickets {
    //! The tickets of a run of rows.

    use super::{Digest, Frame, Suite, TicketKey, ticket_j};

    /// Calls `each(row, slot, tickets)` for every row of the range and every slot it is in.
    pub(super) fn of_rows(
        frame: &Frame<'_>,
        suite: Suite,
        key: &TicketKey,
        rows: std::ops::Range<usize>,
        slots: &[Option<usize>],
        mut each: impl FnMut(u32, usize, &[Digest]),
    ) {
        let mut tickets: Vec<Digest> = Vec::new();
        for number in rows {
            let row = frame.row(number);
            if row.units().iter().all(|&unit| slots[unit].is_none()) {
                continue;
            }
            let id = row.id().as_bytes();
            tickets.clear();
            tickets.extend((1..=u32::from(row.weight())).map(|j| ticket_j(suite, key, id, j)));
            let number = u32::try_from(number).expect("a frame of 2 GiB has fewer rows");
            for slot in row.units().iter().filter_map(|&unit| slots[unit]) {
                each(number, slot, &tickets);
            }
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
                    object_id: frame.row(ranked.row as usize).id(),
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
