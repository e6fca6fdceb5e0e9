//! 限制措施: 列异、严重违法失信名单、联合惩戒. What restricts a subject, by which law, how long, and
//! to which departments it was handed on.

use serde::{Deserialize, Serialize};
use sunlot_sortition::time::Day;

use super::measures::{Measure, RestrictionKind};
use super::terms::SERIOUS_YEARS;
use super::{FollowError, Noun, Why, two_people};
use crate::calendar::year_of;
use crate::coded::life_cycle;
use crate::codes::DivisionCode;
use crate::ids::{
    AccountId, CaseId, HandoffId, InspectionId, OrganId, ReferralId, RestrictionId, SubjectId,
    TaskId,
};

life_cycle! {
    Restriction;
    /// Where a listing stands.
    RestrictionState {
        Proposed = "proposed", "待审批";
        InForce = "in_force", "执行中";
        Refused = "refused", "未批准";
        Lifted = "lifted", "已解除";
    }
    /// What moves it.
    RestrictionStep {
        Approve = "approve", "批准列入": Proposed => InForce;
        Refuse = "refuse", "不批准列入": Proposed => Refused;
        Lift = "lift", "解除": InForce => Lifted;
    }
}

life_cycle! {
    Handoff;
    /// Where a hand-off stands.
    HandoffState {
        Sent = "sent", "已发出";
        Acknowledged = "acknowledged", "已回执";
    }
    /// What moves it.
    HandoffStep {
        Acknowledge = "acknowledge", "回执": Sent => Acknowledged;
    }
}

/// One measure with the law that allows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LawfulMeasure {
    /// Code of a [`Measure`].
    pub measure: String,
    /// 法律、行政法规、党中央国务院文件依据, with its article.
    pub basis: String,
}

/// 列入名单 or 联合惩戒.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restriction {
    /// Its id.
    pub id: RestrictionId,
    /// What it is.
    pub kind: RestrictionKind,
    /// Who lists: alone may lift it.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// Who is restricted.
    pub subject: SubjectId,
    /// The task of the inspection, when there was one.
    pub task: Option<TaskId>,
    /// Cause: the inspection.
    pub inspection: Option<InspectionId>,
    /// Cause: the individual case.
    pub case_id: Option<CaseId>,
    /// Cause: what another organ sent.
    pub referral: Option<ReferralId>,
    /// 列入事由.
    pub reason: String,
    /// 列入依据, with its article.
    pub basis: String,
    /// The measures.
    pub measures: Vec<LawfulMeasure>,
    /// First day.
    pub valid_from: Day,
    /// Last day, when there is one.
    pub valid_to: Option<Day>,
    /// Who proposed it.
    pub proposed_by: AccountId,
    /// Who approved or refused it.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_on: Option<Day>,
    /// Who lifted it.
    pub lifted_by: Option<AccountId>,
    /// When.
    pub lifted_on: Option<Day>,
    /// Why.
    pub lift_reason: Option<String>,
    /// Where it stands.
    pub state: RestrictionState,
}

/// 联合惩戒移交: a listing handed on to another department, which says what it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handoff {
    /// Its id.
    pub id: HandoffId,
    /// The listing.
    pub restriction: RestrictionId,
    /// Who hands it on.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// The receiving department, alone in the list.
    pub participants: Vec<OrganId>,
    /// About whom.
    pub subject: SubjectId,
    /// Who sent it.
    pub sent_by: AccountId,
    /// When.
    pub sent_on: Day,
    /// Last day of the acknowledgement.
    pub due: Option<Day>,
    /// 回执号.
    pub receipt: Option<String>,
    /// What the department does about it.
    pub applied: Option<String>,
    /// Who acknowledged it.
    pub acknowledged_by: Option<AccountId>,
    /// When.
    pub acknowledged_on: Option<Day>,
    /// Where it stands.
    pub state: HandoffState,
}

const NOUN: Noun = Noun::Restriction;

fn rule(code: &'static str, words: impl Into<String>) -> FollowError {
    NOUN.refuses(Why::Rule { code, words: words.into() })
}

/// The same day some years later; 29 February becomes the 28th.
fn years_later(day: Day, years: u16) -> Option<Day> {
    let (year, rest) = (year_of(day) + years, &day.to_string()[4..]);
    let same = Day::parse(&format!("{year:04}{rest}"));
    same.or_else(|_| Day::parse(&format!("{year:04}-02-28"))).ok()
}

impl Restriction {
    fn step(self, step: RestrictionStep) -> Result<Restriction, FollowError> {
        Ok(Restriction { state: self.state.take(step)?, ..self })
    }

