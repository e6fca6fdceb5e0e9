//! 执法检查人员名录库.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use sunlot_app::App;
use sunlot_app::inspectors::changes::{
    self, ChangeDecision, ChangeQuery, InspectorChangeView, InspectorProposal, NewInspector,
};
use sunlot_app::inspectors::conflicts::{
    self, ConflictEnd, ConflictQuery, ConflictView, NewConflict,
};
use sunlot_app::inspectors::leave::{self, LeaveEnd, LeaveView, NewLeave};
use sunlot_app::inspectors::{
    self, EligibilityQuery, EligibilityView, InspectorQuery, InspectorView,
};
use sunlot_app::page::{Page, PageRequest};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::call::{Read, Write};
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list, propose_new))
        .routes(routes!(eligible))
        .routes(routes!(show))
        .routes(routes!(timeline))
        .routes(routes!(eligibility))
        .routes(routes!(propose_change))
        .routes(routes!(list_leave, record_leave))
        .routes(routes!(end_leave))
        .routes(routes!(list_changes))
        .routes(routes!(show_change))
        .routes(routes!(approve))
        .routes(routes!(refuse))
        .routes(routes!(list_conflicts, declare))
        .routes(routes!(end_conflict))
}

/// 执法检查人员列表：当前名录，或某一天的名录
#[utoipa::path(
    get, path = "/api/v1/inspectors", tag = "执法检查人员", params(InspectorQuery, PageRequest),
    responses((status = 200, body = Page<InspectorView>), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("inspector.read")))
)]
async fn list(
    State(app): Platform,
    Read(call): Read,
    Query(query): Query<InspectorQuery>,
    Query(page): Query<PageRequest>,
) -> Answer<Page<InspectorView>> {
    Ok(Json(inspectors::list(&app, &call, query, page).await?))
}

/// 提出登记执法检查人员，由另一人批准
#[utoipa::path(
    post, path = "/api/v1/inspectors", tag = "执法检查人员", request_body = NewInspector,
    responses((status = 200, body = InspectorChangeView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("inspector.write")))
)]
async fn propose_new(
    State(app): Platform,
    write: Write<NewInspector>,
) -> Answer<InspectorChangeView> {
    Ok(Json(changes::propose_new(&app, &write.call, write.body).await?))
}

/// 某天各人能否参加匹配，以及第一个理由
#[utoipa::path(
    get, path = "/api/v1/inspectors/eligibility", tag = "执法检查人员",
    params(EligibilityQuery, PageRequest),
    responses((status = 200, body = Page<EligibilityView>), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("inspector.read")))
)]
async fn eligible(
    State(app): Platform,
    Read(call): Read,
    Query(query): Query<EligibilityQuery>,
    Query(page): Query<PageRequest>,
) -> Answer<Page<EligibilityView>> {
    Ok(Json(inspectors::eligible(&app, &call, query, page).await?))
}

/// 查看执法检查人员
#[utoipa::path(
    get, path = "/api/v1/inspectors/{id}", tag = "执法检查人员", params(("id" = String, Path)),
    responses((status = 200, body = InspectorView), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("inspector.read")))
)]
async fn show(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Answer<InspectorView> {
    Ok(Json(inspectors::show(&app, &call, &id).await?))
}

/// 执法检查人员的全部记载，先记的在前
#[utoipa::path(
    get, path = "/api/v1/inspectors/{id}/timeline", tag = "执法检查人员", params(("id" = String, Path)),
    responses((status = 200, body = Vec<InspectorView>), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("inspector.read")))
)]
async fn timeline(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Answer<Vec<InspectorView>> {
    Ok(Json(inspectors::timeline(&app, &call, &id).await?))
}

/// 某天为什么不能参加匹配
#[utoipa::path(
    get, path = "/api/v1/inspectors/{id}/eligibility", tag = "执法检查人员",
    params(("id" = String, Path), EligibilityQuery),
    responses((status = 200, body = EligibilityView), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("inspector.read")))
)]
async fn eligibility(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
    Query(query): Query<EligibilityQuery>,
) -> Answer<EligibilityView> {
    Ok(Json(inspectors::eligibility(&app, &call, &id, query).await?))
}

/// 提出变动：变更、离岗或调入，由另一人批准
#[utoipa::path(
    post, path = "/api/v1/inspectors/{id}/changes", tag = "执法检查人员",
    params(("id" = String, Path)), request_body = InspectorProposal,
    responses((status = 200, body = InspectorChangeView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("inspector.write")))
)]
async fn propose_change(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<InspectorProposal>,
) -> Answer<InspectorChangeView> {
    Ok(Json(changes::propose_change(&app, &write.call, &id, write.body).await?))
}

