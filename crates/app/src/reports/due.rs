//! 谁还没有报: the clock of each department for a period.

use serde::{Deserialize, Serialize};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{Id as _, OrganId};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::reports::{
    Reminder, Report, ReportDue, ReportState, Season, report_due, season_of,
};
use sunlot_domain::roles::Place;
use sunlot_sortition::time::Day;
use sunlot_store::plans::Visible;
use sunlot_store::reports::{self as store, ReportFilter};
use sunlot_store::{ReadTx, Window};
use utoipa::{IntoParams, ToSchema};

use crate::annex3::{self, reporting};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::visible;

/// 报送期限的范围。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct ReportDueQuery {
    /// 区划，包含其下级。
    pub region: String,
    /// 只看一个部门。
    pub organ: Option<String>,
    /// 年度；不写为最近一期。
    pub year: Option<u16>,
    /// 报告期：half 半年、annual 年终；不写为最近一期。
    pub season: Option<String>,
    /// 只看还没有报送、或被退回没有再报的。
    pub missing: bool,
    /// 只看欠报的：最近一期还没有报送的，和以前各期编了没有报、退回没有再报的；不看年度和报告期。
    pub owed: bool,
    /// 只看期限已过的。
    pub overdue: bool,
}

/// 部门的报送期限。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReportDueView {
    /// 部门。
    pub organ: String,
    /// 部门名称。
    pub organ_name: String,
    /// 年度。
    pub year: u16,
    /// 报告期。
    pub season: String,
    /// 报告期的中文。
    pub season_name: String,
    /// 期限。
    pub deadline: String,
    /// 还有几天，负数为已过。
    pub days_left: i64,
    /// 催报：soon 15 天内、close 5 天内、today 今天、over 已逾期；不须催的为空。
    pub reminder: Option<String>,
    /// 催报的中文。
    pub reminder_name: Option<String>,
    /// 是否逾期：期限已过没有报送，或第一次报送晚于期限。
    pub late: bool,
    /// 报告；还没有建立的为空。
    pub report: Option<String>,
    /// 报告的状态；还没有建立的为空。
    pub state: Option<String>,
    /// 状态的中文。
    pub state_name: String,
    /// 第一次报送的日期。
    pub first_on: Option<String>,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// A department and its report of a period.
pub(crate) struct Line {
    pub(crate) organ: Organ,
    pub(crate) period: (Season, u16),
    pub(crate) report: Option<Report>,
    pub(crate) clock: ReportDue,
}

impl Line {
    fn of(
        organ: Organ,
        period: (Season, u16),
        report: Option<Report>,
        today: Day,
    ) -> Result<Line, AppError> {
        let first_on = report.as_ref().and_then(|report| report.first_on);
        let handed = is_handed(report.as_ref());
        let clock = report_due(period, today, first_on, !handed)?;
        Ok(Line { organ, period, report, clock })
    }

    fn handed(&self) -> bool {
        is_handed(self.report.as_ref())
    }

    /// 退回: it was handed in, and has to be handed in again.
    pub(crate) fn is_returned(&self) -> bool {
        self.report.as_ref().is_some_and(|report| report.state == ReportState::Returned)
    }

    /// Whether the day is over and nobody has handed in.
    pub(crate) fn is_overdue(&self) -> bool {
        !self.handed() && self.clock.days_left < 0
    }
}

fn is_handed(report: Option<&Report>) -> bool {
    let state = report.map(|report| report.state);
    matches!(state, Some(ReportState::Submitted | ReportState::Received))
}

/// Reports below a division, of a period or in a state.
fn reports(
    tx: &mut ReadTx<'_>,
    region: &DivisionCode,
    which: ReportFilter,
) -> Result<Vec<Report>, AppError> {
    let visible = Visible { all: true, ..Visible::default() };
    let which = ReportFilter { visible, region: Some(region.clone()), ..which };
    let (found, _) = store::list(tx, &which, "id", Window { limit: 2_000, offset: 0 })?;
    Ok(found.into_iter().map(|stored| stored.value).collect())
}

