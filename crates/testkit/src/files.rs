//! The county as files: the same cells as CSV in two encodings and as a workbook.

use encoding_rs::GB18030;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// A table of text cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns.
    pub header: Vec<&'static str>,
    /// Rows, each as wide as the header.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// CSV in UTF-8 without BOM, lines ended by LF.
    pub fn csv_utf8(&self) -> Vec<u8> {
        let mut text = String::new();
        push_line(&mut text, self.header.iter().copied());
        for row in &self.rows {
            push_line(&mut text, row.iter().map(String::as_str));
        }
        text.into_bytes()
    }

    /// CSV in GB18030, lines ended by CR LF as office software writes it.
    pub fn csv_gb18030(&self) -> Vec<u8> {
        let text = String::from_utf8_lossy(&self.csv_utf8()).replace('\n', "\r\n");
        GB18030.encode(&text).0.into_owned()
    }

    /// An `.xlsx` workbook; days are real dates in it.
    ///
    /// # Errors
    /// More rows than a sheet holds (1,048,576).
    pub fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        // Rows go to a temporary file as they come: a sheet of a million rows fits.
        let sheet = book.add_worksheet_with_low_memory()?;
        let day_format = Format::new().set_num_format("yyyy-mm-dd");
        for (column, name) in (0..).zip(&self.header) {
            sheet.write_string(0, column, *name)?;
        }
        for (number, row) in (1..).zip(&self.rows) {
            for (column, text) in (0..).zip(row) {
                match days_since_1899(text) {
                    Some(serial) => {
                        sheet.write_number_with_format(number, column, serial, &day_format)?
                    }
                    None => sheet.write_string(number, column, text)?,
                };
            }
        }
        book.save_to_buffer()
    }
}

fn push_line<'a>(text: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            text.push(',');
        }
        if cell.contains(['"', ',', '\n', '\r']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push('\n');
}

/// Serial number of a day written `2026-03-01`, as spreadsheets count.
fn days_since_1899(text: &str) -> Option<u32> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    if (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return None;
    }
    let (year, month, day): (u32, u32, u32) =
        (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    // Howard Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
    let y = if month <= 2 { year - 1 } else { year };
    let (era, yoe) = (y / 400, y % 400);
    let mp = (month + 9) % 12;
    let doy = (153 * mp + 2) / 5 + day - 1;
    let since_0000 = era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy;
    Some(since_0000 - 719_468 + 25_569)
}
