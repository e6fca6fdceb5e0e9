//! 抽取仪式: a draw held on a folder or on a shelf in memory, step by step, without a database or a
//! network.
//!
//! Owns files, order of steps and what is shown to whom. Every rule and every byte that decides
//! comes from `sunlot-sortition`; the clock and randomness come from the caller.

mod afterwards;
mod checkpoints;
mod create;
mod error;
mod folder;
mod freeze;
mod frozen;
mod intent;
mod keys;
mod matching;
mod nonces;
mod opened;
mod outcome;
mod publish;
mod rehearsal;
mod rematch;
mod replace;
mod session;
mod status;
mod storage;
mod zipped;

pub use afterwards::{Evidence, Recusal, Rematch, Replacement};
pub use create::NewCeremony;
pub use error::CeremonyError;
pub use folder::{Faults, write_whole};
pub use freeze::{Frozen as FreezeReport, Inputs, Material};
pub use intent::IntentTerms;
pub use keys::{new_key_file, read_key_file};
pub use matching::{Drawn, ListRow};
pub use nonces::BeaconInput;
pub use nonces::Unsealer;
pub use opened::OpenedRow;
pub use publish::PublishedLog;
pub use rehearsal::{Rehearsal, Tell};
pub use replace::MovedUp;
pub use session::{Ceremony, Clock, Operator, Recorded, step_zh};
pub use status::Status;
pub use storage::{Added, Shelf, Storage};
pub use zipped::{read_bundle, zip_bundle};
