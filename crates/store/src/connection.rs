//! One connection to either database, with the same five verbs.

use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::postgres::PostgresConnection;
use crate::sqlite::SqliteConnection;
use crate::store::DatabaseUrl;
use crate::value::{Row, Value};

/// A connection, used by one thread at a time. There are a dozen, so their size is no matter.
#[allow(clippy::large_enum_variant)]
pub(crate) enum Connection {
    Sqlite(SqliteConnection),
    Postgres(PostgresConnection),
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Write,
    Read,
}

impl Connection {
    pub(crate) fn open(url: &DatabaseUrl, purpose: Purpose) -> Result<Connection, StoreError> {
        Ok(match url {
            DatabaseUrl::Sqlite(path) => Connection::Sqlite(SqliteConnection::open(path, purpose)?),
            DatabaseUrl::Postgres(url) => Connection::Postgres(PostgresConnection::open(url)?),
        })
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Connection::Sqlite(_) => Dialect::Sqlite,
            Connection::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs a statement; gives the number of rows that it changed.
    pub(crate) fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, StoreError> {
        match self {
            Connection::Sqlite(c) => c.execute(sql, params),
            Connection::Postgres(c) => c.execute(sql, params),
        }
    }

    /// Whether a transaction that was begun still goes on. SQLite ends it by itself when the disk
    /// is full; PostgreSQL keeps it until it is told, and a lost connection answers by an error.
    pub(crate) fn in_transaction(&self) -> bool {
        match self {
            Connection::Sqlite(c) => c.in_transaction(),
            Connection::Postgres(_) => true,
        }
    }

    /// Runs a query, handing over each row as it comes.
    pub(crate) fn each(
        &mut self,
        sql: &str,
        params: &[Value],
        take: &mut dyn FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match self {
            Connection::Sqlite(c) => c.each(sql, params, take),
            Connection::Postgres(c) => c.each(sql, params, take),
        }
    }

    /// Runs a query.
    pub(crate) fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        let mut rows = Vec::new();
        self.each(sql, params, &mut |row| {
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    }

    /// Runs several statements without parameters.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        match self {
            Connection::Sqlite(c) => c.batch(sql),
            Connection::Postgres(c) => c.batch(sql),
        }
    }

    /// Adds many rows to a table as quickly as the database can.
    pub(crate) fn insert_all(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &mut dyn Iterator<Item = Vec<Value>>,
    ) -> Result<u64, StoreError> {
        match self {
            Connection::Sqlite(c) => c.insert_all(table, columns, rows),
            Connection::Postgres(c) => c.insert_all(table, columns, rows),
        }
    }
}
