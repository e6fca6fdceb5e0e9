//! Appends the event of a transaction to the log, inside that transaction.
//!
//! The public entry is canonical JSON with ids, times and digests only; what people may not all
//! read stays in `log_detail` and `log_row`, bound by salted digests (docs/record.md).

use sunlot_domain::audit::Event;
use sunlot_record::digests;
use sunlot_record::entry::{ENTRY_MAX, EventEntry};
use sunlot_record::verify::time_of;
use sunlot_sortition::digest::Digest;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::merkle;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::time::UtcSecond;

use crate::column::Column;
use crate::connection::Connection;
use crate::error::StoreError;
use crate::store::Stamp;
use crate::value::Value;

/// Where the log ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head {
    /// Number of entries; the index of the next one.
    pub(crate) size: u64,
    /// Time of the last entry.
    pub(crate) time: UtcSecond,
}

/// A row that a transaction wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WrittenRow {
    pub(crate) table: &'static str,
    pub(crate) id: Box<str>,
    pub(crate) digest: Digest,
}

/// Reads where the log ends, locking it for this transaction.
pub(crate) fn head(connection: &mut Connection) -> Result<Head, StoreError> {
    let lock = connection.dialect().for_update();
    let sql = format!("SELECT size, time FROM log_head WHERE id = 1{lock}");
    let rows = connection.query(&sql, &[])?;
    let mut row = rows.into_iter().next().ok_or(StoreError::Corrupt("no log_head".into()))?;
    Ok(Head { size: row.take()?, time: row.take()? })
}

/// Details of an event: what its entry holds a salted digest of.
fn details(stamp: &Stamp, event: &Event) -> String {
    let account = stamp.actor.map_or_else(|| "-".to_owned(), |account| account.to_string());
    Json::object([
        ("account", Json::text(account)),
        ("actor", Json::text(&stamp.actor_name)),
        ("changes", event.details.clone()),
        ("reason", Json::text(event.reason.as_deref().unwrap_or_default())),
        ("record", Json::text(&event.record)),
        ("request", Json::text(&stamp.request_id)),
    ])
    .encode()
}

/// Sorts rows by table and id; of a row that was written twice the last writing counts.
fn settled(mut rows: Vec<WrittenRow>) -> Vec<WrittenRow> {
    rows.sort_by(|a, b| (a.table, &a.id).cmp(&(b.table, &b.id)));
    rows.dedup_by(|later, kept| {
        let same = (later.table, &later.id) == (kept.table, &kept.id);
        if same {
            kept.digest = later.digest;
        }
        same
    });
    rows
}

/// Appends an event; `rows` are as they were written, one after the other. Gives the new head.
pub(crate) fn append(
    connection: &mut Connection,
    head: Head,
    stamp: &Stamp,
    event: &Event,
    rows: Vec<WrittenRow>,
) -> Result<Head, StoreError> {
    let rows = settled(rows);
    let time = stamp.time.max(head.time);
    let body = details(stamp, event);
    let lines = rows.iter().map(|row| digests::row_line(row.table, &row.id, &row.digest));
    let entry = EventEntry {
        action: event.action.code().to_owned(),
        details: digests::details(&stamp.salt, &body),
        public: event.public.clone(),
        rows: digests::rows(&stamp.salt, lines),
        rows_count: rows.len() as u64,
        time,
    }
    .to_bytes();
    if entry.len() > ENTRY_MAX {
        let text = format!("the public part of {} is too long", event.action.code());
        return Err(StoreError::Statement(text));
    }
    let index = head.size.to_value();
    insert(connection, head.size, entry)?;
    connection.execute(
        "INSERT INTO log_detail (idx, time, action, record, actor, salt, body) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[
            index.clone(),
            time.to_value(),
            event.action.code().to_value(),
            event.record.to_value(),
            stamp.actor.map(|account| account.to_string()).to_value(),
            stamp.salt.to_vec().to_value(),
            body.to_value(),
        ],
    )?;
    let columns = ["idx", "table_name", "row_id", "digest"];
    let mut lines = rows.into_iter().map(|row| {
        vec![index.clone(), row.table.to_value(), Value::Text(row.id.into()), row.digest.to_value()]
    });
    connection.insert_all("log_row", &columns, &mut lines)?;
    advance(connection, Head { size: head.size + 1, time })
}

/// Appends entries of other kinds after the event that they came with; they have neither details
/// nor rows. Gives the new head.
pub(crate) fn follow(
    connection: &mut Connection,
    mut head: Head,
    entries: Vec<Vec<u8>>,
) -> Result<Head, StoreError> {
    if entries.is_empty() {
        return Ok(head);
    }
    for entry in entries {
        let wrong = |what: &str| StoreError::Statement(format!("an entry of a draw {what}"));
        let time = time_of(&entry).map_err(|_| wrong("has no time"))?;
        if EventEntry::parse(&entry).is_ok() || entry.len() > ENTRY_MAX || time < head.time {
            return Err(wrong("is an event, too long or earlier than the log"));
        }
        insert(connection, head.size, entry)?;
        head = Head { size: head.size + 1, time };
    }
    advance(connection, head)
}

fn insert(connection: &mut Connection, index: u64, entry: Vec<u8>) -> Result<(), StoreError> {
    let leaf = |suite| merkle::leaf(suite, &entry).to_value();
    connection.execute(
        "INSERT INTO log_entry (idx, entry, sha256, sm3) VALUES (?1, ?2, ?3, ?4)",
        &[index.to_value(), entry.to_value(), leaf(Suite::Sha256), leaf(Suite::Sm3)],
    )?;
    Ok(())
}

fn advance(connection: &mut Connection, head: Head) -> Result<Head, StoreError> {
    connection.execute(
        "UPDATE log_head SET size = ?1, time = ?2 WHERE id = 1",
        &[head.size.to_value(), head.time.to_value()],
    )?;
    Ok(head)
}
