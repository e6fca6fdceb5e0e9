//! Why something about a report is refused.

use thiserror::Error;

/// Why something about a report is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs)] // The variant and its words say it.
pub enum ReportError {
    #[error("report is {state}, not for {step}")]
    State { step: &'static str, state: &'static str },
    #[error("handed in by its author")]
    SamePerson,
    #[error("{field} longer than {most}")]
    Long { field: &'static str, most: usize },
    #[error("{field} is missing")]
    Missing { field: &'static str },
    #[error("no report of {year}")]
    Year { year: u16 },
    #[error("{year} has not begun")]
    Early { year: u16 },
    #[error("organ of kind {kind}")]
    Organ { kind: &'static str },
    #[error("report exists")]
    Exists,
}

impl ReportError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            ReportError::State { .. } => "report.state",
            ReportError::SamePerson => "report.same_person",
            ReportError::Long { .. } => "report.long",
            ReportError::Missing { .. } => "report.missing",
            ReportError::Year { .. } => "report.year",
            ReportError::Early { .. } => "report.early",
            ReportError::Organ { .. } => "report.organ",
            ReportError::Exists => "report.exists",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            ReportError::State { step, state } => {
                format!("报告现在是“{state}”，不能{step}；请刷新后查看。")
            }
            ReportError::SamePerson => {
                "报告须由编写人以外的人核对后提交；请由另一名审核审批人提交。".to_owned()
            }
            ReportError::Long { field, most } => {
                format!("“{field}”至多 {most} 个字；请精简。")
            }
            ReportError::Missing { field } => {
                format!("“{field}”还没有填写；请补充后再提交。")
            }
            ReportError::Year { year } => {
                format!("{year} 年没有报告；年度应为 2015 至 2199。")
            }
            ReportError::Early { year } => {
                format!("{year} 年还没有到，不能编制这一年的报告；请核对年度。")
            }
            ReportError::Organ { kind } => {
                format!("{kind}不是报告单位；请选择有检查职责的部门。")
            }
            ReportError::Exists => {
                "本部门这一期的报告已经建立；请在报告列表中打开它继续编写。".to_owned()
            }
        }
    }
}
