//! 本人的界面设置: queries.

use sunlot_domain::ids::AccountId;
use sunlot_sortition::time::UtcSecond;

use crate::column::Column;
use crate::error::StoreError;
use crate::technical::{Table, TechnicalTx};
use crate::tx::ReadTx;

/// What somebody keeps under a name.
///
/// # Errors
/// What the database answers.
pub fn get(
    tx: &mut ReadTx<'_>,
    account: AccountId,
    name: &str,
) -> Result<Option<String>, StoreError> {
    let sql = "SELECT body FROM account_setting WHERE account = ?1 AND name = ?2";
    let rows = tx.query(sql, &[account.to_value(), name.to_value()])?;
    rows.into_iter().next().map(|mut row| row.take()).transpose()
}

/// How many names somebody keeps something under.
///
/// # Errors
/// What the database answers.
pub fn count(tx: &mut ReadTx<'_>, account: AccountId) -> Result<u64, StoreError> {
    let sql = "SELECT COUNT(*) FROM account_setting WHERE account = ?1";
    tx.one(sql, &[account.to_value()])
}

/// Keeps something under a name.
///
/// # Errors
/// What the database answers.
pub fn put(
    tx: &mut TechnicalTx<'_>,
    account: AccountId,
    name: &str,
    body: &str,
    now: UtcSecond,
) -> Result<(), StoreError> {
    let values = [account.to_value(), name.to_value(), body.to_value(), now.to_value()];
    let which = "account = ?1 AND name = ?2";
    if tx.update(Table::AccountSetting, "body = ?3, saved_at = ?4", which, &values)? == 0 {
        let columns = ["account", "name", "body", "saved_at"];
        tx.insert(Table::AccountSetting, &columns, &values)?;
    }
    Ok(())
}
