//! The cheapest officers of an entry, widened only when a search looks beyond them.

use super::cost::pair_key;
use super::nodes::Nodes;
use super::problem::Problem;

/// Start width, from the measurements behind ssj-1: enough for most entries to the end.
const START: usize = 24;
const WIDEN: usize = 4;

/// Ascending `(key, officer)`: the cheapest pairs of one tail node.
#[derive(Clone, Debug, Default)]
pub(super) struct Shortlist {
    pub(super) pairs: Vec<(u64, u32)>,
    /// Nothing is left out.
    pub(super) complete: bool,
    /// No officer of the list has a larger potential (they only fall).
    pub(super) highest: i128,
}

impl Shortlist {
    /// The pairs that start at a tail node, in the order of the problem.
    pub(super) fn all<'p>(
        problem: &'p Problem,
        nodes: &Nodes,
        tail: usize,
    ) -> impl Iterator<Item = (u64, u32)> + 'p {
        let entry = nodes.entry_of(tail);
        let x = nodes.is_x(tail);
        let split = problem.needs[entry].special_min > 0;
        let arcs = problem.pairs[entry].iter();
        arcs.filter(move |arc| !split || problem.staff[arc.officer as usize].special != x)
            .map(|arc| (pair_key(arc.tier, arc.r), arc.officer))
    }

    /// Takes more of the cheapest; false when so many are asked that scanning all is quicker.
    pub(super) fn widen(&mut self, problem: &Problem, nodes: &Nodes, tail: usize) -> bool {
        let size = problem.pairs[nodes.entry_of(tail)].len();
        let width = if self.pairs.is_empty() { START } else { self.pairs.len() * WIDEN };
        if width > START * WIDEN && width > size / 4 {
            return false;
        }
        let mut pairs: Vec<(u64, u32)> = Self::all(problem, nodes, tail).collect();
        self.complete = pairs.len() <= width;
        if !self.complete {
            pairs.select_nth_unstable(width);
            pairs.truncate(width);
            pairs.shrink_to_fit();
        }
        pairs.sort_unstable();
        self.pairs = pairs;
        true
    }
}
