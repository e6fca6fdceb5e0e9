//! Documents point at what exists: relative links, and the `make` targets that a README promises.

use super::{Finding, Source, sources};
use std::path::Path;

/// All Markdown at the root, in `docs/` and in `spec/`.
pub(super) fn check(root: &Path) -> Vec<Finding> {
    let makefile = std::fs::read_to_string(root.join("Makefile")).unwrap_or_default();
    let mut files = sources(root, &["docs", "spec"], "md");
    files.extend(top(root));
    files
        .iter()
        .flat_map(|file| {
            let mut found = relative(root, file);
            found.extend(targets(&makefile, file));
            found
        })
        .collect()
}

fn top(root: &Path) -> Vec<Source> {
    let Ok(entries) = std::fs::read_dir(root) else {
        return Vec::new();
    };
    let names = entries.flatten().map(|entry| entry.file_name());
    names
        .filter(|name| Path::new(name).extension().is_some_and(|e| e == "md"))
        .filter_map(|name| {
            let text = std::fs::read_to_string(root.join(&name)).ok()?;
            let path = name.into();
            Some(Source { path, text })
        })
        .collect()
}

fn relative(root: &Path, file: &Source) -> Vec<Finding> {
    let home = root.join(&file.path);
    let home = home.parent().unwrap_or(root);
    let mut found = Vec::new();
    for (at, line) in file.lines() {
        for target in line.split("](").skip(1) {
            let target = target.split(')').next().unwrap_or("");
            let target = target.split('#').next().unwrap_or("");
            let elsewhere = target.contains("://") || target.starts_with("mailto:");
            if !target.is_empty() && !elsewhere && !home.join(target).exists() {
                found.push(file.finding(at, "links", format!("{target} does not exist")));
            }
        }
    }
    found
}

fn targets(makefile: &str, file: &Source) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, line) in file.lines() {
        for rest in line.split("`make ").skip(1) {
            let target: String = rest.chars().take_while(char::is_ascii_lowercase).collect();
            let rule = format!("{target}:");
            if !target.is_empty() && !makefile.lines().any(|line| line.starts_with(&rule)) {
                found.push(file.finding(at, "links", format!("no target {target} in Makefile")));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_file_and_a_lost_target_are_found() {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("Makefile"), "demo: setup\n").unwrap();
        std::fs::write(root.path().join("here.md"), "").unwrap();
        let text = "[a](here.md#part) [w](https://example.org)\n`make demo`\n";
        std::fs::write(root.path().join("README.md"), text).unwrap();
        assert_eq!(check(root.path()), []);
        std::fs::write(root.path().join("README.md"), "[a](gone.md)\n`make tea`\n").unwrap();
        assert_eq!(check(root.path()).len(), 2);
    }
}
