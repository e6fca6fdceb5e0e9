//! 任务归档、信用反馈、公开的数字.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::follow::ending::{self, TaskFollowUp};
use sunlot_app::follow::feedback::{self, FeedbackQuery, FeedbackView};
use sunlot_app::follow::figures::{self, FigureQuery, PublicFigures};
use sunlot_app::page::{Page, PageRequest};
use sunlot_app::plans::StepRequest;
use sunlot_app::tasks::TaskView;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::{Path, Query};
use crate::call::{Read, Write};
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(of_task))
        .routes(routes!(archive))
        .routes(routes!(of_subject))
        .routes(routes!(csv))
        .routes(routes!(public_figures))
}

handlers! { "后续处置";
    /// 任务的后续处置，还有哪些没有办结
    show of_task: get "/api/v1/tasks/{id}/follow-up", "follow_up.read", 404
        => ending::of_task() -> TaskFollowUp;

    /// 任务归档
    act archive: post "/api/v1/tasks/{id}/archive", "task.close", 409
        => ending::archive(StepRequest) -> TaskView;

    /// 检查对象的信用反馈和说明
    page_of of_subject: get "/api/v1/subjects/{id}/feedback", "feedback.read", 404
        => feedback::of_subject(FeedbackQuery) -> FeedbackView;

    /// 信用反馈文件（CSV）
    table csv: get "/api/v1/feedback.csv", "feedback.export", 400
        => feedback::csv(FeedbackQuery) -> String;
}

handlers! { "公示";
    /// 个案和案件的公开数字
    find public_figures: get "/api/v1/public/follow-up/figures", "follow_up.public", 400
        => figures::public(FigureQuery) -> PublicFigures;
}
