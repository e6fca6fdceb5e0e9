//! SM2 signatures (GB/T 32918.2) and encryption (GB/T 32918.4) over bytes and hex keys.
//!
//! Signing is deterministic (RFC 6979 with SM3), so a repeated step writes the same bytes.

use sm2::dsa::signature::{Signer, Verifier};
use sm2::dsa::{Signature, SigningKey, VerifyingKey};
use sm2::elliptic_curve::sec1::ToSec1Point;
use sm2::{AffinePoint, NonZeroScalar, ProjectivePoint, PublicKey, SecretKey};

use crate::suite::Suite;

/// Bytes of a public key: the uncompressed point.
pub const PUBLIC_BYTES: usize = 65;
/// Bytes of a signature, r ‖ s.
pub const SIGNATURE_BYTES: usize = 64;

/// Public key of a secret scalar; `None` when the scalar is 0 or too large.
#[must_use]
pub fn public_key(secret: &[u8; 32]) -> Option<[u8; PUBLIC_BYTES]> {
    let secret = SecretKey::from_slice(secret).ok()?;
    uncompressed(secret.public_key().as_affine())
}

/// Whether bytes are an uncompressed point of the curve.
#[must_use]
pub fn is_public_key(public: &[u8]) -> bool {
    public.len() == PUBLIC_BYTES && PublicKey::from_sec1_bytes(public).is_ok()
}

/// Signature r ‖ s over the message under a user id; `None` when the key or id is unusable.
#[must_use]
pub fn sign(secret: &[u8; 32], user_id: &str, message: &[u8]) -> Option<[u8; SIGNATURE_BYTES]> {
    let key = SigningKey::from_slice(user_id, secret).ok()?;
    let signature: Signature = key.try_sign(message).ok()?;
    Some(signature.to_bytes().into())
}

/// Whether the signature r ‖ s holds.
#[must_use]
pub fn verify(public: &[u8], user_id: &str, message: &[u8], signature: &[u8]) -> bool {
    let Ok(signature) = Signature::from_slice(signature) else { return false };
    if public.len() != PUBLIC_BYTES {
        return false;
    }
    VerifyingKey::from_sec1_bytes(user_id, public)
        .is_ok_and(|key| key.verify(message, &signature).is_ok())
}

/// Encrypts 32 bytes to a public key, C1 ‖ C3 ‖ C2 with C1 uncompressed. `ephemeral` is the secret
/// scalar k and must be fresh or derived from what is encrypted; `None` when a key is unusable.
#[must_use]
pub fn encrypt(public: &[u8], ephemeral: &[u8; 32], message: &[u8; 32]) -> Option<Vec<u8>> {
    let public = PublicKey::from_sec1_bytes(public).ok()?;
    let k = NonZeroScalar::try_from(&ephemeral[..]).ok()?;
    let c1 = uncompressed(&(ProjectivePoint::GENERATOR * *k).to_affine())?;
    let shared = uncompressed(&(public.to_projective() * *k).to_affine())?;
    let mask = key_stream(&shared);
    let c2: Vec<u8> = message.iter().zip(mask).map(|(m, t)| m ^ t).collect();
    let c3 = Suite::Sm3.hash(&[&shared[1..33], message, &shared[33..]]);
    Some([&c1[..], c3.as_bytes(), &c2].concat())
}

/// Decrypts what [`encrypt`] made; `None` when it was made for another key or changed.
#[must_use]
pub fn decrypt(secret: &[u8; 32], sealed: &[u8]) -> Option<[u8; 32]> {
    if sealed.len() != PUBLIC_BYTES + 64 {
        return None;
    }
    let secret = SecretKey::from_slice(secret).ok()?;
    let c1 = PublicKey::from_sec1_bytes(&sealed[..PUBLIC_BYTES]).ok()?;
    let shared = c1.to_projective() * *secret.to_nonzero_scalar();
    let shared = uncompressed(&shared.to_affine())?;
    let mask = key_stream(&shared);
    let mut message = [0; 32];
    for (m, (c, t)) in message.iter_mut().zip(sealed[PUBLIC_BYTES + 32..].iter().zip(mask)) {
        *m = c ^ t;
    }
    let c3 = Suite::Sm3.hash(&[&shared[1..33], &message, &shared[33..]]);
    (c3.as_bytes()[..] == sealed[PUBLIC_BYTES..PUBLIC_BYTES + 32]).then_some(message)
}

/// KDF of GB/T 32918.4 §5.4.3: 32 bytes are one SM3 of x2 ‖ y2 ‖ 1.
fn key_stream(shared: &[u8; PUBLIC_BYTES]) -> [u8; 32] {
    *Suite::Sm3.hash(&[&shared[1..], &1u32.to_be_bytes()]).as_bytes()
}

fn uncompressed(point: &AffinePoint) -> Option<[u8; PUBLIC_BYTES]> {
    point.to_sec1_point(false).as_bytes().try_into().ok()
}
