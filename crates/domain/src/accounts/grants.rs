//! 授权: the life of a grant, and the separation of duties between people (S1, S14). What a role may
//! do stands in [`crate::policy`].

use sunlot_sortition::time::Day;
use thiserror::Error;

use crate::codes::DivisionCode;
use crate::ids::{AccountId, GrantId, OrganId};
use crate::organs::{Organ, OrganKind};
use crate::roles::{Grant, Role};

macro_rules! grant_states {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $zh:literal;)*) => {
        /// Where a grant stands.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum GrantState { $($(#[$doc])* $name),* }

        impl GrantState {
            /// All states.
            pub const ALL: &[GrantState] = &[$(GrantState::$name),*];

            /// Code in the store and in the interface.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(GrantState::$name => $code),* }
            }

            /// Official name.
            #[must_use]
            pub fn name_zh(self) -> &'static str {
                match self { $(GrantState::$name => $zh),* }
            }
        }
    };
}

grant_states! {
    /// Proposed, waits for the second person.
    Proposed = "proposed", "待批准";
    /// In force within its days.
    InForce = "in_force", "有效";
    /// Refused by the second person.
    Refused = "refused", "未批准";
    /// Taken back by its proposer before anybody decided.
    Withdrawn = "withdrawn", "已撤回";
    /// In force; somebody proposed to take it back, and a second person has to agree.
    Revoking = "revoking", "待收回";
    /// Taken back.
    Revoked = "revoked", "已收回";
}

impl GrantState {
    /// Reads the code.
    #[must_use]
    pub fn parse(code: &str) -> Option<GrantState> {
        GrantState::ALL.iter().copied().find(|state| state.code() == code)
    }

    /// Whether the grant gives its role within its days.
    #[must_use]
    pub fn gives(self) -> bool {
        matches!(self, GrantState::InForce | GrantState::Revoking)
    }

    /// Whether nothing more happens to it.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, GrantState::Refused | GrantState::Withdrawn | GrantState::Revoked)
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
    /// Who proposed it; none for the administrators of the first start.
    pub proposed_by: Option<AccountId>,
    /// Where it stands.
    pub state: GrantState,
    /// Who approved or refused it.
    pub approved_by: Option<AccountId>,
    /// Who proposed to take it back.
    pub revocation_by: Option<AccountId>,
    /// Who approved that.
    pub revoked_by: Option<AccountId>,
}

/// What can be done with a grant that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantStep {
    /// 批准.
    Approve,
    /// 不批准.
    Refuse,
    /// 撤回: by the proposer.
    Withdraw,
    /// 提出收回.
    ProposeRevocation,
    /// 批准收回.
    ApproveRevocation,
    /// 不批准收回: the grant stays.
    RefuseRevocation,
}

impl GrantStep {
    /// All steps.
    pub const ALL: [GrantStep; 6] = [
        GrantStep::Approve,
        GrantStep::Refuse,
        GrantStep::Withdraw,
        GrantStep::ProposeRevocation,
        GrantStep::ApproveRevocation,
        GrantStep::RefuseRevocation,
    ];

    /// Code in `allowed_actions`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            GrantStep::Approve => "approve",
            GrantStep::Refuse => "refuse",
            GrantStep::Withdraw => "withdraw",
            GrantStep::ProposeRevocation => "propose_revocation",
            GrantStep::ApproveRevocation => "approve_revocation",
            GrantStep::RefuseRevocation => "refuse_revocation",
        }
    }
}

