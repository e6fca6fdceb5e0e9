//! Merkle trees (ssj-1 §3.4), the shape of RFC 9162 §2.1 with the suite's hash.

use crate::digest::Digest;
use crate::lanes::{Compressor, hash_many};
use crate::suite::Suite;

/// Hash of a row: `H(00 ‖ row)`.
#[must_use]
pub fn leaf(suite: Suite, row: &[u8]) -> Digest {
    suite.hash(&[&[0], row])
}

/// Hash of two subtrees: `H(01 ‖ left ‖ right)`.
#[must_use]
pub fn node(suite: Suite, left: &Digest, right: &Digest) -> Digest {
    suite.hash(&[&[1], left.as_bytes(), right.as_bytes()])
}

/// Hashes of many rows, sixteen at a time; each equals [`leaf`].
#[must_use]
pub fn leaves<R: AsRef<[u8]>>(suite: Suite, rows: &[R]) -> Vec<Digest> {
    hash_many(Compressor::new(suite), &[0], rows)
}

/// A tree that grows by one leaf at a time and remembers only its right edge, O(log n).
#[derive(Clone, Debug)]
pub struct Builder {
    suite: Suite,
    // Roots of the perfect subtrees, largest first, each with its height.
    edge: Vec<(u32, Digest)>,
    count: u64,
}

impl Builder {
    /// The empty tree.
    #[must_use]
    pub fn new(suite: Suite) -> Builder {
        Builder { suite, edge: Vec::new(), count: 0 }
    }

    /// A tree whose right edge is known: roots of its perfect subtrees, largest first, each with
    /// its height. `None` when these are not the subtrees of any tree.
    #[must_use]
    pub fn resume(suite: Suite, edge: Vec<(u32, Digest)>) -> Option<Builder> {
        let falls = edge.windows(2).all(|pair| pair[0].0 > pair[1].0);
        let bounded = edge.first().is_none_or(|(height, _)| *height < 63);
        let count = edge.iter().map(|(height, _)| 1u64 << (height & 63)).sum();
        (falls && bounded).then_some(Builder { suite, edge, count })
    }

    /// Adds the hash of the next leaf.
    pub fn push(&mut self, leaf: Digest) {
        self.push_seen(leaf, |_, _| {});
    }

    /// Adds the hash of the next leaf; `completed` is told the height and root of each perfect
    /// subtree that ends with it, the leaf itself left out.
    pub fn push_seen(&mut self, leaf: Digest, mut completed: impl FnMut(u32, Digest)) {
        let (mut height, mut hash) = (0, leaf);
        while let Some(&(h, left)) = self.edge.last()
            && h == height
        {
            self.edge.pop();
            hash = node(self.suite, &left, &hash);
            height += 1;
            completed(height, hash);
        }
        self.edge.push((height, hash));
        self.count += 1;
    }

    /// Number of leaves.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> Digest {
        let mut edge = self.edge.iter().rev();
        let Some(&(_, last)) = edge.next() else { return self.suite.hash(&[]) };
        edge.fold(last, |right, (_, left)| node(self.suite, left, &right))
    }
}

/// Root over leaf hashes.
///
/// Pairing neighbours level by level, an odd last one moving up as it is, gives the shape of the
/// RFC; so the nodes of a level can be hashed sixteen at a time.
#[must_use]
pub fn root(suite: Suite, leaves: &[Digest]) -> Digest {
    if leaves.len() < PAIRS_MIN {
        return root_one_by_one(suite, leaves);
    }
    let compressor = Compressor::new(suite);
    let mut level = leaves.to_vec();
    while level.len() >= PAIRS_MIN {
        let (pairs, odd) = level.as_chunks::<2>();
        let mut next = Vec::with_capacity(pairs.len() + odd.len());
        // Runs of a bounded number of nodes, so that their joined bytes stay in the cache.
        for run in pairs.chunks(PAIRS_RUN) {
            let joined: Vec<[u8; 64]> = run.iter().map(joined).collect();
            next.extend(hash_many(compressor, &[1], &joined));
        }
        next.extend_from_slice(odd);
        level = next;
    }
    root_one_by_one(suite, &level)
}

/// Fewest nodes of a level that are worth hashing side by side.
const PAIRS_MIN: usize = 16;

/// Pairs joined at once.
const PAIRS_RUN: usize = 1 << 10;

fn joined(pair: &[Digest; 2]) -> [u8; 64] {
    let mut bytes = [0; 64];
    bytes[..32].copy_from_slice(pair[0].as_bytes());
    bytes[32..].copy_from_slice(pair[1].as_bytes());
    bytes
}

