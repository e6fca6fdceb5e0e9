//! 检查码: whether a visit is real, what the company can say about it, and objections.

use maud::{Markup, html};
use sunlot_app::inspections::VisitProof;
use sunlot_app::results::LodgeReceipt;

use crate::layout::{Head, Section};
use crate::parts::{badge, day, facts, remark, table};

/// What was typed into a form that came back, and why it did.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// 事项编码.
    pub item: String,
    /// 理由 or remark.
    pub text: String,
    /// 联系方式.
    pub contact: String,
    /// 1 to 5.
    pub score: String,
    /// One token for each form, so that a form that is sent twice counts once.
    pub once: String,
    /// What is wrong, with its code; nothing on the first showing.
    pub error: Option<(String, String)>,
}

/// Around the question for a code.
#[must_use]
pub fn ask_head() -> Head {
    Head::new("核对检查", Section::Other).about("扫码或填写检查码，核对上门的检查是否真实。")
}

/// Asks for the code; `for_objection` when somebody wants to object. One that is wrong stays in the
/// field: of 26 signs mostly one is to be put right.
#[must_use]
pub fn ask(for_objection: bool, typed: &str, wrong: Option<&str>) -> Markup {
    let (action, title) = match for_objection {
        true => ("/objections", "提出异议"),
        false => ("/visits", "核对检查"),
    };
    html! {
        h1 { (title) }
        @if for_objection { (how_to_object()) } @else {
            p.lead {
                "检查人员上门时会出示检查码。用手机扫一扫，或在这里填写 26 位检查码，就能看到任务、检查人员和检查事项是否真实，不用登录。"
            }
        }
        form.card action=(action) {
            div.field {
                label for="visit-code" { "检查码（26 位字母和数字，在检查通知书上）" }
                @if let Some(wrong) = wrong {
                    span #visit-error .error { (wrong) }
                }
                input #visit-code name="code" type="text" required maxlength="40"
                    autocomplete="off" autocapitalize="characters" spellcheck="false" value=(typed)
                    aria-invalid=[wrong.map(|_| "true")]
                    aria-describedby=[wrong.map(|_| "visit-error")];
            }
            button { "查看" }
        }
        @if !for_objection {
            (remark("warn", html! {
                p {
                    strong { "查不到？" }
                    "先核对有没有填错；确实查不到的，可以拒绝检查，并向当地联席会议办公室反映。"
                }
            }))
        }
    }
}

/// Around objections.
#[must_use]
pub fn objections_head() -> Head {
    Head::new("提出异议", Section::Other).about("对检查结果有异议时怎么办：条件、期限和网上办理。")
}

fn how_to_object() -> Markup {
    html! {
        p.lead { "被检查的单位认为检查结果不对，可以在公示之前或之后提出异议，不收费，不需要登录。" }
        ol {
            li { "准备检查通知书上的检查码；没有检查码的，可以带书面材料到检查机关办理。" }
            li { "写明对哪一个事项的结果有异议，为什么（至少 10 个字）。" }
            li { "机关在 5 个工作日内决定是否受理，受理后 15 个工作日内答复。" }
            li { "异议由没有参加这次检查的人决定。成立的，公开更正或撤回，原来的版本和理由永久保留。" }
            li { "对答复仍不服的，可以依法申请行政复议或提起行政诉讼。" }
        }
    }
}

/// Around a visit.
#[must_use]
pub fn visit_head(proof: &VisitProof) -> Head {
    Head::new(format!("检查 {}", proof.number), Section::Other)
        .under("/visits", "核对检查")
        .unlisted()
}

/// A visit with its two forms.
#[must_use]
pub fn visit(code: &str, proof: &VisitProof, rating: &Typed, objection: &Typed) -> Markup {
    let kind = match proof.kind.as_str() {
        "special" => "专项检查",
        "case" => "个案检查",
        _ => "日常检查（双随机抽查）",
    };
    let method = sunlot_domain::inspections::CheckMethod::parse(&proof.method);
    html! {
        h1 { "检查 " (proof.number) }
        (remark("good", html! {
            p {
                strong { "这次检查是真实的。" }
                "请对照下面的执法证号查看检查人员出示的证件；人数不足两人、证号不符或不出示证件的，可以拒绝检查。"
            }
        }))
        div.card { (facts(&[
            ("检查对象", html! { (proof.subject_name) }),
            ("检查类型", html! { (kind) }),
            ("抽查任务", html! {
                @match (&proof.task_name, &proof.task_number) {
                    (Some(name), Some(number)) => { (name) " （" (number) "）" }
                    _ => "不属于抽查任务",
                }
            }),
            ("检查方式", html! {
                (method.map_or(proof.method.as_str(), |method| method.name_zh()))
            }),
            ("检查期限", html! { (day(&proof.window_from)) " 至 " (day(&proof.window_to)) }),
            ("进展", html! { (badge("blue", &proof.state_name)) }),
            ("联系人和电话", html! { (proof.contact) }),
        ])) }
        h2 { "检查人员" }
        (table("检查人员", &["部门", "执法证号"], html! {
            @for officer in &proof.officers {
                tr { td { (officer.organ) } td.code { code { (officer.certificate) } } }
            }
        }))
        h2 { "检查事项" }
        p { "只检查下列事项；超出的可以拒绝。" }
        (table("检查事项", &["部门", "事项编码", "检查事项"], html! {
            @for item in &proof.items {
                tr {
                    td { (item.organ) }
                    td.code { code { (item.code) } }
                    td.text { (item.name) }
                }
            }
        }))
        div.columns {
            section.card aria-labelledby="materials" {
                h2 #materials { "需要准备的材料" }
                @if proof.materials.is_empty() { p { "没有要求准备材料。" } }
                @else { ul { @for one in &proof.materials { li { (one) } } } }
            }
            section.card aria-labelledby="rights" {
                h2 #rights { "您的权利" }
                ul { @for one in &proof.rights { li { (one) } } }
            }
        }
        (rating_form(code, proof.may_rate, rating))
        (objection_form(code, proof, objection))
    }
}

