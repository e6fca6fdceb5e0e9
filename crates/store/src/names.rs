//! The index of names: which subjects hold two neighbouring characters.
//!
//! A row of `subject_gram` says which of 65,536 subjects in a block hold a pair of characters (the
//! last character of a name also stands alone), as a list of 16-bit numbers or, when there are
//! many, as a bitmap. The same on both databases: SQLite's trigram index cannot find one or two
//! characters, and pg_trgm knows no Chinese under the collation that the record needs. Rows are
//! added and never taken away: whoever searches compares the name itself.

use std::collections::BTreeMap;

use crate::column::Column;
use crate::error::StoreError;
use crate::tx::{ReadTx, WriteTx};
use crate::value::Value;

/// Subjects of a block.
const BLOCK: u64 = 1 << 16;

/// Members above which a bitmap is smaller than a list.
const LIST_MAX: usize = 4_096;

/// Bytes of a bitmap.
const BITMAP: usize = 1 << 13;

/// A name as it is compared: ASCII letters are the same in either case.
pub(crate) fn fold(text: &str) -> String {
    text.to_ascii_lowercase()
}

/// Pairs of neighbouring characters of a folded text.
fn pairs(text: &str) -> impl Iterator<Item = &str> {
    let seconds = text.char_indices().skip(1).map(|(at, c)| at + c.len_utf8());
    text.char_indices().map(|(at, _)| at).zip(seconds).map(|(from, to)| &text[from..to])
}

/// Members of a block, ascending.
fn decode(bytes: &[u8]) -> Vec<u16> {
    match bytes.split_first() {
        Some((0, list)) => {
            list.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect()
        }
        Some((1, bits)) => {
            let held = |number: &u16| bits[usize::from(number / 8)] >> (number % 8) & 1 == 1;
            (0..=u16::MAX).filter(|n| usize::from(n / 8) < bits.len() && held(n)).collect()
        }
        _ => Vec::new(),
    }
}

fn encode(members: &[u16]) -> Vec<u8> {
    if members.len() <= LIST_MAX {
        let mut bytes = vec![0];
        bytes.extend(members.iter().flat_map(|number| number.to_be_bytes()));
        return bytes;
    }
    let mut bytes = vec![0; 1 + BITMAP];
    bytes[0] = 1;
    for number in members {
        bytes[1 + usize::from(number / 8)] |= 1 << (number % 8);
    }
    bytes
}

/// Whether a coded block has a member, without decoding it.
fn holds(bytes: &[u8], number: u16) -> bool {
    match bytes.split_first() {
        Some((0, list)) => {
            let (mut low, mut high) = (0, list.len() / 2);
            while low < high {
                let middle = usize::midpoint(low, high);
                let found = u16::from_be_bytes([list[2 * middle], list[2 * middle + 1]]);
                match found.cmp(&number) {
                    std::cmp::Ordering::Equal => return true,
                    std::cmp::Ordering::Less => low = middle + 1,
                    std::cmp::Ordering::Greater => high = middle,
                }
            }
            false
        }
        Some((1, bits)) => {
            bits.get(usize::from(number / 8)).is_some_and(|byte| byte >> (number % 8) & 1 == 1)
        }
        _ => false,
    }
}

/// Puts names into the index, a block at a time.
#[derive(Debug, Default)]
pub struct NameIndexer {
    block: u64,
    grams: BTreeMap<String, Vec<u16>>,
}

impl NameIndexer {
    /// Takes a name. Numbers should ascend, so that each block is written once.
    ///
    /// # Errors
    /// What the database answers.
    pub fn push(&mut self, tx: &mut WriteTx<'_>, seq: u64, name: &str) -> Result<(), StoreError> {
        if seq / BLOCK != self.block {
            self.flush(tx)?;
            self.block = seq / BLOCK;
        }
        let number = u16::try_from(seq % BLOCK).expect("a block has 65,536 numbers");
        let text = fold(name);
        let last = text.char_indices().last().map(|(at, _)| &text[at..]);
        for gram in pairs(&text).chain(last) {
            match self.grams.get_mut(gram) {
                Some(members) => {
                    if members.last() != Some(&number) {
                        members.push(number);
                    }
                }
                None => {
                    self.grams.insert(gram.to_owned(), vec![number]);
                }
            }
        }
        Ok(())
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// What the database answers.
    pub fn finish(mut self, tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
        self.flush(tx)
    }

    fn flush(&mut self, tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
        let grams = std::mem::take(&mut self.grams);
        let block = self.block.to_value();
        let begun: u64 = tx.one(
            "SELECT COUNT(*) FROM (SELECT 1 FROM subject_gram WHERE block = ?1 LIMIT 1) AS b",
            std::slice::from_ref(&block),
        )?;
        let mut fresh = Vec::with_capacity(grams.len());
        for (gram, mut members) in grams {
            members.sort_unstable();
            members.dedup();
            let key = [gram.to_value(), block.clone()];
            let known = match begun {
                0 => Vec::new(),
                _ => tx.query(
                    "SELECT postings FROM subject_gram WHERE gram = ?1 AND block = ?2",
                    &key,
                )?,
            };
            let Some(mut row) = known.into_iter().next() else {
                let [gram, block] = key;
                fresh.push(vec![gram, block, encode(&members).to_value()]);
                continue;
            };
            members.extend(decode(&row.take::<Vec<u8>>()?));
            members.sort_unstable();
            members.dedup();
            let [gram, block] = key;
            tx.technical(
                "UPDATE subject_gram SET postings = ?3 WHERE gram = ?1 AND block = ?2",
                &[gram, block, encode(&members).to_value()],
            )?;
        }
        tx.technical_all("subject_gram", &["gram", "block", "postings"], &mut fresh.into_iter())?;
        Ok(())
    }
}

/// Blocks in which every pair of a needle is found, and how often at most.
#[derive(Debug)]
pub(crate) struct Candidates {
    /// For each pair of the needle its bytes by block; a single character stands for the pairs
    /// that begin with it.
    grams: Vec<String>,
    blocks: BTreeMap<u64, u64>,
    single: bool,
}

impl Candidates {
    /// Looks a folded needle up.
    pub(crate) fn of(tx: &mut ReadTx<'_>, needle: &str) -> Result<Candidates, StoreError> {
        let single = needle.chars().count() < 2;
        let mut grams: Vec<String> = pairs(needle).map(str::to_owned).collect();
        grams.sort_unstable();
        grams.dedup();
        if single {
            grams = vec![needle.to_owned()];
        }
        let mut blocks: Option<BTreeMap<u64, u64>> = None;
        for gram in &grams {
            let found = if single { sizes_of_prefix(tx, gram)? } else { sizes(tx, gram)? };
            blocks = Some(match blocks {
                None => found,
                Some(before) => {
                    let both = |(block, size): (u64, u64)| {
                        found.get(&block).map(|other| (block, size.min(*other)))
                    };
                    before.into_iter().filter_map(both).collect()
                }
            });
        }
        Ok(Candidates { grams, blocks: blocks.unwrap_or_default(), single })
    }

