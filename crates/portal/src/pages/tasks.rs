//! 任务公告: what is inspected, of whom, by whom, when; its draws and how far its visits are.

use maud::{Markup, html};
use sunlot_app::draws::PublicDraw;
use sunlot_app::inspections::Reconciliation;
use sunlot_app::page::Page;
use sunlot_app::tasks::PublicTask;

use super::draws::{attempt, state};
use crate::layout::{Head, Section};
use crate::parts::{Paging, badge, bar, day, empty, facts, remark, table};
use crate::text::encoded;

/// Around the list.
#[must_use]
pub fn list_head() -> Head {
    Head::new("任务公告", Section::Tasks)
        .about("双随机抽查任务公告：抽查事项、对象范围、比例、日期和检查机关。")
}

/// The list, narrowed by a text.
#[must_use]
pub fn list(page: &Page<PublicTask>, asked: &str) -> Markup {
    let base = match asked {
        "" => "/tasks".to_owned(),
        text => format!("/tasks?q={}", encoded(text)),
    };
    html! {
        h1 { "任务公告" }
        form.filter action="/tasks" {
            div {
                label for="task-q" { "名称或编号" }
                input #task-q name="q" maxlength="100" value=(asked);
            }
            button { "查找" }
        }
        @if page.items.is_empty() {
            (Paging::of(page).nothing("没有这样的任务公告。", &base))
        } @else {
            (table(
                "抽查任务",
                &["抽查任务", "发起部门", "抽查事项类别", "计划抽取日期", "完成时限", "进展"],
                html! {
                    @for task in &page.items {
                        tr {
                            th.text scope="row" {
                                a href={ "/tasks/" (task.id) } { (task.name) }
                                br;
                                span.muted { (task.number) }
                            }
                            td { (task.organ_name) }
                            td { (task.item_class) "、" (task.draw_type) }
                            td.day { (span_of(&task.draw_from, &task.draw_to)) }
                            td.day { (day(&task.deadline)) }
                            td { (badge("blue", &task.phase)) }
                        }
                    }
                },
            ))
            (Paging::of(page).links(&base))
        }
    }
}

/// A day, or from one day to another.
fn span_of(from: &str, to: &str) -> Markup {
    html! {
        (day(from))
        @if from != to { " 至 " (day(to)) }
    }
}

/// Around one task.
#[must_use]
pub fn one_head(task: &PublicTask) -> Head {
    Head::new(&task.name, Section::Tasks).under("/tasks", "任务公告").about(format!(
        "{}发起的双随机抽查任务“{}”，编号 {}。",
        task.organ_name, task.name, task.number
    ))
}

/// One task with its draws and, from the dispatch on, how its visits stand.
#[must_use]
pub fn one(task: &PublicTask, draws: &[PublicDraw], visits: Option<&Reconciliation>) -> Markup {
    let frame = draws.iter().rev().find(|draw| draw.counts.frame > 0).map(|draw| &draw.counts);
    html! {
        h1 { (task.name) }
        p { (badge("blue", &task.phase)) "　" span.muted { (task.number) } }
        div.card { (facts(&one_facts(task, frame.map(|counts| (counts.frame, counts.eligible))))) }
        h2 { "抽查事项" }
        (table(
            "抽查事项",
            &["事项编码", "抽查事项", "检查部门"],
            html! {
                @for item in &task.items {
                    tr {
                        td.code { code { (item.code) } }
                        td.text { (item.name) }
                        td { (item.organ_name) }
                    }
                }
            },
        ))
        h2 { "抽取" }
        @if draws.is_empty() {
            (empty("还没有冻结底册。"))
        } @else {
            ul.list.card {
                @for draw in draws {
                    li {
                        a href={ "/draws/" (draw.id) } { (attempt(draw)) }
                        " " (state(draw))
                        span.meta {
                            "底册 " (draw.counts.frame) " 户，可抽取 " (draw.counts.eligible)
                            " 户　编号 " (draw.draw_id)
                        }
                    }
                }
            }
        }
        @if let Some(visits) = visits { (progress(visits, task)) }
    }
}

fn one_facts(task: &PublicTask, frame: Option<(u64, u64)>) -> Vec<(&'static str, Markup)> {
    let mut rows = vec![
        ("公告机关", html! { (task.organ_name) }),
        (
            "参与部门",
            html! {
                @if task.participants.is_empty() { "无" } @else { (task.participants.join("、")) }
            },
        ),
        ("任务来源", html! { (task.origin) }),
        ("抽查类型", html! { (task.draw_type) }),
        ("抽查事项类别", html! { (task.item_class) }),
        ("抽查对象范围", html! { (task.scope) }),
        ("抽查比例或数量", html! { (task.ratio) }),
        (
            "抽查对象户数",
            html! {
                @match frame {
                    Some((frame, eligible)) => {
                        "底册 " (frame) " 户，其中可抽取 " (eligible) " 户"
                    }
                    None => "冻结底册之后公告",
                }
            },
        ),
        ("计划抽取日期", span_of(&task.draw_from, &task.draw_to)),
        ("检查日期", span_of(&task.period_from, &task.period_to)),
        ("完成时限", day(&task.deadline)),
        ("日志序号", html! { (task.log_index) }),
    ];
    let methods = task.methods.join("、");
    let more = [("抽查模式", &task.mode), ("检查方式", &methods), ("抽查依据", &task.basis)];
    for (name, text) in more.into_iter().filter(|(_, text)| !text.is_empty()) {
        rows.push((name, html! { (text) }));
    }
    if let Some(plan) = &task.plan {
        rows.push(("所属计划", html! { a href={ "/plans/" (plan) } { "查看抽查计划" } }));
    }
    if let Some(reason) = &task.reason {
        rows.push(("临时任务的理由", html! { (reason) }));
    }
    if let Some(document) = &task.approval {
        rows.push(("专项检查批准文号", html! { (document) }));
    }
    rows
}

fn progress(it: &Reconciliation, task: &PublicTask) -> Markup {
    let ended: u64 = it.outcomes.values().sum();
    let row = |name: &str, count: u64, kind: &str| {
        html! {
            tr {
                th scope="row" { (name) }
                td.n { (count) }
                td.chart { (bar(count, it.drawn, kind)) }
            }
        }
    };
    html! {
        h2 { "检查进展" }
        (table(
            "检查进展",
            &["情况", "#户次", "占抽中的比例"],
            html! {
                (row("已检查并签字", it.inspected, "blue"))
                (row("以其他部门的结果互认", it.recognised, "blue"))
                @for (name, count) in &it.outcomes { (row(name, *count, "orange")) }
                (row("检查中", it.open, "orange"))
                (row("尚未派发", it.not_dispatched, "orange"))
            },
        ))
        @if it.reconciles {
            p {
                "抽中 " (it.drawn) " 户次，与上面各行的合计一致。"
                @if ended > 0 { "没有检查成的，逐户写明原因。" }
            }
        } @else {
            (remark("bad", html! {
                p { "抽中 " (it.drawn) " 户次，与上面各行的合计不一致；请向公告机关询问。" }
            }))
        }
        @if it.overdue > 0 {
            (remark("bad", html! {
                p { "有 " (it.overdue) " 份结果超过 20 个工作日还没有公示。" }
            }))
        }
        p {
            "已公示 " (it.published) " 份，待公示 " (it.to_publish) " 份。"
            a href={ "/results/list?task=" (task.id) } { "查看本任务的检查结果" }
        }
    }
}
