//! 签字, 以状态结束: how a visit is over.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{Id as _, InspectionId};
use sunlot_domain::inspections::{
    CompanySign, Inspection, InspectionError, InspectionSignature, OFFICERS_MIN, OutcomeNote,
    PartState, StatusOutcome,
};
use sunlot_domain::policy::Permission;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::{ReadTx, WriteTx, inspections};
use utoipa::ToSchema;

use super::access;
use super::step::{Step, advance, nothing, take};
use super::view::{InspectionDetails, details, digest_of};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::visible;

/// 签字。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SignForm {
    /// 您读过的检查记录的摘要；与现在的不同则不能签字。
    pub digest: String,
}

/// 当事人签字。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CompanySignForm {
    /// 您看到的版本。
    pub version: u64,
    /// 是否签字。
    pub signed: bool,
    /// 签字人。
    #[serde(default)]
    pub name: String,
    /// 拒绝的理由。
    #[serde(default)]
    pub reason: String,
    /// 见证人。
    #[serde(default)]
    pub witness: String,
    /// 当事人意见。
    #[serde(default)]
    pub remarks: String,
}

/// 以状态结束。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OutcomeForm {
    /// 您看到的版本。
    pub version: u64,
    /// 状态：deregistered、revoked、rescinded、moved_out、suspended、not_found、uncooperative。
    pub outcome: String,
    /// 核实的情况，4 至 500 个字。
    pub note: String,
}

/// 确认以状态结束。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DecideOutcome {
    /// 您看到的版本。
    pub version: u64,
    /// 同意。
    pub agree: bool,
}

