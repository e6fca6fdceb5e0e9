//! 联席会议: its office, its member departments, and who speaks for them, with history.
//!
//! Owns the posts and how a successor takes over. A conference coordinates; it is never 检查主体
//! (国办发〔2024〕54号), which is why its office is an organ of kind 议事协调机构.

use sunlot_sortition::time::Day;
use thiserror::Error;

use crate::coded::coded;
use crate::codes::DivisionCode;
use crate::ids::{ConferenceId, MembershipId, OrganId, PostId};
use crate::organs::{Organ, OrganKind};

/// 联席会议 of a division.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conference {
    /// Its id.
    pub id: ConferenceId,
    /// Its division.
    pub region: DivisionCode,
    /// Its name.
    pub name: String,
    /// 办公室: plans, coordinates and counts.
    pub office: OrganId,
    /// 牵头部门, with which changes of persons are filed.
    pub lead: OrganId,
}

/// 成员单位, for one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Its id.
    pub id: MembershipId,
    /// The conference.
    pub conference: ConferenceId,
    /// The department.
    pub organ: OrganId,
    /// First day.
    pub joined: Day,
    /// Last day.
    pub left_on: Option<Day>,
}

coded! {
    /// What somebody is in a conference.
    Post {
        /// 召集人.
        Convenor = "convenor", "召集人";
        /// 副召集人.
        DeputyConvenor = "deputy_convenor", "副召集人";
        /// 成员.
        Member = "member", "成员";
        /// 联络员.
        Liaison = "liaison", "联络员";
    }
}

/// One person in one post, for one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostHolder {
    /// Its id.
    pub id: PostId,
    /// The conference.
    pub conference: ConferenceId,
    /// The department or government office that the person comes from.
    pub organ: OrganId,
    /// The post.
    pub post: Post,
    /// 姓名; never public.
    pub person: String,
    /// 职务.
    pub title: String,
    /// First day.
    pub from_day: Day,
    /// Last day.
    pub to_day: Option<Day>,
    /// 备案日期: when the lead department was told.
    pub filed_on: Day,
    /// Whose successor.
    pub follows: Option<PostId>,
}

/// Why something about a conference is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConferenceError {
    /// The office is another kind of organ.
    #[error("the office is {kind:?}")]
    Office {
        /// What it is.
        kind: OrganKind,
    },
    /// Lead or member is another kind of organ than one with powers of its own.
    #[error("member is {kind:?}")]
    Member {
        /// What it is.
        kind: OrganKind,
    },
    /// An organ of another division.
    #[error("organ of {region}")]
    Region {
        /// Its division.
        region: String,
    },
    /// Name or title has a wrong length.
    #[error("{field} of {length} characters")]
    Text {
        /// Which, in Chinese.
        field: &'static str,
        /// Its length.
        length: usize,
    },
    /// The period ends before it begins, or overlaps.
    #[error("period before {from}")]
    Period {
        /// First day of the period before.
        from: Day,
    },
    /// The post or membership has ended.
    #[error("ended on {last}")]
    Ended {
        /// Last day.
        last: Day,
    },
    /// The person's organ is no member on the first day.
    #[error("organ is no member")]
    NoMember,
}

impl ConferenceError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            ConferenceError::Office { .. } => "conference.office",
            ConferenceError::Member { .. } => "conference.member",
            ConferenceError::Region { .. } => "conference.region",
            ConferenceError::Text { .. } => "conference.text",
            ConferenceError::Period { .. } => "conference.period",
            ConferenceError::Ended { .. } => "conference.ended",
            ConferenceError::NoMember => "conference.no_member",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            ConferenceError::Office { kind } => format!(
                "联席会议办公室须登记为议事协调机构，所选机构是{}；请先为办公室建立机构。",
                kind.name_zh()
            ),
            ConferenceError::Member { kind } => {
                format!("成员单位和牵头部门不能是{}；请选择有法定职责的部门。", kind.name_zh())
            }
            ConferenceError::Region { region } => {
                format!("所选机构属于区划 {region}，不在联席会议的区划内；请核对。")
            }
            ConferenceError::Text { field, length } => {
                format!("{field}有 {length} 个字，应为 1 至 60 个字；请修改。")
            }
            ConferenceError::Period { from } => {
                format!("日期早于前一任期的起始日 {from}；请核对任职日期。")
            }
            ConferenceError::Ended { last } => {
                format!("该任期已于 {last} 结束；请从现任人员或现成员单位办理。")
            }
            ConferenceError::NoMember => {
                "该部门在任职起始日不是成员单位；请先登记成员单位。".into()
            }
        }
    }
}

