//! 执法检查人员名录库.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::inspectors::changes::{
    self, ChangeDecision, ChangeQuery, InspectorChangeView, InspectorProposal, NewInspector,
};
use sunlot_app::inspectors::conflicts::{
    self, ConflictEnd, ConflictQuery, ConflictView, NewConflict,
};
use sunlot_app::inspectors::leave::{self, LeaveEnd, LeaveView, NewLeave};
use sunlot_app::inspectors::{
    self, EligibilityQuery, EligibilityView, InspectorQuery, InspectorView,
};
use sunlot_app::page::{Page, PageRequest};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::{Path, Query};
use crate::call::{Read, Write};
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list, propose_new))
        .routes(routes!(eligible))
        .routes(routes!(show))
        .routes(routes!(timeline))
        .routes(routes!(eligibility))
        .routes(routes!(propose_change))
        .routes(routes!(list_leave, record_leave))
        .routes(routes!(end_leave))
        .routes(routes!(list_changes))
        .routes(routes!(show_change))
        .routes(routes!(approve))
        .routes(routes!(refuse))
        .routes(routes!(list_conflicts, declare))
        .routes(routes!(end_conflict))
}

handlers! { "执法检查人员";
    /// 执法检查人员列表：当前名录，或某一天的名录
    page list: get "/api/v1/inspectors", "inspector.read", 400
        => inspectors::list(InspectorQuery) -> InspectorView;

    /// 提出登记执法检查人员，由另一人批准
    make propose_new: post "/api/v1/inspectors", "inspector.write", 409
        => changes::propose_new(NewInspector) -> InspectorChangeView;

    /// 某天各人能否参加匹配，以及第一个理由
    page eligible: get "/api/v1/inspectors/eligibility", "inspector.read", 400
        => inspectors::eligible(EligibilityQuery) -> EligibilityView;

    /// 查看执法检查人员
    show show: get "/api/v1/inspectors/{id}", "inspector.read", 404
        => inspectors::show() -> InspectorView;

    /// 执法检查人员的全部记载，先记的在前
    show timeline: get "/api/v1/inspectors/{id}/timeline", "inspector.read", 404
        => inspectors::timeline() -> Vec<InspectorView>;

    /// 某天为什么不能参加匹配
    find_of eligibility: get "/api/v1/inspectors/{id}/eligibility", "inspector.read", 404
        => inspectors::eligibility(EligibilityQuery) -> EligibilityView;

    /// 提出变动：变更、离岗或调入，由另一人批准
    act propose_change: post "/api/v1/inspectors/{id}/changes", "inspector.write", 409
        => changes::propose_change(InspectorProposal) -> InspectorChangeView;

    /// 执法检查人员的请假
    show list_leave: get "/api/v1/inspectors/{id}/leave", "inspector.read", 404
        => leave::list() -> Vec<LeaveView>;

    /// 登记请假
    act record_leave: post "/api/v1/inspectors/{id}/leave", "inspector.write", 409
        => leave::record(NewLeave) -> LeaveView;

    /// 销假
    act end_leave: post "/api/v1/inspector-leave/{id}/end", "inspector.write", 409
        => leave::end(LeaveEnd) -> LeaveView;

    /// 人员变动列表
    page list_changes: get "/api/v1/inspector-changes", "inspector.read", 400
        => changes::list(ChangeQuery) -> InspectorChangeView;

    /// 查看人员变动
    show show_change: get "/api/v1/inspector-changes/{id}", "inspector.read", 404
        => changes::show() -> InspectorChangeView;

    /// 批准人员变动
    act approve: post "/api/v1/inspector-changes/{id}/approve", "inspector.approve", 409
        => changes::approve(ChangeDecision) -> InspectorChangeView;

    /// 不批准人员变动
    act refuse: post "/api/v1/inspector-changes/{id}/refuse", "inspector.approve", 409
        => changes::refuse(ChangeDecision) -> InspectorChangeView;

    /// 回避情形列表
    page list_conflicts: get "/api/v1/conflicts", "inspector.read", 400
        => conflicts::list(ConflictQuery) -> ConflictView;

    /// 申报回避：执法检查人员为自己申报
    make declare: post "/api/v1/conflicts", "conflict.declare", 409
        => conflicts::declare(NewConflict) -> ConflictView;

    /// 回避情形消除
    act end_conflict: post "/api/v1/conflicts/{id}/end", "conflict.declare", 409
        => conflicts::end(ConflictEnd) -> ConflictView;
}
