//! The seed and the keys that follow from it (ssj-1 §8.1).

use crate::commitment::Nonce;
use crate::digest::Digest;
use crate::names::{GroupCode, PersonId, PoolId};
use crate::suite::Suite;
use crate::tagged::tagged_hash;
use crate::ticket::TicketKey;

/// The public entropy as the seed sees it.
#[derive(Clone, Copy, Debug)]
pub struct SeedBeacon<'a> {
    /// Type, such as `drand-quicknet`.
    pub kind: &'a str,
    /// Round, 0 for `none`.
    pub round: u64,
    /// Value bytes of ssj-1 §4.5; empty for `none`.
    pub value: &'a [u8],
}

/// `S = HASH("seed", I, type, round, value, c1, r1, …)`.
///
/// `nonces` are all contributors of the intent, ascending; an absent one has `None`.
#[must_use]
pub fn seed(
    suite: Suite,
    intent: &Digest,
    beacon: SeedBeacon<'_>,
    nonces: &[(PersonId, Option<Nonce>)],
) -> Digest {
    let round = beacon.round.to_string();
    let mut fields: Vec<&[u8]> =
        vec![intent.as_bytes(), beacon.kind.as_bytes(), round.as_bytes(), beacon.value];
    for (contributor, nonce) in nonces {
        fields.push(contributor.as_str().as_bytes());
        fields.push(nonce.as_ref().map_or(b"", |nonce| nonce.as_slice()));
    }
    tagged_hash(suite, "seed", &fields)
}

/// `K_g`: the ticket key of a group.
#[must_use]
pub fn ticket_key(suite: Suite, seed: &Digest, group: &GroupCode) -> TicketKey {
    let fields: [&[u8]; 2] = [seed.as_bytes(), group.as_str().as_bytes()];
    TicketKey::from_digest(&tagged_hash(suite, "ticket-key", &fields))
}

/// `M_p`: the pair key of a pool.
#[must_use]
pub fn match_key(suite: Suite, seed: &Digest, pool: &PoolId, tiebreak: u64) -> TicketKey {
    let tiebreak = tiebreak.to_string();
    let fields: [&[u8]; 3] = [seed.as_bytes(), pool.as_str().as_bytes(), tiebreak.as_bytes()];
    TicketKey::from_digest(&tagged_hash(suite, "match-key", &fields))
}

/// `M'`: the pair key of the rematch with this sequence number (ssj-1 §9.7).
#[must_use]
pub fn rematch_key(suite: Suite, seed: &Digest, seq: u64, beacon_value: &[u8]) -> TicketKey {
    let seq = seq.to_string();
    let fields: [&[u8]; 3] = [seed.as_bytes(), seq.as_bytes(), beacon_value];
    TicketKey::from_digest(&tagged_hash(suite, "rematch-key", &fields))
}
