//! Pools: which officers and visits are matched with each other, and which pairs may be
//! (ssj-1 §9.1 and §9.2).
//!
//! A [`Pool`] holds one byte of [`PairFlags`] for each pair. Every question about eligibility — the
//! first failing reason, a relaxed rule, a step of the ladder — is a mask over these bytes, so the
//! tables are read once and all instances of a pool see the same facts.

mod error;
mod flags;

use std::sync;

use rayon::prelude::*;

use crate::conflicts::ConflictTable;
use crate::digest::Digest;
use crate::names::{DeptCode, ObjectId, RegionCode, TagCode};
use crate::officers::{Officer, OfficerTable};
use crate::rules::{LadderStep, MatchingRules, PoolRule, RulesRecord};
use crate::suite::Suite;
use crate::ticket::TicketKey;
use crate::ticket_engine::{TicketEngine, leading};
use crate::visits::Visit;

pub use error::PoolError;

/// Most posts of a pool (ssj-1 §9.3).
pub const POSTS_MAX: u64 = 65_536;
/// Most officers of a pool (ssj-1 §9.3).
pub const OFFICERS_MAX: usize = 16_384;

/// Facts about one pair of an entry and an officer of its pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairFlags(u8);

impl PairFlags {
    const REGION: u8 = 1;
    const CERT: u8 = 2;
    const TAG: u8 = 4;
    const CONFLICT: u8 = 8;
    const LEAVE: u8 = 16;
    const R1: u8 = 32;
    const R2: u8 = 64;
    const GRID: u8 = 128;
    const ROTATION: u8 = Self::R1 | Self::R2;
}

/// Why a pair is not eligible, in the order of ssj-1 §9.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PairReason {
    /// Another department.
    Dept,
    /// The officer does not work in the region.
    Region,
    /// The certificate ends before the last inspection day.
    Cert,
    /// A tag is missing.
    Tag,
    /// 回避.
    Conflict,
    /// Leave.
    Leave,
    /// Inspected it before, where rotation is hard.
    Rotation,
}

impl PairReason {
    /// The word of the specification.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dept => "DEPT",
            Self::Region => "REGION",
            Self::Cert => "CERT",
            Self::Tag => "TAG",
            Self::Conflict => "CONFLICT",
            Self::Leave => "LEAVE",
            Self::Rotation => "ROTATION",
        }
    }
}

/// Rules taken as satisfied: a single class, or the steps of a ladder together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relaxation {
    /// Flags that no longer count against a pair.
    waived: u8,
    /// Posts more for everybody.
    pub cap_more: u8,
    /// No minimum of specialists.
    pub no_special: bool,
}

impl Relaxation {
    /// The classes whose single relaxation is reported, in the order of ssj-1 §9.5.
    #[must_use]
    pub fn single() -> [(&'static str, Self); 8] {
        let waive = |waived| Self { waived, ..Self::default() };
        [
            ("REGION", waive(PairFlags::REGION)),
            ("CERT", waive(PairFlags::CERT)),
            ("TAG", waive(PairFlags::TAG)),
            ("CONFLICT", waive(PairFlags::CONFLICT)),
            ("LEAVE", waive(PairFlags::LEAVE)),
            ("ROTATION", waive(PairFlags::ROTATION)),
            ("CAP+1", Self { cap_more: 1, ..Self::default() }),
            ("SPECIAL", Self { no_special: true, ..Self::default() }),
        ]
    }

    /// This relaxation and one more step of the ladder; a later CAP step replaces an earlier one.
    #[must_use]
    pub fn and(self, step: LadderStep) -> Self {
        match step {
            LadderStep::Region => Self { waived: self.waived | PairFlags::REGION, ..self },
            LadderStep::Rotation => Self { waived: self.waived | PairFlags::ROTATION, ..self },
            LadderStep::Cap(more) => Self { cap_more: more, ..self },
        }
    }
}

/// One visit of one department: what has to be staffed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The object.
    pub object_id: ObjectId,
    /// Where it is.
    pub region: RegionCode,
    /// Its grid.
    pub grid: Option<RegionCode>,
    /// Tags that every member needs, ascending.
    pub tags: Vec<TagCode>,
    /// At least so many specialists.
    pub special_min: u64,
}

