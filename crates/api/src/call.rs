//! From a request to a call: who asks, by which number, once.

use std::net::{IpAddr, SocketAddr};

use axum::body::Bytes;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use sunlot_app::logins::Origin;
use sunlot_app::{AppError, Call, Kind};
use sunlot_domain::policy::Denial;

use crate::gate::{DEVICE_COOKIE, SessionToken, cookie};
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
            // Not the message: it may quote what a person filled in.
            let (line, column) = (wrong.line(), wrong.column());
            error.log = format!("{:?} at {line}:{column}", wrong.classify());
            Problem(error)
        })?;
        Ok(Write { call, body })
    }
}

/// The token of the session that the call comes from.
pub(crate) struct Token(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Token {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let token = parts.extensions.get::<SessionToken>().and_then(|token| token.0.clone());
        Ok(Token(token.ok_or(Denial::Anonymous)?))
    }
}

/// Address of the client, where the server knows it better than the connection does: behind a
/// proxy that it trusts.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub IpAddr);

/// Where a call comes from.
pub(crate) struct Sender(pub(crate) Origin);

impl<S: Send + Sync> FromRequestParts<S> for Sender {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let known = parts.extensions.get::<ClientAddress>().map(|address| address.0);
        let direct = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip());
        let client = known.or_else(direct).map_or_else(|| "-".to_owned(), network);
        let agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
        let device = cookie(&parts.headers, DEVICE_COOKIE).map(str::to_owned);
        Ok(Sender(Origin { client, agent: agent.unwrap_or("-").to_owned(), device }))
    }
}

/// The network that an address counts with: its /24, or /56 of IPv6.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let masked = u128::from(v6) >> 72 << 72;
            format!("{}/56", std::net::Ipv6Addr::from(masked))
        }
    }
}

pub(crate) fn once(parts: &Parts, call: &Call, body: &[u8]) -> Result<sunlot_app::Once, Problem> {
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
