//! Rules of the house that the compiler does not know. Each file is one rule; each rule is a
//! function from the tree to findings, so that its tests can run it on a small made-up tree.

mod adr;
mod arrows;
mod extractors;
mod gathered;
mod links;
mod purity;
mod rules;
mod sizes;
pub(crate) mod spec_lock;
mod words;

use std::fmt;
use std::path::{Path, PathBuf};

/// One breach: where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) path: PathBuf,
    /// 1-based; 0 when the finding is about the whole file.
    pub(crate) line: usize,
    pub(crate) rule: &'static str,
    pub(crate) text: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        let (rule, text) = (self.rule, &self.text);
        match self.line {
            0 => write!(out, "{path}: [{rule}] {text}"),
            line => write!(out, "{path}:{line}: [{rule}] {text}"),
        }
    }
}

/// A text file of the tree, with its path relative to the root.
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

impl Source {
    /// The lines with their 1-based numbers.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(at, line)| (at + 1, line))
    }

    pub(crate) fn finding(&self, line: usize, rule: &'static str, text: String) -> Finding {
        Finding { path: self.path.clone(), line, rule, text }
    }
}

/// Every rule over the tree at `root`.
pub(crate) fn all(root: &Path) -> Vec<Finding> {
    let rust = sources(root, &["crates", "xtask"], "rs");
    let mut found = arrows::check(root);
    found.extend(rust.iter().flat_map(purity::check));
    found.extend(rust.iter().flat_map(sizes::check));
    found.extend(rust.iter().flat_map(words::check));
    found.extend(rust.iter().flat_map(extractors::check));
    found.extend(gathered::check(root, &rust));
    found.extend(adr::check(root));
    found.extend(rules::check(root));
    found.extend(spec_lock::check(root));
    found.extend(links::check(root));
    found
}

/// Text files below `folders` with this extension, in path order, build products left out.
pub(crate) fn sources(root: &Path, folders: &[&str], extension: &str) -> Vec<Source> {
    let mut paths = Vec::new();
    for folder in folders {
        walk(&root.join(folder), extension, &mut paths);
    }
    paths.sort();
    paths
        .into_iter()
        .filter_map(|path| {
            let text = std::fs::read_to_string(&path).ok()?;
            let path = path.strip_prefix(root).unwrap_or(&path).to_path_buf();
            Some(Source { path, text })
        })
        .collect()
}

fn walk(folder: &Path, extension: &str, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() && !["target", "node_modules", "dist"].iter().any(|n| name == *n) {
            walk(&path, extension, paths);
        } else if path.extension().is_some_and(|e| e == extension) {
            paths.push(path);
        }
    }
}

/// For tests: a source with this path and text.
#[cfg(test)]
pub(crate) fn source(path: &str, text: &str) -> Source {
    Source { path: path.into(), text: text.into() }
}
