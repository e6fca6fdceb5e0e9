//! 工作日历.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::calendar::{self, NewYear, WorkingDay, WorkingDays, YearView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::{Path, Query};
use crate::call::Write;
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(working_day)).routes(routes!(show, announce))
}

/// 推算工作日
#[utoipa::path(
    get, path = "/api/v1/calendar/working-days", tag = "工作日历",
    params(WorkingDays),
    responses((status = 200, body = WorkingDay), (status = 422, body = ProblemDocument)),
    extensions(("x-permission" = json!("calendar.read")))
)]
async fn working_day(State(app): Platform, Query(asked): Query<WorkingDays>) -> Answer<WorkingDay> {
    Ok(Json(calendar::working_day(&app, asked).await?))
}

/// 一年的放假安排
#[utoipa::path(
    get, path = "/api/v1/calendar/{year}", tag = "工作日历",
    params(("year" = String, Path)),
    responses((status = 200, body = YearView), (status = 422, body = ProblemDocument)),
    extensions(("x-permission" = json!("calendar.read")))
)]
async fn show(State(app): Platform, Path(year): Path<String>) -> Answer<YearView> {
    Ok(Json(calendar::show(&app, &year).await?))
}

/// 录入一年的放假安排
#[utoipa::path(
    put, path = "/api/v1/calendar/{year}", tag = "工作日历",
    params(("year" = String, Path)),
    request_body = NewYear,
    responses((status = 200, body = YearView), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("calendar.write")))
)]
async fn announce(
    State(app): Platform,
    Path(year): Path<String>,
    write: Write<NewYear>,
) -> Answer<YearView> {
    Ok(Json(calendar::announce(&app, &write.call, &year, write.body).await?))
}
