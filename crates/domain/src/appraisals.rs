//! 考核: what a department is appraised by.
//!
//! Owns the closed list of indicators, each with its definition, and the two forms that one may
//! have: a share of what had to be done, or a count of events from a short list. The number of
//! checks and the sum of fines have neither form, so nobody can be scored by them: 严禁下达检查指标
//! (国办发〔2024〕54号, R-APP-01). Problems that were found are shown and never scored.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::coded::coded;
use crate::codes::DivisionCode;
use crate::ids::{AccountId, ConferenceId, OrganId, TargetId};

/// What every page of an appraisal says.
pub const NEVER_SCORED_ZH: &str = "检查次数和罚没金额不是考核指标，任何情况下不计分、不排名：\
    国办发〔2024〕54号严禁下达检查指标，严禁将考核与检查数量、罚没数额挂钩。";

/// 结果录入期限 in working days after the visit. Platform default: half of the time for
/// publication.
pub const ENTRY_WORKING_DAYS: u32 = 10;

coded! {
    /// 考核指标.
    Indicator {
        /// 计划备案及时率.
        PlanFiled = "plan_filed", "计划备案及时率";
        /// 计划执行率.
        PlanExecuted = "plan_executed", "计划执行率";
        /// 按期抽取率.
        DrawnInTime = "drawn_in_time", "按期抽取率";
        /// 任务完成率.
        VisitsDone = "visits_done", "任务完成率";
        /// 结果录入及时率.
        EnteredInTime = "entered_in_time", "结果录入及时率";
        /// 公示及时率.
        PublishedInTime = "published_in_time", "公示及时率";
        /// 归集率.
        Collected = "collected", "归集率";
        /// 联合抽查占比.
        Joint = "joint", "联合抽查占比";
        /// 信用风险应用率.
        RiskApplied = "risk_applied", "信用风险应用率";
        /// 互认次数.
        Recognised = "recognised", "互认次数";
        /// 问题发现率: shown, never scored.
        ProblemsFound = "problems_found", "问题发现率";
        /// 后续处置闭环率.
        FollowedUp = "followed_up", "后续处置闭环率";
        /// 会议出席率.
        MeetingsAttended = "meetings_attended", "会议出席率";
        /// 待办事项按期办结率.
        MattersInTime = "matters_in_time", "待办事项按期办结率";
        /// 培训次数.
        Trainings = "trainings", "培训次数";
        /// 宣传次数.
        Publicity = "publicity", "宣传次数";
        /// 经验交流次数.
        Experience = "experience", "经验交流次数";
        /// 重抽率.
        Redrawn = "redrawn", "重抽率";
        /// 人员更换率.
        Replaced = "replaced", "人员更换率";
        /// 频次超限数.
        OverCap = "over_cap", "频次超限数";
        /// 企业满意率.
        Satisfied = "satisfied", "企业满意率";
    }
}

coded! {
    /// 可以计数的事件. A closed list: checks, penalties and fines are not on it.
    EventCount {
        /// 互认.
        Recognition = "recognition", "次互认";
        /// 培训.
        Training = "training", "次培训";
        /// 宣传.
        Publicity = "publicity", "次宣传";
        /// 经验交流.
        Experience = "experience", "次经验交流";
        /// 超过年度频次上限的户.
        OverCap = "over_cap", "户超过年度频次上限";
    }
}

coded! {
    /// 指标方向.
    Direction {
        /// 越高越好.
        Higher = "higher", "越高越好";
        /// 越低越好.
        Lower = "lower", "越低越好";
        /// 只作观察，不计分.
        Observed = "observed", "只作观察，不计分";
    }
}

/// In which form an indicator is counted: there is no third one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// A part of a whole, 0 to 100 %: doing more of the whole does not raise it.
    Share {
        /// 分子.
        part: &'static str,
        /// 分母.
        whole: &'static str,
    },
    /// Events of the closed list.
    Events(EventCount),
}

/// What was counted of one indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Counted {
    /// A part of a whole.
    Share {
        /// 分子, at most the whole.
        part: u64,
        /// 分母.
        whole: u64,
    },
    /// Events.
    Events(u64),
}

impl Counted {
    /// In the unit of a target: hundredths of a percent, or events; none where there was nothing
    /// to do.
    #[must_use]
    pub fn value(self) -> Option<u64> {
        match self {
            Counted::Share { whole: 0, .. } => None,
            Counted::Share { part, whole } => Some(part.min(whole) * 10_000 / whole),
            Counted::Events(count) => Some(count),
        }
    }

