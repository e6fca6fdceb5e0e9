//! 检查: use cases, from the release of a batch to the signed record.

mod open;

pub use open::{open, replace_member, same_item};
