//! The core is pure: time, randomness, files and identity come in as arguments, and no result may
//! depend on the rounding of a machine or on the seed of a hash map.

use super::{Finding, Source};

/// What must not be written in the product code of a pure crate, and why.
const BANNED: &[(&str, &str)] = &[
    ("SystemTime", "the time comes in as an argument"),
    ("Instant::now", "the time comes in as an argument"),
    ("std::fs", "bytes come in as arguments"),
    ("std::net", "the core does not talk to anyone"),
    ("std::env", "settings come in as arguments"),
    ("std::process", "the core starts nothing"),
    ("getrandom", "randomness comes in as an argument"),
    ("thread_rng", "randomness comes in as an argument"),
    ("HashMap", "its order differs from run to run; use BTreeMap or a sorted Vec"),
    ("HashSet", "its order differs from run to run; use BTreeSet or a sorted Vec"),
    ("f32", "floats round differently; use integers"),
    ("f64", "floats round differently; use integers"),
];

const PURE: &[&str] = &["crates/sortition/src", "crates/domain/src"];

/// Unsafe code is for the hash kernels, where the instruction set is chosen at run time, and for
/// the one system call that bounds the memory of a child.
const UNSAFE_HOMES: &[&str] = &["crates/sortition/src/lanes", "crates/intake/src/limits.rs"];

/// One file against the rule; files outside of the pure crates only for `unsafe`.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    let pure = PURE.iter().any(|home| source.path.starts_with(home));
    let home = UNSAFE_HOMES.iter().any(|home| source.path.starts_with(home));
    let home = home || source.path.starts_with("xtask");
    let product = product_lines(source);
    let mut found = Vec::new();
    for (line, text) in product {
        if !home && has_word(text, "unsafe") {
            let text = format!("unsafe belongs to {}", UNSAFE_HOMES.join(", "));
            found.push(source.finding(line, "purity", text));
        }
        if pure {
            let hits = BANNED.iter().filter(|(word, _)| has_word(text, word));
            found.extend(
                hits.map(|(word, why)| source.finding(line, "purity", format!("{word}: {why}"))),
            );
        }
    }
    found
}

/// Lines of code before the unit tests, comments left out.
fn product_lines(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    source
        .lines()
        .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
        .map(|(at, line)| (at, line.split("//").next().unwrap_or("")))
}

fn has_word(line: &str, word: &str) -> bool {
    let bytes = line.as_bytes();
    let inside = |at: usize| bytes.get(at).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    line.match_indices(word).any(|(at, _)| !(inside(at + word.len()) || at > 0 && inside(at - 1)))
}

#[cfg(test)]
mod tests {
    use super::super::source;
    use super::*;

    #[test]
    fn a_float_in_the_core_is_found_and_a_longer_name_is_not() {
        let core = |text| check(&source("crates/sortition/src/a.rs", text)).len();
        assert_eq!(core("let share: f64 = 0.5;"), 1);
        assert_eq!(core("let x = of64(3); // f64 in a comment"), 0);
        assert_eq!(core("#[cfg(test)]\nmod tests { use std::fs; }"), 0);
    }

    #[test]
    fn the_shell_may_read_files_but_not_be_unsafe() {
        let shell = |text| check(&source("crates/ceremony/src/a.rs", text)).len();
        assert_eq!(shell("use std::fs;"), 0);
        assert_eq!(shell("unsafe { x() }"), 1);
        assert_eq!(check(&source("crates/sortition/src/lanes/a.rs", "unsafe {}")).len(), 0);
    }
}
