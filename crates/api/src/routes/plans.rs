//! 年度抽查计划.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
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
use crate::asked::{Path, Query};
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

handlers! { "抽查计划";
    /// 抽查计划列表
    page list: get "/api/v1/plans", "plan.read", 400 => plans::list(PlanListFilter) -> PlanView;

    /// 编制抽查计划，可同时带任务
    make create: post "/api/v1/plans", "plan.write", 400 => plans::create(NewPlan) -> PlanView;

    /// 查看抽查计划
    show show: get "/api/v1/plans/{id}", "plan.read", 404 => plans::show() -> PlanView;

    /// 修改抽查计划
    act change: put "/api/v1/plans/{id}", "plan.write", 409
        => plans::change(PlanChange) -> PlanView;

    /// 附件2 工作计划表
    show table: get "/api/v1/plans/{id}/table", "plan.read", 404 => plans::table() -> TableView;

    /// 与已公示版本的差异
    show difference: get "/api/v1/plans/{id}/difference", "plan.read", 404
        => plans::difference() -> Vec<ChangeView>;

    /// 已公示的各版
    show editions: get "/api/v1/plans/{id}/editions", "plan.read", 404
        => plans::editions() -> Vec<EditionView>;

    /// 备案情况
    show filings: get "/api/v1/plans/{id}/filings", "plan.read", 404
        => plans::filings() -> Vec<FilingView>;
}

/// 收到备案。
#[derive(Deserialize, ToSchema)]
#[schema(as = FilingReceipt)]
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

handlers! { "抽查计划";
    /// 退回备案，写明理由；部门修改后再次报送
    act return_filing: post "/api/v1/filings/{id}/return", "plan.acknowledge", 409
        => plans::return_filing(StepRequest) -> FilingView;
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

handlers! { "抽查计划";
    /// 规定编号规则
    make set_pattern: post "/api/v1/number-patterns", "numbering.write", 400
        => numbers::set(NewNumberPattern) -> NumberPatternView;

    /// 提交抽查计划
    act submit: post "/api/v1/plans/{id}/submit", "plan.write", 409
        => plans::submit(StepRequest) -> PlanView;

    /// 退回抽查计划
    act send_back: post "/api/v1/plans/{id}/return", "plan.approve", 409
        => plans::send_back(StepRequest) -> PlanView;

    /// 统筹抽查计划
    act coordinate: post "/api/v1/plans/{id}/coordinate", "plan.coordinate", 409
        => plans::coordinate(StepRequest) -> PlanView;

    /// 批准抽查计划
    act approve: post "/api/v1/plans/{id}/approve", "plan.approve", 409
        => plans::approve(StepRequest) -> PlanView;

    /// 报送备案
    act file: post "/api/v1/plans/{id}/file", "plan.file", 409
        => plans::file(StepRequest) -> PlanView;

    /// 公示抽查计划
    act publish: post "/api/v1/plans/{id}/publish", "plan.publish", 409
        => plans::publish(StepRequest) -> PlanView;

    /// 开始执行抽查计划
    act start: post "/api/v1/plans/{id}/start", "plan.write", 409
        => plans::start(StepRequest) -> PlanView;

    /// 调整已公示的抽查计划
    act adjust: post "/api/v1/plans/{id}/adjust", "plan.write", 409
        => plans::adjust(StepRequest) -> PlanView;

    /// 完成抽查计划
    act complete: post "/api/v1/plans/{id}/complete", "plan.write", 409
        => plans::complete(StepRequest) -> PlanView;

    /// 终止未公示的抽查计划
    act terminate: post "/api/v1/plans/{id}/terminate", "plan.write", 409
        => plans::terminate(StepRequest) -> PlanView;

    /// 终止已公示的抽查计划
    act end: post "/api/v1/plans/{id}/end", "plan.approve", 409
        => plans::terminate(StepRequest) -> PlanView;
}
