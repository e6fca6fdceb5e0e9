//! `web/packages/terms/terms.json` says what the domain says. Written anew with
//! `SUNLOT_WRITE_DOCS=1`.

#[allow(dead_code)]
#[path = "../examples/terms.rs"]
mod printed;

use std::collections::BTreeSet;
use std::path::Path;

use sunlot_domain::terms::vocabularies;

#[test]
fn the_file_says_what_the_domain_says() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/packages/terms/terms.json");
    let text = printed::document() + "\n";
    if std::env::var_os("SUNLOT_WRITE_DOCS").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        found == text,
        "web/packages/terms/terms.json 不是现行的用语；请运行 \
         SUNLOT_WRITE_DOCS=1 cargo test -p sunlot-domain terms"
    );
}

#[test]
fn every_word_is_chinese_and_every_code_stands_once() {
    let mut names = BTreeSet::new();
    for vocabulary in vocabularies() {
        assert!(names.insert(vocabulary.name), "{} stands twice", vocabulary.name);
        let codes: BTreeSet<&str> = vocabulary.words.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes.len(), vocabulary.words.len(), "{}", vocabulary.name);
        for (code, word) in vocabulary.words {
            let chinese = word.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(chinese, "{} {code} {word}", vocabulary.name);
        }
    }
}

/// Types of a source file that name their words with the macros of the domain.
fn named_types(text: &str) -> impl Iterator<Item = String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if !line.starts_with("coded! {") && !line.starts_with("life_cycle! {") {
            continue;
        }
        let body = lines[at + 1..].iter().take_while(|line| !line.starts_with('}'));
        let heads = body.filter_map(|line| line.strip_prefix("    ")?.strip_suffix(" {"));
        found.extend(heads.filter(|head| head.chars().all(char::is_alphanumeric)));
    }
    found.into_iter().map(str::to_owned).collect::<Vec<_>>().into_iter()
}

#[test]
fn no_kind_of_the_domain_is_forgotten() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let terms = std::fs::read_to_string(root.join("terms.rs")).unwrap();
    let (mut folders, mut types) = (vec![root], 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            for name in named_types(&std::fs::read_to_string(&path).unwrap()) {
                types += 1;
                // 抽取一步的内部走法 is never shown.
                let known = terms.contains(&format!("::{name};")) || name == "DrawMove";
                assert!(known, "{name} of {} is not in terms.rs", path.display());
            }
        }
    }
    assert!(types > 60, "{types} types were found");
}
