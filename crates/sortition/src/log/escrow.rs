//! 托管: a nonce encrypted to a holder, and the holder's receipt for it (ssj-1 §10).

use super::sm2;
use crate::digest::{Digest, from_hex};
use crate::names::{DrawId, PersonId};
use crate::suite::Suite;
use crate::tagged::tagged_hash;

/// Bytes of a box: C1 ‖ C3 ‖ C2 of 32 bytes.
pub const BOX_BYTES: usize = sm2::PUBLIC_BYTES + 64;

/// Encrypts a nonce to a holder. The ephemeral scalar is derived from the nonce and the key: the
/// nonce has 256 bits of entropy, and a repeated step makes the same box. `None` when the holder's
/// key is unusable.
#[must_use]
pub fn seal(holder_sm2: &str, nonce: &[u8; 32]) -> Option<Vec<u8>> {
    let key = from_hex(holder_sm2)?;
    let mut ephemeral = tagged_hash(Suite::Sm3, "escrow-ephemeral", &[nonce, &key]);
    loop {
        if let Some(sealed) = sm2::encrypt(&key, ephemeral.as_bytes(), nonce) {
            return Some(sealed);
        }
        // Either the scalar was out of range (2^-32), or the key is no point: then nothing helps.
        sm2::public_key(ephemeral.as_bytes()).is_none().then_some(())?;
        ephemeral = tagged_hash(Suite::Sm3, "escrow-ephemeral", &[ephemeral.as_bytes()]);
    }
}

/// Opens a box.
#[must_use]
pub fn open(holder_secret: &[u8; 32], sealed: &[u8]) -> Option<[u8; 32]> {
    sm2::decrypt(holder_secret, sealed)
}

/// The text that a holder signs.
#[must_use]
pub fn receipt_text(
    draw_id: &DrawId,
    contributor: &PersonId,
    commit: &Digest,
    sealed: &[u8],
) -> String {
    let digest = Suite::Sha256.hash(&[sealed]);
    format!("SSJ-1/receipt\n{draw_id}\n{contributor}\n{commit}\n{digest}\n")
}
