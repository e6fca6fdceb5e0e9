//! 抽查计划.

use axum::extract::State;
use serde::Deserialize;
use sunlot_app::AppError;
use sunlot_app::page::PageRequest;
use sunlot_app::plans::{self, PlanListFilter};
use sunlot_portal::plans as shown;

use super::Here;
use super::answer::{Page, Reader};
use crate::asked::{Path, Query};

/// Which year; an empty field of the form is none.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Asked {
    year: String,
}

pub(super) async fn list(
    State(site): Here,
    reader: Reader,
    Query(asked): Query<Asked>,
    Query(page): Query<PageRequest>,
) -> Page {
    let year =
        match asked.year.trim() {
            "" => None,
            text => Some(text.parse::<u16>().map_err(|_| {
                AppError::field("year", "plan.year", "年度请填四位数字，例如 2026。")
            })?),
        };
    let filter = PlanListFilter { year, ..PlanListFilter::default() };
    let found = plans::public_list(&site.app, filter, page).await?;
    Ok(reader.page(&shown::list_head(), shown::list(&found, year)))
}

pub(super) async fn one(state: Here, reader: Reader, Path(id): Path<String>) -> Page {
    of_edition(state, reader, &id, None).await
}

pub(super) async fn edition(
    state: Here,
    reader: Reader,
    Path((id, edition)): Path<(String, u32)>,
) -> Page {
    of_edition(state, reader, &id, Some(edition)).await
}

async fn of_edition(State(site): Here, reader: Reader, id: &str, edition: Option<u32>) -> Page {
    let plan = plans::public_show(&site.app, id).await?;
    let all = plans::editions(&site.app, &reader.call, id).await?;
    let wanted = edition.unwrap_or(plan.current.edition);
    let shown_one = all.iter().find(|one| one.edition == wanted).ok_or_else(AppError::missing)?;
    let head = shown::one_head(&plan, shown_one);
    Ok(reader.page(&head, shown::one(&plan, shown_one, &all)))
}
