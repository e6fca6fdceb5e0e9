//! The report of an import: every row has one fate, every remark a place, a code and advice.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; nothing to do.
    Note,
    /// The row is used; somebody should look.
    Warn,
    /// The row is not used.
    Refuse,
}

/// One remark about a row and a column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// Row as a spreadsheet counts it, from 1; 0 for the whole file.
    pub row: u32,
    /// Chinese name of the column, or empty for the whole row.
    pub column: String,
    /// How grave.
    pub severity: Severity,
    /// Stable code for programs, e.g. `id.check_failed`.
    pub code: String,
    /// What happened and what to do, in Chinese.
    pub message: String,
}

/// A row that was not used, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RefusedRow {
    /// Row as a spreadsheet counts it.
    pub row: u32,
    /// Code of the first finding that refused it.
    pub code: String,
}

/// A row that says what another row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DuplicateRow {
    /// Row as a spreadsheet counts it.
    pub row: u32,
    /// The row that was kept.
    pub of: u32,
}

/// Findings kept in full for each code; beyond that they are only counted.
pub const FINDINGS_PER_CODE: u64 = 2_000;

/// What became of a file. Rows read = accepted + duplicates + refused, always.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// How the text was encoded: `UTF-8`, `UTF-8 BOM`, `GB18030`, or `XLSX`, `XLS`, `ODS`.
    pub format: String,
    /// Name of the sheet that was read, or empty.
    pub sheet: String,
    /// Row of the header.
    pub header_row: u32,
    /// Rows below the header that were not empty.
    pub rows: u32,
    /// Rows that became typed rows.
    pub accepted: u32,
    /// Rows that repeat another row, ascending.
    pub duplicates: Vec<DuplicateRow>,
    /// Rows that were not used, ascending.
    pub refused: Vec<RefusedRow>,
    /// Number of findings by code, complete.
    pub counts: BTreeMap<String, u64>,
    /// Findings in row order, at most [`FINDINGS_PER_CODE`] of each code.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Adds a finding, or only counts it when there are too many of its code.
    pub fn add(&mut self, finding: Finding) {
        let count = self.counts.entry(finding.code.clone()).or_insert(0);
        *count += 1;
        if *count <= FINDINGS_PER_CODE {
            self.findings.push(finding);
        }
    }

    /// Whether every row is accounted for exactly once.
    pub fn adds_up(&self) -> bool {
        let rest = self.duplicates.len() + self.refused.len();
        self.accepted as usize + rest == self.rows as usize
    }

    /// One line for the clerk.
    pub fn summary_zh(&self) -> String {
        format!(
            "共 {} 行：采用 {} 行，重复 {} 行，未采用 {} 行；提示 {} 条（{}）。",
            self.rows,
            self.accepted,
            self.duplicates.len(),
            self.refused.len(),
            self.counts.values().sum::<u64>(),
            self.format
        )
    }
}
