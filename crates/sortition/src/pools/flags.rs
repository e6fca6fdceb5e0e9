//! The facts, for one pair and for all pairs.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Entry, PairFlags};
use crate::conflicts::{Conflict, ConflictCode, ConflictTable};
use crate::officers::Officer;
use crate::rules::MatchingRules;

/// Tags that name grids.
const GRID_PREFIX: &str = "GRID.";

/// Facts about one pair.
pub(super) fn pair(
    matching: &MatchingRules,
    conflicts: &ConflictTable,
    officer: &Officer,
    entry: &Entry,
) -> PairFlags {
    let mut flags = of_officer(matching, officer)
        | region(officer, entry)
        | tags(officer, entry)
        | grid(officer, entry);
    for row in conflicts.of_officer(officer.officer_code.as_str()) {
        if row.object.as_ref().is_none_or(|object| *object == entry.object_id) {
            flags |= of_conflict(row);
        }
    }
    PairFlags(flags)
}

/// Facts about all pairs, officer-major.
pub(super) fn matrix(
    matching: &MatchingRules,
    conflicts: &ConflictTable,
    officers: &[Officer],
    entries: &[Entry],
) -> Vec<PairFlags> {
    let mut flags = vec![PairFlags(0); officers.len() * entries.len()];
    if entries.is_empty() {
        return flags;
    }
    let (kinds, of_entry) = kinds(entries);
    flags.par_chunks_mut(entries.len()).zip_eq(officers).for_each(|(row, officer)| {
        let own = of_officer(matching, officer);
        let of_kind: Vec<u8> = kinds
            .iter()
            .map(|entry| region(officer, entry) | tags(officer, entry) | grid(officer, entry))
            .collect();
        for (pair, kind) in row.iter_mut().zip(&of_entry) {
            pair.0 = own | of_kind[*kind];
        }
        for conflict in conflicts.of_officer(officer.officer_code.as_str()) {
            let flag = of_conflict(conflict);
            match &conflict.object {
                None => row.iter_mut().for_each(|pair| pair.0 |= flag),
                Some(object) => {
                    if let Ok(place) = entries.binary_search_by(|e| e.object_id.cmp(object)) {
                        row[place].0 |= flag;
                    }
                }
            }
        }
    });
    flags
}

/// Entries that differ in nothing but the object are of one kind; few kinds, many entries.
fn kinds(entries: &[Entry]) -> (Vec<&Entry>, Vec<usize>) {
    let mut numbers = BTreeMap::new();
    let mut kinds = Vec::new();
    let of_entry = entries
        .iter()
        .map(|entry| {
            *numbers.entry((&entry.region, &entry.grid, &entry.tags)).or_insert_with(|| {
                kinds.push(entry);
                kinds.len() - 1
            })
        })
        .collect();
    (kinds, of_entry)
}

fn flag(fails: bool, flag: u8) -> u8 {
    if fails { flag } else { 0 }
}

fn of_officer(matching: &MatchingRules, officer: &Officer) -> u8 {
    flag(officer.cert_valid_until < matching.last_day, PairFlags::CERT)
}

fn region(officer: &Officer, entry: &Entry) -> u8 {
    flag(!officer.covers(&entry.region), PairFlags::REGION)
}

fn tags(officer: &Officer, entry: &Entry) -> u8 {
    flag(!entry.tags.iter().all(|tag| officer.has_tag(tag)), PairFlags::TAG)
}

/// The officer has grids, and none is the object's.
fn grid(officer: &Officer, entry: &Entry) -> u8 {
    let Some(grid) = &entry.grid else { return 0 };
    let mut grids = officer.tags.iter().filter_map(|t| t.as_str().strip_prefix(GRID_PREFIX));
    let mut any = false;
    let here = grids.any(|own| {
        any = true;
        own == grid.as_str()
    });
    flag(any && !here, PairFlags::GRID)
}

fn of_conflict(row: &Conflict) -> u8 {
    match row.code {
        ConflictCode::Recusal => PairFlags::CONFLICT,
        ConflictCode::Leave => PairFlags::LEAVE,
        ConflictCode::Last => PairFlags::R1,
        ConflictCode::BeforeLast => PairFlags::R2,
    }
}
