//! What everybody can read: published editions, never the working copy.

use serde::{Deserialize, Serialize};
use sunlot_domain::ids::{Id, PlanId};
use sunlot_domain::organs::Organ;
use sunlot_domain::plans::{PlanEdition, WorkPlan};
use sunlot_domain::policy::Permission;
use sunlot_store::plans::{PlanFilter, Visible};
use sunlot_store::{ReadTx, Stored, plans};
use utoipa::ToSchema;

use super::table::{ChangeView, TableView, changes, shown};
use super::{PlanListFilter, SORTABLE, place};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::page::{Page, PageRequest};
use crate::visible;

/// 一版计划。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EditionView {
    /// 第几版。
    pub edition: u32,
    /// 当时的名称。
    pub name: String,
    /// 文号。
    pub document_number: String,
    /// 公示日期。
    pub published_on: String,
    /// 调整理由。
    pub reason: Option<String>,
    /// 与上一版的差异。
    pub difference: Vec<ChangeView>,
    /// 附件2。
    pub table: TableView,
    /// 日志序号。
    pub log_index: u64,
}

/// 已公示的计划。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PublicPlan {
    /// 标识。
    pub id: String,
    /// 抽查计划编号。
    pub number: String,
    /// 年度。
    pub year: u16,
    /// 单位。
    pub organ_name: String,
    /// 区划。
    pub region: String,
    /// 现行版。
    pub current: EditionView,
    /// 版数。
    pub editions: u32,
}

fn edition(organ: &str, year: u16, stored: Stored<PlanEdition>) -> EditionView {
    let value = stored.value;
    EditionView {
        edition: value.edition,
        name: value.name,
        document_number: value.document_number,
        published_on: value.published_on.to_string(),
        reason: value.reason,
        difference: changes(value.difference),
        table: shown(organ.to_owned(), year, value.table_rows),
        log_index: stored.log_index,
    }
}

fn public(tx: &mut ReadTx<'_>, plan: WorkPlan) -> Result<PublicPlan, AppError> {
    let organ = tx.need::<Organ>(&plan.organ)?.value.name;
    let last = plans::editions(tx, plan.id)?.pop().ok_or_else(AppError::missing)?;
    Ok(PublicPlan {
        id: plan.id.to_string(),
        year: plan.year,
        region: plan.region.as_str().into(),
        current: edition(&organ, plan.year, last),
        organ_name: organ,
        editions: plan.edition,
        number: plan.number,
    })
}

/// Lists published plans.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn public_list(
    app: &App,
    asked: PlanListFilter,
    page: PageRequest,
) -> Result<Page<PublicPlan>, AppError> {
    let (window, order) = (page.window()?, page.order(SORTABLE, "year DESC, number")?);
    let visible = Visible { all: true, ..Visible::default() };
    // The state of the working copy is not public.
    let asked = PlanListFilter { state: None, ..asked };
    let which = PlanFilter { visible, published: true, ..asked.parse()? };
    let (items, total) = app
        .read(move |tx| {
            let (found, total) = plans::list(tx, &which, &order, window)?;
            let mut items = Vec::new();
            for plan in found {
                items.push(public(tx, plan.value)?);
            }
            Ok((items, total))
        })
        .await?;
    Ok(page.answer(items, total))
}

/// Shows a published plan in its current edition.
///
/// # Errors
/// Missing while nothing was published, or what the store answers.
pub async fn public_show(app: &App, id: &str) -> Result<PublicPlan, AppError> {
    let id = PlanId::parse(id)?;
    app.read(move |tx| {
        let plan = tx.need::<WorkPlan>(&id)?.value;
        public(tx, plan)
    })
    .await
}

/// Every published edition, oldest first: to those who work with the plan and to everybody else.
///
/// # Errors
/// Missing while nothing was published and the caller does not work with it.
pub async fn editions(app: &App, call: &Call, id: &str) -> Result<Vec<EditionView>, AppError> {
    let id = PlanId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let plan = tx.need::<WorkPlan>(&id)?.value;
        if plan.edition == 0 {
            visible::see(&cx, &asked, Permission::PlanRead, &place(&plan))?;
        }
        let organ = tx.need::<Organ>(&plan.organ)?.value.name;
        let all = plans::editions(tx, id)?;
        Ok(all.into_iter().map(|one| edition(&organ, plan.year, one)).collect())
    })
    .await
}
