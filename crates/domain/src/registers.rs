//! 检查对象名录库: its entries, what is effective when, and which entries a filter means.
//!
//! An entry is a statement: what the subject is from a day on, until a later statement. "Later" is
//! the order of the record, not of the days: a correction recorded today for last month holds from
//! last month on. Nothing is overwritten; what was believed at an earlier entry of the log can be
//! asked as well. Owns no query and no clock.

use std::collections::BTreeSet;

use sunlot_sortition::time::Day;
use thiserror::Error;

use crate::codes::{CanonicalId, DivisionCode, IdVerdict};
use crate::ids::{OrganId, SubjectId, TagId};
use crate::subjects::{LifeStatus, RiskClass};

macro_rules! kinds {
    ($($name:ident = $code:literal, $zh:literal;)*) => {
        /// 检查对象的种类.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[allow(missing_docs)] // Each has its Chinese name beside it.
        pub enum SubjectKind { $($name),* }

        impl SubjectKind {
            /// All kinds.
            pub const ALL: &[SubjectKind] = &[$(SubjectKind::$name),*];

            /// Code in the store and in the interface.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(SubjectKind::$name => $code),* }
            }

            /// Official name.
            #[must_use]
            pub fn name_zh(self) -> &'static str {
                match self { $(SubjectKind::$name => $zh),* }
            }
        }
    };
}

kinds! {
    Enterprise = "enterprise", "企业";
    Household = "household", "个体工商户";
    Cooperative = "cooperative", "农民专业合作社";
    Representative = "representative", "外国企业常驻代表机构";
    Institution = "institution", "事业单位";
    Association = "association", "社会组织";
    School = "school", "学校";
    Medical = "medical", "医疗机构";
    Product = "product", "产品";
    Project = "project", "项目";
    Site = "site", "场所";
    Equipment = "equipment", "设备";
    Behaviour = "behaviour", "行为";
    Unlicensed = "unlicensed", "无证无照经营者";
    Other = "other", "其他";
}

impl SubjectKind {
    /// Reads the code.
    #[must_use]
    pub fn parse(code: &str) -> Option<SubjectKind> {
        SubjectKind::ALL.iter().copied().find(|kind| kind.code() == code)
    }

    /// Whether somebody else answers for it: it is no person of its own (R-REG-05).
    #[must_use]
    pub fn needs_responsible(self) -> bool {
        matches!(
            self,
            SubjectKind::Product
                | SubjectKind::Project
                | SubjectKind::Site
                | SubjectKind::Equipment
                | SubjectKind::Behaviour
        )
    }

    /// What a register calls it, or what the social credit code says when it calls it nothing.
    #[must_use]
    pub fn guess(written: &str, code: &CanonicalId) -> SubjectKind {
        let named = SubjectKind::ALL.iter().copied().find(|kind| kind.name_zh() == written);
        let has = |word: &str| written.contains(word);
        named.unwrap_or_else(|| match code.as_str().get(..2) {
            _ if has("个体") => SubjectKind::Household,
            _ if has("合作社") => SubjectKind::Cooperative,
            _ if has("代表机构") => SubjectKind::Representative,
            _ if has("学校") || has("幼儿园") => SubjectKind::School,
            _ if has("医院") || has("医疗") || has("卫生院") => SubjectKind::Medical,
            _ if has("事业") => SubjectKind::Institution,
            _ if has("社会组织") || has("社会团体") || has("民办非企业") => {
                SubjectKind::Association
            }
            _ if has("公司") || has("企业") => SubjectKind::Enterprise,
            Some("91") => SubjectKind::Enterprise,
            Some("92") => SubjectKind::Household,
            Some("93") => SubjectKind::Cooperative,
            Some("12") => SubjectKind::Institution,
            Some("51" | "52" | "53") => SubjectKind::Association,
            _ => SubjectKind::Other,
        })
    }
}

