//! V-18 抽取结果: the rows are those with the smallest tickets, in their order.
//!
//! With the frame the draw is made again and compared row by row. Without it every row still has
//! to carry its own ticket, and the ranks, cutoffs and waiting lists have to follow from them.

use std::collections::BTreeMap;

use super::{Case, Deviation, Outcome};
use crate::digest::Digest;
use crate::names::GroupCode;
use crate::result::{
    RECORD_FILE, ResultDraft, ResultRecord, ResultRow, TABLE_FILE as FILE, parse_result_table,
};
use crate::rules::RulesRecord;
use crate::selection::{Selection, select, transform};
use crate::ticket::{TicketKey, WEIGHT_MAX, ticket_j};

pub(super) fn check<'a>(case: &mut Case<'a>) -> Result<Outcome, Deviation> {
    let (Some(bytes), Some(record)) = (case.file(FILE), case.draw.result.as_ref()) else {
        return Ok(Outcome::Withheld("抽取结果尚未启封公布"));
    };
    let rules = case.rules();
    let rows = parse_result_table(bytes, rules).map_err(|error| Deviation::of_row(&error))?;
    let keys: BTreeMap<GroupCode, TicketKey> = record
        .groups
        .iter()
        .map(|group| (group.group.clone(), TicketKey::from_digest(&group.key)))
        .collect();
    match &case.draw.frame {
        Some(frame) => {
            let selection = select(frame, rules, &keys);
            let mut expected = selection.rows(frame, rules);
            expected.sort_unstable_by(|a, b| (a.object_id, a.unit).cmp(&(b.object_id, b.unit)));
            same_rows(rules, &rows, &expected)?;
            same_cutoffs(record, &selection)?;
        }
        None => {
            tickets_fit(rules, &keys, &rows)?;
            ranks_fit(rules, record, &rows)?;
        }
    }
    case.draw.rows = Some(rows);
    Ok(Outcome::Pass)
}

fn place(rules: &RulesRecord, row: &ResultRow<'_>) -> String {
    format!("第 {} 行 {} {}", row.line, row.object_id, rules.units[row.unit].unit)
}

fn mark(drawn: bool) -> &'static str {
    if drawn { "S" } else { "W" }
}

