//! 日志顺序: which entry may follow which, within an attempt and within a plan (ssj-1 §10).
//!
//! One state machine for the ceremony that writes entries and for the verifier that reads them.

use std::collections::BTreeMap;

use thiserror::Error;

use super::entry::{Entry, EntryBody};
use crate::digest::Digest;
use crate::intent::BeaconType;
use crate::jcs::Json;
use crate::names::PlanNo;
use crate::suite::Suite;
use crate::tagged::tagged_hash;
use crate::time::UtcSecond;

/// Why an entry may not come here.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{code}: {message_zh}")]
pub struct ChainError {
    code: &'static str,
    message_zh: String,
}

impl ChainError {
    fn new(code: &'static str, message_zh: impl Into<String>) -> ChainError {
        ChainError { code, message_zh: message_zh.into() }
    }

    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What is out of order and what comes instead.
    #[must_use]
    pub fn message_zh(&self) -> String {
        self.message_zh.clone()
    }
}

/// The entries of one plan so far, as far as their order matters.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    plan_no: Option<PlanNo>,
    attempts: BTreeMap<u16, Attempt>,
    last_time: Option<UtcSecond>,
    last_bytes: Option<Vec<u8>>,
}

/// How far an attempt has come.
#[derive(Debug, Clone, Default)]
pub struct Attempt {
    count: u64,
    intent: Option<(BeaconType, UtcSecond)>,
    closed: bool,
    beacon: bool,
    result: bool,
    matched: bool,
    unsealed: bool,
    voided: bool,
}

impl Chain {
    /// The empty chain.
    #[must_use]
    pub fn new() -> Chain {
        Chain::default()
    }

    /// State of an attempt, if it has begun.
    #[must_use]
    pub fn attempt(&self, number: u16) -> Option<&Attempt> {
        self.attempts.get(&number)
    }

    /// `prev` of the next entry, which will be hashed with `suite`.
    #[must_use]
    pub fn prev(&self, suite: Suite) -> Digest {
        match &self.last_bytes {
            Some(bytes) => tagged_hash(suite, "entry", &[bytes]),
            None => Digest::from_bytes([0; 32]),
        }
    }

    /// Takes the next entry in.
    ///
    /// # Errors
    /// When it may not stand here; the chain is as before then.
    pub fn admit(&mut self, entry: &Entry) -> Result<(), ChainError> {
        let id = &entry.draw_id;
        if self.plan_no.as_ref().is_some_and(|plan| plan != id.plan_no()) {
            return Err(ChainError::new("chain.plan", "条目属于另一个计划。"));
        }
        let known = self.attempts.get(&id.attempt());
        let newest = self.attempts.keys().next_back().copied().unwrap_or(0);
        if known.is_none() && id.attempt() <= newest {
            return Err(ChainError::new("chain.attempt", "较早的一次抽取不能晚于后一次开始。"));
        }
        let mut attempt = known.cloned().unwrap_or_default();
        if entry.seq != attempt.count + 1 {
            let what = format!("序号应为 {}，现为 {}。", attempt.count + 1, entry.seq);
            return Err(ChainError::new("chain.seq", what));
        }
        if entry.prev != self.prev(entry.suite) {
            return Err(ChainError::new("chain.prev", "与前一条目的摘要不衔接。"));
        }
        if self.last_time.is_some_and(|last| entry.time < last) {
            return Err(ChainError::new("chain.time", "时间早于前一条目。"));
        }
        attempt.advance(entry)?;
        attempt.count += 1;
        self.plan_no = Some(id.plan_no().clone());
        self.attempts.insert(id.attempt(), attempt);
        self.last_time = Some(entry.time);
        self.last_bytes = Some(Json::to_bytes(&entry.to_json()));
        Ok(())
    }
}

impl Attempt {
    /// Number of entries so far.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Whether an intent is logged.
    #[must_use]
    pub fn has_intent(&self) -> bool {
        self.intent.is_some()
    }

    /// Whether the list of nonces is closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Whether the beacon is logged.
    #[must_use]
    pub fn has_beacon(&self) -> bool {
        self.beacon
    }

    /// Whether the result is logged.
    #[must_use]
    pub fn has_result(&self) -> bool {
        self.result
    }

    /// Whether the matching is logged.
    #[must_use]
    pub fn is_matched(&self) -> bool {
        self.matched
    }

