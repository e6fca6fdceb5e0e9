//! CSV (RFC 4180), strictly: what does not parse is refused with its line, never repaired.

use crate::IntakeError;
use crate::cell::{Cell, RowSink};
use crate::columns::COLUMNS_MAX;
use crate::error::{FileError, TableError};

/// Most bytes of one record, over all its lines.
pub(crate) const RECORD_MAX: usize = 256 << 10;

/// Reads all records into the sink. The separator is a tab when the first line has one and no
/// comma, else a comma.
///
/// # Errors
/// Unbalanced quotes, endless lines, too many columns, and whatever the sink refuses.
pub(crate) fn read(text: &str, sink: &mut dyn RowSink) -> Result<(), IntakeError> {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let tabs = first.contains('\t') && !first.contains(',');
    let mut lexer = Lexer { rest: text, line: 1, separator: if tabs { b'\t' } else { b',' } };
    let mut cells = Vec::new();
    let mut number = 0;
    while !lexer.rest.is_empty() {
        number += 1;
        lexer.record(number, &mut cells)?;
        sink.row(number, &cells)?;
    }
    Ok(())
}

struct Lexer<'a> {
    rest: &'a str,
    line: u64,
    separator: u8,
}

impl Lexer<'_> {
    /// Reads one record and the end of its line.
    fn record(&mut self, number: u32, cells: &mut Vec<Cell>) -> Result<(), IntakeError> {
        cells.clear();
        let (first_line, before) = (self.line, self.rest.len());
        loop {
            if cells.len() >= COLUMNS_MAX {
                let limit = COLUMNS_MAX as u32;
                return Err(TableError::TooManyColumns { row: number, limit }.into());
            }
            let text = if self.rest.starts_with('"') {
                self.quoted(first_line, before)?
            } else {
                self.bare(first_line, before)?
            };
            cells.push(Cell::plain(text));
            match self.rest.as_bytes() {
                [b, ..] if *b == self.separator => self.rest = &self.rest[1..],
                [b'\r', b'\n', ..] => {
                    self.rest = &self.rest[2..];
                    break;
                }
                [b'\n' | b'\r', ..] => {
                    self.rest = &self.rest[1..];
                    break;
                }
                [] => break,
                _ => return Err(FileError::Quote { line: self.line }.into()),
            }
        }
        self.line += 1;
        Ok(())
    }

    fn bare(&mut self, first_line: u64, before: usize) -> Result<String, IntakeError> {
        let separator = self.separator;
        let end = self
            .rest
            .bytes()
            .position(|b| b == separator || b == b'\n' || b == b'\r')
            .unwrap_or(self.rest.len());
        self.bounded(end, first_line, before)?;
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        // A quotation mark inside a bare field is kept, except where it would have hidden a
        // separator from a more lenient reader: `="0123"` is common and harmless.
        Ok(text.to_owned())
    }

    fn quoted(&mut self, first_line: u64, before: usize) -> Result<String, IntakeError> {
        let opened = self.line;
        let mut text = String::new();
        self.rest = &self.rest[1..];
        loop {
            let Some(end) = self.rest.find('"') else {
                // Without this a file whose last quote is missing would name its longest record.
                return Err(FileError::Quote { line: opened }.into());
            };
            self.bounded(end, first_line, before)?;
            let (part, rest) = self.rest.split_at(end);
            self.line += part.bytes().filter(|&b| b == b'\n').count() as u64;
            text.push_str(part);
            self.rest = &rest[1..];
            if !self.rest.starts_with('"') {
                break;
            }
            text.push('"');
            self.rest = &self.rest[1..];
        }
        let closed = match self.rest.as_bytes() {
            [] | [b'\n' | b'\r', ..] => true,
            [b, ..] => *b == self.separator,
        };
        if closed { Ok(text) } else { Err(FileError::Quote { line: opened }.into()) }
    }

    fn bounded(&self, end: usize, first_line: u64, before: usize) -> Result<(), FileError> {
        let used = before - self.rest.len() + end;
        if used > RECORD_MAX {
            return Err(FileError::LineTooLong { line: first_line, limit: RECORD_MAX as u64 });
        }
        Ok(())
    }
}
