//! 附件2 as a file: the table with its notes below, as CSV and as a workbook.

use super::table::{TableView, table};
use super::{PublicPlan, public_show};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::sheet;

const SHEET: &str = "附件2 抽查工作计划表";

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

/// 附件2 of the working copy as a workbook.
///
/// # Errors
/// As [`table`], or a cell longer than a workbook holds.
pub async fn table_xlsx(app: &App, call: &Call, id: &str) -> Result<Vec<u8>, AppError> {
    sheet::xlsx(SHEET, &lines(table(app, call, id).await?))
}

async fn published(app: &App, id: &str) -> Result<Vec<Vec<String>>, AppError> {
    let PublicPlan { current, .. } = public_show(app, id).await?;
    Ok(lines(current.table))
}

/// 附件2 of the current edition as CSV, for everybody.
///
/// # Errors
/// As [`public_show`].
pub async fn public_csv(app: &App, id: &str) -> Result<String, AppError> {
    Ok(sheet::csv(&published(app, id).await?))
}

/// 附件2 of the current edition as a workbook, for everybody.
///
/// # Errors
/// As [`public_show`], or a cell longer than a workbook holds.
pub async fn public_xlsx(app: &App, id: &str) -> Result<Vec<u8>, AppError> {
    sheet::xlsx(SHEET, &published(app, id).await?)
}
