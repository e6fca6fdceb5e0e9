//! Why something about item lists is refused.

use sunlot_sortition::time::Day;
use thiserror::Error;

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ItemError {
    /// Another form of code.
    #[error("item code {text:?}")]
    Code {
        /// What was written.
        text: String,
    },
    /// Another form of 监管事项目录编码.
    #[error("catalogue code {text:?}")]
    CatalogueCode {
        /// What was written.
        text: String,
    },
    /// The version is in another state.
    #[error("cannot {verb} in state {state}")]
    State {
        /// What was asked for, in Chinese.
        verb: &'static str,
        /// Where the version stands, in Chinese.
        state: &'static str,
    },
    /// Approver and writer are one person.
    #[error("approver wrote it himself")]
    SamePerson,
    /// 公布网址 is none.
    #[error("publication address")]
    Url,
    /// In force before it is published.
    #[error("in force before publication on {published}")]
    ValidFrom {
        /// 公布日期.
        published: Day,
    },
    /// Ends before it begins.
    #[error("ends before it begins")]
    ValidTo,
    /// Not after the version that it follows.
    #[error("not after {before}")]
    NotAfter {
        /// First day of the version before.
        before: Day,
    },
    /// Nothing is asked of this department.
    #[error("consent is {state}")]
    Consent {
        /// Where the consent stands, in Chinese.
        state: &'static str,
    },
    /// The title is empty or too long.
    #[error("title of {length} characters")]
    Title {
        /// Its length.
        length: usize,
    },
}

impl ItemError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            ItemError::Code { .. } => "item.code",
            ItemError::CatalogueCode { .. } => "item.catalogue_code",
            ItemError::State { .. } => "item_list.state",
            ItemError::SamePerson => "item_list.same_person",
            ItemError::Url => "item_list.url",
            ItemError::ValidFrom { .. } => "item_list.valid_from",
            ItemError::ValidTo => "item_list.valid_to",
            ItemError::NotAfter { .. } => "item_list.not_after",
            ItemError::Consent { .. } => "item_list.consent",
            ItemError::Title { .. } => "item_list.title",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            ItemError::Code { text } => {
                format!(
                    "事项编码“{text}”应为 1 至 40 位字母、数字、点、下划线或短横；例如 SCJG-001。"
                )
            }
            ItemError::CatalogueCode { text } => format!(
                "监管事项目录编码“{text}”应为 14 位数字；请对照监管事项目录清单填写，没有的留空。"
            ),
            ItemError::State { verb, state } => {
                format!("清单版本现在是“{state}”，不能{verb}；请刷新页面查看可以办理的事项。")
            }
            ItemError::SamePerson => {
                "编制、提交和批准不能是同一人；请由另一位审核审批人办理。".into()
            }
            ItemError::Url => {
                "公布网址应以 http:// 或 https:// 开头，不超过 500 个字；请填写清单的公布页面。"
                    .into()
            }
            ItemError::ValidFrom { published } => format!(
                "施行日期不能早于公布日期 {published}：未经公布的事项不得实施；请改为当日或以后。"
            ),
            ItemError::ValidTo => "有效期止早于施行日期；请核对两个日期。".into(),
            ItemError::NotAfter { before } => {
                format!("上一版自 {before} 起施行，新版须在其后施行；请改为更晚的日期。")
            }
            ItemError::Consent { state } => {
                format!("会签状态是“{state}”，现在不需要答复；请等待联席会议办公室重新提交。")
            }
            ItemError::Title { length } => {
                format!("清单名称有 {length} 个字，应为 2 至 80 个字；请修改。")
            }
        }
    }
}
