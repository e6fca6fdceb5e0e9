//! 质疑: anybody asks, the machine answers at once, an official within working days.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::challenges::{
    self, ChallengeForm, ChallengeQuery, ChallengeReply, ChallengeView, ContactReason, ContactView,
    PublicChallenge,
};
use sunlot_app::page::{Page, PageRequest};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::{Path, Query};
use crate::call::{Read, Sender, Write};
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(of_draw, lodge))
        .routes(routes!(list))
        .routes(routes!(show))
        .routes(routes!(answer))
        .routes(routes!(reveal))
}

handlers! { "质疑";
    /// 质疑列表
    page list: get "/api/v1/challenges", "challenge.read", 400
        => challenges::list(ChallengeQuery) -> ChallengeView;

    /// 查看质疑
    show show: get "/api/v1/challenges/{id}", "challenge.read", 404
        => challenges::show() -> ChallengeView;

    /// 答复质疑；答复公开
    act answer: post "/api/v1/challenges/{id}/answer", "challenge.answer", 409
        => challenges::answer(ChallengeReply) -> ChallengeView;

    /// 查看质疑人的联系方式；每次查看都留痕
    act reveal: post "/api/v1/challenges/{id}/contact", "challenge.reveal", 409
        => challenges::reveal(ContactReason) -> ContactView;
}

/// 一次抽取的质疑和核对结论
#[utoipa::path(
    get, path = "/api/v1/public/draws/{id}/challenges", tag = "公示",
    params(("id" = String, Path), PageRequest),
    responses(
        (status = 200, body = Page<PublicChallenge>),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("draw.public")))
)]
async fn of_draw(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
    Query(page): Query<PageRequest>,
) -> Answer<Page<PublicChallenge>> {
    Ok(Json(challenges::of_draw(&app, &call, &id, page).await?))
}

/// 提出质疑：平台立即用公布的文件核对
#[utoipa::path(
    post, path = "/api/v1/public/draws/{id}/challenges", tag = "公示",
    params(("id" = String, Path)), request_body = ChallengeForm,
    responses(
        (status = 200, body = PublicChallenge),
        (status = 400, body = ProblemDocument),
        (status = 409, body = ProblemDocument),
        (status = 429, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("challenge.lodge")))
)]
async fn lodge(
    State(app): Platform,
    Sender(origin): Sender,
    Path(id): Path<String>,
    write: Write<ChallengeForm>,
) -> Answer<PublicChallenge> {
    let network = origin.client;
    Ok(Json(challenges::lodge(&app, &write.call, &network, &id, write.body).await?))
}
