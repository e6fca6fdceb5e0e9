//! A stored row with everything that its digest is made of.

use sunlot_sortition::digest::Digest;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::record::{Fields, RecordError};

use crate::digests;

/// A row of a business table, as the log binds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundRow {
    /// Its table.
    pub table: String,
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: u64,
    /// The entry that wrote this version.
    pub log_index: u64,
    /// Its columns: numbers as their digits, texts behind `t`, bytes as hex behind `b`.
    pub columns: Json,
}

const NUMBER_MAX: u64 = (1 << 53) - 1;

impl BoundRow {
    /// Where it lies in an archive.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}{}/{}.json", super::ROWS, self.table, self.id)
    }

    /// The file.
    #[must_use]
    pub fn to_json(&self) -> Json {
        Json::object([
            ("columns", self.columns.clone()),
            ("id", Json::text(&self.id)),
            ("log_index", Json::count(self.log_index)),
            ("table", Json::text(&self.table)),
            ("version", Json::count(self.version)),
        ])
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`RecordError`] with what is wrong and where.
    pub fn parse(bytes: &[u8]) -> Result<BoundRow, RecordError> {
        let json = Json::parse_canonical(bytes)
            .map_err(|e| RecordError::new("", e.code(), e.message_zh()))?;
        let mut f = Fields::of(&json)?;
        let row = BoundRow {
            table: f.text("table")?.to_owned(),
            id: f.text("id")?.to_owned(),
            version: f.count("version", 1, NUMBER_MAX)?,
            log_index: f.count("log_index", 0, NUMBER_MAX)?,
            columns: f.value("columns")?.clone(),
        };
        f.end()?;
        Ok(row)
    }

    /// Digest that the log holds of it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let columns = self.columns.as_object().into_iter().flatten();
        let columns = columns.map(|(name, value)| (name.as_str(), value.clone()));
        digests::row(&self.table, self.version, columns)
    }

    /// Line of it in the tree of its entry's rows.
    #[must_use]
    pub fn line(&self) -> String {
        digests::row_line(&self.table, &self.id, &self.digest())
    }

    /// A text column.
    #[must_use]
    pub fn text(&self, column: &str) -> Option<&str> {
        self.columns.get(column).and_then(Json::as_str).and_then(|text| text.strip_prefix('t'))
    }
}
