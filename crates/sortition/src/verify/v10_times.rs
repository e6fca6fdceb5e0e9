//! V-10 时间与监督规则: the times of the ceremony, and monitor rules M1–M4 and M6.

use super::case::place;
use super::v09_witnesses::judging_time;
use super::{Case, Deviation, Outcome};
use crate::intent::BeaconType;
use crate::log::monitor::INTENT_SECONDS;
use crate::log::{EntryBody, monitor};
use crate::time::UtcSecond;

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    let intent = case.intent();
    let (t_r, t_b) = (intent.t_r, intent.t_b);
    for logged in case.own() {
        let entry = &logged.entry;
        let broken = match &entry.body {
            EntryBody::Intent { .. } => (entry.time.unix() > t_r.unix() - INTENT_SECONDS)
                .then_some("意向须在揭示截止前至少 10 分钟公布。"),
            EntryBody::Escrow { .. } => (entry.time > t_r).then_some("托管晚于揭示截止。"),
            EntryBody::Reveal { contributor, by, .. } => {
                (contributor == by && entry.time > t_r).then_some("揭示晚于截止时间。")
            }
            EntryBody::Close { .. } => (entry.time < t_r || entry.time > t_b)
                .then_some("截止须在揭示截止与公共随机源产生之间。"),
            EntryBody::Beacon(_) if intent.beacon.kind != BeaconType::None => {
                (entry.time < t_b).then_some("公共随机源早于约定时间。")
            }
            EntryBody::Result(_) => (entry.time > intent.deadline).then_some("结果晚于公布期限。"),
            _ => None,
        };
        if let Some(what) = broken {
            let what = format!("{}：{what}", place(entry));
            return Err(Deviation::told("time.order", "log.jsonl", place(entry), what));
        }
    }
    let now = judging_time(case).and_then(UtcSecond::from_unix).unwrap_or(t_r);
    match monitor::findings(case.log.iter().map(|l| &l.entry), now).into_iter().next() {
        None => Ok(Outcome::Pass),
        Some(f) => {
            let what = format!("监督规则 {}（{}）：{}", f.rule, f.draw_id, f.message_zh);
            Err(Deviation::told("monitor.broken", "log.jsonl", f.draw_id, what))
        }
    }
}
