//! Small files that hold one idea, lines that fit beside another file.

use super::{Finding, Source};

/// Longest Rust file, in lines.
const LINES: usize = 600;
/// Longest line, in characters.
const COLUMNS: usize = 100;

/// One file against both limits.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    let mut found = Vec::new();
    let lines = source.text.lines().count();
    if lines > LINES {
        let text = format!("{lines} lines; cut it along its ideas, below {LINES}");
        found.push(source.finding(0, "sizes", text));
    }
    for (at, line) in source.lines() {
        let columns = line.chars().count();
        if columns > COLUMNS {
            let text = format!("{columns} columns; at most {COLUMNS}");
            found.push(source.finding(at, "sizes", text));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::source;
    use super::*;

    #[test]
    fn limits_hold_at_their_edges() {
        let count = |text: String| check(&source("a.rs", &text)).len();
        assert_eq!(count("县".repeat(COLUMNS)), 0);
        assert_eq!(count("县".repeat(COLUMNS + 1)), 1);
        assert_eq!(count("x\n".repeat(LINES)), 0);
        assert_eq!(count("x\n".repeat(LINES + 1)), 1);
    }
}
