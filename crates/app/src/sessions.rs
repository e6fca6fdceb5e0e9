//! 会话: from the token of a cookie to who asks, and how a session ends.

use serde::{Deserialize, Serialize};
use serde_json::json;
use sunlot_domain::accounts::{Account, AccountState};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::credentials::CredentialState;
use sunlot_domain::ids::{AccountId, Id as _, SessionId};
use sunlot_domain::policy::{Denial, Permission};
use sunlot_domain::roles::{Actor, Grant, Pending};
use sunlot_sortition::digest::Digest;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::UtcSecond;
use sunlot_store::sessions::OpenSession;
use sunlot_store::{ReadTx, accounts, credentials, sessions};
use utoipa::ToSchema;

use crate::auth;
use crate::context::{App, Call};
use crate::error::AppError;

/// Seconds without a request after which a session ends.
pub const IDLE_SECONDS: i64 = 30 * 60;

/// Seconds after which a session ends in any case.
pub const ABSOLUTE_SECONDS: i64 = 12 * 3_600;

/// Seconds for which a second factor counts as just shown.
pub const STEP_UP_SECONDS: i64 = 5 * 60;

/// Seconds between two notes that a session is used.
const TOUCH_SECONDS: i64 = 60;

/// Days after which what is technical goes, and after which a device is forgotten.
const KEPT_DAYS: i64 = 7;
const DEVICE_DAYS: i64 = 180;

/// What is stored of a session's token.
#[must_use]
pub fn token_digest(token: &str) -> Digest {
    auth::digest("session", token)
}

/// What a client sends in `X-CSRF-Token` beside the cookie with this token: a page of another
/// site can make a browser send the cookie and cannot know this.
#[must_use]
pub fn csrf_token(token: &str) -> String {
    auth::digest("csrf", token).to_hex()
}

/// Whether what came in `X-CSRF-Token` belongs to the token.
#[must_use]
pub fn csrf_fits(token: &str, given: &str) -> bool {
    auth::same(&csrf_token(token), given)
}

/// Who holds a token: the public when there is none, or it has ended. Account and grants are read
/// anew for each request, so that taking one back works at once.
///
/// # Errors
/// What the store answers.
pub async fn actor(app: &App, token: Option<&str>) -> Result<Actor, AppError> {
    let Some(token) = token else { return Ok(Actor::public()) };
    let (digest, now, cx) = (token_digest(token), app.now(), app.clone());
    let found = app
        .read(move |tx| {
            let Some((session, account)) = open(&cx, tx, &digest)? else { return Ok(None) };
            let (grants, pending) = standing(&cx, tx, account.id)?;
            Ok(Some((session, account, grants, pending)))
        })
        .await?;
    let Some((session, account, grants, pending)) = found else { return Ok(Actor::public()) };
    if now.unix() - session.last_seen.unix() >= TOUCH_SECONDS {
        let touched = app.technical(move |tx| Ok(sessions::touch(tx, session.id, now)?)).await;
        if let Err(error) = touched {
            // The request goes on: at worst the session ends for idleness a little early.
            tracing::warn!(%error, "the use of a session was not noted");
        }
    }
    let (id, name) = (account.id, account.name);
    let stepped_up = session.stepped_up.is_some_and(|at| now.unix() - at.unix() <= STEP_UP_SECONDS);
    Ok(Actor { account: Some(id), name, grants, stepped_up, pending })
}

/// The session of a token with its account, if both are good now.
fn open(
    app: &App,
    tx: &mut ReadTx<'_>,
    token: &Digest,
) -> Result<Option<(OpenSession, Account)>, AppError> {
    let Some(session) = sessions::by_token(tx, token)? else { return Ok(None) };
    let account = tx.need::<Account>(&session.account)?.value;
    let good = alive(&session, app.now()) && account.state == AccountState::Active;
    Ok(good.then_some((session, account)))
}

fn alive(session: &OpenSession, now: UtcSecond) -> bool {
    let age = |since: UtcSecond| now.unix() - since.unix();
    age(session.last_seen) <= IDLE_SECONDS && age(session.opened) <= ABSOLUTE_SECONDS
}

