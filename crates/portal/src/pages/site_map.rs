//! For search engines: which pages there are, and which to leave alone.

use maud::{PreEscaped, html};

/// `sitemap.xml` of these paths.
#[must_use]
pub fn sitemap(origin: &str, paths: &[String]) -> String {
    let content = html! {
        (PreEscaped("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"))
        urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" {
            @for path in paths { url { loc { (origin) (path) } } }
        }
    };
    content.into_string()
}

/// `robots.txt`: everything public may be read; what belongs to one visit, and the surfaces of
/// officials, are nobody's search results.
#[must_use]
pub fn robots(origin: &str) -> String {
    format!(
        "User-agent: *\nDisallow: /api/\nDisallow: /office/\nDisallow: /ceremony/\n\
         Disallow: /field/\nDisallow: /visits/\nDisallow: /search\nDisallow: /elder\n\
         Sitemap: {origin}/sitemap.xml\n"
    )
}
