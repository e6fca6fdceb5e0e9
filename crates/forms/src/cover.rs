//! The cover of a dossier: what lies in it, what proves it, how anybody checks it.

use crate::paper::{Block, Cell, Paper, Table};
use crate::parts::{breakable, pair};

/// What the cover says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cover {
    /// 尽职照单免责证据包, or 抽查任务档案.
    pub title: String,
    /// Name of the initiating department.
    pub organ: String,
    /// 检查编号 or 任务编号.
    pub number: String,
    /// Label and value of what it is about.
    pub about: Vec<(String, String)>,
    /// The steps in their order: what, when, where it is proven.
    pub steps: Vec<[String; 3]>,
    /// The files: name, what it is, SHA-256.
    pub files: Vec<[String; 3]>,
    /// Name of the log, size and time of the checkpoint.
    pub checkpoint: String,
    /// What the QR code holds: the bodies of the notes.
    pub checkpoint_text: String,
}

/// The document.
pub fn paper(facts: &Cover) -> Paper {
    let about = facts.about.iter().map(|(label, value)| pair(label, value, 2)).collect();
    let about = Table { columns: vec![18, 68], heads: 0, compact: false, rows: about };
    let mut blocks = vec![
        Block::Table(about),
        Block::heading("一、办理过程"),
        listed(&["办理事项", "时间", "证明"], vec![36, 29, 25], &facts.steps, false),
        Block::heading("二、怎样核验"),
        Block::text(
            "核验不需要本平台，也不需要联网：取得本程序和日志的公钥文件（应来自公布的渠道，不要取自\
             本档案），运行",
        ),
        Block::flush("sunlot verify-dossier 本档案.zip --trust log.trust.json"),
        Block::text(
            "即核对每个文件的摘要和操作方对文件清单的签名，每条记录与日志条目的摘要、条目在日志中的\
             证明、检查点和见证方的签名，抽取的全部过程，以及证据文件。",
        ),
        Block::Code { text: facts.checkpoint_text.clone(), caption: facts.checkpoint.clone() },
        Block::heading("三、文件清单"),
        listed(&["文件", "内容", "SHA-256"], vec![34, 24, 42], &facts.files, true),
    ];
    blocks.push(Block::note(
        "本档案含执法人员、当事人的个人信息，供认定责任和司法审查使用；不得公开，不得另作他用。",
    ));
    Paper {
        title: vec![facts.organ.clone(), facts.title.clone()],
        number: format!("编号：{}", facts.number),
        foot: facts.number.clone(),
        blocks,
        ..Paper::default()
    }
}

fn listed(head: &[&str; 3], columns: Vec<u32>, rows: &[[String; 3]], compact: bool) -> Block {
    let mut all: Vec<Vec<Cell>> = vec![head.iter().copied().map(Cell::label).collect()];
    let cell = |text: &String| Cell::of(breakable(text, 16));
    all.extend(rows.iter().map(|row| row.iter().map(cell).collect()));
    Block::Table(Table { columns, heads: 1, compact, rows: all })
}
