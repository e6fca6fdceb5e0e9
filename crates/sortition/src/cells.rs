//! Lines and cells of the tables of ssj-1 §3.3, checked in place.
//!
//! Knows the forms of lines and cells, not what the tables mean. Every reader of a table of the
//! draw goes through here, so all of them refuse the same bytes with the same words.

use std::borrow::Cow;

use crate::names::ObjectId;
use crate::record::Parsed;

/// Longest line, LF not counted (bundle-1 §2).
pub const LINE_MAX: usize = 4096;

/// Longest table (bundle-1 §2); offsets of rows therefore fit 32 bits.
pub const FILE_MAX: usize = 1 << 31;

/// The form of an object id, for messages.
pub const OBJECT_ID_ZH: &str = "1 至 55 个字符，限 0-9 A-Z _ . : -";

/// A table that is not of its form: where, what stands there, what should.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file} line {line}: {code}: found {found}, expected {expected}")]
pub struct RowError {
    /// Name of the file.
    pub file: &'static str,
    /// Line, counted from 1.
    pub line: u64,
    /// Stable code, such as `table.order`.
    pub code: &'static str,
    /// What stands there.
    pub found: String,
    /// What should stand there, in Chinese.
    pub expected: String,
}

impl RowError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What happened and where, for people.
    #[must_use]
    pub fn message_zh(&self) -> String {
        format!(
            "{} 第 {} 行不符合格式：现为“{}”，应为{}。",
            self.file, self.line, self.found, self.expected
        )
    }
}

/// One line of a table.
#[derive(Clone, Copy)]
pub struct Line<'a> {
    /// Name of the file.
    pub file: &'static str,
    /// Number, counted from 1.
    pub number: u64,
    /// Offset of the first byte in the table.
    pub start: u32,
    /// The row without its LF.
    pub bytes: &'a [u8],
}

impl<'a> Line<'a> {
    /// The row's N cells.
    ///
    /// # Errors
    /// `table.cells` when there are more or fewer.
    pub fn cells<const N: usize>(&self) -> Result<[&'a [u8]; N], RowError> {
        let mut cells: [&[u8]; N] = [b""; N];
        let mut count = 0;
        for cell in self.bytes.split(|&byte| byte == b'\t') {
            if count == N {
                count += 1;
                break;
            }
            cells[count] = cell;
            count += 1;
        }
        if count == N { Ok(cells) } else { Err(self.wrong_count(N)) }
    }

    fn wrong_count(&self, wanted: usize) -> RowError {
        let count = self.bytes.split(|&byte| byte == b'\t').count();
        self.failure("table.cells", format!("{count} 列"), format!("{wanted} 列，以制表符分隔"))
    }

    /// Refuses a cell unless `holds`.
    ///
    /// # Errors
    /// `table.cell`.
    pub fn require(
        &self,
        holds: bool,
        column: &str,
        cell: &[u8],
        expected: &str,
    ) -> Result<(), RowError> {
        if holds { Ok(()) } else { Err(self.error(column, cell, expected)) }
    }

    /// `table.cell`: a cell that is not of its form.
    #[must_use]
    pub fn error(&self, column: &str, cell: &[u8], expected: &str) -> RowError {
        let found = format!("{column} = {}", shown(cell));
        self.failure("table.cell", found, expected.to_owned())
    }

    /// Any other failure of this line.
    #[must_use]
    pub fn failure(&self, code: &'static str, found: String, expected: String) -> RowError {
        RowError { file: self.file, line: self.number, code, found, expected }
    }

    /// The members of a list cell: `-` is the empty list, members strictly ascending by bytes.
    ///
    /// # Errors
    /// `table.cell` when the cell is not a list of that form.
    pub fn list(&self, column: &str, cell: &'a [u8]) -> Result<Vec<&'a str>, RowError> {
        if cell == b"-" {
            return Ok(Vec::new());
        }
        let expected = "以逗号分隔、按字节升序且不重复的列表，空列表写“-”";
        let Ok(text) = std::str::from_utf8(cell) else {
            return Err(self.error(column, cell, expected));
        };
        let members: Vec<&str> = text.split(',').collect();
        let ordered = members.windows(2).all(|pair| pair[0] < pair[1]);
        let plain = members.iter().all(|member| !member.is_empty());
        self.require(ordered && plain, column, cell, expected)?;
        Ok(members)
    }
}

impl<'a> Line<'a> {
    /// A cell that is a name or a value with its own parser.
    ///
    /// # Errors
    /// `table.cell` when the parser refuses it.
    pub fn name<T, P: Parsed<T>>(
        &self,
        column: &str,
        cell: &[u8],
        parse: impl FnOnce(&str) -> P,
    ) -> Result<T, RowError> {
        let Ok(text) = std::str::from_utf8(cell) else {
            return Err(self.error(column, cell, "UTF-8 文本"));
        };
        let parsed = parse(text).parsed();
        parsed.ok_or_else(|| self.error(column, cell, "符合 ssj-1 §3.5 与 §7 的形式"))
    }

