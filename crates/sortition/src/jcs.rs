//! Records (ssj-1 §3.2): the RFC 8785 form of JSON, restricted to what needs no interpretation.
//!
//! ASCII keys, strings, booleans, arrays, objects and integers below 2^53; no floats, no null, no
//! duplicate keys. In this subset the canonical form is a few lines and needs no number printer.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use thiserror::Error;

/// Largest magnitude of an integer, 2^53 − 1.
pub const INT_MAX: i64 = (1 << 53) - 1;

/// Deepest nesting.
pub const DEPTH_MAX: usize = 32;

/// A value of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `true` or `false`.
    Bool(bool),
    /// An integer, |x| ≤ [`INT_MAX`].
    Int(i64),
    /// A text.
    Str(String),
    /// An array.
    Arr(Vec<Json>),
    /// An object; keys are printable ASCII.
    Obj(BTreeMap<String, Json>),
}

/// Why bytes are not a record.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum JcsError {
    /// Not JSON of the restricted kind.
    #[error("byte {at}: {what}")]
    Syntax {
        /// Offset of the offending byte.
        at: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// A record, but not in canonical form.
    #[error("byte {at}: not the canonical form")]
    NotCanonical {
        /// Offset of the first byte that differs from the canonical form.
        at: usize,
    },
}

impl JcsError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            JcsError::Syntax { .. } => "record.syntax",
            JcsError::NotCanonical { .. } => "record.not_canonical",
        }
    }

    /// What is wrong and where.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            JcsError::Syntax { at, what } => {
                format!("第 {} 个字节处不是有效的记录（{what}）。", at + 1)
            }
            JcsError::NotCanonical { at } => {
                format!("第 {} 个字节处与规范形式不同；文件可能被改动或重新排版过。", at + 1)
            }
        }
    }
}

impl Json {
    /// Reads a record that is byte for byte in canonical form.
    ///
    /// # Errors
    /// [`JcsError`] with the offset of the first offending byte.
    pub fn parse_canonical(bytes: &[u8]) -> Result<Json, JcsError> {
        let value = Json::parse(bytes)?;
        let canonical = value.to_bytes();
        if canonical == bytes {
            return Ok(value);
        }
        let same = canonical.iter().zip(bytes).take_while(|(a, b)| a == b).count();
        Err(JcsError::NotCanonical { at: same })
    }

    /// Reads a record in any layout: white space and key order are free, the values are not.
    ///
    /// # Errors
    /// [`JcsError::Syntax`].
    pub fn parse(bytes: &[u8]) -> Result<Json, JcsError> {
        let text = std::str::from_utf8(bytes)
            .map_err(|e| JcsError::Syntax { at: e.valid_up_to(), what: "not UTF-8" })?;
        let mut reader = Reader { text: text.as_bytes(), whole: text, at: 0 };
        let value = reader.value(0)?;
        reader.space();
        if reader.at == bytes.len() { Ok(value) } else { Err(reader.error("more than one value")) }
    }

    /// The canonical form.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.encode().into_bytes()
    }

    /// The canonical form, as text.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut out = String::new();
        write(self, &mut out);
        out
    }

    /// An object of these pairs.
    #[must_use]
    pub fn object<'a>(pairs: impl IntoIterator<Item = (&'a str, Json)>) -> Json {
        Json::Obj(pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
    }

    /// An array of these values.
    #[must_use]
    pub fn array(values: impl IntoIterator<Item = Json>) -> Json {
        Json::Arr(values.into_iter().collect())
    }

    /// A text.
    #[must_use]
    pub fn text(value: impl AsRef<str>) -> Json {
        Json::Str(value.as_ref().to_owned())
    }

    /// A boolean.
    #[must_use]
    pub fn bool(value: bool) -> Json {
        Json::Bool(value)
    }

    /// A count.
    ///
    /// # Panics
    /// When it is 2^53 or more: callers bound their counts far below.
    #[must_use]
    pub fn count(value: impl Into<u64>) -> Json {
        let value = i64::try_from(value.into()).ok().filter(|v| *v <= INT_MAX);
        Json::Int(value.expect("counts of the protocol are bounded far below 2^53"))
    }

    /// The member of an object.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.as_object()?.get(key)
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Json::Str(text) = self { Some(text) } else { None }
    }

    /// The value of an integer.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        if let Json::Int(value) = self { Some(*value) } else { None }
    }

    /// The value of a boolean.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        if let Json::Bool(value) = self { Some(*value) } else { None }
    }

    /// The values of an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Json]> {
        if let Json::Arr(values) = self { Some(values) } else { None }
    }

    /// The members of an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&BTreeMap<String, Json>> {
        if let Json::Obj(members) = self { Some(members) } else { None }
    }
}

fn write(value: &Json, out: &mut String) {
    match value {
        Json::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Json::Int(i) => write!(out, "{i}").expect("writing to a String does not fail"),
        Json::Str(text) => write_text(text, out),
        Json::Arr(values) => {
            out.push('[');
            for (i, value) in values.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(value, out);
            }
            out.push(']');
        }
        Json::Obj(members) => {
            out.push('{');
            for (i, (key, value)) in members.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_text(key, out);
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    // Almost every text needs no escape: what lies between two is copied at once.
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(&text[copied..at]);
        copied = at + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            0x8 => out.push_str("\\b"),
            b'\t' => out.push_str("\\t"),
            b'\n' => out.push_str("\\n"),
            0xc => out.push_str("\\f"),
            b'\r' => out.push_str("\\r"),
            _ => write!(out, "\\u{byte:04x}").expect("writing to a String does not fail"),
        }
    }
    out.push_str(&text[copied..]);
    out.push('"');
}