/// One entry of the register: what a subject is from `valid_from` on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectEntry {
    /// Its id.
    pub id: SubjectId,
    /// Its number within the database: the order of lists, and the place in the index of names.
    pub seq: u64,
    /// 统一社会信用代码 or another canonical id: one entity, one entry (R-REG-04).
    pub code: CanonicalId,
    /// How far the code can be trusted.
    pub verdict: IdVerdict,
    /// 名称.
    pub name: String,
    /// 种类.
    pub kind: SubjectKind,
    /// 谁审批、谁监管: the organ whose entry it is.
    pub organ: OrganId,
    /// Township where it is known, otherwise county.
    pub region: DivisionCode,
    /// GB/T 4754, or empty.
    pub industry: String,
    /// 登记状态.
    pub status: LifeStatus,
    /// 经营范围.
    pub business_scope: String,
    /// 责任主体 of a product, project, site, piece of equipment or behaviour.
    pub responsible: Option<SubjectId>,
    /// 信用风险分类. Internal: in no public view and no public entry of the log.
    pub risk_class: Option<RiskClass>,
    /// Month of the class, `2026-03`.
    pub risk_month: Option<String>,
    /// 包容审慎期.
    pub trial: bool,
    /// 在办案件.
    pub pending_case: bool,
    /// Random inspections this year before this platform, as the source says.
    pub visits: u32,
    /// Day of the last of them.
    pub last_inspected: Option<Day>,
    /// 在库. False after it was taken out as a mistake.
    pub listed: bool,
    /// Where the facts come from.
    pub source: String,
    /// Day on which the source said so.
    pub source_day: Day,
    /// First day for which the statement holds.
    pub valid_from: Day,
}

/// Longest 经营范围.
pub const SCOPE_MAX: usize = 2_000;

/// Days after which an entry counts as stale.
pub const STALE_DAYS: i32 = 90;

impl SubjectEntry {
    /// Whether it can be in a frame: in the register and live.
    #[must_use]
    pub fn drawable(&self) -> bool {
        self.listed && self.status == LifeStatus::Live
    }

    /// Checks what a person typed or a file brought.
    ///
    /// # Errors
    /// [`SubjectError`] with the first field that is wrong.
    pub fn check(&self, today: Day) -> Result<(), SubjectError> {
        let length = |text: &str| text.chars().count();
        if !(1..=200).contains(&length(&self.name)) {
            return Err(SubjectError::Name { length: length(&self.name) });
        }
        if !industry_form(&self.industry) {
            return Err(SubjectError::Industry { text: self.industry.clone() });
        }
        if length(&self.business_scope) > SCOPE_MAX {
            return Err(SubjectError::Scope { length: length(&self.business_scope) });
        }
        if self.kind.needs_responsible() != self.responsible.is_some() {
            return Err(SubjectError::Responsible { kind: self.kind });
        }
        if self.responsible == Some(self.id) {
            return Err(SubjectError::Responsible { kind: self.kind });
        }
        let month = self.risk_month.as_deref();
        let month_good = month.is_none_or(|m| Day::parse(&format!("{m}-01")).is_ok());
        if self.risk_class.is_some() != month.is_some() || !month_good {
            return Err(SubjectError::RiskMonth);
        }
        if !(1..=100).contains(&length(&self.source)) {
            return Err(SubjectError::Source);
        }
        for day in [self.valid_from, self.source_day] {
            if day > today {
                return Err(SubjectError::Future { day });
            }
        }
        Ok(())
    }
}

/// A name as somebody sees it who coordinates but does not supervise: a household business that
/// goes by the name of a person shows its first character only.
#[must_use]
pub fn masked_name(kind: SubjectKind, name: &str) -> String {
    let length = name.chars().count();
    if kind != SubjectKind::Household || !(2..=4).contains(&length) {
        return name.to_owned();
    }
    name.chars().take(1).chain(std::iter::repeat_n('＊', length - 1)).collect()
}

