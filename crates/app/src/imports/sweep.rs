//! What nobody decided about does not wait for ever: after 30 days an import is discarded, and what
//! was staged for it goes.

use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{Id, ImportId};
use sunlot_domain::imports::{ImportState, UNDECIDED_DAYS};
use sunlot_store::imports as store;

use crate::context::{App, Call};
use crate::error::AppError;

/// Discards what has waited for too long, and removes what was staged for imports that will not be
/// let in. Gives how many imports were discarded.
///
/// # Errors
/// What the store answers; the next turn goes on.
pub async fn discard_undecided(app: &App) -> Result<u64, AppError> {
    let age = u64::try_from(UNDECIDED_DAYS).unwrap_or(0) * 24 * 3_600 * 1_000;
    let cutoff = app.clock.unix_ms().unsigned_abs().saturating_sub(age);
    let before = ImportId::new(cutoff, &[0; 10]);
    let waiting = app.read(move |tx| Ok(store::undecided_before(tx, before)?)).await?;
    let call = Call::system("import-sweep");
    let mut discarded = 0;
    for batch in waiting {
        let id = batch.value.id;
        app.write(&call, move |tx| {
            let mut stored = batch;
            stored.value.state = ImportState::Discarded;
            let why = format!("满 {UNDECIDED_DAYS} 天没有处理");
            tx.save(stored)?;
            Ok(tx.record(Event::new(Action::ImportDiscarded, id).because(why), ()))
        })
        .await?;
        discarded += 1;
    }
    app.technical(move |tx| Ok(store::forget_staged(tx, before)?)).await?;
    Ok(discarded)
}

/// Seconds after which staged rows that no batch names belong to nothing that still goes on.
const STALE_SECONDS: i64 = 86_400;

/// Removes what uploads staged that were cut off by a crash; for a timer.
///
/// # Errors
/// What the store answers.
pub async fn sweep(app: &App) -> Result<u64, AppError> {
    let before = (app.clock.unix_ms() - STALE_SECONDS * 1_000).unsigned_abs();
    Ok(app.store.unstage_before(ImportId::new(before, &[0; 10])).await?)
}
