//! The visit of a case: the ONE place where inspectors are assigned by name, because it is no
//! random check. A leader does it, says why, and it is in the record and in the figures
//! (R-CASE-04). Also the re-check of an order, for which nobody is chosen (R-RECT-04).

use serde::Deserialize;
use sunlot_domain::audit::Action;
use sunlot_domain::caps::Exemption;
use sunlot_domain::cases::{CaseMember, IndividualCase};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::follow::rectifications::Rectification;
use sunlot_domain::follow::terms::EMERGENCY_APPROVAL_DAYS;
use sunlot_domain::follow::{Noun as Word, Why};
use sunlot_domain::ids::{
    CaseId, Id, InspectionId, InspectorId, LinkId, OrganId, SubjectId, TaskId,
};
use sunlot_domain::inspections::{
    Approval, Assignment, CaseOrigin, Inspection, InspectionState, OFFICERS_MIN, Origin, TeamMember,
};
use sunlot_domain::inspectors::{Assignment as Duty, Inspector};
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::SubjectEntry;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::inspectors::InspectorFilter;
use sunlot_store::{ReadTx, Window, WriteTx, inspections, inspectors};
use utoipa::ToSchema;

use super::{CaseView, Cases, MemberForm};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::follow::{self, Act, Doing, working_day};
use crate::organs::required_reason;

/// Days within which a visit of a case is made, where nobody says otherwise.
const WINDOW_DAYS: i32 = 30;

/// What follows of a visit: whom it was made to, and what it was made for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct VisitFacts {
    pub(crate) subject: SubjectId,
    pub(crate) task: Option<TaskId>,
    pub(crate) case: Option<CaseId>,
}

/// A visit that an organ took part in and that has begun.
pub(crate) fn of(
    tx: &mut ReadTx<'_>,
    id: InspectionId,
    organ: OrganId,
) -> Result<VisitFacts, AppError> {
    let visit = tx.need::<Inspection>(&id)?.value;
    if visit.organ != organ && !visit.participants.contains(&organ) {
        return Err(AppError::missing());
    }
    if visit.arrival.is_none() && !visit.state.is_visited() {
        let text = "检查还没有进行，不能据以办理后续处置；请在到达现场之后办理。";
        return Err(AppError::rule("follow.not_visited", text));
    }
    let facts = VisitFacts { subject: visit.subject, task: visit.task, case: None };
    let Some(file) = visit.case_file else { return Ok(facts) };
    if tx.get::<IndividualCase>(&file)?.is_some() {
        return Ok(VisitFacts { case: Some(file), ..facts });
    }
    // The re-check of an order: what the order hung on.
    let order = tx.need::<Rectification>(&file)?.value;
    Ok(VisitFacts { task: order.task, case: order.case_id, ..facts })
}

/// Subjects of a task that were visited, with the last day, by subject.
pub(crate) fn visited(
    tx: &mut ReadTx<'_>,
    task: TaskId,
) -> Result<Vec<(SubjectId, Day)>, AppError> {
    let mut days = std::collections::BTreeMap::new();
    for visit in inspections::of_task(tx, task)? {
        let visit = visit.value;
        if let (Some(_), Some(day)) = (&visit.arrival, visit.done_on) {
            let last = days.entry(visit.subject).or_insert(day);
            *last = day.max(*last);
        }
    }
    Ok(days.into_iter().collect())
}

/// That a visit is over.
pub(crate) fn is_over(tx: &mut ReadTx<'_>, id: InspectionId) -> Result<(), AppError> {
    let visit = tx.need::<Inspection>(&id)?.value;
    if visit.state.is_visited() {
        return Ok(());
    }
    let what = format!("检查 {} 还没有结束（{}）。", visit.number, visit.state.name_zh());
    Err(Word::Case.refuses(Why::Open { what }).into())
}

