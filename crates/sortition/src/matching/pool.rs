//! A whole pool: from its facts to teams, step by step (ssj-1 §9.3 – §9.5).

use thiserror::Error;

use super::cost::LoadTargets;
use super::ladder::{Infeasible, RuleDeficit, climb, explain_infeasible};
use super::problem::{Need, Problem, ProblemError, Staff};
use super::solver::{Solution, SolveError, solve};
use super::teammates::{Forbidden, first_clash};
use crate::digest::Digest;
use crate::pools::{Arc, Pool, Relaxation};
use crate::rules::LadderStep;
use crate::suite::Suite;

/// Most steps after the first (ssj-1 §9.4).
const STEPS_MAX: usize = 1000;

/// One solved step.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its optimum.
    pub solution: Solution,
    /// The pair that the next step forbids; `None` in the last step.
    pub forbids: Option<Forbidden>,
}

/// What is published about a pool.
#[derive(Clone, Debug)]
pub struct PoolMatch {
    /// Present when the pool cannot be staffed without the ladder.
    pub infeasible: Option<Infeasible>,
    /// Steps of the ladder as applied.
    pub ladder: Vec<RuleDeficit>,
    /// Rules relaxed in the solved instance; `None` when the pool is void.
    pub relaxation: Option<Relaxation>,
    /// Solved steps; empty for a void pool and for one without entries.
    pub steps: Vec<Step>,
}

/// Why a pool has no published match.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PoolMatchError {
    /// The pool is beyond the bounds.
    #[error(transparent)]
    Problem(#[from] ProblemError),
    /// A step has no assignment, because of the pairs forbidden before it.
    #[error("step {step}: {source}")]
    Step {
        /// The step.
        step: usize,
        /// Why.
        source: SolveError,
    },
    /// Another optimum ties with this one.
    #[error("step {step} has several optima")]
    Tied {
        /// The step.
        step: usize,
    },
    /// Incompatible team-mates remain.
    #[error("incompatible team-mates remain after {STEPS_MAX} steps")]
    TooManySteps,
}

impl PoolMatchError {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Problem(error) => error.code(),
            Self::Step { source, .. } => source.code(),
            Self::Tied { .. } => "matching.tied",
            Self::TooManySteps => "matching.too_many_steps",
        }
    }

    /// What happened, where and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        let again = "请作废本次匹配，另行抽取";
        match self {
            Self::Problem(error) => error.message_zh(),
            Self::Step { step, source } => {
                format!("第 {step} 步：{}因回避组合无法继续的，{again}。", source.message_zh())
            }
            Self::Tied { step } => format!("第 {step} 步的最优结果不唯一；{again}。"),
            Self::TooManySteps => {
                format!("经 {STEPS_MAX} 步仍有不得同组的人员同组；{again}。")
            }
        }
    }
}

/// The instance of a pool under relaxed rules, with the pair numbers of `tiebreak`.
///
/// # Errors
/// [`ProblemError`] when the pool is beyond the bounds.
pub fn instance(
    pool: &Pool,
    suite: Suite,
    seed: &Digest,
    tiebreak: u32,
    relaxation: Relaxation,
) -> Result<Problem, ProblemError> {
    let key = pool.key(suite, seed, tiebreak);
    build(pool, relaxation, pool.all_arcs(suite, &key, relaxation))
}

/// The same without pair numbers: enough to ask what can be filled.
fn unnumbered(pool: &Pool, relaxation: Relaxation) -> Result<Problem, ProblemError> {
    let eligible =
        |entry: usize, officer: &usize| pool.is_eligible(pool.flags(entry, *officer), relaxation);
    let arc = |officer: usize| Arc { officer: officer as u32, tier: 0, r: 0 };
    let arcs = |entry| {
        let officers = 0..pool.officers.len();
        officers.filter(|officer| eligible(entry, officer)).map(arc).collect()
    };
    build(pool, relaxation, (0..pool.entries.len()).map(arcs).collect())
}

fn build(
    pool: &Pool,
    relaxation: Relaxation,
    pairs: Vec<Vec<Arc>>,
) -> Result<Problem, ProblemError> {
    let demand = pool.rule.demand as u32;
    let need = |entry| Need { demand, special_min: pool.special_min(entry, relaxation) as u32 };
    let needs = (0..pool.entries.len()).map(need).collect();
    let caps = pool.caps(relaxation);
    let staff = (0..caps.len())
        .map(|f| Staff {
            cap: caps[f],
            prior: u32::from(pool.officers[f].prior),
            special: pool.specialist[f],
        })
        .collect();
    let (lo, hi) = pool.load_targets();
    Problem::new(needs, staff, pairs, LoadTargets { lo, hi })
}

/// Matches a pool: explanation, ladder, optimum and the steps for incompatible team-mates.
///
/// # Errors
/// [`PoolMatchError`]; a pool that stays short of officers is no error but void.
pub fn match_pool(
    pool: &Pool,
    suite: Suite,
    seed: &Digest,
    ladder: &[LadderStep],
) -> Result<PoolMatch, PoolMatchError> {
    let Staffing { infeasible, ladder, relaxation } = staffing(pool, ladder)?;
    let mut steps = Vec::new();
    if let Some(relaxation) = relaxation
        && !pool.entries.is_empty()
    {
        steps = solve_steps(instance(pool, suite, seed, 0, relaxation)?, &pool.incompatible())?;
    }
    Ok(PoolMatch { infeasible, ladder, relaxation, steps })
}

/// Whether and how a pool can be staffed, before anybody is assigned.
#[derive(Clone, Debug)]
pub struct Staffing {
    /// Present when the pool cannot be staffed without the ladder.
    pub infeasible: Option<Infeasible>,
    /// Steps of the ladder as applied.
    pub ladder: Vec<RuleDeficit>,
    /// Rules relaxed in the instance to be solved; `None` when the pool is void.
    pub relaxation: Option<Relaxation>,
}

/// Explains a shortage and climbs the ladder until every post can be filled.
///
/// # Errors
/// [`ProblemError`] when the pool is beyond the bounds.
pub fn staffing(pool: &Pool, ladder: &[LadderStep]) -> Result<Staffing, ProblemError> {
    // The bounds do not depend on what is relaxed.
    unnumbered(pool, Relaxation::default())?;
    let bounded =
        |relaxation| unnumbered(pool, relaxation).expect("within bounds, as checked before");
    let infeasible = explain_infeasible(&bounded);
    let (ladder, relaxation) = match &infeasible {
        None => (Vec::new(), Some(Relaxation::default())),
        Some(_) => climb(ladder, &bounded),
    };
    Ok(Staffing { infeasible, ladder, relaxation })
}

/// Solves, forbids the first clash, solves again.
fn solve_steps(
    mut problem: Problem,
    incompatible: &[(u32, u32)],
) -> Result<Vec<Step>, PoolMatchError> {
    let mut steps = Vec::new();
    while steps.len() <= STEPS_MAX {
        let step = steps.len();
        let solution = solve(&problem).map_err(|source| PoolMatchError::Step { step, source })?;
        if !solution.unique {
            return Err(PoolMatchError::Tied { step });
        }
        let forbids = first_clash(&problem, &solution.teams, incompatible);
        steps.push(Step { solution, forbids });
        match forbids {
            None => return Ok(steps),
            Some(pair) => problem.forbid(pair.entry, pair.officer),
        }
    }
    Err(PoolMatchError::TooManySteps)
}
