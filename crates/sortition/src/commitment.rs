//! Commitments of the contributors (ssj-1 §4.1).

use crate::digest::Digest;
use crate::names::{DrawId, PersonId};
use crate::suite::Suite;
use crate::tagged::tagged_hash;

/// A contributor's secret: 32 bytes from an approved generator.
pub type Nonce = [u8; 32];

/// `C_c = HASH("commit", draw_id, c, r)`.
#[must_use]
pub fn commitment(suite: Suite, draw_id: &DrawId, contributor: &PersonId, nonce: &Nonce) -> Digest {
    let draw_id = draw_id.to_string();
    let fields: [&[u8]; 3] = [draw_id.as_bytes(), contributor.as_str().as_bytes(), nonce];
    tagged_hash(suite, "commit", &fields)
}
