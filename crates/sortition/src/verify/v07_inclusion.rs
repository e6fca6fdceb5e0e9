//! V-07 日志包含: every entry lies under the roots of the last checkpoint, in both trees.

use super::case::place;
use super::v08_checkpoints::read;
use super::{Case, Deviation, Outcome};
use crate::merkle;
use crate::suite::Suite;

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    // The form of the checkpoints is judged by V-08.
    let Ok(checkpoints) = read(case) else {
        return Ok(Outcome::Withheld("检查点无法读取，见 V-08"));
    };
    let Some((_, last)) = checkpoints.last() else {
        return Ok(Outcome::Withheld("检查点无法读取，见 V-08"));
    };
    for logged in &case.log {
        for (suite, proof) in [(Suite::Sha256, &logged.sha256), (Suite::Sm3, &logged.sm3)] {
            let leaf = merkle::leaf(suite, &logged.bytes);
            let root = &last.note(suite).root;
            if !merkle::verify_inclusion(suite, &leaf, logged.index, last.size, proof, root) {
                let place = place(&logged.entry);
                let what = format!("{place} 不能由 {} 证明路径证实在日志之中。", suite.name());
                return Err(Deviation::told("log.inclusion", "log.jsonl", place, what));
            }
        }
    }
    Ok(Outcome::Pass)
}
