//! Why something about a meeting is refused.

use sunlot_sortition::time::Day;
use thiserror::Error;

/// Why something about a meeting or a matter is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs)] // The variant and its words say it.
pub enum MeetingError {
    #[error("{step} in state {state}")]
    State { step: &'static str, state: &'static str },
    #[error("{text:?} is no quarter")]
    Quarter { text: String },
    #[error("before the quarter, which begins on {first}")]
    TooEarly { first: Day },
    #[error("before the conference, which exists since {founded}")]
    BeforeConference { founded: Day },
    #[error("held in the future")]
    Future,
    #[error("{field} of {length} characters")]
    Text { field: &'static str, length: usize, least: usize, most: usize },
    #[error("agenda of {count} items")]
    Agenda { count: usize },
    #[error("{missing} members without one line of attendance")]
    Attendance { missing: usize },
    #[error("presence is no code")]
    Presence,
    #[error("nobody was there")]
    Nobody,
    #[error("the chair is no convenor on that day")]
    Chair,
    #[error("no item {number}")]
    Item { number: u32 },
    #[error("item {number} has no minutes")]
    Empty { number: u32 },
    #[error("due on or before the meeting on {day}")]
    Due { day: Day },
    #[error("the responsible organ is no member")]
    NoMember,
    #[error("accepted by who reported it")]
    SamePerson,
}

impl MeetingError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            MeetingError::State { .. } => "meeting.state",
            MeetingError::Quarter { .. } => "meeting.quarter",
            MeetingError::TooEarly { .. } => "meeting.too_early",
            MeetingError::BeforeConference { .. } => "meeting.before_conference",
            MeetingError::Future => "meeting.future",
            MeetingError::Text { .. } => "meeting.text",
            MeetingError::Agenda { .. } => "meeting.agenda",
            MeetingError::Attendance { .. } => "meeting.attendance",
            MeetingError::Presence => "meeting.presence",
            MeetingError::Nobody => "meeting.nobody",
            MeetingError::Chair => "meeting.chair",
            MeetingError::Item { .. } => "meeting.item",
            MeetingError::Empty { .. } => "meeting.empty",
            MeetingError::Due { .. } => "meeting.due",
            MeetingError::NoMember => "meeting.no_member",
            MeetingError::SamePerson => "meeting.same_person",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            MeetingError::State { step, state } => {
                format!("现在是“{state}”，不能{step}；请刷新后查看。")
            }
            MeetingError::Quarter { text } => {
                format!("“{text}”不是季度；请写成 2026Q1 这样的形式，季度为 1 至 4。")
            }
            MeetingError::TooEarly { first } => {
                format!("会议日期早于这个季度的第一天 {first}；请核对季度和日期。")
            }
            MeetingError::BeforeConference { founded } => format!(
                "联席会议自 {founded} 有成员单位，更早的季度没有会议可补；请选择这个季度或以后的。"
            ),
            MeetingError::Future => "召开日期晚于今天；请在会议召开之后登记。".to_owned(),
            MeetingError::Text { field, length, least, most } => {
                format!("{field}有 {length} 个字，应为 {least} 至 {most} 个字；请修改。")
            }
            MeetingError::Agenda { count } => {
                format!("议程有 {count} 个议题，应为 1 至 40 个；请修改议程。")
            }
            MeetingError::Attendance { missing } => format!(
                "每个成员单位须登记一次出席情况，有 {missing} 个成员单位没有登记或登记了不止一次；\
                 不是成员单位的不登记。"
            ),
            MeetingError::Presence => {
                "出席情况应为 present（出席）、deputy（委托他人参加）或 absent（缺席）。".to_owned()
            }
            MeetingError::Nobody => {
                "没有一个成员单位出席，会议没有召开；请核对出席情况，或另定日期。".to_owned()
            }
            MeetingError::Chair => {
                "主持人应是会议当天在任的召集人或副召集人；请从联席会议任职中选择。".to_owned()
            }
            MeetingError::Item { number } => {
                format!("议程中没有第 {number} 个议题；请从议程中选择。")
            }
            MeetingError::Empty { number } => {
                format!("第 {number} 个议题还没有纪要；每个议题都写明之后才能印发。")
            }
            MeetingError::Due { day } => {
                format!("待办事项的期限应在会议召开之日 {day} 以后；请修改期限。")
            }
            MeetingError::NoMember => {
                "责任单位在会议当天不是成员单位；请从成员单位、牵头部门或办公室中选择。".to_owned()
            }
            MeetingError::SamePerson => {
                "办结须由报结果以外的人办理；请由办公室的另一人办结。".to_owned()
            }
        }
    }
}

/// A text of a length.
pub(super) fn text(
    field: &'static str,
    text: &str,
    least: usize,
    most: usize,
) -> Result<(), MeetingError> {
    let length = text.trim().chars().count();
    match (least..=most).contains(&length) {
        true => Ok(()),
        false => Err(MeetingError::Text { field, length, least, most }),
    }
}

/// A text that may be empty.
pub(super) fn text_up_to(field: &'static str, text: &str, most: usize) -> Result<(), MeetingError> {
    self::text(field, text, 0, most)
}
