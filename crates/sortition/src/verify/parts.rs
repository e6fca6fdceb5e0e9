//! What the checks of the draw itself read and share: V-11, V-12, V-16 … V-20 and V-25.

use super::Deviation;
use super::v22_teams::SolvedStep;
use crate::conflicts::ConflictTable;
use crate::digest::Digest;
use crate::explain::Evidence;
use crate::frame::Frame;
use crate::match_files::MatchingRecord;
use crate::names::ObjectId;
use crate::officers::OfficerTable;
use crate::pools::{Pool, Relaxation};
use crate::posts::TeamMember;
use crate::result::{ResultRecord, ResultRow};
use crate::roots::table_root;
use crate::rules::RulesRecord;
use crate::suite::Suite;
use crate::visits::Visit;

/// Tables and records of the draw. A part is there when the check that reads it has passed.
#[derive(Default)]
pub struct DrawParts<'a> {
    /// V-11.
    pub frame: Option<Frame<'a>>,
    /// V-12.
    pub officers: Option<OfficerTable>,
    /// V-12.
    pub conflicts: Option<ConflictTable>,
    /// V-16.
    pub result: Option<ResultRecord>,
    /// V-18.
    pub rows: Option<Vec<ResultRow<'a>>>,
    /// V-20.
    pub visits: Option<Vec<Visit>>,
    /// V-20: the pools of the rules, in their order.
    pub pools: Option<Vec<Pool>>,
    /// V-25: the objects that moved up, in log order.
    pub moved_up: Vec<MovedUp>,
}

/// What the checks of the matching leave: V-21 … V-23 and V-26.
#[derive(Default)]
pub struct MatchingParts {
    /// V-21.
    pub record: Option<MatchingRecord>,
    /// V-21: what the ladder relaxed, per pool; `None` for a void pool.
    pub relaxations: Vec<Option<Relaxation>>,
    /// V-22: the solved steps of each pool.
    pub steps: Vec<Vec<SolvedStep>>,
    /// V-23: the first step whose optimum is not unique.
    pub tied: Option<String>,
    /// V-26: who holds the posts at the end of the log.
    pub teams: Option<Vec<TeamMember>>,
}

/// An object that moved up for one that was struck.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedUp {
    /// `seq` of the `replace` entry.
    pub seq: u64,
    /// Place of the unit in the rules.
    pub unit: usize,
    /// Rank that moved up.
    pub rank: u64,
    /// The object.
    pub object_id: ObjectId,
}

impl<'a> DrawParts<'a> {
    /// What there is to explain an object with.
    #[must_use]
    pub fn evidence<'e>(
        &'e self,
        rules: &'e RulesRecord,
        teams: &'e [TeamMember],
    ) -> Evidence<'e, 'a> {
        let result = self.result.as_ref().zip(self.rows.as_deref());
        Evidence { rules, frame: self.frame.as_ref(), result, teams }
    }
}

/// Compares root and count of a table with what a record or an entry says.
pub(super) fn root_is<R: AsRef<[u8]> + Sync>(
    suite: Suite,
    file: &'static str,
    rows: &[R],
    stated: (Digest, u64),
    by: &str,
) -> Result<(), Deviation> {
    let (root, count) = stated;
    if rows.len() as u64 != count {
        let place = format!("行数（{by}）");
        return Err(Deviation::differs("table.count", file, place, rows.len(), count));
    }
    let computed = table_root(suite, rows);
    if computed != root {
        let place = format!("默克尔根（{by}）");
        return Err(Deviation::differs("table.root", file, place, computed, root));
    }
    Ok(())
}
