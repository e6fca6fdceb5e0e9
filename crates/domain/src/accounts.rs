//! 账号与授权: who can log in, and how a role is given: proposed by one, approved by another.

use sunlot_sortition::time::Day;

use crate::codes::DivisionCode;
use crate::ids::{AccountId, GrantId, OrganId};
use crate::roles::{Grant, Role};

/// Whether an account can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// It can.
    Active,
    /// 停用: it stays in the record and cannot log in.
    Disabled,
}

impl AccountState {
    /// Code in the store and in the interface.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            AccountState::Active => "active",
            AccountState::Disabled => "disabled",
        }
    }

    /// Reads the code.
    #[must_use]
    pub fn parse(code: &str) -> Option<AccountState> {
        [AccountState::Active, AccountState::Disabled].into_iter().find(|s| s.code() == code)
    }
}

/// 账号 of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// 登录名.
    pub login: String,
    /// 姓名.
    pub name: String,
    /// The organ the person works for.
    pub organ: OrganId,
    /// Whether it can be used.
    pub state: AccountState,
}

/// Where a grant stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantState {
    /// Proposed, waits for the second person.
    Proposed,
    /// In force within its days.
    InForce,
    /// Refused by the second person.
    Refused,
    /// Taken back.
    Revoked,
}

impl GrantState {
    const ALL: [GrantState; 4] =
        [GrantState::Proposed, GrantState::InForce, GrantState::Refused, GrantState::Revoked];

    /// Code in the store and in the interface.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            GrantState::Proposed => "proposed",
            GrantState::InForce => "in_force",
            GrantState::Refused => "refused",
            GrantState::Revoked => "revoked",
        }
    }

    /// Reads the code.
    #[must_use]
    pub fn parse(code: &str) -> Option<GrantState> {
        GrantState::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// 授权 as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountGrant {
    /// Its id.
    pub id: GrantId,
    /// Who gets it.
    pub account: AccountId,
    /// The role.
    pub role: Role,
    /// For which organ.
    pub organ: OrganId,
    /// In the subtree of which division.
    pub region: DivisionCode,
    /// First day.
    pub valid_from: Day,
    /// Last day.
    pub valid_to: Option<Day>,
    /// Who proposed it; none for the three administrators of the first start.
    pub proposed_by: Option<AccountId>,
    /// Where it stands.
    pub state: GrantState,
    /// Who approved or refused it.
    pub approved_by: Option<AccountId>,
}

impl AccountGrant {
    /// What it gives.
    #[must_use]
    pub fn grant(&self) -> Grant {
        Grant {
            role: self.role,
            organ: self.organ,
            region: self.region.clone(),
            valid_from: self.valid_from,
            valid_to: self.valid_to,
        }
    }
}
