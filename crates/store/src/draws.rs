//! 抽取: queries.

use sunlot_domain::draws::{
    Counts, DispatchedPost, Draw, DrawEntry, DrawFile, DrawKind, DrawPublication, DrawRequest,
    DrawSheet, DrawState, DrawViewing, RequestKind, RequestState, Setting,
};
use sunlot_domain::ids::{AccountId, DrawId, OrganId, TaskId};

use crate::coded_columns;
use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::json_columns;
use crate::plans::Visible;
use crate::record;
use crate::record::Stored;
use crate::tx::ReadTx;

coded_columns!(DrawKind, DrawPublication, DrawState, RequestKind, RequestState);
json_columns!(Setting, Counts);
record!(
    Draw,
    "draw",
    id,
    task,
    joint_task,
    organ,
    region,
    participants,
    plan_no,
    attempt,
    kind,
    base,
    reason,
    publication,
    setting,
    proposed_by,
    sealed_nonce,
    sealed_salt,
    counts,
    state,
    unsealed,
    released,
    approved_by,
);
record!(DrawFile, "draw_file", id, draw, name, file, secret);
record!(DrawEntry, "draw_entry", id, draw, plan_no, place, kind, entry);
record!(
    DrawRequest,
    "draw_request",
    id,
    draw,
    kind,
    reason,
    note,
    sealed_terms,
    evidence,
    requested_by,
    state,
    decided_by,
    opinion,
);
record!(DrawViewing, "draw_viewing", id, draw, account, time, part, mark);
record!(DrawSheet, "draw_sheet", id, draw, recorder, digits);
record!(DispatchedPost, "dispatched_post", id, draw, batch, subject, organ, inspector, leads, time);

/// Which draws of a list.
#[derive(Debug, Clone, Default)]
pub struct DrawFilter {
    /// Who asks.
    pub visible: Visible,
    /// Also those that name this account: its parties, holders and recorders.
    pub named: Option<AccountId>,
    /// Of this task.
    pub task: Option<TaskId>,
    /// Of this organ.
    pub organ: Option<OrganId>,
    /// In this state.
    pub state: Option<DrawState>,
    /// Only those that the public log knows.
    pub public: bool,
}

/// One page of the draws.
///
/// # Errors
/// What the database answers.
pub fn list(
    tx: &mut ReadTx<'_>,
    which: &DrawFilter,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<Draw>>, u64), StoreError> {
    let mut filter = Filter::default();
    // Ids are of one length and hold no sign of LIKE.
    let named = which.named.map(|account| format!("%\"{account}\"%").to_value());
    which.visible.narrow_or(&mut filter, "setting LIKE {}", named);
    if let Some(task) = which.task {
        filter.and("task = {} OR joint_task = {}", [task.to_value(), task.to_value()]);
    }
    if let Some(organ) = which.organ {
        filter.and("organ = {}", [organ.to_value()]);
    }
    if let Some(state) = which.state {
        filter.and("state = {}", [state.to_value()]);
    }
    if which.public {
        filter.and("state NOT IN ('proposed', 'withdrawn')", []);
    }
    tx.page(&filter, order, window)
}

/// Every attempt at a task, in order; those that were taken back too.
///
/// # Errors
/// What the database answers.
pub fn of_task(tx: &mut ReadTx<'_>, task: TaskId) -> Result<Vec<Stored<Draw>>, StoreError> {
    tx.find("WHERE task = ?1 OR joint_task = ?1 ORDER BY attempt, id", &[task.to_value()])
}

/// The tasks that share the visits of a task: both of a joint visit, else the task alone.
///
/// # Errors
/// What the database answers.
pub fn sharing(tx: &mut ReadTx<'_>, task: TaskId) -> Result<Vec<TaskId>, StoreError> {
    let sql = "SELECT task, joint_task FROM draw WHERE (task = ?1 OR joint_task = ?1) \
               AND joint_task IS NOT NULL AND state IN ('drawn', 'matched') ORDER BY attempt DESC";
    match tx.query(sql, &[task.to_value()])?.into_iter().next() {
        Some(mut row) => Ok(vec![row.take()?, row.take()?]),
        None => Ok(vec![task]),
    }
}

/// Attempts of a plan number that stand in the log, in order.
///
/// # Errors
/// What the database answers.
pub fn of_plan_no(tx: &mut ReadTx<'_>, plan_no: &str) -> Result<Vec<Stored<Draw>>, StoreError> {
    tx.find("WHERE plan_no = ?1 AND state <> 'withdrawn' ORDER BY attempt", &[plan_no.to_value()])
}

/// Entries of all attempts of a plan number, in order.
///
/// # Errors
/// What the database answers.
pub fn entries(tx: &mut ReadTx<'_>, plan_no: &str) -> Result<Vec<DrawEntry>, StoreError> {
    let found = tx.find("WHERE plan_no = ?1 ORDER BY place", &[plan_no.to_value()])?;
    Ok(found.into_iter().map(|stored: Stored<DrawEntry>| stored.value).collect())
}

/// Files of an attempt, by name.
///
/// # Errors
/// What the database answers.
pub fn files(tx: &mut ReadTx<'_>, draw: DrawId) -> Result<Vec<Stored<DrawFile>>, StoreError> {
    tx.find("WHERE draw = ?1 ORDER BY name", &[draw.to_value()])
}

/// Requests about an attempt, oldest first.
///
/// # Errors
/// What the database answers.
pub fn requests(tx: &mut ReadTx<'_>, draw: DrawId) -> Result<Vec<Stored<DrawRequest>>, StoreError> {
    tx.find("WHERE draw = ?1 ORDER BY id", &[draw.to_value()])
}

/// Who looked at the list of an attempt, oldest first.
///
/// # Errors
/// What the database answers.
pub fn viewings(tx: &mut ReadTx<'_>, draw: DrawId) -> Result<Vec<Stored<DrawViewing>>, StoreError> {
    tx.find("WHERE draw = ?1 ORDER BY id", &[draw.to_value()])
}

/// Sheets of the recorders.
///
/// # Errors
/// What the database answers.
pub fn sheets(tx: &mut ReadTx<'_>, draw: DrawId) -> Result<Vec<Stored<DrawSheet>>, StoreError> {
    tx.find("WHERE draw = ?1 ORDER BY recorder", &[draw.to_value()])
}

/// Who was sent to whom for an organ, newest first.
///
/// # Errors
/// What the database answers.
pub fn dispatched_by(
    tx: &mut ReadTx<'_>,
    organ: OrganId,
) -> Result<Vec<DispatchedPost>, StoreError> {
    let found = tx.find("WHERE organ = ?1 ORDER BY time DESC, id", &[organ.to_value()])?;
    Ok(found.into_iter().map(|stored: Stored<DispatchedPost>| stored.value).collect())
}

/// Who was sent to whom by an attempt.
///
/// # Errors
/// What the database answers.
pub fn dispatched(tx: &mut ReadTx<'_>, draw: DrawId) -> Result<Vec<DispatchedPost>, StoreError> {
    let found = tx.find("WHERE draw = ?1 ORDER BY batch, subject, id", &[draw.to_value()])?;
    Ok(found.into_iter().map(|stored: Stored<DispatchedPost>| stored.value).collect())
}
