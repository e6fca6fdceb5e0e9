//! 口令、第二因素和登录失败计数: queries.

use sunlot_domain::credentials::{
    CredentialState, Password, RecoveryCode, RecoveryState, SecondFactor,
};
use sunlot_domain::ids::AccountId;
use sunlot_domain::logins::Failures;
use sunlot_sortition::digest::Digest;
use sunlot_sortition::time::UtcSecond;

use crate::coded_columns;
use crate::column::Column;
use crate::error::StoreError;
use crate::record;
use crate::record::Stored;
use crate::technical::{Table, TechnicalTx};
use crate::tx::ReadTx;

coded_columns!(CredentialState, RecoveryState, sunlot_domain::credentials::PasswordState);
record!(Password, "account_password", id, account, hash, set_at, start, state);
record!(SecondFactor, "second_factor", id, account, secret, offered_at, state);
record!(RecoveryCode, "recovery_code", id, account, digest, state);

/// The password that an account has now.
///
/// # Errors
/// What the database answers.
pub fn password(
    tx: &mut ReadTx<'_>,
    account: AccountId,
) -> Result<Option<Stored<Password>>, StoreError> {
    let found = tx.find("WHERE account = ?1 AND state = 'current'", &[account.to_value()])?;
    Ok(found.into_iter().next())
}

/// The newest passwords of an account, the current one first.
///
/// # Errors
/// What the database answers.
pub fn latest_passwords(
    tx: &mut ReadTx<'_>,
    account: AccountId,
    count: usize,
) -> Result<Vec<Stored<Password>>, StoreError> {
    let tail = "WHERE account = ?1 ORDER BY set_at DESC, id DESC LIMIT ?2";
    tx.find(tail, &[account.to_value(), (count as u64).to_value()])
}

/// The second factor of an account in a state.
///
/// # Errors
/// What the database answers.
pub fn factor(
    tx: &mut ReadTx<'_>,
    account: AccountId,
    state: CredentialState,
) -> Result<Option<Stored<SecondFactor>>, StoreError> {
    let tail = "WHERE account = ?1 AND state = ?2";
    let found = tx.find(tail, &[account.to_value(), state.to_value()])?;
    Ok(found.into_iter().next())
}

/// Whether any second factor in use is sealed; one from before secrets were sealed has 20 bytes.
///
/// # Errors
/// What the database answers.
pub fn any_sealed_factor(tx: &mut ReadTx<'_>) -> Result<bool, StoreError> {
    let sql =
        "SELECT COUNT(*) FROM second_factor WHERE state = 'confirmed' AND length(secret) > 20";
    Ok(tx.one::<u64>(sql, &[])? > 0)
}

/// Recovery codes of an account that were not used.
///
/// # Errors
/// What the database answers.
pub fn fresh_codes(
    tx: &mut ReadTx<'_>,
    account: AccountId,
) -> Result<Vec<Stored<RecoveryCode>>, StoreError> {
    tx.find("WHERE account = ?1 AND state = 'fresh' ORDER BY id", &[account.to_value()])
}

/// Counts a step of an account's clock as used. False when it, or a later one, was used before.
///
/// # Errors
/// What the database answers.
pub fn use_step(
    tx: &mut TechnicalTx<'_>,
    account: AccountId,
    step: u64,
) -> Result<bool, StoreError> {
    let values = [account.to_value(), step.to_value()];
    if tx.update(Table::TotpUse, "step = ?2", "account = ?1 AND step < ?2", &values)? > 0 {
        return Ok(true);
    }
    let rows = tx.query("SELECT step FROM totp_use WHERE account = ?1", &values[..1])?;
    if !rows.is_empty() {
        return Ok(false);
    }
    tx.insert(Table::TotpUse, &["account", "step"], &values)?;
    Ok(true)
}

/// Notes that an account was used, or made usable.
///
/// # Errors
/// What the database answers.
pub fn note_use(
    tx: &mut TechnicalTx<'_>,
    account: AccountId,
    now: UtcSecond,
    logged_in: bool,
) -> Result<(), StoreError> {
    let values = [account.to_value(), now.to_value(), logged_in.to_value()];
    let set = "last_used = ?2, ever = CASE WHEN ?3 = 1 THEN 1 ELSE ever END";
    if tx.update(Table::AccountUse, set, "account = ?1", &values)? == 0 {
        tx.insert(Table::AccountUse, &["account", "last_used", "ever"], &values)?;
    }
    Ok(())
}

