//! Tables that are handed out: as CSV with a byte order mark, or as a workbook.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, XlsxError,
};

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

/// An official table: title and head over its columns, notes below, set up for printing on A4.
pub(crate) struct Official {
    /// 标题.
    pub(crate) title: String,
    /// The line between title and table.
    pub(crate) head: String,
    /// Names of the columns.
    pub(crate) columns: Vec<String>,
    /// Columns that are printed; those behind them are for the screen.
    pub(crate) printed: usize,
    /// The rows.
    pub(crate) rows: Vec<Vec<String>>,
    /// What stands below.
    pub(crate) notes: Vec<String>,
}

/// The official table as a workbook.
///
/// # Errors
/// A cell longer than workbooks hold, or another refusal of their writer.
pub(crate) fn official(table: &Official) -> Result<Vec<u8>, AppError> {
    official_book(table).map_err(|error| refused(&error))
}

/// Row of the header, from 0: title and head come before it.
const HEADER: u32 = 2;

/// Paper size A4, as workbooks number it.
const A4: u8 = 9;

fn official_book(table: &Official) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // No clock in the file: the same table gives the same bytes.
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&day));
    let title = Format::new()
        .set_font_name("方正小标宋简体")
        .set_font_size(22)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter);
    let plain = Format::new().set_font_name("仿宋_GB2312").set_font_size(10).set_text_wrap();
    let cell = plain.clone().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
    let header = cell.clone().set_font_name("黑体").set_align(FormatAlign::Center);
    let sheet = book.add_worksheet();
    sheet.set_name("抽查工作计划表")?;
    let last = u16::try_from(table.printed.saturating_sub(1)).unwrap_or(0);
    sheet.merge_range(0, 0, 0, last, &table.title, &title)?;
    sheet.set_row_height(0, 36)?;
    sheet.merge_range(1, 0, 1, last, &table.head, &plain)?;
    let lines = std::iter::once(&table.columns).chain(&table.rows);
    for (at, line) in (HEADER..).zip(lines) {
        let format = if at == HEADER { &header } else { &cell };
        for (column, text) in (0u16..).zip(line) {
            sheet.write_string_with_format(at, column, text, format)?;
        }
    }
    let below = HEADER + 1 + u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    for (at, note) in (below..).zip(&table.notes) {
        let text = format!("说明{}：{note}", at - below + 1);
        sheet.merge_range(at, 0, at, last, &text, &plain)?;
        sheet.set_row_height(at, 28)?;
    }
    for column in 0..u16::try_from(table.columns.len()).unwrap_or(u16::MAX) {
        sheet.set_column_width(column, if column == 0 { 5.0 } else { 14.0 })?;
    }
    sheet.set_freeze_panes(HEADER + 1, 0)?;
    let end = below + u32::try_from(table.notes.len()).unwrap_or(0);
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    // GB/T 9704-2012, on its side; inches.
    sheet.set_margins(1.46, 1.38, 1.10, 1.02, 0.3, 0.6);
    sheet.set_print_area(0, 0, end.saturating_sub(1), last)?;
    sheet.set_repeat_rows(HEADER, HEADER)?;
    book.save_to_buffer()
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
