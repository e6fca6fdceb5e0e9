//! 年度抽查计划: from its draft through approval, filing and publication to amendments, every
//! version kept.
//!
//! The plan and its tasks are the working copy; what was published is frozen in an edition. A
//! change after publication opens the working copy again and ends in a new edition with its reason
//! and its differences (R-PLAN-09).

mod error;
mod filing;
mod state;
mod table;

pub use error::PlanStateError;
pub use filing::{Due, FilingKind, FilingReturn, FilingState, PlanFiling, due, filing_deadline};
pub use state::{PlanState, PlanStep};
pub use table::{
    COLUMNS, CellChange, EXTRA_COLUMNS, NOTES, Row, RowChange, difference, next_ordinal, row,
};

use sunlot_sortition::time::Day;

use crate::codes::DivisionCode;
use crate::ids::{AccountId, LinkId, OrganId, PlanId};

/// 年度抽查计划.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkPlan {
    /// Its id.
    pub id: PlanId,
    /// 抽查计划编号.
    pub number: String,
    /// 文号, given at the first approval.
    pub document_number: Option<String>,
    /// 年度.
    pub year: u16,
    /// 抽查计划名称.
    pub name: String,
    /// 跨部门.
    pub joint: bool,
    /// 单位.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// Organs of its tasks besides its own.
    pub participants: Vec<OrganId>,
    /// Where it stands.
    pub state: PlanState,
    /// Published editions so far.
    pub edition: u32,
    /// Why it was opened again, returned or ended.
    pub reason: Option<String>,
    /// Who wrote it last.
    pub author: AccountId,
    /// Who submitted it.
    pub submitted_by: Option<AccountId>,
    /// Who coordinated it, for the joint conference's office.
    pub coordinated_by: Option<AccountId>,
    /// Who approved it.
    pub approved_by: Option<AccountId>,
    /// 备案 of the present edition.
    pub filed_on: Option<Day>,
    /// 公示 of the last edition.
    pub published_on: Option<Day>,
    /// First 备案, for the December clock.
    pub first_filed_on: Option<Day>,
}

/// 版次: what was published, for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanEdition {
    /// Its id.
    pub id: LinkId,
    /// The plan.
    pub plan: PlanId,
    /// 第几版, from 1.
    pub edition: u32,
    /// Name of the plan then.
    pub name: String,
    /// 文号.
    pub document_number: String,
    /// Why it differs from the one before; none for the first.
    pub reason: Option<String>,
    /// The rows of 附件2.
    pub table_rows: Vec<Row>,
    /// What differs from the one before.
    pub difference: Vec<RowChange>,
    /// Who approved it.
    pub approved_by: AccountId,
    /// When it was published.
    pub published_on: Day,
}

impl WorkPlan {
    /// Checks the form.
    ///
    /// # Errors
    /// [`PlanStateError::Name`] or [`PlanStateError::YearRange`].
    pub fn check(&self) -> Result<(), PlanStateError> {
        let length = self.name.chars().count();
        if !(1..=150).contains(&length) {
            return Err(PlanStateError::Name { length });
        }
        if !(2015..=2199).contains(&self.year) {
            return Err(PlanStateError::YearRange { year: self.year });
        }
        Ok(())
    }

    /// Whether its rows can be written now.
    #[must_use]
    pub fn editable(&self) -> bool {
        matches!(self.state, PlanState::Draft | PlanState::Adjusting)
    }

    /// Whether a step could be taken, as far as the state says.
    #[must_use]
    pub fn can(&self, step: PlanStep) -> bool {
        self.state.after(step).is_some()
    }

    fn step(self, step: PlanStep) -> Result<WorkPlan, PlanStateError> {
        let refused = PlanStateError::State { step: step.name_zh(), state: self.state.name_zh() };
        let state = self.state.after(step).ok_or(refused)?;
        Ok(WorkPlan { state, ..self })
    }

    /// 修改 by an author.
    ///
    /// # Errors
    /// [`PlanStateError::State`].
    pub fn edit(self, author: AccountId) -> Result<WorkPlan, PlanStateError> {
        Ok(WorkPlan { author, ..self.step(PlanStep::Edit)? })
    }

    /// 提交 to the department's review; `tasks` are those that are not terminated.
    ///
    /// # Errors
    /// [`PlanStateError::State`], [`PlanStateError::NoTasks`].
    pub fn submit(self, by: AccountId, tasks: usize) -> Result<WorkPlan, PlanStateError> {
        if tasks == 0 {
            return Err(PlanStateError::NoTasks);
        }
        Ok(WorkPlan { submitted_by: Some(by), ..self.step(PlanStep::Submit)? })
    }

