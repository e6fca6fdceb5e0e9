//! Why a plan is refused.

use thiserror::Error;

/// Why a plan cannot do what it was asked to.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs)] // The variant and its words say it.
pub enum PlanStateError {
    #[error("plan name of {length} characters")]
    Name { length: usize },
    #[error("year {year}")]
    YearRange { year: u16 },
    #[error("cannot {step} in state {state}")]
    State { step: &'static str, state: &'static str },
    #[error("author and approver are one person")]
    SamePerson,
    #[error("a plan without tasks")]
    NoTasks,
    #[error("no task is ready")]
    NothingReady,
    #[error("{count} tasks are not over")]
    Unfinished { count: usize },
    #[error("{count} tasks are not approved")]
    NotApproved { count: usize },
    #[error("nobody to file to")]
    NoRecipient,
    #[error("the amendment changes nothing")]
    NothingChanged,
    #[error("filing is already acknowledged")]
    Acknowledged,
    #[error("filing is returned")]
    Returned,
    #[error("filing of an edition that is over")]
    FilingOver,
}

impl PlanStateError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            PlanStateError::Name { .. } => "plan.name",
            PlanStateError::YearRange { .. } => "plan.year",
            PlanStateError::State { .. } => "plan.state",
            PlanStateError::SamePerson => "plan.same_person",
            PlanStateError::NoTasks => "plan.no_tasks",
            PlanStateError::NothingReady => "plan.nothing_ready",
            PlanStateError::Unfinished { .. } => "plan.unfinished",
            PlanStateError::NotApproved { .. } => "plan.not_approved",
            PlanStateError::NoRecipient => "plan.no_recipient",
            PlanStateError::NothingChanged => "plan.nothing_changed",
            PlanStateError::Acknowledged => "plan.acknowledged",
            PlanStateError::Returned => "plan.filing_returned",
            PlanStateError::FilingOver => "plan.filing_over",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            PlanStateError::Name { length } => {
                format!("抽查计划名称有 {length} 个字，应为 1 至 150 个字。")
            }
            PlanStateError::YearRange { year } => {
                format!("年度 {year} 不在 2015 至 2199 年之间；请填写计划的年度。")
            }
            PlanStateError::State { step, state } => {
                format!("计划现在是“{state}”，不能{step}；请刷新后按现在的状态办理。")
            }
            PlanStateError::SamePerson => {
                "编制、提交或统筹计划的人不能批准它；请由本部门另一名审核审批人批准。".to_owned()
            }
            PlanStateError::NoTasks => "计划中还没有抽查任务；请至少添加一个任务。".to_owned(),
            PlanStateError::NothingReady => {
                "计划中没有已批准的任务，不能开始执行；请先完成任务的审批。".to_owned()
            }
            PlanStateError::Unfinished { count } => {
                format!("还有 {count} 个任务没有归档或终止；请先办结，再把计划标为完成。")
            }
            PlanStateError::NotApproved { count } => {
                format!("还有 {count} 个任务不是已批准状态；请先处理这些任务。")
            }
            PlanStateError::NoRecipient => {
                "没有找到备案的接收单位；请系统管理员为本部门登记上级部门，\
                 或由联席会议办公室登记牵头部门。"
                    .to_owned()
            }
            PlanStateError::NothingChanged => {
                "调整后的计划与已公示的完全相同；请先修改任务，或不必重新提交。".to_owned()
            }
            PlanStateError::Acknowledged => {
                "这份备案已经收讫，不能再次确认或退回；需要改动请部门发起调整。".to_owned()
            }
            PlanStateError::Returned => "这份备案已经退回，请等待部门修改后再次报送。".to_owned(),
            PlanStateError::FilingOver => {
                "这份备案对应的版本已有新的改动；请在最近一次报送的备案上办理。".to_owned()
            }
        }
    }
}
