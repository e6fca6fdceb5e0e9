//! 任务归档 and what is still open of a task.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::follow::feedback::FeedbackCause;
use sunlot_domain::follow::penalties::Penalty;
use sunlot_domain::follow::rectifications::Rectification;
use sunlot_domain::follow::referrals::Referral;
use sunlot_domain::follow::restrictions::Restriction;
use sunlot_domain::ids::{Id, TaskId};
use sunlot_domain::policy::Permission;
use sunlot_domain::tasks::Task;
use sunlot_store::follow::{self as store, FollowFilter, Followed, everything};
use sunlot_store::{ReadTx, Stored, Window, WriteTx};
use utoipa::ToSchema;

use super::feedback::{Given, give_task};
use super::{Doing, Seen};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::plans::StepRequest;
use crate::tasks::{TaskView, place, view};
use crate::visible;

/// Most records that are named; the count is of all of them.
const NAMED: u32 = 100;

/// A task has something that follows: published becomes 后续处置.
pub(crate) fn follows(tx: &mut WriteTx<'_>, task: Option<TaskId>) -> Result<(), AppError> {
    let Some(id) = task else { return Ok(()) };
    let stored = tx.need::<Task>(&id)?;
    let after = stored.value.clone().followed();
    if after != stored.value {
        tx.save(stored.map(|_| after))?;
    }
    Ok(())
}

/// 后续处置的一类。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PartView {
    /// 种类：rectification、penalty、referral、restriction。
    pub kind: String,
    /// 种类的中文。
    pub name: String,
    /// 共有多少。
    pub total: u64,
    /// 没有办结的。
    pub open: u64,
    /// 没有办结的记录（至多 100 条）。
    pub open_ids: Vec<String>,
}

/// 一个任务的后续处置。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TaskFollowUp {
    /// 任务。
    pub task: String,
    /// 任务状态。
    pub state: String,
    /// 任务状态的中文。
    pub state_name: String,
    /// 各类后续处置。
    pub parts: Vec<PartView>,
    /// 没有办结的合计。
    pub open: u64,
}

fn part<R: Followed>(
    tx: &mut ReadTx<'_>,
    task: TaskId,
    (kind, name): (&str, &str),
) -> Result<PartView, AppError> {
    let of_task = FollowFilter { task: Some(task), ..everything() };
    let window = Window { limit: NAMED, offset: 0 };
    let open = FollowFilter { open: true, ..of_task.clone() };
    let (found, count) = store::list::<R>(tx, &open, "id", window)?;
    Ok(PartView {
        kind: kind.into(),
        name: name.into(),
        total: store::count::<R>(tx, &of_task)?,
        open: count,
        open_ids: found.into_iter().map(|stored: Stored<R>| stored.value.id_text()).collect(),
    })
}

fn parts(tx: &mut ReadTx<'_>, task: TaskId) -> Result<Vec<PartView>, AppError> {
    Ok(vec![
        part::<Rectification>(tx, task, ("rectification", "责令改正"))?,
        part::<Penalty>(tx, task, ("penalty", "立案处罚"))?,
        part::<Referral>(tx, task, ("referral", "抄告移送"))?,
        part::<Restriction>(tx, task, ("restriction", "限制措施"))?,
    ])
}

/// What follows a task, and what of it is open.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn of_task(app: &App, call: &Call, id: &str) -> Result<TaskFollowUp, AppError> {
    let (id, seen) = (TaskId::parse(id)?, Seen::by(app, call));
    app.read(move |tx| {
        let task = tx.need::<Task>(&id)?.value;
        visible::see(&seen.app, &seen.call, Permission::TaskRead, &place(&task))?;
        let parts = parts(tx, id)?;
        Ok(TaskFollowUp {
            task: id.to_string(),
            state: task.state.code().into(),
            state_name: task.state.name_zh().into(),
            open: parts.iter().map(|part| part.open).sum(),
            parts,
        })
    })
    .await
}

/// 归档: nothing is open; every subject that was visited has its facts for the next draw.
///
/// # Errors
/// Missing, another version or state, or something that is open.
pub async fn archive(
    app: &App,
    call: &Call,
    id: &str,
    asked: StepRequest,
) -> Result<TaskView, AppError> {
    let (id, doing, seen) = (TaskId::parse(id)?, Doing::now(app, call)?, Seen::by(app, call));
    app.write(call, move |tx| {
        let mut stored = tx.need::<Task>(&id)?;
        let place = place(&stored.value);
        visible::see(&seen.app, &seen.call, Permission::TaskRead, &place)?;
        seen.app.authorize(&seen.call, Permission::TaskClose, &place)?;
        let open = parts(tx, id)?.iter().map(|part| part.open).sum();
        stored.version = asked.version;
        stored.value = stored.value.archive(open)?;
        let stored = tx.save(stored)?;
        for (subject, day) in crate::cases::visits::visited(tx, id)? {
            let task = &stored.value;
            let given = Given {
                cause: FeedbackCause::Archived,
                record: id.to_string(),
                organ: task.organ,
                region: task.region.clone(),
                amount: 0,
                inspected: Some(day),
                summary: format!("抽查任务 {} 已归档。", task.number),
            };
            give_task(tx, &doing, subject, id, given)?;
        }
        let event = Event::new(Action::TaskArchived, id);
        let view = view(&seen.app, &seen.call, stored);
        Ok(tx.record(event, view))
    })
    .await
}
