//! The steps of a plan. Its tasks are submitted, returned and approved with it.

use serde::Deserialize;
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{AccountId, Id, PlanId};
use sunlot_domain::numbering::NumberKind;
use sunlot_domain::plans::{self as domain, PlanEdition, PlanStateError, PlanStep, WorkPlan};
use sunlot_domain::policy::Permission;
use sunlot_domain::tasks::{Task, TaskState};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::{Stored, WriteTx, plans, tasks};
use utoipa::ToSchema;

use super::{PlanView, number, place, table, view};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::organs::required_reason;
use crate::{tasks as task_cases, visible};

/// 办理一步。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct StepRequest {
    /// 您看到的版本。
    pub version: u64,
    /// 理由；退回、调整、终止必填。
    #[serde(default)]
    pub reason: Option<String>,
}

/// What a step does beyond the plan's own state.
type Done = Result<(WorkPlan, Json), AppError>;

pub(super) async fn take<F>(
    app: &App,
    call: &Call,
    id: &str,
    request: &StepRequest,
    (action, step): (Action, PlanStep),
    work: F,
) -> Result<PlanView, AppError>
where
    F: FnOnce(&mut WriteTx<'_>, WorkPlan, AccountId) -> Done + Send + 'static,
{
    let (id, by) = (PlanId::parse(id)?, visible::person(call)?);
    let (cx, asked, version) = (app.clone(), call.clone(), request.version);
    let reason = request.reason.clone();
    app.write(call, move |tx| {
        let mut stored = tx.need::<WorkPlan>(&id)?;
        visible::see(&cx, &asked, Permission::PlanRead, &place(&stored.value))?;
        let permission = step.permission(stored.value.edition > 0);
        cx.authorize(&asked, permission, &place(&stored.value))?;
        stored.version = version;
        let (plan, details) = work(tx, stored.value, by)?;
        stored.value = plan;
        let stored = tx.save(stored)?;
        let mut event = Event::new(action, id).with(details);
        event.reason = reason;
        Ok(tx.record(event, view(&cx, &asked, stored)))
    })
    .await
}

fn nothing() -> Json {
    Json::object([])
}

fn alive(tx: &mut WriteTx<'_>, plan: PlanId) -> Result<Vec<Stored<Task>>, AppError> {
    let all = tasks::of_plan(tx, plan)?;
    Ok(all.into_iter().filter(|task| task.value.state != TaskState::Terminated).collect())
}

/// 提交: every task that is a draft must be complete, and goes along (R-PLAN-12).
///
/// # Errors
/// Missing, another version or state, or the first task that is incomplete or against a rule.
pub async fn submit(
    app: &App,
    call: &Call,
    id: &str,
    request: StepRequest,
) -> Result<PlanView, AppError> {
    let today = app.today();
    let step = (Action::PlanSubmitted, PlanStep::Submit);
    take(app, call, id, &request, step, move |tx, plan, by| {
        let all = alive(tx, plan.id)?;
        let count = all.len();
        for task in all {
            let facts = task_cases::facts(tx, &task.value, Some(plan.year), today)?;
            if task.value.state.has_begun() {
                continue;
            }
            let checked = task.value.check_complete(&facts);
            checked.map_err(|error| task_cases::about(&task.value, error))?;
            if task.value.state == TaskState::Draft {
                let value = task.value.clone().submit()?;
                tx.save(task.map(|_| value))?;
            }
        }
        if plan.edition > 0 {
            let last = plans::editions(tx, plan.id)?.pop();
            let before = last.map(|edition| edition.value.table_rows).unwrap_or_default();
            if domain::difference(&before, &table::rows(tx, &plan, today)?).is_empty() {
                return Err(PlanStateError::NothingChanged.into());
            }
        }
        Ok((plan.submit(by, count)?, Json::object([("tasks", Json::count(count as u64))])))
    })
    .await
}

/// 退回 to the author, with the tasks that wait.
///
/// # Errors
/// Missing, another version or state, or no reason.
pub async fn send_back(
    app: &App,
    call: &Call,
    id: &str,
    request: StepRequest,
) -> Result<PlanView, AppError> {
    let reason = required_reason(request.reason.as_deref().unwrap_or_default())?;
    let step = (Action::PlanReturned, PlanStep::Return);
    take(app, call, id, &request, step, move |tx, plan, _| {
        for task in alive(tx, plan.id)? {
            if task.value.state == TaskState::Pending {
                let value = task.value.clone().send_back()?;
                tx.save(task.map(|_| value))?;
            }
        }
        Ok((plan.send_back(reason)?, nothing()))
    })
    .await
}

/// 统筹 by the office of the joint conference.
///
/// # Errors
/// Missing, another version or state.
pub async fn coordinate(
    app: &App,
    call: &Call,
    id: &str,
    request: StepRequest,
) -> Result<PlanView, AppError> {
    let step = (Action::PlanCoordinated, PlanStep::Coordinate);
    take(app, call, id, &request, step, |_, plan, by| Ok((plan.coordinate(by)?, nothing()))).await
}

/// 批准 the plan and its tasks, by another person; gives the 文号 the first time.
///
/// # Errors
/// Missing, another version or state, the author himself, or a task that no longer holds.
pub async fn approve(
    app: &App,
    call: &Call,
    id: &str,
    request: StepRequest,
) -> Result<PlanView, AppError> {
    let (today, ids) = (app.today(), app.ids());
    let step = (Action::PlanApproved, PlanStep::Approve);
    take(app, call, id, &request, step, move |tx, plan, by| {
        // Asked first, so that a refused approval uses up no number.
        plan.clone().approve(by, String::new())?;
        for task in alive(tx, plan.id)? {
            if task.value.state == TaskState::Pending {
                let facts = task_cases::facts(tx, &task.value, Some(plan.year), today)?;
                let checked = task.value.check_complete(&facts);
                checked.map_err(|error| task_cases::about(&task.value, error))?;
                let value = task.value.clone().approve(by)?;
                task_cases::mark_items_used(tx, &ids, &value)?;
                tx.save(task.map(|_| value))?;
            }
        }
        let document = match &plan.document_number {
            Some(document) => document.clone(),
            None => number(tx, NumberKind::Document, &plan)?,
        };
        let details = Json::object([("document", Json::text(&document))]);
        Ok((plan.approve(by, document)?, details))
    })
    .await
}

/// 公示: freezes the next edition with what differs from the one before (R-PLAN-08).
///
/// # Errors
/// Missing, another version or state, or no second factor.
pub async fn publish(
    app: &App,
    call: &Call,
    id: &str,
    request: StepRequest,
) -> Result<PlanView, AppError> {
    let (today, ids) = (app.today(), app.ids());
    let step = (Action::PlanPublished, PlanStep::Publish);
    take(app, call, id, &request, step, move |tx, plan, _| {
        let published = plan.clone().publish(today, begun(tx, plan.id)?)?;
        let edition = edition(tx, ids.make(), &plan, published.edition, today)?;
        let details = Json::object([
            ("changes", Json::count(edition.difference.len() as u64)),
            ("edition", Json::count(u64::from(edition.edition))),
            ("rows", Json::count(edition.table_rows.len() as u64)),
        ]);
        tx.insert(edition)?;
        Ok((published, details))
    })
    .await
}

fn begun(tx: &mut WriteTx<'_>, plan: PlanId) -> Result<bool, AppError> {
    Ok(alive(tx, plan)?.iter().any(|task| task.value.state.has_begun()))
}

fn edition(
    tx: &mut WriteTx<'_>,
    id: sunlot_domain::ids::LinkId,
    plan: &WorkPlan,
    edition: u32,
    today: Day,
) -> Result<PlanEdition, AppError> {
    let rows = table::rows(tx, plan, today)?;
    let last = plans::editions(tx, plan.id)?.pop().map(|last| last.value);
    let difference = match &last {
        Some(last) => domain::difference(&last.table_rows, &rows),
        None => Vec::new(),
    };
    let wrong = |what: &str| AppError::new(crate::error::Kind::Internal, "plan.edition", what);
    Ok(PlanEdition {
        id,
        plan: plan.id,
        edition,
        name: plan.name.clone(),
        document_number: plan.document_number.clone().ok_or_else(|| wrong("缺少文号"))?,
        reason: plan.reason.clone().filter(|_| last.is_some()),
        table_rows: rows,
        difference,
        approved_by: plan.approved_by.ok_or_else(|| wrong("缺少批准人"))?,
        published_on: today,
    })
}

/// 开始执行.
///
/// # Errors
/// Missing, another version or state, or no task that is ready.
pub async fn start(
    app: &App,
    call: &Call,
    id: &str,
    request: StepRequest,
) -> Result<PlanView, AppError> {
    let step = (Action::PlanStarted, PlanStep::Start);
    take(app, call, id, &request, step, |tx, plan, _| {
        let ready = |task: &Stored<Task>| {
            task.value.state == TaskState::Ready || task.value.state.has_begun()
        };
        let any = alive(tx, plan.id)?.iter().any(ready);
        Ok((plan.start(any)?, nothing()))
    })
    .await
}

/// 完成, once every task is archived or terminated.
///
/// # Errors
/// Missing, another version or state, or tasks that are not over.
pub async fn complete(
    app: &App,
    call: &Call,
    id: &str,
    request: StepRequest,
) -> Result<PlanView, AppError> {
    let step = (Action::PlanCompleted, PlanStep::Complete);
    take(app, call, id, &request, step, |tx, plan, _| {
        let open = alive(tx, plan.id)?.iter().filter(|task| !task.value.state.is_over()).count();
        Ok((plan.complete(open)?, nothing()))
    })
    .await
}

/// 调整 after publication, with a reason (R-PLAN-09).
///
/// # Errors
/// Missing, another version or state, or no reason.
pub async fn adjust(
    app: &App,
    call: &Call,
    id: &str,
    request: StepRequest,
) -> Result<PlanView, AppError> {
    let reason = required_reason(request.reason.as_deref().unwrap_or_default())?;
    let step = (Action::PlanAdjusting, PlanStep::Adjust);
    take(app, call, id, &request, step, |_, plan, by| {
        let plan = plan.adjust(reason)?;
        Ok((WorkPlan { author: by, ..plan }, nothing()))
    })
    .await
}

/// 终止, with the tasks that were not frozen.
///
/// # Errors
/// Missing, another version or state, no reason, or a task that is part of a joint visit.
pub async fn terminate(
    app: &App,
    call: &Call,
    id: &str,
    request: StepRequest,
) -> Result<PlanView, AppError> {
    let reason = required_reason(request.reason.as_deref().unwrap_or_default())?;
    let step = (Action::PlanTerminated, PlanStep::Terminate);
    take(app, call, id, &request, step, move |tx, plan, _| {
        for task in alive(tx, plan.id)? {
            if !task.value.state.has_begun() {
                let value = task.value.clone().terminate()?;
                tx.save(task.map(|_| value))?;
            }
        }
        Ok((plan.terminate(reason)?, nothing()))
    })
    .await
}
