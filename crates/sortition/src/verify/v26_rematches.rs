//! V-26 回避改派: an officer who leaves is followed by the one whom fresh entropy names.

use std::collections::BTreeMap;

use super::case::{LoggedEntry, place};
use super::{Case, Deviation, Outcome};
use crate::beacon::{self, drand};
use crate::digest::Digest;
use crate::intent::BeaconType;
use crate::log::{Entry, EntryBody};
use crate::match_files::{
    MATCHING_FILE, REMATCHES_FILE, RematchRow, parse_matching, parse_rematches,
};
use crate::merkle;
use crate::posts::{PostError, PostId, Posts, TeamMember};
use crate::seed::rematch_key;

const LOG: &str = "log.jsonl";

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    let mut any = false;
    for logged in case.own() {
        any |= matches!(logged.entry.body, EntryBody::Recuse { .. } | EntryBody::Rematch { .. });
        follows(case, logged)?;
    }
    if let Some(bytes) = case.file(REMATCHES_FILE) {
        let rows = parse_rematches(bytes).map_err(|e| Deviation::of_row(&e))?;
        let teams = replay(case, rows)?;
        case.matching.teams = Some(teams);
    }
    Ok(if any { Outcome::Pass } else { Outcome::Withheld("没有回避或改派") })
}

fn told(code: &'static str, entry: &Entry, what: &str) -> Deviation {
    Deviation::told(code, LOG, place(entry), format!("{}：{what}", place(entry)))
}

/// What can be judged of a rematch at every stage: the entry that it follows and its beacon.
fn follows(case: &Case<'_>, logged: &LoggedEntry) -> Result<(), Deviation> {
    let entry = &logged.entry;
    let EntryBody::Rematch { follows, post, beacon, .. } = &entry.body else { return Ok(()) };
    let before = case.own().map(|logged| &logged.entry).find(|before| {
        let fits = match before.body {
            EntryBody::Recuse { .. } => *post == 0,
            EntryBody::Replace { .. } => *post >= 1,
            _ => false,
        };
        fits && before.seq == *follows && before.seq < entry.seq
    });
    let Some(before) = before else {
        let what = format!("所依据的第 {follows} 条不是在前的回避（岗位 0）或递补（岗位 1 起）。");
        return Err(told("rematch.follows", entry, &what));
    };
    if beacon.beacon.kind == BeaconType::None {
        return Err(told("rematch.beacon", entry, "改派须用新的公共随机数。"));
    }
    beacon::check(beacon, &case.rules().recorders)
        .map_err(|e| told(e.code(), entry, &e.message_zh()))?;
    if beacon.beacon.kind == BeaconType::DrandQuicknet {
        let known = drand::time_of_round(beacon.beacon.round);
        if known.is_none_or(|known| known <= before.time) {
            let what = format!("公共随机数在第 {follows} 条（{}）之前就已公布。", before.time);
            return Err(told("rematch.beacon_known", entry, &what));
        }
    }
    Ok(())
}

/// Follows the log from the match on; gives the teams at its end.
fn replay(case: &Case<'_>, rows: Vec<RematchRow>) -> Result<Vec<TeamMember>, Deviation> {
    let mut rows: BTreeMap<u64, RematchRow> = rows.into_iter().map(|row| (row.seq, row)).collect();
    let rules = case.rules();
    let pools = case.draw.pools.as_ref().expect("V-20 has passed");
    let visits = case.draw.visits.as_ref().expect("V-20 has passed");
    let members = last_step(case);
    let mut posts = Posts::new(rules, pools, &case.matching.relaxations, visits, members);
    for logged in case.own() {
        let entry = &logged.entry;
        let refused = |e: PostError| told(e.code(), entry, &e.message_zh());
        match &entry.body {
            EntryBody::Replace { .. } => {
                if let Some(up) = case.draw.moved_up.iter().find(|up| up.seq == entry.seq) {
                    posts.moved_up(up.seq, up.unit, &up.object_id).map_err(refused)?;
                }
            }
            EntryBody::Recuse { row, .. } => posts.recuse(entry.seq, row).map_err(refused)?,
            EntryBody::Rematch { .. } => rematch(case, &mut posts, entry, &mut rows)?,
            _ => {}
        }
    }
    if let Some(row) = rows.values().next() {
        let place = format!("序号 {}", row.key());
        let message = format!("{REMATCHES_FILE} {place}：日志中没有这次改派。");
        return Err(Deviation::told("rematch.extra", REMATCHES_FILE, place, message));
    }
    Ok(posts.team_members().collect())
}

/// The rows of the last step of every pool, with their leaves.
fn last_step(case: &Case<'_>) -> Vec<(crate::match_files::MatchRow, Digest)> {
    let suite = case.rules().suite;
    let record = case.matching.record.as_ref().expect("V-21 has passed");
    let last: BTreeMap<&str, u64> =
        record.pools.iter().map(|pool| (pool.pool.as_str(), pool.steps)).collect();
    let bytes = case.file(MATCHING_FILE).expect("published together with the rematches");
    let rows = parse_matching(bytes).expect("V-22 has read it");
    let of_last = rows.into_iter().filter(|row| last[row.pool.as_str()] == row.step + 1);
    of_last.map(|row| (row.clone(), merkle::leaf(suite, row.to_row().as_bytes()))).collect()
}

fn rematch(
    case: &Case<'_>,
    posts: &mut Posts<'_>,
    entry: &Entry,
    rows: &mut BTreeMap<u64, RematchRow>,
) -> Result<(), Deviation> {
    let EntryBody::Rematch { follows, post, row, beacon } = &entry.body else { return Ok(()) };
    let suite = case.rules().suite;
    let seed = &case.draw.result.as_ref().expect("V-16 has passed").seed;
    let value = beacon::value_bytes(beacon.beacon.kind, &beacon.value)
        .map_err(|e| told(e.code(), entry, &e.message_zh()))?;
    let key = rematch_key(suite, seed, entry.seq, &value);
    let id = PostId { follows: *follows, post: *post };
    let wanted = posts
        .answer(id, suite, &key, entry.seq)
        .map_err(|e| told(e.code(), entry, &e.message_zh()))?;
    let file_place = format!("序号 {:06}", entry.seq);
    let stated = rows.remove(&entry.seq);
    let shown = |row: &Option<RematchRow>| {
        let cells = |row: &RematchRow| RematchRow { salt: String::new(), ..row.clone() }.to_row();
        row.as_ref().map_or("没有此行".to_owned(), |row| cells(row).replace('\t', " "))
    };
    let unsalted = stated.clone().map(|row| RematchRow { salt: String::new(), ..row });
    if unsalted != wanted {
        let (found, wanted) = (shown(&stated), shown(&wanted));
        return Err(Deviation::differs("rematch.row", REMATCHES_FILE, file_place, found, wanted));
    }
    let leaf = stated.as_ref().map(|row| merkle::leaf(suite, row.to_row().as_bytes()));
    if leaf != *row {
        let hex = |leaf: &Option<Digest>| leaf.map_or("-".to_owned(), |leaf| leaf.to_hex());
        let at = format!("{} 的 row", place(entry));
        return Err(Deviation::differs("rematch.leaf", LOG, at, hex(row), hex(&leaf)));
    }
    if let Some((row, leaf)) = stated.zip(leaf) {
        posts.take(id, &row, leaf);
    }
    Ok(())
}
