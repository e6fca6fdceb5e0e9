//! 回避与改派: who holds which post after the match, and who takes an open one (ssj-1 §9.7).
//!
//! [`Posts`] replays a log: a `recuse` takes an officer off, a `replace` opens the posts of the
//! object that moved up, a `rematch` answers one open post. The ceremony and the verifier follow
//! the same steps, so what one writes the other finds.

use std::collections::{BTreeMap, BTreeSet};

use crate::digest::Digest;
use crate::match_files::{MatchRow, RematchRow};
use crate::matching::{Candidate, choose};
use crate::names::ObjectId;
use crate::pools::{Entry, Pool, PoolError, Relaxation, pool_of};
use crate::rules::RulesRecord;
use crate::suite::Suite;
use crate::ticket::{TicketKey, pair_number};
use crate::visits::Visit;

/// Why a step does not follow from the ones before it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PostError {
    /// The row is on no team, or its officer is off already.
    #[error("no team has this row now")]
    UnknownRow,
    /// The post is filled, or was never opened.
    #[error("post {post} of entry {follows} is not open")]
    NotOpen {
        /// `seq` of the entry that should have opened it.
        follows: u64,
        /// The post.
        post: u64,
    },
    /// An earlier post of the same entry has no answer yet.
    #[error("post {post} of entry {follows} comes after one without an answer")]
    TooEarly {
        /// `seq` of the entry that opened it.
        follows: u64,
        /// The post.
        post: u64,
    },
    /// The object that moved up fits no pool of the department.
    #[error(transparent)]
    Pool(#[from] PoolError),
}

impl PostError {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownRow => "posts.unknown_row",
            Self::NotOpen { .. } => "posts.not_open",
            Self::TooEarly { .. } => "posts.too_early",
            Self::Pool(error) => error.code(),
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            Self::UnknownRow => "所指的人员不在检查组中，或已经回避。".to_owned(),
            Self::NotOpen { follows, post } => {
                format!("第 {follows} 条日志没有空缺的第 {post} 个岗位。")
            }
            Self::TooEarly { follows, post } => {
                format!("第 {follows} 条日志的第 {post} 个岗位之前还有岗位未处理，须依次改派。")
            }
            Self::Pool(error) => error.message_zh(),
        }
    }
}

/// Name of a post: `seq` of the entry that opened it, and 0 after a `recuse`, 1 … demand after a
/// `replace`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PostId {
    /// `seq` of the opening entry.
    pub follows: u64,
    /// Number of the post.
    pub post: u64,
}

/// One member of a team: who holds one of its posts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamMember {
    /// The pool.
    pub pool: String,
    /// The object visited.
    pub object_id: String,
    /// The officer.
    pub officer: String,
    /// Leads the team.
    pub leader: bool,
}

/// Place of a pool, and the object.
type TeamKey = (usize, ObjectId);

#[derive(Default)]
struct Team {
    /// `(leaf of the row, place of the officer, leads)`.
    held: Vec<(Digest, u32, bool)>,
    recused: BTreeSet<u32>,
}

struct Post {
    team: TeamKey,
    leader: bool,
    answered: bool,
    filled: bool,
}

/// Every post of every team, at one moment of the log.
pub struct Posts<'a> {
    rules: &'a RulesRecord,
    pools: &'a [Pool],
    relaxations: &'a [Option<Relaxation>],
    visits: BTreeMap<&'a ObjectId, &'a Visit>,
    /// Units in which an object is drawn or has moved up; only of objects that moved up.
    moved: BTreeMap<ObjectId, BTreeSet<usize>>,
    teams: BTreeMap<TeamKey, Team>,
    posts: BTreeMap<PostId, Post>,
    /// Posts now held, by pool and officer.
    load: Vec<Vec<u32>>,
}

