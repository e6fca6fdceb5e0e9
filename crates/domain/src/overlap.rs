//! 重叠: tasks of different departments that would visit the same entities, found before the draw,
//! and their merging into one visit by consent of both (综合查一次).

use std::collections::BTreeSet;

use sunlot_sortition::time::Day;
use thiserror::Error;

use crate::coded::coded;
use crate::dry_run::VISIT;
use crate::ids::{AccountId, JointVisitId, OrganId, SubjectId, TaskId};
use crate::tasks::TaskState;

/// A task with the frame that its conditions give today.
#[derive(Debug, Clone)]
pub struct Framed {
    /// The task.
    pub task: TaskId,
    /// Its organs.
    pub organs: Vec<OrganId>,
    /// First and last day of inspection.
    pub window: (Day, Day),
    /// 抽查类别 or 领域 of its items.
    pub domains: BTreeSet<String>,
    /// Who can be drawn, with the chance of each in millionths; ascending by subject.
    pub chances: Vec<(SubjectId, u64)>,
}

/// Two tasks that meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap {
    /// The other task.
    pub other: TaskId,
    /// Entities in both frames.
    pub shared: u64,
    /// Entities that both would draw if each drew for itself, in millionths.
    pub expected_both: u64,
    /// Entities that both draw when they draw by the same tickets: what merging makes of two
    /// visits one, in millionths.
    pub expected_merged: u64,
    /// Domains of both.
    pub domains: Vec<String>,
    /// Days between the windows; 0 when they touch.
    pub days_apart: i64,
}

/// Days between two windows; 0 when they have a day in common.
#[must_use]
pub fn days_apart(a: (Day, Day), b: (Day, Day)) -> i64 {
    a.0.days_since(b.1).max(b.0.days_since(a.1)).max(0)
}

/// Tasks of other departments that would meet `own`: inspected within `within` days of each other,
/// with entities in both frames or items of one domain. Most shared entities first (R-TASK-06).
#[must_use]
pub fn overlaps(own: &Framed, others: &[Framed], within: i64) -> Vec<Overlap> {
    let apart = |other: &&Framed| !other.organs.iter().any(|organ| own.organs.contains(organ));
    let near = |other: &&Framed| days_apart(own.window, other.window) <= within;
    let others = others.iter().filter(|other| other.task != own.task);
    let mut found: Vec<Overlap> = others
        .filter(apart)
        .filter(near)
        .map(|other| meet(own, other))
        .filter(|overlap| overlap.shared > 0 || !overlap.domains.is_empty())
        .collect();
    found.sort_by_key(|overlap| (std::cmp::Reverse(overlap.shared), overlap.other));
    found
}

fn meet(own: &Framed, other: &Framed) -> Overlap {
    let (mut shared, mut both, mut merged) = (0, 0, 0);
    let mut theirs = other.chances.iter().peekable();
    for (subject, chance) in &own.chances {
        while theirs.next_if(|(id, _)| id < subject).is_some() {}
        let Some((_, other)) = theirs.next_if(|(id, _)| id == subject) else { continue };
        shared += 1;
        both += u128::from(*chance) * u128::from(*other);
        merged += chance.min(other);
    }
    Overlap {
        other: other.task,
        shared,
        expected_both: u64::try_from(both / u128::from(VISIT)).unwrap_or(u64::MAX),
        expected_merged: merged,
        domains: own.domains.intersection(&other.domains).cloned().collect(),
        days_apart: days_apart(own.window, other.window),
    }
}

coded! {
    /// Where a joint visit stands.
    JointVisitState {
        /// 待同意: proposed by one department.
        Proposed = "proposed", "待对方同意";
        /// 已合并: both consent.
        Joined = "joined", "已合并";
        /// 已撤销.
        Undone = "undone", "已撤销";
    }
}

/// 合并进户: tasks of several departments that are drawn by the same tickets and visit once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JointVisit {
    /// Its id.
    pub id: JointVisitId,
    /// Task of the department that proposed it; it leads.
    pub first: TaskId,
    /// The other task.
    pub second: TaskId,
    /// Organ of the first.
    pub first_organ: OrganId,
    /// Organ of the second.
    pub second_organ: OrganId,
    /// Where it stands.
    pub state: JointVisitState,
    /// Entities in both frames when it was proposed.
    pub shared: u64,
    /// Who proposed it, for the first department.
    pub proposed_by: AccountId,
    /// Who consented, for the second.
    pub consented_by: Option<AccountId>,
    /// Who took it back.
    pub undone_by: Option<AccountId>,
    /// Why.
    pub undo_reason: Option<String>,
}

/// Why tasks cannot be merged or parted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs)] // The variant and its words say it.
pub enum OverlapError {
    #[error("joint visit is {state}")]
    State { state: &'static str },
    #[error("one department on both sides")]
    OneDepartment,
    #[error("task is {state}")]
    TaskState { state: &'static str },
    #[error("task is in a joint visit already")]
    Taken,
    #[error("the tasks do not meet")]
    Apart,
}

impl OverlapError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            OverlapError::State { .. } => "joint_visit.state",
            OverlapError::OneDepartment => "joint_visit.one_department",
            OverlapError::TaskState { .. } => "joint_visit.task_state",
            OverlapError::Taken => "joint_visit.taken",
            OverlapError::Apart => "joint_visit.apart",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            OverlapError::State { state } => {
                format!("这次合并现在是“{state}”，不能这样办理；请刷新后再看。")
            }
            OverlapError::OneDepartment => {
                "合并须由两个部门各自同意；同一部门的任务请直接写成一个任务。".to_owned()
            }
            OverlapError::TaskState { state } => {
                format!("任务已是“{state}”；合并和撤销合并都须在任务批准之前办理。")
            }
            OverlapError::Taken => {
                "任务已经参加了另一次合并；请先撤销那一次，再重新合并。".to_owned()
            }
            OverlapError::Apart => {
                "两个任务没有共同的检查对象，检查领域也不同，不能合并进户。".to_owned()
            }
        }
    }
}

/// Whether a task may join or leave: before it is approved.
///
/// # Errors
/// [`OverlapError::TaskState`].
pub fn still_open(state: TaskState) -> Result<(), OverlapError> {
    if matches!(state, TaskState::Draft | TaskState::Pending) {
        return Ok(());
    }
    Err(OverlapError::TaskState { state: state.name_zh() })
}

impl JointVisit {
    /// 同意 for the second department, which makes it one visit (R-TASK-07).
    ///
    /// # Errors
    /// [`OverlapError::State`].
    pub fn consent(self, by: AccountId) -> Result<JointVisit, OverlapError> {
        if self.state != JointVisitState::Proposed {
            return Err(OverlapError::State { state: self.state.name_zh() });
        }
        Ok(JointVisit { state: JointVisitState::Joined, consented_by: Some(by), ..self })
    }

    /// 撤销 by either department, before approval.
    ///
    /// # Errors
    /// [`OverlapError::State`] when it was undone before.
    pub fn undo(self, by: AccountId, reason: String) -> Result<JointVisit, OverlapError> {
        if self.state == JointVisitState::Undone {
            return Err(OverlapError::State { state: self.state.name_zh() });
        }
        let (undone_by, undo_reason) = (Some(by), Some(reason));
        Ok(JointVisit { state: JointVisitState::Undone, undone_by, undo_reason, ..self })
    }
}
