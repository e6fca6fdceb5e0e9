//! Rows of words: every cell is one clean text under the key of its column. What a cell means is
//! read later, beside the list or the plan that it is for.

use std::collections::BTreeMap;

use crate::columns::Column;
use crate::fields::RowReader;
use crate::kind::heap;

/// Clean texts by the key of their column; a column that the file lacks is absent.
pub(crate) type Words = BTreeMap<String, String>;

/// Longest text of a cell in characters.
const CELL_CHARS_MAX: usize = 4_000;

/// What a node of the map costs beside its texts.
const NODE_BYTES: usize = 96;

/// The cells of a row.
pub(crate) fn read(reader: &mut RowReader<'_>, columns: &[Column]) -> Words {
    let mut words = Words::new();
    for column in columns {
        if reader.has(column.key) {
            words.insert(column.key.to_owned(), reader.text_max(column.key, CELL_CHARS_MAX));
        }
    }
    words
}

/// Text of a column, empty where there is none.
pub(crate) fn word<'w>(words: &'w Words, key: &str) -> &'w str {
    words.get(key).map_or("", String::as_str)
}

/// Heap that the texts take.
pub(crate) fn bytes(words: &Words) -> usize {
    words.iter().map(|(key, text)| heap(key) + heap(text) + NODE_BYTES).sum()
}

/// What tells a row from others, as one text.
pub(crate) fn label(key: &[&str]) -> String {
    let parts: Vec<&str> = key.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join("·")
}

/// Columns in which two rows of one thing differ. The number of the row says nothing about it.
pub(crate) fn differing(
    columns: &'static [Column],
    ordinal: &str,
    one: &Words,
    other: &Words,
) -> Vec<&'static str> {
    let said = columns.iter().filter(|column| column.key != ordinal);
    let differs = said.filter(|column| word(one, column.key) != word(other, column.key));
    differs.map(|column| column.zh).collect()
}
