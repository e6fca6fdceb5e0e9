//! 责令改正: an order with a deadline, its re-check, its end with evidence.

use sunlot_sortition::time::Day;

use super::{FollowError, Noun, Why, two_people};
use crate::coded::life_cycle;
use crate::codes::DivisionCode;
use crate::ids::{
    AccountId, CaseId, InspectionId, OrganId, PenaltyId, RectificationId, ReferralId, SubjectId,
    TaskId,
};

life_cycle! {
    Rectification;
    /// Where an order to correct stands.
    RectificationState {
        Ordered = "ordered", "整改中";
        Extending = "extending", "申请延期";
        Rechecking = "rechecking", "复查中";
        Passed = "passed", "复查合格";
        Failed = "failed", "复查不合格";
        Closed = "closed", "已办结";
        Cancelled = "cancelled", "已撤销";
    }
    /// What moves it.
    RectificationStep {
        Extend = "extend", "申请延期": Ordered => Extending;
        ApproveExtension = "approve_extension", "批准延期": Extending => Ordered;
        RefuseExtension = "refuse_extension", "不批准延期": Extending => Ordered;
        Recheck = "recheck", "派人复查": Ordered => Rechecking;
        Pass = "pass", "复查合格": Ordered | Rechecking => Passed;
        Fail = "fail", "复查不合格": Ordered | Rechecking => Failed;
        OrderAgain = "order_again", "再次责令改正": Failed => Ordered;
        Close = "close", "办结": Passed | Failed => Closed;
        Cancel = "cancel", "撤销": Ordered | Extending => Cancelled;
    }
}

/// 责令改正.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rectification {
    /// Its id.
    pub id: RectificationId,
    /// Who ordered it.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// Who has to correct.
    pub subject: SubjectId,
    /// The task of the inspection, when there was one.
    pub task: Option<TaskId>,
    /// Cause: the inspection.
    pub inspection: Option<InspectionId>,
    /// Cause: the individual case.
    pub case_id: Option<CaseId>,
    /// Cause: what another organ sent.
    pub referral: Option<ReferralId>,
    /// 文书编号.
    pub document: String,
    /// What has to be corrected, one by one.
    pub demands: Vec<String>,
    /// 责令日期.
    pub ordered_on: Day,
    /// Who ordered it.
    pub ordered_by: AccountId,
    /// 改正期限 that holds now.
    pub due: Day,
    /// Asked for: a later deadline.
    pub extension_until: Option<Day>,
    /// Why, in words.
    pub extension_reason: Option<String>,
    /// Who asked.
    pub extension_by: Option<AccountId>,
    /// How often the deadline was extended.
    pub extensions: u32,
    /// 复查 on site: the visit.
    pub recheck: Option<InspectionId>,
    /// Who checked whether it was corrected.
    pub checked_by: Option<AccountId>,
    /// When.
    pub checked_on: Option<Day>,
    /// 改正的证据.
    pub evidence: Option<String>,
    /// What followed when it was not corrected.
    pub penalty: Option<PenaltyId>,
    /// Where it stands.
    pub state: RectificationState,
    /// Who ended it.
    pub closed_by: Option<AccountId>,
    /// When.
    pub closed_on: Option<Day>,
}

const NOUN: Noun = Noun::Rectification;

impl Rectification {
    fn step(self, step: RectificationStep) -> Result<Rectification, FollowError> {
        Ok(Rectification { state: self.state.take(step)?, ..self })
    }

    /// Checks what a person typed (R-RECT-01).
    ///
    /// # Errors
    /// [`FollowError`] with the first field that is wrong.
    pub fn check(&self, today: Day) -> Result<(), FollowError> {
        if self.ordered_on > today {
            return Err(NOUN.refuses(Why::Days { first: "责令日期", second: "今天" }));
        }
        if self.due <= self.ordered_on {
            return Err(NOUN.refuses(Why::Days { first: "责令日期的次日", second: "改正期限" }));
        }
        if !(1..=50).contains(&self.demands.len()) {
            let words = "请逐条写明要改正什么，1 至 50 条。".to_owned();
            return Err(NOUN.refuses(Why::Rule { code: "rectification.demands", words }));
        }
        for demand in &self.demands {
            super::text(NOUN, "改正要求", demand, 2, 500)?;
        }
        Ok(())
    }

