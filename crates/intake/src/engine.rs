//! From rows of cells to events: the header is found, every row below becomes typed or refused.

use serde::{Deserialize, Serialize};

use crate::cell::{Cell, RowSink};
use crate::columns::{COLUMNS_MAX, HEADER_SEARCH, Header, header_missing};
use crate::error::TableError;
use crate::fields::RowReader;
use crate::kind::Record;
use crate::{Finding, Import, IntakeError, RefusedRow, Report, Severity};

/// Most rows of one file.
pub const ROWS_MAX: u32 = 1_500_000;

/// What the reading process says, one JSON object a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Event<R> {
    /// A remark.
    Finding(Finding),
    /// A typed row.
    Row(R),
    /// A row that was not used, with its cells as [`RowReader::cells`] gives them.
    Refused(RefusedRow, Vec<String>),
    /// The end of a file that could be read.
    Done {
        /// See [`Report::format`].
        format: String,
        /// See [`Report::sheet`].
        sheet: String,
        /// See [`Report::header_row`].
        header_row: u32,
        /// See [`Report::rows`].
        rows: u32,
    },
    /// The end of a file that could not be read.
    Failed(IntakeError),
}

/// Where events go.
pub(crate) trait EventSink<R> {
    /// Takes an event. An error ends the reading.
    fn event(&mut self, event: Event<R>) -> Result<(), IntakeError>;
}

/// Takes rows of cells and gives events.
pub(crate) struct Engine<'a, R> {
    sink: &'a mut dyn EventSink<R>,
    header: Option<Header>,
    searched: u32,
    rows: u32,
}

impl<'a, R: Record> Engine<'a, R> {
    pub(crate) fn new(sink: &'a mut dyn EventSink<R>) -> Engine<'a, R> {
        Engine { sink, header: None, searched: 0, rows: 0 }
    }

    /// Whether a header was found.
    pub(crate) fn found_header(&self) -> bool {
        self.header.is_some()
    }

    /// Passes on a remark about the file.
    pub(crate) fn note(&mut self, finding: Finding) -> Result<(), IntakeError> {
        self.sink.event(Event::Finding(finding))
    }

    /// Ends the table.
    ///
    /// # Errors
    /// No header, or nothing below it.
    pub(crate) fn finish(self, format: &str, sheet: &str) -> Result<(), IntakeError> {
        let Some(header) = self.header else {
            return Err(header_missing(R::KIND.columns()).into());
        };
        if self.rows == 0 {
            return Err(TableError::NoRows.into());
        }
        self.sink.event(Event::Done {
            format: format.to_owned(),
            sheet: sheet.to_owned(),
            header_row: header.row,
            rows: self.rows,
        })
    }

    fn search(&mut self, number: u32, cells: &[Cell]) -> Result<(), IntakeError> {
        self.searched += 1;
        if self.searched > HEADER_SEARCH {
            return Err(header_missing(R::KIND.columns()).into());
        }
        self.header = Header::read(R::KIND.columns(), number, cells)?;
        let findings = self.header.as_ref().map(Header::findings).unwrap_or_default();
        findings.into_iter().try_for_each(|f| self.sink.event(Event::Finding(f)))
    }
}

impl<R: Record> RowSink for Engine<'_, R> {
    fn row(&mut self, number: u32, cells: &[Cell]) -> Result<(), IntakeError> {
        if cells.len() > COLUMNS_MAX {
            let limit = COLUMNS_MAX as u32;
            return Err(TableError::TooManyColumns { row: number, limit }.into());
        }
        if cells.iter().all(Cell::is_blank) {
            return Ok(());
        }
        let Some(header) = &self.header else { return self.search(number, cells) };
        if self.rows >= ROWS_MAX {
            return Err(TableError::TooManyRows { limit: ROWS_MAX }.into());
        }
        self.rows += 1;
        let mut reader = RowReader::new(R::KIND.columns(), header, number, cells);
        let parsed = R::parse(&mut reader);
        let written = reader.cells();
        let findings = reader.into_findings();
        let refusal =
            findings.iter().find(|f| f.severity == Severity::Refuse).map(|f| f.code.clone());
        for finding in findings {
            self.sink.event(Event::Finding(finding))?;
        }
        match (parsed, refusal) {
            (Some(row), None) => self.sink.event(Event::Row(row)),
            (_, refusal) => {
                let code = refusal.unwrap_or_else(|| "row.refused".to_owned());
                self.sink.event(Event::Refused(RefusedRow { row: number, code }, written))
            }
        }
    }
}

/// Gathers events into an [`Import`].
#[derive(Debug)]
pub(crate) struct Gatherer<R> {
    rows: Vec<R>,
    report: Report,
    end: Option<Result<(), IntakeError>>,
    held: u64,
}

impl<R: Record> Gatherer<R> {
    pub(crate) fn new() -> Gatherer<R> {
        Gatherer { rows: Vec::new(), report: Report::default(), end: None, held: 0 }
    }

    /// About how many bytes the rows gathered so far take in memory.
    pub(crate) fn held(&self) -> u64 {
        self.held
    }

    /// Takes an event.
    pub(crate) fn take(&mut self, event: Event<R>) {
        match event {
            Event::Finding(finding) => self.report.add(finding),
            Event::Row(row) => {
                self.held += row.bytes() as u64;
                self.rows.push(row);
            }
            Event::Refused(refused, _) => {
                self.held += size_of::<RefusedRow>() as u64 + 48;
                self.report.refused.push(refused);
            }
            Event::Failed(error) => self.end = Some(Err(error)),
            Event::Done { format, sheet, header_row, rows } => {
                self.report.format = format;
                self.report.sheet = sheet;
                self.report.header_row = header_row;
                self.report.rows = rows;
                self.end = Some(Ok(()));
            }
        }
    }

    /// The import, the refusal, or `None` when the end was never said.
    pub(crate) fn finish(self) -> Option<Result<Import<R>, IntakeError>> {
        Some(self.end?.map(|()| Import::settle(self.rows, self.report)))
    }
}

impl<R: Record> EventSink<R> for Gatherer<R> {
    fn event(&mut self, event: Event<R>) -> Result<(), IntakeError> {
        self.take(event);
        Ok(())
    }
}
