//! Keys of the log: two secrets of one holder, Ed25519 for the SHA-256 tree, SM2 for the SM3 tree.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use super::sm2;
use crate::digest::{from_hex, to_hex};
use crate::names::KeyName;
use crate::rules::KeySet;
use crate::suite::Suite;
use crate::tagged::tagged_hash;

/// The secret keys of an operator, witness or holder. `Debug` shows the name alone.
pub struct SecretKeys {
    name: KeyName,
    ed25519: [u8; 32],
    sm2: [u8; 32],
}

impl std::fmt::Debug for SecretKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SecretKeys({})", self.name)
    }
}

/// First line of a key file.
const HEAD: &str = "SSJ-1 secret key";

impl SecretKeys {
    /// Keys made from 32 random bytes.
    #[must_use]
    pub fn from_entropy(name: KeyName, entropy: &[u8; 32]) -> SecretKeys {
        let derive = |part: &[u8]| *tagged_hash(Suite::Sm3, "key", &[part, entropy]).as_bytes();
        let mut keys = SecretKeys { name, ed25519: derive(b"ed25519"), sm2: derive(b"sm2") };
        // A digest that is no scalar of the curve has probability 2^-32; take the next one.
        while sm2::public_key(&keys.sm2).is_none() {
            keys.sm2 = *tagged_hash(Suite::Sm3, "key", &[&keys.sm2]).as_bytes();
        }
        keys
    }

    /// The key file's text.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{HEAD}\n{}\n{}\n{}\n", self.name, to_hex(&self.ed25519), to_hex(&self.sm2))
    }

    /// Reads a key file; `None` when it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<SecretKeys> {
        let mut lines = text.lines();
        if lines.next()? != HEAD {
            return None;
        }
        let name = KeyName::parse(lines.next()?).ok()?;
        let mut key = || from_hex(lines.next()?)?.try_into().ok();
        let keys = SecretKeys { name, ed25519: key()?, sm2: key()? };
        sm2::public_key(&keys.sm2)?;
        Some(keys)
    }

    /// Key name.
    #[must_use]
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// The SM2 secret, for opening escrow boxes.
    #[must_use]
    pub fn sm2_secret(&self) -> &[u8; 32] {
        &self.sm2
    }

    /// The public keys, as rules state them.
    #[must_use]
    pub fn public(&self) -> KeySet {
        let sm2 = sm2::public_key(&self.sm2).expect("the scalar was checked when it was made");
        let ed25519 = SigningKey::from_bytes(&self.ed25519).verifying_key();
        KeySet { ed25519: to_hex(ed25519.as_bytes()), name: self.name.clone(), sm2: to_hex(&sm2) }
    }

    /// Signature over a text for the tree of `suite`.
    #[must_use]
    pub fn sign(&self, suite: Suite, sm2_id: &str, text: &[u8]) -> [u8; 64] {
        match suite {
            Suite::Sha256 => SigningKey::from_bytes(&self.ed25519).sign(text).to_bytes(),
            Suite::Sm3 => sm2::sign(&self.sm2, sm2_id, text)
                .expect("the key was checked when it was made and the rules bound the user id"),
        }
    }
}

/// Whether a 64-byte signature over a text holds for the tree of `suite`.
#[must_use]
pub fn verify(key: &KeySet, suite: Suite, sm2_id: &str, text: &[u8], signature: &[u8]) -> bool {
    match suite {
        Suite::Sm3 => from_hex(&key.sm2).is_some_and(|k| sm2::verify(&k, sm2_id, text, signature)),
        Suite::Sha256 => {
            let key = from_hex(&key.ed25519).and_then(|k| <[u8; 32]>::try_from(k).ok());
            let key = key.and_then(|k| VerifyingKey::from_bytes(&k).ok());
            let signature = Signature::from_slice(signature);
            // Strict: no small-order keys, so that all verifiers agree on every input.
            key.zip(signature.ok()).is_some_and(|(k, s)| k.verify_strict(text, &s).is_ok())
        }
    }
}
