//! 检查记录: the checklist of each item, filled in by an officer of its organ.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{Id as _, InspectionId, InstitutionId};
use sunlot_domain::inspections::{
    Answer, Checked, CommissionUse, InspectionError, InspectionItem, ItemState, RecordNote,
    check_item,
};
use sunlot_domain::institutions::Institution;
use sunlot_domain::policy::Permission;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::{Day, UtcSecond};
use sunlot_store::{ReadTx, Stored, WriteTx, inspections};
use utoipa::ToSchema;

use super::access;
use super::step::{Step, nothing, take};
use super::view::{AnswerForm, CommissionView, InspectionDetails, details, digest_of};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::plans::StepRequest;
use crate::visible;

/// 一个事项的检查记录。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = InspectionItemForm)]
pub struct ItemForm {
    /// 事项编码。
    pub code: String,
    /// 核查方式，可多选：field、written、online、opinion、testing、monitoring、commissioned。
    pub methods: Vec<String>,
    /// 各要点的结果，与清单的要点一一对应。
    pub answers: Vec<AnswerForm>,
    /// 发现问题情况。
    #[serde(default)]
    pub note: String,
    /// 采纳的专业机构报告；有委托时必填。
    #[serde(default)]
    pub commissions: Vec<CommissionView>,
}

/// 填写检查记录。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CheckForm {
    /// 您看到的版本。
    pub version: u64,
    /// 本部门的事项；没有列出的不改动。
    pub items: Vec<ItemForm>,
}

/// 补正。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NoteForm {
    /// 您看到的版本。
    pub version: u64,
    /// 内容，4 至 2000 个字。
    pub text: String,
}

/// Fills in items of the caller's organ.
///
/// # Errors
/// Missing, another version or state, not of the team, an answer that is wrong.
pub async fn check(
    app: &App,
    call: &Call,
    id: &str,
    form: CheckForm,
) -> Result<InspectionDetails, AppError> {
    let (now, today, asked) = (app.now(), app.today(), call.clone());
    let step = Step::new(Action::InspectionChecked, Permission::InspectionWork);
    take(app, call, (id, form.version), step, move |tx, visit, by| {
        visit.open_for_writing()?;
        let (member, _) = access::officer(tx, &asked, visit.id)?;
        access::present_officer(tx, &asked, visit.id, member.organ)?;
        let items = inspections::items(tx, visit.id)?;
        let count = form.items.len() as u64;
        for one in form.items {
            let mine = |item: &&Stored<InspectionItem>| {
                item.value.organ == member.organ && item.value.code == one.code
            };
            let item = items.iter().find(mine).ok_or_else(|| InspectionError::Checklist {
                item: one.code.clone(),
                what: "不是本部门在这次检查中的事项。".into(),
            })?;
            let item = item.clone();
            let checked = filled(tx, &item.value, one, (by.to_string(), now), today)?;
            check_item(&item.value, &checked)?;
            if !matches!(item.value.state, ItemState::Open | ItemState::Checked) {
                let what = "已提出或批准互认，不再检查。".into();
                return Err(InspectionError::Checklist { item: item.value.code, what }.into());
            }
            tx.save(item.map(|item| InspectionItem {
                state: ItemState::Checked,
                checked: Some(checked),
                ..item
            }))?;
        }
        Ok((visit, Json::object([("items", Json::count(count))])))
    })
    .await
}