    /// 退回 to the author, who goes on where he was.
    ///
    /// # Errors
    /// [`PlanStateError::State`].
    pub fn send_back(self, reason: String) -> Result<WorkPlan, PlanStateError> {
        let edition = self.edition;
        let plan = self.step(PlanStep::Return)?;
        let state = if edition > 0 { PlanState::Adjusting } else { PlanState::Draft };
        let reason = if edition > 0 { plan.reason } else { Some(reason) };
        Ok(WorkPlan { state, reason, submitted_by: None, coordinated_by: None, ..plan })
    }

    /// 统筹 by the office of the joint conference.
    ///
    /// # Errors
    /// [`PlanStateError::State`].
    pub fn coordinate(self, by: AccountId) -> Result<WorkPlan, PlanStateError> {
        Ok(WorkPlan { coordinated_by: Some(by), ..self.step(PlanStep::Coordinate)? })
    }

    /// 批准, by another person than wrote, submitted or coordinated it (R-PLAN-07).
    ///
    /// # Errors
    /// [`PlanStateError::State`], [`PlanStateError::SamePerson`].
    pub fn approve(self, by: AccountId, document: String) -> Result<WorkPlan, PlanStateError> {
        let before = [Some(self.author), self.submitted_by, self.coordinated_by];
        if before.contains(&Some(by)) {
            return Err(PlanStateError::SamePerson);
        }
        let plan = self.step(PlanStep::Approve)?;
        let document_number = plan.document_number.clone().or(Some(document));
        Ok(WorkPlan { approved_by: Some(by), document_number, ..plan })
    }

    /// 备案.
    ///
    /// # Errors
    /// [`PlanStateError::State`].
    pub fn file(self, today: Day) -> Result<WorkPlan, PlanStateError> {
        let plan = self.step(PlanStep::File)?;
        let first_filed_on = plan.first_filed_on.or(Some(today));
        Ok(WorkPlan { filed_on: Some(today), first_filed_on, ..plan })
    }

    /// The edition that was filed last: the one that is to be published, or the published one.
    #[must_use]
    pub fn filed_edition(&self) -> u32 {
        self.edition + u32::from(self.state == PlanState::Filed)
    }

    /// 退回备案 by who received it: the author goes on, and everything from the submission on is
    /// done again. A plan that nobody could see yet has not been filed then (R-PLAN-14).
    ///
    /// # Errors
    /// [`PlanStateError::State`].
    pub fn return_filing(self, reason: String) -> Result<WorkPlan, PlanStateError> {
        let published = self.edition > 0;
        let first_filed_on = self.first_filed_on.filter(|_| published);
        let plan = self.step(PlanStep::ReturnFiling)?;
        let state = if published { PlanState::Adjusting } else { PlanState::Draft };
        Ok(WorkPlan {
            state,
            reason: Some(reason),
            submitted_by: None,
            coordinated_by: None,
            approved_by: None,
            filed_on: None,
            first_filed_on,
            ..plan
        })
    }

    /// 公示: the working copy becomes the next edition (R-PLAN-08).
    ///
    /// # Errors
    /// [`PlanStateError::State`].
    pub fn publish(self, today: Day, begun: bool) -> Result<WorkPlan, PlanStateError> {
        let plan = self.step(PlanStep::Publish)?;
        let state = if begun { PlanState::Executing } else { PlanState::Published };
        let edition = plan.edition + 1;
        Ok(WorkPlan { state, edition, published_on: Some(today), reason: None, ..plan })
    }

    /// 开始执行, once a task is ready for its freeze.
    ///
    /// # Errors
    /// [`PlanStateError::State`], [`PlanStateError::NothingReady`].
    pub fn start(self, ready: bool) -> Result<WorkPlan, PlanStateError> {
        if !ready {
            return Err(PlanStateError::NothingReady);
        }
        self.step(PlanStep::Start)
    }

    /// 完成, once every task is over.
    ///
    /// # Errors
    /// [`PlanStateError::State`], [`PlanStateError::Unfinished`].
    pub fn complete(self, unfinished: usize) -> Result<WorkPlan, PlanStateError> {
        if unfinished > 0 {
            return Err(PlanStateError::Unfinished { count: unfinished });
        }
        self.step(PlanStep::Complete)
    }

    /// 调整 after publication, with a reason; everything from the approval on is done again
    /// (R-PLAN-09).
    ///
    /// # Errors
    /// [`PlanStateError::State`].
    pub fn adjust(self, reason: String) -> Result<WorkPlan, PlanStateError> {
        let plan = self.step(PlanStep::Adjust)?;
        let reason = Some(reason);
        let (submitted_by, coordinated_by, approved_by) = (None, None, None);
        Ok(WorkPlan { reason, submitted_by, coordinated_by, approved_by, filed_on: None, ..plan })
    }

    /// 终止.
    ///
    /// # Errors
    /// [`PlanStateError::State`].
    pub fn terminate(self, reason: String) -> Result<WorkPlan, PlanStateError> {
        Ok(WorkPlan { reason: Some(reason), ..self.step(PlanStep::Terminate)? })
    }
}
