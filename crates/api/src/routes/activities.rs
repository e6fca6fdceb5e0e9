//! 培训、宣传、经验: registers with what shows each entry.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::Response;
use sunlot_app::App;
use sunlot_app::activities::{
    self, ActivityChange, ActivityEnd, ActivityQuery, ActivityUpload, ActivityView, NewActivity,
};
use sunlot_app::page::{Page, PageRequest};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::{Path, Query};
use crate::call::{Read, Write};
use crate::problem::{Problem, ProblemDocument};
use crate::upload;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list, record))
        .routes(routes!(show, change))
        .routes(routes!(withdraw))
        .routes(routes!(add_file))
        .routes(routes!(file))
}

handlers! { "培训宣传";
    /// 培训、宣传、经验列表，新的在前
    page list: get "/api/v1/activities", "activity.read", 400
        => activities::list(ActivityQuery) -> ActivityView;

    /// 登记培训、宣传、经验
    make record: post "/api/v1/activities", "activity.write", 422
        => activities::record(NewActivity) -> ActivityView;

    /// 查看培训、宣传、经验
    show show: get "/api/v1/activities/{id}", "activity.read", 404
        => activities::show() -> ActivityView;

    /// 修改登记
    act change: put "/api/v1/activities/{id}", "activity.write", 409
        => activities::change(ActivityChange) -> ActivityView;

    /// 撤销登记
    act withdraw: post "/api/v1/activities/{id}/withdraw", "activity.write", 409
        => activities::withdraw(ActivityEnd) -> ActivityView;
}

/// 上传佐证材料；文件名写在 X-File-Name 请求头，内容为请求体
#[utoipa::path(
    post, path = "/api/v1/activities/{id}/files", tag = "培训宣传",
    params(("id" = String, Path), ActivityUpload),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, body = ActivityView),
        (status = 400, body = ProblemDocument),
        (status = 409, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("activity.write")))
)]
async fn add_file(
    State(app): Platform,
    Read(mut call): Read,
    Path(id): Path<String>,
    Query(seen): Query<ActivityUpload>,
    request: Request,
) -> Answer<ActivityView> {
    let named = upload::evidence(&mut call, request).await?;
    Ok(Json(activities::upload(&app, &call, &id, seen, named).await?))
}

/// 下载佐证材料
#[utoipa::path(
    get, path = "/api/v1/activities/{id}/files/{sha256}", tag = "培训宣传",
    params(("id" = String, Path), ("sha256" = String, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("activity.read")))
)]
async fn file(
    State(app): Platform,
    Read(call): Read,
    Path((id, sha256)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (media, bytes) = activities::download(&app, &call, &id, &sha256).await?;
    Ok(upload::kept(media, bytes))
}
