//! 备份: a consistent copy of a SQLite database while it is in use, and whether a copy is sound.
//! PostgreSQL has its own tools, which the command line calls.

use std::path::Path;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection as Raw, OpenFlags};

use crate::connection::{Connection, Purpose};
use crate::error::StoreError;
use crate::migrate;
use crate::sqlite::error;
use crate::store::{DatabaseUrl, blocking};

/// Copies a SQLite database into a new file, as one snapshot; writers go on meanwhile. The copy is
/// on the disk when this returns.
///
/// # Errors
/// The target exists, or what the database or the disk answers.
pub fn copy_sqlite(from: &Path, to: &Path) -> Result<(), StoreError> {
    let io = |e: std::io::Error| StoreError::Unavailable(format!("{}: {e}", to.display()));
    // Made here, so that an existing file is refused and the copy is the owner's alone.
    private_file(to).map_err(io)?;
    let source = Raw::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(error)?;
    source.busy_timeout(std::time::Duration::from_secs(10)).map_err(error)?;
    // One step: a snapshot of the write-ahead log, which no later commit can disturb.
    let mut copy = Raw::open(to).map_err(error)?;
    let backup = Backup::new(&source, &mut copy).map_err(error)?;
    if backup.step(-1).map_err(error)? != StepResult::Done {
        return Err(StoreError::Busy);
    }
    drop(backup);
    copy.close().map_err(|(_, e)| error(e))?;
    std::fs::File::open(to).and_then(|file| file.sync_all()).map_err(io)
}

fn private_file(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// What `integrity_check` and `foreign_key_check` find in a SQLite database; nothing when sound.
///
/// # Errors
/// What the database answers.
pub fn flaws_of_sqlite(path: &Path) -> Result<Vec<String>, StoreError> {
    let raw = Raw::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(error)?;
    let mut flaws = Vec::new();
    for (sql, sound) in [("PRAGMA integrity_check", "ok"), ("PRAGMA foreign_key_check", "")] {
        let mut statement = raw.prepare(sql).map_err(error)?;
        let mut rows = statement.query([]).map_err(error)?;
        while let Some(row) = rows.next().map_err(error)? {
            let text: String = row.get(0).map_err(error)?;
            if text != sound {
                flaws.push(text);
            }
        }
    }
    Ok(flaws)
}

/// Whether nothing was ever stored here: no file, or a database without our tables.
///
/// # Errors
/// What the database answers.
pub fn is_empty(url: &DatabaseUrl) -> Result<bool, StoreError> {
    if let DatabaseUrl::Sqlite(path) = url {
        return Ok(std::fs::metadata(path).map_or(true, |file| file.len() == 0));
    }
    blocking(|| {
        let mut connection = Connection::open(url, Purpose::Read)?;
        match migrate::version(&mut connection) {
            Ok(version) => Ok(version == 0),
            Err(StoreError::Statement(_)) => Ok(true),
            Err(error) => Err(error),
        }
    })
}
