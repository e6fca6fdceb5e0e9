//! 抽查推算: how many of all subjects of a frame would show a problem if all were inspected.
//!
//! A raw count says what was found among those who were drawn, and risk classes are drawn with
//! different ratios. Because chance drew, and the chances are known, each result stands for a known
//! number of subjects: N/n in its stratum (Horvitz–Thompson; with the size of a part of the
//! population estimated too, Hájek). Owns this arithmetic in whole numbers of 10⁻¹², so that
//! anybody gets the same digits.
//!
//! A stratum is the objects of one unit of one draw that have one weight. Given how many of each
//! weight were drawn, any two sets of that many are equally likely, since objects of one weight are
//! exchangeable; so each weight, the halved one of the low-risk arm too, is a stratum drawn without
//! replacement, with inclusion probability n/N exactly. Results that are not there yet are taken to
//! be missing at random within their stratum, and an estimate with many of them is refused.

mod interval;

use thiserror::Error;

use crate::fairness::{ONE, rounded};
use interval::{Effective, interval};

/// Fewest results of a group for which anything is estimated.
pub const KNOWN_MIN: u64 = 20;

/// Fewest results, in percent of what was drawn; below, who is missing may decide.
pub const KNOWN_PERCENT_MIN: u64 = 80;

/// Smallest part of the frame, in percent, that lies in strata with a result.
pub const COVERED_PERCENT_MIN: u64 = 80;

/// One stratum as far as it concerns one group of subjects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stratum {
    /// N: objects that could be drawn.
    pub eligible: u64,
    /// n: those that were.
    pub drawn: u64,
    /// Of them, with a result.
    pub known: u64,
    /// Of them, in the group.
    pub members: u64,
    /// Of them, with a problem.
    pub hits: u64,
}

/// What is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// Estimated share with a problem, in millionths.
    pub rate: u64,
    /// Its standard error, in millionths.
    pub standard_error: u64,
    /// Lower end of the 95 % interval, in millionths.
    pub low: u64,
    /// Upper end.
    pub high: u64,
    /// Estimated number with a problem, in hundredths (Horvitz–Thompson).
    pub total: u64,
    /// Estimated size of the group in the frame, in hundredths.
    pub size: u64,
    /// As many independent results would say as much, in hundredths; none after a census.
    pub effective: Option<u64>,
}

/// Sums over the strata.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Objects that could be drawn.
    pub eligible: u64,
    /// Of them, in strata with a result.
    pub covered: u64,
    /// Drawn.
    pub drawn: u64,
    /// With a result.
    pub known: u64,
    /// In the group.
    pub members: u64,
    /// With a problem: the raw count.
    pub hits: u64,
}

/// Why nothing is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TooLittle {
    /// Fewer results than [`KNOWN_MIN`].
    #[error("{members} results")]
    Few {
        /// How many there are.
        members: u64,
    },
    /// Many of those drawn have no result.
    #[error("{known} results of {drawn}")]
    Incomplete {
        /// With a result.
        known: u64,
        /// Drawn.
        drawn: u64,
    },
    /// Much of the frame lies in strata of which nothing is known.
    #[error("{covered} of {eligible} covered")]
    Uncovered {
        /// In strata with a result.
        covered: u64,
        /// All.
        eligible: u64,
    },
}

impl TooLittle {
    /// Stable code for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            TooLittle::Few { .. } => "estimate.few",
            TooLittle::Incomplete { .. } => "estimate.incomplete",
            TooLittle::Uncovered { .. } => "estimate.uncovered",
        }
    }

    /// What is missing.
    #[must_use]
    pub fn message_zh(self) -> String {
        match self {
            TooLittle::Few { members } => {
                format!("只有 {members} 户次的结果，不到 {KNOWN_MIN} 户次，不作推算。")
            }
            TooLittle::Incomplete { known, drawn } => format!(
                "抽中 {drawn} 户次，已有结果 {known} 户次，不到 {KNOWN_PERCENT_MIN}%，暂不推算。"
            ),
            TooLittle::Uncovered { covered, eligible } => format!(
                "可抽取的 {eligible} 户次中只有 {covered} 户次所在的层有结果，不到 \
                 {COVERED_PERCENT_MIN}%，不作推算。"
            ),
        }
    }
}

/// Sums up.
#[must_use]
pub fn counted(strata: &[Stratum]) -> Counted {
    let mut sum = Counted::default();
    for one in strata {
        sum.eligible += one.eligible;
        sum.covered += if one.known > 0 { one.eligible } else { 0 };
        sum.drawn += one.drawn;
        sum.known += one.known;
        sum.members += one.members;
        sum.hits += one.hits;
    }
    sum
}

