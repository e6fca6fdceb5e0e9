//! 紧急恢复: when an administrator lost password and second factor and nobody is left who may give
//! him new ones. Two persons (S16): one at the server's terminal asks, another administrator, who
//! proves who he is, does it within an hour. Both steps are in the log, with the reason.

use sunlot_domain::accounts::{Account, AccountError, AccountState};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::credentials::{CredentialState, SecondFactor};
use sunlot_domain::ids::{AccountId, Id as _};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Denial;
use sunlot_domain::roles::Role;
use sunlot_sortition::jcs::Json;
use sunlot_store::audit::{self, Wanted};
use sunlot_store::{ReadTx, Window, accounts, credentials, sessions};

use crate::accounts::start_password;
use crate::context::{App, Call};
use crate::credentials::{replace_codes, set_password};
use crate::error::{AppError, Kind};
use crate::organs::required_reason;

/// Seconds for which a request may be carried out.
pub const OPEN_SECONDS: i64 = 3_600;

/// How an account stands, for the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Login name.
    pub login: String,
    /// Name of the person.
    pub name: String,
    /// Where the person works.
    pub organ: String,
    /// Roles in force today.
    pub roles: Vec<Role>,
    /// Whether it can be used.
    pub state: AccountState,
    /// Whether a second factor is in use.
    pub factor: bool,
    /// Last login.
    pub last_used: Option<String>,
}

/// How every account stands.
///
/// # Errors
/// What the store answers.
pub async fn standings(app: &App) -> Result<Vec<Standing>, AppError> {
    let today = app.today();
    app.read(move |tx| {
        let mut standings = Vec::new();
        let all = Window { limit: u32::MAX, offset: 0 };
        for stored in accounts::list(tx, &Default::default(), "login", all)?.0 {
            let account = stored.value;
            let grants = accounts::grants_in_force(tx, account.id, today)?;
            let mut roles: Vec<Role> = grants.iter().map(|grant| grant.role).collect();
            roles.dedup();
            let factor = credentials::factor(tx, account.id, CredentialState::Confirmed)?;
            let last_used = credentials::last_used(tx, account.id)?;
            standings.push(Standing {
                organ: tx.need::<Organ>(&account.organ)?.value.name,
                login: account.login,
                name: account.name,
                roles,
                state: account.state,
                factor: factor.is_some(),
                last_used: last_used.map(|time| time.to_string()),
            });
        }
        Ok(standings)
    })
    .await
}

/// Asks for new access of an administrator; the number of the entry is the number of the request.
///
/// # Errors
/// No such account, none of an administrator, no name or reason, or what the store answers.
pub async fn ask(app: &App, login: &str, by: &str, reason: &str) -> Result<u64, AppError> {
    let (reason, by) = (required_reason(reason)?, by.trim().to_owned());
    if by.is_empty() {
        return Err(AppError::field("by", "emergency.by", "请写明在终端上操作的人的姓名。"));
    }
    let (login, cx) = (login.trim().to_lowercase(), app.clone());
    let call = Call::system("terminal");
    let asked = app.write(&call, move |tx| {
        let account = accounts::by_login(tx, &login)?.ok_or_else(|| unknown(&login))?.value;
        if !administrator(&cx, tx, account.id)? {
            let text =
                "只有三员（系统、安全、审计管理员）用紧急恢复；其他账号请由系统管理员重置口令。";
            return Err(AppError::rule("emergency.not_admin", text));
        }
        let event = Event::new(Action::EmergencyAsked, account.id).because(reason);
        let event = event.with(Json::object([("by", Json::text(&by))]));
        Ok(tx.record(event, account.id.to_string()))
    });
    let account = AccountId::parse(&asked.await?)?;
    app.read(move |tx| Ok(newest(tx, Action::EmergencyAsked, account)?.unwrap_or(0))).await
}

fn unknown(login: &str) -> AppError {
    let text = format!("没有登录名为“{login}”的账号；可用 sunlot admin accounts 查看。");
    AppError::new(Kind::Missing, "emergency.account", text)
}

fn administrator(app: &App, tx: &mut ReadTx<'_>, account: AccountId) -> Result<bool, AppError> {
    let grants = accounts::grants_in_force(tx, account, app.today())?;
    let three = [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin];
    Ok(grants.iter().any(|grant| three.contains(&grant.role)))
}

