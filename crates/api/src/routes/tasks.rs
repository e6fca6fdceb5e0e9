//! 抽查任务.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
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

/// 抽查任务列表
#[utoipa::path(
    get, path = "/api/v1/tasks", tag = "抽查任务", params(TaskListFilter, PageRequest),
    responses((status = 200, body = Page<TaskView>), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("task.read")))
)]
async fn list(
    State(app): Platform,
    Read(call): Read,
    Query(filter): Query<TaskListFilter>,
    Query(page): Query<PageRequest>,
) -> Answer<Page<TaskView>> {
    Ok(Json(tasks::list(&app, &call, filter, page).await?))
}

/// 编制抽查任务
#[utoipa::path(
    post, path = "/api/v1/tasks", tag = "抽查任务", request_body = NewTask,
    responses((status = 200, body = TaskView), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("task.write")))
)]
async fn create(State(app): Platform, write: Write<NewTask>) -> Answer<TaskView> {
    Ok(Json(tasks::create(&app, &write.call, write.body).await?))
}

/// 查看抽查任务
#[utoipa::path(
    get, path = "/api/v1/tasks/{id}", tag = "抽查任务", params(("id" = String, Path)),
    responses((status = 200, body = TaskView), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("task.read")))
)]
async fn show(State(app): Platform, Read(call): Read, Path(id): Path<String>) -> Answer<TaskView> {
    Ok(Json(tasks::show(&app, &call, &id).await?))
}

/// 修改抽查任务
#[utoipa::path(
    put, path = "/api/v1/tasks/{id}", tag = "抽查任务", params(("id" = String, Path)),
    request_body = TaskChange,
    responses((status = 200, body = TaskView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("task.write")))
)]
async fn change(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<TaskChange>,
) -> Answer<TaskView> {
    Ok(Json(tasks::change(&app, &write.call, &id, write.body).await?))
}

/// 提交临时任务或专项检查
#[utoipa::path(
    post, path = "/api/v1/tasks/{id}/submit", tag = "抽查任务", params(("id" = String, Path)),
    request_body = StepRequest,
    responses((status = 200, body = TaskView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("task.write")))
)]
async fn submit(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<StepRequest>,
) -> Answer<TaskView> {
    Ok(Json(tasks::submit(&app, &write.call, &id, write.body).await?))
}

/// 退回临时任务或专项检查
#[utoipa::path(
    post, path = "/api/v1/tasks/{id}/return", tag = "抽查任务", params(("id" = String, Path)),
    request_body = StepRequest,
    responses((status = 200, body = TaskView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("task.approve")))
)]
async fn send_back(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<StepRequest>,
) -> Answer<TaskView> {
    Ok(Json(tasks::send_back(&app, &write.call, &id, write.body).await?))
}

/// 批准临时任务或专项检查
#[utoipa::path(
    post, path = "/api/v1/tasks/{id}/approve", tag = "抽查任务", params(("id" = String, Path)),
    request_body = StepRequest,
    responses((status = 200, body = TaskView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("task.approve")))
)]
async fn approve(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<StepRequest>,
) -> Answer<TaskView> {
    Ok(Json(tasks::approve(&app, &write.call, &id, write.body).await?))
}

/// 终止抽查任务
#[utoipa::path(
    post, path = "/api/v1/tasks/{id}/terminate", tag = "抽查任务", params(("id" = String, Path)),
    request_body = StepRequest,
    responses((status = 200, body = TaskView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("task.write")))
)]
async fn terminate(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<StepRequest>,
) -> Answer<TaskView> {
    Ok(Json(tasks::terminate(&app, &write.call, &id, write.body).await?))
}

/// 任务试算
#[utoipa::path(
    get, path = "/api/v1/tasks/{id}/dry-run", tag = "抽查任务",
    params(("id" = String, Path)),
    responses((status = 200, body = DryRunView), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("task.dry_run")))
)]
async fn dry_run(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Answer<DryRunView> {
    Ok(Json(tasks::dry_run_task(&app, &call, &id).await?))
}

/// 计划试算
#[utoipa::path(
    get, path = "/api/v1/plans/{id}/dry-run", tag = "抽查计划",
    params(("id" = String, Path)),
    responses((status = 200, body = PlanDryRun), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("task.dry_run")))
)]
async fn dry_run_plan(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Answer<PlanDryRun> {
    Ok(Json(tasks::dry_run_plan(&app, &call, &id).await?))
}

/// 与其他部门任务的重叠
#[utoipa::path(
    get, path = "/api/v1/tasks/{id}/overlaps", tag = "抽查任务",
    params(("id" = String, Path)),
    responses((status = 200, body = Vec<OverlapView>), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("task.dry_run")))
)]
async fn overlaps(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Answer<Vec<OverlapView>> {
    Ok(Json(tasks::find_overlaps(&app, &call, &id).await?))
}

/// 不定向任务按经营范围推导的部门和事项
#[utoipa::path(
    get, path = "/api/v1/tasks/{id}/derived", tag = "抽查任务",
    params(("id" = String, Path)),
    responses((status = 200, body = DerivedView), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("task.dry_run")))
)]
async fn derived(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Answer<DerivedView> {
    Ok(Json(tasks::derived(&app, &call, &id).await?))
}

/// 提议合并进户
#[utoipa::path(
    post, path = "/api/v1/tasks/{id}/merge", tag = "抽查任务",
    params(("id" = String, Path)),
    request_body = MergeRequest,
    responses((status = 200, body = JointVisitView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("task.merge")))
)]
async fn merge(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<MergeRequest>,
) -> Answer<JointVisitView> {
    Ok(Json(tasks::propose(&app, &write.call, &id, write.body).await?))
}

/// 任务的合并进户
#[utoipa::path(
    get, path = "/api/v1/tasks/{id}/joint-visits", tag = "抽查任务",
    params(("id" = String, Path)),
    responses((status = 200, body = Vec<JointVisitView>), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("task.dry_run")))
)]
async fn joint_visits(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Answer<Vec<JointVisitView>> {
    Ok(Json(tasks::of_task(&app, &call, &id).await?))
}

/// 同意合并进户
#[utoipa::path(
    post, path = "/api/v1/joint-visits/{id}/consent", tag = "抽查任务",
    params(("id" = String, Path)),
    request_body = StepRequest,
    responses((status = 200, body = JointVisitView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("task.merge")))
)]
async fn consent(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<StepRequest>,
) -> Answer<JointVisitView> {
    Ok(Json(tasks::consent(&app, &write.call, &id, write.body).await?))
}

/// 撤销合并进户
#[utoipa::path(
    post, path = "/api/v1/joint-visits/{id}/undo", tag = "抽查任务",
    params(("id" = String, Path)),
    request_body = StepRequest,
    responses((status = 200, body = JointVisitView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("task.merge")))
)]
async fn undo(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<StepRequest>,
) -> Answer<JointVisitView> {
    Ok(Json(tasks::undo(&app, &write.call, &id, write.body).await?))
}
