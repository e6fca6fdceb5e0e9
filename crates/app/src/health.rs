//! 值守: whether the platform can do its work, and the numbers behind it.

use sunlot_store::health::{self, RecordState};

use crate::context::App;
use crate::error::{AppError, Kind};

/// Seconds for which an entry may stand without a checkpoint before the platform counts as out of
/// order; the timer makes one at least every 60 seconds.
pub const UNCOVERED_MAX: i64 = 300;

/// The store's numbers and how the record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// What the store is doing.
    pub store: sunlot_store::Figures,
    /// How the record stands.
    pub record: RecordState,
    /// Whether the log was found not to be what was signed, and nothing is written any more.
    pub read_only: bool,
    /// Seconds for which the oldest uncovered entry has been waiting; 0 when there is none.
    pub uncovered_seconds: i64,
}

/// The numbers.
///
/// # Errors
/// What the store answers.
pub async fn numbers(app: &App) -> Result<Numbers, AppError> {
    let record = app.read(|tx| Ok(health::record_state(tx)?)).await?;
    let waiting = record.uncovered_since.map_or(0, |since| app.now().unix() - since.unix());
    let read_only = app.store.read_only().is_some();
    Ok(Numbers { store: app.store.figures(), record, read_only, uncovered_seconds: waiting.max(0) })
}

/// Whether requests can be served: the log is what was signed, the database answers, takes a
/// write, and the record is covered by checkpoints in time.
///
/// # Errors
/// What is out of order, for whoever is called at night.
pub async fn ready(app: &App) -> Result<(), AppError> {
    if let Some(why) = app.store.read_only() {
        return Err(AppError::new(Kind::Unavailable, "health.log_alarm", why));
    }
    let numbers = numbers(app).await?;
    app.store.probe().await?;
    if numbers.uncovered_seconds > UNCOVERED_MAX {
        let text = format!(
            "有日志条目已 {} 秒没有检查点覆盖；请检查服务日志中检查点失败的原因（密钥文件、磁盘）。",
            numbers.uncovered_seconds
        );
        return Err(AppError::new(Kind::Unavailable, "health.checkpoint_old", text));
    }
    Ok(())
}
