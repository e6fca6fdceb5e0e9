//! What the terminal shows: results on stdout, everything else on stderr, errors with their code.

use std::process::ExitCode;

/// Accepted, done.
pub(crate) const DONE: u8 = 0;
/// Refused: the bundle does not hold, the step may not be taken.
pub(crate) const REFUSED: u8 = 1;
/// Nothing could be judged: wrong file, wrong words.
pub(crate) const UNUSABLE: u8 = 2;

/// Shows an error with its stable code and gives the exit status.
pub(crate) fn error(code: &str, message_zh: &str, status: u8) -> ExitCode {
    eprintln!("错误 [{code}] {message_zh}");
    ExitCode::from(status)
}
