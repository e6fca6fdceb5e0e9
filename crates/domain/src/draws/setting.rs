//! 抽取方案: who contributes, holds and records, which public entropy, when what happens.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sunlot_sortition::intent::BeaconType;
use sunlot_sortition::log::sm2;
use sunlot_sortition::names::{KeyName, PersonId, RegionCode};
use sunlot_sortition::time::UtcSecond;

use super::{DrawError, DrawPublication};

/// A party of the ceremony. The public sees its id; who acts for it stays with the platform.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Public id: `dept:scjg`, `observer:jjw`.
    pub id: String,
    /// Account that acts for it; empty for the organiser, for whom the platform acts.
    pub account: String,
    /// Organ that it belongs to.
    pub organ: String,
}

/// 托管方: keeps the organiser's nonce while the draw is sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Public name of the key.
    pub name: String,
    /// SM2 public key, 130 hexadecimal digits; the secret key never comes here.
    pub sm2: String,
    /// Account that acts for it.
    pub account: String,
}

/// 片区: townships that are matched together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionGroup {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Township codes.
    pub townships: Vec<String>,
}

/// The whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Setting {
    /// 随机数提供方, the organiser first.
    pub parties: Vec<Party>,
    /// 托管方.
    pub holders: Vec<Holder>,
    /// 记录人 of a drawing on the spot.
    pub recorders: Vec<Party>,
    /// How many parties have to reveal.
    pub min_reveals: u32,
    /// Type of the public entropy.
    pub beacon: String,
    /// Its issue; drand's follows from its time.
    pub round: Option<u64>,
    /// T_r.
    pub reveal_by: String,
    /// T_b.
    pub beacon_at: String,
    /// Latest result.
    pub deadline: String,
    /// 片区.
    pub regions: Vec<RegionGroup>,
    /// Inspectors per visit and organ.
    pub demand: u32,
    /// Tolerance of balanced loads.
    pub band: u32,
    /// What is relaxed in order when inspectors are short.
    pub ladder: Vec<String>,
    /// Waiting list as a share of the quota.
    pub wait: String,
    /// Whether the frame is withheld from the public.
    pub blinded: Option<bool>,
    /// Earliest time of each batch.
    pub release_at: Vec<String>,
}

fn field(field: &'static str, what: impl Into<String>) -> DrawError {
    DrawError::Setting { field, what: what.into() }
}

impl Setting {
    /// The organiser.
    #[must_use]
    pub fn organiser(&self) -> &str {
        self.parties.first().map_or("", |party| &party.id)
    }

    /// The party that an account acts for.
    #[must_use]
    pub fn party_of(&self, account: &str) -> Option<&Party> {
        self.parties.iter().find(|party| party.account == account)
    }

    /// Checks what does not depend on who exists. `observer` is whether a discipline observer could
    /// take part, `batches` how many the tasks ask for, `now` the time of asking.
    ///
    /// # Errors
    /// [`DrawError::Setting`] with the first field that is wrong.
    pub fn check(
        &self,
        publication: DrawPublication,
        batches: u32,
        now: UtcSecond,
    ) -> Result<(), DrawError> {
        self.check_parties()?;
        self.check_holders(publication)?;
        self.check_times(now)?;
        for group in &self.regions {
            RegionCode::parse(&group.code).map_err(|e| field("regions", e.message_zh()))?;
        }
        if !(2..=9).contains(&self.demand) {
            return Err(field("demand", "每户每部门 2 至 9 名检查人员。"));
        }
        if self.release_at.len() as u64 != u64::from(batches) {
            let what = format!("任务分 {batches} 批，须写明每一批的最早派发时间。");
            return Err(field("release_at", what));
        }
        for pair in self.release_at.windows(2) {
            if pair[0] > pair[1] {
                return Err(field("release_at", "后一批不能早于前一批派发。"));
            }
        }
        match self.release_at.iter().find(|text| UtcSecond::parse(text).is_err()) {
            Some(wrong) => Err(field("release_at", format!("“{wrong}”不是时间。"))),
            None => Ok(()),
        }
    }

