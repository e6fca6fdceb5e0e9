//! 抽查任务: use cases.

mod forms;
mod joint;
mod public;
mod recognised;
mod steps;
mod trial;

pub use forms::{FilterForm, ItemForm, QuotaForm, SpecialForm, TaskForm, TaskView};
pub use joint::{JointVisitView, MergeRequest, consent, of_task, propose, undo};
pub use public::{
    PublicTask, PublicTaskItem, PublicTaskQuery, public_list, public_show, public_tasks_csv,
};
pub use steps::{approve, send_back, submit, terminate};
pub use trial::{
    DerivedView, DryRunView, OverlapView, PlanDryRun, derived, dry_run_plan, dry_run_task,
    find_overlaps,
};

pub(crate) use forms::{fill, form_of, place, view};
pub(crate) use public::{OrganNames, phase};
pub(crate) use recognised::recognised;
pub(crate) use trial::{subject, visits};

use serde::Deserialize;
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{Id, OrganId, PlanId, TaskId};
use sunlot_domain::items::{Item, ItemCode, NotDrawable};
use sunlot_domain::numbering::{NumberFacts, NumberKind};
use sunlot_domain::organs::Organ;
use sunlot_domain::plans::{PlanState, WorkPlan, next_ordinal};
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::SubjectFilter;
use sunlot_domain::subjects::LifeStatus;
use sunlot_domain::tasks::{ItemFacts, OrganFacts, Origin, Task, TaskError, TaskFacts, TaskState};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::subjects::AsOf;
use sunlot_store::{ReadTx, WriteTx, draws, items, subjects, tasks};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call, Ids};
use crate::error::AppError;
use crate::page::{Page, PageRequest};
use crate::plans::numbers;
use crate::stale::stale;
use crate::visible;

/// 任务列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct TaskListFilter {
    /// 所属计划。
    pub plan: Option<String>,
    /// 状态。
    pub state: Option<String>,
    /// 任务来源：annual、temporary、special。
    pub origin: Option<String>,
    /// 发起部门。
    pub organ: Option<String>,
    /// 计划抽取日期不早于。
    pub draw_from: Option<String>,
    /// 计划抽取日期不晚于。
    pub draw_to: Option<String>,
    /// 只列出过了完成期限还没有公示结果的。
    pub overdue: bool,
    /// 名称或编号的一部分。
    pub q: Option<String>,
}

const SORTABLE: &[&str] = &["number", "name", "draw_from", "deadline", "state", "ordinal"];

/// Lists tasks.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    asked: TaskListFilter,
    page: PageRequest,
) -> Result<Page<TaskView>, AppError> {
    let (window, order) = (page.window()?, page.order(SORTABLE, "draw_from, number")?);
    let coded = |field: &str, code: &str| {
        AppError::field(field, "list.code", format!("“{code}”不是可用的代码；见接口说明。"))
    };
    let state = asked.state.as_deref();
    let origin = asked.origin.as_deref();
    let which = tasks::TaskFilter {
        visible: visible::scope(app, call, Permission::TaskRead),
        plan: asked.plan.as_deref().map(PlanId::parse).transpose()?,
        state: state
            .map(|code| TaskState::parse(code).ok_or_else(|| coded("state", code)))
            .transpose()?,
        origin: origin
            .map(|code| Origin::parse(code).ok_or_else(|| coded("origin", code)))
            .transpose()?,
        organ: asked.organ.as_deref().map(OrganId::parse).transpose()?,
        draw_from: asked.draw_from.as_deref().map(Day::parse).transpose()?,
        draw_to: asked.draw_to.as_deref().map(Day::parse).transpose()?,
        overdue: asked.overdue.then(|| app.today()),
        text: asked.q,
        begun: false,
    };
    let (found, total) = app.read(move |tx| Ok(tasks::list(tx, &which, &order, window)?)).await?;
    let items = found.into_iter().map(|task| view(app, call, task)).collect();
    Ok(page.answer(items, total))
}

