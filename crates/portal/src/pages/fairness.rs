//! 公平性审计: hits against expectation, with the number and what it means in plain words.

use maud::{Markup, html};
use sunlot_app::fairness::{Fairness, FairnessDimension, FairnessLine};

use crate::layout::{Head, Section};
use crate::parts::{badge, day, empty, figure, remark, table};

/// Around it.
#[must_use]
pub fn head() -> Head {
    Head::new("公平性审计", Section::Fairness)
        .about("各乡镇、行业、信用类别的抽中户次与纯凭机会的预期相比，抽签有没有偏向。")
}

/// The page.
#[must_use]
pub fn page(it: &Fairness) -> Markup {
    html! {
        h1 { "公平性审计" }
        p.lead {
            "抽签有没有偏向？把名单已公开的每一次抽取加起来，看各乡镇、各行业、各类别实际抽中的户次，"
            "与纯凭机会应当抽中的户次相差多少。每公开一次抽取，这里就自动更新，谁也不能挑选算哪些、不算哪些。"
        }
        dl.figures {
            (figure("计入的抽取", it.draws, "次", html! {
                "统计到 " (day(&it.until))
            }))
            (figure("参加抽取", it.members, "户次", "每户在每个抽取单元各算一次"))
            (figure("抽中", it.hits, "户次", "递补的不算，只算抽签的结果"))
        }
        @for dimension in &it.dimensions { (one(dimension)) }
        (meaning())
        (counted(it))
        ul.actions {
            li { a.button.plain href="/open/fairness.csv" download { "下载 CSV" } }
            li { a.button.plain href="/open/fairness.json" { "JSON" } }
        }
    }
}

fn one(it: &FairnessDimension) -> Markup {
    html! {
        h2 #(it.code) { (it.name) }
        @if it.lines.is_empty() {
            (empty("还没有名单已公开的抽取。"))
        } @else {
            (verdict(it))
            (table(
                &it.name,
                &["组别", "#参加抽取（户次）", "#抽中（户次）", "#预期（户次）", "#偏离（标准差）", "图（−3 至 +3）"],
                html! { @for line in &it.lines { (row(line)) } },
            ))
        }
    }
}

fn verdict(it: &FairnessDimension) -> Markup {
    let kind = match it.verdict.as_str() {
        "usual" => "good",
        "unusual" => "bad",
        "watch" => "warn",
        _ => "",
    };
    remark(
        kind,
        html! {
            p {
                strong { "结论：" (it.verdict_name) "。" }
                @match (&it.usual, &it.rare) {
                    (Some(usual), Some(rare)) => {
                        "卡方值 χ² = " (it.chi_square) "，自由度 " (it.degrees)
                        "。抽签完全公平时，100 次里大约有 95 次这个数不超过 " (usual)
                        "，1000 次里大约有 999 次不超过 " (rare) "。"
                    }
                    _ => "要有至少两个预期抽中 5 户次以上、并且会受机会影响的组，才能比较。",
                }
            }
            @if it.merged > 0 {
                p {
                    "有 " (it.merged) " 个组预期抽中不到 5 户次，太少，不能单独判断；检验时合并为一组。"
                }
            }
            @if it.verdict == "watch" {
                p { "公平的抽签偶尔也会这样，20 次里约有 1 次。随着抽取增多，偶然的偏离会变小，真正的偏向会变大。" }
            }
            @if it.verdict == "unusual" {
                p { "纯属偶然的可能不到千分之一。抽取本身可以逐次重新计算核验；请联席会议办公室查明底册和分层是否有问题。" }
            }
        },
    )
}

fn row(line: &FairnessLine) -> Markup {
    html! {
        tr {
            th scope="row" { (line.name) }
            td.n { (line.members) }
            td.n { (line.hits) }
            td.n { (line.expected) }
            td.n {
                @match &line.deviation {
                    Some(deviation) => (deviation),
                    None => span.muted { "不判断" },
                }
            }
            td.chart { @if let Some(deviation) = &line.deviation { (spread(deviation)) } }
        }
    }
}

/// Where a deviation lies between −3 and +3; the band is what is usual.
fn spread(deviation: &str) -> Markup {
    let digits: String = deviation.chars().filter(char::is_ascii_digit).collect();
    let size: i64 = digits.parse().unwrap_or_default();
    let signed = if deviation.starts_with('−') { -size } else { size };
    // 600 hundredths over the whole width, in tenths of a percent.
    let at = 500 + signed.clamp(-300, 300) * 1_000 / 600;
    let at = format!("{}.{}%", at / 10, at % 10);
    let far = size > 300;
    html! {
        svg.spread width="100%" height="18" aria-hidden="true" focusable="false" {
            rect.band x="16.7%" width="66.6%" height="18" {}
            line x1="50%" x2="50%" y1="0" y2="18" {}
            circle.far[far] cx=(at) cy="9" r="5" {}
        }
    }
}

fn meaning() -> Markup {
    html! {
        h2 { "怎样看这些数字" }
        div.card {
            ul {
                li {
                    strong { "预期" } "：一个抽取单元有 N 户，抽 n 户，每户的机会都是 n/N；某乡镇在其中有 K 户，"
                    "纯凭机会平均抽中 n×K/N 户。把各单元、各次抽取的预期加起来。"
                }
                li {
                    strong { "偏离" } "：实际与预期之差，用“标准差”作单位。图中浅色的部分是 ±2 之内：公平抽签时，"
                    "大约 20 个组里有 19 个落在里面，落在外面一两个是正常的。"
                }
                li {
                    strong { "卡方值" } "：把各组的偏离合起来看的一个数，越大越不像偶然。"
                }
                li {
                    strong { "分类" } "用冻结底册当时的登记情况，不用检查之后的：查出问题而调整的类别，"
                    "不能反过来说明当初为什么抽到。"
                }
                li {
                    "数目少的时候，这样的比较看不出什么；“未见异常”不等于证明了公平。"
                    "证明一次抽取没有作弊，靠的是" a href="/verify" { "逐次重新计算" } "。"
                }
            }
        }
    }
}

fn counted(it: &Fairness) -> Markup {
    html! {
        h2 { "算了什么、没有算什么" }
        div.card {
            ul {
                li { "名单已公开的抽取 " (it.draws) " 次，其中后来公开撤销的 " (it.annulled)
                    " 次也算在内，否则重抽可以掩盖偏差。" }
                li { "名单还在封存、没有计入的 " (it.sealed) " 次；公开之后自动计入。" }
                li { "各户签数本来不同的抽取单元 " (it.weighted) " 个，没有计入：它们的机会按规则就不相等。" }
                li { "与其他单元共用同一批签号的抽取单元 " (it.shared) " 个，没有重复计入。" }
            }
            p.muted {
                "算法：分层的超几何分布，协方差矩阵的二次型；整数运算，任何人用公布文件和名录都能得到同样的数字。"
                @if it.dimensions.iter().any(|one| one.verdict == "too_few") {
                    " " (badge("", "数目太少的划分不下结论"))
                }
            }
        }
    }
}
