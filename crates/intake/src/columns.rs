//! Columns and their accepted names, Chinese and English.

use sunlot_domain::codes::fold;

use crate::cell::Cell;
use crate::error::TableError;
use crate::{Finding, Severity};

/// A column that is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// English name, also the key for programs.
    pub key: &'static str,
    /// Official Chinese name.
    pub zh: &'static str,
    /// Other accepted names.
    pub aliases: &'static [&'static str],
    /// Whether a file without it is refused.
    pub required: bool,
}

/// A column of a kind, for the tables of names.
pub(crate) const fn column(
    key: &'static str,
    zh: &'static str,
    aliases: &'static [&'static str],
    required: bool,
) -> Column {
    Column { key, zh, aliases, required }
}

impl Column {
    /// `统一社会信用代码（uscc、code、…）`.
    fn accepted_zh(&self) -> String {
        let mut names = vec![self.key];
        names.extend(self.aliases);
        format!("{}（{}）", self.zh, names.join("、"))
    }

    fn is_named(&self, name: &str) -> bool {
        let same = |alias: &str| normal(alias) == name;
        same(self.key) || same(self.zh) || self.aliases.iter().any(|a| same(a))
    }
}

/// Most columns that a row may have.
pub(crate) const COLUMNS_MAX: usize = 512;

/// Rows in which the header is looked for.
pub(crate) const HEADER_SEARCH: u32 = 10;

/// Name of a column without what people add: width, case, spaces, brackets with remarks, stars.
fn normal(name: &str) -> String {
    let text = fold(name);
    let bare = text.split(['(', '[']).next().unwrap_or_default();
    let bare = if bare.is_empty() { text.as_str() } else { bare };
    bare.chars().filter(|c| !matches!(c, '*' | ':' | '_' | '-')).collect()
}

/// Which cell holds which column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    /// Row of the header.
    pub(crate) row: u32,
    /// For each column of the kind, its place in the row.
    pub(crate) places: Vec<Option<usize>>,
    /// Names that are not understood; their cells are ignored.
    pub(crate) unknown: Vec<String>,
}

impl Header {
    /// Reads a row as header. `None` when it is none: fewer than two names are understood.
    ///
    /// # Errors
    /// A name twice, or a required column missing, in a row that is a header.
    pub(crate) fn read(
        columns: &[Column],
        row: u32,
        cells: &[Cell],
    ) -> Result<Option<Header>, TableError> {
        let mut header = Header { row, places: vec![None; columns.len()], unknown: Vec::new() };
        let mut twice = None;
        for (place, cell) in cells.iter().enumerate() {
            let name = normal(&cell.text);
            if name.is_empty() {
                continue;
            }
            match columns.iter().position(|c| c.is_named(&name)) {
                Some(at) if header.places[at].is_some() => twice = Some(columns[at].zh),
                Some(at) => header.places[at] = Some(place),
                None => header.unknown.push(cell.text.trim().chars().take(40).collect()),
            }
        }
        if header.places.iter().flatten().count() < 2 {
            return Ok(None);
        }
        if let Some(column) = twice {
            return Err(TableError::ColumnTwice { row, column: column.to_owned() });
        }
        let missing: Vec<String> = columns
            .iter()
            .zip(&header.places)
            .filter(|(column, place)| column.required && place.is_none())
            .map(|(column, _)| column.accepted_zh())
            .collect();
        if !missing.is_empty() {
            return Err(TableError::ColumnsMissing { row, missing: missing.join("；") });
        }
        Ok(Some(header))
    }

    /// What is worth saying about the header itself.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.row > 1 {
            findings.push(Finding {
                row: 0,
                column: String::new(),
                severity: Severity::Note,
                code: "table.title_rows".to_owned(),
                message: format!("表头在第 {} 行，之前的行作为标题略过。", self.row),
            });
        }
        for name in self.unknown.iter().take(50) {
            findings.push(Finding {
                row: self.row,
                column: name.clone(),
                severity: Severity::Note,
                code: "table.column_ignored".to_owned(),
                message: format!("不认识列“{name}”，该列不导入；如需导入请改用约定的列名。"),
            });
        }
        findings
    }
}

/// The message for a table in which no row is a header.
pub(crate) fn header_missing(columns: &[Column]) -> TableError {
    let accepted: Vec<String> =
        columns.iter().filter(|c| c.required).map(Column::accepted_zh).collect();
    TableError::HeaderMissing { accepted: accepted.join("；") }
}
