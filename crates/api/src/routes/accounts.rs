//! 账号、授权和首次启动.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use sunlot_app::App;
use sunlot_app::accounts::{self, AccountChange, AccountFilter, AccountView, NewAccount, Reasoned};
use sunlot_app::first_start::{self, FirstAccount, Setup};
use sunlot_app::grants::{self, GrantFilter, GrantView, NewGrant};
use sunlot_app::page::{Page, PageRequest};
use sunlot_app::people::{self, PersonQuery, PersonView};
use sunlot_domain::accounts::GrantStep;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::{Path, Query};
use crate::call::{Read, Write};
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(first_start_needed, first_start))
        .routes(routes!(list, create))
        .routes(routes!(show, change))
        .routes(routes!(disable))
        .routes(routes!(enable))
        .routes(routes!(reset_password))
        .routes(routes!(remove_factor))
        .routes(routes!(people))
        .routes(routes!(person))
        .routes(routes!(list_grants, propose))
        .routes(routes!(show_grant))
        .routes(routes!(approve))
        .routes(routes!(refuse))
        .routes(routes!(withdraw))
        .routes(routes!(propose_revocation))
        .routes(routes!(approve_revocation))
        .routes(routes!(refuse_revocation))
}

/// 首次启动是否还没有进行。
#[derive(Serialize, ToSchema)]
struct FirstStartNeeded {
    /// 是则请用服务器启动时显示的一次性口令建立管理员。
    needed: bool,
}

/// 首次启动。
#[derive(Deserialize, ToSchema)]
struct FirstStart {
    /// 服务器启动时显示的一次性口令。
    token: String,
    /// 区划、部门和管理员。
    setup: Setup,
}

/// 首次启动是否还没有进行
#[utoipa::path(
    get, path = "/api/v1/first-start", tag = "账号",
    responses((status = 200, body = FirstStartNeeded)),
    extensions(("x-permission" = json!("ceremony.first_start")))
)]
async fn first_start_needed(State(app): Platform) -> Answer<FirstStartNeeded> {
    Ok(Json(FirstStartNeeded { needed: first_start::needed(&app).await? }))
}

/// 首次启动：建立三员；初始口令只显示这一次
#[utoipa::path(
    post, path = "/api/v1/first-start", tag = "账号", request_body = FirstStart,
    responses((status = 200, body = Vec<FirstAccount>), (status = 403, body = ProblemDocument)),
    extensions(("x-permission" = json!("ceremony.first_start")))
)]
async fn first_start(State(app): Platform, write: Write<FirstStart>) -> Answer<Vec<FirstAccount>> {
    let FirstStart { token, setup } = write.body;
    Ok(Json(first_start::create_with_token(&app, &write.call, &token, setup).await?))
}

/// 账号列表
#[utoipa::path(
    get, path = "/api/v1/accounts", tag = "账号", params(AccountFilter, PageRequest),
    responses((status = 200, body = Page<AccountView>)),
    extensions(("x-permission" = json!("account.read")))
)]
async fn list(
    State(app): Platform,
    Read(call): Read,
    Query(filter): Query<AccountFilter>,
    Query(page): Query<PageRequest>,
) -> Answer<Page<AccountView>> {
    Ok(Json(accounts::list(&app, &call, filter, page).await?))
}

handlers! { "账号";
    /// 建立账号；初始口令只显示这一次
    make create: post "/api/v1/accounts", "account.write", 400
        => accounts::create(NewAccount) -> AccountView;

    /// 查看账号
    show show: get "/api/v1/accounts/{id}", "account.read", 404 => accounts::show() -> AccountView;

    /// 变更账号
    act change: put "/api/v1/accounts/{id}", "account.write", 409
        => accounts::change(AccountChange) -> AccountView;

    /// 停用账号
    act disable: post "/api/v1/accounts/{id}/disable", "account.write", 409
        => accounts::disable(Reasoned) -> AccountView;

    /// 启用账号
    act enable: post "/api/v1/accounts/{id}/enable", "account.write", 409
        => accounts::enable(Reasoned) -> AccountView;

    /// 重置口令；初始口令只显示这一次
    act reset_password: post "/api/v1/accounts/{id}/reset-password", "account.write", 409
        => accounts::reset_password(Reasoned) -> AccountView;

    /// 撤销丢失的第二因素
    act remove_factor: post "/api/v1/accounts/{id}/remove-factor", "account.remove_factor", 409
        => accounts::remove_factor(Reasoned) -> AccountView;
}

