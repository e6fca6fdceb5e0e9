//! 运行日志: structured lines on stderr, each with the number of its request. They hold ids, codes
//! and times, and no personal data.

use tracing_subscriber::EnvFilter;

/// Starts the log; `SUNLOT_LOG` filters it as `tracing` does (`info`, `sunlot_api=debug`).
pub(super) fn start(format: &str) {
    let filter = EnvFilter::try_from_env("SUNLOT_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start would be in a test only.
    let _ = match format {
        "json" => lines.json().flatten_event(true).try_init(),
        _ => lines.with_target(false).try_init(),
    };
}
