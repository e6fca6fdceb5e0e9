//! 检查对象: what one row of the register says, once it has been read.
//!
//! Owns the typed facts that decide frame, units and weight. Must never read a file or a clock.

use std::collections::BTreeSet;

use sunlot_sortition::names::ObjectId;
use sunlot_sortition::time::Day;

/// 登记状态 as far as the draw asks: only a live subject can be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LifeStatus {
    /// 存续、在业、开业.
    Live,
    /// 注销.
    Deregistered,
    /// 吊销.
    Revoked,
    /// 撤销.
    Rescinded,
    /// 迁出.
    MovedOut,
}

impl LifeStatus {
    /// All of them.
    pub const ALL: [LifeStatus; 5] = [
        LifeStatus::Live,
        LifeStatus::Deregistered,
        LifeStatus::Revoked,
        LifeStatus::Rescinded,
        LifeStatus::MovedOut,
    ];

    /// Code in the store and in the interface.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            LifeStatus::Live => "live",
            LifeStatus::Deregistered => "deregistered",
            LifeStatus::Revoked => "revoked",
            LifeStatus::Rescinded => "rescinded",
            LifeStatus::MovedOut => "moved_out",
        }
    }

    /// Official name.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        match self {
            LifeStatus::Live => "存续",
            LifeStatus::Deregistered => "注销",
            LifeStatus::Revoked => "吊销",
            LifeStatus::Rescinded => "撤销",
            LifeStatus::MovedOut => "迁出",
        }
    }

    /// Reads the code.
    #[must_use]
    pub fn parse(code: &str) -> Option<LifeStatus> {
        LifeStatus::ALL.into_iter().find(|status| status.code() == code)
    }
}

/// 企业信用风险分类, GB-free national scheme of 2022: A low … D high. Internal, never published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RiskClass {
    /// 低风险.
    A,
    /// 一般风险.
    B,
    /// 较高风险.
    C,
    /// 高风险.
    D,
}

impl RiskClass {
    /// All classes, lowest risk first.
    pub const ALL: [RiskClass; 4] = [RiskClass::A, RiskClass::B, RiskClass::C, RiskClass::D];

    /// The letter of the class.
    pub fn letter(self) -> &'static str {
        match self {
            RiskClass::A => "A",
            RiskClass::B => "B",
            RiskClass::C => "C",
            RiskClass::D => "D",
        }
    }

    /// The letter, as every coded type names it.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.letter()
    }

    /// Reads the letter.
    #[must_use]
    pub fn parse(code: &str) -> Option<RiskClass> {
        RiskClass::ALL.into_iter().find(|class| class.letter() == code)
    }
}

/// One 检查对象 of the frozen register.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Canonical id; its own ticket depends on nothing else.
    pub id: ObjectId,
    /// False when a social credit code fails its check character: kept, never drawn.
    pub id_verified: bool,
    /// Name, shown in minutes and lists of the organiser; no part of the draw.
    pub name: String,
    /// 类型, as the register says it (企业, 个体工商户, …).
    pub kind: String,
    /// 登记状态.
    pub status: LifeStatus,
    /// Township code (nine digits) or empty when the register lacks it.
    pub township: String,
    /// GB/T 4754 industry code, or empty.
    pub industry: String,
    /// Credit-risk class, when classified.
    pub risk_class: Option<RiskClass>,
    /// Month of the class, `2026-03`, or empty.
    pub risk_month: String,
    /// Governed tags.
    pub tags: BTreeSet<String>,
    /// Random-inspection visits in the year of the freeze so far.
    pub visits_this_year: u32,
    /// Day of the last random inspection.
    pub last_inspected: Option<Day>,
    /// 互认: other organs published results for all that it would be inspected for.
    pub recognised: bool,
    /// In a 包容审慎 observation period.
    pub in_trial: bool,
    /// Has an open case.
    pub has_open_case: bool,
}