    /// Both together, for a longer period or more departments.
    #[must_use]
    pub fn plus(self, other: Counted) -> Counted {
        match (self, other) {
            (Counted::Share { part: a, whole: b }, Counted::Share { part: c, whole: d }) => {
                Counted::Share { part: a + c, whole: b + d }
            }
            (Counted::Events(a), Counted::Events(b)) => Counted::Events(a + b),
            (one, _) => one,
        }
    }
}

const fn share(part: &'static str, whole: &'static str) -> Measure {
    Measure::Share { part, whole }
}

impl Indicator {
    /// How it is counted.
    #[must_use]
    pub fn measure(self) -> Measure {
        match self {
            Indicator::PlanFiled => {
                share("其中在上年 12 月 31 日以前备案的", "期内到备案期限的年度计划")
            }
            Indicator::PlanExecuted => {
                share("其中已公示结果、进入后续处置或已归档的", "期内到完成时限的年度计划任务")
            }
            Indicator::DrawnInTime => {
                share("其中在计划抽取日期以前完成抽取的", "期内到计划抽取日期的任务")
            }
            Indicator::VisitsDone => {
                share("其中已检查、以状态结束或互认的", "期内到检查期限的检查户次")
            }
            Indicator::EnteredInTime => {
                share("其中在 10 个工作日内录入的", "期内检查结束、录入到期或已录入的部门部分")
            }
            Indicator::PublishedInTime => {
                share("其中在 20 个工作日内公示的", "期内检查结束、公示到期或已公示的部门部分")
            }
            Indicator::Collected => {
                share("其中公示系统已有回执的", "期内公示、应归集到公示系统的结果")
            }
            Indicator::Joint => share("其中两个以上部门一次进户的", "期内入户检查户次"),
            Indicator::RiskApplied => {
                share("其中按信用风险分类确定比例的", "期内到计划抽取日期的任务")
            }
            Indicator::Recognised => Measure::Events(EventCount::Recognition),
            Indicator::ProblemsFound => share("其中发现问题的", "期内公示的结果"),
            Indicator::FollowedUp => share("其中已办结、已结案的", "期内责令改正、立案的后续处置"),
            Indicator::MeetingsAttended => {
                share("其中出席或委托他人参加的", "期内召开、应当参加的季度会议")
            }
            Indicator::MattersInTime => share("其中按期报结果的", "期内到期的会议待办事项"),
            Indicator::Trainings => Measure::Events(EventCount::Training),
            Indicator::Publicity => Measure::Events(EventCount::Publicity),
            Indicator::Experience => Measure::Events(EventCount::Experience),
            Indicator::Redrawn => share("其中重新抽取的", "期内的抽取"),
            Indicator::Replaced => share("其中派发以后更换的", "期内派发的检查人员人次"),
            Indicator::OverCap => Measure::Events(EventCount::OverCap),
            Indicator::Satisfied => share("其中 4 分以上的", "期内收到的企业评价"),
        }
    }

    /// Which way is better.
    #[must_use]
    pub fn direction(self) -> Direction {
        match self {
            Indicator::ProblemsFound => Direction::Observed,
            Indicator::Redrawn | Indicator::Replaced | Indicator::OverCap => Direction::Lower,
            _ => Direction::Higher,
        }
    }

    /// 计量单位.
    #[must_use]
    pub fn unit_zh(self) -> &'static str {
        match self.measure() {
            Measure::Share { .. } => "%",
            Measure::Events(event) => event.name_zh(),
        }
    }

    /// 定义, in a sentence.
    #[must_use]
    pub fn definition_zh(self) -> String {
        match self.measure() {
            Measure::Share { part, whole } => format!("{whole}中，{part}所占的比例。"),
            Measure::Events(event) => format!("期内有几{}。", event.name_zh()),
        }
    }

    /// An empty count of its form.
    #[must_use]
    pub fn nothing(self) -> Counted {
        match self.measure() {
            Measure::Share { .. } => Counted::Share { part: 0, whole: 0 },
            Measure::Events(_) => Counted::Events(0),
        }
    }

    /// Whether a target is met; none without a value, a target or a direction.
    #[must_use]
    pub fn met(self, counted: Counted, target: Option<u64>) -> Option<bool> {
        let (value, target) = (counted.value()?, target?);
        match self.direction() {
            Direction::Higher => Some(value >= target),
            Direction::Lower => Some(value <= target),
            Direction::Observed => None,
        }
    }
}

/// 考核目标 of a conference for a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its id.
    pub id: TargetId,
    /// The conference.
    pub conference: ConferenceId,
    /// Its office.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// For which year.
    pub year: u16,
    /// Of which indicator.
    pub indicator: Indicator,
    /// Hundredths of a percent, or events.
    pub target: u64,
    /// 依据.
    pub reason: String,
    /// Who set it.
    pub set_by: AccountId,
}

