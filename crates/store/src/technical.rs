//! 技术性写入: what is written without an event, because no proof covers it and nobody answers
//! for it: when a session was used last, how often a login failed, what is old enough to go.
//!
//! Such a write names its table from a closed list, so that none of it can reach a business
//! table.

use std::ops::{Deref, DerefMut};

use crate::connection::Connection;
use crate::error::StoreError;
use crate::tx::ReadTx;
use crate::value::Value;

macro_rules! tables {
    ($($name:ident = $table:literal,)*) => {
        /// The technical tables that are written without an event.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Table { $($name),* }

        impl Table {
            fn name(self) -> &'static str {
                match self { $(Table::$name => $table),* }
            }
        }

        /// Names of the technical tables.
        pub const TECHNICAL_TABLES: &[&str] = &[$($table),*];
    };
}

tables! {
    Session = "session",
    TotpUse = "totp_use",
    AccountUse = "account_use",
    AccountSetting = "account_setting",
    LoginFailure = "login_failure",
    KnownDevice = "known_device",
    Idempotency = "idempotency",
    ImportRow = "import_row",
    ImportFinding = "import_finding",
    LogNode = "log_node",
    LogCheckpoint = "log_checkpoint",
}

/// A transaction, or a part of one, that can read everything and write technical tables only.
pub struct TechnicalTx<'c> {
    read: ReadTx<'c>,
}

impl<'c> TechnicalTx<'c> {
    pub(crate) fn new(connection: &'c mut Connection) -> TechnicalTx<'c> {
        TechnicalTx { read: ReadTx { connection } }
    }

    /// Adds a row.
    pub(crate) fn insert(
        &mut self,
        table: Table,
        columns: &[&str],
        values: &[Value],
    ) -> Result<(), StoreError> {
        let places: Vec<String> = (1..=columns.len()).map(|at| format!("?{at}")).collect();
        let (table, names, places) = (table.name(), columns.join(", "), places.join(", "));
        let sql = format!("INSERT INTO {table} ({names}) VALUES ({places})");
        self.read.connection.execute(&sql, values)?;
        Ok(())
    }

    /// Adds many rows.
    pub(crate) fn insert_all(
        &mut self,
        table: Table,
        columns: &[&str],
        rows: &mut dyn Iterator<Item = Vec<Value>>,
    ) -> Result<u64, StoreError> {
        self.read.connection.insert_all(table.name(), columns, rows)
    }

    /// Changes rows: `set` and `condition` are the parts behind SET and WHERE.
    pub(crate) fn update(
        &mut self,
        table: Table,
        set: &str,
        condition: &str,
        params: &[Value],
    ) -> Result<u64, StoreError> {
        let sql = format!("UPDATE {} SET {set} WHERE {condition}", table.name());
        self.read.connection.execute(&sql, params)
    }

    /// Removes rows.
    pub(crate) fn delete(
        &mut self,
        table: Table,
        condition: &str,
        params: &[Value],
    ) -> Result<u64, StoreError> {
        let sql = format!("DELETE FROM {} WHERE {condition}", table.name());
        self.read.connection.execute(&sql, params)
    }
}

impl<'c> Deref for TechnicalTx<'c> {
    type Target = ReadTx<'c>;

    fn deref(&self) -> &Self::Target {
        &self.read
    }
}

impl DerefMut for TechnicalTx<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.read
    }
}
