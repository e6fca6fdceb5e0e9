//! 任务状态 as the visits have brought it: nobody sets it by hand.

use crate::tasks::TaskState;

/// How far the visits of a task have come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Visits that the draw came to, over every batch.
    pub drawn: u64,
    /// Visits that were opened.
    pub opened: u64,
    /// Visits that somebody has begun, also those that are over.
    pub begun: u64,
    /// Visits that are over: signed, ended with a status, or recognised.
    pub visited: u64,
    /// Parts of organs that wait for the entry of a result, or for the visit.
    pub to_enter: u64,
    /// Parts of organs that are not over.
    pub to_publish: u64,
}

impl Progress {
    /// Together with the visits that another task of the same draw shares. `drawn` counts the
    /// visits of the draw, whichever task they name.
    #[must_use]
    pub fn with(self, other: &Progress) -> Progress {
        Progress {
            drawn: self.drawn.max(other.drawn),
            opened: self.opened + other.opened,
            begun: self.begun + other.begun,
            visited: self.visited + other.visited,
            to_enter: self.to_enter + other.to_enter,
            to_publish: self.to_publish + other.to_publish,
        }
    }
}

/// Where a task stands, from dispatched to published. Any other state is left as it is: the draw
/// and the follow-up move those.
#[must_use]
pub fn derived(now: TaskState, progress: &Progress) -> TaskState {
    let ours = matches!(
        now,
        TaskState::Dispatched
            | TaskState::Inspecting
            | TaskState::Recording
            | TaskState::Reviewing
            | TaskState::Published
    );
    if !ours || progress.opened == 0 {
        return now;
    }
    if progress.begun == 0 {
        return TaskState::Dispatched;
    }
    let all = progress.drawn.max(progress.opened);
    if progress.visited < all {
        return TaskState::Inspecting;
    }
    if progress.to_enter > 0 {
        return TaskState::Recording;
    }
    if progress.to_publish > 0 { TaskState::Reviewing } else { TaskState::Published }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_of_a_task_follows_its_visits() {
        let opened = Progress { drawn: 3, opened: 2, ..Progress::default() };
        let of = |progress: Progress| derived(TaskState::Dispatched, &progress);
        assert_eq!(of(Progress::default()), TaskState::Dispatched);
        assert_eq!(of(Progress { to_enter: 2, to_publish: 2, ..opened }), TaskState::Dispatched);
        let both = Progress { begun: 2, visited: 2, ..opened };
        assert_eq!(of(both), TaskState::Inspecting, "a third one is in a later batch");
        let all = Progress { drawn: 2, to_publish: 2, ..both };
        assert_eq!(of(Progress { to_enter: 1, ..all }), TaskState::Recording);
        assert_eq!(of(all), TaskState::Reviewing);
        assert_eq!(of(Progress { to_publish: 0, ..all }), TaskState::Published);
        // Of three visits of a joint draw one names the second task.
        let one =
            Progress { drawn: 3, opened: 1, begun: 1, visited: 1, to_enter: 1, to_publish: 1 };
        let first = Progress { begun: 2, visited: 2, ..opened };
        assert_eq!(of(first), TaskState::Inspecting);
        assert_eq!(of(first.with(&one)), TaskState::Recording);
        assert_eq!(of(one.with(&first)), TaskState::Recording);
        assert_eq!(derived(TaskState::Archived, &all), TaskState::Archived);
        assert_eq!(derived(TaskState::FollowUp, &all), TaskState::FollowUp);
    }
}
