//! Monitor rules M1–M6 (ssj-1 §10) over any log; M5 asks for its checkpoints as well.
//!
//! Anybody can run these over the published entries, without the operator.

use std::collections::BTreeMap;

use super::entry::{Entry, EntryBody};
use crate::intent::{BeaconRound, BeaconType};
use crate::log::checkpoint::Checkpoint;
use crate::names::PlanNo;
use crate::rules::{LogRules, Purpose};
use crate::time::UtcSecond;

/// Seconds between the cosigned intent and the end of reveals (ssj-1 §4.2).
pub const INTENT_SECONDS: i64 = 600;

/// One broken rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// `M1` … `M6`.
    pub rule: &'static str,
    /// Which attempt.
    pub draw_id: String,
    /// What happened, in Chinese.
    pub message_zh: String,
}

/// What a monitor remembers of one attempt.
#[derive(Default)]
struct Attempt<'a> {
    number: u16,
    id: String,
    plan: Option<(Purpose, bool)>,
    // Index of the plan entry, of what ended the attempt, and of an annulling correction.
    begun: usize,
    voided: Option<usize>,
    annulled: Option<usize>,
    intent: Option<(BeaconRound, UtcSecond)>,
    result: Option<&'a Entry>,
}

/// All findings, by plan and attempt. `now` is the time that M2 is judged at.
#[must_use]
pub fn findings<'a>(entries: impl IntoIterator<Item = &'a Entry>, now: UtcSecond) -> Vec<Finding> {
    let mut plans: BTreeMap<&PlanNo, BTreeMap<u16, Attempt<'a>>> = BTreeMap::new();
    for (index, entry) in entries.into_iter().enumerate() {
        let id = &entry.draw_id;
        let attempt = plans.entry(id.plan_no()).or_default().entry(id.attempt());
        note(attempt.or_default(), index, entry);
    }
    let mut out = Vec::new();
    for attempts in plans.values() {
        let attempts: Vec<&Attempt<'_>> = attempts.values().collect();
        numbering(&attempts, &mut out);
        deadlines(&attempts, now, &mut out);
        repetitions(&attempts, &mut out);
        single_result(&attempts, &mut out);
        rounds(&attempts, &mut out);
    }
    out
}

/// M5: `intent` and `close` that no quorum saw in time. `entries` is the whole log from
/// its first entry; a limit that `now` has not reached is not yet missed.
#[must_use]
pub fn unwitnessed<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    checkpoints: &[Checkpoint],
    log: &LogRules,
    now: UtcSecond,
) -> Vec<Finding> {
    let quorum = usize::try_from(log.quorum).unwrap_or(usize::MAX);
    let seen: Vec<(u64, Vec<u64>)> =
        checkpoints.iter().map(|c| (c.size, c.cosigned_times(log))).collect();
    let mut limits: BTreeMap<&str, UtcSecond> = BTreeMap::new();
    let mut out = Vec::new();
    for (index, entry) in (0..).zip(entries) {
        let id = entry.draw_id.as_str();
        let (what, limit) = match &entry.body {
            EntryBody::Intent { t_r, t_b, .. } => {
                limits.insert(id, *t_b);
                ("意向", t_r.plus(-INTENT_SECONDS))
            }
            EntryBody::Close { .. } => ("截止", limits.get(id).copied()),
            _ => continue,
        };
        let Some(limit) = limit.filter(|limit| now > *limit) else { continue };
        let early = |time: &&u64| i64::try_from(**time).is_ok_and(|t| t <= limit.unix());
        let in_time = |times: &[u64]| times.iter().filter(early).count() >= quorum;
        if !seen.iter().any(|(size, times)| *size > index && in_time(times)) {
            let message_zh = format!("{what}没有在 {limit} 之前得到 {quorum} 家见证方签名。");
            out.push(Finding { rule: "M5", draw_id: id.to_owned(), message_zh });
        }
    }
    out
}

fn note<'a>(attempt: &mut Attempt<'a>, index: usize, entry: &'a Entry) {
    attempt.number = entry.draw_id.attempt();
    attempt.id = entry.draw_id.to_string();
    match &entry.body {
        EntryBody::Plan { purpose, reason, .. } => {
            attempt.plan = Some((*purpose, reason.is_some()));
            attempt.begun = index;
        }
        EntryBody::Intent { beacon, deadline, .. } => attempt.intent = Some((*beacon, *deadline)),
        EntryBody::Result(_) => attempt.result = Some(entry),
        EntryBody::Void { .. } => attempt.voided = Some(index),
        EntryBody::Correction { annuls: true, .. } => {
            attempt.annulled.get_or_insert(index);
        }
        _ => {}
    }
}

fn finding(rule: &'static str, attempt: &Attempt<'_>, message: impl Into<String>) -> Finding {
    Finding { rule, draw_id: attempt.id.clone(), message_zh: message.into() }
}

fn numbering(attempts: &[&Attempt<'_>], out: &mut Vec<Finding>) {
    for (place, attempt) in attempts.iter().enumerate() {
        if usize::from(attempt.number) != place + 1 {
            let message = format!("缺少第 {} 次抽取的记录，编号应连续。", place + 1);
            out.push(finding("M1", attempt, message));
            return;
        }
    }
}

fn deadlines(attempts: &[&Attempt<'_>], now: UtcSecond, out: &mut Vec<Finding>) {
    for attempt in attempts {
        let Some((_, deadline)) = attempt.intent else { continue };
        let late = match attempt.result {
            Some(result) => result.time > deadline,
            None => attempt.voided.is_none() && now > deadline,
        };
        if late {
            let message = format!("意向公布后，至期限 {deadline} 既无结果也未作废。");
            out.push(finding("M2", attempt, message));
        }
    }
}

fn repetitions(attempts: &[&Attempt<'_>], out: &mut Vec<Finding>) {
    for pair in attempts.windows(2) {
        let [before, attempt] = pair else { continue };
        let Some((purpose, reason)) = attempt.plan else {
            out.push(finding("M3", attempt, "再次抽取没有写明事由的规则条目。"));
            continue;
        };
        let ended = |at: Option<usize>| at.is_some_and(|at| at < attempt.begun);
        let allowed =
            purpose == Purpose::Supplement || ended(before.voided) || ended(before.annulled);
        if !reason || !allowed {
            out.push(finding("M3", attempt, "上一次抽取既未作废也未公开撤销，不能重抽。"));
        }
    }
}

fn single_result(attempts: &[&Attempt<'_>], out: &mut Vec<Finding>) {
    let mut standing = attempts.iter().filter(|a| {
        let draw = a.plan.is_some_and(|(purpose, _)| purpose == Purpose::Draw);
        draw && a.result.is_some() && a.annulled.is_none()
    });
    if let Some(second) = standing.nth(1) {
        out.push(finding("M4", second, "同一计划有两个未撤销的抽取结果。"));
    }
}

fn rounds(attempts: &[&Attempt<'_>], out: &mut Vec<Finding>) {
    let mut seen: Vec<BeaconRound> = Vec::new();
    for attempt in attempts {
        let Some((beacon, _)) = attempt.intent else { continue };
        if beacon.kind != BeaconType::None && seen.contains(&beacon) {
            out.push(finding("M6", attempt, "两次意向指定了同一期公共随机源。"));
        }
        seen.push(beacon);
    }
}
