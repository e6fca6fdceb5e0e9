//! 检查结果告知书: what came of a visit, what the company has to do and what it can do against it.

use crate::paper::{Block, Cell, Paper, SignatureLine, Table};
use crate::parts::{day_zh, numbered};

/// What the company is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Names of the departments whose results are told.
    pub organs: Vec<String>,
    /// 检查编号.
    pub number: String,
    /// Drawn, or an individual case.
    pub random: bool,
    /// 检查对象.
    pub subject: String,
    /// 统一社会信用代码.
    pub subject_code: String,
    /// 任务编号 and 名称.
    pub task: String,
    /// 检查日期, in words.
    pub day: String,
    /// The results, item by item.
    pub results: Vec<ItemResult>,
    /// Orders and other steps that follow, in words.
    pub follow_up: Vec<String>,
    /// When and where it is made public, in words.
    pub publication: String,
    /// 陈述申辩、异议: what the company can do.
    pub rights: Vec<String>,
    /// 联系人和电话.
    pub contact: String,
    /// 检查码; may be empty.
    pub visit_code: String,
    /// Day of the document, `2026-03-02`.
    pub dated: String,
}

/// The result of one item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemResult {
    /// Name of the department.
    pub organ: String,
    /// 事项.
    pub item: String,
    /// 检查结果, one of the eight national values.
    pub result: String,
    /// In words.
    pub text: String,
}

/// The document.
pub fn paper(facts: &Told) -> Paper {
    let what = if facts.random { "随机抽查" } else { "行政检查" };
    let mut blocks = vec![
        Block::flush(format!("{}（统一社会信用代码：{}）：", facts.subject, facts.subject_code)),
        Block::text(format!(
            "我{}于{}对你单位进行了{what}（{}）。现将检查结果告知如下：",
            if facts.organs.len() > 1 { "们" } else { "单位" },
            facts.day,
            facts.task
        )),
        Block::heading("一、检查结果"),
        results(&facts.results),
        Block::heading("二、后续处置"),
    ];
    match facts.follow_up.is_empty() {
        true => blocks.push(Block::text("无须后续处置。")),
        false => blocks.extend(numbered(&facts.follow_up)),
    }
    blocks.push(Block::heading("三、结果公示"));
    blocks.push(Block::text(&facts.publication));
    blocks.push(Block::heading("四、你单位的权利"));
    blocks.extend(numbered(&facts.rights));
    blocks.push(Block::text(format!("联系人及电话：{}。", facts.contact)));
    if !facts.visit_code.is_empty() {
        blocks.push(Block::Code {
            text: facts.visit_code.clone(),
            caption: format!(
                "检查码：{}\n凭检查码可以查看结果、评价和提出异议。",
                facts.visit_code
            ),
        });
    }
    blocks.push(Block::seals(&facts.organs, day_zh(&facts.dated)));
    blocks.push(Block::Signatures {
        lines: vec![SignatureLine::of("送达回证（受送达人签收）", "")],
    });
    Paper {
        title: vec![facts.organs.join("、"), "行政检查结果告知书".into()],
        number: format!("检查编号：{}", facts.number),
        foot: facts.number.clone(),
        blocks,
        ..Paper::default()
    }
}

fn results(all: &[ItemResult]) -> Block {
    let head = ["序号", "检查事项", "检查机关", "检查结果", "情况说明"];
    let mut rows: Vec<Vec<Cell>> = vec![head.into_iter().map(Cell::label).collect()];
    for (at, one) in all.iter().enumerate() {
        rows.push(vec![
            Cell::centred((at + 1).to_string()),
            Cell::of(&one.item),
            Cell::of(&one.organ),
            Cell::of(&one.result),
            Cell::of(if one.text.is_empty() { "—" } else { &one.text }),
        ]);
    }
    Block::Table(Table { columns: vec![7, 22, 18, 18, 23], heads: 1, compact: false, rows })
}
