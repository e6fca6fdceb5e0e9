//! 信用修复: who was listed or punished asks for the end of it; the organ that listed decides, a
//! second person signs.

use serde::{Deserialize, Serialize};
use sunlot_sortition::time::Day;

use super::measures::RestrictionKind;
use super::terms::{PENALTY_REPAIR_MONTHS, PENALTY_REPAIR_MONTHS_SAFETY, SERIOUS_REPAIR_MONTHS};
use super::{FollowError, Noun, Why, two_people};
use crate::coded::{coded, life_cycle};
use crate::codes::DivisionCode;
use crate::ids::{AccountId, OrganId, PenaltyId, RepairId, RestrictionId, SubjectId};

life_cycle! {
    Repair;
    /// Where a request stands.
    RepairState {
        Requested = "requested", "待决定";
        Granted = "granted", "准予修复";
        Refused = "refused", "不予修复";
    }
    /// What moves it.
    RepairStep {
        Grant = "grant", "准予修复": Requested => Granted;
        Refuse = "refuse", "不予修复": Requested => Refused;
    }
}

coded! {
    /// 修复条件.
    Condition {
        /// 已改正失信行为.
        Corrected = "corrected", "已改正失信行为、消除不良影响";
        /// 已补报年报.
        Reported = "reported", "已补报年度报告并公示";
        /// 已履行公示义务或更正公示信息.
        Published = "published", "已履行公示义务或更正公示信息";
        /// 已办理住所变更或能够重新取得联系.
        Reachable = "reachable", "已变更住所或可以重新取得联系";
        /// 已履行行政处罚义务.
        Served = "served", "已完全履行行政处罚决定规定的义务";
        /// 公示期间没有再受处罚.
        NoRepeat = "no_repeat", "公示期间未再受到同类行政处罚";
        /// 作出信用承诺.
        Pledge = "pledge", "已作出信用承诺";
    }
}

/// A condition with the evidence that it is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetCondition {
    /// Code of a [`Condition`].
    pub condition: String,
    /// What proves it.
    pub evidence: String,
}

/// 信用修复申请.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// Its id.
    pub id: RepairId,
    /// Who decides: the organ that listed or punished.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// For whom.
    pub subject: SubjectId,
    /// The listing that would be lifted, or
    pub restriction: Option<RestrictionId>,
    /// the penalty whose publication would end.
    pub penalty: Option<PenaltyId>,
    /// 申请事由.
    pub request: String,
    /// Conditions that are met.
    pub conditions: Vec<MetCondition>,
    /// 申请日期.
    pub requested_on: Day,
    /// Who received it.
    pub entered_by: AccountId,
    /// Who decided.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_on: Option<Day>,
    /// Why.
    pub decision: Option<String>,
    /// Where it stands.
    pub state: RepairState,
}

/// What would be repaired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A listing of a kind, since a day.
    Listing(RestrictionKind, Day),
    /// A published penalty, since a day; `safety` where food, drugs or special equipment are
    /// concerned.
    Penalty {
        /// 公示之日.
        published_on: Day,
        /// 食品、药品、特种设备.
        safety: bool,
    },
}

const NOUN: Noun = Noun::Repair;

/// The same day some months later, or the last of that month.
#[must_use]
pub fn months_later(day: Day, months: u32) -> Option<Day> {
    let text = day.to_string();
    let number = |part: &str| part.parse::<u32>().ok();
    let (year, month) = (number(&text[..4])?, number(&text[5..7])?);
    let count = year * 12 + (month - 1) + months;
    let (year, month, date) = (count / 12, count % 12 + 1, number(&text[8..10])?);
    (28..=date.max(28))
        .rev()
        .filter(|_| date > 28)
        .chain([date])
        .find_map(|date| Day::parse(&format!("{year:04}-{month:02}-{date:02}")).ok())
}

