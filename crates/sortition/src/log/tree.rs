//! The two Merkle trees over the same entries.

use crate::digest::Digest;
use crate::merkle;
use crate::suite::Suite;

/// Leaf hashes of both trees, in log order.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    sha256: Vec<Digest>,
    sm3: Vec<Digest>,
}

impl Tree {
    /// The tree over these entries.
    #[must_use]
    pub fn of<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Tree {
        let mut tree = Tree::default();
        for entry in entries {
            tree.push(entry);
        }
        tree
    }

    /// Adds an entry.
    pub fn push(&mut self, entry: &[u8]) {
        self.sha256.push(merkle::leaf(Suite::Sha256, entry));
        self.sm3.push(merkle::leaf(Suite::Sm3, entry));
    }

    /// Number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sm3.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sm3.is_empty()
    }

    /// Leaf hashes of one tree.
    #[must_use]
    pub fn leaves(&self, suite: Suite) -> &[Digest] {
        match suite {
            Suite::Sha256 => &self.sha256,
            Suite::Sm3 => &self.sm3,
        }
    }

    /// Root of one tree.
    #[must_use]
    pub fn root(&self, suite: Suite) -> Digest {
        merkle::root(suite, self.leaves(suite))
    }

    /// Inclusion proof of an entry in the first `size` entries.
    #[must_use]
    pub fn inclusion(&self, suite: Suite, index: u64, size: u64) -> Option<Vec<Digest>> {
        let leaves = self.leaves(suite).get(..usize::try_from(size).ok()?)?;
        merkle::inclusion_path(suite, leaves, usize::try_from(index).ok()?)
    }

    /// Consistency proof from the first `old` entries to the first `new`.
    #[must_use]
    pub fn consistency(&self, suite: Suite, old: u64, new: u64) -> Option<Vec<Digest>> {
        let leaves = self.leaves(suite).get(..usize::try_from(new).ok()?)?;
        merkle::consistency_proof(suite, leaves, usize::try_from(old).ok()?)
    }
}
