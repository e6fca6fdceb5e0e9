//! 权限: one table says which role may do what and how far; router, use cases and documents read
//! it and nothing else.
//!
//! The table is `policy.csv` beside this file: a row a permission, a column a role, a letter of
//! [`Reach`] or `-` in each cell. Basis: least privilege and the separation of administrators
//! (GB/T 22239-2019 8.1.4), inspecting bodies (国办发〔2024〕54号).

use std::collections::BTreeMap;

use crate::roles::{Actor, Grant, Pending, Place, Reach, Role};

const TABLE: &str = include_str!("policy.csv");

macro_rules! permissions {
    ($($name:ident = $code:literal,)*) => {
        /// What can be permitted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[allow(missing_docs)] // Named in the table, in Chinese.
        pub enum Permission { $($name),* }

        impl Permission {
            /// Every permission, in the order of the table.
            pub const ALL: &[Permission] = &[$(Permission::$name),*];

            /// Code of the table's first column.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Permission::$name => $code),* }
            }
        }
    };
}

permissions! {
    SessionOpen = "session.open",
    SessionOwn = "session.own",
    CeremonyFirstStart = "ceremony.first_start",
    HealthRead = "health.read",
    AccountRead = "account.read",
    AccountWrite = "account.write",
    FactorRemove = "account.remove_factor",
    GrantRead = "grant.read",
    GrantPropose = "grant.propose",
    GrantApprove = "grant.approve",
    PersonRead = "person.read",
    AuditRead = "audit.read",
    LogRead = "log.read",
    OrganRead = "organ.read",
    OrganWrite = "organ.write",
    MembershipRead = "membership.read",
    MembershipWrite = "membership.write",
    MeetingRead = "meeting.read",
    MeetingWrite = "meeting.write",
    MatterReport = "matter.report",
    ActivityRead = "activity.read",
    ActivityWrite = "activity.write",
    AppraisalRead = "appraisal.read",
    AppraisalTarget = "appraisal.target",
    DashboardRead = "dashboard.read",
    EstimateRead = "estimate.read",
    EstimatePublic = "estimate.public",
    EffectRead = "effect.read",
    BurdenRead = "burden.read",
    SubjectRead = "subject.read",
    SubjectWrite = "subject.write",
    SubjectImport = "subject.import",
    SubjectImportApprove = "subject.import_approve",
    TagRead = "tag.read",
    TagWrite = "tag.write",
    InspectorRead = "inspector.read",
    InspectorWrite = "inspector.write",
    InspectorApprove = "inspector.approve",
    ConflictDeclare = "conflict.declare",
    ItemListRead = "item_list.read",
    ItemListWrite = "item_list.write",
    ItemListApprove = "item_list.approve",
    ItemListPublish = "item_list.publish",
    PlanRead = "plan.read",
    PlanWrite = "plan.write",
    PlanCoordinate = "plan.coordinate",
    PlanApprove = "plan.approve",
    PlanFile = "plan.file",
    PlanAcknowledge = "plan.acknowledge",
    PlanPublish = "plan.publish",
    ReportRead = "report.read",
    ReportWrite = "report.write",
    ReportSubmit = "report.submit",
    ReportReceive = "report.receive",
    TaskRead = "task.read",
    TaskWrite = "task.write",
    TaskApprove = "task.approve",
    TaskDryRun = "task.dry_run",
    TaskMerge = "task.merge",
    FollowUpPublic = "follow_up.public",
    FollowUpRead = "follow_up.read",
    TaskClose = "task.close",
    RectificationWrite = "rectification.write",
    RectificationApprove = "rectification.approve",
    PenaltyWrite = "penalty.write",
    PenaltyApprove = "penalty.approve",
    PenaltyPublish = "penalty.publish",
    ReferralRead = "referral.read",
    ReferralWrite = "referral.write",
    ReferralApprove = "referral.approve",
    ReferralReceive = "referral.receive",
    RestrictionRead = "restriction.read",
    RestrictionWrite = "restriction.write",
    RestrictionApprove = "restriction.approve",
    CaseRead = "case.read",
    CaseWrite = "case.write",
    CaseApprove = "case.approve",
    CaseReveal = "case.reveal",
    CampaignRead = "campaign.read",
    CampaignWrite = "campaign.write",
    CampaignDecide = "campaign.decide",
    FeedbackRead = "feedback.read",
    FeedbackExport = "feedback.export",
    DrawRead = "draw.read",
    DrawPrepare = "draw.prepare",
    DrawApprove = "draw.approve",
    DrawRun = "draw.run",
    DrawContribute = "draw.contribute",
    DrawHold = "draw.hold",
    DrawRecord = "draw.record",
    DrawView = "draw.view",
    DrawRelease = "draw.release",
    DrawRequest = "draw.request",
    DrawDecide = "draw.decide",
    DrawPublic = "draw.public",
    ChallengeLodge = "challenge.lodge",
    ChallengeRead = "challenge.read",
    ChallengeAnswer = "challenge.answer",
    ChallengeReveal = "challenge.reveal",
    CapRead = "cap.read",
    CapWrite = "cap.write",
    ScopeRuleRead = "scope_rule.read",
    ScopeRuleWrite = "scope_rule.write",
    CalendarRead = "calendar.read",
    CalendarWrite = "calendar.write",
    NumberingRead = "numbering.read",
    NumberingWrite = "numbering.write",
    InspectionRead = "inspection.read",
    InspectionApprove = "inspection.approve",
    InspectionNotify = "inspection.notify",
    InspectionWork = "inspection.work",
    DossierMake = "dossier.make",
    EvidenceRead = "evidence.read",
    InstitutionRead = "institution.read",
    InstitutionWrite = "institution.write",
    RecognitionPropose = "recognition.propose",
    RecognitionApprove = "recognition.approve",
    ResultRead = "result.read",
    ResultEnter = "result.enter",
    ResultReview = "result.review",
    ResultPublish = "result.publish",
    ResultChannel = "result.channel",
    ResultChange = "result.change",
    ResultChangeApprove = "result.change_approve",
    ResultChangeConcur = "result.change_concur",
    ResultChangeRead = "result.change_read",
    ResultPublic = "result.public",
    ObjectionLodge = "objection.lodge",
    ObjectionRead = "objection.read",
    ObjectionHandle = "objection.handle",
    ObjectionDecide = "objection.decide",
    VisitVerify = "visit.verify",
    VisitRate = "visit.rate",
    RatingRead = "rating.read",
}

