//! Tables that are handed out: as CSV with a byte order mark, or as a workbook.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use crate::error::{AppError, Kind};

/// Lines of CSV, so that spreadsheets read it as UTF-8. A cell that a spreadsheet would take for a
/// formula is kept from that by an apostrophe.
#[must_use]
pub fn csv(lines: &[Vec<String>]) -> String {
    let mut text = String::from("\u{feff}");
    for line in lines {
        let cells: Vec<String> = line.iter().map(|cell| csv_cell(cell)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

fn csv_cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guarded = if formula { format!("'{text}") } else { text.to_owned() };
    match guarded.contains(['"', ',', '\n', '\r']) {
        true => format!("\"{}\"", guarded.replace('"', "\"\"")),
        false => guarded,
    }
}

/// The same as a workbook of one sheet; every cell is text, the first line a header that stays.
///
/// # Errors
/// A cell longer than workbooks hold, or another refusal of their writer.
pub(crate) fn xlsx(name: &str, lines: &[Vec<String>]) -> Result<Vec<u8>, AppError> {
    workbook(name, lines).map_err(|error| refused(&error))
}

/// What the writer of workbooks refuses.
pub(crate) fn refused(error: &XlsxError) -> AppError {
    let text = "表格没有生成；请改为下载 CSV，或联系系统管理员。";
    let mut refusal = AppError::new(Kind::Internal, "sheet.write", text);
    refusal.log = error.to_string();
    refusal
}

fn workbook(name: &str, lines: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // No clock in the file: the same table gives the same bytes.
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&day));
    let header = Format::new().set_bold().set_text_wrap();
    let sheet = book.add_worksheet();
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    for (at, line) in lines.iter().enumerate() {
        let row = u32::try_from(at).unwrap_or(u32::MAX);
        for (column, text) in line.iter().enumerate() {
            let column = u16::try_from(column).unwrap_or(u16::MAX);
            match row {
                0 => sheet.write_string_with_format(row, column, text, &header)?,
                _ => sheet.write_string(row, column, text)?,
            };
        }
    }
    book.save_to_buffer()
}
