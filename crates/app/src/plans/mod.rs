//! 年度抽查计划: use cases.

mod files;
mod filing;
mod import;
pub mod numbers;
mod public;
mod steps;
mod table;

pub use files::{public_csv, public_xlsx, table_csv, table_xlsx};
pub(crate) use filing::view as filing_view;
pub use filing::{
    DueView, FilingReturnView, FilingView, acknowledge, due_list, file, filings, return_filing,
};
pub use import::{PlanImport, PlanImportView, check_import, import, template_xlsx};
pub use public::{EditionView, PublicPlan, editions, public_list, public_show};
pub use steps::{
    StepRequest, adjust, approve, complete, coordinate, publish, send_back, start, submit,
    terminate,
};
pub use table::{ChangeView, RowView, TableView, difference, table};

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::calendar::year_of;
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{Id, OrganId, PlanId};
use sunlot_domain::numbering::{NumberFacts, NumberKind};
use sunlot_domain::organs::Organ;
use sunlot_domain::plans::{PlanState, PlanStep, WorkPlan};
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_domain::tasks::{Origin, TaskState};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::plans::PlanFilter;
use sunlot_store::{Stored, WriteTx, plans, tasks};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::AppError;
use crate::page::{Page, PageRequest};
use crate::stale::stale;
use crate::tasks::TaskForm;
use crate::visible;

/// 计划，如同所见。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PlanView {
    /// 标识。
    pub id: String,
    /// 抽查计划编号。
    pub number: String,
    /// 文号，批准后产生。
    pub document_number: Option<String>,
    /// 年度。
    pub year: u16,
    /// 抽查计划名称。
    pub name: String,
    /// 是否跨部门。
    pub joint: bool,
    /// 单位。
    pub organ: String,
    /// 区划。
    pub region: String,
    /// 参与部门，随任务而定。
    pub participants: Vec<String>,
    /// 状态。
    pub state: String,
    /// 状态的中文。
    pub state_name: String,
    /// 已公示的版次。
    pub edition: u32,
    /// 调整、退回或终止的理由。
    pub reason: Option<String>,
    /// 本版备案日期。
    pub filed_on: Option<String>,
    /// 最近公示日期。
    pub published_on: Option<String>,
    /// 版本，修改时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 新计划，可同时带任务。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewPlan {
    /// 单位。
    pub organ: String,
    /// 年度。
    pub year: u16,
    /// 抽查计划名称。
    pub name: String,
    /// 是否跨部门。
    pub joint: bool,
    /// 任务，按序号排列。
    #[serde(default)]
    pub tasks: Vec<TaskForm>,
}

/// 计划的变更。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct PlanChange {
    /// 您看到的版本。
    pub version: u64,
    /// 抽查计划名称。
    pub name: String,
}

/// 计划列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct PlanListFilter {
    /// 年度。
    pub year: Option<u16>,
    /// 状态。
    pub state: Option<String>,
    /// 单位。
    pub organ: Option<String>,
    /// 区划，包含下级。
    pub region: Option<String>,
    /// 名称或编号的一部分。
    pub q: Option<String>,
    /// 只看最近一次备案上级还没有回执的；只对工作人员有效。
    pub unacknowledged: bool,
}

pub(crate) const SORTABLE: &[&str] =
    &["number", "name", "year", "state", "filed_on", "published_on"];

impl PlanListFilter {
    pub(crate) fn parse(self) -> Result<PlanFilter, AppError> {
        let state = self.state.as_deref().map(|code| {
            let text = format!("没有“{code}”这种计划状态；见接口说明。");
            PlanState::parse(code).ok_or_else(|| AppError::field("state", "plan.state", text))
        });
        Ok(PlanFilter {
            year: self.year,
            state: state.transpose()?,
            organ: self.organ.as_deref().map(OrganId::parse).transpose()?,
            region: self.region.as_deref().map(DivisionCode::parse).transpose()?,
            text: self.q,
            ..PlanFilter::default()
        })
    }
}

