//! `sunlot restore`: into an empty place only, from a backup that its manifest describes exactly.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use sunlot_app::DatabaseUrl;
use sunlot_store::{SCHEMA_VERSION, backup};

use super::backup::{DATA, DUMP, SQLITE, kind};
use super::config::{Settings, private_folder};
use super::manifest::{Manifest, files, relative};
use super::{postgres, unusable};
use crate::cli::platform::Storage;
use crate::say::{Ended, REFUSED, Refused, done, working};

pub(super) fn run(storage: &Storage, source: &Path) -> Ended {
    let settings = Settings::of(storage);
    let manifest = working("核对备份", || Manifest::verified(source))?;
    if manifest.database != kind(&settings.database) {
        let text = format!(
            "这是 {} 的备份，不能恢复到 {}；请用 --database 指定同一种数据库。",
            manifest.database,
            kind(&settings.database)
        );
        return Err(Refused::new("restore.other_database", text, REFUSED));
    }
    must_be_empty(&settings)?;
    settings.make_data()?;
    working("恢复", || copy(&settings, source))?;
    println!("已恢复 {} 的备份（数据库第 {} 版）。", manifest.time, manifest.schema);
    if manifest.schema < SCHEMA_VERSION {
        println!("请接着运行 sunlot migrate 升级数据库。");
    }
    done()
}

/// A backup never replaces what somebody may still need.
fn must_be_empty(settings: &Settings) -> Result<(), Refused> {
    let mut empty = backup::is_empty(&settings.database)?;
    if settings.data.exists() {
        empty &= files(&settings.data)?.is_empty();
    }
    if empty {
        return Ok(());
    }
    let text = format!(
        "{} 或数据库中已有内容；恢复只能进行到空的位置，请换一个数据文件夹和空数据库。",
        settings.data.display()
    );
    Err(Refused::new("restore.not_empty", text, REFUSED))
}

fn copy(settings: &Settings, source: &Path) -> Result<(), Refused> {
    let data = source.join(DATA);
    let listed = if data.is_dir() { files(&data)? } else { Vec::new() };
    for path in listed {
        let target = settings.data.join(relative(&data, &path));
        let folder = target.parent().unwrap_or(&settings.data);
        private_folder(folder).map_err(|e| unusable(folder.display(), &e))?;
        fs::copy(&path, &target).map_err(|e| unusable(target.display(), &e))?;
    }
    match &settings.database {
        DatabaseUrl::Sqlite(path) => {
            fs::copy(source.join(SQLITE), path).map_err(|e| unusable(path.display(), &e))?;
            let flaws = backup::flaws_of_sqlite(path)?;
            if !flaws.is_empty() {
                let text = format!("恢复出的数据库不完好：{}；请换一份备份。", flaws.join("；"));
                return Err(Refused::new("restore.flaws", text, REFUSED));
            }
            Ok(())
        }
        DatabaseUrl::Postgres(url) => {
            let dump = source.join(DUMP);
            let words = ["--single-transaction", "--exit-on-error", "--no-owner", "--dbname", url];
            let words: Vec<&OsStr> = words.into_iter().map(OsStr::new).collect();
            postgres::tool("pg_restore", &[&words[..], &[dump.as_os_str()]].concat())
        }
    }
}
