//! 审批、通知、到达.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::calendar::year_of;
use sunlot_domain::caps::{Exemption, Visit};
use sunlot_domain::ids::{AccountId, Id as _, InspectorId, OrganId, TaskId};
use sunlot_domain::inspections::{
    Approval, Arrival, CheckMethod, Inspection, InspectionError, InspectionMember, Notice,
    PartState, arrived_at, enough,
};
use sunlot_domain::inspectors::{Assignment, Inspector};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::positions::{Position, PositionSource, SubjectPosition};
use sunlot_domain::tasks::Task;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::{Day, UtcSecond};
use sunlot_store::{ReadTx, WriteTx, caps, inspections};
use utoipa::ToSchema;

use super::open::no_conflict;
use super::step::{Step, nothing, take};
use super::view::InspectionDetails;
use crate::context::{App, Call, Ids};
use crate::error::{AppError, Kind};
use crate::ports::china_day;
use crate::positions::Coordinates;
use crate::{tasks, visible};

/// 批准检查。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ApproveVisit {
    /// 您看到的版本。
    pub version: u64,
    /// 审批意见。
    #[serde(default)]
    pub opinion: String,
    /// 提前通知（true）还是当场通知（false）。
    pub advance: bool,
}

/// 批准一批检查。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ApproveBatch {
    /// 批次。
    pub batch: u64,
    /// 审批意见。
    #[serde(default)]
    pub opinion: String,
    /// 提前通知（true）还是当场通知（false）。
    pub advance: bool,
}

/// 一批检查的批准。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BatchApproved {
    /// 任务。
    pub task: String,
    /// 批次。
    pub batch: u64,
    /// 批准了几次检查。
    pub approved: u64,
}

fn opinion(text: &str) -> Result<String, AppError> {
    if text.chars().count() > 500 {
        return Err(AppError::field("opinion", "opinion.length", "审批意见至多 500 个字。"));
    }
    Ok(text.trim().to_owned())
}

fn approval(by: AccountId, at: UtcSecond, opinion: String, advance: bool) -> Approval {
    Approval { by: by.to_string(), at: at.to_string(), opinion, advance }
}

/// 批准 one visit (R-INSP-03).
///
/// # Errors
/// Missing, another version or state, a member of the team.
pub async fn approve(
    app: &App,
    call: &Call,
    id: &str,
    form: ApproveVisit,
) -> Result<InspectionDetails, AppError> {
    let (now, opinion) = (app.now(), opinion(&form.opinion)?);
    let step = Step::new(Action::InspectionApproved, Permission::InspectionApprove);
    take(app, call, (id, form.version), step, move |tx, visit, by| {
        let of_team = inspections::took_part(tx, visit.id, by)?;
        let approval = approval(by, now, opinion, form.advance);
        Ok((visit.approve(approval, of_team)?, nothing()))
    })
    .await
}

/// 批准 every visit of a batch that waits for it, with one decision of the leader.
///
/// # Errors
/// Missing, nothing that waits, a member of one of the teams.
pub async fn approve_batch(
    app: &App,
    call: &Call,
    task: &str,
    form: ApproveBatch,
) -> Result<BatchApproved, AppError> {
    let (task, by) = (TaskId::parse(task)?, visible::person(call)?);
    let (now, opinion) = (app.now(), opinion(&form.opinion)?);
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let stored = tx.need::<Task>(&task)?;
        let place = tasks::place(&stored.value);
        visible::see(&cx, &asked, Permission::TaskRead, &place)?;
        cx.authorize(&asked, Permission::InspectionApprove, &place)?;
        let waiting = inspections::pending_of(tx, task, form.batch)?;
        let approved = waiting.len() as u64;
        if approved == 0 {
            let text = "这一批没有等待审批的检查；请核对批次，或刷新后查看。";
            return Err(AppError::new(Kind::Conflict, "inspection.none_pending", text));
        }
        for visit in waiting {
            let of_team = inspections::took_part(tx, visit.value.id, by)?;
            let approval = approval(by, now, opinion.clone(), form.advance);
            let value = visit.value.clone().approve(approval, of_team)?;
            tx.save(visit.map(|_| value))?;
        }
        let details =
            Json::object([("approved", Json::count(approved)), ("batch", Json::count(form.batch))]);
        let event = Event::new(Action::InspectionsApproved, task).with(details);
        let view = BatchApproved { task: task.to_string(), batch: form.batch, approved };
        Ok(tx.record(event, view))
    })
    .await
}

