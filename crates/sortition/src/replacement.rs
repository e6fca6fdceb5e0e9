//! Replacement of rows whose presence in the frame was an error (ssj-1 §8.5).
//!
//! One [`UnitLine`] per unit, fed with the `replace` entries in log order. Consequence, and test:
//! the ranks in use are the n smallest of the frame without its errors.

use std::collections::BTreeSet;

/// Reasons for which a row may be struck.
pub const REASONS: [&str; 4] = ["STATUS", "MOVED", "DUPLICATE", "SCOPE"];

/// Why a rank cannot be struck.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplaceError {
    /// No row has this rank.
    #[error("rank {rank} is not among the {rows} rows of the unit")]
    NoSuchRank {
        /// The rank.
        rank: u64,
        /// Rows of the unit, drawn and waiting.
        rows: u64,
    },
    /// The rank was struck before.
    #[error("rank {rank} was struck before")]
    StruckBefore {
        /// The rank.
        rank: u64,
    },
}

impl ReplaceError {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSuchRank { .. } => "replacement.no_such_rank",
            Self::StruckBefore { .. } => "replacement.struck_before",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            Self::NoSuchRank { rank, rows } => {
                format!("本单元抽中和候补共 {rows} 户，没有第 {rank} 位，请核对。")
            }
            Self::StruckBefore { rank } => {
                format!("第 {rank} 位此前已被剔除，同一户不能剔除两次。")
            }
        }
    }
}

/// The list of one unit while errors of the frame are struck from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitLine {
    n: u64,
    rows: u64,
    /// Waiting ranks up to here have moved up or been struck; grows only.
    passed: u64,
    moved_up: BTreeSet<u64>,
    struck: BTreeSet<u64>,
}

impl UnitLine {
    /// A unit that drew `n` and published `w` waiting ranks.
    #[must_use]
    pub fn new(n: u64, w: u64) -> Self {
        let rows = n.saturating_add(w);
        Self { n, rows, passed: n, moved_up: BTreeSet::new(), struck: BTreeSet::new() }
    }

    /// Strikes a rank. `Some` names the waiting rank that moves up; `None` when the struck rank
    /// was only waiting, or the published waiting list is exhausted.
    ///
    /// # Errors
    /// When there is no such rank, or it was struck before. The line is unchanged then.
    pub fn strike(&mut self, rank: u64) -> Result<Option<u64>, ReplaceError> {
        if rank == 0 || rank > self.rows {
            return Err(ReplaceError::NoSuchRank { rank, rows: self.rows });
        }
        if self.struck.contains(&rank) {
            return Err(ReplaceError::StruckBefore { rank });
        }
        let was_in_use = self.is_in_use(rank);
        self.struck.insert(rank);
        if !was_in_use {
            return Ok(None);
        }
        while self.passed < self.rows {
            self.passed += 1;
            if !self.struck.contains(&self.passed) {
                self.moved_up.insert(self.passed);
                return Ok(Some(self.passed));
            }
        }
        Ok(None)
    }

    /// Is the rank visited as things stand?
    #[must_use]
    pub fn is_in_use(&self, rank: u64) -> bool {
        let listed = (1..=self.n).contains(&rank) || self.moved_up.contains(&rank);
        listed && !self.struck.contains(&rank)
    }

    /// The ranks in use, ascending.
    pub fn in_use(&self) -> impl Iterator<Item = u64> {
        (1..=self.rows).filter(|&rank| self.is_in_use(rank))
    }

    /// Was the rank struck?
    #[must_use]
    pub fn is_struck(&self, rank: u64) -> bool {
        self.struck.contains(&rank)
    }
}