fn filled(
    tx: &mut ReadTx<'_>,
    item: &InspectionItem,
    form: ItemForm,
    (by, at): (String, UtcSecond),
    today: Day,
) -> Result<Checked, AppError> {
    let mut commissions = Vec::new();
    for used in form.commissions {
        let institution = tx.need::<Institution>(&InstitutionId::parse(&used.institution)?)?;
        institution.value.commissioned_on(item.organ, today)?;
        if used.report_no.trim().is_empty() || used.report_no.chars().count() > 100 {
            let what = "请写明专业机构的报告编号（至多 100 字）。".into();
            return Err(InspectionError::Checklist { item: item.code.clone(), what }.into());
        }
        commissions.push(CommissionUse {
            institution: used.institution,
            report_no: used.report_no.trim().to_owned(),
            conclusion: used.conclusion.chars().take(500).collect(),
            // An officer adopts it and answers for it; the institution has no account.
            adopted_by: by.clone(),
        });
    }
    let answer =
        |form: AnswerForm| Answer { point: form.point, outcome: form.outcome, note: form.note };
    Ok(Checked {
        methods: form.methods,
        answers: form.answers.into_iter().map(answer).collect(),
        note: form.note,
        commissions,
        by,
        at: at.to_string(),
    })
}

/// The record is done: its digest is fixed, and from now on it is signed or filled in anew.
///
/// # Errors
/// Missing, another version or state, an item that nobody filled in.
pub async fn finish(
    app: &App,
    call: &Call,
    id: &str,
    request: StepRequest,
) -> Result<InspectionDetails, AppError> {
    let step = Step::new(Action::InspectionRecorded, Permission::InspectionWork);
    take(app, call, (id, request.version), step, move |tx, visit, _| {
        visit.open_for_writing()?;
        let items = inspections::items(tx, visit.id)?;
        for item in &items {
            let what = match item.value.state {
                ItemState::Open => "还没有填写检查记录。",
                ItemState::Proposed => "互认还没有批准；请先批准或不批准。",
                ItemState::Checked | ItemState::Satisfied => continue,
            };
            let (item, what) = (item.value.code.clone(), what.into());
            return Err(InspectionError::Checklist { item, what }.into());
        }
        let evidence = inspections::evidence(tx, visit.id)?;
        let digest = digest_of(&visit, &items, &evidence);
        let told = Json::object([("digest", Json::text(digest.to_hex()))]);
        Ok((visit.record(digest)?, told))
    })
    .await
}

/// 重新填写, while nobody has signed.
///
/// # Errors
/// Missing, another version or state, a signature.
pub async fn reopen(
    app: &App,
    call: &Call,
    id: &str,
    request: StepRequest,
) -> Result<InspectionDetails, AppError> {
    let step = Step::new(Action::InspectionReopened, Permission::InspectionWork);
    take(app, call, (id, request.version), step, move |tx, visit, _| {
        let signed = inspections::signatures(tx, visit.id)?.len();
        Ok((visit.reopen(signed)?, nothing()))
    })
    .await
}

/// 补正: what has to be said after the signatures. The record itself stays as it was signed.
///
/// # Errors
/// Missing, another version, a record that is not signed.
pub async fn note(
    app: &App,
    call: &Call,
    id: &str,
    form: NoteForm,
) -> Result<InspectionDetails, AppError> {
    let (id, by) = (InspectionId::parse(id)?, visible::person(call)?);
    let text = form.text.trim().to_owned();
    if !(4..=2_000).contains(&text.chars().count()) {
        return Err(AppError::field("text", "inspection.note", "请写明补正内容，4 至 2000 个字。"));
    }
    let (cx, asked, ids, now) = (app.clone(), call.clone(), app.ids(), app.now());
    app.write(call, move |tx: &mut WriteTx<'_>| {
        let stored = access::seen(&cx, &asked, tx, Permission::InspectionRead, id)?;
        access::may_act(&cx, &asked, tx, Permission::InspectionWork, &stored.value)?;
        let visit = &stored.value;
        let state = visit.state.name_zh();
        let digest = visit.digest.filter(|_| visit.state.is_visited());
        let digest = digest.ok_or(InspectionError::State { step: "补正", state })?;
        let note = RecordNote {
            id: ids.make(),
            inspection: id,
            digest,
            text,
            noted_by: by,
            noted_at: now,
        };
        let event = Event::new(Action::InspectionNoted, note.id)
            .with(Json::object([("inspection", Json::text(id.to_string()))]));
        tx.insert(note)?;
        let view = details(&cx, &asked, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}