/// Approves a visit with what was said about the case.
pub(crate) fn approve_visit(
    tx: &mut WriteTx<'_>,
    doing: &Doing,
    id: InspectionId,
    opinion: &str,
) -> Result<(), AppError> {
    let stored = tx.need::<Inspection>(&id)?;
    let of_the_team = inspections::took_part(tx, id, doing.by)?;
    let approval = Approval {
        by: doing.by.to_string(),
        at: doing.now.to_string(),
        opinion: opinion.to_owned(),
        advance: false,
    };
    let approved = stored.value.clone().approve(approval, of_the_team)?;
    tx.save(stored.map(|_| approved))?;
    Ok(())
}

/// The same after an emergency. A visit that was closed, or approved by itself, stays as it is.
pub(crate) fn approve_afterwards(
    tx: &mut WriteTx<'_>,
    doing: &Doing,
    id: InspectionId,
    opinion: &str,
) -> Result<(), AppError> {
    let visit = tx.need::<Inspection>(&id)?.value;
    if visit.approval.is_some() || visit.state == InspectionState::Closed {
        return Ok(());
    }
    approve_visit(tx, doing, id, opinion)
}

/// 派人：由领导指定，写明理由。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct TeamForm {
    /// 您看到的版本。
    pub version: u64,
    /// 执法人员，至少两名，一名组长。
    pub team: Vec<MemberForm>,
    /// 指定这些人员的理由；紧急检查时为紧急的理由。
    pub reason: String,
    /// 检查的最后一天；不写为 30 天内。
    #[serde(default)]
    pub until: Option<String>,
}

/// Looks at those who are assigned: two at least, one leads, each may inspect, none is in conflict.
fn team(
    tx: &mut ReadTx<'_>,
    case: &IndividualCase,
    subject: SubjectId,
    form: &[MemberForm],
    today: Day,
) -> Result<Vec<TeamMember>, AppError> {
    if form.len() < OFFICERS_MIN || form.iter().filter(|member| member.leads).count() != 1 {
        let text = "请指定至少两名执法人员，其中一名为组长（行政处罚法第四十二条）。";
        return Err(AppError::rule("case.team", text));
    }
    let region = tx.need::<SubjectEntry>(&subject)?.value.region;
    let mut members = Vec::new();
    for member in form {
        let id = InspectorId::parse(&member.inspector)?;
        let inspector = tx.need::<Inspector>(&id)?.value;
        eligible(tx, &inspector, case.organ, &case.items, &region, subject, today)?.map_err(
            |why| {
                let text = format!("执法证 {}：{why}；请另行指定。", inspector.code);
                AppError::rule("case.team_member", text)
            },
        )?;
        members.push(TeamMember { inspector: id, organ: case.organ, leads: member.leads });
    }
    Ok(members)
}

/// Whether somebody may go, and why not.
fn eligible(
    tx: &mut ReadTx<'_>,
    inspector: &Inspector,
    organ: OrganId,
    items: &[String],
    region: &DivisionCode,
    subject: SubjectId,
    day: Day,
) -> Result<Result<(), String>, AppError> {
    let leave = inspectors::leave(tx, inspector.id)?;
    let leave: Vec<_> = leave.into_iter().map(|stored| stored.value).collect();
    let conflicts = inspectors::conflicts(tx, inspector.id)?;
    let conflicts: Vec<_> = conflicts.into_iter().map(|stored| stored.value).collect();
    let asked = Duty { organ: Some(organ), items, region: Some(region), subject: Some(subject) };
    let answer = inspector.eligible_on(day, &leave, &conflicts, &asked);
    Ok(answer.map_err(|why| why.message_zh()))
}

