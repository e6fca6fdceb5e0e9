//! 计划条款 → 抽取规则: from what a plan says to the rules record of a draw (`spec/ssj-1.md` §5).
//!
//! Owns the meaning of the rules file: which units exist, who is in them, who is excluded and why.
//! Must never read a file, a clock or randomness.

mod error;
mod exclusion;
mod matching;
mod ratio;
mod record;
mod scope;
mod terms;
mod units;

pub use error::PlanError;
pub use ratio::Ratio;
pub use terms::{
    ExcludeTerms, ItemTerms, KeyTerms, LogTerms, MatchingTerms, PartyTerms, PlanTerms, RatioTerms,
    RegionTerms, ScopeTerms, SpecialistTerms, TaskTerms, WeightTerms,
};
pub use units::{PlanUnit, Quota, Stratum};

use std::collections::{BTreeMap, BTreeSet};

use sunlot_sortition::frame::Exclusion;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::names::DrawId;
use sunlot_sortition::time::Day;

use crate::subjects::Subject;

/// A plan whose terms were understood and fit each other.
#[derive(Debug, Clone)]
pub struct Plan {
    terms: PlanTerms,
    freeze_day: Day,
    units: Vec<PlanUnit>,
    region_of_township: BTreeMap<String, String>,
}

impl Plan {
    /// Understands the terms. `townships` are those of the register, for items spread over them.
    ///
    /// # Errors
    /// The first term that is wrong, with its place and what to do.
    pub fn compile(terms: PlanTerms, townships: &BTreeSet<String>) -> Result<Plan, PlanError> {
        let freeze_day = Day::parse(&terms.task.freeze_day).map_err(|_| PlanError::Name {
            place: "[task] freeze_day".to_owned(),
            text: terms.task.freeze_day.clone(),
            detail: "请写成 2026-03-31 这样的日期。".to_owned(),
        })?;
        if terms.task.requested_by == terms.task.approved_by {
            return Err(PlanError::Contradiction {
                place: "[task]".to_owned(),
                detail: "申请人（requested_by）与审批人（approved_by）不能是同一人。".to_owned(),
            });
        }
        let units = units::expand(&terms, townships)?;
        let region_of_township = matching::regions(&terms)?;
        Ok(Plan { terms, freeze_day, units, region_of_township })
    }

    /// The terms as written.
    pub fn terms(&self) -> &PlanTerms {
        &self.terms
    }

    /// The day whose register is frozen.
    pub fn freeze_day(&self) -> Day {
        self.freeze_day
    }

    /// The units, ascending by code.
    pub fn units(&self) -> &[PlanUnit] {
        &self.units
    }

    /// Codes of the units that a subject belongs to, ascending, exclusions not considered.
    pub fn units_of(&self, subject: &Subject) -> Vec<&str> {
        let mut codes: Vec<&str> = self
            .units
            .iter()
            .filter(|unit| {
                let item = &self.terms.items[unit.item];
                scope::covers(&item.scope, subject) && unit.stratum.holds(subject)
            })
            .map(|unit| unit.code.as_str())
            .collect();
        codes.sort_unstable();
        codes
    }

    /// Why a subject is not eligible, or `None`. `drawn_before` is true in a supplement for what
    /// the base draw selected.
    pub fn exclusion(&self, subject: &Subject, drawn_before: bool) -> Option<Exclusion> {
        exclusion::first(&self.terms.exclude, self.freeze_day, subject, drawn_before)
            .or_else(|| self.units_of(subject).is_empty().then_some(Exclusion::Scope))
    }

    /// Number of tickets of an eligible subject, 1…64.
    pub fn weight(&self, subject: &Subject) -> u32 {
        if self.terms.weights.halve_per_visit { 4 >> subject.visits_this_year.min(2) } else { 1 }
    }

    /// Matching region of a township; the default region when it is in none.
    pub fn region_of(&self, township: &str) -> &str {
        self.region_of_township.get(township).map_or_else(
            || self.terms.matching.as_ref().map_or("ALL", |m| m.default_region.as_str()),
            String::as_str,
        )
    }

    /// Tag code of a qualification: the table of the rules file, or the text itself when it is
    /// already a code.
    pub fn qualification<'a>(&'a self, name: &'a str) -> &'a str {
        self.terms.qualifications.get(name).map_or(name, String::as_str)
    }

    /// Whether the frame table stays out of the public bundle. A stratum that tells a credit-risk
    /// class makes this the default, as the class is internal (domain rule R-DRAW-05).
    pub fn blinded(&self) -> bool {
        self.terms
            .task
            .blinded
            .unwrap_or_else(|| self.units.iter().any(|u| matches!(u.stratum, Stratum::Risk(_))))
    }

    /// The rules record of one attempt, ready for `RulesRecord::parse`.
    ///
    /// # Errors
    /// A ratio or name that cannot stand in a record.
    pub fn rules_record(&self, draw_id: &DrawId, base: Option<&DrawId>) -> Result<Json, PlanError> {
        record::build(self, draw_id, base)
    }
}
