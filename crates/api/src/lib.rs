//! HTTP: the only crate that knows it. Extract, call one use case, convert.
//!
//! Owns addresses, status codes, headers and the published description. Must never decide who may
//! do what: that is the policy's table, asked here once for the route and in the use case for the
//! record.

mod asked;
mod assets;
mod call;
mod common;
mod csrf;
mod docs;
mod enumerations;
mod gate;
mod headers;
mod limits;
mod pages;
mod problem;
mod routes;
mod upload;
mod watch;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::get;
use sunlot_app::App;
use sunlot_app::open_data::OpenData;
use thiserror::Error;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;

pub use call::ClientAddress;
pub use gate::{COOKIE, DEVICE_COOKIE};
pub use limits::Limits;

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
    /// A public page whose permission the public does not have.
    #[error("{method} {path} is no page of the public")]
    NotPublic {
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
    let (routes, description) = OpenApiRouter::with_openapi(Description::openapi())
        .merge(routes::health::routes())
        .merge(routes::sessions::routes())
        .merge(routes::accounts::routes())
        .merge(routes::log::routes())
        .merge(routes::audit::routes())
        .merge(routes::organs::routes())
        .merge(routes::subjects::routes())
        .merge(routes::inspectors::routes())
        .merge(routes::tags::routes())
        .merge(routes::imports::routes())
        .merge(routes::conferences::routes())
        .merge(routes::meetings::routes())
        .merge(routes::activities::routes())
        .merge(routes::appraisals::routes())
        .merge(routes::dashboards::routes())
        .merge(routes::item_lists::routes())
        .merge(routes::item_files::routes())
        .merge(routes::plans::routes())
        .merge(routes::plan_files::routes())
        .merge(routes::reports::routes())
        .merge(routes::annex3::routes())
        .merge(routes::tasks::routes())
        .merge(routes::draws::routes())
        .merge(routes::challenges::routes())
        .merge(routes::calendar::routes())
        .merge(routes::caps::routes())
        .merge(routes::scope_rules::routes())
        .merge(routes::rectifications::routes())
        .merge(routes::penalties::routes())
        .merge(routes::referrals::routes())
        .merge(routes::restrictions::routes())
        .merge(routes::follow_up::routes())
        .merge(routes::forms::routes())
        .merge(routes::cases::routes())
        .merge(routes::campaigns::routes())
        .merge(routes::inspections::routes())
        .merge(routes::results::routes())
        .merge(routes::workbench::routes())
        .merge(routes::timelines::routes())
        .merge(routes::settings::routes())
        .merge(routes::public::routes())
        .split_for_parts();
    (routes, common::complete(description))
}

/// The OpenAPI 3.1 description.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    common::templated(described().1)
}

/// How the interface is served.
#[derive(Clone, Default)]
pub struct Serving {
    /// What one request may take.
    pub limits: Limits,
    /// Shown by who reads `/metrics`; without one, only this machine may.
    pub metrics_token: Option<String>,
    /// The files of open data, signed when the server has the log's keys.
    pub open_data: OpenData,
}

/// The whole of the interface with the usual limits.
///
/// # Errors
/// [`StartError`] when a route names no permission: such a process must not start.
pub fn router(app: App) -> Result<axum::Router, StartError> {
    served(app, &Serving::default())
}

/// The whole of the interface.
///
/// # Errors
/// As [`router`].
pub fn served(app: App, serving: &Serving) -> Result<axum::Router, StartError> {
    let app = Arc::new(app);
    let token = serving.metrics_token.as_deref().map(Arc::from);
    let numbers = watch::Numbers { app: app.clone(), token };
    let guard = limits::Guard::new(&serving.limits);
    let (routes, description) = described();
    let gate = gate::Gate::new(app.clone(), &description)?;
    let pages = pages::routes(app.clone(), serving.open_data.clone())?;
    let docs = docs::Docs::new(&common::templated(description));
    // The gate stands on routes only: what is not described here is 404.
    let routes = routes
        .route_layer(middleware::from_fn_with_state(gate, gate::pass))
        .with_state(app)
        .merge(
            axum::Router::new()
                .route("/api/openapi.json", get(docs::json))
                .route("/api", get(docs::page))
                .route("/api/style.css", get(docs::style))
                .with_state(docs),
        )
        .merge(assets::routes(assets::Files::built()))
        .merge(axum::Router::new().route("/metrics", get(watch::page)).with_state(numbers))
        .merge(pages)
        .fallback(pages::not_found)
        // A route that takes a file widens this for itself.
        .layer(DefaultBodyLimit::max(call::BODY_MAX))
        .layer(middleware::from_fn_with_state(guard, limits::guard))
        .layer(middleware::from_fn(watch::measure))
        .layer(middleware::from_fn(headers::add))
        .layer(middleware::from_fn(gate::number));
    Ok(routes)
}
