//! 年度频次上限: how often one organ may visit one entity in one year, and which visits count
//! (国办发〔2024〕54号).
//!
//! Two published readings differ on whether visits in individual cases count, so that each organ
//! says which one it follows (R-PLAN-13).

use sunlot_sortition::time::Day;
use thiserror::Error;

use crate::calendar::year_of;
use crate::codes::DivisionCode;
use crate::ids::{LinkId, OrganId, SubjectId, TaskId};

macro_rules! exemptions {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $zh:literal;)*) => {
        /// 不计入频次的理由: the ten codes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Exemption { $($(#[$doc])* $name),* }

        impl Exemption {
            /// All ten.
            pub const ALL: &[Exemption] = &[$(Exemption::$name),*];

            /// Code in the store and in the interface.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Exemption::$name => $code),* }
            }

            /// Official words.
            #[must_use]
            pub fn name_zh(self) -> &'static str {
                match self { $(Exemption::$name => $zh),* }
            }
        }
    };
}

exemptions! {
    /// 12345 and complaints.
    Complaint = "complaint", "12345热线、投诉举报";
    /// Ordered or handed over by a superior organ.
    Assigned = "assigned", "上级交办、转办";
    /// Together with a superior organ's check.
    AssistSuperior = "assist_superior", "配合上级检查";
    /// Investigation of a suspected offence.
    Investigation = "investigation", "稽查办案";
    /// A lead found without a visit.
    OffSiteLead = "off_site_lead", "非现场监管发现线索";
    /// Exposed by the media.
    Media = "media", "媒体曝光";
    /// Whether an order to correct was followed.
    Recheck = "recheck", "整改复查";
    /// Asked for by the enterprise.
    Requested = "requested", "企业申请";
    /// On-site check of a licence.
    Licensing = "licensing", "行政许可现场核查";
    /// Emergencies named by law.
    Emergency = "emergency", "法律法规规定的紧急情形";
}

impl Exemption {
    /// Reads the code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Exemption> {
        Exemption::ALL.iter().copied().find(|exemption| exemption.code() == code)
    }
}

/// Why a visit was made (检查类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum VisitKind {
    /// 日常检查: by plan.
    Planned,
    /// 专项检查.
    Special,
    /// 个案检查.
    Case,
}

impl VisitKind {
    /// All of them.
    pub const ALL: [VisitKind; 3] = [VisitKind::Planned, VisitKind::Special, VisitKind::Case];

    /// Code in the store and in the interface.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            VisitKind::Planned => "planned",
            VisitKind::Special => "special",
            VisitKind::Case => "case",
        }
    }

    /// 检查类型, as the forms name it.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        match self {
            VisitKind::Planned => "日常检查",
            VisitKind::Special => "专项检查",
            VisitKind::Case => "个案检查",
        }
    }

    /// Reads the code.
    #[must_use]
    pub fn parse(code: &str) -> Option<VisitKind> {
        VisitKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// 年度频次上限 of one organ, from a year on until it publishes another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitCap {
    /// Its id.
    pub id: LinkId,
    /// The organ that published it.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// First year.
    pub year: u16,
    /// Visits to one entity in one year, at most.
    pub visits_max: u32,
    /// Whether visits in individual cases count.
    pub counts_cases: bool,
    /// 公布文件.
    pub basis: String,
}

/// One visit to an entity, for the count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Its id.
    pub id: LinkId,
    /// Who visited.
    pub organ: OrganId,
    /// Who was visited.
    pub subject: SubjectId,
    /// When.
    pub day: Day,
    /// Why.
    pub kind: VisitKind,
    /// 不计入理由, when there is one.
    pub exemption: Option<Exemption>,
    /// The task, when there was one.
    pub task: Option<TaskId>,
}

/// Why a cap or a visit is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CapError {
    /// A cap of nothing, or of more than one visit a week.
    #[error("cap of {visits}")]
    Visits {
        /// What was written.
        visits: u32,
    },
    /// No document that publishes the cap.
    #[error("cap without a basis")]
    Basis,
    /// A planned visit with a reason not to count it.
    #[error("a planned visit is exempt")]
    PlannedExempt,
}

