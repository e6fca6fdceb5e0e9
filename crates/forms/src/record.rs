//! 市场监管领域随机抽查情况记录表: what was looked at and found, by whom, signed by both sides.

use crate::paper::{Block, Cell, Paper, SignatureLine, Table};
use crate::parts::{Officer, joined, pair, pairs};

/// What the table says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Names of the inspecting departments, the initiator first.
    pub organs: Vec<String>,
    /// 检查编号.
    pub number: String,
    /// Drawn, or an individual case.
    pub random: bool,
    /// 任务编号 and 名称.
    pub task: String,
    /// 检查对象.
    pub subject: String,
    /// 统一社会信用代码.
    pub subject_code: String,
    /// Where the team arrived, in words.
    pub place: String,
    /// Who was there for the subject.
    pub company: String,
    /// When the team arrived, and whether it showed its certificates.
    pub arrival: String,
    /// What was checked.
    pub items: Vec<CheckedItem>,
    /// 检查结果 of each department, as it was entered.
    pub results: Vec<String>,
    /// 后续处置措施.
    pub follow_up: Vec<String>,
    /// 是否完结 and when.
    pub closed: String,
    /// The officers.
    pub officers: Vec<Officer>,
    /// Who of them signed, with the times.
    pub signed: Vec<String>,
    /// What the company said, signed or refused.
    pub company_sign: String,
    /// Files of evidence.
    pub evidence: Vec<String>,
    /// Digest of the record that was signed; empty before.
    pub digest: String,
    /// 补正 after the signatures.
    pub notes: Vec<String>,
    /// 检查日期, in words.
    pub day: String,
}

/// One item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckedItem {
    /// Name of the department.
    pub organ: String,
    /// 事项 with its code.
    pub name: String,
    /// 核查方式.
    pub methods: String,
    /// 发现问题情况.
    pub note: String,
    /// Points with outcome and note.
    pub points: Vec<[String; 3]>,
}

/// The document.
pub fn paper(facts: &Record) -> Paper {
    let title = if facts.random {
        "市场监管领域随机抽查情况记录表"
    } else {
        "行政检查记录表"
    };
    let head = Table {
        columns: vec![13, 32, 13, 28],
        heads: 0,
        compact: false,
        rows: vec![
            pair("任务编号\n及名称", &facts.task, 4),
            pairs(("检查对象", &facts.subject), ("统一社会\n信用代码", &facts.subject_code)),
            pairs(("检查地点", &facts.place), ("联络员\n（在场人）", &facts.company)),
            pairs(("到达及\n亮证", &facts.arrival), ("检查日期", &facts.day)),
        ],
    };
    let tail = Table {
        columns: vec![13, 73],
        heads: 0,
        compact: false,
        rows: vec![
            pair("检查结果", joined(&facts.results, "\n", "尚未录入"), 2),
            pair("后续处置\n措施", joined(&facts.follow_up, "\n", "无"), 2),
            pair("是否完结", &facts.closed, 2),
            pair("证据材料", joined(&facts.evidence, "\n", "无"), 2),
            pair("检查执行\n部门", facts.organs.join("、"), 2),
            pair("检查人员", people(&facts.officers), 2),
            pair("人员签字", joined(&facts.signed, "\n", "尚未签字"), 2),
            pair("当事人意\n见及签字", &facts.company_sign, 2),
        ],
    };
    let mut blocks = vec![Block::Table(head), items(&facts.items), Block::Table(tail)];
    if !facts.digest.is_empty() {
        let text = format!("双方签字的检查记录的摘要（SHA-256）：{}", facts.digest);
        blocks.push(Block::note(text));
    }
    let notes = facts.notes.iter().map(|note| Block::note(format!("补正：{note}")));
    blocks.extend(notes);
    blocks.push(Block::Signatures {
        lines: vec![SignatureLine::of("检查人员", ""), SignatureLine::of("当事人", "")],
    });
    Paper {
        title: vec![facts.organs.join("、"), title.into()],
        number: format!("检查编号：{}", facts.number),
        foot: facts.number.clone(),
        blocks,
        ..Paper::default()
    }
}

fn people(officers: &[Officer]) -> String {
    let one = |officer: &Officer| {
        format!("{}：{}（执法证号 {}）", officer.organ, officer.name, officer.certificate)
    };
    joined(&officers.iter().map(one).collect::<Vec<_>>(), "\n", "尚未匹配")
}

fn items(all: &[CheckedItem]) -> Block {
    let head = ["检查事项", "检查要点", "检查情况", "发现问题情况"];
    let mut rows: Vec<Vec<Cell>> = vec![head.into_iter().map(Cell::label).collect()];
    for item in all {
        let what = format!("{}\n{}\n核查方式：{}", item.name, item.organ, item.methods);
        let down = item.points.len().max(1);
        let mut what = Some(Cell::of(what).down(down));
        for [point, outcome, note] in &item.points {
            let mut row: Vec<Cell> = what.take().into_iter().collect();
            row.extend([Cell::of(point), Cell::centred(outcome), Cell::of(note)]);
            rows.push(row);
        }
        if let Some(what) = what {
            rows.push(vec![what, Cell::of("—"), Cell::centred("待检查"), Cell::of("")]);
        }
        if !item.note.is_empty() {
            rows.push(pair("情况说明", &item.note, 4));
        }
    }
    Block::Table(Table { columns: vec![23, 28, 13, 23], heads: 1, compact: false, rows })
}
