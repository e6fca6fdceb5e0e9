//! From a request to a call: who asks, by which number, once.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use sunlot_app::{AppError, Call, Kind};

use crate::problem::Problem;

/// A reading call.
pub(crate) struct Read(pub(crate) Call);

/// A writing call with its body; `()` when it has none. Its `Idempotency-Key` makes a repeated
/// request answer as before.
pub(crate) struct Write<T> {
    pub(crate) call: Call,
    pub(crate) body: T,
}

/// Longest body of an ordinary request, 1 MiB.
pub(crate) const BODY_MAX: usize = 1 << 20;

fn call(parts: &Parts) -> Call {
    parts.extensions.get::<Call>().cloned().expect("the gate stands before every route")
}

impl<S: Send + Sync> FromRequestParts<S> for Read {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Read(call(parts)))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Write<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let request = Request::from_parts(parts.clone(), body);
        let bytes = Bytes::from_request(request, state).await.map_err(|refused| {
            let mut error = AppError::new(
                Kind::Invalid,
                "body.unreadable",
                format!("内容没有完整收到，或超过 {} KB；请重新提交。", BODY_MAX >> 10),
            );
            error.log = refused.to_string();
            Problem(error)
        })?;
        let mut call = call(&parts);
        call.once = Some(once(&parts, &call, &bytes)?);
        let text: &[u8] = if bytes.is_empty() { b"null" } else { &bytes };
        let body = serde_json::from_slice(text).map_err(|wrong| {
            let mut error = AppError::new(
                Kind::Invalid,
                "body.json",
                format!(
                    "提交的内容读不懂（第 {} 行第 {} 列：{}）；请对照接口说明检查字段。",
                    wrong.line(),
                    wrong.column(),
                    wrong
                ),
            );
            error.log = wrong.to_string();
            Problem(error)
        })?;
        Ok(Write { call, body })
    }
}

fn once(parts: &Parts, call: &Call, body: &[u8]) -> Result<sunlot_app::Once, Problem> {
    let key = parts.headers.get("idempotency-key").and_then(|value| value.to_str().ok());
    let key = key.filter(|key| (8..=128).contains(&key.len())).ok_or_else(|| {
        AppError::field(
            "Idempotency-Key",
            "idempotency.key",
            "写操作须带 Idempotency-Key 请求头（8 至 128 个字符，每次提交用新的）。",
        )
    })?;
    let account = call.actor.account.map_or_else(|| "-".to_owned(), |id| id.to_string());
    let target = format!("{} {}", parts.method, parts.uri);
    Ok(sunlot_app::once(account, key, &target, body))
}
