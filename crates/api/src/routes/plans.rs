//! 年度抽查计划.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use sunlot_app::App;
use sunlot_app::page::{Page, PageRequest};
use sunlot_app::plans::numbers::{self, NewNumberPattern, NumberPatternView};
use sunlot_app::plans::{
    self, ChangeView, DueView, EditionView, FilingView, NewPlan, PlanChange, PlanListFilter,
    PlanView, PublicPlan, StepRequest, TableView,
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::call::{Read, Write};
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(due))
        .routes(routes!(show, change))
        .routes(routes!(table))
        .routes(routes!(difference))
        .routes(routes!(editions))
        .routes(routes!(filings))
        .routes(routes!(acknowledge))
        .routes(routes!(return_filing))
        .routes(routes!(submit))
        .routes(routes!(send_back))
        .routes(routes!(coordinate))
        .routes(routes!(approve))
        .routes(routes!(file))
        .routes(routes!(publish))
        .routes(routes!(start))
        .routes(routes!(adjust))
        .routes(routes!(complete))
        .routes(routes!(terminate))
        .routes(routes!(end))
        .routes(routes!(public_list))
        .routes(routes!(public_show))
        .routes(routes!(patterns, set_pattern))
}

/// 抽查计划列表
#[utoipa::path(
    get, path = "/api/v1/plans", tag = "抽查计划", params(PlanListFilter, PageRequest),
    responses((status = 200, body = Page<PlanView>), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.read")))
)]
async fn list(
    State(app): Platform,
    Read(call): Read,
    Query(filter): Query<PlanListFilter>,
    Query(page): Query<PageRequest>,
) -> Answer<Page<PlanView>> {
    Ok(Json(plans::list(&app, &call, filter, page).await?))
}

/// 编制抽查计划，可同时带任务
#[utoipa::path(
    post, path = "/api/v1/plans", tag = "抽查计划", request_body = NewPlan,
    responses((status = 200, body = PlanView), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.write")))
)]
async fn create(State(app): Platform, write: Write<NewPlan>) -> Answer<PlanView> {
    Ok(Json(plans::create(&app, &write.call, write.body).await?))
}

/// 查看抽查计划
#[utoipa::path(
    get, path = "/api/v1/plans/{id}", tag = "抽查计划", params(("id" = String, Path)),
    responses((status = 200, body = PlanView), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.read")))
)]
async fn show(State(app): Platform, Read(call): Read, Path(id): Path<String>) -> Answer<PlanView> {
    Ok(Json(plans::show(&app, &call, &id).await?))
}

/// 修改抽查计划
#[utoipa::path(
    put, path = "/api/v1/plans/{id}", tag = "抽查计划", params(("id" = String, Path)),
    request_body = PlanChange,
    responses((status = 200, body = PlanView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.write")))
)]
async fn change(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<PlanChange>,
) -> Answer<PlanView> {
    Ok(Json(plans::change(&app, &write.call, &id, write.body).await?))
}

