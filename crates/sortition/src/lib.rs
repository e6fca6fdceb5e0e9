//! SSJ-1: a draw of subjects and inspectors that anyone can prove (`spec/ssj-1.md`).
//!
//! Pure: no clock, no files, no randomness of the system, no floating point. Time, nonces and
//! bytes come in as arguments; the same input gives the same bytes on every machine.

pub mod allocation;
pub mod batches;
pub mod beacon;
pub mod bottom_k;
pub mod bundle;
pub mod cells;
pub mod commitment;
pub mod conflicts;
pub mod digest;
pub mod explain;
pub mod frame;
pub mod frame_build;
pub mod intent;
pub mod jcs;
pub mod lanes;
pub mod log;
pub mod match_files;
pub mod matching;
pub mod merkle;
pub mod names;
pub mod officers;
pub mod pools;
pub mod posts;
pub mod probability;
pub mod quota;
pub mod record;
pub mod replacement;
pub mod result;
pub mod roots;
pub mod rules;
pub mod salts;
pub mod seed;
pub mod selection;
pub mod snapshot;
pub mod suite;
pub mod tagged;
pub mod ticket;
pub mod ticket_engine;
pub mod time;
pub mod verify;
pub mod visits;
