//! The generated county has the shape that it promises.

use std::collections::{BTreeMap, BTreeSet};

use sunlot_domain::codes::{CanonicalId, IdVerdict};
use sunlot_testkit::{COUNTY_CODE, County, DEPARTMENTS, QUALIFICATIONS, REGIONS, Size, TOWNSHIPS};

fn county(subjects: usize) -> County {
    County::generate(Size { subjects, ..Size::default() })
}

fn table(name: &str) -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/");
    let text = std::fs::read_to_string(format!("{path}{name}")).unwrap();
    text.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect()
}

#[test]
fn ids_are_unique_and_the_dirt_is_as_counted() {
    let county = county(30_000);
    let mut ids = BTreeMap::new();
    for line in &county.register {
        let id = CanonicalId::parse(&line.code).unwrap();
        *ids.entry(id).or_insert(0_usize) += 1;
        assert!((4..=40).contains(&line.name.chars().count()), "{}", line.name);
    }
    let count = |verdict| ids.keys().filter(|id| id.verdict() == verdict).count();
    let expected = county.expected;
    assert_eq!(ids.len(), 30_000);
    assert_eq!(expected.rows, county.register.len());
    assert_eq!(expected.rows - ids.len(), expected.duplicates);
    assert_eq!(count(IdVerdict::CheckFailed), expected.check_failed);
    assert_eq!(count(IdVerdict::OldNumber), expected.old_numbers);
    // The shares that were promised, within wide bounds.
    assert!((60..=120).contains(&expected.old_numbers), "{expected:?}");
    assert!((1_900..=2_300).contains(&expected.without_township), "{expected:?}");
    assert!(expected.duplicates > 30 && expected.check_failed > 5, "{expected:?}");
    let households = county.register.iter().filter(|l| l.entity_class == "个体工商户").count();
    assert!((17_000..=19_500).contains(&households), "{households}");
    let towns: BTreeSet<&str> = county.register.iter().map(|l| l.township_code).collect();
    assert_eq!(towns.len(), 29);
    println!("{expected:?}, {households} household businesses");
}

#[test]
fn a_county_is_its_seed_and_a_small_one_begins_like_a_large_one() {
    let (small, large) = (county(1_000), county(3_000));
    assert_eq!(small, county(1_000));
    assert_eq!(small.register[..1_000], large.register[..1_000]);
    assert!(small.expected.check_failed > 0 && small.expected.duplicates > 0);
    assert!(small.expected.old_numbers > 1);
    let other = County::generate(Size { seed: 7, subjects: 1_000, ..Size::default() });
    assert_ne!(small.register, other.register);
}

#[test]
fn industries_are_in_the_standard_and_the_county_is_in_no_table() {
    let industries: BTreeSet<String> = table("gbt4754_2017.csv").into_iter().collect();
    for line in county(3_000).register {
        assert!(industries.contains(line.industry), "{}", line.industry);
    }
    let counties = table("divisions_china_to_county.csv");
    assert!(!counties.is_empty());
    assert!(counties.iter().all(|code| !code.starts_with(&COUNTY_CODE[..4])));
    assert!(TOWNSHIPS.iter().all(|t| t.code.starts_with(COUNTY_CODE)));
}

#[test]
fn people_fit_departments_regions_and_qualifications() {
    let county = county(30_000);
    assert_eq!(county.inspectors.len(), 300);
    let codes: BTreeSet<&str> = county.inspectors.iter().map(|i| i.code.as_str()).collect();
    assert_eq!(codes.len(), 300);
    for dept in DEPARTMENTS {
        let members: Vec<_> = county.inspectors.iter().filter(|i| i.dept == dept.name).collect();
        assert!(members.len() >= 4, "{}", dept.name);
        assert!(members[0].lead && members[0].regions == "全县", "{}", dept.name);
    }
    let known: BTreeSet<&str> = QUALIFICATIONS.iter().map(|(zh, _)| *zh).collect();
    let regions: BTreeSet<&str> = REGIONS.iter().map(|(code, _)| *code).collect();
    for inspector in &county.inspectors {
        assert!(inspector.tags.split('、').all(|tag| known.contains(tag)), "{}", inspector.tags);
        assert!(inspector.regions == "全县" || regions.contains(inspector.regions.as_str()));
    }
    assert!(TOWNSHIPS.iter().all(|t| regions.contains(t.region)));
    let objects: BTreeSet<&str> = county.register.iter().map(|l| l.code.as_str()).collect();
    assert!(county.conflicts.len() > 300);
    for conflict in &county.conflicts {
        assert!(codes.contains(conflict.officer.as_str()));
        assert!(conflict.object == "*" || objects.contains(conflict.object.as_str()));
    }
}

#[test]
fn files_are_the_same_bytes_each_time() {
    let table = county(1_000).register_table();
    assert_eq!(table.csv_utf8(), county(1_000).register_table().csv_utf8());
    assert_ne!(table.csv_gb18030(), table.csv_utf8());
    assert!(table.xlsx().unwrap().starts_with(b"PK"));
}
