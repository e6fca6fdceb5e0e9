//! 统计: figures as bars and tables; every bar stands beside its number.

use maud::{Markup, html};
use sunlot_app::statistics::{NamedCount, Share, Statistics};

use crate::layout::{Head, Section};
use crate::parts::{badge, bar, day, empty, figure, table};
use crate::text::{month, percent};

/// Around it.
#[must_use]
pub fn head(it: &Statistics) -> Head {
    Head::new(format!("{} 年统计", it.year), Section::Statistics)
        .about(format!("{} 年双随机抽查的任务、抽取、检查、结果和公示情况。", it.year))
}

/// The page.
#[must_use]
pub fn page(it: &Statistics) -> Markup {
    let published = it.on_time + it.late;
    html! {
        h1 { (it.year) " 年双随机抽查统计" }
        p.lead {
            "统计到 " (day(&it.until)) "。只计随机抽查；个案检查不计入。每个数字都能用"
            a href="/open" { "开放数据" } "重新数出来。"
        }
        @if it.years.len() > 1 {
            ul.actions {
                @for year in &it.years {
                    li {
                        @if *year == it.year { (badge("blue", &format!("{year} 年"))) }
                        @else { a href={ "/statistics?year=" (year) } { (year) " 年" } }
                    }
                }
            }
        }
        dl.figures {
            (figure("抽取", it.draws, "次", html! { "另有 " (it.draws_void) " 次公开作废或撤销" }))
            (figure("抽中", it.drawn, "户次", "由抽签产生的检查对象"))
            (figure("已公示检查", it.inspected, "户次", "结果已经公示的检查"))
            (figure("公示结果", it.results, "条", html! { "另有 " (it.withdrawn) " 条已撤回" }))
            (figure("按期公示", it.on_time, "条", html! {
                "占 " (percent(it.on_time, published)) "，逾期 " (it.late) " 条"
            }))
        }
        h2 { "任务进展" }
        (counts("任务进展", ["进展", "#任务（项）"], &it.tasks, "blue"))
        h2 { "检查结果" }
        (counts("检查结果", ["检查结果", "#条数"], &it.by_result, "blue"))
        h2 { "按部门" }
        (shares("按部门", "部门", "#结果（条）", &it.by_organ, true))
        h2 { "按公示月份" }
        (shares("按公示月份", "月份", "#结果（条）", &months(&it.by_month), true))
        h2 { "按乡镇" }
        p.muted { "不足 " (FEW) " 户次（条）的不计算比率：数目太少，一户之差就是百分之几十。" }
        (shares("按乡镇", "乡镇（街道）", "#检查（户次）", &it.by_township, false))
    }
}

/// Below, a rate says nothing.
const FEW: u64 = 10;

fn share(row: &Share) -> String {
    if row.count < FEW { "—".to_owned() } else { percent(row.problems, row.count) }
}

/// The months as people write them.
fn months(rows: &[Share]) -> Vec<Share> {
    rows.iter().map(|row| Share { name: month(&row.name), ..row.clone() }).collect()
}

fn counts(caption: &str, heads: [&str; 2], rows: &[NamedCount], kind: &str) -> Markup {
    let all: u64 = rows.iter().map(|row| row.count).sum();
    if all == 0 {
        return empty("这一年还没有。");
    }
    table(
        caption,
        &[heads[0], heads[1], "#占比", "图"],
        html! {
            @for row in rows {
                tr {
                    th scope="row" { (row.name) }
                    td.n { (row.count) }
                    td.n { (percent(row.count, all)) }
                    td.chart { (bar(row.count, all, kind)) }
                }
            }
        },
    )
}

fn shares(caption: &str, group: &str, unit: &str, rows: &[Share], late: bool) -> Markup {
    let most = rows.iter().map(|row| row.count).max().unwrap_or_default();
    if most == 0 {
        return empty("这一年还没有。");
    }
    let mut heads = vec![group, unit, "图", "#发现问题", "#问题发现率"];
    if late {
        heads.push("#逾期公示");
    }
    table(
        caption,
        &heads,
        html! {
            @for row in rows {
                tr {
                    th scope="row" { (row.name) }
                    td.n { (row.count) }
                    td.chart { (bar(row.count, most, "blue")) }
                    td.n { (row.problems) }
                    td.n { (share(row)) }
                    @if late { td.n { (row.late) } }
                }
            }
        },
    )
}
