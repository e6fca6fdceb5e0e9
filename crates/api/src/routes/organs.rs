//! 部门和行政区划.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use sunlot_app::App;
use sunlot_app::organs::{self, NewOrgan, OrganChange, OrganFilter, OrganView, RegionView};
use sunlot_app::page::{Page, PageRequest};
use utoipa::IntoParams;
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
        .routes(routes!(regions))
}

handlers! { "部门";
    /// 部门列表
    page list: get "/api/v1/organs", "organ.read", 400 => organs::list(OrganFilter) -> OrganView;

    /// 建立部门
    make create: post "/api/v1/organs", "organ.write", 400 => organs::create(NewOrgan) -> OrganView;

    /// 查看部门
    show show: get "/api/v1/organs/{id}", "organ.read", 404 => organs::show() -> OrganView;

    /// 变更部门
    act change: put "/api/v1/organs/{id}", "organ.write", 409
        => organs::change(OrganChange) -> OrganView;
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
