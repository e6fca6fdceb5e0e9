//! One 抽取单元 of the rules.

use crate::digest::to_hex;
use crate::jcs::Json;
use crate::names::{AllocCode, DeptCode, GroupCode, TagCode, UnitCode};
use crate::quota::{COUNT_MAX, Ratio};
use crate::record::{Fields, RecordError};

/// Most batches of a unit: one a day for a leap year.
const BATCHES_MAX: u64 = 366;

/// Class of the items of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemClass {
    /// 一般检查事项.
    General,
    /// 重点检查事项.
    Key,
}

/// `mode` with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnitMode {
    /// Not below the ratio.
    Min(Ratio),
    /// Not above the ratio.
    Max(Ratio),
    /// Nearest to the ratio.
    Near(Ratio),
    /// A number of objects.
    Fixed(u64),
    /// Every eligible object.
    All,
    /// A part of an allocation.
    Alloc {
        /// Which allocation.
        alloc: AllocCode,
        /// Weight of one eligible object.
        share: u64,
        /// At least so many, as far as there are objects.
        lo: u64,
        /// At most so many.
        hi: u64,
    },
}

/// `dir`: on which side of `start` small keys lie (ssj-1 §8.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// (T − s) mod 2^256.
    Up,
    /// (s − T) mod 2^256.
    Down,
}

/// Minimum of specialists in a team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Special {
    /// At least so many.
    pub min: u64,
    /// Officers with this tag.
    pub tag: TagCode,
}

/// One unit. Field names are the keys of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // Documented once, in ssj-1 §5.
pub struct UnitRule {
    pub unit: UnitCode,
    pub group: GroupCode,
    pub dept: DeptCode,
    pub class: ItemClass,
    pub items: Vec<String>,
    pub mode: UnitMode,
    pub at_least_one: bool,
    pub ceiling: Option<Ratio>,
    pub batches: u64,
    /// Big-endian.
    pub start: [u8; 32],
    pub dir: Direction,
    pub tags: Vec<TagCode>,
    pub special: Option<Special>,
}

impl UnitRule {
    pub(super) fn parse(f: &mut Fields<'_>) -> Result<Self, RecordError> {
        Ok(Self {
            unit: f.name("unit", UnitCode::parse)?,
            group: f.name("group", GroupCode::parse)?,
            dept: f.name("dept", DeptCode::parse)?,
            class: f
                .one_of("class", &[("general", ItemClass::General), ("key", ItemClass::Key)])?,
            items: f.texts("items")?,
            mode: parse_mode(f)?,
            at_least_one: f.bool("at_least_one")?,
            ceiling: f.maybe("ceiling", super::ratio)?,
            batches: f.count("batches", 1, BATCHES_MAX)?,
            start: f.hex32("start")?,
            dir: f.one_of("dir", &[("+", Direction::Up), ("-", Direction::Down)])?,
            tags: f.names("tags", TagCode::parse)?,
            special: f.maybe("special", Special::parse)?,
        })
    }

    pub(super) fn to_json(&self) -> Json {
        let mut keys = vec![
            ("at_least_one", Json::bool(self.at_least_one)),
            ("batches", Json::count(self.batches)),
            ("ceiling", self.ceiling.map_or(Json::object([]), super::ratio_json)),
            ("class", Json::text(self.class.as_str())),
            ("dept", Json::text(self.dept.as_str())),
            ("dir", Json::text(self.dir.as_str())),
            ("group", Json::text(self.group.as_str())),
            ("items", super::texts(&self.items)),
            ("mode", Json::text(self.mode.word())),
            ("special", self.special.as_ref().map_or(Json::object([]), Special::to_json)),
            ("start", Json::text(to_hex(&self.start))),
            ("tags", super::texts(&self.tags)),
            ("unit", Json::text(self.unit.as_str())),
        ];
        self.mode.push_keys(&mut keys);
        Json::Obj(keys.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }
}

fn parse_mode(f: &mut Fields<'_>) -> Result<UnitMode, RecordError> {
    match f.word("mode", &["min", "max", "near", "fixed", "all", "alloc"])? {
        "min" => Ok(UnitMode::Min(super::ratio(f)?)),
        "max" => Ok(UnitMode::Max(super::ratio(f)?)),
        "near" => Ok(UnitMode::Near(super::ratio(f)?)),
        "fixed" => Ok(UnitMode::Fixed(f.count("n", 0, COUNT_MAX)?)),
        "all" => Ok(UnitMode::All),
        _ => Ok(UnitMode::Alloc {
            alloc: f.name("alloc", AllocCode::parse)?,
            share: f.count("share", 1, COUNT_MAX)?,
            lo: f.count("lo", 0, COUNT_MAX)?,
            hi: f.count("hi", 0, COUNT_MAX)?,
        }),
    }
}

impl UnitMode {
    /// The word in records.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Min(_) => "min",
            Self::Max(_) => "max",
            Self::Near(_) => "near",
            Self::Fixed(_) => "fixed",
            Self::All => "all",
            Self::Alloc { .. } => "alloc",
        }
    }

    fn push_keys(&self, keys: &mut Vec<(&'static str, Json)>) {
        match self {
            Self::Min(ratio) | Self::Max(ratio) | Self::Near(ratio) => {
                keys.push(("p", Json::count(ratio.p())));
                keys.push(("q", Json::count(ratio.q())));
            }
            Self::Fixed(n) => keys.push(("n", Json::count(*n))),
            Self::All => {}
            Self::Alloc { alloc, share, lo, hi } => {
                keys.push(("alloc", Json::text(alloc.as_str())));
                keys.push(("share", Json::count(*share)));
                keys.push(("lo", Json::count(*lo)));
                keys.push(("hi", Json::count(*hi)));
            }
        }
    }
}

impl ItemClass {
    /// The word in records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Key => "key",
        }
    }
}

impl Direction {
    /// The sign in records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Up => "+",
            Self::Down => "-",
        }
    }
}

impl Special {
    fn parse(f: &mut Fields<'_>) -> Result<Self, RecordError> {
        Ok(Self { min: f.count("min", 1, COUNT_MAX)?, tag: f.name("tag", TagCode::parse)? })
    }

    fn to_json(&self) -> Json {
        Json::object([("min", Json::count(self.min)), ("tag", Json::text(self.tag.as_str()))])
    }
}
