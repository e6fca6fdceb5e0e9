//! A task as people write and see it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{AccountId, Id, OrganId, PlanId, TaskId};
use sunlot_domain::items::ItemClass;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_domain::tasks::{DrawType, Origin, Task, TaskContent, TaskState, TaskStep};
use sunlot_sortition::time::Day;
use sunlot_store::Stored;
use utoipa::ToSchema;

use crate::context::{App, Call};
use crate::error::AppError;

/// 抽查事项和检查部门。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ItemForm {
    /// 事项编码。
    pub code: String,
    /// 检查部门。
    pub organ: String,
}

/// 抽查对象范围的条件。
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct FilterForm {
    /// 主体类型。
    pub kinds: Vec<String>,
    /// 区划。
    pub regions: Vec<String>,
    /// 行业代码的开头。
    pub industries: Vec<String>,
    /// 标签，须全部具有。
    pub tags: Vec<String>,
    /// 信用风险分类：A、B、C、D、U（未分类）。
    pub risk_classes: Vec<String>,
    /// 经营范围中的任一词语。
    pub scope_texts: Vec<String>,
}

/// 抽查比例或数量，四种方式选一种。
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct QuotaForm {
    /// 比例，例如 5%。
    pub ratio: Option<String>,
    /// 各信用风险分类的比例，U 指未分类。
    pub by_class: Option<BTreeMap<String, String>>,
    /// 户数。
    pub count: Option<u64>,
    /// 全部，可分批。
    pub all: bool,
    /// 批数。
    pub batches: u32,
    /// 取整：min 不低于、max 不超过、near 四舍五入。
    pub rounding: String,
    /// 有对象的单元至少抽一户。
    pub at_least_one: bool,
}

/// 专项检查的批准。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SpecialForm {
    /// 批准机关层级。
    pub level: String,
    /// 批准文号。
    pub document: String,
    /// 备案号。
    pub filing: String,
}

/// 任务的内容。
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct TaskForm {
    /// 抽查任务名称。
    pub name: String,
    /// 抽查类型：directed 定向、undirected 不定向。
    pub draw_type: String,
    /// 抽查事项类别：general 一般、key 重点。
    pub item_class: String,
    /// 参与部门。
    pub participants: Vec<String>,
    /// 计划抽取日期（起）。
    pub draw_from: String,
    /// 计划抽取日期（止），不写则为一天。
    pub draw_to: Option<String>,
    /// 完成时限。
    pub deadline: String,
    /// 抽查事项。
    pub items: Vec<ItemForm>,
    /// 抽查依据；不写则取自事项。
    pub basis: String,
    /// 抽查对象范围（文字）；供公示，提交前须写明。
    pub scope_text: String,
    /// 抽查对象范围（条件）。
    pub filter: FilterForm,
    /// 抽查比例或数量。
    pub quota: QuotaForm,
    /// 抽查比例的文字。
    pub ratio_text: String,
    /// 抽查数量的文字。
    pub quantity_text: String,
    /// 抽查频次（次/年）。
    pub times_per_year: Option<u32>,
    /// 抽查基数。
    pub base_count: Option<u64>,
    /// 检查方式。
    pub methods: Vec<String>,
    /// 检查起始日。
    pub period_from: Option<String>,
    /// 检查截止日。
    pub period_to: Option<String>,
    /// 抽查模式，例如 city_county 市抽县查。
    pub mode: Option<String>,
    /// 组织层级/实施层级。
    pub level_text: String,
    /// 信用风险分类要求。
    pub risk_rule: String,
    /// 承办处室。
    pub office: String,
    /// 备注。
    pub remarks: String,
    /// 若干天内检查过的不再抽取。
    pub recent_days: Option<u32>,
    /// 包容审慎期内的不抽。
    pub spare_trial: bool,
    /// 有在办案件的不抽。
    pub spare_open_case: bool,
    /// 临时任务的理由。
    pub reason: Option<String>,
    /// 专项检查的批准。
    pub special: Option<SpecialForm>,
}

