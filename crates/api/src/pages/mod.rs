//! 公示端: addresses of the public pages. Extract, call use cases, hand the views to
//! `sunlot-portal`. A page does not know who is logged in: it is the same for everybody, so that
//! it may be kept by every cache on the way.

mod answer;
mod challenges;
mod draws;
mod entities;
mod figures;
mod gate;
mod home;
mod items;
mod kept;
mod lists;
mod plans;
mod results;
mod visits;

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware;
use axum::response::{IntoResponse as _, Response};
use sunlot_app::App;
use sunlot_app::fairness::Fairness;
use sunlot_app::open_data::OpenData;
use sunlot_app::statistics::Statistics;
use sunlot_domain::policy::Permission as May;

use crate::StartError;
use crate::problem;
use gate::Routes;
use kept::Kept;

/// What the handlers of pages get.
#[derive(Clone)]
pub(crate) struct Site {
    app: Arc<App>,
    open_data: OpenData,
    figures: Kept<u16, Statistics>,
    audit: Kept<(), Fairness>,
}

/// The pages as handlers get the site.
type Here = State<Site>;

fn table() -> Routes {
    Routes::default()
        .get("/", May::ResultPublic, home::page)
        .get("/search", May::ResultPublic, entities::search)
        .get("/entities/{code}", May::ResultPublic, entities::page)
        .get("/results", May::ResultPublic, results::newest)
        .get("/results/list", May::ResultPublic, results::list)
        .get("/results/organs", May::ResultPublic, results::organs)
        .get("/results/items", May::ResultPublic, results::items)
        .get("/results/{id}", May::ResultPublic, results::one)
        .get("/tasks", May::TaskRead, lists::tasks)
        .get("/tasks/{id}", May::TaskRead, lists::task)
        .get("/draws", May::DrawPublic, draws::list)
        .get("/draws/{id}", May::DrawPublic, draws::one)
        .get("/draws/{id}/ticket", May::DrawPublic, draws::ticket)
        .get("/draws/{id}/challenge", May::DrawPublic, challenges::form)
        .get("/draws/{id}/challenges", May::DrawPublic, challenges::list)
        .post("/draws/{id}/challenges", May::ChallengeLodge, challenges::lodge)
        .get("/plans", May::PlanRead, plans::list)
        .get("/plans/{id}", May::PlanRead, plans::one)
        .get("/plans/{id}/editions/{edition}", May::PlanRead, plans::edition)
        .get("/items", May::ItemListRead, items::list)
        .get("/items/{id}", May::ItemListRead, items::current)
        .get("/items/{id}/versions/{number}", May::ItemListRead, items::version)
        .get("/items/{id}/versions/{number}/{code}", May::ItemListRead, items::one)
        .get("/penalties", May::FollowUpPublic, lists::penalties)
        .get("/penalties/{id}", May::FollowUpPublic, lists::penalty)
        .get("/visits", May::VisitVerify, visits::ask)
        .get("/visits/{code}", May::VisitVerify, visits::page)
        .post("/visits/{code}/rating", May::VisitRate, visits::rate)
        .post("/visits/{code}/objections", May::ObjectionLodge, visits::lodge)
        .get("/objections", May::ObjectionLodge, visits::object)
        .get("/statistics", May::ResultPublic, figures::statistics)
        .get("/fairness", May::DrawPublic, figures::fairness)
        .get("/open", May::ResultPublic, figures::open_data)
        .get("/open/{file}", May::ResultPublic, figures::open_file)
        .get("/help", May::ResultPublic, home::help)
        .get("/sitemap.xml", May::ResultPublic, home::sitemap)
        .get("/robots.txt", May::ResultPublic, home::robots)
        .get("/portal/{file}", May::ResultPublic, home::style)
        .post("/elder", May::ResultPublic, home::elder)
}

/// The routes of the pages.
///
/// # Errors
/// [`StartError`] when the public may not use one of them: such a process must not start.
pub(crate) fn routes(app: Arc<App>, open_data: OpenData) -> Result<axum::Router, StartError> {
    let (routes, gate) = table().parts(&app)?;
    let site = Site { app, open_data, figures: Kept::default(), audit: Kept::default() };
    Ok(routes
        .route_layer(middleware::from_fn_with_state(gate, gate::pass))
        .route_layer(middleware::from_fn(answer::as_page))
        .with_state(site))
}

/// The answer for an address that is none: a page for who reads pages, else a problem document.
pub(crate) async fn not_found(request: Request) -> Response {
    let reads = answer::reads_pages(&request);
    let shell = answer::shell(request.method(), request.headers(), request.uri());
    let refused = problem::not_found(request.uri().clone()).await.into_response();
    if reads { answer::refusal(&shell, refused) } else { refused }
}
