//! Prints the terms for screens: codes with their words, and the glossary.
//! `cargo run -q -p sunlot-domain --example terms > web/packages/terms/terms.json`

use std::path::Path;

use serde_json::{Map, Value, json};
use sunlot_domain::terms::vocabularies;

fn main() {
    println!("{}", document());
}

/// The file, without the line break at its end.
pub fn document() -> String {
    let (mut states, mut codes) = (Map::new(), Map::new());
    for one in vocabularies() {
        for name in one.names {
            let words = json!(one.words);
            match name.strip_suffix(".state") {
                Some(noun) => states.insert(noun.to_owned(), words),
                None => codes.insert(name.to_owned(), words),
            };
        }
    }
    let document = json!({ "codes": codes, "glossary": glossary(), "states": states });
    serde_json::to_string_pretty(&document).expect("words are always JSON")
}

/// Rows of `docs/glossary.md`: official term, identifiers, words to avoid, source, section.
fn glossary() -> Vec<Value> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/glossary.md");
    let text = std::fs::read_to_string(file).expect("the glossary is part of the tree");
    let (mut section, mut rows) = ("", Vec::new());
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            section = title;
        }
        let Some(inner) = line.strip_prefix("| ").and_then(|rest| rest.strip_suffix(" |")) else {
            continue;
        };
        let cells: Vec<&str> = inner.split(" | ").collect();
        if let [term, identifier, avoid, source] = cells[..]
            && term != "官方用语"
        {
            let identifier = identifier.replace('`', "");
            rows.push(json!({
                "term": term, "identifier": identifier, "avoid": avoid, "source": source,
                "section": section,
            }));
        }
    }
    rows
}