    /// Blocks, ascending.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = u64> + use<> {
        self.blocks.keys().copied().collect::<Vec<_>>().into_iter()
    }

    /// How many subjects there are at most.
    pub(crate) fn at_most(&self) -> u64 {
        self.blocks.values().sum()
    }

    /// Whether [`Candidates::at_most`] is the number itself, but for names that were changed.
    pub(crate) fn exact(&self) -> bool {
        !self.single && self.grams.len() == 1
    }

    /// Numbers of the subjects of a block that hold every pair.
    pub(crate) fn within(&self, tx: &mut ReadTx<'_>, block: u64) -> Result<Vec<u64>, StoreError> {
        let mut lists = Vec::with_capacity(self.grams.len());
        for gram in &self.grams {
            lists.push(if self.single {
                encode(&of_prefix(tx, gram, block)?)
            } else {
                let sql = "SELECT postings FROM subject_gram WHERE gram = ?1 AND block = ?2";
                tx.one::<Vec<u8>>(sql, &[gram.to_value(), block.to_value()])?
            });
        }
        lists.sort_by_key(Vec::len);
        let Some((shortest, others)) = lists.split_first() else { return Ok(Vec::new()) };
        let numbers = decode(shortest).into_iter();
        let good = numbers.filter(|number| others.iter().all(|list| holds(list, *number)));
        Ok(good.map(|number| block * BLOCK + u64::from(number)).collect())
    }
}

/// Number of members by the length and the kind of a coded block.
fn members(length: u64) -> u64 {
    if length as usize == 1 + BITMAP { BLOCK } else { (length.max(1) - 1) / 2 }
}

fn sizes(tx: &mut ReadTx<'_>, gram: &str) -> Result<BTreeMap<u64, u64>, StoreError> {
    let rows = tx.query(
        "SELECT block, length(postings) FROM subject_gram WHERE gram = ?1 ORDER BY block",
        &[gram.to_value()],
    )?;
    let read = |mut row: crate::value::Row| Ok((row.take()?, members(row.take()?)));
    rows.into_iter().map(read).collect()
}

/// Pairs that begin with a character, as a range of the index.
fn prefix(gram: &str) -> [Value; 2] {
    [gram.to_value(), Value::Text(format!("{gram}\u{10FFFF}"))]
}

fn sizes_of_prefix(tx: &mut ReadTx<'_>, gram: &str) -> Result<BTreeMap<u64, u64>, StoreError> {
    let rows = tx.query(
        "SELECT block, length(postings) FROM subject_gram WHERE gram >= ?1 AND gram < ?2",
        &prefix(gram),
    )?;
    let mut blocks = BTreeMap::new();
    for mut row in rows {
        let (block, length): (u64, u64) = (row.take()?, row.take()?);
        *blocks.entry(block).or_insert(0) += members(length);
    }
    Ok(blocks)
}

fn of_prefix(tx: &mut ReadTx<'_>, gram: &str, block: u64) -> Result<Vec<u16>, StoreError> {
    let [from, to] = prefix(gram);
    let rows = tx.query(
        "SELECT postings FROM subject_gram WHERE gram >= ?1 AND gram < ?2 AND block = ?3",
        &[from, to, block.to_value()],
    )?;
    let mut all = Vec::new();
    for mut row in rows {
        all.extend(decode(&row.take::<Vec<u8>>()?));
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_neighbours() {
        assert_eq!(pairs("会宁县a").collect::<Vec<_>>(), ["会宁", "宁县", "县a"]);
        assert_eq!(pairs("会").count(), 0);
    }

    #[test]
    fn lists_and_bitmaps_are_read_back() {
        for step in [1, 3, 40, 9_000] {
            let members: Vec<u16> = (0..=u16::MAX).step_by(step).collect();
            let bytes = encode(&members);
            assert_eq!(decode(&bytes), members);
            for number in 0..=u16::MAX {
                assert_eq!(holds(&bytes, number), usize::from(number) % step == 0);
            }
        }
    }
}
