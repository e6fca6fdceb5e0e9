//! `sunlot migrate`: forward only, after a backup.

use sunlot_app::DatabaseUrl;
use sunlot_store::{backup, migrate, waiting};

use super::config::{Settings, private_folder};
use super::unusable;
use crate::cli::platform::Storage;
use crate::clock;
use crate::say::{Ended, Refused, done, working};

pub(super) fn run(storage: &Storage) -> Ended {
    let settings = Settings::of(storage);
    settings.make_data()?;
    let waiting = waiting(&settings.database)?;
    if waiting.names.is_empty() {
        println!("数据库已是第 {} 版，无需升级。", waiting.found);
        return done();
    }
    if waiting.found > 0 {
        copy_first(&settings, waiting.found)?;
    }
    let applied = working("升级数据库", || migrate(&settings.database, |_| {}))?;
    for name in &applied {
        println!("已应用 {name}");
    }
    println!("数据库现为第 {} 版。启动平台：sunlot serve", sunlot_store::SCHEMA_VERSION);
    done()
}

/// A copy of what is about to be changed.
fn copy_first(settings: &Settings, found: u64) -> Result<(), Refused> {
    let DatabaseUrl::Sqlite(path) = &settings.database else {
        println!("PostgreSQL：请确认已有今天的备份（sunlot backup）。");
        return Ok(());
    };
    let folder = settings.data.join("backups");
    private_folder(&folder).map_err(|e| unusable(folder.display(), &e))?;
    let time = clock::now()?.to_string().replace(':', "");
    let copy = folder.join(format!("before-upgrade-v{found}-{time}.db"));
    working("升级前备份", || backup::copy_sqlite(path, &copy))?;
    println!("升级前的数据库已备份到 {}", copy.display());
    Ok(())
}
