//! How the draw moves a task, from the freeze to the dispatch, and back when a draw no longer
//! stands.

use super::{Task, TaskError, TaskState};
use crate::coded::coded;

coded! {
    /// What the draw does to a task.
    DrawMove {
        /// 冻结.
        Freeze = "freeze", "冻结";
        /// 抽取.
        Draw = "draw", "抽取";
        /// 匹配.
        Match = "match", "匹配";
        /// 派发 of the first batch.
        Dispatch = "dispatch", "派发";
        /// 作废或撤销: it is ready for another attempt.
        Reopen = "reopen", "作废后恢复";
    }
}

impl TaskState {
    /// Where the draw leads; `None` when it cannot.
    #[must_use]
    pub fn moved(self, by: DrawMove) -> Option<TaskState> {
        Some(match (self, by) {
            (TaskState::Ready, DrawMove::Freeze) => TaskState::Frozen,
            (TaskState::Frozen, DrawMove::Draw) => TaskState::Drawn,
            (TaskState::Drawn, DrawMove::Match) => TaskState::Matched,
            (TaskState::Matched, DrawMove::Dispatch) => TaskState::Dispatched,
            (TaskState::Frozen | TaskState::Drawn | TaskState::Matched, DrawMove::Reopen) => {
                TaskState::Ready
            }
            _ => return None,
        })
    }
}

impl Task {
    /// Moved by the draw.
    ///
    /// # Errors
    /// [`TaskError::State`].
    pub fn moved(self, by: DrawMove) -> Result<Task, TaskError> {
        let refused = TaskError::State { step: by.name_zh(), state: self.state.name_zh() };
        let state = self.state.moved(by).ok_or(refused)?;
        Ok(Task { state, ..self })
    }
}