impl Entry {
    /// The visit of `dept` to an object that it drew in `units` (places in the rules).
    #[must_use]
    pub fn new(
        rules: &RulesRecord,
        visit: &Visit,
        dept: &DeptCode,
        units: impl Iterator<Item = usize>,
    ) -> Self {
        let mut tags = Vec::new();
        let mut special_min = 0;
        for unit in units.map(|unit| &rules.units[unit]).filter(|unit| unit.dept == *dept) {
            tags.extend(unit.tags.iter().cloned());
            special_min = special_min.max(unit.special.as_ref().map_or(0, |s| s.min));
        }
        tags.sort();
        tags.dedup();
        Self {
            object_id: visit.drawn.object_id.clone(),
            region: visit.snapshot.region.clone(),
            grid: visit.snapshot.grid.clone(),
            tags,
            special_min,
        }
    }
}

/// One pool with its officers, its entries and what is known about each pair.
#[derive(Clone)]
pub struct Pool {
    /// Its rule.
    pub rule: PoolRule,
    /// Its officers, ascending by code.
    pub officers: Vec<Officer>,
    /// Whether each officer is a specialist of the department.
    pub specialist: Vec<bool>,
    /// Its entries, ascending by object.
    pub entries: Vec<Entry>,
    matching: sync::Arc<MatchingRules>,
    conflicts: sync::Arc<ConflictTable>,
    /// Officer-major: `[officer · entries + entry]`.
    flags: Vec<PairFlags>,
}

/// Makes the pools of the rules, in their order; none when no officers are matched.
///
/// # Errors
/// See [`PoolError`].
pub fn make_pools(
    rules: &RulesRecord,
    visits: &[Visit],
    officers: &OfficerTable,
    conflicts: &ConflictTable,
) -> Result<Vec<Pool>, PoolError> {
    let Some(matching) = &rules.matching else { return Ok(Vec::new()) };
    let mut staff = assign_officers(matching, officers)?;
    let mut entries = assign_entries(rules, matching, visits)?;
    let matching = sync::Arc::new(matching.clone());
    let conflicts = sync::Arc::new(conflicts.clone());
    let mut pools = Vec::new();
    for (place, rule) in matching.pools.iter().enumerate() {
        let officers = std::mem::take(&mut staff[place]);
        let entries = std::mem::take(&mut entries[place]);
        let posts = entries.len() as u64 * rule.demand;
        if posts > POSTS_MAX || officers.len() > OFFICERS_MAX {
            let (pool, officers) = (rule.pool.to_string(), officers.len());
            return Err(PoolError::TooLarge { pool, posts, officers });
        }
        let tag = special_tag(rules, &rule.dept);
        let specialist = officers.iter().map(|o| tag.is_some_and(|tag| o.has_tag(tag))).collect();
        let flags = flags::matrix(&matching, &conflicts, &officers, &entries);
        pools.push(Pool {
            rule: rule.clone(),
            officers,
            specialist,
            entries,
            matching: sync::Arc::clone(&matching),
            conflicts: sync::Arc::clone(&conflicts),
            flags,
        });
    }
    Ok(pools)
}

/// The tag that makes a specialist of this department.
fn special_tag<'a>(rules: &'a RulesRecord, dept: &DeptCode) -> Option<&'a TagCode> {
    let units = rules.units.iter().filter(|unit| unit.dept == *dept);
    units.filter_map(|unit| unit.special.as_ref()).map(|special| &special.tag).next()
}

fn assign_officers(
    matching: &MatchingRules,
    officers: &OfficerTable,
) -> Result<Vec<Vec<Officer>>, PoolError> {
    let mut staff = vec![Vec::new(); matching.pools.len()];
    for officer in officers.rows() {
        let mut of = (0..matching.pools.len()).filter(|&p| officer.is_of(&matching.pools[p]));
        let Some(first) = of.next() else { continue };
        if let Some(second) = of.next() {
            return Err(PoolError::OfficerOfTwo {
                officer: officer.officer_code.to_string(),
                first: matching.pools[first].pool.to_string(),
                second: matching.pools[second].pool.to_string(),
            });
        }
        staff[first].push(officer.clone());
    }
    Ok(staff)
}

