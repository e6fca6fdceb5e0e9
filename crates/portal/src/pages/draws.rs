//! 抽取公告: what was promised, what came of it, and how anybody checks it.

mod ticket;

use maud::{Markup, html};
use sunlot_app::draws::{
    AnnouncedUnit, Announcement, AnnouncementPage, ContributorView, PublicDraw, StepView,
    UnitCutoff,
};
use sunlot_app::fairness::OpenedDraw;
use sunlot_app::page::Page;

use crate::layout::{Head, Section};
use crate::parts::{Paging, badge, empty, facts, hash, hash_or, moment, remark, table};
pub use ticket::{ticket, ticket_head};

/// 第几次抽取, in words.
pub(crate) fn attempt(draw: &PublicDraw) -> String {
    let kind = if draw.kind == "supplement" { "补充抽取" } else { "抽取" };
    format!("第 {} 次{kind}", draw.attempt)
}

/// Where it stands, as a badge.
pub(crate) fn state(draw: &PublicDraw) -> Markup {
    let kind = match draw.state.as_str() {
        "voided" | "annulled" => "bad",
        "drawn" | "matched" => "good",
        _ => "blue",
    };
    html! {
        (badge(kind, &draw.state_name))
        @if !draw.open && matches!(draw.state.as_str(), "drawn" | "matched") {
            " " (badge("warn", "名单封存至派发"))
        }
    }
}

/// Around the list.
#[must_use]
pub fn list_head() -> Head {
    Head::new("抽取公告", Section::Draws).about(
        "每一次随机抽取的公告：底册、承诺、公共随机源、中签线和核验方法，作废和撤销的也在内。",
    )
}

/// The list.
#[must_use]
pub fn list(page: &Page<Announcement>) -> Markup {
    html! {
        h1 { "抽取公告" }
        p.lead {
            "每一次抽取从冻结底册开始就在这里公告，作废和撤销的也永远留在这里。"
            a href="/help#draw" { "抽签是怎样进行的" }
        }
        @if page.items.is_empty() {
            (Paging::of(page).nothing("还没有公告的抽取。", "/draws"))
        } @else {
            (table(
                "抽取",
                &["任务", "组织部门", "冻结时间", "#底册（户）", "#可抽取（户）", "#抽中（户次）", "状态"],
                html! {
                    @for row in &page.items {
                        tr {
                            th.text scope="row" {
                                a href={ "/draws/" (row.draw.id) } {
                                    (row.task_name) " " (attempt(&row.draw))
                                }
                                br;
                                span.muted { (row.draw.draw_id) }
                            }
                            td { (row.organ_name) }
                            td.day {
                                @if let Some(at) = &row.frozen_at { (moment(at)) }
                            }
                            td.n { (row.draw.counts.frame) }
                            td.n { (row.draw.counts.eligible) }
                            td.n { (drawn(&row.draw)) }
                            td { (state(&row.draw)) }
                        }
                    }
                },
            ))
            (Paging::of(page).links("/draws"))
        }
    }
}

fn drawn(draw: &PublicDraw) -> u64 {
    draw.counts.units.iter().map(|unit| unit.drawn).sum()
}

/// Around one draw.
#[must_use]
pub fn one_head(page: &AnnouncementPage) -> Head {
    let it = &page.announcement;
    Head::new(format!("{} {}", it.task_name, attempt(&it.draw)), Section::Draws)
        .under("/draws", "抽取公告")
        .about(format!("{}组织的随机抽取 {} 的公告。", it.organ_name, it.draw.draw_id))
}

/// One draw; seed and cutoffs only when its list is public.
#[must_use]
pub fn one(page: &AnnouncementPage, opened: Option<&OpenedDraw>) -> Markup {
    let it = &page.announcement;
    let draw = &it.draw;
    html! {
        h1 { (it.task_name) " " (attempt(draw)) }
        p { (state(draw)) "　" span.muted { (draw.draw_id) } }
        (standing(page))
        div.columns {
            section.card aria-labelledby="me" {
                h2 #me { "查我的签" }
                (ask(draw))
            }
            section.card aria-labelledby="check" {
                h2 #check { "独立核验" }
                (check(page))
            }
        }
        h2 { "概况" }
        div.card { (facts(&overview(page))) }
        h2 { "抽取单元" }
        (units(&page.units, opened.map(|it| it.units.as_slice()), draw))
        @if !page.excluded.is_empty() {
            h3 { "不参加抽取的" }
            (table("不参加抽取的", &["理由", "#户数"], html! {
                @for (reason, count) in &page.excluded {
                    tr { th scope="row" { (reason) } td.n { (count) } }
                }
            }))
        }
        h2 { "随机数从哪里来" }
        (entropy(page, opened))
        h2 { "抽取之前固定的内容" }
        (promises(page))
        h2 { "经过" }
        (steps(&page.steps))
        h2 { "检查点" }
        (checkpoint(page))
    }
}

