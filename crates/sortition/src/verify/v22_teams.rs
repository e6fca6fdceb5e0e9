//! V-22 检查组: every visit has its team, and every member may be there.

use std::collections::BTreeMap;

use super::parts::root_is;
use super::{Case, Deviation, Outcome};
use crate::log::EntryBody;
use crate::match_files::{MATCHING_FILE, MatchRow, leader, parse_matching};
use crate::matching::{Problem, Teams, check_teams, first_clash, instance};
use crate::pools::{Pool, Relaxation};
use crate::roots::rows;

const FILE: &str = MATCHING_FILE;

/// One solved step: its instance and its teams.
pub struct SolvedStep {
    /// The instance, without the pairs forbidden so far.
    pub problem: Problem,
    /// The teams as stated.
    pub teams: Teams,
    /// Whether two team-mates are incompatible, so that a step must follow.
    pub clashes: bool,
}

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    let Some(bytes) = case.file(FILE) else {
        return Ok(Outcome::Withheld("人员匹配尚未公布，或本次不匹配人员"));
    };
    let table = parse_matching(bytes).map_err(|e| Deviation::of_row(&e))?;
    let pools = case.draw.pools.as_ref().expect("V-20 has passed");
    let record = case.matching.record.as_ref().expect("V-21 has passed");
    let mut by_step: BTreeMap<(&str, u64), Vec<&MatchRow>> = BTreeMap::new();
    for row in &table {
        by_step.entry((&row.pool, row.step)).or_default().push(row);
    }
    for (pool, step) in by_step.keys() {
        let known = record.pools.iter().find(|p| p.pool.as_str() == *pool);
        if known.is_none_or(|p| *step >= p.steps) {
            let place = format!("{pool} 第 {step} 步");
            return Err(told("teams.unknown_step", &place, "没有这个匹配池或步骤。"));
        }
    }
    let mut solved = Vec::new();
    for (place, pool) in pools.iter().enumerate() {
        let relaxation = case.matching.relaxations[place].unwrap_or_default();
        let steps = record.pools[place].steps;
        solved.push(pool_steps(case, pool, relaxation, steps, &by_step)?);
    }
    let stated = case.own_body(|body| match body {
        EntryBody::Match { roots, .. } => Some((roots.match_root, roots.match_count)),
        _ => None,
    });
    let stated = stated.expect("V-20 has found the match entry");
    root_is(case.rules().suite, FILE, &rows(bytes), stated, "match 条目")?;
    let any = solved.iter().any(|steps| !steps.is_empty());
    case.matching.steps = solved;
    Ok(if any { Outcome::Pass } else { Outcome::Withheld("没有匹配成功的匹配池") })
}

fn told(code: &'static str, place: &str, what: &str) -> Deviation {
    Deviation::told(code, FILE, place, format!("{FILE} {place}：{what}"))
}

type ByStep<'r> = BTreeMap<(&'r str, u64), Vec<&'r MatchRow>>;

fn pool_steps(
    case: &Case<'_>,
    pool: &Pool,
    relaxation: Relaxation,
    count: u64,
    by_step: &ByStep<'_>,
) -> Result<Vec<SolvedStep>, Deviation> {
    let mut solved: Vec<SolvedStep> = Vec::new();
    if count == 0 {
        return Ok(solved);
    }
    let seed = &case.draw.result.as_ref().expect("V-16 has passed").seed;
    let name = pool.rule.pool.as_str();
    let mut problem = instance(pool, case.rules().suite, seed, 0, relaxation)
        .map_err(|e| Deviation::told(e.code(), FILE, name, e.message_zh()))?;
    let incompatible = pool.incompatible();
    for step in 0..count {
        let place = format!("{name} 第 {step} 步");
        let empty = Vec::new();
        let rows = by_step.get(&(name, step)).unwrap_or(&empty);
        let teams = teams(pool, &problem, rows, &place)?;
        let clash = first_clash(&problem, &teams, &incompatible);
        solved.push(SolvedStep { problem: problem.clone(), teams, clashes: clash.is_some() });
        if let Some(pair) = clash {
            problem.forbid(pair.entry, pair.officer);
        }
    }
    Ok(solved)
}

/// The teams of a step, after everything that V-22 asks of them.
fn teams(
    pool: &Pool,
    problem: &Problem,
    rows: &[&MatchRow],
    place: &str,
) -> Result<Teams, Deviation> {
    let mut teams: Teams = vec![Vec::new(); pool.entries.len()];
    let mut leaders = vec![Vec::new(); pool.entries.len()];
    for row in rows {
        let who = format!("{place} {} {}", row.object_id, row.officer);
        let entry = pool.entry(&row.object_id);
        let entry = entry.ok_or_else(|| told("teams.entry", &who, "该户不在这个匹配池。"))?;
        let officer = pool.officer(&row.officer);
        let officer =
            officer.ok_or_else(|| told("teams.officer", &who, "该人员不在这个匹配池。"))?;
        let officer = u32::try_from(officer).expect("pools are bounded");
        let arc = problem.arc(entry, officer);
        let arc = arc.ok_or_else(|| told("teams.not_eligible", &who, "该人员不得检查这一户。"))?;
        if arc.r != row.r {
            return Err(Deviation::differs("teams.r", FILE, format!("{who} 的 r"), row.r, arc.r));
        }
        teams[entry].push(officer);
        if row.leader {
            leaders[entry].push(officer);
        }
    }
    check_teams(problem, &teams).map_err(|error| {
        let entry = |e: usize| pool.entries[e].object_id.to_string();
        let officer = |f: usize| pool.officers[f].officer_code.to_string();
        told(error.code(), place, &error.message_zh(entry, officer))
    })?;
    for (entry, team) in teams.iter().enumerate() {
        let number = |f: u32| problem.arc(entry, f).map_or(0, |arc| arc.r);
        let numbered: Vec<(u32, u64)> = team.iter().map(|&f| (f, number(f))).collect();
        let wanted: Vec<u32> = leader(pool, &numbered).into_iter().collect();
        if leaders[entry] != wanted {
            let who = format!("{place} {}", pool.entries[entry].object_id);
            return Err(told("teams.leader", &who, "组长不是应当的那一位。"));
        }
    }
    Ok(teams)
}
