//! V-05 意向: rules, intent and log say the same.

use std::fmt::Display;

use super::{Case, Deviation, Outcome};
use crate::beacon::{drand, value_bytes};
use crate::intent::{BeaconType, CLOSE_SECONDS, IntentRecord, Mode};
use crate::log::EntryBody;
use crate::rules::Publication;

const FILE: &str = "intent.json";

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    let json = case.record(FILE)?;
    let intent = IntentRecord::parse(&json).map_err(|e| Deviation::of_record(FILE, &e))?;
    if let Some(floor) = &intent.floor {
        value_bytes(floor.beacon.kind, &floor.value)
            .ok()
            .filter(|_| floor.beacon.kind != BeaconType::None)
            .ok_or_else(|| told("floor", "floor 的取值不符合其类型。"))?;
    }
    with_rules(case, &intent)?;
    with_entries(case, &intent)?;
    beacon(case, &intent)?;
    case.intent = Some(intent);
    Ok(Outcome::Pass)
}

fn told(place: &str, what: &str) -> Deviation {
    Deviation::told("intent.contradiction", FILE, place, format!("{FILE} 的 {place}：{what}"))
}

fn same(place: &str, found: impl Display, expected: impl Display) -> Result<(), Deviation> {
    let (found, expected) = (found.to_string(), expected.to_string());
    if found == expected {
        return Ok(());
    }
    Err(Deviation::differs("intent.differs", FILE, place, found, expected))
}

fn with_rules(case: &Case<'_>, intent: &IntentRecord) -> Result<(), Deviation> {
    let rules = case.rules();
    same("draw_id", &intent.draw_id, &rules.draw_id)?;
    same("suite", intent.suite.name(), rules.suite.name())?;
    same("rules", intent.rules, rules.digest())?;
    let stated = intent.contributors.iter().map(|c| c.id.as_str());
    let named = rules.contributors.iter().map(|c| c.as_str());
    if !stated.eq(named) {
        return Err(told("contributors", "随机数提供方与规则所列不同。"));
    }
    Ok(())
}

fn with_entries(case: &Case<'_>, intent: &IntentRecord) -> Result<(), Deviation> {
    let rules = case.rules();
    for logged in case.own() {
        match &logged.entry.body {
            EntryBody::Plan { rules: digest, title, purpose, base, .. } => {
                same("rules（冻结条目）", digest, intent.rules)?;
                same("title（冻结条目）", title, &rules.title)?;
                same("purpose（冻结条目）", purpose.as_str(), rules.purpose.as_str())?;
                let text = |base: &Option<crate::names::DrawId>| {
                    base.as_ref().map_or("-".to_owned(), ToString::to_string)
                };
                same("base（冻结条目）", text(base), text(&rules.base))?;
            }
            EntryBody::Intent { intent: digest, beacon, t_r, t_b, deadline, .. } => {
                same("摘要（意向条目）", digest, intent.digest())?;
                same("beacon（意向条目）", beacon.kind.as_str(), intent.beacon.kind.as_str())?;
                same("beacon.round（意向条目）", beacon.round, intent.beacon.round)?;
                same("t_r（意向条目）", t_r, intent.t_r)?;
                same("t_b（意向条目）", t_b, intent.t_b)?;
                same("deadline（意向条目）", deadline, intent.deadline)?;
            }
            EntryBody::Result(result) => {
                same("intent（结果条目）", result.intent, intent.digest())?;
                if result.seed.is_none() != (rules.publication == Publication::Sealed) {
                    return Err(told(
                        "seed（结果条目）",
                        "封存的抽取不公布种子，即时公开的须公布。",
                    ));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn beacon(case: &Case<'_>, intent: &IntentRecord) -> Result<(), Deviation> {
    let rules = case.rules();
    match intent.beacon.kind {
        BeaconType::DrandQuicknet => {
            let time = drand::time_of_round(intent.beacon.round);
            if time != Some(intent.t_b) {
                let time = time.map_or("（无此期）".to_owned(), |t| t.to_string());
                return same("t_b", intent.t_b, time);
            }
        }
        BeaconType::Ceremony if rules.recorders.len() < 2 => {
            return Err(told("beacon", "现场摇号须在规则中列出至少两名记录人。"));
        }
        _ => {}
    }
    if intent.mode == Mode::B {
        if intent.t_b.unix() != intent.t_r.unix() + CLOSE_SECONDS {
            return Err(told("t_b", "托管方式下 t_b 应恰为 t_r 后 120 秒。"));
        }
        if rules.holders.is_empty() {
            return Err(told("mode", "托管方式须在规则中列出托管方。"));
        }
    }
    Ok(())
}