/// Estimates the share of a group that would show a problem.
///
/// # Errors
/// [`TooLittle`] with what is missing (R-EST-02).
pub fn estimate(strata: &[Stratum]) -> Result<Estimate, TooLittle> {
    let sum = counted(strata);
    if sum.members < KNOWN_MIN {
        return Err(TooLittle::Few { members: sum.members });
    }
    if sum.known * 100 < sum.drawn * KNOWN_PERCENT_MIN {
        return Err(TooLittle::Incomplete { known: sum.known, drawn: sum.drawn });
    }
    if sum.covered * 100 < sum.eligible * COVERED_PERCENT_MIN {
        return Err(TooLittle::Uncovered { covered: sum.covered, eligible: sum.eligible });
    }
    Ok(of_enough(strata))
}

/// A stratum with results in the group, as signed numbers.
struct Part {
    eligible: i128,
    known: i128,
    members: i128,
    hits: i128,
}

fn of_enough(strata: &[Stratum]) -> Estimate {
    let with_members = strata.iter().filter(|stratum| stratum.members > 0);
    let parts: Vec<Part> = with_members
        .map(|one| Part {
            eligible: i128::from(one.eligible),
            known: i128::from(one.known),
            members: i128::from(one.members),
            hits: i128::from(one.hits),
        })
        .collect();
    let expanded = |count: i128, part: &Part| part.eligible * count * ONE / part.known;
    let size: i128 = parts.iter().map(|part| expanded(part.members, part)).sum();
    let total: i128 = parts.iter().map(|part| expanded(part.hits, part)).sum();
    let rate = total * ONE / size;
    let variance: i128 = parts.iter().map(|part| variance(part, rate, size)).sum();
    let effective = effective(&parts, rate, size, variance);
    let (low, high) = interval(rate, &effective);
    let error = (variance * ONE).unsigned_abs().isqrt();
    Estimate {
        rate: rounded(rate, ONE / 1_000_000),
        standard_error: rounded(error.cast_signed(), ONE / 1_000_000),
        low: rounded(low, ONE / 1_000_000),
        high: rounded(high, ONE / 1_000_000),
        total: rounded(total, ONE / 100),
        size: rounded(size, ONE / 100),
        effective: match effective {
            Effective::Census => None,
            Effective::Sample { size, .. } => Some(rounded(size, ONE / 100)),
        },
    }
}

/// What a stratum adds to the variance of the rate: linearised, without replacement.
///
/// One result alone says nothing about the spread of its stratum; its distance from the rate is
/// taken instead, which is at least as much on average.
fn variance(part: &Part, rate: i128, size: i128) -> i128 {
    let Part { eligible, known, members, hits } = *part;
    if eligible <= known {
        return 0;
    }
    let sum = hits * ONE - rate * members;
    let squares = hits * (ONE - rate) * (ONE - rate) / ONE + (members - hits) * rate * rate / ONE;
    let spread = match known {
        1 => squares,
        known => (squares - sum * sum / ONE / known) / (known - 1),
    };
    let share = eligible * ONE * ONE / size;
    let left = (eligible - known) * ONE / eligible;
    share * share / ONE * left / ONE * spread / ONE / known
}

/// How many independent results would say as much, never more than there are, corrected for the
/// finite population (Korn and Graubard). Where every stratum agrees within itself its variance is
/// zero, and its uncertainty is not: then the weights alone decide.
fn effective(parts: &[Part], rate: i128, size: i128, variance: i128) -> Effective {
    // Σ w²·m·(1 − f) / N̂², the same with weights alone.
    let weights: i128 = parts
        .iter()
        .map(|part| {
            let share = part.eligible * ONE * ONE / part.known / size;
            let left = (part.eligible - part.known).max(0) * ONE / part.eligible;
            share * share / ONE * part.members * left / ONE
        })
        .sum();
    if weights == 0 {
        return Effective::Census;
    }
    let by_weights = ONE * ONE / weights;
    let members: i128 = parts.iter().map(|part| part.members).sum();
    let left = (size - members * ONE) * ONE / size;
    let most = if left > 0 { members * ONE * ONE / left } else { by_weights };
    let agreed = rate == 0 || rate == ONE || variance == 0;
    let size = if agreed { by_weights } else { (rate * (ONE - rate) / variance).min(most) };
    let degrees: i128 = parts.iter().map(|part| part.known - 1).sum();
    Effective::Sample { size: size.max(ONE), degrees: degrees.max(1) }
}
