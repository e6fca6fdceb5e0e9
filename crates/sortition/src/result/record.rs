//! `result.json`: seed, keys, counts and cutoffs.

use crate::digest::Digest;
use crate::frame::Exclusion;
use crate::jcs::Json;
use crate::names::{DrawId, GroupCode, UnitCode};
use crate::quota::{COUNT_MAX, UnitQuota};
use crate::record::{Fields, RecordError};
use crate::suite::Suite;
use crate::tagged::tagged_hash;

/// Name of the file in bundles and errors.
pub const FILE: &str = "result.json";

/// Key of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupKey {
    /// The group.
    pub group: GroupCode,
    /// Its key as a digest; tickets hash its 64 hex digits.
    pub key: Digest,
}

/// Counts and cutoff of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitResult {
    /// The unit.
    pub unit: UnitCode,
    /// `N`: its eligible objects.
    pub eligible: u64,
    /// Objects drawn.
    pub n: u64,
    /// Length of the waiting list.
    pub w: u64,
    /// Key of rank n; `None` is `-`, when n = 0.
    pub cutoff: Option<Digest>,
    /// Key of rank n + 1; `None` is `-`, when n = N.
    pub next: Option<Digest>,
}

/// The record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultRecord {
    /// The draw.
    pub draw_id: DrawId,
    /// Its suite.
    pub suite: Suite,
    /// Digest of the intent.
    pub intent: Digest,
    /// The seed.
    pub seed: Digest,
    /// Ascending by group.
    pub groups: Vec<GroupKey>,
    /// Ascending by unit.
    pub units: Vec<UnitResult>,
    /// Excluded rows per code, ascending, codes without rows omitted.
    pub excluded: Vec<(Exclusion, u64)>,
}

impl ResultRecord {
    /// Reads `result.json`.
    ///
    /// # Errors
    /// What is missing, unknown, of the wrong type, form or range.
    pub fn parse(json: &Json) -> Result<Self, RecordError> {
        let mut f = Fields::of(json)?;
        let record = Self {
            draw_id: f.name("draw_id", DrawId::parse)?,
            suite: f.name("suite", Suite::parse)?,
            intent: f.digest("intent")?,
            seed: f.digest("seed")?,
            groups: f.list("groups", GroupKey::parse)?,
            units: f.list("units", UnitResult::parse)?,
            excluded: f.list("excluded", parse_excluded)?,
        };
        f.end()?;
        let groups = record.groups.windows(2).all(|pair| pair[0].group < pair[1].group);
        let units = record.units.windows(2).all(|pair| pair[0].unit < pair[1].unit);
        let excluded = record.excluded.windows(2).all(|pair| pair[0].0 < pair[1].0);
        for (key, ascending) in [("groups", groups), ("units", units), ("excluded", excluded)] {
            if !ascending {
                let message = "各项须按字节升序排列且不得重复。";
                return Err(RecordError::new(key, "record.order", message));
            }
        }
        Ok(record)
    }

    /// The record as JSON.
    #[must_use]
    pub fn to_json(&self) -> Json {
        Json::object([
            ("draw_id", Json::text(self.draw_id.to_string())),
            ("excluded", excluded_json(&self.excluded)),
            ("groups", Json::array(self.groups.iter().map(GroupKey::to_json))),
            ("intent", Json::text(self.intent.to_hex())),
            ("seed", Json::text(self.seed.to_hex())),
            ("suite", Json::text(self.suite.name())),
            ("units", Json::array(self.units.iter().map(UnitResult::to_json))),
        ])
    }

    /// `HASH("result", JCS)`.
    #[must_use]
    pub fn digest(&self) -> Digest {
        tagged_hash(self.suite, "result", &[&self.to_json().to_bytes()])
    }
}

/// `[{"code","count"}]`, also in the `result` entry of the log.
#[must_use]
pub fn excluded_json(excluded: &[(Exclusion, u64)]) -> Json {
    Json::array(excluded.iter().map(|(code, count)| {
        Json::object([("code", Json::text(code.code())), ("count", Json::count(*count))])
    }))
}

/// One member of `excluded`.
///
/// # Errors
/// An unknown code or a count of 0.
pub fn parse_excluded(f: &mut Fields<'_>) -> Result<(Exclusion, u64), RecordError> {
    Ok((f.name("code", Exclusion::parse)?, f.count("count", 1, COUNT_MAX)?))
}

impl GroupKey {
    fn parse(f: &mut Fields<'_>) -> Result<Self, RecordError> {
        Ok(Self { group: f.name("group", GroupCode::parse)?, key: f.digest("key")? })
    }

    fn to_json(&self) -> Json {
        Json::object([
            ("group", Json::text(self.group.as_str())),
            ("key", Json::text(self.key.to_hex())),
        ])
    }
}

impl UnitResult {
    fn parse(f: &mut Fields<'_>) -> Result<Self, RecordError> {
        Ok(Self {
            unit: f.name("unit", UnitCode::parse)?,
            eligible: f.count("N", 0, COUNT_MAX)?,
            n: f.count("n", 0, COUNT_MAX)?,
            w: f.count("w", 0, COUNT_MAX)?,
            cutoff: f.name("cutoff", parse_key)?,
            next: f.name("next", parse_key)?,
        })
    }

    fn to_json(&self) -> Json {
        let key =
            |key: &Option<Digest>| Json::text(key.as_ref().map_or("-".to_owned(), Digest::to_hex));
        Json::object([
            ("N", Json::count(self.eligible)),
            ("cutoff", key(&self.cutoff)),
            ("n", Json::count(self.n)),
            ("next", key(&self.next)),
            ("unit", Json::text(self.unit.as_str())),
            ("w", Json::count(self.w)),
        ])
    }
}

/// A key, or `-` for none.
fn parse_key(text: &str) -> Option<Option<Digest>> {
    if text == "-" { Some(None) } else { Digest::parse_hex(text).map(Some) }
}

impl UnitResult {
    /// N, n and w.
    #[must_use]
    pub fn quota(&self) -> UnitQuota {
        UnitQuota { eligible: self.eligible, n: self.n, w: self.w }
    }
}
