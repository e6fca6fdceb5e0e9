//! 年度频次上限.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::caps::{self, CapFilter, CapView, ExemptionView, NewCap, NewVisit, VisitCount};
use sunlot_app::page::{Page, PageRequest};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::Query;
use crate::call::Write;
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list, set))
        .routes(routes!(exemptions))
        .routes(routes!(record_visit))
}

/// 年度频次上限列表
#[utoipa::path(
    get, path = "/api/v1/caps", tag = "年度频次上限",
    params(CapFilter, PageRequest),
    responses((status = 200, body = Page<CapView>), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("cap.read")))
)]
async fn list(
    State(app): Platform,
    Query(filter): Query<CapFilter>,
    Query(page): Query<PageRequest>,
) -> Answer<Page<CapView>> {
    Ok(Json(caps::list(&app, filter, page).await?))
}

/// 规定年度频次上限
#[utoipa::path(
    post, path = "/api/v1/caps", tag = "年度频次上限",
    request_body = NewCap,
    responses((status = 200, body = CapView), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("cap.write")))
)]
async fn set(State(app): Platform, write: Write<NewCap>) -> Answer<CapView> {
    Ok(Json(caps::set(&app, &write.call, write.body).await?))
}

/// 不计入频次的十种理由
#[utoipa::path(
    get, path = "/api/v1/caps/exemptions", tag = "年度频次上限",
    responses((status = 200, body = Vec<ExemptionView>), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("cap.read")))
)]
async fn exemptions() -> Answer<Vec<ExemptionView>> {
    Ok(Json(caps::exemptions()))
}

/// 登记一次入户检查
#[utoipa::path(
    post, path = "/api/v1/caps/visits", tag = "年度频次上限",
    request_body = NewVisit,
    responses((status = 200, body = VisitCount), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("cap.write")))
)]
async fn record_visit(State(app): Platform, write: Write<NewVisit>) -> Answer<VisitCount> {
    Ok(Json(caps::record_visit(&app, &write.call, write.body).await?))
}
