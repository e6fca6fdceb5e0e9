//! 异议: lodged with the code of the notice or on paper; accepted, decided, each by its day.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::calendar::Calendar;
use sunlot_domain::ids::{AccountId, Id as _, ObjectionId, OrganId, PartId, ResultChangeId};
use sunlot_domain::inspections::{Inspection, InspectionError, PartState};
use sunlot_domain::policy::Permission;
use sunlot_domain::results::{
    ChangeState, CheckResult, InspectionPart, OBJECTION_ACCEPT_WORKING_DAYS,
    OBJECTION_DECIDE_WORKING_DAYS, Objection, ObjectionOutcome, ObjectionState, ResultChange,
    ResultError, Via,
};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::results::{self, ObjectionFilter};
use sunlot_store::{ReadTx, Stored, WriteTx, inspections};
use utoipa::{IntoParams, ToSchema};

use super::parts;
use crate::context::{App, Call, Ids};
use crate::error::AppError;
use crate::inspections::{advance, by_code};
use crate::page::{Page, PageRequest};
use crate::plans::StepRequest;
use crate::{calendar, visible};

/// 异议。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ObjectionView {
    /// 标识。
    pub id: String,
    /// 检查。
    pub inspection: String,
    /// 部门部分。
    pub part: String,
    /// 检查机关。
    pub organ: String,
    /// 事项编码。
    pub item: String,
    /// 已公示的结果；公示前提出的为空。
    pub result: Option<String>,
    /// code 凭检查码、paper 书面。
    pub via: String,
    /// 理由。
    pub text: String,
    /// 联系方式。
    pub contact: String,
    /// 提出之日。
    pub lodged_on: String,
    /// lodged 待受理、accepted 已受理、decided 已决定。
    pub state: String,
    /// 下一步的期限；放假安排没有公布时为空。
    pub due_on: Option<String>,
    /// 期限推算不出的原因和办法。
    pub due_problem: Option<String>,
    /// 已逾期。
    pub overdue: bool,
    /// upheld 维持、corrected 已更正、rejected 不予受理。
    pub outcome: Option<String>,
    /// 据以更正的变更。
    pub change: Option<String>,
    /// 答复。
    pub decision: Option<String>,
    /// 决定之日。
    pub decided_on: Option<String>,
    /// 版本。
    pub version: u64,
    /// 日志序号。
    pub log_index: u64,
    /// 现在可以办理的。
    pub allowed_actions: Vec<String>,
}

/// 凭检查码提出异议。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LodgeForm {
    /// 事项编码。
    pub item: String,
    /// 理由，10 至 2000 个字。
    pub text: String,
    /// 联系方式。
    #[serde(default)]
    pub contact: String,
}

/// 登记书面异议。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PaperForm {
    /// 对哪一户的检查提出异议。
    pub part: String,
    /// 内容。
    #[serde(flatten)]
    pub form: LodgeForm,
}

/// 提出异议的回执。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LodgeReceipt {
    /// 异议编号，可据以查询办理情况。
    pub objection: String,
    /// 提出之日。
    pub lodged_on: String,
    /// 应在何日之前受理；放假安排没有公布时为空。
    pub accept_by: Option<String>,
}

/// 决定异议。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DecideObjection {
    /// 您看到的版本。
    pub version: u64,
    /// upheld 维持、corrected 更正、rejected 不予受理。
    pub outcome: String,
    /// 已生效的更正或撤回；公示后更正的必填。
    #[serde(default)]
    pub change: Option<String>,
    /// 答复，4 至 2000 个字。
    pub decision: String,
}

/// 列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct ObjectionQuery {
    /// 部门。
    pub organ: Option<String>,
    /// 状态。
    pub state: Option<String>,
    /// 部门部分。
    pub part: Option<String>,
    /// 只看没有决定的。
    pub open: bool,
}

