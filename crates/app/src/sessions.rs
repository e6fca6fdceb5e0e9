//! 会话: from the token of a cookie to who asks.

use sunlot_domain::accounts::{Account, AccountState};
use sunlot_domain::roles::Actor;
use sunlot_sortition::digest::Digest;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::time::UtcSecond;
use sunlot_store::accounts;

use crate::context::App;
use crate::error::AppError;

/// Seconds without a request after which a session ends.
const IDLE_SECONDS: i64 = 30 * 60;

/// Seconds after which a session ends in any case.
const ABSOLUTE_SECONDS: i64 = 12 * 3_600;

/// Seconds for which a second factor counts as just shown.
const STEP_UP_SECONDS: i64 = 5 * 60;

/// What is stored of a token.
#[must_use]
pub fn token_digest(token: &str) -> Digest {
    Suite::Sha256.hash(&[b"sunlot-session\n", token.as_bytes()])
}

/// Who holds a token: the public when there is none, or it has ended. Grants are read anew for
/// each request, so that taking one back works at once.
///
/// # Errors
/// What the store answers.
pub async fn actor(app: &App, token: Option<&str>) -> Result<Actor, AppError> {
    let Some(token) = token else { return Ok(Actor::public()) };
    let (digest, now, today) = (token_digest(token), app.now(), app.today());
    app.read(move |tx| {
        let Some(session) = accounts::session(tx, &digest)? else { return Ok(Actor::public()) };
        let account = tx.need::<Account>(&session.account)?.value;
        let age = |since: UtcSecond| now.unix() - since.unix();
        let ended = age(session.last_seen) > IDLE_SECONDS
            || age(session.opened) > ABSOLUTE_SECONDS
            || account.state != AccountState::Active;
        if ended {
            return Ok(Actor::public());
        }
        let grants = accounts::grants_in_force(tx, account.id, today)?;
        let stepped_up = session.stepped_up.is_some_and(|at| age(at) <= STEP_UP_SECONDS);
        Ok(Actor { account: Some(account.id), name: account.name, grants, stepped_up })
    })
    .await
}
