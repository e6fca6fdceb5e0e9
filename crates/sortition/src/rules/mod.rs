//! `rules.json`: everything that was decided before the draw (ssj-1 §5 and §9.1).
//!
//! [`Rules`] is plain data; [`RulesRecord`] is the proof that all conditions of the two sections
//! hold. There is one way to it, [`Rules::check`], for the program that writes rules and for the
//! verifier that reads them.

mod checks;
mod matching;
mod parties;
mod unit;

use std::ops::Deref;

use crate::digest::Digest;
use crate::jcs::Json;
use crate::names::{AllocCode, DeptCode, DrawId, GroupCode, PersonId, UnitCode};
use crate::quota::{COUNT_MAX, Ratio};
use crate::record::{Fields, RecordError};
use crate::suite::Suite;
use crate::time::Day;

pub use matching::{LadderStep, MatchingRules, PoolRule, Tiers};
pub use parties::{Holder, KeySet, LogRules};
pub use unit::{Direction, ItemClass, Special, UnitMode, UnitRule};

/// `purpose` of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The draw of a plan.
    Draw,
    /// 补充抽取: more objects beside those of an earlier attempt (ssj-1 §8.6).
    Supplement,
}

impl Purpose {
    /// The word in records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draw => "draw",
            Self::Supplement => "supplement",
        }
    }
}

/// When the organiser's nonce becomes public (ssj-1 §4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publication {
    /// With `unseal`, after the visits are dispatched.
    Sealed,
    /// With all other nonces.
    Immediate,
}

impl Publication {
    /// The word in records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sealed => "sealed",
            Self::Immediate => "immediate",
        }
    }
}

/// One total to be spread over units of mode `alloc`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocation {
    /// Its code.
    pub alloc: AllocCode,
    /// Objects to spread.
    pub total: u64,
}

/// The content of `rules.json`, not yet checked. Field names are the keys of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The table of ssj-1 §5 documents each key; two texts would drift.
pub struct Rules {
    pub draw_id: DrawId,
    pub suite: Suite,
    pub title: String,
    pub purpose: Purpose,
    /// `None` stands for `-`.
    pub base: Option<DrawId>,
    pub rehearsal: bool,
    pub publication: Publication,
    pub blinded: bool,
    pub freeze_day: Day,
    pub organiser: PersonId,
    pub contributors: Vec<PersonId>,
    pub min_reveals: u64,
    pub recorders: Vec<PersonId>,
    pub holders: Vec<Holder>,
    pub log: LogRules,
    pub wait: Ratio,
    pub allocations: Vec<Allocation>,
    pub units: Vec<UnitRule>,
    /// `None` stands for `{}`: no officers are matched.
    pub matching: Option<MatchingRules>,
}

/// Rules that satisfy every condition of ssj-1 §5 and §9.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesRecord(Rules);

impl Deref for RulesRecord {
    type Target = Rules;

    fn deref(&self) -> &Rules {
        &self.0
    }
}

impl Rules {
    /// Checks what lies between the fields.
    ///
    /// # Errors
    /// The first condition of ssj-1 §5 or §9.1 that does not hold, with the path of its key.
    pub fn check(self) -> Result<RulesRecord, RecordError> {
        checks::check(&self)?;
        Ok(RulesRecord(self))
    }

    /// The record as JSON.
    #[must_use]
    pub fn to_json(&self) -> Json {
        Json::object([
            ("allocations", Json::array(self.allocations.iter().map(Allocation::to_json))),
            ("base", Json::text(self.base.as_ref().map_or("-".to_owned(), DrawId::to_string))),
            ("blinded", Json::bool(self.blinded)),
            ("contributors", texts(&self.contributors)),
            ("draw_id", Json::text(self.draw_id.to_string())),
            ("freeze_day", Json::text(self.freeze_day.to_string())),
            ("holders", Json::array(self.holders.iter().map(Holder::to_json))),
            ("log", self.log.to_json()),
            ("matching", self.matching.as_ref().map_or(Json::object([]), |m| m.to_json())),
            ("min_reveals", Json::count(self.min_reveals)),
            ("organiser", Json::text(self.organiser.as_str())),
            ("publication", Json::text(self.publication.as_str())),
            ("purpose", Json::text(self.purpose.as_str())),
            ("recorders", texts(&self.recorders)),
            ("rehearsal", Json::bool(self.rehearsal)),
            ("suite", Json::text(self.suite.name())),
            ("title", Json::text(&self.title)),
            ("units", Json::array(self.units.iter().map(UnitRule::to_json))),
            ("wait", ratio_json(self.wait)),
        ])
    }
}