/// Shows one task.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<TaskView, AppError> {
    let id = TaskId::parse(id)?;
    let (found, drawn) = app
        .read(move |tx| {
            let drawn = draws::of_task(tx, id)?;
            Ok((tx.need::<Task>(&id)?, drawn.iter().any(|draw| !draw.value.state.is_over())))
        })
        .await?;
    let at = place(&found.value);
    visible::see(app, call, Permission::TaskRead, &at)?;
    let ready = found.value.state == TaskState::Ready && !drawn;
    let mergeable = joint::free(&found.value).is_ok();
    let own = joint::own(&found.value);
    let mut view = view(app, call, found);
    // Lists do not say so: it takes the attempts that there were.
    if ready && app.may(call, Permission::DrawPrepare, &at) {
        view.allowed_actions.push("prepare_draw".to_owned());
    }
    if mergeable && app.may(call, Permission::TaskMerge, &own) {
        view.allowed_actions.push("merge".to_owned());
    }
    Ok(view)
}

/// 新任务。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewTask {
    /// 所属计划；临时任务和专项检查不写。
    pub plan: Option<String>,
    /// 发起部门；计划内的任务不写，与计划相同。
    pub organ: Option<String>,
    /// 任务来源：annual（默认）、temporary、special。
    #[serde(default)]
    pub origin: Option<String>,
    /// 内容。
    #[serde(flatten)]
    pub form: TaskForm,
}

/// Creates a task: a row of a plan that is open, or one outside of the annual plan.
///
/// # Errors
/// Fields that are wrong, a plan that is not open, or what the store answers.
pub async fn create(app: &App, call: &Call, new: NewTask) -> Result<TaskView, AppError> {
    let author = visible::person(call)?;
    let plan = new.plan.as_deref().map(PlanId::parse).transpose()?;
    let organ = new.organ.as_deref().map(OrganId::parse).transpose()?;
    let origin = match new.origin.as_deref() {
        None => Origin::Annual,
        Some(code) => Origin::parse(code).ok_or_else(|| {
            AppError::field("origin", "task.origin", "任务来源应为 annual、temporary 或 special。")
        })?,
    };
    let (cx, asked, ids) = (app.clone(), call.clone(), app.ids());
    app.write(call, move |tx| {
        let plan = plan.map(|id| tx.need::<WorkPlan>(&id)).transpose()?;
        let plan = plan.map(|stored| stored.value);
        let organ = plan
            .as_ref()
            .map(|plan| plan.organ)
            .or(organ)
            .ok_or_else(|| AppError::field("organ", "task.organ", "请选择发起部门。"))?;
        let task = draft(tx, &ids, plan.as_ref(), organ, origin, author, &new.form)?;
        cx.authorize(&asked, Permission::TaskWrite, &place(&task))?;
        let stored = tx.insert(task)?;
        if let Some(plan) = plan {
            crate::plans::refresh_participants(tx, plan.id)?;
        }
        let event = Event::new(Action::TaskCreated, stored.value.id).with(told(&stored.value));
        Ok(tx.record(event, view(&cx, &asked, stored)))
    })
    .await
}