/// Why a target is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs)] // The variant and its words say it.
pub enum AppraisalError {
    #[error("{text:?} is no indicator")]
    Unknown { text: String },
    #[error("{} is observed only", .indicator.code())]
    Observed { indicator: Indicator },
    #[error("target {target} out of bounds")]
    Target { target: u64, most: u64 },
    #[error("year {year}")]
    Year { year: u16 },
}

impl AppraisalError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            AppraisalError::Unknown { .. } => "appraisal.indicator",
            AppraisalError::Observed { .. } => "appraisal.observed",
            AppraisalError::Target { .. } => "appraisal.target",
            AppraisalError::Year { .. } => "appraisal.year",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            AppraisalError::Unknown { text } => format!(
                "“{text}”不是考核指标，不能规定目标；检查次数、罚没金额不能作为考核指标\
                 （国办发〔2024〕54号）。请从指标清单中选择。"
            ),
            AppraisalError::Observed { indicator } => format!(
                "{}只作观察，不能规定目标：规定发现问题的数量会诱使检查人员凑数。",
                indicator.name_zh()
            ),
            AppraisalError::Target { target, most } => {
                format!("目标值 {target} 超出范围，应为 0 至 {most}；比例以万分之一为单位。")
            }
            AppraisalError::Year { year } => {
                format!("{year} 不是可用的年度；请填写 2015 至 2199。")
            }
        }
    }
}

impl Target {
    /// Checks a target: of an indicator that is scored, within what it can reach.
    ///
    /// # Errors
    /// [`AppraisalError`] with the first thing that is wrong.
    pub fn check(&self) -> Result<(), AppraisalError> {
        if !(2_015..=2_199).contains(&self.year) {
            return Err(AppraisalError::Year { year: self.year });
        }
        if self.indicator.direction() == Direction::Observed {
            return Err(AppraisalError::Observed { indicator: self.indicator });
        }
        let most = match self.indicator.measure() {
            Measure::Share { .. } => 10_000,
            Measure::Events(_) => 1_000,
        };
        if self.target > most {
            return Err(AppraisalError::Target { target: self.target, most });
        }
        Ok(())
    }
}

/// Reads an indicator that somebody typed.
///
/// # Errors
/// [`AppraisalError::Unknown`], which says that checks and fines are none.
pub fn indicator(code: &str) -> Result<Indicator, AppraisalError> {
    Indicator::parse(code).ok_or_else(|| AppraisalError::Unknown { text: code.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_checks_nor_fines_can_be_scored() {
        for code in ["inspections", "visits", "checks", "fine", "fines", "penalties", "confiscated"]
        {
            assert!(indicator(code).is_err(), "{code}");
            assert!(EventCount::parse(code).is_none(), "{code}");
        }
        for one in Indicator::ALL {
            match one.measure() {
                // A share does not grow by doing more of everything.
                Measure::Share { part, whole } => {
                    assert!(part.starts_with("其中"), "{} {part}", one.code());
                    let twice = |count: u64| Counted::Share { part: count, whole: 2 * count };
                    assert_eq!(twice(3).value(), twice(3_000).value());
                    assert!(!part.contains('元') && !whole.contains('元'));
                }
                // Every count of events is one of the closed list; a count of checks is not on it.
                Measure::Events(event) => {
                    assert!(!event.name_zh().contains("检查") && !event.name_zh().contains('元'));
                }
            }
            assert!(one.definition_zh().ends_with('。'));
        }
        assert_eq!(Indicator::ProblemsFound.direction(), Direction::Observed);
        let all = Counted::Share { part: 9, whole: 9 };
        assert_eq!(Indicator::ProblemsFound.met(all, Some(1)), None);
    }

    #[test]
    fn a_part_is_never_more_than_its_whole_and_nothing_to_do_is_no_failure() {
        assert_eq!(Counted::Share { part: 7, whole: 5 }.value(), Some(10_000));
        assert_eq!(Counted::Share { part: 0, whole: 0 }.value(), None);
        let nothing = Indicator::Joint.nothing();
        assert_eq!(Indicator::Joint.met(nothing, Some(6_000)), None);
        let three = Counted::Share { part: 2, whole: 3 };
        assert_eq!(three.value(), Some(6_666));
        assert_eq!(Indicator::Joint.met(three, Some(6_000)), Some(true));
        assert_eq!(Indicator::Redrawn.met(three, Some(6_000)), Some(false));
        assert_eq!(three.plus(three), Counted::Share { part: 4, whole: 6 });
    }
}
