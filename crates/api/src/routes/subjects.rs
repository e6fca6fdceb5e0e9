//! 检查对象名录库.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::page::PageRequest;
use sunlot_app::subjects::{
    self, Delisting, HealthView, NewSubject, PositionCorrection, SubjectChange, SubjectPage,
    SubjectQuery, SubjectView,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::{Path, Query};
use crate::call::{Read, Write};
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, change))
        .routes(routes!(timeline))
        .routes(routes!(delist))
        .routes(routes!(locate))
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

handlers! { "检查对象";
    /// 登记检查对象
    make create: post "/api/v1/subjects", "subject.write", 409
        => subjects::create(NewSubject) -> SubjectView;

    /// 查看检查对象
    show show: get "/api/v1/subjects/{id}", "subject.read", 404 => subjects::show() -> SubjectView;

    /// 变更检查对象
    act change: put "/api/v1/subjects/{id}", "subject.write", 409
        => subjects::change(SubjectChange) -> SubjectView;

    /// 检查对象的全部记载，先记的在前
    show timeline: get "/api/v1/subjects/{id}/timeline", "subject.read", 404
        => subjects::timeline() -> Vec<SubjectView>;

    /// 移出名录
    act delist: post "/api/v1/subjects/{id}/delist", "subject.write", 409
        => subjects::delist(Delisting) -> SubjectView;

    /// 更正位置
    act locate: post "/api/v1/subjects/{id}/locate", "subject.write", 400
        => subjects::locate(PositionCorrection) -> SubjectView;
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