impl Target {
    /// Conditions, all of which must be met (domain.md §7).
    #[must_use]
    pub fn conditions(&self) -> &'static [Condition] {
        match self {
            Target::Listing(RestrictionKind::Serious, _) => {
                &[Condition::Corrected, Condition::Served, Condition::Pledge]
            }
            Target::Listing(..) => &[Condition::Corrected],
            Target::Penalty { .. } => &[Condition::Served, Condition::NoRepeat, Condition::Pledge],
        }
    }

    /// The first day on which it may be granted.
    #[must_use]
    pub fn earliest(&self) -> Option<Day> {
        match *self {
            Target::Listing(RestrictionKind::Serious, since) => {
                months_later(since, SERIOUS_REPAIR_MONTHS)
            }
            Target::Listing(_, since) => Some(since),
            Target::Penalty { published_on, safety } => {
                let longer = PENALTY_REPAIR_MONTHS_SAFETY;
                let months = if safety { longer } else { PENALTY_REPAIR_MONTHS };
                months_later(published_on, months)
            }
        }
    }
}

impl Repair {
    fn decide(
        self,
        step: RepairStep,
        by: AccountId,
        on: Day,
        decision: String,
    ) -> Result<Repair, FollowError> {
        let (state, author) = (self.state.take(step)?, self.entered_by);
        two_people(NOUN, ("受理人", author), ("决定人", by))?;
        let (decided_by, decided_on) = (Some(by), Some(on));
        Ok(Repair { state, decided_by, decided_on, decision: Some(decision), ..self })
    }

    /// Checks what a person typed.
    ///
    /// # Errors
    /// [`FollowError`] with the first condition that is none, or is written twice.
    pub fn check(&self) -> Result<(), FollowError> {
        let mut seen = Vec::new();
        for met in &self.conditions {
            let known = Condition::parse(&met.condition).filter(|one| !seen.contains(one));
            let Some(known) = known else {
                let words = format!("“{}”不是修复条件，或写了两次；请重新选择。", met.condition);
                return Err(NOUN.refuses(Why::Rule { code: "repair.condition", words }));
            };
            super::text(NOUN, "证明材料", &met.evidence, 2, 500)?;
            seen.push(known);
        }
        Ok(())
    }

    /// 准予修复, by another person, not before its day and with every condition met (R-REST-04).
    ///
    /// # Errors
    /// Another state, the same person, too early, or a condition that nothing proves.
    pub fn grant(
        self,
        by: AccountId,
        today: Day,
        decision: String,
        target: Target,
    ) -> Result<Repair, FollowError> {
        let rule = |code, words| NOUN.refuses(Why::Rule { code, words });
        if let Some(day) = target.earliest().filter(|day| today < *day) {
            let words = format!("最早 {day} 才能修复；请告知申请人到期后再申请。");
            return Err(rule("repair.too_early", words));
        }
        let met = |one: &&Condition| self.conditions.iter().any(|c| c.condition == one.code());
        if let Some(missing) = target.conditions().iter().find(|one| !met(one)) {
            let words = format!("还缺少条件“{}”的证明；请补充后再决定。", missing.name_zh());
            return Err(rule("repair.unmet", words));
        }
        self.decide(RepairStep::Grant, by, today, decision)
    }

    /// 不予修复, by another person.
    ///
    /// # Errors
    /// Another state, or the same person.
    pub fn refuse(self, by: AccountId, on: Day, decision: String) -> Result<Repair, FollowError> {
        self.decide(RepairStep::Refuse, by, on, decision)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_end_within_their_month() {
        let day = |text: &str| Day::parse(text).unwrap();
        for (from, months, to) in [
            ("2026-03-02", 6, "2026-09-02"),
            ("2026-08-31", 6, "2027-02-28"),
            ("2027-08-31", 6, "2028-02-29"),
            ("2026-12-31", 12, "2027-12-31"),
            ("2026-10-31", 1, "2026-11-30"),
            ("2026-01-01", 3, "2026-04-01"),
        ] {
            assert_eq!(months_later(day(from), months), Some(day(to)), "{from} + {months}");
        }
    }
}
