//! 抽查事项: one row of a list.

use std::fmt;

use super::basis::Basis;
use super::error::ItemError;
use crate::coded::coded;
use crate::ids::{ItemId, ItemListId, ItemListVersionId, OrganId};

coded! {
    /// 事项类别 (国发〔2019〕5号).
    ItemClass {
        /// Has a ceiling of its ratio.
        General = "general", "一般检查事项";
        /// Concerns safety, quality or public interest; their number is kept small.
        Key = "key", "重点检查事项";
    }
}

coded! {
    /// Why an item is 重点.
    KeyReason {
        /// 安全.
        Safety = "safety", "安全";
        /// 质量.
        Quality = "quality", "质量";
        /// 公共利益.
        PublicInterest = "public_interest", "公共利益";
    }
}

coded! {
    /// 检查方式.
    Method {
        /// 现场检查.
        Field = "field", "现场检查";
        /// 书面检查.
        Written = "written", "书面检查";
        /// 网络检查、监测.
        Online = "online", "网络检查";
        /// 检验检测、抽样.
        Testing = "testing", "检验检测";
        /// 委托专业机构; such a body assists and never inspects.
        Commissioned = "commissioned", "委托专业机构";
    }
}

coded! {
    /// 抽查层级.
    Level {
        /// 省级.
        Province = "province", "省级";
        /// 市级.
        Prefecture = "prefecture", "市级";
        /// 县级.
        County = "county", "县级";
        /// 乡镇级, where powers were given to it.
        Township = "township", "乡镇级";
    }
}

/// 事项编码, unique within its list and the same in every version: 1 to 40 ASCII letters, digits,
/// dots, hyphens and underscores.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemCode(String);

impl ItemCode {
    /// Reads a code.
    ///
    /// # Errors
    /// [`ItemError::Code`] for another form.
    pub fn parse(text: &str) -> Result<ItemCode, ItemError> {
        let good = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
        if (1..=40).contains(&text.len()) && text.bytes().all(good) {
            return Ok(ItemCode(text.to_owned()));
        }
        Err(ItemError::Code { text: text.chars().take(60).collect() })
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ItemCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 监管事项目录编码: the 14 digits by which “互联网+监管” knows an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueCode(String);

impl CatalogueCode {
    /// Reads a code.
    ///
    /// # Errors
    /// [`ItemError::CatalogueCode`] for another form.
    pub fn parse(text: &str) -> Result<CatalogueCode, ItemError> {
        if text.len() == 14 && text.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(CatalogueCode(text.to_owned()));
        }
        Err(ItemError::CatalogueCode { text: text.chars().take(60).collect() })
    }
}

impl fmt::Display for CatalogueCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 检查要点: one line of the checklist, and what it is measured by.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CheckPoint {
    /// What is looked at.
    pub point: String,
    /// 检查标准; may be empty.
    pub standard: String,
}

/// Everything that an item says, besides which row of which version it is. A draft may lack what
/// [`super::missing`] asks for before it is submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemTerms {
    /// 抽查类别 or 领域.
    pub category: String,
    /// 抽查事项.
    pub name: String,
    /// 检查对象 in words, as the list prints it.
    pub subjects: String,
    /// Kinds of subjects of the register that it can be drawn over; codes of the register.
    pub subject_kinds: Vec<String>,
    /// 一般 or 重点; a draft may not know yet.
    pub class: Option<ItemClass>,
    /// Why it is 重点.
    pub key_reason: Option<KeyReason>,
    /// 检查方式.
    pub methods: Vec<Method>,
    /// 抽查层级.
    pub levels: Vec<Level>,
    /// 检查依据.
    pub bases: Vec<Basis>,
    /// 检查内容 in words.
    pub content: String,
    /// 检查要点.
    pub points: Vec<CheckPoint>,
    /// 检查主体 of an item of one department.
    pub inspecting: Vec<OrganId>,
    /// 发起部门 of a joint item.
    pub initiator: Option<OrganId>,
    /// 配合部门 of a joint item.
    pub participants: Vec<OrganId>,
    /// 抽查比例上限 in basis points of the subjects.
    pub ratio_ceiling_bp: Option<u32>,
    /// 频次上限: most inspections of one subject in a year.
    pub visits_per_year_max: Option<u32>,
    /// Qualification that an inspector needs for it, as the register of inspectors names it.
    pub qualification: Option<String>,
    /// 监管事项目录编码.
    pub catalogue_code: Option<CatalogueCode>,
    /// 认领: the published item of a superior organ that this one takes over.
    pub upper: Option<ItemId>,
    /// 备注.
    pub note: String,
}

/// 抽查事项 in one version of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Id of this row; the same item has another id in another version.
    pub id: ItemId,
    /// The list.
    pub list: ItemListId,
    /// The version.
    pub list_version: ItemListVersionId,
    /// 事项编码: what stays the same between versions.
    pub code: ItemCode,
    /// 序号.
    pub position: u32,
    /// Struck from this version while it was a draft; the row stays in the record.
    pub struck: bool,
    /// Where a sample came from, until somebody has proof-read it (待校对).
    pub to_proofread: Option<String>,
    /// What it says.
    pub terms: ItemTerms,
}

impl Item {
    /// Organs that inspect under it: of a joint item, initiator and participants.
    pub fn organs(&self) -> impl Iterator<Item = OrganId> {
        let terms = &self.terms;
        terms.inspecting.iter().chain(&terms.initiator).chain(&terms.participants).copied()
    }
}
