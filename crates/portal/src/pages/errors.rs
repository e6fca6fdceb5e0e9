//! What a reader gets instead of a page: what happened and what to do.

use maud::{Markup, html};

use crate::layout::{Head, Section};
use crate::parts::remark;

/// Around it.
#[must_use]
pub fn head(title: &str) -> Head {
    Head::new(title, Section::Other).unlisted()
}

/// The page: title of the status, words for the person, the stable code.
#[must_use]
pub fn page(title: &str, detail: &str, code: &str) -> Markup {
    html! {
        h1 { (title) }
        (remark("bad", html! {
            p { (detail) }
            p.muted { "代码：" code { (code) } }
        }))
        p { "您可以" a href="/" { "回到首页" } "，或在页面上方查询企业名称、统一社会信用代码。" }
    }
}
