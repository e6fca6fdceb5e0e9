//! 未采用的行: what was refused, as a file that a clerk corrects and imports again: the columns of
//! the template with what he had written, the row of his file before them and the reasons behind.

use std::collections::BTreeMap;

use serde_json::Value;
use sunlot_domain::ids::{Id, ImportId};
use sunlot_store::imports::{self as store, StagedRow};

use super::read::seen;
use super::{FINDINGS_MAX, FindingView, read_kind};
use crate::context::{App, Call};
use crate::error::{AppError, FieldError};

/// The refusal of a file that is written whole or not at all: which rows, which columns, and why.
pub(crate) fn refused_rows(code: &'static str, rows: u64, findings: &[FindingView]) -> AppError {
    let text = format!("有 {rows} 行不能采用，整个文件没有写入；请按行、列改正后重新核对。");
    let refused = findings.iter().filter(|finding| finding.severity == "refuse");
    let mut error = AppError::rule(code, text);
    error.fields = refused
        .map(|finding| FieldError {
            field: format!("rows[{}].{}", finding.row, finding.column),
            code: finding.code.clone(),
            message: format!("第 {} 行：{}", finding.row, finding.message),
        })
        .collect();
    error
}

/// What is kept of a row that could not be read: its cells.
pub(super) fn body_of(cells: &[String]) -> String {
    serde_json::json!(cells).to_string()
}

/// The key of a row that could not be read: its place, as it has no code that could be relied on.
/// No code of a register has a colon.
pub(super) fn key_of(row: u32) -> String {
    format!("row:{row}")
}

/// The code of a staged row for people: of one that could not be read, what stands in the first
/// column of the file, which may be nothing.
pub(super) fn code_of(row: &StagedRow) -> String {
    match serde_json::from_str(&row.body) {
        Ok(Value::Array(cells)) => {
            cells.first().and_then(Value::as_str).unwrap_or_default().trim().to_owned()
        }
        _ => row.key.clone(),
    }
}

/// The rows that are not used as CSV with a BOM, for a spreadsheet.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn refused_csv(app: &App, call: &Call, id: &str) -> Result<String, AppError> {
    let id = ImportId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    let all = sunlot_store::Window { limit: u32::try_from(FINDINGS_MAX).unwrap_or(0), offset: 0 };
    let (batch, rows, findings) = app
        .read(move |tx| {
            let batch = seen(&cx, &asked, tx, id)?.value;
            let (rows, _) = store::rows(tx, id, Some("refused"), all)?;
            Ok((batch, rows, store::findings(tx, id, Some("refuse"), all)?.0))
        })
        .await?;
    let mut reasons: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for finding in findings {
        let place = if finding.column.is_empty() { "本行" } else { &finding.column };
        let text = format!("{place}：{}", finding.message);
        reasons.entry(finding.row_number).or_default().push(text);
    }
    let columns = read_kind(Some(&batch.kind))?.columns();
    let mut head = vec!["行".to_owned()];
    head.extend(columns.iter().map(|column| column.zh.to_owned()));
    head.push("不能采用的原因".to_owned());
    let keys: Vec<&str> = columns.iter().map(|column| column.key).collect();
    let line = |row: StagedRow| {
        let mut line = vec![row.row_number.to_string()];
        line.extend(cells_of(&row, &keys));
        line.push(reasons.get(&row.row_number).map_or_else(String::new, |all| all.join(" ")));
        line
    };
    let lines: Vec<Vec<String>> = std::iter::once(head).chain(rows.into_iter().map(line)).collect();
    Ok(crate::sheet::csv(&lines))
}

/// The cells of a refused row. One that was read, and refused when it was compared, is kept as the
/// statement it would have made.
fn cells_of(row: &StagedRow, keys: &[&str]) -> Vec<String> {
    match serde_json::from_str(&row.body) {
        Ok(Value::Array(cells)) => {
            let text = |cell: &Value| cell.as_str().unwrap_or_default().to_owned();
            cells.iter().map(text).collect()
        }
        Ok(body) => {
            let said = |(at, key): (usize, &&str)| match &body["row"][*key] {
                Value::Null if at == 0 => row.key.clone(),
                value => plain(value),
            };
            keys.iter().enumerate().map(said).collect()
        }
        Err(_) => vec![String::new(); keys.len()],
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}