/// 附件2 工作计划表
#[utoipa::path(
    get, path = "/api/v1/plans/{id}/table", tag = "抽查计划", params(("id" = String, Path)),
    responses((status = 200, body = TableView), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.read")))
)]
async fn table(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Answer<TableView> {
    Ok(Json(plans::table(&app, &call, &id).await?))
}

/// 与已公示版本的差异
#[utoipa::path(
    get, path = "/api/v1/plans/{id}/difference", tag = "抽查计划",
    params(("id" = String, Path)),
    responses((status = 200, body = Vec<ChangeView>), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.read")))
)]
async fn difference(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Answer<Vec<ChangeView>> {
    Ok(Json(plans::difference(&app, &call, &id).await?))
}

/// 已公示的各版
#[utoipa::path(
    get, path = "/api/v1/plans/{id}/editions", tag = "抽查计划",
    params(("id" = String, Path)),
    responses((status = 200, body = Vec<EditionView>), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.read")))
)]
async fn editions(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Answer<Vec<EditionView>> {
    Ok(Json(plans::editions(&app, &call, &id).await?))
}

/// 备案情况
#[utoipa::path(
    get, path = "/api/v1/plans/{id}/filings", tag = "抽查计划", params(("id" = String, Path)),
    responses((status = 200, body = Vec<FilingView>), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.read")))
)]
async fn filings(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Answer<Vec<FilingView>> {
    Ok(Json(plans::filings(&app, &call, &id).await?))
}

/// 收到备案。
#[derive(Deserialize, ToSchema)]
struct Receipt {
    /// 您看到的版本。
    version: u64,
    /// 备案回执号。
    receipt: String,
}

/// 收到备案
#[utoipa::path(
    post, path = "/api/v1/filings/{id}/acknowledge", tag = "抽查计划",
    params(("id" = String, Path)), request_body = Receipt,
    responses((status = 200, body = FilingView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.acknowledge")))
)]
async fn acknowledge(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<Receipt>,
) -> Answer<FilingView> {
    let Receipt { version, receipt } = write.body;
    Ok(Json(plans::acknowledge(&app, &write.call, &id, version, &receipt).await?))
}

/// 退回备案，写明理由；部门修改后再次报送
#[utoipa::path(
    post, path = "/api/v1/filings/{id}/return", tag = "抽查计划",
    params(("id" = String, Path)), request_body = StepRequest,
    responses((status = 200, body = FilingView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.acknowledge")))
)]
async fn return_filing(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<StepRequest>,
) -> Answer<FilingView> {
    Ok(Json(plans::return_filing(&app, &write.call, &id, write.body).await?))
}

/// 备案期限的条件。
#[derive(Deserialize, IntoParams)]
struct DueFilter {
    /// 年度；不写则九月起为下一年。
    year: Option<u16>,
    /// 区划，包含下级。
    region: String,
}

/// 各部门年度计划的备案期限
#[utoipa::path(
    get, path = "/api/v1/plan-deadlines", tag = "抽查计划", params(DueFilter),
    responses((status = 200, body = Vec<DueView>), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.read")))
)]
async fn due(
    State(app): Platform,
    Read(call): Read,
    Query(filter): Query<DueFilter>,
) -> Answer<Vec<DueView>> {
    Ok(Json(plans::due_list(&app, &call, filter.year, &filter.region).await?))
}

/// 已公示的抽查计划
#[utoipa::path(
    get, path = "/api/v1/public/plans", tag = "公示", params(PlanListFilter, PageRequest),
    responses((status = 200, body = Page<PublicPlan>), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.read")))
)]
async fn public_list(
    State(app): Platform,
    Query(filter): Query<PlanListFilter>,
    Query(page): Query<PageRequest>,
) -> Answer<Page<PublicPlan>> {
    Ok(Json(plans::public_list(&app, filter, page).await?))
}

/// 查看已公示的抽查计划
#[utoipa::path(
    get, path = "/api/v1/public/plans/{id}", tag = "公示", params(("id" = String, Path)),
    responses((status = 200, body = PublicPlan), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.read")))
)]
async fn public_show(State(app): Platform, Path(id): Path<String>) -> Answer<PublicPlan> {
    Ok(Json(plans::public_show(&app, &id).await?))
}

/// 编号规则列表
#[utoipa::path(
    get, path = "/api/v1/number-patterns", tag = "抽查计划",
    responses((status = 200, body = Vec<NumberPatternView>)),
    extensions(("x-permission" = json!("numbering.read")))
)]
async fn patterns(State(app): Platform) -> Answer<Vec<NumberPatternView>> {
    Ok(Json(numbers::list(&app).await?))
}

/// 规定编号规则
#[utoipa::path(
    post, path = "/api/v1/number-patterns", tag = "抽查计划", request_body = NewNumberPattern,
    responses((status = 200, body = NumberPatternView), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("numbering.write")))
)]
async fn set_pattern(
    State(app): Platform,
    write: Write<NewNumberPattern>,
) -> Answer<NumberPatternView> {
    Ok(Json(numbers::set(&app, &write.call, write.body).await?))
}

/// 提交抽查计划
#[utoipa::path(
    post, path = "/api/v1/plans/{id}/submit", tag = "抽查计划", params(("id" = String, Path)),
    request_body = StepRequest,
    responses((status = 200, body = PlanView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.write")))
)]
async fn submit(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<StepRequest>,
) -> Answer<PlanView> {
    Ok(Json(plans::submit(&app, &write.call, &id, write.body).await?))
}

