//! 抽取公告, and the answer to "why me, why not me".

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use sunlot_app::draws;
use sunlot_app::page::PageRequest;
use sunlot_portal::draws as shown;

use super::Here;
use super::answer::{Page, Reader};
use crate::asked::{Path, Query};

pub(super) async fn list(
    State(site): Here,
    reader: Reader,
    Query(page): Query<PageRequest>,
) -> Page {
    let found = draws::public_list(&site.app, &reader.call, page).await?;
    Ok(reader.page(&shown::list_head(), shown::list(&found)))
}

pub(super) async fn one(State(site): Here, reader: Reader, Path(id): Path<String>) -> Page {
    let page = draws::public_show(&site.app, &reader.call, &id).await?;
    let opened = match page.announcement.draw.open {
        true => Some(site.app.tallies.opened(&site.app, &id).await?),
        false => None,
    };
    Ok(reader.page(&shown::one_head(&page), shown::one(&page, opened.as_ref())))
}

/// Whose ticket.
#[derive(Deserialize)]
pub(super) struct Whose {
    code: String,
}

pub(super) async fn ticket(
    State(site): Here,
    reader: Reader,
    Path(id): Path<String>,
    Query(whose): Query<Whose>,
) -> Page {
    let page = draws::public_show(&site.app, &reader.call, &id).await?;
    let answer = draws::ticket(&site.app, &id, whose.code.trim()).await?;
    let head = shown::ticket_head(&page, &answer.subject);
    // Whose ticket somebody looks at is nobody else's business: no cache keeps it.
    Ok(reader.own(StatusCode::OK, &head, shown::ticket(&page, &answer)))
}
