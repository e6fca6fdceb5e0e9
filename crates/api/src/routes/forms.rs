//! 文书: official forms as files to print or to go on editing.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use sunlot_app::App;
use sunlot_app::annex3::Annex3Query;
use sunlot_app::conferences::OnDay;
use sunlot_app::{dossiers, forms};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Platform;
use crate::asked::{Path, Query};
use crate::call::Read;
use crate::problem::{Problem, ProblemDocument};
use crate::upload::document;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(of_visit))
        .routes(routes!(annex1))
        .routes(routes!(annex2))
        .routes(routes!(annex3))
        .routes(routes!(minutes))
        .routes(routes!(meeting_minutes))
        .routes(routes!(dossier))
        .routes(routes!(archive))
}

/// 检查文书：approval 审批表、notice 通知书、record 记录表、told 结果告知书；.pdf 打印，.docx 继续编辑
#[utoipa::path(
    get, path = "/api/v1/inspections/{id}/forms/{form}", tag = "文书",
    params(
        ("id" = String, Path),
        ("form" = String, Path, description = "文书和格式，例如 notice.pdf、record.docx"),
    ),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, body = ProblemDocument),
        (status = 409, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("inspection.read")))
)]
async fn of_visit(
    State(app): Platform,
    Read(call): Read,
    Path((id, form)): Path<(String, String)>,
) -> Result<Response, Problem> {
    Ok(document(forms::of_visit(&app, &call, &id, &form).await?))
}

/// 附件1 联席会议成员名单（PDF）
#[utoipa::path(
    get, path = "/api/v1/conferences/{id}/annex1.pdf", tag = "文书",
    params(("id" = String, Path), OnDay),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("membership.read")))
)]
async fn annex1(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
    Query(when): Query<OnDay>,
) -> Result<Response, Problem> {
    Ok(document(forms::annex1(&app, &call, &id, when).await?))
}

/// 附件2 抽查工作计划表（PDF）
#[utoipa::path(
    get, path = "/api/v1/plans/{id}/annex2.pdf", tag = "文书", params(("id" = String, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("plan.read")))
)]
async fn annex2(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(document(forms::annex2(&app, &call, &id).await?))
}

/// 附件3 监管信息统计表（PDF）
#[utoipa::path(
    get, path = "/api/v1/annex3.pdf", tag = "文书", params(Annex3Query),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 400, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("report.read")))
)]
async fn annex3(
    State(app): Platform,
    Read(call): Read,
    Query(query): Query<Annex3Query>,
) -> Result<Response, Problem> {
    Ok(document(forms::annex3(&app, &call, query).await?))
}

/// 抽取记录（PDF），供见证方签字
#[utoipa::path(
    get, path = "/api/v1/draws/{id}/minutes.pdf", tag = "文书", params(("id" = String, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, body = ProblemDocument),
        (status = 409, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("draw.read")))
)]
async fn minutes(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(document(forms::minutes(&app, &call, &id).await?))
}

/// 会议纪要（PDF）
#[utoipa::path(
    get, path = "/api/v1/meetings/{id}/minutes.pdf", tag = "文书", params(("id" = String, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, body = ProblemDocument),
        (status = 409, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("meeting.read")))
)]
async fn meeting_minutes(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(document(forms::meeting_minutes(&app, &call, &id).await?))
}

/// 尽职照单免责证据包（ZIP），不用本平台也能核验：sunlot verify-dossier
#[utoipa::path(
    get, path = "/api/v1/inspections/{id}/dossier.zip", tag = "文书", params(("id" = String, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, body = ProblemDocument),
        (status = 409, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("dossier.make")))
)]
async fn dossier(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(document(dossiers::of_visit(&app, &call, &id).await?))
}

/// 抽查任务档案（ZIP），以同样的方式核验
#[utoipa::path(
    get, path = "/api/v1/tasks/{id}/archive.zip", tag = "文书", params(("id" = String, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, body = ProblemDocument),
        (status = 409, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("dossier.make")))
)]
async fn archive(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(document(dossiers::of_task(&app, &call, &id).await?))
}
