//! A flow while it grows: teams and what each officer holds.

use super::cost::{load_cost, pair_key};
use super::nodes::Nodes;
use super::problem::{LOAD_MAX, Problem};

/// Teams and their mirror by officer.
#[derive(Clone, Debug)]
pub(super) struct State<'p> {
    pub(super) problem: &'p Problem,
    pub(super) nodes: Nodes,
    /// Members by entry, in no order.
    pub(super) teams: Vec<Vec<u32>>,
    /// `(entry, pair key)` by officer.
    pub(super) serves: Vec<Vec<(u32, u64)>>,
    /// Members by entry that run through its X node.
    pub(super) through: Vec<u32>,
}

impl<'p> State<'p> {
    pub(super) fn empty(problem: &'p Problem) -> Self {
        Self {
            problem,
            nodes: Nodes::new(problem),
            teams: vec![Vec::new(); problem.needs.len()],
            serves: vec![Vec::new(); problem.staff.len()],
            through: vec![0; problem.needs.len()],
        }
    }

    pub(super) fn add(&mut self, entry: usize, officer: u32) {
        let arc = self.problem.arc(entry, officer).expect("only eligible pairs carry flow");
        self.teams[entry].push(officer);
        self.serves[officer as usize].push((entry as u32, pair_key(arc.tier, arc.r)));
        self.through[entry] += u32::from(self.problem.through_x(entry, officer));
    }

    pub(super) fn remove(&mut self, entry: usize, officer: u32) {
        self.teams[entry].retain(|&member| member != officer);
        self.serves[officer as usize].retain(|&(held, _)| held as usize != entry);
        self.through[entry] -= u32::from(self.problem.through_x(entry, officer));
    }

    pub(super) fn load(&self, officer: usize) -> u32 {
        self.serves[officer].len() as u32
    }

    /// The first officer with more posts than may be counted, prior ones included.
    pub(super) fn overloaded(&self) -> Option<usize> {
        let all = |f: &usize| self.problem.staff[*f].prior.saturating_add(self.load(*f));
        (0..self.serves.len()).find(|f| all(f) > LOAD_MAX && self.load(*f) > 0)
    }

    /// Cost of one more post; `None` at the cap.
    pub(super) fn cost_up(&self, officer: usize) -> Option<i128> {
        let staff = self.problem.staff[officer];
        let load = self.load(officer);
        let next = i64::from(staff.prior) + i64::from(load) + 1;
        (load < staff.cap).then(|| load_cost(self.problem.targets, next))
    }

    /// Cost of the last post; `None` without posts.
    pub(super) fn cost_last(&self, officer: usize) -> Option<i128> {
        let last = i64::from(self.problem.staff[officer].prior) + i64::from(self.load(officer));
        (self.load(officer) > 0).then(|| load_cost(self.problem.targets, last))
    }

    /// May one more member run through the X node?
    pub(super) fn x_has_room(&self, entry: usize) -> bool {
        self.through[entry] < self.problem.x_capacity(entry)
    }
}
