//! 抽查事项清单: what may be inspected, on which basis, by whom, how often; in versions.
//!
//! Owns the item, the life cycle of a version of its list, what is missing before publication, the
//! difference between two versions, and whether an item may be planned or drawn on a day. Must
//! never read a clock: days are arguments.

mod basis;
mod check;
mod diff;
mod error;
mod list;
mod terms;
pub mod words;

pub use basis::{Basis, InForce, LawChange, NotDrawable};
pub use check::{FieldProblem, key_share_bp, missing, organs_that_cannot_inspect};
pub use diff::{Change, Diff, FieldChange, basis_in_words, concerned, diff, in_words, percent};
pub use error::ItemError;
pub use list::{
    Consent, ConsentState, ItemList, ItemListVersion, ItemUse, ListKind, Publication, Stage, Step,
};
pub use terms::{
    CatalogueCode, CheckPoint, Item, ItemClass, ItemCode, ItemTerms, KeyReason, Level, Method,
};