/// 签字 of an officer who was there, by his own account, of the record that he has read (R-INSP-07).
///
/// # Errors
/// Missing, another state, not of the team or not there, another digest, signed already.
pub async fn sign(
    app: &App,
    call: &Call,
    id: &str,
    form: SignForm,
) -> Result<InspectionDetails, AppError> {
    let (id, by) = (InspectionId::parse(id)?, visible::person(call)?);
    let (cx, asked, ids) = (app.clone(), call.clone(), app.ids());
    let (now, today) = (app.now(), app.today());
    app.write(call, move |tx| {
        let stored = access::seen(&cx, &asked, tx, Permission::InspectionRead, id)?;
        access::may_act(&cx, &asked, tx, Permission::InspectionWork, &stored.value)?;
        let digest = stored.value.may_sign(&form.digest)?;
        let items = inspections::items(tx, id)?;
        let evidence = inspections::evidence(tx, id)?;
        if digest_of(&stored.value, &items, &evidence) != digest {
            return Err(InspectionError::Digest.into());
        }
        let (member, _) = access::officer(tx, &asked, id)?;
        access::present_officer(tx, &asked, id, member.organ)?;
        let signed = inspections::signatures(tx, id)?;
        if signed.iter().any(|one| one.value.inspector == member.inspector) {
            return Err(InspectionError::Signed.into());
        }
        let signature = InspectionSignature {
            id: ids.make(),
            inspection: id,
            organ: member.organ,
            inspector: member.inspector,
            account: by,
            digest,
            signed_at: now,
        };
        let event = Event::new(Action::InspectionSigned, signature.id).with(Json::object([
            ("digest", Json::text(digest.to_hex())),
            ("inspection", Json::text(id.to_string())),
        ]));
        tx.insert(signature)?;
        let stored = if complete(tx, &stored.value)? {
            let visit = finished(tx, stored.value.clone(), today)?;
            let stored = tx.save(stored.map(|_| visit))?;
            advance(tx, stored.value.task)?;
            stored
        } else {
            stored
        };
        let view = details(&cx, &asked, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Whether two officers of each organ and the company, or its refusal, stand under the record.
fn complete(tx: &mut ReadTx<'_>, visit: &Inspection) -> Result<bool, AppError> {
    if visit.company.is_none() {
        return Ok(false);
    }
    let signed = inspections::signatures(tx, visit.id)?;
    for part in inspections::parts(tx, visit.id)? {
        let of_organ = signed.iter().filter(|one| one.value.organ == part.value.organ).count();
        if part.value.state != PartState::Satisfied && of_organ < OFFICERS_MIN {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The visit is over: the clock of publication starts for each organ.
fn finished(tx: &mut WriteTx<'_>, visit: Inspection, today: Day) -> Result<Inspection, AppError> {
    visited(tx, &visit, today, true)?;
    Ok(visit.finish(today)?)
}

fn visited(
    tx: &mut WriteTx<'_>,
    visit: &Inspection,
    today: Day,
    has_result: bool,
) -> Result<(), AppError> {
    for part in inspections::parts(tx, visit.id)? {
        if part.value.state == PartState::Waiting {
            let value = part.value.clone().visited(today, has_result);
            tx.save(part.map(|_| value))?;
        }
    }
    Ok(())
}

/// 当事人签字, or that it was refused, with reason and witness.
///
/// # Errors
/// Missing, another version or state, not of the team.
pub async fn company_sign(
    app: &App,
    call: &Call,
    id: &str,
    form: CompanySignForm,
) -> Result<InspectionDetails, AppError> {
    for text in [&form.name, &form.reason, &form.witness, &form.remarks] {
        if text.chars().count() > 500 {
            let words = "姓名、理由、见证人、意见各至多 500 个字。";
            return Err(AppError::field("remarks", "inspection.too_long", words));
        }
    }
    let (now, today) = (app.now(), app.today());
    let step = Step::new(Action::InspectionCompanySigned, Permission::InspectionWork);
    take(app, call, (id, form.version), step, move |tx, visit, by| {
        let sign = CompanySign {
            signed: form.signed,
            name: form.name,
            reason: form.reason,
            witness: form.witness,
            remarks: form.remarks,
            by: by.to_string(),
            at: now.to_string(),
        };
        let signed = Json::object([("signed", Json::bool(sign.signed))]);
        let mut visit = visit.company_signs(sign)?;
        if complete(tx, &visit)? {
            visit = finished(tx, visit, today)?;
        }
        Ok((visit, signed))
    })
    .await
}

/// 以状态结束: cancelled, moved, not to be found… said by one officer, with evidence.
///
/// # Errors
/// Missing, another version or state, not of the team, no evidence.
pub async fn propose_outcome(
    app: &App,
    call: &Call,
    id: &str,
    form: OutcomeForm,
) -> Result<InspectionDetails, AppError> {
    let Some(outcome) = StatusOutcome::parse(&form.outcome) else {
        let text = "没有这种状态；见接口说明。";
        return Err(AppError::field("outcome", "inspection.outcome", text));
    };
    if !(4..=500).contains(&form.note.trim().chars().count()) {
        return Err(AppError::field(
            "note",
            "inspection.note",
            "请写明核实的情况，4 至 500 个字。",
        ));
    }
    let now = app.now();
    let step = Step::new(Action::OutcomeProposed, Permission::InspectionWork);
    take(app, call, (id, form.version), step, move |tx, visit, by| {
        let note = OutcomeNote {
            code: outcome.code().into(),
            note: form.note.trim().to_owned(),
            by: by.to_string(),
            at: now.to_string(),
            confirmed_by: None,
        };
        let told = Json::object([("outcome", Json::text(outcome.code()))]);
        let visit = visit.propose_outcome(note)?;
        if inspections::evidence(tx, visit.id)?.is_empty() {
            return Err(InspectionError::Evidence.into());
        }
        Ok((visit, told))
    })
    .await
}

/// The second officer confirms the status, or not. It closes the visit and stays in every count
/// (R-INSP-09).
///
/// # Errors
/// Missing, another version or state, the officer who said it.
pub async fn decide_outcome(
    app: &App,
    call: &Call,
    id: &str,
    form: DecideOutcome,
) -> Result<InspectionDetails, AppError> {
    let today = app.today();
    let step = Step::new(Action::OutcomeDecided, Permission::InspectionWork);
    take(app, call, (id, form.version), step, move |tx, visit, by| {
        let visit = visit.decide_outcome(&by.to_string(), form.agree, today)?;
        if let Some(outcome) = visit.status_outcome() {
            visited(tx, &visit, today, outcome.result().is_some())?;
        }
        Ok((visit, nothing()))
    })
    .await
}
