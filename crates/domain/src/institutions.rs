//! 受委托的专业机构: they test, audit and advise. They never inspect, sign or enter results, and are
//! never counted as officers (国办发〔2024〕54号).

use sunlot_sortition::time::Day;
use thiserror::Error;

use crate::codes::DivisionCode;
use crate::ids::{InstitutionId, OrganId};
use crate::tags::within;

/// 受委托的专业机构, as one organ has commissioned it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Institution {
    /// Its id.
    pub id: InstitutionId,
    /// The organ that commissioned it.
    pub organ: OrganId,
    /// Its division.
    pub region: DivisionCode,
    /// 名称.
    pub name: String,
    /// 资质.
    pub qualification: String,
    /// 委托合同编号.
    pub contract: String,
    /// 委托范围.
    pub scope: String,
    /// First day of the contract.
    pub valid_from: Day,
    /// Last day.
    pub valid_to: Day,
}

/// Why an institution or a report of one is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs)] // The variant and its words say it.
pub enum InstitutionError {
    #[error("{field} of an institution")]
    Field { field: &'static str },
    #[error("contract ends before it begins")]
    Days,
    #[error("contract from {from} to {to} does not cover {day}")]
    NotCommissioned { day: Day, from: Day, to: Day },
    #[error("commissioned by another organ")]
    OtherOrgan,
}

impl InstitutionError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            InstitutionError::Field { .. } => "institution.field",
            InstitutionError::Days => "institution.days",
            InstitutionError::NotCommissioned { .. } => "institution.not_commissioned",
            InstitutionError::OtherOrgan => "institution.other_organ",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            InstitutionError::Field { field } => format!("请写明{field}，2 至 200 个字。"),
            InstitutionError::Days => "委托合同的终止日不能早于起始日；请核对合同。".into(),
            InstitutionError::NotCommissioned { day, from, to } => {
                format!("委托合同有效期为 {from} 至 {to}，{day} 不在其中；请核对合同或另选机构。")
            }
            InstitutionError::OtherOrgan => {
                "该机构不是本部门委托的；请选择本部门登记的机构。".into()
            }
        }
    }
}

impl Institution {
    /// Checks what a person typed.
    ///
    /// # Errors
    /// [`InstitutionError`] with the first field that is wrong.
    pub fn check(&self) -> Result<(), InstitutionError> {
        let fields = [
            ("机构名称", &self.name),
            ("资质", &self.qualification),
            ("委托合同编号", &self.contract),
            ("委托范围", &self.scope),
        ];
        for (field, text) in fields {
            if !(2..=200).contains(&text.trim().chars().count()) {
                return Err(InstitutionError::Field { field });
            }
        }
        if self.valid_to < self.valid_from { Err(InstitutionError::Days) } else { Ok(()) }
    }

    /// Whether an organ may rely on a report of it on a day.
    ///
    /// # Errors
    /// [`InstitutionError`] with why not.
    pub fn commissioned_on(&self, organ: OrganId, day: Day) -> Result<(), InstitutionError> {
        if organ != self.organ {
            return Err(InstitutionError::OtherOrgan);
        }
        if within(self.valid_from, Some(self.valid_to), day) {
            return Ok(());
        }
        let (from, to) = (self.valid_from, self.valid_to);
        Err(InstitutionError::NotCommissioned { day, from, to })
    }
}
