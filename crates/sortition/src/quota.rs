//! Quotas: how many of N eligible objects a unit draws (ssj-1 §8.3).
//!
//! Integers only. N stays below 2^53 and every numerator and denominator below 2^30, so all
//! intermediate values fit `u128` by far and nothing can overflow.

use crate::allocation::{Claim, allocate};
use crate::rules::{Rules, UnitMode};

/// Largest count and largest denominator that rules may state.
pub const COUNT_MAX: u64 = 1_000_000_000;

/// A ratio p/q with 0 ≤ p ≤ q and 1 ≤ q ≤ 1 000 000 000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    p: u64,
    q: u64,
}

impl Ratio {
    /// `None` unless 0 ≤ p ≤ q and 1 ≤ q ≤ 1 000 000 000.
    #[must_use]
    pub fn new(p: u64, q: u64) -> Option<Self> {
        ((1..=COUNT_MAX).contains(&q) && p <= q).then_some(Self { p, q })
    }

    /// Numerator.
    #[must_use]
    pub fn p(self) -> u64 {
        self.p
    }

    /// Denominator, at least 1.
    #[must_use]
    pub fn q(self) -> u64 {
        self.q
    }

    /// ⌈n·p/q⌉.
    #[must_use]
    pub fn of_up(self, n: u64) -> u64 {
        narrow((wide(n) * wide(self.p)).div_ceil(wide(self.q)))
    }

    /// ⌊n·p/q⌋.
    #[must_use]
    pub fn of_down(self, n: u64) -> u64 {
        narrow(wide(n) * wide(self.p) / wide(self.q))
    }

    /// n·p/q to the nearest integer, halves up.
    #[must_use]
    pub fn of_near(self, n: u64) -> u64 {
        narrow((2 * wide(n) * wide(self.p) + wide(self.q)) / (2 * wide(self.q)))
    }

    /// Is this ratio above `other`? By cross-multiplication.
    #[must_use]
    pub fn is_above(self, other: Self) -> bool {
        wide(self.p) * wide(other.q) > wide(other.p) * wide(self.q)
    }
}

/// How a unit's quota is computed, as far as the unit alone decides it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuotaBase {
    /// 不低于: round up. The mode of legal minimum ratios.
    Min(Ratio),
    /// 不超过: round down.
    Max(Ratio),
    /// Nearest, halves up.
    Near(Ratio),
    /// A number.
    Fixed(u64),
    /// Every eligible object.
    All,
    /// The part that an allocation gave to the unit, see [`crate::allocation`].
    Part(u64),
}

/// The number of objects a unit draws out of `eligible`.
///
/// The order of the steps is that of ssj-1 §8.3: at most all of them, then the ceiling (which wins
/// over a minimum ratio), then the promise of at least one.
#[must_use]
pub fn quota(eligible: u64, base: QuotaBase, ceiling: Option<Ratio>, at_least_one: bool) -> u64 {
    let wanted = match base {
        QuotaBase::Min(ratio) => ratio.of_up(eligible),
        QuotaBase::Max(ratio) => ratio.of_down(eligible),
        QuotaBase::Near(ratio) => ratio.of_near(eligible),
        QuotaBase::Fixed(n) | QuotaBase::Part(n) => n,
        QuotaBase::All => eligible,
    };
    let mut n = wanted.min(eligible);
    if let Some(ceiling) = ceiling {
        n = n.min(ceiling.of_down(eligible));
    }
    if at_least_one && n == 0 && eligible > 0 { 1 } else { n }
}

/// Length of the waiting list behind `n` drawn of `eligible` (ssj-1 §8.4).
#[must_use]
pub fn waiting(eligible: u64, n: u64, wait: Ratio) -> u64 {
    wait.of_up(n).min(eligible.saturating_sub(n))
}

fn wide(value: u64) -> u128 {
    u128::from(value)
}

// A ratio is at most 1, so a part of n fits where n fits; rounding to the nearest cannot pass n.
fn narrow(value: u128) -> u64 {
    u64::try_from(value).expect("a part of a u64 is a u64")
}

/// N, n and w of one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitQuota {
    /// Eligible objects, `N` of records.
    pub eligible: u64,
    /// Objects drawn.
    pub n: u64,
    /// Length of the waiting list.
    pub w: u64,
}

/// The quotas of all units, in the order of the rules, from their numbers of eligible objects.
#[must_use]
pub fn quotas(rules: &Rules, eligible: &[u64]) -> Vec<UnitQuota> {
    let parts = parts(rules, eligible);
    let units = rules.units.iter().zip(eligible).zip(parts);
    units
        .map(|((unit, &eligible), part)| {
            let base = match unit.mode {
                UnitMode::Min(ratio) => QuotaBase::Min(ratio),
                UnitMode::Max(ratio) => QuotaBase::Max(ratio),
                UnitMode::Near(ratio) => QuotaBase::Near(ratio),
                UnitMode::Fixed(n) => QuotaBase::Fixed(n),
                UnitMode::All => QuotaBase::All,
                UnitMode::Alloc { .. } => QuotaBase::Part(part),
            };
            let n = quota(eligible, base, unit.ceiling, unit.at_least_one);
            UnitQuota { eligible, n, w: waiting(eligible, n, rules.wait) }
        })
        .collect()
}

/// What the allocations give to each unit; 0 for units of other modes.
fn parts(rules: &Rules, eligible: &[u64]) -> Vec<u64> {
    let mut parts = vec![0; rules.units.len()];
    for allocation in &rules.allocations {
        let mut places = Vec::new();
        let mut claims = Vec::new();
        // Units ascend by code, so ties of the allocation go to the smaller code.
        for (place, unit) in rules.units.iter().enumerate() {
            match &unit.mode {
                UnitMode::Alloc { alloc, share, lo, hi } if *alloc == allocation.alloc => {
                    places.push(place);
                    claims.push(Claim {
                        eligible: eligible[place],
                        share: *share,
                        lo: *lo,
                        hi: *hi,
                    });
                }
                _ => {}
            }
        }
        for (place, part) in places.into_iter().zip(allocate(allocation.total, &claims)) {
            parts[place] = part;
        }
    }
    parts
}
