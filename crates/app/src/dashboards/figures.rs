//! Where risk is and how it goes: townships, months, departments. Counted from what is published;
//! individual cases are in none of them (R-CASE-05).

use std::collections::BTreeMap;

use sunlot_domain::appraisals::Indicator;
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::follow::rectifications::Rectification;
use sunlot_domain::ids::OrganId;
use sunlot_domain::meetings::Matter;
use sunlot_domain::organs::Organ;
use sunlot_domain::positions::middle;
use sunlot_domain::results::ResultState;
use sunlot_sortition::time::Day;
use sunlot_store::annex3::Whose;
use sunlot_store::follow::{self, FollowFilter, Followed};
use sunlot_store::published::{self, Counted};
use sunlot_store::{ReadTx, appraisals, positions, subjects};

use super::{DashboardDepartment, DashboardMonth, DashboardTownship, Scope};
use crate::annex3::reporting;
use crate::error::AppError;
use crate::statistics::place_name;

/// A whole of a share.
const WHOLE_BP: u64 = 10_000;

/// Departments of a scope, by their code.
pub(super) type Organs = Vec<Organ>;

impl Scope {
    pub(super) fn organs(&self, tx: &mut ReadTx<'_>) -> Result<Organs, AppError> {
        match &self.whose {
            Whose::Region(region) => reporting(tx, region),
            Whose::Organ(organ) => Ok(vec![tx.need::<Organ>(organ)?.value]),
            Whose::All => Ok(Vec::new()),
        }
    }

    pub(super) fn region(&self, tx: &mut ReadTx<'_>) -> Result<DivisionCode, AppError> {
        match &self.whose {
            Whose::Region(region) => Ok(region.clone()),
            Whose::Organ(organ) => Ok(tx.need::<Organ>(organ)?.value.region),
            Whose::All => Err(AppError::missing()),
        }
    }

    /// Townships of a county, counties of what is above it.
    pub(super) fn townships(
        &self,
        tx: &mut ReadTx<'_>,
    ) -> Result<Vec<DashboardTownship>, AppError> {
        let region = self.region(tx)?;
        let fine = region.prefix().len() >= region.county().len();
        let shown = |code: &str| -> Result<String, AppError> {
            let code = DivisionCode::parse(code)?;
            let place = code.township().filter(|_| fine).unwrap_or(code.county());
            Ok(place.to_owned())
        };
        let mut found: BTreeMap<String, DashboardTownship> = BTreeMap::new();
        for (code, count) in subjects::by_division(tx, &region)? {
            township(&mut found, shown(code.as_str())?).subjects += count;
        }
        for (code, visits, problems) in published::by_division(tx, self.days, &self.whose)? {
            let one = township(&mut found, shown(&code)?);
            one.inspected += visits;
            one.problems += problems;
        }
        let mut all: Vec<DashboardTownship> = found.into_values().collect();
        for one in &mut all {
            one.name = place_name(tx, &one.region)?;
            let places = positions::some_within(tx, &DivisionCode::parse(&one.region)?)?;
            one.middle = middle(&places).map(Into::into);
            one.share = (one.problems * WHOLE_BP).checked_div(one.inspected);
        }
        Ok(all)
    }

    /// Every month of the year before and of this one as far as it has gone.
    pub(super) fn months(
        &self,
        tx: &mut ReadTx<'_>,
        organs: &Organs,
    ) -> Result<Vec<DashboardMonth>, AppError> {
        let last = self.days.1.to_string();
        let mut months: BTreeMap<String, DashboardMonth> = BTreeMap::new();
        for year in [self.year.saturating_sub(1), self.year] {
            for month in (1..=12).map(|month| format!("{year:04}-{month:02}")) {
                if month.as_str() <= &last[..7] {
                    let inspected = 0;
                    let empty =
                        DashboardMonth { month: month.clone(), inspected, problems: 0, late: 0 };
                    months.insert(month, empty);
                }
            }
        }
        let first = Day::parse(&format!("{:04}-01-01", self.year.saturating_sub(1)))?;
        for row in published::results(tx, (first, self.days.1))? {
            let known = organs.iter().any(|organ| organ.id == row.organ);
            let Some(month) = months.get_mut(&row.month).filter(|_| known && stands(&row)) else {
                continue;
            };
            month.inspected += row.count;
            month.problems += if row.code.is_problem() { row.count } else { 0 };
            month.late += if row.late { row.count } else { 0 };
        }
        Ok(months.into_values().collect())
    }

    pub(super) fn departments(
        &self,
        tx: &mut ReadTx<'_>,
        organs: Organs,
    ) -> Result<Vec<DashboardDepartment>, AppError> {
        let region = self.region(tx)?;
        let year = (self.days.0, Day::parse(&format!("{:04}-12-31", self.year))?);
        let tasks = appraisals::shares(tx, Indicator::PlanExecuted, &region, year)?;
        let tasks: BTreeMap<OrganId, (u64, u64)> = tasks
            .into_iter()
            .flatten()
            .map(|(organ, done, planned)| (organ, (done, planned)))
            .collect();
        let rows = published::results(tx, self.days)?;
        let mut lines = Vec::new();
        for organ in organs {
            let (done, planned) = tasks.get(&organ.id).copied().unwrap_or_default();
            let own = rows.iter().filter(|row| row.organ == organ.id && stands(row));
            let (mut published, mut on_time) = (0, 0);
            for row in own {
                published += row.count;
                on_time += if row.late { 0 } else { row.count };
            }
            lines.push(DashboardDepartment {
                organ: organ.id.to_string(),
                organ_name: organ.name,
                planned,
                done,
                published,
                on_time,
                late_parts: self.late_parts(tx, Some(organ.id))?,
                late_rectifications: self.overdue::<Rectification>(tx, organ.id)?,
                late_matters: self.overdue::<Matter>(tx, organ.id)?,
            });
        }
        Ok(lines)
    }

    fn overdue<R: Followed>(&self, tx: &mut ReadTx<'_>, organ: OrganId) -> Result<u64, AppError> {
        let of_organ =
            FollowFilter { organ: Some(organ), overdue: Some(self.today), ..follow::everything() };
        Ok(follow::count::<R>(tx, &of_organ)?)
    }
}

fn township(
    found: &mut BTreeMap<String, DashboardTownship>,
    region: String,
) -> &mut DashboardTownship {
    found.entry(region.clone()).or_insert_with(|| DashboardTownship {
        region,
        name: String::new(),
        subjects: 0,
        inspected: 0,
        problems: 0,
        share: None,
        middle: None,
    })
}

fn stands(row: &Counted) -> bool {
    row.state != ResultState::Withdrawn
}
