//! Files of the web build: found by name, named by their digest, compressed ahead of time.

use std::borrow::Cow;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use rust_embed::RustEmbed;

/// The web build: inside of a release, read from the folder by every other build.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Built;

/// A file.
#[derive(Clone)]
pub(super) struct File {
    /// Its content.
    pub(super) bytes: Cow<'static, [u8]>,
    /// Its digest, SHA-256.
    pub(super) digest: [u8; 32],
}

type Find = dyn Fn(&str) -> Option<File> + Send + Sync;

/// Where files are found.
#[derive(Clone)]
pub(crate) struct Files(Arc<Find>);

/// Encodings that are made ahead of time, the smaller one first, and the ending of their files.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

impl Files {
    /// The files of the build.
    pub(crate) fn built() -> Files {
        Files::from(|path: &str| {
            let found = Built::get(path)?;
            Some(File { bytes: found.data, digest: found.metadata.sha256_hash() })
        })
    }

    /// Files from elsewhere.
    pub(super) fn from(find: impl Fn(&str) -> Option<File> + Send + Sync + 'static) -> Files {
        Files(Arc::new(find))
    }

    /// The file of this name; no name leads out of the folder.
    pub(super) fn find(&self, path: &str) -> Option<File> {
        plain(path).then(|| (self.0)(path)).flatten()
    }

    /// The answer with a file: as the client likes it packed, or that the client has it already.
    pub(super) fn answer(&self, path: &str, headers: &HeaderMap) -> Option<Response> {
        let media = media(path)?;
        let whole = self.find(path)?;
        let accepted = |name: &str| accepts(headers, name);
        let mut packed = ENCODINGS.iter().filter_map(|(name, ending)| {
            Some((*name, self.find(&format!("{path}{ending}"))?)).filter(|_| accepted(name))
        });
        let (encoding, file) = match packed.next() {
            Some((name, file)) => (Some(name), file),
            None => (None, whole),
        };
        let tag = format!("\"{}\"", hex(&file.digest[..16]));
        let mut response = if known(headers, &tag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let bytes = match file.bytes {
                Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                Cow::Owned(bytes) => Bytes::from(bytes),
            };
            Response::new(Body::from(bytes))
        };
        let answer = response.headers_mut();
        answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
        answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        answer.insert(header::ETAG, HeaderValue::from_str(&tag).ok()?);
        if let Some(name) = encoding {
            answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        Some(response)
    }
}

/// Whether every part of a path is an ordinary name.
fn plain(path: &str) -> bool {
    let name = |part: &str| {
        let sign = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
        !part.is_empty() && !part.starts_with('.') && part.bytes().all(sign)
    };
    path.split('/').all(name)
}

/// The media type by the ending: what a build of ours holds, and nothing else is served.
fn media(path: &str) -> Option<&'static str> {
    let (_, ending) = path.rsplit_once('.')?;
    Some(match ending {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

/// Whether a client takes an encoding (RFC 9110 §12.5.3): named, or meant by `*`, and not with
/// weight 0.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let mut any = None;
    for (name, weight) in listed(headers, &header::ACCEPT_ENCODING).map(weighted) {
        if name.eq_ignore_ascii_case(encoding) {
            return weight;
        }
        if name == "*" {
            any = Some(weight);
        }
    }
    any.unwrap_or(false)
}

/// A name, and whether its weight is more than 0.
fn weighted(word: &str) -> (&str, bool) {
    let (name, parameters) = word.split_once(';').unwrap_or((word, ""));
    let weight = parameters.trim().strip_prefix("q=");
    let zero = |text: &str| text.bytes().all(|b| matches!(b, b'0' | b'.'));
    (name.trim(), !weight.is_some_and(zero))
}

/// Whether the client has this version.
fn known(headers: &HeaderMap, tag: &str) -> bool {
    let tags = &mut listed(headers, &header::IF_NONE_MATCH);
    tags.any(|given| given == "*" || given.trim_start_matches("W/") == tag)
}

/// Words of a header that is a list.
fn listed<'h>(headers: &'h HeaderMap, name: &header::HeaderName) -> impl Iterator<Item = &'h str> {
    let lines = headers.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
