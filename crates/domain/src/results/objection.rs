//! 异议: by the company, before or after publication, with two clocks.

use sunlot_sortition::time::Day;

use super::ResultError;
use crate::coded::coded;
use crate::ids::{AccountId, InspectionId, ObjectionId, OrganId, PartId, ResultChangeId, ResultId};

coded! {
    /// 异议状态.
    ObjectionState {
        /// 待受理.
        Lodged = "lodged", "待受理";
        /// 已受理.
        Accepted = "accepted", "已受理";
        /// 已决定.
        Decided = "decided", "已决定";
    }
}

coded! {
    /// 异议处理结果.
    ObjectionOutcome {
        /// 维持原结果.
        Upheld = "upheld", "维持原结果";
        /// 更正原结果.
        Corrected = "corrected", "异议成立，已更正";
        /// 不予受理.
        Rejected = "rejected", "不予受理";
    }
}

coded! {
    /// 提出方式.
    Via {
        /// With the visit code of the notice.
        Code = "code", "凭检查码";
        /// On paper, recorded by the organ.
        Paper = "paper", "书面";
    }
}

/// 异议.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// Its id.
    pub id: ObjectionId,
    /// The visit.
    pub inspection: InspectionId,
    /// The part it is about.
    pub part: PartId,
    /// 检查机关.
    pub organ: OrganId,
    /// 事项编码.
    pub item_code: String,
    /// The published result, if it was published then.
    pub result: Option<ResultId>,
    /// How it came.
    pub via: Via,
    /// Why. Internal.
    pub text: String,
    /// How to reach who lodged it. Personal: internal.
    pub contact: String,
    /// When.
    pub lodged_on: Day,
    /// Who wrote it down; none for what came by code.
    pub recorded_by: Option<AccountId>,
    /// Where it stands.
    pub state: ObjectionState,
    /// Who accepted it.
    pub accepted_by: Option<AccountId>,
    /// When.
    pub accepted_on: Option<Day>,
    /// What came of it.
    pub outcome: Option<ObjectionOutcome>,
    /// The change of the result that it led to.
    pub result_change: Option<ResultChangeId>,
    /// Who decided.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_on: Option<Day>,
    /// 答复, in words.
    pub decision: Option<String>,
}

impl Objection {
    /// Checks what a person typed.
    ///
    /// # Errors
    /// [`ResultError::ObjectionAbout`].
    pub fn check(&self) -> Result<(), ResultError> {
        let fits = (10..=2_000).contains(&self.text.trim().chars().count());
        if fits && self.contact.chars().count() <= 100 {
            return Ok(());
        }
        Err(ResultError::ObjectionAbout)
    }

    fn refused(&self, step: &'static str) -> ResultError {
        ResultError::State { step, state: self.state.name_zh() }
    }

    /// 受理.
    ///
    /// # Errors
    /// Another state.
    pub fn accept(self, by: AccountId, today: Day) -> Result<Objection, ResultError> {
        if self.state != ObjectionState::Lodged {
            return Err(self.refused("受理"));
        }
        let (accepted_by, accepted_on) = (Some(by), Some(today));
        Ok(Objection { state: ObjectionState::Accepted, accepted_by, accepted_on, ..self })
    }

    /// 决定: what was not accepted can be rejected alone, what was accepted decided.
    ///
    /// # Errors
    /// [`ResultError::Decider`] for whoever took part in the visit or handled it,
    /// [`ResultError::Opinion`], another state.
    pub fn decide(
        self,
        outcome: ObjectionOutcome,
        change: Option<ResultChangeId>,
        decision: String,
        (by, took_part): (AccountId, bool),
        today: Day,
    ) -> Result<Objection, ResultError> {
        let fits = match self.state {
            ObjectionState::Lodged => outcome == ObjectionOutcome::Rejected,
            ObjectionState::Accepted => outcome != ObjectionOutcome::Rejected,
            ObjectionState::Decided => false,
        };
        if !fits {
            return Err(self.refused("作出这种决定"));
        }
        if took_part || self.accepted_by == Some(by) || self.recorded_by == Some(by) {
            return Err(ResultError::Decider);
        }
        if decision.trim().chars().count() < 4 {
            return Err(ResultError::Opinion);
        }
        Ok(Objection {
            state: ObjectionState::Decided,
            outcome: Some(outcome),
            result_change: change,
            decided_by: Some(by),
            decided_on: Some(today),
            decision: Some(decision),
            ..self
        })
    }
}
