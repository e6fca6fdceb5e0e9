//! 事项清单: lists, versions, items.

use axum::extract::State;
use sunlot_app::AppError;
use sunlot_app::items::{self, ItemListView, ListFilter, VersionView};
use sunlot_app::page::PageRequest;
use sunlot_portal::items as shown;

use super::answer::{Page, Reader};
use super::{Here, Site};
use crate::asked::{Path, Query};

pub(super) async fn list(
    State(site): Here,
    reader: Reader,
    Query(page): Query<PageRequest>,
) -> Page {
    let found = items::published_lists(&site.app, ListFilter::default(), page).await?;
    Ok(reader.page(&shown::list_head(), shown::list(&found)))
}

/// A list with its published versions, newest first.
async fn versions(
    site: &Site,
    reader: &Reader,
    id: &str,
) -> Result<(ItemListView, Vec<VersionView>), AppError> {
    let list = items::show_list(&site.app, &reader.call, id).await?;
    Ok((list, items::versions(&site.app, &reader.call, id).await?))
}

pub(super) async fn current(State(site): Here, reader: Reader, Path(id): Path<String>) -> Page {
    let (list, all) = versions(&site, &reader, &id).await?;
    let wanted = all.iter().find(|one| one.in_force).or(all.first());
    let number = wanted.ok_or_else(AppError::missing)?.number;
    shown_version(&site, &reader, &list, &all, number).await
}

pub(super) async fn version(
    State(site): Here,
    reader: Reader,
    Path((id, number)): Path<(String, u32)>,
) -> Page {
    let (list, all) = versions(&site, &reader, &id).await?;
    shown_version(&site, &reader, &list, &all, number).await
}

async fn shown_version(
    site: &Site,
    reader: &Reader,
    list: &ItemListView,
    all: &[VersionView],
    number: u32,
) -> Page {
    let (app, call) = (&site.app, &reader.call);
    let version = all.iter().find(|one| one.number == number).ok_or_else(AppError::missing)?;
    let found = items::items_of_version(app, call, &version.id).await?;
    let before = all.iter().find(|one| one.number < number);
    let difference = match before {
        Some(before) => items::difference(app, call, &before.id, &version.id).await?,
        None => Vec::new(),
    };
    let it = shown::Version {
        list: &list.id,
        title: &list.title,
        organ_name: &list.organ_name,
        version,
        items: &found,
        difference: &difference,
        versions: all,
    };
    Ok(reader.page(&shown::version_head(&it), shown::version(&it)))
}

pub(super) async fn one(
    State(site): Here,
    reader: Reader,
    Path((id, number, code)): Path<(String, u32, String)>,
) -> Page {
    let (list, all) = versions(&site, &reader, &id).await?;
    let version = all.iter().find(|one| one.number == number).ok_or_else(AppError::missing)?;
    let found = items::items_of_version(&site.app, &reader.call, &version.id).await?;
    let item = found.iter().find(|item| item.code == code).ok_or_else(AppError::missing)?;
    let head = shown::one_head(&list.id, &list.title, version, item);
    Ok(reader.page(&head, shown::one(version, item)))
}
