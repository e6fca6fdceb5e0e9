//! 信用反馈: what a result means for the next draw, explained.
//!
//! Only facts flow back: an open case, the day of the last inspection, the visits of the year. The
//! risk class stays the source's monthly value and is never computed here (国市监信发〔2022〕6号).

use sunlot_sortition::time::Day;

use crate::coded::coded;
use crate::codes::DivisionCode;
use crate::ids::{LinkId, OrganId, SubjectId};

coded! {
    /// What gave the feedback.
    FeedbackCause {
        /// 立案.
        Filed = "filed", "立案";
        /// 结案.
        Closed = "closed", "结案";
        /// 整改办结.
        Corrected = "corrected", "整改办结";
        /// 列入或解除限制.
        Restricted = "restricted", "列入或解除名单";
        /// 任务归档.
        Archived = "archived", "任务归档";
    }
}

/// Facts that the next freeze reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DrawFacts {
    /// 在办案件.
    pub pending_case: bool,
    /// 最近检查日期.
    pub last_inspected: Option<Day>,
    /// Visits of the year.
    pub visits: u32,
}

/// 信用反馈: one change of the facts, with what caused it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// Its id.
    pub id: LinkId,
    /// About whom.
    pub subject: SubjectId,
    /// Whose act it was.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// What gave it.
    pub cause: FeedbackCause,
    /// The record that gave it.
    pub record: String,
    /// When.
    pub day: Day,
    /// Before: 在办案件.
    pub pending_before: bool,
    /// After.
    pub pending_after: bool,
    /// Before: 最近检查日期.
    pub inspected_before: Option<Day>,
    /// After.
    pub inspected_after: Option<Day>,
    /// Before: visits of the year.
    pub visits_before: u32,
    /// After.
    pub visits_after: u32,
    /// 罚没金额 of the case that gave it, in 分.
    pub amount: u64,
    /// For the credit system, in words.
    pub summary: String,
}

impl Feedback {
    /// The facts before it.
    #[must_use]
    pub fn before(&self) -> DrawFacts {
        DrawFacts {
            pending_case: self.pending_before,
            last_inspected: self.inspected_before,
            visits: self.visits_before,
        }
    }

    /// The facts after it.
    #[must_use]
    pub fn after(&self) -> DrawFacts {
        DrawFacts {
            pending_case: self.pending_after,
            last_inspected: self.inspected_after,
            visits: self.visits_after,
        }
    }
}

/// Tickets of a subject where a task halves the weight per visit; the same formula as the draw's
/// (`crate::plan`).
fn tickets(visits: u32) -> u32 {
    4 >> visits.min(2)
}

/// What changes in the next draw, line by line: for the clerk and for the company.
#[must_use]
pub fn explain(before: DrawFacts, after: DrawFacts) -> Vec<String> {
    let mut lines = Vec::new();
    match (before.pending_case, after.pending_case) {
        (false, true) => lines.push(
            "有在办案件：写明“有在办案件的不抽”的任务不会抽到它，结案后恢复；其他任务不受影响。"
                .to_owned(),
        ),
        (true, false) => lines
            .push("案件已结：不再因在办案件被排除，下一次冻结起与其他对象机会相同。".to_owned()),
        _ => {}
    }
    if let Some(day) =
        after.last_inspected.filter(|_| before.last_inspected != after.last_inspected)
    {
        lines.push(format!(
            "最近检查日期记为 {day}：写明“若干天内检查过的不再抽取”的任务，自这一天起算。"
        ));
    }
    if before.visits != after.visits {
        let (was, now) = (tickets(before.visits), tickets(after.visits));
        lines.push(format!(
            "本年已查 {} 次（原为 {} 次）：按次数减权的任务，签数由 {was} 变为 {now}；\
             达到部门年度频次上限的，该部门本年不再抽取。",
            after.visits, before.visits
        ));
    }
    if lines.is_empty() {
        lines.push("抽取所依据的事实没有变化，下一次被抽到的可能不变。".to_owned());
    }
    lines.push(
        "信用风险分类由信用主管部门按月重新分类，本平台只报送结果，不自行改变分类；\
         按分类设定比例的任务以冻结时的分类为准。"
            .to_owned(),
    );
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_that_changes_is_explained_and_the_class_never_is() {
        let day = |text: &str| Day::parse(text).ok();
        let before = DrawFacts::default();
        let none = explain(before, before);
        assert!(none[0].contains("没有变化") && none.len() == 2);
        let after = DrawFacts { pending_case: true, last_inspected: day("2026-03-02"), visits: 1 };
        let told = explain(before, after);
        assert_eq!(told.len(), 4);
        assert!(told[0].contains("在办案件") && told[1].contains("2026-03-02"));
        assert!(told[2].contains("签数由 4 变为 2"));
        assert!(explain(after, DrawFacts { pending_case: false, ..after })[0].contains("案件已结"));
    }

    #[test]
    fn the_tickets_are_those_of_the_draw() {
        // The plan's formula is `4 >> min(visits, 2)`; see crate::plan::Plan::weight.
        assert_eq!([0, 1, 2, 3].map(tickets), [4, 2, 1, 1]);
    }
}
