//! 抽查计划: 附件2 of each published edition, and what changed between them.

use maud::{Markup, html};
use sunlot_app::page::Page;
use sunlot_app::plans::{ChangeView, EditionView, PublicPlan, TableView};

use crate::layout::{Head, Section};
use crate::parts::{Paging, badge, day, empty, facts, remark, table};

/// Around the list.
#[must_use]
pub fn list_head() -> Head {
    Head::new("抽查计划", Section::Plans).about("已公示的年度双随机抽查计划，含各版和调整的差异。")
}

/// The list.
#[must_use]
pub fn list(page: &Page<PublicPlan>, year: Option<u16>) -> Markup {
    let base = year.map_or_else(|| "/plans".to_owned(), |year| format!("/plans?year={year}"));
    html! {
        h1 { "抽查计划" }
        form.filter action="/plans" {
            div {
                label for="year" { "年度" }
                input #year name="year" inputmode="numeric" maxlength="4"
                    value=[year.map(|year| year.to_string())];
            }
            button { "查找" }
        }
        @if page.items.is_empty() {
            (Paging::of(page).nothing("没有公示的抽查计划。", &base))
        } @else {
            (table(
                "抽查计划",
                &["抽查计划", "单位", "#年度", "#任务（项）", "#版次", "公示日期"],
                html! {
                    @for plan in &page.items {
                        tr {
                            th.text scope="row" {
                                a href={ "/plans/" (plan.id) } { (plan.current.name) }
                                br;
                                span.muted { (plan.number) "　" (plan.current.document_number) }
                            }
                            td { (plan.organ_name) }
                            td.n { (plan.year) }
                            td.n { (plan.current.table.rows.len()) }
                            td.n { (plan.editions) }
                            td.day { (day(&plan.current.published_on)) }
                        }
                    }
                },
            ))
            (Paging::of(page).links(&base))
        }
    }
}

/// Around one plan, or one of its editions.
#[must_use]
pub fn one_head(plan: &PublicPlan, edition: &EditionView) -> Head {
    let head = Head::new(&edition.name, Section::Plans).under("/plans", "抽查计划").lying();
    let head = head.about(format!("{}{}年度双随机抽查计划。", plan.organ_name, plan.year));
    match edition.edition == plan.current.edition {
        true => head,
        false => Head { title: format!("第 {} 版", edition.edition), ..head }
            .under(format!("/plans/{}", plan.id), plan.current.name.clone()),
    }
}

/// One edition of a plan, with the others.
#[must_use]
pub fn one(plan: &PublicPlan, edition: &EditionView, all: &[EditionView]) -> Markup {
    let is_current = edition.edition == plan.current.edition;
    html! {
        h1 { (edition.name) }
        @if !is_current {
            (remark("warn", html! {
                p {
                    "这是从前的第 " (edition.edition) " 版，已被后来的版本替代。"
                    a href={ "/plans/" (plan.id) } { "查看现行版" }
                }
            }))
        }
        div.card { (facts(&[
            ("单位", html! { (plan.organ_name) }),
            ("年度", html! { (plan.year) }),
            ("抽查计划编号", html! { (plan.number) }),
            ("文号", html! { (edition.document_number) }),
            ("版次", html! { "第 " (edition.edition) " 版" }),
            ("公示日期", day(&edition.published_on)),
            ("日志序号", html! { (edition.log_index) }),
        ])) }
        @if let Some(reason) = edition.reason.as_deref().filter(|text| !text.is_empty()) {
            p { "调整理由：" (reason) }
        }
        @if is_current {
            ul.actions {
                li {
                    a.button.plain href={ "/api/v1/public/plans/" (plan.id) "/table.xlsx" }
                        download={ (plan.number) ".xlsx" } { "下载 Excel" }
                }
                li {
                    a.button.plain href={ "/api/v1/public/plans/" (plan.id) "/table.csv" }
                        download={ (plan.number) ".csv" } { "下载 CSV" }
                }
                li { a.button.plain href={ "/api/v1/public/plans/" (plan.id) } { "JSON" } }
            }
        }
        h2 { "附件2　部门联合双随机抽查工作计划表" }
        (annex(&edition.table))
        @if !edition.difference.is_empty() {
            h2 { "与上一版的差异" }
            (differences(&edition.difference))
        }
        @if all.len() > 1 {
            h2 { "各版" }
            ul.list.card {
                @for one in all.iter().rev() {
                    li {
                        a href={ "/plans/" (plan.id) "/editions/" (one.edition) } {
                            "第 " (one.edition) " 版"
                        }
                        @if one.edition == edition.edition { " " (badge("blue", "正在看")) }
                        span.meta {
                            (day(&one.published_on)) " 公示"
                            @if let Some(reason) = &one.reason { "　" (reason) }
                        }
                    }
                }
            }
        }
    }
}

/// Which of the columns beyond the official ones a row fills: the others would be empty.
fn filled(it: &TableView) -> Vec<usize> {
    let has = |at: usize| {
        it.rows.iter().any(|row| row.extra.get(at).is_some_and(|cell| !cell.is_empty()))
    };
    (0..it.extra_columns.len()).filter(|at| has(*at)).collect()
}

fn annex(it: &TableView) -> Markup {
    let extra = filled(it);
    let beyond = extra.iter().filter_map(|at| it.extra_columns.get(*at));
    let heads: Vec<&str> = it.columns.iter().chain(beyond).map(String::as_str).collect();
    html! {
        @if it.rows.is_empty() {
            (empty("这一版没有任务。"))
        } @else {
            div.annex {
                (table("工作计划表", &heads, html! {
                    @for row in &it.rows {
                        tr {
                            @for cell in &row.cells { td { (cell) } }
                            @for at in &extra {
                                td { (row.extra.get(*at).map_or("", String::as_str)) }
                            }
                        }
                    }
                }))
            }
        }
        @if !it.notes.is_empty() {
            ol.muted { @for note in &it.notes { li { (note) } } }
        }
    }
}

fn differences(rows: &[ChangeView]) -> Markup {
    html! {
        @for row in rows {
            div.card {
                h3 {
                    (row.name) " "
                    @match row.kind.as_str() {
                        "added" => (badge("good", "新增")),
                        "removed" => (badge("bad", "取消")),
                        _ => (badge("warn", "变更")),
                    }
                }
                p.muted { (row.number) }
                @if !row.cells.is_empty() {
                    dl.facts {
                        @for cell in &row.cells {
                            div {
                                dt { (cell.column) }
                                dd { del { (cell.before) } " → " ins { (cell.after) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
