//! 检查: from approval to the signed record, and what a company sees by the code of its notice.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::Response;
use sunlot_app::App;
use sunlot_app::inspections::{
    self, ApproveBatch, ApproveVisit, ArriveForm, BatchApproved, Brief, Capture, CheckForm,
    CompanySignForm, DecideOutcome, EvidenceView, InspectionDetails, InspectionQuery,
    InspectionView, InstitutionChange, InstitutionQuery, InstitutionView, NewInstitution, NoteForm,
    NotifyForm, OutcomeForm, RatingForm, RatingReceipt, RatingView, Reconciliation, SignForm,
    VisitProof,
};
use sunlot_app::page::{Page, PageRequest};
use sunlot_app::plans::StepRequest;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::{Path, Query};
use crate::call::{Read, Write};
use crate::problem::{Problem, ProblemDocument};
use crate::upload;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show))
        .routes(routes!(brief))
        .routes(routes!(approve))
        .routes(routes!(approve_batch))
        .routes(routes!(notify))
        .routes(routes!(arrive))
        .routes(routes!(check))
        .routes(routes!(finish))
        .routes(routes!(reopen))
        .routes(routes!(sign))
        .routes(routes!(company_sign))
        .routes(routes!(note))
        .routes(routes!(propose_outcome))
        .routes(routes!(decide_outcome))
        .routes(routes!(add_evidence))
        .routes(routes!(download_evidence))
        .routes(routes!(institutions, register_institution))
        .routes(routes!(institution, change_institution))
        .routes(routes!(reconcile))
        .routes(routes!(verify))
        .routes(routes!(rate))
        .routes(routes!(ratings))
}

handlers! { "检查";
    /// 检查列表；执法检查人员只看到指派给本人的
    page list: get "/api/v1/inspections", "inspection.read", 400
        => inspections::list(InspectionQuery) -> InspectionView;

    /// 查看检查
    show show: get "/api/v1/inspections/{id}", "inspection.read", 404
        => inspections::show() -> InspectionDetails;

    /// 行前须知：这一户的许可、历史和监管责任
    show brief: get "/api/v1/inspections/{id}/brief", "inspection.read", 404
        => inspections::brief() -> Brief;

    /// 批准检查
    act approve: post "/api/v1/inspections/{id}/approve", "inspection.approve", 409
        => inspections::approve(ApproveVisit) -> InspectionDetails;

    /// 批准任务的一批检查
    act approve_batch: post "/api/v1/tasks/{id}/inspections/approve", "inspection.approve", 409
        => inspections::approve_batch(ApproveBatch) -> BatchApproved;

    /// 送达检查通知
    act notify: post "/api/v1/inspections/{id}/notify", "inspection.notify", 409
        => inspections::notify(NotifyForm) -> InspectionDetails;

    /// 记录到达和亮证
    act arrive: post "/api/v1/inspections/{id}/arrive", "inspection.work", 409
        => inspections::arrive(ArriveForm) -> InspectionDetails;

    /// 填写检查记录
    act check: put "/api/v1/inspections/{id}/checklist", "inspection.work", 409
        => inspections::check(CheckForm) -> InspectionDetails;

    /// 完成检查记录
    act finish: post "/api/v1/inspections/{id}/finish", "inspection.work", 409
        => inspections::finish(StepRequest) -> InspectionDetails;

    /// 重新填写检查记录（没有人签字之前）
    act reopen: post "/api/v1/inspections/{id}/reopen", "inspection.work", 409
        => inspections::reopen(StepRequest) -> InspectionDetails;

    /// 执法人员签字
    act sign: post "/api/v1/inspections/{id}/sign", "inspection.work", 409
        => inspections::sign(SignForm) -> InspectionDetails;

    /// 记录当事人签字或拒绝签字
    act company_sign: post "/api/v1/inspections/{id}/company-sign", "inspection.work", 409
        => inspections::company_sign(CompanySignForm) -> InspectionDetails;

    /// 补正检查记录（签字之后）
    act note: post "/api/v1/inspections/{id}/notes", "inspection.work", 409
        => inspections::note(NoteForm) -> InspectionDetails;

    /// 提出以状态结束（注销、迁出、查无下落等）
    act propose_outcome: post "/api/v1/inspections/{id}/outcome", "inspection.work", 409
        => inspections::propose_outcome(OutcomeForm) -> InspectionDetails;

    /// 确认以状态结束
    act decide_outcome: post "/api/v1/inspections/{id}/outcome/decide", "inspection.work", 409
        => inspections::decide_outcome(DecideOutcome) -> InspectionDetails;

    /// 受委托的专业机构列表
    page institutions: get "/api/v1/institutions", "institution.read", 400
        => inspections::list_institutions(InstitutionQuery) -> InstitutionView;

    /// 登记受委托的专业机构
    make register_institution: post "/api/v1/institutions", "institution.write", 400
        => inspections::register_institution(NewInstitution) -> InstitutionView;

    /// 查看受委托的专业机构
    show institution: get "/api/v1/institutions/{id}", "institution.read", 404
        => inspections::show_institution() -> InstitutionView;

    /// 变更受委托的专业机构
    act change_institution: put "/api/v1/institutions/{id}", "institution.write", 409
        => inspections::change_institution(InstitutionChange) -> InstitutionView;

    /// 部门收到的评价（只有次数）
    show ratings: get "/api/v1/organs/{id}/ratings", "rating.read", 404
        => inspections::ratings() -> RatingView;
}

handlers! { "公示";
    /// 任务的检查对账：抽中、已检查、以状态结束、未完成
    show reconcile: get "/api/v1/public/tasks/{id}/reconciliation", "result.public", 404
        => inspections::reconcile() -> Reconciliation;

    /// 凭检查码核对检查
    show verify: get "/api/v1/public/visits/{id}", "visit.verify", 404
        => inspections::verify() -> VisitProof;

    /// 凭检查码评价检查
    act rate: post "/api/v1/public/visits/{id}/rating", "visit.rate", 409
        => inspections::rate(RatingForm) -> RatingReceipt;
}

/// 上传检查证据；文件名写在 X-File-Name 请求头，内容为请求体
#[utoipa::path(
    post, path = "/api/v1/inspections/{id}/evidence", tag = "检查",
    params(("id" = String, Path), Capture),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, body = EvidenceView),
        (status = 400, body = ProblemDocument),
        (status = 409, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("inspection.work")))
)]
async fn add_evidence(
    State(app): Platform,
    Read(mut call): Read,
    Path(id): Path<String>,
    Query(capture): Query<Capture>,
    request: Request,
) -> Answer<EvidenceView> {
    let named = upload::evidence(&mut call, request).await?;
    Ok(Json(inspections::add_evidence(&app, &call, &id, capture, named).await?))
}

/// 下载检查证据
#[utoipa::path(
    get, path = "/api/v1/evidence/{id}/content", tag = "检查", params(("id" = String, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("evidence.read")))
)]
async fn download_evidence(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (media, bytes) = inspections::download_evidence(&app, &call, &id).await?;
    Ok(upload::kept(media, bytes))
}
