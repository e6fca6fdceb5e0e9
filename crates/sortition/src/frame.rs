//! `frame.tsv`: the frozen table of all objects of the register (ssj-1 §7).
//!
//! A [`Frame`] borrows the bytes of the table and keeps 16 bytes of index a row, so that a
//! province's register is read without copying it. Rows that cannot be drawn stay in the table:
//! an object that was left out is found by its absence, not by trust.

use std::collections::BTreeMap;

use crate::cells::{self, RowError};
use crate::names::UnitCode;
use crate::rules::RulesRecord;

/// Name of the file in bundles and errors.
pub const FILE: &str = "frame.tsv";

/// Heaviest object: as many tickets (ssj-1 §7).
pub const WEIGHT_MAX: u8 = 64;

/// Why an object is in the frame but cannot be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exclusion {
    /// The yearly cap of inspections is reached.
    Cap,
    /// Drawn in the attempt that this one supplements.
    Drawn,
    /// The identity code fails its check character.
    IdBad,
    /// An open case.
    Pending,
    /// Inspected within the interval, or recognised from another department.
    Recent,
    /// Outside the scope of the plan.
    Scope,
    /// Deregistered, revoked or closed.
    Status,
    /// 包容审慎: in its trial period.
    Trial,
}

/// Codes in ascending order of their text, which is the order of the variants.
const EXCLUSIONS: [(&str, Exclusion); 8] = [
    ("CAP", Exclusion::Cap),
    ("DRAWN", Exclusion::Drawn),
    ("IDBAD", Exclusion::IdBad),
    ("PENDING", Exclusion::Pending),
    ("RECENT", Exclusion::Recent),
    ("SCOPE", Exclusion::Scope),
    ("STATUS", Exclusion::Status),
    ("TRIAL", Exclusion::Trial),
];

impl Exclusion {
    /// The code after `X:`.
    #[must_use]
    pub fn code(self) -> &'static str {
        EXCLUSIONS[self as usize].0
    }

    /// Reads a code without its `X:`.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        EXCLUSIONS.iter().find(|(text, _)| *text == code).map(|(_, exclusion)| *exclusion)
    }

    /// The reason in the words that citizens read.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Cap => "年度检查频次已达上限",
            Self::Drawn => "已在所补充的抽取中抽中",
            Self::IdBad => "统一社会信用代码校验位不符",
            Self::Pending => "有正在办理的案件",
            Self::Recent => "间隔期内已检查或已互认",
            Self::Scope => "不在本次抽取范围内",
            Self::Status => "已注销、吊销或停业",
            Self::Trial => "处于包容审慎期",
        }
    }
}

/// Where one row lies and what selection needs of it.
#[derive(Clone, Copy)]
struct Index {
    start: u32,
    len: u16,
    id_len: u8,
    weight: u8,
    /// Place in `Frame::sets`; excluded rows have the empty set, which is place 0.
    set: u32,
}

/// The table, read and checked.
pub struct Frame<'a> {
    bytes: &'a [u8],
    rows: Vec<Index>,
    /// Distinct unit lists as places of the rules' units, ascending.
    sets: Vec<Vec<usize>>,
}

/// One row of a [`Frame`].
#[derive(Clone, Copy)]
pub struct FrameRow<'f, 'a> {
    frame: &'f Frame<'a>,
    index: Index,
}

/// Where an id stands in the frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// It is row `0` of this number, counted from 0.
    Row(usize),
    /// It is absent: it would stand before the row of this number.
    Gap(usize),
}

impl<'a> Frame<'a> {
    /// Reads the table and checks its form, its order and that its units are those of `rules`.
    ///
    /// # Errors
    /// The first row that is not of the form of ssj-1 §3.3 and §7.
    pub fn parse(bytes: &'a [u8], rules: &RulesRecord) -> Result<Self, RowError> {
        let mut reader = Reader::new(rules);
        let mut rows = Vec::with_capacity(bytes.len() / 128);
        let mut previous: &[u8] = b"";
        for line in cells::lines(FILE, bytes)? {
            let line = line?;
            let index = reader.row(&line)?;
            let id = &line.bytes[..usize::from(index.id_len)];
            cells::ascending(&line, previous, id)?;
            previous = id;
            rows.push(index);
        }
        Ok(Self { bytes, rows, sets: reader.sets })
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Is the table empty?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Row of this number, counted from 0.
    ///
    /// # Panics
    /// When there are fewer rows.
    #[must_use]
    pub fn row(&self, number: usize) -> FrameRow<'_, 'a> {
        FrameRow { frame: self, index: self.rows[number] }
    }

    /// All rows in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = FrameRow<'_, 'a>> {
        self.rows.iter().map(|&index| FrameRow { frame: self, index })
    }

    /// Finds an id, or the gap where it would stand.
    #[must_use]
    pub fn find(&self, id: &str) -> Position {
        match self.rows.binary_search_by(|&index| {
            FrameRow { frame: self, index }.id().as_bytes().cmp(id.as_bytes())
        }) {
            Ok(number) => Position::Row(number),
            Err(number) => Position::Gap(number),
        }
    }

