//! 改派 after the dispatch: who was drawn for an open post stands in the visit that is open already,
//! and the recused one has left it.

use std::collections::BTreeSet;

use sunlot_ceremony::ListRow;
use sunlot_domain::draws::{DispatchedPost, Draw};
use sunlot_domain::inspections::InspectionError;
use sunlot_domain::inspectors::Inspector;
use sunlot_store::{ReadTx, WriteTx, draws, inspections, inspectors, subjects};

use crate::context::Ids;
use crate::error::AppError;
use crate::inspections::replace_member;

fn inspector(tx: &mut ReadTx<'_>, code: &str) -> Result<Inspector, AppError> {
    let found = inspectors::by_code(tx, code)?.map(|stored| stored.value);
    found.ok_or_else(|| {
        let text = format!("检查人员 {code} 已不在名录中；请先办理回避和改派。");
        AppError::rule("draw.inspector_gone", text)
    })
}

/// Puts an officer into the open visits whose list names him and to which he was not sent yet.
/// A batch that waits for its dispatch reads the list itself; a visit that has begun keeps the
/// team that went (R-MATCH-06).
pub(super) fn stand_in(
    tx: &mut WriteTx<'_>,
    ids: &Ids,
    draw: &Draw,
    officer: &str,
    rows: &[ListRow],
) -> Result<(), AppError> {
    let coming = inspector(tx, officer)?;
    let posts = draws::dispatched(tx, draw.id)?;
    for row in rows {
        let place = row.team.iter().find(|(_, code, _)| code == officer);
        let Some((pool, _, leads)) = place else { continue };
        let Some(subject) = subjects::by_code(tx, &row.object)? else { continue };
        let subject = subject.value.id;
        let sent: Vec<_> = posts.iter().filter(|post| post.subject == subject).collect();
        let Some(batch) = sent.first().map(|post| post.batch) else { continue };
        if sent.iter().any(|post| post.inspector == coming.id) {
            continue;
        }
        let Some(visit) = inspections::of_draw(tx, draw.id, subject)? else { continue };
        if visit.value.has_begun() {
            continue;
        }
        let mut team = BTreeSet::new();
        for (_, code, _) in row.team.iter().filter(|(of, _, _)| of == pool) {
            team.insert(inspector(tx, code)?.id);
        }
        let members = inspections::members(tx, visit.value.id)?.into_iter().map(|m| m.value);
        let gone: Vec<_> = members
            .filter(|member| member.organ == coming.organ && !member.has_left)
            .filter(|member| !team.contains(&member.inspector))
            .collect();
        // Open posts of a team differ in nothing but who leads.
        let leaving = gone.iter().find(|member| member.leads == *leads).or(gone.first());
        let Some(leaving) = leaving else { continue };
        replace_member(tx, ids, visit.value.id, leaving.inspector, coming.id)?;
        let (organ, leads) = (leaving.organ, leaving.leads);
        tx.insert(DispatchedPost {
            id: ids.make(),
            draw: draw.id,
            batch,
            subject,
            organ,
            inspector: coming.id,
            leads,
            time: tx.time(),
        })?;
    }
    Ok(())
}

/// That the visit of a subject, if there is one, has not begun: whoever was there stands in its
/// record, and nobody can follow him.
pub(super) fn not_begun(tx: &mut ReadTx<'_>, draw: &Draw, subject: &str) -> Result<(), AppError> {
    let Some(subject) = subjects::by_code(tx, subject)? else { return Ok(()) };
    match inspections::of_draw(tx, draw.id, subject.value.id)? {
        Some(visit) if visit.value.has_begun() => {
            let state = visit.value.state.name_zh();
            Err(InspectionError::State { step: "回避", state }.into())
        }
        _ => Ok(()),
    }
}
