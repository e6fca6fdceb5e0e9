//! 附件2 部门联合双随机抽查工作计划表: thirteen columns, on its side.

use crate::paper::{Block, Cell, Paper, Table};
use crate::parts::breakable;

/// What the table says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Annex2 {
    /// 单位.
    pub organ: String,
    /// 年度.
    pub year: u16,
    /// 文号; may be empty.
    pub document_number: String,
    /// Which edition, in words; empty for a working copy.
    pub edition: String,
    /// Joint, or of the department's own system.
    pub joint: bool,
    /// Names of the thirteen columns.
    pub columns: Vec<String>,
    /// Their cells, row by row.
    pub rows: Vec<Vec<String>>,
    /// What stands below.
    pub notes: Vec<String>,
}

/// Shares of the thirteen columns.
const SHARES: [u32; 13] = [5, 12, 16, 14, 16, 9, 10, 20, 22, 18, 18, 16, 16];

/// Columns whose cells are short and stand in the middle.
const SHORT: [usize; 6] = [0, 1, 3, 5, 6, 12];

/// The document.
pub fn paper(facts: &Annex2) -> Paper {
    let kind = if facts.joint { "部门联合双随机抽查" } else { "双随机抽查" };
    let mut rows: Vec<Vec<Cell>> = vec![facts.columns.iter().map(Cell::label).collect()];
    for row in &facts.rows {
        let cell = |(at, text): (usize, &String)| match SHORT.contains(&at) {
            true => Cell::centred(breakable(text, 6)),
            false => Cell::of(text),
        };
        rows.push(row.iter().enumerate().map(cell).collect());
    }
    let mut blocks = vec![
        Block::note(format!(
            "单位：{}　　　　年度：{}年　　　　{}",
            facts.organ, facts.year, facts.edition
        )),
        Block::Table(Table { columns: SHARES.to_vec(), heads: 1, compact: true, rows }),
    ];
    let notes = facts.notes.iter().enumerate();
    blocks.extend(notes.map(|(at, note)| Block::note(format!("说明{}：{note}", at + 1))));
    Paper {
        title: vec![format!("{kind}工作计划表")],
        corner: "附件2".to_owned(),
        number: facts.document_number.clone(),
        landscape: true,
        blocks,
        ..Paper::default()
    }
}
