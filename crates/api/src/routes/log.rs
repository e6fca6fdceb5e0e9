//! 公开日志: checkpoints and tiles under the paths of C2SP tlog-tiles.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sunlot_app::App;
use sunlot_app::record::file;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Platform;
use crate::asked::Path;
use crate::problem::{Problem, ProblemDocument};

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(checkpoint))
        .routes(routes!(sm3_checkpoint))
        .routes(routes!(tile))
        .routes(routes!(sm3_tile))
}

async fn answer(app: &App, path: &str) -> Result<Response, Problem> {
    let file = file(app, path).await?;
    let (kind, cache) = match file.immutable {
        true => ("application/octet-stream", "public, max-age=31536000, immutable"),
        false => ("text/plain; charset=utf-8", "public, max-age=2"),
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, cache)];
    Ok((headers, file.bytes).into_response())
}

/// 检查点（SHA-256 树）
#[utoipa::path(
    get, path = "/log/checkpoint", tag = "公开日志",
    responses((status = 200, body = String), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("log.read")))
)]
async fn checkpoint(State(app): Platform) -> Result<Response, Problem> {
    answer(&app, "checkpoint").await
}

/// 检查点（SM3 树）
#[utoipa::path(
    get, path = "/log/sm3/checkpoint", tag = "公开日志",
    responses((status = 200, body = String), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("log.read")))
)]
async fn sm3_checkpoint(State(app): Platform) -> Result<Response, Problem> {
    answer(&app, "sm3/checkpoint").await
}

/// 散列文件和条目文件（C2SP tlog-tiles）
#[utoipa::path(
    get, path = "/log/tile/{*path}", tag = "公开日志", params(("path" = String, Path)),
    responses((status = 200, body = String), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("log.read")))
)]
async fn tile(State(app): Platform, Path(path): Path<String>) -> Result<Response, Problem> {
    answer(&app, &format!("tile/{path}")).await
}

/// SM3 树的散列文件
#[utoipa::path(
    get, path = "/log/sm3/tile/{*path}", tag = "公开日志", params(("path" = String, Path)),
    responses((status = 200, body = String), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("log.read")))
)]
async fn sm3_tile(State(app): Platform, Path(path): Path<String>) -> Result<Response, Problem> {
    answer(&app, &format!("sm3/tile/{path}")).await
}
