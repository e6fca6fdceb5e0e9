//! 账号、授权和会话: queries.

use sunlot_domain::accounts::{Account, AccountGrant, AccountState, GrantState};
use sunlot_domain::ids::{AccountId, SessionId};
use sunlot_domain::roles::Grant;
use sunlot_sortition::digest::Digest;
use sunlot_sortition::time::{Day, UtcSecond};

use crate::coded_columns;
use crate::column::Column;
use crate::error::StoreError;
use crate::record;
use crate::tx::{ReadTx, WriteTx};

coded_columns!(AccountState, GrantState);
record!(Account, "account", id, login, name, organ, state);
record!(
    AccountGrant,
    "account_grant",
    id,
    account,
    role,
    organ,
    region,
    valid_from,
    valid_to,
    proposed_by,
    state,
    approved_by,
);

/// Grants of an account that are in force on a day.
///
/// # Errors
/// What the database answers.
pub fn grants_in_force(
    tx: &mut ReadTx<'_>,
    account: AccountId,
    day: Day,
) -> Result<Vec<Grant>, StoreError> {
    let found = tx.find::<AccountGrant>(
        "WHERE account = ?1 AND state = 'in_force' ORDER BY id",
        &[account.to_value()],
    )?;
    let grants = found.into_iter().map(|stored| stored.value.grant());
    Ok(grants.filter(|grant| grant.in_force(day)).collect())
}

/// A session as the cookie's token finds it.
#[derive(Debug, Clone)]
pub struct OpenSession {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub account: AccountId,
    /// When it was opened.
    pub opened: UtcSecond,
    /// When it was used last.
    pub last_seen: UtcSecond,
    /// When the second factor was shown last.
    pub stepped_up: Option<UtcSecond>,
}

/// Finds a session that has not ended.
///
/// # Errors
/// What the database answers.
pub fn session(tx: &mut ReadTx<'_>, token: &Digest) -> Result<Option<OpenSession>, StoreError> {
    let rows = tx.query(
        "SELECT id, account, opened, last_seen, stepped_up FROM session \
         WHERE token_digest = ?1 AND ended IS NULL",
        &[token.to_value()],
    )?;
    let Some(mut row) = rows.into_iter().next() else { return Ok(None) };
    Ok(Some(OpenSession {
        id: row.take()?,
        account: row.take()?,
        opened: row.take()?,
        last_seen: row.take()?,
        stepped_up: row.take()?,
    }))
}

/// Opens a session.
///
/// # Errors
/// What the database answers.
pub fn open_session(
    tx: &mut WriteTx<'_>,
    token: &Digest,
    id: SessionId,
    account: AccountId,
    now: UtcSecond,
    stepped_up: bool,
) -> Result<(), StoreError> {
    tx.technical(
        "INSERT INTO session (token_digest, id, account, opened, last_seen, stepped_up) \
         VALUES (?1, ?2, ?3, ?4, ?4, ?5)",
        &[
            token.to_value(),
            id.to_value(),
            account.to_value(),
            now.to_value(),
            stepped_up.then_some(now).to_value(),
        ],
    )?;
    Ok(())
}
