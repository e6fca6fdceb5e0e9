//! V-20 检查户与匹配池: visits follow from the result, and every visit has its one pool.

use super::parts::root_is;
use super::{Case, Deviation, Outcome};
use crate::frame::{Frame, Position};
use crate::log::EntryBody;
use crate::pools::make_pools;
use crate::quota::UnitQuota;
use crate::roots::rows;
use crate::rules::RulesRecord;
use crate::visits::{Drawn, FILE, Visit, drawn_objects, parse_visits};

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    let Some(bytes) = case.file(FILE) else {
        return Ok(Outcome::Withheld("人员匹配尚未公布，或本次不匹配人员"));
    };
    let rules = case.rules();
    let visits = parse_visits(bytes, rules).map_err(|error| Deviation::of_row(&error))?;
    let parts = &case.draw;
    let (result, table) = parts.result.as_ref().zip(parts.rows.as_ref()).expect("V-18 passed");
    let quotas: Vec<UnitQuota> = result.units.iter().map(|unit| unit.quota()).collect();
    same_objects(rules, &visits, &drawn_objects(table, rules, &quotas))?;
    if let Some(frame) = &parts.frame {
        visits.iter().try_for_each(|visit| snapshot_fits(rules, frame, visit))?;
    }
    let stated = case.own_body(|body| match body {
        EntryBody::Match { roots, .. } => Some((roots.visits_root, roots.visits_count)),
        _ => None,
    });
    let Some(stated) = stated else {
        let message = "visits.tsv 已公布，日志中却没有 match 条目。";
        return Err(Deviation::told("visits.no_entry", FILE, "", message));
    };
    root_is(rules.suite, FILE, &rows(bytes), stated, "match 条目")?;
    let (officers, conflicts) =
        parts.officers.as_ref().zip(parts.conflicts.as_ref()).expect("V-12 passed");
    let pools = make_pools(rules, &visits, officers, conflicts)
        .map_err(|error| Deviation::told(error.code(), FILE, "", error.message_zh()))?;
    case.draw.visits = Some(visits);
    case.draw.pools = Some(pools);
    Ok(Outcome::Pass)
}

fn same_objects(rules: &RulesRecord, visits: &[Visit], wanted: &[Drawn]) -> Result<(), Deviation> {
    let found: Vec<&Drawn> = visits.iter().map(|visit| &visit.drawn).collect();
    let differing = found.iter().zip(wanted).position(|(found, wanted)| *found != wanted);
    let place = differing.unwrap_or(found.len().min(wanted.len()));
    if differing.is_none() && found.len() == wanted.len() {
        return Ok(());
    }
    let shown = |drawn: Option<&Drawn>| {
        drawn.map_or("（无）".to_owned(), |drawn| {
            let units = drawn
                .units
                .iter()
                .map(|(unit, batch)| format!("{}（第 {batch} 批）", rules.units[*unit].unit));
            format!("{} {}", drawn.object_id, units.collect::<Vec<_>>().join("、"))
        })
    };
    let line = format!("第 {} 行", place + 1);
    let (found, wanted) = (shown(found.get(place).copied()), shown(wanted.get(place)));
    Err(Deviation::differs("visits.object", FILE, line, found, wanted))
}

fn snapshot_fits(rules: &RulesRecord, frame: &Frame<'_>, visit: &Visit) -> Result<(), Deviation> {
    let id = visit.drawn.object_id.as_str();
    let Position::Row(number) = frame.find(id) else {
        let message = format!("检查户 {id} 不在抽取底册中。");
        return Err(Deviation::told("visits.not_in_frame", FILE, id, message));
    };
    let digest = visit.snapshot.digest(rules.suite).to_hex();
    let attrs = frame.row(number).attrs();
    if digest != attrs {
        let place = format!("{id} 的快照摘要");
        return Err(Deviation::differs("visits.snapshot", FILE, place, digest, attrs));
    }
    Ok(())
}
