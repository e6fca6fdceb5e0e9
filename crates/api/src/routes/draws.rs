//! 抽取.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sunlot_app::App;
use sunlot_app::draws::{
    self, BeaconRequest, BoxView, CommitRequest, DecisionRequest, DrawListFilter, DrawStepRequest,
    DrawView, ListView, LiveView, NewDraw, NewRequest, PublicDraw, ReceiptRequest, ReleaseRequest,
    RematchRequest, RequestView, RevealRequest, SheetRequest, TicketAnswer, ViewRequest,
    ViewingView,
};
use sunlot_app::page::{Page, PageRequest};
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
        .routes(routes!(prepare))
        .routes(routes!(show))
        .routes(routes!(live))
        .routes(routes!(withdraw))
        .routes(routes!(approve))
        .routes(routes!(commit))
        .routes(routes!(announce))
        .routes(routes!(sealed_box))
        .routes(routes!(escrow))
        .routes(routes!(reveal))
        .routes(routes!(close))
        .routes(routes!(beacon))
        .routes(routes!(sheet))
        .routes(routes!(draw))
        .routes(routes!(match_inspectors))
        .routes(routes!(view_list))
        .routes(routes!(viewings))
        .routes(routes!(release))
        .routes(routes!(unseal))
        .routes(routes!(unseal_held))
        .routes(routes!(rematch))
        .routes(routes!(requests, ask))
        .routes(routes!(evidence))
        .routes(routes!(approve_request))
        .routes(routes!(refuse_request))
        .routes(routes!(audit_bundle))
        .routes(routes!(attempts))
        .routes(routes!(bundle))
        .routes(routes!(ticket))
}

handlers! { "抽取";
    /// 抽取列表
    page list: get "/api/v1/draws", "draw.read", 400 => draws::list(DrawListFilter) -> DrawView;

    /// 准备抽取：由另一人批准后冻结
    act prepare: post "/api/v1/tasks/{id}/draws", "draw.prepare", 409
        => draws::prepare(NewDraw) -> DrawView;

    /// 查看抽取
    show show: get "/api/v1/draws/{id}", "draw.read", 404 => draws::show() -> DrawView;

    /// 抽取现场：在场各方、承诺、日志条目和检查点
    show live: get "/api/v1/draws/{id}/live", "draw.read", 404 => draws::live() -> LiveView;

    /// 撤回，冻结之前
    act withdraw: post "/api/v1/draws/{id}/withdraw", "draw.prepare", 409
        => draws::withdraw(DrawStepRequest) -> DrawView;

    /// 批准并冻结底册、规则和人员
    act approve: post "/api/v1/draws/{id}/approve", "draw.approve", 409
        => draws::approve(DrawStepRequest) -> DrawView;

    /// 交随机数承诺；随机数由提供方自己保管
    act commit: post "/api/v1/draws/{id}/commitments", "draw.contribute", 409
        => draws::commit(CommitRequest) -> DrawView;

    /// 公布抽取意向
    act announce: post "/api/v1/draws/{id}/announce", "draw.run", 409
        => draws::announce(DrawStepRequest) -> DrawView;

    /// 取给本托管方的密封件
    show sealed_box: get "/api/v1/draws/{id}/box", "draw.hold", 404
        => draws::sealed_box() -> BoxView;

    /// 签收密封件
    act escrow: post "/api/v1/draws/{id}/receipts", "draw.hold", 409
        => draws::escrow(ReceiptRequest) -> DrawView;

    /// 揭示随机数
    act reveal: post "/api/v1/draws/{id}/reveals", "draw.contribute", 409
        => draws::reveal(RevealRequest) -> DrawView;

    /// 截止揭示
    act close: post "/api/v1/draws/{id}/close", "draw.run", 409
        => draws::close(DrawStepRequest) -> DrawView;

    /// 录入已公布的公共随机源
    act beacon: post "/api/v1/draws/{id}/beacon", "draw.run", 409
        => draws::beacon(BeaconRequest) -> DrawView;

    /// 记录现场摇号；两名记录人一致才有效
    act sheet: post "/api/v1/draws/{id}/sheets", "draw.record", 409
        => draws::sheet(SheetRequest) -> DrawView;

    /// 抽取检查对象
    act draw: post "/api/v1/draws/{id}/draw", "draw.run", 409
        => draws::draw(DrawStepRequest) -> DrawView;

    /// 匹配检查人员
    act match_inspectors: post "/api/v1/draws/{id}/match", "draw.run", 409
        => draws::match_inspectors(DrawStepRequest) -> DrawView;

    /// 查看未公开的名单；每次查看都留痕
    act view_list: post "/api/v1/draws/{id}/views", "draw.view", 409
        => draws::view_list(ViewRequest) -> ListView;

    /// 谁查看过名单
    show viewings: get "/api/v1/draws/{id}/viewings", "draw.read", 404
        => draws::viewings() -> Vec<ViewingView>;

    /// 派发一批
    act release: post "/api/v1/draws/{id}/release", "draw.release", 409
        => draws::release(ReleaseRequest) -> DrawView;

    /// 启封：公开组织方随机数，人人可以重算
    act unseal: post "/api/v1/draws/{id}/unseal", "draw.release", 409
        => draws::unseal(DrawStepRequest) -> DrawView;

    /// 由托管方启封
    act unseal_held: post "/api/v1/draws/{id}/unseal-held", "draw.hold", 409
        => draws::unseal_held(RevealRequest) -> DrawView;

    /// 改派：由新的公共随机源决定
    act rematch: post "/api/v1/draws/{id}/rematch", "draw.run", 409
        => draws::rematch(RematchRequest) -> DrawView;

    /// 作废、更正、递补、回避的申请
    show requests: get "/api/v1/draws/{id}/requests", "draw.read", 404
        => draws::requests() -> Vec<RequestView>;

    /// 申请作废、更正、递补或回避
    act ask: post "/api/v1/draws/{id}/requests", "draw.request", 409
        => draws::ask(NewRequest) -> RequestView;

    /// 批准申请
    act approve_request: post "/api/v1/draw-requests/{id}/approve", "draw.decide", 409
        => draws::approve_request(DecisionRequest) -> DrawView;

    /// 不批准申请
    act refuse_request: post "/api/v1/draw-requests/{id}/refuse", "draw.decide", 409
        => draws::refuse_request(DecisionRequest) -> RequestView;
}