/// The error of a form, above it, where a screen reader comes first.
fn wrong(typed: &Typed) -> Markup {
    html! {
        @if let Some((code, text)) = &typed.error {
            div.remark.bad role="alert" {
                p { strong { (text) } " " small { "（" (code) "）" } }
            }
        }
    }
}

fn rating_form(code: &str, may: bool, typed: &Typed) -> Markup {
    const SCORES: [(&str, &str); 5] =
        [("5", "很满意"), ("4", "满意"), ("3", "一般"), ("2", "不满意"), ("1", "很不满意")];
    html! {
        h2 #rating { "评价这次检查" }
        @if !may {
            (wrong(typed))
            p.muted { "检查结束之后可以评价一次，不记名；评价过的不能再评。" }
        } @else {
            form.card method="post" action={ "/visits/" (code) "/rating" } {
                (wrong(typed))
                input type="hidden" name="once" value=(typed.once);
                fieldset.field {
                    legend { "检查人员是否文明、规范、廉洁" }
                    div.choices {
                        @for (score, name) in SCORES {
                            label {
                                input type="radio" name="score" value=(score) required
                                    checked[typed.score == score];
                                (name)
                            }
                        }
                    }
                }
                div.field {
                    label for="rating-text" { "想说的话（可以不填，至多 500 字；请不要写姓名、电话）" }
                    textarea #rating-text name="text" rows="3" maxlength="500" { (typed.text) }
                }
                button { "提交评价" }
                p.muted { "评价不记名，部门只看到合计的次数，看不到是谁评价的。" }
            }
        }
    }
}

fn objection_form(code: &str, proof: &VisitProof, typed: &Typed) -> Markup {
    html! {
        h2 #objection { "提出异议" }
        div.card {
            (how_to_object())
            form method="post" action={ "/visits/" (code) "/objections" } {
                (wrong(typed))
                input type="hidden" name="once" value=(typed.once);
                div.field {
                    label for="objection-item" { "对哪个事项" }
                    select #objection-item name="item" required {
                        @for item in &proof.items {
                            option value=(item.code) selected[typed.item == item.code] {
                                (item.name) "（" (item.organ) "）"
                            }
                        }
                    }
                }
                div.field {
                    label for="objection-text" { "理由（10 至 2000 个字）" }
                    textarea #objection-text name="text" rows="6" required minlength="10"
                        maxlength="2000" aria-invalid=[typed.error.as_ref().map(|_| "true")] {
                        (typed.text)
                    }
                }
                div.field {
                    label for="objection-contact" { "联系方式（可以不填；只给办理的机关看，不公开）" }
                    input #objection-contact name="contact" type="text" maxlength="100"
                        autocomplete="off" value=(typed.contact);
                }
                button { "提交异议" }
            }
        }
    }
}

/// Around a receipt.
#[must_use]
pub fn receipt_head(title: &str, code: &str) -> Head {
    Head::new(title, Section::Other)
        .under("/visits", "核对检查")
        .under(format!("/visits/{code}"), "这次检查")
        .unlisted()
}

/// 评价已收到.
#[must_use]
pub fn rated(code: &str) -> Markup {
    html! {
        h1 { "评价已收到" }
        (remark("good", html! { p { "谢谢您的评价。它不记名，一次检查只能评价一次。" } }))
        p { a href={ "/visits/" (code) } { "回到这次检查" } }
    }
}

/// 异议已收到.
#[must_use]
pub fn lodged(code: &str, receipt: &LodgeReceipt) -> Markup {
    html! {
        h1 { "异议已收到" }
        (remark("good", html! {
            p { "请保存或打印这一页。凭异议编号可以向检查机关查询办理情况。" }
        }))
        div.card { (facts(&[
            ("异议编号", html! { code { (receipt.objection) } }),
            ("提出之日", day(&receipt.lodged_on)),
            ("应在此日之前受理", html! {
                @match &receipt.accept_by {
                    Some(on) => (day(on)),
                    None => "放假安排公布之后推算（5 个工作日内）",
                }
            }),
        ])) }
        p { a href={ "/visits/" (code) } { "回到这次检查" } }
    }
}
