//! 抽查事项清单 as files: checked and imported into a draft, handed out as CSV and Excel.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::Response;
use sunlot_app::App;
use sunlot_app::items::{self, ListImport, ListImportView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::{Path, Query};
use crate::call::Read;
use crate::problem::{Problem, ProblemDocument};
use crate::upload::{self, csv, xlsx};

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(template))
        .routes(routes!(check))
        .routes(routes!(import))
        .routes(routes!(version_csv))
        .routes(routes!(version_xlsx))
}

/// 清单导入模板（CSV）
#[utoipa::path(
    get, path = "/api/v1/item-lists/import-template", tag = "抽查事项清单",
    responses((status = 200, body = String, content_type = "text/csv")),
    extensions(("x-permission" = json!("item_list.write")))
)]
async fn template() -> Response {
    csv(items::template_csv())
}

/// 核对清单文件，不写入；文件名写在 X-File-Name 请求头，内容为请求体
#[utoipa::path(
    post, path = "/api/v1/item-lists/versions/{id}/import-check",
    tag = "抽查事项清单", params(("id" = String, Path), ListImport),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, body = ListImportView),
        (status = 400, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.write")))
)]
async fn check(
    State(app): Platform,
    Read(mut call): Read,
    Path(id): Path<String>,
    Query(asked): Query<ListImport>,
    request: Request,
) -> Answer<ListImportView> {
    let file = upload::receive(&mut call, request).await?;
    let view = items::check_import(&app, &call, &id, asked, (&file.name, file.path()));
    Ok(Json(view.await?))
}

/// 把核对过的清单文件写入草稿：全部写入，或一行也不写入
#[utoipa::path(
    post, path = "/api/v1/item-lists/versions/{id}/import",
    tag = "抽查事项清单", params(("id" = String, Path), ListImport),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, body = ListImportView),
        (status = 409, body = ProblemDocument),
        (status = 422, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.write")))
)]
async fn import(
    State(app): Platform,
    Read(mut call): Read,
    Path(id): Path<String>,
    Query(asked): Query<ListImport>,
    request: Request,
) -> Answer<ListImportView> {
    let file = upload::receive(&mut call, request).await?;
    let view = items::import(&app, &call, &id, asked, (&file.name, file.path()));
    Ok(Json(view.await?))
}

/// 版本中的事项（CSV），可以修改后再导入
#[utoipa::path(
    get, path = "/api/v1/item-lists/versions/{id}/items.csv", tag = "抽查事项清单",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = String, content_type = "text/csv"),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.read")))
)]
async fn version_csv(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(csv(items::version_csv(&app, &call, &id).await?))
}

/// 版本中的事项（Excel），可以修改后再导入
#[utoipa::path(
    get, path = "/api/v1/item-lists/versions/{id}/items.xlsx", tag = "抽查事项清单",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.read")))
)]
async fn version_xlsx(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(xlsx(items::version_xlsx(&app, &call, &id).await?))
}
