//! 备案 and the December clock.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{AccountId, FilingId, Id, OrganId, PlanId};
use sunlot_domain::organs::Organ;
use sunlot_domain::plans::{
    FilingKind, FilingReturn, FilingState, PlanFiling, PlanStateError, PlanStep, WorkPlan, due,
};
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Role;
use sunlot_sortition::jcs::Json;
use sunlot_store::plans::Visible;
use sunlot_store::{ReadTx, Stored, Window, WriteTx, organs, plans};
use utoipa::ToSchema;

use super::steps::take;
use super::{PlanView, StepRequest, place, year_to_plan};
use crate::context::{App, Call, Ids};
use crate::error::AppError;
use crate::organs::required_reason;
use crate::visible;

/// 备案。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FilingView {
    /// 标识。
    pub id: String,
    /// 版次。
    pub edition: u32,
    /// 接收单位。
    pub recipient: String,
    /// superior 上级部门、lead 同级牵头部门。
    pub kind: String,
    /// 报送日期。
    pub filed_on: String,
    /// filed 已报送、acknowledged 已收到、returned 已退回。
    pub state: String,
    /// 状态的中文。
    pub state_name: String,
    /// 收到日期。
    pub acknowledged_on: Option<String>,
    /// 回执号。
    pub receipt: Option<String>,
    /// 历次退回。
    pub returns: Vec<FilingReturnView>,
    /// 版本。
    pub version: u64,
    /// 日志序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 退回备案。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FilingReturnView {
    /// 退回日期。
    pub returned_on: String,
    /// 退回理由。
    pub reason: String,
    /// 因此作废的回执号。
    pub receipt: Option<String>,
    /// 再次报送的日期。
    pub refiled_on: Option<String>,
}

/// 报送备案 to the superior department and to the lead department of the division.
///
/// # Errors
/// Missing, another version or state, or nobody to file to.
pub async fn file(
    app: &App,
    call: &Call,
    id: &str,
    request: StepRequest,
) -> Result<PlanView, AppError> {
    let (today, ids) = (app.today(), app.ids());
    let step = (Action::PlanFiled, PlanStep::File);
    take(app, call, id, &request, step, move |tx, plan, by| {
        let filed = plan.clone().file(today)?;
        let superior = tx.need::<Organ>(&plan.organ)?.value.superior;
        let lead = plans::lead_of(tx, &plan.region)?;
        let mut recipients = Vec::new();
        recipients.extend(superior.map(|organ| (organ, FilingKind::Superior)));
        let other = lead.filter(|lead| *lead != plan.organ && Some(*lead) != superior);
        recipients.extend(other.map(|organ| (organ, FilingKind::Lead)));
        if recipients.is_empty() {
            return Err(PlanStateError::NoRecipient.into());
        }
        let told: Vec<Json> =
            recipients.iter().map(|(organ, _)| Json::text(organ.to_string())).collect();
        for recipient in recipients {
            send(tx, &ids, plan.id, plan.edition + 1, recipient, (by, today))?;
        }
        Ok((filed, Json::object([("recipients", Json::array(told))])))
    })
    .await
}

/// One filing; after a return, the same one again.
fn send(
    tx: &mut WriteTx<'_>,
    ids: &Ids,
    plan: PlanId,
    edition: u32,
    (recipient, kind): (OrganId, FilingKind),
    (filed_by, filed_on): (AccountId, sunlot_sortition::time::Day),
) -> Result<(), AppError> {
    let known = plans::filings(tx, plan)?.into_iter();
    let mut known = known.filter(|one| one.value.edition == edition);
    let Some(known) = known.find(|one| one.value.recipient == recipient) else {
        tx.insert(PlanFiling {
            id: ids.make(),
            plan,
            edition,
            recipient,
            kind,
            filed_by,
            filed_on,
            state: FilingState::Filed,
            acknowledged_by: None,
            acknowledged_on: None,
            receipt: None,
        })?;
        return Ok(());
    };
    for one in plans::returns(tx, known.value.id)? {
        if one.value.is_open() {
            tx.save(one.map(|value| value.refiled(filed_by, filed_on)))?;
        }
    }
    Ok(())
}

