//! From bytes to text: UTF-8, UTF-8 with BOM, or GB18030, each strictly.

use std::borrow::Cow;

use encoding_rs::GB18030;

use crate::error::FileError;

/// A text and how it was encoded.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    /// The text without BOM.
    pub(crate) text: Cow<'a, str>,
    /// `UTF-8`, `UTF-8 BOM` or `GB18030`.
    pub(crate) encoding: &'static str,
}

/// Multi-byte characters of valid UTF-8 before the first error that settle the question: such a
/// run is no GB18030 by chance, so the file is UTF-8 and broken.
const SURELY_UTF8: usize = 16;

/// Decodes a whole file.
///
/// # Errors
/// The line and byte where the encoding breaks, zero bytes, UTF-16.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, FileError> {
    if bytes.is_empty() {
        return Err(FileError::Empty);
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(FileError::Unknown { what: "是 UTF-16（Unicode 文本）".to_owned() });
    }
    if let Some(at) = bytes.iter().position(|&b| b == 0) {
        return Err(FileError::Nul { line: place(bytes, at).0 });
    }
    let (body, bom) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(body) => (body, true),
        None => (bytes, false),
    };
    let error = match std::str::from_utf8(body) {
        Ok(text) => {
            let encoding = if bom { "UTF-8 BOM" } else { "UTF-8" };
            return Ok(Decoded { text: Cow::Borrowed(text), encoding });
        }
        Err(error) => error,
    };
    let good = &body[..error.valid_up_to()];
    let wide = good.iter().filter(|&&b| b >= 0xC0).count();
    if bom || wide >= SURELY_UTF8 {
        let at = error.valid_up_to() + (bytes.len() - body.len());
        return Err(broken(bytes, at, "UTF-8"));
    }
    if let Some(at) = first_not_gb18030(bytes) {
        return Err(broken(bytes, at, "UTF-8 或 GB18030"));
    }
    decode_gb18030(bytes)
}

fn decode_gb18030(bytes: &[u8]) -> Result<Decoded<'_>, FileError> {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2 + 16);
    let mut start = 0;
    // 0x0A is never the second half of a character, so lines can be decoded one by one.
    for line in bytes.split_inclusive(|&b| b == b'\n') {
        match GB18030.decode_without_bom_handling_and_without_replacement(line) {
            Some(part) => text.push_str(&part),
            None => {
                let at = start + first_undecodable(line);
                return Err(broken(bytes, at, "GB18030"));
            }
        }
        start += line.len();
    }
    Ok(Decoded { text: Cow::Owned(text), encoding: "GB18030" })
}

/// First byte of the first character in a line that has the form of GB18030 but no meaning.
fn first_undecodable(line: &[u8]) -> usize {
    let mut at = 0;
    while at < line.len() {
        let length = gb18030_length(&line[at..]).unwrap_or(1);
        let character = &line[at..at + length];
        if GB18030.decode_without_bom_handling_and_without_replacement(character).is_none() {
            return at;
        }
        at += length;
    }
    0
}

/// First byte that cannot be part of GB18030-2022 text.
fn first_not_gb18030(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < bytes.len() {
        match gb18030_length(&bytes[at..]) {
            Some(length) => at += length,
            None => return Some(at),
        }
    }
    None
}

/// Length of the character at the beginning, by its form alone. The decoder of the Web standard
/// also takes 0x80 for a euro sign; the national standard does not, so neither do we.
fn gb18030_length(bytes: &[u8]) -> Option<usize> {
    match *bytes {
        [0x00..=0x7F, ..] => Some(1),
        [0x81..=0xFE, 0x40..=0x7E | 0x80..=0xFE, ..] => Some(2),
        [0x81..=0xFE, 0x30..=0x39, 0x81..=0xFE, 0x30..=0x39, ..] => Some(4),
        _ => None,
    }
}

fn broken(bytes: &[u8], at: usize, encoding: &str) -> FileError {
    let (line, byte) = place(bytes, at);
    let value = bytes.get(at).copied().unwrap_or(0);
    FileError::Encoding { line, byte, value, encoding: encoding.to_owned() }
}

/// Line and byte in the line of an offset, both from 1.
fn place(bytes: &[u8], at: usize) -> (u64, u64) {
    let before = &bytes[..at];
    let line = before.iter().filter(|&&b| b == b'\n').count() + 1;
    let start = before.iter().rposition(|&b| b == b'\n').map_or(0, |end| end + 1);
    (line as u64, (at - start) as u64 + 1)
}