fn assign_entries(
    rules: &RulesRecord,
    matching: &MatchingRules,
    visits: &[Visit],
) -> Result<Vec<Vec<Entry>>, PoolError> {
    let mut entries = vec![Vec::new(); matching.pools.len()];
    for visit in visits {
        let units = || visit.drawn.units.iter().map(|(unit, _)| *unit);
        let mut depts: Vec<&DeptCode> = units().map(|unit| &rules.units[unit].dept).collect();
        depts.sort();
        depts.dedup();
        for dept in depts {
            if let Some(place) = pool_of(matching, visit, dept)? {
                entries[place].push(Entry::new(rules, visit, dept, units()));
            }
        }
    }
    Ok(entries)
}

/// The pool (its place in the rules) that takes the visits of `dept` to this object; `None` when
/// the department's visits are not matched at all.
///
/// # Errors
/// [`PoolError::NoPool`] and [`PoolError::TwoPools`].
pub fn pool_of(
    matching: &MatchingRules,
    visit: &Visit,
    dept: &DeptCode,
) -> Result<Option<usize>, PoolError> {
    let of_dept = |place: &usize| matching.pools[*place].dept == *dept;
    let region = &visit.snapshot.region;
    let object = || visit.drawn.object_id.to_string();
    let name = |place: usize| matching.pools[place].pool.to_string();
    let mut places = (0..matching.pools.len()).filter(of_dept).peekable();
    if places.peek().is_none() {
        return Ok(None);
    }
    let mut fitting = places.filter(|&place| matching.pools[place].covers(region));
    match (fitting.next(), fitting.next()) {
        (Some(place), None) => Ok(Some(place)),
        (None, _) => Err(PoolError::NoPool {
            object: object(),
            dept: dept.to_string(),
            region: region.to_string(),
        }),
        (Some(first), Some(second)) => {
            Err(PoolError::TwoPools { object: object(), first: name(first), second: name(second) })
        }
    }
}

/// One eligible pair of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arc {
    /// Place of the officer in the pool.
    pub officer: u32,
    /// Soft tier, 0 … 7.
    pub tier: u8,
    /// Pair number, 56 bits.
    pub r: u64,
}

impl Pool {
    /// Posts to fill: entries times demand.
    #[must_use]
    pub fn posts(&self) -> u64 {
        self.entries.len() as u64 * self.rule.demand
    }

    /// The pair key `M_p` for a tiebreak.
    #[must_use]
    pub fn key(&self, suite: Suite, seed: &Digest, tiebreak: u32) -> TicketKey {
        TicketKey::of_pool(suite, seed, self.rule.pool.as_str(), tiebreak)
    }

    /// Place of an officer in the pool.
    #[must_use]
    pub fn officer(&self, code: &str) -> Option<usize> {
        self.officers.binary_search_by(|o| o.officer_code.as_str().cmp(code)).ok()
    }

    /// Place of an entry in the pool.
    #[must_use]
    pub fn entry(&self, object: &str) -> Option<usize> {
        self.entries.binary_search_by(|entry| entry.object_id.as_str().cmp(object)).ok()
    }

    /// Caps of the officers in an instance.
    #[must_use]
    pub fn caps(&self, relaxation: Relaxation) -> Vec<u32> {
        let more = u32::from(relaxation.cap_more);
        self.officers.iter().map(|officer| u32::from(officer.cap) + more).collect()
    }

    /// Minimum of specialists of an entry in an instance.
    #[must_use]
    pub fn special_min(&self, entry: usize, relaxation: Relaxation) -> u64 {
        if relaxation.no_special { 0 } else { self.entries[entry].special_min }
    }

    /// Facts about a pair of the pool.
    #[must_use]
    pub fn flags(&self, entry: usize, officer: usize) -> PairFlags {
        self.flags[officer * self.entries.len() + entry]
    }

    /// Facts about an officer of the pool and any entry, also one that moved up later.
    #[must_use]
    pub fn flags_for(&self, entry: &Entry, officer: usize) -> PairFlags {
        flags::pair(&self.matching, &self.conflicts, &self.officers[officer], entry)
    }

