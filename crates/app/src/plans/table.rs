//! 附件2 as a table: thirteen columns in their order, and what differs from the published one.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde::{Deserialize, Serialize};
use sunlot_domain::ids::{Id, OrganId, PlanId};
use sunlot_domain::organs::Organ;
use sunlot_domain::plans::{
    self as domain, COLUMNS, EXTRA_COLUMNS, NOTES, Row, RowChange, WorkPlan,
};
use sunlot_domain::policy::Permission;
use sunlot_domain::tasks::TaskState;
use sunlot_sortition::time::Day;
use sunlot_store::{ReadTx, plans, tasks};
use utoipa::ToSchema;

use super::place;
use crate::context::{App, Call};
use crate::error::AppError;
use crate::visible;

/// 一行。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RowView {
    /// 任务。
    pub task: String,
    /// 十三栏。
    pub cells: Vec<String>,
    /// 其他栏。
    pub extra: Vec<String>,
}

/// 附件2 部门联合双随机抽查工作计划表。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TableView {
    /// 单位。
    pub organ: String,
    /// 年度。
    pub year: u16,
    /// 十三栏的名称，按表的次序。
    pub columns: Vec<String>,
    /// 其他栏的名称。
    pub extra_columns: Vec<String>,
    /// 各行。
    pub rows: Vec<RowView>,
    /// 表下的说明。
    pub notes: Vec<String>,
}

/// 一栏的差异。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CellChangeView {
    /// 栏名。
    pub column: String,
    /// 原来。
    pub before: String,
    /// 现在。
    pub after: String,
}

/// 一行的差异。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ChangeView {
    /// 抽查任务编号。
    pub number: String,
    /// 抽查任务名称。
    pub name: String,
    /// added 新增、removed 取消、changed 变更。
    pub kind: String,
    /// 变更的栏。
    pub cells: Vec<CellChangeView>,
}

/// Rows of the working copy; terminated tasks are no rows.
pub(crate) fn rows(tx: &mut ReadTx<'_>, plan: &WorkPlan, today: Day) -> Result<Vec<Row>, AppError> {
    let mut names: BTreeMap<OrganId, String> = BTreeMap::new();
    let mut rows = Vec::new();
    for task in tasks::of_plan(tx, plan.id)? {
        let task = task.value;
        if task.state == TaskState::Terminated {
            continue;
        }
        for organ in task.organs() {
            if let Entry::Vacant(unknown) = names.entry(organ) {
                unknown.insert(tx.need::<Organ>(&organ)?.value.name);
            }
        }
        let facts = crate::tasks::facts(tx, &task, None, today)?;
        let name_of = |organ: OrganId| names.get(&organ).cloned().unwrap_or_default();
        rows.push(domain::row(plan, &task, &facts.items, &name_of));
    }
    Ok(rows)
}

pub(crate) fn shown(organ: String, year: u16, rows: Vec<Row>) -> TableView {
    let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    let row = |row: Row| RowView { task: row.task, cells: row.cells, extra: row.extra };
    TableView {
        organ,
        year,
        columns: texts(&COLUMNS),
        extra_columns: texts(&EXTRA_COLUMNS),
        rows: rows.into_iter().map(row).collect(),
        notes: texts(&NOTES),
    }
}

pub(crate) fn changes(changes: Vec<RowChange>) -> Vec<ChangeView> {
    let cell = |cell: domain::CellChange| CellChangeView {
        column: cell.column,
        before: cell.before,
        after: cell.after,
    };
    let change = |change: RowChange| ChangeView {
        number: change.number,
        name: change.name,
        kind: change.kind,
        cells: change.cells.into_iter().map(cell).collect(),
    };
    changes.into_iter().map(change).collect()
}

/// 附件2 of the working copy.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn table(app: &App, call: &Call, id: &str) -> Result<TableView, AppError> {
    let (id, today) = (PlanId::parse(id)?, app.today());
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let plan = tx.need::<WorkPlan>(&id)?.value;
        visible::see(&cx, &asked, Permission::PlanRead, &place(&plan))?;
        let organ = tx.need::<Organ>(&plan.organ)?.value.name;
        let rows = rows(tx, &plan, today)?;
        Ok(shown(organ, plan.year, rows))
    })
    .await
}

/// What differs between the working copy and the last edition.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn difference(app: &App, call: &Call, id: &str) -> Result<Vec<ChangeView>, AppError> {
    let (id, today) = (PlanId::parse(id)?, app.today());
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let plan = tx.need::<WorkPlan>(&id)?.value;
        visible::see(&cx, &asked, Permission::PlanRead, &place(&plan))?;
        let last = plans::editions(tx, id)?.pop();
        let before = last.map(|edition| edition.value.table_rows).unwrap_or_default();
        let now = rows(tx, &plan, today)?;
        Ok(changes(domain::difference(&before, &now)))
    })
    .await
}
