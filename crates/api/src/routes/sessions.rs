//! 登录、会话、口令和第二因素.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Response};
use sunlot_app::App;
use sunlot_app::credentials::{self, FactorOffer, PasswordChange, RecoveryCodes};
use sunlot_app::logins::{self, Code, Login};
use sunlot_app::sessions::{self, Ended, SessionRow, SessionView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::Path;
use crate::call::{Read, Sender, Token, Write};
use crate::gate::{COOKIE, DEVICE_COOKIE};
use crate::problem::{Problem, ProblemDocument};

/// Attributes of both cookies: this host alone, HTTPS alone, no script, no other site.
const ATTRIBUTES: &str = "Path=/; Secure; HttpOnly; SameSite=Strict";

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(show, log_in, log_out))
        .routes(routes!(step_up))
        .routes(routes!(list, end_all))
        .routes(routes!(end))
        .routes(routes!(change_password))
        .routes(routes!(offer_factor))
        .routes(routes!(confirm_factor))
        .routes(routes!(renew_codes))
}

fn cookie(name: &str, value: &str, seconds: i64) -> (axum::http::HeaderName, HeaderValue) {
    let text = format!("{name}={value}; {ATTRIBUTES}; Max-Age={seconds}");
    (SET_COOKIE, HeaderValue::from_str(&text).expect("tokens are hexadecimal"))
}

fn session_cookie(token: &str) -> (axum::http::HeaderName, HeaderValue) {
    cookie(COOKIE, token, sessions::ABSOLUTE_SECONDS)
}

/// 本人的会话，含写操作须带的 X-CSRF-Token
#[utoipa::path(
    get, path = "/api/v1/session", tag = "登录",
    responses((status = 200, body = SessionView), (status = 401, body = ProblemDocument)),
    extensions(("x-permission" = json!("session.own")))
)]
async fn show(State(app): Platform, Token(token): Token) -> Answer<SessionView> {
    Ok(Json(sessions::show(&app, Some(&token)).await?))
}

/// 登录
#[utoipa::path(
    post, path = "/api/v1/session", tag = "登录", request_body = Login,
    responses(
        (status = 200, body = SessionView), (status = 401, body = ProblemDocument),
        (status = 429, body = ProblemDocument),
    ),
    extensions(("x-permission" = json!("session.open")))
)]
async fn log_in(
    State(app): Platform,
    Sender(origin): Sender,
    write: Write<Login>,
) -> Result<Response, Problem> {
    let tokens = logins::log_in(&app, &write.call, &origin, write.body).await?;
    let view = sessions::show(&app, Some(&tokens.session)).await?;
    let cookies = AppendHeaders([
        session_cookie(&tokens.session),
        cookie(DEVICE_COOKIE, &tokens.device, 180 * 86_400),
    ]);
    Ok((cookies, Json(view)).into_response())
}

/// 退出登录
#[utoipa::path(
    delete, path = "/api/v1/session", tag = "登录",
    responses((status = 200, body = Ended)),
    extensions(("x-permission" = json!("session.own")))
)]
async fn log_out(
    State(app): Platform,
    Token(token): Token,
    write: Write<()>,
) -> Result<Response, Problem> {
    let ended = sessions::log_out(&app, &write.call, &token).await?;
    Ok((AppendHeaders([cookie(COOKIE, "", 0)]), Json(ended)).into_response())
}

/// 再次验证身份；会话换新的令牌和 X-CSRF-Token
#[utoipa::path(
    post, path = "/api/v1/session/step-up", tag = "登录", request_body = Code,
    responses((status = 200, body = SessionView), (status = 401, body = ProblemDocument)),
    extensions(("x-permission" = json!("session.own")))
)]
async fn step_up(
    State(app): Platform,
    Token(token): Token,
    write: Write<Code>,
) -> Result<Response, Problem> {
    let fresh = logins::step_up(&app, &write.call, &token, write.body).await?;
    let view = sessions::show(&app, Some(&fresh)).await?;
    Ok((AppendHeaders([session_cookie(&fresh)]), Json(view)).into_response())
}

