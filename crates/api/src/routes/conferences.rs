//! 联席会议: office, member departments, posts with history.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use sunlot_app::App;
use sunlot_app::conferences::{
    self, ConferenceView, Leaving, MemberView, NewConference, NewMember, NewPost, OnDay, PostView,
    Succession,
};
use sunlot_app::page::{Page, PageRequest};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
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

/// 联席会议列表
#[utoipa::path(
    get, path = "/api/v1/conferences", tag = "联席会议", params(PageRequest),
    responses(
        (status = 200, body = Page<ConferenceView>),
        (status = 400, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("membership.read")))
)]
async fn list(
    State(app): Platform,
    Read(call): Read,
    Query(page): Query<PageRequest>,
) -> Answer<Page<ConferenceView>> {
    Ok(Json(conferences::list(&app, &call, page).await?))
}

/// 建立联席会议
#[utoipa::path(
    post, path = "/api/v1/conferences", tag = "联席会议",
    request_body = NewConference,
    responses(
        (status = 200, body = ConferenceView),
        (status = 422, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("membership.write")))
)]
async fn create(State(app): Platform, write: Write<NewConference>) -> Answer<ConferenceView> {
    Ok(Json(conferences::create(&app, &write.call, write.body).await?))
}

/// 查看联席会议
#[utoipa::path(
    get, path = "/api/v1/conferences/{id}", tag = "联席会议", params(("id" = String, Path)),
    responses(
        (status = 200, body = ConferenceView),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("membership.read")))
)]
async fn show(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Answer<ConferenceView> {
    Ok(Json(conferences::show(&app, &call, &id).await?))
}

/// 成员单位，某一天或全部历史
#[utoipa::path(
    get, path = "/api/v1/conferences/{id}/members",
    tag = "联席会议", params(("id" = String, Path), OnDay),
    responses(
        (status = 200, body = Vec<MemberView>),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("membership.read")))
)]
async fn members(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
    Query(filter): Query<OnDay>,
) -> Answer<Vec<MemberView>> {
    Ok(Json(conferences::members(&app, &call, &id, filter).await?))
}

/// 登记成员单位
#[utoipa::path(
    post, path = "/api/v1/conferences/{id}/members", tag = "联席会议", params(("id" = String, Path)),
    request_body = NewMember,
    responses(
        (status = 200, body = MemberView),
        (status = 422, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("membership.write")))
)]
async fn join(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<NewMember>,
) -> Answer<MemberView> {
    Ok(Json(conferences::join(&app, &write.call, &id, write.body).await?))
}

/// 成员单位退出
#[utoipa::path(
    post, path = "/api/v1/conference-members/{id}/leave",
    tag = "联席会议", params(("id" = String, Path)),
    request_body = Leaving,
    responses(
        (status = 200, body = MemberView),
        (status = 409, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("membership.write")))
)]
async fn leave(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<Leaving>,
) -> Answer<MemberView> {
    Ok(Json(conferences::leave(&app, &write.call, &id, write.body).await?))
}

/// 任职，某一天或全部历史
#[utoipa::path(
    get, path = "/api/v1/conferences/{id}/posts",
    tag = "联席会议", params(("id" = String, Path), OnDay),
    responses(
        (status = 200, body = Vec<PostView>),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("membership.read")))
)]
async fn posts(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
    Query(filter): Query<OnDay>,
) -> Answer<Vec<PostView>> {
    Ok(Json(conferences::posts(&app, &call, &id, filter).await?))
}

/// 登记任职
#[utoipa::path(
    post, path = "/api/v1/conferences/{id}/posts", tag = "联席会议", params(("id" = String, Path)),
    request_body = NewPost,
    responses(
        (status = 200, body = PostView),
        (status = 422, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("membership.write")))
)]
async fn appoint(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<NewPost>,
) -> Answer<PostView> {
    Ok(Json(conferences::appoint(&app, &write.call, &id, write.body).await?))
}

/// 接任
#[utoipa::path(
    post, path = "/api/v1/conference-posts/{id}/succeed",
    tag = "联席会议", params(("id" = String, Path)),
    request_body = Succession,
    responses(
        (status = 200, body = PostView),
        (status = 409, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("membership.write")))
)]
async fn succeed(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<Succession>,
) -> Answer<PostView> {
    Ok(Json(conferences::succeed(&app, &write.call, &id, write.body).await?))
}

/// 离任
#[utoipa::path(
    post, path = "/api/v1/conference-posts/{id}/leave", tag = "联席会议", params(("id" = String, Path)),
    request_body = Leaving,
    responses(
        (status = 200, body = PostView),
        (status = 409, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("membership.write")))
)]
async fn resign(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<Leaving>,
) -> Answer<PostView> {
    Ok(Json(conferences::resign(&app, &write.call, &id, write.body).await?))
}
