//! 附件2 部门联合双随机抽查工作计划表: its thirteen columns in their order, the notes under it, and
//! what differs between two tables.

use serde::{Deserialize, Serialize};
use sunlot_sortition::time::Day;

use super::WorkPlan;
use crate::ids::OrganId;
use crate::items::Method;
use crate::tasks::{DrawMode, ItemFacts, Task};

/// The thirteen columns.
pub const COLUMNS: [&str; 13] = [
    "序号",
    "抽查计划编号",
    "抽查计划名称",
    "抽查任务编号",
    "抽查任务名称",
    "抽查类型（定向或不定向）",
    "抽查事项类别（一般检查或重点检查）",
    "部门联合抽查事项",
    "抽查依据",
    "抽查对象范围",
    "检查主体",
    "计划抽取日期",
    "完成时限",
];

/// Columns that real plans have besides.
pub const EXTRA_COLUMNS: [&str; 12] = [
    "抽查比例",
    "抽查数量（户）",
    "抽查频次",
    "抽查基数",
    "检查方式",
    "起止时间",
    "组织层级/实施层级",
    "抽查模式",
    "信用风险分类要求",
    "承办处室",
    "任务来源",
    "备注",
];

/// What stands under the table.
pub const NOTES: [&str; 2] = [
    "各部门编制本系统抽查计划，可参照使用本表。",
    "一个抽查计划可以包含多个抽查任务；计划可以按抽查事项清单的大类，或按领域、行业、产品、项目、\
     行为划分；任务可以是该大类的分项，也可以是全项。",
];

/// One row of the table, as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Id of the task.
    pub task: String,
    /// Cells of [`COLUMNS`].
    pub cells: Vec<String>,
    /// Cells of [`EXTRA_COLUMNS`].
    pub extra: Vec<String>,
}

/// The row of a task. `name_of` gives the name of an organ.
#[must_use]
pub fn row(
    plan: &WorkPlan,
    task: &Task,
    items: &[ItemFacts],
    name_of: &dyn Fn(OrganId) -> String,
) -> Row {
    let content = &task.content;
    let basis = if content.basis.is_empty() {
        distinct(items.iter().map(|item| item.basis.as_str()), "；")
    } else {
        content.basis.clone()
    };
    let cells = vec![
        task.ordinal.to_string(),
        plan.number.clone(),
        plan.name.clone(),
        task.number.clone(),
        task.name.clone(),
        task.draw_type.name_zh().to_owned(),
        task.item_class.name_zh().to_owned(),
        distinct(items.iter().map(|item| item.name.as_str()), "；"),
        basis,
        content.scope_text.clone(),
        organs(task, name_of),
        span(task.draw_from, task.draw_to),
        task.deadline.to_string(),
    ];
    Row { task: task.id.to_string(), cells, extra: extra(task) }
}

fn extra(task: &Task) -> Vec<String> {
    let content = &task.content;
    let or = |text: &String, other: String| if text.is_empty() { other } else { text.clone() };
    let count = content.quota.count.map_or(String::new(), |count| format!("{count}户"));
    let times = content.times_per_year.map_or(String::new(), |times| format!("{times}次/年"));
    let method = |code: &String| Method::parse(code).map_or("", Method::name_zh);
    let mode = content.mode.as_deref().and_then(DrawMode::parse);
    let (from, to) = task.window();
    vec![
        or(&content.ratio_text, content.quota.in_words()),
        or(&content.quantity_text, count),
        times,
        content.base_count.map_or(String::new(), |count| count.to_string()),
        content.methods.iter().map(method).collect::<Vec<_>>().join("、"),
        span(from, to),
        content.level_text.clone(),
        mode.map_or("", DrawMode::name_zh).to_owned(),
        content.risk_rule.clone(),
        content.office.clone(),
        task.origin.name_zh().to_owned(),
        content.remarks.clone(),
    ]
}

fn organs(task: &Task, name_of: &dyn Fn(OrganId) -> String) -> String {
    if !task.is_joint() {
        return name_of(task.organ);
    }
    let others: Vec<String> = task.participants.iter().map(|organ| name_of(*organ)).collect();
    format!("{}（发起）；{}（参与）", name_of(task.organ), others.join("、"))
}

fn span(from: Day, to: Day) -> String {
    if from == to { from.to_string() } else { format!("{from} 至 {to}") }
}

fn distinct<'a>(texts: impl Iterator<Item = &'a str>, between: &str) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for text in texts.filter(|text| !text.is_empty()) {
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    seen.join(between)
}

/// 序号 of the next task of a plan. Those of terminated tasks are not used again.
#[must_use]
pub fn next_ordinal<'a>(tasks: impl IntoIterator<Item = &'a Task>) -> u32 {
    tasks.into_iter().map(|task| task.ordinal).max().unwrap_or(0) + 1
}

/// One cell that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellChange {
    /// Its column.
    pub column: String,
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub after: String,
}

/// One row that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowChange {
    /// 抽查任务编号.
    pub number: String,
    /// 抽查任务名称, the new one where it changed.
    pub name: String,
    /// `added`, `removed` or `changed`.
    pub kind: String,
    /// Cells that differ; none for a whole row.
    pub cells: Vec<CellChange>,
}

/// What differs between two tables, row by row and column by column (R-PLAN-09). Rows are the same
/// when they are of the same task.
#[must_use]
pub fn difference(before: &[Row], after: &[Row]) -> Vec<RowChange> {
    let of = |rows: &[Row], task: &str| rows.iter().position(|row| row.task == task);
    let whole = |row: &Row, kind: &str| RowChange {
        number: row.cells[3].clone(),
        name: row.cells[4].clone(),
        kind: kind.to_owned(),
        cells: Vec::new(),
    };
    let mut found = Vec::new();
    for row in after {
        let Some(at) = of(before, &row.task) else {
            found.push(whole(row, "added"));
            continue;
        };
        let cells = cells(&before[at], row);
        if !cells.is_empty() {
            found.push(RowChange { cells, ..whole(row, "changed") });
        }
    }
    let gone = before.iter().filter(|row| of(after, &row.task).is_none());
    found.extend(gone.map(|row| whole(row, "removed")));
    found
}

fn cells(before: &Row, after: &Row) -> Vec<CellChange> {
    let names = COLUMNS.iter().chain(&EXTRA_COLUMNS);
    let old = before.cells.iter().chain(&before.extra);
    let new = after.cells.iter().chain(&after.extra);
    let pairs = names.zip(old.zip(new));
    pairs
        .filter(|(_, (old, new))| old != new)
        .map(|(column, (old, new))| CellChange {
            column: (*column).to_owned(),
            before: old.clone(),
            after: new.clone(),
        })
        .collect()
}
