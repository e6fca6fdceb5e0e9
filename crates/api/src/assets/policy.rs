//! What a page may load and do (Content Security Policy).

use std::sync::Mutex;

use axum::http::HeaderName;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::Files;

/// `Permissions-Policy`.
pub(super) const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// `Service-Worker-Allowed`.
pub(super) const WORKER_SCOPE: HeaderName = HeaderName::from_static("service-worker-allowed");

/// The surfaces: files of this host alone, nothing written into the page, framed by nobody.
pub(super) const SURFACE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; \
    worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Policies of pages that hold their script and style, worked out once for each content.
#[derive(Default)]
pub(super) struct Policies(Mutex<Option<([u8; 32], String)>>);

impl Policies {
    /// The policy of a page; `None` when there is no such page.
    pub(super) fn of(&self, files: &Files, name: &str) -> Option<String> {
        let file = files.find(name)?;
        // A thread that panicked in here left nothing half done.
        let mut known = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((digest, policy)) = &*known
            && *digest == file.digest
        {
            return Some(policy.clone());
        }
        let policy = self_contained(std::str::from_utf8(&file.bytes).ok()?);
        *known = Some((file.digest, policy.clone()));
        Some(policy)
    }
}

/// Only the scripts and styles inside of this very page, workers that it makes of its own source,
/// and published files of this host; the page itself may ask for less.
fn self_contained(page: &str) -> String {
    format!(
        "default-src 'none'; script-src {}; style-src {}; worker-src blob:; img-src data:; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        digests(page, "script"),
        digests(page, "style")
    )
}

/// Digests of the contents of every element of a name, as a source list.
fn digests(page: &str, element: &str) -> String {
    let (open, close) = (format!("<{element}"), format!("</{element}"));
    let mut sources = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find(&open) {
        let Some((_, inside)) = rest[at..].split_once('>') else { break };
        let end = inside.find(&close).unwrap_or(inside.len());
        let digest = STANDARD.encode(Sha256::digest(&inside.as_bytes()[..end]));
        sources.push(format!("'sha256-{digest}'"));
        rest = &inside[end..];
    }
    if sources.is_empty() { "'none'".to_owned() } else { sources.join(" ") }
}
