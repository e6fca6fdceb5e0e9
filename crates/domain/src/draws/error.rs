//! Why a step of a draw is refused.

use thiserror::Error;

/// Why a draw cannot do what it was asked to.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs)] // The variant and its words say it.
pub enum DrawError {
    #[error("cannot {step} in state {state}")]
    State { step: &'static str, state: &'static str },
    #[error("task is {state}")]
    TaskState { state: &'static str },
    #[error("a live draw of the task is there")]
    Live,
    #[error("asked and decided by one person")]
    SamePerson,
    #[error("{field}: {what}")]
    Setting { field: &'static str, what: String },
    #[error("{field}: {what}")]
    Request { field: &'static str, what: String },
    #[error("request is {state}")]
    Decided { state: &'static str },
    #[error("batch {batch}, next is {next} of {batches}")]
    Batch { batch: u32, next: u32, batches: u32 },
    #[error("batch {batch} is not released before {at}")]
    TooEarly { batch: u32, at: String },
    #[error("the list is public already")]
    Open,
    #[error("the list is still sealed")]
    Sealed,
    #[error("not a party of this draw")]
    NotParty,
    #[error("an inspector who can be matched")]
    OwnInspector,
    #[error("another attempt needs a reason")]
    Reason,
    #[error("nothing to supplement")]
    NoBase,
    #[error("pools {pools} cannot be staffed")]
    Short { pools: String },
    #[error("{posts} posts are open")]
    Vacant { posts: usize },
}

impl DrawError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            DrawError::State { .. } => "draw.state",
            DrawError::TaskState { .. } => "draw.task.state",
            DrawError::Live => "draw.live",
            DrawError::SamePerson => "draw.same_person",
            DrawError::Setting { .. } => "draw.setting",
            DrawError::Request { .. } => "draw.request",
            DrawError::Decided { .. } => "draw.request.state",
            DrawError::Batch { .. } => "draw.batch",
            DrawError::TooEarly { .. } => "draw.too_early",
            DrawError::Open => "draw.open",
            DrawError::Sealed => "draw.sealed",
            DrawError::NotParty => "draw.not_party",
            DrawError::OwnInspector => "draw.own_inspector",
            DrawError::Reason => "draw.reason",
            DrawError::NoBase => "draw.no_base",
            DrawError::Short { .. } => "draw.short",
            DrawError::Vacant { .. } => "draw.vacant",
        }
    }

    /// The field of the form that is wrong.
    #[must_use]
    pub fn field(&self) -> Option<&'static str> {
        match self {
            DrawError::Setting { field, .. } | DrawError::Request { field, .. } => Some(field),
            _ => None,
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            DrawError::State { step, state } => {
                format!("抽取现在是“{state}”，不能“{step}”；请刷新后按当前状态办理。")
            }
            DrawError::TaskState { state } => {
                format!("任务现在是“{state}”，不能进行抽取；任务须已批准而尚未抽取。")
            }
            DrawError::Live => "这个任务已有一次进行中或有效的抽取；一个任务只有一次有效抽取，\
                 重抽须先公开作废或公开撤销。"
                .into(),
            DrawError::SamePerson => {
                "提出和审批不能是同一人；请由另一位有审批权限的人办理。".into()
            }
            DrawError::Setting { what, .. } | DrawError::Request { what, .. } => what.clone(),
            DrawError::Decided { state } => format!("这项申请已经是“{state}”，不能再次办理。"),
            DrawError::Batch { batch, next, batches } => format!(
                "共 {batches} 批，下一批是第 {next} 批，收到的是第 {batch} 批；请按批次依次派发。"
            ),
            DrawError::TooEarly { batch, at } => {
                format!("第 {batch} 批最早于 {at} 派发，请届时再办理。")
            }
            DrawError::Open => "名单已经公开，不需要启封。".into(),
            DrawError::Sealed => "名单还在封存中；派发之后启封，才能公开查询。".into(),
            DrawError::NotParty => {
                "您不是这次抽取的有关各方，不能办理这一步；请由抽取方案中指定的人办理。".into()
            }
            DrawError::OwnInspector => {
                "您是可能被抽到的执法检查人员，不能参与或查看这次抽取；请由其他人办理。".into()
            }
            DrawError::Reason => "再次抽取和补充抽取须写明事由代码。".into(),
            DrawError::NoBase => "补充抽取须在已有有效结果、并且已经启封之后进行。".into(),
            DrawError::Short { pools } => format!(
                "匹配池 {pools} 人手不足，没有匹配成功；请按人手缺口所列原因增补人员，\
                 公开撤销结果后重新冻结和抽取。"
            ),
            DrawError::Vacant { posts } => format!(
                "回避或递补之后有 {posts} 个检查人员岗位空缺，还没有改派；\
                 请先在“申请和审批”中逐个办理改派检查人员，再派发。"
            ),
        }
    }
}
