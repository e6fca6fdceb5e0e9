//! V-21 匹配摘要: which pools could be staffed, and under which relaxations, is computed again.

use super::{Case, Deviation, Outcome};
use crate::jcs::Json;
use crate::log::EntryBody;
use crate::match_files::{MatchingRecord, PoolRecord, RECORD_FILE, record_of_pool};
use crate::matching::{PoolMatch, Staffing, staffing};
use crate::pools::Pool;
use crate::rules::LadderStep;

/// Most solved steps of a pool: 1000 forbidden pairs and the last step (ssj-1 §9.4).
const STEPS_MAX: u64 = 1001;

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    if case.file(RECORD_FILE).is_none() {
        return Ok(Outcome::Withheld("人员匹配尚未公布，或本次不匹配人员"));
    }
    let json = case.record(RECORD_FILE)?;
    let record = MatchingRecord::parse(&json).map_err(|e| Deviation::of_record(RECORD_FILE, &e))?;
    let rules = case.rules();
    let differs = |place: &str, found: &str, expected: &str| {
        Deviation::differs("matching.differs", RECORD_FILE, place, found, expected)
    };
    if record.draw_id != rules.draw_id {
        return Err(differs("draw_id", record.draw_id.as_str(), rules.draw_id.as_str()));
    }
    if record.suite != rules.suite {
        return Err(differs("suite", record.suite.name(), rules.suite.name()));
    }
    let pools = case.draw.pools.as_ref().expect("V-20 has passed");
    let names = |list: &mut dyn Iterator<Item = String>| list.collect::<Vec<_>>().join("、");
    let found = names(&mut record.pools.iter().map(|p| p.pool.to_string()));
    let expected = names(&mut pools.iter().map(|p| p.rule.pool.to_string()));
    if found != expected {
        return Err(differs("pools", &found, &expected));
    }
    let ladder = rules.matching.as_ref().map_or(&[][..], |m| &m.ladder);
    let mut relaxations = Vec::new();
    for (pool, stated) in pools.iter().zip(&record.pools) {
        let Staffing { relaxation, .. } = one_pool(pool, stated, ladder)?;
        relaxations.push(relaxation);
    }
    let digest = case.own_body(|body| match body {
        EntryBody::Match { roots, .. } => Some(roots.matching),
        _ => None,
    });
    if digest != Some(record.digest()) {
        let logged = digest.map_or(String::new(), |d| d.to_hex());
        return Err(differs("摘要", &record.digest().to_hex(), &logged));
    }
    case.matching.record = Some(record);
    case.matching.relaxations = relaxations;
    Ok(Outcome::Pass)
}

fn one_pool(
    pool: &Pool,
    stated: &PoolRecord,
    ladder: &[LadderStep],
) -> Result<Staffing, Deviation> {
    let place = |what: &str| format!("{} 的 {what}", pool.rule.pool);
    let staffing = staffing(pool, ladder)
        .map_err(|e| Deviation::told(e.code(), RECORD_FILE, place("规模"), e.message_zh()))?;
    let computed = PoolMatch {
        infeasible: staffing.infeasible.clone(),
        ladder: staffing.ladder.clone(),
        relaxation: staffing.relaxation,
        steps: Vec::new(),
    };
    // Steps and objective belong to the solved instance and are judged below and by V-23.
    let mut expected = record_of_pool(pool, &computed);
    expected.steps = stated.steps;
    expected.objective.clone_from(&stated.objective);
    let (found, wanted) = (stated.to_json(), expected.to_json());
    if let Some(key) = first_difference(&found, &wanted) {
        let shown = |json: &Json| json.get(&key).map_or(String::new(), Json::encode);
        let (found, wanted) = (shown(&found), shown(&wanted));
        return Err(Deviation::differs("matching.number", RECORD_FILE, place(&key), found, wanted));
    }
    let solved = !stated.void && stated.entries > 0;
    if (stated.steps >= 1) != solved || stated.steps > STEPS_MAX {
        let expected = if solved { "1 至 1001" } else { "0" };
        let place = place("steps");
        return Err(Deviation::differs(
            "matching.steps",
            RECORD_FILE,
            place,
            stated.steps,
            expected,
        ));
    }
    Ok(staffing)
}

fn first_difference(found: &Json, wanted: &Json) -> Option<String> {
    let members = wanted.as_object()?;
    members.keys().find(|key| found.get(key) != wanted.get(key)).cloned()
}
