//! The register of the invented county, with the dirt of real files.

use std::collections::BTreeSet;

use sunlot_domain::codes::{USCC_ALPHABET, Uscc, org_code_check};

use crate::chance::Chance;
use crate::places::{COUNTY_CODE, COUNTY_NAME, TOWNSHIPS, Township};
use crate::trades::{COOPERATIVE, ENTERPRISE, FIRST, HOUSEHOLD, INSTITUTION, SECOND, Trade};

/// One row of the register, as text, as a clerk's export has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterLine {
    /// 统一社会信用代码 or old number, perhaps mistyped.
    pub code: String,
    /// 名称.
    pub name: String,
    /// 类型.
    pub entity_class: &'static str,
    /// 状态.
    pub status: &'static str,
    /// 乡镇代码, or empty.
    pub township_code: &'static str,
    /// 乡镇, or empty.
    pub township: &'static str,
    /// 行业代码.
    pub industry: &'static str,
    /// 信用风险分类, or empty.
    pub credit_class: &'static str,
    /// 分类月份, or empty.
    pub credit_month: &'static str,
    /// 标签.
    pub tags: String,
    /// 本年已查次数.
    pub visits_this_year: u32,
    /// 最近检查日期 `2026-03-01`, or empty.
    pub last_inspected: String,
    /// 包容审慎.
    pub trial: bool,
    /// 在办案件.
    pub pending_case: bool,
}

/// Header of a register file.
pub const REGISTER_HEADER: [&str; 14] = [
    "统一社会信用代码",
    "名称",
    "类型",
    "状态",
    "乡镇代码",
    "乡镇",
    "行业代码",
    "信用风险分类",
    "分类月份",
    "标签",
    "本年已查次数",
    "最近检查日期",
    "包容审慎",
    "在办案件",
];

impl RegisterLine {
    /// The cells in the order of [`REGISTER_HEADER`].
    pub fn cells(&self) -> Vec<String> {
        let yes = |flag: bool| if flag { "是" } else { "" }.to_owned();
        vec![
            self.code.clone(),
            self.name.clone(),
            self.entity_class.to_owned(),
            self.status.to_owned(),
            self.township_code.to_owned(),
            self.township.to_owned(),
            self.industry.to_owned(),
            self.credit_class.to_owned(),
            self.credit_month.to_owned(),
            self.tags.clone(),
            self.visits_this_year.to_string(),
            self.last_inspected.clone(),
            yes(self.trial),
            yes(self.pending_case),
        ]
    }
}

/// What an importer must find, counted while the register was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Expected {
    /// Rows of the register.
    pub rows: usize,
    /// Rows that repeat another one in another spelling.
    pub duplicates: usize,
    /// Codes that fail their check character (duplicates not counted).
    pub check_failed: usize,
    /// 15- and 13-digit numbers.
    pub old_numbers: usize,
    /// Subjects without a township code.
    pub without_township: usize,
    /// Subjects that are 注销, 吊销 or 迁出.
    pub not_live: usize,
}

struct Kind {
    code: &'static str,
    class: &'static str,
    trades: &'static [Trade],
    share: usize,
}

const KINDS: [Kind; 4] = [
    Kind { code: "92", class: "个体工商户", trades: HOUSEHOLD, share: 610 },
    Kind { code: "91", class: "企业", trades: ENTERPRISE, share: 270 },
    Kind { code: "93", class: "农民专业合作社", trades: COOPERATIVE, share: 105 },
    Kind { code: "12", class: "事业单位", trades: INSTITUTION, share: 15 },
];

/// Makes a register of `subjects` subjects, then some rows that repeat others.
pub(crate) fn register(chance: Chance, subjects: usize) -> (Vec<RegisterLine>, Expected) {
    let mut lines = Vec::with_capacity(subjects + subjects / 400 + 2);
    let mut expected = Expected::default();
    let mut repeats = Vec::new();
    for number in 0..subjects as u64 {
        let line = subject(chance, number, &mut expected);
        if number % 5_000 == 17 || chance.happens("repeat", number, 20) {
            repeats.push(repeat(chance, number, &line));
        }
        lines.push(line);
    }
    expected.duplicates = repeats.len();
    lines.extend(repeats);
    expected.rows = lines.len();
    (lines, expected)
}

