//! 更正、撤回 of a published result: proposed by the organ, approved within it and from outside (S12).

use serde::{Deserialize, Serialize};
use sunlot_domain::accounts::Account;
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{AccountId, Id as _, ResultChangeId, ResultId};
use sunlot_domain::policy::Permission;
use sunlot_domain::results::{
    ChangeKind, ChangeState, CheckResult, ResultChange, ResultCode, ResultError,
};
use sunlot_domain::roles::Place;
use sunlot_sortition::jcs::Json;
use sunlot_store::results::{self, ChangeFilter};
use sunlot_store::{ReadTx, Stored, WriteTx};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::AppError;
use crate::organs::required_reason;
use crate::page::{Page, PageRequest};
use crate::visible;

/// 更正或撤回。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = ResultChangeView)]
pub struct ChangeView {
    /// 标识。
    pub id: String,
    /// 结果。
    pub result: String,
    /// 检查机关。
    pub organ: String,
    /// 产生第几版。
    pub edition: u32,
    /// correct 更正、withdraw 撤回。
    pub kind: String,
    /// 更正前的结果。
    pub before_code: String,
    /// 更正前的文字。
    pub before_text: String,
    /// 更正后的结果。
    pub code: String,
    /// 更正后的文字。
    pub text: String,
    /// 理由，生效后公开。
    pub reason: String,
    /// proposed 待批准、applied 已生效、refused 不批准。
    pub state: String,
    /// 本部门已批准。
    pub inner_approved: bool,
    /// 部门以外已批准。
    pub outer_approved: bool,
    /// 提出之日。
    pub proposed_on: String,
    /// 生效之日。
    pub applied_on: Option<String>,
    /// 不批准的意见。
    pub opinion: Option<String>,
    /// 版本。
    pub version: u64,
    /// 日志序号。
    pub log_index: u64,
    /// 现在可以办理的。
    pub allowed_actions: Vec<String>,
}

/// 提出更正或撤回。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ChangeForm {
    /// 您看到的结果的版次。
    pub edition: u32,
    /// correct 更正、withdraw 撤回。
    pub kind: String,
    /// 更正后的结果；撤回不写。
    #[serde(default)]
    pub code: Option<String>,
    /// 更正后的文字；撤回不写。
    #[serde(default)]
    pub text: Option<String>,
    /// 理由，公开，4 至 500 个字。
    pub reason: String,
}

/// 批准或不批准。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DecideChange {
    /// 您看到的版本。
    pub version: u64,
    /// 同意。
    pub agree: bool,
    /// 意见；不同意时必填。
    #[serde(default)]
    pub opinion: String,
}

/// 列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct ChangeQuery {
    /// 状态：proposed、applied、refused。
    pub state: Option<String>,
}

/// The organ with its own division: a change belongs where the result does.
fn place(tx: &mut ReadTx<'_>, change: &ResultChange) -> Result<Place, AppError> {
    let result = tx.need::<CheckResult>(&change.result)?.value;
    Ok(Place::of(result.organ, result.region))
}

fn see(app: &App, call: &Call, place: &Place) -> Result<(), AppError> {
    visible::see(app, call, Permission::ResultChangeRead, place)
}

fn view(app: &App, call: &Call, place: &Place, stored: Stored<ResultChange>) -> ChangeView {
    let it = stored.value;
    let open = it.state == ChangeState::Proposed;
    let fresh = call.actor.account.is_some_and(|me| {
        it.proposed_by != me && it.inner_by != Some(me) && it.outer_by != Some(me)
    });
    let may = |permission| open && fresh && app.may(call, permission, place);
    let mut actions = Vec::new();
    if it.inner_by.is_none() && may(Permission::ResultChangeApprove) {
        actions.push("approve".to_owned());
    }
    if it.outer_by.is_none() && may(Permission::ResultChangeConcur) {
        actions.push("concur".to_owned());
    }
    ChangeView {
        id: it.id.to_string(),
        result: it.result.to_string(),
        organ: it.organ.to_string(),
        edition: it.edition,
        kind: it.kind.code().into(),
        before_code: it.before_code.code().into(),
        before_text: it.before_text,
        code: it.code.code().into(),
        text: it.text,
        reason: it.reason,
        state: it.state.code().into(),
        inner_approved: it.inner_by.is_some(),
        outer_approved: it.outer_by.is_some(),
        proposed_on: it.proposed_on.to_string(),
        applied_on: it.applied_on.map(|day| day.to_string()),
        opinion: it.opinion,
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: actions,
    }
}

