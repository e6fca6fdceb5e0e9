//! Where a plan stands, and who may follow whom: one table for the use cases, for
//! `allowed_actions`, and for the CHECK in SQL.

use crate::coded::coded;
use crate::policy::Permission;

coded! {
    /// 计划状态.
    PlanState {
        /// 草稿.
        Draft = "draft", "草稿";
        /// 部门审核.
        Submitted = "submitted", "部门审核";
        /// 联席会议办公室统筹 done.
        Coordinated = "coordinated", "已统筹";
        /// 批准.
        Approved = "approved", "已批准";
        /// 已备案.
        Filed = "filed", "已备案";
        /// 已公示.
        Published = "published", "已公示";
        /// 执行中.
        Executing = "executing", "执行中";
        /// 调整中: the working copy of a published plan is open.
        Adjusting = "adjusting", "调整中";
        /// 已完成.
        Completed = "completed", "已完成";
        /// 已终止.
        Terminated = "terminated", "已终止";
    }
}

coded! {
    /// What moves a plan.
    PlanStep {
        /// 修改.
        Edit = "change", "修改";
        /// 提交.
        Submit = "submit", "提交";
        /// 退回.
        Return = "return", "退回";
        /// 统筹.
        Coordinate = "coordinate", "统筹";
        /// 批准.
        Approve = "approve", "批准";
        /// 备案.
        File = "file", "报送备案";
        /// 退回备案, by who received it.
        ReturnFiling = "return_filing", "退回备案";
        /// 公示.
        Publish = "publish", "公示";
        /// 开始执行.
        Start = "start", "开始执行";
        /// 调整.
        Adjust = "adjust", "调整";
        /// 完成.
        Complete = "complete", "完成";
        /// 终止.
        Terminate = "terminate", "终止";
    }
}

impl PlanState {
    /// Where a step leads; `None` when it cannot be taken here.
    #[must_use]
    pub fn after(self, step: PlanStep) -> Option<PlanState> {
        use PlanState as S;
        use PlanStep as T;
        Some(match (self, step) {
            (S::Draft, T::Edit) => S::Draft,
            (S::Adjusting, T::Edit) => S::Adjusting,
            (S::Draft | S::Adjusting, T::Submit) => S::Submitted,
            // The plan says whether it goes on as a draft or as an adjustment.
            (S::Submitted | S::Coordinated, T::Return) => S::Draft,
            (S::Submitted, T::Coordinate) => S::Coordinated,
            (S::Coordinated, T::Approve) => S::Approved,
            (S::Approved, T::File) => S::Filed,
            // As with a return, the plan says where it goes on.
            (S::Filed | S::Published | S::Executing, T::ReturnFiling) => S::Draft,
            (S::Filed, T::Publish) => S::Published,
            (S::Published, T::Start) => S::Executing,
            (S::Published | S::Executing, T::Adjust) => S::Adjusting,
            (S::Executing, T::Complete) => S::Completed,
            (state, T::Terminate) if !state.is_over() => S::Terminated,
            _ => return None,
        })
    }

    /// Whether nothing follows.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, PlanState::Completed | PlanState::Terminated)
    }
}

impl PlanStep {
    /// Who may take it. A plan that was published is ended by its approver, one that was not by
    /// its author.
    #[must_use]
    pub fn permission(self, published: bool) -> Permission {
        match self {
            PlanStep::Terminate if published => Permission::PlanApprove,
            PlanStep::Edit
            | PlanStep::Submit
            | PlanStep::Start
            | PlanStep::Adjust
            | PlanStep::Complete
            | PlanStep::Terminate => Permission::PlanWrite,
            PlanStep::Return | PlanStep::Approve => Permission::PlanApprove,
            PlanStep::Coordinate => Permission::PlanCoordinate,
            PlanStep::File => Permission::PlanFile,
            PlanStep::ReturnFiling => Permission::PlanAcknowledge,
            PlanStep::Publish => Permission::PlanPublish,
        }
    }
}
