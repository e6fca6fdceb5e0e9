//! 一个主体: everything that is published about it; and the search that leads to it.

use maud::{Markup, html};
use sunlot_app::draws::Announcement;
use sunlot_app::follow::public::PublicPenalty;
use sunlot_app::page::Page;
use sunlot_app::restrictions::PublicRestriction;
use sunlot_app::results::ResultView;
use sunlot_app::search::{PublicEntity, Search};

use super::draws::{attempt, state};
use super::penalties;
use super::results::rows;
use crate::layout::{Head, Section};
use crate::parts::{Paging, day, empty, remark, table};
use crate::text::encoded;

/// What the page of an entity shows.
pub struct Entity<'v> {
    /// Who it is.
    pub who: &'v PublicEntity,
    /// Its results.
    pub results: &'v Page<ResultView>,
    /// Decisions against it.
    pub penalties: &'v [PublicPenalty],
    /// Listings that the law makes public.
    pub restrictions: &'v [PublicRestriction],
    /// Newest draws, in which it can ask for its ticket.
    pub draws: &'v [Announcement],
}

/// Around it.
#[must_use]
pub fn head(who: &PublicEntity) -> Head {
    let name = who.name.as_deref().unwrap_or(&who.code);
    Head::new(name, Section::Results)
        .under("/results", "检查结果")
        .about(format!("{name}（{}）的双随机检查结果、处罚和抽取情况。", who.code))
}

/// The page.
#[must_use]
pub fn page(it: &Entity<'_>) -> Markup {
    let who = it.who;
    let (paging, base) = (Paging::of(it.results), format!("/entities/{}", encoded(&who.code)));
    html! {
        h1 { (who.name.as_deref().unwrap_or("名录中没有这个代码")) }
        p { "统一社会信用代码：" code { (who.code) } }
        @if who.name.is_none() && it.results.items.is_empty() {
            (remark("warn", html! {
                p { "检查对象名录库中没有这个代码，也没有公示过它的检查结果；请核对代码是否填对。" }
            }))
        }
        h2 { "检查结果" }
        @if it.results.items.is_empty() {
            (paging.nothing(
                "没有公示的检查结果。没有结果不等于检查合格，只说明没有公示过。",
                &base,
            ))
        } @else {
            (rows(&it.results.items, false))
            (paging.links(&base))
        }
        h2 { "行政处罚" }
        @if it.penalties.is_empty() {
            (empty("没有公示的行政处罚决定。"))
        } @else {
            (penalties::rows(it.penalties))
        }
        h2 { "依法公示的限制措施" }
        @if it.restrictions.is_empty() {
            (empty("没有依法公示的限制措施。"))
        } @else {
            (restrictions(it.restrictions))
        }
        h2 { "为什么抽到、为什么没抽到" }
        @if it.draws.is_empty() {
            (empty("还没有可以查询的抽取。"))
        } @else {
            p { "选择一次抽取，查看本户的签号、中签线、概率和证明。" }
            ul.list.card {
                @for row in it.draws {
                    li {
                        a href={
                            "/draws/" (row.draw.id) "/ticket?code=" (encoded(&who.code))
                        } { (row.task_name) " " (attempt(&row.draw)) }
                        " " (state(&row.draw))
                        span.meta { (row.organ_name) "　" (row.draw.draw_id) }
                    }
                }
            }
            p { a href="/draws" { "更早的抽取" } }
        }
    }
}

fn restrictions(list: &[PublicRestriction]) -> Markup {
    table(
        "限制措施",
        &["种类", "列入部门", "列入事由", "列入依据", "自", "至"],
        html! {
            @for it in list {
                tr {
                    td { (it.kind_name) }
                    td { (it.organ_name) }
                    td.text { (it.reason) }
                    td.text { (it.basis) }
                    td.day { (day(&it.valid_from)) }
                    td.day { @match &it.valid_to { Some(to) => (day(to)), None => "移出之日" } }
                }
            }
        },
    )
}

/// Around the search.
#[must_use]
pub fn search_head() -> Head {
    Head::new("查询", Section::Other).unlisted()
}

/// What was found.
#[must_use]
pub fn search(found: &Search) -> Markup {
    html! {
        h1 { "查询“" (found.q) "”" }
        @if found.entities.is_empty() {
            (empty("没有找到。请换一个词，或填写完整的统一社会信用代码；个体工商户请用代码查询。"))
        } @else {
            (table(
                "找到的主体",
                &["名称", "统一社会信用代码", "#公示的检查结果（条）"],
                html! {
                    @for one in &found.entities {
                        tr {
                            th scope="row" {
                                a href={ "/entities/" (encoded(&one.code)) } { (one.name) }
                            }
                            td.code { code { (one.code) } }
                            td.n { (one.results) }
                        }
                    }
                },
            ))
            @if found.more { p.muted { "只列出前 50 个；请写得更完整些。" } }
            p.muted { "个体工商户的名称含有自然人姓名的可能，只能用统一社会信用代码查询。" }
        }
    }
}