impl Permission {
    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Permission> {
        Permission::ALL.iter().copied().find(|permission| permission.code() == code)
    }
}

/// One row of the table.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Chinese name of the permission.
    pub name_zh: &'static str,
    /// Whether a second factor must have been shown just before.
    pub step_up: bool,
    reach: BTreeMap<Role, Reach>,
}

impl Rule {
    /// How far the permission reaches for a role; `None` when the role does not have it.
    #[must_use]
    pub fn reach(&self, role: Role) -> Option<Reach> {
        self.reach.get(&role).copied()
    }
}

/// The table.
#[derive(Debug, Clone)]
pub struct Policy {
    rules: BTreeMap<Permission, Rule>,
}

/// Why somebody may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denial {
    /// Nobody is logged in.
    Anonymous,
    /// No role of the actor has the permission.
    Role,
    /// A role has it, but not for this place: the thing is as good as missing.
    Place,
    /// The second factor must be shown first.
    StepUp,
    /// Something of the person's own account must be done first.
    Pending(Pending),
}

impl Policy {
    /// The table that is part of the program.
    ///
    /// # Panics
    /// When the table and [`Permission`] disagree; a test reads it, so no release does.
    #[must_use]
    pub fn built_in() -> Policy {
        let mut lines = TABLE.lines();
        let head: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
        let roles: Vec<Role> = head[2..head.len() - 1]
            .iter()
            .map(|code| Role::parse(code).expect("each column of the policy is a role"))
            .collect();
        assert_eq!(roles, Role::ALL, "the policy has a column for every role, in order");
        let mut rules = BTreeMap::new();
        for (line, &permission) in lines.by_ref().zip(Permission::ALL) {
            let cells: Vec<&'static str> = line.split(',').collect();
            assert_eq!(cells[0], permission.code(), "rows stand in the order of Permission");
            let letters = cells[2..].iter().zip(&roles);
            let reach = letters
                .filter(|(letter, _)| **letter != "-")
                .map(|(letter, &role)| (role, Reach::parse(letter).expect("a letter of Reach")))
                .collect();
            let step_up = cells.last() == Some(&"yes");
            rules.insert(permission, Rule { name_zh: cells[1], step_up, reach });
        }
        assert!(lines.next().is_none() && rules.len() == Permission::ALL.len(), "a row for each");
        Policy { rules }
    }

    /// The row of a permission.
    #[must_use]
    pub fn rule(&self, permission: Permission) -> &Rule {
        &self.rules[&permission]
    }

    /// Whether an actor has a permission anywhere at all; asked by the router before a use case.
    ///
    /// # Errors
    /// [`Denial`] with what is missing.
    pub fn admit(&self, actor: &Actor, permission: Permission) -> Result<(), Denial> {
        self.check(actor, permission, |_, _| true)
    }

