//! Tickets (ssj-1 §8.2): one hash per object, `H(K ‖ id)`, that any SM3 or SHA-256 tool repeats.

use crate::digest::Digest;
use crate::suite::Suite;
use crate::tagged::tagged_hash;

/// Most tickets an object can have.
pub const WEIGHT_MAX: u32 = 64;

/// The key of a group: 64 lower-case hex digits, exactly one block of either hash.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TicketKey([u8; 64]);

impl TicketKey {
    /// The key that is the hex form of a digest.
    #[must_use]
    pub fn from_digest(digest: &Digest) -> TicketKey {
        let hex = digest.to_hex();
        TicketKey(hex.as_bytes().try_into().expect("a digest has 64 hex digits"))
    }

    /// Reads 64 lower-case hex digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<TicketKey> {
        Digest::parse_hex(text).map(|digest| TicketKey::from_digest(&digest))
    }

    /// `K_g = hex(HASH("ticket-key", S, group))`.
    #[must_use]
    pub fn of_group(suite: Suite, seed: &Digest, group: &str) -> TicketKey {
        let fields: [&[u8]; 2] = [seed.as_bytes(), group.as_bytes()];
        TicketKey::from_digest(&tagged_hash(suite, "ticket-key", &fields))
    }

    /// `M_p = hex(HASH("match-key", S, pool, tiebreak))`.
    #[must_use]
    pub fn of_pool(suite: Suite, seed: &Digest, pool: &str, tiebreak: u32) -> TicketKey {
        let tiebreak = tiebreak.to_string();
        let fields: [&[u8]; 3] = [seed.as_bytes(), pool.as_bytes(), tiebreak.as_bytes()];
        TicketKey::from_digest(&tagged_hash(suite, "match-key", &fields))
    }

    /// The 64 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("hex digits are ASCII")
    }
}

/// `T(o, 1)`.
#[must_use]
pub fn ticket(suite: Suite, key: &TicketKey, id: &[u8]) -> Digest {
    suite.hash(&[key.as_bytes(), id])
}

/// `T(o, j)` for j from 1; the first has no suffix.
#[must_use]
pub fn ticket_j(suite: Suite, key: &TicketKey, id: &[u8], j: u32) -> Digest {
    if j == 1 {
        ticket(suite, key, id)
    } else {
        suite.hash(&[key.as_bytes(), id, b"#", j.to_string().as_bytes()])
    }
}

/// Pair number `r(f, o)`: the first seven bytes of `H(M ‖ officer ‖ "@" ‖ object)`.
#[must_use]
pub fn pair_number(suite: Suite, key: &TicketKey, officer: &str, object: &str) -> u64 {
    let hash = suite.hash(&[key.as_bytes(), officer.as_bytes(), b"@", object.as_bytes()]);
    let mut first = [0; 8];
    first[1..].copy_from_slice(&hash.as_bytes()[..7]);
    u64::from_be_bytes(first)
}
