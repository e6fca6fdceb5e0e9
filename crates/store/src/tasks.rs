//! 抽查任务、合并进户: queries.

use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{OrganId, PlanId, TaskId};
use sunlot_domain::overlap::{JointVisit, JointVisitState};
use sunlot_domain::tasks::{DrawType, Origin, Task, TaskContent, TaskState};
use sunlot_sortition::time::Day;

use crate::coded_columns;
use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::json_columns;
use crate::plans::Visible;
use crate::record;
use crate::record::Stored;
use crate::tx::ReadTx;

coded_columns!(DrawType, Origin, TaskState, JointVisitState);
json_columns!(TaskContent);
record!(
    Task,
    "task",
    id,
    plan,
    ordinal,
    number,
    origin,
    organ,
    region,
    name,
    draw_type,
    item_class,
    participants,
    draw_from,
    draw_to,
    deadline,
    content,
    joint_visit,
    state,
    author,
    approved_by,
);
record!(
    JointVisit,
    "joint_visit",
    id,
    first,
    second,
    first_organ,
    second_organ,
    shared,
    proposed_by,
    state,
    consented_by,
    undone_by,
    undo_reason,
);

/// What should have been over before a day, and is not.
pub(crate) const LATE: &str = "deadline < {} AND state NOT IN \
    ('draft', 'pending', 'published', 'follow_up', 'archived', 'terminated')";

/// Which tasks of a list.
#[derive(Debug, Clone, Default)]
pub struct TaskFilter {
    /// Who asks.
    pub visible: Visible,
    /// Of this plan.
    pub plan: Option<PlanId>,
    /// In this state.
    pub state: Option<TaskState>,
    /// From this source.
    pub origin: Option<Origin>,
    /// Of this organ.
    pub organ: Option<OrganId>,
    /// Drawn on this day or later.
    pub draw_from: Option<Day>,
    /// Drawn on this day or earlier.
    pub draw_to: Option<Day>,
    /// Should have been over before this day, and is not.
    pub overdue: Option<Day>,
    /// A part of the name or number.
    pub text: Option<String>,
    /// Only those that the public log knows: frozen or further.
    pub begun: bool,
}

/// One page of the tasks.
///
/// # Errors
/// What the database answers.
pub fn list(
    tx: &mut ReadTx<'_>,
    which: &TaskFilter,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<Task>>, u64), StoreError> {
    let mut filter = Filter::default();
    which.visible.narrow(&mut filter);
    if let Some(plan) = which.plan {
        filter.and("plan = {}", [plan.to_value()]);
    }
    if let Some(state) = which.state {
        filter.and("state = {}", [state.to_value()]);
    }
    if let Some(origin) = which.origin {
        filter.and("origin = {}", [origin.to_value()]);
    }
    if let Some(organ) = which.organ {
        filter.and("organ = {}", [organ.to_value()]);
    }
    if let Some(day) = which.draw_from {
        filter.and("draw_to >= {}", [day.to_value()]);
    }
    if let Some(day) = which.draw_to {
        filter.and("draw_from <= {}", [day.to_value()]);
    }
    if let Some(day) = which.overdue {
        filter.and(LATE, [day.to_value()]);
    }
    if let Some(text) = &which.text {
        filter.contains(&["name", "number"], text);
    }
    if which.begun {
        filter.and("state NOT IN ('draft', 'pending', 'ready', 'terminated')", []);
    }
    tx.page(&filter, order, window)
}

/// Tasks of a plan by their 序号, also the terminated ones.
///
/// # Errors
/// What the database answers.
pub fn of_plan(tx: &mut ReadTx<'_>, plan: PlanId) -> Result<Vec<Stored<Task>>, StoreError> {
    tx.find("WHERE plan = ?1 ORDER BY ordinal", &[plan.to_value()])
}

/// Tasks of other organs of a division that were not drawn or terminated yet, and whose days may
/// come near a window.
///
/// # Errors
/// What the database answers.
pub fn near(
    tx: &mut ReadTx<'_>,
    region: &DivisionCode,
    organ: OrganId,
    from: Day,
    to: Day,
) -> Result<Vec<Stored<Task>>, StoreError> {
    let mut filter = Filter::default();
    let open = "state IN ('draft', 'pending', 'ready') AND organ <> {} AND draw_from <= {} \
                AND deadline >= {}";
    filter.and(open, [organ.to_value(), to.to_value(), from.to_value()]);
    filter.within("region", region);
    tx.find(&format!("{} ORDER BY id", filter.clause()), filter.params())
}

/// Joint visits that a task was proposed for, newest first.
///
/// # Errors
/// What the database answers.
pub fn joint_visits(
    tx: &mut ReadTx<'_>,
    task: TaskId,
) -> Result<Vec<Stored<JointVisit>>, StoreError> {
    tx.find("WHERE first = ?1 OR second = ?1 ORDER BY id DESC", &[task.to_value()])
}