/// 执法检查人员的请假
#[utoipa::path(
    get, path = "/api/v1/inspectors/{id}/leave", tag = "执法检查人员", params(("id" = String, Path)),
    responses((status = 200, body = Vec<LeaveView>), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("inspector.read")))
)]
async fn list_leave(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Answer<Vec<LeaveView>> {
    Ok(Json(leave::list(&app, &call, &id).await?))
}

/// 登记请假
#[utoipa::path(
    post, path = "/api/v1/inspectors/{id}/leave", tag = "执法检查人员",
    params(("id" = String, Path)), request_body = NewLeave,
    responses((status = 200, body = LeaveView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("inspector.write")))
)]
async fn record_leave(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<NewLeave>,
) -> Answer<LeaveView> {
    Ok(Json(leave::record(&app, &write.call, &id, write.body).await?))
}

/// 销假
#[utoipa::path(
    post, path = "/api/v1/inspector-leave/{id}/end", tag = "执法检查人员",
    params(("id" = String, Path)), request_body = LeaveEnd,
    responses((status = 200, body = LeaveView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("inspector.write")))
)]
async fn end_leave(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<LeaveEnd>,
) -> Answer<LeaveView> {
    Ok(Json(leave::end(&app, &write.call, &id, write.body).await?))
}

/// 人员变动列表
#[utoipa::path(
    get, path = "/api/v1/inspector-changes", tag = "执法检查人员", params(ChangeQuery, PageRequest),
    responses(
        (status = 200, body = Page<InspectorChangeView>),
        (status = 400, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("inspector.read")))
)]
async fn list_changes(
    State(app): Platform,
    Read(call): Read,
    Query(query): Query<ChangeQuery>,
    Query(page): Query<PageRequest>,
) -> Answer<Page<InspectorChangeView>> {
    Ok(Json(changes::list(&app, &call, query, page).await?))
}

/// 查看人员变动
#[utoipa::path(
    get, path = "/api/v1/inspector-changes/{id}", tag = "执法检查人员", params(("id" = String, Path)),
    responses((status = 200, body = InspectorChangeView), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("inspector.read")))
)]
async fn show_change(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Answer<InspectorChangeView> {
    Ok(Json(changes::show(&app, &call, &id).await?))
}

/// 批准人员变动
#[utoipa::path(
    post, path = "/api/v1/inspector-changes/{id}/approve", tag = "执法检查人员",
    params(("id" = String, Path)), request_body = ChangeDecision,
    responses((status = 200, body = InspectorChangeView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("inspector.approve")))
)]
async fn approve(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<ChangeDecision>,
) -> Answer<InspectorChangeView> {
    Ok(Json(changes::approve(&app, &write.call, &id, write.body).await?))
}

/// 不批准人员变动
#[utoipa::path(
    post, path = "/api/v1/inspector-changes/{id}/refuse", tag = "执法检查人员",
    params(("id" = String, Path)), request_body = ChangeDecision,
    responses((status = 200, body = InspectorChangeView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("inspector.approve")))
)]
async fn refuse(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<ChangeDecision>,
) -> Answer<InspectorChangeView> {
    Ok(Json(changes::refuse(&app, &write.call, &id, write.body).await?))
}

/// 回避情形列表
#[utoipa::path(
    get, path = "/api/v1/conflicts", tag = "执法检查人员", params(ConflictQuery, PageRequest),
    responses((status = 200, body = Page<ConflictView>), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("inspector.read")))
)]
async fn list_conflicts(
    State(app): Platform,
    Read(call): Read,
    Query(query): Query<ConflictQuery>,
    Query(page): Query<PageRequest>,
) -> Answer<Page<ConflictView>> {
    Ok(Json(conflicts::list(&app, &call, query, page).await?))
}

/// 申报回避：执法检查人员为自己申报
#[utoipa::path(
    post, path = "/api/v1/conflicts", tag = "执法检查人员", request_body = NewConflict,
    responses((status = 200, body = ConflictView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("conflict.declare")))
)]
async fn declare(State(app): Platform, write: Write<NewConflict>) -> Answer<ConflictView> {
    Ok(Json(conflicts::declare(&app, &write.call, write.body).await?))
}

/// 回避情形消除
#[utoipa::path(
    post, path = "/api/v1/conflicts/{id}/end", tag = "执法检查人员",
    params(("id" = String, Path)), request_body = ConflictEnd,
    responses((status = 200, body = ConflictView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("conflict.declare")))
)]
async fn end_conflict(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<ConflictEnd>,
) -> Answer<ConflictView> {
    Ok(Json(conflicts::end(&app, &write.call, &id, write.body).await?))
}
