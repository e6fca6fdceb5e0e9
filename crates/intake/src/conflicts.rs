//! 回避与冲突: its columns and how a row becomes a [`ConflictRow`].

use std::cmp::Ordering;

use sunlot_domain::codes::fold;

use crate::columns::{Column, column};
use crate::fields::{RowReader, clip};
use crate::inspectors::officer_code;
use crate::kind::{Kind, Parse, Record, heap};
use crate::subjects::object_id;
use crate::{ConflictCode, ConflictRow};

/// Columns of a list of conflicts.
pub(crate) const COLUMNS: &[Column] = &[
    column(
        "officer_code",
        "执法人员编号",
        &["人员编号", "编号", "执法证号", "执法证编号", "工号", "officer"],
        true,
    ),
    column(
        "object_id",
        "统一社会信用代码",
        &[
            "uscc",
            "注册号",
            "信用代码",
            "社会信用代码",
            "统一社会信用代码/注册号",
            "对象编号",
            "object",
        ],
        true,
    ),
    column("code", "代码", &["冲突代码", "回避代码", "类别", "冲突类别", "回避情形"], true),
    column("note", "说明", &["备注", "原因", "回避原因", "remark"], false),
];

impl Record for ConflictRow {
    const KIND: Kind = Kind::Conflicts;

    fn row(&self) -> u32 {
        self.row
    }

    fn cmp_key(&self, other: &Self) -> Ordering {
        let (mine, theirs) = ((&self.officer, &self.object), (&other.officer, &other.object));
        mine.cmp(&theirs).then(self.code.cmp(&other.code))
    }

    fn label(&self) -> String {
        format!("{} {} {}", self.officer, self.object, self.code.as_str())
    }

    fn bytes(&self) -> usize {
        size_of::<Self>() + heap(&self.officer) + heap(&self.object) + heap(&self.note)
    }

    fn contradictions(&self, _other: &Self) -> Vec<&'static str> {
        Vec::new()
    }

    fn unnumbered(&self) -> Self {
        ConflictRow { row: 0, ..self.clone() }
    }
}

impl Parse for ConflictRow {
    fn parse(reader: &mut RowReader<'_>) -> Option<ConflictRow> {
        let officer = officer_code(reader, "officer_code");
        let code = conflict_code(reader);
        let everything = matches!(fold(&reader.text("object_id")).as_str(), "*" | "全部" | "所有");
        let object = match (everything, code) {
            (true, Some(ConflictCode::L)) => Some("*".to_owned()),
            (true, _) => {
                let message = "只有请假（L）可以对全部对象（*）；请填具体的统一社会信用代码。";
                reader.refuse("object_id", "conflicts.everything", message);
                None
            }
            (false, _) => object_id(reader, "object_id").map(|id| id.as_str().to_owned()),
        };
        let note = reader.text_max("note", 200);
        Some(ConflictRow {
            row: reader.row(),
            officer: officer?,
            object: object?,
            code: code?,
            note,
        })
    }
}

fn conflict_code(reader: &mut RowReader<'_>) -> Option<ConflictCode> {
    let text = fold(&reader.text("code"));
    match text.as_str() {
        "C" | "回避" | "利害关系" => Some(ConflictCode::C),
        "R1" | "上次" | "上次检查" => Some(ConflictCode::R1),
        "R2" | "上上次" | "上上次检查" => Some(ConflictCode::R2),
        "L" | "请假" | "休假" => Some(ConflictCode::L),
        _ => {
            let message = format!(
                "不认识代码“{}”；请填 C（回避）、R1（上次检查过）、R2（上上次检查过）或 L（请假）。",
                clip(&text)
            );
            reader.refuse("code", "conflicts.code", message);
            None
        }
    }
}
