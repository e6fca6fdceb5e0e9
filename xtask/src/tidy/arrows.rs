//! Dependencies are the architecture: a crate may name only crates further inside.

use super::Finding;
use std::path::Path;

/// What each crate may depend on in its product code. `testkit` may serve any crate's tests, and
/// the binary, which carries the demo county.
const ARROWS: &[(&str, &[&str])] = &[
    ("sortition", &[]),
    ("domain", &["sortition"]),
    ("testkit", &["domain"]),
    ("intake", &["sortition", "domain"]),
    ("forms", &[]),
    ("ceremony", &["sortition", "domain", "intake"]),
    ("record", &["sortition"]),
    ("witness", &["sortition"]),
    ("store", &["sortition", "domain", "record"]),
    ("app", &["sortition", "domain", "intake", "forms", "ceremony", "record", "store"]),
    ("portal", &["sortition", "domain", "app"]),
    ("api", &["domain", "app", "portal"]),
    ("demo", &["sortition", "domain", "record", "testkit", "store", "app"]),
    (
        "server",
        &[
            "sortition",
            "domain",
            "intake",
            "forms",
            "ceremony",
            "testkit",
            "record",
            "witness",
            "store",
            "app",
            "api",
            "demo",
        ],
    ),
];

const RULE: &str = "arrows";

/// Every `crates/*/Cargo.toml` against [`ARROWS`].
pub(super) fn check(root: &Path) -> Vec<Finding> {
    let Ok(entries) = std::fs::read_dir(root.join("crates")) else {
        return Vec::new();
    };
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
        .iter()
        .flat_map(|name| {
            let path = root.join("crates").join(name).join("Cargo.toml");
            let text = std::fs::read_to_string(path).unwrap_or_default();
            manifest(name, &text)
        })
        .collect()
}

fn manifest(name: &str, text: &str) -> Vec<Finding> {
    let finding = |text: String| Finding {
        path: format!("crates/{name}/Cargo.toml").into(),
        line: 0,
        rule: RULE,
        text,
    };
    let Some((_, allowed)) = ARROWS.iter().find(|(known, _)| *known == name) else {
        return vec![finding(format!(
            "crate {name} has no place in the order; give it one in xtask/src/tidy/arrows.rs"
        ))];
    };
    let Ok(table) = text.parse::<toml::Table>() else {
        return vec![finding("not readable as TOML".into())];
    };
    let named = table.get("dependencies").and_then(toml::Value::as_table);
    named
        .into_iter()
        .flat_map(toml::Table::keys)
        .filter_map(|dependency| dependency.strip_prefix("sunlot-"))
        .filter(|inner| !allowed.contains(inner))
        .map(|inner| finding(format!("{name} must not depend on {inner}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inward_arrow_passes_and_an_outward_one_is_named() {
        let inward = "[dependencies]\nsunlot-sortition = { workspace = true }\n";
        assert_eq!(manifest("domain", inward), []);
        let found = manifest("sortition", "[dependencies]\nsunlot-domain.workspace = true\n");
        assert_eq!(found[0].text, "sortition must not depend on domain");
    }

    #[test]
    fn tests_may_use_the_test_kit() {
        let text = "[dev-dependencies]\nsunlot-testkit = { workspace = true }\n";
        assert_eq!(manifest("intake", text), []);
    }

    #[test]
    fn a_crate_without_a_place_is_refused() {
        assert_eq!(manifest("extra", "").len(), 1);
    }
}
