//! 值守: what tells whether the record is kept up: its size, and what no checkpoint covers yet.

use sunlot_sortition::time::UtcSecond;

use crate::column::Column as _;
use crate::error::StoreError;
use crate::tx::ReadTx;

/// How the record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordState {
    /// Entries.
    pub size: u64,
    /// Entries that the last checkpoint covers.
    pub covered: u64,
    /// Entries that the public sees.
    pub published: u64,
    /// Time of the oldest entry that no checkpoint covers; none when all are covered.
    pub uncovered_since: Option<UtcSecond>,
}

/// How the record stands.
///
/// # Errors
/// What the database answers.
pub fn record_state(tx: &mut ReadTx<'_>) -> Result<RecordState, StoreError> {
    let size: u64 = tx.one("SELECT size FROM log_head WHERE id = 1", &[])?;
    let covered: u64 = tx.one("SELECT COALESCE(MAX(size), 0) FROM log_checkpoint", &[])?;
    let seen = "SELECT COALESCE(MAX(size), 0) FROM log_checkpoint WHERE published = 1";
    let published = tx.one(seen, &[])?;
    let rows = tx.query("SELECT time FROM log_detail WHERE idx = ?1", &[covered.to_value()])?;
    let uncovered_since = rows.into_iter().next().map(|mut row| row.take()).transpose()?;
    Ok(RecordState { size, covered, published, uncovered_since })
}
