//! Everything a bundle says about one object (bundle-1 §4): why me, why not me.
//!
//! Facts with their proofs, no sentences: the command line and the page put them into words.

use crate::batches::batch;
use crate::digest::Digest;
use crate::frame::{Exclusion, Frame, Position};
use crate::merkle;
use crate::names::{ObjectId, UnitCode};
use crate::posts::TeamMember;
use crate::probability::{self, Fraction};
use crate::quota::UnitQuota;
use crate::result::{ResultRecord, ResultRow};
use crate::roots::table_leaves;
use crate::rules::RulesRecord;
use crate::selection::{ranked_before, unit_key};
use crate::suite::Suite;
use crate::ticket::{TicketKey, ticket_j};

/// What is at hand; what a stage withholds is `None`.
#[derive(Clone, Copy)]
pub struct Evidence<'e, 'a> {
    /// The rules.
    pub rules: &'e RulesRecord,
    /// The frame.
    pub frame: Option<&'e Frame<'a>>,
    /// Record and rows of the result.
    pub result: Option<(&'e ResultRecord, &'e [ResultRow<'a>])>,
    /// The teams of the last step, as far as officers are matched.
    pub teams: &'e [TeamMember],
}

/// A row with its Merkle proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenRow {
    /// Number of the row, from 0.
    pub index: u64,
    /// Rows of the table.
    pub size: u64,
    /// The row without LF.
    pub row: String,
    /// Inclusion path, from the leaf upwards.
    pub path: Vec<Digest>,
}

/// Where the object stands in the frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InFrame {
    /// The frame is not in the bundle.
    Withheld,
    /// It can be drawn.
    Eligible(ProvenRow),
    /// It is in the frame and cannot be drawn.
    Excluded(Exclusion, ProvenRow),
    /// No row of the frame is the object's: these neighbours leave no room between them. One is
    /// missing at either end of the table.
    Absent {
        /// The last row before it.
        before: Option<ProvenRow>,
        /// The first row after it.
        after: Option<ProvenRow>,
    },
}

/// What became of the object in one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Drawn, in this batch.
    Drawn {
        /// Batch, from 1.
        batch: u64,
    },
    /// On the waiting list.
    Waiting,
    /// Neither.
    NotDrawn,
}

/// The object in one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InUnit {
    /// The unit.
    pub unit: UnitCode,
    /// N, n and w.
    pub quota: UnitQuota,
    /// The key K that the tickets hash.
    pub ticket_key: String,
    /// Number of tickets; `None` when no published file says it, then 1 was taken.
    pub weight: Option<u8>,
    /// The tickets, first to last.
    pub tickets: Vec<Digest>,
    /// The smallest of them as seen from the unit's start.
    pub key: Digest,
    /// Its place in the unit; unknown without the frame unless it is on the list.
    pub rank: Option<u64>,
    /// Key of the last one drawn.
    pub cutoff: Option<Digest>,
    /// What became of it.
    pub outcome: Outcome,
    /// n/N.
    pub probability: Option<Fraction>,
    /// Where weights differ: how many of a million seeds with this cutoff draw the object.
    pub conditional: Option<u64>,
    /// Its row of the result.
    pub row: Option<ProvenRow>,
    /// The same tickets without any program of ours, one command for each.
    pub command: Vec<String>,
}

/// The whole answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The object.
    pub object_id: ObjectId,
    /// Where it stands in the frame.
    pub frame: InFrame,
    /// One answer for each of its units; all units when the frame is withheld; none before the
    /// result is public.
    pub units: Vec<InUnit>,
    /// Probability of at least one visit, where it is defined.
    pub any_visit: Option<Fraction>,
    /// Its teams.
    pub teams: Vec<TeamMember>,
}

/// Explains one object.
#[must_use]
pub fn explain(evidence: Evidence<'_, '_>, object_id: &ObjectId) -> Explanation {
    let places = unit_places(evidence, object_id);
    let units: Vec<InUnit> = evidence.result.map_or(Vec::new(), |(record, rows)| {
        let leaves = rows.iter().map(|row| row.bytes).collect::<Vec<_>>();
        let leaves = table_leaves(evidence.rules.suite, &leaves);
        places.iter().map(|&p| in_unit(evidence, record, rows, &leaves, object_id, p)).collect()
    });
    let any_visit = evidence.result.and_then(|(record, _)| {
        let quotas: Vec<UnitQuota> = record.units.iter().map(|unit| unit.quota()).collect();
        let plain = |frame: &Frame<'_>| places.iter().all(|&place| !is_weighted(frame, place));
        let known = evidence.frame.is_some_and(plain);
        if known { probability::of_any(evidence.rules, &quotas, &places) } else { None }
    });
    Explanation {
        object_id: object_id.clone(),
        frame: in_frame(evidence, object_id),
        units,
        any_visit,
        teams: evidence
            .teams
            .iter()
            .filter(|member| member.object_id == object_id.as_str())
            .cloned()
            .collect(),
    }
}

