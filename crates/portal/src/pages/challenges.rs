//! 质疑: one number is enough to refute a draw; the form for it, and what the machine answered.

use maud::{Markup, html};
use sunlot_app::challenges::{FindingView, PublicChallenge};
use sunlot_app::draws::AnnouncementPage;
use sunlot_app::page::Page;

use super::draws::attempt;
use crate::layout::{Head, Section};
use crate::parts::{Paging, badge, day, facts, hash, hash_or, remark, table};

/// What was typed, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// 统一社会信用代码.
    pub subject: String,
    /// 抽取单元.
    pub unit: String,
    /// 签号.
    pub ticket: String,
    /// 说明.
    pub text: String,
    /// 联系方式.
    pub contact: String,
    /// Code and words; nothing on the first showing.
    pub error: Option<(String, String)>,
}

fn head(page: &AnnouncementPage, title: &str) -> Head {
    let it = &page.announcement;
    Head::new(title, Section::Draws)
        .under("/draws", "抽取公告")
        .under(format!("/draws/{}", it.draw.id), format!("{} {}", it.task_name, attempt(&it.draw)))
}

/// Around the form.
#[must_use]
pub fn form_head(page: &AnnouncementPage) -> Head {
    head(page, "提出质疑").unlisted()
}

/// The form.
#[must_use]
pub fn form(page: &AnnouncementPage, typed: &Typed) -> Markup {
    let id = &page.announcement.draw.id;
    let wrong = typed.error.as_ref();
    html! {
        h1 { "提出质疑" }
        p.lead {
            "如果您的签号不大于中签线、名单里却没有您，这一个数就足以证明抽取有错。"
            "平台立即用公布的文件核对并答复，质疑和答复都公开、进日志；办理的部门还要在期限内书面答复。"
        }
        form.card method="post" action={ "/draws/" (id) "/challenges" } {
            @if let Some((code, text)) = wrong {
                div.remark.bad role="alert" {
                    p { strong { (text) } " " small { "（" (code) "）" } }
                }
            }
            div.field {
                label for="subject" { "统一社会信用代码（公开）" }
                input #subject name="subject" type="text" required maxlength="60"
                    autocomplete="off" value=(typed.subject);
            }
            div.field {
                label for="unit" { "抽取单元（可以不选，核对全部单元）" }
                select #unit name="unit" {
                    option value="" { "全部单元" }
                    @for unit in &page.units {
                        option value=(unit.unit) selected[typed.unit == unit.unit] {
                            (unit.unit) " " (unit.dept_name)
                        }
                    }
                }
            }
            div.field {
                label for="ticket" { "您算出的签号（64 位十六进制；可以不填，由平台计算）" }
                input #ticket name="ticket" type="text" maxlength="64" autocomplete="off"
                    spellcheck="false" value=(typed.ticket);
            }
            div.field {
                label for="challenge-text" { "说明（可以不填，至多 1000 字；不公开）" }
                textarea #challenge-text name="text" rows="4" maxlength="1000" { (typed.text) }
            }
            div.field {
                label for="challenge-contact" { "联系方式（可以不填；密封存放，不公开）" }
                input #challenge-contact name="contact" type="text" maxlength="100"
                    autocomplete="off" value=(typed.contact);
            }
            button { "提交质疑" }
        }
    }
}

/// Around the answer.
#[must_use]
pub fn answered_head(page: &AnnouncementPage) -> Head {
    head(page, "质疑已收到").unlisted()
}

/// What the machine answered.
#[must_use]
pub fn answered(page: &AnnouncementPage, it: &PublicChallenge) -> Markup {
    let kind = if it.verdict == "confirmed" { "bad" } else { "" };
    html! {
        h1 { "质疑已收到" }
        (remark(kind, html! {
            p { strong { "平台核对的结论：" (it.verdict_name) "。" } (it.explanation) }
        }))
        div.card { (facts(&[
            ("质疑编号", html! { code { (it.id) } }),
            ("统一社会信用代码", html! { code { (it.subject) } }),
            ("提出之日", day(&it.lodged_on)),
            ("应在此日之前答复", html! {
                @match &it.due_on {
                    Some(on) => (day(on)),
                    None => "放假安排公布之后推算",
                }
            }),
        ])) }
        (findings(&it.findings))
        p {
            "不必相信平台的核对："
            a href={
                "/verify?bundle=/api/v1/public/draws/" (page.announcement.draw.id) "/bundle.zip"
            } { "自己重新计算" }
            "，或请别人计算。"
            a href={ "/draws/" (page.announcement.draw.id) "/challenges" } { "这次抽取的全部质疑" }
        }
    }
}

fn findings(rows: &[FindingView]) -> Markup {
    html! {
        @if !rows.is_empty() {
            h2 { "各单元的数字" }
            (table("各单元的数字", &["抽取单元", "签号", "中签线", "签号不大于中签线", "在名单中"], html! {
                @for row in rows {
                    tr {
                        th.code scope="row" { code { (row.unit) } }
                        td.text { (hash(&row.key)) }
                        td.text { (hash_or(row.cutoff.as_deref(), "没有抽取")) }
                        td { (yes(row.below)) }
                        td { (yes(row.listed)) }
                    }
                }
            }))
        }
    }
}

fn yes(it: bool) -> &'static str {
    if it { "是" } else { "否" }
}

/// Around the list.
#[must_use]
pub fn list_head(page: &AnnouncementPage) -> Head {
    head(page, "质疑和答复")
}

/// Every challenge of a draw.
#[must_use]
pub fn list(page: &AnnouncementPage, found: &Page<PublicChallenge>) -> Markup {
    let id = &page.announcement.draw.id;
    let (paging, base) = (Paging::of(found), format!("/draws/{id}/challenges"));
    html! {
        h1 { "质疑和答复" }
        @if page.announcement.draw.open {
            ul.actions {
                li { a.button.plain href={ "/draws/" (id) "/challenge" } { "提出质疑" } }
            }
        }
        @if found.items.is_empty() {
            (paging.nothing("这次抽取没有人提出质疑。", &base))
        } @else {
            @for it in &found.items { (one(it)) }
            (paging.links(&base))
        }
    }
}

fn one(it: &PublicChallenge) -> Markup {
    let kind = if it.verdict == "confirmed" { "bad" } else { "blue" };
    html! {
        section.card {
            h2 { code { (it.subject) } " " (badge(kind, &it.verdict_name)) }
            p { (it.explanation) }
            p.muted { (day(&it.lodged_on)) " 提出　" (it.state_name) }
            @if let Some(reply) = &it.reply {
                p {
                    strong { "书面答复：" } (reply)
                    @if let Some(on) = &it.answered_on { span.muted { "　" (day(on)) } }
                }
            }
        }
    }
}
