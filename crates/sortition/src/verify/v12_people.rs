//! V-12 人员与回避表: officers and conflicts are of their form and those of the intent.

use super::parts::root_is;
use super::{Case, Deviation, Outcome};
use crate::conflicts::{self, ConflictTable};
use crate::officers::{self, OfficerTable};
use crate::roots::rows;

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    let (Some(people), Some(pairs)) = (case.file(officers::FILE), case.file(conflicts::FILE))
    else {
        return Ok(Outcome::Withheld("人员与回避表在本阶段不公布"));
    };
    let of_row = |error| Deviation::of_row(&error);
    let officers = OfficerTable::parse(people).map_err(of_row)?;
    let frame = case.draw.frame.as_ref();
    let conflicts = ConflictTable::parse(pairs, &officers, frame).map_err(of_row)?;
    let (suite, intent, by) = (case.rules().suite, case.intent(), "意向 intent.json");
    let stated = (intent.officer_root, intent.officer_count);
    root_is(suite, officers::FILE, &rows(people), stated, by)?;
    let stated = (intent.conflict_root, intent.conflict_count);
    root_is(suite, conflicts::FILE, &rows(pairs), stated, by)?;
    case.draw.officers = Some(officers);
    case.draw.conflicts = Some(conflicts);
    Ok(Outcome::Pass)
}
