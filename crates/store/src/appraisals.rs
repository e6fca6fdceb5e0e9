//! 考核: targets, and counts by department. Nothing here reads an amount of money or counts checks
//! by themselves: every query gives a part of a whole, or events of the closed list (R-APP-01).

use sunlot_domain::activities::ActivityKind;
use sunlot_domain::appraisals::{Indicator, Target};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{ConferenceId, OrganId};
use sunlot_domain::inspections::PartState;
use sunlot_domain::tasks::Task;
use sunlot_sortition::time::Day;

use crate::coded_columns;
use crate::column::Column;
use crate::error::StoreError;
use crate::filter::Filter;
use crate::record;
use crate::record::Stored;
use crate::tx::ReadTx;
use crate::value::Row;

coded_columns!(Indicator);
record!(
    Target,
    "appraisal_target",
    id,
    conference,
    organ,
    region,
    year,
    indicator,
    target,
    reason,
    set_by,
);

/// First and last day, both included.
pub type Days = (Day, Day);

/// A part and a whole of an organ.
pub type Share = (OrganId, u64, u64);

/// Targets of a conference for a year.
///
/// # Errors
/// What the database answers.
pub fn targets(
    tx: &mut ReadTx<'_>,
    conference: ConferenceId,
    year: u16,
) -> Result<Vec<Stored<Target>>, StoreError> {
    let tail = "WHERE conference = ?1 AND year = ?2 ORDER BY indicator";
    tx.find(tail, &[conference.to_value(), year.to_value()])
}

/// Rows of one table within days and a division, grouped by a column that names an organ.
struct Asked<'a> {
    from: &'a str,
    organ: &'a str,
    region: &'a str,
    day: &'a str,
    only: &'a str,
    part: &'a str,
}

fn share(
    tx: &mut ReadTx<'_>,
    asked: &Asked<'_>,
    region: &DivisionCode,
    days: Days,
) -> Result<Vec<Share>, StoreError> {
    let Asked { from, organ, day, only, part, .. } = asked;
    let mut filter = Filter::default();
    filter.and(&format!("{day} >= {{}} AND {day} <= {{}}"), [days.0.to_value(), days.1.to_value()]);
    filter.and(only, []);
    filter.within(asked.region, region);
    let sql = format!(
        "SELECT {organ}, COUNT(CASE WHEN {part} THEN 1 END), COUNT(*) FROM {from} {} \
         GROUP BY {organ} ORDER BY {organ}",
        filter.clause()
    );
    let rows = tx.query(&sql, filter.params())?;
    let read = |mut row: Row| Ok((row.take()?, row.take()?, row.take()?));
    rows.into_iter().map(read).collect()
}

const BEGUN: &str = "state NOT IN ('draft', 'pending', 'terminated')";

/// Counts of an indicator that one query gives; `None` for those that need the calendar, the
/// meetings or the plans.
///
/// # Errors
/// What the database answers.
pub fn shares(
    tx: &mut ReadTx<'_>,
    indicator: Indicator,
    region: &DivisionCode,
    days: Days,
) -> Result<Option<Vec<Share>>, StoreError> {
    let task =
        |only, day, part| Asked { from: "task", organ: "organ", region: "region", day, only, part };
    let visit = Asked { from: "inspection", ..task("draw IS NOT NULL", "window_to", "") };
    let asked = match indicator {
        Indicator::PlanExecuted => task(
            "origin = 'annual' AND state NOT IN ('draft', 'pending', 'terminated')",
            "deadline",
            "state IN ('published', 'follow_up', 'archived')",
        ),
        Indicator::RiskApplied => task(BEGUN, "draw_to", "content LIKE '%\"by_class\":{%'"),
        Indicator::VisitsDone => Asked { part: "state IN ('signed', 'ended', 'closed')", ..visit },
        Indicator::Joint => Asked {
            only: "draw IS NOT NULL AND arrival IS NOT NULL",
            day: "done_on",
            part: "participants <> ''",
            ..visit
        },
        Indicator::Collected => Asked {
            from: "result_channel c JOIN organ o ON o.id = c.organ",
            organ: "c.organ",
            region: "o.region",
            day: "c.published_on",
            only: "c.channel = 'gsxt'",
            part: "c.state = 'accepted'",
        },
        Indicator::Recognised => Asked {
            from: "inspection_item t JOIN inspection i ON i.id = t.inspection",
            organ: "t.organ",
            region: "i.region",
            day: "i.window_to",
            only: "t.state = 'satisfied'",
            part: "1 = 1",
        },
        Indicator::ProblemsFound => Asked {
            from: "check_result",
            day: "published_on",
            only: "kind <> 'case' AND state = 'published'",
            part: "code NOT IN ('1', '7')",
            ..visit
        },
        Indicator::MattersInTime => Asked {
            from: "matter",
            day: "due",
            only: "1 = 1",
            part: "state <> 'open' AND reported_on <= due",
            ..visit
        },
        Indicator::Replaced => Asked {
            from: "inspection_member m JOIN inspection i ON i.id = m.inspection",
            organ: "m.organ",
            region: "i.region",
            day: "i.window_to",
            only: "i.draw IS NOT NULL",
            part: "m.has_left = 1",
        },
        Indicator::Satisfied => Asked {
            from: "visit_rating v JOIN organ o ON o.id = v.organ",
            organ: "v.organ",
            region: "o.region",
            day: "v.rated_on",
            only: "1 = 1",
            part: "v.score >= 4",
        },
        Indicator::FollowedUp => return followed(tx, region, days).map(Some),
        Indicator::Trainings => return activities(tx, ActivityKind::Training, region, days),
        Indicator::Publicity => return activities(tx, ActivityKind::Publicity, region, days),
        Indicator::Experience => return activities(tx, ActivityKind::Experience, region, days),
        Indicator::PlanFiled
        | Indicator::DrawnInTime
        | Indicator::EnteredInTime
        | Indicator::PublishedInTime
        | Indicator::MeetingsAttended
        | Indicator::Redrawn
        | Indicator::OverCap => return Ok(None),
    };
    share(tx, &asked, region, days).map(Some)
}

