//! 我的签: why this one was drawn, or was not, in words and with the proof.

use maud::{Markup, html};
use sunlot_app::draws::{AnnouncementPage, TicketAnswer, TicketView};

use super::attempt;
use crate::layout::{Head, Section};
use crate::parts::{badge, facts, hash, hash_or, remark};
use crate::text::{encoded, percent};

/// Around the answer.
#[must_use]
pub fn ticket_head(page: &AnnouncementPage, code: &str) -> Head {
    let it = &page.announcement;
    let name = format!("{} {}", it.task_name, attempt(&it.draw));
    Head::new(format!("{code} 的签"), Section::Draws)
        .under("/draws", "抽取公告")
        .under(format!("/draws/{}", it.draw.id), name)
        .unlisted()
}

/// The answer.
#[must_use]
pub fn ticket(page: &AnnouncementPage, it: &TicketAnswer) -> Markup {
    let draw = &page.announcement.draw;
    html! {
        h1 { code { (it.subject) } " 的签" }
        (frame(it))
        @if it.units.is_empty() && it.frame == "eligible" {
            (remark("", html! {
                p { "名单还没有公开。公开之后回到这里，可以看到签号、中签线和名次。" }
            }))
        }
        @for unit in &it.units { (in_unit(unit)) }
        (proof(it))
        ul.actions {
            li {
                a.button.plain href={
                    "/api/v1/public/draws/" (draw.id) "/tickets/" (encoded(&it.subject))
                } download="我的签.json" { "下载证明文件" }
            }
            li {
                a.button.plain href={
                    "/verify?bundle=/api/v1/public/draws/" (draw.id) "/bundle.zip"
                } { "在浏览器里核验整次抽取" }
            }
            @if draw.open {
                li {
                    a.button.plain href={
                        "/draws/" (draw.id) "/challenge?code=" (encoded(&it.subject))
                    } { "认为不对，提出质疑" }
                }
            }
            li { a.button.plain href={ "/entities/" (encoded(&it.subject)) } { "查看本户的检查结果" } }
        }
    }
}

fn frame(it: &TicketAnswer) -> Markup {
    match it.frame.as_str() {
        "eligible" => remark(
            "good",
            html! {
                p { strong { "在底册中，参加了抽取。" } }
            },
        ),
        "excluded" => remark(
            "warn",
            html! {
                p {
                    strong { "在底册中，但不参加这次抽取：" } (it.exclusion.as_deref().unwrap_or_default())
                    "。不参加抽取的也都留在底册里，供核对。"
                }
            },
        ),
        "absent" => remark(
            "warn",
            html! {
                p {
                    strong { "不在这次抽取的底册中。" }
                    "冻结底册的时候，名录里没有这个代码，或者它不在抽取的范围内；因此不可能抽中。"
                    "如果您认为应当在内，请向公告机关提出。"
                }
            },
        ),
        _ => remark(
            "",
            html! {
                p { "这次抽取的底册依规定不对外公布；名单公开之后可以查到是否抽中。" }
            },
        ),
    }
}

fn in_unit(unit: &TicketView) -> Markup {
    let (kind, title) = match unit.outcome.as_str() {
        "drawn" => ("bad", "抽中"),
        "waiting" => ("warn", "候补"),
        _ => ("good", "没有抽中"),
    };
    html! {
        section.card {
            h2 { "抽取单元 " code { (unit.unit) } " " (badge(kind, title)) }
            p { (because(unit)) }
            (facts(&[
                ("签号", hash(&unit.ticket)),
                ("中签线", hash_or(unit.cutoff.as_deref(), "这个单元没有抽取")),
                ("名次", html! {
                    @match unit.rank {
                        Some(rank) => { "第 " (rank) " 名，共 " (unit.eligible) " 户" }
                        None => "底册不公布，只知道不在名单内",
                    }
                }),
                ("抽取之前的概率", html! {
                    @match &unit.probability {
                        Some(chance) => {
                            (chance) "，约 " (percent(unit.drawn, unit.eligible))
                            "（" (unit.eligible) " 户中抽取 " (unit.drawn) " 户）"
                        }
                        None => "各户的签数不同，见公布文件",
                    }
                }),
            ]))
            @if !unit.command.is_empty() {
                h3 { "不用本平台的程序也能算出这个签号" }
                p { "在装有 OpenSSL 的电脑上运行，输出应与上面的签号相同：" }
                @for command in &unit.command { pre.wrap tabindex="0" { (command) } }
            }
            @if let Some(row) = &unit.row {
                details {
                    summary { "结果表中的一行和它的证明" }
                    pre.wrap tabindex="0" { (row) }
                    ol { @for step in &unit.proof { li { (hash(step)) } } }
                }
            }
        }
    }
}

/// Why, in one sentence.
fn because(unit: &TicketView) -> String {
    let place =
        unit.rank.map_or_else(String::new, |rank| format!("按签号从小到大排第 {rank} 名，"));
    match unit.outcome.as_str() {
        "drawn" => {
            let batch = unit.batch.map_or_else(String::new, |batch| format!("，第 {batch} 批检查"));
            format!("{place}抽取前 {} 名，签号在中签线以内，所以抽中{batch}。", unit.drawn)
        }
        "waiting" => format!(
            "{place}抽取前 {} 名，排在中签线之后的候补名单里；只有前面的因底册错误被递补时才会检查。",
            unit.drawn
        ),
        _ => format!("{place}抽取前 {} 名，签号在中签线以外，所以没有抽中。", unit.drawn),
    }
}

fn proof(it: &TicketAnswer) -> Markup {
    html! {
        @if let Some(row) = &it.row {
            details.card {
                summary { "底册中的一行和它的证明" }
                p {
                    "这一行和下面的散列逐级合并，应当得到公告中的“底册的根”；"
                    "说明这一行在随机数产生之前就已经在底册里。"
                }
                pre.wrap tabindex="0" { (row) }
                ol { @for step in &it.proof { li { (hash(step)) } } }
            }
        }
    }
}
