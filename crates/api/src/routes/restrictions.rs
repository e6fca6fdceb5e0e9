//! 限制措施、联合惩戒移交、信用修复.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::follow::FollowQuery;
use sunlot_app::follow::handoffs::{self, HandoffReceipt, HandoffView, NewHandoff};
use sunlot_app::follow::repairs::{self, NewRepair, RepairDecision, RepairView};
use sunlot_app::follow::restrictions::{
    self, NewRestriction, PublicRestriction, Restricted, RestrictionView,
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
        .routes(routes!(list, propose))
        .routes(routes!(show))
        .routes(routes!(approve))
        .routes(routes!(refuse))
        .routes(routes!(lift))
        .routes(routes!(of_subject))
        .routes(routes!(hand_on))
        .routes(routes!(handoff_list))
        .routes(routes!(handoff_show))
        .routes(routes!(handoff_acknowledge))
        .routes(routes!(repair_list, repair_request))
        .routes(routes!(repair_show))
        .routes(routes!(repair_grant))
        .routes(routes!(repair_refuse))
        .routes(routes!(public_of_subject))
}

handlers! { "后续处置";
    /// 限制措施列表
    page list: get "/api/v1/restrictions", "restriction.read", 400
        => restrictions::list(FollowQuery) -> RestrictionView;

    /// 提出列入
    make propose: post "/api/v1/restrictions", "restriction.write", 400
        => restrictions::propose(NewRestriction) -> RestrictionView;

    /// 查看限制措施
    show show: get "/api/v1/restrictions/{id}", "restriction.read", 404
        => restrictions::show() -> RestrictionView;

    /// 批准列入
    act approve: post "/api/v1/restrictions/{id}/approve", "restriction.approve", 409
        => restrictions::approve(StepRequest) -> RestrictionView;

    /// 不批准列入
    act refuse: post "/api/v1/restrictions/{id}/refuse", "restriction.approve", 409
        => restrictions::refuse(StepRequest) -> RestrictionView;

    /// 解除列入
    act lift: post "/api/v1/restrictions/{id}/lift", "restriction.approve", 409
        => restrictions::lift(StepRequest) -> RestrictionView;

    /// 检查对象现在受到哪些限制
    show of_subject: get "/api/v1/subjects/{id}/restrictions", "restriction.read", 404
        => restrictions::of_subject() -> Restricted;

    /// 移交其他部门联合惩戒
    act hand_on: post "/api/v1/restrictions/{id}/handoffs", "restriction.write", 409
        => handoffs::send(NewHandoff) -> HandoffView;

    /// 联合惩戒移交列表
    page handoff_list: get "/api/v1/handoffs", "referral.read", 400
        => handoffs::list(FollowQuery) -> HandoffView;

    /// 查看联合惩戒移交
    show handoff_show: get "/api/v1/handoffs/{id}", "referral.read", 404
        => handoffs::show() -> HandoffView;

    /// 回执联合惩戒
    act handoff_acknowledge: post "/api/v1/handoffs/{id}/acknowledge", "referral.receive", 409
        => handoffs::acknowledge(HandoffReceipt) -> HandoffView;

    /// 信用修复申请列表
    page repair_list: get "/api/v1/repairs", "follow_up.read", 400
        => repairs::list(FollowQuery) -> RepairView;

    /// 受理信用修复申请
    make repair_request: post "/api/v1/repairs", "restriction.write", 400
        => repairs::request(NewRepair) -> RepairView;

    /// 查看信用修复申请
    show repair_show: get "/api/v1/repairs/{id}", "follow_up.read", 404
        => repairs::show() -> RepairView;

    /// 准予信用修复
    act repair_grant: post "/api/v1/repairs/{id}/grant", "restriction.approve", 409
        => repairs::grant(RepairDecision) -> RepairView;

    /// 不予信用修复
    act repair_refuse: post "/api/v1/repairs/{id}/refuse", "restriction.approve", 409
        => repairs::refuse(RepairDecision) -> RepairView;
}

handlers! { "公示";
    /// 公开的限制
    show public_of_subject: get "/api/v1/public/subjects/{id}/restrictions", "follow_up.public", 404
        => restrictions::public_of_subject() -> Vec<PublicRestriction>;
}
