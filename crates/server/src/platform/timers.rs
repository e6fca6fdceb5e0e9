//! 定时: what has to happen without being asked for. Each turn is harmless to repeat, and a failed
//! one is tried again at the next.

use std::time::Duration;

use sunlot_app::App;
use sunlot_app::open_data::OpenData;

/// How often the platform tidies up.
const TIDY: Duration = Duration::from_secs(600);

/// Runs the timers until the process ends.
pub(super) fn start(app: &App, open_data: &OpenData) {
    let (app, open_data) = (app.clone(), open_data.clone());
    tokio::spawn(async move {
        let mut turns = tokio::time::interval(TIDY);
        loop {
            turns.tick().await;
            tidy(&app).await;
            // The day's files, so that the first reader of a day need not wait for them.
            if let Err(error) = open_data.today(&app).await {
                tracing::warn!(%error, "the files of open data could not be made");
            }
        }
    });
}

async fn tidy(app: &App) {
    match sunlot_app::sessions::sweep(app).await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "old technical rows were removed"),
        Err(error) => tracing::warn!(%error, "old technical rows could not be removed"),
    }
    match sunlot_app::imports::discard_undecided(app).await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "imports that nobody decided about were discarded"),
        Err(error) => tracing::warn!(%error, "undecided imports could not be discarded"),
    }
    match sunlot_app::imports::sweep(app).await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "rows of uploads that were cut off were removed"),
        Err(error) => tracing::warn!(%error, "rows of uploads could not be removed"),
    }
    match sunlot_app::accounts::disable_unused(app).await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "unused accounts were disabled"),
        Err(error) => tracing::warn!(%error, "unused accounts could not be disabled"),
    }
}