/// The units of the object; without the frame, those that could be.
fn unit_places(evidence: Evidence<'_, '_>, object_id: &ObjectId) -> Vec<usize> {
    match evidence.frame {
        None => (0..evidence.rules.units.len()).collect(),
        Some(frame) => match frame.find(object_id.as_str()) {
            Position::Row(number) => frame.row(number).units().to_vec(),
            Position::Gap(_) => Vec::new(),
        },
    }
}

fn in_frame(evidence: Evidence<'_, '_>, object_id: &ObjectId) -> InFrame {
    let Some(frame) = evidence.frame else { return InFrame::Withheld };
    let rows = frame.leaves();
    let leaves = table_leaves(evidence.rules.suite, &rows);
    let row = |number: usize| proven(evidence.rules.suite, &leaves, number, rows[number]);
    match frame.find(object_id.as_str()) {
        Position::Row(number) => match frame.row(number).exclusion() {
            None => InFrame::Eligible(row(number)),
            Some(code) => InFrame::Excluded(code, row(number)),
        },
        Position::Gap(number) => InFrame::Absent {
            before: number.checked_sub(1).map(row),
            after: (number < frame.len()).then(|| row(number)),
        },
    }
}

fn proven(suite: Suite, leaves: &[Digest], number: usize, row: &[u8]) -> ProvenRow {
    ProvenRow {
        index: number as u64,
        size: leaves.len() as u64,
        row: String::from_utf8_lossy(row).into_owned(),
        path: merkle::inclusion_path(suite, leaves, number).expect("a row of the table"),
    }
}

fn in_unit(
    evidence: Evidence<'_, '_>,
    record: &ResultRecord,
    rows: &[ResultRow<'_>],
    leaves: &[Digest],
    object_id: &ObjectId,
    place: usize,
) -> InUnit {
    let rules = evidence.rules;
    let (unit, result) = (&rules.units[place], &record.units[place]);
    let group = record.groups.iter().find(|group| group.group == unit.group);
    let key = TicketKey::from_digest(&group.expect("V-16 found every group").key);
    let id = object_id.as_str();
    let weight = evidence.frame.and_then(|frame| match frame.find(id) {
        Position::Row(number) => Some(frame.row(number).weight()),
        Position::Gap(_) => None,
    });
    let listed = rows.binary_search_by(|row| (row.object_id, row.unit).cmp(&(id, place))).ok();
    let own = unit_key(rules.suite, &key, unit, id, weight.unwrap_or(1));
    let quota = result.quota();
    // Where everybody is drawn, weights change the order and nobody's chance.
    let all = quota.n == quota.eligible;
    let weighted = !all && evidence.frame.is_some_and(|frame| is_weighted(frame, place));
    let rank = match (listed, evidence.frame) {
        (Some(number), _) => Some(rows[number].rank),
        (None, Some(frame)) => Some(ranked_before(frame, rules, &key, place, &own, id) + 1),
        (None, None) => None,
    };
    InUnit {
        unit: unit.unit.clone(),
        quota,
        ticket_key: key.as_str().to_owned(),
        weight,
        tickets: (1..=u32::from(weight.unwrap_or(1)))
            .map(|j| ticket_j(rules.suite, &key, id.as_bytes(), j))
            .collect(),
        key: listed.map_or(own, |number| rows[number].key),
        rank,
        cutoff: result.cutoff,
        outcome: match listed.map(|number| &rows[number]) {
            Some(row) if row.drawn => {
                Outcome::Drawn { batch: batch(row.rank, quota.n, unit.batches) }
            }
            Some(_) => Outcome::Waiting,
            None => Outcome::NotDrawn,
        },
        probability: if weighted { None } else { probability::of_unit(quota) },
        conditional: result
            .cutoff
            .filter(|_| weighted)
            .map(|cutoff| probability::conditional_millionths(&cutoff, weight.unwrap_or(1))),
        row: listed.map(|number| proven(rules.suite, leaves, number, rows[number].bytes)),
        command: (1..=u32::from(weight.unwrap_or(1)))
            .map(|j| command(rules.suite, &key, id, j))
            .collect(),
    }
}

/// Whether the objects of a unit have different chances.
fn is_weighted(frame: &Frame<'_>, place: usize) -> bool {
    (0..frame.len())
        .map(|number| frame.row(number))
        .any(|row| row.exclusion().is_none() && row.units().contains(&place) && row.weight() != 1)
}

/// The check of ticket `j` that needs none of our programs (bundle-1 §4).
fn command(suite: Suite, key: &TicketKey, id: &str, j: u32) -> String {
    let hash = match suite {
        Suite::Sm3 => "sm3",
        Suite::Sha256 => "sha256",
    };
    let again = if j == 1 { String::new() } else { format!("#{j}") };
    format!("printf '%s' '{}{id}{again}' | openssl dgst -{hash}", key.as_str())
}
