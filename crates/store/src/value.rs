//! The four kinds of values that both databases store alike.

use crate::column::Column;
use crate::error::StoreError;

/// A value of a column or a parameter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// No value.
    Null,
    /// A whole number; also truth, as 0 or 1.
    Int(i64),
    /// Text; also times, days, ids and codes.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// One row of an answer, read from left to right.
#[derive(Debug, Clone)]
pub struct Row {
    values: std::vec::IntoIter<Value>,
}

impl Row {
    /// A row of these values.
    #[must_use]
    pub fn new(values: Vec<Value>) -> Row {
        Row { values: values.into_iter() }
    }

    /// The next column.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when there is none or it holds something else.
    pub fn take<C: Column>(&mut self) -> Result<C, StoreError> {
        let value = self.values.next();
        C::from_value(value.ok_or_else(|| StoreError::Corrupt("a column is missing".into()))?)
    }

    /// What is left, as it is.
    #[must_use]
    pub fn rest(self) -> Vec<Value> {
        self.values.collect()
    }
}