fn industry_form(text: &str) -> bool {
    let letter = text.len() == 1 && ("A"..="T").contains(&text);
    let digits = (2..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.is_empty() || letter || digits
}

/// Why an entry is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs)] // The variant and its words say it.
pub enum SubjectError {
    #[error("subject name of {length} characters")]
    Name { length: usize },
    #[error("industry {text:?}")]
    Industry { text: String },
    #[error("business scope of {length} characters")]
    Scope { length: usize },
    #[error("responsible subject does not fit {kind:?}")]
    Responsible { kind: SubjectKind },
    #[error("risk class and month do not fit")]
    RiskMonth,
    #[error("source")]
    Source,
    #[error("{day} lies in the future")]
    Future { day: Day },
    #[error("the code of a subject never changes")]
    CodeChanged,
    #[error("nothing changes")]
    NothingChanged,
}

impl SubjectError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            SubjectError::Name { .. } => "subject.name",
            SubjectError::Industry { .. } => "subject.industry",
            SubjectError::Scope { .. } => "subject.scope",
            SubjectError::Responsible { .. } => "subject.responsible",
            SubjectError::RiskMonth => "subject.risk_month",
            SubjectError::Source => "subject.source",
            SubjectError::Future { .. } => "subject.future",
            SubjectError::CodeChanged => "subject.code_changed",
            SubjectError::NothingChanged => "subject.nothing_changed",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            SubjectError::Name { length } => {
                format!("名称有 {length} 个字，应为 1 至 200 个字；请填写登记的全称。")
            }
            SubjectError::Industry { text } => format!(
                "“{text}”不是 GB/T 4754 行业代码；请填门类字母 A 至 T 或 2 至 4 位数字，不详的留空。"
            ),
            SubjectError::Scope { length } => {
                format!("经营范围有 {length} 个字，最多 {SCOPE_MAX} 个字；请只保留主要内容。")
            }
            SubjectError::Responsible { kind } if kind.needs_responsible() => {
                format!("“{}”必须写明责任主体；请选择对其负责的单位或个人。", kind.name_zh())
            }
            SubjectError::Responsible { kind } => {
                format!("“{}”本身就是责任主体，不能另写责任主体；请清空这一栏。", kind.name_zh())
            }
            SubjectError::RiskMonth => {
                "信用风险分类须写明月份（如 2026-03），没有分类的两栏都留空。".into()
            }
            SubjectError::Source => {
                "请写明数据来源，1 至 100 个字，例如“市场监管登记系统”。".into()
            }
            SubjectError::Future { day } => {
                format!("日期 {day} 还没有到；名录只记载已经发生的变化，请到当天再登记。")
            }
            SubjectError::CodeChanged => {
                "代码是检查对象的身份，不能修改；代码登记错误的，请移出名录后用正确代码重新登记。"
                    .into()
            }
            SubjectError::NothingChanged => "没有任何内容变化，不需要保存。".into(),
        }
    }
}

/// A statement about something: effective from a day, recorded by an entry of the log.
pub trait Statement {
    /// First day for which it holds.
    fn valid_from(&self) -> Day;
    /// Entry of the log that made it.
    fn recorded(&self) -> u64;
}

/// The statement that says how something was on a day, as it was believed when the log had the
/// entries up to and including `known`: the latest recorded one of those that had begun by then.
#[must_use]
pub fn effective<S: Statement>(statements: &[S], day: Day, known: u64) -> Option<&S> {
    let begun = statements.iter().filter(|s| s.valid_from() <= day && s.recorded() <= known);
    begun.max_by_key(|s| s.recorded())
}