/// Lists changes: what waits for an approval first of all.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list_changes(
    app: &App,
    call: &Call,
    query: ChangeQuery,
    page: PageRequest,
) -> Result<Page<ChangeView>, AppError> {
    let (window, order) = (page.window()?, page.order(&["proposed_on", "state"], "id DESC")?);
    let state = query.state.as_deref().map(|code| {
        let text = format!("“{code}”不是可用的状态；见接口说明。");
        ChangeState::parse(code).ok_or_else(|| AppError::field("state", "list.code", text))
    });
    let visible = visible::scope(app, call, Permission::ResultChangeRead);
    let which = ChangeFilter { visible, state: state.transpose()? };
    let (cx, asked) = (app.clone(), call.clone());
    let (items, total) = app
        .read(move |tx| {
            let (found, total) = results::list_changes(tx, &which, &order, window)?;
            let mut items = Vec::with_capacity(found.len());
            for change in found {
                let place = place(tx, &change.value)?;
                items.push(view(&cx, &asked, &place, change));
            }
            Ok::<_, AppError>((items, total))
        })
        .await?;
    Ok(page.answer(items, total))
}

/// Shows a change.
///
/// # Errors
/// Missing, also for what the caller may not see.
pub async fn show_change(app: &App, call: &Call, id: &str) -> Result<ChangeView, AppError> {
    let id = ResultChangeId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let found = tx.need::<ResultChange>(&id)?;
        let place = place(tx, &found.value)?;
        see(&cx, &asked, &place)?;
        Ok(view(&cx, &asked, &place, found))
    })
    .await
}

/// 提出更正或撤回 by the organ that published it.
///
/// # Errors
/// Missing, another edition, a change that waits, nothing that changes.
pub async fn propose_change(
    app: &App,
    call: &Call,
    id: &str,
    form: ChangeForm,
) -> Result<ChangeView, AppError> {
    let (id, by) = (ResultId::parse(id)?, visible::person(call)?);
    let wrong = |field: &'static str| {
        AppError::field(field, "result_change.code", "种类或结果的代码不对；见接口说明。")
    };
    let kind = ChangeKind::parse(&form.kind).ok_or_else(|| wrong("kind"))?;
    let code =
        form.code.as_deref().map(|code| ResultCode::parse(code).ok_or_else(|| wrong("code")));
    let code = code.transpose()?;
    let reason = required_reason(&form.reason)?;
    if form.text.as_ref().is_some_and(|text| text.chars().count() > 1_000) {
        return Err(AppError::field("text", "result_change.text", "文字至多 1000 个字。"));
    }
    let (cx, asked, ids, today) = (app.clone(), call.clone(), app.ids(), app.today());
    app.write(call, move |tx| {
        let result = tx.need::<CheckResult>(&id)?.value;
        let place = Place::of(result.organ, result.region.clone());
        cx.authorize(&asked, Permission::ResultChange, &place)?;
        if result.edition != form.edition {
            let text = "结果在您打开之后已有新的版次；请刷新后再提出。";
            return Err(AppError::new(crate::error::Kind::Conflict, "result.edition", text));
        }
        let known = results::changes(tx, id)?;
        if known.iter().any(|change| change.value.state == ChangeState::Proposed) {
            return Err(ResultError::ChangeWaits.into());
        }
        let keep = kind == ChangeKind::Withdraw;
        let change = ResultChange {
            id: ids.make(),
            result: id,
            organ: result.organ,
            edition: result.edition + 1,
            kind,
            before_code: result.code,
            before_text: result.text.clone(),
            code: code.filter(|_| !keep).unwrap_or(result.code),
            text: form.text.filter(|_| !keep).unwrap_or_else(|| result.text.clone()),
            reason: reason.clone(),
            proposed_by: by,
            proposed_on: today,
            state: ChangeState::Proposed,
            inner_by: None,
            outer_by: None,
            refused_by: None,
            opinion: None,
            applied_on: None,
        };
        change.check(&result)?;
        let stored = tx.insert(change)?;
        let event = Event::new(Action::ResultChangeProposed, stored.value.id).because(reason);
        Ok(tx.record(event, view(&cx, &asked, &place, stored)))
    })
    .await
}

