//! From a row of the register to the 检查对象 that the rules of a plan ask about.

use sunlot_domain::codes::IdVerdict;
use sunlot_domain::subjects::{LifeStatus, RiskClass, Subject};
use sunlot_sortition::names::ObjectId;
use sunlot_sortition::time::Day;

use crate::error::ChildError;
use crate::{CreditClass, IntakeError, Status, SubjectRow};

impl SubjectRow {
    /// The subject of this row. Its id and day are parsed once more, because they came from
    /// another process.
    ///
    /// # Errors
    /// When that process did not keep to the forms, which only a subverted one does.
    pub fn to_subject(&self) -> Result<Subject, IntakeError> {
        let broken =
            || ChildError::Crashed { detail: format!("第 {} 行应答格式不符", self.row) };
        let day = |text: &String| Day::parse(text).map_err(|_| broken());
        Ok(Subject {
            id: ObjectId::parse(&self.id).map_err(|_| broken())?,
            id_verified: self.verdict != IdVerdict::CheckFailed,
            name: self.name.clone(),
            kind: self.entity_class.clone(),
            status: match self.status {
                Status::Live => LifeStatus::Live,
                Status::Deregistered => LifeStatus::Deregistered,
                Status::Revoked => LifeStatus::Revoked,
                Status::Rescinded => LifeStatus::Rescinded,
                Status::MovedOut => LifeStatus::MovedOut,
            },
            township: self.township_code.clone(),
            industry: self.industry.clone(),
            risk_class: self.credit_class.map(|class| match class {
                CreditClass::A => RiskClass::A,
                CreditClass::B => RiskClass::B,
                CreditClass::C => RiskClass::C,
                CreditClass::D => RiskClass::D,
            }),
            risk_month: self.credit_month.clone(),
            tags: self.tags.iter().cloned().collect(),
            visits_this_year: self.visits_this_year,
            last_inspected: self.last_inspected.as_ref().map(day).transpose()?,
            recognised: false,
            in_trial: self.trial,
            has_open_case: self.pending_case,
        })
    }
}
