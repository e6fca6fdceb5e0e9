//! 质疑: queries.

use sunlot_domain::challenges::{Challenge, ChallengeState, Finding, Standing, Verdict};
use sunlot_domain::ids::{DrawId, OrganId};

use crate::coded_columns;
use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::json_columns;
use crate::plans::Visible;
use crate::record;
use crate::record::Stored;
use crate::tx::ReadTx;

coded_columns!(Verdict, Standing, ChallengeState);
json_columns!(Vec<Finding>);
record!(
    Challenge,
    "challenge",
    id,
    draw,
    organ,
    region,
    participants,
    subject,
    unit,
    ticket,
    text,
    contact,
    lodged_on,
    verdict,
    standing,
    findings,
    state,
    answered_by,
    answered_on,
    reply,
);

/// Which challenges of a list.
#[derive(Debug, Clone, Default)]
pub struct ChallengeFilter {
    /// Who asks.
    pub visible: Visible,
    /// Of this draw.
    pub draw: Option<DrawId>,
    /// Of this organ.
    pub organ: Option<OrganId>,
    /// In this state.
    pub state: Option<ChallengeState>,
    /// With this conclusion.
    pub verdict: Option<Verdict>,
}

/// One page of the challenges.
///
/// # Errors
/// What the database answers.
pub fn list(
    tx: &mut ReadTx<'_>,
    which: &ChallengeFilter,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<Challenge>>, u64), StoreError> {
    let mut filter = Filter::default();
    which.visible.narrow(&mut filter);
    if let Some(draw) = which.draw {
        filter.and("draw = {}", [draw.to_value()]);
    }
    if let Some(organ) = which.organ {
        filter.and("organ = {}", [organ.to_value()]);
    }
    if let Some(state) = which.state {
        filter.and("state = {}", [state.to_value()]);
    }
    if let Some(verdict) = which.verdict {
        filter.and("verdict = {}", [verdict.to_value()]);
    }
    tx.page(&filter, order, window)
}

/// Whether a challenge about a subject of a draw waits for its answer.
///
/// # Errors
/// What the database answers.
pub fn waits(tx: &mut ReadTx<'_>, draw: DrawId, subject: &str) -> Result<bool, StoreError> {
    let tail = "WHERE draw = ?1 AND subject = ?2 AND state = 'open'";
    Ok(tx.count::<Challenge>(tail, &[draw.to_value(), subject.to_value()])? > 0)
}
