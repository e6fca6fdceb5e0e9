//! 时间线: one address a noun, one use case for all.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::timelines::{self, TimelineEntry};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::Path;
use crate::call::Read;
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(plan))
        .routes(routes!(task))
        .routes(routes!(draw))
        .routes(routes!(inspection))
        .routes(routes!(part))
        .routes(routes!(objection))
        .routes(routes!(rectification))
        .routes(routes!(penalty))
        .routes(routes!(referral))
        .routes(routes!(restriction))
        .routes(routes!(case_file))
        .routes(routes!(report))
        .routes(routes!(challenge))
}

handlers! { "时间线";
    /// 抽查计划和备案发生过的事
    show plan: get "/api/v1/plans/{id}/timeline", "plan.read", 404
        => timelines::plan() -> Vec<TimelineEntry>;

    /// 抽查任务、它的抽取和合并进户发生过的事
    show task: get "/api/v1/tasks/{id}/timeline", "task.read", 404
        => timelines::task() -> Vec<TimelineEntry>;

    /// 抽取和对它的质疑发生过的事
    show draw: get "/api/v1/draws/{id}/timeline", "draw.read", 404
        => timelines::draw() -> Vec<TimelineEntry>;

    /// 检查和各部门部分发生过的事
    show inspection: get "/api/v1/inspections/{id}/timeline", "inspection.read", 404
        => timelines::inspection() -> Vec<TimelineEntry>;

    /// 部门部分发生过的事
    show part: get "/api/v1/inspection-parts/{id}/timeline", "result.read", 404
        => timelines::part() -> Vec<TimelineEntry>;

    /// 异议发生过的事
    show objection: get "/api/v1/objections/{id}/timeline", "objection.read", 404
        => timelines::objection() -> Vec<TimelineEntry>;

    /// 责令改正发生过的事
    show rectification: get "/api/v1/rectifications/{id}/timeline", "follow_up.read", 404
        => timelines::rectification() -> Vec<TimelineEntry>;

    /// 处罚案件发生过的事
    show penalty: get "/api/v1/penalties/{id}/timeline", "follow_up.read", 404
        => timelines::penalty() -> Vec<TimelineEntry>;

    /// 抄告移送发生过的事
    show referral: get "/api/v1/referrals/{id}/timeline", "referral.read", 404
        => timelines::referral() -> Vec<TimelineEntry>;

    /// 限制措施发生过的事
    show restriction: get "/api/v1/restrictions/{id}/timeline", "restriction.read", 404
        => timelines::restriction() -> Vec<TimelineEntry>;

    /// 个案发生过的事
    show case_file: get "/api/v1/cases/{id}/timeline", "case.read", 404
        => timelines::case_file() -> Vec<TimelineEntry>;

    /// 报告和历次报送发生过的事
    show report: get "/api/v1/reports/{id}/timeline", "report.read", 404
        => timelines::report() -> Vec<TimelineEntry>;

    /// 质疑发生过的事
    show challenge: get "/api/v1/challenges/{id}/timeline", "challenge.read", 404
        => timelines::challenge() -> Vec<TimelineEntry>;
}
