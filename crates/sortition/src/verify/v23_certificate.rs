//! V-23 最优性证明: the published potentials prove that nothing better exists.

use std::collections::BTreeMap;

use super::parts::root_is;
use super::{Case, Deviation, Outcome};
use crate::log::EntryBody;
use crate::match_files::{NodeKind, POTENTIALS_FILE, PotentialRow, parse_potentials};
use crate::matching::{CertificateError, Potentials, check_certificate, objective_of};
use crate::pools::Pool;
use crate::roots::rows;

const FILE: &str = POTENTIALS_FILE;

type ByStep<'r> = BTreeMap<(&'r str, u64), Vec<&'r PotentialRow>>;

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    let Some(bytes) = case.file(FILE) else {
        return Ok(Outcome::Withheld("人员匹配尚未公布，或本次不匹配人员"));
    };
    let table = parse_potentials(bytes).map_err(|e| Deviation::of_row(&e))?;
    let pools = case.draw.pools.as_ref().expect("V-20 has passed");
    let record = case.matching.record.as_ref().expect("V-21 has passed");
    let mut by_step: ByStep<'_> = BTreeMap::new();
    for row in &table {
        by_step.entry((&row.pool, row.step)).or_default().push(row);
    }
    let mut tied = None;
    for (pool, (stated, steps)) in pools.iter().zip(record.pools.iter().zip(&case.matching.steps)) {
        let name = pool.rule.pool.as_str();
        for (step, solved) in (0..).zip(steps) {
            let place = format!("{name} 第 {step} 步");
            let rows = by_step.remove(&(name, step)).unwrap_or_default();
            let potentials = nodes(pool, &rows, &place)?;
            match check_certificate(&solved.problem, &solved.teams, &potentials) {
                Ok(()) => {}
                Err(CertificateError::NotUnique) => tied = tied.or(Some(place)),
                Err(error) => {
                    let entry = |e: usize| pool.entries[e].object_id.to_string();
                    let officer = |f: usize| pool.officers[f].officer_code.to_string();
                    return Err(told(error.code(), &place, &error.message_zh(entry, officer)));
                }
            }
        }
        let value = steps.last().map_or(0, |s| objective_of(&s.problem, &s.teams)).to_string();
        if stated.objective != value {
            let place = format!("{name} 的 objective");
            let found = &stated.objective;
            let file = "matching.json";
            return Err(Deviation::differs("certificate.objective", file, place, found, value));
        }
    }
    if let Some((pool, step)) = by_step.keys().next() {
        let place = format!("{pool} 第 {step} 步");
        return Err(told("certificate.unknown_step", &place, "没有这个匹配池或步骤。"));
    }
    let stated = case.own_body(|body| match body {
        EntryBody::Match { roots, .. } => Some((roots.potentials_root, roots.potentials_count)),
        _ => None,
    });
    let stated = stated.expect("V-20 has found the match entry");
    root_is(case.rules().suite, FILE, &rows(bytes), stated, "match 条目")?;
    let any = case.matching.steps.iter().any(|steps| !steps.is_empty());
    case.matching.tied = tied;
    Ok(if any { Outcome::Pass } else { Outcome::Withheld("没有匹配成功的匹配池") })
}

fn told(code: &'static str, place: &str, what: &str) -> Deviation {
    Deviation::told(code, FILE, place, format!("{FILE} {place}：{what}"))
}

/// The potentials of a step; its nodes must be exactly those of the pool.
fn nodes(pool: &Pool, rows: &[&PotentialRow], place: &str) -> Result<Potentials, Deviation> {
    let wrong = |id: &str| told("certificate.nodes", place, &format!("节点 {id} 多余或缺失。"));
    let mut officers = vec![None; pool.officers.len()];
    let mut entries = vec![None; pool.entries.len()];
    let mut specials = vec![None; pool.entries.len()];
    let mut sink = None;
    for row in rows {
        let slot = match row.kind {
            NodeKind::Officer => pool.officer(&row.id).map(|f| &mut officers[f]),
            NodeKind::Entry => pool.entry(&row.id).map(|e| &mut entries[e]),
            NodeKind::Special => pool.entry(&row.id).map(|e| &mut specials[e]),
            NodeKind::Sink => Some(&mut sink),
        };
        *slot.ok_or_else(|| wrong(&row.id))? = Some(row.value);
    }
    let all = |list: Vec<Option<i128>>, id: &dyn Fn(usize) -> String| {
        let missing = list.iter().position(Option::is_none);
        match missing {
            Some(at) => Err(wrong(&id(at))),
            None => Ok(list.into_iter().flatten().collect::<Vec<i128>>()),
        }
    };
    Ok(Potentials {
        officers: all(officers, &|f| pool.officers[f].officer_code.to_string())?,
        entries: all(entries, &|e| pool.entries[e].object_id.to_string())?,
        specials,
        sink: sink.ok_or_else(|| wrong("-"))?,
    })
}
