//! The part of the rules that decides who visits (ssj-1 §9.1).

use crate::jcs::Json;
use crate::names::{DeptCode, OfficerCode, PoolId, RegionCode};
use crate::record::{Fields, RecordError};
use crate::time::Day;

const BAND_MAX: u64 = 64;
pub(super) const TIERS_MAX: u64 = 7;
const DEMAND_MAX: u64 = 9;

/// One step of the published ladder (ssj-1 §9.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LadderStep {
    /// Officers of other regions may help.
    Region,
    /// Rotation is waived.
    Rotation,
    /// So many posts more for everybody, 1 … 9.
    Cap(u8),
}

impl LadderStep {
    fn parse(raw: &str) -> Option<Self> {
        match raw {
            "REGION" => Some(Self::Region),
            "ROTATION" => Some(Self::Rotation),
            _ => match raw.strip_prefix("CAP+")?.as_bytes() {
                [digit @ b'1'..=b'9'] => Some(Self::Cap(digit - b'0')),
                _ => None,
            },
        }
    }

    /// The word in records.
    #[must_use]
    pub fn word(self) -> String {
        match self {
            Self::Region => "REGION".to_owned(),
            Self::Rotation => "ROTATION".to_owned(),
            Self::Cap(more) => format!("CAP+{more}"),
        }
    }
}

/// Soft tiers, each 0 … 7 and at most 7 together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tiers {
    /// Another grid than the officer's.
    pub grid: u64,
    /// Inspected it last time.
    pub r1: u64,
    /// Inspected it the time before.
    pub r2: u64,
}

/// One 匹配池.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolRule {
    /// Its name.
    pub pool: PoolId,
    /// Its department.
    pub dept: DeptCode,
    /// Its regions; empty stands for `*`, every region.
    pub regions: Vec<RegionCode>,
    /// Officers for each visit.
    pub demand: u64,
    /// A row of the officer table is a fixed group (检查小组).
    pub team: bool,
}

impl PoolRule {
    /// Does the pool take visits in this region?
    #[must_use]
    pub fn covers(&self, region: &RegionCode) -> bool {
        self.regions.is_empty() || self.regions.binary_search(region).is_ok()
    }
}

/// `matching`. Field names are the keys of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // Documented once, in ssj-1 §9.1.
pub struct MatchingRules {
    pub band: u64,
    pub incompatible: Vec<(OfficerCode, OfficerCode)>,
    pub ladder: Vec<LadderStep>,
    pub last_day: Day,
    pub pools: Vec<PoolRule>,
    /// `rotation` is `hard`.
    pub rotation_hard: bool,
    pub tiers: Tiers,
}

impl MatchingRules {
    pub(super) fn parse(f: &mut Fields<'_>) -> Result<Self, RecordError> {
        Ok(Self {
            band: f.count("band", 0, BAND_MAX)?,
            incompatible: incompatible(f)?,
            ladder: f.names("ladder", LadderStep::parse)?,
            last_day: f.name("last_day", Day::parse)?,
            pools: f.list("pools", PoolRule::parse)?,
            rotation_hard: f.one_of("rotation", &[("soft", false), ("hard", true)])?,
            tiers: f.object("tiers", Tiers::parse)?,
        })
    }

    pub(super) fn to_json(&self) -> Json {
        let pair = |(first, second): &(OfficerCode, OfficerCode)| {
            Json::array([Json::text(first.as_str()), Json::text(second.as_str())])
        };
        let rotation = if self.rotation_hard { "hard" } else { "soft" };
        Json::object([
            ("band", Json::count(self.band)),
            ("incompatible", Json::array(self.incompatible.iter().map(pair))),
            ("ladder", Json::array(self.ladder.iter().map(|step| Json::text(step.word())))),
            ("last_day", Json::text(self.last_day.to_string())),
            ("pools", Json::array(self.pools.iter().map(PoolRule::to_json))),
            ("rotation", Json::text(rotation)),
            ("tiers", self.tiers.to_json()),
        ])
    }
}

/// Pairs of officer codes.
fn incompatible(f: &mut Fields<'_>) -> Result<Vec<(OfficerCode, OfficerCode)>, RecordError> {
    let mut pairs = Vec::new();
    for (index, value) in f.array("incompatible")?.iter().enumerate() {
        let code = |value: &Json| OfficerCode::parse(value.as_str()?).ok();
        let pair = match value.as_array() {
            Some([first, second]) => code(first).zip(code(second)),
            _ => None,
        };
        pairs.push(pair.ok_or_else(|| {
            let place = format!("incompatible[{index}]");
            RecordError::new(place, "record.form", "应为两个执法人员编号组成的数组。")
        })?);
    }
    Ok(pairs)
}

impl Tiers {
    fn parse(f: &mut Fields<'_>) -> Result<Self, RecordError> {
        Ok(Self {
            grid: f.count("GRID", 0, TIERS_MAX)?,
            r1: f.count("R1", 0, TIERS_MAX)?,
            r2: f.count("R2", 0, TIERS_MAX)?,
        })
    }

    fn to_json(self) -> Json {
        Json::object([
            ("GRID", Json::count(self.grid)),
            ("R1", Json::count(self.r1)),
            ("R2", Json::count(self.r2)),
        ])
    }
}

impl PoolRule {
    fn parse(f: &mut Fields<'_>) -> Result<Self, RecordError> {
        let regions = f.texts("regions")?;
        let regions = match regions.as_slice() {
            [] => return Err(RecordError::new("regions", "record.form", "至少一个区域，或“*”。")),
            [every] if every == "*" => Vec::new(),
            _ => f.names("regions", RegionCode::parse)?,
        };
        Ok(Self {
            pool: f.name("pool", PoolId::parse)?,
            dept: f.name("dept", DeptCode::parse)?,
            regions,
            demand: f.count("demand", 1, DEMAND_MAX)?,
            team: f.bool("team")?,
        })
    }

    fn to_json(&self) -> Json {
        let regions = if self.regions.is_empty() {
            Json::array([Json::text("*")])
        } else {
            super::texts(&self.regions)
        };
        Json::object([
            ("demand", Json::count(self.demand)),
            ("dept", Json::text(self.dept.as_str())),
            ("pool", Json::text(self.pool.as_str())),
            ("regions", regions),
            ("team", Json::bool(self.team)),
        ])
    }
}
