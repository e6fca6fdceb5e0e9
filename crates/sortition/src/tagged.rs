//! Tagged hashes (ssj-1 §3.1): `HASH(purpose, f1, …)`, every part with its length before it.

use crate::digest::Digest;
use crate::suite::{Hasher, Suite};

/// `HASH(purpose, fields…)` of the specification.
///
/// # Panics
/// When a field is 4 GiB or longer; callers bound their inputs far below.
#[must_use]
pub fn tagged_hash(suite: Suite, purpose: &str, fields: &[&[u8]]) -> Digest {
    let mut hasher = suite.hasher();
    let tag = format!("SSJ-1/{}/{purpose}", suite.name());
    length_value(&mut hasher, tag.as_bytes());
    for field in fields {
        length_value(&mut hasher, field);
    }
    hasher.finish()
}

fn length_value(hasher: &mut Hasher, field: &[u8]) {
    let length = u32::try_from(field.len()).expect("hashed fields are bounded far below 4 GiB");
    hasher.update(&length.to_be_bytes());
    hasher.update(field);
}
