//! PostgreSQL: for a site that has outgrown one file, through the same queries.

use std::collections::HashMap;
use std::io::Write as _;

use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, NoTls, Statement};

use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::value::{Row, Value};

/// Statements kept prepared; beyond that the cache starts anew.
const STATEMENTS: usize = 512;

pub(crate) struct PostgresConnection {
    client: Option<Client>,
    statements: HashMap<String, Statement>,
}

impl PostgresConnection {
    pub(crate) fn open(url: &str) -> Result<Self, StoreError> {
        let mut client = Client::connect(url, NoTls).map_err(|e| error(&e))?;
        // Acknowledged means on the disk of the server, whatever its configuration says.
        let settings = "SET synchronous_commit = on; SET TIME ZONE 'UTC'; \
            SET statement_timeout = '120s'; SET lock_timeout = '10s'; \
            SET idle_in_transaction_session_timeout = '60s'";
        client.batch_execute(settings).map_err(|e| error(&e))?;
        let client = Some(client);
        let mut connection = PostgresConnection { client, statements: HashMap::new() };
        let sql = "SELECT datcollate FROM pg_database WHERE datname = current_database()";
        let mut found = String::new();
        connection.each(sql, &[], &mut |mut row| {
            found = row.take()?;
            Ok(())
        })?;
        // Texts sort by their bytes, as in SQLite and in the draw.
        if !matches!(found.as_str(), "C" | "POSIX" | "C.UTF-8" | "C.utf8") {
            return Err(StoreError::Collation { found });
        }
        Ok(connection)
    }

    fn client(&mut self) -> &mut Client {
        self.client.as_mut().expect("taken by drop alone")
    }

    fn statement(&mut self, sql: &str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let text = Dialect::Postgres.statement(sql);
        let statement = self.client().prepare(&text).map_err(|e| error(&e))?;
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(crate) fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, StoreError> {
        let statement = self.statement(sql)?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as _).collect();
        self.client().execute(&statement, &params).map_err(|e| error(&e))
    }

    pub(crate) fn each(
        &mut self,
        sql: &str,
        params: &[Value],
        take: &mut dyn FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        use postgres::fallible_iterator::FallibleIterator as _;
        let statement = self.statement(sql)?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as _).collect();
        let mut rows = self.client().query_raw(&statement, params).map_err(|e| error(&e))?;
        while let Some(row) = rows.next().map_err(|e| error(&e))? {
            take(read(&row)?)?;
        }
        Ok(())
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        self.client().batch_execute(sql).map_err(|e| error(&e))
    }

    pub(crate) fn insert_all(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &mut dyn Iterator<Item = Vec<Value>>,
    ) -> Result<u64, StoreError> {
        let first: Vec<Vec<Value>> = rows.take(2).collect();
        if first.len() < 2 {
            // COPY takes more round trips than one row is worth.
            let Some(row) = first.first() else { return Ok(0) };
            let places: Vec<String> = (1..=columns.len()).map(|at| format!("?{at}")).collect();
            let (names, places) = (columns.join(", "), places.join(", "));
            return self.execute(&format!("INSERT INTO {table} ({names}) VALUES ({places})"), row);
        }
        let rows = first.into_iter().chain(rows);
        let sql = format!("COPY {table} ({}) FROM STDIN", columns.join(", "));
        let mut writer = self.client().copy_in(&sql).map_err(|e| error(&e))?;
        let mut line = String::new();
        for row in rows {
            line.clear();
            for (at, value) in row.iter().enumerate() {
                if at > 0 {
                    line.push('\t');
                }
                copy_text(value, &mut line);
            }
            line.push('\n');
            let written = writer.write_all(line.as_bytes());
            written.map_err(|e| StoreError::Unavailable(e.to_string()))?;
        }
        writer.finish().map_err(|e| error(&e))
    }
}

impl Drop for PostgresConnection {
    /// Closing talks to the server, which a thread of an asynchronous runtime must not wait for.
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            std::thread::spawn(move || drop(client));
        }
    }
}

