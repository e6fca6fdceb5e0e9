//! `matching.json`.

use crate::digest::Digest;
use crate::jcs::{INT_MAX, Json};
use crate::matching::{PoolMatch, RuleDeficit};
use crate::names::{DrawId, ObjectId, OfficerCode, PoolId};
use crate::pools::Pool;
use crate::quota::COUNT_MAX;
use crate::record::{Fields, RecordError};
use crate::suite::Suite;
use crate::tagged::tagged_hash;

/// Name of the file in bundles and errors.
pub const RECORD_FILE: &str = "matching.json";

/// Longest objective, digits.
const DIGITS_MAX: usize = 60;

/// The record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchingRecord {
    /// The draw.
    pub draw_id: DrawId,
    /// Its suite.
    pub suite: Suite,
    /// In the order of the rules.
    pub pools: Vec<PoolRecord>,
}

/// Why a pool could not be staffed as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InfeasibleRecord {
    /// Y: the officers, ascending.
    pub officers: Vec<OfficerCode>,
    /// Each class relaxed alone, in the order of ssj-1 §9.5.
    pub relaxed: Vec<RuleDeficit>,
    /// X: the objects, ascending.
    pub visits: Vec<ObjectId>,
}

/// One pool. Field names are the keys of ssj-1 §9.6.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // Documented once, in the specification.
pub struct PoolRecord {
    pub deficit: u64,
    pub entries: u64,
    pub infeasible: Option<InfeasibleRecord>,
    pub ladder: Vec<RuleDeficit>,
    /// Decimal text.
    pub objective: String,
    pub officers: u64,
    pub pool: PoolId,
    pub posts: u64,
    pub steps: u64,
    pub t_hi: i64,
    pub t_lo: i64,
    pub tiebreak: String,
    pub void: bool,
}

/// What is published about a pool.
#[must_use]
pub fn record_of_pool(pool: &Pool, found: &PoolMatch) -> PoolRecord {
    let infeasible = found.infeasible.as_ref();
    let (t_lo, t_hi) = pool.load_targets();
    let objective = found.steps.last().map_or(0, |step| step.solution.objective);
    PoolRecord {
        deficit: infeasible.map_or(0, |why| why.cut.deficit),
        entries: pool.entries.len() as u64,
        infeasible: infeasible.map(|why| InfeasibleRecord {
            officers: why
                .cut
                .officers
                .iter()
                .map(|&place| pool.officers[place].officer_code.clone())
                .collect(),
            relaxed: why.relaxed.clone(),
            visits: why
                .cut
                .entries
                .iter()
                .map(|&place| pool.entries[place].object_id.clone())
                .collect(),
        }),
        ladder: found.ladder.clone(),
        objective: objective.to_string(),
        officers: pool.officers.len() as u64,
        pool: pool.rule.pool.clone(),
        posts: pool.posts(),
        steps: found.steps.len() as u64,
        t_hi,
        t_lo,
        tiebreak: "0".to_owned(),
        void: found.relaxation.is_none(),
    }
}

impl MatchingRecord {
    /// Reads `matching.json`; what the numbers should be is V-21's to say.
    ///
    /// # Errors
    /// What is missing, unknown, of the wrong type, form or range.
    pub fn parse(json: &Json) -> Result<Self, RecordError> {
        let mut f = Fields::of(json)?;
        let record = Self {
            draw_id: f.name("draw_id", DrawId::parse)?,
            suite: f.name("suite", Suite::parse)?,
            pools: f.list("pools", PoolRecord::parse)?,
        };
        f.end()?;
        Ok(record)
    }

    /// The record as JSON.
    #[must_use]
    pub fn to_json(&self) -> Json {
        Json::object([
            ("draw_id", Json::text(self.draw_id.to_string())),
            ("pools", Json::array(self.pools.iter().map(PoolRecord::to_json))),
            ("suite", Json::text(self.suite.name())),
        ])
    }

    /// `HASH("matching", JCS)`.
    #[must_use]
    pub fn digest(&self) -> Digest {
        tagged_hash(self.suite, "matching", &[&self.to_json().to_bytes()])
    }
}

