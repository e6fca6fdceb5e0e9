//! 抄告、移送、移交司法.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::follow::FollowQuery;
use sunlot_app::follow::referrals::{self, NewReferral, Receipt, ReferralView};
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
        .routes(routes!(send))
        .routes(routes!(withdraw))
        .routes(routes!(receive))
        .routes(routes!(acknowledge))
        .routes(routes!(enter_receipt))
        .routes(routes!(send_back))
        .routes(routes!(enter_return))
        .routes(routes!(settle))
        .routes(routes!(open_case))
}

handlers! { "后续处置";
    /// 抄告移送列表
    page list: get "/api/v1/referrals", "referral.read", 400
        => referrals::list(FollowQuery) -> ReferralView;

    /// 提出抄告移送
    make propose: post "/api/v1/referrals", "referral.write", 400
        => referrals::propose(NewReferral) -> ReferralView;

    /// 抄告移送列表（CSV）
    table csv: get "/api/v1/referrals.csv", "referral.read", 400
        => referrals::csv(FollowQuery) -> String;

    /// 查看抄告移送
    show show: get "/api/v1/referrals/{id}", "referral.read", 404
        => referrals::show() -> ReferralView;

    /// 批准并发出
    act send: post "/api/v1/referrals/{id}/send", "referral.approve", 409
        => referrals::send(StepRequest) -> ReferralView;

    /// 撤回
    act withdraw: post "/api/v1/referrals/{id}/withdraw", "referral.write", 409
        => referrals::withdraw(StepRequest) -> ReferralView;

    /// 签收
    act receive: post "/api/v1/referrals/{id}/receive", "referral.receive", 409
        => referrals::receive(StepRequest) -> ReferralView;

    /// 回执
    act acknowledge: post "/api/v1/referrals/{id}/acknowledge", "referral.receive", 409
        => referrals::acknowledge(Receipt) -> ReferralView;

    /// 登记平台外单位的回执
    act enter_receipt: post "/api/v1/referrals/{id}/receipt", "referral.write", 409
        => referrals::enter_receipt(Receipt) -> ReferralView;

    /// 退回
    act send_back: post "/api/v1/referrals/{id}/return", "referral.receive", 409
        => referrals::send_back(StepRequest) -> ReferralView;

    /// 登记平台外单位的退回
    act enter_return: post "/api/v1/referrals/{id}/returned", "referral.write", 409
        => referrals::enter_return(StepRequest) -> ReferralView;

    /// 退回后处理
    act settle: post "/api/v1/referrals/{id}/settle", "referral.write", 409
        => referrals::settle(StepRequest) -> ReferralView;

    /// 转为个案
    act open_case: post "/api/v1/referrals/{id}/open-case", "referral.receive", 409
        => referrals::open_case(StepRequest) -> ReferralView;
}
