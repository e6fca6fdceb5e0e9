//! 任务公告: what everybody reads of a task from its freeze on. Before, it is at most a row of a
//! published plan.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sunlot_domain::ids::{Id, OrganId, PlanId, TaskId};
use sunlot_domain::items::Method;
use sunlot_domain::organs::Organ;
use sunlot_domain::plans::WorkPlan;
use sunlot_domain::tasks::{DrawMode, Task, TaskState};
use sunlot_sortition::time::Day;
use sunlot_store::plans::Visible;
use sunlot_store::{ReadTx, Stored, tasks};
use utoipa::{IntoParams, ToSchema};

use super::item_facts;
use crate::context::{App, Call};
use crate::error::AppError;
use crate::page::{Page, PageRequest};
use crate::sheet;

/// 任务公告列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct PublicTaskQuery {
    /// 所属计划。
    pub plan: Option<String>,
    /// 发起部门。
    pub organ: Option<String>,
    /// 计划抽取日期不早于。
    pub from: Option<String>,
    /// 计划抽取日期不晚于。
    pub to: Option<String>,
    /// 名称或编号的一部分。
    pub q: Option<String>,
}

/// 公告中的一个抽查事项。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PublicTaskItem {
    /// 事项编码。
    pub code: String,
    /// 事项名称。
    pub name: String,
    /// 检查部门名称。
    pub organ_name: String,
}

/// 任务公告。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PublicTask {
    /// 标识。
    pub id: String,
    /// 抽查任务编号。
    pub number: String,
    /// 抽查任务名称。
    pub name: String,
    /// 任务来源。
    pub origin: String,
    /// 抽查类型。
    pub draw_type: String,
    /// 抽查事项类别。
    pub item_class: String,
    /// 发起部门。
    pub organ: String,
    /// 发起部门名称。
    pub organ_name: String,
    /// 参与部门名称。
    pub participants: Vec<String>,
    /// 已公示的所属计划；计划外的任务为空。
    pub plan: Option<String>,
    /// 计划抽取日期（起）。
    pub draw_from: String,
    /// 计划抽取日期（止）。
    pub draw_to: String,
    /// 检查起始日。
    pub period_from: String,
    /// 检查截止日。
    pub period_to: String,
    /// 完成时限。
    pub deadline: String,
    /// 抽查事项。
    pub items: Vec<PublicTaskItem>,
    /// 抽查依据。
    pub basis: String,
    /// 抽查对象范围。
    pub scope: String,
    /// 抽查比例或数量。
    pub ratio: String,
    /// 检查方式。
    pub methods: Vec<String>,
    /// 抽查模式。
    pub mode: String,
    /// 临时任务的理由。
    pub reason: Option<String>,
    /// 专项检查的批准文号。
    pub approval: Option<String>,
    /// 进展：待抽取、已抽取、检查中、结果已公示、已归档。
    pub phase: String,
    /// 日志序号。
    pub log_index: u64,
}

/// How far a task has come, as far as it concerns the public: what people inside do between the
/// visit and the publication does not.
#[must_use]
pub(crate) fn phase(state: TaskState) -> Option<&'static str> {
    use TaskState as S;
    Some(match state {
        S::Draft | S::Pending | S::Ready | S::Terminated => return None,
        S::Frozen => "待抽取",
        S::Drawn | S::Matched => "已抽取",
        S::Dispatched | S::Inspecting | S::Recording | S::Reviewing => "检查中",
        S::Published | S::FollowUp => "结果已公示",
        S::Archived => "已归档",
    })
}

/// Names of organs, read once for a whole list.
#[derive(Default)]
pub(crate) struct OrganNames(BTreeMap<OrganId, String>);

impl OrganNames {
    pub(crate) fn of(&mut self, tx: &mut ReadTx<'_>, id: OrganId) -> Result<String, AppError> {
        if let Some(name) = self.0.get(&id) {
            return Ok(name.clone());
        }
        let name = tx.need::<Organ>(&id)?.value.name;
        self.0.insert(id, name.clone());
        Ok(name)
    }
}

