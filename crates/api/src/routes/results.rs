//! 检查结果: entry, review, publication, corrections, objections, and what the public reads.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use sunlot_app::App;
use sunlot_app::inspections::ItemView;
use sunlot_app::page::{Page, PageRequest};
use sunlot_app::plans::StepRequest;
use sunlot_app::results::{
    self, ChangeForm, ChangeQuery, ChangeView, ChannelForm, ChannelView, DecideChange,
    DecideObjection, DecideRecognition, EnterForm, LodgeForm, LodgeReceipt, NoFilter,
    ObjectionQuery, ObjectionView, PaperForm, PartQuery, PartView, PublishForm, RecogniseForm,
    ResultPage, ResultQuery, ResultView, ReviewForm,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::{Path, Query};
use crate::call::{Read, Write};
use crate::problem::{Problem, ProblemDocument};
use crate::upload::csv;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(parts))
        .routes(routes!(part))
        .routes(routes!(enter))
        .routes(routes!(review))
        .routes(routes!(publish))
        .routes(routes!(channels, note_channel))
        .routes(routes!(recognise))
        .routes(routes!(decide_recognition))
        .routes(routes!(propose_change))
        .routes(routes!(changes))
        .routes(routes!(change))
        .routes(routes!(approve_change))
        .routes(routes!(concur_change))
        .routes(routes!(objections, record_objection))
        .routes(routes!(objection))
        .routes(routes!(accept_objection))
        .routes(routes!(decide_objection))
        .routes(routes!(lodge))
        .routes(routes!(public_results))
        .routes(routes!(public_csv))
        .routes(routes!(public_result))
        .routes(routes!(of_entity))
}

handlers! { "检查结果";
    /// 各部门的结果，等得最久的在前；overdue=true 为逾期清单
    page parts: get "/api/v1/inspection-parts", "result.read", 400
        => results::list_parts(PartQuery) -> PartView;

    /// 查看一个部门的结果
    show part: get "/api/v1/inspection-parts/{id}", "result.read", 404
        => results::show_part() -> PartView;

    /// 录入结果
    act enter: post "/api/v1/inspection-parts/{id}/enter", "result.enter", 409
        => results::enter(EnterForm) -> PartView;

    /// 审核结果
    act review: post "/api/v1/inspection-parts/{id}/review", "result.review", 409
        => results::review(ReviewForm) -> PartView;

    /// 公示结果
    act publish: post "/api/v1/inspection-parts/{id}/publish", "result.publish", 409
        => results::publish(PublishForm) -> PartView;

    /// 公示渠道的报送情况
    show channels: get "/api/v1/inspection-parts/{id}/channels", "result.read", 404
        => results::channels() -> Vec<ChannelView>;

    /// 登记公示渠道的报送情况
    act note_channel: post "/api/v1/inspection-parts/{id}/channels", "result.channel", 409
        => results::note_channel(ChannelForm) -> ChannelView;

    /// 提出结果互认
    act recognise: post "/api/v1/inspection-items/{id}/recognition", "recognition.propose", 409
        => results::recognise(RecogniseForm) -> ItemView;

    /// 决定结果互认
    act decide_recognition: post "/api/v1/inspection-items/{id}/recognition/decide",
        "recognition.approve", 409 => results::decide_recognition(DecideRecognition) -> ItemView;

    /// 提出更正或撤回已公示的结果
    act propose_change: post "/api/v1/results/{id}/changes", "result.change", 409
        => results::propose_change(ChangeForm) -> ChangeView;

    /// 更正和撤回列表
    page changes: get "/api/v1/result-changes", "result.change_read", 400
        => results::list_changes(ChangeQuery) -> ChangeView;

    /// 查看更正或撤回
    show change: get "/api/v1/result-changes/{id}", "result.change_read", 404
        => results::show_change() -> ChangeView;

    /// 批准更正或撤回（本部门）
    act approve_change: post "/api/v1/result-changes/{id}/approve", "result.change_approve", 409
        => results::approve_change(DecideChange) -> ChangeView;

    /// 批准更正或撤回（部门以外）
    act concur_change: post "/api/v1/result-changes/{id}/concur", "result.change_concur", 409
        => results::concur_change(DecideChange) -> ChangeView;
}

handlers! { "异议";
    /// 异议列表，等得最久的在前
    page objections: get "/api/v1/objections", "objection.read", 400
        => results::list_objections(ObjectionQuery) -> ObjectionView;

    /// 登记书面异议
    make record_objection: post "/api/v1/objections", "objection.handle", 400
        => results::record_objection(PaperForm) -> ObjectionView;

    /// 查看异议
    show objection: get "/api/v1/objections/{id}", "objection.read", 404
        => results::show_objection() -> ObjectionView;

    /// 受理异议
    act accept_objection: post "/api/v1/objections/{id}/accept", "objection.handle", 409
        => results::accept(StepRequest) -> ObjectionView;

    /// 决定异议
    act decide_objection: post "/api/v1/objections/{id}/decide", "objection.decide", 409
        => results::decide(DecideObjection) -> ObjectionView;

    /// 凭检查码提出异议
    act lodge: post "/api/v1/public/visits/{id}/objections", "objection.lodge", 409
        => results::lodge(LodgeForm) -> LodgeReceipt;
}

handlers! { "公示";
    /// 已公示的结果，按检查机关、任务、事项
    page public_results: get "/api/v1/public/results", "result.public", 400
        => results::list_results(ResultQuery) -> ResultView;

    /// 查看已公示的结果和它的更正、撤回历史
    show public_result: get "/api/v1/public/results/{id}", "result.public", 404
        => results::show_result() -> ResultPage;

    /// 一个企业已公示的结果；地址中写统一社会信用代码
    page_of of_entity: get "/api/v1/public/entities/{id}/results", "result.public", 400
        => results::of_entity(NoFilter) -> ResultView;
}

/// 已公示的结果（CSV，至多 10000 行）
#[utoipa::path(
    get, path = "/api/v1/public/results.csv", tag = "公示", params(ResultQuery),
    responses(
        (status = 200, body = String, content_type = "text/csv"),
        (status = 400, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("result.public")))
)]
async fn public_csv(
    State(app): Platform,
    Read(call): Read,
    Query(query): Query<ResultQuery>,
) -> Result<Response, Problem> {
    Ok(csv(results::results_csv(&app, &call, query).await?))
}
