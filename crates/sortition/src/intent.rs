//! `intent.json`: what was fixed before any nonce was revealed (ssj-1 §6).

use crate::digest::Digest;
use crate::jcs::Json;
use crate::names::{DrawId, PersonId};
use crate::quota::COUNT_MAX;
use crate::record::{Fields, RecordError};
use crate::suite::Suite;
use crate::tagged::tagged_hash;
use crate::time::UtcSecond;

/// Seconds between `t_r` and `t_b`, at least (ssj-1 §4.2).
pub const CLOSE_SECONDS: i64 = 120;

/// Where the public entropy comes from (ssj-1 §4.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BeaconType {
    /// drand quicknet.
    DrandQuicknet,
    /// 双色球.
    Ssq,
    /// 超级大乐透.
    Dlt,
    /// Digits thrown in public session.
    Ceremony,
    /// Mode B: none.
    None,
}

impl BeaconType {
    /// All types with their words.
    pub const ALL: [(&'static str, Self); 5] = [
        ("drand-quicknet", Self::DrandQuicknet),
        ("ssq", Self::Ssq),
        ("dlt", Self::Dlt),
        ("ceremony", Self::Ceremony),
        ("none", Self::None),
    ];

    /// The word in records and in the seed.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("none", |(word, _)| word)
    }
}

/// Mode A or B (ssj-1 §4.2, §4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Beacon last.
    A,
    /// Escrow without a beacon.
    B,
}

/// Which value of a beacon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BeaconRound {
    /// Type.
    pub kind: BeaconType,
    /// Round, issue or session number; 0 for `none`.
    pub round: u64,
}

/// The newest beacon value known when the intent was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Floor {
    /// Which value.
    pub beacon: BeaconRound,
    /// Its text, checked in V-14.
    pub value: String,
}

/// A contributor with its commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// Who.
    pub id: PersonId,
    /// `C_c` of ssj-1 §4.1.
    pub commit: Digest,
}

/// The record. Field names are the keys of ssj-1 §6.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The table of the specification documents each key.
pub struct IntentRecord {
    pub draw_id: DrawId,
    pub suite: Suite,
    pub rules: Digest,
    pub mode: Mode,
    pub beacon: BeaconRound,
    pub floor: Option<Floor>,
    pub contributors: Vec<Committed>,
    pub t_r: UtcSecond,
    pub t_b: UtcSecond,
    pub deadline: UtcSecond,
    pub frame_root: Digest,
    pub frame_count: u64,
    pub officer_root: Digest,
    pub officer_count: u64,
    pub conflict_root: Digest,
    pub conflict_count: u64,
}

impl BeaconRound {
    pub(crate) fn parse(f: &mut Fields<'_>) -> Result<Self, RecordError> {
        Self::parse_as(f, "type")
    }

    /// As [`BeaconRound::parse`], with the type under another key.
    pub(crate) fn parse_as(f: &mut Fields<'_>, key: &str) -> Result<Self, RecordError> {
        let kind = f.one_of(key, &BeaconType::ALL)?;
        // `none` has no rounds, every other type counts from 1.
        let (low, high) = if kind == BeaconType::None { (0, 0) } else { (1, COUNT_MAX) };
        Ok(Self { kind, round: f.count("round", low, high)? })
    }

    pub(crate) fn to_json(self) -> Json {
        Json::object([("round", Json::count(self.round)), ("type", Json::text(self.kind.as_str()))])
    }
}

impl Floor {
    fn parse(f: &mut Fields<'_>) -> Result<Self, RecordError> {
        Ok(Self { beacon: BeaconRound::parse(f)?, value: f.text("value")?.to_owned() })
    }

    fn to_json(&self) -> Json {
        Json::object([
            ("round", Json::count(self.beacon.round)),
            ("type", Json::text(self.beacon.kind.as_str())),
            ("value", Json::text(&self.value)),
        ])
    }
}

impl Committed {
    fn parse(f: &mut Fields<'_>) -> Result<Self, RecordError> {
        Ok(Self { id: f.name("id", PersonId::parse)?, commit: f.digest("commit")? })
    }

