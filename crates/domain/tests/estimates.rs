//! Estimators and comparisons against other people's statistics packages: see `vectors/README.md`.

use serde_json::Value;
use sunlot_domain::effects::{EffectVerdict, Pool, Share, effects};
use sunlot_domain::estimates::{Estimate, Stratum, TooLittle, counted, estimate};

fn vectors(name: &str) -> Vec<Value> {
    let text = match name {
        "estimates" => include_str!("vectors/estimates.json"),
        _ => include_str!("vectors/effects.json"),
    };
    let file: Value = serde_json::from_str(text).unwrap();
    file["cases"].as_array().unwrap().clone()
}

/// A number of a vector in steps of one over `scale`.
fn scaled(value: &Value, scale: u32) -> i64 {
    (value.as_f64().unwrap() * f64::from(scale)).round() as i64
}

#[track_caller]
fn near(what: &str, found: u64, expected: &Value, scale: u32, tolerance: i64) {
    let expected = scaled(expected, scale);
    let apart = (found.cast_signed() - expected).abs();
    assert!(apart <= tolerance, "{what}: {found} is not {expected}");
}

fn strata(case: &Value) -> Vec<Stratum> {
    let one = |row: &Value| {
        let cell = |at: usize| row[at].as_u64().unwrap();
        Stratum {
            eligible: cell(0),
            drawn: cell(1),
            known: cell(2),
            members: cell(3),
            hits: cell(4),
        }
    };
    case["strata"].as_array().unwrap().iter().map(one).collect()
}

#[test]
fn rates_errors_and_intervals_are_those_of_the_survey_package() {
    let (mut compared, mut refused) = (0, 0);
    for case in vectors("estimates") {
        let strata = strata(&case);
        let found = match estimate(&strata) {
            Ok(found) => found,
            Err(_) => {
                refused += 1;
                continue;
            }
        };
        let told = format!("{strata:?}");
        near(&told, found.rate, &case["rate"], 1_000_000, 1);
        near(&told, found.standard_error, &case["standard_error"], 1_000_000, 1);
        near(&told, found.total, &case["total"], 100, 1);
        near(&told, found.size, &case["size"], 100, 1);
        match found.effective {
            None => assert!(case["effective"].is_null(), "{told}"),
            // Five digits of the effective size; the interval hangs on it by its root.
            Some(effective) => {
                let tolerance = 1 + effective.cast_signed() / 10_000;
                near(&told, effective, &case["effective"], 100, tolerance);
            }
        }
        near(&told, found.low, &case["low"], 1_000_000, 60);
        near(&told, found.high, &case["high"], 1_000_000, 60);
        compared += 1;
    }
    assert!(compared > 40, "{compared} compared, {refused} refused");
}

#[test]
fn comparisons_are_those_of_the_statistics_packages() {
    let mut marked = 0;
    for case in vectors("effects") {
        let share = |cell: &Value| Share {
            visits: cell[0].as_u64().unwrap(),
            problems: cell[1].as_u64().unwrap(),
        };
        let pool = |row: &Value| Pool {
            all: share(row),
            of: row[2].as_object().unwrap().iter().map(|(w, c)| (w.clone(), share(c))).collect(),
        };
        let pools: Vec<Pool> = case["pools"].as_array().unwrap().iter().map(pool).collect();
        let lines = effects(&pools);
        for expected in case["lines"].as_array().unwrap() {
            let who = expected["who"].as_str().unwrap();
            let Some(line) = lines.iter().find(|line| line.who == who) else {
                assert_eq!(expected["visits"], 0, "{who}");
                continue;
            };
            assert_eq!(
                line.share,
                share(&serde_json::json!([expected["visits"], expected["problems"]]))
            );
            near(who, line.expected, &expected["expected"], 100, 1);
            assert_eq!(line.low, expected["low"].as_u64().unwrap(), "{expected}");
            assert_eq!(line.high, expected["high"].as_u64().unwrap(), "{expected}");
            match line.q {
                Some(q) => {
                    near(who, line.p.unwrap(), &expected["p"], 1_000_000, 1);
                    near(who, q, &expected["q"], 1_000_000, 15);
                    marked += u32::from(line.verdict != EffectVerdict::Usual);
                }
                None => assert!(expected.get("q").is_none(), "{expected}"),
            }
        }
    }
    assert!(marked > 0, "the people who find more are seen");
}

