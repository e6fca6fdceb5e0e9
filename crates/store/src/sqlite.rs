//! SQLite: the embedded database, with the promise that what was acknowledged is on the disk.

use std::path::Path;
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{ErrorCode, OpenFlags, ToSql};

use crate::connection::Purpose;
use crate::error::StoreError;
use crate::value::{Row, Value};

/// How long one process waits for the writer of another (`sunlot import` beside `sunlot serve`).
const BUSY: Duration = Duration::from_secs(10);

/// Statements kept compiled.
const STATEMENTS: usize = 256;

/// `FULL` syncs the log file at every commit: with `NORMAL`, acknowledged commits were lost in 19
/// of 20 simulated power cuts. `secure_delete` leaves nothing of a removed person in free pages.
const SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
    PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; \
    PRAGMA cache_size = -65536; PRAGMA mmap_size = 268435456; PRAGMA trusted_schema = OFF;";

pub(crate) struct SqliteConnection(rusqlite::Connection);

impl SqliteConnection {
    pub(crate) fn open(path: &Path, purpose: Purpose) -> Result<Self, StoreError> {
        let flags = match purpose {
            Purpose::Write => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
            // Not READ_ONLY: the first reader after a crash has to replay the write-ahead log.
            Purpose::Read => OpenFlags::SQLITE_OPEN_READ_WRITE,
        };
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = rusqlite::Connection::open_with_flags(path, flags).map_err(error)?;
        connection.busy_timeout(BUSY).map_err(error)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection.execute_batch(SETTINGS).map_err(error)?;
        if purpose == Purpose::Read {
            connection.execute_batch("PRAGMA query_only = ON").map_err(error)?;
        }
        Ok(SqliteConnection(connection))
    }

    pub(crate) fn in_transaction(&self) -> bool {
        !self.0.is_autocommit()
    }

    pub(crate) fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, StoreError> {
        let mut statement = self.0.prepare_cached(sql).map_err(error)?;
        let changed = statement.execute(rusqlite::params_from_iter(params)).map_err(error)?;
        Ok(changed as u64)
    }

    pub(crate) fn each(
        &mut self,
        sql: &str,
        params: &[Value],
        take: &mut dyn FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut statement = self.0.prepare_cached(sql).map_err(error)?;
        let width = statement.column_count();
        let mut rows = statement.query(rusqlite::params_from_iter(params)).map_err(error)?;
        while let Some(row) = rows.next().map_err(error)? {
            let mut values = Vec::with_capacity(width);
            for at in 0..width {
                values.push(value(row.get_ref(at).map_err(error)?)?);
            }
            take(Row::new(values))?;
        }
        Ok(())
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        self.0.execute_batch(sql).map_err(error)
    }

    pub(crate) fn insert_all(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &mut dyn Iterator<Item = Vec<Value>>,
    ) -> Result<u64, StoreError> {
        let places: Vec<String> = (1..=columns.len()).map(|at| format!("?{at}")).collect();
        let (names, places) = (columns.join(", "), places.join(", "));
        let sql = format!("INSERT INTO {table} ({names}) VALUES ({places})");
        let mut statement = self.0.prepare_cached(&sql).map_err(error)?;
        let mut count = 0;
        for row in rows {
            statement.execute(rusqlite::params_from_iter(&row)).map_err(error)?;
            count += 1;
        }
        Ok(count)
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn value(found: ValueRef<'_>) -> Result<Value, StoreError> {
    Ok(match found {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Text(text) => {
            let text = std::str::from_utf8(text);
            Value::Text(text.map_err(|e| StoreError::Corrupt(e.to_string()))?.to_owned())
        }
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        ValueRef::Real(_) => return Err(StoreError::Corrupt("a floating point number".into())),
    })
}

/// The common form of an error. SQLite names the columns of a broken UNIQUE and the CHECK.
pub(crate) fn error(found: rusqlite::Error) -> StoreError {
    let rusqlite::Error::SqliteFailure(code, message) = &found else {
        return StoreError::Statement(found.to_string());
    };
    let message = message.clone().unwrap_or_default();
    let behind = |head: &str| message.split_once(head).map(|(_, tail)| tail.trim().to_owned());
    match code.code {
        ErrorCode::ConstraintViolation => {
            if let Some(columns) = behind("UNIQUE constraint failed:") {
                return StoreError::Unique(unique_columns(&columns));
            }
            if let Some(name) = behind("CHECK constraint failed:") {
                return StoreError::Check(name);
            }
            if message.contains("FOREIGN KEY") {
                return StoreError::Reference(message);
            }
            StoreError::Check(message)
        }
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Corrupt(message),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy,
        ErrorCode::Unknown | ErrorCode::ApiMisuse => StoreError::Statement(message),
        _ => StoreError::Unavailable(message),
    }
}

/// `organ.region, organ.code` as `organ.region,code`.
fn unique_columns(message: &str) -> String {
    let mut parts = message.split(", ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| {
        let column = part.split_once('.').map_or(part, |(_, column)| column);
        format!("{all},{column}")
    })
}
