//! Batches: in which part of the campaign a drawn object is visited (ssj-1 §8.4).

/// Batch of rank `rank` (1 … `n`) of `n` drawn in `batches` batches, counted from 1.
///
/// Sizes differ by at most one, and the order is that of the tickets.
#[must_use]
pub fn batch(rank: u64, n: u64, batches: u64) -> u64 {
    debug_assert!(rank >= 1 && rank <= n, "only drawn ranks have a batch");
    let before = u128::from(rank - 1) * u128::from(batches) / u128::from(n);
    // before < batches, since rank − 1 < n.
    u64::try_from(before).expect("fewer than the batches") + 1
}
