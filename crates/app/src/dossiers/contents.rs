//! What belongs to a visit and to a task, as far as the caller may see it.

use sunlot_domain::audit::Action;
use sunlot_domain::draws::{DispatchedPost, DrawEntry};
use sunlot_domain::follow::penalties::Penalty;
use sunlot_domain::follow::rectifications::Rectification;
use sunlot_domain::follow::referrals::Referral;
use sunlot_domain::follow::restrictions::Restriction;
use sunlot_domain::ids::{DrawId, TaskId};
use sunlot_domain::inspections::{Inspection, PartState};
use sunlot_domain::inspectors::Inspector;
use sunlot_domain::items::{Item, ItemList, ItemListVersion};
use sunlot_domain::organs::Organ;
use sunlot_domain::plans::WorkPlan;
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::SubjectEntry;
use sunlot_domain::results::CheckResult;
use sunlot_domain::tasks::Task;
use sunlot_record::dossier::EVIDENCE;
use sunlot_store::{ReadTx, Stored, audit, draws, files, follow, inspections, plans, results};

use super::chest::Chest;
use crate::context::{App, Call};
use crate::error::AppError;
use crate::{follow as follows, results as published};

/// Ending of a file by its media type; a reader opens it by its name.
fn ending(media: &str) -> &'static str {
    match media {
        "image/jpeg" => ".jpg",
        "image/png" => ".png",
        "image/webp" => ".webp",
        "application/pdf" => ".pdf",
        "video/mp4" => ".mp4",
        "audio/mpeg" => ".mp3",
        "text/plain" => ".txt",
        _ => "",
    }
}

/// Everything that is stored of a visit. Entries of other organs that are neither published nor
/// readable for the caller stay out: the archive is no way around their embargo.
pub(super) fn visit(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    chest: &mut Chest,
    stored: &Stored<Inspection>,
) -> Result<(), AppError> {
    let id = stored.value.id;
    chest.row(stored);
    chest.subject(&tx.need::<SubjectEntry>(&stored.value.subject)?.value);
    chest.told(tx, &id.to_string())?;
    for part in inspections::parts(tx, id)? {
        let over = matches!(part.value.state, PartState::Waiting) || part.value.state.is_over();
        if over || published::see_part(app, call, tx, &part.value).is_ok() {
            chest.row(&part);
            chest.rows(&results::channels(tx, part.value.id)?);
            chest.told(tx, &part.value.id.to_string())?;
        }
    }
    for item in inspections::items(tx, id)? {
        chest.row(&item);
        let of_list = tx.need::<Item>(&item.value.item)?;
        listed(tx, chest, &of_list)?;
    }
    for member in inspections::members(tx, id)? {
        chest.row(&member);
        chest.row(&tx.need::<Inspector>(&member.value.inspector)?);
        chest.row(&tx.need::<Organ>(&member.value.organ)?);
    }
    chest.rows(&inspections::signatures(tx, id)?);
    chest.rows(&inspections::notes(tx, id)?);
    for evidence in inspections::evidence(tx, id)? {
        let file = evidence.value.file;
        let media = tx.need::<sunlot_domain::files::StoredFile>(&file)?.value.media;
        let path = format!("{EVIDENCE}{file}{}", ending(&media));
        chest.files.insert(path, files::get(tx, file)?);
        chest.told(tx, &evidence.value.id.to_string())?;
        chest.row(&evidence);
    }
    for result in results::of_inspection(tx, id)? {
        outcome(tx, chest, &result)?;
    }
    following(app, call, tx, chest, &stored.value)?;
    if let Some(draw) = stored.value.draw {
        dispatched(tx, chest, draw, &stored.value)?;
    }
    Ok(())
}

/// 清单版本: the item as it was listed, its version with the publication, and the list.
fn listed(tx: &mut ReadTx<'_>, chest: &mut Chest, item: &Stored<Item>) -> Result<(), AppError> {
    chest.row(item);
    chest.row(&tx.need::<ItemListVersion>(&item.value.list_version)?);
    chest.row(&tx.need::<ItemList>(&item.value.list)?);
    Ok(())
}

