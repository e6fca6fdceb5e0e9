//! 各季度: whether each one had its meeting. A quarter that is over without one is overdue, and one
//! that was held afterwards stays late (R-MEET-01).

use serde::{Deserialize, Serialize};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::conferences::Conference;
use sunlot_domain::ids::{ConferenceId, Id, OrganId};
use sunlot_domain::meetings::{Meeting, Quarter};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_sortition::time::Day;
use sunlot_store::plans::Visible;
use sunlot_store::{ReadTx, Window, conferences, meetings as store};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::AppError;
use crate::visible;

/// 哪一年的季度。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct QuarterQuery {
    /// 年度；不写为联席会议建立以来的全部季度。
    pub year: Option<u16>,
}

/// 一个季度的会议情况。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QuarterView {
    /// 季度代码。
    pub quarter: String,
    /// 季度。
    pub name: String,
    /// 季度的最后一天：会议应在这一天以前召开。
    pub due: String,
    /// 会议的标识；没有拟定的为空。
    pub meeting: Option<String>,
    /// 会议状态；没有拟定的为空。
    pub state: Option<String>,
    /// 召开日期；没有召开的为空。
    pub held_on: Option<String>,
    /// 是否在季度以后才召开。
    pub late: bool,
    /// 季度已经结束而没有召开。
    pub overdue: bool,
}

/// 哪些联席会议。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct OverdueQuery {
    /// 区划，包含其下级；不写为全部可见的。
    pub region: Option<String>,
    /// 部门：其所在区划的联席会议。
    pub organ: Option<String>,
}

/// 没有按期召开会议的一个季度。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OverdueQuarterView {
    /// 联席会议。
    pub conference: String,
    /// 联席会议的名称。
    pub conference_name: String,
    /// 季度。
    pub quarter: QuarterView,
}

/// The first day of a conference: of its first member. None while it has no members.
pub(super) fn founded(
    tx: &mut ReadTx<'_>,
    conference: ConferenceId,
) -> Result<Option<Day>, AppError> {
    let members = conferences::members(tx, conference, None)?;
    Ok(members.iter().map(|member| member.value.joined).min())
}

/// Every quarter from the first member's first day to the current one.
pub(crate) fn all(
    tx: &mut ReadTx<'_>,
    conference: ConferenceId,
    today: Day,
) -> Result<Vec<QuarterView>, AppError> {
    let Some(first) = founded(tx, conference)? else { return Ok(Vec::new()) };
    let meetings: Vec<Meeting> =
        store::of_conference(tx, conference)?.into_iter().map(|stored| stored.value).collect();
    let (mut quarter, mut views) = (Quarter::of(first), Vec::new());
    while quarter <= Quarter::of(today) {
        // The quarter of the founding is met when there was time for it; nobody is late before.
        let founding = quarter.first() < first;
        let of_quarter = meetings.iter().filter(|meeting| meeting.quarter == quarter);
        let best = of_quarter.min_by_key(|meeting| (!meeting.was_held(), meeting.day));
        let held = best.filter(|meeting| meeting.was_held());
        views.push(QuarterView {
            quarter: quarter.to_string(),
            name: quarter.name_zh(),
            due: quarter.last().to_string(),
            meeting: best.map(|meeting| meeting.id.to_string()),
            state: best.map(|meeting| meeting.state.code().to_owned()),
            held_on: held.map(|meeting| meeting.day.to_string()),
            late: held.is_some_and(Meeting::is_late),
            overdue: held.is_none() && quarter.last() < today && !founding,
        });
        quarter = quarter.next();
    }
    Ok(views)
}

/// Quarters of a conference, the newest first.
///
/// # Errors
/// A conference that the caller does not see, or what the store answers.
pub async fn quarters(
    app: &App,
    call: &Call,
    id: &str,
    query: QuarterQuery,
) -> Result<Vec<QuarterView>, AppError> {
    let id = ConferenceId::parse(id)?;
    let (cx, asked, today) = (app.clone(), call.clone(), app.today());
    app.read(move |tx| {
        let conference = tx.need::<Conference>(&id)?.value;
        let place = crate::conferences::place(&conference);
        visible::see(&cx, &asked, Permission::MeetingRead, &place)?;
        let mut views = all(tx, id, today)?;
        if let Some(year) = query.year {
            views.retain(|view| view.quarter.starts_with(&format!("{year:04}Q")));
        }
        views.reverse();
        Ok(views)
    })
    .await
}

/// Quarters without their meeting, of the conferences that the caller sees below a division.
pub(crate) fn overdue_below(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    region: Option<&DivisionCode>,
    today: Day,
) -> Result<Vec<(Conference, QuarterView)>, AppError> {
    let window = Window { limit: 1_000, offset: 0 };
    let mut found = Vec::new();
    for stored in conferences::list(tx, None, "region, id", window)?.0 {
        let conference = stored.value;
        let place = crate::conferences::place(&conference);
        let inside = region.is_none_or(|it| conference.region.as_str().starts_with(it.prefix()));
        if !inside || visible::see(app, call, Permission::MeetingRead, &place).is_err() {
            continue;
        }
        let late = all(tx, conference.id, today)?.into_iter().filter(|view| view.overdue);
        found.extend(late.map(|view| (conference.clone(), view)));
    }
    Ok(found)
}

/// Quarters that are over without a meeting, of every conference that the caller sees (R-MEET-01).
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn overdue(
    app: &App,
    call: &Call,
    query: OverdueQuery,
) -> Result<Vec<OverdueQuarterView>, AppError> {
    let region = query.region.as_deref().map(DivisionCode::parse).transpose()?;
    let organ = query.organ.as_deref().map(OrganId::parse).transpose()?;
    let (cx, asked, today) = (app.clone(), call.clone(), app.today());
    app.read(move |tx| {
        let mut found = overdue_below(&cx, &asked, tx, region.as_ref(), today)?;
        if let Some(organ) = organ {
            let home = tx.need::<Organ>(&organ)?.value.region;
            found.retain(|(it, _)| it.region.as_str().starts_with(home.prefix()));
        }
        let view = |(conference, quarter): (Conference, QuarterView)| OverdueQuarterView {
            conference: conference.id.to_string(),
            conference_name: conference.name,
            quarter,
        };
        Ok(found.into_iter().map(view).collect())
    })
    .await
}

/// Conferences of which the caller keeps the meetings, each with its quarters that wait: overdue,
/// or ending within so many days without a meeting.
///
/// # Errors
/// What the store answers.
pub async fn waiting(
    app: &App,
    call: &Call,
    days: i64,
) -> Result<Vec<(Conference, QuarterView)>, AppError> {
    let seen: Visible = visible::scope(app, call, Permission::MeetingWrite);
    let (cx, asked, today) = (app.clone(), call.clone(), app.today());
    if seen == Visible::default() {
        return Ok(Vec::new());
    }
    app.read(move |tx| {
        let window = Window { limit: 100, offset: 0 };
        let mut found = Vec::new();
        for stored in conferences::list(tx, None, "region, id", window)?.0 {
            let conference = stored.value;
            let place = crate::conferences::place(&conference);
            if !cx.may(&asked, Permission::MeetingWrite, &place) {
                continue;
            }
            for view in all(tx, conference.id, today)? {
                let left = Day::parse(&view.due)?.days_since(today);
                if view.held_on.is_none() && (view.overdue || (0..=days).contains(&left)) {
                    found.push((conference.clone(), view));
                }
            }
        }
        Ok(found)
    })
    .await
}
