//! Words that must not be committed: what is unfinished, switched off or left from debugging.

use super::{Finding, Source};

/// Spelled in halves, so that this file passes its own rule.
const WORDS: &[(&str, &str, &str)] = &[
    ("TO", "DO", "finish it, or open an issue"),
    ("FIX", "ME", "finish it, or open an issue"),
    ("to", "do!(", "a stub is not done"),
    ("unimple", "mented!(", "a stub is not done"),
    ("db", "g!(", "left from debugging"),
    ("#[igno", "re", "a skipped test proves nothing"),
];

/// One file against the list.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, line) in source.lines() {
        for (head, tail, why) in WORDS {
            let word = format!("{head}{tail}");
            if line.contains(&word) {
                found.push(source.finding(at, "words", format!("{word}: {why}")));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::source;
    use super::*;

    #[test]
    fn each_word_is_found_where_it_stands() {
        for (head, tail, _) in WORDS {
            let found = check(&source("a.rs", &format!("fn a() {{}}\n// {head}{tail}\n")));
            assert_eq!((found.len(), found[0].line), (1, 2), "{head}{tail}");
        }
    }
}