fn outcome(
    tx: &mut ReadTx<'_>,
    chest: &mut Chest,
    result: &Stored<CheckResult>,
) -> Result<(), AppError> {
    chest.row(result);
    chest.told(tx, &result.value.id.to_string())?;
    chest.rows(&results::changes(tx, result.value.id)?);
    Ok(())
}

/// What followed the visit, as far as the caller may see it.
fn following(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    chest: &mut Chest,
    visit: &Inspection,
) -> Result<(), AppError> {
    let (read, sent, listed) =
        (Permission::FollowUpRead, Permission::ReferralRead, Permission::RestrictionRead);
    for one in follows::about::<Rectification>(app, call, tx, visit.subject, read)? {
        if one.value.inspection == Some(visit.id) {
            chest.told(tx, &one.value.id.to_string())?;
            chest.row(&one);
        }
    }
    for one in follows::about::<Penalty>(app, call, tx, visit.subject, read)? {
        if one.value.inspection == Some(visit.id) {
            chest.told(tx, &one.value.id.to_string())?;
            chest.rows(&follow::payments(tx, one.value.id)?);
            chest.row(&one);
        }
    }
    for one in follows::about::<Referral>(app, call, tx, visit.subject, sent)? {
        if one.value.inspection == Some(visit.id) {
            chest.told(tx, &one.value.id.to_string())?;
            chest.row(&one);
        }
    }
    for one in follows::about::<Restriction>(app, call, tx, visit.subject, listed)? {
        if one.value.inspection == Some(visit.id) {
            chest.row(&one);
        }
    }
    Ok(())
}

/// 匹配: who was sent to this subject by the draw.
fn dispatched(
    tx: &mut ReadTx<'_>,
    chest: &mut Chest,
    draw: DrawId,
    visit: &Inspection,
) -> Result<(), AppError> {
    for post in draws::dispatched(tx, draw)? {
        if post.subject == visit.subject {
            chest.row(&tx.need::<DispatchedPost>(&post.id)?);
        }
    }
    Ok(())
}

/// The task, its plan with every edition and filing, and what the log holds of its draws.
pub(super) fn task(
    tx: &mut ReadTx<'_>,
    chest: &mut Chest,
    id: TaskId,
) -> Result<Stored<Task>, AppError> {
    let task = tx.need::<Task>(&id)?;
    chest.row(&task);
    chest.told(tx, &id.to_string())?;
    for organ in task.value.organs() {
        chest.row(&tx.need::<Organ>(&organ)?);
    }
    if let Some(plan) = task.value.plan {
        chest.row(&tx.need::<WorkPlan>(&plan)?);
        chest.rows(&plans::editions(tx, plan)?);
        chest.rows(&plans::filings(tx, plan)?);
        for event in audit::timeline(tx, &plan.to_string())? {
            // Who approved and who published; what else was done to a plan is not of this task.
            let told = [Action::PlanApproved.code(), Action::PlanPublished.code()];
            if told.contains(&event.action.as_str()) {
                chest.tell(event.index);
            }
        }
    }
    Ok(task)
}

/// The entries of a draw.
pub(super) fn draw(tx: &mut ReadTx<'_>, chest: &mut Chest, draw: DrawId) -> Result<(), AppError> {
    let plan_no = tx.need::<sunlot_domain::draws::Draw>(&draw)?.value.plan_no;
    for entry in draws::entries(tx, &plan_no)? {
        if entry.draw == draw {
            chest.row(&tx.need::<DrawEntry>(&entry.id)?);
        }
    }
    // Who did what in the draw stands in its own files; here the events only have their proof.
    for event in audit::timeline(tx, &draw.to_string())? {
        chest.prove(event.index);
    }
    Ok(())
}
