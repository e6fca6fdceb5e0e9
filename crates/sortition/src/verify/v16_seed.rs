//! V-16 种子与密钥: seed and keys of `result.json` are those that the entries give.

use super::{Case, Deviation, Outcome};
use crate::commitment::Nonce;
use crate::digest::Digest;
use crate::log::EntryBody;
use crate::names::PersonId;
use crate::result::{RECORD_FILE as FILE, ResultRecord};
use crate::seed::{SeedBeacon, seed, ticket_key};

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    let Some(bytes) = case.file(FILE) else {
        return Ok(Outcome::Withheld("抽取结果尚未启封公布"));
    };
    let json = case.record(FILE)?;
    let record = ResultRecord::parse(&json).map_err(|e| Deviation::of_record(FILE, &e))?;
    same_draw(case, &record)?;
    let computed = computed_seed(case);
    if record.seed != computed {
        return Err(Deviation::differs("result.seed", FILE, "seed", record.seed, computed));
    }
    keys(case, &record)?;
    entry(case, &record, bytes)?;
    case.draw.result = Some(record);
    Ok(Outcome::Pass)
}

fn same_draw(case: &Case<'_>, record: &ResultRecord) -> Result<(), Deviation> {
    let rules = case.rules();
    let differs = |place: &str, found: &str, expected: &str| {
        Err(Deviation::differs("result.other_draw", FILE, place, found, expected))
    };
    if record.draw_id != rules.draw_id {
        let (found, expected) = (record.draw_id.to_string(), rules.draw_id.to_string());
        return differs("draw_id", &found, &expected);
    }
    if record.suite != rules.suite {
        return differs("suite", record.suite.name(), rules.suite.name());
    }
    let intent = case.intent().digest();
    if record.intent != intent {
        return differs("intent", &record.intent.to_hex(), &intent.to_hex());
    }
    Ok(())
}

/// The seed from the intent, the beacon and the nonces that are public.
fn computed_seed(case: &Case<'_>) -> Digest {
    let (rules, intent) = (case.rules(), case.intent());
    let nonces: Vec<(PersonId, Option<Nonce>)> =
        rules.contributors.iter().map(|who| (who.clone(), case.nonces.get(who).copied())).collect();
    let beacon = SeedBeacon {
        kind: intent.beacon.kind.as_str(),
        round: intent.beacon.round,
        value: case.beacon.as_deref().unwrap_or_default(),
    };
    seed(rules.suite, &intent.digest(), beacon, &nonces)
}

fn keys(case: &Case<'_>, record: &ResultRecord) -> Result<(), Deviation> {
    let rules = case.rules();
    let found: Vec<&str> = record.groups.iter().map(|group| group.group.as_str()).collect();
    let expected: Vec<&str> = rules.groups().iter().map(|group| group.as_str()).collect();
    if found != expected {
        let (found, expected) = (found.join(","), expected.join(","));
        return Err(Deviation::differs("result.groups", FILE, "groups", found, expected));
    }
    for group in &record.groups {
        let key = ticket_key(rules.suite, &record.seed, &group.group);
        if group.key.to_hex() != key.as_str() {
            let place = format!("groups {}", group.group);
            let (found, expected) = (group.key, key.as_str());
            return Err(Deviation::differs("result.key", FILE, place, found, expected));
        }
    }
    Ok(())
}

/// The `result` entry binds this record and, unless sealed, this seed.
fn entry(case: &Case<'_>, record: &ResultRecord, bytes: &[u8]) -> Result<(), Deviation> {
    let body = case.own_body(|body| match body {
        EntryBody::Result(result) => Some(result),
        _ => None,
    });
    let Some(body) = body else {
        let message = "result.json 已公布，日志中却没有 result 条目。";
        return Err(Deviation::told("result.no_entry", FILE, "", message));
    };
    let digest = crate::tagged::tagged_hash(record.suite, "result", &[bytes]);
    if digest != body.result {
        let place = "摘要（result 条目）";
        return Err(Deviation::differs("result.digest", FILE, place, digest, body.result));
    }
    match body.seed {
        Some(seed) if seed != record.seed => {
            let place = "seed（result 条目）";
            Err(Deviation::differs("result.seed", FILE, place, record.seed, seed))
        }
        _ => Ok(()),
    }
}
