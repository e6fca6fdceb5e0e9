//! 互认免抽: whom other organs inspected for all that a task asks.

use std::collections::BTreeSet;

use sunlot_domain::ids::{Id as _, OrganId, SubjectId};
use sunlot_domain::items::ItemCode;
use sunlot_domain::results::RECOGNITION_DAYS;
use sunlot_domain::tasks::Task;
use sunlot_sortition::time::Day;
use sunlot_store::{ReadTx, items, results};

use crate::error::AppError;
use crate::inspections::same_item;

/// Subjects for which, within [`RECOGNITION_DAYS`], organs other than those of the task's items
/// published a result of each of these items (国办发〔2024〕54号, 结果互认; R-RES-11). Where one
/// item is left that nobody inspected, the subject is drawn like any other.
pub(crate) fn recognised(
    tx: &mut ReadTx<'_>,
    task: &Task,
    today: Day,
) -> Result<BTreeSet<SubjectId>, AppError> {
    let Some(since) = today.plus(-RECOGNITION_DAYS) else { return Ok(BTreeSet::new()) };
    let mut all: Option<BTreeSet<SubjectId>> = None;
    for item in &task.content.items {
        let organ = OrganId::parse(&item.organ)?;
        let Ok(code) = ItemCode::parse(&item.code) else { return Ok(BTreeSet::new()) };
        // What cannot be drawn is refused elsewhere; nothing is the same as it.
        let Ok(found) = items::drawable(tx, &code, organ, task.draw_from)? else {
            return Ok(BTreeSet::new());
        };
        let same = same_item(tx, &found.item)?;
        let of_item = results::recognised(tx, &[same], since)?.into_iter();
        let others = of_item.filter(|(_, found)| found.iter().any(|one| one.organ != organ));
        let others: BTreeSet<SubjectId> = others.map(|(subject, _)| subject).collect();
        let both = match all {
            Some(all) => all.intersection(&others).copied().collect(),
            None => others,
        };
        if both.is_empty() {
            return Ok(both);
        }
        all = Some(both);
    }
    Ok(all.unwrap_or_default())
}
