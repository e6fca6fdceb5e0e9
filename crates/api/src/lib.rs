//! HTTP: the only crate that knows it. Extract, call one use case, convert.
//!
//! Owns addresses, status codes, headers and the published description. Must never decide who may
//! do what: that is the policy's table, asked here once for the route and in the use case for the
//! record.

mod call;
mod csrf;
mod docs;
mod gate;
mod problem;
mod routes;

use std::sync::Arc;

use axum::middleware;
use axum::routing::get;
use sunlot_app::App;
use thiserror::Error;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;

pub use call::ClientAddress;
pub use gate::{COOKIE, DEVICE_COOKIE};

/// Why the process does not start.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StartError {
    /// A route whose description names no permission of the policy.
    #[error("{method} {path} names no permission")]
    NoPermission {
        /// Method.
        method: String,
        /// Path.
        path: String,
    },
}

#[derive(utoipa::OpenApi)]
#[openapi(info(
    title = "阳光签接口",
    description = "“双随机、一公开”监管平台的接口。写操作须带 Idempotency-Key；错误按 RFC 9457 返回。",
    license(name = "Apache-2.0")
))]
struct Description;

/// The description of every route, and the routes.
fn described() -> (axum::Router<Arc<App>>, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(Description::openapi())
        .merge(routes::health::routes())
        .merge(routes::sessions::routes())
        .merge(routes::accounts::routes())
        .merge(routes::organs::routes())
        .split_for_parts()
}

/// The OpenAPI 3.1 description.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    described().1
}

/// The whole of the interface.
///
/// # Errors
/// [`StartError`] when a route names no permission: such a process must not start.
pub fn router(app: App) -> Result<axum::Router, StartError> {
    let app = Arc::new(app);
    let (routes, description) = described();
    let gate = gate::Gate::new(app.clone(), &description)?;
    let docs = docs::Docs::new(&description);
    // The gate stands on routes only: what is not described here is 404.
    let routes = routes
        .route_layer(middleware::from_fn_with_state(gate, gate::pass))
        .with_state(app)
        .merge(
            axum::Router::new()
                .route("/api/openapi.json", get(docs::json))
                .route("/api", get(docs::page))
                .with_state(docs),
        )
        .fallback(problem::not_found)
        .layer(middleware::from_fn(gate::number));
    Ok(routes)
}
