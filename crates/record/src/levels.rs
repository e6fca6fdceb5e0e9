//! Every level of both trees, derived from leaves: what tiles and roots have to be.

use std::convert::Infallible;

use rayon::prelude::*;
use sunlot_sortition::digest::Digest;
use sunlot_sortition::log::tiled::{self, Nodes};
use sunlot_sortition::log::tiles::WIDTH;
use sunlot_sortition::merkle;
use sunlot_sortition::suite::Suite;

/// One tree by levels of 256.
#[derive(Debug, Clone)]
pub struct Levels {
    suite: Suite,
    levels: Vec<Vec<Digest>>,
}

impl Levels {
    /// The tree over these leaf hashes.
    #[must_use]
    pub fn of(suite: Suite, leaves: Vec<Digest>) -> Levels {
        let mut levels = vec![leaves];
        while let Some(below) = levels.last()
            && below.len() >= WIDTH
        {
            let full = below.par_chunks_exact(WIDTH);
            levels.push(full.map(|tile| merkle::root(suite, tile)).collect());
        }
        Levels { suite, levels }
    }

    /// Number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.levels[0].len() as u64
    }

    /// The leaf hashes.
    #[must_use]
    pub fn leaves(&self) -> &[Digest] {
        &self.levels[0]
    }

    /// The levels above the leaves, with their numbers.
    pub fn above(&self) -> impl Iterator<Item = (u8, &[Digest])> {
        (1u8..).zip(self.levels[1..].iter().map(Vec::as_slice))
    }

    /// Root of the first `size` leaves; `None` when there are fewer.
    #[must_use]
    pub fn root(&self, size: u64) -> Option<Digest> {
        let Ok(root) = tiled::root(&mut &*self, self.suite, size.min(self.size()));
        (size <= self.size()).then_some(root)
    }

    /// Consistency proof between two sizes; `None` when there are fewer leaves.
    #[must_use]
    pub fn consistency(&self, old: u64, new: u64) -> Option<Vec<Digest>> {
        let Ok(proof) = tiled::consistency(&mut &*self, self.suite, old, new.min(self.size()));
        if new <= self.size() { proof } else { None }
    }
}

impl Nodes for &Levels {
    type Error = Infallible;

    fn nodes(
        &mut self,
        _: Suite,
        level: u32,
        from: u64,
        to: u64,
    ) -> Result<Vec<Digest>, Infallible> {
        let place = |at: u64| usize::try_from(at).expect("it is in memory");
        Ok(self.levels[level as usize][place(from)..place(to)].to_vec())
    }
}
