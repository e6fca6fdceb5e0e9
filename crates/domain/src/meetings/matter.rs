//! 待办事项: what a meeting asks of a department, by when, and what shows that it was done.

use sunlot_sortition::time::Day;

use super::error::text;
use super::{Meeting, MeetingError};
use crate::coded::coded;
use crate::codes::DivisionCode;
use crate::ids::{AccountId, ConferenceId, MatterId, MeetingId, OrganId};

coded! {
    /// 待办事项状态.
    MatterState {
        /// 待办.
        Open = "open", "待办";
        /// 已报结果: the office has not looked at it yet.
        Reported = "reported", "已报结果";
        /// 已办结.
        Done = "done", "已办结";
    }
}

/// 待办事项.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// Its id.
    pub id: MatterId,
    /// The meeting that asked for it.
    pub meeting: MeetingId,
    /// Its conference.
    pub conference: ConferenceId,
    /// 责任单位.
    pub organ: OrganId,
    /// Division of the conference.
    pub region: DivisionCode,
    /// Item of the agenda.
    pub item: u32,
    /// 事项.
    pub text: String,
    /// Last day.
    pub due: Day,
    /// Who wrote it down.
    pub set_by: AccountId,
    /// Where it stands.
    pub state: MatterState,
    /// 办理情况: what shows that it was done.
    pub evidence: Option<String>,
    /// Who reported it.
    pub reported_by: Option<AccountId>,
    /// When.
    pub reported_on: Option<Day>,
    /// Why the office gave it back.
    pub returned: Option<String>,
    /// Who accepted it.
    pub accepted_by: Option<AccountId>,
    /// When.
    pub accepted_on: Option<Day>,
}

impl Matter {
    /// Checks a new matter: about an item of a meeting that was held, and due after it.
    ///
    /// # Errors
    /// What [`Meeting::takes_matters`] says, a wrong text, or a day that is not after the meeting.
    pub fn check(&self, meeting: &Meeting) -> Result<(), MeetingError> {
        meeting.takes_matters(self.item)?;
        text("待办事项", &self.text, 4, 500)?;
        if self.due <= meeting.day {
            return Err(MeetingError::Due { day: meeting.day });
        }
        Ok(())
    }

    /// Not settled by its day.
    #[must_use]
    pub fn is_overdue(&self, today: Day) -> bool {
        self.state != MatterState::Done && self.due < today
    }

    /// 报结果, by the responsible department (R-MEET-03).
    ///
    /// # Errors
    /// Another state than 待办, or evidence that says nothing.
    pub fn report(self, evidence: &str, by: AccountId, today: Day) -> Result<Matter, MeetingError> {
        let matter = self.expect(MatterState::Open, "报结果")?;
        text("办理情况", evidence, 4, 1_000)?;
        Ok(Matter {
            state: MatterState::Reported,
            evidence: Some(evidence.trim().to_owned()),
            reported_by: Some(by),
            reported_on: Some(today),
            ..matter
        })
    }

    /// 退回: the office finds it not done.
    ///
    /// # Errors
    /// Another state than 已报结果.
    pub fn send_back(self, reason: String) -> Result<Matter, MeetingError> {
        let matter = self.expect(MatterState::Reported, "退回")?;
        Ok(Matter { state: MatterState::Open, returned: Some(reason), ..matter })
    }

    /// 办结, by somebody else than reported it.
    ///
    /// # Errors
    /// Another state than 已报结果, or the one who reported it.
    pub fn accept(self, by: AccountId, today: Day) -> Result<Matter, MeetingError> {
        let matter = self.expect(MatterState::Reported, "办结")?;
        if matter.reported_by == Some(by) {
            return Err(MeetingError::SamePerson);
        }
        let (accepted_by, accepted_on) = (Some(by), Some(today));
        Ok(Matter { state: MatterState::Done, accepted_by, accepted_on, ..matter })
    }

    fn expect(self, state: MatterState, step: &'static str) -> Result<Matter, MeetingError> {
        if self.state == state {
            return Ok(self);
        }
        Err(MeetingError::State { step, state: self.state.name_zh() })
    }
}