/// Last day of the step that comes next.
fn due(calendar: &Calendar, it: &Objection) -> Option<Result<Day, AppError>> {
    let (from, days) = match it.state {
        ObjectionState::Lodged => (it.lodged_on, OBJECTION_ACCEPT_WORKING_DAYS),
        ObjectionState::Accepted => (it.accepted_on?, OBJECTION_DECIDE_WORKING_DAYS),
        ObjectionState::Decided => return None,
    };
    Some(calendar.after(from, days).map_err(AppError::from))
}

fn view(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    calendar: &Calendar,
    stored: Stored<Objection>,
) -> Result<ObjectionView, AppError> {
    let it = stored.value;
    let part = tx.need::<InspectionPart>(&it.part)?.value;
    let (due_on, due_problem) = match due(calendar, &it) {
        Some(Ok(day)) => (Some(day), None),
        Some(Err(error)) => (None, Some(error.message_zh)),
        None => (None, None),
    };
    let may = |permission| app.may(call, permission, &parts::place(&part));
    let mut actions = Vec::new();
    if it.state == ObjectionState::Lodged && may(Permission::ObjectionHandle) {
        actions.push("accept".to_owned());
    }
    if it.state != ObjectionState::Decided && may(Permission::ObjectionDecide) {
        actions.push("decide".to_owned());
    }
    Ok(ObjectionView {
        id: it.id.to_string(),
        inspection: it.inspection.to_string(),
        part: it.part.to_string(),
        organ: it.organ.to_string(),
        item: it.item_code,
        result: it.result.map(|id| id.to_string()),
        via: it.via.code().into(),
        text: it.text,
        contact: it.contact,
        lodged_on: it.lodged_on.to_string(),
        state: it.state.code().into(),
        due_on: due_on.map(|day| day.to_string()),
        due_problem,
        overdue: due_on.is_some_and(|day| app.today() > day),
        outcome: it.outcome.map(|outcome| outcome.code().into()),
        change: it.result_change.map(|id| id.to_string()),
        decision: it.decision,
        decided_on: it.decided_on.map(|day| day.to_string()),
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: actions,
    })
}

/// Lists objections, those that wait longest first.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list_objections(
    app: &App,
    call: &Call,
    query: ObjectionQuery,
    page: PageRequest,
) -> Result<Page<ObjectionView>, AppError> {
    let (window, order) = (page.window()?, page.order(&["lodged_on", "state"], "lodged_on, id")?);
    let state = query.state.as_deref().map(|code| {
        let text = format!("“{code}”不是可用的状态；见接口说明。");
        ObjectionState::parse(code).ok_or_else(|| AppError::field("state", "list.code", text))
    });
    let which = ObjectionFilter {
        visible: visible::scope(app, call, Permission::ObjectionRead),
        organ: query.organ.as_deref().map(OrganId::parse).transpose()?,
        state: state.transpose()?,
        part: query.part.as_deref().map(PartId::parse).transpose()?,
        open: query.open,
    };
    let (cx, asked) = (app.clone(), call.clone());
    let (items, total) = app
        .read(move |tx| {
            let calendar = calendar::load(tx)?;
            let (found, total) = results::objections(tx, &which, &order, window)?;
            let mut items = Vec::with_capacity(found.len());
            for stored in found {
                items.push(view(&cx, &asked, tx, &calendar, stored)?);
            }
            Ok::<_, AppError>((items, total))
        })
        .await?;
    Ok(page.answer(items, total))
}

/// Shows an objection.
///
/// # Errors
/// Missing, also for what the caller may not see.
pub async fn show_objection(app: &App, call: &Call, id: &str) -> Result<ObjectionView, AppError> {
    let id = ObjectionId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let found = tx.need::<Objection>(&id)?;
        see(&cx, &asked, tx, &found.value)?;
        let calendar = calendar::load(tx)?;
        view(&cx, &asked, tx, &calendar, found)
    })
    .await
}

fn see(app: &App, call: &Call, tx: &mut ReadTx<'_>, it: &Objection) -> Result<(), AppError> {
    let part = tx.need::<InspectionPart>(&it.part)?.value;
    visible::see(app, call, Permission::ObjectionRead, &parts::place(&part))
}