handlers! { "账号";
    /// 可以指名的人员：本区域的姓名、部门和角色，不含登录名
    page people: get "/api/v1/people", "person.read", 400
        => people::list(PersonQuery) -> PersonView;

    /// 一名可以指名的人员
    show person: get "/api/v1/people/{id}", "person.read", 404 => people::show() -> PersonView;
}

/// 授权列表
#[utoipa::path(
    get, path = "/api/v1/grants", tag = "授权", params(GrantFilter, PageRequest),
    responses((status = 200, body = Page<GrantView>)),
    extensions(("x-permission" = json!("grant.read")))
)]
async fn list_grants(
    State(app): Platform,
    Read(call): Read,
    Query(filter): Query<GrantFilter>,
    Query(page): Query<PageRequest>,
) -> Answer<Page<GrantView>> {
    Ok(Json(grants::list(&app, &call, filter, page).await?))
}

handlers! { "授权";
    /// 提出授权
    make propose: post "/api/v1/grants", "grant.propose", 422
        => grants::propose(NewGrant) -> GrantView;

    /// 查看授权
    show show_grant: get "/api/v1/grants/{id}", "grant.read", 404 => grants::show() -> GrantView;
}

/// 批准授权
#[utoipa::path(
    post, path = "/api/v1/grants/{id}/approve", tag = "授权", params(("id" = String, Path)),
    request_body = Reasoned,
    responses((status = 200, body = GrantView), (status = 422, body = ProblemDocument)),
    extensions(("x-permission" = json!("grant.approve")))
)]
async fn approve(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<Reasoned>,
) -> Answer<GrantView> {
    Ok(Json(grants::step(&app, &write.call, &id, GrantStep::Approve, write.body).await?))
}

/// 不批准授权
#[utoipa::path(
    post, path = "/api/v1/grants/{id}/refuse", tag = "授权", params(("id" = String, Path)),
    request_body = Reasoned,
    responses((status = 200, body = GrantView), (status = 422, body = ProblemDocument)),
    extensions(("x-permission" = json!("grant.approve")))
)]
async fn refuse(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<Reasoned>,
) -> Answer<GrantView> {
    Ok(Json(grants::step(&app, &write.call, &id, GrantStep::Refuse, write.body).await?))
}

/// 撤回本人提出的授权
#[utoipa::path(
    post, path = "/api/v1/grants/{id}/withdraw", tag = "授权", params(("id" = String, Path)),
    request_body = Reasoned,
    responses((status = 200, body = GrantView), (status = 422, body = ProblemDocument)),
    extensions(("x-permission" = json!("grant.propose")))
)]
async fn withdraw(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<Reasoned>,
) -> Answer<GrantView> {
    Ok(Json(grants::step(&app, &write.call, &id, GrantStep::Withdraw, write.body).await?))
}

/// 提出收回授权
#[utoipa::path(
    post, path = "/api/v1/grants/{id}/propose-revocation", tag = "授权",
    params(("id" = String, Path)),
    request_body = Reasoned,
    responses((status = 200, body = GrantView), (status = 422, body = ProblemDocument)),
    extensions(("x-permission" = json!("grant.propose")))
)]
async fn propose_revocation(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<Reasoned>,
) -> Answer<GrantView> {
    Ok(Json(grants::step(&app, &write.call, &id, GrantStep::ProposeRevocation, write.body).await?))
}

/// 批准收回授权
#[utoipa::path(
    post, path = "/api/v1/grants/{id}/approve-revocation", tag = "授权",
    params(("id" = String, Path)),
    request_body = Reasoned,
    responses((status = 200, body = GrantView), (status = 422, body = ProblemDocument)),
    extensions(("x-permission" = json!("grant.approve")))
)]
async fn approve_revocation(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<Reasoned>,
) -> Answer<GrantView> {
    Ok(Json(grants::step(&app, &write.call, &id, GrantStep::ApproveRevocation, write.body).await?))
}

/// 不批准收回授权
#[utoipa::path(
    post, path = "/api/v1/grants/{id}/refuse-revocation", tag = "授权",
    params(("id" = String, Path)),
    request_body = Reasoned,
    responses((status = 200, body = GrantView), (status = 422, body = ProblemDocument)),
    extensions(("x-permission" = json!("grant.approve")))
)]
async fn refuse_revocation(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<Reasoned>,
) -> Answer<GrantView> {
    Ok(Json(grants::step(&app, &write.call, &id, GrantStep::RefuseRevocation, write.body).await?))
}
