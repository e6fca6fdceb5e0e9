//! 标签和监管责任.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::duties::{self, DutyEnd, DutyQuery, DutyView, NewDuty};
use sunlot_app::page::{Page, PageRequest};
use sunlot_app::tags::attach::{self, NewSubjectTag, SubjectTagQuery, SubjectTagView, TagEnd};
use sunlot_app::tags::bulk::{self, BulkTagged, BulkTagging};
use sunlot_app::tags::{self, NewTag, TagChange, TagQuery, TagRename, TagRenamed, TagView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::{Path, Query};
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

handlers! { "标签和监管责任";
    /// 标签列表：用于本区划、其上级和下级的
    page list: get "/api/v1/tags", "tag.read", 400 => tags::list(TagQuery) -> TagView;

    /// 建立标签
    make create: post "/api/v1/tags", "tag.write", 409 => tags::create(NewTag) -> TagView;

    /// 查看标签
    show show: get "/api/v1/tags/{id}", "tag.read", 404 => tags::show() -> TagView;

    /// 变更标签的含义或期限
    act change: put "/api/v1/tags/{id}", "tag.write", 409 => tags::change(TagChange) -> TagView;

    /// 标签改名：新标签接替，检查对象随之更换
    act rename: post "/api/v1/tags/{id}/rename", "tag.write", 409
        => tags::rename(TagRename) -> TagRenamed;

    /// 批量加标签：先试算，再按试算的户数写入
    act attach_many: post "/api/v1/tags/{id}/attach", "tag.write", 409
        => bulk::attach(BulkTagging) -> BulkTagged;

    /// 批量取消标签：先试算，再按试算的户数写入
    act detach_many: post "/api/v1/tags/{id}/detach", "tag.write", 409
        => bulk::detach(BulkTagging) -> BulkTagged;

    /// 检查对象的标签
    find_of of_subject: get "/api/v1/subjects/{id}/tags", "tag.read", 404
        => attach::list(SubjectTagQuery) -> Vec<SubjectTagView>;

    /// 给检查对象加标签
    act attach_one: post "/api/v1/subjects/{id}/tags", "tag.write", 409
        => attach::attach(NewSubjectTag) -> SubjectTagView;

    /// 取消检查对象的标签
    act end: post "/api/v1/subject-tags/{id}/end", "tag.write", 409
        => attach::end(TagEnd) -> SubjectTagView;

    /// 监管责任列表
    page list_duties: get "/api/v1/duties", "tag.read", 400 => duties::list(DutyQuery) -> DutyView;

    /// 确定监管责任：本部门对检查对象的一个事项
    make assign: post "/api/v1/duties", "subject.write", 409 => duties::assign(NewDuty) -> DutyView;

    /// 检查对象由谁监管、监管什么
    show duties_of_subject: get "/api/v1/subjects/{id}/duties", "tag.read", 404
        => duties::of_subject() -> Vec<DutyView>;

    /// 结束监管责任
    act end_duty: post "/api/v1/duties/{id}/end", "subject.write", 409
        => duties::end(DutyEnd) -> DutyView;
}
