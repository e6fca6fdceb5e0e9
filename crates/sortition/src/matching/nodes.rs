//! Numbers of the nodes: officers, entries, X nodes, sink.

use super::problem::Problem;

const NONE: u32 = u32::MAX;

/// Maps officers, entries and X nodes to node numbers and back.
#[derive(Clone, Debug)]
pub(super) struct Nodes {
    pub(super) officers: usize,
    pub(super) entries: usize,
    x_of: Vec<u32>,
    x_entry: Vec<u32>,
}

impl Nodes {
    pub(super) fn new(problem: &Problem) -> Self {
        let (officers, entries) = (problem.staff.len(), problem.needs.len());
        let mut x_of = vec![NONE; entries];
        let mut x_entry = Vec::new();
        for (entry, need) in problem.needs.iter().enumerate() {
            if need.special_min > 0 {
                x_of[entry] = (officers + entries + x_entry.len()) as u32;
                x_entry.push(entry as u32);
            }
        }
        Self { officers, entries, x_of, x_entry }
    }

    /// Number of all nodes, the sink included.
    pub(super) fn len(&self) -> usize {
        self.sink() + 1
    }

    pub(super) fn sink(&self) -> usize {
        self.officers + self.entries + self.x_entry.len()
    }

    pub(super) fn entry(&self, entry: usize) -> usize {
        self.officers + entry
    }

    pub(super) fn x(&self, entry: usize) -> Option<usize> {
        (self.x_of[entry] != NONE).then(|| self.x_of[entry] as usize)
    }

    pub(super) fn is_officer(&self, node: usize) -> bool {
        node < self.officers
    }

    pub(super) fn is_x(&self, node: usize) -> bool {
        node >= self.officers + self.entries && node < self.sink()
    }

    /// The entry of an entry node or of an X node.
    pub(super) fn entry_of(&self, tail: usize) -> usize {
        match tail.checked_sub(self.officers + self.entries) {
            Some(x) => self.x_entry[x] as usize,
            None => tail - self.officers,
        }
    }

    /// The node from which a pair starts: the entry, or its X node for one that is no specialist.
    pub(super) fn tail(&self, problem: &Problem, entry: usize, officer: u32) -> usize {
        match self.x(entry) {
            Some(x) if problem.through_x(entry, officer) => x,
            _ => self.entry(entry),
        }
    }
}
