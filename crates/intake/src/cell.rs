//! One cell as a table file gives it, whatever the format.

/// Where the text of a cell comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Written as text, number or date.
    Plain,
    /// The value that a spreadsheet had computed and stored.
    Formula,
    /// A formula whose value was never stored. Formulas are not evaluated here.
    FormulaWithoutValue,
    /// An error value such as `#REF!`.
    Error,
    /// A text beyond [`CELL_MAX`]; the text itself is dropped.
    TooLong,
}

/// Longest text of a cell in bytes: some 4,000 Chinese characters.
pub(crate) const CELL_MAX: usize = 12_288;

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    /// The text; dates are `2026-03-01`.
    pub(crate) text: String,
    /// Where it comes from.
    pub(crate) origin: Origin,
}

impl Cell {
    /// A plain text, or a mark that it is too long.
    pub(crate) fn plain(text: String) -> Cell {
        Cell::new(text, Origin::Plain)
    }

    /// A text of some origin, or a mark that it is too long.
    pub(crate) fn new(text: String, origin: Origin) -> Cell {
        if text.len() > CELL_MAX {
            return Cell { text: String::new(), origin: Origin::TooLong };
        }
        Cell { text, origin }
    }

    /// Nothing written and nothing to complain about.
    pub(crate) fn is_blank(&self) -> bool {
        let plain = matches!(self.origin, Origin::Plain | Origin::Formula);
        plain && self.text.trim().is_empty()
    }
}

/// Receives the rows of a table in order. Row numbers count from 1 as in a spreadsheet.
pub(crate) trait RowSink {
    /// Takes one row. An error ends the reading.
    fn row(&mut self, number: u32, cells: &[Cell]) -> Result<(), crate::IntakeError>;
}
