//! 事项清单: what may be inspected, on what basis, of whom; by version.

use maud::{Markup, html};
use sunlot_app::items::{Difference, PublicItem, PublicList, VersionView};
use sunlot_app::page::Page;

use crate::layout::{Head, Section};
use crate::parts::{Paging, badge, day, facts, table};
use crate::text::encoded;

/// Around the list of lists.
#[must_use]
pub fn list_head() -> Head {
    Head::new("事项清单", Section::Items)
        .about("随机抽查事项清单：检查依据、检查对象、检查内容和检查方式；清单以外的事项不得检查。")
}

/// The lists.
#[must_use]
pub fn list(page: &Page<PublicList>) -> Markup {
    html! {
        h1 { "事项清单" }
        p.lead { "检查只能按公布的清单进行。每个事项写明依据、对象、内容和方式，清单的各版都可以查到。" }
        @if page.items.is_empty() {
            (Paging::of(page).nothing("还没有公布的事项清单。", "/items"))
        } @else {
            (table(
                "事项清单",
                &["清单", "编制机构", "种类", "现行版", "#事项（项）", "#重点事项占比", "公布日期"],
                html! {
                    @for list in &page.items {
                        tr {
                            th.text scope="row" { a href={ "/items/" (list.id) } { (list.title) } }
                            td { (list.organ_name) }
                            td { (list.kind_name) }
                            td {
                                @match list.number {
                                    Some(number) => { "第 " (number) " 版" }
                                    None => "今天没有有效版本",
                                }
                            }
                            td.n { (list.item_count) }
                            td.n { (list.key_share) }
                            td.day { @if let Some(on) = &list.published_on { (day(on)) } }
                        }
                    }
                },
            ))
            (Paging::of(page).links("/items"))
        }
    }
}

/// One version of a list with its items.
pub struct Version<'v> {
    /// The list.
    pub list: &'v str,
    /// Its title.
    pub title: &'v str,
    /// Who wrote it.
    pub organ_name: &'v str,
    /// The version.
    pub version: &'v VersionView,
    /// Its items.
    pub items: &'v [PublicItem],
    /// What differs from the version before.
    pub difference: &'v [Difference],
    /// All versions that are or were published, newest first.
    pub versions: &'v [VersionView],
}

/// Around a version.
#[must_use]
pub fn version_head(it: &Version<'_>) -> Head {
    let about = format!("{}编制的{}，第 {} 版。", it.organ_name, it.title, it.version.number);
    Head::new(format!("{}（第 {} 版）", it.title, it.version.number), Section::Items)
        .under("/items", "事项清单")
        .about(about)
}