    /// A list cell whose members have their own parser.
    ///
    /// # Errors
    /// As [`Self::list`] and [`Self::name`].
    pub fn names<T, P: Parsed<T>>(
        &self,
        column: &str,
        cell: &'a [u8],
        parse: impl Fn(&str) -> P,
    ) -> Result<Vec<T>, RowError> {
        let members = self.list(column, cell)?;
        members.into_iter().map(|member| self.name(column, member.as_bytes(), &parse)).collect()
    }
}

/// Joins the members of a list cell; `-` when there are none.
pub fn join<'a>(members: impl Iterator<Item = &'a str>) -> String {
    let list = members.collect::<Vec<_>>().join(",");
    if list.is_empty() { "-".to_owned() } else { list }
}

/// The bytes of a table: every row ended by LF.
pub fn table(rows: impl Iterator<Item = String>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for row in rows {
        bytes.extend_from_slice(row.as_bytes());
        bytes.push(b'\n');
    }
    bytes
}

/// Splits a table into lines: each ends with LF, none is longer than 4096 bytes.
///
/// # Errors
/// `table.too_long` beyond 2 GiB; the items are errors for lines that are not of the form.
pub fn lines<'a>(
    file: &'static str,
    bytes: &'a [u8],
) -> Result<impl Iterator<Item = Result<Line<'a>, RowError>>, RowError> {
    if bytes.len() > FILE_MAX {
        let found = format!("{} 字节", bytes.len());
        let expected = format!("至多 {FILE_MAX} 字节的文件");
        return Err(RowError { file, line: 1, code: "table.too_long", found, expected });
    }
    let mut at = 0;
    let mut number = 0;
    Ok(std::iter::from_fn(move || {
        if at == bytes.len() {
            return None;
        }
        number += 1;
        let rest = &bytes[at..];
        let window = &rest[..rest.len().min(LINE_MAX + 1)];
        let start = u32::try_from(at).expect("the table was found to be at most 2 GiB");
        let Some(end) = find_lf(window) else {
            let line = Line { file, number, start, bytes: window };
            at = bytes.len();
            return Some(Err(line.failure(
                "table.line",
                shown(&window[..window.len().min(40)]),
                "以换行符结尾且不超过 4096 字节的一行".to_owned(),
            )));
        };
        at += end + 1;
        Some(Ok(Line { file, number, start, bytes: &rest[..end] }))
    }))
}

/// The place of the first LF, eight bytes at a time.
fn find_lf(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOPS: u64 = 0x8080_8080_8080_8080;
    let (words, tail) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let masked = u64::from_le_bytes(*word) ^ (ONES * 0x0a);
        let zeros = masked.wrapping_sub(ONES) & !masked & TOPS;
        if zeros != 0 {
            return Some(index * 8 + (zeros.trailing_zeros() / 8) as usize);
        }
    }
    tail.iter().position(|&byte| byte == b'\n').map(|place| words.len() * 8 + place)
}

/// Refuses a key that does not come after the previous one.
///
/// # Errors
/// `table.duplicate` for the same key, `table.order` for an earlier one.
pub fn ascending(line: &Line<'_>, previous: &[u8], key: &[u8]) -> Result<(), RowError> {
    if previous < key {
        return Ok(());
    }
    let code = if previous == key { "table.duplicate" } else { "table.order" };
    let expected = format!("排在“{}”之后的键（按字节升序，不得重复）", shown(previous));
    Err(line.failure(code, shown(key), expected))
}

/// A decimal integer without leading zeros, from `min` to `max`.
#[must_use]
pub fn decimal(cell: &[u8], min: u64, max: u64) -> Option<u64> {
    let digits = !cell.is_empty() && cell.len() <= 19 && cell.iter().all(u8::is_ascii_digit);
    if !digits || (cell[0] == b'0' && cell.len() > 1) {
        return None;
    }
    let value = cell.iter().fold(0, |value, digit| value * 10 + u64::from(digit - b'0'));
    (min <= value && value <= max).then_some(value)
}

/// `len` lower-case hex digits.
#[must_use]
pub fn is_hex(cell: &[u8], len: usize) -> bool {
    // No early end: the compiler then checks many digits at a time.
    cell.len() == len
        && cell
            .iter()
            .fold(true, |all, byte| all & (byte.is_ascii_digit() | (b'a'..=b'f').contains(byte)))
}

/// An object id (ssj-1 §3.5).
#[must_use]
pub fn is_object_id(cell: &[u8]) -> bool {
    ObjectId::holds(cell)
}

/// A cell that was checked to be ASCII.
///
/// # Panics
/// When it is not; a bug, since parsing checks every cell.
#[must_use]
pub fn ascii(cell: &[u8]) -> &str {
    std::str::from_utf8(cell).expect("the cell was checked when the table was read")
}

/// A cell for people: text as it is, cut after 80 characters, other bytes replaced.
#[must_use]
pub fn shown(cell: &[u8]) -> String {
    let text: Cow<'_, str> = String::from_utf8_lossy(cell);
    let plain: String =
        text.chars().take(80).map(|c| if c.is_control() { '·' } else { c }).collect();
    if text.chars().nth(80).is_some() { format!("{plain}…") } else { plain }
}