/// Every department below a division with its report of a period.
fn of_period(
    tx: &mut ReadTx<'_>,
    region: &DivisionCode,
    (season, year): (Season, u16),
    today: Day,
) -> Result<Vec<Line>, AppError> {
    let which = ReportFilter { year: Some(year), season: Some(season), ..ReportFilter::default() };
    let known = reports(tx, region, which)?;
    let line = |organ: Organ| {
        let report = known.iter().find(|one| one.organ == organ.id).cloned();
        Line::of(organ, (season, year), report, today)
    };
    reporting(tx, region)?.into_iter().map(line).collect()
}

/// What departments below a division still have to hand in: the report of the latest period, and
/// earlier ones that were begun or returned. Of an earlier period of which there is nothing the
/// platform cannot say whether it was handed in on paper.
pub(crate) fn owed(
    tx: &mut ReadTx<'_>,
    region: &DivisionCode,
    today: Day,
) -> Result<Vec<Line>, AppError> {
    let latest = season_of(today);
    let mut lines = of_period(tx, region, latest, today)?;
    let organs: Vec<Organ> = lines.iter().map(|line| line.organ.clone()).collect();
    for state in [ReportState::Draft, ReportState::Returned] {
        let which = ReportFilter { state: Some(state), ..ReportFilter::default() };
        for report in reports(tx, region, which)? {
            let period = (report.season, report.year);
            let organ = organs.iter().find(|organ| organ.id == report.organ);
            if let Some(organ) = organ.filter(|_| period != latest) {
                lines.push(Line::of(organ.clone(), period, Some(report), today)?);
            }
        }
    }
    lines.retain(|line| !line.handed());
    Ok(lines)
}

/// Departments below a division that the caller sees, with their clocks (R-REP-02).
///
/// # Errors
/// A query that cannot be read, or what the store answers.
pub async fn due_list(
    app: &App,
    call: &Call,
    query: ReportDueQuery,
) -> Result<Vec<ReportDueView>, AppError> {
    let region = DivisionCode::parse(&query.region)?;
    let organ = query.organ.as_deref().map(OrganId::parse).transpose()?;
    let today = app.today();
    let (last, this) = season_of(today);
    let season = query.season.as_deref().map_or(Ok(last), annex3::season)?;
    let year = query.year.unwrap_or(this);
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let mut lines = match query.owed {
            true => owed(tx, &region, today)?,
            false => of_period(tx, &region, (season, year), today)?,
        };
        lines.retain(|line| {
            let place = Place::of(line.organ.id, line.organ.region.clone());
            organ.is_none_or(|organ| line.organ.id == organ)
                && visible::see(&cx, &asked, Permission::ReportRead, &place).is_ok()
                && !(query.missing && line.handed())
                && (!query.overdue || line.is_overdue())
        });
        Ok(lines.into_iter().map(|line| view(&cx, &asked, line)).collect())
    })
    .await
}

fn view(app: &App, call: &Call, line: Line) -> ReportDueView {
    let place = Place::of(line.organ.id, line.organ.region.clone());
    let may = |permission| app.may(call, permission, &place);
    let creates = line.report.is_none() && may(Permission::ReportWrite);
    let chases = !line.handed() && may(Permission::ReportReceive);
    let actions = [("create", creates), ("chase", chases)].into_iter();
    let Line { organ, period: (season, year), report, clock } = line;
    let state = report.as_ref().map(|report| report.state);
    ReportDueView {
        organ: organ.id.to_string(),
        organ_name: organ.name,
        year,
        season: season.code().into(),
        season_name: season.name_zh().into(),
        deadline: clock.deadline.to_string(),
        days_left: clock.days_left,
        reminder: clock.reminder.map(|it| it.code().into()),
        reminder_name: clock.reminder.map(|it| Reminder::name_zh(it).into()),
        late: clock.late,
        state: state.map(|state| state.code().into()),
        state_name: state.map_or("尚未编制", ReportState::name_zh).into(),
        first_on: report.as_ref().and_then(|it| it.first_on).map(|day| day.to_string()),
        report: report.map(|report| report.id.to_string()),
        allowed_actions: actions.filter(|(_, may)| *may).map(|(name, _)| name.to_owned()).collect(),
    }
}
