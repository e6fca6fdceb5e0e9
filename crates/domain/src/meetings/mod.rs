//! 联席会议的季度会议: agenda, attendance, minutes, and the matters that somebody has to settle.
//!
//! Owns the quarter, who may follow whom from the first plan to the printed minutes, and what has
//! to be written before they are printed. Who is a member of the conference is in
//! [`crate::conferences`].

mod error;
mod matter;
mod quarter;

pub use error::MeetingError;
pub use matter::{Matter, MatterState};
pub use quarter::Quarter;

use serde::{Deserialize, Serialize};
use sunlot_sortition::time::Day;

use crate::coded::coded;
use crate::codes::DivisionCode;
use crate::ids::{AccountId, ConferenceId, MeetingId, OrganId, PostId};

/// Most items of an agenda.
pub const AGENDA_MAX: usize = 40;

coded! {
    /// 会议状态.
    MeetingState {
        /// 拟定.
        Planned = "planned", "拟定";
        /// 已召开.
        Held = "held", "已召开";
        /// 纪要已印发.
        Issued = "issued", "纪要已印发";
    }
}

coded! {
    /// 议题来源: why an item stands on the agenda.
    AgendaSource {
        /// Matters of earlier meetings.
        OpenMatters = "open_matters", "上次会议待办事项";
        /// Tasks past their day.
        LateTasks = "late_tasks", "逾期的抽查任务";
        /// Results that should be public by now.
        LatePublications = "late_publications", "逾期未公示的结果";
        /// Departments without a filed plan.
        MissingFilings = "missing_filings", "未备案的年度抽查计划";
        /// Departments without the report of May or November, or with a returned one.
        MissingReports = "missing_reports", "未报送或被退回的半年、年终报告";
        /// Challenges without a reply.
        OpenChallenges = "open_challenges", "待答复的质疑";
        /// Proposed campaigns that nobody decided.
        UndecidedCampaigns = "undecided_campaigns", "待决定的专项检查建议";
        /// Whatever else somebody wants to talk about.
        Other = "other", "其他";
    }
}

coded! {
    /// 出席情况.
    Presence {
        /// 出席.
        Present = "present", "出席";
        /// 委托他人参加.
        Deputy = "deputy", "委托他人参加";
        /// 缺席.
        Absent = "absent", "缺席";
    }
}

/// One item of an agenda, with what was said about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaItem {
    /// From 1, in order.
    pub number: u32,
    /// 议题.
    pub title: String,
    /// Code of an [`AgendaSource`].
    pub source: String,
    /// 纪要; empty until somebody wrote it.
    pub minutes: String,
}

/// Whether a member was there, and who came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// Id of the organ.
    pub organ: String,
    /// Code of a [`Presence`].
    pub presence: String,
    /// 姓名, as it was typed. Personal: internal.
    pub person: String,
    /// 职务.
    pub title: String,
}

/// 季度会议.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Its id.
    pub id: MeetingId,
    /// The conference.
    pub conference: ConferenceId,
    /// 办公室, which prepares it.
    pub organ: OrganId,
    /// Division of the conference.
    pub region: DivisionCode,
    /// The quarter that it is for; held afterwards, it stays late (R-MEET-01).
    pub quarter: Quarter,
    /// Planned day, then the day on which it was held.
    pub day: Day,
    /// 地点.
    pub place: String,
    /// 主持人: a 召集人 or 副召集人.
    pub chair: PostId,
    /// 议程.
    pub agenda: Vec<AgendaItem>,
    /// 出席, one line a member; empty before it was held.
    pub attendance: Vec<Attendance>,
    /// Who prepared it.
    pub drafted_by: AccountId,
    /// Where it stands.
    pub state: MeetingState,
    /// 纪要文号.
    pub number: Option<String>,
    /// Who had the minutes printed.
    pub issued_by: Option<AccountId>,
    /// When.
    pub issued_on: Option<Day>,
}

/// What is planned of a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingTerms {
    /// When.
    pub day: Day,
    /// Where.
    pub place: String,
    /// Who presides.
    pub chair: PostId,
    /// Titles with the codes of their sources.
    pub agenda: Vec<(String, AgendaSource)>,
}