/// 送达检查通知。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NotifyForm {
    /// 您看到的版本。
    pub version: u64,
    /// 检查方式：field 实地、written 书面、online 网络。
    pub method: String,
    /// 提前送达（true）还是当场出具（false），与审批一致。
    pub advance: bool,
    /// 需要准备的材料；一次性告知。
    #[serde(default)]
    pub materials: Vec<String>,
    /// 送达方式。
    pub delivery: String,
    /// 联系人和电话。
    pub contact: String,
}

/// 通知, which gives the visit the code that the company checks it by.
///
/// # Errors
/// Missing, another version or state, not approved, fields that are wrong.
pub async fn notify(
    app: &App,
    call: &Call,
    id: &str,
    form: NotifyForm,
) -> Result<InspectionDetails, AppError> {
    let known = [CheckMethod::Field, CheckMethod::Written, CheckMethod::Online];
    if !known.iter().any(|method| method.code() == form.method) {
        let text = "检查方式应为 field、written 或 online。";
        return Err(AppError::field("method", "inspection.method", text));
    }
    let long = |text: &String| !(1..=200).contains(&text.trim().chars().count());
    if form.materials.len() > 50 || form.materials.iter().any(long) {
        let text = "材料清单至多 50 项，每项 1 至 200 个字。";
        return Err(AppError::field("materials", "inspection.materials", text));
    }
    for (field, text) in [("delivery", &form.delivery), ("contact", &form.contact)] {
        if long(text) {
            let words = "请写明送达方式、联系人和电话，1 至 200 个字。";
            return Err(AppError::field(field, "inspection.notice", words));
        }
    }
    let (now, today, code) = (app.now(), app.today(), app.ids().code());
    let step = Step::new(Action::InspectionNotified, Permission::InspectionNotify);
    take(app, call, (id, form.version), step, move |_, visit, by| {
        let notice = Notice {
            method: form.method,
            advance: form.advance,
            materials: form.materials,
            delivery: form.delivery.trim().to_owned(),
            contact: form.contact.trim().to_owned(),
            by: by.to_string(),
            at: now.to_string(),
        };
        Ok((visit.notify(notice, code, today)?, nothing()))
    })
    .await
}

/// 记录到达。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ArriveForm {
    /// 您看到的版本。
    pub version: u64,
    /// 地点；书面、网络检查写办公地点。
    pub place: String,
    /// 定位所得的位置；定不了位的不写。现场检查的位置会记到检查对象上，下次去的人看得到。
    #[serde(default)]
    pub position: Option<Coordinates>,
    /// 到场的执法检查人员。
    pub present: Vec<String>,
    /// 到达的时间（UTC）；不写为现在。没有网络时在现场记下的，24 小时以内可以补报。
    #[serde(default)]
    pub arrived_at: Option<String>,
    /// 已出示执法证件。
    pub certificates_shown: bool,
    /// 当事人一方在场的人。
    #[serde(default)]
    pub company: String,
    /// 不计入频次的理由；只限专项和个案。
    #[serde(default)]
    pub exemption: Option<String>,
}

/// 到达: who is there, with certificates shown; conflicts are looked at once more, and the visit
/// counts for the year (R-INSP-04, R-INSP-05, R-INSP-11).
///
/// # Errors
/// Missing, another version, state or day; fewer than two officers of an organ; a conflict; a cap
/// that is reached.
pub async fn arrive(
    app: &App,
    call: &Call,
    id: &str,
    form: ArriveForm,
) -> Result<InspectionDetails, AppError> {
    let long = |text: &str, most| text.chars().count() > most;
    if form.place.trim().is_empty() || long(&form.place, 200) || long(&form.company, 100) {
        let text = "请写明地点（至多 200 字）；当事人一方在场的人至多 100 字。";
        return Err(AppError::field("place", "inspection.place", text));
    }
    let exemption = form.exemption.as_deref().map(|code| {
        let text = "不计入理由应为 /api/v1/caps/exemptions 所列十种之一。";
        Exemption::parse(code).ok_or_else(|| AppError::field("exemption", "visit.exemption", text))
    });
    let exemption = exemption.transpose()?;
    let present: Vec<InspectorId> =
        form.present.iter().map(|id| InspectorId::parse(id)).collect::<Result<_, _>>()?;
    let position = form.position.map(Position::try_from).transpose()?;
    let (now, today, ids) = (app.now(), app.today(), app.ids());
    let told = form.arrived_at.as_deref().map(UtcSecond::parse).transpose()?;
    let step = Step::new(Action::InspectionArrived, Permission::InspectionWork);
    take(app, call, (id, form.version), step, move |tx, visit, by| {
        let at = told.map_or(Ok(now), |told| arrived_at(&visit, told, now))?;
        let day = china_day(at).unwrap_or(today);
        let arrival = Arrival {
            at: at.to_string(),
            told_at: told.map(|_| now.to_string()),
            place: form.place.trim().to_owned(),
            position,
            present: present.iter().map(ToString::to_string).collect(),
            certificates_shown: form.certificates_shown,
            company: form.company.trim().to_owned(),
            by: by.to_string(),
        };
        let arrived = visit.arrive(arrival, day)?;
        let organs = organs_to_visit(tx, &arrived)?;
        check_present(tx, &arrived, &organs, &present, day)?;
        for member in inspections::members(tx, arrived.id)? {
            let there = Some(present.contains(&member.value.inspector));
            tx.save(member.map(|member| InspectionMember { present: there, ..member }))?;
        }
        let on_site =
            arrived.notice.as_ref().is_some_and(|n| n.method == CheckMethod::Field.code());
        if on_site {
            note_position(tx, &ids, &arrived, day)?;
            count_visits(tx, &ids, &arrived, organs.keys().copied(), exemption, day)?;
        }
        Ok((arrived, Json::object([("officers", Json::count(present.len() as u64))])))
    })
    .await
}