/// Lists the plans that the caller works with.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    asked: PlanListFilter,
    page: PageRequest,
) -> Result<Page<PlanView>, AppError> {
    let (window, order) = (page.window()?, page.order(SORTABLE, "year DESC, number")?);
    let visible = visible::scope(app, call, Permission::PlanRead);
    let unacknowledged = asked.unacknowledged;
    let which = PlanFilter { visible, unacknowledged, ..asked.parse()? };
    let (found, total) = app.read(move |tx| Ok(plans::list(tx, &which, &order, window)?)).await?;
    let items = found.into_iter().map(|plan| view(app, call, plan)).collect();
    Ok(page.answer(items, total))
}

/// Shows the working copy of one plan.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<PlanView, AppError> {
    let id = PlanId::parse(id)?;
    let found = app.read(move |tx| Ok(tx.need::<WorkPlan>(&id)?)).await?;
    visible::see(app, call, Permission::PlanRead, &place(&found.value))?;
    Ok(view(app, call, found))
}

/// Most tasks that come with a plan in one request.
const TASKS_MAX: usize = 200;

/// Creates a plan, with its tasks when they are there already: all of it or nothing.
///
/// # Errors
/// Fields that are wrong, or what the store answers.
pub async fn create(app: &App, call: &Call, new: NewPlan) -> Result<PlanView, AppError> {
    let author = visible::person(call)?;
    let organ = OrganId::parse(&new.organ)?;
    if new.tasks.len() > TASKS_MAX {
        let text = format!("一次至多带 {TASKS_MAX} 个任务；请分几次添加。");
        return Err(AppError::field("tasks", "plan.too_many_tasks", text));
    }
    let (cx, asked, ids) = (app.clone(), call.clone(), app.ids());
    app.write(call, move |tx| {
        let region = tx.need::<Organ>(&organ)?.value.region;
        let mut plan = WorkPlan {
            id: ids.make(),
            number: String::new(),
            document_number: None,
            year: new.year,
            name: new.name.trim().to_owned(),
            joint: new.joint,
            organ,
            region,
            participants: Vec::new(),
            state: PlanState::Draft,
            edition: 0,
            reason: None,
            author,
            submitted_by: None,
            coordinated_by: None,
            approved_by: None,
            filed_on: None,
            published_on: None,
            first_filed_on: None,
        };
        cx.authorize(&asked, Permission::PlanWrite, &place(&plan))?;
        plan.check()?;
        plan.number = number(tx, NumberKind::Plan, &plan)?;
        let stored = tx.insert(plan)?;
        for (at, form) in new.tasks.iter().enumerate() {
            let plan = Some(&stored.value);
            let task = crate::tasks::draft(tx, &ids, plan, organ, Origin::Annual, author, form);
            tx.insert(task.map_err(|error| in_row(at, error))?)?;
        }
        let id = stored.value.id;
        let count = Json::count(new.tasks.len() as u64);
        let details = Json::object([
            ("name", Json::text(&stored.value.name)),
            ("number", Json::text(&stored.value.number)),
            ("tasks", count),
        ]);
        let stored = refresh_participants(tx, id)?;
        let event = Event::new(Action::PlanCreated, id).with(details);
        Ok(tx.record(event, view(&cx, &asked, stored)))
    })
    .await
}

fn in_row(at: usize, mut error: AppError) -> AppError {
    error.message_zh = format!("第 {} 个任务：{}", at + 1, error.message_zh);
    for field in &mut error.fields {
        field.field = format!("tasks[{at}].{}", field.field);
    }
    error
}

pub(crate) fn number(
    tx: &mut WriteTx<'_>,
    kind: NumberKind,
    plan: &WorkPlan,
) -> Result<String, AppError> {
    let (pattern, abbr) = numbers::pattern(tx, kind, plan.organ)?;
    let date = Day::parse(&format!("{:04}-01-01", plan.year))?;
    let (joint, region) = (plan.joint, &plan.region);
    let facts = NumberFacts { region, year: plan.year, date, joint, abbr: &abbr };
    plans::issue::<AppError>(tx, kind, &pattern, &facts, plan.id.to_string())
}

