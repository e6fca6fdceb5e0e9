//! One instance: entries, officers and the pairs that may be (ssj-1 §9.3).

use thiserror::Error;

use super::cost::LoadTargets;
use crate::pools::{Arc, OFFICERS_MAX, POSTS_MAX};

/// Most posts an officer may hold, prior ones included (ssj-1 §9.3).
pub(super) const LOAD_MAX: u32 = 2047;

/// What an entry needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// Posts, at least 1.
    pub demand: u32,
    /// At least so many of them specialists; 0 when any officer will do.
    pub special_min: u32,
}

/// What is known of an officer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staff {
    /// Most posts in this instance.
    pub cap: u32,
    /// Posts held before.
    pub prior: u32,
    /// Counts as a specialist.
    pub special: bool,
}

/// One instance. Entries and officers are places in the order of their bytes.
#[derive(Clone, Debug)]
pub struct Problem {
    pub(super) needs: Vec<Need>,
    pub(super) staff: Vec<Staff>,
    pub(super) pairs: Vec<Vec<Arc>>,
    pub(super) targets: LoadTargets,
}

/// Why an instance is refused.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ProblemError {
    /// Too many posts or officers.
    #[error("{posts} posts and {officers} officers are more than one pool may have")]
    TooLarge {
        /// Posts asked.
        posts: u64,
        /// Officers given.
        officers: usize,
    },
    /// A need that cannot be stated.
    #[error("entry {entry} needs {special_min} specialists among {demand}")]
    Need {
        /// The entry.
        entry: usize,
        /// Its posts.
        demand: u32,
        /// Its specialists.
        special_min: u32,
    },
    /// Pairs of an entry that do not ascend or are out of range.
    #[error("pair {index} of entry {entry} is out of order or out of range")]
    Pair {
        /// The entry.
        entry: usize,
        /// Place in its list.
        index: usize,
    },
}

impl ProblemError {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "matching.too_large",
            Self::Need { .. } => "matching.need",
            Self::Pair { .. } => "matching.pair",
        }
    }

    /// What happened, where and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            Self::TooLarge { posts, officers } => format!(
                "匹配池有 {posts} 个岗位、{officers} 名人员，超过上限（{POSTS_MAX}、{OFFICERS_MAX}）；\
                 请把匹配池拆分。"
            ),
            Self::Need { entry, demand, special_min } => format!(
                "第 {} 个检查对象需 {demand} 人，其中专业人员至少 {special_min} 人，无法成立；\
                 请更正规则。",
                entry + 1
            ),
            Self::Pair { entry, index } => format!(
                "第 {} 个检查对象的第 {} 个可选人员次序或数值不对；请重新生成匹配数据。",
                entry + 1,
                index + 1
            ),
        }
    }
}

impl Problem {
    /// Checks the bounds that keep every sum below 2^125.
    ///
    /// # Errors
    /// See [`ProblemError`].
    pub fn new(
        needs: Vec<Need>,
        staff: Vec<Staff>,
        pairs: Vec<Vec<Arc>>,
        targets: LoadTargets,
    ) -> Result<Self, ProblemError> {
        assert_eq!(needs.len(), pairs.len(), "one list of pairs for each entry");
        let posts = needs.iter().map(|need| u64::from(need.demand)).sum();
        if posts > POSTS_MAX || staff.len() > OFFICERS_MAX {
            return Err(ProblemError::TooLarge { posts, officers: staff.len() });
        }
        for (entry, need) in needs.iter().enumerate() {
            if need.demand == 0 || need.special_min > need.demand {
                let Need { demand, special_min } = *need;
                return Err(ProblemError::Need { entry, demand, special_min });
            }
        }
        for (entry, arcs) in pairs.iter().enumerate() {
            let mut next = 0;
            for (index, arc) in arcs.iter().enumerate() {
                let in_range = (next..staff.len()).contains(&(arc.officer as usize));
                if !in_range || arc.tier > 7 || arc.r >> 56 != 0 {
                    return Err(ProblemError::Pair { entry, index });
                }
                next = arc.officer as usize + 1;
            }
        }
        Ok(Self { needs, staff, pairs, targets })
    }

    /// Needs of the entries.
    #[must_use]
    pub fn needs(&self) -> &[Need] {
        &self.needs
    }

    /// The officers.
    #[must_use]
    pub fn staff(&self) -> &[Staff] {
        &self.staff
    }

    /// The eligible pair of an entry and an officer.
    #[must_use]
    pub fn arc(&self, entry: usize, officer: u32) -> Option<Arc> {
        let arcs = &self.pairs[entry];
        let place = arcs.binary_search_by_key(&officer, |arc| arc.officer).ok()?;
        Some(arcs[place])
    }

    /// All eligible pairs of an entry, ascending by officer.
    #[must_use]
    pub fn arcs(&self, entry: usize) -> &[Arc] {
        &self.pairs[entry]
    }

    /// Posts of all entries.
    #[must_use]
    pub fn posts(&self) -> u64 {
        self.needs.iter().map(|need| u64::from(need.demand)).sum()
    }

    /// Takes a pair away (ssj-1 §9.4).
    pub fn forbid(&mut self, entry: usize, officer: u32) {
        self.pairs[entry].retain(|arc| arc.officer != officer);
    }

    /// Does the pair run through the X node of its entry?
    pub(super) fn through_x(&self, entry: usize, officer: u32) -> bool {
        self.needs[entry].special_min > 0 && !self.staff[officer as usize].special
    }

    /// Posts of an entry that need no specialist: the capacity of its X node.
    pub(super) fn x_capacity(&self, entry: usize) -> u32 {
        self.needs[entry].demand - self.needs[entry].special_min
    }
}
