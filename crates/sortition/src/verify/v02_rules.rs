//! V-02 规则: the rules are of their form and of this draw.

use super::{Case, Deviation, Outcome};
use crate::rules::RulesRecord;

const FILE: &str = "rules.json";

pub(super) fn check(case: &mut Case<'_>) -> Result<Outcome, Deviation> {
    let json = case.record(FILE)?;
    let rules = RulesRecord::parse(&json).map_err(|e| Deviation::of_record(FILE, &e))?;
    let manifest = case.manifest();
    if rules.draw_id != manifest.draw_id {
        let (found, expected) = (&rules.draw_id, &manifest.draw_id);
        return Err(Deviation::differs("rules.draw_id", FILE, "draw_id", found, expected));
    }
    if rules.suite != manifest.suite {
        let (found, expected) = (rules.suite.name(), manifest.suite.name());
        return Err(Deviation::differs("rules.suite", FILE, "suite", found, expected));
    }
    case.rules = Some(rules);
    Ok(Outcome::Pass)
}
