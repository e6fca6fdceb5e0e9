//! Rows of `rematches.tsv`: who took an open post (ssj-1 §9.7).

use crate::cells::{self, Line, RowError};
use crate::names::{ObjectId, OfficerCode, PoolId};

/// Name of the file.
pub const REMATCHES_FILE: &str = "rematches.tsv";

/// Pair numbers have 56 bits.
const R_MAX: u64 = (1 << 56) - 1;

/// One post that was filled after the match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RematchRow {
    /// Of the `rematch` entry.
    pub seq: u64,
    /// The pool.
    pub pool: String,
    /// The object visited.
    pub object_id: String,
    /// The officer.
    pub officer: String,
    /// `L`; false for `M`.
    pub leader: bool,
    /// The pair number under the fresh key.
    pub r: u64,
    /// 32 hex digits.
    pub salt: String,
}

impl RematchRow {
    /// The key as text.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{:06}", self.seq)
    }

    /// The row without LF.
    #[must_use]
    pub fn to_row(&self) -> String {
        let role = if self.leader { 'L' } else { 'M' };
        let Self { pool, object_id, officer, r, salt, .. } = self;
        format!("{}\t{pool}\t{object_id}\t{officer}\t{role}\t{r}\t{salt}", self.key())
    }

    fn parse(line: &Line<'_>) -> Result<Self, RowError> {
        let [seq, pool, object, officer, role, r, salt] = line.cells::<7>()?;
        let six = seq.len() == 6 && seq.iter().all(u8::is_ascii_digit);
        line.require(six, "seq", seq, "六位序号")?;
        line.require(role == b"L" || role == b"M", "L|M", role, "L（组长）或 M（组员）")?;
        line.require(cells::is_hex(salt, 32), "salt", salt, "32 位小写十六进制")?;
        let r = cells::decimal(r, 0, R_MAX).ok_or_else(|| line.error("r", r, "范围内的整数"))?;
        let seq = seq.iter().fold(0, |value, digit| value * 10 + u64::from(digit - b'0'));
        Ok(Self {
            seq,
            pool: line.name("pool", pool, PoolId::parse)?.to_string(),
            object_id: line.name("object_id", object, ObjectId::parse)?.to_string(),
            officer: line.name("officer_code", officer, OfficerCode::parse)?.to_string(),
            leader: role == b"L",
            r,
            salt: cells::ascii(salt).to_owned(),
        })
    }
}

/// Reads `rematches.tsv`: form and order.
///
/// # Errors
/// The first row that is not of its form or out of order.
pub fn parse_rematches(bytes: &[u8]) -> Result<Vec<RematchRow>, RowError> {
    super::rows::parse(REMATCHES_FILE, bytes, RematchRow::parse, RematchRow::key)
}