/// A value in the text format of COPY.
fn copy_text(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("\\N"),
        Value::Int(number) => out.push_str(&number.to_string()),
        Value::Bytes(bytes) => {
            out.push_str("\\\\x");
            out.push_str(&sunlot_sortition::digest::to_hex(bytes));
        }
        Value::Text(text) => {
            for c in text.chars() {
                match c {
                    '\\' => out.push_str("\\\\"),
                    '\n' => out.push_str("\\n"),
                    '\r' => out.push_str("\\r"),
                    '\t' => out.push_str("\\t"),
                    other => out.push(other),
                }
            }
        }
    }
}

fn read(row: &postgres::Row) -> Result<Row, StoreError> {
    let mut values = Vec::with_capacity(row.len());
    for (at, column) in row.columns().iter().enumerate() {
        let kind = column.type_();
        values.push(if *kind == Type::INT8 {
            row.try_get::<_, Option<i64>>(at).map_err(|e| error(&e))?.map(Value::Int)
        } else if *kind == Type::INT4 {
            let number = row.try_get::<_, Option<i32>>(at).map_err(|e| error(&e))?;
            number.map(|n| Value::Int(n.into()))
        } else if *kind == Type::BOOL {
            let truth = row.try_get::<_, Option<bool>>(at).map_err(|e| error(&e))?;
            truth.map(|b| Value::Int(b.into()))
        } else if *kind == Type::BYTEA {
            row.try_get::<_, Option<Vec<u8>>>(at).map_err(|e| error(&e))?.map(Value::Bytes)
        } else if *kind == Type::TEXT || *kind == Type::NAME || *kind == Type::VARCHAR {
            row.try_get::<_, Option<String>>(at).map_err(|e| error(&e))?.map(Value::Text)
        } else {
            // SUM of BIGINT is NUMERIC here: a query casts it to BIGINT.
            return Err(StoreError::Statement(format!("column {at} has type {kind}")));
        });
    }
    Ok(Row::new(values.into_iter().map(|value| value.unwrap_or(Value::Null)).collect()))
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(number) if *kind == Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
            Value::Int(number) if *kind == Type::BOOL => (*number != 0).to_sql(kind, out),
            Value::Int(number) => number.to_sql(kind, out),
            Value::Text(text) => text.to_sql(kind, out),
            Value::Bytes(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        [Type::INT8, Type::INT4, Type::BOOL, Type::TEXT, Type::VARCHAR, Type::NAME, Type::BYTEA]
            .contains(kind)
    }

    to_sql_checked!();
}

/// The common form of an error, by its SQLSTATE.
pub(crate) fn error(found: &postgres::Error) -> StoreError {
    let Some(db) = found.as_db_error() else {
        if found.is_closed()
            || std::error::Error::source(found).is_some_and(|e| e.is::<std::io::Error>())
        {
            return StoreError::Unavailable(found.to_string());
        }
        return StoreError::Statement(format!("{found:?}"));
    };
    let name = db.constraint().unwrap_or_default().to_owned();
    match db.code().code() {
        "23505" => StoreError::Unique(unique_columns(db.table(), db.detail(), &name)),
        "23514" => StoreError::Check(name),
        "23503" => StoreError::Reference(name),
        "23502" => StoreError::Check(format!("{} not null", db.column().unwrap_or_default())),
        "55P03" | "40001" | "40P01" | "57014" => StoreError::Busy,
        code if code.starts_with("08") || code.starts_with("53") || code.starts_with("57") => {
            StoreError::Unavailable(db.message().to_owned())
        }
        code if code.starts_with("XX") => StoreError::Corrupt(db.message().to_owned()),
        code => StoreError::Statement(format!("{code} {}", db.message())),
    }
}

/// `Key (region, code)=(…) already exists.` as `organ.region,code`.
fn unique_columns(table: Option<&str>, detail: Option<&str>, name: &str) -> String {
    let columns = detail
        .and_then(|text| text.strip_prefix("Key ("))
        .and_then(|text| text.split_once(")=("))
        .map(|(columns, _)| columns.replace(", ", ","));
    match (table, columns) {
        (Some(table), Some(columns)) => format!("{table}.{columns}"),
        _ => name.to_owned(),
    }
}