/// 退回抽查计划
#[utoipa::path(
    post, path = "/api/v1/plans/{id}/return", tag = "抽查计划", params(("id" = String, Path)),
    request_body = StepRequest,
    responses((status = 200, body = PlanView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.approve")))
)]
async fn send_back(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<StepRequest>,
) -> Answer<PlanView> {
    Ok(Json(plans::send_back(&app, &write.call, &id, write.body).await?))
}

/// 统筹抽查计划
#[utoipa::path(
    post, path = "/api/v1/plans/{id}/coordinate", tag = "抽查计划", params(("id" = String, Path)),
    request_body = StepRequest,
    responses((status = 200, body = PlanView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.coordinate")))
)]
async fn coordinate(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<StepRequest>,
) -> Answer<PlanView> {
    Ok(Json(plans::coordinate(&app, &write.call, &id, write.body).await?))
}

/// 批准抽查计划
#[utoipa::path(
    post, path = "/api/v1/plans/{id}/approve", tag = "抽查计划", params(("id" = String, Path)),
    request_body = StepRequest,
    responses((status = 200, body = PlanView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.approve")))
)]
async fn approve(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<StepRequest>,
) -> Answer<PlanView> {
    Ok(Json(plans::approve(&app, &write.call, &id, write.body).await?))
}

/// 报送备案
#[utoipa::path(
    post, path = "/api/v1/plans/{id}/file", tag = "抽查计划", params(("id" = String, Path)),
    request_body = StepRequest,
    responses((status = 200, body = PlanView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.file")))
)]
async fn file(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<StepRequest>,
) -> Answer<PlanView> {
    Ok(Json(plans::file(&app, &write.call, &id, write.body).await?))
}

/// 公示抽查计划
#[utoipa::path(
    post, path = "/api/v1/plans/{id}/publish", tag = "抽查计划", params(("id" = String, Path)),
    request_body = StepRequest,
    responses((status = 200, body = PlanView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.publish")))
)]
async fn publish(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<StepRequest>,
) -> Answer<PlanView> {
    Ok(Json(plans::publish(&app, &write.call, &id, write.body).await?))
}

/// 开始执行抽查计划
#[utoipa::path(
    post, path = "/api/v1/plans/{id}/start", tag = "抽查计划", params(("id" = String, Path)),
    request_body = StepRequest,
    responses((status = 200, body = PlanView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.write")))
)]
async fn start(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<StepRequest>,
) -> Answer<PlanView> {
    Ok(Json(plans::start(&app, &write.call, &id, write.body).await?))
}

/// 调整已公示的抽查计划
#[utoipa::path(
    post, path = "/api/v1/plans/{id}/adjust", tag = "抽查计划", params(("id" = String, Path)),
    request_body = StepRequest,
    responses((status = 200, body = PlanView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.write")))
)]
async fn adjust(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<StepRequest>,
) -> Answer<PlanView> {
    Ok(Json(plans::adjust(&app, &write.call, &id, write.body).await?))
}

/// 完成抽查计划
#[utoipa::path(
    post, path = "/api/v1/plans/{id}/complete", tag = "抽查计划", params(("id" = String, Path)),
    request_body = StepRequest,
    responses((status = 200, body = PlanView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.write")))
)]
async fn complete(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<StepRequest>,
) -> Answer<PlanView> {
    Ok(Json(plans::complete(&app, &write.call, &id, write.body).await?))
}

/// 终止未公示的抽查计划
#[utoipa::path(
    post, path = "/api/v1/plans/{id}/terminate", tag = "抽查计划", params(("id" = String, Path)),
    request_body = StepRequest,
    responses((status = 200, body = PlanView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.write")))
)]
async fn terminate(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<StepRequest>,
) -> Answer<PlanView> {
    Ok(Json(plans::terminate(&app, &write.call, &id, write.body).await?))
}

/// 终止已公示的抽查计划
#[utoipa::path(
    post, path = "/api/v1/plans/{id}/end", tag = "抽查计划", params(("id" = String, Path)),
    request_body = StepRequest,
    responses((status = 200, body = PlanView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("plan.approve")))
)]
async fn end(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<StepRequest>,
) -> Answer<PlanView> {
    Ok(Json(plans::terminate(&app, &write.call, &id, write.body).await?))
}
