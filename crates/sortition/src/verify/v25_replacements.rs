//! V-25 递补: only errors of the frame are struck, and the next ticket moves up.

use std::collections::BTreeMap;

use super::case::place;
use super::parts::MovedUp;
use super::{Case, Deviation, Outcome};
use crate::digest::Digest;
use crate::log::{Entry, EntryBody};
use crate::names::ObjectId;
use crate::replacement::{REASONS, UnitLine};
use crate::result::{ResultRecord, ResultRow};
use crate::roots::table_leaves;
use crate::rules::RulesRecord;

const FILE: &str = "log.jsonl";

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    let rules = case.rules();
    let entries: Vec<&Entry> = case
        .own()
        .map(|logged| &logged.entry)
        .filter(|entry| matches!(entry.body, EntryBody::Replace { .. }))
        .collect();
    if entries.is_empty() {
        return Ok(Outcome::Withheld("没有递补"));
    }
    entries.iter().try_for_each(|entry| admissible(rules, entry))?;
    let moved_up = match case.draw.result.as_ref().zip(case.draw.rows.as_deref()) {
        Some((record, rows)) => replay(rules, record, rows, &entries)?,
        None => Vec::new(),
    };
    case.draw.moved_up = moved_up;
    Ok(Outcome::Pass)
}

/// Unit, reason and day of the evidence.
fn admissible(rules: &RulesRecord, entry: &Entry) -> Result<(), Deviation> {
    let EntryBody::Replace { unit, reason, evidence_day, .. } = &entry.body else { return Ok(()) };
    let told = |code, message: String| Err(Deviation::told(code, FILE, place(entry), message));
    if rules.unit(unit).is_none() {
        return told("replace.unit", format!("{}：规则中没有抽取单元 {unit}。", place(entry)));
    }
    if !REASONS.contains(&reason.as_str()) {
        let allowed = REASONS.join("、");
        let message =
            format!("{}：事由 {reason} 不能递补，只有底册错误（{allowed}）可以。", place(entry));
        return told("replace.reason", message);
    }
    if *evidence_day > rules.freeze_day {
        let message = format!(
            "{}：证据日期 {evidence_day} 晚于底册冻结日 {}，冻结后的变化不递补。",
            place(entry),
            rules.freeze_day
        );
        return told("replace.evidence_day", message);
    }
    Ok(())
}

/// Strikes row after row in log order.
fn replay(
    rules: &RulesRecord,
    record: &ResultRecord,
    rows: &[ResultRow<'_>],
    entries: &[&Entry],
) -> Result<Vec<MovedUp>, Deviation> {
    let mut lines: Vec<UnitLine> =
        record.units.iter().map(|unit| UnitLine::new(unit.n, unit.w)).collect();
    let bytes: Vec<&[u8]> = rows.iter().map(|row| row.bytes).collect();
    let leaves = table_leaves(rules.suite, &bytes);
    let mut by_leaf = BTreeMap::new();
    let mut by_rank = BTreeMap::new();
    for (place, (row, leaf)) in rows.iter().zip(&leaves).enumerate() {
        by_leaf.insert((row.unit, *leaf), place);
        by_rank.insert((row.unit, row.rank), place);
    }
    let mut moved = Vec::new();
    for entry in entries {
        let EntryBody::Replace { unit, struck, moved_up, .. } = &entry.body else { continue };
        let (unit, _) = rules.unit(unit).expect("the unit was found before");
        let told = |code, message: String| Err(Deviation::told(code, FILE, place(entry), message));
        let Some(&row) = by_leaf.get(&(unit, *struck)) else {
            let message = format!("{}：out 不是该单元结果表中的任何一行。", place(entry));
            return told("replace.out", message);
        };
        let next = match lines[unit].strike(rows[row].rank) {
            Ok(next) => next,
            Err(error) => {
                let message = format!("{}：{}", place(entry), error.message_zh());
                return told(error.code(), message);
            }
        };
        let next = next.map(|rank| by_rank[&(unit, rank)]);
        let wanted = next.map(|row| leaves[row]);
        if *moved_up != wanted {
            let shown = |leaf: Option<Digest>| leaf.map_or("-".to_owned(), |leaf| leaf.to_hex());
            let at = format!("{} 的 in", place(entry));
            let (found, wanted) = (shown(*moved_up), shown(wanted));
            return Err(Deviation::differs("replace.in", FILE, at, found, wanted));
        }
        if let Some(next) = next.map(|row| &rows[row]) {
            let object_id = ObjectId::parse(next.object_id).expect("V-18 read it");
            moved.push(MovedUp { seq: entry.seq, unit, rank: next.rank, object_id });
        }
    }
    Ok(moved)
}
