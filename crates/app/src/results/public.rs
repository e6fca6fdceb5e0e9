//! 公示: what everybody reads. Names of natural persons are hidden, officers are an organ and the
//! numbers of certificates, and what was corrected or withdrawn says so for ever.

use serde::{Deserialize, Serialize};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{Id as _, OrganId, ResultId, TaskId};
use sunlot_domain::policy::Permission;
use sunlot_domain::results::{
    ChangeKind, ChangeState, CheckResult, InspectionPart, ResultChange, ResultCode, ResultState,
};
use sunlot_domain::roles::Place;
use sunlot_sortition::time::Day;
use sunlot_store::results::{self, PublicRow, ResultFilter};
use sunlot_store::{ReadTx, Stored, inspections};
use utoipa::{IntoParams, ToSchema};

use super::channels::{ChannelView, channel_view};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::page::{Page, PageRequest};
use crate::sheet;

/// 已公示的结果。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ResultView {
    /// 标识。
    pub id: String,
    /// 检查机关。
    pub organ: String,
    /// 检查机关名称。
    pub organ_name: String,
    /// 任务编号；个案检查为空。
    pub task_number: Option<String>,
    /// 任务名称。
    pub task_name: Option<String>,
    /// 检查类型：planned 日常、special 专项、case 个案。
    pub kind: String,
    /// 统一社会信用代码。
    pub subject_code: String,
    /// 名称；个体工商户等已脱敏。
    pub subject_name: String,
    /// 事项编码。
    pub item_code: String,
    /// 事项名称。
    pub item_name: String,
    /// 检查结果，国家统一的 1 至 8；已撤回的为空。
    pub code: Option<String>,
    /// 检查结果名称。
    pub code_name: Option<String>,
    /// 说明。
    pub text: Option<String>,
    /// 检查人员的执法证号。
    pub certificates: Vec<String>,
    /// 抽查完成日期。
    pub inspected_on: String,
    /// 公示期限。
    pub due_on: Option<String>,
    /// 公示日期。
    pub published_on: String,
    /// 逾期公示。
    pub late: bool,
    /// 第几版；大于 1 的更正或撤回过。
    pub edition: u32,
    /// published 已公示、withdrawn 已撤回。
    pub state: String,
    /// 日志序号。
    pub log_index: u64,
}

/// 更正或撤回的历史。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HistoryView {
    /// 产生第几版。
    pub edition: u32,
    /// correct 更正、withdraw 撤回。
    pub kind: String,
    /// 种类名称。
    pub kind_name: String,
    /// 更正前的结果；撤回的为空。
    pub before_code: Option<String>,
    /// 更正前的文字。
    pub before_text: Option<String>,
    /// 更正后的结果。
    pub code: Option<String>,
    /// 更正后的文字。
    pub text: Option<String>,
    /// 理由。
    pub reason: String,
    /// 生效之日。
    pub applied_on: Option<String>,
}

/// 一个结果和它的历史。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ResultPage {
    /// 结果。
    #[serde(flatten)]
    pub result: ResultView,
    /// 更正和撤回，按先后。
    pub history: Vec<HistoryView>,
    /// 公示渠道。
    pub channels: Vec<ChannelView>,
    /// 有没有决定的异议。
    pub objection_open: bool,
    /// 您现在可以做的事；没有登录的为空。
    pub allowed_actions: Vec<String>,
}

/// 结果列表的条件；机关、任务、事项至少写一个。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct ResultQuery {
    /// 检查机关。
    pub organ: Option<String>,
    /// 检查对象的区划，包含其下级。
    pub region: Option<String>,
    /// 任务。
    pub task: Option<String>,
    /// 事项编码；与检查机关一起写。
    pub item: Option<String>,
    /// 检查结果。
    pub code: Option<String>,
    /// 公示不早于。
    pub from: Option<String>,
    /// 公示不晚于。
    pub to: Option<String>,
    /// 只看逾期公示的。
    pub late: bool,
}

