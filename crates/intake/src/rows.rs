//! Typed rows: what a register, a list of inspectors and a list of conflicts say, once read.
//!
//! Owns the fields and their order-independent comparison. Must never hold unparsed text where a
//! value was asked for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
pub use sunlot_domain::codes::IdVerdict;
use sunlot_domain::positions::Position;

/// 登记状态 as far as a draw asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 存续、在业、开业；also 歇业, 停业 and 清算, which are still registered.
    Live,
    /// 注销.
    Deregistered,
    /// 吊销, 吊销未注销.
    Revoked,
    /// 撤销.
    Rescinded,
    /// 迁出.
    MovedOut,
}

/// 企业信用风险分类, A low … D high. Internal: never publish it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CreditClass {
    /// 信用风险低.
    A,
    /// 信用风险一般.
    B,
    /// 信用风险较高.
    C,
    /// 信用风险高.
    D,
}

/// One 检查对象 of the register.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SubjectRow {
    /// Row in the file as a spreadsheet counts it, from 1.
    pub row: u32,
    /// Canonical object id, `[0-9A-Z_.:-]{1,55}`.
    pub id: String,
    /// How far the id can be trusted; `CheckFailed` means `X:IDBAD` in the frame.
    pub verdict: IdVerdict,
    /// 名称, trimmed, without control characters.
    pub name: String,
    /// 经度 and 纬度, when the register has them.
    #[serde(default)]
    pub position: Option<Position>,
    /// 类型 as written, or empty.
    pub entity_class: String,
    /// 登记状态.
    pub status: Status,
    /// Nine digits, or empty when the register lacks it.
    pub township_code: String,
    /// 乡镇 as written, or empty.
    pub township: String,
    /// GB/T 4754 code (`A`, `01`, `011`, `0111`), or empty.
    pub industry: String,
    /// 信用风险分类, when classified.
    pub credit_class: Option<CreditClass>,
    /// `2026-03`, or empty.
    pub credit_month: String,
    /// 标签, ascending without duplicates.
    pub tags: Vec<String>,
    /// Random-inspection visits in the year so far.
    pub visits_this_year: u32,
    /// `2026-03-01`, the day of the last inspection.
    pub last_inspected: Option<String>,
    /// 包容审慎 observation period.
    pub trial: bool,
    /// 在办案件.
    pub pending_case: bool,
    /// 权重 1…64, when the register gives one.
    pub weight: Option<u8>,
    /// 经营范围, or empty.
    pub business_scope: String,
    /// Which of 包容审慎 (1), 在办案件 (2) and 本年已查次数 (4) the file has a column for.
    pub given: u8,
    /// Canonical id of the 责任主体 of a product, project, site and the like; or empty.
    pub responsible: String,
}

/// A leave of an inspector, both days included.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Leave {
    /// `2026-04-01`.
    pub from: String,
    /// `2026-04-10`, not before `from`.
    pub to: String,
}

/// One 执法检查人员.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct InspectorRow {
    /// Row in the file as a spreadsheet counts it, from 1.
    pub row: u32,
    /// 执法人员编号, upper-case `[0-9A-Z_.-]{1,32}`.
    pub code: String,
    /// 姓名. Personal data: it must never reach a published file.
    pub name: String,
    /// 部门: as written until [`crate::Import::map_departments`], then `[0-9a-z_.]{1,24}`.
    pub dept: String,
    /// 区域 as written, ascending; `*` alone means everywhere.
    pub regions: Vec<String>,
    /// 标签 and 资质 as written, ascending without duplicates.
    pub tags: Vec<String>,
    /// `2027-12-31`, last day of the certificate.
    pub cert_valid_until: String,
    /// 上限 0…2047, when the list gives one.
    pub cap: Option<u16>,
    /// 已派次数 0…2047.
    pub prior: u16,
    /// 组长: may lead a team.
    pub lead: bool,
    /// 请假, ascending.
    pub leave: Vec<Leave>,
    /// 检查小组, or empty.
    pub team: String,
    /// 发证机关, or empty.
    pub cert_issuer: String,
    /// 检查事项范围: codes of items, ascending; none means every item of the department.
    pub items: Vec<String>,
    /// Percent of full time, when the list gives one.
    pub work_percent: Option<u8>,
    /// Which of 区域 (1), 组长 (2) and 已派次数 (4) the file has a column for.
    pub given: u8,
}

/// Code of a conflict row (ssj-1 §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ConflictCode {
    /// 回避.
    C,
    /// Inspected it last time.
    R1,
    /// Inspected it the time before.
    R2,
    /// 请假; only here the object may be `*`.
    L,
}

impl ConflictCode {
    /// The code of the conflicts table.
    pub fn as_str(self) -> &'static str {
        match self {
            ConflictCode::C => "C",
            ConflictCode::R1 => "R1",
            ConflictCode::R2 => "R2",
            ConflictCode::L => "L",
        }
    }
}

/// One 回避 or other conflict between an inspector and an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ConflictRow {
    /// Row in the file as a spreadsheet counts it, from 1.
    pub row: u32,
    /// 执法人员编号, as in [`InspectorRow::code`].
    pub officer: String,
    /// Canonical object id, or `*` with code `L`.
    pub object: String,
    /// What keeps them apart.
    pub code: ConflictCode,
    /// 说明. Internal: it must never reach a published file.
    pub note: String,
}

/// One 抽查事项 of a list, in words: what a cell means depends on the list that it is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ItemRow {
    /// Row in the file as a spreadsheet counts it, from 1.
    pub row: u32,
    /// Clean texts by the key of their column; a column that the file lacks is absent.
    pub words: BTreeMap<String, String>,
}

/// One task of 附件2, in words: what a cell means depends on the plan that it is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PlanRow {
    /// Row in the file as a spreadsheet counts it, from 1.
    pub row: u32,
    /// Clean texts by the key of their column; a column that the file lacks is absent.
    pub words: BTreeMap<String, String>,
}
