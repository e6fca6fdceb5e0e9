//! `POST /add-checkpoint`, with the status codes of C2SP tlog-witness.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use sunlot_sortition::log::request::REQUEST_MAX;

use crate::state::{Judge, Refusal};

const TEXT: &str = "text/plain; charset=utf-8";

/// The routes of a witness.
pub fn router(judge: Arc<Judge>) -> Router {
    Router::new()
        .route("/add-checkpoint", post(add_checkpoint))
        .route("/health/live", get(|| async { "ok\n" }))
        .layer(DefaultBodyLimit::max(REQUEST_MAX))
        .with_state(judge)
}

async fn add_checkpoint(State(judge): State<Arc<Judge>>, body: String) -> Response {
    // Judging writes to the disk.
    let task = tokio::task::spawn_blocking(move || judge.add_checkpoint(&body, crate::now()));
    match task.await {
        Ok(Ok(line)) => answer(StatusCode::OK, TEXT, line.to_text()),
        Ok(Err(refusal)) => refused(&refusal),
        Err(_) => answer(StatusCode::INTERNAL_SERVER_ERROR, TEXT, "程序出错\n".into()),
    }
}

fn answer(status: StatusCode, kind: &'static str, text: String) -> Response {
    (status, [(header::CONTENT_TYPE, kind)], text).into_response()
}

fn refused(refusal: &Refusal) -> Response {
    let (status, text) = match refusal {
        Refusal::Elsewhere(size) => {
            return answer(StatusCode::CONFLICT, "text/x.tlog.size", format!("{size}\n"));
        }
        Refusal::Malformed(what) => (StatusCode::BAD_REQUEST, format!("请求格式不对：{what}")),
        Refusal::UnknownLog => (StatusCode::NOT_FOUND, "不见证这份日志".to_owned()),
        Refusal::NotSigned => (StatusCode::FORBIDDEN, "没有操作方的有效签名".to_owned()),
        Refusal::Fork => (StatusCode::CONFLICT, "同样条目数已签过另一个根".to_owned()),
        Refusal::Inconsistent => {
            (StatusCode::UNPROCESSABLE_ENTITY, "日志不是只增不改：一致性证明不成立".to_owned())
        }
        Refusal::Storage(why) => {
            (StatusCode::SERVICE_UNAVAILABLE, format!("不能写下状态，因此不签名：{why}"))
        }
    };
    if matches!(refusal, Refusal::Fork | Refusal::Inconsistent) {
        // Signed by the operator, so it is evidence against him.
        eprintln!("警告：操作方签了一份不一致的检查点（{text}）。");
    }
    answer(status, TEXT, format!("{text}\n"))
}