/// A draft with its numbers.
pub(crate) fn draft(
    tx: &mut WriteTx<'_>,
    ids: &Ids,
    plan: Option<&WorkPlan>,
    organ: OrganId,
    origin: Origin,
    author: sunlot_domain::ids::AccountId,
    form: &TaskForm,
) -> Result<Task, AppError> {
    if (origin == Origin::Annual) != plan.is_some() {
        let text = "年度计划的任务须写明所属计划，临时任务和专项检查不属于年度计划。";
        return Err(AppError::field("plan", "task.plan", text));
    }
    if let Some(plan) = plan.filter(|plan| !plan.editable()) {
        let text = format!(
            "计划现在是“{}”，不能添加任务；已公示的请先发起调整，急需的请列为临时任务。",
            plan.state.name_zh()
        );
        return Err(AppError::new(crate::error::Kind::Conflict, "plan.state", text));
    }
    let region = tx.need::<Organ>(&organ)?.value.region;
    let id: TaskId = ids.make();
    let ordinal = match plan {
        Some(plan) => {
            let all = tasks::of_plan(tx, plan.id)?;
            next_ordinal(all.iter().map(|stored| &stored.value))
        }
        None => 1,
    };
    let mut task = fill(form, id, plan.map(|plan| plan.id), organ, region, author)?;
    task.origin = origin;
    task.ordinal = ordinal;
    task.check()?;
    let joint = task.is_joint();
    let (pattern, abbr) = numbers::pattern(tx, NumberKind::Task, organ)?;
    let facts = NumberFacts::of_day(&task.region, task.draw_from, joint, &abbr);
    task.number = sunlot_store::plans::issue::<AppError>(
        tx,
        NumberKind::Task,
        &pattern,
        &facts,
        task.id.to_string(),
    )?;
    Ok(task)
}

/// 任务的变更。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct TaskChange {
    /// 您看到的版本。
    pub version: u64,
    /// 内容。
    #[serde(flatten)]
    pub form: TaskForm,
}

/// Changes a task; one that was approved has to be approved again.
///
/// # Errors
/// Missing, another version, a state that forbids it, or fields that are wrong.
pub async fn change(
    app: &App,
    call: &Call,
    id: &str,
    change: TaskChange,
) -> Result<TaskView, AppError> {
    let (id, author) = (TaskId::parse(id)?, visible::person(call)?);
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = tx.need::<Task>(&id)?;
        visible::see(&cx, &asked, Permission::TaskRead, &place(&stored.value))?;
        cx.authorize(&asked, Permission::TaskWrite, &place(&stored.value))?;
        plan_is_open(tx, &stored.value)?;
        let before = told(&stored.value);
        let old = stored.value.clone().edit(author)?;
        let (plan, region) = (old.plan, old.region.clone());
        let new = fill(&change.form, old.id, plan, old.organ, region, author)?;
        if stored.version != change.version {
            let versions = (change.version, stored.version);
            let (theirs, yours) = (form_of(&stored.value), form_of(&new));
            return Err(stale(("task", id.to_string()), versions, &theirs, &yours));
        }
        let (ordinal, number) = (old.ordinal, old.number.clone());
        stored.value = Task { ordinal, number, origin: old.origin, state: old.state, ..new };
        stored.value.check()?;
        let stored = tx.save(stored)?;
        if let Some(plan) = plan {
            crate::plans::refresh_participants(tx, plan)?;
        }
        let details = Json::object([("before", before), ("after", told(&stored.value))]);
        let event = Event::new(Action::TaskChanged, id).with(details);
        Ok(tx.record(event, view(&cx, &asked, stored)))
    })
    .await
}

/// That the plan of a task is open for changes.
pub(crate) fn plan_is_open(tx: &mut ReadTx<'_>, task: &Task) -> Result<(), AppError> {
    let Some(plan) = task.plan else { return Ok(()) };
    let plan = tx.need::<WorkPlan>(&plan)?.value;
    if plan.editable() {
        return Ok(());
    }
    let published = matches!(plan.state, PlanState::Published | PlanState::Executing);
    let advice =
        if published { "请先对计划发起调整" } else { "请等计划退回后再改" };
    let text = format!("任务所在的计划现在是“{}”，不能修改；{advice}。", plan.state.name_zh());
    Err(AppError::new(crate::error::Kind::Conflict, "plan.state", text))
}

