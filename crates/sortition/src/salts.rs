//! Salts of rows and snapshots (ssj-1 §7, last paragraph).
//!
//! Derived, not drawn: a ceremony that was interrupted writes the same bytes again.

use crate::digest::Digest;
use crate::suite::Suite;
use crate::tagged::{tagged_hash, tagged_hashes};

/// The secret of one operator; never published.
#[derive(Clone)]
pub struct SaltSecret([u8; 32]);

impl SaltSecret {
    /// Takes 32 bytes from an approved generator.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// 16 bytes for the row `key` of `table`, such as `frame` and an object id.
    #[must_use]
    pub fn salt(&self, suite: Suite, table: &str, key: &str) -> [u8; 16] {
        first_half(&tagged_hash(suite, "salt", &[&self.0, table.as_bytes(), key.as_bytes()]))
    }

    /// [`SaltSecret::salt`] of every key, in their order.
    #[must_use]
    pub fn salts<K: AsRef<[u8]>>(&self, suite: Suite, table: &str, keys: &[K]) -> Vec<[u8; 16]> {
        let digests = tagged_hashes(suite, "salt", &[&self.0, table.as_bytes()], keys);
        digests.iter().map(first_half).collect()
    }

    /// The salt as the 32 hex digits of tables.
    #[must_use]
    pub fn salt_hex(&self, suite: Suite, table: &str, key: &str) -> String {
        crate::digest::to_hex(&self.salt(suite, table, key))
    }
}

fn first_half(digest: &Digest) -> [u8; 16] {
    let mut salt = [0; 16];
    salt.copy_from_slice(&digest.as_bytes()[..16]);
    salt
}