impl<'a> Posts<'a> {
    /// The posts as the match left them: `members` are the rows of the last step of every pool
    /// with their leaves. `relaxations` is `None` for a void pool.
    ///
    /// # Panics
    /// When a row names a pool, object or officer that is not in `pools`; V-22 has refused it.
    #[must_use]
    pub fn new(
        rules: &'a RulesRecord,
        pools: &'a [Pool],
        relaxations: &'a [Option<Relaxation>],
        visits: &'a [Visit],
        members: impl IntoIterator<Item = (MatchRow, Digest)>,
    ) -> Self {
        let mut posts = Self {
            rules,
            pools,
            relaxations,
            visits: visits.iter().map(|visit| (&visit.drawn.object_id, visit)).collect(),
            moved: BTreeMap::new(),
            teams: BTreeMap::new(),
            posts: BTreeMap::new(),
            load: pools.iter().map(|pool| vec![0; pool.officers.len()]).collect(),
        };
        for (row, leaf) in members {
            let place = pools.iter().position(|pool| pool.rule.pool.as_str() == row.pool);
            let place = place.expect("a matched pool is in the rules");
            let entry = pools[place].entry(&row.object_id).expect("a matched entry is in its pool");
            let object = pools[place].entries[entry].object_id.clone();
            posts.seat((place, object), leaf, &row.officer, row.leader);
        }
        posts
    }

    /// An object moved up in a unit, by the `replace` entry `seq`: opens its posts, unless its
    /// pool is void or has a team for it.
    ///
    /// # Errors
    /// [`PostError::Pool`].
    pub fn moved_up(&mut self, seq: u64, unit: usize, object: &ObjectId) -> Result<(), PostError> {
        let visit = self.visits[object];
        let drawn = visit.drawn.units.iter().map(|(unit, _)| *unit);
        self.moved.entry(object.clone()).or_insert_with(|| drawn.collect()).insert(unit);
        let Some(matching) = &self.rules.matching else { return Ok(()) };
        let Some(place) = pool_of(matching, visit, &self.rules.units[unit].dept)? else {
            return Ok(());
        };
        let key = (place, object.clone());
        if self.relaxations[place].is_none() || self.teams.contains_key(&key) {
            return Ok(());
        }
        self.teams.insert(key.clone(), Team::default());
        for post in 1..=self.pools[place].rule.demand {
            let id = PostId { follows: seq, post };
            let opened =
                Post { team: key.clone(), leader: post == 1, answered: false, filled: false };
            self.posts.insert(id, opened);
        }
        Ok(())
    }

    /// The `recuse` entry `seq` takes the officer of a row off the team.
    ///
    /// # Errors
    /// [`PostError::UnknownRow`].
    pub fn recuse(&mut self, seq: u64, row: &Digest) -> Result<(), PostError> {
        let on = |team: &Team| team.held.iter().position(|(leaf, ..)| leaf == row);
        let found = self.teams.iter_mut().find_map(|(key, team)| Some((key, on(team)?, team)));
        let (key, place, team) = found.ok_or(PostError::UnknownRow)?;
        let (_, officer, leader) = team.held.remove(place);
        team.recused.insert(officer);
        self.load[key.0][officer as usize] -= 1;
        let opened = Post { team: key.clone(), leader, answered: false, filled: false };
        self.posts.insert(PostId { follows: seq, post: 0 }, opened);
        Ok(())
    }

    /// The open post to answer next: the first one without an answer, else the first for which
    /// nobody was found before.
    #[must_use]
    pub fn next_open(&self) -> Option<PostId> {
        let open = |answered| {
            let fits =
                move |(_, post): &(&PostId, &Post)| !post.filled && post.answered == answered;
            self.posts.iter().find(fits).map(|(id, _)| *id)
        };
        open(false).or_else(|| open(true))
    }

    /// Open posts without an answer so far. Those that were answered and stay open are no fault of
    /// anybody: nobody may take them.
    #[must_use]
    pub fn unanswered(&self) -> usize {
        self.posts.values().filter(|post| !post.filled && !post.answered).count()
    }

    /// Answers an open post with the fresh key of the `rematch` entry `seq`: the row of the
    /// officer who takes it, without salt, or `None` when nobody may. [`Posts::take`] seats them.
    ///
    /// # Errors
    /// [`PostError::NotOpen`] and [`PostError::TooEarly`].
    pub fn answer(
        &mut self,
        id: PostId,
        suite: Suite,
        key: &TicketKey,
        seq: u64,
    ) -> Result<Option<RematchRow>, PostError> {
        let PostId { follows, post } = id;
        let before = PostId { follows, post: post.saturating_sub(1) };
        if post > 1 && self.posts.get(&before).is_some_and(|post| !post.answered) {
            return Err(PostError::TooEarly { follows, post });
        }
        let open = self.posts.get_mut(&id).filter(|post| !post.filled);
        let open = open.ok_or(PostError::NotOpen { follows, post })?;
        open.answered = true;
        let (team, leader) = (open.team.clone(), open.leader);
        let (pool, object) = (&self.pools[team.0], &team.1);
        let chosen = self.chosen(&team, suite, key);
        Ok(chosen.map(|candidate| RematchRow {
            seq,
            pool: pool.rule.pool.to_string(),
            object_id: object.to_string(),
            officer: pool.officers[candidate.officer as usize].officer_code.to_string(),
            leader,
            r: candidate.r,
            salt: String::new(),
        }))
    }

