//! 检查结果: by time, organ, item; one result with everything that happened to it.

use maud::{Markup, html};
use sunlot_app::page::Page;
use sunlot_app::results::{HistoryView, ResultGroup, ResultPage, ResultView};

use crate::layout::{Head, Section};
use crate::parts::{Paging, badge, day, empty, facts, moment, remark, table};
use crate::text::encoded;

/// The result as a badge: what was found, or that it was taken back.
pub(crate) fn outcome(row: &ResultView) -> Markup {
    match (row.code.as_deref(), row.code_name.as_deref()) {
        (Some("1" | "7"), Some(name)) => badge("good", name),
        (Some("5"), Some(name)) => badge("warn", name),
        (_, Some(name)) => badge("bad", name),
        _ => badge("", "已撤回"),
    }
}

fn marks(row: &ResultView) -> Markup {
    html! {
        @if row.edition > 1 && row.state != "withdrawn" { " " (badge("warn", "更正过")) }
        @if row.late { " " (badge("warn", "逾期公示")) }
        @if row.kind == "case" { " " (badge("", "个案检查")) }
    }
}

/// A table of results; `entity` is left out on the page of the entity itself.
pub(crate) fn rows(rows: &[ResultView], entity: bool) -> Markup {
    let head: &[&str] = match entity {
        true => &["检查对象", "抽查事项", "检查结果", "检查机关", "检查日期", "公示日期"],
        false => &["抽查事项", "检查结果", "检查机关", "检查日期", "公示日期"],
    };
    table(
        "检查结果",
        head,
        html! {
            @for row in rows {
                tr {
                    @if entity {
                        td {
                            a href={ "/entities/" (encoded(&row.subject_code)) } {
                                (row.subject_name)
                            }
                        }
                    }
                    td { a href={ "/results/" (row.id) } { (row.item_name) } }
                    td { (outcome(row)) (marks(row)) }
                    td { (row.organ_name) }
                    td.day { (day(&row.inspected_on)) }
                    td.day { (day(&row.published_on)) }
                }
            }
        },
    )
}

/// What a list of results was narrowed to, in words and as an address.
#[derive(Debug, Clone, Default)]
pub struct Narrowed {
    /// In words: the organ, the item.
    pub title: Option<String>,
    /// Address with its conditions.
    pub base: String,
    /// Addresses of the same list as CSV and JSON; none for the whole.
    pub files: Option<(String, String)>,
    /// Whether the list belongs to an organ.
    pub organ: bool,
}

/// Around a list.
#[must_use]
pub fn list_head(narrowed: &Narrowed) -> Head {
    match &narrowed.title {
        None => Head::new("检查结果", Section::Results)
            .about("随机抽查的检查结果，按公示时间排列；可以按机关、事项、企业查询。"),
        Some(title) => {
            let (address, name) = match narrowed.organ {
                true => ("/results/organs", "按检查机关"),
                false => ("/results/items", "按抽查事项"),
            };
            Head::new(title, Section::Results).under("/results", "检查结果").under(address, name)
        }
    }
}

/// A list of results.
#[must_use]
pub fn list(page: &Page<ResultView>, narrowed: &Narrowed) -> Markup {
    html! {
        h1 { (narrowed.title.as_deref().unwrap_or("检查结果")) }
        @if narrowed.title.is_none() {
            p.lead { "谁检查、谁录入、谁公开。公示以后更正、撤回的，理由和原来的版本永久保留。" }
            ul.actions {
                li { a.button.plain href="/results/organs" { "按检查机关查看" } }
                li { a.button.plain href="/results/items" { "按抽查事项查看" } }
                li { a.button.plain href="/open#results" { "下载全部结果" } }
            }
        }
        @if let Some((csv, json)) = &narrowed.files {
            ul.actions {
                li { a.button.plain href=(csv) { "下载 CSV" } }
                li { a.button.plain href=(json) { "下载 JSON" } }
            }
        }
        @if page.items.is_empty() {
            (Paging::of(page).nothing("这里还没有公示的检查结果。", &narrowed.base))
        } @else {
            (rows(&page.items, true))
            (Paging::of(page).links(&narrowed.base))
        }
    }
}

/// Around the list of organs.
#[must_use]
pub fn organs_head() -> Head {
    Head::new("按检查机关", Section::Results).under("/results", "检查结果")
}

/// Organs with published results.
#[must_use]
pub fn organs(groups: &[ResultGroup]) -> Markup {
    html! {
        h1 { "按检查机关" }
        @if groups.is_empty() {
            (empty("还没有机关公示检查结果。"))
        } @else {
            (table(
                "已公示检查结果的机关",
                &["检查机关", "#公示结果（条）", "#发现问题（条）", "#逾期公示（条）", "#已撤回（条）", "最近公示"],
                html! {
                    @for group in groups {
                        tr {
                            th scope="row" {
                                a href={ "/results/list?organ=" (group.organ) } {
                                    (group.organ_name)
                                }
                            }
                            (counts(group))
                        }
                    }
                },
            ))
            p.muted { "条数只计随机抽查；个案检查的结果在各机关的列表中，不计入随机抽查的数字。" }
        }
    }
}

fn counts(group: &ResultGroup) -> Markup {
    html! {
        td.n { (group.results) }
        td.n { (group.problems) }
        td.n { (group.late) }
        td.n { (group.withdrawn) }
        td.day { (day(&group.newest)) }
    }
}

/// Around the list of items.
#[must_use]
pub fn items_head() -> Head {
    Head::new("按抽查事项", Section::Results).under("/results", "检查结果")
}

