//! 结果互认: a published result of the same item stands for a visit that was opened already. Proposed
//! by the planner of the organ, approved by a second person, never counted as a fresh visit.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{AccountId, Id as _, InspectionItemId, ResultId};
use sunlot_domain::inspections::{
    Inspection, InspectionError, InspectionItem, ItemState, PartState,
};
use sunlot_domain::policy::Permission;
use sunlot_domain::results::{CheckResult, InspectionPart, ResultError};
use sunlot_sortition::jcs::Json;
use sunlot_store::{Stored, WriteTx, inspections};
use utoipa::ToSchema;

use super::parts;
use crate::context::{App, Call};
use crate::error::AppError;
use crate::inspections::{ItemView, advance, item_view};
use crate::visible;

/// 提出互认。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RecogniseForm {
    /// 您看到的事项版本。
    pub version: u64,
    /// 其他部门已公示的结果。
    pub result: String,
}

/// 决定互认。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DecideRecognition {
    /// 您看到的事项版本。
    pub version: u64,
    /// 同意。
    pub agree: bool,
}

async fn take<F>(
    app: &App,
    call: &Call,
    (id, version): (&str, u64),
    (action, permission): (Action, Permission),
    work: F,
) -> Result<ItemView, AppError>
where
    F: FnOnce(&mut WriteTx<'_>, InspectionItem, AccountId) -> Result<InspectionItem, AppError>
        + Send
        + 'static,
{
    let (id, by) = (InspectionItemId::parse(id)?, visible::person(call)?);
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = tx.need::<InspectionItem>(&id)?;
        let part = tx.need::<InspectionPart>(&stored.value.part)?.value;
        parts::see(&cx, &asked, tx, &part)?;
        cx.authorize(&asked, permission, &parts::place(&part))?;
        stored.version = version;
        stored.value = work(tx, stored.value, by)?;
        let stored = tx.save(stored)?;
        let result = stored.value.result.map(|id| id.to_string()).unwrap_or_default();
        let told = Json::object([
            ("inspection", Json::text(stored.value.inspection.to_string())),
            ("result", Json::text(result)),
        ]);
        if stored.value.state == ItemState::Satisfied {
            satisfy(tx, &stored.value)?;
            advance(tx, part.task)?;
        }
        let visit = tx.need::<Inspection>(&stored.value.inspection)?.value;
        let view = item_view(&cx, &asked, &visit, stored);
        Ok(tx.record(Event::new(action, id).with(told), view))
    })
    .await
}

/// That nobody has looked at the item yet, in a visit that has not begun.
fn untouched(tx: &mut WriteTx<'_>, item: &InspectionItem) -> Result<Inspection, AppError> {
    let visit = tx.need::<Inspection>(&item.inspection)?.value;
    if visit.arrival.is_some() || visit.state.is_visited() {
        let state = visit.state.name_zh();
        return Err(InspectionError::State { step: "以互认免检", state }.into());
    }
    Ok(visit)
}

/// 提出 by the planner of the organ (R-RES-10).
///
/// # Errors
/// Missing, another version or state, a result that cannot stand.
pub async fn recognise(
    app: &App,
    call: &Call,
    id: &str,
    form: RecogniseForm,
) -> Result<ItemView, AppError> {
    let (result, today) = (ResultId::parse(&form.result)?, app.today());
    let what = (Action::RecognitionProposed, Permission::RecognitionPropose);
    take(app, call, (id, form.version), what, move |tx, item, by| {
        let visit = untouched(tx, &item)?;
        if item.state != ItemState::Open {
            let state = item.state.name_zh();
            return Err(InspectionError::State { step: "提出互认", state }.into());
        }
        let result = tx.need::<CheckResult>(&result)?.value;
        result.stands_for(visit.subject, &item.same, item.organ, today)?;
        Ok(InspectionItem {
            state: ItemState::Proposed,
            result: Some(result.id),
            proposed_by: Some(by),
            ..item
        })
    })
    .await
}

/// 批准 or not, by a second person; the result is looked at once more.
///
/// # Errors
/// Missing, another version or state, the one who proposed it.
pub async fn decide_recognition(
    app: &App,
    call: &Call,
    id: &str,
    form: DecideRecognition,
) -> Result<ItemView, AppError> {
    let today = app.today();
    let what = (Action::RecognitionDecided, Permission::RecognitionApprove);
    take(app, call, (id, form.version), what, move |tx, item, by| {
        let (ItemState::Proposed, Some(result)) = (item.state, item.result) else {
            let state = item.state.name_zh();
            return Err(InspectionError::State { step: "决定互认", state }.into());
        };
        if item.proposed_by == Some(by) {
            return Err(ResultError::SamePerson.into());
        }
        if !form.agree {
            let (result, proposed_by) = (None, None);
            return Ok(InspectionItem { state: ItemState::Open, result, proposed_by, ..item });
        }
        let visit = untouched(tx, &item)?;
        let result = tx.need::<CheckResult>(&result)?.value;
        result.stands_for(visit.subject, &item.same, item.organ, today)?;
        Ok(InspectionItem { state: ItemState::Satisfied, decided_by: Some(by), ..item })
    })
    .await
}

/// Ends the part whose every item is recognised, and the visit whose every part is.
fn satisfy(tx: &mut WriteTx<'_>, item: &InspectionItem) -> Result<(), AppError> {
    let items = inspections::items_of_part(tx, item.part)?;
    if items.iter().any(|one| one.value.state != ItemState::Satisfied) {
        return Ok(());
    }
    let part = tx.need::<InspectionPart>(&item.part)?;
    let value = part.value.clone().satisfy()?;
    tx.save(part.map(|_| value))?;
    let parts: Vec<Stored<InspectionPart>> = inspections::parts(tx, item.inspection)?;
    if parts.iter().all(|part| part.value.state == PartState::Satisfied) {
        let visit = tx.need::<Inspection>(&item.inspection)?;
        let value = visit.value.clone().satisfy()?;
        tx.save(visit.map(|_| value))?;
    }
    Ok(())
}
