//! 会议纪要 of a meeting of the joint conference, under a red head.

use crate::paper::{Block, Paper};
use crate::parts::{day_zh, joined, ordinal_zh};

/// What the minutes of a meeting say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meeting {
    /// Name of the conference.
    pub conference: String,
    /// Number of the minutes, e.g. `〔2026〕2号`; may be empty.
    pub number: String,
    /// 会议名称.
    pub title: String,
    /// When, `2026-03-02`.
    pub day: String,
    /// Where.
    pub place: String,
    /// Who chaired, with the office.
    pub chair: String,
    /// Departments that took part.
    pub present: Vec<String>,
    /// Departments that did not, with the reason.
    pub absent: Vec<String>,
    /// What was discussed, in order.
    pub matters: Vec<Matter>,
    /// What was decided to be done.
    pub tasks: Vec<String>,
    /// Who wrote it, the office.
    pub office: String,
    /// Day of the minutes, `2026-03-05`; empty for a draft.
    pub dated: String,
}

/// One matter of the agenda.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matter {
    /// 议题.
    pub title: String,
    /// What was said and decided.
    pub text: String,
}

/// The document.
pub fn paper(facts: &Meeting) -> Paper {
    let mut blocks = vec![Block::text(format!(
        "{}，{}在{}召开，{}主持。现将会议议定的事项纪要如下：",
        day_zh(&facts.day),
        facts.title,
        facts.place,
        facts.chair
    ))];
    for (at, matter) in facts.matters.iter().enumerate() {
        blocks.push(Block::heading(format!("{}、{}", ordinal_zh(at + 1), matter.title)));
        blocks.push(Block::text(&matter.text));
    }
    if !facts.tasks.is_empty() {
        let next = ordinal_zh(facts.matters.len() + 1);
        blocks.push(Block::heading(format!("{next}、会议交办事项")));
        blocks.extend(crate::parts::numbered(&facts.tasks));
    }
    blocks.push(Block::text(format!("出席单位：{}。", joined(&facts.present, "、", "无"))));
    blocks.push(Block::text(format!("请假、缺席：{}。", joined(&facts.absent, "、", "无"))));
    blocks.push(Block::seals(std::slice::from_ref(&facts.office), day_zh(&facts.dated)));
    Paper {
        head: format!("{}会议纪要", facts.conference),
        title: vec![facts.title.clone()],
        number: facts.number.clone(),
        blocks,
        ..Paper::default()
    }
}