/// Which subjects: what 定向 plans, lists and exports ask. Every part narrows; an empty part does
/// not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubjectFilter {
    /// Any of these kinds.
    pub kinds: BTreeSet<SubjectKind>,
    /// Inside any of these divisions.
    pub regions: Vec<DivisionCode>,
    /// GB/T 4754 codes that begin with any of these (a letter means its whole section).
    pub industries: Vec<String>,
    /// Carrying every one of these tags on the day.
    pub tags: BTreeSet<TagId>,
    /// In any of these classes; `None` among them means unclassified.
    pub risk_classes: BTreeSet<Option<RiskClass>>,
    /// Any of these texts in the business scope.
    pub scope_texts: Vec<String>,
    /// In any of these states.
    pub statuses: BTreeSet<LifeStatus>,
    /// Entries of this organ.
    pub organ: Option<OrganId>,
    /// A part of the name, or the beginning of the code.
    pub text: Option<String>,
    /// Also those that were taken out of the register.
    pub delisted: bool,
}

impl SubjectFilter {
    /// Every subject that can be drawn.
    #[must_use]
    pub fn live() -> SubjectFilter {
        SubjectFilter { statuses: BTreeSet::from([LifeStatus::Live]), ..SubjectFilter::default() }
    }

    /// Whether it lets a subject through that carries these tags.
    #[must_use]
    pub fn matches(&self, entry: &SubjectEntry, tags: &BTreeSet<TagId>) -> bool {
        let any = |list: &[String], good: &dyn Fn(&str) -> bool| {
            list.is_empty() || list.iter().any(|text| good(text))
        };
        let inside = |region: &DivisionCode| entry.region.as_str().starts_with(region.prefix());
        (self.delisted || entry.listed)
            && (self.kinds.is_empty() || self.kinds.contains(&entry.kind))
            && (self.regions.is_empty() || self.regions.iter().any(inside))
            && any(&self.industries, &|prefix| industry_within(&entry.industry, prefix))
            && self.tags.is_subset(tags)
            && (self.risk_classes.is_empty() || self.risk_classes.contains(&entry.risk_class))
            && any(&self.scope_texts, &|text| entry.business_scope.contains(text))
            && (self.statuses.is_empty() || self.statuses.contains(&entry.status))
            && self.organ.is_none_or(|organ| organ == entry.organ)
            && self.text.as_deref().is_none_or(|text| {
                entry.name.contains(text) || entry.code.as_str().starts_with(text)
            })
    }
}

/// First and last division (two digits) of the sections of GB/T 4754-2017, from A to T.
const SECTIONS: [(&str, &str); 20] = [
    ("01", "05"),
    ("06", "12"),
    ("13", "43"),
    ("44", "46"),
    ("47", "50"),
    ("51", "52"),
    ("53", "60"),
    ("61", "62"),
    ("63", "65"),
    ("66", "69"),
    ("70", "70"),
    ("71", "72"),
    ("73", "75"),
    ("76", "79"),
    ("80", "82"),
    ("83", "83"),
    ("84", "85"),
    ("86", "90"),
    ("91", "96"),
    ("97", "97"),
];

/// The codes that a prefix means, as ranges of text `from <= code < to`: the prefix itself, and for
/// a section (a letter) also its divisions.
#[must_use]
pub fn industry_ranges(prefix: &str) -> Vec<(String, String)> {
    let within = |first: &str, last: &str| (first.to_owned(), format!("{last}~"));
    let mut ranges = vec![within(prefix, prefix)];
    if let [letter @ b'A'..=b'T'] = prefix.as_bytes() {
        let (first, last) = SECTIONS[usize::from(letter - b'A')];
        ranges.push(within(first, last));
    }
    ranges
}

/// 门类 of a code: its letter.
#[must_use]
pub fn industry_section(code: &str) -> Option<char> {
    if let Some(letter @ 'A'..='T') = code.chars().next() {
        return Some(letter);
    }
    let division = code.get(..2)?;
    let holds = |(first, last): &(&str, &str)| *first <= division && division <= *last;
    let mut sections = SECTIONS.iter().zip('A'..='T');
    sections.find(|(section, _)| holds(section)).map(|(_, letter)| letter)
}

fn industry_within(code: &str, prefix: &str) -> bool {
    let inside = |(from, to): &(String, String)| from.as_str() <= code && code < to.as_str();
    !code.is_empty() && industry_ranges(prefix).iter().any(inside)
}
