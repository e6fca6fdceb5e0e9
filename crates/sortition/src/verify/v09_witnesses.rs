//! V-09 见证签名: enough witnesses saw the log in time.

use super::{Case, Deviation, Outcome};
use crate::log::EntryBody;
use crate::log::checkpoint::Checkpoint;
use crate::log::monitor::INTENT_SECONDS;
use crate::log::note::Role;
use crate::suite::Suite;

const FILE: &str = "checkpoints.json";

/// The two times of each witness that cosigned both trees of a checkpoint.
type Times = Vec<(u64, u64)>;

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    let mut seen: Vec<(u64, Times)> = Vec::new();
    for (_, checkpoint) in &case.checkpoints {
        seen.push((checkpoint.size, cosignatures(case, checkpoint)?));
    }
    let quorum = usize::try_from(case.rules().log.quorum).unwrap_or(usize::MAX);
    if seen.last().is_none_or(|(_, times)| times.len() < quorum) {
        return Err(told("last", "最后的检查点没有足够的见证方签名。"));
    }
    let in_time = |index: u64, limit: i64| {
        seen.iter().filter(|(size, _)| *size > index).any(|(_, times)| {
            let early = |t: u64| i64::try_from(t).is_ok_and(|t| t <= limit);
            times.iter().filter(|(a, b)| early(*a) && early(*b)).count() >= quorum
        })
    };
    let (t_r, t_b) = (case.intent().t_r.unix(), case.intent().t_b.unix());
    for logged in case.own() {
        match logged.entry.body {
            EntryBody::Intent { .. } if !in_time(logged.index, t_r - INTENT_SECONDS) => {
                return Err(told("intent", "意向没有在揭示截止前 10 分钟得到足够见证。"));
            }
            EntryBody::Close { .. } if !in_time(logged.index, t_b) => {
                return Err(told("close", "截止没有在公共随机源产生前得到足够见证。"));
            }
            _ => {}
        }
    }
    Ok(Outcome::Pass)
}

fn told(place: &str, what: &str) -> Deviation {
    Deviation::told("witness.missing", FILE, place, what)
}

/// The newest entry below a size gives the earliest time a cosignature on it can have.
fn newest(case: &Case<'_>, size: u64) -> i64 {
    let below = case.log.iter().filter(|logged| logged.index < size);
    below.map(|logged| logged.entry.time.unix()).max().unwrap_or(i64::MIN)
}

fn cosignatures(case: &Case<'_>, checkpoint: &Checkpoint) -> Result<Times, Deviation> {
    let log = &case.rules().log;
    let newest = newest(case, checkpoint.size);
    let place = format!("size {}", checkpoint.size);
    let mut times = Vec::new();
    for witness in &log.witnesses {
        let time_on = |suite: Suite| {
            let note = checkpoint.note(suite);
            let Some(line) = note.line_of(witness, suite, Role::Witness) else { return Ok(None) };
            let time = note
                .cosigned_at(line, witness, suite, &log.sm2_id)
                .ok_or_else(|| told(&place, &format!("见证方 {} 的签名不成立。", witness.name)))?;
            if i64::try_from(time).is_ok_and(|t| t < newest) {
                let what = format!("见证方 {} 的签名早于它所见证的条目。", witness.name);
                return Err(told(&place, &what));
            }
            Ok(Some(time))
        };
        if let (Some(a), Some(b)) = (time_on(Suite::Sha256)?, time_on(Suite::Sm3)?) {
            times.push((a, b));
        }
    }
    Ok(times)
}

/// Time that M2 is judged at: the newest cosignature of the last checkpoint, or the last entry.
pub(super) fn judging_time(case: &Case<'_>) -> Option<i64> {
    let (_, last) = case.checkpoints.last()?;
    let newest_cosignature = cosignatures(case, last)
        .ok()?
        .into_iter()
        .flat_map(|(a, b)| [a, b])
        .filter_map(|t| i64::try_from(t).ok())
        .max();
    newest_cosignature.or_else(|| case.log.last().map(|logged| logged.entry.time.unix()))
}