/// 本人的全部会话
#[utoipa::path(
    get, path = "/api/v1/sessions", tag = "登录",
    responses((status = 200, body = Vec<SessionRow>)),
    extensions(("x-permission" = json!("session.own")))
)]
async fn list(
    State(app): Platform,
    Read(call): Read,
    Token(token): Token,
) -> Answer<Vec<SessionRow>> {
    Ok(Json(sessions::list(&app, &call, &token).await?))
}

/// 结束本人的全部会话
#[utoipa::path(
    delete, path = "/api/v1/sessions", tag = "登录",
    responses((status = 200, body = Ended)),
    extensions(("x-permission" = json!("session.own")))
)]
async fn end_all(State(app): Platform, write: Write<()>) -> Result<Response, Problem> {
    let ended = sessions::end_all(&app, &write.call).await?;
    Ok((AppendHeaders([cookie(COOKIE, "", 0)]), Json(ended)).into_response())
}

/// 结束本人的一个会话
#[utoipa::path(
    delete, path = "/api/v1/sessions/{id}", tag = "登录", params(("id" = String, Path)),
    responses((status = 200, body = Ended), (status = 404, body = ProblemDocument)),
    extensions(("x-permission" = json!("session.own")))
)]
async fn end(State(app): Platform, Path(id): Path<String>, write: Write<()>) -> Answer<Ended> {
    Ok(Json(sessions::end(&app, &write.call, &id).await?))
}

/// 修改本人口令；本人的其他会话随之结束
#[utoipa::path(
    put, path = "/api/v1/password", tag = "登录", request_body = PasswordChange,
    responses((status = 200, body = SessionView), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("session.own")))
)]
async fn change_password(
    State(app): Platform,
    Token(token): Token,
    write: Write<PasswordChange>,
) -> Answer<SessionView> {
    credentials::change_password(&app, &write.call, &token, write.body).await?;
    Ok(Json(sessions::show(&app, Some(&token)).await?))
}

/// 开始启用动态口令；密钥只显示这一次
#[utoipa::path(
    post, path = "/api/v1/second-factor", tag = "登录",
    responses((status = 200, body = FactorOffer), (status = 403, body = ProblemDocument)),
    extensions(("x-permission" = json!("session.own")))
)]
async fn offer_factor(State(app): Platform, write: Write<()>) -> Answer<FactorOffer> {
    Ok(Json(credentials::offer_factor(&app, &write.call).await?))
}

/// 用第一个动态口令确认启用；恢复代码只显示这一次，会话换新的令牌
#[utoipa::path(
    post, path = "/api/v1/second-factor/confirm", tag = "登录", request_body = Code,
    responses((status = 200, body = RecoveryCodes), (status = 401, body = ProblemDocument)),
    extensions(("x-permission" = json!("session.own")))
)]
async fn confirm_factor(
    State(app): Platform,
    Token(token): Token,
    write: Write<Code>,
) -> Result<Response, Problem> {
    let confirmed = credentials::confirm_factor(&app, &write.call, &token, write.body).await?;
    let (codes, fresh) = confirmed;
    Ok((AppendHeaders([session_cookie(&fresh)]), Json(codes)).into_response())
}

/// 更换恢复代码；旧的不再有效
#[utoipa::path(
    post, path = "/api/v1/second-factor/recovery-codes", tag = "登录",
    responses((status = 200, body = RecoveryCodes), (status = 403, body = ProblemDocument)),
    extensions(("x-permission" = json!("session.own")))
)]
async fn renew_codes(State(app): Platform, write: Write<()>) -> Answer<RecoveryCodes> {
    Ok(Json(credentials::renew_codes(&app, &write.call).await?))
}
