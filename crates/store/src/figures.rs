//! 数字: what the writer and the readers are doing, for whoever watches them.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Counted while the store works. Each number is exact; together they are no snapshot.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) waiting: AtomicU64,
    pub(crate) commits: AtomicU64,
    pub(crate) writes: AtomicU64,
    pub(crate) lost: AtomicU64,
    pub(crate) last_batch: AtomicU64,
    pub(crate) reading: AtomicU64,
    pub(crate) out_of_order: AtomicBool,
    /// Why nothing is written any more; never taken back while the process lives.
    pub(crate) read_only: OnceLock<String>,
}

/// What the store is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// Writes that wait for the writer.
    pub waiting: u64,
    /// Commits, each with one sync.
    pub commits: u64,
    /// Writes that were committed; divided by `commits`, how many share a sync.
    pub writes: u64,
    /// Batches whose commit failed; their askers were told.
    pub lost: u64,
    /// Writes of the last batch.
    pub last_batch: u64,
    /// Readers at work.
    pub reading: u64,
    /// Whether the last commit failed and none succeeded since.
    pub out_of_order: bool,
}

impl Counters {
    pub(crate) fn read(&self) -> Figures {
        let number = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Figures {
            waiting: number(&self.waiting),
            commits: number(&self.commits),
            writes: number(&self.writes),
            lost: number(&self.lost),
            last_batch: number(&self.last_batch),
            reading: number(&self.reading),
            out_of_order: self.out_of_order.load(Ordering::Relaxed),
        }
    }

    /// A batch ended.
    pub(crate) fn batch(&self, writes: u64, committed: bool) {
        if committed {
            self.commits.fetch_add(1, Ordering::Relaxed);
            self.writes.fetch_add(writes, Ordering::Relaxed);
            self.last_batch.store(writes, Ordering::Relaxed);
        } else {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
        self.out_of_order.store(!committed, Ordering::Relaxed);
    }
}