/// 上传递补的证据，得到它的散列；内容为请求体
#[utoipa::path(
    post, path = "/api/v1/draws/{id}/evidence", tag = "抽取", params(("id" = String, Path)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = String), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("draw.request")))
)]
async fn evidence(
    State(app): Platform,
    Read(mut call): Read,
    Path(id): Path<String>,
    request: Request,
) -> Answer<String> {
    let file = upload::receive(&mut call, request).await?;
    let bytes = std::fs::read(file.path()).unwrap_or_default();
    Ok(Json(draws::evidence(&app, &call, &id, bytes).await?))
}

/// 一个任务的各次抽取，含已作废的
#[utoipa::path(
    get, path = "/api/v1/public/tasks/{id}/draws", tag = "公示", params(("id" = String, Path)),
    responses((status = 200, body = Vec<PublicDraw>), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("draw.public")))
)]
async fn attempts(State(app): Platform, Path(id): Path<String>) -> Answer<Vec<PublicDraw>> {
    Ok(Json(draws::attempts(&app, &id).await?))
}

/// 公布文件（ZIP），可用任何一个核验程序核验
#[utoipa::path(
    get, path = "/api/v1/public/draws/{id}/bundle.zip", tag = "公示",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/zip"),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("draw.public")))
)]
async fn bundle(State(app): Platform, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(zip(draws::bundle(&app, &id).await?))
}

/// 供审计的公布文件（ZIP），含不对外公布的底册
#[utoipa::path(
    get, path = "/api/v1/draws/{id}/audit-bundle.zip", tag = "抽取",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/zip"),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("draw.view")))
)]
async fn audit_bundle(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(zip(draws::audit_bundle(&app, &call, &id).await?))
}

fn zip(bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/zip"),
        (header::CONTENT_DISPOSITION, "attachment"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, bytes).into_response()
}

/// 本户的签：为什么抽中、为什么没有抽中
#[utoipa::path(
    get, path = "/api/v1/public/draws/{id}/tickets/{code}", tag = "公示",
    params(("id" = String, Path), ("code" = String, Path)),
    responses((status = 200, body = TicketAnswer), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("draw.public")))
)]
async fn ticket(
    State(app): Platform,
    Path((id, code)): Path<(String, String)>,
) -> Answer<TicketAnswer> {
    Ok(Json(draws::ticket(&app, &id, &code).await?))
}