const SORTABLE: &[&str] = &["published_on", "inspected_on", "subject_code", "code"];

/// Most rows of a file of open data.
const CSV_ROWS_MAX: u32 = 10_000;

pub(super) fn view(row: PublicRow) -> ResultView {
    let PublicRow { result, organ_name, task_number, task_name } = row;
    let (log_index, it) = (result.log_index, result.value);
    let shown = it.state == ResultState::Published;
    ResultView {
        id: it.id.to_string(),
        organ: it.organ.to_string(),
        organ_name,
        task_number,
        task_name,
        kind: it.kind.code().into(),
        subject_code: it.subject_code,
        subject_name: it.subject_name,
        item_code: it.item_code,
        item_name: it.item_name,
        code: shown.then(|| it.code.code().into()),
        code_name: shown.then(|| it.code.name_zh().into()),
        text: shown.then_some(it.text),
        certificates: it.certificates,
        inspected_on: it.inspected_on.to_string(),
        due_on: it.due_on.map(|day| day.to_string()),
        published_on: it.published_on.to_string(),
        late: it.late,
        edition: it.edition,
        state: it.state.code().into(),
        log_index,
    }
}

/// Published results of an entity, newest first.
///
/// # Errors
/// A page that cannot be read, or what the store answers.
pub async fn of_entity(
    app: &App,
    _call: &Call,
    code: &str,
    _: NoFilter,
    page: PageRequest,
) -> Result<Page<ResultView>, AppError> {
    let (window, code) = (page.window()?, code.trim().to_ascii_uppercase());
    let (found, total) =
        app.read(move |tx| Ok::<_, AppError>(results::of_entity(tx, &code, window)?)).await?;
    Ok(page.answer(found.into_iter().map(view).collect(), total))
}

/// 没有其他条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
pub struct NoFilter {}

fn filter(query: &ResultQuery) -> Result<ResultFilter, AppError> {
    let code = query.code.as_deref().map(|code| {
        let text = "检查结果应为国家统一的 1 至 8。";
        ResultCode::parse(code).ok_or_else(|| AppError::field("code", "list.code", text))
    });
    if query.organ.is_none() && query.task.is_none() && query.region.is_none() {
        let text = "请至少写明检查机关、区划或任务；按企业查询请用企业的地址。";
        return Err(AppError::field("organ", "result.filter", text));
    }
    Ok(ResultFilter {
        organ: query.organ.as_deref().map(OrganId::parse).transpose()?,
        task: query.task.as_deref().map(TaskId::parse).transpose()?,
        region: query.region.as_deref().map(DivisionCode::parse).transpose()?,
        item_code: query.item.clone(),
        code: code.transpose()?,
        from: query.from.as_deref().map(Day::parse).transpose()?,
        to: query.to.as_deref().map(Day::parse).transpose()?,
        late: query.late,
    })
}

/// Published results by organ, task and item.
///
/// # Errors
/// No condition, one that cannot be read, or what the store answers.
pub async fn list_results(
    app: &App,
    _call: &Call,
    query: ResultQuery,
    page: PageRequest,
) -> Result<Page<ResultView>, AppError> {
    let (window, order) = (page.window()?, page.order(SORTABLE, "published_on DESC, id")?);
    let which = filter(&query)?;
    let (found, total) =
        app.read(move |tx| Ok::<_, AppError>(results::list(tx, &which, &order, window)?)).await?;
    Ok(page.answer(found.into_iter().map(view).collect(), total))
}

/// The same as a file of open data.
///
/// # Errors
/// As [`list_results`].
pub async fn results_csv(app: &App, _call: &Call, query: ResultQuery) -> Result<String, AppError> {
    let which = filter(&query)?;
    let window = sunlot_store::Window { limit: CSV_ROWS_MAX, offset: 0 };
    let (found, _) = app
        .read(move |tx| {
            Ok::<_, AppError>(results::list(tx, &which, "published_on DESC, id", window)?)
        })
        .await?;
    Ok(csv_of(&found.into_iter().map(view).collect::<Vec<_>>()))
}

