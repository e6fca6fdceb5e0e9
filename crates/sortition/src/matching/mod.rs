//! Who visits: the unique optimum of ssj-1 §9.3, its certificate, and what is said when there is
//! none.
//!
//! [`Problem`] is the abstract core: entries, officers and eligible pairs by place, already in the
//! order of their bytes. [`solve()`] gives the optimum, [`check_certificate`] proves it without
//! solving, [`cut`] explains why there is no assignment. [`match_pool`] runs a whole pool.

mod canonical;
mod certificate;
mod cost;
mod infeasible;
mod ladder;
mod maximum_flow;
mod nodes;
mod pool;
mod potentials;
mod problem;
mod rematch;
mod search;
mod shortlist;
mod solver;
mod state;
mod teammates;
mod uniqueness;

pub use certificate::{CertificateError, check_certificate, check_teams};
pub use cost::{LoadTargets, load_cost, pair_cost};
pub use infeasible::{Cut, cut, deficit};
pub use ladder::{Infeasible, RuleDeficit, climb, explain_infeasible};
pub use pool::{PoolMatch, PoolMatchError, Staffing, Step, instance, match_pool, staffing};
pub use potentials::Potentials;
pub use problem::{Need, Problem, ProblemError, Staff};
pub use rematch::{Candidate, choose};
pub use solver::{Solution, SolveError, Teams, objective_of, solve, solve_keyed};
pub use teammates::{Forbidden, first_clash};