/// Why a grant, or a step of one, is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GrantError {
    /// The grant stands where this step does not begin.
    #[error("step does not begin at {state}")]
    State {
        /// Where it stands.
        state: &'static str,
    },
    /// Who proposed does not decide (S14).
    #[error("proposer decides")]
    Proposer,
    /// Only who proposed can withdraw.
    #[error("withdrawn by another")]
    NotProposer,
    /// Nobody proposes or decides what is for himself (S14).
    #[error("for oneself")]
    Oneself,
    /// 三员分立: an administrator holds no other role, and nobody becomes one who holds another
    /// (S1).
    #[error("{held} and {wanted} by one person")]
    Separation {
        /// Role that the person has or was proposed for.
        held: &'static str,
        /// Role that is asked for.
        wanted: &'static str,
    },
    /// The organ is not of a kind that can hold the role (R-ORG-01).
    #[error("{role} for an organ of kind {kind}")]
    OrganKind {
        /// Name of the role.
        role: &'static str,
        /// Name of the kind.
        kind: &'static str,
    },
    /// The role is not given by a grant.
    #[error("role {role} cannot be granted")]
    Role {
        /// Name of the role.
        role: &'static str,
    },
    /// The organ was dissolved.
    #[error("organ is not active")]
    OrganInactive,
    /// The division lies outside the organ's.
    #[error("region {region} outside {of}")]
    Region {
        /// Division asked for.
        region: String,
        /// Division of the organ.
        of: String,
    },
    /// It would end before it begins, or has ended.
    #[error("days")]
    Days,
    /// The account is disabled.
    #[error("account is disabled")]
    Disabled,
    /// The person has this grant already.
    #[error("granted already")]
    Already,
}

impl GrantError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            GrantError::State { .. } => "grant.state",
            GrantError::Proposer => "grant.proposer",
            GrantError::NotProposer => "grant.not_proposer",
            GrantError::Oneself => "grant.oneself",
            GrantError::Separation { .. } => "grant.separation",
            GrantError::OrganKind { .. } => "grant.organ_kind",
            GrantError::Role { .. } => "grant.role",
            GrantError::OrganInactive => "grant.organ_inactive",
            GrantError::Region { .. } => "grant.region",
            GrantError::Days => "grant.days",
            GrantError::Disabled => "grant.disabled",
            GrantError::Already => "grant.already",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            GrantError::State { state } => {
                format!("这项授权现在是“{state}”，不能这样办理；请刷新后再看。")
            }
            GrantError::Proposer => "提出人不能自己批准；请由另一名安全管理员办理。".into(),
            GrantError::NotProposer => "只有提出人可以撤回；您可以不批准并写明理由。".into(),
            GrantError::Oneself => {
                "不能给自己授权或收回自己的授权；请由另两名安全管理员办理。".into()
            }
            GrantError::Separation { held, wanted } => format!(
                "此人已有或待批“{held}”，不能再任“{wanted}”：系统、安全、审计三员分立，\
                 且不兼任业务角色；请另选人员或先收回原授权。"
            ),
            GrantError::OrganKind { role, kind } => format!(
                "“{kind}”不能有“{role}”：检查类角色只给有检查资格的部门，议事协调机构只给\
                 “联席会议办公室”，监督机关只给“纪检监督观察员”；请核对部门。"
            ),
            GrantError::Role { role } => format!("“{role}”不是由安全管理员授予的角色；请另选。"),
            GrantError::OrganInactive => "该部门已停止运转，不能再授权；请选择承接的部门。".into(),
            GrantError::Region { region, of } => {
                format!("区划 {region} 不在该部门服务的 {of} 之内；请选择其中的区划。")
            }
            GrantError::Days => "授权的截止日早于起始日或已经过去；请核对日期。".into(),
            GrantError::Disabled => "该账号已停用；请先由系统管理员启用。".into(),
            GrantError::Already => "此人已有同样的授权或正待批准；请查看授权列表。".into(),
        }
    }
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

    /// Whether it counts on a day or later: in force or on its way, and not over.
    #[must_use]
    pub fn counts(&self, day: Day) -> bool {
        !self.state.is_final() && self.valid_to.is_none_or(|last| day <= last)
    }

    /// Checks a proposal: scope and organ, S14 and S1 against the other grants of the person.
    ///
    /// # Errors
    /// [`GrantError`] with the first rule that is broken.
    pub fn check(
        &self,
        organ: &Organ,
        others: &[AccountGrant],
        day: Day,
    ) -> Result<(), GrantError> {
        if self.proposed_by == Some(self.account) {
            return Err(GrantError::Oneself);
        }
        if self.valid_to.is_some_and(|last| last < self.valid_from || last < day) {
            return Err(GrantError::Days);
        }
        if !organ.active {
            return Err(GrantError::OrganInactive);
        }
        fits(self.role, organ.kind)?;
        if !self.region.as_str().starts_with(organ.region.prefix()) {
            let (region, of) = (self.region.as_str().into(), organ.region.as_str().into());
            return Err(GrantError::Region { region, of });
        }
        let others: Vec<&AccountGrant> =
            others.iter().filter(|other| other.id != self.id && other.counts(day)).collect();
        separate(self.role, others.iter().map(|other| other.role))?;
        let same = |other: &&AccountGrant| {
            (other.role, other.organ, &other.region) == (self.role, self.organ, &self.region)
        };
        if others.iter().any(same) { Err(GrantError::Already) } else { Ok(()) }
    }

    /// Where the grant stands after a step that a person takes.
    ///
    /// # Errors
    /// [`GrantError`] when the step does not begin here or this person may not take it.
    pub fn step(mut self, step: GrantStep, by: AccountId) -> Result<AccountGrant, GrantError> {
        let begins = match step {
            GrantStep::Approve | GrantStep::Refuse | GrantStep::Withdraw => GrantState::Proposed,
            GrantStep::ProposeRevocation => GrantState::InForce,
            GrantStep::ApproveRevocation | GrantStep::RefuseRevocation => GrantState::Revoking,
        };
        if self.state != begins {
            return Err(GrantError::State { state: self.state.name_zh() });
        }
        if self.account == by {
            return Err(GrantError::Oneself);
        }
        let proposer = match step {
            GrantStep::ProposeRevocation => None,
            GrantStep::ApproveRevocation | GrantStep::RefuseRevocation => self.revocation_by,
            _ => self.proposed_by,
        };
        match step {
            GrantStep::Withdraw if proposer != Some(by) => return Err(GrantError::NotProposer),
            GrantStep::Withdraw => {}
            _ if proposer == Some(by) => return Err(GrantError::Proposer),
            _ => {}
        }
        match step {
            GrantStep::Approve => (self.state, self.approved_by) = (GrantState::InForce, Some(by)),
            GrantStep::Refuse => (self.state, self.approved_by) = (GrantState::Refused, Some(by)),
            GrantStep::Withdraw => self.state = GrantState::Withdrawn,
            GrantStep::ProposeRevocation => {
                (self.state, self.revocation_by) = (GrantState::Revoking, Some(by));
            }
            GrantStep::ApproveRevocation => {
                (self.state, self.revoked_by) = (GrantState::Revoked, Some(by));
            }
            GrantStep::RefuseRevocation => {
                (self.state, self.revocation_by) = (GrantState::InForce, None);
            }
        }
        Ok(self)
    }
}