impl RulesRecord {
    /// Reads and checks `rules.json`.
    ///
    /// # Errors
    /// What is missing, unknown, of the wrong type, form or range, or contradictory.
    pub fn parse(json: &Json) -> Result<Self, RecordError> {
        let mut f = Fields::of(json)?;
        let rules = Rules {
            draw_id: f.name("draw_id", DrawId::parse)?,
            suite: f.one_of("suite", &[("SM3", Suite::Sm3), ("SHA256", Suite::Sha256)])?,
            title: f.text("title")?.to_owned(),
            purpose: f.one_of(
                "purpose",
                &[("draw", Purpose::Draw), ("supplement", Purpose::Supplement)],
            )?,
            base: f.name("base", |raw| match raw {
                "-" => Some(None),
                other => DrawId::parse(other).ok().map(Some),
            })?,
            rehearsal: f.bool("rehearsal")?,
            publication: f.one_of(
                "publication",
                &[("sealed", Publication::Sealed), ("immediate", Publication::Immediate)],
            )?,
            blinded: f.bool("blinded")?,
            freeze_day: f.name("freeze_day", Day::parse)?,
            organiser: f.name("organiser", PersonId::parse)?,
            contributors: f.names("contributors", PersonId::parse)?,
            min_reveals: f.count("min_reveals", 2, u64::MAX)?,
            recorders: f.names("recorders", PersonId::parse)?,
            holders: f.list("holders", Holder::parse)?,
            log: f.object("log", LogRules::parse)?,
            wait: f.object("wait", ratio)?,
            allocations: f.list("allocations", Allocation::parse)?,
            units: f.list("units", UnitRule::parse)?,
            matching: f.maybe("matching", MatchingRules::parse)?,
        };
        f.end()?;
        rules.check()
    }

    /// `HASH("rules", JCS)`.
    #[must_use]
    pub fn digest(&self) -> Digest {
        crate::tagged::tagged_hash(self.suite, "rules", &[&self.to_json().to_bytes()])
    }

    /// The unit with this code, and its place among the units.
    #[must_use]
    pub fn unit(&self, code: &UnitCode) -> Option<(usize, &UnitRule)> {
        let index = self.units.binary_search_by(|unit| unit.unit.cmp(code)).ok()?;
        Some((index, &self.units[index]))
    }

    /// The groups of the units, ascending, each once.
    #[must_use]
    pub fn groups(&self) -> Vec<&GroupCode> {
        let mut groups: Vec<&GroupCode> = self.units.iter().map(|unit| &unit.group).collect();
        groups.sort();
        groups.dedup();
        groups
    }

    /// The departments of the units, ascending, each once.
    #[must_use]
    pub fn depts(&self) -> Vec<&DeptCode> {
        let mut depts: Vec<&DeptCode> = self.units.iter().map(|unit| &unit.dept).collect();
        depts.sort();
        depts.dedup();
        depts
    }
}

impl Allocation {
    fn parse(f: &mut Fields<'_>) -> Result<Self, RecordError> {
        Ok(Self {
            alloc: f.name("alloc", AllocCode::parse)?,
            total: f.count("total", 0, COUNT_MAX)?,
        })
    }

    fn to_json(&self) -> Json {
        Json::object([
            ("alloc", Json::text(self.alloc.as_str())),
            ("total", Json::count(self.total)),
        ])
    }
}

/// A ratio that stands in an object of its own.
fn ratio(f: &mut Fields<'_>) -> Result<Ratio, RecordError> {
    let q = f.count("q", 1, COUNT_MAX)?;
    let p = f.count("p", 0, q)?;
    Ok(Ratio::new(p, q).expect("p and q were read in range"))
}

fn ratio_json(ratio: Ratio) -> Json {
    Json::object([("p", Json::count(ratio.p())), ("q", Json::count(ratio.q()))])
}

/// An array of names.
fn texts<T: std::fmt::Display>(names: &[T]) -> Json {
    Json::array(names.iter().map(|name| Json::text(name.to_string())))
}
