//! 定时: what has to happen without being asked for. Each turn is harmless to repeat, and a failed
//! one is tried again at the next.

use std::time::Duration;

use sunlot_app::App;

/// How often the platform tidies up.
const TIDY: Duration = Duration::from_secs(600);

/// Seconds for which the answer of a request is kept for its repetition.
const ANSWERS: i64 = 24 * 3_600;

/// Runs the timers until the process ends.
pub(super) fn start(app: &App) {
    let app = app.clone();
    tokio::spawn(async move {
        let mut turns = tokio::time::interval(TIDY);
        loop {
            turns.tick().await;
            tidy(&app).await;
        }
    });
}

async fn tidy(app: &App) {
    let Some(before) = app.now().plus(-ANSWERS) else { return };
    match app.store.forget_answers(before).await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "answers for repeated requests were forgotten"),
        Err(error) => tracing::warn!(%error, "old answers could not be forgotten"),
    }
}
