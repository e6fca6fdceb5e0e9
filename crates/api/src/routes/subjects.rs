//! 检查对象名录库.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use sunlot_app::App;
use sunlot_app::page::PageRequest;
use sunlot_app::subjects::{
    self, Delisting, HealthView, NewSubject, SubjectChange, SubjectPage, SubjectQuery, SubjectView,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::call::{Read, Write};
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, change))
        .routes(routes!(timeline))
        .routes(routes!(delist))
        .routes(routes!(health))
}

/// 检查对象列表：当前名录，或某一天的名录
#[utoipa::path(
    get, path = "/api/v1/subjects", tag = "检查对象", params(SubjectQuery, PageRequest),
    responses((status = 200, body = SubjectPage), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("subject.read")))
)]
async fn list(
    State(app): Platform,
    Read(call): Read,
    Query(query): Query<SubjectQuery>,
    Query(page): Query<PageRequest>,
) -> Answer<SubjectPage> {
    Ok(Json(subjects::list(&app, &call, query, page).await?))
}

/// 登记检查对象
#[utoipa::path(
    post, path = "/api/v1/subjects", tag = "检查对象", request_body = NewSubject,
    responses((status = 200, body = SubjectView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("subject.write")))
)]
async fn create(State(app): Platform, write: Write<NewSubject>) -> Answer<SubjectView> {
    Ok(Json(subjects::create(&app, &write.call, write.body).await?))
}

/// 查看检查对象
#[utoipa::path(
    get, path = "/api/v1/subjects/{id}", tag = "检查对象", params(("id" = String, Path)),
    responses((status = 200, body = SubjectView), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("subject.read")))
)]
async fn show(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Answer<SubjectView> {
    Ok(Json(subjects::show(&app, &call, &id).await?))
}

/// 变更检查对象
#[utoipa::path(
    put, path = "/api/v1/subjects/{id}", tag = "检查对象", params(("id" = String, Path)),
    request_body = SubjectChange,
    responses((status = 200, body = SubjectView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("subject.write")))
)]
async fn change(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<SubjectChange>,
) -> Answer<SubjectView> {
    Ok(Json(subjects::change(&app, &write.call, &id, write.body).await?))
}

/// 检查对象的全部记载，先记的在前
#[utoipa::path(
    get, path = "/api/v1/subjects/{id}/timeline", tag = "检查对象",
    params(("id" = String, Path)),
    responses((status = 200, body = Vec<SubjectView>), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("subject.read")))
)]
async fn timeline(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Answer<Vec<SubjectView>> {
    Ok(Json(subjects::timeline(&app, &call, &id).await?))
}

/// 移出名录
#[utoipa::path(
    post, path = "/api/v1/subjects/{id}/delist", tag = "检查对象",
    params(("id" = String, Path)), request_body = Delisting,
    responses((status = 200, body = SubjectView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("subject.write")))
)]
async fn delist(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<Delisting>,
) -> Answer<SubjectView> {
    Ok(Json(subjects::delist(&app, &write.call, &id, write.body).await?))
}

/// 名录健康状况，按登记部门
#[utoipa::path(
    get, path = "/api/v1/registers/health", tag = "检查对象",
    responses((status = 200, body = Vec<HealthView>)),
    extensions(("x-permission" = json!("tag.read")))
)]
async fn health(State(app): Platform, Read(call): Read) -> Answer<Vec<HealthView>> {
    Ok(Json(subjects::health(&app, &call).await?))
}
