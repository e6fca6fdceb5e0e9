//! 行政处罚: decisions that are public.

use maud::{Markup, html};
use sunlot_app::follow::public::PublicPenalty;
use sunlot_app::page::Page;

use crate::layout::{Head, Section};
use crate::parts::{Paging, day, facts, table};
use crate::text::{encoded, yuan};

/// Around the list.
#[must_use]
pub fn list_head() -> Head {
    Head::new("行政处罚", Section::Penalties).about("依法公示的行政处罚决定。")
}

/// The list.
#[must_use]
pub fn list(page: &Page<PublicPenalty>) -> Markup {
    html! {
        h1 { "行政处罚" }
        p.lead { "处罚决定自作出之日起 7 个工作日内公示；仅受警告的不公示，公示期满或信用修复后停止公示。" }
        @if page.items.is_empty() {
            (Paging::of(page).nothing("没有公示的行政处罚决定。", "/penalties"))
        } @else {
            (rows(&page.items))
            (Paging::of(page).links("/penalties"))
        }
    }
}

pub(crate) fn rows(list: &[PublicPenalty]) -> Markup {
    table(
        "行政处罚决定",
        &["处罚决定书文号", "被处罚人", "处罚机关", "处罚种类", "#罚款", "决定日期", "公示日期"],
        html! {
            @for it in list {
                tr {
                    th scope="row" { a href={ "/penalties/" (it.id) } { (it.document) } }
                    td { (it.subject_name) }
                    td { (it.organ_name) }
                    td { (it.kinds.join("、")) }
                    td.n { (yuan(it.fine)) }
                    td.day { (day(&it.decided_on)) }
                    td.day { (day(&it.published_on)) }
                }
            }
        },
    )
}

/// Around one decision.
#[must_use]
pub fn one_head(it: &PublicPenalty) -> Head {
    Head::new(&it.document, Section::Penalties)
        .under("/penalties", "行政处罚")
        .about(format!("{}对{}的行政处罚决定。", it.organ_name, it.subject_name))
}

/// One decision.
#[must_use]
pub fn one(it: &PublicPenalty) -> Markup {
    html! {
        h1 { "行政处罚决定 " (it.document) }
        div.card { (facts(&[
            ("被处罚人", html! {
                @match &it.subject_code {
                    Some(code) => a href={ "/entities/" (encoded(code)) } { (it.subject_name) },
                    None => (it.subject_name),
                }
            }),
            ("统一社会信用代码", html! {
                @match &it.subject_code { Some(code) => code { (code) }, None => "—" }
            }),
            ("处罚机关", html! { (it.organ_name) }),
            ("处罚种类", html! { (it.kinds.join("、")) }),
            ("罚款", html! { (yuan(it.fine)) }),
            ("没收违法所得", html! { (yuan(it.gain)) }),
            ("没收非法财物", html! { (yuan(it.goods)) }),
            ("决定日期", day(&it.decided_on)),
            ("公示日期", day(&it.published_on)),
            ("日志序号", html! { (it.log_index) }),
        ])) }
        h2 { "违法事实" }
        p { (it.facts) }
        h2 { "处罚依据" }
        p { (it.basis) }
    }
}
