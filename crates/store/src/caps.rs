//! 年度频次上限、检查次数、经营范围对应规则、工作日历: queries.

use sunlot_domain::calendar::CalendarYear;
use sunlot_domain::caps::{Exemption, Visit, VisitCap, VisitKind};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{OrganId, SubjectId};
use sunlot_domain::scope_rules::ScopeRule;

use crate::coded_columns;
use crate::column::Column;
use crate::error::StoreError;
use crate::filter::{Filter, Window};
use crate::record;
use crate::record::Stored;
use crate::tx::ReadTx;

coded_columns!(Exemption, VisitKind);
record!(VisitCap, "visit_cap", id, organ, region, year, visits_max, counts_cases, basis);
record!(Visit, "visit", id, organ, subject, day, kind, exemption, task);
record!(
    ScopeRule,
    "scope_rule",
    id,
    organ,
    region,
    keywords,
    except_words,
    industries,
    items,
    active,
);
record!(CalendarYear, "calendar_year", id, days, source);

/// Caps, of one organ or of all.
///
/// # Errors
/// What the database answers.
pub fn caps(
    tx: &mut ReadTx<'_>,
    organ: Option<OrganId>,
    window: Window,
) -> Result<(Vec<Stored<VisitCap>>, u64), StoreError> {
    let mut filter = Filter::default();
    if let Some(organ) = organ {
        filter.and("organ = {}", [organ.to_value()]);
    }
    tx.page(&filter, "organ, year DESC", window)
}

/// The cap of an organ for a year: the one that it published last for that year or before.
///
/// # Errors
/// What the database answers.
pub fn cap_of(
    tx: &mut ReadTx<'_>,
    organ: OrganId,
    year: u16,
) -> Result<Option<VisitCap>, StoreError> {
    let tail = "WHERE organ = ?1 AND year <= ?2 ORDER BY year DESC LIMIT 1";
    let found = tx.find::<VisitCap>(tail, &[organ.to_value(), year.to_value()])?;
    Ok(found.into_iter().next().map(|stored| stored.value))
}

/// Visits of an organ in a year, by subject.
///
/// # Errors
/// What the database answers.
pub fn visits_of(
    tx: &mut ReadTx<'_>,
    organ: OrganId,
    year: u16,
) -> Result<Vec<Stored<Visit>>, StoreError> {
    let from = format!("{year:04}-01-01").to_value();
    let to = format!("{year:04}-12-31").to_value();
    let tail = "WHERE organ = ?1 AND day >= ?2 AND day <= ?3 ORDER BY subject, day, id";
    tx.find(tail, &[organ.to_value(), from, to])
}

/// Visits of an organ to one subject in a year.
///
/// # Errors
/// What the database answers.
pub fn visits_to(
    tx: &mut ReadTx<'_>,
    organ: OrganId,
    subject: SubjectId,
    year: u16,
) -> Result<Vec<Stored<Visit>>, StoreError> {
    let from = format!("{year:04}-01-01").to_value();
    let to = format!("{year:04}-12-31").to_value();
    let tail = "WHERE subject = ?1 AND day >= ?2 AND day <= ?3 AND organ = ?4 ORDER BY day, id";
    tx.find(tail, &[subject.to_value(), from, to, organ.to_value()])
}

/// Visits to a subject in a year, of every organ.
///
/// # Errors
/// What the database answers.
pub fn visits_of_subject(
    tx: &mut ReadTx<'_>,
    subject: SubjectId,
    year: u16,
) -> Result<Vec<Stored<Visit>>, StoreError> {
    let from = format!("{year:04}-01-01").to_value();
    let to = format!("{year:04}-12-31").to_value();
    let tail = "WHERE subject = ?1 AND day >= ?2 AND day <= ?3 ORDER BY day, id";
    tx.find(tail, &[subject.to_value(), from, to])
}

/// Rules that hold in a division: those of it and of the divisions above.
///
/// # Errors
/// What the database answers.
pub fn scope_rules(
    tx: &mut ReadTx<'_>,
    region: &DivisionCode,
) -> Result<Vec<Stored<ScopeRule>>, StoreError> {
    let all: Vec<Stored<ScopeRule>> = tx.find("ORDER BY id", &[])?;
    let holds = |rule: &Stored<ScopeRule>| region.as_str().starts_with(rule.value.region.prefix());
    Ok(all.into_iter().filter(holds).collect())
}

/// Years that were announced after this program was made.
///
/// # Errors
/// What the database answers.
pub fn calendar_years(tx: &mut ReadTx<'_>) -> Result<Vec<Stored<CalendarYear>>, StoreError> {
    tx.find("ORDER BY id", &[])
}

/// The cap that an organ set for exactly this year.
///
/// # Errors
/// What the database answers.
pub fn cap_stored(
    tx: &mut ReadTx<'_>,
    organ: OrganId,
    year: u16,
) -> Result<Option<Stored<VisitCap>>, StoreError> {
    let found = tx.find("WHERE organ = ?1 AND year = ?2", &[organ.to_value(), year.to_value()])?;
    Ok(found.into_iter().next())
}
