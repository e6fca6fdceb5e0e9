//! Prints the terms for screens: codes with their words, and the glossary.
//! `cargo run -q -p sunlot-domain --example terms > web/packages/terms/terms.json`

use std::path::Path;

use serde_json::{Value, json};
use sunlot_domain::terms::vocabularies;

fn main() {
    println!("{}", document());
}

/// The file, without the line break at its end. Codes stand in their own order, which an object of
/// `serde_json` would not keep.
pub(crate) fn document() -> String {
    let pair = |(code, word): &(&str, &str)| format!("      {}: {}", json!(code), json!(word));
    let kinds = vocabularies().into_iter().map(|one| {
        let words = one.words.iter().map(pair).collect::<Vec<_>>().join(",\n");
        format!("    {}: {{\n{words}\n    }}", json!(one.name))
    });
    let rows = glossary().into_iter().map(|row| format!("    {row}"));
    format!(
        "{{\n  \"codes\": {{\n{}\n  }},\n  \"glossary\": [\n{}\n  ]\n}}",
        kinds.collect::<Vec<_>>().join(",\n"),
        rows.collect::<Vec<_>>().join(",\n")
    )
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