/// Items with published results.
#[must_use]
pub fn items(page: &Page<ResultGroup>) -> Markup {
    html! {
        h1 { "按抽查事项" }
        @if page.items.is_empty() {
            (Paging::of(page).nothing("还没有事项公示检查结果。", "/results/items"))
        } @else {
            (table(
                "已公示检查结果的事项",
                &["抽查事项", "检查机关", "#公示结果（条）", "#发现问题（条）", "#逾期公示（条）", "#已撤回（条）",
                    "最近公示"],
                html! {
                    @for group in &page.items {
                        tr {
                            th.text scope="row" {
                                a href={
                                    "/results/list?organ=" (group.organ)
                                    "&item=" (encoded(&group.item_code))
                                } { (group.item_name) }
                            }
                            td { (group.organ_name) }
                            (counts(group))
                        }
                    }
                },
            ))
            (Paging::of(page).links("/results/items"))
        }
    }
}

/// Around one result.
#[must_use]
pub fn one_head(page: &ResultPage) -> Head {
    let it = &page.result;
    let about = format!(
        "{}对{}的检查结果：{}。",
        it.organ_name,
        it.subject_name,
        it.code_name.as_deref().unwrap_or("已撤回")
    );
    Head::new(format!("{}：{}", it.subject_name, it.item_name), Section::Results)
        .under("/results", "检查结果")
        .under(format!("/entities/{}", encoded(&it.subject_code)), it.subject_name.clone())
        .about(about)
}

/// One result.
#[must_use]
pub fn one(page: &ResultPage, task: Option<&str>) -> Markup {
    let it = &page.result;
    html! {
        h1 { (it.item_name) }
        @if it.state == "withdrawn" {
            (remark("bad", html! {
                p { strong { "这条结果已经撤回。" } "原来的内容不再显示；撤回的理由在下面，永久保留。" }
            }))
        } @else if it.edition > 1 {
            (remark("warn", html! {
                p { strong { "这条结果更正过。" } "现在显示的是第 " (it.edition) " 版，从前各版见下面。" }
            }))
        }
        @if page.objection_open {
            (remark("warn", html! { p { "对这条结果有异议正在处理。" } }))
        }
        div.card { (facts(&one_facts(it, task))) }
        (channels(page))
        (history(&page.history))
        h2 { "认为结果不对？" }
        p {
            "被检查的单位可以凭检查通知书上的检查码"
            a href="/objections" { "提出异议" }
            "；机关应当在 5 个工作日内决定是否受理，受理后 15 个工作日内答复。"
        }
    }
}

fn one_facts<'v>(it: &'v ResultView, task: Option<&'v str>) -> Vec<(&'static str, Markup)> {
    let kind = match it.kind.as_str() {
        "special" => "专项检查",
        "case" => "个案检查（不是随机抽查）",
        _ => "日常检查（随机抽查）",
    };
    let mut rows = vec![
        (
            "检查对象",
            html! {
                a href={ "/entities/" (encoded(&it.subject_code)) } { (it.subject_name) }
            },
        ),
        ("统一社会信用代码", html! { code { (it.subject_code) } }),
        ("检查结果", html! { (outcome(it)) (marks(it)) }),
        (
            "检查机关",
            html! {
                a href={ "/results/list?organ=" (it.organ) } { (it.organ_name) }
            },
        ),
        ("抽查事项编码", html! { code { (it.item_code) } }),
        ("检查类型", html! { (kind) }),
        ("检查日期", day(&it.inspected_on)),
        ("公示日期", day(&it.published_on)),
        (
            "公示期限",
            html! {
                @match &it.due_on {
                    Some(due) => (day(due)),
                    None => "放假安排公布之后推算",
                }
            },
        ),
        ("执法证号", html! { (it.certificates.join("、")) }),
        ("日志序号", html! { (it.log_index) }),
    ];
    if let Some(text) = it.text.as_deref().filter(|text| !text.is_empty()) {
        rows.insert(3, ("说明", html! { (text) }));
    }
    if let (Some(number), Some(name)) = (&it.task_number, &it.task_name) {
        let shown = html! {
            @match task {
                Some(id) => a href={ "/tasks/" (id) } { (name) },
                None => (name),
            }
            " （" (number) "）"
        };
        rows.insert(4, ("抽查任务", shown));
    }
    rows
}

fn channels(page: &ResultPage) -> Markup {
    html! {
        @if !page.channels.is_empty() {
            h2 { "公示渠道" }
            (table(
                "公示渠道",
                &["渠道", "状态", "日期"],
                html! {
                    @for channel in &page.channels {
                        tr {
                            td { (channel.channel_name) }
                            td { (channel_state(&channel.state)) }
                            td.day { (moment(&channel.at)) }
                        }
                    }
                },
            ))
        }
    }
}

fn history(rows: &[HistoryView]) -> Markup {
    html! {
        @if !rows.is_empty() {
            h2 { "更正和撤回的历史" }
            ol.steps {
                @for row in rows {
                    li {
                        strong { (row.kind_name) "，产生第 " (row.edition) " 版" }
                        @if let Some(on) = &row.applied_on { span.meta { "　" (day(on)) } }
                        p { "理由：" (row.reason) }
                        @if let (Some(before), Some(after)) = (&row.before_code, &row.code) {
                            p {
                                "结果：" del { (code_name(before)) } " → " ins { (code_name(after)) }
                            }
                        }
                        @if let (Some(before), Some(after)) = (&row.before_text, &row.text) {
                            @if before != after {
                                p {
                                    "说明：" del { (or_none(before)) } " → " ins { (or_none(after)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn or_none(text: &str) -> &str {
    if text.is_empty() { "（无）" } else { text }
}

fn code_name(code: &str) -> &str {
    sunlot_domain::results::ResultCode::parse(code).map_or(code, |code| code.name_zh())
}

fn channel_state(code: &str) -> &str {
    sunlot_domain::results::ChannelState::parse(code).map_or(code, |state| state.name_zh())
}
