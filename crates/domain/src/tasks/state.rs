//! Where a task stands, and who may follow whom. The same table is CHECKed in SQL and drawn in
//! `docs/lifecycles.md`.

use super::{Task, TaskError};
use crate::coded::coded;
use crate::ids::AccountId;

coded! {
    /// 任务状态. From the freeze on, the draw and the inspection move it.
    TaskState {
        /// 草稿.
        Draft = "draft", "草稿";
        /// 待审批.
        Pending = "pending", "待审批";
        /// 已批准: ready for the freeze.
        Ready = "ready", "已批准待冻结";
        /// 待抽取.
        Frozen = "frozen", "待抽取";
        /// 已抽取.
        Drawn = "drawn", "已抽取";
        /// 人员已匹配.
        Matched = "matched", "人员已匹配";
        /// 已派发.
        Dispatched = "dispatched", "已派发";
        /// 检查中.
        Inspecting = "inspecting", "检查中";
        /// 结果录入.
        Recording = "recording", "结果录入";
        /// 待审核.
        Reviewing = "reviewing", "待审核";
        /// 已公示.
        Published = "published", "已公示";
        /// 后续处置.
        FollowUp = "follow_up", "后续处置";
        /// 已归档.
        Archived = "archived", "已归档";
        /// 已终止.
        Terminated = "terminated", "已终止";
    }
}

coded! {
    /// What moves a task before the freeze.
    TaskStep {
        /// 修改: what was approved has to be approved again.
        Edit = "change", "修改";
        /// 提交审批.
        Submit = "submit", "提交审批";
        /// 退回.
        Return = "return", "退回";
        /// 批准.
        Approve = "approve", "批准";
        /// 终止.
        Terminate = "terminate", "终止";
    }
}

impl TaskState {
    /// Where a step leads; `None` when it cannot be taken here.
    #[must_use]
    pub fn after(self, step: TaskStep) -> Option<TaskState> {
        Some(match (self, step) {
            (TaskState::Draft | TaskState::Ready, TaskStep::Edit) => TaskState::Draft,
            (TaskState::Draft, TaskStep::Submit) => TaskState::Pending,
            (TaskState::Pending, TaskStep::Return) => TaskState::Draft,
            (TaskState::Pending, TaskStep::Approve) => TaskState::Ready,
            (TaskState::Draft | TaskState::Pending | TaskState::Ready, TaskStep::Terminate) => {
                TaskState::Terminated
            }
            _ => return None,
        })
    }

    /// Whether nothing can change any more before the draw's own rules take over.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, TaskState::Archived | TaskState::Terminated)
    }

    /// Whether subjects are or were frozen.
    #[must_use]
    pub fn has_begun(self) -> bool {
        !matches!(
            self,
            TaskState::Draft | TaskState::Pending | TaskState::Ready | TaskState::Terminated
        )
    }
}

impl Task {
    fn step(self, step: TaskStep) -> Result<Task, TaskError> {
        let refused = TaskError::State { step: step.name_zh(), state: self.state.name_zh() };
        let state = self.state.after(step).ok_or(refused)?;
        let approved_by = if state == TaskState::Ready { self.approved_by } else { None };
        Ok(Task { state, approved_by, ..self })
    }

    /// 修改 by an author; what was approved has to be approved again.
    ///
    /// # Errors
    /// [`TaskError::State`]; [`TaskError::Merged`] while it is part of a joint visit.
    pub fn edit(self, author: AccountId) -> Result<Task, TaskError> {
        if self.joint_visit.is_some() {
            return Err(TaskError::Merged);
        }
        Ok(Task { author, ..self.step(TaskStep::Edit)? })
    }

    /// 提交审批.
    ///
    /// # Errors
    /// [`TaskError::State`].
    pub fn submit(self) -> Result<Task, TaskError> {
        self.step(TaskStep::Submit)
    }

    /// 退回 to the author.
    ///
    /// # Errors
    /// [`TaskError::State`].
    pub fn send_back(self) -> Result<Task, TaskError> {
        self.step(TaskStep::Return)
    }

    /// 批准, by another person than wrote it (R-TASK-01).
    ///
    /// # Errors
    /// [`TaskError::State`], [`TaskError::SamePerson`].
    pub fn approve(self, by: AccountId) -> Result<Task, TaskError> {
        if by == self.author {
            return Err(TaskError::SamePerson);
        }
        Ok(Task { approved_by: Some(by), ..self.step(TaskStep::Approve)? })
    }

    /// 终止, before the freeze.
    ///
    /// # Errors
    /// [`TaskError::State`].
    pub fn terminate(self) -> Result<Task, TaskError> {
        if self.joint_visit.is_some() {
            return Err(TaskError::Merged);
        }
        self.step(TaskStep::Terminate)
    }
}