/// Filings of a plan.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn filings(app: &App, call: &Call, id: &str) -> Result<Vec<FilingView>, AppError> {
    let id = PlanId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let plan = tx.need::<WorkPlan>(&id)?.value;
        visible::see(&cx, &asked, Permission::PlanRead, &place(&plan))?;
        let all = plans::filings(tx, id)?;
        all.into_iter().map(|one| view(&cx, &asked, tx, &plan, one)).collect()
    })
    .await
}

/// 收到备案, by the office for the lead department, by the superior department for itself.
///
/// # Errors
/// Missing, another version, or acknowledged before.
pub async fn acknowledge(
    app: &App,
    call: &Call,
    id: &str,
    version: u64,
    receipt: &str,
) -> Result<FilingView, AppError> {
    let (id, by, today) = (FilingId::parse(id)?, visible::person(call)?, app.today());
    let receipt = receipt.trim().to_owned();
    if !(1..=100).contains(&receipt.chars().count()) {
        return Err(AppError::field(
            "receipt",
            "plan.receipt",
            "请填写备案回执号，1 至 100 个字。",
        ));
    }
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let (mut stored, plan, returned) = received(&cx, &asked, tx, id)?;
        if returned {
            return Err(PlanStateError::Returned.into());
        }
        stored.version = version;
        let done = stored.value.acknowledge(by, today, receipt);
        stored.value = done.ok_or(PlanStateError::Acknowledged)?;
        let stored = tx.save(stored)?;
        let event = Event::new(Action::PlanAcknowledged, stored.value.id);
        let view = view(&cx, &asked, tx, &plan, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// 退回备案 with a reason (R-PLAN-14). Before publication every filing of the edition is made again,
/// as its content will be another.
///
/// # Errors
/// Missing, another version, no reason, or a filing that is over.
pub async fn return_filing(
    app: &App,
    call: &Call,
    id: &str,
    request: StepRequest,
) -> Result<FilingView, AppError> {
    let (id, by, today) = (FilingId::parse(id)?, visible::person(call)?, app.today());
    let reason = required_reason(request.reason.as_deref().unwrap_or_default())?;
    let (cx, asked, ids) = (app.clone(), call.clone(), app.ids());
    app.write(call, move |tx| {
        let (mut stored, plan, returned) = received(&cx, &asked, tx, id)?;
        stored.value.returnable(&plan, returned)?;
        stored.version = request.version;
        let stored = tx.save(stored)?;
        let unpublished = plan.edition < stored.value.edition;
        for filing in plans::filings(tx, plan.id)? {
            let same = filing.value.edition == stored.value.edition;
            if filing.value.id != id && !(same && unpublished) {
                continue;
            }
            tx.insert(FilingReturn {
                id: ids.make(),
                filing: filing.value.id,
                returned_by: by,
                returned_on: today,
                reason: reason.clone(),
                receipt: filing.value.receipt.clone(),
                refiled_by: None,
                refiled_on: None,
            })?;
            if filing.value.state == FilingState::Acknowledged {
                tx.save(filing.map(PlanFiling::reopened))?;
            }
        }
        let open = tx.need::<WorkPlan>(&plan.id)?;
        let value = open.value.clone().return_filing(reason.clone())?;
        let open = tx.save(open.map(|_| value))?;
        let details = Json::object([("plan", Json::text(plan.id.to_string()))]);
        let event = Event::new(Action::PlanFilingReturned, id).because(reason).with(details);
        let view = view(&cx, &asked, tx, &open.value, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// A filing that the caller receives, its plan, and whether it is returned.
fn received(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    id: FilingId,
) -> Result<(Stored<PlanFiling>, WorkPlan, bool), AppError> {
    let stored = tx.need::<PlanFiling>(&id)?;
    let plan = tx.need::<WorkPlan>(&stored.value.plan)?.value;
    app.authorize(call, Permission::PlanAcknowledge, &place(&plan))?;
    if !receives(call, &stored.value) {
        return Err(AppError::missing());
    }
    let returned = plans::returns(tx, id)?.iter().any(|one| one.value.is_open());
    Ok((stored, plan, returned))
}

/// The superior department for itself, the office for the lead department.
fn receives(call: &Call, filing: &PlanFiling) -> bool {
    let grants = &call.actor.grants;
    match filing.kind {
        FilingKind::Superior => {
            grants.iter().any(|g| g.role == Role::Superior && g.organ == filing.recipient)
        }
        FilingKind::Lead => grants.iter().any(|g| g.role == Role::ConferenceOffice),
    }
}

pub(crate) fn view(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    plan: &WorkPlan,
    stored: Stored<PlanFiling>,
) -> Result<FilingView, AppError> {
    let filing = stored.value;
    let returns: Vec<FilingReturn> =
        plans::returns(tx, filing.id)?.into_iter().map(|one| one.value).collect();
    let returned = returns.iter().any(FilingReturn::is_open);
    let mine = receives(call, &filing)
        && app.may(call, Permission::PlanAcknowledge, &place(plan))
        && !returned
        && filing.state == FilingState::Filed;
    let back =
        mine && filing.returnable(plan, returned).is_ok() && plan.can(PlanStep::ReturnFiling);
    let actions = [("acknowledge", mine), ("return", back)].into_iter();
    let last = returns.iter().filter_map(|one| one.refiled_on).max();
    let (state, state_name) = match returned {
        true => ("returned", "已退回"),
        false => (filing.state.code(), filing.state.name_zh()),
    };
    let told = |one: FilingReturn| FilingReturnView {
        returned_on: one.returned_on.to_string(),
        reason: one.reason,
        receipt: one.receipt,
        refiled_on: one.refiled_on.map(|day| day.to_string()),
    };
    Ok(FilingView {
        id: filing.id.to_string(),
        edition: filing.edition,
        recipient: filing.recipient.to_string(),
        kind: filing.kind.code().into(),
        filed_on: last.unwrap_or(filing.filed_on).to_string(),
        state: state.into(),
        state_name: state_name.into(),
        acknowledged_on: filing.acknowledged_on.map(|day| day.to_string()),
        receipt: filing.receipt,
        returns: returns.into_iter().map(told).collect(),
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: actions.filter(|(_, may)| *may).map(|(name, _)| name.into()).collect(),
    })
}

/// 部门的备案期限。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DueView {
    /// 部门。
    pub organ: String,
    /// 部门名称。
    pub organ_name: String,
    /// 年度。
    pub year: u16,
    /// 期限。
    pub deadline: String,
    /// 还有几天，负数为已过。
    pub days_left: i64,
    /// 首次备案日期。
    pub filed_on: Option<String>,
    /// 是否逾期。
    pub late: bool,
    /// 计划的状态，没有计划为空。
    pub states: Vec<String>,
}

/// The December clock of every department that may inspect below a division (R-PLAN-11).
///
/// # Errors
/// A division that cannot be read or is out of reach, or what the store answers.
pub async fn due_list(
    app: &App,
    call: &Call,
    year: Option<u16>,
    region: &str,
) -> Result<Vec<DueView>, AppError> {
    let today = app.today();
    let region = DivisionCode::parse(region)?;
    let year = year.unwrap_or_else(|| year_to_plan(today));
    let visible = visible::scope(app, call, Permission::PlanRead);
    app.read(move |tx| {
        let window = Window { limit: 2_000, offset: 0 };
        let (all, _) = organs::list(tx, Some(&region), None, "region, code", window)?;
        let planned = plans::of_year(tx, year, &region)?;
        let mut found = Vec::new();
        for organ in all.into_iter().map(|stored| stored.value) {
            if !organ.active || !organ.kind.may_inspect() || !sees(&visible, &organ) {
                continue;
            }
            let own: Vec<&WorkPlan> =
                planned.iter().map(|s| &s.value).filter(|p| p.organ == organ.id).collect();
            let filed_on = own.iter().filter_map(|plan| plan.first_filed_on).min();
            let clock = due(year, today, filed_on);
            found.push(DueView {
                organ: organ.id.to_string(),
                organ_name: organ.name,
                year,
                deadline: clock.deadline.to_string(),
                days_left: clock.days_left,
                filed_on: filed_on.map(|day| day.to_string()),
                late: clock.late,
                states: own.iter().map(|plan| plan.state.code().to_owned()).collect(),
            });
        }
        Ok(found)
    })
    .await
}

fn sees(visible: &Visible, organ: &Organ) -> bool {
    let inside = |region: &DivisionCode| organ.region.as_str().starts_with(region.prefix());
    visible.all
        || visible.regions.iter().any(inside)
        || visible.organs.iter().chain(&visible.joint).any(|own| *own == organ.id)
}
