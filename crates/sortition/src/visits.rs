//! `visits.tsv`: the objects on the list, their units and batches, and where they are (ssj-1 §9.6).
//!
//! Objects that only wait are rows too, with `-` for units and batches: should one move up, its
//! region decides who may visit it.

use std::collections::BTreeMap;

use crate::batches::batch;
use crate::cells::{self, Line, RowError};
use crate::jcs::Json;
use crate::names::ObjectId;
use crate::quota::UnitQuota;
use crate::result::ResultRow;
use crate::rules::Rules;
use crate::snapshot::Snapshot;

/// Name of the file in bundles and errors.
pub const FILE: &str = "visits.tsv";

/// One object of the result, with the units in which it is drawn and its batch in each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The object.
    pub object_id: ObjectId,
    /// `(place of the unit in the rules, batch)`, ascending; empty when the object only waits.
    pub units: Vec<(usize, u64)>,
}

impl Drawn {
    fn units_cell(&self, rules: &Rules) -> String {
        cells::join(self.units.iter().map(|(unit, _)| rules.units[*unit].unit.as_str()))
    }

    fn batches_cell(&self) -> String {
        let batches: Vec<String> = self.units.iter().map(|(_, b)| b.to_string()).collect();
        cells::join(batches.iter().map(String::as_str))
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The object and its units.
    pub drawn: Drawn,
    /// Where it is.
    pub snapshot: Snapshot,
}

impl Visit {
    /// The row of the table, without LF.
    #[must_use]
    pub fn to_row(&self, rules: &Rules) -> String {
        let snapshot = self.snapshot.to_json().encode();
        let units = self.drawn.units_cell(rules);
        format!("{}\t{units}\t{}\t{snapshot}", self.drawn.object_id, self.drawn.batches_cell())
    }

    fn parse(line: &Line<'_>, rules: &Rules) -> Result<Self, RowError> {
        let [id, units, batches, snapshot] = line.cells::<4>()?;
        let object_id = line.name("object_id", id, ObjectId::parse)?;
        let mut places = Vec::new();
        for code in line.list("units", units)? {
            let place = rules.units.binary_search_by(|rule| rule.unit.as_str().cmp(code));
            places.push(place.map_err(|_| line.error("units", units, "规则中的抽取单元"))?);
        }
        let numbers: Option<Vec<u64>> = match batches {
            b"-" => Some(Vec::new()),
            list => list.split(|&b| b == b',').map(|b| cells::decimal(b, 1, 366)).collect(),
        };
        let numbers = numbers.filter(|numbers| numbers.len() == places.len());
        let Some(numbers) = numbers else {
            return Err(line.error("batches", batches, "与单元一一对应的批次，以逗号分隔"));
        };
        let parsed = Json::parse_canonical(snapshot).ok();
        let parsed = parsed.and_then(|json| Snapshot::parse(&json).ok());
        let Some(parsed) = parsed else {
            return Err(line.error("snapshot", snapshot, "规范形式的快照记录"));
        };
        let units = places.into_iter().zip(numbers).collect();
        Ok(Self { drawn: Drawn { object_id, units }, snapshot: parsed })
    }
}

/// Reads the table: its form and order, and that its units are those of the rules.
///
/// # Errors
/// The first row that is not of its form or out of order.
pub fn parse_visits(bytes: &[u8], rules: &Rules) -> Result<Vec<Visit>, RowError> {
    let mut rows: Vec<Visit> = Vec::new();
    for line in cells::lines(FILE, bytes)? {
        let line = line?;
        let row = Visit::parse(&line, rules)?;
        let previous = rows.last().map_or("", |last| last.drawn.object_id.as_str());
        cells::ascending(&line, previous.as_bytes(), row.drawn.object_id.as_str().as_bytes())?;
        rows.push(row);
    }
    Ok(rows)
}

/// The bytes of the table; rows must ascend by object.
#[must_use]
pub fn visits_table(visits: &[Visit], rules: &Rules) -> Vec<u8> {
    cells::table(visits.iter().map(|visit| visit.to_row(rules)))
}

/// The objects of the result, ascending, from the rows of `result.tsv` in their order.
#[must_use]
pub fn drawn_objects(rows: &[ResultRow<'_>], rules: &Rules, quotas: &[UnitQuota]) -> Vec<Drawn> {
    let mut objects: BTreeMap<&str, Vec<(usize, u64)>> = BTreeMap::new();
    for row in rows {
        let units = objects.entry(row.object_id).or_default();
        if row.drawn {
            let batches = rules.units[row.unit].batches;
            units.push((row.unit, batch(row.rank, quotas[row.unit].n, batches)));
        }
    }
    objects
        .into_iter()
        .map(|(id, units)| Drawn {
            object_id: ObjectId::parse(id).expect("checked when the result was read"),
            units,
        })
        .collect()
}
