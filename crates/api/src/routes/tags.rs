//! 标签和监管责任.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use sunlot_app::App;
use sunlot_app::duties::{self, DutyEnd, DutyQuery, DutyView, NewDuty};
use sunlot_app::page::{Page, PageRequest};
use sunlot_app::tags::attach::{self, NewSubjectTag, SubjectTagQuery, SubjectTagView, TagEnd};
use sunlot_app::tags::bulk::{self, BulkTagged, BulkTagging};
use sunlot_app::tags::{self, NewTag, TagChange, TagQuery, TagRename, TagRenamed, TagView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::call::{Read, Write};
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, change))
        .routes(routes!(rename))
        .routes(routes!(attach_many))
        .routes(routes!(detach_many))
        .routes(routes!(of_subject, attach_one))
        .routes(routes!(end))
        .routes(routes!(list_duties, assign))
        .routes(routes!(duties_of_subject))
        .routes(routes!(end_duty))
}

/// 标签列表：用于本区划、其上级和下级的
#[utoipa::path(
    get, path = "/api/v1/tags", tag = "标签和监管责任", params(TagQuery, PageRequest),
    responses((status = 200, body = Page<TagView>), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("tag.read")))
)]
async fn list(
    State(app): Platform,
    Read(call): Read,
    Query(query): Query<TagQuery>,
    Query(page): Query<PageRequest>,
) -> Answer<Page<TagView>> {
    Ok(Json(tags::list(&app, &call, query, page).await?))
}

/// 建立标签
#[utoipa::path(
    post, path = "/api/v1/tags", tag = "标签和监管责任", request_body = NewTag,
    responses((status = 200, body = TagView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("tag.write")))
)]
async fn create(State(app): Platform, write: Write<NewTag>) -> Answer<TagView> {
    Ok(Json(tags::create(&app, &write.call, write.body).await?))
}

/// 查看标签
#[utoipa::path(
    get, path = "/api/v1/tags/{id}", tag = "标签和监管责任", params(("id" = String, Path)),
    responses((status = 200, body = TagView), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("tag.read")))
)]
async fn show(State(app): Platform, Read(call): Read, Path(id): Path<String>) -> Answer<TagView> {
    Ok(Json(tags::show(&app, &call, &id).await?))
}

/// 变更标签的含义或期限
#[utoipa::path(
    put, path = "/api/v1/tags/{id}", tag = "标签和监管责任",
    params(("id" = String, Path)), request_body = TagChange,
    responses((status = 200, body = TagView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("tag.write")))
)]
async fn change(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<TagChange>,
) -> Answer<TagView> {
    Ok(Json(tags::change(&app, &write.call, &id, write.body).await?))
}

/// 标签改名：新标签接替，检查对象随之更换
#[utoipa::path(
    post, path = "/api/v1/tags/{id}/rename", tag = "标签和监管责任",
    params(("id" = String, Path)), request_body = TagRename,
    responses((status = 200, body = TagRenamed), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("tag.write")))
)]
async fn rename(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<TagRename>,
) -> Answer<TagRenamed> {
    Ok(Json(tags::rename(&app, &write.call, &id, write.body).await?))
}

/// 批量加标签：先试算，再按试算的户数写入
#[utoipa::path(
    post, path = "/api/v1/tags/{id}/attach", tag = "标签和监管责任",
    params(("id" = String, Path)), request_body = BulkTagging,
    responses((status = 200, body = BulkTagged), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("tag.write")))
)]
async fn attach_many(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<BulkTagging>,
) -> Answer<BulkTagged> {
    Ok(Json(bulk::attach(&app, &write.call, &id, write.body).await?))
}

/// 批量取消标签：先试算，再按试算的户数写入
#[utoipa::path(
    post, path = "/api/v1/tags/{id}/detach", tag = "标签和监管责任",
    params(("id" = String, Path)), request_body = BulkTagging,
    responses((status = 200, body = BulkTagged), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("tag.write")))
)]
async fn detach_many(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<BulkTagging>,
) -> Answer<BulkTagged> {
    Ok(Json(bulk::detach(&app, &write.call, &id, write.body).await?))
}

/// 检查对象的标签
#[utoipa::path(
    get, path = "/api/v1/subjects/{id}/tags", tag = "标签和监管责任",
    params(("id" = String, Path), SubjectTagQuery),
    responses((status = 200, body = Vec<SubjectTagView>), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("tag.read")))
)]
async fn of_subject(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
    Query(query): Query<SubjectTagQuery>,
) -> Answer<Vec<SubjectTagView>> {
    Ok(Json(attach::list(&app, &call, &id, query).await?))
}

/// 给检查对象加标签
#[utoipa::path(
    post, path = "/api/v1/subjects/{id}/tags", tag = "标签和监管责任",
    params(("id" = String, Path)), request_body = NewSubjectTag,
    responses((status = 200, body = SubjectTagView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("tag.write")))
)]
async fn attach_one(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<NewSubjectTag>,
) -> Answer<SubjectTagView> {
    Ok(Json(attach::attach(&app, &write.call, &id, write.body).await?))
}

/// 取消检查对象的标签
#[utoipa::path(
    post, path = "/api/v1/subject-tags/{id}/end", tag = "标签和监管责任",
    params(("id" = String, Path)), request_body = TagEnd,
    responses((status = 200, body = SubjectTagView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("tag.write")))
)]
async fn end(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<TagEnd>,
) -> Answer<SubjectTagView> {
    Ok(Json(attach::end(&app, &write.call, &id, write.body).await?))
}

/// 监管责任列表
#[utoipa::path(
    get, path = "/api/v1/duties", tag = "标签和监管责任", params(DutyQuery, PageRequest),
    responses((status = 200, body = Page<DutyView>), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("tag.read")))
)]
async fn list_duties(
    State(app): Platform,
    Read(call): Read,
    Query(query): Query<DutyQuery>,
    Query(page): Query<PageRequest>,
) -> Answer<Page<DutyView>> {
    Ok(Json(duties::list(&app, &call, query, page).await?))
}

/// 确定监管责任：本部门对检查对象的一个事项
#[utoipa::path(
    post, path = "/api/v1/duties", tag = "标签和监管责任", request_body = NewDuty,
    responses((status = 200, body = DutyView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("subject.write")))
)]
async fn assign(State(app): Platform, write: Write<NewDuty>) -> Answer<DutyView> {
    Ok(Json(duties::assign(&app, &write.call, write.body).await?))
}

/// 检查对象由谁监管、监管什么
#[utoipa::path(
    get, path = "/api/v1/subjects/{id}/duties", tag = "标签和监管责任", params(("id" = String, Path)),
    responses((status = 200, body = Vec<DutyView>), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("tag.read")))
)]
async fn duties_of_subject(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Answer<Vec<DutyView>> {
    Ok(Json(duties::of_subject(&app, &call, &id).await?))
}

/// 结束监管责任
#[utoipa::path(
    post, path = "/api/v1/duties/{id}/end", tag = "标签和监管责任",
    params(("id" = String, Path)), request_body = DutyEnd,
    responses((status = 200, body = DutyView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("subject.write")))
)]
async fn end_duty(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<DutyEnd>,
) -> Answer<DutyView> {
    Ok(Json(duties::end(&app, &write.call, &id, write.body).await?))
}
