//! The interval of a share: Wilson's, on the effective sample size, with Student's quantile for few
//! degrees of freedom. It stays within 0 and 1, and has a width where nothing or everything was
//! found.

use crate::fairness::ONE;

/// z of 97.5 %, and its square.
const Z: i128 = 1_959_963_984_540;
const Z_SQUARE: i128 = 3_841_458_820_694;

/// Coefficients of 1/df, 1/df², 1/df³ in the expansion of Student's quantile around z
/// (Abramowitz and Stegun 26.7.5).
const STUDENT: [i128; 3] = [2_372_271_230_299, 2_822_498_615_740, 2_555_849_509_678];

/// How much a sample says.
pub(super) enum Effective {
    /// Everybody was inspected: there is nothing to infer.
    Census,
    /// As much as so many independent results.
    Sample {
        /// How many, in units of 10⁻¹².
        size: i128,
        /// Degrees of freedom.
        degrees: i128,
    },
}

/// 97.5 % quantile of Student's distribution.
fn student(degrees: i128) -> i128 {
    let [first, second, third] = STUDENT;
    Z + first / degrees + second / degrees.pow(2) + third / degrees.pow(3)
}

/// Lower and upper end of a rate, in units of 10⁻¹².
pub(super) fn interval(rate: i128, effective: &Effective) -> (i128, i128) {
    let Effective::Sample { size, degrees } = *effective else { return (rate, rate) };
    // A wider quantile is the same as a smaller sample.
    let student = student(degrees.min(1_000_000));
    let narrowed = Z_SQUARE * ONE / (student * student / ONE);
    let size = size * narrowed / ONE;
    let more = Z_SQUARE * ONE / size;
    let centre = (rate + more / 2) * ONE / (ONE + more);
    let inner = rate * (ONE - rate) / size + more * ONE / size / 4;
    let root = (inner * ONE).unsigned_abs().isqrt().cast_signed();
    let half = Z * root / (ONE + more);
    ((centre - half).max(0), (centre + half).min(ONE))
}
