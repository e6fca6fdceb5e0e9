//! 留痕的查阅: who may see whose events, the timeline of one record, the proof of one event.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::Action;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Role;
use sunlot_record::evidence::{Evidence, Opening};
use sunlot_sortition::log::tiled;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::time::UtcSecond;
use sunlot_store::audit::{self, Logged, Wanted, Whose};
use sunlot_store::ledger::{self, StoredNodes};
use sunlot_store::{ReadTx, StoreError};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::{AppError, Kind};
use crate::page::{Page, PageRequest};

/// 一条留痕。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EventView {
    /// 在日志中的序号。
    pub index: u64,
    /// 时间。
    pub time: String,
    /// 做了什么（代码）。
    pub action: String,
    /// 做了什么。
    pub action_name: String,
    /// 对哪条记录。
    pub record: String,
    /// 账号；公众和程序本身没有。
    pub account: Option<String>,
    /// 姓名。
    pub actor: String,
    /// 理由。
    pub reason: String,
    /// 改了什么；您无权查看业务内容时没有。
    pub changes: Option<serde_json::Value>,
}

/// 一条留痕和它的凭据。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EventPage {
    /// 留痕。
    #[serde(flatten)]
    pub event: EventView,
    /// 凭据，可离线核验；还没有公布的检查点时为空，过一分钟再看。
    pub evidence: Option<serde_json::Value>,
}

/// 留痕列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct AuditFilter {
    /// 记录的标识。
    pub record: Option<String>,
    /// 账号。
    pub account: Option<String>,
    /// 做了什么（代码），如 `plan.publish`。
    pub action: Option<String>,
    /// 不早于，如 `2026-03-01T00:00:00Z`。
    pub from: Option<String>,
    /// 早于。
    pub to: Option<String>,
}

/// Whose events somebody may see: administrators see each other's and never their own; the
/// auditor sees that all others act, too; an observer sees the business of his division.
fn visible(app: &App, call: &Call) -> Vec<Whose> {
    let scopes = app.policy.scopes(&call.actor, Permission::AuditRead);
    let whose = scopes.into_iter().map(|(_, grant)| match grant.role {
        Role::SecurityAdmin => Whose::Roles(&["SA", "AA"]),
        Role::AuditAdmin => Whose::NotRoles(&["AA"]),
        _ => Whose::Region(grant.region.clone()),
    });
    whose.collect()
}

/// Whether the contents of business events are kept from somebody.
fn sees_contents(call: &Call, action: &str) -> bool {
    let administrator = call.actor.grants.iter().any(|grant| grant.role.is_administrator());
    let noun = action.split('.').next().unwrap_or_default();
    !administrator || ["account", "grant", "session", "organ", "region", "ceremony"].contains(&noun)
}

/// Lists events, the newest first.
///
/// # Errors
/// A filter that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    filter: AuditFilter,
    page: PageRequest,
) -> Result<Page<EventView>, AppError> {
    app.policy.admit(&call.actor, Permission::AuditRead)?;
    let time = |text: Option<String>| text.map(|text| UtcSecond::parse(&text)).transpose();
    let wanted = Wanted {
        record: filter.record,
        actor: filter.account,
        action: filter.action,
        from: time(filter.from)?,
        to: time(filter.to)?,
        index: None,
        whose: visible(app, call),
    };
    let window = page.window()?;
    let (found, total) = app.read(move |tx| Ok(audit::list(tx, &wanted, window)?)).await?;
    let shown = |event: Logged| {
        let contents = sees_contents(call, &event.action);
        view(event, contents)
    };
    let items = found.into_iter().map(shown).collect::<Result<Vec<_>, _>>()?;
    Ok(page.answer(items, total))
}

/// What happened to one record, in order: for whoever may read the record, which the caller has
/// found out.
///
/// # Errors
/// What the store answers.
pub fn timeline(tx: &mut ReadTx<'_>, record: &str) -> Result<Vec<EventView>, AppError> {
    audit::timeline(tx, record)?.into_iter().map(|event| view(event, true)).collect()
}