struct Reader<'a> {
    text: &'a [u8],
    whole: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn error(&self, what: &'static str) -> JcsError {
        JcsError::Syntax { at: self.at, what }
    }

    fn space(&mut self) {
        while matches!(self.text.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&mut self) -> Option<u8> {
        self.space();
        self.text.get(self.at).copied()
    }

    fn take(&mut self, wanted: u8, what: &'static str) -> Result<(), JcsError> {
        if self.peek() == Some(wanted) {
            self.at += 1;
            Ok(())
        } else {
            Err(self.error(what))
        }
    }

    fn value(&mut self, depth: usize) -> Result<Json, JcsError> {
        match self.peek() {
            Some(b'{' | b'[') if depth >= DEPTH_MAX => Err(self.error("nested too deeply")),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => self.string().map(Json::Str),
            Some(b't') => self.word("true", true),
            Some(b'f') => self.word("false", false),
            Some(b'-' | b'0'..=b'9') => self.integer(),
            Some(b'n') => Err(self.error("null is not allowed")),
            _ => Err(self.error("a value is expected")),
        }
    }

    fn word(&mut self, word: &str, value: bool) -> Result<Json, JcsError> {
        if self.text[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(Json::Bool(value))
        } else {
            Err(self.error("a value is expected"))
        }
    }

    fn integer(&mut self) -> Result<Json, JcsError> {
        let start = self.at;
        if self.text[self.at] == b'-' {
            self.at += 1;
        }
        let digits = self.at;
        while matches!(self.text.get(self.at), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        let token = &self.whole[start..self.at];
        if matches!(self.text.get(self.at), Some(b'.' | b'e' | b'E')) {
            return Err(self.error("floating point is not allowed"));
        }
        if self.at - digits > 1 && self.text[digits] == b'0' || token == "-0" {
            return Err(self.error("leading zero"));
        }
        let value: i64 = token.parse().map_err(|_| self.error("not an integer below 2^53"))?;
        if value.unsigned_abs() > INT_MAX.unsigned_abs() {
            return Err(self.error("not an integer below 2^53"));
        }
        Ok(Json::Int(value))
    }

    fn list(&mut self, depth: usize) -> Result<Json, JcsError> {
        self.at += 1;
        let mut values = Vec::new();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Json::Arr(values));
        }
        loop {
            values.push(self.value(depth + 1)?);
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Json::Arr(values));
                }
                _ => return Err(self.error("`,` or `]` is expected")),
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, JcsError> {
        self.at += 1;
        let mut members = BTreeMap::new();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Json::Obj(members));
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.error("a key is expected"));
            }
            let key = self.string()?;
            if !key.bytes().all(|b| (0x20..=0x7e).contains(&b)) {
                return Err(self.error("a key is not printable ASCII"));
            }
            self.take(b':', "`:` is expected")?;
            let value = self.value(depth + 1)?;
            if members.insert(key, value).is_some() {
                return Err(self.error("duplicate key"));
            }
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Json::Obj(members));
                }
                _ => return Err(self.error("`,` or `}` is expected")),
            }
        }
    }

    fn string(&mut self) -> Result<String, JcsError> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let start = self.at;
            let plain = |b: &u8| *b >= 0x20 && *b != b'"' && *b != b'\\';
            while self.text.get(self.at).is_some_and(plain) {
                self.at += 1;
            }
            out.push_str(&self.whole[start..self.at]);
            match self.text.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    self.at += 1;
                    out.push(self.escape()?);
                }
                Some(_) => return Err(self.error("a control character must be escaped")),
                None => return Err(self.error("the text does not end")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, JcsError> {
        let plain = match self.text.get(self.at) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.unicode();
            }
            _ => return Err(self.error("unknown escape")),
        };
        self.at += 1;
        Ok(plain)
    }

    fn unicode(&mut self) -> Result<char, JcsError> {
        let high = self.four_hex()?;
        if !(0xd800..0xe000).contains(&high) {
            return char::from_u32(high).ok_or_else(|| self.error("not a character"));
        }
        if high >= 0xdc00 || !self.text[self.at..].starts_with(b"\\u") {
            return Err(self.error("lone surrogate"));
        }
        self.at += 2;
        let low = self.four_hex()?;
        if !(0xdc00..0xe000).contains(&low) {
            return Err(self.error("lone surrogate"));
        }
        char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))
            .ok_or_else(|| self.error("not a character"))
    }

    fn four_hex(&mut self) -> Result<u32, JcsError> {
        let digits = self.text.get(self.at..self.at + 4);
        let value = digits
            .filter(|d| d.iter().all(u8::is_ascii_hexdigit))
            .and_then(|d| std::str::from_utf8(d).ok())
            .and_then(|d| u32::from_str_radix(d, 16).ok())
            .ok_or_else(|| self.error("four hex digits are expected"))?;
        self.at += 4;
        Ok(value)
    }
}
