//! Tagged hashes (ssj-1 §3.1): `HASH(purpose, f1, …)`, every part with its length before it.

use crate::digest::Digest;
use crate::lanes::{Compressor, hash_many};
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

/// `HASH(purpose, before…, x)` of every `x`, in their order: many at a time where the machine can.
///
/// # Panics
/// As [`tagged_hash`].
#[must_use]
pub fn tagged_hashes<M: AsRef<[u8]>>(
    suite: Suite,
    purpose: &str,
    before: &[&[u8]],
    last: &[M],
) -> Vec<Digest> {
    let tag = format!("SSJ-1/{}/{purpose}", suite.name());
    let mut prefix = prefixed(tag.as_bytes());
    before.iter().for_each(|field| prefix.extend_from_slice(&prefixed(field)));
    let messages: Vec<Vec<u8>> = last.iter().map(|field| prefixed(field.as_ref())).collect();
    hash_many(Compressor::new(suite), &prefix, &messages)
}

fn length_of(field: &[u8]) -> [u8; 4] {
    u32::try_from(field.len()).expect("hashed fields are bounded far below 4 GiB").to_be_bytes()
}

fn prefixed(field: &[u8]) -> Vec<u8> {
    [&length_of(field), field].concat()
}

fn length_value(hasher: &mut Hasher, field: &[u8]) {
    hasher.update(&length_of(field));
    hasher.update(field);
}
