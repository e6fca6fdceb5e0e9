//! 主体, and the search that leads to it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect};
use serde::Deserialize;
use sunlot_app::follow::public::{self as penalties, PublicQuery};
use sunlot_app::page::PageRequest;
use sunlot_app::restrictions;
use sunlot_app::results::{self, NoFilter};
use sunlot_app::search as finding;
use sunlot_app::{draws, search};
use sunlot_portal::{encoded, entities};

use super::Here;
use super::answer::{Page, Reader, is_missing};
use crate::asked::{Path, Query};

/// Draws that are offered on the page of an entity.
const DRAWS: u32 = 20;

/// What is searched for.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
}

pub(super) async fn search(State(site): Here, reader: Reader, Query(asked): Query<Asked>) -> Page {
    let found = finding::find(&site.app, &asked.q).await?;
    if let Some(code) = &found.code {
        return Ok(Redirect::to(&format!("/entities/{}", encoded(code))).into_response());
    }
    let status = StatusCode::OK;
    Ok(reader.own(status, &entities::search_head(), entities::search(&found)))
}

pub(super) async fn page(
    State(site): Here,
    reader: Reader,
    Path(code): Path<String>,
    Query(page): Query<PageRequest>,
) -> Page {
    let (app, call) = (&site.app, &reader.call);
    let who = search::entity(app, &code).await?;
    let results = results::of_entity(app, call, &who.code, NoFilter {}, page).await?;
    let (mut decided, mut restricted) = (Vec::new(), Vec::new());
    if let Some(subject) = &who.subject {
        let query = PublicQuery { subject: Some(subject.clone()), ..PublicQuery::default() };
        decided = penalties::list(app, call, query, PageRequest::default()).await?.items;
        // Of who was deregistered no listing is shown any more.
        restricted = match restrictions::public_of_subject(app, call, subject).await {
            Err(error) if is_missing(&error) => Vec::new(),
            found => found?,
        };
    }
    let newest = PageRequest { page_size: Some(DRAWS), ..PageRequest::default() };
    let draws = draws::public_list(app, call, newest).await?.items;
    let content = entities::page(&entities::Entity {
        who: &who,
        results: &results,
        penalties: &decided,
        restrictions: &restricted,
        draws: &draws.into_iter().filter(|it| it.draw.open).collect::<Vec<_>>(),
    });
    Ok(reader.page(&entities::head(&who), content))
}
