//! Transactions. A reading sees one snapshot; a writing has one exit, [`WriteTx::record`], which
//! names the event. Dropping either leaves nothing behind.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use sunlot_domain::audit::Event;
use sunlot_sortition::time::UtcSecond;

use crate::column::Column;
use crate::connection::Connection;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::log::WrittenRow;
use crate::record::{Record, Stored, row_digest};
use crate::technical::TechnicalTx;
use crate::value::{Row, Value};

/// What can be asked of a snapshot.
pub struct ReadTx<'c> {
    pub(crate) connection: &'c mut Connection,
}

impl ReadTx<'_> {
    /// The record with an id.
    ///
    /// # Errors
    /// What the database answers.
    pub fn get<R: Record>(&mut self, id: &impl ToString) -> Result<Option<Stored<R>>, StoreError> {
        let found = self.find("WHERE id = ?1", &[Value::Text(id.to_string())])?;
        Ok(found.into_iter().next())
    }

    /// The record with an id, which has to be there.
    ///
    /// # Errors
    /// [`StoreError::Missing`], or what the database answers.
    pub fn need<R: Record>(&mut self, id: &impl ToString) -> Result<Stored<R>, StoreError> {
        let missing = || StoreError::Missing { table: R::TABLE, id: id.to_string() };
        self.get(id)?.ok_or_else(missing)
    }

    /// Records by the rest of a statement: `WHERE … ORDER BY … LIMIT …`.
    pub(crate) fn find<R: Record>(
        &mut self,
        tail: &str,
        params: &[Value],
    ) -> Result<Vec<Stored<R>>, StoreError> {
        let columns = R::COLUMNS.join(", ");
        let sql = format!("SELECT {columns}, version, log_index FROM {} {tail}", R::TABLE);
        let mut found = Vec::new();
        self.connection.each(&sql, params, &mut |mut row| {
            let value = R::from_row(&mut row)?;
            found.push(Stored { value, version: row.take()?, log_index: row.take()? });
            Ok(())
        })?;
        Ok(found)
    }

    /// Number of records by the rest of a statement.
    pub(crate) fn count<R: Record>(
        &mut self,
        tail: &str,
        params: &[Value],
    ) -> Result<u64, StoreError> {
        self.one(&format!("SELECT COUNT(*) FROM {} {tail}", R::TABLE), params)
    }

    /// The one value that a query gives.
    pub(crate) fn one<C: Column>(&mut self, sql: &str, params: &[Value]) -> Result<C, StoreError> {
        let rows = self.query(sql, params)?;
        let mut row = rows.into_iter().next();
        row.as_mut().ok_or_else(|| StoreError::Statement(format!("no row: {sql}")))?.take()
    }

    /// One page of the records that a filter lets through, and how many there are in all.
    pub(crate) fn page<R: Record>(
        &mut self,
        filter: &Filter,
        order: &str,
        page: Window,
    ) -> Result<(Vec<Stored<R>>, u64), StoreError> {
        let total = self.count::<R>(&filter.clause(), filter.params())?;
        let tail = format!(
            "{} ORDER BY {order} LIMIT {} OFFSET {}",
            filter.clause(),
            page.limit,
            page.offset
        );
        Ok((self.find(&tail, filter.params())?, total))
    }

    /// Rows of any query.
    pub(crate) fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.connection.query(sql, params)
    }

    /// Every row of every table as sorted text: for showing that nothing changed. It reads all of
    /// the database, so it is for small ones.
    ///
    /// # Errors
    /// What the database answers.
    pub fn contents(&mut self) -> Result<BTreeMap<String, Vec<String>>, StoreError> {
        let sql = self.connection.dialect().tables();
        let mut all = BTreeMap::new();
        for mut row in self.query(sql, &[])? {
            let table: String = row.take()?;
            let rows = self.query(&format!("SELECT * FROM \"{table}\""), &[])?;
            let mut rows: Vec<String> =
                rows.into_iter().map(|row| format!("{:?}", row.rest())).collect();
            rows.sort();
            all.insert(table, rows);
        }
        Ok(all)
    }

    /// Rows of any query, one by one: for answers that do not fit into memory.
    pub(crate) fn each(
        &mut self,
        sql: &str,
        params: &[Value],
        take: &mut dyn FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.connection.each(sql, params, take)
    }
}

/// What can be done before the event is named.
pub struct WriteTx<'c> {
    read: ReadTx<'c>,
    log_index: u64,
    time: UtcSecond,
    entries: Vec<Vec<u8>>,
    // In order of writing: an import writes a million rows, and a map of them takes twice as much.
    written: Vec<WrittenRow>,
}

impl<'c> Deref for WriteTx<'c> {
    type Target = ReadTx<'c>;

    fn deref(&self) -> &Self::Target {
        &self.read
    }
}

impl DerefMut for WriteTx<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.read
    }
}

/// The result of a transaction together with its event. Nobody but [`WriteTx::record`] makes one,
/// and nothing commits without one.
#[derive(Debug)]
pub struct Recorded<T> {
    pub(crate) event: Event,
    pub(crate) value: T,
}

