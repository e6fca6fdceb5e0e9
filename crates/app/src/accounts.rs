//! 账号: the system administrator makes and closes them; what they may do is decided by others
//! ([`crate::grants`]).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};
use sunlot_domain::accounts::{Account, AccountError, AccountState, UNUSED_DAYS};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::credentials::{CredentialState, SecondFactor};
use sunlot_domain::ids::{AccountId, Id as _, OrganId};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::{Place, Role};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::UtcSecond;
use sunlot_store::accounts::AccountConditions;
use sunlot_store::{ReadTx, Stored, accounts, credentials, sessions};
use utoipa::{IntoParams, ToSchema};

use crate::auth;
use crate::context::{App, Call};
use crate::credentials::{replace_codes, set_password};
use crate::error::AppError;
use crate::organs::required_reason;
use crate::page::{Page, PageRequest};

/// 账号, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccountView {
    /// 标识。
    pub id: String,
    /// 登录名。
    pub login: String,
    /// 姓名。
    pub name: String,
    /// 所在部门。
    pub organ: String,
    /// 状态：active、disabled。
    pub state: String,
    /// 最近登录时间；从未登录则没有。
    pub last_used: Option<String>,
    /// 是否已启用动态口令。
    pub second_factor: bool,
    /// 一次性初始口令：只在建立账号或重置口令的这一次回答中出现，72 小时内有效。
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_password: Option<String>,
    /// 版本，修改时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 新账号。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewAccount {
    /// 登录名，2 至 40 位小写字母、数字、点、下划线或短横。
    pub login: String,
    /// 姓名。
    pub name: String,
    /// 所在部门。
    pub organ: String,
}

/// 账号的变更。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct AccountChange {
    /// 您看到的版本。
    pub version: u64,
    /// 姓名。
    pub name: String,
    /// 所在部门。
    pub organ: String,
    /// 变更理由。
    pub reason: String,
}

/// 对账号的一步操作。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Reasoned {
    /// 您看到的版本。
    pub version: u64,
    /// 理由。
    pub reason: String,
}

/// 账号列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct AccountFilter {
    /// 登录名或姓名的一部分。
    pub q: Option<String>,
    /// 所在部门。
    pub organ: Option<String>,
    /// 状态：active、disabled。
    pub state: Option<String>,
}

/// Columns that the list can be sorted by.
const SORTABLE: &[&str] = &["login", "name", "organ", "state"];

/// Lists accounts.
///
/// # Errors
/// A filter that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    filter: AccountFilter,
    page: PageRequest,
) -> Result<Page<AccountView>, AppError> {
    let state = filter.state.as_deref().map(|code| {
        let wrong = || AppError::field("state", "account.state", "状态应为 active 或 disabled。");
        AccountState::parse(code).ok_or_else(wrong)
    });
    let organ = filter.organ.as_deref().map(OrganId::parse).transpose()?;
    let conditions = AccountConditions { text: filter.q, organ, state: state.transpose()? };
    let (window, order) = (page.window()?, page.order(SORTABLE, "login")?);
    let (cx, asked) = (app.clone(), call.clone());
    let (items, total) = app
        .read(move |tx| {
            let (found, total) = accounts::list(tx, &conditions, &order, window)?;
            let items = found.into_iter().map(|account| view(&cx, &asked, tx, account));
            Ok((items.collect::<Result<Vec<_>, AppError>>()?, total))
        })
        .await?;
    Ok(page.answer(items, total))
}

/// Shows one account.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<AccountView, AppError> {
    let id = AccountId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let found = tx.need::<Account>(&id)?;
        view(&cx, &asked, tx, found)
    })
    .await
}