/// Index of the newest event of a kind about an account.
fn newest(
    tx: &mut ReadTx<'_>,
    action: Action,
    account: AccountId,
) -> Result<Option<u64>, AppError> {
    let (record, action) = (Some(account.to_string()), Some(action.code().to_owned()));
    let wanted = Wanted { record, action, ..Wanted::default() };
    let (found, _) = audit::list(tx, &wanted, Window { limit: 1, offset: 0 })?;
    Ok(found.first().map(|logged| logged.index))
}

/// Carries a request out: a new start password, no second factor, no recovery codes, no sessions.
/// Gives the login name and the password, which is shown once.
///
/// # Errors
/// The caller is no other administrator who showed his second factor, the request is none, too old
/// or carried out already, or what the store answers.
pub async fn carry_out(app: &App, call: &Call, request: u64) -> Result<(String, String), AppError> {
    let approver = call.account()?;
    if call.actor.pending.is_some() || !call.actor.stepped_up {
        return Err(Denial::StepUp.into());
    }
    let (password, hash) = start_password(app).await?;
    let (cx, ids, now) = (app.clone(), app.ids(), app.now());
    let login = app
        .write(&call.forgetful(), move |tx| {
            let id = requested(&cx, tx, request)?;
            if approver == id {
                return Err(AccountError::Oneself.into());
            }
            if !administrator(&cx, tx, approver)? {
                return Err(Denial::Role.into());
            }
            let stored = tx.need::<Account>(&id)?;
            let stored = tx.save(stored)?;
            for state in [CredentialState::Confirmed, CredentialState::Offered] {
                if let Some(factor) = credentials::factor(tx, id, state)? {
                    let state = CredentialState::Removed;
                    tx.save(factor.map(|old| SecondFactor { state, ..old }))?;
                }
            }
            replace_codes(tx, &ids, id, &[])?;
            set_password(tx, &ids, now, id, hash, true)?;
            let mut aside = tx.aside();
            sessions::end_all(&mut aside, id, None, now)?;
            credentials::forget_devices(&mut aside, id)?;
            let details = Json::object([("request", Json::count(request))]);
            let event = Event::new(Action::EmergencyDone, id).with(details);
            Ok(tx.record(event, stored.value.login))
        })
        .await?;
    Ok((login, password))
}

/// Whose access a request is about, while it may be carried out.
fn requested(app: &App, tx: &mut ReadTx<'_>, request: u64) -> Result<AccountId, AppError> {
    let none = |text: &str| AppError::new(Kind::Conflict, "emergency.request", text);
    let wanted = Wanted { index: Some(request), ..Wanted::default() };
    let (found, _) = audit::list(tx, &wanted, Window { limit: 1, offset: 0 })?;
    let asked = found.into_iter().next();
    let asked = asked.filter(|logged| logged.action == Action::EmergencyAsked.code());
    let asked = asked.ok_or_else(|| none("没有这个编号的紧急恢复申请；请核对编号。"))?;
    if app.now().unix() - asked.time.unix() > OPEN_SECONDS {
        return Err(none("这项申请已超过 60 分钟；请在终端上重新申请。"));
    }
    let account = AccountId::parse(&asked.record)?;
    if newest(tx, Action::EmergencyDone, account)?.is_some_and(|done| done > request) {
        return Err(none("这项申请已经办过；确有需要请重新申请。"));
    }
    Ok(account)
}

/// The organ with a short code, for the command line, which does not know ids.
///
/// # Errors
/// None or more than one, or what the store answers.
pub async fn organ_of(app: &App, code: &str, region: Option<&str>) -> Result<Organ, AppError> {
    let region = region.map(DivisionCode::parse).transpose()?;
    let code = code.trim().to_owned();
    app.read(move |tx| {
        let window = Window { limit: 200, offset: 0 };
        let (found, _) =
            sunlot_store::organs::list(tx, region.as_ref(), Some(&code), "code", window)?;
        let mut same: Vec<Organ> = found.into_iter().map(|stored| stored.value).collect();
        same.retain(|organ| organ.code == code);
        match same.len() {
            1 => Ok(same.remove(0)),
            0 => {
                let text = format!("没有简码为“{code}”的部门；请核对。");
                Err(AppError::new(Kind::Missing, "organ.code", text))
            }
            _ => {
                let text =
                    format!("有几个地方的部门简码都是“{code}”；请用 --region 写明区划代码。");
                Err(AppError::new(Kind::Invalid, "organ.ambiguous", text))
            }
        }
    })
    .await
}
