//! 报告: what each department hands in by 15 May and 15 November: a summary in words and 附件3.
//!
//! Owns the two periods, who may follow whom, and what is late. A hand-in is a snapshot that nobody
//! changes any more: what is handed in again stands beside it.

mod draft;
mod error;

pub use draft::draft;
pub use error::ReportError;

use serde::{Deserialize, Serialize};
use sunlot_sortition::digest::Digest;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;

use crate::annex3::{Figures, Period};
use crate::coded::coded;
use crate::codes::DivisionCode;
use crate::ids::{AccountId, HandInId, OrganId, ReportId};

/// Days before the deadline from which a missing report is work.
pub const SOON_DAYS: i64 = 15;

/// Days before the deadline from which it is urgent.
pub const CLOSE_DAYS: i64 = 5;

/// Longest section of the summary, in characters.
pub const SECTION_MAX: usize = 5_000;

coded! {
    /// 报告期: figures run from the first of January to the day of the report (R-REP-01).
    Season {
        /// By 15 May.
        Half = "half", "半年报告（5 月 15 日）";
        /// By 15 November.
        Annual = "annual", "年终报告（11 月 15 日）";
    }
}

impl Season {
    /// Last day for handing it in, and of its figures.
    ///
    /// # Errors
    /// [`ReportError::Year`].
    pub fn deadline(self, year: u16) -> Result<Day, ReportError> {
        let day = match self {
            Season::Half => "05-15",
            Season::Annual => "11-15",
        };
        first_of(year, day)
    }

    /// Days that its figures count.
    ///
    /// # Errors
    /// [`ReportError::Year`].
    pub fn period(self, year: u16) -> Result<Period, ReportError> {
        Ok(Period { from: first_of(year, "01-01")?, to: self.deadline(year)? })
    }
}

fn first_of(year: u16, day: &str) -> Result<Day, ReportError> {
    let known = (2015..=2199).contains(&year);
    let day = Day::parse(&format!("{year:04}-{day}")).ok().filter(|_| known);
    day.ok_or(ReportError::Year { year })
}

coded! {
    /// Where a report stands.
    ReportState {
        /// 草稿.
        Draft = "draft", "草稿";
        /// 已提交.
        Submitted = "submitted", "已提交";
        /// 已退回.
        Returned = "returned", "已退回";
        /// 已收到.
        Received = "received", "已收到";
    }
}

coded! {
    /// What moves it.
    ReportStep {
        /// 修改.
        Edit = "edit", "修改";
        /// 提交.
        Submit = "submit", "提交";
        /// 退回.
        Return = "return", "退回";
        /// 收到.
        Receive = "receive", "收到";
    }
}

impl ReportState {
    /// Where a step leads; `None` when it cannot be taken here.
    #[must_use]
    pub fn after(self, step: ReportStep) -> Option<ReportState> {
        use ReportState::{Draft, Received, Returned, Submitted};
        match (self, step) {
            (Draft | Returned, ReportStep::Edit) => Some(self),
            (Draft | Returned, ReportStep::Submit) => Some(Submitted),
            // What was received can still turn out to be wrong.
            (Submitted | Received, ReportStep::Return) => Some(Returned),
            (Submitted, ReportStep::Receive) => Some(Received),
            _ => None,
        }
    }
}

/// 工作总结, section by section.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportTexts {
    /// 工作开展.
    pub work: String,
    /// 结果公示.
    pub publicity: String,
    /// 存在问题.
    pub problems: String,
    /// 下一步.
    pub next: String,
}

impl ReportTexts {
    /// Sections with their names, in their order.
    pub fn sections(&self) -> [(&'static str, &str); 4] {
        [
            ("工作开展", &self.work),
            ("结果公示", &self.publicity),
            ("存在问题", &self.problems),
            ("下一步", &self.next),
        ]
    }
}

/// What people write of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportContent {
    /// 工作总结.
    pub texts: ReportTexts,
    /// 经办人 of 附件3.
    pub clerk: String,
    /// 联系电话.
    pub phone: String,
    /// 备注 of 附件3.
    pub remarks: String,
}

