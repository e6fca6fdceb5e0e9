//! `docs/rules.md`: every rule has an id, a basis, a place that enforces it and a test that proves
//! it, and the places and tests exist.

use super::{Finding, Source};
use std::path::Path;

const RULE: &str = "rules";

/// Rows look like `| R-01 | text | basis | `path` | `path::test` |`.
pub(super) fn check(root: &Path) -> Vec<Finding> {
    let path = Path::new("docs/rules.md");
    let Ok(text) = std::fs::read_to_string(root.join(path)) else {
        return Vec::new();
    };
    let source = Source { path: path.to_path_buf(), text };
    let rows = source.lines().filter(|(_, line)| line.trim_start().starts_with("| R-"));
    rows.flat_map(|(at, line)| row(root, &source, at, line)).collect()
}

fn row(root: &Path, source: &Source, at: usize, line: &str) -> Vec<Finding> {
    let cells: Vec<&str> = line.trim().trim_matches('|').split('|').collect();
    let [_, _, basis, enforced, tested] = cells.as_slice() else {
        let text = format!("{} cells; a rule has 5", cells.len());
        return vec![source.finding(at, RULE, text)];
    };
    let mut found = Vec::new();
    if basis.trim().is_empty() {
        found.push(source.finding(at, RULE, "no legal or technical basis".into()));
    }
    for (column, cell) in [("enforced", enforced), ("tested", tested)] {
        let named: Vec<&str> = quoted(cell).collect();
        if named.is_empty() {
            found.push(source.finding(at, RULE, format!("the column {column} names nothing")));
        }
        let lost = named.into_iter().filter(|name| !exists(root, name));
        found.extend(lost.map(|name| source.finding(at, RULE, format!("{name} does not exist"))));
    }
    found
}

/// `path` is there, or `path::name` is there and holds the name.
fn exists(root: &Path, named: &str) -> bool {
    match named.split_once("::") {
        None => root.join(named).exists(),
        Some((path, name)) => {
            std::fs::read_to_string(root.join(path)).is_ok_and(|text| text.contains(name))
        }
    }
}

/// What stands between backquotes.
fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(row: &str) -> Vec<String> {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join("docs")).unwrap();
        std::fs::write(root.path().join("a.rs"), "fn proves_it() {}").unwrap();
        std::fs::write(root.path().join("docs/rules.md"), row).unwrap();
        check(root.path()).into_iter().map(|f| f.text).collect()
    }

    #[test]
    fn a_whole_row_passes() {
        assert!(tree("| R-01 | t | law | `a.rs` | `a.rs::proves_it` |").is_empty());
    }

    #[test]
    fn a_lost_test_an_empty_basis_and_a_short_row_are_found() {
        let lost = tree("| R-01 | t | law | `a.rs` | `a.rs::proves_nothing` |");
        assert_eq!(lost, ["a.rs::proves_nothing does not exist"]);
        assert_eq!(tree("| R-01 | t |  | `a.rs` | `a.rs::proves_it` |").len(), 1);
        assert_eq!(tree("| R-01 | t |").len(), 1);
        assert_eq!(tree("| R-01 | t | law | | `a.rs::proves_it` |").len(), 1);
    }
}
