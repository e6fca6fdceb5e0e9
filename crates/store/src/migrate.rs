//! 迁移: numbered, forward-only, each in one transaction. A newer schema is refused by an older
//! program, an older one by a newer program that was not told to migrate.

use crate::connection::{Connection, Purpose};
use crate::error::StoreError;
use crate::store::{DatabaseUrl, blocking};
use crate::value::Value;

macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../migrations/", $name, ".sql")))),*]
    };
}

/// All migrations; the position is the version, from 1. One that was released is never edited.
const MIGRATIONS: &[(&str, &str)] = migrations![
    "0001_ground",
    "0002_accounts",
    "0003_credentials",
    "0004_registers",
    "0005_item_lists",
    "0006_plans",
    "0007_people",
    "0008_lists",
    "0009_edge",
    "0010_files",
    "0011_draws",
    "0012_inspections",
    "0013_follow_up",
    "0014_challenges",
    "0015_settings",
    "0016_reports",
    "0017_conference",
    "0018_positions",
];

/// Version that this program works with.
pub const SCHEMA_VERSION: u64 = MIGRATIONS.len() as u64;

const VERSION_TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_version (
    version BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
);";

/// How far a database is from [`SCHEMA_VERSION`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Version of the database; 0 when it is empty.
    pub found: u64,
    /// Names of the migrations that are still to be applied.
    pub names: Vec<&'static str>,
}

/// What [`migrate`] would apply.
///
/// # Errors
/// [`StoreError::SchemaNewer`], or what the database answers.
pub fn waiting(url: &DatabaseUrl) -> Result<Waiting, StoreError> {
    let found = blocking(|| {
        let mut connection = Connection::open(url, Purpose::Write)?;
        match version(&mut connection) {
            // No table of versions: nothing was ever migrated here.
            Err(StoreError::Statement(_)) => Ok(0),
            found => found,
        }
    })?;
    if found > SCHEMA_VERSION {
        return Err(StoreError::SchemaNewer { found, known: SCHEMA_VERSION });
    }
    let names = MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(usize::MAX));
    Ok(Waiting { found, names: names.map(|(name, _)| *name).collect() })
}

/// Brings a database to [`SCHEMA_VERSION`] and gives the names of what was applied. `after` is
/// called between the statements and the commit of each migration: tests kill the process there.
///
/// # Errors
/// [`StoreError::SchemaNewer`], or what the database answers; an interrupted migration leaves the
/// version before it.
pub fn migrate(
    url: &DatabaseUrl,
    after: impl Fn(&str) + Send + Sync,
) -> Result<Vec<&'static str>, StoreError> {
    blocking(|| all(url, &after))
}

fn all(url: &DatabaseUrl, after: &impl Fn(&str)) -> Result<Vec<&'static str>, StoreError> {
    let mut connection = Connection::open(url, Purpose::Write)?;
    let dialect = connection.dialect();
    connection.batch(&dialect.migration(VERSION_TABLE))?;
    let mut applied = Vec::new();
    loop {
        connection.batch(dialect.begin_write())?;
        match step(&mut connection, after) {
            Ok(Some(name)) => {
                connection.batch("COMMIT")?;
                applied.push(name);
            }
            Ok(None) => {
                connection.batch("ROLLBACK")?;
                return Ok(applied);
            }
            Err(error) => {
                connection.batch("ROLLBACK")?;
                return Err(error);
            }
        }
    }
}

fn step(
    connection: &mut Connection,
    after: &impl Fn(&str),
) -> Result<Option<&'static str>, StoreError> {
    // Two processes that start together: the second one waits here and finds the work done.
    if let Connection::Postgres(_) = connection {
        connection.batch("LOCK TABLE schema_version IN EXCLUSIVE MODE")?;
    }
    let found = version(connection)?;
    if found > SCHEMA_VERSION {
        return Err(StoreError::SchemaNewer { found, known: SCHEMA_VERSION });
    }
    let Some((name, sql)) = usize::try_from(found).ok().and_then(|at| MIGRATIONS.get(at)) else {
        return Ok(None);
    };
    let dialect = connection.dialect();
    connection.batch(&dialect.migration(sql))?;
    let version = i64::try_from(found + 1).expect("there are few migrations");
    let row = [Value::Int(version), Value::Text((*name).to_owned())];
    connection.execute("INSERT INTO schema_version (version, name) VALUES (?1, ?2)", &row)?;
    after(name);
    Ok(Some(name))
}

/// Version of a database; 0 when it is empty.
pub(crate) fn version(connection: &mut Connection) -> Result<u64, StoreError> {
    let rows = connection.query("SELECT COALESCE(MAX(version), 0) FROM schema_version", &[])?;
    rows.into_iter().next().map_or(Ok(0), |mut row| row.take())
}

/// Refuses a database that this program cannot work with.
pub(crate) fn check(connection: &mut Connection) -> Result<(), StoreError> {
    let known = SCHEMA_VERSION;
    match version(connection) {
        Ok(found) if found == known => Ok(()),
        Ok(found) if found > known => Err(StoreError::SchemaNewer { found, known }),
        Ok(found) => Err(StoreError::SchemaOlder { found, known }),
        // No table of versions: nothing was ever migrated here.
        Err(StoreError::Statement(_)) => Err(StoreError::SchemaOlder { found: 0, known }),
        Err(error) => Err(error),
    }
}
