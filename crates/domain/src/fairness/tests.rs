//! The digits were computed apart from this code, with exact fractions and by inverting the
//! covariances of all groups but one.

use super::*;

fn stratum(groups: &[(&str, u64, u64)]) -> Stratum {
    let group = |&(name, members, hits): &(&str, u64, u64)| -> (String, Members) {
        (name.to_owned(), Members { members, hits })
    };
    groups.iter().map(group).collect()
}

#[test]
fn sums_over_strata_have_the_digits_of_the_textbook() {
    let strata = [
        stratum(&[("A", 400, 30), ("B", 250, 11), ("C", 150, 9), ("D", 10, 0)]),
        stratum(&[("A", 90, 5), ("B", 310, 22), ("C", 60, 3)]),
        stratum(&[("B", 40, 40)]),
        stratum(&[("C", 7, 1), ("D", 3, 1)]),
    ];
    let found = audit(&strata);
    let line = |at: usize| &found.lines[at];
    assert_eq!((line(0).members, line(0).hits, line(0).expected_hundredths), (490, 35, 3_056));
    assert_eq!(line(0).deviation_hundredths, Some(110));
    assert_eq!(line(1).deviation_hundredths, Some(-66));
    assert_eq!(line(2).deviation_hundredths, Some(-48));
    assert_eq!((line(3).expected_hundredths, line(3).deviation_hundredths), (122, None));
    assert_eq!((found.chi_square_thousandths, found.degrees, found.merged), (1_248, 3, 1));
    assert_eq!(found.verdict, Verdict::Usual);
}

#[test]
fn one_stratum_is_pearsons_test_with_the_correction_for_a_finite_frame() {
    let found = audit(&[stratum(&[("A", 60, 12), ("B", 40, 3)])]);
    assert_eq!((found.chi_square_thousandths, found.degrees), (2_912, 1));
    let both: u64 = found.lines.iter().map(|line| line.expected_hundredths).sum();
    assert_eq!(both, 1_500, "what is expected of all is what was drawn");
}

#[test]
fn small_groups_are_judged_together() {
    let found = audit(&[stratum(&[("A", 500, 50), ("B", 480, 45), ("C", 12, 3), ("D", 8, 2)])]);
    assert_eq!((found.merged, found.degrees, found.chi_square_thousandths), (2, 2, 5_203));
}

#[test]
fn a_preferred_group_is_seen_and_a_fair_draw_is_not_accused() {
    let biased = audit(&[stratum(&[("A", 500, 75), ("B", 500, 25)])]);
    assert_eq!(biased.verdict, Verdict::Unusual);
    let fair = audit(&[stratum(&[("A", 500, 52), ("B", 500, 48)])]);
    assert_eq!(fair.verdict, Verdict::Usual);
    assert_eq!(audit(&[]).verdict, Verdict::TooFew);
    // Where everybody is drawn, or each group is a unit of its own, nothing can vary.
    let whole = audit(&[stratum(&[("A", 500, 500)]), stratum(&[("B", 500, 40)])]);
    assert_eq!((whole.verdict, whole.degrees), (Verdict::TooFew, 0));
    assert_eq!(whole.lines[1].deviation_hundredths, None);
}

#[test]
fn a_register_of_ten_million_does_not_overflow() {
    let found = audit(&[stratum(&[("A", 6_000_000, 300_100), ("B", 4_000_000, 199_900)])]);
    assert_eq!((found.degrees, found.verdict), (1, Verdict::Usual));
}

#[test]
fn limits_grow_with_the_degrees() {
    assert_eq!(limits(0), None);
    assert_eq!(limits(1), Some((3_841, 10_828)));
    assert_eq!(limits(61), None);
    let all: Vec<(u64, u64)> = (1..=60).filter_map(limits).collect();
    assert!(all.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1));
}
