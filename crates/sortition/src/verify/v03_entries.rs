//! V-03 日志条目: every line of the log is a record of its type.

use super::case::LoggedEntry;
use super::{Case, Deviation, Outcome};
use crate::digest::Digest;
use crate::jcs::{INT_MAX, Json};
use crate::log::Entry;
use crate::log::entry::ENTRY_MAX;
use crate::record::{Fields, RecordError};

const FILE: &str = "log.jsonl";

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    let bytes = case.file(FILE).ok_or_else(|| told("bundle.missing", 0, "缺少文件。"))?;
    let Some(body) = bytes.strip_suffix(b"\n") else {
        return Err(told("log.form", 0, "末行没有换行，或文件是空的。"));
    };
    for (number, line) in body.split(|b| *b == b'\n').enumerate() {
        let logged = read(line).map_err(|what| told("log.form", number + 1, &what))?;
        if case.log.last().is_some_and(|last| last.index >= logged.index) {
            return Err(told("log.index", number + 1, "index 没有递增。"));
        }
        case.log.push(logged);
    }
    Ok(Outcome::Pass)
}

fn told(code: &'static str, line: usize, what: &str) -> Deviation {
    Deviation::told(code, FILE, format!("第 {line} 行"), format!("{FILE} 第 {line} 行：{what}"))
}

fn read(line: &[u8]) -> Result<LoggedEntry, String> {
    let json = Json::parse_canonical(line).map_err(|e| e.message_zh())?;
    fields(&json).map_err(|e| e.message_zh())
}

fn fields(json: &Json) -> Result<LoggedEntry, RecordError> {
    let mut f = Fields::of(json)?;
    let stated = f.value("entry")?;
    let entry = Entry::parse(stated).map_err(|e| e.below("entry"))?;
    let bytes = stated.to_bytes();
    if bytes.len() > ENTRY_MAX {
        return Err(RecordError::new("entry", "log.too_long", "条目超过 60000 字节。"));
    }
    let logged = LoggedEntry {
        entry,
        bytes,
        index: f.count("index", 0, INT_MAX.unsigned_abs())?,
        sha256: f.names("sha256", Digest::parse_hex)?,
        sm3: f.names("sm3", Digest::parse_hex)?,
    };
    f.end()?;
    Ok(logged)
}
