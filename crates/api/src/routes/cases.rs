//! 个案.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::cases::complainants::{self, Complainant, ComplainantView, Reveal};
use sunlot_app::cases::{
    self, Answering, CaseChange, CaseClosing, CaseHandling, CaseQuery, CaseView, Merging, NewCase,
    Ratifying, TeamForm,
};
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
        .routes(routes!(list, register))
        .routes(routes!(csv))
        .routes(routes!(show, change))
        .routes(routes!(seal))
        .routes(routes!(reveal))
        .routes(routes!(accept))
        .routes(routes!(decline))
        .routes(routes!(merge))
        .routes(routes!(ask))
        .routes(routes!(send_back))
        .routes(routes!(approve))
        .routes(routes!(emergency))
        .routes(routes!(ratify))
        .routes(routes!(handle))
        .routes(routes!(answer))
        .routes(routes!(close))
}

handlers! { "个案";
    /// 个案列表
    page list: get "/api/v1/cases", "case.read", 400
        => cases::list(CaseQuery) -> CaseView;

    /// 登记个案
    make register: post "/api/v1/cases", "case.write", 400
        => cases::register(NewCase) -> CaseView;

    /// 个案列表（CSV）
    table csv: get "/api/v1/cases.csv", "case.read", 400
        => cases::csv(CaseQuery) -> String;

    /// 查看个案
    show show: get "/api/v1/cases/{id}", "case.read", 404
        => cases::show() -> CaseView;

    /// 补充个案信息
    act change: put "/api/v1/cases/{id}", "case.write", 409
        => cases::change(CaseChange) -> CaseView;

    /// 密封登记投诉举报人
    act seal: post "/api/v1/cases/{id}/complainant", "case.write", 409
        => complainants::seal(Complainant) -> CaseView;

    /// 查看投诉举报人，理由记入日志
    act reveal: post "/api/v1/cases/{id}/reveal", "case.reveal", 404
        => complainants::reveal(Reveal) -> ComplainantView;

    /// 受理
    act accept: post "/api/v1/cases/{id}/accept", "case.write", 409
        => cases::accept(StepRequest) -> CaseView;

    /// 不予受理
    act decline: post "/api/v1/cases/{id}/decline", "case.write", 409
        => cases::decline(StepRequest) -> CaseView;

    /// 并案
    act merge: post "/api/v1/cases/{id}/merge", "case.write", 409
        => cases::merge(Merging) -> CaseView;

    /// 申请检查
    act ask: post "/api/v1/cases/{id}/ask", "case.write", 409
        => cases::ask(StepRequest) -> CaseView;

    /// 退回检查申请
    act send_back: post "/api/v1/cases/{id}/return", "case.approve", 409
        => cases::send_back(StepRequest) -> CaseView;

    /// 批准检查并指定人员
    act approve: post "/api/v1/cases/{id}/approve", "case.approve", 409
        => cases::approve(TeamForm) -> CaseView;

    /// 紧急先行检查
    act emergency: post "/api/v1/cases/{id}/emergency", "case.write", 409
        => cases::emergency(TeamForm) -> CaseView;

    /// 补办审批
    act ratify: post "/api/v1/cases/{id}/ratify", "case.approve", 409
        => cases::ratify(Ratifying) -> CaseView;

    /// 写明处理结果
    act handle: post "/api/v1/cases/{id}/handle", "case.write", 409
        => cases::handle(CaseHandling) -> CaseView;

    /// 答复投诉举报人
    act answer: post "/api/v1/cases/{id}/answer", "case.write", 409
        => cases::answer(Answering) -> CaseView;

    /// 办结个案
    act close: post "/api/v1/cases/{id}/close", "case.approve", 409
        => cases::close(CaseClosing) -> CaseView;
}
