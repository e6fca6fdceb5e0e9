//! 核对数据库: everything that the database holds beside the public files, against the log.
//!
//! Entries against their hashes, nodes and checkpoints; details and row digests against entries;
//! each business row against the last entry that names it.

use std::collections::BTreeMap;

use sunlot_record::finding::{Finding, Report};
use sunlot_record::levels::Levels;
use sunlot_record::verify::time_of;
use sunlot_record::{EventEntry, Trust, difference, digests};
use sunlot_sortition::digest::Digest;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::log::note::{Note, origin};
use sunlot_sortition::merkle;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::time::UtcSecond;

use crate::column::Column;
use crate::error::StoreError;
use crate::files;
use crate::ledger::{self, Signed};
use crate::record::row_digest;
use crate::tables::{TABLES, Table};
use crate::tx::ReadTx;
use crate::value::Value;

/// Entries read at once.
const CHUNK: u64 = 4_096;

/// Examines a database on one snapshot. `trust` holds the operator's keys, when they are known;
/// `kept` are checkpoints from outside.
///
/// # Errors
/// When the database cannot be read at all.
pub fn examine(
    tx: &mut ReadTx<'_>,
    trust: Option<&Trust>,
    kept: &[Note],
) -> Result<Report, StoreError> {
    let mut report = Report::default();
    let size = ledger::size(tx)?;
    let trees = entries(tx, size, &mut report)?;
    report.entries = trees.derived[0].len() as u64;
    history(tx, size, trees, trust, kept, &mut report)?;
    for table in TABLES {
        rows(tx, table, &mut report)?;
    }
    strangers(tx, &mut report)?;
    for id in files::damaged(tx)? {
        let text = format!("文件 {id} 的内容与存入时不同：被绕过程序改动、删去或增加。");
        report.add(Finding::of("file.changed", text));
    }
    report.findings.sort_by_key(|finding| finding.index.unwrap_or(u64::MAX));
    Ok(report)
}

/// Leaf hashes, SHA-256 and SM3: from the bytes, and as they are stored.
#[derive(Default)]
struct Trees {
    derived: [Vec<Digest>; 2],
    stored: [Vec<Digest>; 2],
}

const SUITES: [Suite; 2] = [Suite::Sha256, Suite::Sm3];

/// One stored entry with its details.
struct Line {
    idx: u64,
    bytes: Vec<u8>,
    detail: Option<Detail>,
}

struct Detail {
    time: String,
    action: String,
    record: String,
    actor: Option<String>,
    salt: Vec<u8>,
    body: String,
}

fn entries(tx: &mut ReadTx<'_>, size: u64, report: &mut Report) -> Result<Trees, StoreError> {
    let mut trees = Trees::default();
    let (mut next, mut last) = (0u64, None);
    let end: Option<u64> = tx.one("SELECT MAX(idx) FROM log_entry", &[])?;
    let count = end.map_or(0, |idx| idx + 1);
    let mut from = 0;
    while from < count {
        let to = from + CHUNK;
        let mut lines = chunk(tx, from, to, &mut trees)?;
        let mut written = written(tx, from, to)?;
        for line in &mut lines {
            if line.idx != next {
                let text = format!("第 {next} 号条目不在数据库中。");
                report.add(Finding::at("log.entry_missing", next, text));
            }
            next = line.idx + 1;
            let rows = written.remove(&line.idx).unwrap_or_default();
            entry(line, &rows, &mut last, report);
        }
        for idx in written.into_keys() {
            let text = format!("有写给第 {idx} 号条目的行摘要，但没有这个条目。");
            report.add(Finding::at("log.row_without_entry", idx, text));
        }
        from = to;
    }
    if size != next {
        let text = format!("日志末端记为 {size} 条，数据库中有 {next} 条。");
        report.add(Finding::at("log.head", size.min(next), text));
    }
    Ok(trees)
}