impl Conference {
    /// Checks the organs of a new conference (R-CONF-01).
    ///
    /// # Errors
    /// [`ConferenceError`] with the first thing that is wrong.
    pub fn check(&self, office: &Organ, lead: &Organ) -> Result<(), ConferenceError> {
        text("联席会议名称", &self.name)?;
        if office.kind != OrganKind::Coordination {
            return Err(ConferenceError::Office { kind: office.kind });
        }
        self.admits(lead)?;
        self.local(office)
    }

    /// Whether an organ can be a member: one with duties of its own, of this division.
    ///
    /// # Errors
    /// [`ConferenceError::Member`], [`ConferenceError::Region`].
    pub fn admits(&self, organ: &Organ) -> Result<(), ConferenceError> {
        if organ.kind == OrganKind::Coordination {
            return Err(ConferenceError::Member { kind: organ.kind });
        }
        self.local(organ)
    }

    fn local(&self, organ: &Organ) -> Result<(), ConferenceError> {
        // Vertical organs (税务, 消防) serve the county under the code of the county too.
        if organ.region.as_str().starts_with(self.region.prefix()) {
            return Ok(());
        }
        Err(ConferenceError::Region { region: organ.region.as_str().to_owned() })
    }
}

impl Membership {
    /// Whether it holds on a day.
    #[must_use]
    pub fn on(&self, day: Day) -> bool {
        self.joined <= day && self.left_on.is_none_or(|last| day <= last)
    }

    /// Ends with a last day.
    ///
    /// # Errors
    /// [`ConferenceError::Ended`], [`ConferenceError::Period`].
    pub fn leave(self, last: Day) -> Result<Membership, ConferenceError> {
        if let Some(last) = self.left_on {
            return Err(ConferenceError::Ended { last });
        }
        if last < self.joined {
            return Err(ConferenceError::Period { from: self.joined });
        }
        Ok(Membership { left_on: Some(last), ..self })
    }
}

impl PostHolder {
    /// Whether somebody holds the post on a day.
    #[must_use]
    pub fn on(&self, day: Day) -> bool {
        self.from_day <= day && self.to_day.is_none_or(|last| day <= last)
    }

    /// Checks what a person typed.
    ///
    /// # Errors
    /// [`ConferenceError::Text`].
    pub fn check(&self) -> Result<(), ConferenceError> {
        text("姓名", &self.person)?;
        text("职务", &self.title)
    }

    /// 接任: the holder ends on the day before, the successor begins; filed, no new document
    /// (R-CONF-02). Gives the holder that ended and the one that begins.
    ///
    /// # Errors
    /// [`ConferenceError::Ended`], [`ConferenceError::Period`], [`ConferenceError::Text`].
    pub fn succeed(
        self,
        id: PostId,
        person: String,
        title: String,
        from_day: Day,
        filed_on: Day,
    ) -> Result<(PostHolder, PostHolder), ConferenceError> {
        let successor = PostHolder {
            id,
            person,
            title,
            from_day,
            to_day: None,
            filed_on,
            follows: Some(self.id),
            ..self.clone()
        };
        successor.check()?;
        let last = from_day.plus(-1).ok_or(ConferenceError::Period { from: self.from_day })?;
        Ok((self.leave(last)?, successor))
    }

    /// Ends with a last day, without a successor.
    ///
    /// # Errors
    /// [`ConferenceError::Ended`], [`ConferenceError::Period`].
    pub fn leave(self, last: Day) -> Result<PostHolder, ConferenceError> {
        if let Some(last) = self.to_day {
            return Err(ConferenceError::Ended { last });
        }
        if last < self.from_day {
            return Err(ConferenceError::Period { from: self.from_day });
        }
        Ok(PostHolder { to_day: Some(last), ..self })
    }
}

fn text(field: &'static str, text: &str) -> Result<(), ConferenceError> {
    let length = text.trim().chars().count();
    if (1..=60).contains(&length) { Ok(()) } else { Err(ConferenceError::Text { field, length }) }
}
