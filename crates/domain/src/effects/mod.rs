//! 检查人员差异: whether somebody finds more or fewer problems than chance explains.
//!
//! Within one pool of one draw the matching was random: any of its visits could have fallen to any
//! of its inspectors. If nobody looked harder than others, the problems of a pool would be spread
//! over the visits of an inspector as by drawing without replacement: a hypergeometric law, given
//! how many visits and problems the pool had. Pools add up. Owns this exact comparison, in whole
//! numbers, and the correction for looking at many people at once (Benjamini and Hochberg).
//!
//! A difference is a reason to talk, never a score: rules of appraisal are elsewhere.

mod law;

use std::collections::BTreeMap;

use crate::coded::coded;
use law::Law;

/// Fewest visits of somebody who is compared.
pub const VISITS_MIN: u64 = 10;

/// Visits and problems.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// Visits.
    pub visits: u64,
    /// Of them, with a problem.
    pub problems: u64,
}

/// One pool of one draw: visits that could have fallen to any of the people in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pool {
    /// All visits.
    pub all: Share,
    /// Those that somebody took part in.
    pub of: BTreeMap<String, Share>,
}

coded! {
    /// 结论.
    EffectVerdict {
        /// Not compared.
        TooFew = "too_few", "数目太少，不作比较";
        /// Chance explains it.
        Usual = "usual", "未见差异";
        /// Of those who are marked so, at most one in twenty by chance.
        Watch = "watch", "有差异，可以了解情况";
        /// At most one in a hundred.
        Unusual = "unusual", "差异明显，应当了解原因";
    }
}

/// One person, or one team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Who.
    pub who: String,
    /// What was found.
    pub share: Share,
    /// Problems that chance gives on average, in hundredths.
    pub expected: u64,
    /// Fewest problems of 95 of 100 fair assignments.
    pub low: u64,
    /// Most problems of 95 of 100.
    pub high: u64,
    /// p, two-sided, in millionths; none for who is not compared.
    pub p: Option<u64>,
    /// p after the correction.
    pub q: Option<u64>,
    /// What follows.
    pub verdict: EffectVerdict,
}

/// Compares everybody in the pools.
#[must_use]
pub fn effects(pools: &[Pool]) -> Vec<Line> {
    let mut names: Vec<&str> =
        pools.iter().flat_map(|pool| pool.of.keys()).map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    let mut lines: Vec<Line> = names.into_iter().map(|who| line(pools, who)).collect();
    correct(&mut lines);
    lines
}

fn line(pools: &[Pool], who: &str) -> Line {
    let (mut share, mut law) = (Share::default(), Law::certain());
    for pool in pools {
        if let Some(own) = pool.of.get(who) {
            share.visits += own.visits;
            share.problems += own.problems;
            law = law.and(&Law::drawn(pool.all.visits, pool.all.problems, own.visits));
        }
    }
    let compared = share.visits >= VISITS_MIN && law.varies();
    let (low, high) = law.middle();
    Line {
        who: who.to_owned(),
        share,
        expected: law.mean_hundredths(),
        low,
        high,
        p: compared.then(|| law.two_sided_millionths(share.problems)),
        q: None,
        verdict: EffectVerdict::TooFew,
    }
}

/// Benjamini and Hochberg: the smallest rate of false alarms among the marked at which somebody is
/// marked.
fn correct(lines: &mut [Line]) {
    let mut order: Vec<(u64, usize)> =
        lines.iter().enumerate().filter_map(|(at, line)| Some((line.p?, at))).collect();
    order.sort_unstable();
    let count = order.len() as u64;
    let mut least = 1_000_000;
    for (before, (p, at)) in order.iter().enumerate().rev() {
        least = least.min(p * count / (before as u64 + 1));
        lines[*at].q = Some(least);
        lines[*at].verdict = match least {
            0..=10_000 => EffectVerdict::Unusual,
            10_001..=50_000 => EffectVerdict::Watch,
            _ => EffectVerdict::Usual,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(all: (u64, u64), of: &[(&str, u64, u64)]) -> Pool {
        let share = |(visits, problems)| Share { visits, problems };
        Pool {
            all: share(all),
            of: of.iter().map(|(who, v, p)| ((*who).to_owned(), share((*v, *p)))).collect(),
        }
    }

    #[test]
    fn who_finds_what_chance_gives_is_not_accused_and_who_never_finds_is_seen() {
        let fair = effects(&[pool((100, 30), &[("A", 50, 16), ("B", 50, 14)])]);
        assert!(fair.iter().all(|line| line.verdict == EffectVerdict::Usual), "{fair:?}");
        assert_eq!((fair[0].expected, fair[1].expected), (1_500, 1_500));
        let blind = effects(&[pool((100, 30), &[("A", 50, 29), ("B", 50, 1)])]);
        assert!(blind.iter().all(|line| line.verdict == EffectVerdict::Unusual), "{blind:?}");
    }

    #[test]
    fn small_numbers_and_pools_that_cannot_vary_are_not_compared() {
        let few = effects(&[pool((40, 10), &[("A", 9, 9), ("B", 31, 1)])]);
        assert_eq!((few[0].p, few[0].verdict), (None, EffectVerdict::TooFew));
        assert!(few[1].p.is_some());
        // Everybody found a problem everywhere, or one person made every visit.
        for all in [pool((30, 30), &[("A", 15, 15)]), pool((30, 9), &[("A", 30, 9)])] {
            assert_eq!(effects(&[all])[0].p, None);
        }
    }

    #[test]
    fn a_trade_that_is_worse_is_no_fault_of_who_was_sent_there() {
        // A went mostly where problems are frequent, B where they are rare; each found what others
        // found there.
        let pools = [
            pool((100, 60), &[("A", 40, 24), ("C", 60, 36)]),
            pool((100, 5), &[("B", 40, 2), ("C", 60, 3)]),
        ];
        let lines = effects(&pools);
        assert!(lines.iter().all(|line| line.verdict == EffectVerdict::Usual), "{lines:?}");
    }
}
