//! 求签: who needs a proof of what was just written asks for the checkpoint that is due within a
//! minute, and waits until it is public.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sunlot_store::ledger;
use tokio::sync::Notify;

use crate::context::App;
use crate::error::AppError;

/// Code of a proof that no public checkpoint holds yet.
pub(crate) const NOT_SIGNED: &str = "log.not_signed";

/// How often it is looked whether the checkpoint is there.
const LOOK: Duration = Duration::from_millis(50);

/// How long a request waits. Witnesses are asked every two seconds; where they are out of reach the
/// caller is told to come again, and nothing waits on them.
const WAIT: Duration = Duration::from_secs(10);

/// Between those who need a checkpoint and the task that signs.
#[derive(Debug, Clone, Default)]
pub struct Seals(Arc<Bell>);

#[derive(Debug, Default)]
struct Bell {
    asked: Notify,
    signers: AtomicUsize,
}

/// A task that signs, for as long as it lives.
pub(super) struct Signing(Arc<Bell>);

impl Drop for Signing {
    fn drop(&mut self) {
        self.0.signers.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Signing {
    /// Ends when somebody asks, also when it was asked meanwhile.
    pub(super) async fn asked(&self) {
        self.0.asked.notified().await;
    }
}

impl Seals {
    /// Says that this process signs.
    pub(super) fn signing(&self) -> Signing {
        self.0.signers.fetch_add(1, Ordering::SeqCst);
        Signing(self.0.clone())
    }

    fn ask(&self) -> bool {
        let signed_here = self.0.signers.load(Ordering::SeqCst) > 0;
        if signed_here {
            self.0.asked.notify_one();
        }
        signed_here
    }
}

/// Whether work failed for want of a checkpoint only, and a public one over everything that was
/// written is there now: then the work is worth doing again.
pub(crate) async fn came_for<T>(app: &App, done: &Result<T, AppError>) -> Result<bool, AppError> {
    if done.as_ref().err().is_none_or(|error| error.code != NOT_SIGNED) || !app.seals.ask() {
        return Ok(false);
    }
    let head = app.read(|tx| Ok(ledger::size(tx)?)).await?;
    let mut left = WAIT;
    while !left.is_zero() && app.store.read_only().is_none() {
        tokio::time::sleep(LOOK).await;
        let public = app.read(|tx| Ok(ledger::published(tx)?)).await?;
        if public.is_some_and(|signed| signed.size >= head) {
            return Ok(true);
        }
        left = left.saturating_sub(LOOK);
    }
    Ok(false)
}