/// Grants in force, and what has to be done before they can be used.
fn standing(
    app: &App,
    tx: &mut ReadTx<'_>,
    account: AccountId,
) -> Result<(Vec<Grant>, Option<Pending>), AppError> {
    let grants = accounts::grants_in_force(tx, account, app.today())?;
    let password = credentials::password(tx, account)?;
    let due = password.is_none_or(|stored| {
        let age = (app.now().unix() - stored.value.set_at.unix()) / 86_400;
        stored.value.start || app.auth.profile().expired(age)
    });
    if due {
        return Ok((grants, Some(Pending::Password)));
    }
    let asked = grants.iter().any(|grant| app.policy.needs_second_factor(grant.role));
    let missing = asked && credentials::factor(tx, account, CredentialState::Confirmed)?.is_none();
    Ok((grants, missing.then_some(Pending::SecondFactor)))
}

/// 本人的会话, as the page shows it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SessionView {
    /// 账号标识。
    pub account: String,
    /// 登录名。
    pub login: String,
    /// 姓名。
    pub name: String,
    /// 所在部门。
    pub organ: String,
    /// 现在有效的授权。
    pub grants: Vec<HeldGrant>,
    /// 现在有的权限（须再次验证身份的也列入）。
    pub permissions: Vec<String>,
    /// 必须先办的事：password（修改口令）或 second_factor（启用动态口令）。
    pub pending: Option<String>,
    /// 是否已启用动态口令。
    pub second_factor: bool,
    /// 再次验证身份的有效期至。
    pub stepped_up_until: Option<String>,
    /// 会话最迟结束的时间。
    pub ends_at: String,
    /// 平台现在的时间；设备按它校准采集的时间。
    pub now: String,
    /// 写操作须在 X-CSRF-Token 请求头中带回。
    pub csrf_token: String,
}

/// 一项有效的授权。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HeldGrant {
    /// 角色代码。
    pub role: String,
    /// 角色。
    pub role_name: String,
    /// 部门。
    pub organ: String,
    /// 区划。
    pub region: String,
    /// 截止日。
    pub valid_to: Option<String>,
}

/// Shows the session of a token.
///
/// # Errors
/// Nobody is logged in, or what the store answers.
pub async fn show(app: &App, token: Option<&str>) -> Result<SessionView, AppError> {
    let token = token.ok_or(Denial::Anonymous)?.to_owned();
    let cx = app.clone();
    app.read(move |tx| {
        let (session, account) = open(&cx, tx, &token_digest(&token))?.ok_or(Denial::Anonymous)?;
        let (grants, pending) = standing(&cx, tx, account.id)?;
        let factor = credentials::factor(tx, account.id, CredentialState::Confirmed)?.is_some();
        let until = |from: UtcSecond, seconds| from.plus(seconds).map(|time| time.to_string());
        let stepped =
            session.stepped_up.filter(|at| cx.now().unix() - at.unix() <= STEP_UP_SECONDS);
        let (name, id) = (account.name.clone(), account.id);
        let actor = Actor { account: Some(id), name, grants, stepped_up: true, pending };
        let held = |permission: &&Permission| cx.policy.admit(&actor, **permission).is_ok();
        let permissions = Permission::ALL.iter().filter(held).map(|p| p.code().to_owned());
        Ok(SessionView {
            permissions: permissions.collect(),
            account: account.id.to_string(),
            login: account.login,
            name: account.name,
            organ: account.organ.to_string(),
            grants: actor.grants.iter().map(held_grant).collect(),
            pending: pending.map(|pending| pending.code().to_owned()),
            second_factor: factor,
            stepped_up_until: stepped.and_then(|at| until(at, STEP_UP_SECONDS)),
            ends_at: until(session.opened, ABSOLUTE_SECONDS).unwrap_or_default(),
            now: cx.now().to_string(),
            csrf_token: csrf_token(&token),
        })
    })
    .await
}