fn standing(page: &AnnouncementPage) -> Markup {
    let draw = &page.announcement.draw;
    let said = page.steps.iter().rev().find_map(|step| step.text.as_deref());
    match draw.state.as_str() {
        "voided" => remark(
            "bad",
            html! {
                p { strong { "这次抽取已在结果产生之前公开作废，没有结果。" } (said.unwrap_or_default()) }
            },
        ),
        "annulled" => remark(
            "bad",
            html! {
                p { strong { "这次抽取的结果已公开撤销，不再有效。" } (said.unwrap_or_default()) }
            },
        ),
        _ => html! {},
    }
}

fn ask(draw: &PublicDraw) -> Markup {
    html! {
        p { "填写统一社会信用代码，看自己为什么抽中、为什么没有抽中，连同证明。" }
        form action={ "/draws/" (draw.id) "/ticket" } {
            div.field {
                label for="code" { "统一社会信用代码" }
                input #code name="code" type="text" required maxlength="60" autocomplete="off";
            }
            button { "查询" }
        }
    }
}

fn check(page: &AnnouncementPage) -> Markup {
    let draw = &page.announcement.draw;
    let bundle = format!("/api/v1/public/draws/{}/bundle.zip", draw.id);
    html! {
        p { "下载公布文件，用网页、命令行或另一套程序重新计算，不必相信本平台。" }
        @if page.frame_root.is_some() {
            ul.actions {
                li { a.button href={ "/verify?bundle=" (bundle) } { "在浏览器里核验" } }
                li { a.button.plain href=(bundle) download { "下载公布文件" } }
                li { a.button.plain href={ "/draws/" (draw.id) "/challenges" } { "质疑和答复" } }
            }
            p.muted { "命令行：" code { "sunlot verify 公布.zip" } "　" a href="/help#verify" { "核验方法" } }
        } @else {
            p.muted { "公布意向之后可以下载。" }
        }
    }
}

fn overview(page: &AnnouncementPage) -> Vec<(&'static str, Markup)> {
    let it = &page.announcement;
    let publication = match it.draw.publication.as_str() {
        "sealed" => "封存至派发：派发之前谁也看不到名单，派发之后启封，人人可以重算",
        _ => "即时公开：抽取之后名单立即公开",
    };
    let mut rows = vec![
        ("任务", html! { a href={ "/tasks/" (it.task) } { (it.task_name) } }),
        ("组织部门", html! { (it.organ_name) }),
        ("公开方式", html! { (publication) }),
        (
            "底册",
            html! {
                (it.draw.counts.frame) " 户，可抽取 " (it.draw.counts.eligible) " 户"
                @if page.blinded { "（底册依规定不对外公布）" }
            },
        ),
        ("检查人员", html! { (it.draw.counts.officers) " 名参加匹配" }),
    ];
    if let Some(reason) = &it.draw.reason {
        rows.push(("再次抽取的事由", html! { code { (reason) } }));
    }
    if let Some(at) = &it.frozen_at {
        rows.push(("冻结时间", moment(at)));
    }
    for (name, at) in [("揭示截止", &page.reveal_by), ("随机数产生", &page.beacon_at)] {
        if let Some(at) = at {
            rows.push((name, moment(at)));
        }
    }
    if let Some(at) = &page.deadline {
        rows.push(("公布期限", moment(at)));
    }
    rows
}

/// What a stratum's code says.
fn stratum(code: &str) -> String {
    match code {
        "" => "不分层".to_owned(),
        "U" => "未分类".to_owned(),
        "A" | "B" | "C" | "D" => format!("信用风险 {code} 类"),
        code => format!("区划 {code}"),
    }
}

