//! 会话: queries. Sessions are technical; opening and ending one is an event nevertheless.

use sunlot_domain::ids::{AccountId, SessionId};
use sunlot_sortition::digest::Digest;
use sunlot_sortition::time::UtcSecond;

use crate::column::Column;
use crate::error::StoreError;
use crate::technical::{Table, TechnicalTx};
use crate::tx::ReadTx;

/// Sessions that an account may have at the same time; the oldest ends for a new one.
const AT_ONCE: u64 = 5;

/// A session that has not ended.
#[derive(Debug, Clone)]
pub struct OpenSession {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub account: AccountId,
    /// When it was opened.
    pub opened: UtcSecond,
    /// When it was used last, to the minute.
    pub last_seen: UtcSecond,
    /// When the second factor was shown last.
    pub stepped_up: Option<UtcSecond>,
    /// Network that it was opened from.
    pub client: String,
    /// Browser, as it names itself.
    pub agent: String,
}

const COLUMNS: &str = "id, account, opened, last_seen, stepped_up, client, agent";

fn read(
    tx: &mut ReadTx<'_>,
    condition: &str,
    value: crate::Value,
) -> Result<Vec<OpenSession>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM session WHERE {condition} AND ended IS NULL");
    let rows = tx.query(&format!("{sql} ORDER BY opened DESC, id DESC"), &[value])?;
    let session = |mut row: crate::Row| {
        Ok(OpenSession {
            id: row.take()?,
            account: row.take()?,
            opened: row.take()?,
            last_seen: row.take()?,
            stepped_up: row.take()?,
            client: row.take()?,
            agent: row.take()?,
        })
    };
    rows.into_iter().map(session).collect()
}

/// The session of a token, unless it was ended.
///
/// # Errors
/// What the database answers.
pub fn by_token(tx: &mut ReadTx<'_>, token: &Digest) -> Result<Option<OpenSession>, StoreError> {
    Ok(read(tx, "token_digest = ?1", token.to_value())?.into_iter().next())
}

/// Sessions of an account that were not ended, the newest first.
///
/// # Errors
/// What the database answers.
pub fn of_account(tx: &mut ReadTx<'_>, account: AccountId) -> Result<Vec<OpenSession>, StoreError> {
    read(tx, "account = ?1", account.to_value())
}

/// Opens a session.
///
/// # Errors
/// What the database answers.
pub fn open(
    tx: &mut TechnicalTx<'_>,
    token: &Digest,
    session: &OpenSession,
) -> Result<(), StoreError> {
    tx.insert(
        Table::Session,
        &["token_digest", "id", "account", "opened", "last_seen", "stepped_up", "client", "agent"],
        &[
            token.to_value(),
            session.id.to_value(),
            session.account.to_value(),
            session.opened.to_value(),
            session.last_seen.to_value(),
            session.stepped_up.to_value(),
            session.client.to_value(),
            session.agent.to_value(),
        ],
    )?;
    tx.update(
        Table::Session,
        "ended = ?2",
        "account = ?1 AND ended IS NULL AND id NOT IN (SELECT id FROM session \
         WHERE account = ?1 AND ended IS NULL ORDER BY opened DESC, id DESC LIMIT ?3)",
        &[session.account.to_value(), session.opened.to_value(), AT_ONCE.to_value()],
    )?;
    Ok(())
}

/// Gives a session another token, because the second factor was shown. False when it has ended.
///
/// # Errors
/// What the database answers.
pub fn rotate(
    tx: &mut TechnicalTx<'_>,
    id: SessionId,
    token: &Digest,
    now: UtcSecond,
) -> Result<bool, StoreError> {
    let set = "token_digest = ?2, stepped_up = ?3, last_seen = ?3";
    let values = [id.to_value(), token.to_value(), now.to_value()];
    Ok(tx.update(Table::Session, set, "id = ?1 AND ended IS NULL", &values)? > 0)
}

/// Notes that a session is used.
///
/// # Errors
/// What the database answers.
pub fn touch(tx: &mut TechnicalTx<'_>, id: SessionId, now: UtcSecond) -> Result<(), StoreError> {
    let values = [id.to_value(), now.to_value()];
    tx.update(Table::Session, "last_seen = ?2", "id = ?1 AND last_seen < ?2", &values)?;
    Ok(())
}

/// Ends a session of an account; gives how many ended.
///
/// # Errors
/// What the database answers.
pub fn end(
    tx: &mut TechnicalTx<'_>,
    account: AccountId,
    id: SessionId,
    now: UtcSecond,
) -> Result<u64, StoreError> {
    let values = [account.to_value(), now.to_value(), id.to_value()];
    let condition = "account = ?1 AND ended IS NULL AND id = ?3";
    tx.update(Table::Session, "ended = ?2", condition, &values)
}

/// Ends all sessions of an account, without one that stays; gives how many ended.
///
/// # Errors
/// What the database answers.
pub fn end_all(
    tx: &mut TechnicalTx<'_>,
    account: AccountId,
    stays: Option<SessionId>,
    now: UtcSecond,
) -> Result<u64, StoreError> {
    let stays = stays.map_or_else(String::new, |id| id.to_string());
    let values = [account.to_value(), now.to_value(), stays.to_value()];
    let condition = "account = ?1 AND ended IS NULL AND id <> ?3";
    tx.update(Table::Session, "ended = ?2", condition, &values)
}

/// Removes what nobody needs any more: sessions, counters and keys older than a moment, devices
/// not used since another. Gives how many rows went.
///
/// # Errors
/// What the database answers.
pub fn sweep(
    tx: &mut TechnicalTx<'_>,
    before: UtcSecond,
    devices_before: UtcSecond,
) -> Result<u64, StoreError> {
    let before = [before.to_value()];
    let mut gone = tx.delete(Table::Session, "last_seen < ?1", &before)?;
    gone += tx.delete(Table::LoginFailure, "last < ?1", &before)?;
    gone += tx.delete(Table::Idempotency, "time < ?1", &before)?;
    gone += tx.delete(Table::KnownDevice, "last_used < ?1", &[devices_before.to_value()])?;
    Ok(gone)
}