    /// Why a pair is not eligible; `None` when it is.
    #[must_use]
    pub fn reason(&self, flags: PairFlags, relaxation: Relaxation) -> Option<PairReason> {
        let failing = self.failing(flags, relaxation);
        [
            (PairFlags::REGION, PairReason::Region),
            (PairFlags::CERT, PairReason::Cert),
            (PairFlags::TAG, PairReason::Tag),
            (PairFlags::CONFLICT, PairReason::Conflict),
            (PairFlags::LEAVE, PairReason::Leave),
            (PairFlags::ROTATION, PairReason::Rotation),
        ]
        .into_iter()
        .find_map(|(flag, reason)| (failing & flag != 0).then_some(reason))
    }

    /// Is a pair eligible?
    #[must_use]
    pub fn is_eligible(&self, flags: PairFlags, relaxation: Relaxation) -> bool {
        self.failing(flags, relaxation) == 0
    }

    fn failing(&self, flags: PairFlags, relaxation: Relaxation) -> u8 {
        let soft = if self.matching.rotation_hard { 0 } else { PairFlags::ROTATION };
        flags.0 & !(relaxation.waived | soft | PairFlags::GRID)
    }

    /// Soft tier t of a pair.
    #[must_use]
    pub fn tier(&self, flags: PairFlags) -> u8 {
        let tiers = self.matching.tiers;
        let rotation = |flag: u8, tier: u64| {
            if self.matching.rotation_hard || flags.0 & flag == 0 { 0 } else { tier }
        };
        let grid = if flags.0 & PairFlags::GRID == 0 { 0 } else { tiers.grid };
        let tier = rotation(PairFlags::R1, tiers.r1) + rotation(PairFlags::R2, tiers.r2) + grid;
        u8::try_from(tier).expect("the tiers sum to 7 at most")
    }

    /// The eligible pairs of an entry, ascending by officer.
    #[must_use]
    pub fn arcs(&self, engine: &TicketEngine, entry: usize, relaxation: Relaxation) -> Vec<Arc> {
        let mut arcs = Vec::new();
        let mut texts = Vec::new();
        for (place, officer) in self.officers.iter().enumerate() {
            let flags = self.flags(entry, place);
            if self.is_eligible(flags, relaxation) {
                let place = u32::try_from(place).expect("a pool has at most 16 384 officers");
                arcs.push(Arc { officer: place, tier: self.tier(flags), r: 0 });
                texts.push(format!("{}@{}", officer.officer_code, self.entries[entry].object_id));
            }
        }
        for (arc, ticket) in arcs.iter_mut().zip(engine.tickets(&texts)) {
            // The first seven bytes of the hash.
            arc.r = leading(&ticket) >> 8;
        }
        arcs
    }

    /// [`Pool::arcs`] of all entries, on all cores.
    #[must_use]
    pub fn all_arcs(&self, suite: Suite, key: &TicketKey, relaxation: Relaxation) -> Vec<Vec<Arc>> {
        let engine = TicketEngine::new(suite, key);
        let entries = 0..self.entries.len();
        entries.into_par_iter().map(|entry| self.arcs(&engine, entry, relaxation)).collect()
    }

    /// The incompatible pairs of the rules as places in the pool, in the order of the rules.
    #[must_use]
    pub fn incompatible(&self) -> Vec<(u32, u32)> {
        let place = |code: &str| self.officer(code).and_then(|place| u32::try_from(place).ok());
        let pairs = self.matching.incompatible.iter();
        pairs.filter_map(|(f, g)| place(f.as_str()).zip(place(g.as_str()))).collect()
    }

    /// T_lo and T_hi of ssj-1 §9.3; 0 and 0 without officers.
    #[must_use]
    pub fn load_targets(&self) -> (i64, i64) {
        let officers = self.officers.len() as i64;
        if officers == 0 {
            return (0, 0);
        }
        let prior: i64 = self.officers.iter().map(|officer| i64::from(officer.prior)).sum();
        let all = self.posts() as i64 + prior;
        let band = self.matching.band as i64;
        (all / officers - band, (all + officers - 1) / officers + band)
    }
}
