//! 合并进户: one department proposes, the other consents, either takes it back before approval.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{Id, JointVisitId, TaskId};
use sunlot_domain::overlap::{JointVisit, JointVisitState, OverlapError, overlaps, still_open};
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_domain::tasks::Task;
use sunlot_sortition::jcs::Json;
use sunlot_store::{ReadTx, Stored, WriteTx, tasks};
use utoipa::ToSchema;

use super::{place, trial};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::organs::required_reason;
use crate::plans::StepRequest;
use crate::visible;

/// 合并进户。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct JointVisitView {
    /// 标识。
    pub id: String,
    /// 提议方的任务。
    pub first: String,
    /// 对方的任务。
    pub second: String,
    /// 提议部门。
    pub first_organ: String,
    /// 对方部门。
    pub second_organ: String,
    /// proposed 待对方同意、joined 已合并、undone 已撤销。
    pub state: String,
    /// 状态的中文。
    pub state_name: String,
    /// 提议时共同的检查对象数。
    pub shared: u64,
    /// 撤销的理由。
    pub undo_reason: Option<String>,
    /// 版本。
    pub version: u64,
    /// 日志序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 提议合并。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct MergeRequest {
    /// 对方的任务。
    pub other: String,
}

/// Only planners of the task's own organ speak for it.
pub(super) fn own(task: &Task) -> Place {
    Place::of(task.organ, task.region.clone())
}

pub(super) fn free(task: &Task) -> Result<(), OverlapError> {
    still_open(task.state)?;
    if task.joint_visit.is_some() { Err(OverlapError::Taken) } else { Ok(()) }
}

/// 提议: this department consents, and asks the other.
///
/// # Errors
/// Missing, tasks that do not meet or are approved, or what the store answers.
pub async fn propose(
    app: &App,
    call: &Call,
    id: &str,
    request: MergeRequest,
) -> Result<JointVisitView, AppError> {
    let (first, second) = (TaskId::parse(id)?, TaskId::parse(&request.other)?);
    let (by, today, ids) = (visible::person(call)?, app.today(), app.ids());
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let first = tx.need::<Task>(&first)?.value;
        cx.authorize(&asked, Permission::TaskMerge, &own(&first))?;
        let second = tx.need::<Task>(&second)?.value;
        if first.organ == second.organ {
            return Err(OverlapError::OneDepartment.into());
        }
        free(&first)?;
        free(&second)?;
        let frames = [trial::framed(tx, &second, today)?];
        let met = overlaps(&trial::framed(tx, &first, today)?, &frames, i64::MAX);
        let met = met.into_iter().next().ok_or(OverlapError::Apart)?;
        let stored = tx.insert(JointVisit {
            id: ids.make(),
            first: first.id,
            second: second.id,
            first_organ: first.organ,
            second_organ: second.organ,
            state: JointVisitState::Proposed,
            shared: met.shared,
            proposed_by: by,
            consented_by: None,
            undone_by: None,
            undo_reason: None,
        })?;
        let details = Json::object([
            ("first", Json::text(first.number)),
            ("second", Json::text(second.number)),
            ("shared", Json::count(met.shared)),
        ]);
        let event = Event::new(Action::JointVisitProposed, stored.value.id).with(details);
        let view = view(&cx, &asked, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Sets or clears the mark on both tasks.
fn mark(
    tx: &mut WriteTx<'_>,
    visit: &JointVisit,
    joint: Option<JointVisitId>,
) -> Result<(), AppError> {
    for id in [visit.first, visit.second] {
        let task = tx.need::<Task>(&id)?;
        still_open(task.value.state)?;
        if joint.is_some() {
            free(&task.value)?;
        }
        tx.save(task.map(|task| Task { joint_visit: joint, ..task }))?;
    }
    Ok(())
}

/// 同意 for the other department: from now on it is one visit (R-TASK-07).
///
/// # Errors
/// Missing, another version or state, or what the store answers.
pub async fn consent(
    app: &App,
    call: &Call,
    id: &str,
    request: StepRequest,
) -> Result<JointVisitView, AppError> {
    let (id, by) = (JointVisitId::parse(id)?, visible::person(call)?);
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = tx.need::<JointVisit>(&id)?;
        let second = tx.need::<Task>(&stored.value.second)?.value;
        cx.authorize(&asked, Permission::TaskMerge, &own(&second))?;
        stored.version = request.version;
        stored.value = stored.value.consent(by)?;
        mark(tx, &stored.value, Some(id))?;
        let stored = tx.save(stored)?;
        let view = view(&cx, &asked, tx, stored)?;
        Ok(tx.record(Event::new(Action::JointVisitConsented, id), view))
    })
    .await
}

