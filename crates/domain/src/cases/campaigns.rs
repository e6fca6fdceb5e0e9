//! 专项检查建议: what many cases have in common proposes a special campaign; people decide, and its
//! subjects are drawn. No subject of a case is ever added by hand (R-SPEC-02).

use std::collections::{BTreeMap, BTreeSet};

use sunlot_sortition::time::Day;

use crate::coded::life_cycle;
use crate::codes::DivisionCode;
use crate::follow::{FollowError, Noun, Why, two_people};
use crate::ids::{AccountId, CampaignId, OrganId, TaskId};

life_cycle! {
    Campaign;
    /// Where a proposal stands.
    CampaignState {
        Proposed = "proposed", "待决定";
        Accepted = "accepted", "已采纳";
        Rejected = "rejected", "未采纳";
    }
    /// What moves it.
    CampaignStep {
        Accept = "accept", "采纳": Proposed => Accepted;
        Reject = "reject", "不采纳": Proposed => Rejected;
    }
}

/// Fewest cases that can be called a pattern.
pub const THRESHOLD_MIN: u32 = 3;

/// Longest window that is looked at, in days.
pub const WINDOW_MAX: u32 = 730;

/// One case, or one published result with a problem, as the search for patterns sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// `case:` or `result:` and the id.
    pub record: String,
    /// The visit that it came of or led to, else the record itself. What departments of one visit
    /// found, and a case with the result of its own visit, happened once.
    pub occasion: String,
    /// Item.
    pub item: String,
    /// Division of GB/T 4754, two digits; empty where it is unknown.
    pub trade: String,
    /// Township, or county.
    pub place: DivisionCode,
    /// When it was received or inspected.
    pub day: Day,
}

/// 规律: cases and results of one item, one trade and one township within a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CasePattern {
    /// Item.
    pub item: String,
    /// Trade.
    pub trade: String,
    /// Township.
    pub place: DivisionCode,
    /// The records, earliest first.
    pub records: Vec<String>,
    /// On how many occasions they happened.
    pub occasions: usize,
}

impl CasePattern {
    /// How many of the records are cases.
    #[must_use]
    pub fn cases(&self) -> usize {
        self.records.iter().filter(|record| record.starts_with("case:")).count()
    }
}

/// Patterns among leads with at least `threshold` occasions, the most frequent first, then by item,
/// trade and township. However many records an occasion has, it counts once.
#[must_use]
pub fn patterns(leads: &[Lead], threshold: u32) -> Vec<CasePattern> {
    // By item, trade and township: records with their day, each once.
    type Records<'l> = BTreeSet<(Day, &'l str, &'l str)>;
    type Groups<'l> = BTreeMap<(&'l str, &'l str, &'l DivisionCode), Records<'l>>;
    let mut groups = Groups::new();
    for lead in leads {
        let group = groups.entry((&lead.item, &lead.trade, &lead.place)).or_default();
        group.insert((lead.day, &lead.record, &lead.occasion));
    }
    let mut found: Vec<CasePattern> = Vec::new();
    for ((item, trade, place), records) in groups {
        let occasions: BTreeSet<&str> = records.iter().map(|(_, _, occasion)| *occasion).collect();
        if occasions.len() < threshold.max(THRESHOLD_MIN) as usize {
            continue;
        }
        found.push(CasePattern {
            item: item.to_owned(),
            trade: trade.to_owned(),
            place: place.clone(),
            records: records.into_iter().map(|(_, record, _)| record.to_owned()).collect(),
            occasions: occasions.len(),
        });
    }
    found.sort_by_key(|pattern| std::cmp::Reverse(pattern.occasions));
    found
}

/// 专项检查建议.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    /// Its id.
    pub id: CampaignId,
    /// Who proposes it.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// Item.
    pub item: String,
    /// Trade; empty where it is unknown.
    pub trade: String,
    /// Township.
    pub place: DivisionCode,
    /// First day that was looked at.
    pub window_from: Day,
    /// Last day.
    pub window_to: Day,
    /// Fewest cases that were asked for.
    pub threshold: u32,
    /// 依据: the cases and results.
    pub evidence: Vec<String>,
    /// Why.
    pub reason: String,
    /// Who proposed it.
    pub proposed_by: AccountId,
    /// When.
    pub proposed_on: Day,
    /// Who decided.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_on: Option<Day>,
    /// Why.
    pub decision: Option<String>,
    /// The draft of the special task.
    pub task: Option<TaskId>,
    /// Where it stands.
    pub state: CampaignState,
}

const NOUN: Noun = Noun::Campaign;

impl Campaign {
    fn decide(
        self,
        step: CampaignStep,
        by: AccountId,
        on: Day,
        decision: String,
    ) -> Result<Campaign, FollowError> {
        let (state, author) = (self.state.take(step)?, self.proposed_by);
        two_people(NOUN, ("建议人", author), ("决定人", by))?;
        let (decided_by, decided_on) = (Some(by), Some(on));
        Ok(Campaign { state, decided_by, decided_on, decision: Some(decision), ..self })
    }

    /// Checks the evidence (R-SPEC-01).
    ///
    /// # Errors
    /// Fewer cases than the threshold.
    pub fn check(&self) -> Result<(), FollowError> {
        let least = self.threshold.max(THRESHOLD_MIN);
        if self.evidence.len() < least as usize {
            let words = format!(
                "这段时间内只有 {} 件符合，不到 {least} 件；请调整时间范围，或继续观察。",
                self.evidence.len()
            );
            return Err(NOUN.refuses(Why::Rule { code: "campaign.evidence", words }));
        }
        Ok(())
    }

    /// 采纳, by another person: a draft task follows.
    ///
    /// # Errors
    /// Another state, or the one who proposed it.
    pub fn accept(
        self,
        by: AccountId,
        on: Day,
        decision: String,
        task: TaskId,
    ) -> Result<Campaign, FollowError> {
        Ok(Campaign { task: Some(task), ..self.decide(CampaignStep::Accept, by, on, decision)? })
    }

    /// 不采纳, by another person.
    ///
    /// # Errors
    /// Another state, or the one who proposed it.
    pub fn reject(self, by: AccountId, on: Day, decision: String) -> Result<Campaign, FollowError> {
        self.decide(CampaignStep::Reject, by, on, decision)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lead(record: &str, occasion: &str) -> Lead {
        Lead {
            record: record.to_owned(),
            occasion: occasion.to_owned(),
            item: "G".to_owned(),
            trade: "61".to_owned(),
            place: DivisionCode::parse("620422100").unwrap(),
            day: Day::parse("2026-03-02").unwrap(),
        }
    }

    #[test]
    fn what_four_departments_found_on_one_visit_happened_once() {
        let joint: Vec<Lead> = (1..=4).map(|n| lead(&format!("result:{n}"), "visit")).collect();
        assert!(patterns(&joint, 3).is_empty());
        let own = [lead("case:1", "visit-1"), lead("result:9", "visit-1")];
        let others = [lead("case:2", "case-2"), lead("case:3", "case-3")];
        let found = patterns(&[&own[..], &others, &joint].concat(), 3);
        let [one] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((one.occasions, one.records.len(), one.cases()), (4, 8, 3));
    }
}
