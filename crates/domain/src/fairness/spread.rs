//! Sums over the strata: hits, expectations and how they vary together.

use std::collections::BTreeMap;

use super::{ONE, Stratum, rounded};

/// A variance below this is rounding and no variance.
const NOTHING: i128 = ONE / 1_000_000;

/// Groups by their place, summed over all strata.
pub(super) struct Spread {
    pub(super) members: Vec<u64>,
    pub(super) hits: Vec<u64>,
    expected: Vec<i128>,
    /// Covariances of the hits.
    together: Vec<Vec<i128>>,
}

impl Spread {
    /// Sums up; `places` says which groups are counted together.
    pub(super) fn of(strata: &[Stratum], places: &BTreeMap<&str, usize>, size: usize) -> Spread {
        let mut sum = Spread {
            members: vec![0; size],
            hits: vec![0; size],
            expected: vec![0; size],
            together: vec![vec![0; size]; size],
        };
        for stratum in strata {
            let mut own = vec![(0_u64, 0_u64); size];
            for (name, group) in stratum {
                let cell = &mut own[places[name.as_str()]];
                *cell = (cell.0 + group.members, cell.1 + group.hits);
            }
            sum.add(&own);
        }
        sum
    }

    fn add(&mut self, own: &[(u64, u64)]) {
        let all: u64 = own.iter().map(|(members, _)| members).sum();
        let drawn: u64 = own.iter().map(|(_, hits)| hits).sum();
        let (all, drawn) = (i128::from(all), i128::from(drawn));
        if all == 0 {
            return;
        }
        // n(N − n)/(N − 1): a unit of one subject, or one that is drawn as a whole, cannot vary.
        let factor = if all == 1 { 0 } else { drawn * (all - drawn) * ONE / (all - 1) };
        for (g, &(members, hits)) in own.iter().enumerate() {
            if members == 0 {
                continue;
            }
            self.members[g] += members;
            self.hits[g] += hits;
            let members = i128::from(members);
            self.expected[g] += drawn * members * ONE / all;
            for (h, &(others, _)) in own.iter().enumerate() {
                let others = i128::from(others);
                let share = factor * members / all;
                self.together[g][h] += match g == h {
                    true => share * (all - members) / all,
                    false => -(share * others / all),
                };
            }
        }
    }

    pub(super) fn expected(&self, at: usize) -> i128 {
        self.expected[at]
    }

    fn difference(&self, at: usize) -> i128 {
        i128::from(self.hits[at]) * ONE - self.expected[at]
    }

    /// z of one group.
    pub(super) fn deviation_hundredths(&self, at: usize) -> Option<i64> {
        let variance = self.together[at][at];
        if variance < NOTHING {
            return None;
        }
        let difference = self.difference(at);
        // z² in units of 10⁻⁴, so that its root is in hundredths.
        let square = difference.unsigned_abs().checked_pow(2)? / variance.unsigned_abs();
        let root = (square * 40_000 / ONE.unsigned_abs()).isqrt().div_ceil(2);
        let root = i64::try_from(root).ok()?;
        Some(if difference < 0 { -root } else { root })
    }

    /// The quadratic form of the differences with a generalised inverse of the covariances, and its
    /// rank: the square of each difference, as far as those before it do not explain it, over what
    /// variance is left of it.
    pub(super) fn chi_square_thousandths(mut self) -> (u64, usize) {
        let size = self.hits.len();
        let mut left: Vec<i128> = (0..size).map(|at| self.difference(at)).collect();
        let (mut square, mut degrees) = (0, 0);
        for at in 0..size {
            let pivot = self.together[at][at];
            if pivot < NOTHING {
                continue;
            }
            degrees += 1;
            square += left[at] * left[at] / pivot;
            let row = self.together[at].clone();
            for next in at + 1..size {
                left[next] -= row[next] * left[at] / pivot;
                for (column, cell) in self.together[next].iter_mut().enumerate().skip(at + 1) {
                    *cell -= row[next] * row[column] / pivot;
                }
            }
        }
        (rounded(square, ONE / 1_000), degrees)
    }
}
