//! What every step of a visit has in common: it is seen, allowed, taken and saved, and the task
//! follows.

use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{AccountId, Id as _, InspectionId, TaskId};
use sunlot_domain::inspections::{Inspection, Progress, derived};
use sunlot_domain::policy::Permission;
use sunlot_domain::tasks::Task;
use sunlot_sortition::jcs::Json;
use sunlot_store::{WriteTx, draws, inspections};

use super::access;
use super::view::{InspectionDetails, details};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::visible;

/// A step: what is recorded, and who may.
pub(super) struct Step {
    pub(super) action: Action,
    pub(super) permission: Permission,
    pub(super) reason: Option<String>,
}

impl Step {
    pub(super) fn new(action: Action, permission: Permission) -> Step {
        Step { action, permission, reason: None }
    }
}

/// Takes a step of the visit with this version.
pub(super) async fn take<F>(
    app: &App,
    call: &Call,
    (id, version): (&str, u64),
    step: Step,
    work: F,
) -> Result<InspectionDetails, AppError>
where
    F: FnOnce(&mut WriteTx<'_>, Inspection, AccountId) -> Result<(Inspection, Json), AppError>
        + Send
        + 'static,
{
    let (id, by) = (InspectionId::parse(id)?, visible::person(call)?);
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = access::seen(&cx, &asked, tx, Permission::InspectionRead, id)?;
        access::may_act(&cx, &asked, tx, step.permission, &stored.value)?;
        stored.version = version;
        let (visit, told) = work(tx, stored.value, by)?;
        stored.value = visit;
        let stored = tx.save(stored)?;
        advance(tx, stored.value.task)?;
        let mut event = Event::new(step.action, id).with(told);
        event.reason = step.reason;
        let view = details(&cx, &asked, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Moves the task to where its visits have brought it (R-INSP-10). The two tasks of a joint visit
/// share their visits, each of which names one of them, so both move together.
///
/// # Errors
/// What the store answers.
pub(crate) fn advance(tx: &mut WriteTx<'_>, task: Option<TaskId>) -> Result<(), AppError> {
    let Some(task) = task else { return Ok(()) };
    let tasks = draws::sharing(tx, task)?;
    let mut progress = Progress::default();
    for task in &tasks {
        progress = progress.with(&inspections::progress(tx, *task)?);
    }
    for task in tasks {
        let stored = tx.need::<Task>(&task)?;
        let state = derived(stored.value.state, &progress);
        if state != stored.value.state {
            tx.save(stored.map(|task| Task { state, ..task }))?;
        }
    }
    Ok(())
}

/// Nothing to tell.
pub(super) fn nothing() -> Json {
    Json::object([])
}