/// 任务，如同所见。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TaskView {
    /// 标识。
    pub id: String,
    /// 所属计划。
    pub plan: Option<String>,
    /// 序号。
    pub ordinal: u32,
    /// 抽查任务编号。
    pub number: String,
    /// 任务来源。
    pub origin: String,
    /// 发起部门。
    pub organ: String,
    /// 区划。
    pub region: String,
    /// 状态。
    pub state: String,
    /// 状态的中文。
    pub state_name: String,
    /// 合并进户。
    pub joint_visit: Option<String>,
    /// 内容。
    pub form: TaskForm,
    /// 版本，修改时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

pub(crate) fn place(task: &Task) -> Place {
    Place {
        organ: task.organ,
        region: task.region.clone(),
        participants: task.participants.clone(),
    }
}

/// A task of what somebody wrote; its number, origin and place in the plan come later.
pub(crate) fn fill(
    form: &TaskForm,
    id: TaskId,
    plan: Option<PlanId>,
    organ: OrganId,
    region: DivisionCode,
    author: AccountId,
) -> Result<Task, AppError> {
    let draw_type = DrawType::parse(&form.draw_type).ok_or_else(|| {
        AppError::field("draw_type", "task.draw_type", "抽查类型应为 directed 或 undirected。")
    })?;
    let item_class = ItemClass::parse(&form.item_class).ok_or_else(|| {
        AppError::field("item_class", "task.item_class", "抽查事项类别应为 general 或 key。")
    })?;
    let draw_from = Day::parse(&form.draw_from)?;
    let draw_to = form.draw_to.as_deref().map_or(Ok(draw_from), Day::parse)?;
    let mut participants: Vec<OrganId> = Vec::new();
    for text in &form.participants {
        let other = OrganId::parse(text)?;
        if other != organ && !participants.contains(&other) {
            participants.push(other);
        }
    }
    // The form's fields have the names of the content's.
    let content: TaskContent = serde_json::to_value(form)
        .and_then(serde_json::from_value)
        .map_err(|e| AppError::field("form", "task.form", e.to_string()))?;
    Ok(Task {
        id,
        plan,
        ordinal: 1,
        number: String::new(),
        name: form.name.trim().to_owned(),
        origin: Origin::Annual,
        draw_type,
        item_class,
        organ,
        region,
        participants,
        draw_from,
        draw_to,
        deadline: Day::parse(&form.deadline)?,
        content,
        joint_visit: None,
        state: TaskState::Draft,
        author,
        approved_by: None,
    })
}

pub(crate) fn form_of(task: &Task) -> TaskForm {
    let value = serde_json::to_value(&task.content).and_then(serde_json::from_value);
    TaskForm {
        name: task.name.clone(),
        draw_type: task.draw_type.code().into(),
        item_class: task.item_class.code().into(),
        participants: task.participants.iter().map(ToString::to_string).collect(),
        draw_from: task.draw_from.to_string(),
        draw_to: Some(task.draw_to.to_string()),
        deadline: task.deadline.to_string(),
        ..value.unwrap_or_default()
    }
}

/// A task as it is shown, with what the caller may do to it now.
pub(crate) fn view(app: &App, call: &Call, stored: Stored<Task>) -> TaskView {
    let task = stored.value;
    let mut allowed: Vec<String> = Vec::new();
    for &step in TaskStep::ALL {
        let permission = match step {
            TaskStep::Return | TaskStep::Approve => Permission::TaskApprove,
            _ => Permission::TaskWrite,
        };
        let own = step == TaskStep::Approve && call.actor.account == Some(task.author);
        // The tasks of a plan go with it.
        let with_plan =
            task.plan.is_some() && !matches!(step, TaskStep::Edit | TaskStep::Terminate);
        if !own
            && !with_plan
            && task.state.after(step).is_some()
            && app.authorize(call, permission, &place(&task)).is_ok()
        {
            allowed.push(step.code().to_owned());
        }
    }
    TaskView {
        id: task.id.to_string(),
        plan: task.plan.map(|id| id.to_string()),
        ordinal: task.ordinal,
        origin: task.origin.code().into(),
        organ: task.organ.to_string(),
        region: task.region.as_str().into(),
        state: task.state.code().into(),
        state_name: task.state.name_zh().into(),
        joint_visit: task.joint_visit.map(|id| id.to_string()),
        form: form_of(&task),
        number: task.number,
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: allowed,
    }
}
