//! 报告: queries.

use sunlot_domain::annex3::Figures;
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{OrganId, ReportId};
use sunlot_domain::reports::{HandIn, Report, ReportContent, ReportState, Season};

use crate::coded_columns;
use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::json_columns;
use crate::plans::Visible;
use crate::record;
use crate::record::Stored;
use crate::tx::ReadTx;

coded_columns!(Season, ReportState);
json_columns!(ReportContent, Figures);
record!(
    Report, "report", id, organ, region, year, season, content, author, state, hand_ins, first_on,
);
record!(
    HandIn,
    "report_hand_in",
    id,
    report,
    organ,
    region,
    ordinal,
    figures,
    content,
    digest,
    submitted_by,
    submitted_on,
    late,
    received_by,
    received_on,
    returned_by,
    returned_on,
    reason,
);

/// Which reports of a list.
#[derive(Debug, Clone, Default)]
pub struct ReportFilter {
    /// Who asks.
    pub visible: Visible,
    /// Of this organ.
    pub organ: Option<OrganId>,
    /// Below this division.
    pub region: Option<DivisionCode>,
    /// Of this year.
    pub year: Option<u16>,
    /// Of this period.
    pub season: Option<Season>,
    /// In this state.
    pub state: Option<ReportState>,
}

/// One page of the reports.
///
/// # Errors
/// What the database answers.
pub fn list(
    tx: &mut ReadTx<'_>,
    which: &ReportFilter,
    order: &str,
    window: Window,
) -> Result<(Vec<Stored<Report>>, u64), StoreError> {
    let mut filter = Filter::default();
    which.visible.narrow(&mut filter);
    let columns = [
        ("organ", which.organ.as_ref().map(Column::to_value)),
        ("year", which.year.as_ref().map(Column::to_value)),
        ("season", which.season.as_ref().map(Column::to_value)),
        ("state", which.state.as_ref().map(Column::to_value)),
    ];
    for (column, value) in columns {
        if let Some(value) = value {
            filter.and(&format!("{column} = {{}}"), [value]);
        }
    }
    if let Some(region) = &which.region {
        filter.within("region", region);
    }
    tx.page(&filter, order, window)
}

/// The report of an organ and a period.
///
/// # Errors
/// What the database answers.
pub fn of_organ(
    tx: &mut ReadTx<'_>,
    organ: OrganId,
    year: u16,
    season: Season,
) -> Result<Option<Stored<Report>>, StoreError> {
    let tail = "WHERE organ = ?1 AND year = ?2 AND season = ?3";
    let params = [organ.to_value(), year.to_value(), season.to_value()];
    Ok(tx.find(tail, &params)?.into_iter().next())
}

/// Hand-ins of a report, oldest first.
///
/// # Errors
/// What the database answers.
pub fn hand_ins(tx: &mut ReadTx<'_>, report: ReportId) -> Result<Vec<Stored<HandIn>>, StoreError> {
    tx.find("WHERE report = ?1 ORDER BY ordinal", &[report.to_value()])
}

/// Hand-ins below a division that stand, for a period.
///
/// # Errors
/// What the database answers.
pub fn standing(
    tx: &mut ReadTx<'_>,
    region: &DivisionCode,
    year: u16,
    season: Season,
) -> Result<Vec<HandIn>, StoreError> {
    let mut filter = Filter::default();
    filter.within("region", region);
    filter.and("returned_on IS NULL", []);
    filter.and(
        "report IN (SELECT id FROM report WHERE year = {} AND season = {})",
        [year.to_value(), season.to_value()],
    );
    let found: Vec<Stored<HandIn>> =
        tx.find(&format!("{} ORDER BY region, organ", filter.clause()), filter.params())?;
    Ok(found.into_iter().map(|stored| stored.value).collect())
}
