//! From an open file to events: what it is is told by its content, not by its name.

use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};

use crate::cell::RowSink;
use crate::columns::header_missing;
use crate::engine::{Engine, Event, EventSink, Gatherer};
use crate::error::{FileError, TableError, WorkbookError};
use crate::kind::Record;
use crate::workbook::{WholeBook, XlsxBook};
use crate::zip_guard::Package;
use crate::{Finding, Import, IntakeError, Severity};

/// Most bytes of a file.
pub const FILE_MAX: u64 = 192 << 20;

/// Compound File Binary, the container of `.xls` and of encrypted `.xlsx`.
const CFB: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Sheets in which a header is looked for.
const SHEETS_MAX: usize = 32;

/// Reads a file in this process, without bounds. For content that the caller made itself; what
/// comes from outside goes through [`crate::read_bounded`].
///
/// # Errors
/// Whatever refuses the file as a whole.
pub fn read_trusted<R: Record>(bytes: &[u8], extension: &str) -> Result<Import<R>, IntakeError> {
    let mut gatherer = Gatherer::new();
    read(Cursor::new(bytes), bytes.len() as u64, extension, &mut gatherer)?;
    gatherer.finish().unwrap_or_else(|| Err(FileError::Empty.into()))
}

/// Reads an open file into events.
pub(crate) fn read_file<R: Record>(
    file: File,
    extension: &str,
    sink: &mut dyn EventSink<R>,
) -> Result<(), IntakeError> {
    let length = file.metadata().map_err(open_error)?.len();
    read(BufReader::new(file), length, extension, sink)
}

fn read<R: Record>(
    mut file: impl Read + Seek,
    length: u64,
    extension: &str,
    sink: &mut dyn EventSink<R>,
) -> Result<(), IntakeError> {
    if length > FILE_MAX {
        return Err(FileError::TooBig { bytes: length, limit: FILE_MAX }.into());
    }
    let mut magic = Vec::new();
    file.by_ref().take(8).read_to_end(&mut magic).map_err(open_error)?;
    file.seek(SeekFrom::Start(0)).map_err(open_error)?;
    let workbook_name = matches!(extension, "xlsx" | "xls" | "ods" | "xlsm" | "et");
    let workbook = magic.starts_with(b"PK") || magic == CFB;
    if workbook != workbook_name && !extension.is_empty() {
        sink.event(Event::Finding(extension_finding(extension, workbook)))?;
    }
    if magic.starts_with(b"PK") {
        return read_zip(file, sink);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    file.take(FILE_MAX).read_to_end(&mut bytes).map_err(open_error)?;
    if magic == CFB {
        return read_cfb(bytes, sink);
    }
    read_text(&bytes, workbook_name, sink)
}

fn extension_finding(extension: &str, workbook: bool) -> Finding {
    let really = if workbook { "工作簿" } else { "文本" };
    Finding {
        row: 0,
        column: String::new(),
        severity: Severity::Warn,
        code: "file.extension".to_owned(),
        message: format!("文件扩展名是 .{extension}，内容却是{really}；已按内容读取，请核对文件。"),
    }
}

fn read_zip<R: Record>(
    mut file: impl Read + Seek,
    sink: &mut dyn EventSink<R>,
) -> Result<(), IntakeError> {
    let package = crate::zip_guard::check(&mut file)?;
    file.seek(SeekFrom::Start(0)).map_err(open_error)?;
    match package {
        Package::Xlsx => {
            let mut book = XlsxBook::open(file)?;
            let sheets = book.sheets();
            read_sheets(&sheets, "XLSX", sink, |name, rows| book.read(name, rows))
        }
        Package::Ods => {
            let mut book = WholeBook::open_ods(file)?;
            let sheets = book.sheets();
            read_sheets(&sheets, "ODS", sink, |name, rows| book.read(name, rows))
        }
    }
}

fn read_cfb<R: Record>(bytes: Vec<u8>, sink: &mut dyn EventSink<R>) -> Result<(), IntakeError> {
    if holds_utf16(&bytes, "EncryptedPackage") {
        return Err(WorkbookError::Encrypted.into());
    }
    if holds_utf16(&bytes, "_VBA_PROJECT") {
        return Err(WorkbookError::Macro { entry: "_VBA_PROJECT".to_owned() }.into());
    }
    let mut book = WholeBook::open_xls(Cursor::new(bytes))?;
    let sheets = book.sheets();
    read_sheets(&sheets, "XLS", sink, |name, rows| book.read(name, rows))
}

/// Whether a name of a stream stands in a compound file; names are UTF-16LE.
fn holds_utf16(bytes: &[u8], name: &str) -> bool {
    let wanted: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// Reads the first sheet that has a header.
fn read_sheets<R: Record>(
    sheets: &[String],
    format: &str,
    sink: &mut dyn EventSink<R>,
    mut read: impl FnMut(&str, &mut dyn RowSink) -> Result<(), IntakeError>,
) -> Result<(), IntakeError> {
    for name in sheets.iter().take(SHEETS_MAX) {
        let mut engine = Engine::new(sink);
        match read(name, &mut engine) {
            Ok(()) if engine.found_header() => {
                if sheets.len() > 1 {
                    engine.note(sheet_finding(name, sheets.len()))?;
                }
                return engine.finish(format, name);
            }
            Ok(()) | Err(IntakeError::Table(TableError::HeaderMissing { .. })) => {}
            Err(error) => return Err(error),
        }
    }
    Err(header_missing(R::KIND.columns()).into())
}

fn sheet_finding(name: &str, count: usize) -> Finding {
    Finding {
        row: 0,
        column: String::new(),
        severity: Severity::Note,
        code: "workbook.sheets".to_owned(),
        message: format!("工作簿有 {count} 张表，只读取了有表头的第一张“{name}”。"),
    }
}

fn read_text<R: Record>(
    bytes: &[u8],
    workbook_name: bool,
    sink: &mut dyn EventSink<R>,
) -> Result<(), IntakeError> {
    let head: Vec<u8> =
        bytes.iter().copied().skip_while(|b| !b.is_ascii_graphic()).take(64).collect();
    let head = head.to_ascii_lowercase();
    let markup: [(&[u8], &str); 6] = [
        (b"<!doctype", "是网页"),
        (b"<html", "是网页"),
        (b"<table", "是网页"),
        (b"<?xml", "是 XML"),
        (b"%pdf", "是 PDF"),
        (b"{", "是 JSON"),
    ];
    if let Some((_, what)) = markup.iter().find(|(start, _)| head.starts_with(start)) {
        return Err(FileError::Unknown { what: (*what).to_owned() }.into());
    }
    let decoded = match crate::text::decode(bytes) {
        Ok(decoded) => decoded,
        Err(error @ FileError::Empty) => return Err(error.into()),
        Err(_) if workbook_name => {
            let what = "既不是工作簿也不是文本（可能已损坏）".to_owned();
            return Err(FileError::Unknown { what }.into());
        }
        Err(error) => return Err(error.into()),
    };
    let mut engine = Engine::new(sink);
    crate::csv::read(&decoded.text, &mut engine)?;
    engine.finish(decoded.encoding, "")
}

fn open_error(error: std::io::Error) -> IntakeError {
    FileError::Open { path: "-".to_owned(), detail: error.to_string() }.into()
}