/// Creates an account with a start password.
///
/// # Errors
/// Fields that are wrong, a login name that is taken, or what the store answers.
pub async fn create(app: &App, call: &Call, new: NewAccount) -> Result<AccountView, AppError> {
    let account = Account {
        id: app.ids().make(),
        login: new.login.trim().to_owned(),
        name: new.name.trim().to_owned(),
        organ: OrganId::parse(&new.organ)?,
        state: AccountState::Active,
    };
    account.check()?;
    let (password, hash) = start_password(app).await?;
    let (cx, asked, ids, now) = (app.clone(), call.clone(), app.ids(), app.now());
    let fresh = Arc::new(AtomicBool::new(false));
    let done = fresh.clone();
    let view = app
        .write(call, move |tx| {
            let organ = tx.need::<Organ>(&account.organ)?.value;
            cx.authorize(&asked, Permission::AccountWrite, &place(&organ))?;
            let event = Event::new(Action::AccountCreated, account.id).with(described(&account));
            let id = account.id;
            let stored = tx.insert(account)?;
            set_password(tx, &ids, now, id, hash, true)?;
            credentials::note_use(&mut tx.aside(), id, now, false)?;
            let view = view(&cx, &asked, tx, stored)?;
            done.store(true, Ordering::SeqCst);
            Ok(tx.record(event, view))
        })
        .await?;
    Ok(with_password(view, password, &fresh))
}

/// Changes the person's name or organ.
///
/// # Errors
/// Missing, a version that is not the current one, fields that are wrong, or what the store
/// answers.
pub async fn change(
    app: &App,
    call: &Call,
    id: &str,
    change: AccountChange,
) -> Result<AccountView, AppError> {
    let organ = OrganId::parse(&change.organ)?;
    let asked = Reasoned { version: change.version, reason: change.reason };
    edit(app, call, id, asked, Action::AccountChanged, move |account| {
        (account.name, account.organ) = (change.name.trim().to_owned(), organ);
        Ok(account.check()?)
    })
    .await
}

/// Disables an account: on its very next request it is nobody.
///
/// # Errors
/// The caller's own account, the last security administrator (S2), a version that is not the
/// current one, or what the store answers.
pub async fn disable(
    app: &App,
    call: &Call,
    id: &str,
    asked: Reasoned,
) -> Result<AccountView, AppError> {
    edit(app, call, id, asked, Action::AccountDisabled, |account| {
        if account.state == AccountState::Disabled {
            return Err(AccountError::Already.into());
        }
        account.state = AccountState::Disabled;
        Ok(())
    })
    .await
}

/// Enables an account again.
///
/// # Errors
/// As [`disable`].
pub async fn enable(
    app: &App,
    call: &Call,
    id: &str,
    asked: Reasoned,
) -> Result<AccountView, AppError> {
    edit(app, call, id, asked, Action::AccountEnabled, |account| {
        if account.state == AccountState::Active {
            return Err(AccountError::Already.into());
        }
        account.state = AccountState::Active;
        Ok(())
    })
    .await
}

