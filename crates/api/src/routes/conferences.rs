//! 联席会议: office, member departments, posts with history.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::conferences::{
    self, ConferenceView, Leaving, MemberView, NewConference, NewMember, NewPost, OnDay, PostView,
    Succession,
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
        .routes(routes!(list, create))
        .routes(routes!(show))
        .routes(routes!(members, join))
        .routes(routes!(leave))
        .routes(routes!(posts, appoint))
        .routes(routes!(succeed))
        .routes(routes!(resign))
}

handlers! { "联席会议";
    /// 联席会议列表
    page list: get "/api/v1/conferences", "membership.read", 400
        => conferences::list() -> ConferenceView;

    /// 建立联席会议
    make create: post "/api/v1/conferences", "membership.write", 422
        => conferences::create(NewConference) -> ConferenceView;

    /// 查看联席会议
    show show: get "/api/v1/conferences/{id}", "membership.read", 404
        => conferences::show() -> ConferenceView;

    /// 成员单位，某一天或全部历史
    find_of members: get "/api/v1/conferences/{id}/members", "membership.read", 404
        => conferences::members(OnDay) -> Vec<MemberView>;

    /// 登记成员单位
    act join: post "/api/v1/conferences/{id}/members", "membership.write", 422
        => conferences::join(NewMember) -> MemberView;

    /// 成员单位退出
    act leave: post "/api/v1/conference-members/{id}/leave", "membership.write", 409
        => conferences::leave(Leaving) -> MemberView;

    /// 任职，某一天或全部历史
    find_of posts: get "/api/v1/conferences/{id}/posts", "membership.read", 404
        => conferences::posts(OnDay) -> Vec<PostView>;

    /// 登记任职
    act appoint: post "/api/v1/conferences/{id}/posts", "membership.write", 422
        => conferences::appoint(NewPost) -> PostView;

    /// 接任
    act succeed: post "/api/v1/conference-posts/{id}/succeed", "membership.write", 409
        => conferences::succeed(Succession) -> PostView;

    /// 离任
    act resign: post "/api/v1/conference-posts/{id}/leave", "membership.write", 409
        => conferences::resign(Leaving) -> PostView;
}
