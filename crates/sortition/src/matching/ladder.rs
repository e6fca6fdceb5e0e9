//! What each relaxed rule would give, and the published steps of relaxation (ssj-1 §9.5).

use super::infeasible::{Cut, cut, deficit};
use super::problem::Problem;
use crate::pools::Relaxation;
use crate::rules::LadderStep;

/// Posts still open under one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleDeficit {
    /// The word of the specification.
    pub rule: String,
    /// Posts that stay open.
    pub deficit: u64,
}

/// The record of a pool that cannot be staffed as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Infeasible {
    /// The minimal violator.
    pub cut: Cut,
    /// Each class relaxed alone, in the order of the specification.
    pub relaxed: Vec<RuleDeficit>,
}

/// The explanation, or `None` when every post can be filled.
pub fn explain_infeasible(instance: &dyn Fn(Relaxation) -> Problem) -> Option<Infeasible> {
    let cut = cut(&instance(Relaxation::default()));
    if cut.deficit == 0 {
        return None;
    }
    let single = Relaxation::single().into_iter();
    let relaxed = single
        .map(|(rule, relaxation)| RuleDeficit {
            rule: rule.to_owned(),
            deficit: deficit(&instance(relaxation)),
        })
        .collect();
    Some(Infeasible { cut, relaxed })
}

/// Applies the steps one after another until nothing is missing.
///
/// The relaxation is the one under which every post can be filled; `None` when the ladder ends
/// before. There is no smaller team.
pub fn climb(
    steps: &[LadderStep],
    instance: &dyn Fn(Relaxation) -> Problem,
) -> (Vec<RuleDeficit>, Option<Relaxation>) {
    let mut relaxation = Relaxation::default();
    let mut log = Vec::new();
    for &step in steps {
        relaxation = relaxation.and(step);
        let left = deficit(&instance(relaxation));
        log.push(RuleDeficit { rule: step.word(), deficit: left });
        if left == 0 {
            return (log, Some(relaxation));
        }
    }
    (log, None)
}