/// S1: an administrator holds no other role.
fn separate(wanted: Role, held: impl Iterator<Item = Role>) -> Result<(), GrantError> {
    for held in held.filter(|held| *held != wanted) {
        if wanted.is_administrator() || held.is_administrator() {
            return Err(GrantError::Separation { held: held.name_zh(), wanted: wanted.name_zh() });
        }
    }
    Ok(())
}

/// R-ORG-01: who may inspect holds the roles of inspection; who coordinates, never.
fn fits(role: Role, kind: OrganKind) -> Result<(), GrantError> {
    let good = match role {
        Role::SystemAdmin | Role::SecurityAdmin | Role::AuditAdmin | Role::Exchange => true,
        Role::ConferenceOffice => kind == OrganKind::Coordination,
        Role::Observer => kind == OrganKind::Oversight,
        Role::LeadPlanner | Role::Planner | Role::Inspector | Role::Reviewer | Role::Superior => {
            kind.may_inspect()
        }
        Role::Enterprise | Role::Public => return Err(GrantError::Role { role: role.name_zh() }),
    };
    let refused = || GrantError::OrganKind { role: role.name_zh(), kind: kind.name_zh() };
    if good { Ok(()) } else { Err(refused()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id as _;

    fn account(number: u8) -> AccountId {
        AccountId::new(1, &[number; 10])
    }

    fn organ(kind: OrganKind) -> Organ {
        Organ {
            id: OrganId::new(1, &[1; 10]),
            code: "scjg".into(),
            name: "市场监管局".into(),
            kind,
            region: DivisionCode::parse("620422").unwrap(),
            superior: None,
            entrusting: None,
            active: true,
        }
    }

    fn proposal(role: Role) -> AccountGrant {
        AccountGrant {
            id: GrantId::new(1, &[0; 10]),
            account: account(1),
            role,
            organ: OrganId::new(1, &[1; 10]),
            region: DivisionCode::parse("620422").unwrap(),
            valid_from: Day::parse("2026-03-02").unwrap(),
            valid_to: None,
            proposed_by: Some(account(2)),
            state: GrantState::Proposed,
            approved_by: None,
            revocation_by: None,
            revoked_by: None,
        }
    }

    fn today() -> Day {
        Day::parse("2026-03-02").unwrap()
    }

    #[test]
    fn a_coordinating_office_never_inspects() {
        for role in [Role::LeadPlanner, Role::Planner, Role::Inspector, Role::Reviewer] {
            let refused = proposal(role).check(&organ(OrganKind::Coordination), &[], today());
            assert_eq!(refused.unwrap_err().code(), "grant.organ_kind", "{role:?}");
            assert_eq!(proposal(role).check(&organ(OrganKind::Department), &[], today()), Ok(()));
        }
        let office = proposal(Role::ConferenceOffice);
        assert_eq!(office.check(&organ(OrganKind::Coordination), &[], today()), Ok(()));
        assert!(office.check(&organ(OrganKind::Department), &[], today()).is_err());
    }

    #[test]
    fn an_administrator_holds_no_other_role() {
        let department = organ(OrganKind::Department);
        for admin in [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin] {
            for other in Role::ALL.iter().copied().filter(|role| *role != admin) {
                let mut held = proposal(other);
                held.id = GrantId::new(2, &[0; 10]);
                let wanted = proposal(admin).check(&department, &[held.clone()], today());
                assert_eq!(wanted.unwrap_err().code(), "grant.separation", "{admin:?} {other:?}");
                held.state = GrantState::Revoked;
                assert_eq!(proposal(admin).check(&department, &[held], today()), Ok(()));
            }
        }
    }

    #[test]
    fn two_people_give_and_two_take_back() {
        let (person, first, second) = (account(1), account(2), account(3));
        let code = |step, by| proposal(Role::Planner).step(step, by).unwrap_err().code();
        assert_eq!(code(GrantStep::Approve, first), "grant.proposer");
        assert_eq!(code(GrantStep::Approve, person), "grant.oneself");
        assert_eq!(code(GrantStep::Withdraw, second), "grant.not_proposer");
        assert_eq!(code(GrantStep::ProposeRevocation, second), "grant.state");
        let given = proposal(Role::Planner).step(GrantStep::Approve, second).unwrap();
        assert!(given.state.gives());
        let asked = given.step(GrantStep::ProposeRevocation, second).unwrap();
        assert!(asked.state.gives(), "until the second person agrees");
        let own = asked.clone().step(GrantStep::ApproveRevocation, second);
        assert_eq!(own.unwrap_err().code(), "grant.proposer");
        let taken = asked.step(GrantStep::ApproveRevocation, first).unwrap();
        assert!(!taken.state.gives() && taken.state.is_final());
    }

    #[test]
    fn a_grant_stays_within_its_organ_and_its_days() {
        let department = organ(OrganKind::Department);
        let mut wide = proposal(Role::Planner);
        wide.region = DivisionCode::parse("620400").unwrap();
        assert_eq!(wide.check(&department, &[], today()).unwrap_err().code(), "grant.region");
        let mut over = proposal(Role::Planner);
        over.valid_to = Day::parse("2026-03-01").ok();
        assert_eq!(over.check(&department, &[], today()).unwrap_err().code(), "grant.days");
        let mut oneself = proposal(Role::Planner);
        oneself.proposed_by = Some(oneself.account);
        assert_eq!(oneself.check(&department, &[], today()).unwrap_err().code(), "grant.oneself");
    }
}
