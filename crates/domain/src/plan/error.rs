//! What can be wrong with a plan's rules file, and what the clerk should do about it.

use thiserror::Error;

/// Why a rules file cannot become the rules of a draw.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PlanError {
    /// Not TOML, or a key unknown or of the wrong type.
    #[error("rules file cannot be read: {detail}")]
    Syntax {
        /// What the parser says, with line and column.
        detail: String,
    },
    /// Not a ratio between 0 and 100 %.
    #[error("`{text}` is not a ratio")]
    Ratio {
        /// The text found.
        text: String,
    },
    /// A name of the wrong form.
    #[error("{place}: `{text}` is not a valid name: {detail}")]
    Name {
        /// Where in the file.
        place: String,
        /// The text found.
        text: String,
        /// Which form is allowed.
        detail: String,
    },
    /// Something that must be there is not.
    #[error("{place}: missing {what}")]
    Missing {
        /// Where in the file.
        place: String,
        /// What to add.
        what: String,
    },
    /// A 一般检查事项 above its ceiling (R-DRAW-03).
    #[error("item {item}: ratio above the ceiling of a general item")]
    AboveCeiling {
        /// Item code.
        item: String,
    },
    /// Two statements that cannot both hold.
    #[error("{place}: {detail}")]
    Contradiction {
        /// Where in the file.
        place: String,
        /// What contradicts what, in Chinese.
        detail: String,
    },
}

impl PlanError {
    /// Stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            PlanError::Syntax { .. } => "plan.syntax",
            PlanError::Ratio { .. } => "plan.ratio",
            PlanError::Name { .. } => "plan.name",
            PlanError::Missing { .. } => "plan.missing",
            PlanError::AboveCeiling { .. } => "plan.above_ceiling",
            PlanError::Contradiction { .. } => "plan.contradiction",
        }
    }

    /// What happened and what to do, for the clerk.
    pub fn message_zh(&self) -> String {
        match self {
            PlanError::Syntax { detail } => {
                format!("规则文件无法读取：{detail}。请对照模板改正后重试。")
            }
            PlanError::Ratio { text } => format!(
                "“{text}”不是有效的抽查比例。请写成 5%、0.5%、3‰ 或 1/20 这样的形式，且不超过 100%。"
            ),
            PlanError::Name { place, text, detail } => {
                format!("{place}：“{text}”不符合命名要求：{detail}")
            }
            PlanError::Missing { place, what } => format!("{place}：缺少{what}，请补充。"),
            PlanError::AboveCeiling { item } => format!(
                "事项 {item}：一般检查事项的抽查比例高于规定上限。请降低比例，\
                 或确认该事项应列为重点检查事项（class = \"key\"）。"
            ),
            PlanError::Contradiction { place, detail } => format!("{place}：{detail}"),
        }
    }
}
