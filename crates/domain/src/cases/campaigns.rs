//! 专项检查建议: what many cases have in common proposes a special campaign; people decide, and its
//! subjects are drawn. No subject of a case is ever added by hand (R-SPEC-02).

use std::collections::BTreeMap;

use sunlot_sortition::time::Day;

use crate::coded::life_cycle;
use crate::codes::DivisionCode;
use crate::follow::{FollowError, Noun, Why, two_people};
use crate::ids::{AccountId, CampaignId, CaseId, OrganId, TaskId};

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

/// One case, as the search for patterns sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// The case.
    pub case: CaseId,
    /// Item.
    pub item: String,
    /// Division of GB/T 4754, two digits; empty where it is unknown.
    pub trade: String,
    /// Township, or county.
    pub place: DivisionCode,
    /// When it was received.
    pub day: Day,
}

/// 规律: cases of one item, one trade and one township within a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CasePattern {
    /// Item.
    pub item: String,
    /// Trade.
    pub trade: String,
    /// Township.
    pub place: DivisionCode,
    /// The cases, earliest first.
    pub cases: Vec<CaseId>,
}

/// Patterns among leads with at least `threshold` cases, the most frequent first, then by item,
/// trade and township. A case that is named twice for an item counts once.
#[must_use]
pub fn patterns(leads: &[Lead], threshold: u32) -> Vec<CasePattern> {
    let mut groups: BTreeMap<(&str, &str, &DivisionCode), Vec<(Day, CaseId)>> = BTreeMap::new();
    for lead in leads {
        let group = groups.entry((&lead.item, &lead.trade, &lead.place)).or_default();
        if !group.iter().any(|(_, case)| *case == lead.case) {
            group.push((lead.day, lead.case));
        }
    }
    let mut found: Vec<CasePattern> = Vec::new();
    for ((item, trade, place), mut cases) in groups {
        if cases.len() < threshold.max(THRESHOLD_MIN) as usize {
            continue;
        }
        cases.sort();
        found.push(CasePattern {
            item: item.to_owned(),
            trade: trade.to_owned(),
            place: place.clone(),
            cases: cases.into_iter().map(|(_, case)| case).collect(),
        });
    }
    found.sort_by_key(|pattern| std::cmp::Reverse(pattern.cases.len()));
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
    /// 依据: the cases.
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
                "这段时间内只有 {} 件个案符合，不到 {least} 件；请调整时间范围，或继续观察。",
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
