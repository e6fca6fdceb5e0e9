//! 季度会议: use cases. The office plans a meeting, says who came, writes the minutes and has them
//! printed; what was asked of whom is in [`matters`], what an agenda is proposed from in
//! [`agenda`].

pub mod agenda;
pub mod matters;
mod quarters;
mod view;

use serde::Deserialize;
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::conferences::{Conference, Post, PostHolder};
use sunlot_domain::ids::{ConferenceId, Id, OrganId, PostId};
use sunlot_domain::meetings::{
    AgendaSource, Attendance, Meeting, MeetingError, MeetingState, MeetingTerms, Quarter,
};
use sunlot_domain::numbering::{NumberFacts, NumberKind};
use sunlot_domain::policy::Permission;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::{ReadTx, WriteTx, conferences, plans};
use utoipa::ToSchema;

use crate::context::{App, Call};
use crate::error::AppError;
use crate::follow::{self, Act, FollowQuery, Noun, Seen, nothing, unknown};
use crate::page::{Page, PageRequest};
use crate::plans::StepRequest;
use crate::plans::numbers;
use crate::visible;

pub(crate) use quarters::overdue_below;
pub use quarters::{
    OverdueQuarterView, OverdueQuery, QuarterQuery, QuarterView, overdue, quarters, waiting,
};
use view::Meetings;
pub use view::{AgendaItemView, AttendanceView, MeetingView};

crate::domain_refusals! { Rule: MeetingError }

/// 一个议题。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct AgendaForm {
    /// 议题。
    pub title: String,
    /// 来源代码；不写为 other（其他）。
    #[serde(default)]
    pub source: Option<String>,
}

/// 拟定季度会议。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewMeeting {
    /// 联席会议。
    pub conference: String,
    /// 季度，如 2026Q1。
    pub quarter: String,
    /// 会议日期。
    pub day: String,
    /// 地点。
    pub place: String,
    /// 主持人：召集人或副召集人的任职标识。
    pub chair: String,
    /// 议程；不写则由平台按没有办结的事项拟出。
    #[serde(default)]
    pub agenda: Option<Vec<AgendaForm>>,
}

/// 修改拟定的会议。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct MeetingChange {
    /// 您看到的版本。
    pub version: u64,
    /// 会议日期。
    pub day: String,
    /// 地点。
    pub place: String,
    /// 主持人：召集人或副召集人的任职标识。
    pub chair: String,
    /// 议程，全部写出。
    pub agenda: Vec<AgendaForm>,
}

/// 一个成员单位的出席情况。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct AttendanceForm {
    /// 成员单位。
    pub organ: String,
    /// present 出席、deputy 委托他人参加、absent 缺席。
    pub presence: String,
    /// 到会的人的姓名；缺席的可以不写。
    #[serde(default)]
    pub person: String,
    /// 职务。
    #[serde(default)]
    pub title: String,
}

/// 登记会议召开。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct HoldForm {
    /// 您看到的版本。
    pub version: u64,
    /// 召开日期，不晚于今天。
    pub day: String,
    /// 每个成员单位的出席情况。
    pub attendance: Vec<AttendanceForm>,
}

/// 一个议题的纪要。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct MinuteForm {
    /// 第几个议题。
    pub item: u32,
    /// 纪要。
    pub text: String,
}

/// 写会议纪要。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct MinutesForm {
    /// 您看到的版本。
    pub version: u64,
    /// 各议题的纪要；没有写到的不变。
    pub items: Vec<MinuteForm>,
}

/// Lists meetings.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    query: FollowQuery,
    page: PageRequest,
) -> Result<Page<MeetingView>, AppError> {
    follow::list::<Meetings>(app, call, query, page, &["quarter", "day", "state"]).await
}

/// Shows a meeting with everything that its minutes say.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<MeetingView, AppError> {
    follow::show::<Meetings>(app, call, id).await
}

fn terms(
    day: &str,
    place: String,
    chair: &str,
    agenda: Vec<AgendaForm>,
) -> Result<MeetingTerms, AppError> {
    let item = |form: AgendaForm| {
        let code = form.source.as_deref().unwrap_or(AgendaSource::Other.code());
        let source = AgendaSource::parse(code).ok_or_else(|| unknown("agenda", code))?;
        Ok::<_, AppError>((form.title, source))
    };
    let agenda = agenda.into_iter().map(item).collect::<Result<Vec<_>, _>>()?;
    Ok(MeetingTerms { day: Day::parse(day)?, place, chair: PostId::parse(chair)?, agenda })
}

/// The chair presides over this conference and holds the post on the day.
fn check_chair(tx: &mut ReadTx<'_>, meeting: &Meeting) -> Result<(), AppError> {
    let holder = tx.get::<PostHolder>(&meeting.chair)?.map(|stored| stored.value);
    let presides = |holder: &PostHolder| {
        holder.conference == meeting.conference
            && matches!(holder.post, Post::Convenor | Post::DeputyConvenor)
            && holder.on(meeting.day)
    };
    if holder.as_ref().is_some_and(presides) { Ok(()) } else { Err(MeetingError::Chair.into()) }
}

