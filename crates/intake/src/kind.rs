//! What the kinds of files have in common.

use std::cmp::Ordering;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::columns::Column;
use crate::fields::RowReader;

/// The kinds of files that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 检查对象名录.
    Register,
    /// 执法检查人员名录.
    Inspectors,
    /// 回避与冲突.
    Conflicts,
    /// 抽查事项清单.
    Items,
    /// 附件2 抽查工作计划表.
    Plan,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 5] =
        [Kind::Register, Kind::Inspectors, Kind::Conflicts, Kind::Items, Kind::Plan];

    /// Name on the command line of the reading process.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Register => "register",
            Kind::Inspectors => "inspectors",
            Kind::Conflicts => "conflicts",
            Kind::Items => "items",
            Kind::Plan => "plan",
        }
    }

    /// Reads the name.
    pub fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// What the file is called, for people.
    pub fn name_zh(self) -> &'static str {
        match self {
            Kind::Register => "检查对象名录",
            Kind::Inspectors => "执法检查人员名录",
            Kind::Conflicts => "回避情形",
            Kind::Items => "抽查事项清单",
            Kind::Plan => "抽查工作计划表",
        }
    }

    /// The columns of the kind, for help texts and templates.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Kind::Register => crate::subjects::COLUMNS,
            Kind::Inspectors => crate::inspectors::COLUMNS,
            Kind::Conflicts => crate::conflicts::COLUMNS,
            Kind::Items => crate::items::COLUMNS,
            Kind::Plan => crate::plan::COLUMNS,
        }
    }
}

/// A typed row of one kind. Sealed by [`Parse`]: these kinds are all there are.
pub trait Record: Parse + Serialize + DeserializeOwned + Clone + Ord {
    /// Its kind.
    const KIND: Kind;

    /// Row in the file.
    fn row(&self) -> u32;

    /// Order by what makes two rows speak of the same thing; equal means they do.
    fn cmp_key(&self, other: &Self) -> Ordering;

    /// What two rows with one key speak of, for a message.
    fn label(&self) -> String;

    /// About how many bytes the row takes in memory.
    fn bytes(&self) -> usize;

    /// Chinese names of the *deciding* columns in which two rows with one key differ.
    fn contradictions(&self, other: &Self) -> Vec<&'static str>;

    /// Takes over what several departments may each say about one thing. Must not depend on order.
    fn absorb(&mut self, _other: &Self) {}

    /// The row with its number taken away, for an order that does not depend on the file.
    fn unnumbered(&self) -> Self;
}

/// How a row is read. Not nameable outside the crate.
pub trait Parse: Sized {
    /// Reads a row; `None` when a finding refuses it.
    fn parse(reader: &mut RowReader<'_>) -> Option<Self>;
}

/// Bytes that a text takes on the heap: an allocation is rounded up and has its own header.
pub(crate) fn heap(text: &String) -> usize {
    if text.capacity() == 0 { 0 } else { text.capacity().next_multiple_of(16) + 16 }
}

/// Bytes that a list of texts takes on the heap.
pub(crate) fn list(texts: &Vec<String>) -> usize {
    let each: usize = texts.iter().map(heap).sum();
    each + texts.capacity() * size_of::<String>() + 16
}
