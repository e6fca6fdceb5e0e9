//! Shortest paths over the residual graph, with potentials and lazy lists.
//!
//! A tail node looks at its pairs from the cheapest on. What is left waits in the heap under the
//! least distance that it can still give, computed with the best potential among officers: the
//! full graph is searched exactly while most pairs are never touched.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::cost::key_cost;
use super::shortlist::Shortlist;
use super::state::State;

/// Farther than every path: paths stay below 2^125 (ssj-1 §9.3).
pub(super) const FAR: i128 = 1 << 126;
const NO_PARENT: u32 = u32::MAX;
/// Marks a tail in the heap that has pairs left to look at.
const AGAIN: u32 = 1 << 31;

/// Buffers of one search, used again by the next.
pub(super) struct Search {
    pub(super) potentials: Vec<i128>,
    pub(super) distance: Vec<i128>,
    pub(super) parent: Vec<u32>,
    settled: Vec<bool>,
    touched: Vec<u32>,
    heap: BinaryHeap<Reverse<(i128, u32)>>,
    lists: Vec<Shortlist>,
    /// Pairs of each tail that were looked at.
    cursor: Vec<u32>,
    /// No officer has a larger potential.
    highest: i128,
    /// Paths of this length or more do not matter.
    pub(super) bound: i128,
    /// A tail had to look at all its pairs since this was last cleared.
    pub(super) scanned_all: bool,
}

impl Search {
    pub(super) fn new(state: &State<'_>) -> Self {
        let count = state.nodes.len();
        let tails = count - 1 - state.nodes.officers;
        Self {
            potentials: vec![0; count],
            distance: vec![FAR; count],
            parent: vec![NO_PARENT; count],
            settled: vec![false; count],
            touched: Vec::new(),
            heap: BinaryHeap::new(),
            lists: vec![Shortlist::default(); tails],
            cursor: vec![0; tails],
            highest: 0,
            bound: FAR,
            scanned_all: false,
        }
    }

    /// Forgets distances; potentials and lists stay.
    pub(super) fn reset(&mut self, state: &State<'_>) {
        for &node in &self.touched {
            self.distance[node as usize] = FAR;
            self.parent[node as usize] = NO_PARENT;
            self.settled[node as usize] = false;
        }
        self.touched.clear();
        self.heap.clear();
        self.bound = FAR;
        let officers = &self.potentials[..state.nodes.officers];
        self.highest = officers.iter().copied().max().unwrap_or(0);
    }

    /// Offers a path to `node`.
    pub(super) fn relax(&mut self, node: usize, distance: i128, parent: usize) {
        if distance < self.distance[node] && !self.settled[node] {
            if self.distance[node] == FAR {
                self.touched.push(node as u32);
            }
            self.distance[node] = distance;
            self.parent[node] = parent as u32;
            self.heap.push(Reverse((distance, node as u32)));
        }
    }

    /// The next node in order of distance, below the bound.
    ///
    /// Tails with pairs left are taken up again on the way.
    pub(super) fn settle(&mut self, state: &State<'_>, cut: i128) -> Option<usize> {
        while let Some(Reverse((distance, node))) = self.heap.pop() {
            if distance >= self.bound {
                return None;
            }
            if node & AGAIN != 0 {
                self.expand_pairs(state, (node & !AGAIN) as usize, distance, cut);
                continue;
            }
            let node = node as usize;
            if !self.settled[node] {
                self.settled[node] = true;
                return Some(node);
            }
        }
        None
    }

    /// Lowers the settled nodes so that reduced costs stay ≥ 0 after a path of length `reach`.
    pub(super) fn lower(&mut self, reach: i128) {
        for &node in &self.touched {
            let node = node as usize;
            if self.settled[node] {
                self.potentials[node] += self.distance[node] - reach;
            }
        }
    }

    /// Offers the residual arcs of an officer, the one to the sink excepted.
    pub(super) fn expand_officer(&mut self, state: &State<'_>, officer: usize) {
        let base = self.distance[officer] + self.potentials[officer];
        for &(entry, key) in &state.serves[officer] {
            let tail = state.nodes.tail(state.problem, entry as usize, officer as u32);
            self.relax(tail, base - key_cost(key) - self.potentials[tail], officer);
        }
    }

    /// Offers the residual arcs of an entry or of an X node.
    pub(super) fn expand_tail(&mut self, state: &State<'_>, tail: usize, cut: i128) {
        let entry = state.nodes.entry_of(tail);
        let base = self.distance[tail] + self.potentials[tail];
        if state.nodes.is_x(tail) {
            if state.through[entry] > 0 {
                let home = state.nodes.entry(entry);
                self.relax(home, base - self.potentials[home], tail);
            }
        } else if let Some(x) = state.nodes.x(entry)
            && state.x_has_room(entry)
        {
            self.relax(x, base - self.potentials[x], tail);
        }
        self.cursor[tail - state.nodes.officers] = 0;
        self.expand_pairs(state, tail, self.distance[tail], cut);
    }

    /// Looks at the pairs that may matter up to `radius`; what can only give `cut` or more is left.
    fn expand_pairs(&mut self, state: &State<'_>, tail: usize, radius: i128, cut: i128) {
        let base = self.distance[tail] + self.potentials[tail];
        let place = tail - state.nodes.officers;
        let team = &state.teams[state.nodes.entry_of(tail)];
        let mut list = std::mem::take(&mut self.lists[place]);
        let highest = list.highest.min(self.highest);
        let mut next = self.cursor[place] as usize;
        loop {
            while let Some(&(key, officer)) = list.pairs.get(next) {
                let reach = base + key_cost(key);
                if reach - highest > radius {
                    if reach - highest < cut.min(self.bound) {
                        self.heap.push(Reverse((reach - highest, tail as u32 | AGAIN)));
                    }
                    self.cursor[place] = next as u32;
                    self.lists[place] = list;
                    return;
                }
                if !team.contains(&officer) {
                    let officer = officer as usize;
                    self.relax(officer, reach - self.potentials[officer], tail);
                }
                next += 1;
            }
            if list.complete || !list.widen(state.problem, &state.nodes, tail) {
                break;
            }
        }
        self.cursor[place] = next as u32;
        if !list.complete {
            list.highest = self.expand_all(state, tail, base);
            self.scanned_all = true;
        }
        self.lists[place] = list;
    }

    /// Looks at every pair; gives the largest potential seen.
    fn expand_all(&mut self, state: &State<'_>, tail: usize, base: i128) -> i128 {
        let team = &state.teams[state.nodes.entry_of(tail)];
        let mut highest = -FAR;
        for (key, officer) in Shortlist::all(state.problem, &state.nodes, tail) {
            let potential = self.potentials[officer as usize];
            highest = highest.max(potential);
            let reach = base + key_cost(key) - potential;
            if reach < self.distance[officer as usize] && !team.contains(&officer) {
                self.relax(officer as usize, reach, tail);
            }
        }
        highest
    }
}
