//! Bundles and mutated bundles of the reference, as far as a corpus is at hand.
//!
//! `SUNLOT_CORPUS` names a file that `python3 spec/reference/ssj1.py corpus` wrote; without it this
//! test says so and checks nothing. Each case must come out with the verdict of the reference.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};

use serde_json::Value;
use sunlot_sortition::verify::{BundleFiles, verify};

/// The verdict of this implementation: the check that failed, or `accepted`.
fn verdict(files: &BundleFiles) -> (String, String) {
    let report = verify(files, |_, _| {});
    match report.failure() {
        None => ("accepted".to_owned(), String::new()),
        Some((id, deviation)) => (id.to_string(), deviation.message_zh.clone()),
    }
}

fn bytes(text: &Value) -> Vec<u8> {
    text.as_str().expect("a text").as_bytes().to_vec()
}

#[test]
fn verdicts_are_those_of_the_reference() {
    let Ok(path) = std::env::var("SUNLOT_CORPUS") else {
        println!("SUNLOT_CORPUS is not set: no corpus was checked");
        return;
    };
    let file = std::fs::File::open(&path).expect("the corpus named by SUNLOT_CORPUS");
    let mut bases: BTreeMap<String, BundleFiles> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut cases = 0;
    for line in BufReader::new(file).lines() {
        let line: Value = serde_json::from_str(&line.expect("a line")).expect("a JSON line");
        let base = line["base"].as_str().expect("a base").to_owned();
        if let Some(files) = line["files"].as_object() {
            let files = files.iter().map(|(name, text)| (name.clone(), bytes(text))).collect();
            bases.insert(base, files);
            continue;
        }
        let mut files = bases[&base].clone();
        for (name, text) in line["patch"].as_object().into_iter().flatten() {
            match text {
                Value::Null => {
                    files.remove(name);
                }
                text => {
                    files.insert(name.clone(), bytes(text));
                }
            }
        }
        cases += 1;
        let (found, message) = verdict(&files);
        let expected = line["expect"].as_str().expect("a verdict");
        if found != expected {
            wrong.push(format!(
                "{} {}: {found}, not {expected}. {message}",
                line["case"], line["what"]
            ));
        }
    }
    println!("{cases} cases, {} differ", wrong.len());
    for line in wrong.iter().take(200) {
        println!("{line}");
    }
    assert!(wrong.is_empty(), "{} of {cases} verdicts differ", wrong.len());
}
