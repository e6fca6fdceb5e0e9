//! `sunlot restore`: into an empty place only, from a backup that its manifest describes exactly.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use sunlot_app::DatabaseUrl;
use sunlot_sortition::log::note::Note;
use sunlot_store::{SCHEMA_VERSION, backup};

use super::backup::{DATA, DUMP, SQLITE, kind};
use super::config::{Settings, private_folder};
use super::manifest::{Manifest, files, relative};
use super::{postgres, unusable, verify_log};
use crate::cli::platform::Storage;
use crate::say::{Ended, REFUSED, Refused, done, working};

pub(super) fn run(storage: &Storage, source: &Path, kept: &[PathBuf]) -> Ended {
    let settings = Settings::of(storage);
    let kept = verify_log::kept(kept)?;
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
        println!("请接着运行 sunlot migrate 升级数据库，再运行 sunlot verify-log 核对日志。");
        return done();
    }
    verified(&settings, kept)
}

/// A backup whose log does not hold is there to be looked at, not to be used.
fn verified(settings: &Settings, kept: Vec<Note>) -> Ended {
    let report = verify_log::database(settings, None, kept)?;
    if report.holds() {
        println!(
            "核对完好：日志 {} 条，业务记录 {} 行。备份之后签过的日志不在其中；\
             若原平台在备份之后还签过名，请先看 docs/operations.md 的“从旧备份恢复”。",
            report.entries, report.rows
        );
        return done();
    }
    verify_log::show_findings(&report);
    let text = format!(
        "恢复出的内容与日志不符（{} 处）；不要启用它，请换一份备份，并保留这一份备查。",
        report.findings.len()
    );
    Err(Refused::new("restore.record", text, REFUSED))
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
