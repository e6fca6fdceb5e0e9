//! How likely it was to be drawn, as exact fractions (ssj-1 §8.7).

use std::fmt;

use crate::digest::Digest;
use crate::quota::UnitQuota;
use crate::rules::Rules;

/// A fraction of counts, not reduced: "20 of 399" says more to a reader than its lowest terms.
#[derive(Clone, Copy, Debug)]
pub struct Fraction {
    numerator: u64,
    denominator: u64,
}

impl Fraction {
    /// `None` when the denominator is 0.
    #[must_use]
    pub fn new(numerator: u64, denominator: u64) -> Option<Self> {
        (denominator > 0).then_some(Self { numerator, denominator })
    }

    /// Upper part.
    #[must_use]
    pub fn numerator(self) -> u64 {
        self.numerator
    }

    /// Lower part, at least 1.
    #[must_use]
    pub fn denominator(self) -> u64 {
        self.denominator
    }

    /// Parts of a million, rounded down; for display only.
    #[must_use]
    pub fn millionths(self) -> u64 {
        let parts = u128::from(self.numerator) * 1_000_000 / u128::from(self.denominator);
        u64::try_from(parts).unwrap_or(u64::MAX)
    }
}

impl PartialEq for Fraction {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Fraction {}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let wide = |a: u64, b: u64| u128::from(a) * u128::from(b);
        wide(self.numerator, other.denominator).cmp(&wide(other.numerator, self.denominator))
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

/// Probability of being drawn in a unit before the seed is known, for an object of weight 1 in a
/// unit where all weights are 1; `None` when the unit has no eligible object.
#[must_use]
pub fn of_unit(quota: UnitQuota) -> Option<Fraction> {
    Fraction::new(quota.n, quota.eligible)
}

/// Probability of at least one visit for an object of `units` (places in the rules): the largest
/// n/N, exact when all weights are 1 and the units are nested or equal.
///
/// `None` when the units do not share group, `start` and `dir`; then the specification promises
/// no number.
#[must_use]
pub fn of_any(rules: &Rules, quotas: &[UnitQuota], units: &[usize]) -> Option<Fraction> {
    let first = &rules.units[*units.first()?];
    let shared = units.iter().map(|&place| &rules.units[place]).all(|unit| {
        unit.group == first.group && unit.start == first.start && unit.dir == first.dir
    });
    if !shared {
        return None;
    }
    units.iter().filter_map(|&place| of_unit(quotas[place])).max()
}

/// 1 − (1 − τ)^w with τ = (cutoff + 1)/2^256, in millionths rounded to the nearest: the law of
/// weights once the cutoff is known; for display only.
#[must_use]
pub fn conditional_millionths(cutoff: &Digest, weight: u8) -> u64 {
    const ONE: u128 = 1 << 62;
    let leading = u64::from_be_bytes(*cutoff.as_bytes().first_chunk().expect("32 bytes"));
    // 62 binary places of 1 − τ; after 64 factors the error is far below a millionth.
    let miss = ONE - (u128::from(leading) >> 2);
    let missed = (0..weight).fold(ONE, |product, _| (product * miss) >> 62);
    let hit = ONE - missed;
    let millionths = (hit * 1_000_000 + ONE / 2) >> 62;
    u64::try_from(millionths).expect("at most a million")
}
