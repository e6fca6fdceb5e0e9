//! 检查要点: what was looked at, how, and what was found.

use serde::{Deserialize, Serialize};

use super::{InspectionError, InspectionItem};
use crate::coded::coded;

coded! {
    /// 核查方式, as the record of a check names them (domain 6.1).
    CheckMethod {
        /// 实地检查.
        Field = "field", "实地检查";
        /// 书面检查.
        Written = "written", "书面检查";
        /// 网络监测.
        Online = "online", "网络监测";
        /// 行政部门检查结果或专业意见.
        Opinion = "opinion", "行政部门检查结果或专业意见";
        /// 检验检测.
        Testing = "testing", "检验检测";
        /// 非现场监测.
        Monitoring = "monitoring", "数据监测";
        /// 委托专业机构辅助.
        Commissioned = "commissioned", "委托专业机构辅助";
    }
}

coded! {
    /// 检查要点的结果.
    PointOutcome {
        /// 合格.
        Pass = "pass", "合格";
        /// 不合格.
        Fail = "fail", "不合格";
        /// 未检查.
        Unchecked = "unchecked", "未检查";
        /// 合理缺项.
        NotApplicable = "not_applicable", "合理缺项";
    }
}

/// One answered check point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// 检查要点, as the list says it.
    pub point: String,
    /// Code of a [`PointOutcome`].
    pub outcome: String,
    /// In words; needed for everything but 合格.
    pub note: String,
}

/// A report of a commissioned institution that was used: it helps, it decides nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionUse {
    /// Id of the institution.
    pub institution: String,
    /// 报告编号.
    pub report_no: String,
    /// What of it was adopted.
    pub conclusion: String,
    /// Account of the officer who adopted it.
    pub adopted_by: String,
}

/// A filled-in checklist of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// Codes of [`CheckMethod`]s.
    pub methods: Vec<String>,
    /// The answers, in the order of the points.
    pub answers: Vec<Answer>,
    /// 发现问题情况.
    pub note: String,
    /// Reports that were used.
    pub commissions: Vec<CommissionUse>,
    /// Account that filled it in.
    pub by: String,
    /// When.
    pub at: String,
}

/// Longest note of a point or an item.
const NOTE_MAX: usize = 2_000;

/// Checks a filled-in list against the check points of the item: each point once, each answer from
/// the vocabulary, everything but 合格 explained (R-INSP-06).
///
/// # Errors
/// [`InspectionError::Checklist`] with the first thing that is wrong.
pub fn check_item(item: &InspectionItem, checked: &Checked) -> Result<(), InspectionError> {
    let wrong = |what: String| Err(InspectionError::Checklist { item: item.code.clone(), what });
    if checked.methods.is_empty() {
        return wrong("请写明核查方式。".into());
    }
    if let Some(code) = checked.methods.iter().find(|code| CheckMethod::parse(code).is_none()) {
        return wrong(format!("没有“{code}”这种核查方式。"));
    }
    let commissioned = checked.methods.iter().any(|code| code == CheckMethod::Commissioned.code());
    if commissioned == checked.commissions.is_empty() {
        return wrong("委托专业机构的，须写明机构、报告编号和采纳人；没有委托的不要填写。".into());
    }
    let expected = if item.points.is_empty() { 1 } else { item.points.len() };
    if checked.answers.len() != expected {
        let got = checked.answers.len();
        return wrong(format!("应回答 {expected} 个检查要点，收到 {got} 个。"));
    }
    for (at, answer) in checked.answers.iter().enumerate() {
        let point = item.points.get(at).map_or(item.name.as_str(), |point| point.point.as_str());
        if answer.point != point {
            return wrong(format!("第 {} 个要点应为“{point}”。", at + 1));
        }
        let Some(outcome) = PointOutcome::parse(&answer.outcome) else {
            return wrong(format!("“{}”不是检查要点的结果。", answer.outcome));
        };
        if outcome != PointOutcome::Pass && answer.note.trim().chars().count() < 2 {
            return wrong(format!("要点“{point}”{}，请写明情况。", outcome.name_zh()));
        }
        if answer.note.chars().count() > NOTE_MAX {
            return wrong(format!("要点“{point}”的说明超过 {NOTE_MAX} 字。"));
        }
    }
    if checked.note.chars().count() > NOTE_MAX {
        return wrong(format!("发现问题情况超过 {NOTE_MAX} 字。"));
    }
    Ok(())
}

impl Checked {
    fn outcomes(&self) -> impl Iterator<Item = PointOutcome> {
        self.answers.iter().filter_map(|answer| PointOutcome::parse(&answer.outcome))
    }

    /// Whether a point failed.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.outcomes().any(|outcome| outcome == PointOutcome::Fail)
    }

    /// Whether anything was looked at: what nobody looked at is never 未发现问题 (R-RES-02).
    #[must_use]
    pub fn was_looked_at(&self) -> bool {
        self.outcomes().any(|o| matches!(o, PointOutcome::Pass | PointOutcome::Fail))
    }
}