/// 批准 within the department.
///
/// # Errors
/// Missing, another version or state, the one who proposed it.
pub async fn approve_change(
    app: &App,
    call: &Call,
    id: &str,
    form: DecideChange,
) -> Result<ChangeView, AppError> {
    decide(app, call, id, form, Permission::ResultChangeApprove, |_, _, _| Ok(())).await
}

/// 批准 from outside of the department: by the office of the joint conference or the superior.
///
/// # Errors
/// As [`approve_change`]; [`ResultError::Inside`] for somebody of the department.
pub async fn concur_change(
    app: &App,
    call: &Call,
    id: &str,
    form: DecideChange,
) -> Result<ChangeView, AppError> {
    let outside = |tx: &mut ReadTx<'_>, change: &ResultChange, by: AccountId| match tx
        .need::<Account>(&by)?
        .value
        .organ
        == change.organ
    {
        true => Err(ResultError::Inside.into()),
        false => Ok(()),
    };
    decide(app, call, id, form, Permission::ResultChangeConcur, outside).await
}

async fn decide<F>(
    app: &App,
    call: &Call,
    id: &str,
    form: DecideChange,
    permission: Permission,
    fits: F,
) -> Result<ChangeView, AppError>
where
    F: FnOnce(&mut ReadTx<'_>, &ResultChange, AccountId) -> Result<(), AppError> + Send + 'static,
{
    let (id, by) = (ResultChangeId::parse(id)?, visible::person(call)?);
    if form.opinion.chars().count() > 500 {
        return Err(AppError::field("opinion", "opinion.length", "意见至多 500 个字。"));
    }
    let (cx, asked, today) = (app.clone(), call.clone(), app.today());
    app.write(call, move |tx| {
        let mut stored = tx.need::<ResultChange>(&id)?;
        let place = place(tx, &stored.value)?;
        see(&cx, &asked, &place)?;
        cx.authorize(&asked, permission, &place)?;
        fits(tx, &stored.value, by)?;
        stored.version = form.version;
        let outside = permission == Permission::ResultChangeConcur;
        stored.value = match form.agree {
            true => stored.value.approve(by, outside, today)?,
            false => stored.value.refuse(by, form.opinion.clone())?,
        };
        let stored = tx.save(stored)?;
        let event = decided(tx, &stored.value)?;
        Ok(tx.record(event, view(&cx, &asked, &place, stored)))
    })
    .await
}

/// What a decision comes to: the first approval, the effect, or the end.
fn decided(tx: &mut WriteTx<'_>, change: &ResultChange) -> Result<Event, AppError> {
    let action = match (change.state, change.kind) {
        (ChangeState::Proposed, _) => Action::ResultChangeApproved,
        (ChangeState::Refused, _) => Action::ResultChangeRefused,
        (ChangeState::Applied, ChangeKind::Correct) => Action::ResultCorrected,
        (ChangeState::Applied, ChangeKind::Withdraw) => Action::ResultWithdrawn,
    };
    if change.state != ChangeState::Applied {
        let mut event = Event::new(action, change.id);
        event.reason = change.opinion.clone();
        return Ok(event);
    }
    let result = tx.need::<CheckResult>(&change.result)?;
    let value = change.applied_to(result.value.clone());
    tx.save(result.map(|_| value))?;
    let facts = Json::object([
        ("edition", Json::count(u64::from(change.edition))),
        ("result", Json::text(change.result.to_string())),
    ]);
    Ok(Event::new(action, change.result).because(change.reason.clone()).publicly(facts))
}
