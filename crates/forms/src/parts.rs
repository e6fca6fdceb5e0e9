//! What several forms share: officers, items, fixed words, dates.

use crate::paper::{Block, Cell, Table};

/// 五个严禁 (国办发〔2024〕54号), as every notice prints them.
pub const FIVE_BANS: [&str; 5] = [
    "严禁逐利检查：不得接受馈赠、宴请，不得转嫁检查费用，不得强制服务、强制推销、指定中介",
    "严禁干扰企业正常生产经营：不得要求法定代表人到场，能合并实施的不得重复检查",
    "严禁任性处罚企业：不得乱查封、乱扣押、乱冻结、动辄责令停产停业",
    "严禁下达检查指标：不得将考核考评、预算项目绩效与检查频次、罚没数额挂钩",
    "严禁变相检查：不得以观摩、督导、考察等名义实施行政检查",
];

/// 执法检查人员.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Officer {
    /// Name of the department.
    pub organ: String,
    /// 姓名.
    pub name: String,
    /// 执法证号.
    pub certificate: String,
    /// 组长.
    pub leads: bool,
}

/// 检查事项.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// Name of the department that inspects under it.
    pub organ: String,
    /// 事项编码.
    pub code: String,
    /// 事项名称.
    pub name: String,
    /// 检查依据.
    pub basis: String,
}

/// 2026年3月2日 from `2026-03-02`; a text that is no day stays as it is, an empty one becomes a
/// blank to fill in.
pub fn day_zh(day: &str) -> String {
    let date = day.split('T').next().unwrap_or_default();
    let numbers: Vec<u16> = date.split('-').filter_map(|part| part.parse().ok()).collect();
    match numbers.as_slice() {
        [year, month, day] => format!("{year}年{month}月{day}日"),
        _ if day.is_empty() => "    年  月  日".to_owned(),
        _ => day.to_owned(),
    }
}

/// 一、二、三…… up to 十九, for headings and lists.
pub fn ordinal_zh(number: usize) -> String {
    const ONES: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match number {
        1..=9 => ONES[number].to_owned(),
        10..=19 => format!("十{}", ONES[number - 10]),
        _ => number.to_string(),
    }
}

/// Several things in a sentence, or what stands for none.
pub fn joined(all: &[String], between: &str, none: &str) -> String {
    match all.is_empty() {
        true => none.to_owned(),
        false => all.join(between),
    }
}

/// A long number or digest that may break where a reader can go on: after so many signs.
pub(crate) fn breakable(text: &str, group: usize) -> String {
    if text.len() < 10 || !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return text.to_owned();
    }
    let signs: Vec<char> = text.chars().collect();
    let groups: Vec<String> = signs.chunks(group).map(|group| group.iter().collect()).collect();
    groups.join("\u{200b}")
}

/// A list of fixed words, numbered.
pub(crate) fn numbered<T: AsRef<str>>(all: impl IntoIterator<Item = T>) -> Vec<Block> {
    let all = all.into_iter().enumerate();
    all.map(|(at, text)| Block::text(format!("{}. {}。", at + 1, text.as_ref()))).collect()
}

/// The officers as a table.
pub(crate) fn officers(all: &[Officer]) -> Block {
    let mut rows = vec![
        ["序号", "所在部门", "姓名", "执法证号", "职责"].into_iter().map(Cell::label).collect(),
    ];
    for (at, one) in all.iter().enumerate() {
        rows.push(vec![
            Cell::centred((at + 1).to_string()),
            Cell::of(&one.organ),
            Cell::centred(&one.name),
            Cell::centred(&one.certificate),
            Cell::centred(if one.leads { "组长" } else { "组员" }),
        ]);
    }
    Block::Table(Table { columns: vec![7, 26, 13, 22, 9], heads: 1, compact: false, rows })
}

/// The items as a table.
pub(crate) fn items(all: &[Item]) -> Block {
    let mut rows: Vec<Vec<Cell>> =
        vec![["序号", "检查事项", "检查主体", "检查依据"].into_iter().map(Cell::label).collect()];
    for (at, one) in all.iter().enumerate() {
        rows.push(vec![
            Cell::centred((at + 1).to_string()),
            Cell::of(format!("{}（{}）", one.name, one.code)),
            Cell::of(&one.organ),
            Cell::of(&one.basis),
        ]);
    }
    Block::Table(Table { columns: vec![7, 26, 20, 30], heads: 1, compact: false, rows })
}

/// Label and value over the width of a table.
pub(crate) fn pair(label: &str, value: impl Into<String>, columns: usize) -> Vec<Cell> {
    vec![Cell::label(label), Cell::of(value).across(columns - 1)]
}

/// Two labels with their values in a table of four columns.
pub(crate) fn pairs((one, first): (&str, &str), (two, second): (&str, &str)) -> Vec<Cell> {
    vec![Cell::label(one), Cell::of(first), Cell::label(two), Cell::of(second)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_numbers_are_written_as_documents_write_them() {
        assert_eq!(day_zh("2026-03-02"), "2026年3月2日");
        assert_eq!(day_zh("2026-11-12T01:00:00Z"), "2026年11月12日");
        assert_eq!(day_zh(""), "    年  月  日");
        assert_eq!(day_zh("即日"), "即日");
        let words: Vec<String> = [1, 9, 10, 11, 19, 20].map(ordinal_zh).to_vec();
        assert_eq!(words, ["一", "九", "十", "十一", "十九", "20"]);
    }
}
