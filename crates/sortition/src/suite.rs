//! Suites: which hash a draw uses (ssj-1 §2). There is no negotiation and no fallback.

use sha2::Digest as _;

use crate::digest::Digest;

/// One of the two suites; a draw uses exactly one for frame, seed, tickets and results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Suite {
    /// SM3, GB/T 32905-2016. The default.
    Sm3,
    /// SHA-256, FIPS 180-4.
    Sha256,
}

impl Suite {
    /// Both suites.
    pub const ALL: [Suite; 2] = [Suite::Sm3, Suite::Sha256];

    /// The name in tags and records.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Suite::Sm3 => "SM3",
            Suite::Sha256 => "SHA256",
        }
    }

    /// Reads a name, exactly as [`Suite::name`] writes it.
    #[must_use]
    pub fn parse(name: &str) -> Option<Suite> {
        Suite::ALL.into_iter().find(|suite| suite.name() == name)
    }

    /// The hash of the parts joined.
    #[must_use]
    pub fn hash(self, parts: &[&[u8]]) -> Digest {
        let mut hasher = self.hasher();
        for part in parts {
            hasher.update(part);
        }
        hasher.finish()
    }

    /// A running hash.
    #[must_use]
    pub fn hasher(self) -> Hasher {
        match self {
            Suite::Sm3 => Hasher::Sm3(sm3::Sm3::default()),
            Suite::Sha256 => Hasher::Sha256(sha2::Sha256::default()),
        }
    }
}

/// A running hash of one suite.
#[derive(Clone, Debug)]
pub enum Hasher {
    /// SM3.
    Sm3(sm3::Sm3),
    /// SHA-256.
    Sha256(sha2::Sha256),
}

impl Hasher {
    /// Takes in more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            Hasher::Sm3(h) => sm3::Digest::update(h, bytes),
            Hasher::Sha256(h) => h.update(bytes),
        }
    }

    /// The digest of all bytes taken in.
    #[must_use]
    pub fn finish(self) -> Digest {
        match self {
            Hasher::Sm3(h) => Digest::from_bytes(sm3::Digest::finalize(h).into()),
            Hasher::Sha256(h) => Digest::from_bytes(h.finalize().into()),
        }
    }
}