fn one(eligible: u64, drawn: u64, known: u64, members: u64, hits: u64) -> Stratum {
    Stratum { eligible, drawn, known, members, hits }
}

#[test]
fn too_little_is_refused_and_raw_counts_stay() {
    let few = [one(400, 19, 19, 19, 5)];
    assert_eq!(estimate(&few), Err(TooLittle::Few { members: 19 }));
    assert_eq!(counted(&few).hits, 5);
    let incomplete = [one(400, 40, 31, 31, 5)];
    assert_eq!(estimate(&incomplete), Err(TooLittle::Incomplete { known: 31, drawn: 40 }));
    let uncovered = [one(400, 40, 40, 40, 5), one(200, 0, 0, 0, 0)];
    assert_eq!(estimate(&uncovered), Err(TooLittle::Uncovered { covered: 400, eligible: 600 }));
    assert_eq!(estimate(&[]), Err(TooLittle::Few { members: 0 }));
    for refused in [estimate(&few), estimate(&incomplete), estimate(&uncovered)] {
        let words = refused.unwrap_err();
        assert!(words.code().starts_with("estimate.") && words.message_zh().ends_with('。'));
    }
}

#[test]
fn nothing_found_is_no_proof_of_nothing_and_a_census_needs_no_interval() {
    let none = estimate(&[one(4_000, 40, 40, 40, 0)]).unwrap();
    assert_eq!((none.rate, none.low), (0, 0));
    assert!(none.high > 50_000, "of 40 good ones 5 in 100 may still be bad: {none:?}");
    let all = estimate(&[one(4_000, 40, 40, 40, 40)]).unwrap();
    assert_eq!((all.rate, all.high), (1_000_000, 1_000_000));
    assert!(all.low < 950_000);
    let census = estimate(&[one(40, 40, 40, 40, 10)]).unwrap();
    let Estimate { rate, low, high, standard_error, effective, .. } = census;
    assert_eq!((rate, low, high, standard_error, effective), (250_000, 250_000, 250_000, 0, None));
}

#[test]
fn who_is_drawn_more_often_counts_less() {
    // Half of class D is drawn and a twentieth of class A; a raw count would say 30 of 100.
    let strata = [one(1_000, 50, 50, 50, 2), one(100, 50, 50, 50, 28)];
    let found = estimate(&strata).unwrap();
    assert_eq!((counted(&strata).hits, counted(&strata).members), (30, 100));
    assert_eq!((found.total, found.rate), (9_600, 87_273));
}

#[test]
fn huge_frames_do_not_overflow() {
    let found = estimate(&[one(10_000_000, 500_000, 500_000, 500_000, 12_345)]).unwrap();
    assert_eq!(found.rate, 24_690);
    let part = estimate(&[one(10_000_000, 500_000, 500_000, 25, 5)]).unwrap();
    assert!(part.low < 200_000 && part.high > 200_000, "{part:?}");
}

/// A draw without replacement from a frame whose truth is known, by a small generator of its own.
fn drawn(state: &mut u64, eligible: u64, bad: u64, n: u64) -> u64 {
    let (mut left, mut bad_left, mut hits) = (eligible, bad, 0);
    for _ in 0..n {
        *state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        if (*state >> 33) % left < bad_left {
            hits += 1;
            bad_left -= 1;
        }
        left -= 1;
    }
    hits
}

#[test]
fn nineteen_of_twenty_intervals_hold_the_truth() {
    // Three classes with their own ratios and their own rates; the truth is 12.9 %.
    let classes = [(1_000, 40, 60), (400, 80, 60), (100, 74, 30)];
    let truth = (40 + 80 + 74) * 1_000_000 / 1_500;
    let (mut state, mut covers, mut sum) = (20_260_701, 0, 0);
    let runs: u64 = 2_000;
    for _ in 0..runs {
        let strata = classes
            .map(|(eligible, bad, n)| one(eligible, n, n, n, drawn(&mut state, eligible, bad, n)));
        let found = estimate(&strata).unwrap();
        covers += u32::from(found.low <= truth && truth <= found.high);
        sum += found.rate;
    }
    // The cap on the effective size makes it a little more where strata differ as much as here.
    assert!((1_900..=1_990).contains(&covers), "{covers} of {runs} intervals hold {truth}");
    let mean = sum / runs;
    assert!(mean.abs_diff(truth) < 2_500, "unbiased: {mean} against {truth}");
}
