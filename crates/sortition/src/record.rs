//! Reading records field by field: every key is asked for once, and none may be left over.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use crate::digest::{Digest, from_hex};
use crate::jcs::Json;

/// What is wrong with a record, and at which key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{path}: {code}: {detail_zh}")]
pub struct RecordError {
    path: String,
    code: &'static str,
    detail_zh: String,
}

impl RecordError {
    /// An error at `path` (such as `units[3].p`).
    pub fn new(path: impl Into<String>, code: &'static str, detail_zh: impl Into<String>) -> Self {
        RecordError { path: path.into(), code, detail_zh: detail_zh.into() }
    }

    /// Where in the record.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What is wrong and what should stand there.
    #[must_use]
    pub fn message_zh(&self) -> String {
        if self.path.is_empty() {
            self.detail_zh.clone()
        } else {
            format!("{}：{}", self.path, self.detail_zh)
        }
    }

    /// The same error below another key.
    #[must_use]
    pub fn below(mut self, outer: &str) -> Self {
        self.path = match self.path.as_str() {
            "" => outer.to_owned(),
            inner if inner.starts_with('[') => format!("{outer}{inner}"),
            inner => format!("{outer}.{inner}"),
        };
        self
    }
}

/// What a parser of one text gives: something, or nothing.
pub trait Parsed<T> {
    /// The value, when the text was of the form.
    fn parsed(self) -> Option<T>;
}

impl<T> Parsed<T> for Option<T> {
    fn parsed(self) -> Option<T> {
        self
    }
}

impl<T, E> Parsed<T> for Result<T, E> {
    fn parsed(self) -> Option<T> {
        self.ok()
    }
}

/// The members of an object that have not been read yet.
pub struct Fields<'a> {
    members: &'a BTreeMap<String, Json>,
    left: BTreeSet<&'a str>,
}

impl<'a> Fields<'a> {
    /// The members of an object.
    ///
    /// # Errors
    /// When the value is no object.
    pub fn of(json: &'a Json) -> Result<Fields<'a>, RecordError> {
        let members = json
            .as_object()
            .ok_or_else(|| RecordError::new("", "record.type", "应为一个对象。"))?;
        Ok(Fields { members, left: members.keys().map(String::as_str).collect() })
    }

    /// The value of a key.
    ///
    /// # Errors
    /// When the key is missing.
    pub fn value(&mut self, key: &str) -> Result<&'a Json, RecordError> {
        self.left.remove(key);
        self.members.get(key).ok_or_else(|| RecordError::new(key, "record.missing", "缺少此项。"))
    }

