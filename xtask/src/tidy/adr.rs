//! Decisions are numbered without gaps, each has the four parts, and the index names them all.

use super::{Finding, Source, sources};
use std::path::Path;

const RULE: &str = "adr";
/// The parts of a decision record (Nygard 2011).
const PARTS: &[&str] = &["## Context", "## Decision", "## Consequences", "Status:"];

/// `docs/adr/NNNN-title.md` and `docs/adr/README.md`.
pub(super) fn check(root: &Path) -> Vec<Finding> {
    let files = sources(root, &["docs/adr"], "md");
    let name = |source: &Source| {
        let name = source.path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    };
    let (index, records): (Vec<_>, Vec<_>) = files.iter().partition(|f| name(f) == "README.md");
    let index = index.first().map_or("", |source| source.text.as_str());
    let mut found = Vec::new();
    for (at, record) in records.iter().enumerate() {
        let name = name(record);
        let number = format!("{:04}-", at + 1);
        if !name.starts_with(&number) {
            found.push(record.finding(0, RULE, format!("expected the number {number}")));
        }
        if !index.contains(&format!("({name})")) {
            found.push(record.finding(0, RULE, "docs/adr/README.md does not link it".into()));
        }
        for part in PARTS.iter().filter(|part| !record.text.contains(**part)) {
            found.push(record.finding(0, RULE, format!("lacks “{part}”")));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_a_missing_link_and_a_missing_part_are_found() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("docs/adr");
        std::fs::create_dir_all(&folder).unwrap();
        let full = "Status: accepted\n## Context\n## Decision\n## Consequences\n";
        std::fs::write(folder.join("0001-a.md"), full).unwrap();
        std::fs::write(folder.join("README.md"), "[a](0001-a.md)").unwrap();
        assert_eq!(check(root.path()), []);
        std::fs::write(folder.join("0003-b.md"), "Status: accepted\n## Context\n").unwrap();
        let texts: Vec<String> = check(root.path()).into_iter().map(|f| f.text).collect();
        assert_eq!(texts.len(), 4, "{texts:?}");
    }
}
