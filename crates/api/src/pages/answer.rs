//! From a request to what of the reader a page knows, and from content to an answer that caches
//! keep; refusals become pages.

use axum::body::Body;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sunlot_app::{AppError, Call, Kind};
use sunlot_portal::{Head, Markup, Shell, errors, tag_of};

use crate::gate::cookie;
use crate::problem::{Problem, ProblemDocument};

/// The cookie of the elder mode, which all surfaces share.
pub(super) const ELDER: &str = "sunlot-elder";

/// A page is the same for everybody for this long.
const CACHED: &str = "public, max-age=60";

/// Nothing is loaded from elsewhere, nothing runs, forms go to this host alone.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

/// What a page is made with.
pub(super) struct Reader {
    pub(super) shell: Shell,
    pub(super) call: Call,
}

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let call = parts.extensions.get::<Call>().cloned();
        let call = call.expect("the gate stands before every page");
        Ok(Reader { shell: shell(&parts.method, &parts.headers, &parts.uri), call })
    }
}

/// What a handler of a page answers.
pub(super) type Page = Result<Response, Problem>;

/// How the reader reads, and where.
pub(super) fn shell(method: &Method, headers: &HeaderMap, uri: &Uri) -> Shell {
    let here = match *method {
        Method::GET | Method::HEAD => uri.path_and_query().map_or("/", |path| path.as_str()),
        // A form belongs to the page above it, which can be asked for again.
        _ => uri.path().rsplit_once('/').map_or("", |(above, _)| above),
    };
    let here = if here.is_empty() { "/" } else { here }.to_owned();
    Shell { elder: cookie(headers, ELDER) == Some("1"), here, origin: origin(headers) }
}

/// The address by which the reader came; HTTP on this machine alone, as everywhere else.
fn origin(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || ".:-[]".contains(c);
    let host: String = host.chars().filter(|c| plain(*c)).collect();
    let name = host.rsplit_once(':').map_or(host.as_str(), |(name, _)| name);
    let scheme = match name {
        "localhost" | "127.0.0.1" | "[::1]" => "http",
        _ => "https",
    };
    format!("{scheme}://{host}")
}

impl Reader {
    /// A page that everybody may keep for a minute.
    pub(super) fn page(&self, head: &Head, content: Markup) -> Response {
        html(StatusCode::OK, self.shell.page(head, content), CACHED)
    }

    /// A page for one reader: it is about his visit, or has a form with a key of its own.
    pub(super) fn own(&self, status: StatusCode, head: &Head, content: Markup) -> Response {
        html(status, self.shell.page(head, content), "no-store")
    }
}

fn html(status: StatusCode, text: String, kept: &'static str) -> Response {
    let tag = tag(text.as_bytes());
    let mut response = (status, text).into_response();
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, kept),
        (header::VARY, "cookie"),
        // Without a referrer a browser would not say where a form comes from either.
        (header::REFERRER_POLICY, "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::ETAG, tag);
    response
}

/// A strong tag of some bytes.
fn tag(bytes: &[u8]) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{}\"", tag_of(bytes))).expect("hex digits")
}

/// A file of a page: its type, how long it is kept, its bytes.
pub(super) fn file(media: &str, kept: &'static str, bytes: Vec<u8>) -> Response {
    let tag = tag(&bytes);
    let mut response = bytes.into_response();
    let media = HeaderValue::from_str(media).expect("media types of ours are ASCII");
    response.headers_mut().insert(header::CONTENT_TYPE, media);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    response.headers_mut().insert(header::ETAG, tag);
    response
}

/// Whether whoever asks reads pages: a browser that follows a link, not a program.
pub(super) fn reads_pages(request: &Request) -> bool {
    let path = request.uri().path();
    let accepts = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    !path.starts_with("/api/") && accepts.is_some_and(|accepts| accepts.contains("text/html"))
}

/// A refusal becomes a page, and a page that the reader has already is not sent again.
pub(super) async fn as_page(request: Request, next: Next) -> Response {
    let shell = shell(request.method(), request.headers(), request.uri());
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let response = next.run(request).await;
    if response.status().is_client_error() || response.status().is_server_error() {
        return refusal(&shell, response);
    }
    let fresh = response.headers().get(header::ETAG).is_some_and(|tag| known.as_ref() == Some(tag));
    if response.status() == StatusCode::OK && fresh {
        let (mut parts, _) = response.into_parts();
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    response
}

/// The page that says what a refusal says; one that is a page already stays as it is.
pub(super) fn refusal(shell: &Shell, refused: Response) -> Response {
    let status = refused.status();
    let is_page = refused
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.to_str().is_ok_and(|kind| kind.starts_with("text/html")));
    if is_page {
        return refused;
    }
    let (title, detail, code) = match refused.extensions().get::<ProblemDocument>() {
        Some(it) => (it.title.clone(), it.detail.clone(), it.code.clone()),
        // What the router itself refuses: conditions that cannot be read.
        None => (
            "填写有误".to_owned(),
            "地址里的条件读不懂，或填写的内容没有完整收到；请从首页重新进入。".to_owned(),
            "page.request".to_owned(),
        ),
    };
    let (head, content) = (errors::head(&title), errors::page(&title, &detail, &code));
    let mut page = html(status, shell.page(&head, content), "no-store");
    if let Some(after) = refused.headers().get(header::RETRY_AFTER) {
        page.headers_mut().insert(header::RETRY_AFTER, after.clone());
    }
    page
}

/// Whether something is not there, which a page may show as nothing.
pub(super) fn is_missing(error: &AppError) -> bool {
    error.kind == Kind::Missing
}

/// The status of a form that comes back with what was typed. Only where there is nothing to fill in
/// any more is the refusal a page of its own.
pub(super) fn typed_status(error: &AppError) -> Result<StatusCode, Problem> {
    Ok(match error.kind {
        Kind::Missing => return Err(Problem(error.clone())),
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    })
}