/// A version.
#[must_use]
pub fn version(it: &Version<'_>) -> Markup {
    let shown = it.version;
    let base = format!("/items/{}/versions/{}", it.list, shown.number);
    html! {
        h1 { (it.title) }
        p {
            "第 " (shown.number) " 版　"
            @if shown.in_force { (badge("good", "现行有效")) }
            @else { (badge("warn", &shown.state_name)) }
        }
        div.card { (facts(&[
            ("编制机构", html! { (it.organ_name) }),
            ("事项", html! { (it.items.len()) " 项，重点事项占 " (shown.key_share) }),
            ("公布日期", html! { @if let Some(on) = &shown.published_on { (day(on)) } }),
            ("施行日期", html! { @if let Some(on) = &shown.valid_from { (day(on)) } }),
            ("有效期至", html! {
                @match &shown.valid_to { Some(on) => (day(on)), None => "新版施行为止" }
            }),
            ("编制理由", html! { (shown.reason) }),
        ])) }
        @if shown.in_force {
            ul.actions {
                li {
                    a.button.plain href={ "/api/v1/public/item-lists/" (it.list) "/items.csv" }
                        download { "下载 CSV" }
                }
                li {
                    a.button.plain href={ "/api/v1/public/item-lists/" (it.list) "/items" } {
                        "JSON"
                    }
                }
            }
        }
        h2 { "事项" }
        (table(
            "抽查事项",
            &["#序号", "抽查事项", "抽查类别", "事项类别", "检查对象", "检查方式", "检查主体", "比例上限"],
            html! {
                @for item in it.items {
                    tr {
                        td.n { (item.position) }
                        th.text scope="row" {
                            a href={ (base) "/" (encoded(&item.code)) } { (item.name) }
                        }
                        td { (item.category) }
                        td { (item.class) }
                        td { (item.subjects) }
                        td { (item.methods) }
                        td { (or_dash(&item.inspecting)) }
                        td { (or_dash(&item.ratio_ceiling)) }
                    }
                }
            },
        ))
        @if !it.difference.is_empty() {
            h2 { "与上一版的差异" }
            (differences(it.difference))
        }
        @if it.versions.len() > 1 {
            h2 { "各版" }
            ul.list.card {
                @for one in it.versions {
                    li {
                        a href={ "/items/" (it.list) "/versions/" (one.number) } {
                            "第 " (one.number) " 版"
                        }
                        " " (badge(if one.in_force { "good" } else { "" }, &one.state_name))
                        span.meta {
                            @if let Some(on) = &one.published_on { (day(on)) " 公布　" }
                            (one.reason)
                        }
                    }
                }
            }
        }
    }
}

/// A cell that says nothing looks forgotten.
fn or_dash(text: &str) -> &str {
    if text.is_empty() { "—" } else { text }
}

fn differences(rows: &[Difference]) -> Markup {
    html! {
        @for row in rows {
            details.card {
                summary {
                    (row.name) " "
                    @match row.change.as_str() {
                        "added" => (badge("good", &row.change_name)),
                        "removed" => (badge("bad", &row.change_name)),
                        _ => (badge("warn", &row.change_name)),
                    }
                }
                dl.facts {
                    @for field in &row.fields {
                        div {
                            dt { (field.field_name) }
                            dd {
                                @if !field.before.is_empty() { del { (field.before) } " " }
                                @if !field.after.is_empty() { ins { (field.after) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Around one item.
#[must_use]
pub fn one_head(list: &str, title: &str, version: &VersionView, item: &PublicItem) -> Head {
    Head::new(&item.name, Section::Items)
        .under("/items", "事项清单")
        .under(
            format!("/items/{list}/versions/{}", version.number),
            format!("{title}（第 {} 版）", version.number),
        )
        .about(format!("抽查事项“{}”的检查依据、对象、内容和方式。", item.name))
}

/// One item with everything that is said of it.
#[must_use]
pub fn one(version: &VersionView, item: &PublicItem) -> Markup {
    let rows = [
        ("事项编码", &item.code),
        ("抽查类别", &item.category),
        ("事项类别", &item.class),
        ("列为重点的理由", &item.key_reason),
        ("检查依据", &item.bases),
        ("检查对象", &item.subjects),
        ("检查内容", &item.content),
        ("检查要点", &item.points),
        ("检查方式", &item.methods),
        ("抽查层级", &item.levels),
        ("检查主体", &item.inspecting),
        ("发起部门", &item.initiator),
        ("配合部门", &item.participants),
        ("比例上限", &item.ratio_ceiling),
        ("频次上限（次/年）", &item.visits_per_year_max),
        ("所需资格", &item.qualification),
        ("监管事项目录编码", &item.catalogue_code),
        ("备注", &item.note),
    ];
    html! {
        h1 { (item.name) }
        p {
            "第 " (version.number) " 版　"
            @if version.in_force { (badge("good", "现行有效")) }
            @else { (badge("warn", &version.state_name)) }
        }
        div.scroll tabindex="0" role="region" aria-label="事项内容" {
            table {
                caption.hidden { "事项内容" }
                tbody {
                    @for (name, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
                        tr { th.code scope="row" { (name) } td.text { (value) } }
                    }
                }
            }
        }
    }
}