/// The first row that is missing, should not be there, or differs.
fn same_rows(
    rules: &RulesRecord,
    rows: &[ResultRow<'_>],
    expected: &[ResultDraft<'_>],
) -> Result<(), Deviation> {
    let mut wanted = expected.iter().peekable();
    for row in rows {
        let own = (row.object_id, rules.units[row.unit].unit.as_str());
        match wanted.peek().map(|draft| (draft.object_id, draft.unit).cmp(&own)) {
            Some(std::cmp::Ordering::Equal) => {
                same_row(rules, row, wanted.next().expect("it was peeked at"))?;
            }
            Some(std::cmp::Ordering::Less) => return Err(missing(wanted.next())),
            Some(std::cmp::Ordering::Greater) | None => {
                let message = format!(
                    "{} 不应在结果中：它不是该单元签号最小的合格对象之一。",
                    place(rules, row)
                );
                return Err(Deviation::told("result.extra", FILE, place(rules, row), message));
            }
        }
    }
    if wanted.peek().is_some() { Err(missing(wanted.next())) } else { Ok(()) }
}

fn missing(draft: Option<&ResultDraft<'_>>) -> Deviation {
    let draft = draft.expect("called with a row that is missing");
    let place = format!("{} {}", draft.object_id, draft.unit);
    let message = format!(
        "{FILE} 缺少 {}：它在单元 {} 的签号 {} 排第 {} 位，应为 {}。",
        draft.object_id,
        draft.unit,
        draft.key,
        draft.rank,
        if draft.drawn { "抽中" } else { "候补" }
    );
    Deviation::told("result.missing", FILE, place, message)
}

fn same_row(
    rules: &RulesRecord,
    row: &ResultRow<'_>,
    draft: &ResultDraft<'_>,
) -> Result<(), Deviation> {
    let at = |what: &str| format!("{} {what}", place(rules, row));
    if row.key != draft.key {
        return Err(Deviation::differs("result.ticket", FILE, at("签号"), row.key, draft.key));
    }
    if row.rank != draft.rank {
        return Err(Deviation::differs("result.rank", FILE, at("名次"), row.rank, draft.rank));
    }
    if row.drawn != draft.drawn {
        let (found, wanted) = (mark(row.drawn), mark(draft.drawn));
        return Err(Deviation::differs("result.mark", FILE, at("S|W"), found, wanted));
    }
    Ok(())
}

fn shown(key: Option<Digest>) -> String {
    key.map_or("-".to_owned(), |key| key.to_hex())
}

fn differing_key(
    unit: &impl std::fmt::Display,
    what: &str,
    found: Option<Digest>,
    wanted: Option<Digest>,
) -> Deviation {
    let place = format!("单元 {unit} {what}");
    Deviation::differs("result.cutoff", RECORD_FILE, place, shown(found), shown(wanted))
}

fn same_cutoffs(record: &ResultRecord, selection: &Selection) -> Result<(), Deviation> {
    for (stated, unit) in record.units.iter().zip(&selection.units) {
        if stated.cutoff != unit.cutoff() {
            return Err(differing_key(&stated.unit, "cutoff", stated.cutoff, unit.cutoff()));
        }
        if stated.next != unit.next {
            return Err(differing_key(&stated.unit, "next", stated.next, unit.next));
        }
    }
    Ok(())
}

/// Without the frame: some weight from 1 to 64 gives each row its key.
fn tickets_fit(
    rules: &RulesRecord,
    keys: &BTreeMap<GroupCode, TicketKey>,
    rows: &[ResultRow<'_>],
) -> Result<(), Deviation> {
    use rayon::prelude::*;
    let odd = rows.par_iter().find_first(|row| {
        let unit = &rules.units[row.unit];
        let tickets = (1..=WEIGHT_MAX)
            .map(|j| ticket_j(rules.suite, &keys[&unit.group], row.object_id.as_bytes(), j))
            .map(|ticket| transform(&ticket, &unit.start, unit.dir));
        // The key of weight w is the smallest of the first w tickets.
        let mut smallest = tickets.scan(Digest::from_bytes([0xff; 32]), |least, key| {
            *least = key.min(*least);
            Some(*least)
        });
        !smallest.any(|key| key == row.key)
    });
    match odd {
        None => Ok(()),
        Some(row) => {
            let message = format!("{} 的签号不是由密钥和编号算出的签号。", place(rules, row));
            Err(Deviation::told("result.ticket", FILE, place(rules, row), message))
        }
    }
}

/// Without the frame: ranks 1 … n + w in the order of (key, id), marks, cutoff and next.
fn ranks_fit(
    rules: &RulesRecord,
    record: &ResultRecord,
    rows: &[ResultRow<'_>],
) -> Result<(), Deviation> {
    for (unit, stated) in record.units.iter().enumerate() {
        let mut own: Vec<&ResultRow<'_>> = rows.iter().filter(|row| row.unit == unit).collect();
        own.sort_unstable_by(|a, b| (a.key, a.object_id).cmp(&(b.key, b.object_id)));
        if own.len() as u64 != stated.n + stated.w {
            let place = format!("单元 {} 的行数", stated.unit);
            let wanted = stated.n + stated.w;
            return Err(Deviation::differs("result.rows", FILE, place, own.len(), wanted));
        }
        for (rank, row) in (1..).zip(&own) {
            let drawn = rank <= stated.n;
            let draft = ResultDraft {
                object_id: row.object_id,
                unit: rules.units[unit].unit.as_str(),
                rank,
                key: row.key,
                drawn,
            };
            same_row(rules, row, &draft)?;
        }
        let key_of = |rank: u64| usize::try_from(rank).ok().and_then(|rank| own.get(rank));
        let cutoff = stated.n.checked_sub(1).and_then(key_of).map(|row| row.key);
        if stated.cutoff != cutoff {
            return Err(differing_key(&stated.unit, "cutoff", stated.cutoff, cutoff));
        }
        let next = key_of(stated.n).map(|row| row.key);
        // With w = 0 and n < N the next key is known to the holder of the frame only.
        let known = stated.w > 0 || stated.n == stated.eligible;
        if known && stated.next != next {
            return Err(differing_key(&stated.unit, "next", stated.next, next));
        }
    }
    Ok(())
}
