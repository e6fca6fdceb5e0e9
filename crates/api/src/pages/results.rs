//! 检查结果.

use axum::extract::State;
use serde::Deserialize;
use sunlot_app::page::PageRequest;
use sunlot_app::results::{self, GroupQuery, ResultQuery};
use sunlot_app::tasks::{self, PublicTaskQuery};
use sunlot_portal::results as shown;
use sunlot_portal::{encoded, results::Narrowed};

use super::Here;
use super::answer::{Page, Reader};
use crate::asked::{Path, Query};

pub(super) async fn newest(
    State(site): Here,
    reader: Reader,
    Query(page): Query<PageRequest>,
) -> Page {
    let found = results::newest(&site.app, page).await?;
    let narrowed = Narrowed { base: "/results".to_owned(), ..Narrowed::default() };
    Ok(reader.page(&shown::list_head(&narrowed), shown::list(&found, &narrowed)))
}

/// The conditions of a list that an address can have.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Conditions {
    organ: Option<String>,
    task: Option<String>,
    item: Option<String>,
    late: Option<bool>,
}

impl Conditions {
    /// The same as the rest of an address.
    fn query(&self) -> String {
        let late = self.late.filter(|late| *late).map(|_| "true".to_owned());
        let named =
            [("organ", &self.organ), ("task", &self.task), ("item", &self.item), ("late", &late)];
        let parts = named
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name}={}", encoded(value.as_ref()?))));
        parts.collect::<Vec<_>>().join("&")
    }
}

pub(super) async fn list(
    State(site): Here,
    reader: Reader,
    Query(asked): Query<Conditions>,
    Query(page): Query<PageRequest>,
) -> Page {
    let query = asked.query();
    let which = ResultQuery {
        organ: asked.organ.clone(),
        task: asked.task.clone(),
        item: asked.item.clone(),
        late: asked.late.unwrap_or_default(),
        ..ResultQuery::default()
    };
    let found = results::list_results(&site.app, &reader.call, which, page).await?;
    let first = found.items.first();
    let title = first.map(|row| match (&asked.item, &asked.task, &row.task_name) {
        (Some(_), ..) => format!("{}：{}", row.organ_name, row.item_name),
        (_, Some(_), Some(task)) => task.clone(),
        _ => row.organ_name.clone(),
    });
    let narrowed = Narrowed {
        title: Some(title.unwrap_or_else(|| "检查结果".to_owned())),
        base: format!("/results/list?{query}"),
        files: Some((
            format!("/api/v1/public/results.csv?{query}"),
            format!("/api/v1/public/results?{query}"),
        )),
        organ: asked.item.is_none(),
    };
    Ok(reader.page(&shown::list_head(&narrowed), shown::list(&found, &narrowed)))
}

pub(super) async fn organs(State(site): Here, reader: Reader) -> Page {
    let groups = results::by_organ(&site.app).await?;
    Ok(reader.page(&shown::organs_head(), shown::organs(&groups)))
}

pub(super) async fn items(
    State(site): Here,
    reader: Reader,
    Query(page): Query<PageRequest>,
) -> Page {
    let query = GroupQuery::default();
    let found = results::by_item(&site.app, &reader.call, query, page).await?;
    Ok(reader.page(&shown::items_head(), shown::items(&found)))
}

pub(super) async fn one(State(site): Here, reader: Reader, Path(id): Path<String>) -> Page {
    let (app, call) = (&site.app, &reader.call);
    let found = results::show_result(app, call, &id).await?;
    let mut task = None;
    if let Some(number) = &found.result.task_number {
        let query = PublicTaskQuery { q: Some(number.clone()), ..PublicTaskQuery::default() };
        let listed = tasks::public_list(app, call, query, PageRequest::default()).await?.items;
        task = listed.into_iter().find(|task| task.number == *number).map(|task| task.id);
    }
    Ok(reader.page(&shown::one_head(&found), shown::one(&found, task.as_deref())))
}