/// Plans the meeting of a quarter (R-MEET-01, R-MEET-04).
///
/// # Errors
/// A conference out of reach, a quarter that is planned already, terms that are wrong, or what the
/// store answers.
pub async fn create(app: &App, call: &Call, new: NewMeeting) -> Result<MeetingView, AppError> {
    let conference = ConferenceId::parse(&new.conference)?;
    let quarter = Quarter::parse(&new.quarter)?;
    let (seen, by, id) = (Seen::by(app, call), visible::person(call)?, app.ids().make());
    let given = new.agenda.is_some();
    let mut terms = terms(&new.day, new.place, &new.chair, new.agenda.unwrap_or_default())?;
    app.write(call, move |tx| {
        let conference = tx.need::<Conference>(&conference)?.value;
        let place = crate::conferences::place(&conference);
        seen.app.authorize(&seen.call, Permission::MeetingWrite, &place)?;
        if let Some(founded) = quarters::founded(tx, conference.id)? {
            quarter.exists_since(founded)?;
        }
        if !given {
            let found = agenda::found(tx, &conference, seen.today)?;
            terms.agenda = found.into_iter().map(|one| (one.title, one.source)).collect();
        }
        let meeting = Meeting {
            id,
            conference: conference.id,
            organ: conference.office,
            region: conference.region,
            quarter,
            day: terms.day,
            place: String::new(),
            chair: terms.chair,
            agenda: Vec::new(),
            attendance: Vec::new(),
            drafted_by: by,
            state: MeetingState::Planned,
            number: None,
            issued_by: None,
            issued_on: None,
        };
        let meeting = meeting.plan(terms)?;
        check_chair(tx, &meeting)?;
        let details = Json::object([("quarter", Json::text(quarter.to_string()))]);
        let stored = tx.insert(meeting)?;
        let view = Meetings::view(&seen, tx, stored)?;
        Ok(tx.record(Event::new(Action::MeetingPlanned, id).with(details), view))
    })
    .await
}

fn doing(action: Action, version: u64) -> Act {
    Act::new(action, Permission::MeetingWrite, version)
}

/// Changes a meeting that is planned.
///
/// # Errors
/// Missing, another version or state, or terms that are wrong.
pub async fn change(
    app: &App,
    call: &Call,
    id: &str,
    form: MeetingChange,
) -> Result<MeetingView, AppError> {
    let terms = terms(&form.day, form.place, &form.chair, form.agenda)?;
    let act = doing(Action::MeetingChanged, form.version);
    follow::act::<Meetings, _>(app, call, id, act, move |tx, _, meeting| {
        let meeting = meeting.plan(terms)?;
        check_chair(tx, &meeting)?;
        Ok((meeting, nothing()))
    })
    .await
}

/// Says that the meeting took place and who came (R-MEET-02).
///
/// # Errors
/// Missing, another version or state, a day to come, or an attendance that is not complete.
pub async fn hold(
    app: &App,
    call: &Call,
    id: &str,
    form: HoldForm,
) -> Result<MeetingView, AppError> {
    let on = Day::parse(&form.day)?;
    let mut lines = Vec::new();
    for line in form.attendance {
        lines.push(Attendance {
            organ: OrganId::parse(&line.organ)?.to_string(),
            presence: line.presence,
            person: line.person.trim().to_owned(),
            title: line.title.trim().to_owned(),
        });
    }
    let act = doing(Action::MeetingHeld, form.version);
    follow::act::<Meetings, _>(app, call, id, act, move |tx, doing, meeting| {
        let members = members(tx, &meeting, on)?;
        let meeting = meeting.hold((on, doing.today), &members, lines)?;
        check_chair(tx, &meeting)?;
        let late = Json::object([("late", Json::bool(meeting.is_late()))]);
        Ok((meeting, late))
    })
    .await
}

/// Members of the conference of a meeting on a day.
fn members(tx: &mut ReadTx<'_>, meeting: &Meeting, on: Day) -> Result<Vec<OrganId>, AppError> {
    let found = conferences::members(tx, meeting.conference, Some(on))?;
    Ok(found.into_iter().map(|stored| stored.value.organ).collect())
}

/// Writes minutes.
///
/// # Errors
/// Missing, another version or state, or an item that is not on the agenda.
pub async fn minute(
    app: &App,
    call: &Call,
    id: &str,
    form: MinutesForm,
) -> Result<MeetingView, AppError> {
    let texts = form.items.into_iter().map(|one| (one.item, one.text)).collect();
    let act = doing(Action::MeetingMinuted, form.version);
    follow::act::<Meetings, _>(app, call, id, act, move |_, _, meeting| {
        Ok((meeting.minute(texts)?, nothing()))
    })
    .await
}

/// Has the minutes printed under the next number (R-MEET-02).
///
/// # Errors
/// Missing, another version or state, or an item without a text.
pub async fn issue(
    app: &App,
    call: &Call,
    id: &str,
    form: StepRequest,
) -> Result<MeetingView, AppError> {
    let act = doing(Action::MeetingIssued, form.version);
    follow::act::<Meetings, _>(app, call, id, act, move |tx, doing, meeting| {
        // What cannot be issued takes no number.
        meeting.clone().issue(String::new(), doing.by, doing.today)?;
        let number = number(tx, &meeting, doing.today)?;
        let details = Json::object([("number", Json::text(&number))]);
        Ok((meeting.issue(number, doing.by, doing.today)?, details))
    })
    .await
}

fn number(tx: &mut WriteTx<'_>, meeting: &Meeting, today: Day) -> Result<String, AppError> {
    let (pattern, abbr) = numbers::pattern(tx, NumberKind::Minutes, meeting.organ)?;
    let facts = NumberFacts::of_day(&meeting.region, today, true, &abbr);
    let record = meeting.id.to_string();
    plans::issue::<AppError>(tx, NumberKind::Minutes, &pattern, &facts, record)
}