    fn to_json(&self) -> Json {
        Json::object([
            ("commit", Json::text(self.commit.to_hex())),
            ("id", Json::text(self.id.as_str())),
        ])
    }
}

impl IntentRecord {
    /// Reads `intent.json` and checks what one record can show alone; the rest of ssj-1 §6 needs
    /// the rules and the log, see V-05.
    ///
    /// # Errors
    /// What is missing, unknown, of the wrong type, form or range, or contradictory.
    pub fn parse(json: &Json) -> Result<Self, RecordError> {
        let mut f = Fields::of(json)?;
        let intent = Self {
            draw_id: f.name("draw_id", DrawId::parse)?,
            suite: f.name("suite", Suite::parse)?,
            rules: f.digest("rules")?,
            mode: f.one_of("mode", &[("A", Mode::A), ("B", Mode::B)])?,
            beacon: f.object("beacon", BeaconRound::parse)?,
            floor: f.maybe("floor", Floor::parse)?,
            contributors: f.list("contributors", Committed::parse)?,
            t_r: f.name("t_r", UtcSecond::parse)?,
            t_b: f.name("t_b", UtcSecond::parse)?,
            deadline: f.name("deadline", UtcSecond::parse)?,
            frame_root: f.digest("frame_root")?,
            frame_count: f.count("frame_count", 0, COUNT_MAX)?,
            officer_root: f.digest("officer_root")?,
            officer_count: f.count("officer_count", 0, COUNT_MAX)?,
            conflict_root: f.digest("conflict_root")?,
            conflict_count: f.count("conflict_count", 0, COUNT_MAX)?,
        };
        f.end()?;
        intent.check()?;
        Ok(intent)
    }

    /// Checks order of times and contributors, and that mode and beacon agree.
    ///
    /// # Errors
    /// The condition of ssj-1 §6 that does not hold.
    pub fn check(&self) -> Result<(), RecordError> {
        let refuse = |path: &str, message_zh: &str| {
            Err(RecordError::new(path, "intent.contradiction", message_zh))
        };
        if (self.mode == Mode::B) != (self.beacon.kind == BeaconType::None) {
            return refuse("mode", "方式 B 与公共随机源类型 none 必须同时使用。");
        }
        if self.contributors.windows(2).any(|pair| pair[0].id >= pair[1].id) {
            return refuse("contributors", "随机数提供方须按编号升序排列且不得重复。");
        }
        if self.t_b.unix() - self.t_r.unix() < CLOSE_SECONDS {
            return refuse("t_b", "t_b 须比 t_r 至少晚 120 秒。");
        }
        if self.deadline <= self.t_b {
            return refuse("deadline", "公布期限须晚于 t_b。");
        }
        Ok(())
    }

    /// The record as JSON.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let mode = if self.mode == Mode::A { "A" } else { "B" };
        Json::object([
            ("beacon", self.beacon.to_json()),
            ("conflict_count", Json::count(self.conflict_count)),
            ("conflict_root", Json::text(self.conflict_root.to_hex())),
            ("contributors", Json::array(self.contributors.iter().map(Committed::to_json))),
            ("deadline", Json::text(self.deadline.to_string())),
            ("draw_id", Json::text(self.draw_id.to_string())),
            ("floor", self.floor.as_ref().map_or(Json::object([]), Floor::to_json)),
            ("frame_count", Json::count(self.frame_count)),
            ("frame_root", Json::text(self.frame_root.to_hex())),
            ("mode", Json::text(mode)),
            ("officer_count", Json::count(self.officer_count)),
            ("officer_root", Json::text(self.officer_root.to_hex())),
            ("rules", Json::text(self.rules.to_hex())),
            ("suite", Json::text(self.suite.name())),
            ("t_b", Json::text(self.t_b.to_string())),
            ("t_r", Json::text(self.t_r.to_string())),
        ])
    }

    /// `I = HASH("intent", JCS(intent))`.
    #[must_use]
    pub fn digest(&self) -> Digest {
        tagged_hash(self.suite, "intent", &[&self.to_json().to_bytes()])
    }
}
