//! 公平性审计: how often the subjects of a group were drawn, against how often chance alone would
//! draw them.
//!
//! Within one unit of one draw, n of N subjects are drawn and each is as likely as any other. Of a
//! group with K members in the unit, chance then draws n·K/N on average, and the hits of several
//! groups vary together as the multivariate hypergeometric distribution says. Sums over independent
//! units add up. Owns this arithmetic in whole numbers, so that anybody gets the same digits; which
//! units are independent is told by the caller.

mod limits;
mod spread;

use std::collections::BTreeMap;

use crate::coded::coded;
pub use limits::limits;
use spread::Spread;

/// Numbers are kept in units of 10⁻¹².
pub(crate) const ONE: i128 = 1_000_000_000_000;

/// Fewest expected hits of a group that is judged by itself: below, the distribution is too lumpy
/// for the comparison.
pub const EXPECTED_MIN: u64 = 5;

/// A group within one unit of one draw.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Members {
    /// Eligible subjects of the group.
    pub members: u64,
    /// How many of them were drawn.
    pub hits: u64,
}

/// One unit of one draw, its eligible subjects divided into groups.
pub type Stratum = BTreeMap<String, Members>;

/// A group over all units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The group.
    pub group: String,
    /// Eligible subjects, counted once for each unit they stood in.
    pub members: u64,
    /// How many were drawn.
    pub hits: u64,
    /// How many chance draws on average, in hundredths.
    pub expected_hundredths: u64,
    /// z: the difference in standard deviations, in hundredths. `None` where the group is too
    /// small, or where nothing could vary.
    pub deviation_hundredths: Option<i64>,
}

coded! {
    /// 结论.
    Verdict {
        /// Not two groups that are large enough.
        TooFew = "too_few", "数目太少，尚不能判断";
        /// Within what 95 of 100 fair series show.
        Usual = "usual", "未见异常";
        /// Beyond that, within what 999 of 1,000 show.
        Watch = "watch", "偏离略大，继续观察";
        /// Beyond that too.
        Unusual = "unusual", "明显偏离，应当查明原因";
    }
}

/// The whole comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// Groups, in order.
    pub lines: Vec<Line>,
    /// χ², in thousandths.
    pub chi_square_thousandths: u64,
    /// 自由度.
    pub degrees: usize,
    /// How many groups were too small and were taken together.
    pub merged: usize,
    /// What follows.
    pub verdict: Verdict,
}

/// Compares hits with expectation.
#[must_use]
pub fn audit(strata: &[Stratum]) -> Audit {
    let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
    for name in strata.iter().flat_map(BTreeMap::keys) {
        groups.entry(name).or_default();
    }
    for (at, place) in groups.values_mut().enumerate() {
        *place = at;
    }
    let whole = Spread::of(strata, &groups, groups.len());
    let lines: Vec<Line> = groups
        .keys()
        .enumerate()
        .map(|(at, name)| {
            let judged = whole.expected(at) >= i128::from(EXPECTED_MIN) * ONE;
            Line {
                group: (*name).to_owned(),
                members: whole.members[at],
                hits: whole.hits[at],
                expected_hundredths: rounded(whole.expected(at), ONE / 100),
                deviation_hundredths: whole.deviation_hundredths(at).filter(|_| judged),
            }
        })
        .collect();
    // Groups that are too small for themselves are one group for the test.
    let small = |at: usize| whole.expected(at) < i128::from(EXPECTED_MIN) * ONE;
    let merged = (0..groups.len()).filter(|at| small(*at)).count();
    let mut next = 0;
    let rest = groups.len() - merged;
    for (at, place) in groups.values_mut().enumerate() {
        *place = if small(at) { rest } else { next };
        next += usize::from(!small(at));
    }
    let tested = Spread::of(strata, &groups, rest + usize::from(merged > 0));
    let (chi_square_thousandths, degrees) = tested.chi_square_thousandths();
    let verdict = match limits(degrees) {
        None => Verdict::TooFew,
        Some((usual, _)) if chi_square_thousandths <= usual => Verdict::Usual,
        Some((_, rare)) if chi_square_thousandths <= rare => Verdict::Watch,
        Some(_) => Verdict::Unusual,
    };
    Audit { lines, chi_square_thousandths, degrees, merged, verdict }
}

/// A number that is not negative, in steps, to the nearest.
pub(crate) fn rounded(number: i128, step: i128) -> u64 {
    u64::try_from((number + step / 2) / step).unwrap_or(0)
}

#[cfg(test)]
mod tests;
