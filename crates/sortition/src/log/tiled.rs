//! Roots and proofs of a tree of any size from its tiles, without reading its leaves: a proof over
//! a million entries asks for some dozens of hashes.

use crate::digest::Digest;
use crate::merkle::{self, Builder};
use crate::suite::Suite;

/// Where the hashes of a tree are kept.
pub trait Nodes {
    /// Why they cannot be had.
    type Error;

    /// Hashes `from..to` of a level of one tree, each the root of 256^level entries.
    ///
    /// # Errors
    /// When they cannot all be had.
    fn nodes(
        &mut self,
        suite: Suite,
        level: u32,
        from: u64,
        to: u64,
    ) -> Result<Vec<Digest>, Self::Error>;
}

/// Roots of the perfect subtrees that make up entries `low..high`, largest first, with heights.
/// `low` must be a multiple of the largest of them.
fn subtrees<N: Nodes>(
    nodes: &mut N,
    suite: Suite,
    low: u64,
    high: u64,
) -> Result<Vec<(u32, Digest)>, N::Error> {
    let mut found = Vec::new();
    let mut at = low;
    while at < high {
        let height = (high - at).ilog2();
        let (level, rest) = (height / 8, height % 8);
        let first = at >> (8 * level);
        let hashes = nodes.nodes(suite, level, first, first + (1 << rest))?;
        found.push((height, merkle::root(suite, &hashes)));
        at += 1 << height;
    }
    Ok(found)
}

/// Root over entries `low..high`.
fn range<N: Nodes>(nodes: &mut N, suite: Suite, low: u64, high: u64) -> Result<Digest, N::Error> {
    let parts = subtrees(nodes, suite, low, high)?;
    let mut parts = parts.iter().rev();
    let Some((_, last)) = parts.next() else { return Ok(suite.hash(&[])) };
    Ok(parts.fold(*last, |right, (_, left)| merkle::node(suite, left, &right)))
}

/// A tree of `size` entries that can go on growing.
///
/// # Errors
/// When hashes cannot be had.
///
/// # Panics
/// Never: the subtrees of a size are those of a tree.
pub fn builder<N: Nodes>(nodes: &mut N, suite: Suite, size: u64) -> Result<Builder, N::Error> {
    let edge = subtrees(nodes, suite, 0, size)?;
    Ok(Builder::resume(suite, edge).expect("subtrees of a size fall in height"))
}

/// Root of the first `size` entries.
///
/// # Errors
/// When hashes cannot be had.
pub fn root<N: Nodes>(nodes: &mut N, suite: Suite, size: u64) -> Result<Digest, N::Error> {
    range(nodes, suite, 0, size)
}

/// Largest power of two below n, for n ≥ 2.
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// Inclusion proof of the entry at `index` in the first `size`, as [`merkle::inclusion_path`];
/// `None` when there is no such entry.
///
/// # Errors
/// When hashes cannot be had.
pub fn inclusion<N: Nodes>(
    nodes: &mut N,
    suite: Suite,
    index: u64,
    size: u64,
) -> Result<Option<Vec<Digest>>, N::Error> {
    if index >= size {
        return Ok(None);
    }
    let mut path = Vec::new();
    let (mut low, mut high) = (0, size);
    while high - low > 1 {
        let middle = low + split(high - low);
        if index < middle {
            path.push(range(nodes, suite, middle, high)?);
            high = middle;
        } else {
            path.push(range(nodes, suite, low, middle)?);
            low = middle;
        }
    }
    path.reverse();
    Ok(Some(path))
}

/// Consistency proof from the first `old` entries to the first `new`, as
/// [`merkle::consistency_proof`]; `None` when `old` is the greater.
///
/// # Errors
/// When hashes cannot be had.
pub fn consistency<N: Nodes>(
    nodes: &mut N,
    suite: Suite,
    old: u64,
    new: u64,
) -> Result<Option<Vec<Digest>>, N::Error> {
    if old > new {
        return Ok(None);
    }
    if old == 0 || old == new {
        return Ok(Some(Vec::new()));
    }
    let mut proof = Vec::new();
    let (mut low, mut high, mut complete) = (0, new, true);
    while old != high {
        let middle = low + split(high - low);
        if old <= middle {
            proof.push(range(nodes, suite, middle, high)?);
            high = middle;
        } else {
            proof.push(range(nodes, suite, low, middle)?);
            low = middle;
            complete = false;
        }
    }
    if !complete {
        proof.push(range(nodes, suite, low, high)?);
    }
    proof.reverse();
    Ok(Some(proof))
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    /// Levels of a small tree, each computed from the leaves.
    struct Levels(Vec<Vec<Digest>>);

    impl Levels {
        fn of(suite: Suite, leaves: &[Digest]) -> Levels {
            let mut levels = vec![leaves.to_vec()];
            while let Some(below) = levels.last()
                && below.len() >= 256
            {
                let full = below.chunks_exact(256);
                let next = full.map(|tile| merkle::root(suite, tile)).collect();
                levels.push(next);
            }
            Levels(levels)
        }
    }

    impl Nodes for Levels {
        type Error = Infallible;

        fn nodes(
            &mut self,
            _: Suite,
            level: u32,
            from: u64,
            to: u64,
        ) -> Result<Vec<Digest>, Infallible> {
            Ok(self.0[level as usize][from as usize..to as usize].to_vec())
        }
    }

    #[test]
    fn proofs_from_tiles_are_those_from_leaves() {
        for suite in Suite::ALL {
            let leaves: Vec<Digest> =
                (0..70_000u32).map(|n| merkle::leaf(suite, &n.to_be_bytes())).collect();
            let mut nodes = Levels::of(suite, &leaves);
            for size in [0usize, 1, 2, 3, 255, 256, 257, 1000, 65_535, 65_536, 65_537, 70_000] {
                let some = &leaves[..size];
                let root = super::root(&mut nodes, suite, size as u64).unwrap();
                assert_eq!(root, merkle::root(suite, some), "{size}");
                let mut built = builder(&mut nodes, suite, size as u64).unwrap();
                assert_eq!((built.root(), built.count()), (root, size as u64));
                if let Some(next) = leaves.get(size) {
                    built.push(*next);
                    assert_eq!(built.root(), merkle::root(suite, &leaves[..=size]));
                }
                for at in [0, 1, 7, size / 3, size / 2, size.saturating_sub(1), size] {
                    assert_eq!(
                        inclusion(&mut nodes, suite, at as u64, size as u64).unwrap(),
                        merkle::inclusion_path(suite, some, at),
                    );
                    assert_eq!(
                        consistency(&mut nodes, suite, at as u64, size as u64).unwrap(),
                        merkle::consistency_proof(suite, some, at),
                    );
                }
            }
        }
    }

    #[test]
    fn an_edge_that_is_none_is_refused() {
        let digest = Suite::Sm3.hash(&[]);
        assert!(Builder::resume(Suite::Sm3, vec![(1, digest), (1, digest)]).is_none());
        assert!(Builder::resume(Suite::Sm3, vec![(0, digest), (1, digest)]).is_none());
        assert!(Builder::resume(Suite::Sm3, vec![(63, digest)]).is_none());
        assert!(Builder::resume(Suite::Sm3, vec![]).is_some());
    }
}
