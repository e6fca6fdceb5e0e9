//! 工作台.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::workbench::{self, Workbench};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::call::Read;
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(show))
}

/// 工作台：本人今天要办的事，按种类分组
#[utoipa::path(
    get, path = "/api/v1/workbench", tag = "工作台",
    responses((status = 200, body = Workbench), (status = 401, body = ProblemDocument)),
    extensions(("x-permission" = json!("session.own")))
)]
async fn show(State(app): Platform, Read(call): Read) -> Answer<Workbench> {
    Ok(Json(workbench::show(&app, &call).await?))
}