    /// Checks what a person typed: only measures of the closed list, each with its law (R-REST-01).
    ///
    /// # Errors
    /// [`FollowError`] with the first field that is wrong.
    pub fn check(&self) -> Result<(), FollowError> {
        super::text(NOUN, "列入依据", &self.basis, 6, 300)?;
        super::text(NOUN, "列入事由", &self.reason, 4, 500)?;
        if self.valid_to.is_some_and(|last| last < self.valid_from) {
            return Err(NOUN.refuses(Why::Days { first: "起始日期", second: "截止日期" }));
        }
        if self.kind == RestrictionKind::Joint && self.measures.is_empty() {
            return Err(rule("restriction.measures", "联合惩戒须写明至少一项措施及其法律依据。"));
        }
        let mut seen: Vec<Measure> = self.kind.inherent().to_vec();
        for lawful in &self.measures {
            let measure = Measure::parse(&lawful.measure).ok_or_else(|| {
                let words = format!(
                    "“{}”不在全国失信惩戒措施基础清单之内；清单之外不得惩戒，请从清单中选择。",
                    lawful.measure
                );
                rule("restriction.measure", words)
            })?;
            if seen.contains(&measure) {
                let words = format!("“{}”写了两次，或已随列入而生效；请删除。", measure.name_zh());
                return Err(rule("restriction.measure_twice", words));
            }
            super::text(NOUN, "措施的法律依据", &lawful.basis, 6, 300)?;
            seen.push(measure);
        }
        let latest = years_later(self.valid_from, SERIOUS_YEARS);
        if self.kind == RestrictionKind::Serious
            && (self.valid_to.is_none() || self.valid_to > latest)
        {
            let words = format!(
                "列入严重违法失信名单须写明截止日期，自列入之日起不超过 {SERIOUS_YEARS} 年。"
            );
            return Err(rule("restriction.too_long", words));
        }
        Ok(())
    }

    /// Everything that it brings with it.
    pub fn all_measures(&self) -> impl Iterator<Item = (Measure, &str)> {
        let inherent = self.kind.inherent().iter().map(|one| (*one, self.basis.as_str()));
        let named = self.measures.iter();
        inherent.chain(named.filter_map(|l| Some((Measure::parse(&l.measure)?, &*l.basis))))
    }

    /// Whether it restricts on a day.
    #[must_use]
    pub fn holds(&self, day: Day) -> bool {
        self.state == RestrictionState::InForce
            && self.valid_from <= day
            && self.valid_to.is_none_or(|last| day <= last)
    }

    /// 批准列入, by another person (R-REST-02).
    ///
    /// # Errors
    /// Another state, or the one who proposed it.
    pub fn approve(self, by: AccountId, on: Day) -> Result<Restriction, FollowError> {
        self.decide(RestrictionStep::Approve, by, on)
    }

    /// 不批准列入.
    ///
    /// # Errors
    /// Another state, or the one who proposed it.
    pub fn refuse(self, by: AccountId, on: Day) -> Result<Restriction, FollowError> {
        self.decide(RestrictionStep::Refuse, by, on)
    }

    fn decide(
        self,
        step: RestrictionStep,
        by: AccountId,
        on: Day,
    ) -> Result<Restriction, FollowError> {
        let author = self.proposed_by;
        let it = self.step(step)?;
        two_people(NOUN, ("列入的申请人", author), ("审批人", by))?;
        Ok(Restriction { decided_by: Some(by), decided_on: Some(on), ..it })
    }

    /// 解除, with the reason: by a repair, or because the listing was wrong.
    ///
    /// # Errors
    /// Another state.
    pub fn lift(self, by: AccountId, on: Day, reason: String) -> Result<Restriction, FollowError> {
        let it = self.step(RestrictionStep::Lift)?;
        let (lifted_by, lifted_on) = (Some(by), Some(on));
        Ok(Restriction { lifted_by, lifted_on, lift_reason: Some(reason), ..it })
    }
}

impl Handoff {
    /// The receiving department.
    #[must_use]
    pub fn recipient(&self) -> Option<OrganId> {
        self.participants.first().copied()
    }

    /// 回执 with what is done about it, once.
    ///
    /// # Errors
    /// Another state.
    pub fn acknowledge(
        self,
        by: AccountId,
        on: Day,
        receipt: String,
        applied: String,
    ) -> Result<Handoff, FollowError> {
        let state = self.state.take(HandoffStep::Acknowledge)?;
        let it = Handoff { state, receipt: Some(receipt), applied: Some(applied), ..self };
        Ok(Handoff { acknowledged_by: Some(by), acknowledged_on: Some(on), due: None, ..it })
    }

    /// Whether the acknowledgement is overdue.
    #[must_use]
    pub fn overdue(&self, today: Day) -> bool {
        self.due.is_some_and(|due| today > due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_years_later_is_a_day_also_for_the_leap_day() {
        let day = |text: &str| Day::parse(text).unwrap();
        assert_eq!(years_later(day("2026-03-02"), 3), Some(day("2029-03-02")));
        assert_eq!(years_later(day("2028-02-29"), 3), Some(day("2031-02-28")));
    }
}
