//! 检查对象名录: its columns and how a row becomes a [`SubjectRow`].

use std::cmp::Ordering;

use sunlot_domain::codes::{CanonicalId, DivisionCode, IdVerdict, Uscc, fold};

use sunlot_domain::positions::Position;
use sunlot_domain::registers::SCOPE_MAX;

use crate::columns::{Column, column};
use crate::fields::{RowReader, clip};
use crate::kind::{Kind, Parse, Record, heap, list};
use crate::{CreditClass, Status, SubjectRow};

/// Columns of a register.
pub(crate) const COLUMNS: &[Column] = &[
    column(
        "uscc",
        "统一社会信用代码",
        &[
            "code",
            "代码",
            "注册号",
            "社会信用代码",
            "信用代码",
            "统一代码",
            "统一社会信用代码/注册号",
            "统一社会信用代码|注册号",
            "统一社会信用代码或注册号",
            "对象编号",
            "object_id",
            "credit_code",
        ],
        true,
    ),
    column(
        "name",
        "名称",
        &[
            "企业名称",
            "单位名称",
            "对象名称",
            "检查对象名称",
            "检查对象",
            "市场主体名称",
            "经营主体名称",
            "主体名称",
            "机构名称",
            "商事主体名称",
            "entity_name",
        ],
        true,
    ),
    column(
        "entity_class",
        "类型",
        &[
            "主体类型",
            "市场主体类型",
            "经营主体类型",
            "企业类型",
            "对象类型",
            "机构类型",
            "type",
            "kind",
        ],
        false,
    ),
    column(
        "status",
        "状态",
        &["登记状态", "经营状态", "主体状态", "企业状态", "reg_state", "state"],
        false,
    ),
    column(
        "township_code",
        "乡镇代码",
        &["乡镇街道代码", "区划代码", "行政区划代码", "town_code"],
        false,
    ),
    column("township", "乡镇", &["乡镇街道", "乡镇/街道", "所属乡镇", "街道", "town"], false),
    column("longitude", "经度", &["东经", "lng", "lon"], false),
    column("latitude", "纬度", &["北纬", "lat"], false),
    column(
        "industry",
        "行业代码",
        &["行业", "国民经济行业代码", "行业分类代码", "industry_code"],
        false,
    ),
    column(
        "credit_class",
        "信用风险分类",
        &["风险分类", "信用分类", "风险等级", "信用风险等级", "信用风险类别", "risk_class"],
        false,
    ),
    column(
        "credit_month",
        "分类月份",
        &["信用风险分类月份", "分类时间", "分类日期", "risk_month"],
        false,
    ),
    column("tags", "标签", &["监管标签", "对象标签", "许可", "labels"], false),
    column(
        "visits_this_year",
        "本年已查次数",
        &["本年度已查次数", "本年检查次数", "已查次数", "本年度检查次数", "visits"],
        false,
    ),
    column(
        "last_inspected",
        "最近检查日期",
        &["上次检查日期", "最近一次检查日期", "最近检查时间", "last_checked", "last_inspection"],
        false,
    ),
    column("trial", "包容审慎", &["包容期", "包容审慎期", "观察期", "无事不扰"], false),
    column("pending_case", "在办案件", &["在办案", "有在办案件", "未结案件"], false),
    column("weight", "权重", &["抽取权重"], false),
    column("business_scope", "经营范围", &["业务范围", "许可范围", "scope"], false),
    column(
        "responsible",
        "责任主体代码",
        &["责任主体", "责任单位代码", "所属主体代码", "responsible_code"],
        false,
    ),
];

impl Record for SubjectRow {
    const KIND: Kind = Kind::Register;

    fn row(&self) -> u32 {
        self.row
    }

    fn cmp_key(&self, other: &Self) -> Ordering {
        self.id.cmp(&other.id)
    }

    fn label(&self) -> String {
        self.id.clone()
    }

    fn bytes(&self) -> usize {
        let texts = [
            &self.id,
            &self.name,
            &self.entity_class,
            &self.township_code,
            &self.township,
            &self.industry,
            &self.credit_month,
            &self.business_scope,
            &self.responsible,
        ];
        let day = self.last_inspected.as_ref().map_or(0, heap);
        let heaps: usize = texts.into_iter().map(heap).sum();
        size_of::<Self>() + heaps + day + list(&self.tags)
    }

