//! 责令改正.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::follow::FollowQuery;
use sunlot_app::follow::rectifications::{
    self, Closing, Conclusion, ExtensionRequest, NewRectification, OrderAgain, RectificationView,
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
        .routes(routes!(list, order))
        .routes(routes!(csv))
        .routes(routes!(show))
        .routes(routes!(extend))
        .routes(routes!(approve_extension))
        .routes(routes!(refuse_extension))
        .routes(routes!(recheck))
        .routes(routes!(conclude))
        .routes(routes!(order_again))
        .routes(routes!(close))
        .routes(routes!(cancel))
}

handlers! { "后续处置";
    /// 责令改正列表
    page list: get "/api/v1/rectifications", "follow_up.read", 400
        => rectifications::list(FollowQuery) -> RectificationView;

    /// 责令改正
    make order: post "/api/v1/rectifications", "rectification.write", 400
        => rectifications::order(NewRectification) -> RectificationView;

    /// 责令改正列表（CSV）
    table csv: get "/api/v1/rectifications.csv", "follow_up.read", 400
        => rectifications::csv(FollowQuery) -> String;

    /// 查看责令改正
    show show: get "/api/v1/rectifications/{id}", "follow_up.read", 404
        => rectifications::show() -> RectificationView;

    /// 申请延长改正期限
    act extend: post "/api/v1/rectifications/{id}/extend", "rectification.write", 409
        => rectifications::extend(ExtensionRequest) -> RectificationView;

    /// 批准延长改正期限
    act approve_extension: post "/api/v1/rectifications/{id}/approve-extension",
        "rectification.approve", 409
        => rectifications::approve_extension(StepRequest) -> RectificationView;

    /// 不批准延长改正期限
    act refuse_extension: post "/api/v1/rectifications/{id}/refuse-extension",
        "rectification.approve", 409
        => rectifications::refuse_extension(StepRequest) -> RectificationView;

    /// 派人复查
    act recheck: post "/api/v1/rectifications/{id}/recheck", "rectification.write", 409
        => rectifications::recheck(StepRequest) -> RectificationView;

    /// 复查结论
    act conclude: post "/api/v1/rectifications/{id}/conclude", "rectification.write", 409
        => rectifications::conclude(Conclusion) -> RectificationView;

    /// 再次责令改正
    act order_again: post "/api/v1/rectifications/{id}/order-again", "rectification.write", 409
        => rectifications::order_again(OrderAgain) -> RectificationView;

    /// 办结责令改正
    act close: post "/api/v1/rectifications/{id}/close", "rectification.approve", 409
        => rectifications::close(Closing) -> RectificationView;

    /// 撤销责令改正
    act cancel: post "/api/v1/rectifications/{id}/cancel", "rectification.approve", 409
        => rectifications::cancel(StepRequest) -> RectificationView;
}
