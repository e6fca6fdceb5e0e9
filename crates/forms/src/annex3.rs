//! 附件3 “双随机、一公开”监管信息统计表: four rows, five columns, three of them divided.

use crate::paper::{Block, Cell, Paper, SignatureLine, Table};
use crate::parts::day_zh;

/// What the table says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Annex3 {
    /// 标题.
    pub title: String,
    /// 年度 and which part of it, in words.
    pub period: String,
    /// 填报单位.
    pub organ: String,
    /// 填报时间, `2026-05-12`; empty for a draft.
    pub filed_on: String,
    /// The four rows, in their order; cells of a row that the division does not fill are empty.
    pub rows: [Row; 4],
    /// 备注.
    pub remarks: String,
    /// Head of the last column: which sum it shows.
    pub money: String,
    /// 说明 below the table.
    pub notes: Vec<String>,
    /// 经办人; may be empty.
    pub clerk: String,
    /// 联系电话; may be empty.
    pub phone: String,
    /// Digest of the submission; empty for a draft.
    pub digest: String,
}

/// One row: cells as texts, 万元 as the table prints them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// 抽查批次, 抽查数量, 公示系统, 专业系统, 部门网站, 案件数, 金额.
    pub cells: [String; 7],
}

const KINDS: [(&str, [&str; 2]); 2] = [
    ("系统内双随机抽查", ["市政府有关部门本级开展抽查信息", "县区政府有关部门开展系统抽查信息"]),
    ("部门联合抽查", ["市政府有关部门本级开展联合抽查信息", "县区辖区内开展部门联合抽查信息"]),
];

/// The document.
pub fn paper(facts: &Annex3) -> Paper {
    let tops = ["区分", "类别", "抽查批次", "抽查数量\n（户）"];
    let mut top: Vec<Cell> = tops.into_iter().map(|name| Cell::label(name).down(2)).collect();
    top.push(Cell::label("抽查结果公示数量（户）").across(3));
    top.push(Cell::label("双随机抽\n查案件数\n（件）").down(2));
    top.push(Cell::label(facts.money.as_str()).down(2));
    let channels = ["公示系统", "专业系统", "部门网站"].into_iter().map(Cell::label).collect();
    let mut rows = vec![top, channels];
    for (kind, (name, lines)) in KINDS.into_iter().enumerate() {
        for (at, line) in lines.into_iter().enumerate() {
            let mut row: Vec<Cell> =
                (at == 0).then(|| Cell::label(name).down(2)).into_iter().collect();
            row.push(Cell::of(line));
            row.extend(facts.rows[kind * 2 + at].cells.iter().map(Cell::centred));
            rows.push(row);
        }
    }
    rows.push(vec![Cell::label("备注"), Cell::of(&facts.remarks).across(8)]);
    let columns = vec![14, 31, 13, 13, 13, 13, 13, 17, 22];
    let mut blocks = vec![
        Block::note(format!(
            "填报单位（盖章）：{}　　　　填报时间：{}　　　　{}",
            facts.organ,
            day_zh(&facts.filed_on),
            facts.period
        )),
        Block::Table(Table { columns, heads: 2, compact: false, rows }),
    ];
    let notes = facts.notes.iter().enumerate();
    blocks.extend(notes.map(|(at, note)| Block::note(format!("说明{}：{note}", at + 1))));
    if !facts.digest.is_empty() {
        blocks.push(Block::note(format!("报送版本的摘要（SHA-256）：{}", facts.digest)));
    }
    let clerk = format!("经办人（签字）　联系电话 {}", facts.phone);
    blocks.push(Block::Signatures { lines: vec![SignatureLine::of(clerk, &facts.clerk)] });
    Paper {
        title: vec![facts.title.clone()],
        corner: "附件3".into(),
        landscape: true,
        blocks,
        ..Paper::default()
    }
}
