//! 排除情形: why a subject of the register has no ticket. Excluded subjects stay in the frame.

use sunlot_sortition::time::Day;

use super::ExcludeTerms;
use crate::subjects::{LifeStatus, Subject};

/// Coded reason, shown in public as a count per code (ssj-1 §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exclusion {
    /// 代码校验不通过.
    IdBad,
    /// 注销、吊销、撤销、迁出.
    Status,
    /// Drawn in the base of a supplement.
    Drawn,
    /// 年度频次上限.
    Cap,
    /// 近期已查或结果互认.
    Recent,
    /// 包容审慎期.
    Trial,
    /// 在办案件.
    Pending,
    /// No item of this draw is for it.
    Scope,
}

impl Exclusion {
    /// The code as the frame writes it after `X:`.
    pub fn code(self) -> &'static str {
        match self {
            Exclusion::IdBad => "IDBAD",
            Exclusion::Status => "STATUS",
            Exclusion::Drawn => "DRAWN",
            Exclusion::Cap => "CAP",
            Exclusion::Recent => "RECENT",
            Exclusion::Trial => "TRIAL",
            Exclusion::Pending => "PENDING",
            Exclusion::Scope => "SCOPE",
        }
    }

    /// What the code means, for people.
    pub fn title_zh(code: &str) -> &'static str {
        match code {
            "IDBAD" => "代码校验不通过",
            "STATUS" => "注销、吊销、撤销或迁出",
            "DRAWN" => "前次抽取已抽中",
            "CAP" => "已达年度检查频次上限",
            "RECENT" => "近期已接受检查或结果互认",
            "TRIAL" => "处于包容审慎期",
            "PENDING" => "有在办案件",
            "SCOPE" => "不属于本次抽查事项的范围",
            _ => "其他",
        }
    }
}

/// The first reason in the order of the enum that applies, `Scope` aside.
pub(super) fn first(
    terms: &ExcludeTerms,
    freeze_day: Day,
    subject: &Subject,
    drawn_before: bool,
) -> Option<Exclusion> {
    let capped = terms.visits_per_year_max.is_some_and(|max| subject.visits_this_year >= max);
    let recent = match (terms.recent_days, subject.last_inspected) {
        (Some(days), Some(last)) => freeze_day.days_since(last) < i64::from(days),
        _ => false,
    };
    [
        (!subject.id_verified, Exclusion::IdBad),
        (subject.status != LifeStatus::Live, Exclusion::Status),
        (drawn_before, Exclusion::Drawn),
        (capped, Exclusion::Cap),
        (recent, Exclusion::Recent),
        (terms.trial && subject.in_trial, Exclusion::Trial),
        (terms.open_case && subject.has_open_case, Exclusion::Pending),
    ]
    .into_iter()
    .find_map(|(applies, reason)| applies.then_some(reason))
}
