//! Merkle roots over tables, on all cores, with the same bytes as on one.

use rayon::prelude::*;

use crate::digest::Digest;
use crate::merkle;
use crate::suite::Suite;

/// Rows of one task: a power of two, so that every task is a perfect subtree of the whole.
const CHUNK: usize = 1 << 13;

/// Root over rows without their LF (ssj-1 §3.4).
#[must_use]
pub fn table_root<R: AsRef<[u8]> + Sync>(suite: Suite, rows: &[R]) -> Digest {
    let subtrees: Vec<Digest> = rows
        .par_chunks(CHUNK)
        .map(|rows| {
            let leaves: Vec<Digest> =
                rows.iter().map(|row| merkle::leaf(suite, row.as_ref())).collect();
            merkle::root(suite, &leaves)
        })
        .collect();
    // The tree splits at powers of two, so the subtrees stand where leaves of a smaller tree
    // would; the last one may be incomplete, as the right edge of the tree is.
    merkle::root(suite, &subtrees)
}

/// Leaf hashes of rows, for proofs.
#[must_use]
pub fn table_leaves<R: AsRef<[u8]> + Sync>(suite: Suite, rows: &[R]) -> Vec<Digest> {
    rows.par_iter().map(|row| merkle::leaf(suite, row.as_ref())).collect()
}

/// The rows of a table that is known to be of its form.
#[must_use]
pub fn rows(table: &[u8]) -> Vec<&[u8]> {
    let mut rows: Vec<&[u8]> = table.split(|&byte| byte == b'\n').collect();
    rows.pop();
    rows
}
