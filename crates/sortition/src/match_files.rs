//! The published matching: `matching.json`, `matching.tsv`, `potentials.tsv` (ssj-1 §9.6).
//!
//! [`match_pools`] runs every pool, [`MatchingOutcome::files`] writes what it found, and the
//! readers give a verifier the same things back.

mod record;
mod rematches;
mod rows;

use rayon::prelude::*;

use crate::digest::Digest;
use crate::matching::{PoolMatch, PoolMatchError, Potentials, Teams, match_pool};
use crate::pools::Pool;
use crate::rules::RulesRecord;
use crate::ticket::pair_number;

pub use record::{InfeasibleRecord, MatchingRecord, PoolRecord, RECORD_FILE, record_of_pool};
pub use rematches::{REMATCHES_FILE, RematchRow, parse_rematches};
pub use rows::{
    MATCHING_FILE, MatchRow, NodeKind, POTENTIALS_FILE, PotentialRow, parse_matching,
    parse_potentials,
};

/// Officers with this tag lead before others.
const LEAD: &str = "LEAD";

/// The pools with what their matching gave, in the order of the rules.
pub struct MatchingOutcome<'a> {
    rules: &'a RulesRecord,
    seed: Digest,
    pools: &'a [Pool],
    matches: Vec<PoolMatch>,
}

/// The bytes of the three files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchingFiles {
    /// `matching.json`.
    pub record: Vec<u8>,
    /// `matching.tsv`.
    pub rows: Vec<u8>,
    /// `potentials.tsv`.
    pub potentials: Vec<u8>,
}

/// A pool that could not be matched, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("pool {pool}: {source}")]
pub struct MatchError {
    /// The pool.
    pub pool: String,
    /// Why.
    pub source: PoolMatchError,
}

impl MatchError {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.source.code()
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        format!("匹配池 {}：{}", self.pool, self.source.message_zh())
    }
}

/// Matches all pools, on all cores; the bytes do not depend on their number.
///
/// # Errors
/// The first pool, in the order of the rules, that has no result to publish. A pool that stays
/// short of officers is no error but void.
pub fn match_pools<'a>(
    rules: &'a RulesRecord,
    seed: &Digest,
    pools: &'a [Pool],
) -> Result<MatchingOutcome<'a>, MatchError> {
    let ladder = rules.matching.as_ref().map_or(&[][..], |matching| &matching.ladder);
    let results: Vec<_> =
        pools.par_iter().map(|pool| match_pool(pool, rules.suite, seed, ladder)).collect();
    let matches = results.into_iter().zip(pools).map(|(result, pool)| {
        result.map_err(|source| MatchError { pool: pool.rule.pool.to_string(), source })
    });
    Ok(MatchingOutcome { rules, seed: *seed, pools, matches: matches.collect::<Result<_, _>>()? })
}

impl MatchingOutcome<'_> {
    /// What each pool's matching gave, in the order of the rules.
    #[must_use]
    pub fn matches(&self) -> &[PoolMatch] {
        &self.matches
    }

    /// The record.
    #[must_use]
    pub fn record(&self) -> MatchingRecord {
        let pools = self.pools.iter().zip(&self.matches);
        MatchingRecord {
            draw_id: self.rules.draw_id.clone(),
            suite: self.rules.suite,
            pools: pools.map(|(pool, found)| record_of_pool(pool, found)).collect(),
        }
    }

    /// The files; `salt` gives 32 hex digits for the key of a row of `matching.tsv`.
    #[must_use]
    pub fn files(&self, salt: impl Fn(&str) -> String) -> MatchingFiles {
        let mut rows = Vec::new();
        let mut potentials = Vec::new();
        for (pool, found) in self.pools.iter().zip(&self.matches) {
            for (step, solved) in (0..).zip(&found.steps) {
                self.step_rows(pool, step, &solved.solution.teams, &mut rows);
                potential_rows(pool, step, &solved.solution.potentials, &mut potentials);
            }
        }
        for row in &mut rows {
            row.salt = salt(&row.key());
        }
        rows.sort_by_cached_key(MatchRow::key);
        potentials.sort_by_cached_key(PotentialRow::key);
        MatchingFiles {
            record: self.record().to_json().to_bytes(),
            rows: crate::cells::table(rows.iter().map(MatchRow::to_row)),
            potentials: crate::cells::table(potentials.iter().map(PotentialRow::to_row)),
        }
    }

    fn step_rows(&self, pool: &Pool, step: u64, teams: &Teams, rows: &mut Vec<MatchRow>) {
        let suite = self.rules.suite;
        let key = pool.key(suite, &self.seed, 0);
        for (entry, team) in pool.entries.iter().zip(teams) {
            let object = entry.object_id.as_str();
            let number = |officer: u32| {
                let code = pool.officers[officer as usize].officer_code.as_str();
                pair_number(suite, &key, code, object)
            };
            let numbered: Vec<(u32, u64)> = team.iter().map(|&o| (o, number(o))).collect();
            let leader = leader(pool, &numbered);
            rows.extend(numbered.iter().map(|&(officer, r)| MatchRow {
                pool: pool.rule.pool.to_string(),
                step,
                object_id: object.to_owned(),
                officer: pool.officers[officer as usize].officer_code.to_string(),
                leader: Some(officer) == leader,
                r,
                salt: String::new(),
            }));
        }
    }
}

/// The member with tag `LEAD` and the smallest r; without such a member the smallest r.
pub(crate) fn leader(pool: &Pool, team: &[(u32, u64)]) -> Option<u32> {
    let rank = |&&(officer, r): &&(u32, u64)| {
        let tags = &pool.officers[officer as usize].tags;
        (!tags.iter().any(|tag| tag.as_str() == LEAD), r, officer)
    };
    team.iter().min_by_key(rank).map(|(officer, _)| *officer)
}

fn potential_rows(pool: &Pool, step: u64, values: &Potentials, rows: &mut Vec<PotentialRow>) {
    let mut push = |kind, id: &str, value| {
        let (pool, id) = (pool.rule.pool.to_string(), id.to_owned());
        rows.push(PotentialRow { pool, step, kind, id, value });
    };
    for (officer, value) in pool.officers.iter().zip(&values.officers) {
        push(NodeKind::Officer, officer.officer_code.as_str(), *value);
    }
    for (entry, value) in pool.entries.iter().zip(&values.entries) {
        push(NodeKind::Entry, entry.object_id.as_str(), *value);
    }
    for (entry, value) in pool.entries.iter().zip(&values.specials) {
        if let Some(value) = value {
            push(NodeKind::Special, entry.object_id.as_str(), *value);
        }
    }
    push(NodeKind::Sink, "-", values.sink);
}
