//! Problem documents (RFC 9457): the one form of every error.

use axum::Json;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sunlot_app::error::FieldError;
use sunlot_app::{AppError, Kind};
use utoipa::ToSchema;

/// What a client gets instead of an answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ProblemDocument {
    /// 错误类型的地址。
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// HTTP 状态的中文。
    pub(crate) title: String,
    /// HTTP 状态码。
    pub(crate) status: u16,
    /// 发生了什么、怎么办。
    pub(crate) detail: String,
    /// 稳定的错误代码，供程序使用。
    pub(crate) code: String,
    /// 出错的字段。
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<FieldError>,
    /// 供程序使用的补充内容。
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) more: Option<serde_json::Value>,
}

/// An error on its way out.
#[derive(Debug)]
pub(crate) struct Problem(pub(crate) AppError);

impl<E: Into<AppError>> From<E> for Problem {
    fn from(error: E) -> Problem {
        Problem(error.into())
    }
}

fn status(kind: Kind) -> (StatusCode, &'static str) {
    match kind {
        Kind::Invalid => (StatusCode::BAD_REQUEST, "填写有误"),
        Kind::Unauthenticated => (StatusCode::UNAUTHORIZED, "需要登录"),
        Kind::Forbidden => (StatusCode::FORBIDDEN, "没有权限"),
        Kind::StepUp => (StatusCode::FORBIDDEN, "需要再次验证身份"),
        Kind::Missing => (StatusCode::NOT_FOUND, "没有找到"),
        Kind::Conflict => (StatusCode::CONFLICT, "与现有内容冲突"),
        Kind::Rule => (StatusCode::UNPROCESSABLE_ENTITY, "不符合监管规则"),
        Kind::TooMany => (StatusCode::TOO_MANY_REQUESTS, "尝试过多"),
        Kind::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "暂时不可用"),
        Kind::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "程序出错"),
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let error = self.0;
        let (status, title) = status(error.kind);
        // The one place that logs errors; the span around it carries the request's number.
        match status.as_u16() {
            500.. => tracing::error!(code = error.code, log = error.log, "request failed"),
            _ => tracing::info!(code = error.code, log = error.log, "request refused"),
        }
        let wait = error.more.as_ref().and_then(|more| more["retry_after"].as_u64());
        let document = ProblemDocument {
            kind: format!("/api#{}", error.code),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: error.message_zh,
            code: error.code,
            errors: error.fields,
            more: error.more,
        };
        let mut response = (status, Json(&document)).into_response();
        // A page says the same in HTML.
        response.extensions_mut().insert(document);
        let kind = header::HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        if status == StatusCode::SERVICE_UNAVAILABLE || status == StatusCode::TOO_MANY_REQUESTS {
            let wait = wait.unwrap_or(5);
            let after = header::HeaderValue::from(wait);
            response.headers_mut().insert(header::RETRY_AFTER, after);
        }
        response
    }
}

/// The answer for an address that is none.
pub(crate) async fn not_found(uri: Uri) -> Problem {
    let text = format!("没有“{}”这个地址；接口说明见 /api。", uri.path());
    Problem(AppError::new(Kind::Missing, "route.missing", text))
}