fn view(event: Logged, contents: bool) -> Result<EventView, AppError> {
    let corrupt = |e: serde_json::Error| StoreError::Corrupt(e.to_string());
    let mut body: serde_json::Value = serde_json::from_str(&event.body).map_err(corrupt)?;
    let text =
        |body: &serde_json::Value, key: &str| body[key].as_str().unwrap_or_default().to_owned();
    let action = Action::parse(&event.action);
    Ok(EventView {
        index: event.index,
        time: event.time.to_string(),
        action_name: action.map_or_else(|| event.action.clone(), |a| a.name_zh().to_owned()),
        action: event.action,
        record: event.record,
        account: event.actor,
        actor: text(&body, "actor"),
        reason: if contents { text(&body, "reason") } else { String::new() },
        changes: contents.then(|| body["changes"].take()),
    })
}

/// One event that somebody may see, with its proof as soon as there is one.
///
/// # Errors
/// Missing or not for this person, or what the store answers.
pub async fn show(app: &App, call: &Call, index: u64) -> Result<EventPage, AppError> {
    one(app, call, index, |tx, event, contents| {
        let evidence = match proof(tx, event.clone(), contents) {
            Err(error) if error.code == NOT_SIGNED => None,
            found => Some(found?),
        };
        Ok(EventPage { event: view(event, contents)?, evidence })
    })
    .await
}

/// Hands on one event that somebody may see, and whether its contents are for him.
async fn one<T, F>(app: &App, call: &Call, index: u64, hand: F) -> Result<T, AppError>
where
    T: Send + 'static,
    F: FnOnce(&mut ReadTx<'_>, Logged, bool) -> Result<T, AppError> + Send + 'static,
{
    app.policy.admit(&call.actor, Permission::AuditRead)?;
    let wanted = Wanted { index: Some(index), whose: visible(app, call), ..Wanted::default() };
    let call = call.clone();
    app.read(move |tx| {
        let window = sunlot_store::Window { limit: 1, offset: 0 };
        let (mut found, _) = audit::list(tx, &wanted, window)?;
        let event = found.pop().ok_or_else(AppError::missing)?;
        let contents = sees_contents(&call, &event.action);
        hand(tx, event, contents)
    })
    .await
}

/// The code of the refusal while no checkpoint covers an entry.
const NOT_SIGNED: &str = "log.not_signed";

/// The proof of one event that somebody may see: entry, inclusion proofs, checkpoint, and details
/// with their salt when he may see the contents. Checked by
/// [`sunlot_record::evidence::Evidence::check`] without the platform.
///
/// # Errors
/// Missing or not for this person, not signed yet, or what the store answers.
pub async fn evidence(app: &App, call: &Call, index: u64) -> Result<serde_json::Value, AppError> {
    one(app, call, index, proof).await
}

fn proof(
    tx: &mut ReadTx<'_>,
    event: Logged,
    contents: bool,
) -> Result<serde_json::Value, AppError> {
    let index = event.index;
    let later = || {
        let text = "这一条还没有公布的检查点；请过一分钟再取凭据。";
        AppError::new(Kind::Conflict, NOT_SIGNED, text)
    };
    let signed = ledger::published(tx)?.filter(|signed| signed.size > index).ok_or_else(later)?;
    let mut path = |suite| {
        let path = tiled::inclusion(&mut StoredNodes(tx), suite, index, signed.size)?;
        Ok::<_, StoreError>(path.unwrap_or_default())
    };
    let paths = [path(Suite::Sha256)?, path(Suite::Sm3)?];
    let entry = ledger::entries(tx, index, index + 1)?.pop().ok_or_else(AppError::missing)?;
    let entry = String::from_utf8(entry.bytes).map_err(|e| StoreError::Corrupt(e.to_string()))?;
    let opening = if contents {
        let rows = audit::row_lines(tx, index)?;
        Some(Opening { salt: event.salt, details: event.body, rows })
    } else {
        None
    };
    let (sha256, sm3) = (signed.sha256, signed.sm3);
    let evidence = Evidence { index, entry, sha256, sm3, paths, opening };
    let json = evidence.to_json().encode();
    Ok(serde_json::from_str(&json).map_err(|e| StoreError::Corrupt(e.to_string()))?)
}
