//! 立案处罚.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::follow::FollowQuery;
use sunlot_app::follow::penalties::{
    self, DecisionForm, NewPayment, NewPenalty, PaymentView, PenaltyClosing, PenaltyView, Service,
};
use sunlot_app::follow::public::{self, PublicPenalty, PublicQuery};
use sunlot_app::page::{Page, PageRequest};
use sunlot_app::plans::StepRequest;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::{Path, Query};
use crate::call::{Read, Write};
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list, propose))
        .routes(routes!(csv))
        .routes(routes!(show))
        .routes(routes!(extend))
        .routes(routes!(file))
        .routes(routes!(decline))
        .routes(routes!(decide))
        .routes(routes!(send_back))
        .routes(routes!(approve))
        .routes(routes!(serve))
        .routes(routes!(publish))
        .routes(routes!(pay, payments))
        .routes(routes!(close))
        .routes(routes!(public_list))
        .routes(routes!(public_show))
}

handlers! { "后续处置";
    /// 案件列表
    page list: get "/api/v1/penalties", "follow_up.read", 400
        => penalties::list(FollowQuery) -> PenaltyView;

    /// 申请立案
    make propose: post "/api/v1/penalties", "penalty.write", 400
        => penalties::propose(NewPenalty) -> PenaltyView;

    /// 案件列表（CSV）
    table csv: get "/api/v1/penalties.csv", "follow_up.read", 400
        => penalties::csv(FollowQuery) -> String;

    /// 查看案件
    show show: get "/api/v1/penalties/{id}", "follow_up.read", 404
        => penalties::show() -> PenaltyView;

    /// 延长核查期限
    act extend: post "/api/v1/penalties/{id}/extend", "penalty.approve", 409
        => penalties::extend(StepRequest) -> PenaltyView;

    /// 批准立案
    act file: post "/api/v1/penalties/{id}/file", "penalty.approve", 409
        => penalties::file(StepRequest) -> PenaltyView;

    /// 不予立案
    act decline: post "/api/v1/penalties/{id}/decline", "penalty.approve", 409
        => penalties::decline(StepRequest) -> PenaltyView;

    /// 拟定处罚决定
    act decide: post "/api/v1/penalties/{id}/decide", "penalty.write", 409
        => penalties::decide(DecisionForm) -> PenaltyView;

    /// 退回处罚决定
    act send_back: post "/api/v1/penalties/{id}/return", "penalty.approve", 409
        => penalties::send_back(StepRequest) -> PenaltyView;

    /// 批准处罚决定
    act approve: post "/api/v1/penalties/{id}/approve", "penalty.approve", 409
        => penalties::approve(StepRequest) -> PenaltyView;

    /// 登记送达
    act serve: post "/api/v1/penalties/{id}/serve", "penalty.write", 409
        => penalties::serve(Service) -> PenaltyView;

    /// 公示处罚决定
    act publish: post "/api/v1/penalties/{id}/publish", "penalty.publish", 409
        => penalties::publish(StepRequest) -> PenaltyView;

    /// 登记缴款
    act pay: post "/api/v1/penalties/{id}/payments", "penalty.write", 409
        => penalties::pay(NewPayment) -> PenaltyView;

    /// 缴款记录
    show payments: get "/api/v1/penalties/{id}/payments", "follow_up.read", 404
        => penalties::payments() -> Vec<PaymentView>;

    /// 结案
    act close: post "/api/v1/penalties/{id}/close", "penalty.approve", 409
        => penalties::close(PenaltyClosing) -> PenaltyView;
}

handlers! { "公示";
    /// 已公示的处罚决定
    page public_list: get "/api/v1/public/penalties", "follow_up.public", 400
        => public::list(PublicQuery) -> PublicPenalty;

    /// 查看已公示的处罚决定
    show public_show: get "/api/v1/public/penalties/{id}", "follow_up.public", 404
        => public::show() -> PublicPenalty;
}
