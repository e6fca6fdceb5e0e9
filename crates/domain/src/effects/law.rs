//! The exact law of a number of problems, in whole numbers.

/// Probabilities are kept in units of 10⁻¹⁵.
const ONE: u128 = 1_000_000_000_000_000;

/// Probabilities of 0, 1, 2, … problems, beginning with `first`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Law {
    first: u64,
    chances: Vec<u128>,
}

impl Law {
    /// No visit, no problem.
    pub(super) fn certain() -> Law {
        Law { first: 0, chances: vec![ONE] }
    }

    /// How many of `own` visits have a problem, when `problems` of `visits` have: hypergeometric.
    ///
    /// Weights start from 1 at the likeliest number and are extended by the ratio of neighbours, so
    /// that no factorial is needed and nothing that matters is lost.
    pub(super) fn drawn(visits: u64, problems: u64, own: u64) -> Law {
        let (own, problems) = (own.min(visits), problems.min(visits));
        let first = (own + problems).saturating_sub(visits);
        let last = own.min(problems);
        let peak = ((own + 1) * (problems + 1) / (visits + 2)).clamp(first, last);
        let size = usize::try_from(last - first).unwrap_or(0) + 1;
        let at = |number: u64| usize::try_from(number - first).unwrap_or(0);
        let mut weights = vec![0_u128; size];
        weights[at(peak)] = ONE;
        // P(k + 1)/P(k) = (problems − k)(own − k) / ((k + 1)(visits − problems − own + k + 1)).
        let up = |k: u64| u128::from(problems - k) * u128::from(own - k);
        let down = |k: u64| u128::from(k + 1) * u128::from(visits + k + 1 - problems - own);
        for k in peak..last {
            weights[at(k + 1)] = weights[at(k)] * up(k) / down(k);
        }
        for k in (first..peak).rev() {
            weights[at(k)] = weights[at(k + 1)] * down(k) / up(k);
        }
        let sum: u128 = weights.iter().sum();
        Law { first, chances: weights.into_iter().map(|weight| weight * ONE / sum).collect() }
    }

    /// The sum of two independent numbers.
    pub(super) fn and(&self, other: &Law) -> Law {
        let mut chances = vec![0_u128; self.chances.len() + other.chances.len() - 1];
        for (i, one) in self.chances.iter().enumerate() {
            for (j, two) in other.chances.iter().enumerate() {
                chances[i + j] += one * two / ONE;
            }
        }
        Law { first: self.first + other.first, chances }
    }

    /// Whether more than one number is possible.
    pub(super) fn varies(&self) -> bool {
        self.chances.iter().filter(|chance| **chance > 0).count() > 1
    }

    /// Sum of the chances; rounding takes a little from 1.
    fn whole(&self) -> u128 {
        self.chances.iter().sum()
    }

    fn numbers(&self) -> impl Iterator<Item = (u64, u128)> {
        (self.first..).zip(self.chances.iter().copied())
    }

    /// The mean, in hundredths.
    pub(super) fn mean_hundredths(&self) -> u64 {
        let sum: u128 = self.numbers().map(|(number, chance)| u128::from(number) * chance).sum();
        u64::try_from((sum * 100 + self.whole() / 2) / self.whole()).unwrap_or(u64::MAX)
    }

    /// Twice the smaller of the chances of so few and of so many, in millionths, at most 1.
    pub(super) fn two_sided_millionths(&self, found: u64) -> u64 {
        let few: u128 = self.numbers().filter(|(n, _)| *n <= found).map(|(_, c)| c).sum();
        let many: u128 = self.numbers().filter(|(n, _)| *n >= found).map(|(_, c)| c).sum();
        let whole = self.whole();
        let doubled = (few.min(many) * 2_000_000 + whole / 2) / whole;
        u64::try_from(doubled).unwrap_or(u64::MAX).min(1_000_000)
    }

    /// Between which numbers 95 of 100 fair assignments lie: the quantiles of 2.5 and 97.5 %.
    pub(super) fn middle(&self) -> (u64, u64) {
        let whole = self.whole();
        let quantile = |per_mille: u128| {
            let mut sum = 0;
            let reaches = |(_, chance): &(u64, u128)| {
                sum += chance;
                sum * 1_000 >= whole * per_mille
            };
            self.numbers().find(reaches).map_or(self.first, |(number, _)| number)
        };
        (quantile(25), quantile(975))
    }
}
