//! 更正、撤回: a published result never changes silently. Two approvers, one of whom is from outside
//! of the department (S12); every version and its reason stay visible.

use sunlot_sortition::time::Day;

use super::{CheckResult, ResultCode, ResultError, ResultState, personal_data};
use crate::coded::coded;
use crate::ids::{AccountId, OrganId, ResultChangeId, ResultId};

coded! {
    /// 变更种类.
    ChangeKind {
        /// 更正.
        Correct = "correct", "更正";
        /// 撤回.
        Withdraw = "withdraw", "撤回";
    }
}

coded! {
    /// 变更状态.
    ChangeState {
        /// 待批准.
        Proposed = "proposed", "待批准";
        /// 已生效.
        Applied = "applied", "已生效";
        /// 不批准.
        Refused = "refused", "不批准";
    }
}

/// A correction or withdrawal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultChange {
    /// Its id.
    pub id: ResultChangeId,
    /// Of what.
    pub result: ResultId,
    /// The organ that published it.
    pub organ: OrganId,
    /// The version that it makes.
    pub edition: u32,
    /// 更正 or 撤回.
    pub kind: ChangeKind,
    /// Result before.
    pub before_code: ResultCode,
    /// Words before.
    pub before_text: String,
    /// Result after; as before for a withdrawal.
    pub code: ResultCode,
    /// Words after.
    pub text: String,
    /// 理由, public.
    pub reason: String,
    /// Who proposed it.
    pub proposed_by: AccountId,
    /// When.
    pub proposed_on: Day,
    /// Where it stands.
    pub state: ChangeState,
    /// Approver within the department.
    pub inner_by: Option<AccountId>,
    /// Approver from outside of it.
    pub outer_by: Option<AccountId>,
    /// Who did not approve.
    pub refused_by: Option<AccountId>,
    /// 意见 of a refusal.
    pub opinion: Option<String>,
    /// Day on which it took effect.
    pub applied_on: Option<Day>,
}

impl ResultChange {
    /// Checks what a person typed against the result as it stands.
    ///
    /// # Errors
    /// [`ResultError`] with what is wrong.
    pub fn check(&self, result: &CheckResult) -> Result<(), ResultError> {
        if result.state == ResultState::Withdrawn {
            return Err(ResultError::Withdrawn);
        }
        let same = self.code == result.code && self.text == result.text;
        if self.kind == ChangeKind::Correct && same {
            return Err(ResultError::NothingChanged);
        }
        let item = || result.item_code.clone();
        if self.code.is_problem() && self.text.trim().chars().count() < 4 {
            let what = "发现问题的须写明情况，4 至 1000 个字";
            return Err(ResultError::Entry { item: item(), what });
        }
        match personal_data(&self.text).or_else(|| personal_data(&self.reason)) {
            Some(what) => Err(ResultError::Personal { item: item(), what }),
            None => Ok(()),
        }
    }

    fn open(&self) -> Result<(), ResultError> {
        if self.state == ChangeState::Proposed {
            return Ok(());
        }
        Err(ResultError::State { step: "批准", state: self.state.name_zh() })
    }

    /// 批准 within the department, or from outside of it. It takes effect with the second one.
    ///
    /// # Errors
    /// [`ResultError::SamePerson`], [`ResultError::ApprovedAlready`], another state.
    pub fn approve(
        self,
        by: AccountId,
        outside: bool,
        today: Day,
    ) -> Result<ResultChange, ResultError> {
        self.open()?;
        let known = [Some(self.proposed_by), self.inner_by, self.outer_by];
        if known.contains(&Some(by)) {
            return Err(ResultError::SamePerson);
        }
        let taken = if outside { self.outer_by } else { self.inner_by };
        if taken.is_some() {
            return Err(ResultError::ApprovedAlready);
        }
        let (inner_by, outer_by) =
            if outside { (self.inner_by, Some(by)) } else { (Some(by), self.outer_by) };
        let both = inner_by.is_some() && outer_by.is_some();
        let state = if both { ChangeState::Applied } else { ChangeState::Proposed };
        Ok(ResultChange { inner_by, outer_by, state, applied_on: both.then_some(today), ..self })
    }

    /// 不批准 by somebody else than proposed it.
    ///
    /// # Errors
    /// [`ResultError::SamePerson`], [`ResultError::Opinion`], another state.
    pub fn refuse(self, by: AccountId, opinion: String) -> Result<ResultChange, ResultError> {
        self.open()?;
        if by == self.proposed_by {
            return Err(ResultError::SamePerson);
        }
        if opinion.trim().chars().count() < 4 {
            return Err(ResultError::Opinion);
        }
        let (state, opinion) = (ChangeState::Refused, Some(opinion));
        Ok(ResultChange { state, refused_by: Some(by), opinion, ..self })
    }

    /// The result after it has taken effect.
    #[must_use]
    pub fn applied_to(&self, result: CheckResult) -> CheckResult {
        let state = match self.kind {
            ChangeKind::Correct => ResultState::Published,
            ChangeKind::Withdraw => ResultState::Withdrawn,
        };
        CheckResult {
            code: self.code,
            text: self.text.clone(),
            edition: self.edition,
            state,
            ..result
        }
    }
}
