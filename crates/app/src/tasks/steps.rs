//! 临时任务和专项检查 take these steps by themselves; the tasks of a plan take them with it.

use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{AccountId, Id, TaskId};
use sunlot_domain::policy::Permission;
use sunlot_domain::tasks::{Task, TaskError};
use sunlot_store::WriteTx;

use super::{TaskView, about, facts, mark_items_used, place, plan_is_open, view};
use crate::context::{App, Call};
use crate::error::{AppError, Kind};
use crate::organs::required_reason;
use crate::plans::StepRequest;
use crate::visible;

struct Step {
    action: Action,
    permission: Permission,
    reason: Option<String>,
}

async fn take<F>(
    app: &App,
    call: &Call,
    id: &str,
    version: u64,
    step: Step,
    work: F,
) -> Result<TaskView, AppError>
where
    F: FnOnce(&mut WriteTx<'_>, Task, AccountId) -> Result<Task, AppError> + Send + 'static,
{
    let (id, by) = (TaskId::parse(id)?, visible::person(call)?);
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = tx.need::<Task>(&id)?;
        visible::see(&cx, &asked, Permission::TaskRead, &place(&stored.value))?;
        cx.authorize(&asked, step.permission, &place(&stored.value))?;
        stored.version = version;
        stored.value = work(tx, stored.value, by)?;
        let stored = tx.save(stored)?;
        let mut event = Event::new(step.action, id);
        event.reason = step.reason;
        Ok(tx.record(event, view(&cx, &asked, stored)))
    })
    .await
}

fn own_steps(task: &Task) -> Result<(), AppError> {
    if task.plan.is_none() {
        return Ok(());
    }
    let text = "年度计划内的任务随计划一起提交和批准；请在计划上办理。";
    Err(AppError::new(Kind::Conflict, "task.with_plan", text))
}

/// 提交审批.
///
/// # Errors
/// Missing, another version or state, or what is incomplete.
pub async fn submit(
    app: &App,
    call: &Call,
    id: &str,
    request: StepRequest,
) -> Result<TaskView, AppError> {
    let step =
        Step { action: Action::TaskSubmitted, permission: Permission::TaskWrite, reason: None };
    let today = app.today();
    take(app, call, id, request.version, step, move |tx, task, _| {
        own_steps(&task)?;
        let known = facts(tx, &task, None, today)?;
        task.check_complete(&known).map_err(|error| about(&task, error))?;
        Ok(task.submit()?)
    })
    .await
}

/// 退回.
///
/// # Errors
/// Missing, another version or state, or no reason.
pub async fn send_back(
    app: &App,
    call: &Call,
    id: &str,
    request: StepRequest,
) -> Result<TaskView, AppError> {
    let reason = Some(required_reason(request.reason.as_deref().unwrap_or_default())?);
    let step = Step { action: Action::TaskReturned, permission: Permission::TaskApprove, reason };
    take(app, call, id, request.version, step, |_, task, _| {
        own_steps(&task)?;
        Ok(task.send_back()?)
    })
    .await
}

/// 批准.
///
/// # Errors
/// Missing, another version or state, or the author himself.
pub async fn approve(
    app: &App,
    call: &Call,
    id: &str,
    request: StepRequest,
) -> Result<TaskView, AppError> {
    let step =
        Step { action: Action::TaskApproved, permission: Permission::TaskApprove, reason: None };
    let (today, ids) = (app.today(), app.ids());
    take(app, call, id, request.version, step, move |tx, task, by| {
        own_steps(&task)?;
        let known = facts(tx, &task, None, today)?;
        task.check_complete(&known).map_err(|error| about(&task, error))?;
        let approved = task.approve(by)?;
        mark_items_used(tx, &ids, &approved)?;
        Ok(approved)
    })
    .await
}

/// 终止, before the freeze; a task of a published plan while the plan is adjusted.
///
/// # Errors
/// Missing, another version or state, no reason, or a joint visit that must be undone first.
pub async fn terminate(
    app: &App,
    call: &Call,
    id: &str,
    request: StepRequest,
) -> Result<TaskView, AppError> {
    let reason = Some(required_reason(request.reason.as_deref().unwrap_or_default())?);
    let step = Step { action: Action::TaskTerminated, permission: Permission::TaskWrite, reason };
    take(app, call, id, request.version, step, |tx, task, _| {
        plan_is_open(tx, &task)?;
        let ended: Result<Task, TaskError> = task.terminate();
        Ok(ended?)
    })
    .await
}
