//! 留痕的公开部分: what an entry of the platform's log says, and how anybody holds the published
//! files against themselves (docs/record.md).
//!
//! Owns the bytes of entries, digests and proofs, and their verification. Must never know a
//! database: a verifier needs the files and the public keys, and no trust in who runs the platform.

pub mod archive;
pub mod client;
pub mod difference;
pub mod digests;
pub mod dossier;
pub mod entry;
pub mod evidence;
pub mod files;
pub mod finding;
pub mod keys;
pub mod levels;
pub mod signed;
pub mod trust;
pub mod verify;

pub use difference::{Difference, difference};
pub use entry::EventEntry;
pub use finding::{Finding, Report};
pub use trust::Trust;
