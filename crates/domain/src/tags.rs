//! 标签和监管责任: governed words on subjects, and which organ supervises a subject for which item.

use sunlot_sortition::time::Day;
use thiserror::Error;

use crate::codes::DivisionCode;
use crate::ids::{LinkId, OrganId, SubjectId, TagId};

/// 标签: a word with an owner, a scope and a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its id.
    pub id: TagId,
    /// The organ that owns it.
    pub organ: OrganId,
    /// Where it is used: a province, a prefecture or a county.
    pub scope: DivisionCode,
    /// The word, unique within the scope.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// First day.
    pub valid_from: Day,
    /// Last day.
    pub valid_to: Option<Day>,
}

/// A tag on a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectTag {
    /// Its id.
    pub id: LinkId,
    /// The subject.
    pub subject: SubjectId,
    /// The tag.
    pub tag: TagId,
    /// First day.
    pub valid_from: Day,
    /// Last day.
    pub valid_to: Option<Day>,
    /// Attached by mistake: it never held.
    pub withdrawn: bool,
}

/// 监管责任: an organ supervises a subject for an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// Its id.
    pub id: LinkId,
    /// The organ.
    pub organ: OrganId,
    /// 事项编码.
    pub item_code: String,
    /// The subject.
    pub subject: SubjectId,
    /// First day.
    pub valid_from: Day,
    /// Last day.
    pub valid_to: Option<Day>,
}

/// Whether a period with these ends holds a day.
#[must_use]
pub fn within(from: Day, to: Option<Day>, day: Day) -> bool {
    from <= day && to.is_none_or(|last| day <= last)
}

/// Why a tag or a duty is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs)] // The variant and its words say it.
pub enum TagError {
    #[error("tag name of {length} characters")]
    Name { length: usize },
    #[error("a tag is scoped to a province, a prefecture or a county, not {code}")]
    Scope { code: String },
    #[error("the last day lies before the first")]
    Days,
    #[error("tag {name:?} is not valid on {day}")]
    NotValid { name: String, day: Day },
    #[error("tag {name:?} is not used in {region}")]
    OutOfScope { name: String, region: String },
    #[error("item code {code:?}")]
    ItemCode { code: String },
    #[error("meaning of a tag is too long")]
    Meaning,
    #[error("tag {name:?} is taken in its scope")]
    Taken { name: String },
    #[error("nothing changed")]
    NothingChanged,
    #[error("the subject carries the tag already")]
    Attached,
    #[error("over already")]
    Over,
    #[error("{found} subjects, not {expected}")]
    CountChanged { expected: u64, found: u64 },
    #[error("{count} subjects at once")]
    TooMany { count: u64, max: u64 },
    #[error("the duty is there already")]
    DutyTaken,
    #[error("an organ that does not inspect")]
    OrganMayNotInspect,
}

impl TagError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            TagError::Name { .. } => "tag.name",
            TagError::Scope { .. } => "tag.scope",
            TagError::Days => "tag.days",
            TagError::NotValid { .. } => "tag.not_valid",
            TagError::OutOfScope { .. } => "tag.out_of_scope",
            TagError::ItemCode { .. } => "duty.item_code",
            TagError::Meaning => "tag.meaning",
            TagError::Taken { .. } => "tag.taken",
            TagError::NothingChanged => "tag.nothing_changed",
            TagError::Attached => "tag.attached",
            TagError::Over => "tag.over",
            TagError::CountChanged { .. } => "tag.count_changed",
            TagError::TooMany { .. } => "tag.too_many",
            TagError::DutyTaken => "duty.taken",
            TagError::OrganMayNotInspect => "duty.organ_may_not_inspect",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            TagError::Name { length } => {
                format!("标签有 {length} 个字，应为 1 至 32 个字且不含分隔符；请用简短的词。")
            }
            TagError::Scope { code } => {
                format!("标签的使用范围应为省、市或县，“{code}”不是；请重新选择。")
            }
            TagError::Days => "最后一天早于第一天；请检查两个日期。".into(),
            TagError::NotValid { name, day } => {
                format!("标签“{name}”在 {day} 不在有效期内；请改用有效的标签或日期。")
            }
            TagError::OutOfScope { name, region } => {
                format!("标签“{name}”不用于区划 {region}；请使用当地或上级的标签。")
            }
            TagError::ItemCode { code } => {
                format!("“{code}”不是该部门的抽查事项编码；请从事项清单中选择。")
            }
            TagError::Meaning => "标签的含义至多 500 字；请缩短。".into(),
            TagError::Taken { name } => {
                format!("这个范围内已有标签“{name}”；请直接使用，或换一个名称。")
            }
            TagError::NothingChanged => "内容没有变化；不需要保存。".into(),
            TagError::Attached => "检查对象在这段时间已有这个标签；不需要重复添加。".into(),
            TagError::Over => "那时已经结束或已撤回；请刷新后查看。".into(),
            TagError::CountChanged { expected, found } => format!(
                "试算时是 {expected} 户，现在是 {found} 户；名录有变动，请重新试算后再办理。"
            ),
            TagError::TooMany { count, max } => {
                format!("条件选出 {count} 户，一次至多 {max} 户；请按区划或种类分几次办理。")
            }
            TagError::DutyTaken => {
                "该部门对这个检查对象的这个事项已有监管责任；不需要重复登记。".into()
            }
            TagError::OrganMayNotInspect => {
                "议事协调机构和监督机关不承担监管责任；请登记到具有执法权的部门。".into()
            }
        }
    }
}

