//! `sunlot backup`: a consistent copy while the platform is in use.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use sunlot_app::DatabaseUrl;
use sunlot_store::backup::copy_sqlite;
use sunlot_store::waiting;

use super::config::{Settings, private_folder};
use super::manifest::{Manifest, files, relative};
use super::{postgres, unusable};
use crate::cli::platform::Storage;
use crate::clock;
use crate::say::{Ended, REFUSED, Refused, done, working};

/// Name of the database in a backup.
pub(super) const SQLITE: &str = "sunlot.db";
/// Name of a PostgreSQL dump in a backup.
pub(super) const DUMP: &str = "sunlot.pgdump";
/// Folder of the data folder's files in a backup.
pub(super) const DATA: &str = "data";

pub(super) fn run(storage: &Storage, dest: &Path) -> Ended {
    let settings = Settings::of(storage);
    settings.check_data()?;
    empty_folder(dest)?;
    let manifest = Manifest {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema: waiting(&settings.database)?.found,
        database: kind(&settings.database).to_owned(),
        time: clock::now()?.to_string(),
        files: Default::default(),
    };
    // Files first: what the database names is then in the copy, and a file too many does no harm.
    copy_data(&settings, dest)?;
    working("备份数据库", || match &settings.database {
        DatabaseUrl::Sqlite(path) => Ok::<_, Refused>(copy_sqlite(path, &dest.join(SQLITE))?),
        DatabaseUrl::Postgres(url) => {
            let dump = dest.join(DUMP);
            let words = ["--format=custom", "--no-owner", "--no-privileges", "--file"];
            let words = words.map(OsStr::new);
            let all = [&words[..], &[dump.as_os_str(), OsStr::new("--dbname"), OsStr::new(url)]];
            postgres::tool("pg_dump", &all.concat())
        }
    })?;
    manifest.write(dest)?;
    println!("备份完成：{}。请另存到别的机器，并定期用 sunlot restore 演练恢复。", dest.display());
    done()
}

pub(super) fn kind(database: &DatabaseUrl) -> &'static str {
    match database {
        DatabaseUrl::Sqlite(_) => "sqlite",
        DatabaseUrl::Postgres(_) => "postgres",
    }
}

fn empty_folder(dest: &Path) -> Result<(), Refused> {
    private_folder(dest).map_err(|e| unusable(dest.display(), &e))?;
    let mut entries = fs::read_dir(dest).map_err(|e| unusable(dest.display(), &e))?;
    if entries.next().is_some() {
        let text = format!("{} 不是空文件夹；请换一个新的，以免混入旧文件。", dest.display());
        return Err(Refused::new("backup.not_empty", text, REFUSED));
    }
    Ok(())
}

/// Files of the data folder: keys and what was handed in. Not the database, which is copied as a
/// snapshot, nor earlier copies of it.
fn copy_data(settings: &Settings, dest: &Path) -> Result<(), Refused> {
    for path in files(&settings.data)? {
        let name = relative(&settings.data, &path);
        let database = match &settings.database {
            DatabaseUrl::Sqlite(file) => {
                path.to_string_lossy().starts_with(&*file.to_string_lossy())
            }
            DatabaseUrl::Postgres(_) => false,
        };
        // A file on its way to its place has a `.new` name and may be gone in the next moment.
        let passing = name == "serve.lock" || name.ends_with(".new");
        if database || passing || name.starts_with("backups/") {
            continue;
        }
        let target = dest.join(DATA).join(&name);
        let folder = target.parent().unwrap_or(dest);
        private_folder(folder).map_err(|e| unusable(folder.display(), &e))?;
        // Keeps the permissions, which matter for keys.
        fs::copy(&path, &target).map_err(|e| unusable(path.display(), &e))?;
    }
    Ok(())
}
