//! Successive shortest augmenting paths to the unique optimum (ssj-1 §9.3).

use thiserror::Error;

use super::canonical::canonical;
use super::cost::{load_cost, pair_cost};
use super::potentials::Potentials;
use super::problem::{LOAD_MAX, Problem};
use super::search::{FAR, Search};
use super::state::State;
use super::uniqueness;

/// Members by entry, ascending by officer.
pub type Teams = Vec<Vec<u32>>;

/// The optimum with its certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solution {
    /// Members by entry.
    pub teams: Teams,
    /// Canonical potentials.
    pub potentials: Potentials,
    /// Value of the objective.
    pub objective: i128,
    /// No other assignment has the same value.
    pub unique: bool,
}

/// Why there is no result.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SolveError {
    /// No assignment fills every post.
    #[error("an entry cannot be staffed: entry {entry}")]
    Infeasible {
        /// The entry at which no path was left; the explanation is [`super::cut`].
        entry: usize,
    },
    /// More posts than may be counted.
    #[error("officer {officer} would hold more than {LOAD_MAX} posts with prior ones")]
    Load {
        /// The officer.
        officer: usize,
    },
    /// Ties under every tiebreak tried.
    #[error("the optimum is not unique under {tried} tiebreaks")]
    Tied {
        /// How many were tried.
        tried: u32,
    },
}

impl SolveError {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Infeasible { .. } => "matching.infeasible",
            Self::Load { .. } => "matching.load",
            Self::Tied { .. } => "matching.tied",
        }
    }

    /// What happened, where and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            Self::Infeasible { entry } => format!(
                "人手不足，第 {} 个检查对象配不齐检查人员；请按缺口说明放宽规则或增派人员。",
                entry + 1
            ),
            Self::Load { officer } => format!(
                "第 {} 名人员的原有任务与本次任务合计超过 {LOAD_MAX} 个；请降低上限。",
                officer + 1
            ),
            Self::Tied { tried } => {
                format!("换用 {tried} 个配对密钥后最优结果仍不唯一；请核对配对编号。")
            }
        }
    }
}

/// The optimum of an instance.
///
/// # Errors
/// [`SolveError::Infeasible`] when no assignment fills every post, [`SolveError::Load`] when the
/// optimum passes the bound.
pub fn solve(problem: &Problem) -> Result<Solution, SolveError> {
    let mut state = State::empty(problem);
    let mut search = Search::new(&state);
    for entry in 0..problem.needs.len() {
        for _ in 0..problem.needs[entry].demand {
            if !augment(&mut state, &mut search, entry) {
                return Err(SolveError::Infeasible { entry });
            }
        }
    }
    if let Some(officer) = state.overloaded() {
        return Err(SolveError::Load { officer });
    }
    let values = canonical(&state, &mut search);
    drop(search);
    let unique = uniqueness::is_unique(&state, &values);
    let potentials = Potentials::from_nodes(&state.nodes, &values);
    let objective = objective(&state);
    let mut teams = state.teams;
    for team in &mut teams {
        team.sort_unstable();
    }
    Ok(Solution { teams, potentials, objective, unique })
}

/// Solves under tiebreak 0, 1, …, `last` until the optimum is unique; gives the tiebreaks tried.
///
/// # Errors
/// [`SolveError`]; `Tied` when none of them has a unique optimum.
pub fn solve_keyed(
    problem_of: &mut dyn FnMut(u32) -> Problem,
    last: u32,
) -> Result<(Solution, Vec<u32>), SolveError> {
    for tiebreak in 0..=last {
        let solution = solve(&problem_of(tiebreak))?;
        if solution.unique {
            return Ok((solution, (0..=tiebreak).collect()));
        }
    }
    Err(SolveError::Tied { tried: last + 1 })
}

/// One post more for `entry` along a shortest path; false when there is none.
fn augment(state: &mut State<'_>, search: &mut Search, entry: usize) -> bool {
    search.reset(state);
    let source = state.nodes.entry(entry);
    search.relax(source, 0, source);
    let mut end = None;
    while let Some(node) = search.settle(state, FAR) {
        if !state.nodes.is_officer(node) {
            search.expand_tail(state, node, FAR);
            continue;
        }
        if let Some(up) = state.cost_up(node) {
            let reach = search.distance[node] + up + search.potentials[node];
            if reach < search.bound {
                search.bound = reach;
                end = Some(node);
            }
        }
        search.expand_officer(state, node);
    }
    let Some(end) = end else { return false };
    search.lower(search.bound);
    apply(state, search, source, end);
    true
}

/// Turns the path that ends at officer `end` into changes of teams.
fn apply(state: &mut State<'_>, search: &Search, source: usize, end: usize) {
    let mut changes = Vec::new();
    let mut node = end;
    while node != source {
        let before = search.parent[node] as usize;
        if state.nodes.is_officer(node) {
            changes.push((true, state.nodes.entry_of(before), node as u32));
        } else if state.nodes.is_officer(before) {
            changes.push((false, state.nodes.entry_of(node), before as u32));
        }
        node = before;
    }
    // Removals first, so that the X count of an entry never passes its capacity.
    for &(_, entry, officer) in changes.iter().filter(|change| !change.0) {
        state.remove(entry, officer);
    }
    for &(_, entry, officer) in changes.iter().filter(|change| change.0) {
        state.add(entry, officer);
    }
}

/// Value of the objective for teams that [`super::check_teams`] accepts.
#[must_use]
pub fn objective_of(problem: &Problem, teams: &Teams) -> i128 {
    let mut state = State::empty(problem);
    for (entry, team) in teams.iter().enumerate() {
        team.iter().for_each(|&member| state.add(entry, member));
    }
    objective(&state)
}

fn objective(state: &State<'_>) -> i128 {
    let problem = state.problem;
    let mut sum = 0;
    for (officer, served) in state.serves.iter().enumerate() {
        let prior = i64::from(problem.staff[officer].prior);
        for (index, &(entry, _)) in served.iter().enumerate() {
            let arc = problem.arc(entry as usize, officer as u32).expect("an eligible pair");
            sum += pair_cost(arc.tier, arc.r);
            sum += load_cost(problem.targets, prior + 1 + index as i64);
        }
    }
    sum
}
