//! 工作台: what waits for an organ or a person where no list of the noun asks it. Every answer is
//! bounded: a desk shows what comes first, not everything.

use sunlot_domain::draws::{Draw, DrawRequest};
use sunlot_domain::ids::OrganId;
use sunlot_domain::inspections::InspectionItem;
use sunlot_domain::items::{ItemListVersion, LawChange};
use sunlot_domain::overlap::JointVisit;
use sunlot_domain::plans::PlanFiling;
use sunlot_sortition::time::Day;

use crate::column::Column;
use crate::error::StoreError;
use crate::filter::Filter;
use crate::plans::Visible;
use crate::record::{Record, Stored};
use crate::tx::ReadTx;

/// Most records of one answer.
const MOST: u32 = 100;

fn some<R: Record>(
    tx: &mut ReadTx<'_>,
    filter: &Filter,
    order: &str,
) -> Result<Vec<Stored<R>>, StoreError> {
    tx.find(&format!("{} ORDER BY {order} LIMIT {MOST}", filter.clause()), filter.params())
}

/// A filter that lets through what one of these organs has in a column; nothing without an organ.
fn of_organs(column: &str, organs: &[OrganId]) -> Filter {
    let mut filter = Filter::default();
    if organs.is_empty() {
        filter.and("1 = 0", []);
    }
    filter.among(column, organs.iter().map(Column::to_value));
    filter
}

/// Filings that nobody has received yet, to one of these organs or of plans that are visible.
///
/// # Errors
/// What the database answers.
pub fn filings(
    tx: &mut ReadTx<'_>,
    organs: &[OrganId],
    plans: &Visible,
) -> Result<Vec<Stored<PlanFiling>>, StoreError> {
    let mut to_them = of_organs("recipient", organs);
    to_them.and("state = 'filed'", []);
    let mut found: Vec<Stored<PlanFiling>> = some(tx, &to_them, "filed_on, id")?;
    let mut seen = Filter::default();
    plans.narrow(&mut seen);
    let of_plans = format!("plan IN (SELECT id FROM work_plan {})", seen.clause());
    let tail = format!("WHERE state = 'filed' AND {of_plans} ORDER BY filed_on, id LIMIT {MOST}");
    for one in tx.find::<PlanFiling>(&tail, seen.params())? {
        if found.iter().all(|known| known.value.id != one.value.id) {
            found.push(one);
        }
    }
    Ok(found)
}

/// Requests about visible draws that wait for a decision, each with its draw.
///
/// # Errors
/// What the database answers.
pub fn draw_requests(
    tx: &mut ReadTx<'_>,
    draws: &Visible,
) -> Result<Vec<(Stored<DrawRequest>, Draw)>, StoreError> {
    let mut seen = Filter::default();
    draws.narrow(&mut seen);
    let of_draws = format!("draw IN (SELECT id FROM draw {})", seen.clause());
    let tail = format!("WHERE state = 'pending' AND {of_draws} ORDER BY id LIMIT {MOST}");
    let mut found = Vec::new();
    for request in tx.find::<DrawRequest>(&tail, seen.params())? {
        let draw = tx.need::<Draw>(&request.value.draw)?.value;
        found.push((request, draw));
    }
    Ok(found)
}

/// Joint visits that were proposed to one of these organs.
///
/// # Errors
/// What the database answers.
pub fn joint_visits(
    tx: &mut ReadTx<'_>,
    organs: &[OrganId],
) -> Result<Vec<Stored<JointVisit>>, StoreError> {
    let mut filter = of_organs("second_organ", organs);
    filter.and("state = 'proposed'", []);
    some(tx, &filter, "id")
}

/// Items of visits for which one of these organs proposes a result of somebody else.
///
/// # Errors
/// What the database answers.
pub fn recognitions(
    tx: &mut ReadTx<'_>,
    organs: &[OrganId],
) -> Result<Vec<Stored<InspectionItem>>, StoreError> {
    let parts = of_organs("organ", organs);
    let tail = format!(
        "WHERE state = 'proposed' AND part IN (SELECT id FROM inspection_part {} \
         AND state = 'waiting') ORDER BY id LIMIT {MOST}",
        parts.clause()
    );
    tx.find(&tail, parts.params())
}

/// Versions of item lists in preparation: of these organs, or waiting for their consent.
///
/// # Errors
/// What the database answers.
pub fn list_versions(
    tx: &mut ReadTx<'_>,
    organs: &[OrganId],
) -> Result<Vec<Stored<ItemListVersion>>, StoreError> {
    if organs.is_empty() {
        return Ok(Vec::new());
    }
    let mut filter = Filter::default();
    filter.and("state IN ('draft', 'submitted', 'approved')", []);
    let places = vec!["{}"; organs.len()].join(", ");
    let condition = format!(
        "list IN (SELECT id FROM item_list WHERE organ IN ({places})) \
         OR id IN (SELECT list_version FROM item_list_consent WHERE organ IN ({places}) \
                   AND state = 'pending')"
    );
    filter.and(&condition, organs.iter().chain(organs).map(Column::to_value));
    some(tx, &filter, "drafted_on, id")
}

/// Ends of laws that these organs recorded, from a day on.
///
/// # Errors
/// What the database answers.
pub fn law_changes(
    tx: &mut ReadTx<'_>,
    organs: &[OrganId],
    since: Day,
) -> Result<Vec<Stored<LawChange>>, StoreError> {
    let mut filter = of_organs("organ", organs);
    filter.and("withdrawn = 0 AND last_day >= {}", [since.to_value()]);
    some(tx, &filter, "last_day, id")
}
