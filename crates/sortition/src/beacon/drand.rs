//! drand quicknet, pinned: chain, key, rounds and the offline check of a round's signature.

use std::sync::OnceLock;

use drand_verify::{G2PubkeyRfc, Pubkey};

use crate::digest::from_hex;
use crate::time::UtcSecond;

/// Hash of the chain.
pub const CHAIN: &str = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";
/// Public key of the chain, a point of G2.
pub const KEY: &str = "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c\
                       8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb\
                       5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";
/// Unix time of round 1.
pub const GENESIS: i64 = 1_692_803_367;
/// Seconds between rounds.
pub const PERIOD: i64 = 3;

/// The newest round at a time; `None` before the first.
#[must_use]
pub fn round_at(time: UtcSecond) -> Option<u64> {
    let since = u64::try_from(time.unix() - GENESIS).ok()?;
    Some(since / PERIOD.unsigned_abs() + 1)
}

/// The time at which a round appears; `None` for round 0 or beyond the years of the protocol.
#[must_use]
pub fn time_of_round(round: u64) -> Option<UtcSecond> {
    let before = i64::try_from(round.checked_sub(1)?).ok()?;
    UtcSecond::from_unix(before.checked_mul(PERIOD)?.checked_add(GENESIS)?)
}

/// Whether the 48 bytes are the signature of the round by the pinned key.
#[must_use]
pub fn verify(round: u64, signature: &[u8]) -> bool {
    static PUBLIC: OnceLock<G2PubkeyRfc> = OnceLock::new();
    let public = PUBLIC.get_or_init(|| {
        let key = from_hex(KEY).expect("the pinned key is hex");
        G2PubkeyRfc::from_variable(&key).expect("the pinned key is a point of the curve")
    });
    // Quicknet is unchained: there is no previous signature.
    public.verify(round, &[], signature).unwrap_or(false)
}