fn units(rows: &[AnnouncedUnit], cutoffs: Option<&[UnitCutoff]>, draw: &PublicDraw) -> Markup {
    let has_result = matches!(draw.state.as_str(), "drawn" | "matched" | "annulled");
    let cutoff = |unit: &str| {
        cutoffs
            .and_then(|all| all.iter().find(|one| one.unit == unit))
            .and_then(|one| one.cutoff.as_deref())
    };
    html! {
        p.muted {
            "同一抽取单元里，每户机会均等：抽中的概率 = 抽取户数 ÷ 可抽取户数。签号从小到大排，"
            "排在中签线以内的抽中。"
        }
        (table(
            "抽取单元",
            &["抽取单元", "检查部门", "分层", "#可抽取（户）", "#抽取（户）", "#候补（户）", "#概率", "中签线"],
            html! {
                @for unit in rows {
                    tr {
                        th.code scope="row" { code { (unit.unit) } }
                        td { (unit.dept_name) }
                        td { (stratum(&unit.stratum)) }
                        td.n { (unit.eligible) }
                        td.n { @if has_result { (unit.drawn) } @else { "—" } }
                        td.n { @if has_result { (unit.waiting) } @else { "—" } }
                        td.n {
                            @if has_result && unit.eligible > 0 {
                                (unit.drawn) "/" (unit.eligible)
                            } @else { "—" }
                        }
                        td.text { (hash_or(cutoff(&unit.unit), match has_result {
                            true => "名单公开之后公告",
                            false => "—",
                        })) }
                    }
                }
            },
        ))
    }
}

fn entropy(page: &AnnouncementPage, opened: Option<&OpenedDraw>) -> Markup {
    let seed = page.seed.as_deref().or(opened.map(|it| it.seed.as_str()));
    html! {
        p {
            "抽取用的种子由几方各自的随机数和一个事先指定、事后才产生的公共随机源合成。"
            "每一方先公布承诺（随机数的散列），截止以后再揭示；只要有一方没有串通，谁也不能预知或左右结果。"
        }
        @if page.contributors.is_empty() {
            (empty("公布意向之后公告各方的承诺。"))
        } @else {
            (table("各方的承诺和随机数", &["随机数提供方", "承诺", "揭示的随机数"], html! {
                @for one in &page.contributors { (contributor(one)) }
            }))
        }
        @if let Some(name) = &page.beacon {
            div.card { (facts(&[
                ("公共随机源", html! {
                    (name)
                    @if let Some(round) = page.beacon_round { "，第 " (round) " 期（场）" }
                }),
                ("公共随机源的值", html! {
                    (hash_or(page.beacon_value.as_deref(), "还没有产生"))
                }),
                ("种子", html! { (hash_or(seed, "名单公开之后可以算出")) }),
            ])) }
        }
    }
}

fn contributor(one: &ContributorView) -> Markup {
    html! {
        tr {
            th scope="row" { (one.organ_name) " " code.muted { (one.id) } }
            td.text { (hash(&one.commitment)) }
            td.text { (hash_or(one.nonce.as_deref(), "还没有揭示")) }
        }
    }
}

fn promises(page: &AnnouncementPage) -> Markup {
    let later = "公布意向之后公告";
    html! {
        p {
            "这些散列在随机数产生之前就写进了只增日志。底册里加一户、减一户、改一个字，散列都会变，"
            "任何人都能发现。"
        }
        div.card { (facts(&[
            ("散列算法", html! { (page.suite.as_deref().unwrap_or(later)) }),
            ("底册的根", hash_or(page.frame_root.as_deref(), later)),
            ("规则的散列", hash_or(page.rules.as_deref(), later)),
            ("检查人员表的根", hash_or(page.officer_root.as_deref(), later)),
            ("回避表的根", hash_or(page.conflict_root.as_deref(), later)),
            ("结果表的根", html! {
                (hash_or(page.result_root.as_deref(), "抽取之后公告"))
                @if let Some(count) = page.result_count { "（" (count) " 行）" }
            }),
        ])) }
    }
}

fn steps(rows: &[StepView]) -> Markup {
    html! {
        ol.steps {
            @for step in rows {
                li {
                    strong { (step.name) }
                    span.meta { "　" (moment(&step.time)) "　日志第 " (step.index) " 条" }
                    @if let Some(text) = &step.text { p { "公开事由：" (text) } }
                }
            }
        }
    }
}

fn checkpoint(page: &AnnouncementPage) -> Markup {
    html! {
        @match &page.checkpoint {
            Some(it) => {
                p {
                    "上面各步都在这个检查点之内（共 " (it.size) " 条，" (moment(&it.time))
                    " 签名）。请保存它：日后日志若被改动，凭它就能证明。"
                }
                h3 { "SHA-256 树" }
                pre.wrap tabindex="0" { (it.sha256) }
                h3 { "SM3 树" }
                pre.wrap tabindex="0" { (it.sm3) }
            }
            None => p.muted { "日志还没有签到这一步，通常不到一分钟；请稍后刷新。" }
        }
    }
}
