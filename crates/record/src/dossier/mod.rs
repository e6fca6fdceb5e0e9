//! 证据包 and 任务档案: what was done, as files that prove themselves (docs/dossier.md).
//!
//! Owns the names and bytes of the files and their verification. A signed list binds every file;
//! each stored row is bound by the entry of the log that wrote it, each entry by the checkpoint;
//! the draw by its own published files, with every visit on its list; evidence by its hash.

mod drawn;
mod list;
mod proof;
mod row;
mod verify;

pub use drawn::NamedSubject;
pub use list::{Kind, List, Listed};
pub use proof::{EntryProof, RowProof};
pub use row::BoundRow;
pub use verify::{Check, Verified, verify};

/// The signed list of the files.
pub const MANIFEST: &str = "manifest.txt";

/// Note of the checkpoint over the SHA-256 tree.
pub const CHECKPOINT: &str = "log/checkpoint";

/// Note of the checkpoint over the SM3 tree.
pub const CHECKPOINT_SM3: &str = "log/sm3/checkpoint";

/// Folder of the stored rows.
pub const ROWS: &str = "data/";

/// Folder of the proofs of entries.
pub const ENTRIES: &str = "log/entries/";

/// Folder of the pieces of evidence.
pub const EVIDENCE: &str = "evidence/";

/// Folder of the draws: one folder each, with the files of its bundle.
pub const DRAWS: &str = "draws/";

/// Codes and names of the subjects that were visited: their rows tell the risk class, which leaves
/// the platform in no archive.
pub const SUBJECTS: &str = "subjects.json";

/// The cover for people.
pub const COVER: &str = "封面.pdf";