    /// At least three contributors of two organs (R-DRAW-14).
    fn check_parties(&self) -> Result<(), DrawError> {
        if self.parties.len() < 3 {
            let what = "随机数提供方至少三家：组织方和另外至少两家。";
            return Err(field("contributors", what));
        }
        let organs: BTreeSet<&str> = self.parties.iter().map(|p| p.organ.as_str()).collect();
        if organs.len() < 2 {
            return Err(field("contributors", "随机数提供方须来自至少两个单位。"));
        }
        for (name, list) in [("contributors", &self.parties), ("recorders", &self.recorders)] {
            let ids: BTreeSet<&str> = list.iter().map(|p| p.id.as_str()).collect();
            let accounts: BTreeSet<&str> = list.iter().map(|p| p.account.as_str()).collect();
            if ids.len() != list.len() || accounts.len() != list.len() {
                return Err(field(name, "同一人或同一名称出现两次。"));
            }
            if let Some(wrong) = list.iter().find(|p| PersonId::parse(&p.id).is_err()) {
                return Err(field(name, format!("“{}”不能用作名称。", wrong.id)));
            }
        }
        let all = u32::try_from(self.parties.len()).unwrap_or(u32::MAX);
        if !(2..=all).contains(&self.min_reveals) {
            return Err(field("min_reveals", "最少揭示家数须在 2 与提供方家数之间。"));
        }
        Ok(())
    }

    fn check_holders(&self, publication: DrawPublication) -> Result<(), DrawError> {
        let names: BTreeSet<&str> = self.holders.iter().map(|h| h.name.as_str()).collect();
        let accounts: BTreeSet<&str> = self.holders.iter().map(|h| h.account.as_str()).collect();
        if names.len() != self.holders.len() || accounts.len() != self.holders.len() {
            return Err(field("holders", "同一托管方出现两次。"));
        }
        for holder in &self.holders {
            KeyName::parse(&holder.name).map_err(|e| field("holders", e.message_zh()))?;
            PersonId::parse(&holder.name).map_err(|e| field("holders", e.message_zh()))?;
            let key = sunlot_sortition::digest::from_hex(&holder.sm2);
            if !key.is_some_and(|key| sm2::is_public_key(&key)) {
                let what = format!("托管方 {} 的 SM2 公钥无效。", holder.name);
                return Err(field("holders", what));
            }
        }
        if publication == DrawPublication::Sealed && self.holders.len() < 2 {
            return Err(field("holders", "封存的抽取须有至少两家托管方。"));
        }
        Ok(())
    }

    fn check_times(&self, now: UtcSecond) -> Result<(), DrawError> {
        let time = |name: &'static str, text: &str| {
            UtcSecond::parse(text).map_err(|_| {
                field(
                    name,
                    format!("“{text}”不是时间；请写成 2026-04-20T00:00:00Z（协调世界时）。"),
                )
            })
        };
        let (t_r, t_b) = (time("reveal_by", &self.reveal_by)?, time("beacon_at", &self.beacon_at)?);
        let deadline = time("deadline", &self.deadline)?;
        if t_r.unix() - now.unix() < 600 {
            return Err(field("reveal_by", "揭示截止须晚于现在至少 10 分钟。"));
        }
        if t_b <= t_r || deadline <= t_b {
            return Err(field("beacon_at", "须依次为揭示截止、公共随机源产生、公布期限。"));
        }
        let kind = BeaconType::ALL.iter().find(|(word, _)| *word == self.beacon);
        match kind.map(|(_, kind)| kind) {
            None => {
                let what = "应为 drand-quicknet、ssq、dlt、ceremony 之一。";
                Err(field("beacon", what))
            }
            // Without public entropy all hangs on the parties; the platform does not offer it.
            Some(BeaconType::None) => Err(field("beacon", "平台上的抽取须使用公共随机源。")),
            Some(BeaconType::DrandQuicknet) => Ok(()),
            Some(BeaconType::Ceremony) if self.recorders.len() < 2 => {
                Err(field("recorders", "现场摇号须指定至少两名记录人。"))
            }
            Some(_) if self.round.is_none_or(|round| round == 0) => {
                Err(field("round", "须写明期号或场次（从 1 起）。"))
            }
            Some(_) => Ok(()),
        }
    }
}