impl ReportContent {
    /// Checks lengths: a draft may lack anything.
    ///
    /// # Errors
    /// [`ReportError::Long`].
    pub fn check(&self) -> Result<(), ReportError> {
        let own = [("经办人", &*self.clerk, 30), ("联系电话", &self.phone, 30)];
        let sections = self.texts.sections().map(|(name, text)| (name, text, SECTION_MAX));
        let remarks = [("备注", &*self.remarks, 500)];
        for (field, text, most) in own.into_iter().chain(sections).chain(remarks) {
            if text.chars().count() > most {
                return Err(ReportError::Long { field, most });
            }
        }
        Ok(())
    }

    /// Checks that nothing is missing that a hand-in needs.
    ///
    /// # Errors
    /// [`ReportError::Missing`] with the first field.
    pub fn complete(&self) -> Result<(), ReportError> {
        let own = [("经办人", &*self.clerk), ("联系电话", &self.phone)];
        let missing =
            self.texts.sections().into_iter().chain(own).find(|(_, text)| text.trim().is_empty());
        missing.map_or(Ok(()), |(field, _)| Err(ReportError::Missing { field }))
    }
}

/// 报告 of one department for one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its id.
    pub id: ReportId,
    /// Whose.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// 年度.
    pub year: u16,
    /// 报告期.
    pub season: Season,
    /// What is written so far.
    pub content: ReportContent,
    /// Who wrote it last.
    pub author: AccountId,
    /// Where it stands.
    pub state: ReportState,
    /// How often it was handed in.
    pub hand_ins: u32,
    /// First time.
    pub first_on: Option<Day>,
}

/// 一次报送: what was handed in, for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandIn {
    /// Its id.
    pub id: HandInId,
    /// Of which report.
    pub report: ReportId,
    /// Whose.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// Counts the hand-ins of a report from 1.
    pub ordinal: u32,
    /// 附件3 as it was counted then.
    pub figures: Figures,
    /// What was written then.
    pub content: ReportContent,
    /// SM3 over the canonical JSON of [`HandIn::sealed`] and the figures.
    pub digest: Digest,
    /// Who handed it in.
    pub submitted_by: AccountId,
    /// When.
    pub submitted_on: Day,
    /// After the deadline.
    pub late: bool,
    /// Who received it.
    pub received_by: Option<AccountId>,
    /// When.
    pub received_on: Option<Day>,
    /// Who returned it.
    pub returned_by: Option<AccountId>,
    /// When.
    pub returned_on: Option<Day>,
    /// Why.
    pub reason: Option<String>,
}

impl Report {
    /// Whether a step could be taken, as far as the state says.
    #[must_use]
    pub fn can(&self, step: ReportStep) -> bool {
        self.state.after(step).is_some()
    }

    fn step(self, step: ReportStep) -> Result<Report, ReportError> {
        let refused = ReportError::State { step: step.name_zh(), state: self.state.name_zh() };
        let state = self.state.after(step).ok_or(refused)?;
        Ok(Report { state, ..self })
    }

    /// 修改.
    ///
    /// # Errors
    /// [`ReportError::State`], [`ReportError::Long`].
    pub fn edit(self, content: ReportContent, author: AccountId) -> Result<Report, ReportError> {
        content.check()?;
        Ok(Report { content, author, ..self.step(ReportStep::Edit)? })
    }

    /// 提交, by another person than wrote it last (R-REP-03); the snapshot is the caller's to keep.
    ///
    /// # Errors
    /// [`ReportError::State`], [`ReportError::SamePerson`], [`ReportError::Missing`].
    pub fn submit(
        self,
        id: HandInId,
        figures: Figures,
        (by, today): (AccountId, Day),
    ) -> Result<(Report, HandIn), ReportError> {
        if by == self.author {
            return Err(ReportError::SamePerson);
        }
        let deadline = self.season.deadline(self.year)?;
        let report = self.step(ReportStep::Submit)?;
        report.content.complete()?;
        let ordinal = report.hand_ins + 1;
        let mut handed = HandIn {
            id,
            report: report.id,
            organ: report.organ,
            region: report.region.clone(),
            ordinal,
            content: report.content.clone(),
            digest: Digest::from_bytes([0; 32]),
            figures,
            submitted_by: by,
            submitted_on: today,
            late: today > deadline,
            received_by: None,
            received_on: None,
            returned_by: None,
            returned_on: None,
            reason: None,
        };
        handed.digest = handed.computed(&report);
        let first_on = report.first_on.or(Some(today));
        Ok((Report { hand_ins: ordinal, first_on, ..report }, handed))
    }

