//! A crate whose tests are one program names each file of them: one that is not named compiles
//! nowhere, and its tests pass by never running.

use super::{Finding, Source};
use std::path::Path;

/// `rust` is every Rust file of the tree; the manifests are read from `root`.
pub(super) fn check(root: &Path, rust: &[Source]) -> Vec<Finding> {
    let tests = rust.iter().filter(|it| it.path.parent().is_some_and(|at| at.ends_with("tests")));
    tests.filter(|it| !is_named(root, rust, &it.path)).map(finding).collect()
}

fn is_named(root: &Path, rust: &[Source], path: &Path) -> bool {
    let main = path.with_file_name("main.rs");
    let Some(main) = rust.iter().find(|it| it.path == main) else { return true };
    let stem = path.file_stem().and_then(|it| it.to_str()).unwrap_or_default();
    let declared = format!("mod {stem};");
    let manifest = path.ancestors().nth(2).map(|at| root.join(at).join("Cargo.toml"));
    let manifest = manifest.and_then(|it| std::fs::read_to_string(it).ok()).unwrap_or_default();
    main.lines().any(|(_, line)| line == declared)
        || manifest.contains(&format!("\"tests/{stem}.rs\""))
}

fn finding(file: &Source) -> Finding {
    let text = "is in no test program; name it in main.rs beside it".to_owned();
    file.finding(0, "gathered", text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source;

    fn found(main: &str, manifest: &str) -> usize {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("crates/a");
        std::fs::create_dir_all(&folder).unwrap();
        let manifest = format!("path = \"tests/main.rs\"\n{manifest}");
        std::fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        let rust = [
            source("crates/a/tests/main.rs", main),
            source("crates/a/tests/plans.rs", ""),
            source("crates/a/tests/support/mod.rs", ""),
            source("crates/b/tests/alone.rs", ""),
        ];
        check(root.path(), &rust).len()
    }

    #[test]
    fn a_file_that_no_program_names_is_found() {
        assert_eq!(found("mod support;\nmod plans;\n", ""), 0);
        assert_eq!(found("mod support;\n", "path = \"tests/plans.rs\""), 0);
        assert_eq!(found("mod support;\n// mod plans;\n", ""), 1);
    }
}
