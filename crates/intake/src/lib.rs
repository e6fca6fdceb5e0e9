//! 导入: registers, inspectors and conflicts from CSV or Excel files that nobody vouches for.
//!
//! Owns the way from bytes to typed rows with a report that accounts for every row. A file is read
//! in a bounded child process ([`child`]); whatever it does, the answer is rows or a clear refusal.
//! Must never evaluate a formula, follow a link or guess a value.

mod error;
mod report;
mod rows;

pub use error::{ChildError, FileError, IntakeError, TableError, WorkbookError};
pub use report::{DuplicateRow, FINDINGS_PER_CODE, Finding, RefusedRow, Report, Severity};
pub use rows::{
    ConflictCode, ConflictRow, CreditClass, IdVerdict, InspectorRow, Leave, Status, SubjectRow,
};
