//! `sunlot export-log`: the published files of the log, for any static web server.

use std::path::Path;

use super::config::Settings;
use super::{open, waiting_for};
use crate::cli::platform::Storage;
use crate::say::{Ended, REFUSED, Refused, done, working};

pub(super) fn run(storage: &Storage, dest: &Path) -> Ended {
    let settings = Settings::of(storage);
    settings.check_data()?;
    let app = open(&settings)?;
    let count = working("导出日志", || {
        waiting_for(async { sunlot_app::record::export(&app, dest).await })
    })?;
    let count = count.map_err(|e| match e.code.as_str() {
        "log.file" => {
            let text = "还没有可以公布的检查点；请等平台签名（有见证方时等见证方签齐）后再导出。";
            Refused::new("log.not_published", text, REFUSED)
        }
        _ => Refused::new(e.code, e.message_zh, REFUSED),
    })?;
    println!(
        "已导出 {count} 个文件到 {}；可整个放到任何静态网站，核验：sunlot verify-log 文件夹 --trust …",
        dest.display()
    );
    done()
}
