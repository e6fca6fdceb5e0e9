//! 健康状况: for load balancers and for whoever is called at night.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use sunlot_app::App;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(live)).routes(routes!(ready))
}

/// 健康状况。
#[derive(Serialize, ToSchema)]
struct Health {
    /// `ok`。
    status: &'static str,
    /// 程序版本。
    version: &'static str,
}

const HEALTH: Health = Health { status: "ok", version: env!("CARGO_PKG_VERSION") };

/// 进程在运行
#[utoipa::path(
    get, path = "/health/live", tag = "运行",
    responses((status = 200, body = Health)),
    extensions(("x-permission" = json!("health.read")))
)]
async fn live() -> Json<Health> {
    Json(HEALTH)
}

/// 可以提供服务：数据库可读可写，日志按时有检查点
#[utoipa::path(
    get, path = "/health/ready", tag = "运行",
    responses(
        (status = 200, body = Health),
        (status = 503, body = crate::problem::ProblemDocument)
    ),
    extensions(("x-permission" = json!("health.read")))
)]
async fn ready(State(app): Platform) -> Answer<Health> {
    sunlot_app::health::ready(&app).await?;
    Ok(Json(HEALTH))
}
