//! 任务公告 and 行政处罚: a list and one of it.

use axum::extract::State;
use serde::Deserialize;
use sunlot_app::follow::public::{self as decisions, PublicQuery};
use sunlot_app::page::PageRequest;
use sunlot_app::tasks::{self as announced, PublicTaskQuery};
use sunlot_app::{draws, inspections};
use sunlot_portal::{penalties as decided, tasks as shown};

use super::Here;
use super::answer::{Page, Reader, is_missing};
use crate::asked::{Path, Query};

/// What is looked for.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
}

pub(super) async fn tasks(
    State(site): Here,
    reader: Reader,
    Query(asked): Query<Asked>,
    Query(page): Query<PageRequest>,
) -> Page {
    let text = asked.q.trim();
    let query = PublicTaskQuery { q: Some(text.to_owned()), ..PublicTaskQuery::default() };
    let found = announced::public_list(&site.app, &reader.call, query, page).await?;
    Ok(reader.page(&shown::list_head(), shown::list(&found, text)))
}

pub(super) async fn task(State(site): Here, reader: Reader, Path(id): Path<String>) -> Page {
    let (app, call) = (&site.app, &reader.call);
    let task = announced::public_show(app, call, &id).await?;
    let attempts = draws::attempts(app, &id).await?;
    // Before the dispatch there is nothing to reconcile.
    let visits = match inspections::reconcile(app, call, &id).await {
        Err(error) if is_missing(&error) => None,
        found => Some(found?),
    };
    let content = shown::one(&task, &attempts, visits.as_ref());
    Ok(reader.page(&shown::one_head(&task), content))
}

pub(super) async fn penalties(
    State(site): Here,
    reader: Reader,
    Query(page): Query<PageRequest>,
) -> Page {
    let query = PublicQuery::default();
    let found = decisions::list(&site.app, &reader.call, query, page).await?;
    Ok(reader.page(&decided::list_head(), decided::list(&found)))
}

pub(super) async fn penalty(State(site): Here, reader: Reader, Path(id): Path<String>) -> Page {
    let found = decisions::show(&site.app, &reader.call, &id).await?;
    Ok(reader.page(&decided::one_head(&found), decided::one(&found)))
}
