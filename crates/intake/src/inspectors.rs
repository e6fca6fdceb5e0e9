//! 执法检查人员名录: its columns and how a row becomes an [`InspectorRow`].

use std::cmp::Ordering;

use sunlot_domain::codes::fold;

use crate::columns::{Column, column};
use crate::fields::{RowReader, clip};
use crate::kind::{Kind, Parse, Record, heap, list};
use crate::{InspectorRow, Leave};

/// Columns of a list of inspectors.
pub(crate) const COLUMNS: &[Column] = &[
    column(
        "code",
        "执法人员编号",
        &["人员编号", "编号", "执法证号", "执法证编号", "证号", "工号", "officer_code", "officer"],
        true,
    ),
    column("name", "姓名", &["执法人员姓名", "人员姓名"], true),
    column(
        "dept",
        "部门",
        &["单位", "所在单位", "所属部门", "执法部门", "工作单位", "department"],
        true,
    ),
    column("regions", "区域", &["执法区域", "所属区域", "片区", "region"], false),
    column(
        "tags",
        "标签",
        &["资质", "标签/资质", "标签|资质", "专业资质", "执法资质", "qualifications"],
        false,
    ),
    column(
        "cert_valid_until",
        "证件有效期",
        &["执法证有效期", "有效期至", "有效期", "证件有效期至", "执法证有效期至", "cert_until"],
        true,
    ),
    column("cap", "上限", &["任务上限", "派单上限", "最多户数"], false),
    column("prior", "已派次数", &["已派户数", "本年已派次数", "累计任务数"], false),
    column("lead", "组长", &["可任组长", "是否组长", "leader"], false),
    column("leave", "请假", &["请假时间", "请假日期", "休假"], false),
    column("team", "检查小组", &["小组", "所属小组", "固定小组"], false),
    column("cert_issuer", "发证机关", &["发证单位", "颁发机关", "issuer"], false),
    column("items", "检查事项范围", &["事项范围", "检查事项", "事项编码", "item_codes"], false),
    column("work_percent", "工作量系数", &["工作量", "兼职比例", "工作量百分比"], false),
];

impl Record for InspectorRow {
    const KIND: Kind = Kind::Inspectors;

    fn row(&self) -> u32 {
        self.row
    }

    fn cmp_key(&self, other: &Self) -> Ordering {
        self.code.cmp(&other.code)
    }

    fn label(&self) -> String {
        self.code.clone()
    }

    fn bytes(&self) -> usize {
        let certificate = [&self.cert_valid_until, &self.cert_issuer];
        let texts = [&self.code, &self.name, &self.dept, &self.team].into_iter().chain(certificate);
        let heaps: usize = texts.map(heap).sum();
        let leave = self.leave.len() * (size_of::<Leave>() + 64);
        size_of::<Self>()
            + heaps
            + list(&self.regions)
            + list(&self.tags)
            + list(&self.items)
            + leave
    }

    fn contradictions(&self, other: &Self) -> Vec<&'static str> {
        [
            (self.name != other.name, "姓名"),
            (self.dept != other.dept, "部门"),
            (self.regions != other.regions, "区域"),
            (self.tags != other.tags, "标签"),
            (self.cert_valid_until != other.cert_valid_until, "证件有效期"),
            (self.cap != other.cap, "上限"),
            (self.prior != other.prior, "已派次数"),
            (self.lead != other.lead, "组长"),
            (self.leave != other.leave, "请假"),
            (self.team != other.team, "检查小组"),
            (self.cert_issuer != other.cert_issuer, "发证机关"),
            (self.items != other.items, "检查事项范围"),
            (self.work_percent != other.work_percent, "工作量系数"),
        ]
        .into_iter()
        .filter_map(|(differs, zh)| differs.then_some(zh))
        .collect()
    }

    fn unnumbered(&self) -> Self {
        InspectorRow { row: 0, ..self.clone() }
    }
}

impl Parse for InspectorRow {
    fn parse(reader: &mut RowReader<'_>) -> Option<InspectorRow> {
        let code = officer_code(reader, "code");
        let name = reader.text_max("name", 60);
        if name.is_empty() {
            reader.refuse("name", "inspectors.name_missing", "姓名为空；请补填。");
        }
        let dept = reader.text_max("dept", 60);
        if dept.is_empty() {
            reader.refuse("dept", "inspectors.dept_missing", "部门为空；请补填。");
        }
        let cert = reader.day("cert_valid_until");
        if cert.is_none() {
            let message = "没有证件有效期；无有效执法证的人员不参加匹配，请补填。";
            reader.refuse("cert_valid_until", "inspectors.cert_missing", message);
        }
        let small = |n: u32| u16::try_from(n).ok();
        Some(InspectorRow {
            row: reader.row(),
            code: code?,
            name,
            dept,
            regions: regions(reader),
            tags: reader.list("tags"),
            cert_valid_until: cert?,
            cap: reader.number("cap", 0, 2047).and_then(small),
            prior: reader.number("prior", 0, 2047).and_then(small).unwrap_or(0),
            lead: reader.flag("lead"),
            leave: leave(reader),
            team: reader.text_max("team", 60),
            cert_issuer: reader.text_max("cert_issuer", 100),
            items: reader.list("items"),
            work_percent: reader
                .number("work_percent", 1, 100)
                .and_then(|percent| u8::try_from(percent).ok()),
            given: u8::from(reader.has("regions"))
                | u8::from(reader.has("lead")) << 1
                | u8::from(reader.has("prior")) << 2,
        })
    }
}

/// Reads an officer code: upper-case `[0-9A-Z_.-]{1,32}`.
pub(crate) fn officer_code(reader: &mut RowReader<'_>, key: &str) -> Option<String> {
    let code = fold(&reader.text(key));
    let form = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase() || b"_.-".contains(&b);
    if (1..=32).contains(&code.len()) && code.bytes().all(form) {
        return Some(code);
    }
    let message =
        format!("“{}”不是执法人员编号；应为 1 至 32 位数字、字母或 _ . - ，请更正。", clip(&code));
    reader.refuse(key, "inspectors.code", message);
    None
}

fn regions(reader: &mut RowReader<'_>) -> Vec<String> {
    let list = reader.list("regions");
    let everywhere =
        |r: &String| matches!(r.as_str(), "*" | "全县" | "全域" | "全部" | "全市" | "全区");
    if list.is_empty() || list.iter().any(everywhere) {
        return vec!["*".to_owned()];
    }
    list
}

/// `2026-04-01..2026-04-10；2026-05-06`, also with 至, 到 or ~ between the days.
fn leave(reader: &mut RowReader<'_>) -> Vec<Leave> {
    let mut leaves = Vec::new();
    for part in reader.list("leave") {
        let ends = ["..", "至", "到", "~", "—"].iter().find_map(|mark| part.split_once(mark));
        let (from, to) = ends.unwrap_or((part.as_str(), part.as_str()));
        match (crate::days::parse(from), crate::days::parse(to.trim_start_matches('—'))) {
            (Some(from), Some(to)) if from <= to => leaves.push(Leave { from, to }),
            _ => {
                let message = format!(
                    "“{}”不是请假期间；请写成 2026-04-01..2026-04-10，多段用分号分隔。",
                    clip(&part)
                );
                reader.refuse("leave", "inspectors.leave", message);
            }
        }
    }
    leaves.sort();
    leaves.dedup();
    leaves
}
