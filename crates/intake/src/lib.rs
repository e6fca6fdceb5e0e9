//! 导入: registers, inspectors, conflicts and item lists from CSV or Excel files that nobody
//! vouches for.
//!
//! Owns the way from bytes to typed rows with a report that accounts for every row. A file is read
//! in a bounded child process ([`child`]); whatever it does, the answer is rows or a clear refusal.
//! Must never evaluate a formula, follow a link or guess a value.

mod bridge;
mod cell;
pub mod child;
mod columns;
mod conflicts;
mod csv;
mod days;
mod engine;
mod error;
mod fields;
mod import;
mod inspectors;
mod items;
mod kind;
mod limits;
mod parent;
mod plan;
mod reader;
mod report;
mod rows;
mod subjects;
mod text;
mod words;
mod workbook;
mod zip_guard;

pub use columns::Column;
pub use engine::ROWS_MAX;
pub use error::{ChildError, FileError, IntakeError, TableError, WorkbookError};
pub use import::Import;
pub use kind::{Kind, Record};
pub use limits::Bounds;
pub use parent::{Streamed, Summary, own_program, read_bounded, read_streaming};
pub use reader::{FILE_MAX, read_trusted};
pub use report::{DuplicateRow, FINDINGS_PER_CODE, Finding, RefusedRow, Report, Severity};
pub use rows::{
    ConflictCode, ConflictRow, CreditClass, IdVerdict, InspectorRow, ItemRow, Leave, PlanRow,
    Status, SubjectRow,
};