fn chunk(
    tx: &mut ReadTx<'_>,
    from: u64,
    to: u64,
    trees: &mut Trees,
) -> Result<Vec<Line>, StoreError> {
    let sql = "SELECT e.idx, e.entry, e.sha256, e.sm3, d.time, d.action, d.record, d.actor, \
               d.salt, d.body FROM log_entry e LEFT JOIN log_detail d ON d.idx = e.idx \
               WHERE e.idx >= ?1 AND e.idx < ?2 ORDER BY e.idx";
    let mut lines = Vec::new();
    tx.each(sql, &[from.to_value(), to.to_value()], &mut |mut row| {
        let (idx, bytes) = (row.take()?, row.take()?);
        trees.stored[0].push(row.take()?);
        trees.stored[1].push(row.take()?);
        let time: Option<String> = row.take()?;
        let detail = match time {
            None => None,
            Some(time) => Some(Detail {
                time,
                action: row.take()?,
                record: row.take()?,
                actor: row.take()?,
                salt: row.take()?,
                body: row.take()?,
            }),
        };
        lines.push(Line { idx, bytes, detail });
        Ok(())
    })?;
    let bytes: Vec<&[u8]> = lines.iter().map(|line| line.bytes.as_slice()).collect();
    for (derived, suite) in trees.derived.iter_mut().zip(SUITES) {
        derived.extend(merkle::leaves(suite, &bytes));
    }
    Ok(lines)
}

/// Lines of the rows that entries wrote, as they were digested.
fn written(
    tx: &mut ReadTx<'_>,
    from: u64,
    to: u64,
) -> Result<BTreeMap<u64, Vec<String>>, StoreError> {
    let sql = "SELECT idx, table_name, row_id, digest FROM log_row \
               WHERE idx >= ?1 AND idx < ?2 ORDER BY idx, table_name, row_id";
    let mut found: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    tx.each(sql, &[from.to_value(), to.to_value()], &mut |mut row| {
        let idx = row.take()?;
        let (table, id): (String, String) = (row.take()?, row.take()?);
        found.entry(idx).or_default().push(digests::row_line(&table, &id, &row.take()?));
        Ok(())
    })?;
    Ok(found)
}

fn entry(line: &Line, rows: &[String], last: &mut Option<UtcSecond>, report: &mut Report) {
    let idx = line.idx;
    match time_of(&line.bytes) {
        Ok(time) => {
            if last.is_some_and(|last| time < last) {
                let text = format!("第 {idx} 号条目的时间早于前一条。");
                report.add(Finding::at("log.time_back", idx, text));
            }
            *last = Some(time);
        }
        Err(why) => {
            let text = format!("第 {idx} 号条目不是规定的格式：{why}");
            report.add(Finding::at("log.entry_form", idx, text));
        }
    }
    let Ok(event) = EventEntry::parse(&line.bytes) else {
        // An entry of a draw is wholly public: nothing stands beside it.
        if line.detail.is_some() {
            let text = format!("第 {idx} 号条目不是平台事件，却有内情：是绕过程序加进去的。");
            report.add(Finding::at("log.detail_without_entry", idx, text));
        }
        if !rows.is_empty() {
            let text = format!("第 {idx} 号条目不是平台事件，却有行摘要：是绕过程序加进去的。");
            report.add(Finding::at("log.row_without_entry", idx, text));
        }
        return;
    };
    let Some(detail) = &line.detail else {
        let text = format!("第 {idx} 号条目的内情不见了。");
        report.add(Finding::at("log.detail_missing", idx, text));
        return;
    };
    if !detail.agrees(&event) {
        let text = format!("第 {idx} 号条目的内情（谁、对什么、为何、改了什么）被改动。");
        report.add(Finding::at("log.detail_changed", idx, text));
    }
    if digests::rows(&detail.salt, rows) != event.rows || rows.len() as u64 != event.rows_count {
        let text = format!("第 {idx} 号条目写下的行摘要被改动、删去或增加。");
        report.add(Finding::at("log.row_digest", idx, text));
    }
}

impl Detail {
    /// Whether the details are those of the entry, and the columns for searching those of the
    /// details.
    fn agrees(&self, event: &EventEntry) -> bool {
        let body = Json::parse_canonical(self.body.as_bytes());
        let member = |key| body.as_ref().ok().and_then(|body| body.get(key)?.as_str());
        digests::details(&self.salt, &self.body) == event.details
            && self.action == event.action
            && self.time == event.time.to_string()
            && member("record") == Some(&self.record)
            && member("account") == Some(self.actor.as_deref().unwrap_or("-"))
    }
}