impl PoolRecord {
    fn parse(f: &mut Fields<'_>) -> Result<Self, RecordError> {
        Ok(Self {
            deficit: f.count("deficit", 0, COUNT_MAX)?,
            entries: f.count("entries", 0, COUNT_MAX)?,
            infeasible: f.maybe("infeasible", InfeasibleRecord::parse)?,
            ladder: f.list("ladder", parse_deficit)?,
            objective: f.name("objective", parse_objective)?,
            officers: f.count("officers", 0, COUNT_MAX)?,
            pool: f.name("pool", PoolId::parse)?,
            posts: f.count("posts", 0, COUNT_MAX)?,
            steps: f.count("steps", 0, COUNT_MAX)?,
            t_hi: integer(f, "t_hi")?,
            t_lo: integer(f, "t_lo")?,
            tiebreak: f.text("tiebreak")?.to_owned(),
            void: f.bool("void")?,
        })
    }

    pub(crate) fn to_json(&self) -> Json {
        let infeasible = self.infeasible.as_ref();
        Json::object([
            ("deficit", Json::count(self.deficit)),
            ("entries", Json::count(self.entries)),
            ("infeasible", infeasible.map_or(Json::object([]), InfeasibleRecord::to_json)),
            ("ladder", Json::array(self.ladder.iter().map(deficit_json))),
            ("objective", Json::text(&self.objective)),
            ("officers", Json::count(self.officers)),
            ("pool", Json::text(self.pool.as_str())),
            ("posts", Json::count(self.posts)),
            ("steps", Json::count(self.steps)),
            ("t_hi", Json::Int(self.t_hi)),
            ("t_lo", Json::Int(self.t_lo)),
            ("tiebreak", Json::text(&self.tiebreak)),
            ("void", Json::bool(self.void)),
        ])
    }
}

impl InfeasibleRecord {
    fn parse(f: &mut Fields<'_>) -> Result<Self, RecordError> {
        let record = Self {
            officers: f.names("officers", OfficerCode::parse)?,
            relaxed: f.list("relaxed", parse_deficit)?,
            visits: f.names("visits", ObjectId::parse)?,
        };
        let officers = record.officers.windows(2).all(|pair| pair[0] < pair[1]);
        let visits = record.visits.windows(2).all(|pair| pair[0] < pair[1]);
        for (key, ascending) in [("officers", officers), ("visits", visits)] {
            if !ascending {
                let message = "各项须按字节升序排列且不得重复。";
                return Err(RecordError::new(key, "record.order", message));
            }
        }
        Ok(record)
    }

    fn to_json(&self) -> Json {
        let texts = |names: Vec<String>| Json::array(names.into_iter().map(Json::text));
        Json::object([
            ("officers", texts(self.officers.iter().map(ToString::to_string).collect())),
            ("relaxed", Json::array(self.relaxed.iter().map(deficit_json))),
            ("visits", texts(self.visits.iter().map(ToString::to_string).collect())),
        ])
    }
}

fn parse_deficit(f: &mut Fields<'_>) -> Result<RuleDeficit, RecordError> {
    let deficit = f.count("deficit", 0, COUNT_MAX)?;
    Ok(RuleDeficit { rule: f.text("rule")?.to_owned(), deficit })
}

fn deficit_json(step: &RuleDeficit) -> Json {
    Json::object([("deficit", Json::count(step.deficit)), ("rule", Json::text(&step.rule))])
}

/// Decimal text without leading zeros, `-` sign allowed; its value is V-23's to judge.
fn parse_objective(text: &str) -> Option<String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = (1..=DIGITS_MAX).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'))
        && text != "-0";
    plain.then(|| text.to_owned())
}

/// An integer that may be negative.
fn integer(f: &mut Fields<'_>, key: &str) -> Result<i64, RecordError> {
    let value = f.value(key)?.as_int().filter(|value| value.abs() <= INT_MAX);
    value.ok_or_else(|| RecordError::new(key, "record.type", "应为整数。"))
}
