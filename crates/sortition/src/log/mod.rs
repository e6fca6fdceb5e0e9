//! The append-only log (ssj-1 §10): entries, their order, two trees, signed checkpoints, monitors.
//!
//! Owns what an entry may say and what proves that none was changed, dropped or back-dated. Must
//! never keep anything: storage and the clock belong to the caller.

pub mod chain;
pub mod checkpoint;
pub mod entry;
pub mod escrow;
mod fields;
pub mod keys;
pub mod monitor;
pub mod note;
pub mod request;
pub mod sm2;
pub mod tiled;
pub mod tiles;
pub mod tree;

pub use chain::{Chain, ChainError};
pub use entry::{Artefact, Entry, EntryBody};
