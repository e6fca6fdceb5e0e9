//! Rows of `matching.tsv` and `potentials.tsv`.

use crate::cells::{self, Line, RowError};
use crate::names::{ObjectId, OfficerCode, PoolId};

/// Name of the teams' file.
pub const MATCHING_FILE: &str = "matching.tsv";
/// Name of the potentials' file.
pub const POTENTIALS_FILE: &str = "potentials.tsv";

/// Highest number of a step.
const STEP_MAX: u64 = 1000;
/// Pair numbers have 56 bits.
const R_MAX: u64 = (1 << 56) - 1;
/// Longest potential as text; all real ones are far shorter.
const DIGITS_MAX: usize = 60;

/// One member of a team in one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchRow {
    /// The pool.
    pub pool: String,
    /// The step, from 0.
    pub step: u64,
    /// The object visited.
    pub object_id: String,
    /// The officer.
    pub officer: String,
    /// `L`; false for `M`.
    pub leader: bool,
    /// The pair number.
    pub r: u64,
    /// 32 hex digits.
    pub salt: String,
}

impl MatchRow {
    /// The key with its TABs.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}\t{}\t{}\t{}", self.pool, self.step, self.object_id, self.officer)
    }

    /// The row without LF.
    #[must_use]
    pub fn to_row(&self) -> String {
        let role = if self.leader { 'L' } else { 'M' };
        format!("{}\t{role}\t{}\t{}", self.key(), self.r, self.salt)
    }

    fn parse(line: &Line<'_>) -> Result<Self, RowError> {
        let [pool, step, object, officer, role, r, salt] = line.cells::<7>()?;
        line.require(role == b"L" || role == b"M", "L|M", role, "L（组长）或 M（组员）")?;
        line.require(cells::is_hex(salt, 32), "salt", salt, "32 位小写十六进制")?;
        let number = |name, cell, max| {
            cells::decimal(cell, 0, max).ok_or_else(|| line.error(name, cell, "范围内的整数"))
        };
        Ok(Self {
            pool: line.name("pool", pool, PoolId::parse)?.to_string(),
            step: number("step", step, STEP_MAX)?,
            object_id: line.name("object_id", object, ObjectId::parse)?.to_string(),
            officer: line.name("officer_code", officer, OfficerCode::parse)?.to_string(),
            leader: role == b"L",
            r: number("r", r, R_MAX)?,
            salt: cells::ascii(salt).to_owned(),
        })
    }
}

/// Kind of a node of the network, ascending by its letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NodeKind {
    /// `F`.
    Officer,
    /// `O`.
    Entry,
    /// `T`.
    Sink,
    /// `X`: the node of an entry's members who are no specialists.
    Special,
}

impl NodeKind {
    /// The letter.
    #[must_use]
    pub fn letter(self) -> &'static str {
        match self {
            Self::Officer => "F",
            Self::Entry => "O",
            Self::Sink => "T",
            Self::Special => "X",
        }
    }

    fn parse(letter: &str) -> Option<Self> {
        let all = [Self::Officer, Self::Entry, Self::Sink, Self::Special];
        all.into_iter().find(|kind| kind.letter() == letter)
    }
}

/// The potential of one node in one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PotentialRow {
    /// The pool.
    pub pool: String,
    /// The step, from 0.
    pub step: u64,
    /// Kind of the node.
    pub kind: NodeKind,
    /// Officer or object; `-` for the sink.
    pub id: String,
    /// Its value. One that no 128-bit integer holds is read as [`i128::MAX`], which no
    /// certificate can contain.
    pub value: i128,
}

impl PotentialRow {
    /// The key with its TABs.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}\t{}\t{}\t{}", self.pool, self.step, self.kind.letter(), self.id)
    }

    /// The row without LF.
    #[must_use]
    pub fn to_row(&self) -> String {
        format!("{}\t{}", self.key(), self.value)
    }

    fn parse(line: &Line<'_>) -> Result<Self, RowError> {
        let [pool, step, kind, id, value] = line.cells::<5>()?;
        let step_number = cells::decimal(step, 0, STEP_MAX);
        let kind = line.name("kind", kind, NodeKind::parse)?;
        let id_text = match kind {
            NodeKind::Officer => line.name("id", id, OfficerCode::parse)?.to_string(),
            NodeKind::Entry | NodeKind::Special => {
                line.name("id", id, ObjectId::parse)?.to_string()
            }
            NodeKind::Sink => {
                line.require(id == b"-", "id", id, "-")?;
                "-".to_owned()
            }
        };
        Ok(Self {
            pool: line.name("pool", pool, PoolId::parse)?.to_string(),
            step: step_number.ok_or_else(|| line.error("step", step, "0 至 1000 的整数"))?,
            kind,
            id: id_text,
            value: line.name("value", value, parse_value)?,
        })
    }
}

/// Decimal text, `-` sign allowed, no leading zeros, no `-0`.
fn parse_value(text: &str) -> Option<i128> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let short = text.len() <= DIGITS_MAX && (digits == "0" || !digits.starts_with('0'));
    (plain && short && text != "-0").then(|| text.parse().unwrap_or(i128::MAX))
}

/// Reads `matching.tsv`: form and order.
///
/// # Errors
/// The first row that is not of its form or out of order.
pub fn parse_matching(bytes: &[u8]) -> Result<Vec<MatchRow>, RowError> {
    parse(MATCHING_FILE, bytes, MatchRow::parse, MatchRow::key)
}

/// Reads `potentials.tsv`: form and order.
///
/// # Errors
/// The first row that is not of its form or out of order.
pub fn parse_potentials(bytes: &[u8]) -> Result<Vec<PotentialRow>, RowError> {
    parse(POTENTIALS_FILE, bytes, PotentialRow::parse, PotentialRow::key)
}

pub(super) fn parse<R>(
    file: &'static str,
    bytes: &[u8],
    read: impl Fn(&Line<'_>) -> Result<R, RowError>,
    key: impl Fn(&R) -> String,
) -> Result<Vec<R>, RowError> {
    let mut rows = Vec::new();
    let mut previous = String::new();
    for line in cells::lines(file, bytes)? {
        let line = line?;
        let row = read(&line)?;
        let own = key(&row);
        cells::ascending(&line, previous.as_bytes(), own.as_bytes())?;
        previous = own;
        rows.push(row);
    }
    Ok(rows)
}
