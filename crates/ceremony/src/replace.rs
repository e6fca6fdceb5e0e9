//! 递补: an object that should never have been in the frame gives way to the next ticket.

use std::path::Path;

use sunlot_sortition::digest::Digest;
use sunlot_sortition::log::EntryBody;
use sunlot_sortition::merkle;
use sunlot_sortition::names::{DrawId, ObjectId, ReasonCode};
use sunlot_sortition::replacement::{REASONS, UnitLine};
use sunlot_sortition::result::{ResultRow, parse_result_table};
use sunlot_sortition::time::{Day, UtcSecond};

use crate::CeremonyError;
use crate::afterwards::{Replacement, persons};
use crate::outcome::Outcome;
use crate::session::Ceremony;

/// Outcome of a replacement: who moves up, if the waiting list still has somebody.
pub type MovedUp = Option<String>;

fn refuse(what: impl Into<String>, detail: impl Into<String>) -> CeremonyError {
    CeremonyError::mismatch("replace.refused", what, detail)
}

impl Ceremony {
    /// Strikes an object and lets the next of the waiting list move up; logs `replace`.
    ///
    /// # Errors
    /// When the object is not on the list, was struck before, or the evidence is too young.
    pub fn replace(
        &mut self,
        terms: &Replacement,
        secret: Option<&Path>,
    ) -> Result<MovedUp, CeremonyError> {
        let args = format!("{terms:?}");
        let again = |c: &mut Ceremony| {
            let id = c.current()?;
            let outcome = c.logged_outcome(&id, secret)?;
            let last = c.of_attempt(&id).filter_map(|r| match &r.entry.body {
                EntryBody::Replace { moved_up, .. } => Some(*moved_up),
                _ => None,
            });
            Ok(last
                .last()
                .flatten()
                .and_then(|leaf| object_of(&outcome, &leaf))
                .map(|id| id.to_string()))
        };
        self.step("递补", &args, |c, time| c.replace_at(terms, secret, time), again)
    }

    fn replace_at(
        &mut self,
        terms: &Replacement,
        secret: Option<&Path>,
        time: UtcSecond,
    ) -> Result<MovedUp, CeremonyError> {
        let id = self.current()?;
        if !REASONS.contains(&terms.reason.as_str()) {
            let detail = "事由应为 STATUS（注销吊销）、MOVED（迁出）、DUPLICATE（重复）或 SCOPE\
                          （不属范围）。查无下落、停业等检查发现不能递补。";
            return Err(refuse(terms.reason.clone(), detail));
        }
        let day = Day::parse(&terms.evidence_day)
            .map_err(|e| refuse(terms.evidence_day.clone(), e.message_zh()))?;
        let rules = self.rules(&id)?;
        if day > rules.freeze_day {
            let detail = format!("证据所证明的日期须不晚于底册冻结日 {}。", rules.freeze_day);
            return Err(refuse(terms.evidence_day.clone(), detail));
        }
        let evidence = terms.evidence.digest(rules.suite)?;
        let outcome = self.logged_outcome(&id, secret)?;
        let rows = table(&outcome)?;
        let unit = rules.units.iter().position(|u| u.unit.as_str() == terms.unit);
        let unit = unit.ok_or_else(|| refuse(terms.unit.clone(), "规则中没有这个抽取单元。"))?;
        let row = rows.iter().find(|r| r.unit == unit && r.object_id == terms.object);
        let row =
            row.ok_or_else(|| refuse(terms.object.clone(), "不在该单元的抽中名单或候补名单中。"))?;
        let mut line = self.unit_line(&id, &outcome, &rows, unit)?;
        let up = line.strike(row.rank).map_err(|e| refuse(terms.object.clone(), e.message_zh()))?;
        let up = up.and_then(|rank| rows.iter().find(|r| r.unit == unit && r.rank == rank));
        let leaf = |row: &ResultRow<'_>| merkle::leaf(rules.suite, row.bytes);
        let body = EntryBody::Replace {
            unit: rules.units[unit].unit.clone(),
            struck: leaf(row),
            moved_up: up.map(leaf),
            reason: ReasonCode::parse(&terms.reason).expect("the four reasons are codes"),
            evidence,
            evidence_day: day,
            persons: persons(&terms.persons)?,
        };
        self.append(&id, rules.suite, time, body)?;
        Ok(up.map(|row| row.object_id.to_owned()))
    }

    /// The list of a unit after the replacements so far.
    pub(crate) fn unit_line(
        &self,
        id: &DrawId,
        outcome: &Outcome,
        rows: &[ResultRow<'_>],
        unit: usize,
    ) -> Result<UnitLine, CeremonyError> {
        let rules = &outcome.frozen.rules;
        let numbers = &outcome.record.units[unit];
        let mut line = UnitLine::new(numbers.n, numbers.w);
        for recorded in self.of_attempt(id) {
            let EntryBody::Replace { unit: code, struck, .. } = &recorded.entry.body else {
                continue;
            };
            if *code != rules.units[unit].unit {
                continue;
            }
            let row = rows
                .iter()
                .find(|r| r.unit == unit && merkle::leaf(rules.suite, r.bytes) == *struck);
            let row = row.ok_or_else(|| CeremonyError::Damaged {
                file: "log".to_owned(),
                detail: "递补条目指向的行不在结果中".to_owned(),
            })?;
            line.strike(row.rank).map_err(|e| refuse("递补", e.message_zh()))?;
        }
        Ok(line)
    }
}

/// The rows of the result.
pub(crate) fn table(outcome: &Outcome) -> Result<Vec<ResultRow<'_>>, CeremonyError> {
    parse_result_table(&outcome.result_tsv, &outcome.frozen.rules).map_err(|e| {
        CeremonyError::Damaged { file: "result.tsv".to_owned(), detail: e.message_zh() }
    })
}

/// The object of a row of the result, named by its leaf.
pub(crate) fn object_of(outcome: &Outcome, leaf: &Digest) -> Option<ObjectId> {
    let suite = outcome.frozen.rules.suite;
    let rows = table(outcome).ok()?;
    let row = rows.iter().find(|r| merkle::leaf(suite, r.bytes) == *leaf)?;
    ObjectId::parse(row.object_id).ok()
}
