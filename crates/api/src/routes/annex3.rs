//! 附件3: the statistics table, the rows behind each cell, and the roll-up of what was handed in.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use sunlot_app::App;
use sunlot_app::annex3::{
    self, Annex3Query, Annex3RowView, Annex3RowsQuery, Annex3View, RollUpQuery, RollUpView,
};
use sunlot_app::page::{Page, PageRequest};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::Query;
use crate::call::Read;
use crate::problem::{Problem, ProblemDocument};
use crate::upload;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(rows))
        .routes(routes!(roll_up))
        .routes(routes!(csv))
        .routes(routes!(xlsx))
}

handlers! { "统计和报告";
    /// 附件3：部门或区划的统计表，由事实即时统计
    find show: get "/api/v1/annex3", "report.read", 400
        => annex3::show(Annex3Query) -> Annex3View;

    /// 附件3 一格背后的各行
    page rows: get "/api/v1/annex3/rows", "report.read", 400
        => annex3::rows(Annex3RowsQuery) -> Annex3RowView;

    /// 附件3 汇总：已提交的表相加，与重新统计对照
    find roll_up: get "/api/v1/annex3/roll-up", "report.read", 400
        => annex3::roll_up(RollUpQuery) -> RollUpView;

    /// 附件3（CSV）
    table csv: get "/api/v1/annex3.csv", "report.read", 400
        => annex3::csv(Annex3Query) -> String;
}

/// 附件3（Excel）
#[utoipa::path(
    get, path = "/api/v1/annex3.xlsx", tag = "统计和报告", params(Annex3Query),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 400, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("report.read")))
)]
async fn xlsx(
    State(app): Platform,
    Read(call): Read,
    Query(query): Query<Annex3Query>,
) -> Result<Response, Problem> {
    Ok(upload::xlsx(annex3::xlsx(&app, &call, query).await?))
}
