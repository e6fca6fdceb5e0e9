//! 回避申报: an inspector declares for himself from whom he keeps away.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{Id, InspectorId, LinkId, SubjectId};
use sunlot_domain::inspectors::{Conflict, ConflictKind, Inspector, InspectorError};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::SubjectEntry;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::inspectors::{self as store, ConflictFilter};
use sunlot_store::{ReadTx, Stored};
use utoipa::{IntoParams, ToSchema};

use super::{Sight, place};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::organs::required_reason;
use crate::page::{Page, PageRequest};
use crate::visible::person;

/// 申报回避。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewConflict {
    /// 检查对象的标识。
    pub subject: String,
    /// 情形：C 回避、R1 上次检查过、R2 上上次检查过。
    pub code: String,
    /// 说明，只在内部显示。
    #[serde(default)]
    pub note: String,
    /// 自哪天起；不写为今天。
    #[serde(default)]
    pub valid_from: Option<String>,
    /// 到哪天止；不写为长期。
    #[serde(default)]
    pub valid_to: Option<String>,
}

/// 回避情形消除。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ConflictEnd {
    /// 您看到的版本。
    pub version: u64,
    /// 最后一天；不写为昨天，即今天起不再回避。早于开始日期的，等于没有申报。
    #[serde(default)]
    pub last_day: Option<String>,
    /// 理由。
    pub reason: String,
}

/// 回避情形列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct ConflictQuery {
    /// 人员。
    pub inspector: Option<String>,
    /// 检查对象。
    pub subject: Option<String>,
    /// 只列出在这一天有效的。
    pub on: Option<String>,
}

/// 回避情形, as it is shown.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ConflictView {
    /// 标识。
    pub id: String,
    /// 人员。
    pub inspector: String,
    /// 检查对象。
    pub subject: String,
    /// 检查对象名称。
    pub subject_name: String,
    /// 情形：C、R1、R2。
    pub code: String,
    /// 说明。
    pub note: String,
    /// 自哪天起。
    pub valid_from: String,
    /// 到哪天止。
    pub valid_to: Option<String>,
    /// 已撤回，从未有效。
    pub withdrawn: bool,
    /// 版本，处理时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// Lists conflicts of the inspectors whom the caller sees, newest first.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    query: ConflictQuery,
    page: PageRequest,
) -> Result<Page<ConflictView>, AppError> {
    let filter = ConflictFilter {
        reached: Sight::of(app, call).reached,
        inspector: query.inspector.as_deref().map(InspectorId::parse).transpose()?,
        subject: query.subject.as_deref().map(SubjectId::parse).transpose()?,
        on: query.on.as_deref().map(Day::parse).transpose()?,
    };
    let (window, cx, asked) = (page.window()?, app.clone(), call.clone());
    let (items, total) = app
        .read(move |tx| {
            let (found, total) = store::list_conflicts(tx, &filter, window)?;
            let views = found.into_iter().map(|row| view(&cx, &asked, tx, row));
            Ok((views.collect::<Result<Vec<_>, AppError>>()?, total))
        })
        .await?;
    Ok(page.answer(items, total))
}

/// Declares that the caller keeps away from a subject.
///
/// # Errors
/// The caller is no inspector, the subject is missing, declared already, or what the store
/// answers.
pub async fn declare(app: &App, call: &Call, new: NewConflict) -> Result<ConflictView, AppError> {
    let account = person(call)?;
    let subject = SubjectId::parse(&new.subject)?;
    let code = ConflictKind::parse(&new.code).ok_or_else(|| {
        let text = "情形应为 C（回避）、R1（上次检查过）或 R2（上上次检查过）；请更正。";
        AppError::field("code", "conflict.code", text)
    })?;
    let valid_from = new.valid_from.as_deref().map_or(Ok(app.today()), Day::parse)?;
    let valid_to = new.valid_to.as_deref().map(Day::parse).transpose()?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let own = store::by_account(tx, account)?.ok_or(InspectorError::NotInspector)?.value;
        let organ = tx.need::<Organ>(&own.organ)?.value;
        cx.authorize(&asked, Permission::ConflictDeclare, &place(&organ))?;
        tx.need::<SubjectEntry>(&subject)?;
        let conflict = Conflict {
            id: cx.ids().make(),
            inspector: own.id,
            subject,
            code,
            note: new.note.trim().to_owned(),
            valid_from,
            valid_to,
            declared_by: Some(account),
            withdrawn: false,
        };
        conflict.check()?;
        if store::conflict_of(tx, own.id, subject, code, valid_from)?.is_some() {
            return Err(InspectorError::ConflictDeclared.into());
        }
        let event = Event::new(Action::ConflictDeclared, own.id).with(described(&conflict));
        let stored = tx.insert(conflict)?;
        let view = view(&cx, &asked, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// 回避情形消除: the one who declared it says that it is over.
///
/// # Errors
/// Missing, also for a conflict of somebody else; over already, another version, or what the store
/// answers.
pub async fn end(
    app: &App,
    call: &Call,
    id: &str,
    end: ConflictEnd,
) -> Result<ConflictView, AppError> {
    let id = LinkId::parse(id)?;
    let account = person(call)?;
    let reason = required_reason(&end.reason)?;
    let last_day = match end.last_day.as_deref() {
        Some(day) => Day::parse(day)?,
        None => app.today().plus(-1).unwrap_or_else(|| app.today()),
    };
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let stored = tx.need::<Conflict>(&id)?;
        let inspector = tx.need::<Inspector>(&stored.value.inspector)?.value;
        let organ = tx.need::<Organ>(&inspector.organ)?.value;
        cx.authorize(&asked, Permission::ConflictDeclare, &place(&organ))?;
        if inspector.account != Some(account) {
            return Err(AppError::missing());
        }
        let (log_index, conflict) = (stored.log_index, stored.value.end(last_day)?);
        let event = Event::new(Action::ConflictEnded, inspector.id).because(reason);
        let event = event.with(described(&conflict));
        let stored = tx.save(Stored { value: conflict, version: end.version, log_index })?;
        let view = view(&cx, &asked, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

fn described(conflict: &Conflict) -> Json {
    let to = conflict.valid_to.map(|day| day.to_string()).unwrap_or_default();
    Json::object([
        ("code", Json::text(conflict.code.code())),
        ("note", Json::text(&conflict.note)),
        ("subject", Json::text(conflict.subject.to_string())),
        ("valid_from", Json::text(conflict.valid_from.to_string())),
        ("valid_to", Json::text(to)),
        ("withdrawn", Json::bool(conflict.withdrawn)),
    ])
}

fn view(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    stored: Stored<Conflict>,
) -> Result<ConflictView, AppError> {
    let it = stored.value;
    let inspector = tx.need::<Inspector>(&it.inspector)?.value;
    let own = inspector.account.is_some() && inspector.account == call.actor.account;
    let open = !it.withdrawn && it.valid_to.is_none_or(|last| last >= app.today());
    let allowed = (own && open).then(|| "end".to_owned());
    Ok(ConflictView {
        id: it.id.to_string(),
        inspector: it.inspector.to_string(),
        subject: it.subject.to_string(),
        subject_name: tx.need::<SubjectEntry>(&it.subject)?.value.name,
        code: it.code.code().into(),
        note: it.note,
        valid_from: it.valid_from.to_string(),
        valid_to: it.valid_to.map(|day| day.to_string()),
        withdrawn: it.withdrawn,
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: allowed.into_iter().collect(),
    })
}
