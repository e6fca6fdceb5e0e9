//! The facts of the table, as the domain counts them.

use std::collections::BTreeMap;

use sunlot_domain::annex3::{DrawnObject, Facts, Outlet, Round, Scope};
use sunlot_domain::ids::InspectionId;
use sunlot_sortition::time::Day;
use sunlot_store::ReadTx;
use sunlot_store::annex3::{self as store, Whose};

use crate::draws::day_of;
use crate::error::AppError;

fn whose(scope: &Scope) -> Whose {
    match scope {
        Scope::Organ(organ) => Whose::Organ(*organ),
        Scope::Region(region) => Whose::Region(region.clone()),
    }
}

/// The day in China of a moment.
fn local_day(at: sunlot_sortition::time::UtcSecond) -> Result<Day, AppError> {
    let local = at.plus(8 * 3_600).ok_or_else(|| {
        AppError::new(crate::Kind::Internal, "annex3.time", "时间超出日历；请联系系统管理员。")
    })?;
    Ok(local.day())
}

/// Everything that a scope counts, on one snapshot.
///
/// # Errors
/// What the store answers.
pub(crate) fn load(tx: &mut ReadTx<'_>, scope: &Scope) -> Result<Facts, AppError> {
    of(tx, &whose(scope))
}

/// Everything that anybody counts: what the open data publish of it.
///
/// # Errors
/// What the store answers.
pub(crate) fn load_all(tx: &mut ReadTx<'_>) -> Result<Facts, AppError> {
    of(tx, &Whose::All)
}

fn of(tx: &mut ReadTx<'_>, whose: &Whose) -> Result<Facts, AppError> {
    let mut receipts: BTreeMap<InspectionId, Vec<(Outlet, Day)>> = BTreeMap::new();
    for (visit, channel, at) in store::receipts(tx, whose)? {
        receipts.entry(visit).or_default().push((store::outlet(channel), local_day(at)?));
    }
    let mut objects: Vec<DrawnObject> = store::handed_out(tx, whose)?;
    let mut handed: BTreeMap<_, u64> = BTreeMap::new();
    for object in &mut objects {
        object.published = receipts.remove(&object.visit).unwrap_or_default();
        *handed.entry(object.draw).or_default() += 1;
    }
    let mut rounds = Vec::new();
    for draw in store::locked(tx, whose)? {
        let known = handed.get(&draw.draw).copied().unwrap_or_default();
        rounds.push(Round {
            draw: draw.draw,
            organ: draw.organ,
            region: draw.region,
            joint: !draw.participants.is_empty(),
            day: day_of(&draw.entry)?,
            void: draw.state.is_over(),
            // One that moved up after the dispatch is an object more.
            objects: draw.counts.objects.max(known),
        });
    }
    Ok(Facts::new(rounds, objects, store::cases(tx, whose)?))
}
