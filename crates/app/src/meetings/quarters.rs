//! 各季度: whether each one had its meeting. A quarter that is over without one is overdue, and one
//! that was held afterwards stays late (R-MEET-01).

use serde::{Deserialize, Serialize};
use sunlot_domain::conferences::Conference;
use sunlot_domain::ids::{ConferenceId, Id};
use sunlot_domain::meetings::{Meeting, Quarter};
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

/// Every quarter from the first member's first day to the current one.
pub(crate) fn all(
    tx: &mut ReadTx<'_>,
    conference: ConferenceId,
    today: Day,
) -> Result<Vec<QuarterView>, AppError> {
    let members = conferences::members(tx, conference, None)?;
    let Some(first) = members.iter().map(|member| member.value.joined).min() else {
        return Ok(Vec::new());
    };
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
