//! 统计, 公平性审计, 开放数据.

use std::sync::Arc;

use axum::extract::State;
use serde::Deserialize;
use sunlot_app::open_data::verifier_key;
use sunlot_app::statistics::{self as counted, Statistics, StatisticsQuery};
use sunlot_app::{AppError, Call};
use sunlot_domain::calendar::year_of;
use sunlot_portal::{fairness as audited, open_data as listed, statistics as shown};

use super::answer::{Page, Reader, file};
use super::{Here, Site};
use crate::asked::{Path, Query};

/// The figures of a year, counted once a minute.
pub(super) async fn of_year(
    site: &Site,
    call: &Call,
    year: Option<u16>,
) -> Result<Arc<Statistics>, AppError> {
    let year = year.unwrap_or_else(|| year_of(site.app.today()));
    let query = StatisticsQuery { year: Some(year) };
    site.figures.get(year, counted::of_year(&site.app, call, query)).await
}

/// Which year.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Asked {
    year: Option<u16>,
}

pub(super) async fn statistics(
    State(site): Here,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Page {
    let figures = of_year(&site, &reader.call, asked.year).await?;
    Ok(reader.page(&shown::head(&figures), shown::page(&figures)))
}

pub(super) async fn fairness(State(site): Here, reader: Reader) -> Page {
    let audit = site.audit.get((), site.app.tallies.audit(&site.app)).await?;
    Ok(reader.page(&audited::head(), audited::page(&audit)))
}

pub(super) async fn open_data(State(site): Here, reader: Reader) -> Page {
    let snapshot = site.open_data.today(&site.app).await?;
    let key = site.app.trust.get().map(|trust| verifier_key(&trust.0.operator));
    let content = listed::page(&snapshot, key.as_deref(), &reader.shell.origin);
    Ok(reader.page(&listed::head(), content))
}

pub(super) async fn open_file(State(site): Here, Path(name): Path<String>) -> Page {
    let snapshot = site.open_data.today(&site.app).await?;
    let (media, bytes) = snapshot.content(&name).ok_or_else(AppError::missing)?;
    Ok(file(&media, "public, max-age=300", bytes.to_vec()))
}
