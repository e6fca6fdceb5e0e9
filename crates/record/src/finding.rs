//! What a verification finds: where, a stable code, and Chinese words.

use std::fmt;

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Stable code.
    pub code: &'static str,
    /// Index of the first entry that is concerned, when one can be named.
    pub index: Option<u64>,
    /// What was found, where, and what it means.
    pub message_zh: String,
}

impl Finding {
    /// A finding at an entry.
    #[must_use]
    pub fn at(code: &'static str, index: u64, message_zh: impl Into<String>) -> Finding {
        Finding { code, index: Some(index), message_zh: message_zh.into() }
    }

    /// A finding about the whole.
    #[must_use]
    pub fn of(code: &'static str, message_zh: impl Into<String>) -> Finding {
        Finding { code, index: None, message_zh: message_zh.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {}", self.code, self.message_zh)
    }
}

/// What a verification saw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Entries that were read and derived again.
    pub entries: u64,
    /// Business rows that were held against the log; 0 without a database.
    pub rows: u64,
    /// Size of the newest checkpoint that was verified.
    pub checkpoint: Option<u64>,
    /// Witnesses whose cosignatures on it hold.
    pub witnesses: u64,
    /// What does not hold, in the order of the log. Empty: everything holds.
    pub findings: Vec<Finding>,
}

/// Most findings of a report; a damaged log has one cause, not a million.
pub const FINDINGS_MAX: usize = 100;

impl Report {
    /// Whether nothing was found.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.findings.is_empty()
    }

    /// Adds a finding, unless there are enough.
    pub fn add(&mut self, finding: Finding) {
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(finding);
        }
    }
}
