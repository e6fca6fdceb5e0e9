//! 网页: the pages that run in the browser, from inside of the binary.
//!
//! Owns which address gives which file of `web/dist`, and what a browser may do with it. Must never
//! reach a file outside of that folder. Pages that the server writes itself are not here.

mod file;
mod policy;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::get;

pub(crate) use file::Files;
use policy::Policies;

use crate::asked::Path;
use crate::problem;

/// Cached for a year: the name holds a digest of the content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Kept, and asked about each time.
const ASK_AGAIN: &str = "no-cache";

/// An application of one page that draws all of its addresses itself.
struct Surface {
    /// First part of its addresses, and its folder.
    name: &'static str,
    /// What its pages may use of the machine.
    permissions: &'static str,
}

const SURFACES: [Surface; 3] = [
    Surface { name: "office", permissions: NOTHING },
    Surface { name: "ceremony", permissions: NOTHING },
    Surface { name: "field", permissions: "camera=(self), geolocation=(self), microphone=()" },
];

const NOTHING: &str = "camera=(), geolocation=(), microphone=()";

/// What the handlers share.
#[derive(Clone)]
struct Web {
    files: Files,
    policies: Arc<Policies>,
}

/// The addresses of the web.
pub(crate) fn routes(files: Files) -> Router {
    let web = Web { files, policies: Arc::default() };
    let mut router = Router::new()
        .route("/assets/{*path}", get(asset))
        .route("/verify", get(verify))
        .route("/verify/", get(|| async { Redirect::permanent("/verify") }));
    for surface in &SURFACES {
        let (bare, home) = (format!("/{}", surface.name), format!("/{}/", surface.name));
        let below = format!("{home}{{*path}}");
        let target = home.clone();
        let page = move |State(web): State<Web>, headers: HeaderMap, uri: Uri| async move {
            page(&web, surface, &headers, uri).await
        };
        router = router
            .route(&bare, get(move || async move { Redirect::permanent(&target) }))
            .route(&home, get(page))
            .route(&below, get(page));
    }
    router.with_state(web)
}

/// A file whose name holds its digest.
async fn asset(
    State(web): State<Web>,
    headers: HeaderMap,
    Path(path): Path<String>,
    uri: Uri,
) -> Response {
    let path = format!("assets/{path}");
    match web.files.answer(&path, &headers) {
        Some(answer) => with(answer, &[(header::CACHE_CONTROL, FOR_EVER)]),
        None => problem::not_found(uri).await.into_response(),
    }
}

/// A page of a surface: the file when there is one, else the one page that draws every address. A
/// name with an ending is a file that is missing.
async fn page(web: &Web, surface: &Surface, headers: &HeaderMap, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let policy = [
        (header::CONTENT_SECURITY_POLICY, policy::SURFACE),
        (policy::PERMISSIONS, surface.permissions),
        (header::CACHE_CONTROL, ASK_AGAIN),
    ];
    if let Some(answer) = web.files.answer(path, headers) {
        let answer = with(answer, &policy);
        let worker = path.strip_prefix(surface.name) == Some("/sw.js");
        let scope = format!("/{}/", surface.name);
        return if worker { with(answer, &[(policy::WORKER_SCOPE, &scope)]) } else { answer };
    }
    let last = path.rsplit('/').next().unwrap_or_default();
    if last.contains('.') {
        return problem::not_found(uri).await.into_response();
    }
    match web.files.answer(&format!("{}/index.html", surface.name), headers) {
        Some(answer) => with(answer, &policy),
        None => not_built(),
    }
}

/// 核验: one file with its script and style inside, which it names by their digests.
async fn verify(State(web): State<Web>, headers: HeaderMap) -> Response {
    let name = "verify/verify.html";
    let (Some(policy), Some(answer)) =
        (web.policies.of(&web.files, name), web.files.answer(name, &headers))
    else {
        return not_built();
    };
    let policy = [
        (header::CONTENT_SECURITY_POLICY, policy.as_str()),
        (policy::PERMISSIONS, NOTHING),
        (header::CACHE_CONTROL, ASK_AGAIN),
    ];
    with(answer, &policy)
}

fn with(mut response: Response, headers: &[(HeaderName, &str)]) -> Response {
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn not_built() -> Response {
    const PAGE: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\">\
        <meta name=\"viewport\" content=\"width=device-width\"><title>网页还没有生成</title>\
        <link rel=\"stylesheet\" href=\"/api/style.css\"><main><h1>网页还没有生成</h1>\
        <p>这个程序里没有办公、抽取现场、执法和核验的网页。请系统管理员在源代码文件夹运行 \
        <code>scripts/web</code>，正式版随后重新编译。</p>\
        <p>接口仍可使用，说明见<a href=\"/api\">接口说明</a>。</p></main></html>";
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, Html(PAGE)).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(60));
    response
}

#[cfg(test)]
mod tests;
