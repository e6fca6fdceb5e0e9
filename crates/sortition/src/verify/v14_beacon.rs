//! V-14 公共随机源: the value is that of the announced round, and was not known before.

use super::case::place;
use super::{Case, Deviation, Outcome};
use crate::beacon;
use crate::intent::BeaconType;
use crate::log::EntryBody;

const FILE: &str = "log.jsonl";

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    floor(case)?;
    let announced = case.intent().beacon;
    if announced.kind == BeaconType::None {
        if announced.round != 0 {
            let found = announced.round;
            return Err(Deviation::differs("beacon.round", "intent.json", "beacon", found, 0));
        }
        case.beacon = Some(Vec::new());
        return Ok(Outcome::Pass);
    }
    let found = case.own().find_map(|logged| match &logged.entry.body {
        EntryBody::Beacon(stated) => Some((place(&logged.entry), stated)),
        _ => None,
    });
    let Some((place, stated)) = found else {
        return Ok(Outcome::Withheld("公共随机源尚未产生"));
    };
    if stated.beacon != announced {
        let show = |b: crate::intent::BeaconRound| format!("{} {}", b.kind.as_str(), b.round);
        let (found, expected) = (show(stated.beacon), show(announced));
        return Err(Deviation::differs("beacon.round", FILE, place, found, expected));
    }
    let value = beacon::check(stated, &case.rules().recorders).map_err(|e| {
        Deviation::told(e.code(), FILE, &place, format!("{place}：{}", e.message_zh()))
    })?;
    case.beacon = Some(value);
    Ok(Outcome::Pass)
}

/// The floor proves that the intent is not older than it.
fn floor(case: &Case<'_>) -> Result<(), Deviation> {
    let intent = case.intent();
    let Some(floor) = &intent.floor else { return Ok(()) };
    let told = |what: &str| Deviation::told("beacon.floor", "intent.json", "floor", what);
    beacon::check_value(floor.beacon, &floor.value)
        .map_err(|e| told(&format!("floor：{}", e.message_zh())))?;
    let both = [floor.beacon.kind, intent.beacon.kind] == [BeaconType::DrandQuicknet; 2];
    if both && floor.beacon.round >= intent.beacon.round {
        return Err(told("floor 的期号不早于约定的公共随机源。"));
    }
    Ok(())
}
