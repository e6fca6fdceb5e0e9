//! 见证: asks witnesses for cosignatures, beside the signing and never in its way.

use std::sync::Arc;

use sunlot_record::client::{Witness, WitnessError};
use sunlot_record::trust::Trust;
use sunlot_sortition::log::checkpoint::Checkpoint;
use sunlot_sortition::log::tiled;
use sunlot_sortition::suite::Suite;
use sunlot_store::ledger::{self, Signed, StoredNodes};

use crate::context::App;
use crate::error::AppError;

/// Attempts to find where a witness stands.
const ATTEMPTS: u32 = 3;

/// Collects cosignatures of the newest checkpoint from all witnesses; the checkpoint becomes
/// public when enough of them cosigned both trees. Gives how many did.
///
/// # Errors
/// What the store answers. A witness that is out of reach is no error.
pub async fn collect(
    app: &App,
    trust: &Trust,
    witnesses: &[Arc<Witness>],
) -> Result<u64, AppError> {
    let Some(signed) = app.read(|tx| Ok(ledger::newest(tx)?)).await? else { return Ok(0) };
    let read = Checkpoint::parse(&signed.sha256, &signed.sm3);
    let mut checkpoint = read
        .map_err(|e| AppError::new(crate::error::Kind::Internal, "log.checkpoint_form", e.what))?;
    let before = checkpoint.clone();
    for witness in witnesses {
        for suite in Suite::ALL {
            if let Err(error) = one(app, trust, witness, &mut checkpoint, suite).await {
                tracing::warn!(witness = %witness.keys.name, %error, "not cosigned");
            }
        }
    }
    let count = trust.cosigned(&checkpoint);
    if checkpoint != before {
        let published = signed.published || count >= trust.0.quorum;
        let (sha256, sm3) = (checkpoint.sha256.to_text(), checkpoint.sm3.to_text());
        let signed = Signed { sha256, sm3, published, ..signed };
        app.store.keep_cosignatures(signed).await?;
    }
    Ok(count)
}

/// One witness on one tree.
async fn one(
    app: &App,
    trust: &Trust,
    witness: &Arc<Witness>,
    checkpoint: &mut Checkpoint,
    suite: Suite,
) -> Result<(), WitnessError> {
    let note = match suite {
        Suite::Sha256 => &mut checkpoint.sha256,
        Suite::Sm3 => &mut checkpoint.sm3,
    };
    let name = witness.keys.name.as_str();
    if note.signatures.iter().any(|line| line.name == name) {
        return Ok(());
    }
    // Asked with 0 a witness says where it stands, unless it stands there.
    let mut old = 0;
    for _ in 0..ATTEMPTS {
        let size = note.size;
        if old > size {
            return Err(WitnessError::Elsewhere(old));
        }
        let proof = app
            .read(move |tx| Ok(tiled::consistency(&mut StoredNodes(tx), suite, old, size)?))
            .await
            .map_err(|e| WitnessError::Unreachable(e.to_string()))?;
        let (asked, shown, sm2_id) = (witness.clone(), note.clone(), trust.0.sm2_id.clone());
        let task = tokio::task::spawn_blocking(move || {
            asked.cosign(&shown, suite, &sm2_id, old, proof.unwrap_or_default())
        });
        let told = task.await.unwrap_or_else(|e| Err(WitnessError::Unreachable(e.to_string())));
        match told {
            Ok(line) => {
                note.signatures.push(line);
                return Ok(());
            }
            Err(WitnessError::Elsewhere(at)) => old = at,
            Err(error) => return Err(error),
        }
    }
    Err(WitnessError::Elsewhere(old))
}
