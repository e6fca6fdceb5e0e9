//! The web over files of a test.

use std::collections::BTreeMap;

use axum::body::to_bytes;
use axum::http::Request;
use axum::middleware;
use sha2::{Digest as _, Sha256};
use tower::ServiceExt as _;

use super::file::File;
use super::*;

const VERIFY: &str =
    "<!doctype html><style>a{color:red}</style><script type=\"module\">go()</script>";

fn web(files: &[(&'static str, &'static str)]) -> Router {
    let files: BTreeMap<&str, &str> = files.iter().copied().collect();
    let find = move |path: &str| {
        let bytes = files.get(path)?.as_bytes();
        Some(File { bytes: bytes.into(), digest: Sha256::digest(bytes).into() })
    };
    routes(Files::from(find)).layer(middleware::from_fn(crate::headers::add))
}

fn whole() -> Router {
    web(&[
        ("office/index.html", "office"),
        ("ceremony/index.html", "ceremony"),
        ("field/index.html", "field"),
        ("field/sw.js", "worker"),
        ("field/app.webmanifest", "{}"),
        ("assets/main-1a2b.js", "plain"),
        ("assets/main-1a2b.js.br", "small"),
        ("assets/main-1a2b.js.gz", "middle"),
        ("verify/verify.html", VERIFY),
        ("secret.txt", "not under any address"),
    ])
}

struct Got {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Got {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

async fn get_with(web: &Router, path: &str, headers: &[(&str, &str)]) -> Got {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(axum::body::Body::empty()).unwrap();
    let response = web.clone().oneshot(request).await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    Got { status, headers, body: String::from_utf8(body.to_vec()).unwrap() }
}

async fn get(web: &Router, path: &str) -> Got {
    get_with(web, path, &[]).await
}

#[tokio::test]
async fn a_surface_draws_every_address_below_it() {
    let web = whole();
    for (path, expected) in [
        ("/office/", "office"),
        ("/office/plans/0197-22", "office"),
        ("/ceremony/", "ceremony"),
        ("/field/visits", "field"),
        ("/field/app.webmanifest", "{}"),
    ] {
        let got = get(&web, path).await;
        assert_eq!((got.status, got.body.as_str()), (200, expected), "{path}");
        assert_eq!(got.header("cache-control"), "no-cache", "{path}");
        assert_eq!(got.header("content-security-policy"), policy::SURFACE, "{path}");
        assert_eq!(got.header("x-content-type-options"), "nosniff", "{path}");
    }
    let moved = get(&web, "/office").await;
    assert_eq!((moved.status, moved.header("location")), (308, "/office/"));
    assert_eq!(get(&web, "/office/missing.js").await.status, 404);
    assert_eq!(get(&web, "/assets/missing-1a2b.js").await.status, 404);
}

#[tokio::test]
async fn no_address_leads_out_of_the_folder() {
    let web = whole();
    for path in [
        "/assets/../secret.txt",
        "/assets/%2e%2e/secret.txt",
        "/assets/..%2fsecret.txt",
        "/assets//secret.txt",
        "/assets/%2fetc/passwd",
        "/assets/.hidden.js",
        "/assets/a%00.js",
        "/office/../secret.txt",
        "/office/..%2fsecret.txt",
    ] {
        let got = get(&web, path).await;
        assert_ne!(got.body, "not under any address", "{path}");
        assert_eq!(got.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_packed_file_goes_to_who_can_unpack_it() {
    let web = whole();
    for (accept, encoding, body) in [
        ("gzip, deflate, br", "br", "small"),
        ("gzip", "gzip", "middle"),
        ("br;q=0, gzip;q=0.5", "gzip", "middle"),
        ("*", "br", "small"),
        ("br;q=0.0, *", "gzip", "middle"),
        ("*;q=0", "", "plain"),
        ("identity", "", "plain"),
        ("", "", "plain"),
    ] {
        let path = "/assets/main-1a2b.js";
        let got = get_with(&web, path, &[("accept-encoding", accept)]).await;
        assert_eq!(got.header("content-encoding"), encoding, "{accept}");
        assert_eq!(got.body, body, "{accept}");
        assert_eq!(got.header("vary"), "accept-encoding");
        assert_eq!(got.header("content-type"), "text/javascript; charset=utf-8");
        assert_eq!(got.header("cache-control"), FOR_EVER);
    }
    // The packed file is no address of its own.
    assert_eq!(get(&web, "/assets/main-1a2b.js.br").await.status, 404);
}

#[tokio::test]
async fn what_the_browser_has_is_not_sent_again() {
    let web = whole();
    let first = get(&web, "/field/sw.js").await;
    let tag = first.header("etag").to_owned();
    for given in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".into()] {
        let again = get_with(&web, "/field/sw.js", &[("if-none-match", &given)]).await;
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{given}");
        assert_eq!(again.header("etag"), tag);
    }
    let changed = get_with(&web, "/field/sw.js", &[("if-none-match", "\"other\"")]).await;
    assert_eq!((changed.status, changed.body.as_str()), (200, "worker"));
}

#[tokio::test]
async fn only_field_work_uses_the_camera_and_its_worker_is_always_fresh() {
    let web = whole();
    let worker = get(&web, "/field/sw.js").await;
    assert_eq!(worker.header("cache-control"), "no-cache");
    assert_eq!(worker.header("service-worker-allowed"), "/field/");
    let page = get(&web, "/field/").await;
    assert_eq!(page.header("service-worker-allowed"), "");
    let field = "camera=(self), geolocation=(self), microphone=()";
    assert_eq!(page.header("permissions-policy"), field);
    for path in ["/office/", "/ceremony/", "/verify"] {
        assert_eq!(get(&web, path).await.header("permissions-policy"), NOTHING, "{path}");
    }
}

#[tokio::test]
async fn the_verifying_page_names_its_script_and_style_by_digest() {
    let got = get(&whole(), "/verify").await;
    assert_eq!((got.status, got.body.as_str()), (200, VERIFY));
    // printf 'go()' | openssl dgst -sha256 -binary | base64
    let script = "script-src 'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw=';";
    let style = "style-src 'sha256-6hWWMOcF+mJesSJGYhmK2lkIIEw9Xc5XKGLPVzh8yxs=';";
    let policy = got.header("content-security-policy");
    assert!(policy.contains(script) && policy.contains(style), "{policy}");
    assert!(!policy.contains("-inline"), "{policy}");
    let moved = get(&whole(), "/verify/").await;
    assert_eq!((moved.status, moved.header("location")), (308, "/verify"));
}

#[tokio::test]
async fn without_a_build_a_page_says_how_to_make_one() {
    let web = web(&[]);
    for path in ["/office/", "/office/plans", "/ceremony/", "/field/", "/verify"] {
        let got = get(&web, path).await;
        assert_eq!(got.status, 503, "{path}");
        assert!(got.body.contains("scripts/web"), "{path}");
        assert_eq!(got.header("retry-after"), "60", "{path}");
    }
    assert_eq!(get(&web, "/assets/main-1a2b.js").await.status, 404);
}