fn root_one_by_one(suite: Suite, leaves: &[Digest]) -> Digest {
    let mut builder = Builder::new(suite);
    for leaf in leaves {
        builder.push(*leaf);
    }
    builder.root()
}

/// Largest power of two below n, for n ≥ 2.
fn split(n: usize) -> usize {
    1 << (usize::BITS - 1 - (n - 1).leading_zeros())
}

/// Inclusion proof of the leaf at `index` (RFC 9162 §2.1.3.1), from the leaf upwards; `None` when
/// there is no such leaf.
#[must_use]
pub fn inclusion_path(suite: Suite, leaves: &[Digest], index: usize) -> Option<Vec<Digest>> {
    if index >= leaves.len() {
        return None;
    }
    let mut path = Vec::new();
    let (mut leaves, mut index) = (leaves, index);
    while leaves.len() > 1 {
        let k = split(leaves.len());
        if index < k {
            path.push(root(suite, &leaves[k..]));
            leaves = &leaves[..k];
        } else {
            path.push(root(suite, &leaves[..k]));
            leaves = &leaves[k..];
            index -= k;
        }
    }
    path.reverse();
    Some(path)
}

/// Whether the path leads from the leaf to the root (RFC 9162 §2.1.3.2).
#[must_use]
pub fn verify_inclusion(
    suite: Suite,
    leaf: &Digest,
    index: u64,
    size: u64,
    path: &[Digest],
    root: &Digest,
) -> bool {
    if index >= size {
        return false;
    }
    let (mut fnode, mut snode, mut hash) = (index, size - 1, *leaf);
    for p in path {
        if snode == 0 {
            return false;
        }
        if fnode & 1 == 1 || fnode == snode {
            hash = node(suite, p, &hash);
            while fnode & 1 == 0 && fnode != 0 {
                fnode >>= 1;
                snode >>= 1;
            }
        } else {
            hash = node(suite, &hash, p);
        }
        fnode >>= 1;
        snode >>= 1;
    }
    snode == 0 && hash == *root
}

/// Consistency proof from the first `old` leaves to all of them (RFC 9162 §2.1.4.1); empty when
/// `old` is 0 or all; `None` when there are fewer leaves.
#[must_use]
pub fn consistency_proof(suite: Suite, leaves: &[Digest], old: usize) -> Option<Vec<Digest>> {
    if old > leaves.len() {
        return None;
    }
    if old == 0 || old == leaves.len() {
        return Some(Vec::new());
    }
    let mut proof = Vec::new();
    let (mut leaves, mut m, mut complete) = (leaves, old, true);
    while m != leaves.len() {
        let k = split(leaves.len());
        if m <= k {
            proof.push(root(suite, &leaves[k..]));
            leaves = &leaves[..k];
        } else {
            proof.push(root(suite, &leaves[..k]));
            leaves = &leaves[k..];
            m -= k;
            complete = false;
        }
    }
    if !complete {
        proof.push(root(suite, leaves));
    }
    proof.reverse();
    Some(proof)
}

/// Whether the proof shows that the tree of `new` leaves extends that of `old` (RFC 9162
/// §2.1.4.2). For `old` = `new` or `old` = 0 the proof must be empty.
#[must_use]
pub fn verify_consistency(
    suite: Suite,
    old: u64,
    old_root: &Digest,
    new: u64,
    new_root: &Digest,
    proof: &[Digest],
) -> bool {
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    if old == 0 {
        return proof.is_empty() && *old_root == suite.hash(&[]);
    }
    if old > new {
        return false;
    }
    let mut steps = proof.iter();
    let first = if old.is_power_of_two() { Some(old_root) } else { steps.next() };
    let Some(&first) = first else { return false };
    let (mut fnode, mut snode) = (old - 1, new - 1);
    while fnode & 1 == 1 {
        fnode >>= 1;
        snode >>= 1;
    }
    let (mut old_hash, mut new_hash) = (first, first);
    for c in steps {
        if snode == 0 {
            return false;
        }
        if fnode & 1 == 1 || fnode == snode {
            old_hash = node(suite, c, &old_hash);
            new_hash = node(suite, c, &new_hash);
            while fnode & 1 == 0 && fnode != 0 {
                fnode >>= 1;
                snode >>= 1;
            }
        } else {
            new_hash = node(suite, &new_hash, c);
        }
        fnode >>= 1;
        snode >>= 1;
    }
    snode == 0 && old_hash == *old_root && new_hash == *new_root
}
