//! SSJ-1: a draw of subjects and inspectors that anyone can prove (`spec/ssj-1.md`).
//!
//! Pure: no clock, no files, no randomness of the system, no floating point. Time, nonces and
//! bytes come in as arguments; the same input gives the same bytes on every machine.

pub mod digest;
pub mod jcs;
pub mod merkle;
pub mod names;
pub mod record;
pub mod suite;
pub mod tagged;
pub mod ticket;
pub mod time;
