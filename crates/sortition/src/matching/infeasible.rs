//! Why posts stay open: the minimal cut that is the same for every maximum flow (ssj-1 §9.5).

use super::maximum_flow::{depths, maximum, unmet};
use super::problem::Problem;

/// Deficit and, when it is above 0, the entries and officers that cause it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Posts that cannot be filled.
    pub deficit: u64,
    /// X: places of the entries.
    pub entries: Vec<usize>,
    /// Y: places of the officers.
    pub officers: Vec<usize>,
}

/// Posts that no assignment can fill.
#[must_use]
pub fn deficit(problem: &Problem) -> u64 {
    let state = maximum(problem);
    (0..problem.needs.len()).map(|entry| u64::from(unmet(&state, entry))).sum()
}

/// The minimal violator.
#[must_use]
pub fn cut(problem: &Problem) -> Cut {
    let state = maximum(problem);
    let depth = depths(&state);
    let reached = |node: usize| depth[node] != u32::MAX;
    let entries = 0..state.nodes.entries;
    Cut {
        deficit: entries.clone().map(|entry| u64::from(unmet(&state, entry))).sum(),
        entries: entries.filter(|&entry| reached(state.nodes.entry(entry))).collect(),
        officers: (0..state.nodes.officers).filter(|&officer| reached(officer)).collect(),
    }
}
