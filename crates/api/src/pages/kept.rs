//! Figures that are counted over everything are counted once a minute.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sunlot_app::AppError;
use tokio::sync::Mutex;

/// How long a page is the same for everybody.
const MINUTE: Duration = Duration::from_secs(60);

/// Most answers that are kept: whoever asks for every year there is fills no memory.
const KEPT_MAX: usize = 16;

/// When something was counted, and what came out.
type Counted<T> = (Instant, Arc<T>);

/// What was counted last, by question.
pub(super) struct Kept<K, T>(Arc<Mutex<BTreeMap<K, Counted<T>>>>);

impl<K, T> Default for Kept<K, T> {
    fn default() -> Kept<K, T> {
        Kept(Arc::new(Mutex::new(BTreeMap::new())))
    }
}

impl<K, T> Clone for Kept<K, T> {
    fn clone(&self) -> Kept<K, T> {
        Kept(self.0.clone())
    }
}

impl<K: Ord, T> Kept<K, T> {
    /// The count for a question; whoever asks meanwhile waits for the same one.
    pub(super) async fn get<F>(&self, asked: K, count: F) -> Result<Arc<T>, AppError>
    where
        F: Future<Output = Result<T, AppError>>,
    {
        let mut kept = self.0.lock().await;
        if let Some((at, value)) = kept.get(&asked)
            && at.elapsed() < MINUTE
        {
            return Ok(value.clone());
        }
        let value = Arc::new(count.await?);
        if kept.len() >= KEPT_MAX {
            kept.clear();
        }
        kept.insert(asked, (Instant::now(), value.clone()));
        Ok(value)
    }
}
