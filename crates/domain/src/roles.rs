//! 角色与授权: who somebody is, for whom, and where.
//!
//! Owns roles, scopes and the question whether a grant reaches an organ or a division. What a role
//! may do stands in [`crate::policy`].

use sunlot_sortition::time::Day;

use crate::codes::DivisionCode;
use crate::ids::{AccountId, OrganId};

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $zh:literal;)*) => {
        /// The roles of the access model.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Role { $($(#[$doc])* $name),* }

        impl Role {
            /// Every role, in the order of the policy's columns.
            pub const ALL: &[Role] = &[$(Role::$name),*];

            /// Two letters, as the policy and the interface write it.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Role::$name => $code),* }
            }

            /// Official name.
            #[must_use]
            pub fn name_zh(self) -> &'static str {
                match self { $(Role::$name => $zh),* }
            }
        }
    };
}

roles! {
    /// Runs the system; sees no business.
    SystemAdmin = "SA", "系统管理员";
    /// Grants roles with a second person; sees no business.
    SecurityAdmin = "SO", "安全管理员";
    /// Reads the record; sees no business.
    AuditAdmin = "AA", "审计管理员";
    /// Office of the joint conference: plans, coordinates, counts; never inspects.
    ConferenceOffice = "JC", "联席会议办公室";
    /// Planner of an initiating department.
    LeadPlanner = "LP", "牵头部门计划员";
    /// Planner of a participating department.
    Planner = "DP", "部门计划员";
    /// Certified inspector.
    Inspector = "IN", "执法检查人员";
    /// Approves within a department.
    Reviewer = "RV", "审核审批人";
    /// Discipline observer.
    Observer = "DS", "纪检监督观察员";
    /// Superior department.
    Superior = "HD", "上级部门";
    /// Somebody of an inspected entity.
    Enterprise = "EN", "企业用户";
    /// Anybody, without an account.
    Public = "PU", "公众";
    /// Exchange with another system.
    Exchange = "MX", "交换账号";
}

impl Role {
    /// Reads the two letters.
    #[must_use]
    pub fn parse(code: &str) -> Option<Role> {
        Role::ALL.iter().copied().find(|role| role.code() == code)
    }

    /// 三员: the three administrators, each of whom holds no other role (S1).
    #[must_use]
    pub fn is_administrator(self) -> bool {
        matches!(self, Role::SystemAdmin | Role::SecurityAdmin | Role::AuditAdmin)
    }
}

/// One role in one scope, in force from a day to a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The organ it is held for.
    pub organ: OrganId,
    /// The division whose subtree it reaches.
    pub region: DivisionCode,
    /// First day.
    pub valid_from: Day,
    /// Last day, when there is one.
    pub valid_to: Option<Day>,
}

impl Grant {
    /// Whether it is in force on a day.
    #[must_use]
    pub fn in_force(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}

/// Who asks: an account with the grants that are in force, or the public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account; `None` for the public.
    pub account: Option<AccountId>,
    /// Name of the person, for the record.
    pub name: String,
    /// Grants in force at the time of asking.
    pub grants: Vec<Grant>,
    /// Whether a second factor was shown within the last minutes.
    pub stepped_up: bool,
    /// What has to be done before anything else.
    pub pending: Option<Pending>,
}

/// What a person who is logged in has to do before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pending {
    /// The password is a start password or too old: another one has to be chosen.
    Password,
    /// A role of the person asks for a second factor, and there is none yet.
    SecondFactor,
}

impl Pending {
    /// Code in the interface.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Pending::Password => "password",
            Pending::SecondFactor => "second_factor",
        }
    }
}

impl Actor {
    /// Anybody, without an account.
    #[must_use]
    pub fn public() -> Actor {
        Actor {
            account: None,
            name: "公众".into(),
            grants: Vec::new(),
            stepped_up: false,
            pending: None,
        }
    }

    /// Whether one of the grants has this role.
    #[must_use]
    pub fn holds(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }
}

/// Where something belongs, for the question whether a grant reaches it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The organ it belongs to.
    pub organ: OrganId,
    /// The division it lies in.
    pub region: DivisionCode,
    /// Other organs that take part (a joint plan or task).
    pub participants: Vec<OrganId>,
}

impl Place {
    /// Something of one organ alone.
    #[must_use]
    pub fn of(organ: OrganId, region: DivisionCode) -> Place {
        Place { organ, region, participants: Vec::new() }
    }
}

/// How far a permission reaches for a role: the letter in the policy's cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// `a`: everything.
    All,
    /// `t`: the subtree of the grant's division.
    Region,
    /// `d`: what belongs to the grant's organ.
    Organ,
    /// `j`: that, and what the organ takes part in.
    Joint,
    /// `o`: what is assigned to the account itself; the use case decides.
    Own,
    /// `p`: what is published; the use case shows no more.
    Published,
}

impl Reach {
    /// Reads a cell's letter.
    #[must_use]
    pub fn parse(letter: &str) -> Option<Reach> {
        Some(match letter {
            "a" => Reach::All,
            "t" => Reach::Region,
            "d" => Reach::Organ,
            "j" => Reach::Joint,
            "o" => Reach::Own,
            "p" => Reach::Published,
            _ => return None,
        })
    }

    /// Whether a grant with this reach covers a place.
    #[must_use]
    pub fn covers(self, grant: &Grant, place: &Place) -> bool {
        match self {
            Reach::All | Reach::Own | Reach::Published => true,
            Reach::Region => place.region.as_str().starts_with(grant.region.prefix()),
            Reach::Organ => place.organ == grant.organ,
            Reach::Joint => place.organ == grant.organ || place.participants.contains(&grant.organ),
        }
    }
}
