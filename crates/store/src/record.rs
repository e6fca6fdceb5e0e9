//! Business records: rows that carry a version and the index of the log entry that wrote them.

use sunlot_record::digests;
use sunlot_record::dossier::BoundRow;
use sunlot_sortition::digest::Digest;
use sunlot_sortition::jcs::Json;

use crate::error::StoreError;
use crate::value::{Row, Value};

/// A type that one row of one table holds. Written by [`crate::record!`].
pub trait Record: Sized {
    /// Its table.
    const TABLE: &'static str;

    /// Its columns, `id` first, without `version` and `log_index`.
    const COLUMNS: &'static [&'static str];

    /// Values of the columns.
    fn values(&self) -> Vec<Value>;

    /// Reads the columns.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when one holds something else.
    fn from_row(row: &mut Row) -> Result<Self, StoreError>;

    /// The id as text.
    fn id_text(&self) -> String {
        match self.values().into_iter().next() {
            Some(Value::Text(id)) => id,
            other => unreachable!("the first column of {} is its id: {other:?}", Self::TABLE),
        }
    }
}

/// A record as it stands in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored<R> {
    /// What it says.
    pub value: R,
    /// Counts its changes from 1; an edit names the version that it saw.
    pub version: u64,
    /// Entry of the log that wrote it last.
    pub log_index: u64,
}

impl<R> Stored<R> {
    /// The same version of the record with another content, to be saved.
    pub fn map(self, change: impl FnOnce(R) -> R) -> Stored<R> {
        Stored { value: change(self.value), version: self.version, log_index: self.log_index }
    }
}

/// Makes a struct with public fields a [`Record`]; the fields are the columns.
#[macro_export]
macro_rules! record {
    ($type:ty, $table:literal, $($field:ident),* $(,)?) => {
        impl $crate::Record for $type {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),*];

            fn values(&self) -> Vec<$crate::Value> {
                vec![$($crate::Column::to_value(&self.$field)),*]
            }

            fn from_row(row: &mut $crate::Row) -> Result<Self, $crate::StoreError> {
                Ok(Self { $($field: row.take()?),* })
            }
        }
    };
}

/// Digest of a row as the log binds it.
///
/// `columns` pairs names and values; their order does not matter.
pub(crate) fn row_digest<'a>(
    table: &str,
    version: u64,
    columns: impl IntoIterator<Item = (&'a str, &'a Value)>,
) -> Digest {
    let member = |(name, value): (&'a str, &'a Value)| Some((name, column(value)?));
    digests::row(table, version, columns.into_iter().filter_map(member))
}

/// A value as digests spell it; none for a column without one.
fn column(value: &Value) -> Option<Json> {
    Some(match value {
        Value::Null => return None,
        // As text, because canonical JSON bounds its numbers by 2^53.
        Value::Int(number) => Json::text(number.to_string()),
        Value::Text(text) => Json::text(format!("t{text}")),
        Value::Bytes(bytes) => Json::text(format!("b{}", sunlot_sortition::digest::to_hex(bytes))),
    })
}

impl<R: Record> Stored<R> {
    /// The row with everything that its digest in the log is made of.
    #[must_use]
    pub fn bound(&self) -> BoundRow {
        let values = self.value.values();
        let columns = R::COLUMNS.iter().zip(&values);
        let columns = columns.filter_map(|(name, value)| Some((*name, column(value)?)));
        BoundRow {
            table: R::TABLE.to_owned(),
            id: self.value.id_text(),
            version: self.version,
            log_index: self.log_index,
            columns: Json::object(columns),
        }
    }
}