/// Code of the subject `number` as its licence shows it, before any dirt.
pub(crate) fn clean_code(chance: Chance, number: u64) -> Uscc {
    let kind = &KINDS[chance.weighted("kind", number, &KINDS.each_ref().map(|k| k.share))];
    let digits: Vec<char> = base31(number).chars().collect();
    let body: String = ['M', 'A'].into_iter().chain(digits).collect();
    let check = org_code_check(&body).unwrap_or('0');
    Uscc::complete(&format!("{}{COUNTY_CODE}{body}{check}", kind.code))
        .unwrap_or_else(|error| unreachable!("made of the alphabet only: {error}"))
}

/// Six characters of the alphabet, different for every number below 31^6 = 887,503,681.
fn base31(number: u64) -> String {
    // The multiplier shares no factor with 31, so this is a permutation of the residues.
    let mut rest = (number.wrapping_mul(397_204_094) + 104_729) % 887_503_681;
    let mut text = String::new();
    for _ in 0..6 {
        let digit = usize::try_from(rest % 31).unwrap_or(0);
        text.push(char::from(USCC_ALPHABET[digit]));
        rest /= 31;
    }
    text
}

/// Whether the subject keeps a clean code in the register and is live; then conflicts may name it.
pub(crate) fn is_plain(chance: Chance, number: u64) -> bool {
    dirt(chance, number) == Dirt::None && status(chance, number) == "存续"
}

#[derive(PartialEq, Eq)]
enum Dirt {
    None,
    Old15,
    Old13,
    WrongCheck,
}

fn dirt(chance: Chance, number: u64) -> Dirt {
    // The first of each kind comes early, so that a small county has them all.
    match (number, chance.below("dirt", number, 10_000)) {
        (23, _) | (_, 0..27) => Dirt::Old15,
        (41, _) | (_, 27..30) => Dirt::Old13,
        (59, _) | (_, 30..35) => Dirt::WrongCheck,
        _ => Dirt::None,
    }
}

fn subject(chance: Chance, number: u64, expected: &mut Expected) -> RegisterLine {
    let kind = &KINDS[chance.weighted("kind", number, &KINDS.each_ref().map(|k| k.share))];
    let shares: Vec<usize> = kind.trades.iter().map(|t| t.share).collect();
    let trade = &kind.trades[chance.weighted("trade", number, &shares)];
    let towns: Vec<usize> = TOWNSHIPS.iter().map(|t| t.share).collect();
    let town = &TOWNSHIPS[chance.weighted("town", number, &towns)];
    let status = status(chance, number);
    let lost = chance.happens("town-lost", number, 700);
    expected.without_township += usize::from(lost);
    expected.not_live += usize::from(!matches!(status, "存续" | "在业" | "歇业"));
    let (visits, last) = visits(chance, number);
    let class = credit_class(chance, number, kind.code);
    RegisterLine {
        code: code(chance, number, expected),
        name: name(chance, number, kind, trade, town),
        entity_class: kind.class,
        status,
        township_code: if lost { "" } else { town.code },
        township: if lost && chance.happens("town-name-lost", number, 6_000) {
            ""
        } else {
            town.name
        },
        industry: trade.industry,
        credit_class: class,
        credit_month: if class.is_empty() { "" } else { "2026-03" },
        tags: tags(chance, number, trade),
        visits_this_year: visits,
        last_inspected: last,
        trial: chance.happens("trial", number, 250),
        pending_case: chance.happens("pending", number, 60),
    }
}