fn shown(
    tx: &mut ReadTx<'_>,
    names: &mut OrganNames,
    stored: Stored<Task>,
) -> Result<PublicTask, AppError> {
    let (log_index, task) = (stored.log_index, stored.value);
    let phase = phase(task.state).ok_or_else(AppError::missing)?;
    let (from, to) = task.window();
    let (mut items, mut bases) = (Vec::new(), Vec::new());
    for item in &task.content.items {
        let facts = item_facts(tx, &item.code, &item.organ, task.draw_from)?;
        let organ_name = names.of(tx, facts.organ)?;
        if !facts.basis.is_empty() && !bases.contains(&facts.basis) {
            bases.push(facts.basis);
        }
        items.push(PublicTaskItem { code: facts.code, name: facts.name, organ_name });
    }
    let mut participants = Vec::new();
    for organ in &task.participants {
        participants.push(names.of(tx, *organ)?);
    }
    let plan = task.plan.map(|id| tx.need::<WorkPlan>(&id)).transpose()?;
    let plan = plan.filter(|plan| plan.value.edition > 0).map(|plan| plan.value.id.to_string());
    let organ_name = names.of(tx, task.organ)?;
    let content = task.content;
    let method = |code: &String| Method::parse(code).map(|one| one.name_zh().to_owned());
    let written = [&content.ratio_text, &content.quantity_text];
    let written = written.into_iter().find(|text| !text.is_empty()).cloned();
    Ok(PublicTask {
        id: task.id.to_string(),
        number: task.number,
        name: task.name,
        origin: task.origin.name_zh().into(),
        draw_type: task.draw_type.name_zh().into(),
        item_class: task.item_class.name_zh().into(),
        organ: task.organ.to_string(),
        organ_name,
        participants,
        plan,
        draw_from: task.draw_from.to_string(),
        draw_to: task.draw_to.to_string(),
        period_from: from.to_string(),
        period_to: to.to_string(),
        deadline: task.deadline.to_string(),
        items,
        basis: if content.basis.is_empty() { bases.join("；") } else { content.basis },
        scope: content.scope_text,
        ratio: written.unwrap_or_else(|| content.quota.in_words()),
        methods: content.methods.iter().filter_map(method).collect(),
        mode: content
            .mode
            .as_deref()
            .and_then(DrawMode::parse)
            .map_or("", DrawMode::name_zh)
            .into(),
        reason: content.reason.filter(|text| !text.is_empty()),
        approval: content.special.map(|special| special.document),
        phase: phase.into(),
        log_index,
    })
}

fn filter(query: PublicTaskQuery) -> Result<tasks::TaskFilter, AppError> {
    Ok(tasks::TaskFilter {
        visible: Visible { all: true, ..Visible::default() },
        plan: query.plan.as_deref().map(PlanId::parse).transpose()?,
        organ: query.organ.as_deref().map(OrganId::parse).transpose()?,
        draw_from: query.from.as_deref().map(Day::parse).transpose()?,
        draw_to: query.to.as_deref().map(Day::parse).transpose()?,
        text: query.q.filter(|text| !text.trim().is_empty()),
        begun: true,
        ..tasks::TaskFilter::default()
    })
}

/// Lists announced tasks, newest first.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn public_list(
    app: &App,
    _call: &Call,
    query: PublicTaskQuery,
    page: PageRequest,
) -> Result<Page<PublicTask>, AppError> {
    let sortable = ["number", "draw_from", "deadline"];
    let (window, order) = (page.window()?, page.order(&sortable, "draw_from DESC, number DESC")?);
    let which = filter(query)?;
    let (items, total) = app
        .read(move |tx| {
            let (found, total) = tasks::list(tx, &which, &order, window)?;
            let mut names = OrganNames::default();
            let items = found.into_iter().map(|task| shown(tx, &mut names, task));
            Ok::<_, AppError>((items.collect::<Result<Vec<_>, _>>()?, total))
        })
        .await?;
    Ok(page.answer(items, total))
}

/// Shows one.
///
/// # Errors
/// Missing, also before the freeze; or what the store answers.
pub async fn public_show(app: &App, _call: &Call, id: &str) -> Result<PublicTask, AppError> {
    let id = TaskId::parse(id)?;
    app.read(move |tx| {
        let stored = tx.need::<Task>(&id)?;
        shown(tx, &mut OrganNames::default(), stored)
    })
    .await
}

/// The announcements as CSV.
#[must_use]
pub fn public_tasks_csv(tasks: &[PublicTask]) -> String {
    let head = [
        "抽查任务编号",
        "抽查任务名称",
        "任务来源",
        "抽查类型",
        "抽查事项类别",
        "发起部门",
        "参与部门",
        "抽查事项",
        "抽查对象范围",
        "抽查比例或数量",
        "计划抽取日期（起）",
        "计划抽取日期（止）",
        "检查起始日",
        "检查截止日",
        "完成时限",
        "进展",
        "日志序号",
    ];
    let mut lines = vec![head.map(str::to_owned).to_vec()];
    for task in tasks {
        let items: Vec<&str> = task.items.iter().map(|item| item.name.as_str()).collect();
        lines.push(vec![
            task.number.clone(),
            task.name.clone(),
            task.origin.clone(),
            task.draw_type.clone(),
            task.item_class.clone(),
            task.organ_name.clone(),
            task.participants.join("、"),
            items.join("；"),
            task.scope.clone(),
            task.ratio.clone(),
            task.draw_from.clone(),
            task.draw_to.clone(),
            task.period_from.clone(),
            task.period_to.clone(),
            task.deadline.clone(),
            task.phase.clone(),
            task.log_index.to_string(),
        ]);
    }
    sheet::csv(&lines)
}
