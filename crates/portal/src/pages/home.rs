//! 首页: search, key figures, and what is newest of each kind.

use maud::{Markup, html};
use sunlot_app::draws::Announcement;
use sunlot_app::results::ResultView;
use sunlot_app::statistics::Statistics;
use sunlot_app::tasks::PublicTask;

use super::results::outcome;
use crate::layout::{Head, Section};
use crate::parts::{badge, day, empty, figure};
use crate::text::percent;

/// What the first page shows.
pub struct Home<'v> {
    /// Figures of this year.
    pub figures: &'v Statistics,
    /// Newest results.
    pub results: &'v [ResultView],
    /// Newest tasks.
    pub tasks: &'v [PublicTask],
    /// Newest draws.
    pub draws: &'v [Announcement],
}

/// Around it.
#[must_use]
pub fn head() -> Head {
    Head::new("首页", Section::Home).about(
        "双随机、一公开监管公示：检查结果、抽查任务、抽取公告、抽查计划和事项清单，每次抽取都可以独立核验。",
    )
}

/// The content.
#[must_use]
pub fn page(it: &Home<'_>) -> Markup {
    html! {
        h1 { "双随机、一公开监管公示" }
        p.lead {
            "检查谁、谁去检查，都由随机抽签决定；查了什么、结果如何，都在这里公开。"
            "抽签不凭信任：每一次抽取都能由任何人重新计算。"
        }
        (figures(it.figures))
        section.card aria-labelledby="newest-results" {
            h2 #newest-results { "最新检查结果" }
            (results(it.results))
            p { a href="/results" { "全部检查结果" } }
        }
        div.columns {
            section.card aria-labelledby="newest-draws" {
                h2 #newest-draws { "抽取公告" }
                (draws(it.draws))
                p { a href="/draws" { "全部抽取公告" } }
            }
            section.card aria-labelledby="newest-tasks" {
                h2 #newest-tasks { "任务公告" }
                (tasks(it.tasks))
                p { a href="/tasks" { "全部任务公告" } }
            }
            section.card aria-labelledby="for-you" {
                h2 #for-you { "您可以在这里" }
                ul.list {
                    li { a href="/help#why" { "查询为什么抽到我、为什么没抽到我" } }
                    li { a href="/visits" { "核对上门检查是否真实，评价检查人员" } }
                    li { a href="/objections" { "对检查结果提出异议" } }
                    li { a href="/verify" { "自己动手核验一次抽取" } }
                    li { a href="/fairness" { "看看抽签公不公平" } }
                    li { a href="/open" { "下载全部公示数据" } }
                }
            }
        }
    }
}

fn figures(it: &Statistics) -> Markup {
    let published = it.on_time + it.late;
    html! {
        dl.figures {
            (figure("本年抽取", it.draws, "次", "结果有效的抽取"))
            (figure("本年抽中", it.drawn, "户次", "由抽签产生的检查对象"))
            (figure("已公示检查", it.inspected, "户次", "结果已经公示的检查"))
            (figure("公示结果", it.results, "条", html! {
                "按期公示 " (percent(it.on_time, published))
            }))
        }
    }
}

fn results(rows: &[ResultView]) -> Markup {
    if rows.is_empty() {
        return empty("还没有公示的检查结果。");
    }
    html! {
        ul.list {
            @for row in rows {
                li {
                    a href={ "/results/" (row.id) } { (row.subject_name) "：" (row.item_name) }
                    " " (outcome(row))
                    span.meta { (row.organ_name) "　" (day(&row.published_on)) " 公示" }
                }
            }
        }
    }
}

fn draws(rows: &[Announcement]) -> Markup {
    if rows.is_empty() {
        return empty("还没有公告的抽取。");
    }
    html! {
        ul.list {
            @for row in rows {
                li {
                    a href={ "/draws/" (row.draw.id) } { (row.task_name) }
                    " " (badge("blue", &row.draw.state_name))
                    span.meta { (row.organ_name) "　" (row.draw.draw_id) }
                }
            }
        }
    }
}

fn tasks(rows: &[PublicTask]) -> Markup {
    if rows.is_empty() {
        return empty("还没有公告的任务。");
    }
    html! {
        ul.list {
            @for row in rows {
                li {
                    a href={ "/tasks/" (row.id) } { (row.name) }
                    " " (badge("blue", &row.phase))
                    span.meta { (row.organ_name) "　完成时限 " (day(&row.deadline)) }
                }
            }
        }
    }
}
