//! 密封: secrets that have to be read again are stored encrypted, with a key that is not in the
//! database: a copy of the database alone opens no second factor.

use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, KeyInit as _, Nonce};

use crate::ports::Entropy;

/// Bytes of the nonce, which stands before what is sealed.
const NONCE: usize = 12;

/// Seals and opens secrets (ChaCha20-Poly1305, RFC 8439).
pub struct Secrets(ChaCha20Poly1305);

impl Secrets {
    /// With a key from outside of the database.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Secrets {
        Secrets(ChaCha20Poly1305::new(&Key::from(key)))
    }

    /// Seals a secret for one place; what is moved to another place does not open there.
    #[must_use]
    pub fn seal(&self, entropy: &dyn Entropy, place: &str, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0; NONCE];
        entropy.fill(&mut nonce);
        let payload = Payload { msg: plain, aad: place.as_bytes() };
        let sealed = self.0.encrypt(&Nonce::from(nonce), payload);
        [&nonce[..], &sealed.expect("a secret is short")].concat()
    }

    /// Opens what was sealed for a place; `None` when it is something else or the key is another.
    #[must_use]
    pub fn open(&self, place: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        self.0.decrypt(&Nonce::from(*nonce), payload).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::FakeEntropy;

    #[test]
    fn only_the_same_key_and_place_open_a_secret() {
        let (entropy, secrets) = (FakeEntropy::of(1), Secrets::new([1; 32]));
        let sealed = secrets.seal(&entropy, "a", b"secret");
        assert_eq!(secrets.open("a", &sealed).as_deref(), Some(&b"secret"[..]));
        assert_ne!(sealed, secrets.seal(&entropy, "a", b"secret"), "a fresh nonce each time");
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        assert_eq!(secrets.open("b", &sealed), None);
        assert_eq!(Secrets::new([2; 32]).open("a", &sealed), None);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(secrets.open("a", &changed), None, "byte {at}");
            assert_eq!(secrets.open("a", &sealed[..at]), None, "cut at {at}");
        }
    }
}