    /// Seats the officer of an answer; `leaf` is that of the row with its salt.
    ///
    /// # Panics
    /// When the post was never opened.
    pub fn take(&mut self, id: PostId, row: &RematchRow, leaf: Digest) {
        let post = self.posts.get_mut(&id).expect("an answered post was opened");
        post.filled = true;
        let team = post.team.clone();
        self.seat(team, leaf, &row.officer, row.leader);
    }

    /// Who holds the posts now, by pool and object, in the order in which they came.
    pub fn team_members(&self) -> impl Iterator<Item = TeamMember> + '_ {
        self.teams.iter().flat_map(|((place, object), team)| {
            let pool = &self.pools[*place];
            team.held.iter().map(move |(_, officer, leader)| TeamMember {
                pool: pool.rule.pool.to_string(),
                object_id: object.to_string(),
                officer: pool.officers[*officer as usize].officer_code.to_string(),
                leader: *leader,
            })
        })
    }

    /// The leaf of the row by which an officer is on the team of an object now.
    #[must_use]
    pub fn row_of(&self, object: &str, officer: &str) -> Option<Digest> {
        self.teams.iter().filter(|(key, _)| key.1.as_str() == object).find_map(|(key, team)| {
            let place = u32::try_from(self.pools[key.0].officer(officer)?).ok()?;
            let held = team.held.iter().find(|(_, held, _)| *held == place);
            held.map(|(leaf, ..)| *leaf)
        })
    }

    fn seat(&mut self, key: TeamKey, leaf: Digest, officer: &str, leader: bool) {
        let place = self.pools[key.0].officer(officer).expect("a matched officer is of the pool");
        self.load[key.0][place] += 1;
        let place = u32::try_from(place).expect("pools are bounded");
        self.teams.entry(key).or_default().held.push((leaf, place, leader));
    }

    fn chosen(&self, key: &TeamKey, suite: Suite, fresh: &TicketKey) -> Option<Candidate> {
        let (pool, team) = (&self.pools[key.0], &self.teams[key]);
        let relaxation = self.relaxations[key.0].unwrap_or_default();
        let entry = self.entry(key);
        let specialists =
            team.held.iter().filter(|(_, held, _)| pool.specialist[*held as usize]).count() as u64;
        let others = pool.rule.demand - team.held.len() as u64 - 1;
        let incompatible = pool.incompatible();
        let barred = |officer: u32| {
            let with = |other: u32| {
                let pairs = [(officer, other), (other, officer)];
                other == officer || incompatible.iter().any(|pair| pairs.contains(pair))
            };
            team.recused.contains(&officer) || team.held.iter().any(|(_, held, _)| with(*held))
        };
        let caps = pool.caps(relaxation);
        let candidates: Vec<Candidate> = (0..pool.officers.len())
            .map(|place| {
                let officer = u32::try_from(place).expect("pools are bounded");
                let code = pool.officers[place].officer_code.as_str();
                Candidate {
                    officer,
                    r: pair_number(suite, fresh, code, key.1.as_str()),
                    eligible: pool.is_eligible(pool.flags_for(&entry, place), relaxation),
                    barred: barred(officer),
                    load: self.load[key.0][place],
                    cap: caps[place],
                    special: pool.specialist[place],
                }
            })
            .collect();
        choose(&candidates, specialists + others < entry.special_min)
    }

    /// The visit of the pool's department to an object, with all units of now.
    fn entry(&self, key: &TeamKey) -> Entry {
        let visit = self.visits[&key.1];
        let dept = &self.pools[key.0].rule.dept;
        match self.moved.get(&key.1) {
            Some(units) => Entry::new(self.rules, visit, dept, units.iter().copied()),
            None => {
                let units = visit.drawn.units.iter().map(|(unit, _)| *unit);
                Entry::new(self.rules, visit, dept, units)
            }
        }
    }
}
