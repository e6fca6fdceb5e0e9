//! 首页, and what belongs to no noun: help, the elder mode, the style sheet, search engines.

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use sunlot_app::items::ListFilter;
use sunlot_app::page::PageRequest;
use sunlot_app::plans::PlanListFilter;
use sunlot_app::tasks::PublicTaskQuery;
use sunlot_app::{AppError, draws, items, plans, results, tasks};
use sunlot_portal::{ICON, ICON_PATH, STYLE, home, site_map, style_path};

use super::answer::{ELDER, Page, Reader, file};
use super::{Here, figures};

/// Rows of each kind on the first page.
const NEWEST: u32 = 6;

fn newest(rows: u32) -> PageRequest {
    PageRequest { page_size: Some(rows), ..PageRequest::default() }
}

pub(super) async fn page(State(site): Here, reader: Reader) -> Page {
    let (app, call) = (&site.app, &reader.call);
    let counted = figures::of_year(&site, call, None).await?;
    let newest = || newest(NEWEST);
    let results = results::newest(app, newest()).await?;
    let tasks = tasks::public_list(app, call, PublicTaskQuery::default(), newest()).await?;
    let draws = draws::public_list(app, call, newest()).await?;
    let content = home::page(&home::Home {
        figures: &counted,
        results: &results.items,
        tasks: &tasks.items,
        draws: &draws.items,
    });
    Ok(reader.page(&home::head(), content))
}

pub(super) async fn help(reader: Reader) -> Response {
    reader.page(&sunlot_portal::help::head(), sunlot_portal::help::page())
}

/// The choice of a reader.
#[derive(Deserialize)]
pub(super) struct Elder {
    on: String,
    back: String,
}

/// A year, in seconds.
const YEAR: u32 = 31_536_000;

/// Remembers the choice in the cookie that all surfaces read, and goes back to where it was made.
pub(super) async fn elder(Form(asked): Form<Elder>) -> Response {
    let on = u8::from(asked.on == "1");
    // Never to another host: `//` and `/\` begin one.
    let inside = asked.back.starts_with('/') && !asked.back[1..].starts_with(['/', '\\']);
    let back = HeaderValue::from_str(&asked.back).ok().filter(|_| inside);
    let back = back.unwrap_or_else(|| HeaderValue::from_static("/"));
    let cookie = format!("{ELDER}={on}; Path=/; Max-Age={YEAR}; SameSite=Strict");
    let cookie = HeaderValue::from_str(&cookie).expect("ASCII");
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(header::LOCATION, back);
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response
}

pub(super) async fn style(uri: Uri) -> Page {
    if uri.path() == ICON_PATH {
        let icon = ICON.as_bytes().to_vec();
        return Ok(file("image/svg+xml", "public, max-age=86400", icon));
    }
    if uri.path() != style_path() {
        return Err(AppError::missing().into());
    }
    let kept = "public, max-age=31536000, immutable";
    Ok(file("text/css; charset=utf-8", kept, STYLE.as_bytes().to_vec()))
}

/// Pages that every search engine should know, of each list its newest.
const LISTED: u32 = 200;

pub(super) async fn sitemap(State(site): Here, reader: Reader) -> Page {
    let (app, call) = (&site.app, &reader.call);
    let fixed = [
        "/",
        "/results",
        "/results/organs",
        "/results/items",
        "/tasks",
        "/draws",
        "/plans",
        "/items",
        "/penalties",
        "/statistics",
        "/fairness",
        "/open",
        "/objections",
        "/help",
    ];
    let mut paths: Vec<String> = fixed.map(str::to_owned).to_vec();
    let all = || newest(LISTED);
    let found = tasks::public_list(app, call, PublicTaskQuery::default(), all()).await?;
    paths.extend(found.items.iter().map(|it| format!("/tasks/{}", it.id)));
    let found = draws::public_list(app, call, all()).await?;
    paths.extend(found.items.iter().map(|it| format!("/draws/{}", it.draw.id)));
    let found = plans::public_list(app, PlanListFilter::default(), all()).await?;
    paths.extend(found.items.iter().map(|it| format!("/plans/{}", it.id)));
    let found = items::published_lists(app, ListFilter::default(), all()).await?;
    paths.extend(found.items.iter().map(|it| format!("/items/{}", it.id)));
    let found = results::newest(app, all()).await?;
    paths.extend(found.items.iter().map(|it| format!("/results/{}", it.id)));
    let text = site_map::sitemap(&reader.shell.origin, &paths);
    Ok(file("application/xml; charset=utf-8", "public, max-age=3600", text.into_bytes()))
}

pub(super) async fn robots(reader: Reader) -> Response {
    let text = site_map::robots(&reader.shell.origin);
    file("text/plain; charset=utf-8", "public, max-age=3600", text.into_bytes())
}