/// Opens the visit of a case.
fn send(
    tx: &mut WriteTx<'_>,
    doing: &Doing,
    case: &IndividualCase,
    form: &TeamForm,
    urgent: bool,
) -> Result<InspectionId, AppError> {
    let subject = case.subject.ok_or_else(AppError::missing)?;
    let members = team(tx, case, subject, &form.team, doing.today)?;
    let until = match form.until.as_deref() {
        Some(day) => Day::parse(day)?,
        None => doing.today.plus(WINDOW_DAYS).unwrap_or(doing.today),
    };
    if until < doing.today {
        return Err(AppError::field("until", "case.until", "检查的最后一天不能早于今天。"));
    }
    let emergency = urgent.then_some(Exemption::Emergency);
    let origin = Origin::Case(CaseOrigin {
        case: case.id,
        number: case.number.clone(),
        organ: case.organ,
        region: case.region.clone(),
        exemption: case.source.exemption().or(emergency),
        urgent,
        from: doing.today,
        to: until,
    });
    let items = case.items.iter().map(|code| (code.clone(), case.organ)).collect();
    let assignment = Assignment { subject, items, team: members, batch: 0 };
    let opened = crate::inspections::open(tx, &doing.ids, &origin, vec![assignment])?;
    opened.into_iter().next().ok_or_else(AppError::missing)
}

fn kept(form: &[MemberForm]) -> Vec<CaseMember> {
    let member = |m: &MemberForm| CaseMember { inspector: m.inspector.clone(), leads: m.leads };
    form.iter().map(member).collect()
}

fn details(case: &IndividualCase, visit: InspectionId) -> Json {
    let team = case.team.iter().map(|member| Json::text(&member.inspector));
    Json::object([
        ("assigned_by_name", Json::array(team.collect::<Vec<_>>())),
        ("random", Json::bool(false)),
        ("visit", Json::text(visit.to_string())),
    ])
}

/// 批准并派人检查: a leader, who is not the one who asked and does not go himself, names the
/// inspectors and says why.
///
/// # Errors
/// Missing, another version or state, the same person, inspectors who may not go.
pub async fn approve(
    app: &App,
    call: &Call,
    id: &str,
    form: TeamForm,
) -> Result<CaseView, AppError> {
    let reason = required_reason(&form.reason)?;
    let act = Act::new(Action::CaseApproved, Permission::CaseApprove, form.version);
    let act = act.because(reason.clone());
    follow::act::<Cases, _>(app, call, id, act, move |tx, doing, case| {
        let members = kept(&form.team);
        // State and persons are asked before anything is opened.
        let dry = case.clone();
        dry.approve(doing.by, doing.today, members.clone(), reason.clone(), doing.ids.make())?;
        let visit = send(tx, doing, &case, &form, false)?;
        approve_visit(tx, doing, visit, &reason)?;
        let case = case.approve(doing.by, doing.today, members, reason, visit)?;
        let details = details(&case, visit);
        Ok((case, details))
    })
    .await
}

/// 紧急先行检查: visited first, approved within two working days.
///
/// # Errors
/// Missing, another version or state, inspectors who may not go.
pub async fn emergency(
    app: &App,
    call: &Call,
    id: &str,
    form: TeamForm,
) -> Result<CaseView, AppError> {
    let reason = required_reason(&form.reason)?;
    let act = Act::new(Action::CaseEmergency, Permission::CaseWrite, form.version);
    let act = act.because(reason.clone());
    follow::act::<Cases, _>(app, call, id, act, move |tx, doing, case| {
        let due = working_day(tx, doing.today, EMERGENCY_APPROVAL_DAYS)?;
        let members = kept(&form.team);
        let dry = case.clone();
        dry.emergency(doing.by, due, members.clone(), reason.clone(), doing.ids.make())?;
        let visit = send(tx, doing, &case, &form, true)?;
        let case = case.emergency(doing.by, due, members, reason, visit)?;
        let details = details(&case, visit);
        Ok((case, details))
    })
    .await
}

