//! Pieces that many pages are made of.

use maud::{Markup, Render, html};

use crate::text;

/// Names and values, as a list of definitions.
pub(crate) fn facts(rows: &[(&str, Markup)]) -> Markup {
    html! {
        dl.facts {
            @for (name, value) in rows {
                div { dt { (name) } dd { (value) } }
            }
        }
    }
}

/// A table that scrolls by itself on a narrow screen. A head that begins with `#` stands above
/// numbers.
pub(crate) fn table(caption: &str, head: &[&str], rows: Markup) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table {
                caption.hidden { (caption) }
                thead {
                    tr {
                        @for name in head {
                            @match name.strip_prefix('#') {
                                Some(name) => th.n scope="col" { (name) },
                                None => th scope="col" { (name) },
                            }
                        }
                    }
                }
                tbody { (rows) }
            }
        }
    }
}

/// What stands in place of an empty list.
pub(crate) fn empty(text: &str) -> Markup {
    html! { p.empty { (text) } }
}

/// A word with a colour that says the same.
pub(crate) fn badge(kind: &str, text: &str) -> Markup {
    html! { span class={ "badge " (kind) } { (text) } }
}

/// A remark that stands out.
pub(crate) fn remark(kind: &str, content: Markup) -> Markup {
    html! { div class={ "remark " (kind) } { (content) } }
}

/// A digest or another long code.
pub(crate) fn hash(text: &str) -> Markup {
    html! { code.hash { (text) } }
}

/// A digest that may be missing.
pub(crate) fn hash_or(text: Option<&str>, missing: &str) -> Markup {
    match text {
        Some(text) => hash(text),
        None => html! { span.muted { (missing) } },
    }
}

/// A day as an element that programs read too.
pub(crate) fn day(text: &str) -> Markup {
    html! { time datetime=(text) { (text::day(text)) } }
}

/// A moment in Beijing time.
pub(crate) fn moment(text: &str) -> Markup {
    html! { time datetime=(text) { (text::moment(text)) } }
}

/// A number with its unit.
pub(crate) fn figure(name: &str, number: u64, unit: &str, note: impl Render) -> Markup {
    html! {
        div.figure {
            dt { (name) }
            dd {
                span.number { (text::grouped(number)) } " " (unit)
                small { (note) }
            }
        }
    }
}

/// A bar beside a number; the number says the same in words.
pub(crate) fn bar(part: u64, whole: u64, kind: &str) -> Markup {
    let width = (part * 1_000).checked_div(whole).unwrap_or(0).min(1_000);
    let width = format!("{}.{}%", width / 10, width % 10);
    html! {
        svg.bar width="100%" height="12" aria-hidden="true" focusable="false" {
            rect.track width="100%" height="12" rx="2" {}
            rect class=(kind) width=(width) height="12" rx="2" {}
        }
    }
}

/// Which page of a list is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paging {
    pub(crate) page: u32,
    pub(crate) size: u32,
    pub(crate) total: u64,
}

impl Paging {
    pub(crate) fn of<T>(page: &sunlot_app::page::Page<T>) -> Paging {
        Paging { page: page.page, size: page.page_size, total: page.total }
    }

    /// What stands in place of a page without rows: `text` when the list has none at all, else the
    /// way back from behind its last page. `base` as for the links.
    pub(crate) fn nothing(self, text: &str, base: &str) -> Markup {
        html! {
            (empty(if self.total == 0 { text } else { "没有这一页，请回到前面的页。" }))
            (self.links(base))
        }
    }

    /// Links to the pages beside this one. `base` is the address with its conditions.
    pub(crate) fn links(self, base: &str) -> Markup {
        let last = self.total.div_ceil(u64::from(self.size.max(1))).max(1);
        let here = u64::from(self.page);
        let sign = if base.contains('?') { '&' } else { '?' };
        let to = |page: u64| format!("{base}{sign}page={page}");
        html! {
            @if self.total > 0 {
                nav.pager aria-label="分页" {
                    span { "共 " (text::grouped(self.total)) " 条，第 " (here) " / " (last) " 页" }
                    @if here > 1 {
                        a href=(to(1)) { "首页" }
                        a href=(to((here - 1).min(last))) rel="prev" { "上一页" }
                    }
                    @if here < last {
                        a href=(to(here + 1)) rel="next" { "下一页" }
                        a href=(to(last)) { "末页" }
                    }
                }
            }
        }
    }
}
