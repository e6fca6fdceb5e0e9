//! What can be wrong with a step of what follows a result, and what to do about it.

use sunlot_sortition::time::Day;
use thiserror::Error;

macro_rules! nouns {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $zh:literal;)*) => {
        /// What a refusal is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Noun { $($(#[$doc])* $name),* }

        impl Noun {
            /// Code in the interface.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Noun::$name => $code),* }
            }

            /// Official name.
            #[must_use]
            pub fn name_zh(self) -> &'static str {
                match self { $(Noun::$name => $zh),* }
            }

            /// The stable code of a refusal.
            fn refusal(self, why: &Why) -> &'static str {
                match self { $(Noun::$name => match why {
                    Why::State { .. } => concat!($code, ".state"),
                    Why::SamePerson { .. } => concat!($code, ".same_person"),
                    Why::Text { .. } => concat!($code, ".text"),
                    Why::Days { .. } => concat!($code, ".days"),
                    Why::Amount { .. } => concat!($code, ".amount"),
                    Why::LateReason { .. } => concat!($code, ".late_reason"),
                    Why::Once { .. } => concat!($code, ".once"),
                    Why::Open { .. } => concat!($code, ".open"),
                    Why::Rule { code, .. } => code,
                }),* }
            }
        }
    };
}

nouns! {
    /// 责令改正.
    Rectification = "rectification", "责令改正";
    /// 立案处罚.
    Penalty = "penalty", "案件";
    /// 抄告、移送、移交司法.
    Referral = "referral", "抄告移送";
    /// 限制措施.
    Restriction = "restriction", "限制措施";
    /// 联合惩戒移交.
    Handoff = "handoff", "联合惩戒移交";
    /// 信用修复.
    Repair = "repair", "信用修复申请";
    /// 个案.
    Case = "case", "个案";
    /// 无证无照经营.
    Unlicensed = "unlicensed", "无证无照线索";
    /// 专项检查建议.
    Campaign = "campaign", "专项检查建议";
}

impl Noun {
    /// A refusal about this noun.
    #[must_use]
    pub fn refuses(self, why: Why) -> FollowError {
        FollowError { noun: self, why }
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // The variant and its words say it.
pub enum Why {
    State { step: &'static str, state: &'static str },
    SamePerson { first: &'static str, second: &'static str },
    Text { field: &'static str, length: usize, least: usize, most: usize },
    Days { first: &'static str, second: &'static str },
    Amount { field: &'static str, rule: String },
    LateReason { deadline: Day },
    Once { what: &'static str },
    Open { what: String },
    Rule { code: &'static str, words: String },
}

/// Why a step is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}: {}", .noun.code(), .noun.refusal(.why))]
pub struct FollowError {
    /// About what.
    pub noun: Noun,
    /// Why.
    pub why: Why,
}

impl FollowError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.noun.refusal(&self.why)
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        let noun = self.noun.name_zh();
        match &self.why {
            Why::State { step, state } => {
                format!("{noun}现在是“{state}”，不能{step}；请刷新后按现在的状态办理。")
            }
            Why::SamePerson { first, second } => {
                format!("{first}和{second}不能是同一人；请由本部门另一名有权限的人员办理。")
            }
            Why::Text { field, length, least, most } => {
                format!("“{field}”有 {length} 个字，应为 {least} 至 {most} 个字；请修改。")
            }
            Why::Days { first, second } => {
                format!("{first}不能晚于{second}；请核对日期后重新填写。")
            }
            Why::Amount { field, rule } => format!("“{field}”不对：{rule}"),
            Why::LateReason { deadline } => {
                format!(
                    "期限是 {deadline}，现已超过；请写明逾期原因（4 至 500 个字），原因随案保存。"
                )
            }
            Why::Once { what } => format!("{what}已经办过，不能再办一次；请刷新后查看。"),
            Why::Open { what } => format!("{noun}现在还不能办这一步：{what}"),
            Why::Rule { words, .. } => words.clone(),
        }
    }
}
