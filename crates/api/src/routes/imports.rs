//! 导入: 检查对象名录、执法检查人员名录和回避情形.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::Response;
use serde::Deserialize;
use sunlot_app::imports::{
    self, Decision, FindingQuery, FindingView, ImportRowView, ImportView, NewImport, RowQuery,
};
use sunlot_app::page::{Page, PageRequest};
use sunlot_app::{App, AppError};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::{Path, Query};
use crate::call::{Read, Write};
use crate::problem::{Problem, ProblemDocument};
use crate::upload::{self, csv, xlsx};

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list, upload))
        .routes(routes!(template))
        .routes(routes!(show))
        .routes(routes!(rows))
        .routes(routes!(findings))
        .routes(routes!(refused))
        .routes(routes!(approve))
        .routes(routes!(refuse))
        .routes(routes!(undo))
}

/// 导入批次列表
#[utoipa::path(
    get, path = "/api/v1/imports", tag = "导入", params(PageRequest),
    responses((status = 200, body = Page<ImportView>)),
    extensions(("x-permission" = json!("tag.read")))
)]
async fn list(
    State(app): Platform,
    Read(call): Read,
    Query(page): Query<PageRequest>,
) -> Answer<Page<ImportView>> {
    Ok(Json(imports::list(&app, &call, page).await?))
}

/// 上传检查对象、执法检查人员或回避情形文件并核对；文件名写在 X-File-Name 请求头，内容为请求体，至多 64 MiB
#[utoipa::path(
    post, path = "/api/v1/imports", tag = "导入", params(NewImport),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = ImportView), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("subject.import")))
)]
async fn upload(
    State(app): Platform,
    Read(mut call): Read,
    Query(new): Query<NewImport>,
    request: Request,
) -> Answer<ImportView> {
    let file = upload::receive(&mut call, request).await?;
    Ok(Json(imports::upload(&app, &call, new, &file.name, file.path()).await?))
}

/// 要哪一种模板。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
struct TemplateQuery {
    /// 种类：register、inspectors、conflicts；不写为 register。
    kind: Option<String>,
    /// 格式：csv 或 xlsx；不写为 csv。
    format: Option<String>,
}

/// 导入模板：CSV 或 Excel 工作簿，逐列列出可填的内容
#[utoipa::path(
    get, path = "/api/v1/imports/template", tag = "导入", params(TemplateQuery),
    responses(
        (status = 200, body = String, content_type = "text/csv"),
        (status = 400, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("subject.import")))
)]
async fn template(Query(query): Query<TemplateQuery>) -> Result<Response, Problem> {
    let kind = query.kind.as_deref();
    match query.format.as_deref().unwrap_or("csv") {
        "csv" => Ok(csv(imports::template_csv(kind)?)),
        "xlsx" => Ok(xlsx(imports::template_xlsx(kind)?)),
        other => {
            let text = format!("没有“{other}”格式的模板；可用：csv、xlsx。");
            Err(Problem(AppError::field("format", "import.format", text)))
        }
    }
}

/// 查看导入批次
#[utoipa::path(
    get, path = "/api/v1/imports/{id}", tag = "导入", params(("id" = String, Path)),
    responses((status = 200, body = ImportView), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("tag.read")))
)]
async fn show(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Answer<ImportView> {
    Ok(Json(imports::show(&app, &call, &id).await?))
}

handlers! { "导入";
    /// 导入批次的各行及其不同之处
    page_of rows: get "/api/v1/imports/{id}/rows", "tag.read", 404
        => imports::rows(RowQuery) -> ImportRowView;

    /// 导入批次的提示
    page_of findings: get "/api/v1/imports/{id}/findings", "tag.read", 404
        => imports::findings(FindingQuery) -> FindingView;
}

/// 未采用的行（CSV）
#[utoipa::path(
    get, path = "/api/v1/imports/{id}/refused.csv", tag = "导入", params(("id" = String, Path)),
    responses((status = 200, body = String, content_type = "text/csv")),
    extensions(("x-permission" = json!("tag.read")))
)]
async fn refused(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(csv(imports::refused_csv(&app, &call, &id).await?))
}

/// 批准导入：全部写入，或一行也不写入
#[utoipa::path(
    post, path = "/api/v1/imports/{id}/approve", tag = "导入", params(("id" = String, Path)),
    request_body = Decision,
    responses((status = 200, body = ImportView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("subject.import_approve")))
)]
async fn approve(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<Decision>,
) -> Answer<ImportView> {
    Ok(Json(imports::approve(&app, &write.call, &id, write.body).await?))
}

handlers! { "导入";
    /// 不批准导入
    act refuse: post "/api/v1/imports/{id}/refuse", "subject.import_approve", 409
        => imports::refuse(Decision) -> ImportView;

    /// 撤销导入
    act undo: post "/api/v1/imports/{id}/undo", "subject.import_approve", 409
        => imports::undo(Decision) -> ImportView;
}