/// The trees against stored hashes, nodes, and every checkpoint.
fn history(
    tx: &mut ReadTx<'_>,
    size: u64,
    trees: Trees,
    trust: Option<&Trust>,
    kept: &[Note],
    report: &mut Report,
) -> Result<(), StoreError> {
    let checkpoints = ledger::checkpoints(tx)?;
    for ((suite, derived), stored) in SUITES.into_iter().zip(trees.derived).zip(trees.stored) {
        if let Some(differs) = difference(&stored, &derived) {
            report.add(Finding::at(differs.code(), differs.index(), differs.message_zh()));
        }
        let levels = Levels::of(suite, derived);
        nodes(tx, suite, &levels, report)?;
        let mut good = 0;
        for signed in &checkpoints {
            if !held(signed, suite, trust, &levels, good, report) {
                break;
            }
            good = signed.size;
        }
        for note in kept {
            outside(note, suite, trust, size, &levels, report);
        }
    }
    report.checkpoint = checkpoints.last().map(|signed| signed.size);
    report.findings.dedup();
    Ok(())
}

/// Whether a stored checkpoint is what the entries give.
fn held(
    signed: &Signed,
    suite: Suite,
    trust: Option<&Trust>,
    levels: &Levels,
    good: u64,
    report: &mut Report,
) -> bool {
    let text = match suite {
        Suite::Sha256 => &signed.sha256,
        Suite::Sm3 => &signed.sm3,
    };
    let size = signed.size;
    let note = Note::parse(text).ok().filter(|note| note.size == size);
    let Some(note) = note.filter(|note| trust.is_none_or(|trust| trust.signed(note, suite))) else {
        let text = format!("{size} 条时的 {} 检查点不是操作方签的。", suite.name());
        report.add(Finding::at("log.checkpoint_signature", good, text));
        return false;
    };
    match levels.root(size) {
        None => {
            let found = levels.size();
            let text = format!("检查点签了 {size} 条，数据库中只有 {found} 条：末尾被截去。");
            report.add(Finding::at("log.truncated", found, text));
            false
        }
        Some(root) if root != note.root => {
            let text = format!(
                "第 {good} 号至第 {} 号之间有条目被改动、增删或调换：{} 根与检查点不符。",
                size - 1,
                suite.name()
            );
            report.add(Finding::at("log.root", good, text));
            false
        }
        Some(_) => true,
    }
}

/// A checkpoint that was kept outside of the database.
fn outside(
    note: &Note,
    suite: Suite,
    trust: Option<&Trust>,
    size: u64,
    levels: &Levels,
    report: &mut Report,
) {
    if trust.is_some_and(|trust| note.origin != origin(trust.0.origin.as_str(), suite)) {
        return;
    }
    if trust.is_none() && note.origin.ends_with("/SM3") != (suite == Suite::Sm3) {
        return;
    }
    match levels.root(note.size) {
        None => {
            let text = format!(
                "数据库中只有 {size} 条，少于保存在外的检查点（{} 条）：换成了旧的备份或被截短。",
                note.size
            );
            report.add(Finding::at("log.rollback", size, text));
        }
        Some(root) if root != note.root => {
            let text = format!("前 {} 条与保存在外的检查点不同：历史被改写。", note.size);
            report.add(Finding::of("log.fork", text));
        }
        Some(_) => {}
    }
}

