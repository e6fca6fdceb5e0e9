//! 排除情形: why a subject of the register has no ticket. Excluded subjects stay in the frame.

use sunlot_sortition::frame::Exclusion;
use sunlot_sortition::time::Day;

use super::ExcludeTerms;
use crate::subjects::{LifeStatus, Subject};

/// The first reason that applies, in the order below; the scope of items is asked last, elsewhere.
pub(super) fn first(
    terms: &ExcludeTerms,
    freeze_day: Day,
    subject: &Subject,
    drawn_before: bool,
) -> Option<Exclusion> {
    let capped = terms.visits_per_year_max.is_some_and(|max| subject.visits_this_year >= max);
    let recent = match (terms.recent_days, subject.last_inspected) {
        (Some(days), Some(last)) => freeze_day.days_since(last) < i64::from(days),
        _ => false,
    };
    [
        (!subject.id_verified, Exclusion::IdBad),
        (subject.status != LifeStatus::Live, Exclusion::Status),
        (drawn_before, Exclusion::Drawn),
        (capped, Exclusion::Cap),
        (recent || subject.recognised, Exclusion::Recent),
        (terms.trial && subject.in_trial, Exclusion::Trial),
        (terms.open_case && subject.has_open_case, Exclusion::Pending),
    ]
    .into_iter()
    .find_map(|(applies, reason)| applies.then_some(reason))
}
