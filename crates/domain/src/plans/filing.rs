//! 备案: to the superior department and the lead department, by the end of December.

use sunlot_sortition::time::Day;

use super::{PlanStateError, WorkPlan};
use crate::coded::coded;
use crate::ids::{AccountId, FilingId, LinkId, OrganId, PlanId};

coded! {
    /// To whom a plan is filed.
    FilingKind {
        /// 上级部门.
        Superior = "superior", "上级部门";
        /// 同级牵头部门.
        Lead = "lead", "同级牵头部门";
    }
}

coded! {
    /// Where a filing stands.
    FilingState {
        /// 已报送.
        Filed = "filed", "已报送";
        /// 已收到.
        Acknowledged = "acknowledged", "已收到";
    }
}

/// 备案 of one edition to one organ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanFiling {
    /// Its id.
    pub id: FilingId,
    /// The plan.
    pub plan: PlanId,
    /// The edition that it becomes when it is published.
    pub edition: u32,
    /// To whom.
    pub recipient: OrganId,
    /// As what.
    pub kind: FilingKind,
    /// Who filed it.
    pub filed_by: AccountId,
    /// When.
    pub filed_on: Day,
    /// Where it stands.
    pub state: FilingState,
    /// Who acknowledged it.
    pub acknowledged_by: Option<AccountId>,
    /// When.
    pub acknowledged_on: Option<Day>,
    /// 备案回执号.
    pub receipt: Option<String>,
}

impl PlanFiling {
    /// 收到备案. `None` when it was acknowledged before.
    #[must_use]
    pub fn acknowledge(self, by: AccountId, on: Day, receipt: String) -> Option<PlanFiling> {
        if self.state == FilingState::Acknowledged {
            return None;
        }
        Some(PlanFiling {
            state: FilingState::Acknowledged,
            acknowledged_by: Some(by),
            acknowledged_on: Some(on),
            receipt: Some(receipt),
            ..self
        })
    }
}

/// 退回备案: the recipient sends the plan back with a reason; it is filed again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilingReturn {
    /// Its id.
    pub id: LinkId,
    /// The filing.
    pub filing: FilingId,
    /// Who returned it.
    pub returned_by: AccountId,
    /// When.
    pub returned_on: Day,
    /// Why.
    pub reason: String,
    /// The 回执号 that it takes back, when the filing had been acknowledged.
    pub receipt: Option<String>,
    /// Who filed it again.
    pub refiled_by: Option<AccountId>,
    /// When.
    pub refiled_on: Option<Day>,
}

impl FilingReturn {
    /// Whether the plan has not been filed again yet.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.refiled_on.is_none()
    }

    /// 再次报送.
    #[must_use]
    pub fn refiled(self, by: AccountId, on: Day) -> FilingReturn {
        FilingReturn { refiled_by: Some(by), refiled_on: Some(on), ..self }
    }
}

impl PlanFiling {
    /// That it can be returned now: it is the filing of the plan's latest edition, and neither
    /// acknowledged nor returned.
    ///
    /// # Errors
    /// [`PlanStateError::Acknowledged`], [`PlanStateError::Returned`],
    /// [`PlanStateError::FilingOver`].
    pub fn returnable(&self, plan: &WorkPlan, returned: bool) -> Result<(), PlanStateError> {
        if returned {
            return Err(PlanStateError::Returned);
        }
        if self.state == FilingState::Acknowledged {
            return Err(PlanStateError::Acknowledged);
        }
        if self.edition != plan.filed_edition() {
            return Err(PlanStateError::FilingOver);
        }
        Ok(())
    }

    /// Open again for an acknowledgement, whatever was said before.
    #[must_use]
    pub fn reopened(self) -> PlanFiling {
        let (acknowledged_by, acknowledged_on, receipt) = (None, None, None);
        PlanFiling { state: FilingState::Filed, acknowledged_by, acknowledged_on, receipt, ..self }
    }
}

/// Last day for filing the plan of a year: 31 December of the year before (R-PLAN-11).
#[must_use]
pub fn filing_deadline(year: u16) -> Day {
    let text = format!("{:04}-12-31", year - 1);
    Day::parse(&text).expect("plans are for the years 2015 to 2199")
}

/// The December clock of one organ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Last day.
    pub deadline: Day,
    /// Days until then; negative afterwards.
    pub days_left: i64,
    /// Not filed though the day is over, or filed after it.
    pub late: bool,
}

/// Where an organ stands with its plan of a year; `filed_on` is the first filing of it.
#[must_use]
pub fn due(year: u16, today: Day, filed_on: Option<Day>) -> Due {
    let deadline = filing_deadline(year);
    let late = filed_on.unwrap_or(today) > deadline;
    Due { deadline, days_left: deadline.days_since(today), late }
}