fn nodes(
    tx: &mut ReadTx<'_>,
    suite: Suite,
    levels: &Levels,
    report: &mut Report,
) -> Result<(), StoreError> {
    let column = if suite == Suite::Sm3 { "sm3" } else { "sha256" };
    let sql = format!("SELECT level, idx, {column} FROM log_node ORDER BY level, idx");
    let above: BTreeMap<u8, &[Digest]> = levels.above().collect();
    let mut wrong = None;
    tx.each(&sql, &[], &mut |mut row| {
        let (level, index): (u8, u64) = (row.take()?, row.take()?);
        let hash: Digest = row.take()?;
        let known = above.get(&level).and_then(|hashes| hashes.get(usize::try_from(index).ok()?));
        if known != Some(&hash) && wrong.is_none() {
            wrong = Some((level, index));
        }
        Ok(())
    })?;
    if let Some((level, index)) = wrong {
        let text = format!("第 {level} 层第 {index} 个散列与条目不符（{}）。", suite.name());
        report.add(Finding::of("log.node", text));
    }
    Ok(())
}

/// Every row of a business table against the last entry that names it.
fn rows(tx: &mut ReadTx<'_>, table: &Table, report: &mut Report) -> Result<(), StoreError> {
    // By `id`, as both sides have it; the last entry of a row is the greatest index.
    let last = "SELECT row_id, MAX(idx) AS idx FROM log_row WHERE table_name = ?1 GROUP BY row_id";
    let columns: Vec<String> = table.columns.iter().map(|column| format!("t.{column}")).collect();
    let sql = format!(
        "SELECT {}, t.version, t.log_index, l.idx, r.digest FROM {} t \
         LEFT JOIN ({last}) l ON l.row_id = t.id \
         LEFT JOIN log_row r ON r.idx = l.idx AND r.table_name = ?1 AND r.row_id = t.id",
        columns.join(", "),
        table.name
    );
    let name = [table.name.to_value()];
    let mut found = Vec::new();
    tx.each(&sql, &name, &mut |row| {
        report.rows += 1;
        if found.len() < sunlot_record::finding::FINDINGS_MAX {
            found.extend(changed(table, row.rest())?);
        }
        Ok(())
    })?;
    found.into_iter().for_each(|finding| report.add(finding));
    let sql = format!(
        "SELECT l.row_id, l.idx FROM ({last}) l LEFT JOIN {} t ON t.id = l.row_id \
         WHERE t.id IS NULL ORDER BY l.idx LIMIT 100",
        table.name
    );
    for mut row in tx.query(&sql, &name)? {
        let (id, idx): (String, u64) = (row.take()?, row.take()?);
        let text = format!("表 {} 的记录 {id} 被删除；第 {idx} 号条目写过它。", table.name);
        report.add(Finding::at("row.missing", idx, text));
    }
    Ok(())
}

/// What is wrong with one row.
fn changed(table: &Table, mut values: Vec<Value>) -> Result<Option<Finding>, StoreError> {
    let mut tail = values.split_off(table.columns.len()).into_iter();
    let mut take = || tail.next().unwrap_or(Value::Null);
    let (version, stated) = (u64::from_value(take())?, u64::from_value(take())?);
    let (last, digest) = (Option::<u64>::from_value(take())?, take());
    let id = String::from_value(values[0].clone())?;
    let Some(last) = last else {
        let text = format!("表 {} 的记录 {id} 没有任何日志条目：是绕过程序加进去的。", table.name);
        return Ok(Some(Finding::at("row.extra", stated, text)));
    };
    let derived = row_digest(table.name, version, table.columns.iter().copied().zip(&values));
    if Some(derived) == Option::<Digest>::from_value(digest)? && stated == last {
        return Ok(None);
    }
    let text =
        format!("表 {} 的记录 {id} 与第 {last} 号条目写下的不同：内容被绕过程序改动。", table.name);
    Ok(Some(Finding::at("row.changed", last, text)))
}

/// Details and digests that name no entry, or a table that is none.
fn strangers(tx: &mut ReadTx<'_>, report: &mut Report) -> Result<(), StoreError> {
    let sql = "SELECT d.idx FROM log_detail d LEFT JOIN log_entry e ON e.idx = d.idx \
               WHERE e.idx IS NULL ORDER BY d.idx LIMIT 10";
    for mut row in tx.query(sql, &[])? {
        let idx: u64 = row.take()?;
        let text = format!("有第 {idx} 号条目的内情，但没有这个条目。");
        report.add(Finding::at("log.detail_without_entry", idx, text));
    }
    Ok(())
}