impl Meeting {
    /// Checks the terms and puts them in (R-MEET-02).
    ///
    /// # Errors
    /// Another state than 拟定, a day before the quarter, texts or an agenda of a wrong length.
    pub fn plan(self, terms: MeetingTerms) -> Result<Meeting, MeetingError> {
        let meeting = self.expect(MeetingState::Planned, "修改")?;
        if terms.day < meeting.quarter.first() {
            return Err(MeetingError::TooEarly { first: meeting.quarter.first() });
        }
        error::text("地点", &terms.place, 1, 100)?;
        if terms.agenda.is_empty() || terms.agenda.len() > AGENDA_MAX {
            return Err(MeetingError::Agenda { count: terms.agenda.len() });
        }
        let mut agenda = Vec::new();
        for (number, (title, source)) in (1..).zip(terms.agenda) {
            error::text("议题", &title, 2, 200)?;
            let (title, source) = (title.trim().to_owned(), source.code().to_owned());
            agenda.push(AgendaItem { number, title, source, minutes: String::new() });
        }
        let place = terms.place.trim().to_owned();
        Ok(Meeting { day: terms.day, place, chair: terms.chair, agenda, ..meeting })
    }

    /// 召开: on a day that is not to come, with a line for each member.
    ///
    /// # Errors
    /// Another state, a day in the future or before the quarter, a member without a line, a line of
    /// somebody else, a person without a name, or nobody who was there.
    pub fn hold(
        self,
        (on, today): (Day, Day),
        members: &[OrganId],
        attendance: Vec<Attendance>,
    ) -> Result<Meeting, MeetingError> {
        let meeting = self.expect(MeetingState::Planned, "登记召开")?;
        if on < meeting.quarter.first() {
            return Err(MeetingError::TooEarly { first: meeting.quarter.first() });
        }
        if on > today {
            return Err(MeetingError::Future);
        }
        let of = |organ: &OrganId| {
            attendance.iter().filter(|line| line.organ == organ.to_string()).count()
        };
        let missing = members.iter().filter(|organ| of(organ) != 1).count();
        if missing > 0 || attendance.len() != members.len() {
            return Err(MeetingError::Attendance { missing });
        }
        for line in &attendance {
            error::text_up_to("职务", &line.title, 60)?;
            match Presence::parse(&line.presence) {
                None => return Err(MeetingError::Presence),
                Some(Presence::Absent) => error::text_up_to("姓名", &line.person, 60)?,
                Some(_) => error::text("姓名", &line.person, 1, 60)?,
            }
        }
        if attendance.iter().all(|line| line.presence == Presence::Absent.code()) {
            return Err(MeetingError::Nobody);
        }
        Ok(Meeting { day: on, attendance, state: MeetingState::Held, ..meeting })
    }

    /// 写纪要: texts of some items.
    ///
    /// # Errors
    /// Another state than 已召开, an item that is not on the agenda, or a text that is too long.
    pub fn minute(self, texts: Vec<(u32, String)>) -> Result<Meeting, MeetingError> {
        let mut meeting = self.expect(MeetingState::Held, "写纪要")?;
        for (number, text) in texts {
            error::text_up_to("纪要", &text, 4_000)?;
            let item = meeting.agenda.iter_mut().find(|item| item.number == number);
            let item = item.ok_or(MeetingError::Item { number })?;
            item.minutes = text.trim().to_owned();
        }
        Ok(meeting)
    }

    /// 印发纪要, numbered: every item says something, and nothing of it changes any more
    /// (R-MEET-02).
    ///
    /// # Errors
    /// Another state than 已召开, or an item without a text.
    pub fn issue(self, number: String, by: AccountId, today: Day) -> Result<Meeting, MeetingError> {
        let meeting = self.expect(MeetingState::Held, "印发纪要")?;
        if let Some(item) = meeting.agenda.iter().find(|item| item.minutes.is_empty()) {
            return Err(MeetingError::Empty { number: item.number });
        }
        Ok(Meeting {
            number: Some(number),
            issued_by: Some(by),
            issued_on: Some(today),
            state: MeetingState::Issued,
            ..meeting
        })
    }

    /// Whether it took place.
    #[must_use]
    pub fn was_held(&self) -> bool {
        self.state != MeetingState::Planned
    }

    /// Whether it took place, or is planned, after its quarter.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.day > self.quarter.last()
    }

    /// Something has to be done about an item: only between the meeting and its printed minutes.
    ///
    /// # Errors
    /// Another state than 已召开, or an item that is not on the agenda.
    pub fn takes_matters(&self, number: u32) -> Result<(), MeetingError> {
        self.clone().expect(MeetingState::Held, "增加待办事项")?;
        match self.agenda.iter().any(|item| item.number == number) {
            true => Ok(()),
            false => Err(MeetingError::Item { number }),
        }
    }

    fn expect(self, state: MeetingState, step: &'static str) -> Result<Meeting, MeetingError> {
        if self.state == state {
            return Ok(self);
        }
        Err(MeetingError::State { step, state: self.state.name_zh() })
    }
}

#[cfg(test)]
mod tests;
