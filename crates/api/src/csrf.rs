//! 跨站请求伪造: a page of another site must not write with the cookie of ours (R-AUTH-07).
//!
//! Three walls, each enough for today's browsers: the cookie is SameSite=Strict; a write says
//! that it comes from this very origin; a write of somebody who is logged in carries a token
//! that only a page of this origin can have read.

use axum::http::{HeaderMap, HeaderName, header};
use sunlot_app::{AppError, Kind, sessions};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const CSRF_TOKEN: HeaderName = HeaderName::from_static("x-csrf-token");

/// Lets a write through that comes from this origin and, when a session is behind it, carries the
/// session's token.
pub(crate) fn check(headers: &HeaderMap, session: Option<&str>) -> Result<(), AppError> {
    if !same_origin(headers) {
        let text = "这个请求不是从本平台的页面发出的，已拒绝；请从本平台的页面重新操作。";
        return Err(AppError::new(Kind::Forbidden, "csrf.origin", text));
    }
    let Some(session) = session else { return Ok(()) };
    let given = text(headers, &CSRF_TOKEN).unwrap_or_default();
    if sessions::csrf_fits(session, given) {
        return Ok(());
    }
    let text = "页面已过期（X-CSRF-Token 不符）；请刷新页面后重新提交，填写的内容请先复制。";
    Err(AppError::new(Kind::Forbidden, "csrf.token", text))
}

/// What the browser says of where the request comes from: it must say something, and every thing
/// it says must be this origin.
fn same_origin(headers: &HeaderMap) -> bool {
    let site = text(headers, &SEC_FETCH_SITE);
    let origin = text(headers, &header::ORIGIN);
    let site_good = site.is_none_or(|site| site == "same-origin");
    let origin_good = origin.is_none_or(|origin| is_ours(origin, headers));
    (site.is_some() || origin.is_some()) && site_good && origin_good
}

/// Whether an origin is the host that was asked: by HTTPS, or on the machine itself by HTTP.
fn is_ours(origin: &str, headers: &HeaderMap) -> bool {
    let Some(host) = text(headers, &header::HOST) else { return false };
    if let Some(named) = origin.strip_prefix("https://") {
        return named == host;
    }
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let local = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
    local && origin.strip_prefix("http://") == Some(host)
}

/// A header that comes once and is text; one that comes twice says nothing.
fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut all = headers.get_all(name).into_iter();
    let first = all.next()?;
    // Two different origins are no origin: the empty text fits nothing.
    if all.next().is_some() { Some("") } else { Some(first.to_str().unwrap_or_default()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: (&str, &str) = ("host", "sunlot.test");

    fn code(lines: &[(&'static str, &str)], session: Option<&str>) -> Option<String> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines.iter().chain([&HOST]) {
            headers.append(HeaderName::from_static(name), value.parse().unwrap());
        }
        check(&headers, session).err().map(|error| error.code)
    }

    #[test]
    fn every_cross_site_shape_is_refused() {
        let shapes: &[&[(&str, &str)]] = &[
            &[],
            &[("origin", "https://evil.test")],
            &[("origin", "null")],
            &[("origin", "http://sunlot.test")],
            &[("origin", "https://sunlot.test.evil.test")],
            &[("origin", "https://sunlot.test:8443")],
            &[("origin", "https://sunlot.test"), ("origin", "https://evil.test")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[("sec-fetch-site", "cross-site"), ("origin", "https://sunlot.test")],
            &[("sec-fetch-site", "same-origin"), ("origin", "https://evil.test")],
        ];
        for shape in shapes {
            assert_eq!(code(shape, None).as_deref(), Some("csrf.origin"), "{shape:?}");
        }
        assert_eq!(code(&[("sec-fetch-site", "same-origin")], None), None);
        assert_eq!(code(&[("origin", "https://sunlot.test")], None), None);
    }

    #[test]
    fn a_session_asks_for_its_own_token() {
        let ours = ("origin", "https://sunlot.test");
        let good = sessions::csrf_token("my session");
        let other = sessions::csrf_token("another session");
        assert_eq!(code(&[ours], Some("my session")).as_deref(), Some("csrf.token"));
        let wrong = code(&[ours, ("x-csrf-token", &other)], Some("my session"));
        assert_eq!(wrong.as_deref(), Some("csrf.token"));
        assert_eq!(code(&[ours, ("x-csrf-token", &good)], Some("my session")), None);
    }
}