    /// Whether an actor has a permission for something in a place.
    ///
    /// # Errors
    /// [`Denial`] with what is missing.
    pub fn authorize(
        &self,
        actor: &Actor,
        permission: Permission,
        place: &Place,
    ) -> Result<(), Denial> {
        self.check(actor, permission, |reach, grant| {
            grant.is_none_or(|grant| reach.covers(grant, place))
        })
    }

    /// Grants of the actor that have the permission, with their reach: what a list may show.
    #[must_use]
    pub fn scopes<'a>(&self, actor: &'a Actor, permission: Permission) -> Vec<(Reach, &'a Grant)> {
        let rule = self.rule(permission);
        let grants = actor.grants.iter();
        grants.filter_map(|grant| Some((rule.reach(grant.role)?, grant))).collect()
    }

    /// Whether whoever holds a role needs a second factor: an administrator, or a role with a
    /// permission that asks for it (R-AUTH-03).
    #[must_use]
    pub fn needs_second_factor(&self, role: Role) -> bool {
        let asks = |rule: &Rule| rule.step_up && rule.reach(role).is_some();
        role.is_administrator() || self.rules.values().any(asks)
    }

    fn check(
        &self,
        actor: &Actor,
        permission: Permission,
        covers: impl Fn(Reach, Option<&Grant>) -> bool,
    ) -> Result<(), Denial> {
        let rule = self.rule(permission);
        // What the public may do, everybody may do.
        if rule.reach(Role::Public).is_some_and(|reach| covers(reach, None)) {
            return Ok(());
        }
        if actor.account.is_none() {
            return Err(Denial::Anonymous);
        }
        // A person's own session is his even without a grant: the password comes before the roles.
        if permission == Permission::SessionOwn {
            return Ok(());
        }
        if let Some(pending) = actor.pending {
            return Err(Denial::Pending(pending));
        }
        let scopes = self.scopes(actor, permission);
        if scopes.is_empty() {
            return Err(Denial::Role);
        }
        if !scopes.iter().any(|(reach, grant)| covers(*reach, Some(grant))) {
            return Err(Denial::Place);
        }
        if rule.step_up && !actor.stepped_up { Err(Denial::StepUp) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn administrators_have_no_business_permission() {
        let policy = Policy::built_in();
        let business = |p: &&Permission| {
            let area = p.code().split('.').next().unwrap_or_default();
            !["session", "ceremony", "health", "account", "grant", "audit", "log", "organ"]
                .contains(&area)
        };
        for permission in Permission::ALL.iter().filter(business) {
            let rule = policy.rule(*permission);
            assert_eq!(rule.reach(Role::SystemAdmin), None, "{permission:?}");
            assert_eq!(rule.reach(Role::SecurityAdmin), None, "{permission:?}");
        }
    }

    #[test]
    fn nobody_writes_and_approves_the_same_noun_by_one_role() {
        let policy = Policy::built_in();
        for (write, approve) in [
            (Permission::PlanWrite, Permission::PlanApprove),
            (Permission::ReportWrite, Permission::ReportSubmit),
            (Permission::ReportSubmit, Permission::ReportReceive),
            (Permission::TaskWrite, Permission::TaskApprove),
            (Permission::DrawPrepare, Permission::DrawApprove),
            (Permission::DrawRequest, Permission::DrawDecide),
            (Permission::ItemListWrite, Permission::ItemListApprove),
            (Permission::InspectorWrite, Permission::InspectorApprove),
            (Permission::SubjectImport, Permission::SubjectImportApprove),
            (Permission::InspectionWork, Permission::InspectionApprove),
            (Permission::RecognitionPropose, Permission::RecognitionApprove),
            (Permission::ResultEnter, Permission::ResultReview),
            (Permission::ResultEnter, Permission::ResultPublish),
            (Permission::ResultReview, Permission::ResultPublish),
            (Permission::ResultChange, Permission::ResultChangeApprove),
            (Permission::ResultChangeApprove, Permission::ResultChangeConcur),
            (Permission::ObjectionHandle, Permission::ObjectionDecide),
            (Permission::RectificationWrite, Permission::RectificationApprove),
            (Permission::PenaltyWrite, Permission::PenaltyApprove),
            (Permission::ReferralWrite, Permission::ReferralApprove),
            (Permission::RestrictionWrite, Permission::RestrictionApprove),
            (Permission::CaseWrite, Permission::CaseApprove),
            (Permission::CampaignWrite, Permission::CampaignDecide),
        ] {
            for role in Role::ALL {
                let both = policy.rule(write).reach(*role).and(policy.rule(approve).reach(*role));
                assert_eq!(both, None, "{role:?} {write:?}");
            }
        }
    }
}
