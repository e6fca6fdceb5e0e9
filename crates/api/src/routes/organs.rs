//! 部门和行政区划.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use sunlot_app::App;
use sunlot_app::organs::{self, NewOrgan, OrganChange, OrganFilter, OrganView, RegionView};
use sunlot_app::page::{Page, PageRequest};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::call::{Read, Write};
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, change))
        .routes(routes!(regions))
}

/// 部门列表
#[utoipa::path(
    get, path = "/api/v1/organs", tag = "部门", params(OrganFilter, PageRequest),
    responses((status = 200, body = Page<OrganView>), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("organ.read")))
)]
async fn list(
    State(app): Platform,
    Read(call): Read,
    Query(filter): Query<OrganFilter>,
    Query(page): Query<PageRequest>,
) -> Answer<Page<OrganView>> {
    Ok(Json(organs::list(&app, &call, filter, page).await?))
}

/// 建立部门
#[utoipa::path(
    post, path = "/api/v1/organs", tag = "部门", request_body = NewOrgan,
    responses((status = 200, body = OrganView), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("organ.write")))
)]
async fn create(State(app): Platform, write: Write<NewOrgan>) -> Answer<OrganView> {
    Ok(Json(organs::create(&app, &write.call, write.body).await?))
}

/// 查看部门
#[utoipa::path(
    get, path = "/api/v1/organs/{id}", tag = "部门", params(("id" = String, Path)),
    responses((status = 200, body = OrganView), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("organ.read")))
)]
async fn show(State(app): Platform, Read(call): Read, Path(id): Path<String>) -> Answer<OrganView> {
    Ok(Json(organs::show(&app, &call, &id).await?))
}

/// 变更部门
#[utoipa::path(
    put, path = "/api/v1/organs/{id}", tag = "部门", params(("id" = String, Path)),
    request_body = OrganChange,
    responses((status = 200, body = OrganView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("organ.write")))
)]
async fn change(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<OrganChange>,
) -> Answer<OrganView> {
    Ok(Json(organs::change(&app, &write.call, &id, write.body).await?))
}

/// 区划树的条件。
#[derive(Deserialize, IntoParams)]
struct RegionFilter {
    /// 上级代码；不写则列出省级。
    parent: Option<String>,
}

/// 下一级行政区划
#[utoipa::path(
    get, path = "/api/v1/regions", tag = "部门", params(RegionFilter),
    responses((status = 200, body = Vec<RegionView>)),
    extensions(("x-permission" = json!("organ.read")))
)]
async fn regions(
    State(app): Platform,
    Query(filter): Query<RegionFilter>,
) -> Answer<Vec<RegionView>> {
    Ok(Json(organs::regions(&app, filter.parent.as_deref()).await?))
}