/// 撤销 by either department, before one of the tasks is approved.
///
/// # Errors
/// Missing, another version or state, no reason, or what the store answers.
pub async fn undo(
    app: &App,
    call: &Call,
    id: &str,
    request: StepRequest,
) -> Result<JointVisitView, AppError> {
    let (id, by) = (JointVisitId::parse(id)?, visible::person(call)?);
    let reason = required_reason(request.reason.as_deref().unwrap_or_default())?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = tx.need::<JointVisit>(&id)?;
        let first = tx.need::<Task>(&stored.value.first)?.value;
        let second = tx.need::<Task>(&stored.value.second)?.value;
        cx.authorize(&asked, Permission::TaskMerge, &own(&first))
            .or_else(|_| cx.authorize(&asked, Permission::TaskMerge, &own(&second)))?;
        let joined = stored.value.state == JointVisitState::Joined;
        stored.version = request.version;
        stored.value = stored.value.undo(by, reason.clone())?;
        if joined {
            mark(tx, &stored.value, None)?;
        }
        let stored = tx.save(stored)?;
        let view = view(&cx, &asked, tx, stored)?;
        Ok(tx.record(Event::new(Action::JointVisitUndone, id).because(reason), view))
    })
    .await
}

/// Joint visits that a task was proposed for.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn of_task(app: &App, call: &Call, id: &str) -> Result<Vec<JointVisitView>, AppError> {
    let id = TaskId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let task = tx.need::<Task>(&id)?.value;
        visible::see(&cx, &asked, Permission::TaskRead, &place(&task))?;
        let found = tasks::joint_visits(tx, id)?;
        found.into_iter().map(|stored| view(&cx, &asked, tx, stored)).collect()
    })
    .await
}

/// What can be done now, by this person: each department speaks for its own task.
fn allowed(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    visit: &JointVisit,
) -> Result<Vec<String>, AppError> {
    let first = tx.need::<Task>(&visit.first)?.value;
    let second = tx.need::<Task>(&visit.second)?.value;
    let speaks = |task: &Task| app.may(call, Permission::TaskMerge, &own(task));
    let open = still_open(first.state).is_ok() && still_open(second.state).is_ok();
    let state = visit.state;
    let mut actions = Vec::new();
    if state == JointVisitState::Proposed && open && speaks(&second) {
        actions.push("consent".to_owned());
    }
    // What was never joined can be taken back at any time.
    let undone = state == JointVisitState::Undone || (state == JointVisitState::Joined && !open);
    if !undone && (speaks(&first) || speaks(&second)) {
        actions.push("undo".to_owned());
    }
    Ok(actions)
}

fn view(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    stored: Stored<JointVisit>,
) -> Result<JointVisitView, AppError> {
    let visit = stored.value;
    Ok(JointVisitView {
        allowed_actions: allowed(app, call, tx, &visit)?,
        id: visit.id.to_string(),
        first: visit.first.to_string(),
        second: visit.second.to_string(),
        first_organ: visit.first_organ.to_string(),
        second_organ: visit.second_organ.to_string(),
        state: visit.state.code().into(),
        state_name: visit.state.name_zh().into(),
        shared: visit.shared,
        undo_reason: visit.undo_reason,
        version: stored.version,
        log_index: stored.log_index,
    })
}
