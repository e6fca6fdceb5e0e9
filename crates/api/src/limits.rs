//! 限度: what one request may take of the server, and how many may be under way. Beyond that the
//! answer is 503 with `Retry-After`: overload sheds load and never corrupts.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use sunlot_app::{AppError, Kind};
use tokio::sync::Semaphore;

use crate::problem::Problem;

/// Limits of the server.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Requests under way at the same time.
    pub under_way: usize,
    /// Time for an ordinary request, its body included.
    pub request: Duration,
    /// Time for a request that brings a file.
    pub upload: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        let (request, upload) = (Duration::from_secs(30), Duration::from_secs(600));
        Limits { under_way: 1_024, request, upload }
    }
}

/// The limits at work.
#[derive(Clone)]
pub(crate) struct Guard {
    turns: Arc<Semaphore>,
    limits: Limits,
}

impl Guard {
    pub(crate) fn new(limits: &Limits) -> Guard {
        Guard { turns: Arc::new(Semaphore::new(limits.under_way)), limits: limits.clone() }
    }
}

/// Refuses at once what is too much, and ends what takes too long.
pub(crate) async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    // Whoever watches the server must see it most of all when it is full.
    if matches!(path, "/health/live" | "/metrics") {
        return next.run(request).await;
    }
    let Ok(_turn) = guard.turns.try_acquire() else {
        let text = "现在访问的人太多，这次没有处理；请稍等几秒再试，填写的内容没有丢失。";
        return refused("server.busy", text);
    };
    let bounds = &guard.limits;
    let limit = if path.contains("import") { bounds.upload } else { bounds.request };
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => refused(
            "server.timeout",
            "处理超时，不能确定是否已经保存；请用同一个请求编号（Idempotency-Key）重新提交，\
             已保存的不会重复。",
        ),
    }
}

fn refused(code: &str, text: &str) -> Response {
    Problem(AppError::new(Kind::Unavailable, code, text)).into_response()
}