    /// Whether the organiser's nonce was published.
    #[must_use]
    pub fn is_unsealed(&self) -> bool {
        self.unsealed
    }

    /// Whether the attempt was voided.
    #[must_use]
    pub fn is_voided(&self) -> bool {
        self.voided
    }

    /// Type of the beacon that the intent named.
    #[must_use]
    pub fn beacon_type(&self) -> Option<BeaconType> {
        self.intent.map(|(kind, _)| kind)
    }

    fn has_outcome_entropy(&self) -> bool {
        self.beacon || self.closed && self.beacon_type() == Some(BeaconType::None)
    }

    fn advance(&mut self, entry: &Entry) -> Result<(), ChainError> {
        let refuse = |what: &str| Err(ChainError::new("chain.order", what));
        if self.voided {
            return refuse("本次抽取已作废，其后不能再有条目。请开始下一次抽取。");
        }
        match &entry.body {
            EntryBody::Plan { .. } if self.count == 0 => {}
            EntryBody::Plan { .. } => return refuse("规则已经冻结，不能再次冻结。"),
            _ if self.count == 0 => return refuse("须先冻结规则和底册。"),
            EntryBody::Intent { beacon, t_b, .. } if self.intent.is_none() => {
                self.intent = Some((beacon.kind, *t_b));
            }
            EntryBody::Intent { .. } => return refuse("意向已经公布，不能再改。"),
            _ if self.intent.is_none() && !matches!(entry.body, EntryBody::Void { .. }) => {
                return refuse("须先公布意向。");
            }
            EntryBody::Void { .. } => return self.void(entry.time),
            EntryBody::Escrow { .. } | EntryBody::Reveal { .. } if !self.closed => {}
            EntryBody::Escrow { .. } | EntryBody::Reveal { .. } => {
                return refuse("揭示已经截止，不能再交随机数。");
            }
            EntryBody::Close { .. } if !self.closed => self.closed = true,
            EntryBody::Close { .. } => return refuse("揭示已经截止。"),
            _ if !self.closed => return refuse("须先截止揭示。"),
            EntryBody::Beacon(_) => return self.take_beacon(),
            EntryBody::Result(_) if self.result => {
                return refuse("抽取已经完成；重新抽取只能在公开作废或更正之后另起一次。");
            }
            EntryBody::Result(_) if self.has_outcome_entropy() => self.result = true,
            EntryBody::Result(_) => return refuse("须先录入公共随机源。"),
            _ if !self.result => return refuse("须先完成抽取。"),
            EntryBody::Match { .. } if !self.matched => self.matched = true,
            EntryBody::Match { .. } => return refuse("检查人员已经匹配；个别调整请用回避和改派。"),
            EntryBody::Recuse { .. } | EntryBody::Rematch { .. } if !self.matched => {
                return refuse("须先完成人员匹配。");
            }
            EntryBody::Unseal { .. } if self.unsealed => return refuse("已经启封。"),
            EntryBody::Unseal { .. } => self.unsealed = true,
            EntryBody::Replace { .. }
            | EntryBody::Recuse { .. }
            | EntryBody::Rematch { .. }
            | EntryBody::Correction { .. } => {}
        }
        Ok(())
    }

    fn take_beacon(&mut self) -> Result<(), ChainError> {
        if self.beacon_type() == Some(BeaconType::None) {
            return Err(ChainError::new("chain.order", "托管模式没有公共随机源。"));
        }
        if self.beacon {
            return Err(ChainError::new("chain.order", "公共随机源已经录入，不能再改。"));
        }
        self.beacon = true;
        Ok(())
    }

    /// Voiding carries no information only while the outcome cannot be known.
    fn void(&mut self, time: UtcSecond) -> Result<(), ChainError> {
        if self.beacon || self.result {
            let what = "公共随机源已经产生，结果已经确定，不能作废；有误请用更正公开说明。";
            return Err(ChainError::new("chain.void_late", what));
        }
        if self.intent.is_some_and(|(_, t_b)| time >= t_b) {
            let what = "公共随机源产生时间已过，结果已经确定，不能作废；请继续完成抽取。";
            return Err(ChainError::new("chain.void_late", what));
        }
        self.voided = true;
        Ok(())
    }
}
