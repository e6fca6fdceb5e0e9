//! Numbers: the two default forms, patterns that are refused, and no number twice.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{Id, LinkId, OrganId};
use sunlot_domain::numbering::{
    NumberError, NumberFacts, NumberKind, NumberPattern, Pattern, next,
};
use sunlot_sortition::time::Day;

fn region(code: &str) -> DivisionCode {
    DivisionCode::parse(code).expect("a division")
}

fn facts<'a>(region: &'a DivisionCode, joint: bool) -> NumberFacts<'a> {
    NumberFacts::of_day(region, Day::parse("2026-05-06").unwrap(), joint, "会市监")
}

#[test]
fn the_default_forms_are_those_of_the_national_system() {
    let huining = region("620422");
    let number = |kind: NumberKind, joint, ordinal| {
        kind.default_pattern().number(&facts(&huining, joint), ordinal).unwrap()
    };
    assert_eq!(number(NumberKind::Plan, false, 1), "62042220261001");
    assert_eq!(number(NumberKind::Plan, true, 12), "62042220262012");
    assert_eq!(number(NumberKind::Task, true, 3), "620422202605062003");
    assert_eq!(number(NumberKind::Document, true, 7), "会市监抽查〔2026〕7号");
}

#[test]
fn a_pattern_says_what_is_wrong_with_it() {
    for text in ["{region}{year}", "{seq}{seq}", "{sec}", "{seq", "seq}{seq}", "{seq:0}"] {
        let refused = Pattern::parse(text).expect_err(text);
        assert_eq!(refused.code(), "number.pattern", "{text}");
    }
    assert!(Pattern::parse(&"长".repeat(61)).is_err());
    let full = NumberKind::Plan.default_pattern().number(&facts(&region("620422"), true), 1000);
    assert_eq!(full.unwrap_err().code(), "number.exhausted");
}

#[test]
fn the_nearest_pattern_is_chosen() {
    let [own, other] = [1, 2].map(|n| OrganId::new(n, &[0; 10]));
    let pattern = |n, code: &str, organ| NumberPattern {
        id: LinkId::new(n, &[0; 10]),
        kind: NumberKind::Plan,
        region: region(code),
        organ,
        pattern: format!("{n}-{{seq}}"),
        abbr: None,
    };
    let all = [
        pattern(1, "620000", None),
        pattern(2, "620400", None),
        pattern(3, "620422", Some(own)),
        pattern(4, "610000", None),
    ];
    let chosen = |organ, code: &str| {
        let found = NumberPattern::choose(&all, NumberKind::Plan, organ, &region(code));
        found.map(|pattern| pattern.pattern.as_str())
    };
    assert_eq!(chosen(own, "620422"), Some("3-{seq}"));
    assert_eq!(chosen(other, "620422"), Some("2-{seq}"));
    assert_eq!(chosen(other, "620502"), Some("1-{seq}"));
    assert_eq!(chosen(other, "110101"), None);
}

proptest! {
    /// Many series that may render alike: `{seq}` beside digits, two organs with one form.
    #[test]
    fn no_number_is_given_twice(
        steps in prop::collection::vec((0usize..4, any::<bool>(), 0usize..2), 1..200)
    ) {
        let regions = [region("620422"), region("620421")];
        let patterns = ["{joint}{seq}", "{joint}1{seq}", "{region}{joint}{seq:3}", "1{seq:2}"]
            .map(|text| Pattern::parse(text).unwrap());
        let mut last = std::collections::BTreeMap::new();
        let mut given = BTreeSet::new();
        for (which, joint, at) in steps {
            let (pattern, facts) = (&patterns[which], facts(&regions[at], joint));
            let series = pattern.series(&facts);
            let before = last.get(&series).copied().unwrap_or(0);
            let made = next::<NumberError>(pattern, &facts, before, |n| Ok(given.contains(n)));
            if let Ok((ordinal, number)) = made {
                prop_assert!(ordinal > before, "an ordinal never goes back");
                prop_assert!(given.insert(number.clone()), "{number} twice");
                last.insert(series, ordinal);
            }
        }
    }
}
