//! 附件2 as files, for those who plan and for everybody.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::Response;
use sunlot_app::App;
use sunlot_app::plans::{self, PlanImport, PlanImportView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::{Path, Query};
use crate::call::Read;
use crate::problem::{Problem, ProblemDocument};
use crate::upload::{self, csv, xlsx};

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(table_csv))
        .routes(routes!(table_xlsx))
        .routes(routes!(template))
        .routes(routes!(check))
        .routes(routes!(import))
        .routes(routes!(public_csv))
        .routes(routes!(public_xlsx))
}

/// 附件2（CSV）
#[utoipa::path(
    get, path = "/api/v1/plans/{id}/table.csv", tag = "抽查计划", params(("id" = String, Path)),
    responses(
        (status = 200, body = String, content_type = "text/csv"),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("plan.read")))
)]
async fn table_csv(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(csv(plans::table_csv(&app, &call, &id).await?))
}

/// 附件2（Excel）
#[utoipa::path(
    get, path = "/api/v1/plans/{id}/table.xlsx", tag = "抽查计划", params(("id" = String, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("plan.read")))
)]
async fn table_xlsx(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(xlsx(plans::table_xlsx(&app, &call, &id).await?))
}

/// 已公示的附件2（CSV）
#[utoipa::path(
    get, path = "/api/v1/public/plans/{id}/table.csv", tag = "公示", params(("id" = String, Path)),
    responses(
        (status = 200, body = String, content_type = "text/csv"),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("plan.read")))
)]
async fn public_csv(State(app): Platform, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(csv(plans::public_csv(&app, &id).await?))
}

/// 已公示的附件2（Excel）
#[utoipa::path(
    get, path = "/api/v1/public/plans/{id}/table.xlsx", tag = "公示", params(("id" = String, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("plan.read")))
)]
async fn public_xlsx(State(app): Platform, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(xlsx(plans::public_xlsx(&app, &id).await?))
}

/// 附件2 空表（Excel），填好后可以导入计划
#[utoipa::path(
    get, path = "/api/v1/plans/import-template", tag = "抽查计划",
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")),
    extensions(("x-permission" = json!("plan.write")))
)]
async fn template() -> Result<Response, Problem> {
    Ok(xlsx(plans::template_xlsx()?))
}

/// 核对填好的附件2，不写入；文件名写在 X-File-Name 请求头，内容为请求体
#[utoipa::path(
    post, path = "/api/v1/plans/{id}/import-check", tag = "抽查计划",
    params(("id" = String, Path)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, body = PlanImportView),
        (status = 400, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("plan.write")))
)]
async fn check(
    State(app): Platform,
    Read(mut call): Read,
    Path(id): Path<String>,
    request: Request,
) -> Answer<PlanImportView> {
    let file = upload::receive(&mut call, request).await?;
    Ok(Json(plans::check_import(&app, &call, &id, (&file.name, file.path())).await?))
}

/// 把核对过的附件2写入计划：每一行成为任务草稿，或一行也不写入
#[utoipa::path(
    post, path = "/api/v1/plans/{id}/import", tag = "抽查计划",
    params(("id" = String, Path), PlanImport),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, body = PlanImportView),
        (status = 409, body = ProblemDocument),
        (status = 422, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("plan.write")))
)]
async fn import(
    State(app): Platform,
    Read(mut call): Read,
    Path(id): Path<String>,
    Query(asked): Query<PlanImport>,
    request: Request,
) -> Answer<PlanImportView> {
    let file = upload::receive(&mut call, request).await?;
    Ok(Json(plans::import(&app, &call, &id, asked, (&file.name, file.path())).await?))
}