    /// 申请延期: asked for before the deadline has passed.
    ///
    /// # Errors
    /// Another state, a day that is no later, or a deadline that has passed.
    pub fn extend(
        self,
        by: AccountId,
        until: Day,
        reason: String,
        today: Day,
    ) -> Result<Rectification, FollowError> {
        let due = self.due;
        let it = self.step(RectificationStep::Extend)?;
        if today > due {
            let words = format!(
                "改正期限 {due} 已过，不能再申请延期；请安排复查，未改正的再次责令或立案。"
            );
            return Err(NOUN.refuses(Why::Rule { code: "rectification.overdue", words }));
        }
        if until <= due {
            return Err(NOUN
                .refuses(Why::Days { first: "原期限的次日", second: "延期后的期限" }));
        }
        let (extension_until, extension_reason) = (Some(until), Some(reason));
        Ok(Rectification { extension_until, extension_reason, extension_by: Some(by), ..it })
    }

    /// 批准延期, by another person (R-RECT-02).
    ///
    /// # Errors
    /// Another state, or the one who asked.
    pub fn approve_extension(self, by: AccountId) -> Result<Rectification, FollowError> {
        let asked = self.extension_until.unwrap_or(self.due);
        let asker = self.extension_by;
        let it = self.step(RectificationStep::ApproveExtension)?;
        two_people(NOUN, ("延期的申请人", asker), ("批准人", Some(by)))?;
        Ok(Rectification { due: asked, extensions: it.extensions + 1, ..it.answered() })
    }

    /// 不批准延期.
    ///
    /// # Errors
    /// Another state, or the one who asked.
    pub fn refuse_extension(self, by: AccountId) -> Result<Rectification, FollowError> {
        let asker = self.extension_by;
        let it = self.step(RectificationStep::RefuseExtension)?;
        two_people(NOUN, ("延期的申请人", asker), ("审批人", Some(by)))?;
        Ok(it.answered())
    }

    fn answered(self) -> Rectification {
        Rectification { extension_until: None, extension_reason: None, extension_by: None, ..self }
    }

    /// 派人复查: a visit was opened.
    ///
    /// # Errors
    /// Another state.
    pub fn rechecked_by(self, visit: InspectionId) -> Result<Rectification, FollowError> {
        Ok(Rectification { recheck: Some(visit), ..self.step(RectificationStep::Recheck)? })
    }

    /// 复查结论, on site or by what the company handed in, with evidence.
    ///
    /// # Errors
    /// Another state.
    pub fn conclude(
        self,
        by: AccountId,
        on: Day,
        passed: bool,
        evidence: String,
    ) -> Result<Rectification, FollowError> {
        let step = if passed { RectificationStep::Pass } else { RectificationStep::Fail };
        let (checked_by, checked_on, evidence) = (Some(by), Some(on), Some(evidence));
        Ok(Rectification { checked_by, checked_on, evidence, ..self.step(step)? })
    }

    /// 再次责令改正 with a new deadline.
    ///
    /// # Errors
    /// Another state, or a deadline that has passed.
    pub fn order_again(self, due: Day, today: Day) -> Result<Rectification, FollowError> {
        let it = self.step(RectificationStep::OrderAgain)?;
        if due <= today {
            return Err(NOUN.refuses(Why::Days { first: "明天", second: "新的改正期限" }));
        }
        let it = Rectification { due, checked_by: None, checked_on: None, evidence: None, ..it };
        Ok(Rectification { recheck: None, ..it })
    }

    /// 办结, by another person than concluded; what was not corrected is closed with the case that
    /// followed (R-RECT-03).
    ///
    /// # Errors
    /// Another state, the same person, or a failure that nothing follows.
    pub fn close(
        self,
        by: AccountId,
        on: Day,
        penalty: Option<PenaltyId>,
    ) -> Result<Rectification, FollowError> {
        let (failed, checker) = (self.state == RectificationState::Failed, self.checked_by);
        let it = self.step(RectificationStep::Close)?;
        two_people(NOUN, ("作出复查结论的人", checker), ("办结人", Some(by)))?;
        if failed && penalty.is_none() {
            let words = "复查不合格；请先再次责令改正，或立案后写明案件再办结。".to_owned();
            return Err(NOUN.refuses(Why::Rule { code: "rectification.not_corrected", words }));
        }
        Ok(Rectification { closed_by: Some(by), closed_on: Some(on), penalty, ..it })
    }

    /// 撤销: it was ordered wrongly; by another person.
    ///
    /// # Errors
    /// Another state, or the one who ordered it.
    pub fn cancel(self, by: AccountId, on: Day) -> Result<Rectification, FollowError> {
        let author = self.ordered_by;
        let it = self.step(RectificationStep::Cancel)?;
        two_people(NOUN, ("责令人", author), ("撤销人", by))?;
        Ok(Rectification { closed_by: Some(by), closed_on: Some(on), ..it.answered() })
    }

    /// Whether its deadline has passed while nothing was concluded.
    #[must_use]
    pub fn overdue(&self, today: Day) -> bool {
        use RectificationState::{Extending, Ordered, Rechecking};
        matches!(self.state, Ordered | Extending | Rechecking) && today > self.due
    }
}