/// Changes the name of a plan that is open.
///
/// # Errors
/// Missing, another version, a state that forbids it, or a name that is wrong.
pub async fn change(
    app: &App,
    call: &Call,
    id: &str,
    change: PlanChange,
) -> Result<PlanView, AppError> {
    let (id, author) = (PlanId::parse(id)?, visible::person(call)?);
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = tx.need::<WorkPlan>(&id)?;
        visible::see(&cx, &asked, Permission::PlanRead, &place(&stored.value))?;
        cx.authorize(&asked, Permission::PlanWrite, &place(&stored.value))?;
        let name = change.name.trim();
        if stored.version != change.version {
            let named = |name: &str| serde_json::json!({ "name": name });
            let versions = (change.version, stored.version);
            let record = ("work_plan", id.to_string());
            return Err(stale(record, versions, &named(&stored.value.name), &named(name)));
        }
        let before = Json::text(&stored.value.name);
        stored.value = stored.value.edit(author)?;
        stored.value.name = name.to_owned();
        stored.value.check()?;
        let after = Json::text(&stored.value.name);
        let stored = tx.save(stored)?;
        let details = Json::object([("after", after), ("before", before)]);
        let event = Event::new(Action::PlanChanged, id).with(details);
        Ok(tx.record(event, view(&cx, &asked, stored)))
    })
    .await
}

/// Keeps the list of taking part organs with the tasks.
pub(crate) fn refresh_participants(
    tx: &mut WriteTx<'_>,
    id: PlanId,
) -> Result<Stored<WorkPlan>, AppError> {
    let stored = tx.need::<WorkPlan>(&id)?;
    let mut organs: Vec<OrganId> = Vec::new();
    for task in tasks::of_plan(tx, id)? {
        if task.value.state != TaskState::Terminated {
            organs.extend(task.value.participants);
        }
    }
    organs.sort();
    organs.dedup();
    organs.retain(|organ| *organ != stored.value.organ);
    if organs == stored.value.participants {
        return Ok(stored);
    }
    Ok(tx.save(stored.map(|plan| WorkPlan { participants: organs, ..plan }))?)
}

pub(crate) fn place(plan: &WorkPlan) -> Place {
    Place {
        organ: plan.organ,
        region: plan.region.clone(),
        participants: plan.participants.clone(),
    }
}

pub(crate) fn view(app: &App, call: &Call, stored: Stored<WorkPlan>) -> PlanView {
    let plan = stored.value;
    let before = [Some(plan.author), plan.submitted_by, plan.coordinated_by];
    let may = |step: &&PlanStep| {
        if **step == PlanStep::ReturnFiling {
            // Taken on the filing, by who received it.
            return false;
        }
        let own = **step == PlanStep::Approve && before.contains(&call.actor.account);
        let permission = step.permission(plan.edition > 0);
        !own && plan.can(**step) && app.authorize(call, permission, &place(&plan)).is_ok()
    };
    // A published plan is ended at another address, by its approver.
    let name = |step: &PlanStep| match step {
        PlanStep::Terminate if plan.edition > 0 => "end".to_owned(),
        step => step.code().to_owned(),
    };
    let allowed = PlanStep::ALL.iter().filter(may).map(name).collect();
    PlanView {
        id: plan.id.to_string(),
        year: plan.year,
        joint: plan.joint,
        organ: plan.organ.to_string(),
        region: plan.region.as_str().into(),
        participants: plan.participants.iter().map(ToString::to_string).collect(),
        state: plan.state.code().into(),
        state_name: plan.state.name_zh().into(),
        edition: plan.edition,
        filed_on: plan.filed_on.map(|day| day.to_string()),
        published_on: plan.published_on.map(|day| day.to_string()),
        number: plan.number,
        document_number: plan.document_number,
        name: plan.name,
        reason: plan.reason,
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: allowed,
    }
}

/// The year that the December clock is about now: from September on, the next one.
pub(crate) fn year_to_plan(today: Day) -> u16 {
    let month: u16 = today.to_string()[5..7].parse().unwrap_or(1);
    year_of(today) + u16::from(month >= 9)
}
