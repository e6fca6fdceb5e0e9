//! 账号和授权: queries.

use sunlot_domain::accounts::{Account, AccountGrant, AccountState, GrantState};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{AccountId, OrganId};
use sunlot_domain::roles::{Grant, Role};
use sunlot_sortition::time::{Day, UtcSecond};

use crate::coded_columns;
use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window, pattern, subtree};
use crate::record;
use crate::record::Stored;
use crate::tx::ReadTx;
use crate::value::Value;

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
    revocation_by,
    revoked_by,
);

/// Number of accounts, disabled ones too.
///
/// # Errors
/// What the database answers.
pub fn count(tx: &mut ReadTx<'_>) -> Result<u64, StoreError> {
    tx.count::<Account>("", &[])
}

/// The account with a login name.
///
/// # Errors
/// What the database answers.
pub fn by_login(tx: &mut ReadTx<'_>, login: &str) -> Result<Option<Stored<Account>>, StoreError> {
    let found = tx.find("WHERE login = ?1", &[login.to_value()])?;
    Ok(found.into_iter().next())
}

/// Which accounts a list shows.
#[derive(Debug, Clone, Default)]
pub struct AccountConditions {
    /// Part of the login name or the person's name.
    pub text: Option<String>,
    /// Organ that the person works for.
    pub organ: Option<OrganId>,
    /// Whether it can be used.
    pub state: Option<AccountState>,
}

/// One page of the accounts.
///
/// # Errors
/// What the database answers.
pub fn list(
    tx: &mut ReadTx<'_>,
    conditions: &AccountConditions,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<Account>>, u64), StoreError> {
    let mut filter = Filter::default();
    if let Some(text) = &conditions.text {
        filter.contains(&["login", "name"], text);
    }
    if let Some(organ) = &conditions.organ {
        filter.and("organ = {}", [organ.to_value()]);
    }
    if let Some(state) = &conditions.state {
        filter.and("state = {}", [state.to_value()]);
    }
    tx.page(&filter, order, window)
}

/// Active accounts that were not used since a moment.
///
/// # Errors
/// What the database answers.
pub fn unused_since(
    tx: &mut ReadTx<'_>,
    since: UtcSecond,
) -> Result<Vec<Stored<Account>>, StoreError> {
    tx.find(
        "WHERE state = 'active' AND id IN (SELECT account FROM account_use WHERE last_used < ?1) \
         ORDER BY id",
        &[since.to_value()],
    )
}

/// Grants of a role, whatever became of them.
///
/// # Errors
/// What the database answers.
pub fn grants_with(
    tx: &mut ReadTx<'_>,
    role: Role,
) -> Result<Vec<Stored<AccountGrant>>, StoreError> {
    tx.find("WHERE role = ?1 ORDER BY id", &[role.to_value()])
}

/// Grants of an account, whatever became of them.
///
/// # Errors
/// What the database answers.
pub fn grants_of(
    tx: &mut ReadTx<'_>,
    account: AccountId,
) -> Result<Vec<Stored<AccountGrant>>, StoreError> {
    tx.find("WHERE account = ?1 ORDER BY id", &[account.to_value()])
}

/// Grants of an account that are in force on a day.
///
/// # Errors
/// What the database answers.
pub fn grants_in_force(
    tx: &mut ReadTx<'_>,
    account: AccountId,
    day: Day,
) -> Result<Vec<Grant>, StoreError> {
    let found = grants_of(tx, account)?;
    let giving = found.into_iter().filter(|stored| stored.value.state.gives());
    let grants = giving.map(|stored| stored.value.grant());
    Ok(grants.filter(|grant| grant.in_force(day)).collect())
}

/// Accounts that can be used and hold a role on a day, without the one given.
///
/// # Errors
/// What the database answers.
pub fn other_holders(
    tx: &mut ReadTx<'_>,
    role: Role,
    without: AccountId,
    day: Day,
) -> Result<Vec<AccountId>, StoreError> {
    let rows = tx.query(
        "SELECT DISTINCT a.id FROM account a JOIN account_grant g ON g.account = a.id \
         WHERE a.state = 'active' AND g.role = ?1 AND g.state IN ('in_force', 'revoking') \
         AND g.valid_from <= ?2 AND (g.valid_to IS NULL OR g.valid_to >= ?2) AND a.id <> ?3",
        &[role.to_value(), day.to_value(), without.to_value()],
    )?;
    rows.into_iter().map(|mut row| row.take()).collect()
}

