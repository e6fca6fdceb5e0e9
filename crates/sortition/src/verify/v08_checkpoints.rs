//! V-08 检查点: the operator signed both trees at every size, and the log only grew.

use super::{Case, Deviation, Outcome};
use crate::jcs::Json;
use crate::log::checkpoint::{Checkpoint, PublishedCheckpoint};
use crate::log::note::{Role, origin};
use crate::merkle;
use crate::record::Fields;
use crate::rules::{KeySet, LogRules};
use crate::suite::Suite;

const FILE: &str = "checkpoints.json";
const SUITES: [Suite; 2] = [Suite::Sha256, Suite::Sm3];

type Pairs = Vec<(PublishedCheckpoint, Checkpoint)>;

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    let checkpoints = read(case)?;
    let log = &case.rules().log;
    for (_, checkpoint) in &checkpoints {
        for suite in SUITES {
            signatures(log, checkpoint, suite)?;
        }
    }
    consistency(&checkpoints)?;
    case.checkpoints = checkpoints;
    Ok(Outcome::Pass)
}

fn told(size: u64, what: &str) -> Deviation {
    let place = format!("size {size}");
    Deviation::told("checkpoint.invalid", FILE, &place, format!("{FILE} 的 {place}：{what}"))
}

/// The checkpoints as far as their form goes.
pub(super) fn read(case: &Case<'_>) -> Result<Pairs, Deviation> {
    let json = case.record(FILE)?;
    let list = json.as_array().filter(|list| !list.is_empty());
    let list = list.ok_or_else(|| told(0, "应为至少一个检查点的数组。"))?;
    let name = case.rules().log.origin.as_str();
    let mut pairs: Pairs = Vec::new();
    for value in list {
        let published = one(value)?;
        let size = published.size;
        if pairs.last().is_some_and(|(last, _)| last.size >= size) {
            return Err(told(size, "检查点须按条目数递增。"));
        }
        let checkpoint =
            Checkpoint::parse(&published.sha256, &published.sm3).map_err(|e| told(size, e.what))?;
        if checkpoint.size != size {
            return Err(told(size, "正文所写条目数不同。"));
        }
        for suite in SUITES {
            if checkpoint.note(suite).origin != origin(name, suite) {
                return Err(told(size, "首行不是规则所列的日志名称。"));
            }
        }
        pairs.push((published, checkpoint));
    }
    Ok(pairs)
}

fn one(value: &Json) -> Result<PublishedCheckpoint, Deviation> {
    let of = |e| Deviation::of_record(FILE, &e);
    let mut f = Fields::of(value).map_err(of)?;
    let published = PublishedCheckpoint::parse(&mut f).map_err(of)?;
    f.end().map_err(of)?;
    Ok(published)
}

/// Every line is by a key of the rules, none twice, and the operator's holds.
fn signatures(log: &LogRules, checkpoint: &Checkpoint, suite: Suite) -> Result<(), Deviation> {
    let (note, size) = (checkpoint.note(suite), checkpoint.size);
    let mut known: Vec<(&KeySet, Role)> = vec![(&log.operator, Role::Operator)];
    known.extend(log.witnesses.iter().map(|w| (w, Role::Witness)));
    let ids: Vec<_> = known
        .iter()
        .map(|(key, role)| (key.name.as_str(), crate::log::note::key_id(key, suite, *role)))
        .collect();
    for (at, line) in note.signatures.iter().enumerate() {
        let this = (line.name.as_str(), line.key_id);
        if !ids.contains(&this) {
            return Err(told(size, "有规则未列的密钥签名。"));
        }
        if note.signatures[..at].iter().any(|l| (l.name.as_str(), l.key_id) == this) {
            return Err(told(size, "同一密钥签名两次。"));
        }
    }
    let line = note.line_of(&log.operator, suite, Role::Operator);
    let line = line.ok_or_else(|| told(size, "缺少日志运营方的签名。"))?;
    if note.operator_holds(line, &log.operator, suite, &log.sm2_id) {
        Ok(())
    } else {
        Err(told(size, "日志运营方的签名不成立。"))
    }
}

fn consistency(checkpoints: &Pairs) -> Result<(), Deviation> {
    let Some((_, last)) = checkpoints.last() else { return Ok(()) };
    for (published, checkpoint) in checkpoints {
        for suite in SUITES {
            let proof = match suite {
                Suite::Sha256 => &published.consistency_sha256,
                Suite::Sm3 => &published.consistency_sm3,
            };
            let (old, new) = (&checkpoint.note(suite).root, &last.note(suite).root);
            let sizes = (checkpoint.size, last.size);
            if !merkle::verify_consistency(suite, sizes.0, old, sizes.1, new, proof) {
                return Err(told(checkpoint.size, "不能证明此后日志只增未改。"));
            }
        }
    }
    Ok(())
}
