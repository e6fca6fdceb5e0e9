//! 备案 and the December clock.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{FilingId, Id, PlanId};
use sunlot_domain::organs::Organ;
use sunlot_domain::plans::{
    FilingKind, FilingState, PlanFiling, PlanStateError, PlanStep, WorkPlan, due,
};
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Role;
use sunlot_sortition::jcs::Json;
use sunlot_store::plans::Visible;
use sunlot_store::{Stored, Window, organs, plans};
use utoipa::ToSchema;

use super::steps::take;
use super::{PlanView, StepRequest, place, year_to_plan};
use crate::context::{App, Call};
use crate::error::AppError;
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
    /// filed 已报送、acknowledged 已收到。
    pub state: String,
    /// 收到日期。
    pub acknowledged_on: Option<String>,
    /// 回执号。
    pub receipt: Option<String>,
    /// 版本。
    pub version: u64,
    /// 日志序号。
    pub log_index: u64,
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
        let edition = plan.edition + 1;
        let mut told = Vec::new();
        for (recipient, kind) in recipients {
            told.push(Json::text(recipient.to_string()));
            tx.insert(PlanFiling {
                id: ids.make(),
                plan: plan.id,
                edition,
                recipient,
                kind,
                filed_by: by,
                filed_on: today,
                state: FilingState::Filed,
                acknowledged_by: None,
                acknowledged_on: None,
                receipt: None,
            })?;
        }
        Ok((filed, Json::object([("recipients", Json::array(told))])))
    })
    .await
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
        Ok(plans::filings(tx, id)?.into_iter().map(view).collect())
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
        let mut stored = tx.need::<PlanFiling>(&id)?;
        let plan = tx.need::<WorkPlan>(&stored.value.plan)?.value;
        cx.authorize(&asked, Permission::PlanAcknowledge, &place(&plan))?;
        let grants = &asked.actor.grants;
        let fits = match stored.value.kind {
            FilingKind::Superior => {
                let recipient = stored.value.recipient;
                grants.iter().any(|g| g.role == Role::Superior && g.organ == recipient)
            }
            FilingKind::Lead => grants.iter().any(|g| g.role == Role::ConferenceOffice),
        };
        if !fits {
            return Err(AppError::missing());
        }
        stored.version = version;
        let done = stored.value.acknowledge(by, today, receipt);
        stored.value = done.ok_or(PlanStateError::Acknowledged)?;
        let stored = tx.save(stored)?;
        let event = Event::new(Action::PlanAcknowledged, stored.value.id);
        Ok(tx.record(event, view(stored)))
    })
    .await
}

fn view(stored: Stored<PlanFiling>) -> FilingView {
    let filing = stored.value;
    FilingView {
        id: filing.id.to_string(),
        edition: filing.edition,
        recipient: filing.recipient.to_string(),
        kind: filing.kind.code().into(),
        filed_on: filing.filed_on.to_string(),
        state: filing.state.code().into(),
        acknowledged_on: filing.acknowledged_on.map(|day| day.to_string()),
        receipt: filing.receipt,
        version: stored.version,
        log_index: stored.log_index,
    }
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