/// Which people a list of those who may be named shows.
#[derive(Debug, Clone)]
pub struct PersonConditions {
    /// Part of the person's name, of the organ's, or of a role's.
    pub text: Option<String>,
    /// Organ that the person works for.
    pub organ: Option<OrganId>,
    /// Only this one.
    pub account: Option<AccountId>,
    /// Roles of which the person holds one; nobody when there are none.
    pub roles: Vec<Role>,
    /// Divisions in one of which he holds it; nobody when there are none.
    pub within: Vec<DivisionCode>,
    /// The day on which he does.
    pub day: Day,
}

/// One page of the accounts that can be used and hold one of some roles in some divisions.
///
/// # Errors
/// What the database answers.
pub fn people(
    tx: &mut ReadTx<'_>,
    conditions: &PersonConditions,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<Account>>, u64), StoreError> {
    let (roles, within) = (&conditions.roles, &conditions.within);
    if roles.is_empty() || within.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let mut filter = Filter::default();
    filter.and("state = 'active'", []);
    let (held, values) = holds(conditions, roles);
    filter.and(&held, values);
    if let Some(text) = &conditions.text {
        let like = Value::Text(pattern(text));
        let named = "name LIKE {} ESCAPE '\\'";
        let mut either = format!("{named} OR organ IN (SELECT id FROM organ WHERE {named})");
        let mut values = vec![like.clone(), like];
        let called: Vec<Role> =
            roles.iter().copied().filter(|role| role.name_zh().contains(text.trim())).collect();
        if !called.is_empty() {
            let (held, more) = holds(conditions, &called);
            either = format!("{either} OR {held}");
            values.extend(more);
        }
        filter.and(&either, values);
    }
    if let Some(organ) = &conditions.organ {
        filter.and("organ = {}", [organ.to_value()]);
    }
    if let Some(account) = &conditions.account {
        filter.and("id = {}", [account.to_value()]);
    }
    tx.page(&filter, order, window)
}

/// That somebody holds one of some roles, where and when the conditions say.
fn holds(conditions: &PersonConditions, roles: &[Role]) -> (String, Vec<Value>) {
    let within = &conditions.within;
    let held = format!(
        "id IN (SELECT account FROM account_grant WHERE state IN ('in_force', 'revoking') \
         AND valid_from <= {{}} AND (valid_to IS NULL OR valid_to >= {{}}) \
         AND ({}) AND role IN ({}))",
        vec!["region >= {} AND region < {}"; within.len()].join(" OR "),
        vec!["{}"; roles.len()].join(", "),
    );
    let day = conditions.day.to_value();
    let mut values = vec![day.clone(), day];
    values.extend(within.iter().flat_map(subtree));
    values.extend(roles.iter().map(Column::to_value));
    (held, values)
}

/// Which grants a list shows.
#[derive(Debug, Clone, Default)]
pub struct GrantConditions {
    /// Who has them.
    pub account: Option<AccountId>,
    /// For which organ.
    pub organ: Option<OrganId>,
    /// Which role.
    pub role: Option<Role>,
    /// Where they stand.
    pub state: Option<GrantState>,
    /// Only what lies in one of these divisions; `None` for everything.
    pub within: Option<Vec<DivisionCode>>,
}

/// One page of the grants.
///
/// # Errors
/// What the database answers.
pub fn list_grants(
    tx: &mut ReadTx<'_>,
    conditions: &GrantConditions,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<AccountGrant>>, u64), StoreError> {
    let mut filter = Filter::default();
    if let Some(account) = &conditions.account {
        filter.and("account = {}", [account.to_value()]);
    }
    if let Some(organ) = &conditions.organ {
        filter.and("organ = {}", [organ.to_value()]);
    }
    if let Some(role) = &conditions.role {
        filter.and("role = {}", [role.to_value()]);
    }
    if let Some(state) = &conditions.state {
        filter.and("state = {}", [state.to_value()]);
    }
    if let Some(within) = &conditions.within {
        filter.within_any("region", within);
    }
    tx.page(&filter, order, window)
}