    /// The rows' bytes without LF, the leaves of the Merkle tree, in order.
    #[must_use]
    pub fn leaves(&self) -> Vec<&'a [u8]> {
        self.rows.iter().map(|index| index.slice(self.bytes)).collect()
    }

    /// Eligible objects per unit in the order of the rules, and excluded rows per code.
    #[must_use]
    pub fn counts(&self, units: usize) -> FrameCounts {
        let mut of_set = vec![(0_u64, 0_u64); self.sets.len()];
        let mut excluded = BTreeMap::new();
        for row in self.rows() {
            match row.exclusion() {
                None => {
                    let (objects, tickets) = &mut of_set[row.index.set as usize];
                    *objects += 1;
                    *tickets += u64::from(row.weight());
                }
                Some(code) => *excluded.entry(code).or_insert(0) += 1,
            }
        }
        let mut counts =
            FrameCounts { eligible: vec![0; units], tickets: vec![0; units], excluded };
        for (set, (objects, tickets)) in self.sets.iter().zip(of_set) {
            for &unit in set {
                counts.eligible[unit] += objects;
                counts.tickets[unit] += tickets;
            }
        }
        counts
    }
}

/// What the quotas are computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameCounts {
    /// N per unit, in the order of the rules.
    pub eligible: Vec<u64>,
    /// Sum of their weights per unit, in the order of the rules.
    pub tickets: Vec<u64>,
    /// Rows per exclusion code, codes without rows omitted.
    pub excluded: BTreeMap<Exclusion, u64>,
}

impl Index {
    fn slice<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        let start = self.start as usize;
        &bytes[start..start + usize::from(self.len)]
    }
}

impl<'f, 'a> FrameRow<'f, 'a> {
    /// The whole row without its LF.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.index.slice(self.frame.bytes)
    }

    /// `object_id`.
    #[must_use]
    pub fn id(&self) -> &'a str {
        cells::ascii(&self.bytes()[..usize::from(self.index.id_len)])
    }

    /// Why the object cannot be drawn; `None` when it can.
    #[must_use]
    pub fn exclusion(&self) -> Option<Exclusion> {
        if self.index.set != 0 {
            return None;
        }
        let code = cells::ascii(self.cell(1)).strip_prefix("X:")?;
        Exclusion::parse(code)
    }

    /// Places of the object's units among the units of the rules; empty when excluded.
    #[must_use]
    pub fn units(&self) -> &'f [usize] {
        &self.frame.sets[self.index.set as usize]
    }

    /// Number of tickets, 1 … 64.
    #[must_use]
    pub fn weight(&self) -> u8 {
        self.index.weight
    }

    /// `attrs`, 64 hex digits.
    #[must_use]
    pub fn attrs(&self) -> &'a str {
        cells::ascii(self.cell(4))
    }

    /// `salt`, 32 hex digits.
    #[must_use]
    pub fn salt(&self) -> &'a str {
        cells::ascii(self.cell(5))
    }

    fn cell(&self, number: usize) -> &'a [u8] {
        self.bytes().split(|&byte| byte == b'\t').nth(number).expect("six cells were counted")
    }
}

/// Reads rows and numbers the distinct unit lists.
struct Reader<'r> {
    rules: &'r RulesRecord,
    numbers: BTreeMap<Vec<u8>, u32>,
    sets: Vec<Vec<usize>>,
    /// Most neighbours have the same list: remember the last one.
    last: (Vec<u8>, u32),
}

impl<'r> Reader<'r> {
    fn new(rules: &'r RulesRecord) -> Self {
        Self { rules, numbers: BTreeMap::new(), sets: vec![Vec::new()], last: (b"-".to_vec(), 0) }
    }

    fn row(&mut self, line: &cells::Line<'_>) -> Result<Index, RowError> {
        let [id, status, units, weight, attrs, salt] = line.cells::<6>()?;
        line.require(cells::is_object_id(id), "object_id", id, cells::OBJECT_ID_ZH)?;
        let eligible = status == b"E";
        if !eligible {
            let known = status.strip_prefix(b"X:").and_then(|code| std::str::from_utf8(code).ok());
            let known = known.and_then(Exclusion::parse).is_some();
            line.require(known, "status", status, "E，或 X: 加八种排除代码之一")?;
        }
        line.require(eligible != (units == b"-"), "units", units, "E 行的单元，X 行写“-”")?;
        let set = if eligible { self.set(line, units)? } else { 0 };
        let weight_value = cells::decimal(weight, 1, u64::from(WEIGHT_MAX));
        let weight_value = weight_value.filter(|&w| eligible || w == 1);
        let Some(weight_value) = weight_value else {
            return Err(line.error("weight", weight, "1 至 64 的整数，X 行为 1"));
        };
        line.require(cells::is_hex(attrs, 64), "attrs", attrs, "64 位小写十六进制")?;
        line.require(cells::is_hex(salt, 32), "salt", salt, "32 位小写十六进制")?;
        Ok(Index {
            start: line.start,
            len: line.bytes.len() as u16,
            id_len: id.len() as u8,
            weight: weight_value as u8,
            set,
        })
    }

    fn set(&mut self, line: &cells::Line<'_>, cell: &[u8]) -> Result<u32, RowError> {
        if self.last.0 == cell {
            return Ok(self.last.1);
        }
        let number = match self.numbers.get(cell) {
            Some(&number) => number,
            None => self.new_set(line, cell)?,
        };
        self.last = (cell.to_vec(), number);
        Ok(number)
    }

    fn new_set(&mut self, line: &cells::Line<'_>, cell: &[u8]) -> Result<u32, RowError> {
        let mut set = Vec::new();
        for code in line.list("units", cell)? {
            let place = UnitCode::parse(code).ok().and_then(|code| self.rules.unit(&code));
            let Some((place, _)) = place else {
                return Err(line.error("units", code.as_bytes(), "规则 rules.json 中的抽取单元"));
            };
            set.push(place);
        }
        let number = u32::try_from(self.sets.len()).expect("fewer sets than rows");
        self.sets.push(set);
        self.numbers.insert(cell.to_vec(), number);
        Ok(number)
    }
}
