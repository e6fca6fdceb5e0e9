//! 抽查事项清单: its columns and how a row becomes an [`ItemRow`]. What a cell means is read later,
//! beside the list that it is for; here every cell is one clean text.

use std::cmp::Ordering;

use crate::columns::{Column, column};
use crate::fields::RowReader;
use crate::kind::{Kind, Parse, Record};
use crate::rows::ItemRow;
use crate::words;

/// Columns of an item list: those that a list is published with, under the names of its fields,
/// and 抽查比例频次, which many lists write in one cell.
pub(crate) const COLUMNS: &[Column] = &[
    column("code", "事项编码", &["事项编号", "编码", "item_code"], false),
    column("position", "序号", &["seq", "no"], false),
    column("category", "抽查类别", &["抽查领域", "领域", "类别", "抽查项目", "domain"], false),
    column(
        "name",
        "抽查事项",
        &["抽查事项名称", "事项名称", "部门联合抽查事项", "联合抽查事项", "item"],
        true,
    ),
    column("subjects", "检查对象", &["抽查对象", "检查对象范围", "targets"], false),
    column("subject_kinds", "检查对象类型", &["对象类型"], false),
    column("class", "事项类别", &["抽查事项类别", "检查类别", "item_class"], false),
    column("key_reason", "列为重点的理由", &["重点理由"], false),
    column("methods", "检查方式", &["抽查方式", "检查方法", "method"], false),
    column("levels", "抽查层级", &["检查层级", "层级", "实施层级", "level"], false),
    column("bases", "检查依据", &["抽查依据", "法律依据", "依据", "legal_basis"], false),
    column("content", "检查内容", &["抽查内容", "内容"], false),
    column("points", "检查要点", &["要点"], false),
    column("inspecting", "检查主体", &["抽查主体", "实施部门", "authority"], false),
    column("initiator", "发起部门", &["牵头部门", "发起单位"], false),
    column("participants", "配合部门", &["参与部门", "联合部门", "配合单位"], false),
    column("ratio_ceiling", "比例上限", &["抽查比例上限"], false),
    column("visits_per_year_max", "频次上限", &["抽查频次上限"], false),
    column(
        "ratio_text",
        "抽查比例频次",
        &["抽查比例和频次", "ratio_frequency", "ratio_or_note"],
        false,
    ),
    column("qualification", "所需资格", &["资格"], false),
    column("catalogue_code", "监管事项目录编码", &["目录编码"], false),
    column("note", "备注", &["说明", "remark"], false),
];

impl ItemRow {
    fn word(&self, key: &str) -> &str {
        words::word(&self.words, key)
    }

    /// By its code; a row without one by category, name and subjects, which tell items apart.
    fn key(&self) -> [&str; 4] {
        match self.word("code") {
            "" => ["", self.word("category"), self.word("name"), self.word("subjects")],
            code => [code, "", "", ""],
        }
    }
}

impl Record for ItemRow {
    const KIND: Kind = Kind::Items;

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
        words::differing(COLUMNS, "position", &self.words, &other.words)
    }

    fn unnumbered(&self) -> Self {
        ItemRow { row: 0, ..self.clone() }
    }
}

impl Parse for ItemRow {
    fn parse(reader: &mut RowReader<'_>) -> Option<ItemRow> {
        let words = words::read(reader, COLUMNS);
        if words.get("name").is_none_or(String::is_empty) {
            reader.refuse("name", "item.name", "抽查事项为空；请填写，2 至 150 个字。");
        }
        Some(ItemRow { row: reader.row(), words })
    }
}
