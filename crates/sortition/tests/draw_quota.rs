//! Quotas and allocation: edges by example, laws by random input.

use proptest::prelude::*;
use sunlot_sortition::allocation::{Claim, allocate};
use sunlot_sortition::quota::{QuotaBase, Ratio, quota, waiting};

fn ratio(p: u64, q: u64) -> Ratio {
    Ratio::new(p, q).expect("a ratio")
}

#[test]
fn quotas_at_their_edges() {
    let five = ratio(5, 100);
    let check = |eligible, base, want| assert_eq!(quota(eligible, base, None, false), want);
    for (eligible, min, max, near) in [
        (0, 0, 0, 0),
        (1, 1, 0, 0),
        (10, 1, 0, 1),
        (19, 1, 0, 1),
        (20, 1, 1, 1),
        (21, 2, 1, 1),
        (390, 20, 19, 20),
        (399, 20, 19, 20),
        (1_000_000_000_000, 50_000_000_000, 50_000_000_000, 50_000_000_000),
        (1_000_000_000_001, 50_000_000_001, 50_000_000_000, 50_000_000_000),
    ] {
        check(eligible, QuotaBase::Min(five), min);
        check(eligible, QuotaBase::Max(five), max);
        check(eligible, QuotaBase::Near(five), near);
    }
    check(7, QuotaBase::Fixed(9), 7);
    check(7, QuotaBase::Fixed(0), 0);
    check(7, QuotaBase::All, 7);
    check(7, QuotaBase::Part(8), 7);
}

#[test]
fn the_ceiling_wins_over_the_minimum_and_one_is_one() {
    let min = QuotaBase::Min(ratio(5, 100));
    assert_eq!(quota(399, min, Some(ratio(5, 100)), false), 19);
    assert_eq!(quota(19, min, Some(ratio(5, 100)), false), 0);
    assert_eq!(quota(19, min, Some(ratio(5, 100)), true), 1);
    assert_eq!(quota(0, min, Some(ratio(5, 100)), true), 0);
}

#[test]
fn waiting_list_is_rounded_up_and_ends_with_the_unit() {
    let fifth = ratio(20, 100);
    assert_eq!(waiting(100, 11, fifth), 3);
    assert_eq!(waiting(12, 11, fifth), 1);
    assert_eq!(waiting(11, 11, fifth), 0);
    assert_eq!(waiting(100, 0, fifth), 0);
    assert_eq!(waiting(100, 50, ratio(0, 1)), 0);
}

#[test]
fn ratios_outside_zero_to_one_are_refused() {
    assert!(Ratio::new(2, 1).is_none());
    assert!(Ratio::new(0, 0).is_none());
    assert!(Ratio::new(0, 1_000_000_001).is_none());
    assert!(Ratio::new(1_000_000_000, 1_000_000_000).is_some());
}

fn claim(eligible: u64, lo: u64, hi: u64) -> Claim {
    Claim { eligible, share: 1, lo, hi }
}

#[test]
fn webster_of_the_design() {
    let big = 1_000_000_000;
    let strata = [3000, 2800, 450, 42].map(|n| claim(n, 1, big));
    assert_eq!(allocate(100, &strata), [48, 44, 7, 1]);
    let bounded = [claim(1000, 1, 10), claim(60, 1, 10), claim(50, 1, 50)];
    assert_eq!(allocate(30, &bounded), [10, 10, 10]);
}

#[test]
fn a_total_of_a_billion_is_no_loop_of_a_billion() {
    let huge = 9_007_199_254_740_991;
    let parts = allocate(
        1_000_000_000,
        &[claim(huge, 0, 1_000_000_000), claim(huge, 0, 1_000_000_000), claim(3, 0, 3)],
    );
    assert_eq!(parts, [500_000_000, 500_000_000, 0]);
}

#[test]
fn ties_go_to_the_smaller_code_and_empty_units_get_nothing() {
    assert_eq!(allocate(1, &[claim(5, 0, 5), claim(5, 0, 5)]), [1, 0]);
    assert_eq!(allocate(3, &[claim(0, 2, 9), claim(5, 0, 5)]), [0, 3]);
    assert_eq!(allocate(0, &[claim(5, 2, 5)]), [2]);
    assert_eq!(allocate(99, &[claim(5, 0, 3), claim(0, 0, 0)]), [3, 0]);
    assert!(allocate(5, &[]).is_empty());
}

/// The loop of the specification, word by word.
fn by_the_text(total: u64, claims: &[Claim]) -> Vec<u64> {
    let hi: Vec<u64> = claims.iter().map(|c| c.hi.min(c.eligible)).collect();
    let mut n: Vec<u64> = claims.iter().map(|c| c.lo.min(c.eligible)).collect();
    while n.iter().sum::<u64>() < total && n.iter().zip(&hi).any(|(n, hi)| n < hi) {
        let weight = |h: usize| u128::from(claims[h].eligible) * u128::from(claims[h].share);
        let mut best = usize::MAX;
        for h in 0..claims.len() {
            if n[h] >= hi[h] {
                continue;
            }
            let ahead = best == usize::MAX
                || weight(h) * u128::from(2 * n[best] + 1)
                    > weight(best) * u128::from(2 * n[h] + 1);
            if ahead {
                best = h;
            }
        }
        n[best] += 1;
    }
    n
}

prop_compose! {
    fn any_claim()(eligible in 0_u64..60, share in 1_u64..4, lo in 0_u64..8, more in 0_u64..70)
        -> Claim {
        Claim { eligible, share, lo, hi: lo + more }
    }
}

proptest! {
    #[test]
    fn allocation_equals_the_loop(
        total in 0_u64..400,
        claims in proptest::collection::vec(any_claim(), 0..9),
    ) {
        prop_assert_eq!(allocate(total, &claims), by_the_text(total, &claims));
    }

    #[test]
    fn allocation_equals_the_loop_with_great_shares(
        total in 0_u64..900,
        claims in proptest::collection::vec(
            (1_u64..2000, 1_u64..1_000_000_000, 0_u64..3)
                .prop_map(|(eligible, share, lo)| Claim { eligible, share, lo, hi: 1_000_000_000 }),
            1..6,
        ),
    ) {
        prop_assert_eq!(allocate(total, &claims), by_the_text(total, &claims));
    }

    #[test]
    fn a_minimum_is_the_smallest_number_not_below_the_ratio(
        eligible in 0_u64..1_000_000_000_000, q in 1_u64..=1_000_000_000, p in 0_u64..1_000_000_000,
    ) {
        let p = p.min(q);
        let n = quota(eligible, QuotaBase::Min(ratio(p, q)), None, false);
        let (n, eligible) = (i128::from(n), i128::from(eligible));
        let (p, q) = (i128::from(p), i128::from(q));
        prop_assert!(n * q >= eligible * p && (n - 1) * q < eligible * p);
    }
}
