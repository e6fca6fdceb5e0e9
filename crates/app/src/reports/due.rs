//! 谁还没有报: the clock of each department for a period.

use serde::{Deserialize, Serialize};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::reports::{Reminder, ReportState, report_due, season_of};
use sunlot_domain::roles::Place;
use sunlot_store::Window;
use sunlot_store::plans::Visible;
use sunlot_store::reports::{self as store, ReportFilter};
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
    /// 年度；不写为最近一期。
    pub year: Option<u16>,
    /// 报告期：half 半年、annual 年终；不写为最近一期。
    pub season: Option<String>,
    /// 只看还没有报送、或被退回没有再报的。
    pub missing: bool,
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
    let (last, this) = season_of(app.today());
    let season = query.season.as_deref().map_or(Ok(last), annex3::season)?;
    let (year, today) = (query.year.unwrap_or(this), app.today());
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let which = ReportFilter {
            visible: Visible { all: true, ..Visible::default() },
            region: Some(region.clone()),
            year: Some(year),
            season: Some(season),
            ..ReportFilter::default()
        };
        let (reports, _) = store::list(tx, &which, "id", Window { limit: 2_000, offset: 0 })?;
        let mut found = Vec::new();
        for organ in reporting(tx, &region)? {
            let place = Place::of(organ.id, organ.region.clone());
            if visible::see(&cx, &asked, Permission::ReportRead, &place).is_err() {
                continue;
            }
            let report = reports.iter().map(|one| &one.value).find(|one| one.organ == organ.id);
            let state = report.map(|report| report.state);
            let handed = matches!(state, Some(ReportState::Submitted | ReportState::Received));
            if query.missing && handed {
                continue;
            }
            let first_on = report.and_then(|report| report.first_on);
            let clock = report_due((season, year), today, first_on, !handed)?;
            let may = |permission| cx.may(&asked, permission, &place);
            let creates = report.is_none() && may(Permission::ReportWrite);
            let chases = !handed && may(Permission::ReportReceive);
            let actions = [("create", creates), ("chase", chases)].into_iter();
            let Organ { id, name, .. } = organ;
            found.push(ReportDueView {
                organ: id.to_string(),
                organ_name: name,
                year,
                season: season.code().into(),
                season_name: season.name_zh().into(),
                deadline: clock.deadline.to_string(),
                days_left: clock.days_left,
                reminder: clock.reminder.map(|it| it.code().into()),
                reminder_name: clock.reminder.map(|it| Reminder::name_zh(it).into()),
                late: clock.late,
                report: report.map(|report| report.id.to_string()),
                state: state.map(|state| state.code().into()),
                state_name: state.map_or("尚未编制", ReportState::name_zh).into(),
                first_on: first_on.map(|day| day.to_string()),
                allowed_actions: actions
                    .filter(|(_, may)| *may)
                    .map(|(name, _)| name.to_owned())
                    .collect(),
            });
        }
        Ok(found)
    })
    .await
}