/// Writes an objection down. It is about an item of a part whose visit is over.
fn lodged(
    tx: &mut WriteTx<'_>,
    ids: &Ids,
    part: &InspectionPart,
    form: LodgeForm,
    (via, recorded_by, today): (Via, Option<AccountId>, Day),
) -> Result<Stored<Objection>, AppError> {
    if matches!(part.state, PartState::Waiting | PartState::Satisfied | PartState::Ended) {
        let state = part.state.name_zh();
        return Err(ResultError::State { step: "提出异议", state }.into());
    }
    let items = inspections::items_of_part(tx, part.id)?;
    if !items.iter().any(|item| item.value.code == form.item) {
        return Err(ResultError::ObjectionAbout.into());
    }
    let known = results::of_inspection(tx, part.inspection)?;
    let of_item = |one: &&Stored<CheckResult>| {
        one.value.organ == part.organ && one.value.item_code == form.item
    };
    let objection = Objection {
        id: ids.make(),
        inspection: part.inspection,
        part: part.id,
        organ: part.organ,
        result: known.iter().find(of_item).map(|one| one.value.id),
        item_code: form.item,
        via,
        text: form.text.trim().to_owned(),
        contact: form.contact.trim().to_owned(),
        lodged_on: today,
        recorded_by,
        state: ObjectionState::Lodged,
        accepted_by: None,
        accepted_on: None,
        outcome: None,
        result_change: None,
        decided_by: None,
        decided_on: None,
        decision: None,
    };
    objection.check()?;
    Ok(tx.insert(objection)?)
}

fn told(stored: &Stored<Objection>) -> Event {
    Event::new(Action::ObjectionLodged, stored.value.id)
        .with(Json::object([("part", Json::text(stored.value.part.to_string()))]))
}

/// 提出异议 by whoever holds the code of the notice.
///
/// # Errors
/// Missing, a visit that is not over, no reason.
pub async fn lodge(
    app: &App,
    call: &Call,
    code: &str,
    form: LodgeForm,
) -> Result<LodgeReceipt, AppError> {
    let (code, ids, today) = (code.to_owned(), app.ids(), app.today());
    app.write(call, move |tx| {
        let visit = by_code(tx, &code)?;
        let mut about = Vec::new();
        for item in inspections::items(tx, visit.id)? {
            if item.value.code == form.item && !about.contains(&item.value.part) {
                about.push(item.value.part);
            }
        }
        let part = about.first().ok_or(ResultError::ObjectionAbout)?;
        let part = tx.need::<InspectionPart>(part)?.value;
        let stored = lodged(tx, &ids, &part, form, (Via::Code, None, today))?;
        let accept_by = calendar::load(tx)?.after(today, OBJECTION_ACCEPT_WORKING_DAYS).ok();
        let receipt = LodgeReceipt {
            objection: stored.value.id.to_string(),
            lodged_on: today.to_string(),
            accept_by: accept_by.map(|day| day.to_string()),
        };
        Ok(tx.record(told(&stored), receipt))
    })
    .await
}

