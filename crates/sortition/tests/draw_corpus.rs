//! Bundles and mutated bundles of the reference come out with the reference's verdicts, and the
//! matching of its bundles is solved again to the same bytes.
//!
//! `spec/fixtures/checks/checks.jsonl` is always read; `SUNLOT_CORPUS` may name larger files,
//! with colons between them, that `scripts/agreement` wrote.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde_json::Value;
use sunlot_sortition::match_files::{MATCHING_FILE, POTENTIALS_FILE, RECORD_FILE, match_pools};
use sunlot_sortition::verify::{BundleFiles, Case, Report, verify_case};

fn verified(files: &BundleFiles) -> Report {
    verify_case(&mut Case::new(files), &mut |_, _| {})
}

fn bytes(text: &Value) -> Vec<u8> {
    text.as_str().expect("a text").as_bytes().to_vec()
}

fn corpora() -> Vec<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/fixtures/checks/checks.jsonl");
    let given = std::env::var_os("SUNLOT_CORPUS").unwrap_or_default();
    let given = std::env::split_paths(&given).filter(|path| !path.as_os_str().is_empty());
    std::iter::once(own).chain(given).collect()
}

/// Calls `base` for every base bundle and `case` for every case with its files.
fn read(
    path: &Path,
    mut base: impl FnMut(&BundleFiles),
    mut case: impl FnMut(&Value, BundleFiles),
) {
    let file = std::fs::File::open(path).expect("a corpus");
    let mut bases: BTreeMap<String, BundleFiles> = BTreeMap::new();
    for line in BufReader::new(file).lines() {
        let line: Value = serde_json::from_str(&line.expect("a line")).expect("a JSON line");
        let name = line["base"].as_str().expect("a base").to_owned();
        if let Some(files) = line["files"].as_object() {
            let files: BundleFiles =
                files.iter().map(|(name, text)| (name.clone(), bytes(text))).collect();
            base(&files);
            bases.insert(name, files);
            continue;
        }
        let mut files = bases[&name].clone();
        for (name, text) in line["patch"].as_object().into_iter().flatten() {
            match text {
                Value::Null => files.remove(name),
                text => files.insert(name.clone(), bytes(text)),
            };
        }
        case(&line, files);
    }
}

#[test]
fn verdicts_are_those_of_the_reference() {
    let mut wrong = Vec::new();
    let (mut asked, mut unknown) = (0, 0);
    let ignore = |_: &BundleFiles| {};
    for path in corpora() {
        read(&path, ignore, |line, files| {
            let report = verified(&files);
            let expected = line["expect"].as_str().expect("a verdict");
            let known = report.checks.iter().any(|check| check.id.to_string() == expected);
            if expected != "accepted" && !known {
                unknown += 1;
                return;
            }
            asked += 1;
            let (found, message) = match report.failure() {
                None => ("accepted".to_owned(), String::new()),
                Some((id, deviation)) => (id.to_string(), deviation.message_zh.clone()),
            };
            if found != expected {
                let (case, what) = (&line["case"], &line["what"]);
                wrong.push(format!("{case} {what}: {found}, not {expected}. {message}"));
            }
        });
    }
    println!("{asked} cases, {} differ; {unknown} need a check that is not there", wrong.len());
    wrong.iter().take(100).for_each(|line| println!("{line}"));
    assert!(wrong.is_empty(), "{} of {asked} verdicts differ", wrong.len());
}

/// Rows of `matching.tsv` without their salts, which nobody can compute.
fn unsalted(table: &[u8]) -> Vec<String> {
    let text = String::from_utf8(table.to_vec()).expect("a table of ASCII");
    text.lines().map(|row| row.rsplit_once('\t').expect("seven cells").0.to_owned()).collect()
}

#[test]
fn the_matching_of_the_reference_is_found_again() {
    let mut solved = 0;
    for path in corpora() {
        let again = |files: &BundleFiles| {
            let mut case = Case::new(files);
            let report = verify_case(&mut case, &mut |_, _| {});
            let parts = &case.draw;
            let (Some(pools), Some(result)) = (&parts.pools, &parts.result) else { return };
            assert!(report.accepted(), "a base is honest: {:?}", report.failure());
            let outcome = match_pools(case.rules(), &result.seed, pools).expect("a matching");
            let own = outcome.files(|_| "0".repeat(32));
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            assert_eq!(text(&own.record), text(&files[RECORD_FILE]));
            assert_eq!(text(&own.potentials), text(&files[POTENTIALS_FILE]));
            assert_eq!(unsalted(&own.rows), unsalted(&files[MATCHING_FILE]));
            solved += 1;
        };
        read(&path, again, |_, _| {});
    }
    assert!(solved > 0, "no bundle of the corpus has a matching");
    println!("{solved} matchings found again");
}