    fn contradictions(&self, other: &Self) -> Vec<&'static str> {
        [
            (self.status != other.status, "状态"),
            (self.township_code != other.township_code, "乡镇代码"),
            (self.industry != other.industry, "行业代码"),
            (self.credit_class != other.credit_class, "信用风险分类"),
            (self.credit_month != other.credit_month, "分类月份"),
            (self.visits_this_year != other.visits_this_year, "本年已查次数"),
            (self.last_inspected != other.last_inspected, "最近检查日期"),
            (self.trial != other.trial, "包容审慎"),
            (self.pending_case != other.pending_case, "在办案件"),
            (self.weight != other.weight, "权重"),
            (self.position != other.position, "经度、纬度"),
            (self.responsible != other.responsible, "责任主体代码"),
        ]
        .into_iter()
        .filter_map(|(differs, zh)| differs.then_some(zh))
        .collect()
    }

    /// Each department tags what it supervises (标签), so tags add up.
    fn absorb(&mut self, other: &Self) {
        self.tags.extend(other.tags.iter().cloned());
        self.tags.sort_unstable();
        self.tags.dedup();
    }

    fn unnumbered(&self) -> Self {
        SubjectRow { row: 0, ..self.clone() }
    }
}

impl Parse for SubjectRow {
    fn parse(reader: &mut RowReader<'_>) -> Option<SubjectRow> {
        let id = object_id(reader, "uscc");
        let name = reader.text_max("name", 200);
        if name.is_empty() {
            reader.refuse("name", "register.name_missing", "名称为空；请补填。");
        }
        let status = status(reader);
        let township_code = township_code(reader);
        let row = SubjectRow {
            row: reader.row(),
            verdict: id.as_ref().map_or(IdVerdict::Assigned, CanonicalId::verdict),
            id: id.as_ref().map(|id| id.as_str().to_owned()).unwrap_or_default(),
            name,
            entity_class: reader.text_max("entity_class", 60),
            status: status.unwrap_or(Status::Live),
            township_code,
            township: reader.text_max("township", 60),
            position: position(reader),
            industry: industry(reader),
            credit_class: credit_class(reader),
            credit_month: credit_month(reader),
            tags: reader.list("tags"),
            visits_this_year: reader.number("visits_this_year", 0, 999).unwrap_or(0),
            last_inspected: reader.day("last_inspected"),
            trial: reader.flag("trial"),
            pending_case: reader.flag("pending_case"),
            weight: reader.number("weight", 1, 64).and_then(|n| u8::try_from(n).ok()),
            business_scope: reader.text_max("business_scope", SCOPE_MAX),
            given: u8::from(reader.has("trial"))
                | u8::from(reader.has("pending_case")) << 1
                | u8::from(reader.has("visits_this_year")) << 2,
            responsible: responsible(reader),
        };
        (id.is_some() && status.is_some()).then_some(row)
    }
}

/// Reads an object id and remarks on old numbers and failing check characters.
pub(crate) fn object_id(reader: &mut RowReader<'_>, key: &str) -> Option<CanonicalId> {
    let text = reader.text(key);
    let id = match CanonicalId::parse(&text) {
        Ok(id) => id,
        Err(error) => {
            reader.refuse(key, error.code(), error.message_zh());
            return None;
        }
    };
    match id.verdict() {
        IdVerdict::CheckFailed => {
            if let Some(finding) = Uscc::parse(id.as_str()).ok().and_then(|u| u.finding()) {
                reader.warn(key, finding.code(), finding.message_zh());
            }
        }
        IdVerdict::OldNumber => reader.warn(
            key,
            "id.old_number",
            "是换发统一代码前的注册号，照常参加抽取；请核实是否已换发统一社会信用代码。",
        ),
        IdVerdict::Verified | IdVerdict::Assigned => {}
    }
    Some(id)
}

fn responsible(reader: &mut RowReader<'_>) -> String {
    let text = reader.text("responsible");
    if text.is_empty() {
        return text;
    }
    match CanonicalId::parse(&text) {
        Ok(id) => id.as_str().to_owned(),
        Err(error) => {
            reader.refuse("responsible", error.code(), error.message_zh());
            String::new()
        }
    }
}

