//! What can be wrong with a result, and what to do about it.

use thiserror::Error;

/// Why a step of a result is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs)] // The variant and its words say it.
pub enum ResultError {
    #[error("cannot {step} in state {state}")]
    State { step: &'static str, state: &'static str },
    #[error("item {item} not entered once")]
    Items { item: String },
    #[error("item {item}: {what}")]
    Entry { item: String, what: &'static str },
    #[error("item {item}: text holds personal data")]
    Personal { item: String, what: &'static str },
    #[error("one person does two of entry, review and publication")]
    SamePerson,
    #[error("the reviewer took part in the visit")]
    TookPart,
    #[error("no opinion")]
    Opinion,
    #[error("nothing changes")]
    NothingChanged,
    #[error("another change waits")]
    ChangeWaits,
    #[error("this approval is there already")]
    ApprovedAlready,
    #[error("withdrawn")]
    Withdrawn,
    #[error("approver is of the department")]
    Inside,
    #[error("recognition: {0}")]
    Recognition(&'static str),
    #[error("receipt missing")]
    Receipt,
    #[error("objection about nothing")]
    ObjectionAbout,
    #[error("objection decided without its correction")]
    NoCorrection,
    #[error("decided by one who took part")]
    Decider,
    #[error("score {score}")]
    Score { score: u8 },
    #[error("rated already")]
    Rated,
}

impl ResultError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            ResultError::State { .. } => "result.state",
            ResultError::Items { .. } => "result.items",
            ResultError::Entry { .. } => "result.entry",
            ResultError::Personal { .. } => "result.personal_data",
            ResultError::SamePerson => "result.same_person",
            ResultError::TookPart => "result.took_part",
            ResultError::Opinion => "result.opinion",
            ResultError::NothingChanged => "result.nothing_changed",
            ResultError::ChangeWaits => "result.change_waits",
            ResultError::ApprovedAlready => "result.approved_already",
            ResultError::Withdrawn => "result.withdrawn",
            ResultError::Inside => "result.inside",
            ResultError::Recognition(_) => "result.recognition",
            ResultError::Receipt => "result.receipt",
            ResultError::ObjectionAbout => "objection.about",
            ResultError::NoCorrection => "objection.no_correction",
            ResultError::Decider => "objection.decider",
            ResultError::Score { .. } => "rating.score",
            ResultError::Rated => "rating.rated",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        let fixed = match self {
            ResultError::State { step, state } => {
                return format!("现在是“{state}”，不能{step}；请刷新后查看。");
            }
            ResultError::Items { item } => {
                return format!("事项 {item} 应恰好录入一个结果；请对照本次检查的事项补全或删除。");
            }
            ResultError::Entry { item, what } => return format!("事项 {item}：{what}。"),
            ResultError::Personal { item, what } => {
                return format!("事项 {item} 的公示文字含有{what}；公示前请删去个人信息。");
            }
            ResultError::Recognition(what) => return format!("结果互认：{what}；请另选结果。"),
            ResultError::Score { score } => {
                return format!("评分应为 1 至 5，收到 {score}；请改正。");
            }
            ResultError::SamePerson => {
                "同一结果的录入、审核、公示须由三个人分别办理；请由其他人办理这一步。"
            }
            ResultError::TookPart => "参加检查的人不能审核结果；请由未参加检查的人审核。",
            ResultError::Opinion => "退回须写明意见，至少 4 个字。",
            ResultError::NothingChanged => "更正后的结果与现在的相同；请填写不同的内容。",
            ResultError::ChangeWaits => "已有一项更正或撤回等待批准；请先处理那一项。",
            ResultError::ApprovedAlready => "这一方已经批准；还缺另一方的批准。",
            ResultError::Withdrawn => "结果已经撤回，只保留撤回说明，不能再更正。",
            ResultError::Inside => {
                "更正已公示的结果须有一名检查机关以外的批准人；请由联席会议办公室或上级部门批准。"
            }
            ResultError::Receipt => "请写明回执编号。",
            ResultError::ObjectionAbout => {
                "请写明对哪个事项的结果有异议，以及理由（至少 10 个字）。"
            }
            ResultError::NoCorrection => {
                "异议成立的，须先办理该结果的更正或撤回（或在公示前退回重录），再作出决定。"
            }
            ResultError::Decider => "参加检查、录入或受理的人不能决定这项异议；请由其他人决定。",
            ResultError::Rated => "这次检查已经评价过；每个检查码只能评价一次。",
        };
        fixed.to_owned()
    }
}