/// Results as CSV.
#[must_use]
pub fn csv_of(rows: &[ResultView]) -> String {
    let header = [
        "检查机关",
        "任务编号",
        "任务名称",
        "统一社会信用代码",
        "名称",
        "事项编码",
        "事项名称",
        "结果代码",
        "检查结果",
        "说明",
        "抽查完成日期",
        "公示日期",
        "逾期公示",
        "版次",
        "状态",
    ];
    let mut lines = vec![header.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>()];
    for row in rows {
        let state = ResultState::parse(&row.state).map_or("", ResultState::name_zh);
        lines.push(vec![
            row.organ_name.clone(),
            row.task_number.clone().unwrap_or_default(),
            row.task_name.clone().unwrap_or_default(),
            row.subject_code.clone(),
            row.subject_name.clone(),
            row.item_code.clone(),
            row.item_name.clone(),
            row.code.clone().unwrap_or_default(),
            row.code_name.clone().unwrap_or_default(),
            row.text.clone().unwrap_or_default(),
            row.inspected_on.clone(),
            row.published_on.clone(),
            if row.late { "是" } else { "否" }.to_owned(),
            row.edition.to_string(),
            state.to_owned(),
        ]);
    }
    sheet::csv(&lines)
}

/// A result with everything that happened to it: the tombstone of what was withdrawn stays.
///
/// # Errors
/// Missing.
pub async fn show_result(app: &App, call: &Call, id: &str) -> Result<ResultPage, AppError> {
    let id = ResultId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let row = results::public(tx, id)?.ok_or_else(AppError::missing)?;
        let it = row.result.value.clone();
        let part = part_of(tx, &it)?;
        let channels = results::channels(tx, part.id)?;
        let changes = results::changes(tx, id)?;
        let withdrawn = it.state == ResultState::Withdrawn;
        let at = Place::of(it.organ, it.region.clone());
        // One change at a time: a second is refused while the first waits.
        let waits = changes.iter().any(|one| one.value.state == ChangeState::Proposed);
        let may = !withdrawn && !waits && cx.may(&asked, Permission::ResultChange, &at);
        let applied = changes.into_iter().filter(|one| one.value.state == ChangeState::Applied);
        Ok(ResultPage {
            result: view(row),
            history: applied.map(|one| history(one, withdrawn)).collect(),
            channels: channels.into_iter().map(channel_view).collect(),
            allowed_actions: may.then(|| "propose_change".to_owned()).into_iter().collect(),
            objection_open: !results::open_objections(tx, part.id)?.is_empty(),
        })
    })
    .await
}

fn part_of(tx: &mut ReadTx<'_>, result: &CheckResult) -> Result<InspectionPart, AppError> {
    let parts = inspections::parts(tx, result.inspection)?.into_iter();
    let mut parts = parts.map(|part| part.value);
    parts.find(|part| part.organ == result.organ).ok_or_else(AppError::missing)
}

/// What a change said. Of what was withdrawn the reason stays; the words are gone from the public.
fn history(stored: Stored<ResultChange>, withdrawn: bool) -> HistoryView {
    let it = stored.value;
    let shown = !withdrawn && it.kind == ChangeKind::Correct;
    HistoryView {
        edition: it.edition,
        kind: it.kind.code().into(),
        kind_name: it.kind.name_zh().into(),
        before_code: shown.then(|| it.before_code.code().into()),
        before_text: shown.then_some(it.before_text),
        code: shown.then(|| it.code.code().into()),
        text: shown.then_some(it.text),
        reason: it.reason,
        applied_on: it.applied_on.map(|day| day.to_string()),
    }
}
