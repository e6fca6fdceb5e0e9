//! V-04 日志顺序: the entries of the plan follow each other as they must.

use super::case::place;
use super::{Case, Deviation, Outcome};
use crate::intent::BeaconType;
use crate::log::{Chain, EntryBody};
use crate::rules::Publication;

const FILE: &str = "log.jsonl";

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    let id = case.manifest().draw_id.clone();
    let mut chain = Chain::new();
    for logged in &case.log {
        let entry = &logged.entry;
        if entry.draw_id.plan_no() != id.plan_no() {
            return Err(Deviation::told("chain.plan", FILE, place(entry), "条目属于另一个计划。"));
        }
        chain.admit(entry).map_err(|e| {
            let what = format!("{}：{}", place(entry), e.message_zh());
            Deviation::told(e.code(), FILE, place(entry), what)
        })?;
    }
    let own = chain.attempt(id.attempt()).filter(|a| a.has_intent());
    let Some(own) = own else {
        let what = "本次抽取没有公布意向。";
        return Err(Deviation::told("chain.no_intent", FILE, id.as_str(), what));
    };
    // The chain refuses a beacon in mode B already; the own rules decide about unsealing.
    debug_assert!(!own.has_beacon() || own.beacon_type() != Some(BeaconType::None));
    let rules = case.rules();
    for logged in case.own() {
        let entry = &logged.entry;
        if entry.suite != rules.suite {
            let (found, expected) = (entry.suite.name(), rules.suite.name());
            return Err(Deviation::differs("chain.suite", FILE, place(entry), found, expected));
        }
        let unseals = matches!(entry.body, EntryBody::Unseal { .. });
        if unseals && rules.publication == Publication::Immediate {
            let what = "即时公开的抽取不应有启封。";
            return Err(Deviation::told("chain.unseal", FILE, place(entry), what));
        }
    }
    Ok(Outcome::Pass)
}
