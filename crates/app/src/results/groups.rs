//! 公示的目录: what is newest, which organs and which items have published results.

use serde::{Deserialize, Serialize};
use sunlot_domain::ids::{Id as _, OrganId};
use sunlot_store::published::{self, Group};
use sunlot_store::results::{self, ResultFilter};
use utoipa::{IntoParams, ToSchema};

use super::public::{ResultView, view};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::page::{Page, PageRequest};

/// 一个机关或一个事项已公示的随机抽查结果。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ResultGroup {
    /// 检查机关。
    pub organ: String,
    /// 检查机关名称。
    pub organ_name: String,
    /// 事项编码；按机关统计的为空。
    pub item_code: String,
    /// 事项名称。
    pub item_name: String,
    /// 已公示的结果，含已撤回的。
    pub results: u64,
    /// 其中发现问题的。
    pub problems: u64,
    /// 其中逾期公示的。
    pub late: u64,
    /// 其中已撤回的。
    pub withdrawn: u64,
    /// 最近一次公示的日期。
    pub newest: String,
}

/// 按事项统计的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct GroupQuery {
    /// 检查机关。
    pub organ: Option<String>,
}

fn shown(it: Group) -> ResultGroup {
    ResultGroup {
        organ: it.organ.to_string(),
        organ_name: it.organ_name,
        item_code: it.item_code,
        item_name: it.item_name,
        results: it.results,
        problems: it.problems,
        late: it.late,
        withdrawn: it.withdrawn,
        newest: it.newest.to_string(),
    }
}

/// Organs with published results.
///
/// # Errors
/// What the store answers.
pub async fn by_organ(app: &App) -> Result<Vec<ResultGroup>, AppError> {
    let found = app.read(|tx| Ok::<_, AppError>(published::by_organ(tx)?)).await?;
    Ok(found.into_iter().map(shown).collect())
}

/// Items with published results.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn by_item(
    app: &App,
    _call: &Call,
    query: GroupQuery,
    page: PageRequest,
) -> Result<Page<ResultGroup>, AppError> {
    let window = page.window()?;
    let organ = query.organ.as_deref().map(OrganId::parse).transpose()?;
    let (found, total) =
        app.read(move |tx| Ok::<_, AppError>(published::by_item(tx, organ, window)?)).await?;
    Ok(page.answer(found.into_iter().map(shown).collect(), total))
}

/// Results of every organ, newest first.
///
/// # Errors
/// A page that cannot be read, or what the store answers.
pub async fn newest(app: &App, page: PageRequest) -> Result<Page<ResultView>, AppError> {
    let window = page.window()?;
    let which = ResultFilter::default();
    let order = "published_on DESC, id";
    let (found, total) =
        app.read(move |tx| Ok::<_, AppError>(results::list(tx, &which, order, window)?)).await?;
    Ok(page.answer(found.into_iter().map(view).collect(), total))
}