fn status(reader: &mut RowReader<'_>) -> Option<Status> {
    if !reader.has("status") {
        return Some(Status::Live);
    }
    let text = fold(&reader.text("status"));
    // 存续(在营、开业、在册) and the like: what stands in brackets explains, it does not decide.
    let bare = text.split('(').next().unwrap_or_default();
    Some(match bare {
        "" => {
            let message = "状态为空，按“存续”处理；请补填，注销、吊销、迁出的对象不应参加抽取。";
            reader.warn("status", "register.status_missing", message);
            Status::Live
        }
        "存续" | "在业" | "开业" | "在营" | "在册" | "正常" | "在营在册" | "登记成立" | "歇业"
        | "停业" | "清算" | "LIVE" | "ACTIVE" | "存续/在业" | "在营开业" | "营业" => {
            Status::Live
        }
        "注销" | "已注销" | "DEREGISTERED" | "CLOSED" => Status::Deregistered,
        "吊销" | "已吊销" | "吊销未注销" | "吊销,未注销" | "吊销，未注销" | "吊销已注销"
        | "吊销,已注销" | "REVOKED" => Status::Revoked,
        "撤销" | "已撤销" | "撤销登记" | "RESCINDED" => Status::Rescinded,
        "迁出" | "已迁出" | "迁往市外" | "MOVED" | "MOVEDOUT" | "MOVED_OUT" => {
            Status::MovedOut
        }
        _ => {
            let message = format!(
                "不认识状态“{}”；请填 存续、在业、歇业、清算、注销、吊销、撤销 或 迁出。",
                clip(&text)
            );
            reader.refuse("status", "register.status_unknown", message);
            return None;
        }
    })
}

fn township_code(reader: &mut RowReader<'_>) -> String {
    let text = reader.text("township_code");
    if text.is_empty() {
        if reader.has("township_code") {
            let message = "乡镇代码为空；按乡镇分层或派员时将归入默认区域，请补填。";
            reader.warn("township_code", "register.township_missing", message);
        }
        return String::new();
    }
    match DivisionCode::parse(&text) {
        Ok(code) if code.township().is_some() => code.township().unwrap_or_default().to_owned(),
        _ => {
            let message = format!(
                "“{}”不是 9 位乡镇代码，已按空处理；请对照统计用区划代码更正。",
                clip(&text)
            );
            reader.warn("township_code", "register.township_code", message);
            String::new()
        }
    }
}

/// What is no position in China leaves the row in use: the draw does not depend on it.
fn position(reader: &mut RowReader<'_>) -> Option<Position> {
    let (longitude, latitude) = (reader.text("longitude"), reader.text("latitude"));
    if longitude.is_empty() && latitude.is_empty() {
        return None;
    }
    let why = match Position::parse(&latitude, &longitude) {
        Ok(position) if position.is_in_china() => return Some(position),
        Ok(_) => ("position.abroad", "不在中国境内；请核对经度、纬度是否写颠倒或缺位。"),
        Err(error) => (error.code(), error.message_zh()),
    };
    let text =
        format!("经度“{}”、纬度“{}”已按空处理：{}", clip(&longitude), clip(&latitude), why.1);
    reader.warn("longitude", why.0, text);
    None
}

/// GB/T 4754: a letter, or two to four digits with or without the letter before them.
fn industry(reader: &mut RowReader<'_>) -> String {
    let text = fold(&reader.text("industry"));
    let section = text.starts_with(|c: char| ('A'..='T').contains(&c));
    let digits = if section { &text[1..] } else { text.as_str() };
    let numeric = digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit());
    if text.is_empty() {
        return text;
    }
    if numeric && digits.is_empty() {
        return text;
    }
    if numeric && digits.len() >= 2 {
        return digits.to_owned();
    }
    let message = format!(
        "“{}”不是 GB/T 4754 行业代码，已按空处理；请填门类字母或 2 至 4 位数字。",
        clip(&text)
    );
    reader.warn("industry", "register.industry", message);
    String::new()
}

fn credit_class(reader: &mut RowReader<'_>) -> Option<CreditClass> {
    let text = fold(&reader.text("credit_class"));
    let bare = text.strip_suffix(['类', '级']).unwrap_or(&text);
    match bare {
        "" | "-" | "未分类" | "无" => None,
        "A" | "低风险" | "低" | "信用风险低" => Some(CreditClass::A),
        "B" | "一般风险" | "一般" | "信用风险一般" => Some(CreditClass::B),
        "C" | "较高风险" | "较高" | "信用风险较高" => Some(CreditClass::C),
        "D" | "高风险" | "高" | "信用风险高" => Some(CreditClass::D),
        _ => {
            let message = format!("“{}”不是 A、B、C、D 之一；请更正，未分类的留空。", clip(&text));
            reader.refuse("credit_class", "register.credit_class", message);
            None
        }
    }
}

fn credit_month(reader: &mut RowReader<'_>) -> String {
    let text = reader.text("credit_month");
    if text.is_empty() {
        return String::new();
    }
    crate::days::parse_month(&text).unwrap_or_else(|| {
        let message = format!("“{}”不是月份，已按空处理；请写成 2026-03。", clip(&text));
        reader.warn("credit_month", "register.credit_month", message);
        String::new()
    })
}