    /// 收到.
    ///
    /// # Errors
    /// [`ReportError::State`].
    pub fn receive(self) -> Result<Report, ReportError> {
        self.step(ReportStep::Receive)
    }

    /// 退回 for another hand-in.
    ///
    /// # Errors
    /// [`ReportError::State`].
    pub fn send_back(self) -> Result<Report, ReportError> {
        self.step(ReportStep::Return)
    }
}

impl HandIn {
    /// Canonical description of what the figures are the figures of.
    #[must_use]
    pub fn sealed(&self, report: &Report) -> Json {
        let sections = self.content.texts.sections().map(|(_, text)| Json::text(text));
        Json::object([
            ("clerk", Json::text(&self.content.clerk)),
            ("ordinal", Json::count(self.ordinal)),
            ("organ", Json::text(self.organ.to_string())),
            ("phone", Json::text(&self.content.phone)),
            ("remarks", Json::text(&self.content.remarks)),
            ("season", Json::text(report.season.code())),
            ("submitted_on", Json::text(self.submitted_on.to_string())),
            ("texts", Json::array(sections)),
            ("year", Json::count(report.year)),
        ])
    }

    /// The digest that its content has: the same as [`HandIn::digest`] until somebody changes it.
    #[must_use]
    pub fn computed(&self, report: &Report) -> Digest {
        self.figures.digest(&self.sealed(report))
    }

    /// Whether it is in force: not returned.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.returned_on.is_none()
    }
}

coded! {
    /// 催报 stage of a report that is not handed in.
    Reminder {
        /// Within 15 days.
        Soon = "soon", "15 天内到期";
        /// Within 5 days.
        Close = "close", "5 天内到期";
        /// On the day.
        Today = "today", "今天到期";
        /// Afterwards.
        Over = "over", "已逾期";
    }
}

/// The clock of one department for one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportDue {
    /// Last day.
    pub deadline: Day,
    /// Days until then; negative afterwards.
    pub days_left: i64,
    /// Not handed in though the day is over, or handed in after it for the first time.
    pub late: bool,
    /// What to be reminded of; none when it is handed in, or long before.
    pub reminder: Option<Reminder>,
}

/// Where a department stands (R-REP-02). `first_on` is the first hand-in; `open` says that somebody
/// has to hand in: nothing was, or it was returned.
///
/// # Errors
/// [`ReportError::Year`].
pub fn report_due(
    (season, year): (Season, u16),
    today: Day,
    first_on: Option<Day>,
    open: bool,
) -> Result<ReportDue, ReportError> {
    let deadline = season.deadline(year)?;
    let days_left = deadline.days_since(today);
    let reminder = match days_left {
        _ if !open => None,
        ..0 => Some(Reminder::Over),
        0 => Some(Reminder::Today),
        1..=CLOSE_DAYS => Some(Reminder::Close),
        6..=SOON_DAYS => Some(Reminder::Soon),
        _ => None,
    };
    Ok(ReportDue { deadline, days_left, late: first_on.unwrap_or(today) > deadline, reminder })
}

/// The period whose deadline comes next, or is not long over: what a desk asks for.
#[must_use]
pub fn season_of(today: Day) -> (Season, u16) {
    let text = today.to_string();
    let year = text.get(..4).and_then(|year| year.parse().ok()).unwrap_or(2015);
    // From July on nobody waits for May any more.
    let season = if text.get(5..7) < Some("07") { Season::Half } else { Season::Annual };
    (season, year)
}

#[cfg(test)]
mod tests;
