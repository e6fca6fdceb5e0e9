//! 抽查比例: exact fractions as plans write them (`5%`, `0.5%`, `3‰`, `1/20`).

use super::PlanError;

/// p/q with 0 ≤ p ≤ q and 1 ≤ q ≤ 10⁹; never a float.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    p: u64,
    q: u64,
}

const Q_MAX: u64 = 1_000_000_000;

impl Ratio {
    /// Numerator.
    pub fn p(self) -> u64 {
        self.p
    }

    /// Denominator, at least 1.
    pub fn q(self) -> u64 {
        self.q
    }

    /// Reads `5%`, `12.5%`, `3‰`, `1/20`, `100%` or `0`; full-width `％` too.
    ///
    /// # Errors
    /// [`PlanError::Ratio`] with the text, when it is none of these or above 100 %.
    pub fn parse(text: &str) -> Result<Ratio, PlanError> {
        let bad = || PlanError::Ratio { text: text.to_owned() };
        let t = text.trim();
        let ratio = if let Some((p, q)) = t.split_once('/') {
            Ratio { p: digits(p).ok_or_else(bad)?, q: digits(q).ok_or_else(bad)? }
        } else {
            let (number, per) = match t.strip_suffix(['%', '％']) {
                Some(n) => (n, 100),
                None => match t.strip_suffix('‰') {
                    Some(n) => (n, 1000),
                    None => (t, 1),
                },
            };
            decimal(number.trim(), per).ok_or_else(bad)?
        };
        if ratio.q == 0 || ratio.q > Q_MAX || ratio.p > ratio.q {
            return Err(bad());
        }
        Ok(ratio)
    }

    /// True when self is larger than other, by cross-multiplication.
    pub fn exceeds(self, other: Ratio) -> bool {
        u128::from(self.p) * u128::from(other.q) > u128::from(other.p) * u128::from(self.q)
    }
}

fn digits(text: &str) -> Option<u64> {
    let t = text.trim();
    (!t.is_empty() && t.len() <= 10 && t.bytes().all(|b| b.is_ascii_digit()))
        .then(|| t.parse().ok())
        .flatten()
}

/// `12.5` per 100 becomes 125/1000: the decimal point only moves the denominator.
fn decimal(text: &str, per: u64) -> Option<Ratio> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if text.ends_with('.') || fraction.len() > 4 {
        return None;
    }
    let scale = 10u64.pow(u32::try_from(fraction.len()).ok()?);
    let part = if fraction.is_empty() { 0 } else { digits(fraction)? };
    Some(Ratio { p: digits(whole)?.checked_mul(scale)?.checked_add(part)?, q: per * scale })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<(u64, u64)>) {
        assert_eq!(Ratio::parse(text).ok().map(|r| (r.p, r.q)), expect, "{text}");
    }

    #[test]
    fn reads_what_plans_write_and_refuses_the_rest() {
        check("5%", Some((5, 100)));
        check(" 12.5 ％", Some((125, 1000)));
        check("3‰", Some((3, 1000)));
        check("1/20", Some((1, 20)));
        check("100%", Some((100, 100)));
        check("0", Some((0, 1)));
        check("101%", None);
        check("5", None);
        check("1/0", None);
        check("-1%", None);
        check("5.%", None);
        check("", None);
        check("五%", None);
        check("0.00001%", None);
        check("1/99999999999", None);
    }

    #[test]
    fn compares_without_rounding() {
        let r = |t| Ratio::parse(t).expect("a ratio");
        assert!(r("3.01%").exceeds(r("3%")));
        assert!(!r("1/20").exceeds(r("5%")));
    }
}