impl<'c> WriteTx<'c> {
    pub(crate) fn new(
        connection: &'c mut Connection,
        log_index: u64,
        time: UtcSecond,
    ) -> WriteTx<'c> {
        let (entries, written) = (Vec::new(), Vec::new());
        WriteTx { read: ReadTx { connection }, log_index, time, entries, written }
    }

    /// Time that the entry of this transaction will have.
    #[must_use]
    pub fn time(&self) -> UtcSecond {
        self.time
    }

    /// Appends an entry of its own kind (SSJ-1) after the entry of this transaction, and gives its
    /// index. It has to state a time, not before [`WriteTx::time`].
    pub fn append(&mut self, entry: Vec<u8>) -> u64 {
        self.entries.push(entry);
        self.log_index + self.entries.len() as u64
    }

    /// Index that the entry of this transaction will have.
    #[must_use]
    pub fn log_index(&self) -> u64 {
        self.log_index
    }

    /// Adds a record.
    ///
    /// # Errors
    /// A broken constraint, by name, or what the database answers.
    pub fn insert<R: Record>(&mut self, value: R) -> Result<Stored<R>, StoreError> {
        let stored = Stored { value, version: 1, log_index: self.log_index };
        self.insert_all(std::slice::from_ref(&stored.value))?;
        Ok(stored)
    }

    /// Adds many records at once.
    ///
    /// # Errors
    /// As [`WriteTx::insert`]; then none is added.
    pub fn insert_all<R: Record>(&mut self, records: &[R]) -> Result<(), StoreError> {
        let mut columns = R::COLUMNS.to_vec();
        columns.extend(["version", "log_index"]);
        let index = self.log_index.to_value();
        let written = &mut self.written;
        let mut rows = records.iter().map(|record| {
            let mut values = record.values();
            note::<R>(written, 1, &values);
            values.extend([Value::Int(1), index.clone()]);
            values
        });
        self.read.connection.insert_all(R::TABLE, &columns, &mut rows)?;
        Ok(())
    }

    /// Saves a record that was read as this version, with its new content.
    ///
    /// # Errors
    /// [`StoreError::Version`] when somebody else changed it in between, [`StoreError::Missing`],
    /// a broken constraint, or what the database answers.
    pub fn save<R: Record>(&mut self, stored: Stored<R>) -> Result<Stored<R>, StoreError> {
        let version = stored.version + 1;
        let mut values = stored.value.values();
        note::<R>(&mut self.written, version, &values);
        let width = values.len();
        let mut set: Vec<String> = Vec::new();
        for (at, column) in R::COLUMNS.iter().enumerate().skip(1) {
            set.push(format!("{column} = ?{}", at + 1));
        }
        let sql = format!(
            "UPDATE {} SET {}, version = ?{}, log_index = ?{} WHERE id = ?1 AND version = ?{}",
            R::TABLE,
            set.join(", "),
            width + 1,
            width + 2,
            width + 3,
        );
        values.extend([version.to_value(), self.log_index.to_value(), stored.version.to_value()]);
        if self.read.connection.execute(&sql, &values)? == 0 {
            let id = stored.value.id_text();
            let found = self.need::<R>(&id)?.version;
            return Err(StoreError::Version {
                table: R::TABLE,
                id,
                expected: stored.version,
                found,
            });
        }
        Ok(Stored { value: stored.value, version, log_index: self.log_index })
    }

    /// Ends the work and names what happened. The record that the event names should be one that
    /// was written here.
    pub fn record<T>(&mut self, event: Event, value: T) -> Recorded<T> {
        Recorded { event, value }
    }

    /// Runs a statement on a technical table (sessions, staging, idempotency), which no proof
    /// covers. Business tables are written by [`WriteTx::insert`] and [`WriteTx::save`] alone.
    pub(crate) fn technical(&mut self, sql: &str, params: &[Value]) -> Result<u64, StoreError> {
        self.read.connection.execute(sql, params)
    }

    /// The part of this transaction that writes technical tables.
    pub fn aside(&mut self) -> TechnicalTx<'_> {
        TechnicalTx::new(self.read.connection)
    }

    /// Adds many rows to a technical table.
    pub(crate) fn technical_all(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &mut dyn Iterator<Item = Vec<Value>>,
    ) -> Result<u64, StoreError> {
        self.read.connection.insert_all(table, columns, rows)
    }

    /// Rows that were written, and entries that follow.
    pub(crate) fn into_parts(self) -> (Vec<WrittenRow>, Vec<Vec<u8>>) {
        (self.written, self.entries)
    }
}

fn note<R: Record>(written: &mut Vec<WrittenRow>, version: u64, values: &[Value]) {
    let Some(Value::Text(id)) = values.first() else {
        unreachable!("the first column of {} is its id", R::TABLE)
    };
    let digest = row_digest(R::TABLE, version, R::COLUMNS.iter().copied().zip(values));
    written.push(WrittenRow { table: R::TABLE, id: id.as_str().into(), digest });
}
