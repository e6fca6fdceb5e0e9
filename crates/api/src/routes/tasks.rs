//! 抽查任务.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::page::{Page, PageRequest};
use sunlot_app::plans::StepRequest;
use sunlot_app::tasks::{
    self, DerivedView, DryRunView, JointVisitView, MergeRequest, NewTask, OverlapView, PlanDryRun,
    TaskChange, TaskListFilter, TaskView,
};
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
        .routes(routes!(submit))
        .routes(routes!(send_back))
        .routes(routes!(approve))
        .routes(routes!(terminate))
        .routes(routes!(dry_run))
        .routes(routes!(dry_run_plan))
        .routes(routes!(overlaps))
        .routes(routes!(derived))
        .routes(routes!(merge))
        .routes(routes!(joint_visits))
        .routes(routes!(consent))
        .routes(routes!(undo))
}

handlers! { "抽查任务";
    /// 抽查任务列表
    page list: get "/api/v1/tasks", "task.read", 400 => tasks::list(TaskListFilter) -> TaskView;

    /// 编制抽查任务
    make create: post "/api/v1/tasks", "task.write", 400 => tasks::create(NewTask) -> TaskView;

    /// 查看抽查任务
    show show: get "/api/v1/tasks/{id}", "task.read", 404 => tasks::show() -> TaskView;

    /// 修改抽查任务
    act change: put "/api/v1/tasks/{id}", "task.write", 409
        => tasks::change(TaskChange) -> TaskView;

    /// 提交临时任务或专项检查
    act submit: post "/api/v1/tasks/{id}/submit", "task.write", 409
        => tasks::submit(StepRequest) -> TaskView;

    /// 退回临时任务或专项检查
    act send_back: post "/api/v1/tasks/{id}/return", "task.approve", 409
        => tasks::send_back(StepRequest) -> TaskView;

    /// 批准临时任务或专项检查
    act approve: post "/api/v1/tasks/{id}/approve", "task.approve", 409
        => tasks::approve(StepRequest) -> TaskView;

    /// 终止抽查任务
    act terminate: post "/api/v1/tasks/{id}/terminate", "task.write", 409
        => tasks::terminate(StepRequest) -> TaskView;

    /// 任务试算
    show dry_run: get "/api/v1/tasks/{id}/dry-run", "task.dry_run", 404
        => tasks::dry_run_task() -> DryRunView;
}

handlers! { "抽查计划";
    /// 计划试算
    show dry_run_plan: get "/api/v1/plans/{id}/dry-run", "task.dry_run", 404
        => tasks::dry_run_plan() -> PlanDryRun;
}

handlers! { "抽查任务";
    /// 与其他部门任务的重叠
    show overlaps: get "/api/v1/tasks/{id}/overlaps", "task.dry_run", 404
        => tasks::find_overlaps() -> Vec<OverlapView>;

    /// 不定向任务按经营范围推导的部门和事项
    show derived: get "/api/v1/tasks/{id}/derived", "task.dry_run", 404
        => tasks::derived() -> DerivedView;

    /// 提议合并进户
    act merge: post "/api/v1/tasks/{id}/merge", "task.merge", 409
        => tasks::propose(MergeRequest) -> JointVisitView;

    /// 任务的合并进户
    show joint_visits: get "/api/v1/tasks/{id}/joint-visits", "task.dry_run", 404
        => tasks::of_task() -> Vec<JointVisitView>;

    /// 同意合并进户
    act consent: post "/api/v1/joint-visits/{id}/consent", "task.merge", 409
        => tasks::consent(StepRequest) -> JointVisitView;

    /// 撤销合并进户
    act undo: post "/api/v1/joint-visits/{id}/undo", "task.merge", 409
        => tasks::undo(StepRequest) -> JointVisitView;
}
