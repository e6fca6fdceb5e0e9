//! 行政检查审批表: before a visit, by the head of the organ (凡检查必审批, 国办发〔2024〕54号).

use crate::paper::{Block, Cell, Paper, Table};
use crate::parts::{Item, Officer, joined, pair, pairs};

/// What the table says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Approval {
    /// Names of the inspecting departments, the initiator first.
    pub organs: Vec<String>,
    /// 检查编号.
    pub number: String,
    /// 检查对象.
    pub subject: String,
    /// 统一社会信用代码.
    pub subject_code: String,
    /// 任务来源 in words.
    pub source: String,
    /// 任务编号 and 名称, or the case's.
    pub task: String,
    /// 检查类型.
    pub kind: String,
    /// 检查期限.
    pub window: String,
    /// 检查频次: how often each department visited it this year, and its cap.
    pub frequency: Vec<String>,
    /// 检查方式.
    pub methods: String,
    /// 检查事项.
    pub items: Vec<Item>,
    /// 检查人员.
    pub officers: Vec<Officer>,
    /// 协助检查人员, fixed beforehand; in words.
    pub assistants: String,
    /// 紧急情形.
    pub urgent: bool,
    /// 通知方式, once it is decided.
    pub notice: String,
    /// 审批意见; empty while it waits.
    pub opinion: String,
    /// Who approved it.
    pub approver: String,
    /// When, in words.
    pub approved_at: String,
}

/// The document.
pub fn paper(facts: &Approval) -> Paper {
    let organs = facts.organs.join("、");
    let items = facts.items.iter().enumerate().map(|(at, item)| {
        format!("{}. {}（{}）——{}\n依据：{}", at + 1, item.name, item.code, item.organ, item.basis)
    });
    let officers = facts.officers.iter().map(|one| {
        let leads = if one.leads { "（组长）" } else { "" };
        format!("{}：{}{leads}，执法证号 {}", one.organ, one.name, one.certificate)
    });
    let (items, officers): (Vec<_>, Vec<_>) = (items.collect(), officers.collect());
    let urgent = if facts.urgent { "是（先行检查，事后补批）" } else { "否" };
    let rows = vec![
        pair("检查对象", &facts.subject, 4),
        pairs(("统一社会\n信用代码", &facts.subject_code), ("检查类型", &facts.kind)),
        pairs(("任务来源", &facts.source), ("任务编号\n及名称", &facts.task)),
        pair("检查期限", &facts.window, 4),
        pairs(("检查方式", &facts.methods), ("紧急情形", urgent)),
        pair("检查事项\n及依据", items.join("\n"), 4),
        pair("检查频次", joined(&facts.frequency, "\n", "本年度没有规定频次上限"), 4),
        pair("检查人员", joined(&officers, "\n", "尚未匹配"), 4),
        pairs(("协助检查\n人员", &facts.assistants), ("通知方式", &facts.notice)),
        vec![Cell::label("承办机构\n意见"), Cell::of("").across(3).tall(10)],
        vec![Cell::label("审批意见"), decided(facts).across(3).tall(12)],
    ];
    let table = Table { columns: vec![13, 30, 13, 30], heads: 0, compact: false, rows };
    Paper {
        title: vec![organs, "行政检查审批表".into()],
        number: format!("检查编号：{}", facts.number),
        foot: facts.number.clone(),
        blocks: vec![
            Block::Table(table),
            Block::note(
                "凡检查必审批：检查组成员不能批准自己的检查；紧急情形先行检查的，事后补批。",
            ),
        ],
        ..Paper::default()
    }
}

fn decided(facts: &Approval) -> Cell {
    if facts.approver.is_empty() {
        return Cell::of("");
    }
    let opinion = if facts.opinion.is_empty() { "同意。" } else { &facts.opinion };
    Cell::of(format!("{opinion}\n批准人：{}　　批准时间：{}", facts.approver, facts.approved_at))
}