fn code(chance: Chance, number: u64, expected: &mut Expected) -> String {
    let clean = clean_code(chance, number);
    match dirt(chance, number) {
        Dirt::None => clean.as_str().to_owned(),
        Dirt::Old15 => {
            expected.old_numbers += 1;
            format!("{COUNTY_CODE}6{number:08}")
        }
        Dirt::Old13 => {
            expected.old_numbers += 1;
            format!("{COUNTY_CODE}2{number:06}")
        }
        Dirt::WrongCheck => {
            expected.check_failed += 1;
            let right = clean.expected_check();
            let others: Vec<u8> =
                USCC_ALPHABET.iter().copied().filter(|&b| char::from(b) != right).collect();
            let wrong = *chance.pick("wrong-check", number, &others);
            format!("{}{}", &clean.as_str()[..17], char::from(wrong))
        }
    }
}

fn status(chance: Chance, number: u64) -> &'static str {
    const STATUS: [(&str, usize); 6] =
        [("存续", 880), ("在业", 48), ("歇业", 7), ("注销", 35), ("吊销", 20), ("迁出", 10)];
    STATUS[chance.weighted("status", number, &STATUS.map(|(_, share)| share))].0
}

fn credit_class(chance: Chance, number: u64, kind: &str) -> &'static str {
    if kind == "12" || chance.happens("class-lost", number, 150) {
        return "";
    }
    ["A", "B", "C", "D"][chance.weighted("class", number, &[360, 450, 145, 45])]
}

fn visits(chance: Chance, number: u64) -> (u32, String) {
    let visits = [0, 1, 2, 3][chance.weighted("visits", number, &[9_480, 450, 60, 10])];
    let day = 1 + chance.below("visit-day", number, 28);
    let last = if visits > 0 {
        format!("2026-{:02}-{day:02}", 1 + chance.below("visit-month", number, 3))
    } else if chance.happens("visited-before", number, 3_000) {
        let year = 2023 + chance.below("visit-year", number, 3);
        format!("{year}-{:02}-{day:02}", 1 + chance.below("visit-month", number, 12))
    } else {
        String::new()
    };
    (visits, last)
}

fn tags(chance: Chance, number: u64, trade: &Trade) -> String {
    let mut tags: BTreeSet<&str> = trade.tags.iter().copied().collect();
    if chance.happens("lift", number, 120) {
        tags.insert("特种设备使用");
    }
    if chance.happens("key", number, 40) {
        tags.insert("重点监管");
    }
    // Departments separate the tags as they like.
    let separator = *chance.pick("separator", number, &["、", "、", "、", ";", "；", "|"]);
    tags.into_iter().collect::<Vec<_>>().join(separator)
}

fn name(chance: Chance, number: u64, kind: &Kind, trade: &Trade, town: &Township) -> String {
    let end = chance.pick("end", number, trade.ends);
    if kind.code == "12" {
        let nth = ["", "第一", "第二", "第三"][chance.below("nth", number, 4)];
        return format!("{COUNTY_NAME}{}{nth}{end}", town.name);
    }
    let (first, second) =
        (chance.pick("first", number, FIRST), chance.pick("second", number, SECOND));
    let third = if chance.happens("third", number, 3_500) {
        chance.pick("third", number, SECOND)
    } else {
        ""
    };
    let place =
        if kind.code == "91" && chance.happens("no-town", number, 7_000) { "" } else { town.name };
    let plain = format!("{COUNTY_NAME}{place}{first}{second}{third}{end}");
    match chance.weighted("brackets", number, &[970, 16, 14]) {
        1 => format!("{plain}（{}分店）", ["一", "二", "三"][chance.below("branch", number, 3)]),
        2 => format!("{plain}({}店)", ["东街", "西街", "车站"][chance.below("branch", number, 3)]),
        _ => plain,
    }
}

/// The same row as another department typed it: other case, other width, blanks.
fn repeat(chance: Chance, number: u64, line: &RegisterLine) -> RegisterLine {
    let wide = |c: char| char::from_u32(c as u32 + 0xFEE0).unwrap_or(c);
    let code = match chance.below("repeat-how", number, 3) {
        0 => line.code.to_ascii_lowercase(),
        1 => line.code.chars().map(wide).collect(),
        _ => format!(" {}\u{3000}", line.code),
    };
    RegisterLine { code, ..line.clone() }
}