/// What an event says of a task.
pub(crate) fn told(task: &Task) -> Json {
    let content = serde_json::to_vec(&task.content).unwrap_or_default();
    Json::object([
        ("content", Json::text(String::from_utf8_lossy(&content))),
        ("deadline", Json::text(task.deadline.to_string())),
        ("draw_from", Json::text(task.draw_from.to_string())),
        ("draw_to", Json::text(task.draw_to.to_string())),
        ("name", Json::text(&task.name)),
        ("number", Json::text(&task.number)),
        ("state", Json::text(task.state.code())),
    ])
}

/// Looks up what the check of a task needs.
pub(crate) fn facts(
    tx: &mut ReadTx<'_>,
    task: &Task,
    year: Option<u16>,
    today: Day,
) -> Result<TaskFacts, AppError> {
    let mut facts = TaskFacts { year, ..TaskFacts::default() };
    for organ in task.organs() {
        let organ = tx.need::<Organ>(&organ)?.value;
        let known = OrganFacts {
            may_inspect: organ.kind.may_inspect() && organ.active,
            name: organ.name,
            code: organ.code,
        };
        facts.organs.insert(organ.id, known);
    }
    for item in &task.content.items {
        facts.items.push(item_facts(tx, &item.code, &item.organ, task.draw_from)?);
    }
    let filter = live(task)?;
    facts.eligible = subjects::count(tx, &filter, AsOf::Now(today))?;
    Ok(facts)
}

/// Those of a task's conditions that can be drawn.
pub(crate) fn live(task: &Task) -> Result<SubjectFilter, AppError> {
    let mut filter = task.content.filter.compile(&task.region)?;
    filter.statuses.insert(LifeStatus::Live);
    Ok(filter)
}

pub(crate) fn item_facts(
    tx: &mut ReadTx<'_>,
    code: &str,
    organ: &str,
    day: Day,
) -> Result<ItemFacts, AppError> {
    let organ = OrganId::parse(organ)?;
    let missing = || NotDrawable::Missing { code: code.to_owned() };
    let none = |drawable| ItemFacts {
        code: code.to_owned(),
        organ,
        name: code.to_owned(),
        category: String::new(),
        class: None,
        ceiling_bp: None,
        visits_per_year_max: None,
        qualification: None,
        basis: String::new(),
        drawable,
    };
    let Ok(parsed) = ItemCode::parse(code) else { return Ok(none(Err(missing()))) };
    Ok(match items::drawable(tx, &parsed, organ, day)? {
        Ok(found) => from_item(found.item, organ),
        Err(why) => none(Err(why)),
    })
}

fn from_item(item: Item, organ: OrganId) -> ItemFacts {
    let basis = |b: &sunlot_domain::items::Basis| format!("《{}》{}", b.law, b.article);
    let terms = item.terms;
    ItemFacts {
        code: item.code.to_string(),
        organ,
        basis: terms.bases.iter().map(basis).collect::<Vec<_>>().join("；"),
        name: terms.name,
        category: terms.category,
        class: terms.class,
        ceiling_bp: terms.ratio_ceiling_bp,
        visits_per_year_max: terms.visits_per_year_max,
        qualification: terms.qualification,
        drawable: Ok(()),
    }
}

/// Notes that the items of a task were planned for, for the report of unused ones.
pub(crate) fn mark_items_used(
    tx: &mut WriteTx<'_>,
    ids: &Ids,
    task: &Task,
) -> Result<(), AppError> {
    for item in &task.content.items {
        let Ok(code) = ItemCode::parse(&item.code) else { continue };
        let organ = OrganId::parse(&item.organ)?;
        if let Ok(found) = items::drawable(tx, &code, organ, task.draw_from)? {
            items::mark_used(tx, ids.make(), found.list.id, &code, task.draw_from)?;
        }
    }
    Ok(())
}

/// A refusal that says which task it is about.
pub(crate) fn about(task: &Task, error: TaskError) -> AppError {
    let mut refused = AppError::from(error);
    refused.message_zh = format!("任务 {}“{}”：{}", task.number, task.name, refused.message_zh);
    refused.with(serde_json::json!({ "task": task.id.to_string(), "number": task.number }))
}
