//! 留痕: signs the log, publishes its files, shows what happened and proves it.

pub mod audit;
pub mod checkpointer;
pub mod files;
pub(crate) mod sealing;
pub mod witnesses;

pub use audit::{evidence, list, timeline};
pub use checkpointer::{Alarm, Checkpointer, SignError, Signer, kept_notes};
pub use files::{PublicFile, export, file};
pub use sealing::Seals;
