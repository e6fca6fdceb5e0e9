//! 业务表: every table whose rows the log binds. A test compares the list with the schema, so that
//! a table nobody put here is found before its first row.

use crate::record::Record;

/// A business table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns, `id` first, without `version` and `log_index`.
    pub columns: &'static [&'static str],
}

impl Table {
    const fn of<R: Record>() -> Table {
        Table { name: R::TABLE, columns: R::COLUMNS }
    }
}

macro_rules! tables {
    ($($record:ty),* $(,)?) => {
        /// Every business table.
        pub const TABLES: &[Table] = &[$(Table::of::<$record>()),*];
    };
}

tables! {
    sunlot_domain::organs::Region,
    sunlot_domain::organs::Organ,
    sunlot_domain::files::StoredFile,
    // Accounts.
    sunlot_domain::accounts::Account,
    sunlot_domain::accounts::AccountGrant,
    sunlot_domain::credentials::Password,
    sunlot_domain::credentials::SecondFactor,
    sunlot_domain::credentials::RecoveryCode,
    // Registers.
    crate::subjects::SubjectPast,
    sunlot_domain::registers::SubjectEntry,
    sunlot_domain::tags::Tag,
    sunlot_domain::tags::SubjectTag,
    sunlot_domain::positions::SubjectPosition,
    sunlot_domain::tags::Duty,
    sunlot_domain::inspectors::Inspector,
    sunlot_domain::inspectors::InspectorLeave,
    sunlot_domain::inspectors::Conflict,
    sunlot_domain::inspectors::InspectorChange,
    crate::inspectors::InspectorPast,
    sunlot_domain::imports::ImportBatch,
    // Item lists and the joint conference.
    sunlot_domain::conferences::Conference,
    sunlot_domain::conferences::Membership,
    sunlot_domain::conferences::PostHolder,
    sunlot_domain::meetings::Meeting,
    sunlot_domain::meetings::Matter,
    sunlot_domain::activities::Activity,
    sunlot_domain::appraisals::Target,
    sunlot_domain::items::ItemList,
    sunlot_domain::items::ItemListVersion,
    sunlot_domain::items::Item,
    sunlot_domain::items::Consent,
    sunlot_domain::items::LawChange,
    sunlot_domain::items::ItemUse,
    // Plans and tasks.
    sunlot_domain::calendar::CalendarYear,
    sunlot_domain::numbering::NumberPattern,
    sunlot_domain::numbering::NumberSeries,
    sunlot_domain::numbering::IssuedNumber,
    sunlot_domain::plans::WorkPlan,
    sunlot_domain::plans::PlanEdition,
    sunlot_domain::plans::PlanFiling,
    sunlot_domain::plans::FilingReturn,
    sunlot_domain::reports::Report,
    sunlot_domain::reports::HandIn,
    sunlot_domain::tasks::Task,
    sunlot_domain::overlap::JointVisit,
    sunlot_domain::caps::VisitCap,
    sunlot_domain::caps::Visit,
    sunlot_domain::scope_rules::ScopeRule,
    // Inspections and results.
    sunlot_domain::inspections::Inspection,
    sunlot_domain::inspections::InspectionItem,
    sunlot_domain::inspections::InspectionMember,
    sunlot_domain::inspections::InspectionSignature,
    sunlot_domain::inspections::RecordNote,
    sunlot_domain::evidence::Evidence,
    sunlot_domain::institutions::Institution,
    sunlot_domain::results::InspectionPart,
    sunlot_domain::results::CheckResult,
    sunlot_domain::results::ResultChange,
    sunlot_domain::results::ResultChannel,
    sunlot_domain::results::Objection,
    sunlot_domain::results::VisitRating,
    // What follows a result, and individual cases.
    sunlot_domain::cases::IndividualCase,
    sunlot_domain::cases::unlicensed::Unlicensed,
    sunlot_domain::cases::campaigns::Campaign,
    sunlot_domain::follow::rectifications::Rectification,
    sunlot_domain::follow::penalties::Penalty,
    sunlot_domain::follow::penalties::Payment,
    sunlot_domain::follow::referrals::Referral,
    sunlot_domain::follow::restrictions::Restriction,
    sunlot_domain::follow::restrictions::Handoff,
    sunlot_domain::follow::repairs::Repair,
    sunlot_domain::follow::feedback::Feedback,
    // Draws.
    sunlot_domain::draws::Draw,
    sunlot_domain::draws::DrawFile,
    sunlot_domain::draws::DrawEntry,
    sunlot_domain::draws::DrawRequest,
    sunlot_domain::draws::DrawViewing,
    sunlot_domain::draws::DrawSheet,
    sunlot_domain::draws::DispatchedPost,
    sunlot_domain::challenges::Challenge,
}
