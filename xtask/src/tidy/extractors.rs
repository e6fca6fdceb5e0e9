//! Addresses are read in one place: axum's own extractors of conditions and parameters refuse in
//! English and without a code.

use super::{Finding, Source};

/// Where they may be named.
const HOME: &str = "crates/api/src/asked.rs";

/// One file against the rule.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    if !source.path.starts_with("crates/api/src") || source.path.starts_with(HOME) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (at, _) in source.text.match_indices("axum::extract::") {
        let rest = &source.text[at + "axum::extract::".len()..];
        let named = match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or_default(),
            None => rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default(),
        };
        let bare = named.split(',').map(|name| name.split_whitespace().next().unwrap_or_default());
        for name in bare.filter(|name| ["Path", "Query"].contains(name)) {
            let line = source.text[..at].matches('\n').count() + 1;
            let text = format!("{name}: take crate::asked::{name}, which refuses with a code");
            found.push(source.finding(line, "extractors", text));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::source;
    use super::*;

    #[test]
    fn the_bare_extractors_are_found_however_they_are_named() {
        let route = |text| check(&source("crates/api/src/routes/a.rs", text)).len();
        assert_eq!(route("use axum::extract::{Path, State};\n"), 1);
        assert_eq!(route("use axum::extract::{\n    Path as P,\n    Query,\n};\n"), 2);
        assert_eq!(route("fn a(axum::extract::Query(q): axum::extract::Query<Q>) {}"), 2);
        assert_eq!(route("use axum::extract::{MatchedPath, State};\nuse crate::asked::Path;\n"), 0);
        assert_eq!(check(&source(HOME, "use axum::extract::Query;")).len(), 0);
    }
}
