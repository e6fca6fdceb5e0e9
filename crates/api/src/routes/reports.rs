//! 半年、年终报告: written by departments, handed in, received or returned by the office.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use sunlot_app::App;
use sunlot_app::page::{Page, PageRequest};
use sunlot_app::reports::{
    self, HandInQuery, NewReport, ReportDueQuery, ReportDueView, ReportForm, ReportPage,
    ReportQuery, ReportReturn, ReportStepRequest, ReportView,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::{Path, Query};
use crate::call::{Read, Write};
use crate::problem::{Problem, ProblemDocument};
use crate::upload;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(due))
        .routes(routes!(show, edit))
        .routes(routes!(submit))
        .routes(routes!(receive))
        .routes(routes!(send_back))
        .routes(routes!(csv))
        .routes(routes!(xlsx))
}

handlers! { "统计和报告";
    /// 报告列表
    page list: get "/api/v1/reports", "report.read", 400
        => reports::list(ReportQuery) -> ReportView;

    /// 建立报告；文字由数字写成初稿
    make create: post "/api/v1/reports", "report.write", 409
        => reports::create(NewReport) -> ReportView;

    /// 各部门的报送期限：谁还没有报、还有几天、谁逾期
    find due: get "/api/v1/reports/due", "report.read", 400
        => reports::due_list(ReportDueQuery) -> Vec<ReportDueView>;

    /// 查看报告和历次报送
    show show: get "/api/v1/reports/{id}", "report.read", 404
        => reports::show() -> ReportPage;

    /// 编写报告
    act edit: put "/api/v1/reports/{id}", "report.write", 409
        => reports::edit(ReportForm) -> ReportView;

    /// 提交报告；数字和文字从此不变
    act submit: post "/api/v1/reports/{id}/submit", "report.submit", 409
        => reports::submit(ReportStepRequest) -> ReportView;

    /// 收到报告
    act receive: post "/api/v1/reports/{id}/receive", "report.receive", 409
        => reports::receive(ReportStepRequest) -> ReportView;

    /// 退回报告
    act send_back: post "/api/v1/reports/{id}/return", "report.receive", 409
        => reports::send_back(ReportReturn) -> ReportView;
}

/// 报告的附件3（CSV）
#[utoipa::path(
    get, path = "/api/v1/reports/{id}/annex3.csv", tag = "统计和报告",
    params(("id" = String, Path), HandInQuery),
    responses(
        (status = 200, body = String, content_type = "text/csv"),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("report.read")))
)]
async fn csv(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
    Query(query): Query<HandInQuery>,
) -> Result<Response, Problem> {
    Ok(upload::csv(reports::csv(&app, &call, &id, query).await?))
}

/// 报告的附件3（Excel）
#[utoipa::path(
    get, path = "/api/v1/reports/{id}/annex3.xlsx", tag = "统计和报告",
    params(("id" = String, Path), HandInQuery),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("report.read")))
)]
async fn xlsx(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
    Query(query): Query<HandInQuery>,
) -> Result<Response, Problem> {
    Ok(upload::xlsx(reports::xlsx(&app, &call, &id, query).await?))
}
