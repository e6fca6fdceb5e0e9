//! 附件2 抽查工作计划表: its thirteen columns and how a row becomes a [`PlanRow`]. What a cell means
//! is read later, beside the plan that it is for; here every cell is one clean text.

use std::cmp::Ordering;

use crate::columns::{Column, column};
use crate::fields::RowReader;
use crate::kind::{Kind, Parse, Record};
use crate::rows::PlanRow;
use crate::words;

/// The thirteen columns, and those that many plans have besides and that a draft takes over.
pub(crate) const COLUMNS: &[Column] = &[
    column("ordinal", "序号", &["no", "seq"], false),
    column("plan_number", "抽查计划编号", &["计划编号"], false),
    column("plan_name", "抽查计划名称", &["计划名称"], false),
    column("number", "抽查任务编号", &["任务编号"], false),
    column("name", "抽查任务名称", &["任务名称"], true),
    column("draw_type", "抽查类型", &["类型"], false),
    column("item_class", "抽查事项类别", &["事项类别"], false),
    column("items", "部门联合抽查事项", &["抽查事项", "联合抽查事项"], false),
    column("basis", "抽查依据", &["检查依据", "依据"], false),
    column("scope", "抽查对象范围", &["抽查对象", "检查对象范围"], false),
    column("organs", "检查主体", &["实施部门", "抽查主体"], false),
    column("draw_days", "计划抽取日期", &["抽取日期"], false),
    column("deadline", "完成时限", &["完成日期"], false),
    column("ratio", "抽查比例", &["比例"], false),
    column("count", "抽查数量", &["数量"], false),
    column("remarks", "备注", &["remark"], false),
];

/// How lines begin that people write under the table.
const BELOW: [&str; 6] = ["说明", "注", "备注", "填报", "填表", "附"];

impl PlanRow {
    /// Text of a column, empty where there is none.
    #[must_use]
    pub fn word(&self, key: &str) -> &str {
        words::word(&self.words, key)
    }

    /// Whether it is a line of words under the table, no row of it.
    #[must_use]
    pub fn is_note(&self) -> bool {
        let text = self.word("ordinal");
        self.word("name").is_empty() && BELOW.iter().any(|word| text.starts_with(word))
    }

    /// By its number; a row without one by its name.
    fn key(&self) -> [&str; 3] {
        match (self.word("number"), self.is_note()) {
            (_, true) => ["", "", self.word("ordinal")],
            ("", _) => ["", self.word("name"), ""],
            (number, _) => [number, "", ""],
        }
    }
}

impl Record for PlanRow {
    const KIND: Kind = Kind::Plan;

    fn row(&self) -> u32 {
        self.row
    }

    fn cmp_key(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }

    fn label(&self) -> String {
        words::label(&self.key())
    }

    fn bytes(&self) -> usize {
        size_of::<Self>() + words::bytes(&self.words)
    }

    fn contradictions(&self, other: &Self) -> Vec<&'static str> {
        words::differing(COLUMNS, "ordinal", &self.words, &other.words)
    }

    fn unnumbered(&self) -> Self {
        PlanRow { row: 0, ..self.clone() }
    }
}

impl Parse for PlanRow {
    fn parse(reader: &mut RowReader<'_>) -> Option<PlanRow> {
        let row = PlanRow { row: reader.row(), words: words::read(reader, COLUMNS) };
        if row.word("name").is_empty() && !row.is_note() {
            let text = "抽查任务名称为空；请填写，1 至 150 个字，或删去这一行。";
            reader.refuse("name", "plan_table.name", text);
        }
        Some(row)
    }
}