/// Who comes next finds the place.
fn note_position(
    tx: &mut WriteTx<'_>,
    ids: &Ids,
    visit: &Inspection,
    on: Day,
) -> Result<(), AppError> {
    let Some(position) = visit.arrival.as_ref().and_then(|arrival| arrival.position) else {
        return Ok(());
    };
    let (id, subject) = (ids.make(), visit.subject);
    let (source, withdrawn) = (PositionSource::Arrival, false);
    tx.insert(SubjectPosition { id, subject, position, source, noted_on: on, withdrawn })?;
    Ok(())
}

/// Organs for which somebody has to be there, with their names: not those whose items are
/// recognised.
fn organs_to_visit(
    tx: &mut ReadTx<'_>,
    visit: &Inspection,
) -> Result<BTreeMap<OrganId, String>, AppError> {
    let mut organs = BTreeMap::new();
    for part in inspections::parts(tx, visit.id)? {
        if part.value.state != PartState::Satisfied {
            let organ = tx.need::<Organ>(&part.value.organ)?.value;
            organs.insert(organ.id, organ.name);
        }
    }
    Ok(organs)
}

fn check_present(
    tx: &mut ReadTx<'_>,
    visit: &Inspection,
    organs: &BTreeMap<OrganId, String>,
    present: &[InspectorId],
    today: Day,
) -> Result<(), AppError> {
    let team = inspections::team(tx, visit.id)?;
    let mut there: Vec<(OrganId, InspectorId)> = Vec::new();
    for id in present {
        let found = team.iter().find(|(member, _)| member.inspector == *id);
        let (member, inspector) = found.ok_or(InspectionError::NotMember)?;
        fit(inspector, today)?;
        no_conflict(tx, inspector, visit.subject, today)?;
        there.push((member.organ, *id));
    }
    Ok(enough(organs, there)?)
}

/// That an officer may inspect today: in service, with a certificate that is valid.
fn fit(inspector: &Inspector, today: Day) -> Result<(), AppError> {
    let asked = Assignment::default();
    inspector.eligible_on(today, &[], &[], &asked).map_err(|why| {
        let (code, why_zh) = (&inspector.code, why.message_zh());
        let text = format!("执法人员（证号 {code}）{why_zh}，不能检查；请在抽取中办理改派。");
        AppError::rule(why.code(), text)
    })
}

/// Writes the visit of each organ for the yearly count, unless the cap is reached (R-INSP-11).
fn count_visits(
    tx: &mut WriteTx<'_>,
    ids: &Ids,
    visit: &Inspection,
    organs: impl Iterator<Item = OrganId>,
    exemption: Option<Exemption>,
    today: Day,
) -> Result<(), AppError> {
    let year = year_of(today);
    for organ in organs {
        let one = Visit {
            id: ids.make(),
            organ,
            subject: visit.subject,
            day: today,
            kind: visit.kind,
            exemption: exemption.or(visit.exemption),
            task: visit.task,
        };
        one.check()?;
        if let Some(cap) = caps::cap_of(tx, organ, year)?
            && cap.counts(&one)
        {
            let before = caps::visits_to(tx, organ, visit.subject, year)?;
            let before: Vec<Visit> = before.into_iter().map(|stored| stored.value).collect();
            let used = cap.used(&before, year);
            if used >= cap.visits_max {
                let organ = tx.need::<Organ>(&organ)?.value.name;
                return Err(InspectionError::Cap { organ, used, most: cap.visits_max }.into());
            }
        }
        tx.insert(one)?;
    }
    Ok(())
}
