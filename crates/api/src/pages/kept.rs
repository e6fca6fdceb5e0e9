//! Figures that are counted over everything are counted once a minute.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sunlot_app::AppError;
use tokio::sync::Mutex;

/// How long a page is the same for everybody.
const MINUTE: Duration = Duration::from_secs(60);

/// The last count and when it was made.
type Last<K, T> = Option<(Instant, K, Arc<T>)>;

/// What was counted last, for one question.
pub(super) struct Kept<K, T>(Arc<Mutex<Last<K, T>>>);

impl<K, T> Default for Kept<K, T> {
    fn default() -> Kept<K, T> {
        Kept(Arc::new(Mutex::new(None)))
    }
}

impl<K, T> Clone for Kept<K, T> {
    fn clone(&self) -> Kept<K, T> {
        Kept(self.0.clone())
    }
}

impl<K: PartialEq, T> Kept<K, T> {
    /// The count for a question; whoever else asks meanwhile waits for the same one.
    pub(super) async fn get<F>(&self, asked: K, count: F) -> Result<Arc<T>, AppError>
    where
        F: Future<Output = Result<T, AppError>>,
    {
        let mut last = self.0.lock().await;
        if let Some((at, key, value)) = last.as_ref()
            && *key == asked
            && at.elapsed() < MINUTE
        {
            return Ok(value.clone());
        }
        let value = Arc::new(count.await?);
        *last = Some((Instant::now(), asked, value.clone()));
        Ok(value)
    }
}