/// 登记 of an objection on paper, by the organ.
///
/// # Errors
/// Missing, a visit that is not over, no reason.
pub async fn record_objection(
    app: &App,
    call: &Call,
    new: PaperForm,
) -> Result<ObjectionView, AppError> {
    let (part, by) = (PartId::parse(&new.part)?, visible::person(call)?);
    let (cx, asked, ids, today) = (app.clone(), call.clone(), app.ids(), app.today());
    app.write(call, move |tx| {
        let part = tx.need::<InspectionPart>(&part)?.value;
        cx.authorize(&asked, Permission::ObjectionHandle, &parts::place(&part))?;
        let stored = lodged(tx, &ids, &part, new.form, (Via::Paper, Some(by), today))?;
        let event = told(&stored);
        let calendar = calendar::load(tx)?;
        let view = view(&cx, &asked, tx, &calendar, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// 受理.
///
/// # Errors
/// Missing, another version or state.
pub async fn accept(
    app: &App,
    call: &Call,
    id: &str,
    request: StepRequest,
) -> Result<ObjectionView, AppError> {
    let what = (Action::ObjectionAccepted, Permission::ObjectionHandle);
    let today = app.today();
    take(app, call, (id, request.version), what, move |_, it, by| Ok(it.accept(by, today)?)).await
}

/// 决定, by somebody who neither took part in the visit, entered the result, nor handled it.
///
/// # Errors
/// Missing, another version or state, one who took part, a correction that is not there.
pub async fn decide(
    app: &App,
    call: &Call,
    id: &str,
    form: DecideObjection,
) -> Result<ObjectionView, AppError> {
    let outcome = ObjectionOutcome::parse(&form.outcome).ok_or_else(|| {
        let text = "处理结果应为 upheld、corrected 或 rejected。";
        AppError::field("outcome", "objection.outcome", text)
    })?;
    if form.decision.chars().count() > 2_000 {
        return Err(AppError::field("decision", "objection.decision", "答复至多 2000 个字。"));
    }
    let change = form.change.as_deref().map(ResultChangeId::parse).transpose()?;
    let what = (Action::ObjectionDecided, Permission::ObjectionDecide);
    let today = app.today();
    take(app, call, (id, form.version), what, move |tx, it, by| {
        let part = tx.need::<InspectionPart>(&it.part)?.value;
        let took_part =
            part.entered_by == Some(by) || inspections::took_part(tx, it.inspection, by)?;
        let before = it.clone();
        let decided = it.decide(outcome, change, form.decision, (by, took_part), today)?;
        if outcome == ObjectionOutcome::Corrected {
            corrected(tx, &before, change)?;
        }
        Ok(decided)
    })
    .await
}

/// That the correction which a decision promises is there: after publication a change that took
/// effect, before it a part that goes back to be entered again.
fn corrected(
    tx: &mut WriteTx<'_>,
    it: &Objection,
    change: Option<ResultChangeId>,
) -> Result<(), AppError> {
    let part = tx.need::<InspectionPart>(&it.part)?;
    if part.value.state == PartState::Published {
        let change = change.ok_or(ResultError::NoCorrection)?;
        let change = tx.need::<ResultChange>(&change)?.value;
        let result = tx.need::<CheckResult>(&change.result)?.value;
        let same = result.inspection == it.inspection
            && result.organ == it.organ
            && result.item_code == it.item_code;
        let since = change.proposed_on >= it.lodged_on;
        if change.state == ChangeState::Applied && same && since {
            return Ok(());
        }
        return Err(ResultError::NoCorrection.into());
    }
    if tx.need::<Inspection>(&it.inspection)?.value.approval.is_none() {
        return Err(InspectionError::NotApproved.into());
    }
    let value = part.value.clone().send_back("异议成立，请重新录入".into())?;
    if value != part.value {
        let part = tx.save(part.map(|_| value))?;
        advance(tx, part.value.task)?;
    }
    Ok(())
}

async fn take<F>(
    app: &App,
    call: &Call,
    (id, version): (&str, u64),
    (action, permission): (Action, Permission),
    work: F,
) -> Result<ObjectionView, AppError>
where
    F: FnOnce(&mut WriteTx<'_>, Objection, AccountId) -> Result<Objection, AppError>
        + Send
        + 'static,
{
    let (id, by) = (ObjectionId::parse(id)?, visible::person(call)?);
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = tx.need::<Objection>(&id)?;
        see(&cx, &asked, tx, &stored.value)?;
        let part = tx.need::<InspectionPart>(&stored.value.part)?.value;
        cx.authorize(&asked, permission, &parts::place(&part))?;
        stored.version = version;
        stored.value = work(tx, stored.value, by)?;
        let stored = tx.save(stored)?;
        let outcome = stored.value.outcome.map_or("", ObjectionOutcome::code);
        let told = Json::object([("outcome", Json::text(outcome))]);
        let event = Event::new(action, id).with(told);
        let calendar = calendar::load(tx)?;
        let view = view(&cx, &asked, tx, &calendar, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}