/// The re-check of an order: the inspectors of the first visit go again. For one who may not, the
/// lot finds another one of the organ; nobody is chosen (R-RECT-04).
pub(crate) fn recheck(
    tx: &mut WriteTx<'_>,
    doing: &Doing,
    order: &Rectification,
) -> Result<InspectionId, AppError> {
    let of_case = case_visit(tx, order)?;
    let first = order.inspection.or(of_case).ok_or_else(|| {
        let text = "责令改正不是由一次检查引起的，没有可以复查的检查人员；请书面复查并写明证据。";
        AppError::rule("rectification.no_visit", text)
    })?;
    let items: Vec<String> = inspections::items(tx, first)?
        .into_iter()
        .filter(|item| item.value.organ == order.organ)
        .map(|item| item.value.code)
        .collect();
    let members = recheck_team(tx, doing, order, first, &items)?;
    let until = doing.today.plus(WINDOW_DAYS).unwrap_or(doing.today);
    let origin = Origin::Case(CaseOrigin {
        // The file that the visit belongs to is the order itself.
        case: CaseId::parse(&order.id.to_string())?,
        number: format!("FC-{}-{}", order.document, &order.id.to_string()[30..]),
        organ: order.organ,
        region: order.region.clone(),
        exemption: Some(Exemption::Recheck),
        urgent: false,
        from: doing.today,
        to: until,
    });
    let items = items.into_iter().map(|code| (code, order.organ)).collect();
    let assignment = Assignment { subject: order.subject, items, team: members, batch: 0 };
    let opened = crate::inspections::open(tx, &doing.ids, &origin, vec![assignment])?;
    opened.into_iter().next().ok_or_else(AppError::missing)
}

fn case_visit(
    tx: &mut ReadTx<'_>,
    order: &Rectification,
) -> Result<Option<InspectionId>, AppError> {
    let Some(case) = order.case_id else { return Ok(None) };
    Ok(tx.need::<IndividualCase>(&case)?.value.inspection)
}

fn recheck_team(
    tx: &mut ReadTx<'_>,
    doing: &Doing,
    order: &Rectification,
    first: InspectionId,
    items: &[String],
) -> Result<Vec<TeamMember>, AppError> {
    let region = tx.need::<SubjectEntry>(&order.subject)?.value.region;
    let (organ, subject, today) = (order.organ, order.subject, doing.today);
    let old: Vec<_> = inspections::team(tx, first)?
        .into_iter()
        .filter(|(member, _)| member.organ == organ)
        .collect();
    let mut members = Vec::new();
    for (member, inspector) in &old {
        if eligible(tx, inspector, organ, items, &region, subject, today)?.is_ok() {
            let (inspector, leads) = (member.inspector, member.leads);
            members.push(TeamMember { inspector, organ, leads });
        }
    }
    let wanted = old.len().max(OFFICERS_MIN);
    if members.len() < wanted {
        let window = Window { limit: 1_000, offset: 0 };
        let filter =
            InspectorFilter { organs: vec![organ], active: true, ..InspectorFilter::default() };
        let (all, _) = inspectors::list(tx, &filter, "id", window)?;
        let mut others: Vec<(String, Inspector)> = Vec::new();
        for stored in all {
            let inspector = stored.value;
            let known = old.iter().any(|(member, _)| member.inspector == inspector.id);
            let may = eligible(tx, &inspector, organ, items, &region, subject, today)?.is_ok();
            if !known && may {
                others.push((lot(doing), inspector));
            }
        }
        others.sort_by(|a, b| a.0.cmp(&b.0));
        let missing = wanted - members.len();
        members.extend(others.into_iter().take(missing).map(|(_, inspector)| TeamMember {
            inspector: inspector.id,
            organ,
            leads: false,
        }));
    }
    if let (Some(one), false) = (members.first_mut(), old.is_empty()) {
        one.leads = true;
    }
    let leaders = members.iter().skip(1).filter(|member| member.leads).count();
    if leaders > 0 {
        members.iter_mut().skip(1).for_each(|member| member.leads = false);
    }
    Ok(members)
}

/// The lot: the random half of a fresh id, from the system's randomness.
fn lot(doing: &Doing) -> String {
    let id: LinkId = doing.ids.make();
    id.to_string().chars().rev().collect()
}
