//! `result.tsv`: every drawn and waiting row of every unit.

use crate::cells::{self, Line, RowError};
use crate::digest::Digest;
use crate::rules::RulesRecord;

/// Name of the file in bundles and errors.
pub const FILE: &str = "result.tsv";

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultRow<'a> {
    /// The object.
    pub object_id: &'a str,
    /// Place of the unit in the rules.
    pub unit: usize,
    /// Rank in the unit, from 1.
    pub rank: u64,
    /// Its key.
    pub key: Digest,
    /// `S`; false for `W`.
    pub drawn: bool,
    /// 32 hex digits.
    pub salt: &'a str,
    /// The row without LF: the Merkle leaf.
    pub bytes: &'a [u8],
    /// Line of the table, from 1.
    pub line: u64,
}

/// Reads the table: its form, its order, and that its units are those of the rules.
///
/// # Errors
/// The first row that is not of the form of ssj-1 §8.4.
pub fn parse_result_table<'a>(
    bytes: &'a [u8],
    rules: &RulesRecord,
) -> Result<Vec<ResultRow<'a>>, RowError> {
    let mut rows: Vec<ResultRow<'a>> = Vec::new();
    for line in cells::lines(FILE, bytes)? {
        let line = line?;
        let (row, unit) = one_row(&line, rules)?;
        if let Some(last) = rows.last() {
            let before = (last.object_id, rules.units[last.unit].unit.as_str());
            if before >= (row.object_id, unit) {
                let previous = format!("{}\t{}", before.0, before.1);
                let key = format!("{}\t{}", row.object_id, unit);
                cells::ascending(&line, previous.as_bytes(), key.as_bytes())?;
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

fn one_row<'a>(line: &Line<'a>, rules: &RulesRecord) -> Result<(ResultRow<'a>, &'a str), RowError> {
    let [id, unit, rank, key, mark, salt] = line.cells::<6>()?;
    line.require(cells::is_object_id(id), "object_id", id, cells::OBJECT_ID_ZH)?;
    let code = std::str::from_utf8(unit).unwrap_or("");
    let place = rules.units.binary_search_by(|rule| rule.unit.as_str().cmp(code));
    let Ok(place) = place else {
        return Err(line.error("unit", unit, "规则 rules.json 中的抽取单元"));
    };
    let Some(rank) = cells::decimal(rank, 1, u64::from(u32::MAX)) else {
        return Err(line.error("rank", rank, "从 1 起的整数"));
    };
    line.require(cells::is_hex(key, 64), "key", key, "64 位小写十六进制")?;
    line.require(mark == b"S" || mark == b"W", "S|W", mark, "S（抽中）或 W（候补）")?;
    line.require(cells::is_hex(salt, 32), "salt", salt, "32 位小写十六进制")?;
    let row = ResultRow {
        object_id: cells::ascii(id),
        unit: place,
        rank,
        key: Digest::parse_hex(cells::ascii(key)).expect("64 hex digits were checked"),
        drawn: mark == b"S",
        salt: cells::ascii(salt),
        bytes: line.bytes,
        line: line.number,
    };
    Ok((row, code))
}

/// One row to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultDraft<'a> {
    /// The object.
    pub object_id: &'a str,
    /// The unit.
    pub unit: &'a str,
    /// Rank in the unit, from 1.
    pub rank: u64,
    /// Its key.
    pub key: Digest,
    /// `S`; false for `W`.
    pub drawn: bool,
}

/// The bytes of the table: rows sorted by key, each with the salt that `salt(object_id, unit)`
/// gives (32 hex digits).
#[must_use]
pub fn build_result_table(
    mut rows: Vec<ResultDraft<'_>>,
    salt: impl Fn(&str, &str) -> String,
) -> Vec<u8> {
    rows.sort_unstable_by(|a, b| (a.object_id, a.unit).cmp(&(b.object_id, b.unit)));
    cells::table(rows.iter().map(|row| {
        let mark = if row.drawn { 'S' } else { 'W' };
        let salt = salt(row.object_id, row.unit);
        format!("{}\t{}\t{}\t{}\t{mark}\t{salt}", row.object_id, row.unit, row.rank, row.key)
    }))
}
