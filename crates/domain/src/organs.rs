//! 部门: departments, offices of a joint conference and other organs, and the division they serve.

use thiserror::Error;

use crate::codes::DivisionCode;
use crate::ids::OrganId;

/// What an organ is, which decides whether it may inspect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrganKind {
    /// 行政机关 with powers of enforcement.
    Department,
    /// 法律法规授权组织.
    Authorized,
    /// 依法受委托组织: acts in the name of the organ that entrusts it.
    Entrusted,
    /// 议事协调机构: plans and counts, and never inspects (国办发〔2024〕54号).
    Coordination,
    /// 监督机关: observes, witnesses, audits.
    Oversight,
}

impl OrganKind {
    /// All kinds.
    pub const ALL: [OrganKind; 5] = [
        OrganKind::Department,
        OrganKind::Authorized,
        OrganKind::Entrusted,
        OrganKind::Coordination,
        OrganKind::Oversight,
    ];

    /// Code in the store and in the interface.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            OrganKind::Department => "department",
            OrganKind::Authorized => "authorized",
            OrganKind::Entrusted => "entrusted",
            OrganKind::Coordination => "coordination",
            OrganKind::Oversight => "oversight",
        }
    }

    /// Official name.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        match self {
            OrganKind::Department => "行政机关",
            OrganKind::Authorized => "法律法规授权组织",
            OrganKind::Entrusted => "依法受委托组织",
            OrganKind::Coordination => "议事协调机构",
            OrganKind::Oversight => "监督机关",
        }
    }

    /// Reads the code.
    #[must_use]
    pub fn parse(code: &str) -> Option<OrganKind> {
        OrganKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether such an organ may be 检查主体 (R-ORG-01).
    #[must_use]
    pub fn may_inspect(self) -> bool {
        matches!(self, OrganKind::Department | OrganKind::Authorized | OrganKind::Entrusted)
    }
}

/// Why an organ is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OrganError {
    /// The name is empty or too long.
    #[error("organ name of {length} characters")]
    Name {
        /// Its length.
        length: usize,
    },
    /// The short code has another form.
    #[error("organ code {code:?}")]
    Code {
        /// What was written.
        code: String,
    },
    /// An entrusted body without the organ that entrusts it, or another organ with one.
    #[error("entrusting organ does not fit the kind")]
    Entrusting,
}

impl OrganError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            OrganError::Name { .. } => "organ.name",
            OrganError::Code { .. } => "organ.code",
            OrganError::Entrusting => "organ.entrusting",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            OrganError::Name { length } => {
                format!("部门名称有 {length} 个字，应为 1 至 60 个字；请填写机构全称。")
            }
            OrganError::Code { code } => {
                format!("部门简码“{code}”应为 1 至 24 位小写字母、数字、下划线或点；例如 scjg。")
            }
            OrganError::Entrusting => {
                "受委托组织须写明委托机关，其他部门不能写委托机关；请核对委托书。".to_owned()
            }
        }
    }
}

/// One organ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organ {
    /// Its id.
    pub id: OrganId,
    /// Short code, unique within its division, as the draw's `dept` writes it.
    pub code: String,
    /// 机构全称.
    pub name: String,
    /// What it is.
    pub kind: OrganKind,
    /// The division it serves.
    pub region: DivisionCode,
    /// 上级部门, to which plans are filed.
    pub superior: Option<OrganId>,
    /// 委托机关 of an entrusted body.
    pub entrusting: Option<OrganId>,
    /// False once it was dissolved or merged; it stays in the record.
    pub active: bool,
}

impl Organ {
    /// Checks what a person typed.
    ///
    /// # Errors
    /// [`OrganError`] with the first field that is wrong.
    pub fn check(&self) -> Result<(), OrganError> {
        let length = self.name.chars().count();
        if !(1..=60).contains(&length) {
            return Err(OrganError::Name { length });
        }
        let good = |b: u8| b.is_ascii_digit() || b.is_ascii_lowercase() || b"_.".contains(&b);
        if !(1..=24).contains(&self.code.len()) || !self.code.bytes().all(good) {
            return Err(OrganError::Code { code: self.code.clone() });
        }
        if (self.kind == OrganKind::Entrusted) != self.entrusting.is_some() {
            return Err(OrganError::Entrusting);
        }
        Ok(())
    }
}

/// 行政区划: one division of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Its code.
    pub id: DivisionCode,
    /// Its name.
    pub name: String,
    /// The division above; `None` for a province.
    pub parent: Option<DivisionCode>,
}
