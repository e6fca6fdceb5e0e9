//! The published description: the committed file is what the code says, and every operation says
//! what a client needs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Whether a text has Chinese characters.
fn chinese(text: &Value) -> bool {
    text.as_str().is_some_and(|text| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)))
}

fn description() -> Value {
    serde_json::from_str(&sunlot_api::openapi().to_json().unwrap()).unwrap()
}

/// Every operation: method, path, and what it says.
fn operations(description: &Value) -> Vec<(String, String, &Value)> {
    let paths = description["paths"].as_object().unwrap();
    let each = |(path, item): (&String, &'_ Value)| -> Vec<(String, String, usize)> {
        let names = item.as_object().unwrap().keys();
        names.enumerate().map(|(at, name)| (name.clone(), path.clone(), at)).collect()
    };
    let listed = paths.iter().flat_map(each);
    let verbs = ["get", "post", "put", "patch", "delete"];
    let found = listed.filter(|(method, ..)| verbs.contains(&method.as_str()));
    found
        .map(|(method, path, _)| {
            let operation = &description["paths"][&path][&method];
            (method, path, operation)
        })
        .collect()
}

#[test]
fn the_committed_description_is_fresh() {
    let committed = include_str!("../openapi.json");
    let made = format!("{}\n", sunlot_api::openapi().to_pretty_json().unwrap());
    assert!(
        committed == made,
        "接口有变：cargo run -q -p sunlot-api --example openapi > crates/api/openapi.json"
    );
}

/// Every Rust source below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let below = folders.iter().flat_map(|folder| sources(folder));
    files
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .chain(below)
        .collect()
}

/// Names under which a source publishes its types.
fn published(source: &str) -> Vec<String> {
    let derived = source.split("ToSchema").skip(1).filter_map(|after| {
        let (attributes, rest) = after.split_once("struct ").or(after.split_once("enum "))?;
        // Not the next type's, when this was no derive.
        if attributes.contains('}') {
            return None;
        }
        let named = attributes.split_once("schema(as = ").map(|(_, name)| name);
        let name = named.unwrap_or(rest);
        Some(name.chars().take_while(char::is_ascii_alphanumeric).collect())
    });
    derived.collect()
}

#[test]
fn no_two_types_are_published_under_one_name() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [root.join("src"), root.join("../app/src")];
    let mut names = BTreeSet::new();
    for path in folders.iter().flat_map(|folder| sources(folder)) {
        for name in published(&std::fs::read_to_string(&path).unwrap()) {
            // The later one would silently stand for both.
            assert!(names.insert(name.clone()), "{}: {name} is taken", path.display());
        }
    }
    assert!(names.len() > 100, "{}", names.len());
}

#[test]
fn every_operation_says_what_a_client_needs() {
    let description = description();
    assert_eq!(description["openapi"], "3.1.0");
    let mut names = BTreeSet::new();
    let operations = operations(&description);
    assert!(operations.len() > 20, "{}", operations.len());
    for (method, path, operation) in operations {
        let at = format!("{method} {path}");
        assert!(chinese(&operation["summary"]), "{at}: no Chinese summary");
        assert!(operation["x-permission"].is_string(), "{at}: no permission");
        let name = operation["operationId"].as_str().unwrap_or_else(|| panic!("{at}: no name"));
        assert!(names.insert(name.to_owned()), "{at}: {name} is taken");
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.contains_key("default"), "{at}: no form of refusals");
        for (status, response) in responses {
            let refusal = status == "default" || status.starts_with(['4', '5']);
            let forms = response["content"].as_object();
            let problem = forms.is_some_and(|forms| forms.contains_key("application/problem+json"));
            assert!(!refusal || problem, "{at} {status}: a refusal that is no problem document");
        }
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let named = |name: &str| parameters.iter().any(|parameter| parameter["name"] == name);
        assert_eq!(named("Idempotency-Key"), method != "get", "{at}: Idempotency-Key");
        for parameter in &parameters {
            assert!(
                parameter["in"] == "path" || chinese(&parameter["description"]),
                "{at}: {} has no Chinese description",
                parameter["name"]
            );
        }
        if paged(&description, operation) {
            for name in ["page", "page_size", "sort"] {
                assert!(named(name), "{at}: a list without {name}");
            }
        }
    }
}

/// Whether an operation answers a page of a list.
fn paged(description: &Value, operation: &Value) -> bool {
    let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
    let named = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next());
    let schema = named.map_or(schema, |name| &description["components"]["schemas"][name]);
    let properties = &schema["properties"];
    properties.get("items").is_some() && properties.get("page_size").is_some()
}
