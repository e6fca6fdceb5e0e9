//! From the publication to the archive: what follows the results, and that nothing of it is open.

use super::{Task, TaskError, TaskState};

impl Task {
    /// 转入后续处置: the first thing that follows a result of it. Later ones change nothing.
    #[must_use]
    pub fn followed(self) -> Task {
        match self.state {
            TaskState::Published => Task { state: TaskState::FollowUp, ..self },
            _ => self,
        }
    }

    /// 归档: every result is public, and of what followed nothing is open (R-TASK-08).
    ///
    /// # Errors
    /// [`TaskError::State`] before the publication; [`TaskError::Open`] with what is not over.
    pub fn archive(self, open: u64) -> Result<Task, TaskError> {
        if !matches!(self.state, TaskState::Published | TaskState::FollowUp) {
            return Err(TaskError::State { step: "归档", state: self.state.name_zh() });
        }
        if open > 0 {
            return Err(TaskError::Open { count: open });
        }
        Ok(Task { state: TaskState::Archived, ..self })
    }
}
