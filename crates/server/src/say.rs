//! What the terminal shows: results on stdout, everything else on stderr, errors with their code.

use std::process::ExitCode;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use sunlot_ceremony::CeremonyError;

/// Accepted, done.
pub(crate) const DONE: u8 = 0;
/// Refused: the bundle does not hold, the step may not be taken.
pub(crate) const REFUSED: u8 = 1;
/// Nothing could be judged: wrong file, wrong words.
pub(crate) const UNUSABLE: u8 = 2;

/// A command that was refused.
#[derive(Debug)]
pub(crate) struct Refused {
    code: String,
    message_zh: String,
    status: u8,
}

/// How a command ends.
pub(crate) type Ended = Result<ExitCode, Refused>;

impl Refused {
    pub(crate) fn new(
        code: impl Into<String>,
        message_zh: impl Into<String>,
        status: u8,
    ) -> Refused {
        Refused { code: code.into(), message_zh: message_zh.into(), status }
    }

    /// Shows the error and gives the exit status.
    pub(crate) fn show(&self) -> ExitCode {
        error(&self.code, &self.message_zh, self.status)
    }
}

impl From<CeremonyError> for Refused {
    fn from(error: CeremonyError) -> Refused {
        let status = match error {
            CeremonyError::Io { .. } => UNUSABLE,
            CeremonyError::Mismatch { code: "bundle.unreadable", .. } => UNUSABLE,
            _ => REFUSED,
        };
        Refused::new(error.code(), error.message_zh(), status)
    }
}

/// Shows an error with its stable code and gives the exit status.
pub(crate) fn error(code: &str, message_zh: &str, status: u8) -> ExitCode {
    eprintln!("错误 [{code}] {message_zh}");
    ExitCode::from(status)
}

/// Done.
pub(crate) fn done() -> Ended {
    Ok(ExitCode::from(DONE))
}

/// Shows on a terminal that work goes on, at what and for how long; says nothing into files and
/// pipes.
pub(crate) fn progress(what: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {msg}（{elapsed}）");
    let style = style.expect("the template is well-formed");
    let bar = ProgressBar::new_spinner().with_style(style).with_message(what.to_owned());
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// Does long work under [`progress`].
pub(crate) fn working<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let bar = progress(what);
    let done = work();
    bar.finish_and_clear();
    done
}
