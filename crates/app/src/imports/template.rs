//! Templates to fill in: the columns of a kind of file, as CSV and as a workbook.

use rust_xlsxwriter::{Color, Format, FormatBorder, Workbook, XlsxError};
use sunlot_intake::Kind as FileKind;

use super::read_kind;
use crate::error::{AppError, Kind};

/// The columns that a file may have, as CSV to fill in.
///
/// # Errors
/// A kind that is not known.
pub fn template_csv(kind: Option<&str>) -> Result<String, AppError> {
    let names: Vec<&str> = read_kind(kind)?.columns().iter().map(|column| column.zh).collect();
    Ok(format!("\u{feff}{}\r\n", names.join(",")))
}

/// The same as a workbook: a sheet to fill in whose cells are text, so that a code keeps its
/// zeros, and one that says what each column is.
///
/// # Errors
/// A kind that is not known.
pub fn template_xlsx(kind: Option<&str>) -> Result<Vec<u8>, AppError> {
    workbook(read_kind(kind)?).map_err(|error| {
        let text = "模板没有生成；请稍后再试，或下载 CSV 模板。";
        let mut refusal = AppError::new(Kind::Internal, "import.template", text);
        refusal.log = error.to_string();
        refusal
    })
}

fn workbook(kind: FileKind) -> Result<Vec<u8>, XlsxError> {
    let text = Format::new().set_num_format("@");
    let head = Format::new().set_bold().set_border(FormatBorder::Thin).set_num_format("@");
    let must = head.clone().set_background_color(Color::RGB(0x00FF_F2CC));
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name(kind.name_zh())?;
    for (at, column) in kind.columns().iter().enumerate() {
        let at = u16::try_from(at).unwrap_or(u16::MAX);
        let format = if column.required { &must } else { &head };
        sheet.write_with_format(0, at, column.zh, format)?;
        sheet.set_column_width(at, 20)?;
        sheet.set_column_format(at, &text)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let notes = book.add_worksheet().set_name("填写说明")?;
    for (at, name) in ["列", "必填", "也可写作"].into_iter().enumerate() {
        notes.write_with_format(0, u16::try_from(at).unwrap_or(u16::MAX), name, &head)?;
    }
    for (at, column) in kind.columns().iter().enumerate() {
        let row = u32::try_from(at + 1).unwrap_or(u32::MAX);
        notes.write(row, 0, column.zh)?;
        notes.write(row, 1, if column.required { "是" } else { "否" })?;
        notes.write(row, 2, column.aliases.join("、"))?;
    }
    book.save_to_buffer()
}
