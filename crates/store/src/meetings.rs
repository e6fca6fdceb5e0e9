//! 季度会议、待办事项: queries, and what an agenda is proposed from.

use sunlot_domain::challenges::{Challenge, ChallengeState};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{ConferenceId, MeetingId, OrganId};
use sunlot_domain::meetings::{
    AgendaItem, Attendance, Matter, MatterState, Meeting, MeetingState, Quarter,
};
use sunlot_domain::tasks::Task;
use sunlot_sortition::time::Day;

use crate::coded_columns;
use crate::column::Column;
use crate::error::StoreError;
use crate::filter::Filter;
use crate::follow::Followed;
use crate::json_columns;
use crate::record;
use crate::record::Stored;
use crate::tasks::LATE;
use crate::tx::ReadTx;

coded_columns!(MeetingState, MatterState);
json_columns!(Vec<AgendaItem>, Vec<Attendance>);
record!(
    Meeting, "meeting", id, conference, organ, region, quarter, day, place, chair, agenda,
    attendance, drafted_by, state, number, issued_by, issued_on,
);
record!(
    Matter,
    "matter",
    id,
    meeting,
    conference,
    organ,
    region,
    item,
    text,
    due,
    set_by,
    state,
    evidence,
    reported_by,
    reported_on,
    returned,
    accepted_by,
    accepted_on,
);

impl Followed for Meeting {
    const OVER: &'static str = "'issued'";
}

impl Followed for Matter {
    const OVER: &'static str = "'done'";
}

/// Meetings of a conference by their quarter.
///
/// # Errors
/// What the database answers.
pub fn of_conference(
    tx: &mut ReadTx<'_>,
    conference: ConferenceId,
) -> Result<Vec<Stored<Meeting>>, StoreError> {
    tx.find("WHERE conference = ?1 ORDER BY quarter, day, id", &[conference.to_value()])
}

/// Matters of a meeting in the order of its agenda.
///
/// # Errors
/// What the database answers.
pub fn matters_of(
    tx: &mut ReadTx<'_>,
    meeting: MeetingId,
) -> Result<Vec<Stored<Matter>>, StoreError> {
    tx.find("WHERE meeting = ?1 ORDER BY item, due, id", &[meeting.to_value()])
}

/// Matters of a conference that are not settled.
///
/// # Errors
/// What the database answers.
pub fn open_matters(
    tx: &mut ReadTx<'_>,
    conference: ConferenceId,
) -> Result<Vec<Stored<Matter>>, StoreError> {
    tx.find("WHERE conference = ?1 AND state <> 'done' ORDER BY due, id", &[conference.to_value()])
}

/// Tasks below a division that should have been over before a day and are not.
///
/// # Errors
/// What the database answers.
pub fn late_tasks(
    tx: &mut ReadTx<'_>,
    region: &DivisionCode,
    today: Day,
) -> Result<Vec<Stored<Task>>, StoreError> {
    let mut filter = Filter::default();
    filter.and(LATE, [today.to_value()]);
    filter.within("region", region);
    tx.find(&format!("{} ORDER BY deadline, id", filter.clause()), filter.params())
}

/// Parts below a division whose visit is over and that are not published: organ, day of the end,
/// number.
///
/// # Errors
/// What the database answers.
pub fn unpublished(
    tx: &mut ReadTx<'_>,
    region: &DivisionCode,
) -> Result<Vec<(OrganId, Day, u64)>, StoreError> {
    let mut filter = Filter::default();
    filter.and("state IN ('ready', 'entered', 'passed')", []);
    filter.within("region", region);
    let sql = format!(
        "SELECT organ, done_on, COUNT(*) FROM inspection_part {} \
         GROUP BY organ, done_on ORDER BY organ, done_on",
        filter.clause()
    );
    let rows = tx.query(&sql, filter.params())?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?, row.take()?))).collect()
}

/// Challenges below a division without a reply.
///
/// # Errors
/// What the database answers.
pub fn open_challenges(
    tx: &mut ReadTx<'_>,
    region: &DivisionCode,
) -> Result<Vec<Stored<Challenge>>, StoreError> {
    let mut filter = Filter::default();
    filter.and("state = {}", [ChallengeState::Open.to_value()]);
    filter.within("region", region);
    tx.find(&format!("{} ORDER BY lodged_on, id", filter.clause()), filter.params())
}

impl Column for Quarter {
    fn to_value(&self) -> crate::value::Value {
        crate::value::Value::Text(self.to_string())
    }

    fn from_value(value: crate::value::Value) -> Result<Self, StoreError> {
        let text = String::from_value(value)?;
        Quarter::parse(&text).map_err(|e| StoreError::Corrupt(e.to_string()))
    }
}
