//! 抽查推算、人员差异、检查负担: what they are counted from. Random visits alone; individual cases
//! are in none of them.

use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{DrawId, InspectionId, InspectorId, OrganId, SubjectId};
use sunlot_domain::inspections::Inspection;
use sunlot_domain::results::ResultCode;
use sunlot_sortition::time::Day;

use crate::column::Column;
use crate::error::StoreError;
use crate::filter::Filter;
use crate::record::Stored;
use crate::tx::ReadTx;

/// A published result of a visit that a draw opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnResult {
    /// Code of the register.
    pub subject: String,
    /// 检查机关.
    pub organ: OrganId,
    /// 事项编码.
    pub item: String,
    /// 事项名称.
    pub item_name: String,
    /// 检查结果.
    pub code: ResultCode,
}

/// Results that stand of the visits of a draw.
///
/// # Errors
/// What the database answers.
pub fn results_of_draw(tx: &mut ReadTx<'_>, draw: DrawId) -> Result<Vec<DrawnResult>, StoreError> {
    let sql = "SELECT s.code, r.organ, r.item_code, r.item_name, r.code FROM check_result r \
               JOIN inspection i ON i.id = r.inspection JOIN subject s ON s.id = i.subject \
               WHERE i.draw = ?1 AND r.state = 'published' ORDER BY s.code, r.organ, r.item_code";
    let rows = tx.query(sql, &[draw.to_value()])?;
    let read = |mut row: crate::value::Row| {
        Ok(DrawnResult {
            subject: row.take()?,
            organ: row.take()?,
            item: row.take()?,
            item_name: row.take()?,
            code: row.take()?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// What one organ found in one random visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The visit.
    pub inspection: InspectionId,
    /// The draw.
    pub draw: DrawId,
    /// Which organ.
    pub organ: OrganId,
    /// Division of the subject.
    pub region: DivisionCode,
    /// Whether there was a problem.
    pub problem: bool,
}

fn of_days(days: (Day, Day), region: &DivisionCode) -> Filter {
    let mut filter = Filter::default();
    filter.and("i.draw IS NOT NULL", []);
    filter.and("i.done_on >= {} AND i.done_on <= {}", [days.0.to_value(), days.1.to_value()]);
    filter.within("i.region", region);
    filter
}

/// What organs found in random visits that were over within days, where something is published.
///
/// # Errors
/// What the database answers.
pub fn findings(
    tx: &mut ReadTx<'_>,
    days: (Day, Day),
    region: &DivisionCode,
) -> Result<Vec<Finding>, StoreError> {
    let mut filter = of_days(days, region);
    filter.and("r.state = 'published'", []);
    let sql = format!(
        "SELECT i.id, i.draw, r.organ, s.region, \
         MAX(CASE WHEN r.code IN ('1', '7') THEN 0 ELSE 1 END) \
         FROM check_result r JOIN inspection i ON i.id = r.inspection \
         JOIN subject s ON s.id = i.subject {} \
         GROUP BY i.id, i.draw, r.organ, s.region ORDER BY i.id, r.organ",
        filter.clause()
    );
    let rows = tx.query(&sql, filter.params())?;
    let read = |mut row: crate::value::Row| {
        Ok(Finding {
            inspection: row.take()?,
            draw: row.take()?,
            organ: row.take()?,
            region: row.take()?,
            problem: row.take()?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Who took part in random visits that were over within days: visit, organ, inspector.
///
/// # Errors
/// What the database answers.
pub fn teams(
    tx: &mut ReadTx<'_>,
    days: (Day, Day),
    region: &DivisionCode,
) -> Result<Vec<(InspectionId, OrganId, InspectorId)>, StoreError> {
    let mut filter = of_days(days, region);
    filter.and("m.has_left = 0 AND (m.present IS NULL OR m.present = 1)", []);
    let sql = format!(
        "SELECT i.id, m.organ, m.inspector FROM inspection_member m \
         JOIN inspection i ON i.id = m.inspection {} ORDER BY i.id, m.organ, m.inspector",
        filter.clause()
    );
    let rows = tx.query(&sql, filter.params())?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?, row.take()?))).collect()
}

/// Visits to a subject whose time began within days, oldest first.
///
/// # Errors
/// What the database answers.
pub fn visits_to(
    tx: &mut ReadTx<'_>,
    subject: SubjectId,
    days: (Day, Day),
) -> Result<Vec<Stored<Inspection>>, StoreError> {
    let tail = "WHERE subject = ?1 AND window_from >= ?2 AND window_from <= ?3 \
                ORDER BY window_from, id";
    tx.find(tail, &[subject.to_value(), days.0.to_value(), days.1.to_value()])
}