    /// Whether a key is there.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.members.contains_key(key)
    }

    /// A text.
    ///
    /// # Errors
    /// When it is missing or no text.
    pub fn text(&mut self, key: &str) -> Result<&'a str, RecordError> {
        self.value(key)?.as_str().ok_or_else(|| RecordError::new(key, "record.type", "应为文字。"))
    }

    /// A boolean.
    ///
    /// # Errors
    /// When it is missing or no boolean.
    pub fn bool(&mut self, key: &str) -> Result<bool, RecordError> {
        self.value(key)?
            .as_bool()
            .ok_or_else(|| RecordError::new(key, "record.type", "应为 true 或 false。"))
    }

    /// An integer from `low` to `high`.
    ///
    /// # Errors
    /// When it is missing, no integer or out of range.
    pub fn count(&mut self, key: &str, low: u64, high: u64) -> Result<u64, RecordError> {
        let value = self
            .value(key)?
            .as_int()
            .ok_or_else(|| RecordError::new(key, "record.type", "应为整数。"))?;
        u64::try_from(value).ok().filter(|v| (low..=high).contains(v)).ok_or_else(|| {
            RecordError::new(key, "record.range", format!("{value} 不在 {low} 至 {high} 之间。"))
        })
    }

    /// One of these words.
    ///
    /// # Errors
    /// When it is missing or another text.
    pub fn word(&mut self, key: &str, words: &[&'static str]) -> Result<&'static str, RecordError> {
        let text = self.text(key)?;
        words.iter().find(|w| **w == text).copied().ok_or_else(|| {
            let words = words.join("、");
            RecordError::new(key, "record.word", format!("“{text}”应为 {words} 之一。"))
        })
    }

    /// The value that belongs to one of these words.
    ///
    /// # Errors
    /// When it is missing or another text.
    pub fn one_of<T: Clone>(
        &mut self,
        key: &str,
        words: &[(&'static str, T)],
    ) -> Result<T, RecordError> {
        let names: Vec<&'static str> = words.iter().map(|(word, _)| *word).collect();
        let word = self.word(key, &names)?;
        let found = words.iter().find(|(w, _)| *w == word);
        Ok(found.expect("word() returns one of the names").1.clone())
    }

    /// A text that becomes a type.
    ///
    /// # Errors
    /// When it is missing, no text or not of the form.
    pub fn name<T, P: Parsed<T>>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> P,
    ) -> Result<T, RecordError> {
        let text = self.text(key)?;
        parse(text).parsed().ok_or_else(|| form(key, text))
    }

    /// An array of texts.
    ///
    /// # Errors
    /// When it is missing or holds anything else.
    pub fn texts(&mut self, key: &str) -> Result<Vec<String>, RecordError> {
        self.names(key, |text| Some(text.to_owned()))
    }

    /// An array of texts that become a type.
    ///
    /// # Errors
    /// When it is missing, holds anything else, or a text is not of the form.
    pub fn names<T, P: Parsed<T>>(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> P,
    ) -> Result<Vec<T>, RecordError> {
        let mut names = Vec::new();
        for (index, value) in self.array(key)?.iter().enumerate() {
            let place = format!("{key}[{index}]");
            let text = value
                .as_str()
                .ok_or_else(|| RecordError::new(&place, "record.type", "应为文字。"))?;
            names.push(parse(text).parsed().ok_or_else(|| form(&place, text))?);
        }
        Ok(names)
    }

    /// The values of an array.
    ///
    /// # Errors
    /// When it is missing or no array.
    pub fn array(&mut self, key: &str) -> Result<&'a [Json], RecordError> {
        self.value(key)?
            .as_array()
            .ok_or_else(|| RecordError::new(key, "record.type", "应为数组。"))
    }

    /// An array of objects, each read by `parse`, which may leave no member unread.
    ///
    /// # Errors
    /// When it is missing or an object is not of the form.
    pub fn list<T>(
        &mut self,
        key: &str,
        parse: impl Fn(&mut Fields<'_>) -> Result<T, RecordError>,
    ) -> Result<Vec<T>, RecordError> {
        let mut list = Vec::new();
        for (index, value) in self.array(key)?.iter().enumerate() {
            let place = format!("{key}[{index}]");
            list.push(whole(value, &parse).map_err(|e| e.below(&place))?);
        }
        Ok(list)
    }

    /// An object, read by `parse`, which may leave no member unread.
    ///
    /// # Errors
    /// When it is missing or not of the form.
    pub fn object<T>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&mut Fields<'_>) -> Result<T, RecordError>,
    ) -> Result<T, RecordError> {
        whole(self.value(key)?, parse).map_err(|e| e.below(key))
    }

    /// An object, or `{}` for nothing.
    ///
    /// # Errors
    /// When it is missing or not of the form.
    pub fn maybe<T>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&mut Fields<'_>) -> Result<T, RecordError>,
    ) -> Result<Option<T>, RecordError> {
        let value = self.value(key)?;
        if value.as_object().is_some_and(BTreeMap::is_empty) {
            return Ok(None);
        }
        whole(value, parse).map(Some).map_err(|e| e.below(key))
    }

    /// A digest or nonce: 64 lower-case hex digits.
    ///
    /// # Errors
    /// When it is missing or of another form.
    pub fn hex32(&mut self, key: &str) -> Result<[u8; 32], RecordError> {
        self.name(key, |text| Digest::parse_hex(text).map(|d| *d.as_bytes()))
    }

    /// A digest.
    ///
    /// # Errors
    /// When it is missing or of another form.
    pub fn digest(&mut self, key: &str) -> Result<Digest, RecordError> {
        self.hex32(key).map(Digest::from_bytes)
    }

    /// Bytes in lower-case hex.
    ///
    /// # Errors
    /// When it is missing or of another form.
    pub fn bytes(&mut self, key: &str) -> Result<Vec<u8>, RecordError> {
        self.name(key, from_hex)
    }

    /// No member may be left unread.
    ///
    /// # Errors
    /// When one is.
    pub fn end(self) -> Result<(), RecordError> {
        match self.left.first() {
            None => Ok(()),
            Some(key) => Err(RecordError::new(*key, "record.unknown", "不应有此项，请删去。")),
        }
    }
}

fn whole<T>(
    value: &Json,
    parse: impl FnOnce(&mut Fields<'_>) -> Result<T, RecordError>,
) -> Result<T, RecordError> {
    let mut fields = Fields::of(value)?;
    let read = parse(&mut fields)?;
    fields.end()?;
    Ok(read)
}

fn form(path: &str, text: &str) -> RecordError {
    let shown: String = text.chars().take(80).collect();
    RecordError::new(path, "record.form", format!("“{shown}”的格式不对。"))
}