impl CapError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            CapError::Visits { .. } => "cap.visits",
            CapError::Basis => "cap.basis",
            CapError::PlannedExempt => "cap.planned_exempt",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            CapError::Visits { visits } => {
                format!("年度频次上限 {visits} 次不合理；请填写 1 至 52 次。")
            }
            CapError::Basis => "请写明公布年度频次上限的文件名称或文号。".to_owned(),
            CapError::PlannedExempt => {
                "按计划的日常检查一律计入频次，不能填写不计入理由；请改正检查类型。".to_owned()
            }
        }
    }
}

impl VisitCap {
    /// Checks what a person typed.
    ///
    /// # Errors
    /// [`CapError`] with the first field that is wrong.
    pub fn check(&self) -> Result<(), CapError> {
        if !(1..=52).contains(&self.visits_max) {
            return Err(CapError::Visits { visits: self.visits_max });
        }
        if self.basis.trim().chars().count() < 4 {
            return Err(CapError::Basis);
        }
        Ok(())
    }

    /// Whether a visit counts (R-PLAN-13).
    ///
    /// Where cases count, only what a superior ordered does not; elsewhere none of the ten does.
    #[must_use]
    pub fn counts(&self, visit: &Visit) -> bool {
        match visit.exemption {
            None => visit.kind != VisitKind::Case || self.counts_cases,
            Some(Exemption::Assigned) => false,
            Some(_) => self.counts_cases,
        }
    }

    /// Counted visits of a year among these, which are of one entity.
    #[must_use]
    pub fn used(&self, visits: &[Visit], year: u16) -> u32 {
        let of_year = |visit: &&Visit| {
            visit.organ == self.organ && year_of(visit.day) == year && self.counts(visit)
        };
        u32::try_from(visits.iter().filter(of_year).count()).unwrap_or(u32::MAX)
    }
}

impl Visit {
    /// Checks what a person typed.
    ///
    /// # Errors
    /// [`CapError::PlannedExempt`].
    pub fn check(&self) -> Result<(), CapError> {
        if self.kind == VisitKind::Planned && self.exemption.is_some() {
            return Err(CapError::PlannedExempt);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id;

    fn organ(n: u64) -> OrganId {
        OrganId::new(n, &[0; 10])
    }

    fn visit(day: &str, kind: VisitKind, exemption: Option<Exemption>) -> Visit {
        Visit {
            id: LinkId::new(1, &[0; 10]),
            organ: organ(1),
            subject: SubjectId::new(1, &[0; 10]),
            day: Day::parse(day).expect("a day"),
            kind,
            exemption,
            task: None,
        }
    }

    fn cap(counts_cases: bool) -> VisitCap {
        VisitCap {
            id: LinkId::new(1, &[0; 10]),
            organ: organ(1),
            region: DivisionCode::parse("620422").expect("a division"),
            year: 2026,
            visits_max: 2,
            counts_cases,
            basis: "会市监发〔2026〕1号".into(),
        }
    }

    #[test]
    fn each_of_the_ten_exemptions_counts_as_the_organ_said() {
        assert_eq!(Exemption::ALL.len(), 10);
        for &exemption in Exemption::ALL {
            assert_eq!(Exemption::parse(exemption.code()), Some(exemption));
            let case = visit("2026-04-01", VisitKind::Case, Some(exemption));
            assert!(!cap(false).counts(&case), "{exemption:?}");
            assert_eq!(cap(true).counts(&case), exemption != Exemption::Assigned, "{exemption:?}");
        }
    }

    #[test]
    fn only_the_organs_own_visits_of_the_year_count() {
        let visits = [
            visit("2026-01-01", VisitKind::Planned, None),
            visit("2026-12-31", VisitKind::Special, None),
            visit("2025-12-31", VisitKind::Planned, None),
            Visit { organ: organ(2), ..visit("2026-06-01", VisitKind::Planned, None) },
            visit("2026-06-01", VisitKind::Case, None),
        ];
        assert_eq!(cap(false).used(&visits, 2026), 2);
        assert_eq!(cap(true).used(&visits, 2026), 3);
        assert_eq!(cap(false).used(&visits, 2024), 0);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        assert_eq!(
            VisitCap { visits_max: 0, ..cap(true) }.check(),
            Err(CapError::Visits { visits: 0 })
        );
        assert_eq!(VisitCap { basis: " ".into(), ..cap(true) }.check(), Err(CapError::Basis));
        let exempt = visit("2026-01-01", VisitKind::Planned, Some(Exemption::Media));
        assert_eq!(exempt.check(), Err(CapError::PlannedExempt));
    }
}
