//! Who sees and who does what of a visit: by organ and division like a task, and the team its own.

use sunlot_domain::ids::{InspectionId, OrganId};
use sunlot_domain::inspections::{Inspection, InspectionError, InspectionMember};
use sunlot_domain::inspectors::Inspector;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::{Place, Reach};
use sunlot_store::inspections::{self, Reached};
use sunlot_store::{ReadTx, Stored};

use crate::context::{App, Call};
use crate::error::AppError;
use crate::visible;

/// Where a visit belongs.
pub(crate) fn place(inspection: &Inspection) -> Place {
    Place {
        organ: inspection.organ,
        region: inspection.region.clone(),
        participants: inspection.participants.clone(),
    }
}

/// What a list may show.
pub(crate) fn reached(app: &App, call: &Call, permission: Permission) -> Reached {
    let scopes = app.policy.scopes(&call.actor, permission);
    let own = scopes.iter().any(|(reach, _)| *reach == Reach::Own);
    Reached {
        visible: visible::scope(app, call, permission),
        own: call.actor.account.filter(|_| own),
    }
}

/// Whether a grant other than the team's own covers a place.
fn covered(app: &App, call: &Call, permission: Permission, place: &Place) -> bool {
    let scopes = app.policy.scopes(&call.actor, permission);
    let outer = |reach: &Reach| !matches!(reach, Reach::Own | Reach::Published);
    scopes.iter().any(|(reach, grant)| outer(reach) && reach.covers(grant, place))
}

/// The inspector of the caller in the team of a visit.
///
/// # Errors
/// What the store answers.
pub(crate) fn member(
    tx: &mut ReadTx<'_>,
    call: &Call,
    inspection: InspectionId,
) -> Result<Option<(InspectionMember, Inspector)>, AppError> {
    let Some(account) = call.actor.account else { return Ok(None) };
    let team = inspections::team(tx, inspection)?;
    Ok(team.into_iter().find(|(_, inspector)| inspector.account == Some(account)))
}

/// That a visit may be seen: by its place, or by its team.
///
/// # Errors
/// The answer for a missing record.
pub(crate) fn see(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    permission: Permission,
    inspection: &Inspection,
) -> Result<(), AppError> {
    if covered(app, call, permission, &place(inspection)) {
        return Ok(());
    }
    let scopes = app.policy.scopes(&call.actor, permission);
    let own = scopes.iter().any(|(reach, _)| *reach == Reach::Own);
    if own && member(tx, call, inspection.id)?.is_some() {
        return Ok(());
    }
    Err(AppError::missing())
}

/// That the caller may do something to a visit that he sees: by its place, or as one of its team.
///
/// # Errors
/// The refusal.
pub(crate) fn may_act(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    permission: Permission,
    inspection: &Inspection,
) -> Result<(), AppError> {
    app.authorize(call, permission, &place(inspection))?;
    if covered(app, call, permission, &place(inspection))
        || member(tx, call, inspection.id)?.is_some()
    {
        return Ok(());
    }
    Err(InspectionError::NotMember.into())
}

/// The caller as an officer of the team.
///
/// # Errors
/// [`InspectionError::NotMember`].
pub(crate) fn officer(
    tx: &mut ReadTx<'_>,
    call: &Call,
    inspection: InspectionId,
) -> Result<(InspectionMember, Inspector), AppError> {
    member(tx, call, inspection)?.ok_or_else(|| InspectionError::NotMember.into())
}

/// The caller as an officer of one organ in the team, who was there.
///
/// # Errors
/// [`InspectionError::NotMember`], [`InspectionError::Absent`].
pub(crate) fn present_officer(
    tx: &mut ReadTx<'_>,
    call: &Call,
    inspection: InspectionId,
    organ: OrganId,
) -> Result<Inspector, AppError> {
    let (member, inspector) = officer(tx, call, inspection)?;
    if member.organ != organ {
        return Err(InspectionError::NotMember.into());
    }
    if member.present == Some(false) {
        return Err(InspectionError::Absent.into());
    }
    Ok(inspector)
}

/// A visit that the caller sees.
///
/// # Errors
/// Missing.
pub(crate) fn seen(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    permission: Permission,
    id: InspectionId,
) -> Result<Stored<Inspection>, AppError> {
    let found = tx.need::<Inspection>(&id)?;
    see(app, call, tx, permission, &found.value)?;
    Ok(found)
}