/// When an account was used last, if it ever was.
///
/// # Errors
/// What the database answers.
pub fn last_used(tx: &mut ReadTx<'_>, account: AccountId) -> Result<Option<UtcSecond>, StoreError> {
    let sql = "SELECT last_used FROM account_use WHERE account = ?1 AND ever = 1";
    let rows = tx.query(sql, &[account.to_value()])?;
    rows.into_iter().next().map(|mut row| row.take()).transpose()
}

/// How often a login name failed from a source.
///
/// # Errors
/// What the database answers.
pub fn failures(
    tx: &mut ReadTx<'_>,
    login: &Digest,
    source: &str,
) -> Result<Option<Failures>, StoreError> {
    let rows = tx.query(
        "SELECT failures, first, last FROM login_failure \
         WHERE login_digest = ?1 AND source = ?2",
        &[login.to_value(), source.to_value()],
    )?;
    let Some(mut row) = rows.into_iter().next() else { return Ok(None) };
    Ok(Some(Failures { count: row.take()?, first: row.take()?, last: row.take()? }))
}

/// Writes how often a login name failed from a source.
///
/// # Errors
/// What the database answers.
pub fn set_failures(
    tx: &mut TechnicalTx<'_>,
    login: &Digest,
    source: &str,
    failures: Failures,
) -> Result<(), StoreError> {
    let values = [
        login.to_value(),
        source.to_value(),
        failures.count.to_value(),
        failures.first.to_value(),
        failures.last.to_value(),
    ];
    let condition = "login_digest = ?1 AND source = ?2";
    let set = "failures = ?3, first = ?4, last = ?5";
    if tx.update(Table::LoginFailure, set, condition, &values)? == 0 {
        let columns = ["login_digest", "source", "failures", "first", "last"];
        tx.insert(Table::LoginFailure, &columns, &values)?;
    }
    Ok(())
}

/// Takes failures back: all of a source, or one.
///
/// # Errors
/// What the database answers.
pub fn forgive(
    tx: &mut TechnicalTx<'_>,
    login: &Digest,
    source: &str,
    all: bool,
) -> Result<(), StoreError> {
    let set = "failures = CASE WHEN ?3 = 1 OR failures < 1 THEN 0 ELSE failures - 1 END";
    let values = [login.to_value(), source.to_value(), all.to_value()];
    tx.update(Table::LoginFailure, set, "login_digest = ?1 AND source = ?2", &values)?;
    Ok(())
}

/// Whether a device is known for an account.
///
/// # Errors
/// What the database answers.
pub fn knows_device(
    tx: &mut ReadTx<'_>,
    account: AccountId,
    token: &Digest,
) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) FROM known_device WHERE token_digest = ?1 AND account = ?2";
    Ok(tx.one::<u64>(sql, &[token.to_value(), account.to_value()])? > 0)
}

/// Remembers a device; an account keeps its ten last used ones.
///
/// # Errors
/// What the database answers.
pub fn remember_device(
    tx: &mut TechnicalTx<'_>,
    account: AccountId,
    token: &Digest,
    now: UtcSecond,
) -> Result<(), StoreError> {
    let values = [token.to_value(), account.to_value(), now.to_value()];
    let condition = "token_digest = ?1 AND account = ?2";
    if tx.update(Table::KnownDevice, "last_used = ?3", condition, &values)? == 0 {
        tx.delete(Table::KnownDevice, "token_digest = ?1", &values[..1])?;
        tx.insert(Table::KnownDevice, &["token_digest", "account", "last_used"], &values)?;
    }
    tx.delete(
        Table::KnownDevice,
        "account = ?1 AND token_digest NOT IN (SELECT token_digest FROM known_device \
         WHERE account = ?1 ORDER BY last_used DESC, token_digest LIMIT 10)",
        &[account.to_value()],
    )?;
    Ok(())
}

/// Forgets all devices of an account.
///
/// # Errors
/// What the database answers.
pub fn forget_devices(tx: &mut TechnicalTx<'_>, account: AccountId) -> Result<(), StoreError> {
    tx.delete(Table::KnownDevice, "account = ?1", &[account.to_value()])?;
    Ok(())
}
