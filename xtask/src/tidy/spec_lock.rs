//! `spec/SPEC.lock` holds the digest of every normative file. A change of the specification or of a
//! vector is an event of its own: it must be locked on purpose, in the commit that explains it.

use super::{Finding, Source, sources};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::Path;

const LOCK: &str = "spec/SPEC.lock";

/// Compares the tree with the lock.
pub(super) fn check(root: &Path) -> Vec<Finding> {
    if !root.join("spec").exists() {
        return Vec::new();
    }
    let locked = std::fs::read_to_string(root.join(LOCK)).unwrap_or_default();
    let now = digests(root);
    let differs = |a: &str, b: &str| -> Vec<String> {
        let lines = a.lines().filter(|line| !b.lines().any(|other| other == *line));
        lines.map(str::to_owned).collect()
    };
    let mut lines = differs(&now, &locked);
    lines.extend(differs(&locked, &now));
    lines
        .iter()
        .filter_map(|line| line.split_once("  ").map(|(_, name)| name.to_owned()))
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .map(|name| Finding {
            path: name.into(),
            line: 0,
            rule: "spec-lock",
            text: "differs from spec/SPEC.lock; if on purpose: cargo run -p xtask -- lock".into(),
        })
        .collect()
}

/// Writes the lock; returns how many files it holds.
pub(crate) fn write(root: &Path) -> std::io::Result<usize> {
    let text = digests(root);
    std::fs::write(root.join(LOCK), &text)?;
    Ok(text.lines().count())
}

/// Lines of `sha256  path`, in path order, the format of `sha256sum`.
fn digests(root: &Path) -> String {
    let mut files = sources(root, &["spec"], "md");
    files.extend(sources(root, &["spec"], "json"));
    files.retain(normative);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.iter().fold(String::new(), |mut text, file| {
        let digest = hex::encode(Sha256::digest(file.text.as_bytes()));
        let _ = writeln!(text, "{digest}  {}", file.path.display());
        text
    })
}

fn normative(file: &Source) -> bool {
    let named_readme = file.path.file_name().is_some_and(|name| name == "README.md");
    !named_readme && !file.path.starts_with("spec/reference")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edited_file_a_new_file_and_a_lost_file_are_found() {
        let root = tempfile::tempdir().unwrap();
        let spec = root.path().join("spec");
        std::fs::create_dir_all(&spec).unwrap();
        std::fs::write(spec.join("ssj-1.md"), "rule").unwrap();
        assert_eq!(check(root.path()).len(), 1, "nothing is locked yet");
        assert_eq!(write(root.path()).unwrap(), 1);
        assert_eq!(check(root.path()), []);
        std::fs::write(spec.join("ssj-1.md"), "another rule").unwrap();
        std::fs::write(spec.join("new.json"), "{}").unwrap();
        assert_eq!(check(root.path()).len(), 2);
        std::fs::remove_file(spec.join("ssj-1.md")).unwrap();
        assert_eq!(check(root.path()).len(), 2);
    }
}
