//! 留痕的查阅.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::page::{Page, PageRequest};
use sunlot_app::record::audit::{self, AuditFilter, EventPage, EventView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::{Path, Query};
use crate::call::Read;
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show)).routes(routes!(evidence))
}

/// 留痕列表：三员互相查看，监督员查看本区域业务
#[utoipa::path(
    get, path = "/api/v1/audit", tag = "留痕", params(AuditFilter, PageRequest),
    responses((status = 200, body = Page<EventView>), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("audit.read")))
)]
async fn list(
    State(app): Platform,
    Read(call): Read,
    Query(filter): Query<AuditFilter>,
    Query(page): Query<PageRequest>,
) -> Answer<Page<EventView>> {
    Ok(Json(audit::list(&app, &call, filter, page).await?))
}

/// 一条留痕，连同它的凭据
#[utoipa::path(
    get, path = "/api/v1/audit/{index}", tag = "留痕", params(("index" = u64, Path)),
    responses((status = 200, body = EventPage), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("audit.read")))
)]
async fn show(State(app): Platform, Read(call): Read, Path(index): Path<u64>) -> Answer<EventPage> {
    Ok(Json(audit::show(&app, &call, index).await?))
}

/// 一条留痕的凭据，可离线核验
#[utoipa::path(
    get, path = "/api/v1/audit/{index}/evidence", tag = "留痕", params(("index" = u64, Path)),
    responses((status = 200, body = serde_json::Value), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("audit.read")))
)]
async fn evidence(
    State(app): Platform,
    Read(call): Read,
    Path(index): Path<u64>,
) -> Answer<serde_json::Value> {
    Ok(Json(audit::evidence(&app, &call, index).await?))
}