fn held_grant(grant: &Grant) -> HeldGrant {
    HeldGrant {
        role: grant.role.code().into(),
        role_name: grant.role.name_zh().into(),
        organ: grant.organ.to_string(),
        region: grant.region.as_str().into(),
        valid_to: grant.valid_to.map(|day| day.to_string()),
    }
}

/// 一个会话, as the list of own sessions shows it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SessionRow {
    /// 标识。
    pub id: String,
    /// 登录时间。
    pub opened: String,
    /// 最近使用，精确到分钟。
    pub last_seen: String,
    /// 登录时所在的网段。
    pub client: String,
    /// 浏览器。
    pub agent: String,
    /// 是否就是现在这个会话。
    pub current: bool,
}

/// Lists the caller's own sessions, the newest first.
///
/// # Errors
/// Nobody is logged in, or what the store answers.
pub async fn list(app: &App, call: &Call, token: &str) -> Result<Vec<SessionRow>, AppError> {
    let account = call.account()?;
    let (digest, now) = (token_digest(token), app.now());
    app.read(move |tx| {
        let current = sessions::by_token(tx, &digest)?.map(|session| session.id);
        let open = sessions::of_account(tx, account)?;
        let open = open.into_iter().filter(|session| alive(session, now));
        let row = |session: OpenSession| SessionRow {
            id: session.id.to_string(),
            opened: session.opened.to_string(),
            last_seen: session.last_seen.to_string(),
            client: session.client,
            agent: session.agent,
            current: Some(session.id) == current,
        };
        Ok(open.map(row).collect())
    })
    .await
}

/// 结束了几个会话。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Ended {
    /// 个数。
    pub ended: u64,
}

/// Ends the session of a token: logging out.
///
/// # Errors
/// Nobody is logged in, or what the store answers.
pub async fn log_out(app: &App, call: &Call, token: &str) -> Result<Ended, AppError> {
    let digest = token_digest(token);
    let found = app.read(move |tx| Ok(sessions::by_token(tx, &digest)?)).await?;
    let session = found.ok_or(Denial::Anonymous)?;
    end(app, call, &session.id.to_string()).await
}

/// Ends one of the caller's own sessions.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn end(app: &App, call: &Call, id: &str) -> Result<Ended, AppError> {
    let (account, id, now) = (call.account()?, SessionId::parse(id)?, app.now());
    app.write(call, move |tx| {
        let ended = sessions::end(&mut tx.aside(), account, id, now)?;
        if ended == 0 {
            return Err(AppError::missing());
        }
        Ok(tx.record(Event::new(Action::SessionEnded, id), Ended { ended }))
    })
    .await
}

/// Ends all of the caller's own sessions, this one too.
///
/// # Errors
/// Nobody is logged in, or what the store answers.
pub async fn end_all(app: &App, call: &Call) -> Result<Ended, AppError> {
    let (account, now) = (call.account()?, app.now());
    app.write(call, move |tx| {
        let ended = sessions::end_all(&mut tx.aside(), account, None, now)?;
        let details = Json::object([("count", Json::count(ended))]);
        let event = Event::new(Action::SessionEnded, account).with(details);
        Ok(tx.record(event, Ended { ended }))
    })
    .await
}

/// Removes technical rows that are a week old and devices that were not used for half a year;
/// for a timer. Gives how many went.
///
/// # Errors
/// What the store answers.
pub async fn sweep(app: &App) -> Result<u64, AppError> {
    let ago = |days: i64| app.now().plus(-days * 86_400).unwrap_or(app.now());
    let (before, devices_before) = (ago(KEPT_DAYS), ago(DEVICE_DAYS));
    app.technical(move |tx| Ok(sessions::sweep(tx, before, devices_before)?)).await
}

/// The refusal of whoever tried too often.
pub(crate) fn too_many(seconds: i64) -> AppError {
    let text = format!(
        "尝试次数过多，请在 {seconds} 秒后再试；您以前登录过的设备不受别人尝试的影响。忘记口令请联系\
         系统管理员重置。"
    );
    let error = AppError::new(crate::Kind::TooMany, "login.wait", text);
    error.with(json!({ "retry_after": seconds }))
}
