//! Somebody who reads the public pages: without an account, with a cookie or two.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use sunlot_app::App;
use tower::ServiceExt as _;

use super::{HOST, ORIGIN};

/// A browser.
pub struct Browser {
    router: Router,
    pub cookie: Option<&'static str>,
}

/// What it got.
#[derive(Debug)]
pub struct Got {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    pub bytes: usize,
}

impl Browser {
    pub fn on(app: &App) -> Browser {
        let router = sunlot_api::router(app.clone()).expect("the public may see every page");
        Browser { router, cookie: None }
    }

    pub async fn get(&self, path: &str) -> Got {
        self.send(Request::get(path), Body::empty()).await
    }

    /// A form of a page of this origin.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Got {
        self.send(Request::post(path).header(header::ORIGIN, ORIGIN), form(fields)).await
    }

    /// A form of another site.
    pub async fn post_from_elsewhere(&self, path: &str, fields: &[(&str, &str)]) -> Got {
        let request = Request::post(path).header(header::ORIGIN, "https://evil.test");
        self.send(request, form(fields)).await
    }

    pub async fn send(&self, request: axum::http::request::Builder, body: Body) -> Got {
        let mut request = request
            .header(header::HOST, HOST)
            .header(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(cookie) = self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), 64 << 20).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Got { status, headers, text, bytes: bytes.len() }
    }
}

fn form(fields: &[(&str, &str)]) -> Body {
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", sunlot_portal::encoded(value)))
        .collect();
    Body::from(pairs.join("&"))
}

impl Got {
    /// A page that was made.
    #[track_caller]
    pub fn page(self) -> String {
        assert_eq!(self.status, 200, "{}", self.text);
        self.text
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// Values of an attribute, as a browser reads them.
pub fn attributes(page: &str, name: &str) -> Vec<String> {
    let sign = format!(" {name}=\"");
    let parts = page.split(&sign).skip(1);
    parts.map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&")).collect()
}
