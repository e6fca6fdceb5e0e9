//! The one style sheet, at an address that changes with its content.

use std::sync::OnceLock;

use sunlot_sortition::suite::Suite;

/// The style sheet: the tokens of all surfaces, and what is the portal's own.
pub const STYLE: &str = concat!(
    include_str!("../../../web/packages/ui/tokens.css"),
    include_str!("style/size.css"),
    include_str!("style/page.css"),
    include_str!("style/parts.css"),
    include_str!("style/print.css"),
);

/// The sign of the platform, for tabs and bookmarks.
pub const ICON: &str = include_str!("style/icon.svg");

/// Address of the icon.
pub const ICON_PATH: &str = "/portal/icon.svg";

/// Address of the style sheet. Whoever has it may keep it for ever.
#[must_use]
pub fn style_path() -> &'static str {
    static PATH: OnceLock<String> = OnceLock::new();
    PATH.get_or_init(|| format!("/portal/{}.css", tag_of(STYLE.as_bytes())))
}

/// What tells one content from another: 16 bytes of its digest.
#[must_use]
pub fn tag_of(bytes: &[u8]) -> String {
    let mut digest = Suite::Sha256.hash(&[bytes]).to_hex();
    digest.truncate(32);
    digest
}
