//! 附件2 as files, for those who plan and for everybody.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use sunlot_app::{App, plans};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Platform;
use crate::call::Read;
use crate::problem::{Problem, ProblemDocument};
use crate::upload::{csv, xlsx};

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(table_csv))
        .routes(routes!(table_xlsx))
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
