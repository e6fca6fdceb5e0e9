//! 市场监管领域随机抽查通知书 (and 行政检查通知书 for what was not drawn): who comes, why, when and
//! with which rights of the company (凡检查必通知, 国办发〔2024〕54号).

use crate::paper::{Block, Paper};
use crate::parts::{FIVE_BANS, Item, Officer, day_zh, items, numbered, officers};

/// What the notice says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notice {
    /// Names of the inspecting departments, the initiator first.
    pub organs: Vec<String>,
    /// 检查编号.
    pub number: String,
    /// Drawn, or an individual case.
    pub random: bool,
    /// 检查对象.
    pub subject: String,
    /// 统一社会信用代码.
    pub subject_code: String,
    /// 任务来源 in words, with number and name.
    pub source: String,
    /// 检查频次, a line for each department.
    pub frequency: Vec<String>,
    /// 检查事项.
    pub items: Vec<Item>,
    /// First and last day.
    pub window: String,
    /// 检查方式.
    pub method: String,
    /// 需要准备的材料.
    pub materials: Vec<String>,
    /// 检查人员.
    pub officers: Vec<Officer>,
    /// 协助检查人员, in words.
    pub assistants: String,
    /// 企业的权利.
    pub rights: Vec<String>,
    /// 联系人和电话.
    pub contact: String,
    /// 送达方式; empty before it is given.
    pub delivery: String,
    /// 检查码; empty before it is given.
    pub visit_code: String,
    /// Day of the notice, `2026-03-02`; empty before it is given.
    pub day: String,
}

/// The document.
pub fn paper(facts: &Notice) -> Paper {
    let title = if facts.random {
        "市场监管领域随机抽查通知书"
    } else {
        "行政检查通知书"
    };
    let basis = match facts.random {
        true => "根据随机抽查计划，你单位被随机抽取为检查对象。",
        false => "因个案检查需要，",
    };
    let mut blocks = vec![
        Block::flush(format!("{}（统一社会信用代码：{}）：", facts.subject, facts.subject_code)),
        Block::text(format!("{basis}现将检查有关事项通知如下，请予以配合。")),
        Block::heading("一、检查事项"),
        items(&facts.items),
        Block::text(format!("任务来源：{}。", facts.source)),
    ];
    blocks.extend(facts.frequency.iter().map(|line| Block::text(format!("检查频次：{line}。"))));
    blocks.push(Block::heading("二、检查时间和方式"));
    blocks.push(Block::text(format!("检查时间：{}。检查方式：{}。", facts.window, facts.method)));
    blocks.push(Block::heading("三、需要准备的材料"));
    match facts.materials.is_empty() {
        true => {
            blocks.push(Block::text("无须专门准备；请将与检查事项有关的证照、台账置于经营场所。"))
        }
        false => blocks.extend(numbered(&facts.materials)),
    }
    blocks.push(Block::heading("四、检查人员"));
    blocks.push(officers(&facts.officers));
    blocks.push(Block::text(format!("协助检查人员：{}。", facts.assistants)));
    blocks.push(Block::heading("五、你单位的权利和义务"));
    blocks.extend(numbered(&facts.rights));
    blocks.push(Block::text(
        "依法配合检查是当事人的义务；不配合检查情节严重的，将依法公示，并可能承担相应的法律责任。",
    ));
    blocks.push(Block::heading("六、五个严禁"));
    blocks.extend(numbered(FIVE_BANS));
    blocks.push(Block::text(format!("联系人及电话：{}。", facts.contact)));
    if !facts.visit_code.is_empty() {
        blocks.push(Block::Code {
            text: facts.visit_code.clone(),
            caption: format!(
                "检查码：{}\n凭检查码可以在公示端核对本次检查的任务、部门、事项和执法证号，\
                 检查之后可以评价、提出异议。",
                facts.visit_code
            ),
        });
    }
    blocks.push(Block::seals(&facts.organs, day_zh(&facts.day)));
    blocks.push(Block::Signatures { lines: receipt(facts) });
    Paper {
        title: vec![facts.organs.join("、"), title.into()],
        number: format!("检查编号：{}", facts.number),
        foot: facts.number.clone(),
        blocks,
        ..Paper::default()
    }
}

fn receipt(facts: &Notice) -> Vec<crate::SignatureLine> {
    let how = match facts.delivery.is_empty() {
        true => "送达回证（受送达人签收）".to_owned(),
        false => format!("送达回证（{}，受送达人签收）", facts.delivery),
    };
    vec![crate::SignatureLine::of(how, "")]
}
