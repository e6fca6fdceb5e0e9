//! Writing a frame: rows from the register become the bytes of `frame.tsv`.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::cells;
use crate::digest::{Digest, to_hex};
use crate::frame::{Exclusion, WEIGHT_MAX};
use crate::names::{ObjectId, UnitCode};

/// One object to be frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameDraft {
    /// The object.
    pub object_id: ObjectId,
    /// Why it cannot be drawn; its units and weight are then not written.
    pub exclusion: Option<Exclusion>,
    /// Its units in any order; at least one unless excluded.
    pub units: Vec<UnitCode>,
    /// Its tickets, 1 … 64.
    pub weight: u8,
    /// Digest of its snapshot, see [`crate::snapshot::Snapshot::digest`].
    pub attrs: Digest,
    /// See [`crate::salts`].
    pub salt: [u8; 16],
}

/// Why rows cannot be frozen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameBuildError {
    /// Two rows have one id. They are not merged: which of the two is right is not ours to guess.
    #[error("object {0} occurs twice")]
    Duplicate(ObjectId),
    /// An eligible object without a unit.
    #[error("object {0} is eligible but in no unit")]
    NoUnit(ObjectId),
    /// A weight outside 1 … 64.
    #[error("object {id} has weight {weight}")]
    Weight {
        /// The object.
        id: ObjectId,
        /// Its weight.
        weight: u8,
    },
}

impl FrameBuildError {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Duplicate(_) => "frame.duplicate_id",
            Self::NoUnit(_) => "frame.no_unit",
            Self::Weight { .. } => "frame.weight",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            Self::Duplicate(id) => format!(
                "对象 {id} 在名录中出现两次。同一对象只能有一张签，请先核实并删去重复的一行。"
            ),
            Self::NoUnit(id) => {
                format!("对象 {id} 可以抽取，却不属于任何抽取单元；请改为排除（SCOPE）或指定单元。")
            }
            Self::Weight { id, weight } => {
                format!("对象 {id} 的权重 {weight} 不在 1 至 {WEIGHT_MAX} 之间，请更正。")
            }
        }
    }
}

/// Rows that are written together.
const LOT: usize = 4_096;

/// The bytes of `frame.tsv`: rows sorted by id, lists sorted.
///
/// # Errors
/// The first row that cannot be frozen, by id.
pub fn build_frame(mut rows: Vec<FrameDraft>) -> Result<Vec<u8>, FrameBuildError> {
    rows.sort_unstable_by(|a, b| a.object_id.cmp(&b.object_id));
    if let Some(pair) = rows.windows(2).find(|pair| pair[0].object_id == pair[1].object_id) {
        return Err(FrameBuildError::Duplicate(pair[0].object_id.clone()));
    }
    let lot = |rows: &[FrameDraft]| {
        let mut bytes = Vec::with_capacity(rows.len() * 140);
        rows.iter().try_for_each(|row| write_row(row, &mut bytes))?;
        Ok(bytes)
    };
    let lots: Result<Vec<Vec<u8>>, FrameBuildError> = rows.par_chunks(LOT).map(lot).collect();
    Ok(lots?.concat())
}

/// Turns the register's rows into those of a supplement: objects drawn before cannot be drawn
/// again (ssj-1 §8.6). A reason that a row already has stays.
pub fn exclude_drawn(rows: &mut [FrameDraft], drawn: &BTreeSet<ObjectId>) {
    for row in rows.iter_mut().filter(|row| drawn.contains(&row.object_id)) {
        row.exclusion.get_or_insert(Exclusion::Drawn);
    }
}

fn write_row(row: &FrameDraft, bytes: &mut Vec<u8>) -> Result<(), FrameBuildError> {
    let (status, units, weight) = match row.exclusion {
        Some(code) => (format!("X:{}", code.code()), "-".to_owned(), 1),
        None => {
            if row.units.is_empty() {
                return Err(FrameBuildError::NoUnit(row.object_id.clone()));
            }
            if !(1..=WEIGHT_MAX).contains(&row.weight) {
                let id = row.object_id.clone();
                return Err(FrameBuildError::Weight { id, weight: row.weight });
            }
            let mut units: Vec<&str> = row.units.iter().map(UnitCode::as_str).collect();
            units.sort_unstable();
            units.dedup();
            ("E".to_owned(), cells::join(units.into_iter()), row.weight)
        }
    };
    let weight = weight.to_string();
    let (attrs, salt) = (row.attrs.to_hex(), to_hex(&row.salt));
    let cells = [row.object_id.as_str(), &status, &units, &weight, &attrs, &salt];
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            bytes.push(b'\t');
        }
        bytes.extend_from_slice(cell.as_bytes());
    }
    bytes.push(b'\n');
    Ok(())
}
