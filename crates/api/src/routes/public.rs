//! 公告和统计: the public lists that belong to no noun of officials.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::draws::{self, Announcement, AnnouncementPage};
use sunlot_app::page::{Page, PageRequest};
use sunlot_app::results::{self, GroupQuery, ResultGroup};
use sunlot_app::statistics::{self, Statistics, StatisticsQuery};
use sunlot_app::tasks::{self, PublicTask, PublicTaskQuery};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::{Path, Query};
use crate::call::Read;
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(tasks))
        .routes(routes!(task))
        .routes(routes!(draws))
        .routes(routes!(draw))
        .routes(routes!(by_item))
        .routes(routes!(figures))
}

handlers! { "公示";
    /// 任务公告，新的在前
    page tasks: get "/api/v1/public/tasks", "task.read", 400
        => tasks::public_list(PublicTaskQuery) -> PublicTask;

    /// 查看任务公告
    show task: get "/api/v1/public/tasks/{id}", "task.read", 404
        => tasks::public_show() -> PublicTask;

    /// 抽取公告，新的在前
    page draws: get "/api/v1/public/draws", "draw.public", 400
        => draws::public_list() -> Announcement;

    /// 查看抽取公告
    show draw: get "/api/v1/public/draws/{id}", "draw.public", 404
        => draws::public_show() -> AnnouncementPage;

    /// 已公示的结果，按机关和事项统计
    page by_item: get "/api/v1/public/result-groups", "result.public", 400
        => results::by_item(GroupQuery) -> ResultGroup;

    /// 一年的公开统计
    find figures: get "/api/v1/public/statistics", "result.public", 400
        => statistics::of_year(StatisticsQuery) -> Statistics;
}
