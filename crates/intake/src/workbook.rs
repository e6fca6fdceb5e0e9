//! Workbooks by calamine: `.xlsx` row by row, `.xls` and `.ods` as a whole within the process's
//! memory limit. Formulas are never evaluated.

use std::io::{Read, Seek};

use calamine::{Data, DataRef, ExcelDateTime, Ods, OdsError, Range, Reader, Xls, XlsError, Xlsx};

use crate::IntakeError;
use crate::cell::{Cell, Origin, RowSink};
use crate::columns::COLUMNS_MAX;
use crate::error::{TableError, WorkbookError};
use crate::zip_guard::broken;

/// Reads the sheets of an `.xlsx` one after another; `sheet` is told each name and answers with a
/// sink, or stops by `None`.
pub(crate) struct XlsxBook<RS>(Xlsx<RS>);

impl<RS: Read + Seek> XlsxBook<RS> {
    pub(crate) fn open(file: RS) -> Result<Self, IntakeError> {
        Ok(XlsxBook(Xlsx::new(file).map_err(broken)?))
    }

    /// Names of the sheets in order.
    pub(crate) fn sheets(&self) -> Vec<String> {
        self.0.sheet_names()
    }

    /// Reads one sheet row by row. The size that the sheet claims is not believed and nothing is
    /// allocated for it.
    pub(crate) fn read(&mut self, name: &str, sink: &mut dyn RowSink) -> Result<(), IntakeError> {
        let mut reader = self.0.worksheet_cells_reader(name).map_err(broken)?;
        let mut cells: Vec<Cell> = Vec::new();
        let mut current: Option<u32> = None;
        while let Some(record) = reader.next_cell_with_formula_metadata().map_err(broken)? {
            let (row, column) = record.pos;
            if current != Some(row) {
                if current.is_some_and(|before| row < before) {
                    return Err(broken(format!("第 {} 行排在后面的行之后", row + 1)).into());
                }
                if let Some(before) = current {
                    sink.row(before + 1, &cells)?;
                }
                cells.clear();
                current = Some(row);
            }
            let cell = cell_of_ref(&record.value, record.formula.is_some());
            place(&mut cells, row, column as usize, cell)?;
        }
        match current {
            Some(row) => sink.row(row + 1, &cells),
            None => Ok(()),
        }
    }
}

fn place(cells: &mut Vec<Cell>, row: u32, column: usize, cell: Cell) -> Result<(), IntakeError> {
    if cell.is_blank() {
        return Ok(());
    }
    if column >= COLUMNS_MAX {
        let limit = COLUMNS_MAX as u32;
        return Err(TableError::TooManyColumns { row: row + 1, limit }.into());
    }
    if cells.len() <= column {
        cells.resize(column + 1, Cell::plain(String::new()));
    }
    cells[column] = cell;
    Ok(())
}

fn cell_of_ref(value: &DataRef<'_>, formula: bool) -> Cell {
    match value {
        DataRef::SharedString(text) => text_cell(text, formula),
        DataRef::String(text) => text_cell(text, formula),
        other => cell_of(&Data::from(other.clone()), formula),
    }
}

fn text_cell(text: &str, formula: bool) -> Cell {
    // Long texts are not even copied: one long shared string may be named by every cell.
    if text.len() > crate::cell::CELL_MAX {
        return Cell { text: String::new(), origin: Origin::TooLong };
    }
    Cell::new(text.to_owned(), if formula { Origin::Formula } else { Origin::Plain })
}

fn cell_of(value: &Data, formula: bool) -> Cell {
    let text = match value {
        Data::Empty if formula => {
            return Cell { text: String::new(), origin: Origin::FormulaWithoutValue };
        }
        Data::Error(error) => {
            return Cell { text: error.to_string(), origin: Origin::Error };
        }
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            return text_cell(text, formula);
        }
        Data::Int(n) => n.to_string(),
        Data::Float(x) => number(*x),
        Data::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        Data::DateTime(time) => day(*time),
    };
    Cell::new(text, if formula { Origin::Formula } else { Origin::Plain })
}

/// Whole numbers without a point; from 10^15 on in scientific form, as the last digits are lost.
fn number(x: f64) -> String {
    if x.abs() >= 1e15 {
        return format!("{x:E}").replacen('E', "E+", 1);
    }
    format!("{x}")
}

fn day(time: ExcelDateTime) -> String {
    if time.is_duration() {
        return number(time.as_f64());
    }
    let (year, month, day, ..) = time.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

/// A workbook that is read as a whole.
pub(crate) enum WholeBook<RS> {
    /// Excel 97.
    Xls(Xls<RS>),
    /// OpenDocument.
    Ods(Ods<RS>),
}

impl<RS: Read + Seek> WholeBook<RS> {
    pub(crate) fn open_xls(file: RS) -> Result<Self, IntakeError> {
        let book = Xls::new(file).map_err(|error| match error {
            XlsError::Password => WorkbookError::Encrypted,
            other => broken(other),
        })?;
        Ok(WholeBook::Xls(book))
    }

    pub(crate) fn open_ods(file: RS) -> Result<Self, IntakeError> {
        let book = Ods::new(file).map_err(|error| match error {
            OdsError::CellLimitExceeded { requested, .. } => {
                WorkbookError::Bomb { detail: format!("有 {requested} 个单元格") }
            }
            other => broken(other),
        })?;
        Ok(WholeBook::Ods(book))
    }

    /// Names of the sheets in order.
    pub(crate) fn sheets(&self) -> Vec<String> {
        match self {
            WholeBook::Xls(book) => book.sheet_names(),
            WholeBook::Ods(book) => book.sheet_names(),
        }
    }

    /// Reads one sheet.
    pub(crate) fn read(&mut self, name: &str, sink: &mut dyn RowSink) -> Result<(), IntakeError> {
        let (values, formulas) = match self {
            WholeBook::Xls(book) => (
                book.worksheet_range(name).map_err(broken)?,
                book.worksheet_formula(name).map_err(broken)?,
            ),
            WholeBook::Ods(book) => (
                book.worksheet_range(name).map_err(broken)?,
                book.worksheet_formula(name).map_err(broken)?,
            ),
        };
        read_range(&values, &formulas, sink)
    }
}

fn read_range(
    values: &Range<Data>,
    formulas: &Range<String>,
    sink: &mut dyn RowSink,
) -> Result<(), IntakeError> {
    let Some((first_row, first_column)) = values.start() else { return Ok(()) };
    let mut cells = Vec::new();
    for (row, line) in (first_row..).zip(values.rows()) {
        cells.clear();
        for (column, value) in (first_column..).zip(line) {
            let formula = formulas.get_value((row, column)).is_some_and(|f| !f.is_empty());
            place(&mut cells, row, column as usize, cell_of(value, formula))?;
        }
        sink.row(row + 1, &cells)?;
    }
    Ok(())
}
