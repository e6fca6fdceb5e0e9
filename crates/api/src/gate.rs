//! The gate before every route: number the request, find out who asks, and ask the policy whether
//! such a person may use the route at all. The use case asks again, for the record.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use sunlot_app::{App, AppError, Call, Kind, sessions};
use sunlot_domain::policy::Permission;
use tracing::Instrument as _;

use crate::StartError;
use crate::csrf;
use crate::problem::Problem;

/// Name of the session's cookie: bound to this host, never sent over plain HTTP from outside.
pub const COOKIE: &str = "__Host-sunlot";

/// Name of the cookie of a known device.
pub const DEVICE_COOKIE: &str = "__Host-sunlot-device";

/// Which permission each route asks for.
#[derive(Clone)]
pub(crate) struct Gate {
    app: Arc<App>,
    permissions: Arc<BTreeMap<(String, String), Permission>>,
}

impl Gate {
    /// Reads the permissions from the description of the routes.
    pub(crate) fn new(
        app: Arc<App>,
        description: &utoipa::openapi::OpenApi,
    ) -> Result<Gate, StartError> {
        Ok(Gate { app, permissions: Arc::new(permissions(description)?) })
    }
}

/// The permission of every described route.
fn permissions(
    description: &utoipa::openapi::OpenApi,
) -> Result<BTreeMap<(String, String), Permission>, StartError> {
    let mut permissions = BTreeMap::new();
    for (method, path, operation) in crate::docs::operations(description) {
        let refused = || StartError::NoPermission { method: method.into(), path: path.into() };
        let permission = crate::docs::permission(operation).ok_or_else(refused)?;
        permissions.insert((method.to_owned(), path.to_owned()), permission);
    }
    Ok(permissions)
}

/// Gives the request a number, in its span and in the answer.
pub(crate) async fn number(mut request: Request, next: Next) -> Response {
    let given = request.headers().get("x-request-id").and_then(|value| value.to_str().ok());
    let good = |id: &&str| {
        (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let id = given.filter(good).map_or_else(sunlot_app::request_id, str::to_owned);
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    request.extensions_mut().insert(RequestId(id.clone()));
    let span = tracing::info_span!("request", %id, %method, path);
    let mut response = next.run(request).instrument(span).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// Number of a request.
#[derive(Clone)]
struct RequestId(String);

/// Number that the request was given.
pub(crate) fn number_of(request: &Request) -> String {
    let number = request.extensions().get::<RequestId>();
    number.map_or_else(sunlot_app::request_id, |id| id.0.clone())
}

/// Lets through who may use the route.
pub(crate) async fn pass(
    State(gate): State<Gate>,
    path: MatchedPath,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    // HEAD is answered by the GET of the same path.
    let method = if request.method() == Method::HEAD { "GET" } else { request.method().as_str() };
    let key = (method.to_owned(), path.as_str().to_owned());
    let permission = *gate.permissions.get(&key).ok_or_else(|| {
        let text = "这个地址不支持这种操作；接口说明见 /api。";
        AppError::new(Kind::Missing, "route.method", text)
    })?;
    let token = cookie(request.headers(), COOKIE).map(str::to_owned);
    let actor = sessions::actor(&gate.app, token.as_deref()).await?;
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        csrf::check(request.headers(), token.as_deref().filter(|_| actor.account.is_some()))?;
    }
    gate.app.policy.admit(&actor, permission)?;
    let request_id = number_of(&request);
    request.extensions_mut().insert(SessionToken(token));
    request.extensions_mut().insert(Call { actor, request_id, once: None });
    Ok(next.run(request).await)
}

/// The token in the session's cookie, whoever it belongs to.
#[derive(Clone)]
pub(crate) struct SessionToken(pub(crate) Option<String>);

/// The value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get_all(header::COOKIE).into_iter();
    let texts = cookies.filter_map(|value| value.to_str().ok());
    let pairs = texts.flat_map(|text| text.split("; "));
    pairs.filter_map(|pair| pair.split_once('=')).find(|(found, _)| *found == name).map(|(_, v)| v)
}

#[cfg(test)]
mod tests {
    use utoipa::openapi::extensions::Extensions;
    use utoipa::openapi::path::{OperationBuilder, Paths};
    use utoipa::openapi::{HttpMethod, OpenApi, PathItem};

    use super::*;

    fn described(permission: Option<&str>) -> OpenApi {
        let named = permission
            .map(|code| Extensions::builder().add("x-permission", serde_json::json!(code)).build());
        let operation = OperationBuilder::new().extensions(named).build();
        let mut paths = Paths::new();
        paths.paths.insert("/api/v1/x".into(), PathItem::new(HttpMethod::Post, operation));
        let mut description = crate::openapi();
        description.paths = paths;
        description
    }

    #[test]
    fn a_route_without_a_permission_keeps_the_process_from_starting() {
        let refused = StartError::NoPermission { method: "POST".into(), path: "/api/v1/x".into() };
        assert_eq!(permissions(&described(None)), Err(refused.clone()));
        assert_eq!(permissions(&described(Some("plan.invented"))), Err(refused));
        let good = permissions(&described(Some("plan.write"))).unwrap();
        assert_eq!(good.values().copied().collect::<Vec<_>>(), [Permission::PlanWrite]);
    }
}