impl Tag {
    /// Checks what a person typed.
    ///
    /// # Errors
    /// [`TagError`] with the first field that is wrong.
    pub fn check(&self) -> Result<(), TagError> {
        let length = self.name.chars().count();
        let separator = |c: char| c.is_control() || ",，;；、|｜".contains(c);
        if !(1..=32).contains(&length) || self.name.contains(separator) {
            return Err(TagError::Name { length });
        }
        if self.meaning.chars().count() > 500 {
            return Err(TagError::Meaning);
        }
        if self.scope.as_str().len() != 6 {
            return Err(TagError::Scope { code: self.scope.as_str().to_owned() });
        }
        if self.valid_to.is_some_and(|to| to < self.valid_from) {
            return Err(TagError::Days);
        }
        Ok(())
    }

    /// Whether it may be attached to a subject of a division from a day on (R-REG-07).
    ///
    /// # Errors
    /// [`TagError::NotValid`] or [`TagError::OutOfScope`].
    pub fn usable(&self, region: &DivisionCode, day: Day) -> Result<(), TagError> {
        if !within(self.valid_from, self.valid_to, day) {
            return Err(TagError::NotValid { name: self.name.clone(), day });
        }
        if !region.as_str().starts_with(self.scope.prefix()) {
            let region = region.as_str().to_owned();
            return Err(TagError::OutOfScope { name: self.name.clone(), region });
        }
        Ok(())
    }
}

impl SubjectTag {
    /// It holds to a day and no longer; what would end before it began was attached by mistake.
    ///
    /// # Errors
    /// [`TagError::Over`] when it has ended before.
    pub fn end(self, last_day: Day) -> Result<SubjectTag, TagError> {
        if self.withdrawn || self.valid_to.is_some_and(|last| last <= last_day) {
            return Err(TagError::Over);
        }
        if last_day < self.valid_from {
            return Ok(SubjectTag { withdrawn: true, ..self });
        }
        Ok(SubjectTag { valid_to: Some(last_day), ..self })
    }
}

impl Duty {
    /// Checks what a person typed.
    ///
    /// # Errors
    /// [`TagError`] with the first field that is wrong.
    pub fn check(&self) -> Result<(), TagError> {
        if !(1..=40).contains(&self.item_code.chars().count()) {
            return Err(TagError::ItemCode { code: self.item_code.clone() });
        }
        match self.valid_to {
            Some(last) if last < self.valid_from => Err(TagError::Days),
            _ => Ok(()),
        }
    }

    /// It holds to a day and no longer.
    ///
    /// # Errors
    /// [`TagError::Over`] when it has ended before, [`TagError::Days`] when it has not begun.
    pub fn end(self, last_day: Day) -> Result<Duty, TagError> {
        if self.valid_to.is_some_and(|last| last <= last_day) {
            return Err(TagError::Over);
        }
        if last_day < self.valid_from {
            return Err(TagError::Days);
        }
        Ok(Duty { valid_to: Some(last_day), ..self })
    }
}