async fn edit(
    app: &App,
    call: &Call,
    id: &str,
    asked: Reasoned,
    action: Action,
    change: impl FnOnce(&mut Account) -> Result<(), AppError> + Send + 'static,
) -> Result<AccountView, AppError> {
    let (id, reason) = (AccountId::parse(id)?, required_reason(&asked.reason)?);
    let (cx, caller, now) = (app.clone(), call.clone(), app.now());
    app.write(call, move |tx| {
        let mut stored = tx.need::<Account>(&id)?;
        let organ = tx.need::<Organ>(&stored.value.organ)?.value;
        cx.authorize(&caller, Permission::AccountWrite, &place(&organ))?;
        if action == Action::AccountDisabled {
            if caller.actor.account == Some(id) {
                return Err(AccountError::Oneself.into());
            }
            keeps_a_security_admin(&cx, tx, id)?;
        }
        let before = described(&stored.value);
        stored.version = asked.version;
        change(&mut stored.value)?;
        let after = described(&stored.value);
        let stored = tx.save(stored)?;
        match action {
            Action::AccountDisabled => {
                sessions::end_all(&mut tx.aside(), id, None, now)?;
            }
            Action::AccountEnabled => credentials::note_use(&mut tx.aside(), id, now, false)?,
            _ => {}
        }
        let changes = Json::object([("before", before), ("after", after)]);
        let event = Event::new(action, id).because(reason).with(changes);
        let view = view(&cx, &caller, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// S2: without a security administrator nobody could ever be granted anything again.
pub(crate) fn keeps_a_security_admin(
    app: &App,
    tx: &mut ReadTx<'_>,
    account: AccountId,
) -> Result<(), AppError> {
    let held = accounts::grants_in_force(tx, account, app.today())?;
    if !held.iter().any(|grant| grant.role == Role::SecurityAdmin) {
        return Ok(());
    }
    let others = accounts::other_holders(tx, Role::SecurityAdmin, account, app.today())?;
    if others.is_empty() { Err(AccountError::LastSecurityAdmin.into()) } else { Ok(()) }
}

/// Gives an account a new start password and ends its sessions. Its second factor stays, so that
/// the system administrator alone cannot enter as somebody else.
///
/// # Errors
/// The caller's own account, a version that is not the current one, or what the store answers.
pub async fn reset_password(
    app: &App,
    call: &Call,
    id: &str,
    asked: Reasoned,
) -> Result<AccountView, AppError> {
    let (id, reason) = (AccountId::parse(id)?, required_reason(&asked.reason)?);
    let (password, hash) = start_password(app).await?;
    let (cx, caller, ids, now) = (app.clone(), call.clone(), app.ids(), app.now());
    let fresh = Arc::new(AtomicBool::new(false));
    let done = fresh.clone();
    let view = app
        .write(call, move |tx| {
            let mut stored = tx.need::<Account>(&id)?;
            let organ = tx.need::<Organ>(&stored.value.organ)?.value;
            cx.authorize(&caller, Permission::AccountWrite, &place(&organ))?;
            if caller.actor.account == Some(id) {
                return Err(AccountError::Oneself.into());
            }
            stored.version = asked.version;
            let stored = tx.save(stored)?;
            set_password(tx, &ids, now, id, hash, true)?;
            let mut aside = tx.aside();
            sessions::end_all(&mut aside, id, None, now)?;
            credentials::forget_devices(&mut aside, id)?;
            let event = Event::new(Action::PasswordReset, id).because(reason);
            let view = view(&cx, &caller, tx, stored)?;
            done.store(true, Ordering::SeqCst);
            Ok(tx.record(event, view))
        })
        .await?;
    Ok(with_password(view, password, &fresh))
}

/// Takes a lost second factor away: done by a security administrator, who cannot reset passwords.
///
/// # Errors
/// The caller's own account, no second factor, a version that is not the current one, or what the
/// store answers.
pub async fn remove_factor(
    app: &App,
    call: &Call,
    id: &str,
    asked: Reasoned,
) -> Result<AccountView, AppError> {
    let (id, reason) = (AccountId::parse(id)?, required_reason(&asked.reason)?);
    let (cx, caller, ids, now) = (app.clone(), call.clone(), app.ids(), app.now());
    app.write(call, move |tx| {
        let mut stored = tx.need::<Account>(&id)?;
        let organ = tx.need::<Organ>(&stored.value.organ)?.value;
        cx.authorize(&caller, Permission::FactorRemove, &place(&organ))?;
        if caller.actor.account == Some(id) {
            return Err(AccountError::Oneself.into());
        }
        let factor = credentials::factor(tx, id, CredentialState::Confirmed)?;
        let factor = factor.ok_or(AccountError::Already)?;
        tx.save(factor.map(|old| SecondFactor { state: CredentialState::Removed, ..old }))?;
        replace_codes(tx, &ids, id, &[])?;
        stored.version = asked.version;
        let stored = tx.save(stored)?;
        sessions::end_all(&mut tx.aside(), id, None, now)?;
        let event = Event::new(Action::FactorRemoved, id).because(reason);
        let view = view(&cx, &caller, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Disables accounts that nobody used for 90 days, each with its event; for a timer. The last
/// security administrator stays. Gives how many were disabled.
///
/// # Errors
/// What the store answers.
pub async fn disable_unused(app: &App) -> Result<u64, AppError> {
    let since = app.now().plus(-UNUSED_DAYS * 86_400).unwrap_or(app.now());
    let found = app.read(move |tx| Ok(accounts::unused_since(tx, since)?)).await?;
    let mut disabled = 0;
    for account in found {
        disabled += u64::from(disable_one(app, account, since).await?);
    }
    Ok(disabled)
}

async fn disable_one(
    app: &App,
    found: Stored<Account>,
    since: UtcSecond,
) -> Result<bool, AppError> {
    let (cx, id, now) = (app.clone(), found.value.id, app.now());
    let call = Call::system("unused-accounts");
    let done = app
        .write(&call, move |tx| {
            let still = accounts::unused_since(tx, since)?;
            let stored = still.into_iter().find(|stored| stored.value.id == id);
            let stored = stored.ok_or(AccountError::Already)?;
            keeps_a_security_admin(&cx, tx, id)?;
            tx.save(stored.map(|account| Account { state: AccountState::Disabled, ..account }))?;
            sessions::end_all(&mut tx.aside(), id, None, now)?;
            let event = Event::new(Action::AccountDisabled, id).because("90 天未使用");
            Ok(tx.record(event, ()))
        })
        .await;
    match done {
        Ok(()) => Ok(true),
        Err(error) if error.code.starts_with("account.") => Ok(false),
        Err(error) => Err(error),
    }
}

/// A start password with its hash.
pub(crate) async fn start_password(app: &App) -> Result<(String, String), AppError> {
    let password = auth::start_password(app.entropy.as_ref(), app.auth.profile());
    let hash = app.auth.hash(password.clone(), auth::salt(app.entropy.as_ref())).await?;
    Ok((password, hash))
}

/// The answer with its start password, unless it repeats an earlier answer: a password is shown
/// once and never kept.
fn with_password(view: AccountView, password: String, fresh: &AtomicBool) -> AccountView {
    let start_password = fresh.load(Ordering::SeqCst).then_some(password);
    AccountView { start_password, ..view }
}

fn place(organ: &Organ) -> Place {
    Place::of(organ.id, organ.region.clone())
}

fn described(account: &Account) -> Json {
    Json::object([
        ("login", Json::text(&account.login)),
        ("name", Json::text(&account.name)),
        ("organ", Json::text(account.organ.to_string())),
        ("state", Json::text(account.state.code())),
    ])
}

fn view(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    stored: Stored<Account>,
) -> Result<AccountView, AppError> {
    let account = stored.value;
    let place = place(&tx.need::<Organ>(&account.organ)?.value);
    let factor = credentials::factor(tx, account.id, CredentialState::Confirmed)?.is_some();
    let mut actions: Vec<&str> = Vec::new();
    let other = call.actor.account != Some(account.id);
    if app.may(call, Permission::AccountWrite, &place) {
        actions.push("change");
        match account.state {
            AccountState::Active if other => actions.extend(["disable", "reset_password"]),
            AccountState::Active => {}
            AccountState::Disabled => actions.push("enable"),
        }
    }
    if app.may(call, Permission::GrantPropose, &place) {
        actions.push("grant");
    }
    if factor && other && app.may(call, Permission::FactorRemove, &place) {
        actions.push("remove_factor");
    }
    Ok(AccountView {
        id: account.id.to_string(),
        login: account.login,
        name: account.name,
        organ: account.organ.to_string(),
        state: account.state.code().into(),
        last_used: credentials::last_used(tx, account.id)?.map(|time| time.to_string()),
        second_factor: factor,
        start_password: None,
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: actions.into_iter().map(str::to_owned).collect(),
    })
}
