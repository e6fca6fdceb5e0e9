//! 检查: use cases, from the release of a batch to the signed record.

pub(crate) mod access;
mod brief;
mod checklist;
mod evidence;
mod institutions;
mod list;
mod open;
mod public;
mod signing;
mod step;
mod steps;
mod view;

pub use brief::{Brief, Known, brief};
pub use checklist::{CheckForm, ItemForm, NoteForm, check, finish, note, reopen};
pub use evidence::{Capture, EvidenceView, add_evidence, check_size, download_evidence};
pub use institutions::{
    InstitutionChange, InstitutionForm, InstitutionQuery, InstitutionView, NewInstitution,
    change_institution, list_institutions, register_institution, show_institution,
};
pub use list::{InspectionQuery, Reconciliation, list, reconcile, show};
pub use open::{open, replace_member, same_item};
pub use public::{
    ProofItem, ProofOfficer, RatingForm, RatingReceipt, RatingView, VisitProof, rate, ratings,
    verify,
};
pub use signing::{
    CompanySignForm, DecideOutcome, OutcomeForm, SignForm, company_sign, decide_outcome,
    propose_outcome, sign,
};
pub use steps::{
    ApproveBatch, ApproveVisit, ArriveForm, BatchApproved, NotifyForm, approve, approve_batch,
    arrive, notify,
};
pub use view::{
    AnswerForm, ArrivalView, CheckedView, CommissionView, CompanySignView, InspectionDetails,
    InspectionView, ItemView, MemberView, NoteView, NoticeView, PartBrief, PointView,
};

pub(crate) use list::overdue;
pub(crate) use public::by_code;
pub(crate) use step::advance;
pub(crate) use view::{RIGHTS, item as item_view};
