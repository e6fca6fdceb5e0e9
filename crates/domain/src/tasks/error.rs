//! What can be wrong with a task, and what the planner should do about it.

use sunlot_sortition::time::Day;
use thiserror::Error;

use crate::items::NotDrawable;
use crate::plan::PlanError;

/// Why a task is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs)] // The variant and its words say it.
pub enum TaskError {
    #[error("cannot {step} in state {state}")]
    State { step: &'static str, state: &'static str },
    #[error("author and approver are one person")]
    SamePerson,
    #[error("part of a joint visit")]
    Merged,
    #[error("{field} of {length} characters")]
    Length { field: &'static str, length: usize, most: usize },
    #[error("{field}: missing")]
    Missing { field: &'static str, what: &'static str },
    #[error("{field}: {text:?}")]
    Value { field: &'static str, text: String, allowed: String },
    #[error("days out of order: {first} > {second}")]
    Days { first: Day, second: Day, rule: &'static str },
    #[error("{day} is not in the plan's year {year}")]
    Year { day: Day, year: u16 },
    #[error("item {code}: {why}")]
    Item { code: String, why: NotDrawable },
    #[error("item {code} is of another class")]
    MixedClass { code: String },
    #[error("organ {organ} may not inspect")]
    NotInspecting { organ: String },
    #[error("item {code} belongs to an organ that takes no part")]
    ItemOrgan { code: String },
    #[error("organ {organ} has no item")]
    OrganWithoutItem { organ: String },
    #[error("item {code}: {asked} above the ceiling {ceiling}")]
    AboveCeiling { code: String, asked: String, ceiling: String },
    #[error("item {code}: {asked} times a year above {most}")]
    AboveFrequency { code: String, asked: u32, most: u32 },
    #[error("directed without conditions")]
    NoConditions,
    #[error("undirected with conditions")]
    Conditions,
    #[error("scope covers nobody")]
    EmptyFrame,
    #[error("reason missing or outside of its kind of task")]
    Reason,
    #[error("special approval missing or outside of a special campaign")]
    Special,
    #[error("{count} records of what followed are open")]
    Open { count: u64 },
    #[error("quota: {0}")]
    Quota(PlanError),
}

impl TaskError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            TaskError::State { .. } => "task.state",
            TaskError::SamePerson => "task.same_person",
            TaskError::Merged => "task.merged",
            TaskError::Length { .. } => "task.length",
            TaskError::Missing { .. } => "task.missing",
            TaskError::Value { .. } => "task.value",
            TaskError::Days { .. } => "task.days",
            TaskError::Year { .. } => "task.year",
            TaskError::Item { why, .. } => why.code(),
            TaskError::MixedClass { .. } => "task.mixed_class",
            TaskError::NotInspecting { .. } => "task.not_inspecting",
            TaskError::ItemOrgan { .. } => "task.item_organ",
            TaskError::OrganWithoutItem { .. } => "task.organ_without_item",
            TaskError::AboveCeiling { .. } => "task.above_ceiling",
            TaskError::AboveFrequency { .. } => "task.above_frequency",
            TaskError::NoConditions => "task.no_conditions",
            TaskError::Conditions => "task.conditions",
            TaskError::EmptyFrame => "task.empty_frame",
            TaskError::Reason => "task.reason",
            TaskError::Special => "task.special",
            TaskError::Open { .. } => "task.open",
            TaskError::Quota(_) => "task.quota",
        }
    }

    /// The rule of docs/rules.md that it breaks, when it breaks one of supervision.
    #[must_use]
    pub fn rule(&self) -> Option<&'static str> {
        Some(match self {
            TaskError::SamePerson => "R-TASK-01",
            TaskError::Item { .. } | TaskError::NotInspecting { .. } => "R-TASK-02",
            TaskError::MixedClass { .. }
            | TaskError::AboveCeiling { .. }
            | TaskError::AboveFrequency { .. } => "R-TASK-03",
            TaskError::Reason | TaskError::Special => "R-TASK-04",
            TaskError::Open { .. } => "R-TASK-08",
            _ => return None,
        })
    }

    /// What happened, what to do, and by which rule.
    #[must_use]
    pub fn message_zh(&self) -> String {
        let words = self.words_zh();
        match self.rule() {
            Some(rule) => format!("{words}（规则 {rule}）"),
            None => words,
        }
    }

    fn words_zh(&self) -> String {
        match self {
            TaskError::State { step, state } => {
                format!("任务现在是“{state}”，不能{step}；请刷新后按现在的状态办理。")
            }
            TaskError::SamePerson => {
                "编制人和批准人不能是同一人；请由本部门另一名审核审批人批准。".to_owned()
            }
            TaskError::Merged => {
                "任务已与其他部门的任务合并进户；请先撤销合并，再修改或终止。".to_owned()
            }
            TaskError::Length { field, length, most } => {
                format!("{field}有 {length} 个字，应为 1 至 {most} 个字。")
            }
            TaskError::Missing { field, what } => format!("缺少“{field}”：{what}"),
            TaskError::Value { field, text, allowed } => {
                format!("“{field}”不能填“{text}”；{allowed}")
            }
            TaskError::Days { first, second, rule } => {
                format!("{rule}：{first} 晚于 {second}，请改正日期。")
            }
            TaskError::Year { day, year } => {
                format!("{day} 不在计划年度 {year} 年内；跨年的工作请列入相应年度的计划。")
            }
            TaskError::Item { code, why } => format!("事项 {code}：{}", why.message_zh()),
            TaskError::MixedClass { code } => format!(
                "事项 {code} 与任务的事项类别不同；一般检查事项和重点检查事项请分成两个任务。"
            ),
            TaskError::NotInspecting { organ } => {
                format!("“{organ}”不能作为检查主体（议事协调机构、监督机关不得实施检查）；请移除。")
            }
            TaskError::ItemOrgan { code } => {
                format!("事项 {code} 所写的部门不是发起部门或参与部门；请先把它列为参与部门。")
            }
            TaskError::OrganWithoutItem { organ } => {
                format!("参与部门“{organ}”没有抽查事项；请为它选择事项，或移除该部门。")
            }
            TaskError::AboveCeiling { code, asked, ceiling } => format!(
                "事项 {code} 是一般检查事项，比例上限 {ceiling}，任务要抽 {asked}；\
                 请降低比例或数量。"
            ),
            TaskError::AboveFrequency { code, asked, most } => {
                format!("事项 {code} 每年至多检查 {most} 次，任务写了 {asked} 次；请减少频次。")
            }
            TaskError::NoConditions => {
                "定向抽查须写明条件（类型、行业、区域、标签、风险分类或经营范围）；\
                 没有条件的请改为不定向。"
                    .to_owned()
            }
            TaskError::Conditions => {
                "不定向抽查面向整个名录，只能按主体类型划定，不能再加其他条件；\
                 需要条件的请改为定向。"
                    .to_owned()
            }
            TaskError::EmptyFrame => {
                "按这些条件名录中没有可抽取的检查对象；请放宽条件或先补充名录。".to_owned()
            }
            TaskError::Reason => {
                "临时任务须写明理由（4 至 500 个字），年度计划内的任务不写。".to_owned()
            }
            TaskError::Special => {
                "专项检查须写明批准机关层级、批准文号和备案号，其他任务不写。".to_owned()
            }
            TaskError::Open { count } => {
                format!("还有 {count} 项后续处置没有办结；请在任务的后续处置中逐项办结后再归档。")
            }
            TaskError::Quota(error) => error.message_zh(),
        }
    }
}
