//! Who sees what of plans and tasks that are not public: the policy's scopes as a condition of a
//! list, and as the answer for one record.

use sunlot_domain::policy::Permission;
use sunlot_domain::roles::{Place, Reach};
use sunlot_store::plans::Visible;

use crate::context::{App, Call};
use crate::error::{AppError, Kind};

/// What a list may show.
pub(crate) fn scope(app: &App, call: &Call, permission: Permission) -> Visible {
    let mut visible = Visible::default();
    for (reach, grant) in app.policy.scopes(&call.actor, permission) {
        match reach {
            Reach::All => visible.all = true,
            Reach::Region => visible.regions.push(grant.region.clone()),
            Reach::Organ => visible.organs.push(grant.organ),
            Reach::Joint => visible.joint.push(grant.organ),
            Reach::Own | Reach::Published => {}
        }
    }
    visible
}

/// Whether the working copy of something may be seen; what is published is shown elsewhere.
///
/// # Errors
/// The answer for a missing record.
pub(crate) fn see(
    app: &App,
    call: &Call,
    permission: Permission,
    place: &Place,
) -> Result<(), AppError> {
    let scopes = app.policy.scopes(&call.actor, permission);
    let inner = scopes.iter().filter(|(reach, _)| !matches!(reach, Reach::Own | Reach::Published));
    if inner.clone().any(|(reach, grant)| reach.covers(grant, place)) {
        return Ok(());
    }
    Err(AppError::missing())
}

/// Who acts; every write of plans has somebody behind it.
///
/// # Errors
/// When nobody is logged in.
pub(crate) fn person(call: &Call) -> Result<sunlot_domain::ids::AccountId, AppError> {
    call.actor.account.ok_or_else(|| {
        AppError::new(Kind::Unauthenticated, "session.required", "请先登录，再办理。")
    })
}
