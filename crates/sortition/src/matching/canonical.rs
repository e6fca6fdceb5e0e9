//! Canonical potentials: shortest paths from the sink, so that no byte depends on the solver.

use super::search::{FAR, Search};
use super::state::State;

/// π_v = shortest path from the sink to v over the residual arcs of the optimum; 0 where none.
///
/// `search` carries any potentials with reduced costs ≥ 0; they make the paths' lengths
/// non-negative and fall out of the result.
pub(super) fn canonical(state: &State<'_>, search: &mut Search) -> Vec<i128> {
    search.reset(state);
    let sink = state.nodes.sink();
    for officer in 0..state.nodes.officers {
        if let Some(last) = state.cost_last(officer) {
            search.relax(officer, -last - search.potentials[officer], sink);
        }
    }
    // Pairs that cannot beat the farthest officer are left; every tail is still settled.
    let mut cut = farthest(state, search);
    while let Some(node) = search.settle(state, cut) {
        if state.nodes.is_officer(node) {
            search.expand_officer(state, node);
        } else {
            search.expand_tail(state, node, cut);
        }
        if cut >= FAR && std::mem::take(&mut search.scanned_all) {
            cut = farthest(state, search);
        }
    }
    let reached = |node: usize| search.distance[node] < FAR;
    let value = |node: usize| search.distance[node] + search.potentials[node];
    let mut values: Vec<i128> =
        (0..sink).map(|node| if reached(node) { value(node) } else { 0 }).collect();
    values.push(0);
    values
}

/// No officer's distance can still improve by a path of this length.
fn farthest(state: &State<'_>, search: &Search) -> i128 {
    let officers = &search.distance[..state.nodes.officers];
    officers.iter().copied().max().unwrap_or(FAR).saturating_add(1)
}
