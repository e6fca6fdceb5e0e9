//! 附件2 as a file: the table with its notes below, as CSV and as a workbook.

use super::table::{TableView, table};
use super::{PublicPlan, public_show};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::sheet;

/// Header, rows, an empty line, notes.
fn lines(table: TableView) -> Vec<Vec<String>> {
    let mut lines = vec![table.columns.into_iter().chain(table.extra_columns).collect()];
    lines
        .extend(table.rows.into_iter().map(|row| row.cells.into_iter().chain(row.extra).collect()));
    lines.push(Vec::new());
    let notes = table.notes.into_iter().enumerate();
    lines.extend(notes.map(|(at, note)| vec![format!("说明{}：{note}", at + 1)]));
    lines
}

/// 附件2 of the working copy as CSV.
///
/// # Errors
/// As [`table`].
pub async fn table_csv(app: &App, call: &Call, id: &str) -> Result<String, AppError> {
    Ok(sheet::csv(&lines(table(app, call, id).await?)))
}

/// The table in its official form: title, 单位 and 年度, the thirteen columns set up for printing,
/// the others behind them for the screen; what is filled in comes back through the import.
fn official(table: TableView) -> Result<Vec<u8>, AppError> {
    let printed = table.columns.len();
    sheet::official(&sheet::Official {
        title: "部门联合双随机抽查工作计划表".to_owned(),
        head: format!("单位：{}　　　　年度：{}年", table.organ, table.year),
        columns: table.columns.into_iter().chain(table.extra_columns).collect(),
        printed,
        rows: table
            .rows
            .into_iter()
            .map(|row| row.cells.into_iter().chain(row.extra).collect())
            .collect(),
        notes: table.notes,
    })
}

/// 附件2 of the working copy as a workbook.
///
/// # Errors
/// As [`table`], or a cell longer than a workbook holds.
pub async fn table_xlsx(app: &App, call: &Call, id: &str) -> Result<Vec<u8>, AppError> {
    official(table(app, call, id).await?)
}

async fn published(app: &App, id: &str) -> Result<TableView, AppError> {
    let PublicPlan { current, .. } = public_show(app, id).await?;
    Ok(current.table)
}

/// 附件2 of the current edition as CSV, for everybody.
///
/// # Errors
/// As [`public_show`].
pub async fn public_csv(app: &App, id: &str) -> Result<String, AppError> {
    Ok(sheet::csv(&lines(published(app, id).await?)))
}

/// 附件2 of the current edition as a workbook, for everybody.
///
/// # Errors
/// As [`public_show`], or a cell longer than a workbook holds.
pub async fn public_xlsx(app: &App, id: &str) -> Result<Vec<u8>, AppError> {
    official(published(app, id).await?)
}