fn followed(
    tx: &mut ReadTx<'_>,
    region: &DivisionCode,
    days: Days,
) -> Result<Vec<Share>, StoreError> {
    let order = Asked {
        from: "rectification",
        organ: "organ",
        region: "region",
        day: "ordered_on",
        only: "state <> 'cancelled'",
        part: "state = 'closed'",
    };
    let case = Asked { from: "penalty", day: "filed_on", only: "1 = 1", ..order };
    let mut found = share(tx, &order, region, days)?;
    found.extend(share(tx, &case, region, days)?);
    Ok(found)
}

fn activities(
    tx: &mut ReadTx<'_>,
    kind: ActivityKind,
    region: &DivisionCode,
    days: Days,
) -> Result<Option<Vec<Share>>, StoreError> {
    let only = format!("kind = '{}' AND state = 'recorded'", kind.code());
    let asked = Asked {
        from: "activity",
        organ: "organ",
        region: "region",
        day: "day",
        only: &only,
        part: "1 = 1",
    };
    share(tx, &asked, region, days).map(Some)
}

/// Parts whose visit was over on one day and that went the same way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoneParts {
    /// Which organ.
    pub organ: OrganId,
    /// Where they stand.
    pub state: PartState,
    /// When the visit was over.
    pub done_on: Day,
    /// When the result was entered.
    pub entered_on: Option<Day>,
    /// When it was published.
    pub published_on: Option<Day>,
    /// How many.
    pub count: u64,
}

/// Parts of random visits that were over within days.
///
/// # Errors
/// What the database answers.
pub fn done_parts(
    tx: &mut ReadTx<'_>,
    region: &DivisionCode,
    days: Days,
) -> Result<Vec<DoneParts>, StoreError> {
    let mut filter = Filter::default();
    filter.and("done_on >= {} AND done_on <= {}", [days.0.to_value(), days.1.to_value()]);
    filter.and("task IS NOT NULL AND state IN ('ready', 'entered', 'passed', 'published')", []);
    filter.within("region", region);
    let by = "organ, state, done_on, entered_on, published_on";
    let sql = format!(
        "SELECT {by}, COUNT(*) FROM inspection_part {} GROUP BY {by} ORDER BY {by}",
        filter.clause()
    );
    let rows = tx.query(&sql, filter.params())?;
    let read = |mut row: Row| {
        Ok(DoneParts {
            organ: row.take()?,
            state: row.take()?,
            done_on: row.take()?,
            entered_on: row.take()?,
            published_on: row.take()?,
            count: row.take()?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Tasks whose days for the draw ended within days.
///
/// # Errors
/// What the database answers.
pub fn tasks_to_draw(
    tx: &mut ReadTx<'_>,
    region: &DivisionCode,
    days: Days,
) -> Result<Vec<Stored<Task>>, StoreError> {
    let mut filter = Filter::default();
    filter.and(BEGUN, []);
    filter.and("draw_to >= {} AND draw_to <= {}", [days.0.to_value(), days.1.to_value()]);
    filter.within("region", region);
    tx.find(&format!("{} ORDER BY id", filter.clause()), filter.params())
}
