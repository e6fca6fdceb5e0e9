//! Members that may not go together (ssj-1 §9.4).

use super::problem::Problem;
use super::solver::Teams;

/// A pair taken away from the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forbidden {
    /// The entry.
    pub entry: usize,
    /// The officer.
    pub officer: u32,
}

/// The first entry with an incompatible pair, the first such pair in the order of the rules, and
/// of its two members the one with the larger r.
#[must_use]
pub fn first_clash(
    problem: &Problem,
    teams: &Teams,
    incompatible: &[(u32, u32)],
) -> Option<Forbidden> {
    for (entry, team) in teams.iter().enumerate() {
        let holds = |officer: &u32| team.contains(officer);
        let clash = incompatible.iter().find(|(f, g)| holds(f) && holds(g));
        if let Some(&(f, g)) = clash {
            let number = |officer| problem.arc(entry, officer).expect("a member is eligible").r;
            let officer = if (number(f), f) > (number(g), g) { f } else { g };
            return Some(Forbidden { entry, officer });
        }
    }
    None
}
