//! The k smallest keys of a stream, in memory for the result and not for the frame (ssj-1 §8.4).
//!
//! A threshold on the first eight bytes turns nearly all keys away. It decides memory and time,
//! never the result: it is only ever lowered to a key that k others do not exceed, and a first
//! guess that was too low is noticed and the stream read again. Selections of parts merge into
//! the selection of the whole, in any order.

use std::cmp::Ordering;

use rayon::prelude::*;

use crate::digest::Digest;
use crate::ticket_engine::{TicketEngine, leading};

/// Objects of one task.
const CHUNK: usize = 1 << 14;

/// A key below the threshold with the object it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit<T> {
    /// Smallest ticket of the object.
    pub key: Digest,
    /// The object; its order breaks ties and must therefore be that of the ids' bytes.
    pub object: T,
}

impl<T: Ord> Ord for Hit<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        // Eight bytes decide all but one comparison in 2^64, and quicker than 32.
        leading(&self.key)
            .cmp(&leading(&other.key))
            .then_with(|| self.key.cmp(&other.key))
            .then_with(|| self.object.cmp(&other.object))
    }
}

impl<T: Ord> PartialOrd for Hit<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The threshold missed objects that belong to the k smallest: read the stream again with
/// [`BottomK::again`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the threshold let {found} of {wanted} keys through")]
pub struct TooFew {
    /// Keys that passed.
    pub found: usize,
    /// Keys that exist and were wanted.
    pub wanted: usize,
    slack: u64,
}

/// A running selection of the k smallest keys.
#[derive(Clone, Debug)]
pub struct BottomK<T> {
    k: usize,
    slack: u64,
    limit: u64,
    /// Objects offered, also those turned away.
    seen: u64,
    hits: Vec<Hit<T>>,
}

impl<T: Ord + Copy + Send> BottomK<T> {
    /// A selection of `k` out of about `tickets` tickets (the sum of the weights); a wrong number
    /// costs time, not correctness. `None` when it is not known.
    #[must_use]
    pub fn new(k: usize, tickets: Option<u64>) -> Self {
        // Ten standard deviations of the number that passes, and a few.
        Self::with_slack(k, tickets, 10 * ((k as u64).isqrt() + 1) + 50)
    }

    /// A selection for the second reading of a stream whose first reading found too few.
    #[must_use]
    pub fn again(k: usize, tickets: Option<u64>, before: TooFew) -> Self {
        Self::with_slack(k, tickets, before.slack.saturating_mul(4))
    }

    fn with_slack(k: usize, tickets: Option<u64>, slack: u64) -> Self {
        let through = u128::from((k as u64).saturating_add(slack)) << 64;
        let limit = match tickets {
            Some(tickets) => u64::try_from(through / u128::from(tickets.max(1))),
            None => Ok(u64::MAX),
        };
        Self { k, slack, limit: limit.unwrap_or(u64::MAX), seen: 0, hits: Vec::new() }
    }

    /// A selection of a part of the same stream, to be merged into this one later.
    #[must_use]
    pub fn part(&self) -> Self {
        Self { k: self.k, slack: self.slack, limit: self.limit, seen: 0, hits: Vec::new() }
    }

    /// Keys whose first eight bytes are above this are not wanted any more.
    #[must_use]
    pub fn limit(&self) -> u64 {
        self.limit
    }

    /// Counts objects that were offered, those turned away at [`Self::limit`] included.
    pub fn count(&mut self, objects: u64) {
        self.seen += objects;
    }

    /// Takes in one key. Does not count the object.
    pub fn push(&mut self, key: Digest, object: T) {
        if leading(&key) > self.limit {
            return;
        }
        self.hits.push(Hit { key, object });
        if self.hits.len() as u64 >= self.room() {
            self.shrink();
        }
    }

    /// Most hits to hold: a good guess never gets there.
    fn room(&self) -> u64 {
        2 * (self.k as u64).saturating_add(self.slack)
    }

    /// Keeps the k smallest and lowers the limit to the last of them.
    fn shrink(&mut self) {
        if self.hits.len() <= self.k {
            return;
        }
        if self.k == 0 {
            self.hits.clear();
            return;
        }
        let (_, last, _) = self.hits.select_nth_unstable(self.k - 1);
        self.limit = self.limit.min(leading(&last.key));
        self.hits.truncate(self.k);
    }

    /// Takes in the selection of another part.
    pub fn merge(&mut self, mut other: Self) {
        // The larger buffer stays, so that merging many parts moves each hit a few times at most.
        if other.hits.len() > self.hits.len() {
            std::mem::swap(&mut self.hits, &mut other.hits);
        }
        self.seen += other.seen;
        self.limit = self.limit.min(other.limit);
        self.hits.append(&mut other.hits);
        if self.hits.len() as u64 >= self.room() {
            self.shrink();
        }
    }

    /// The k smallest in ascending order; all objects when there are fewer.
    ///
    /// # Errors
    /// [`TooFew`] when the threshold turned some of them away.
    pub fn finish(mut self) -> Result<Vec<Hit<T>>, TooFew> {
        let wanted = self.seen.min(self.k as u64);
        if (self.hits.len() as u64) < wanted {
            let wanted = usize::try_from(wanted).expect("at most k");
            return Err(TooFew { found: self.hits.len(), wanted, slack: self.slack });
        }
        self.shrink();
        self.hits.par_sort_unstable();
        Ok(self.hits)
    }
}

/// An object as [`bottom_k`] reads it.
#[derive(Clone, Copy, Debug)]
pub struct Weighted<'a> {
    /// Its id.
    pub id: &'a [u8],
    /// Its number of tickets; 0 counts as 1.
    pub weight: u32,
}

/// Offers a run of objects to a selection; `name` turns an id into what the selection keeps.
pub fn offer<'a, T: Ord + Copy + Send>(
    engine: &TicketEngine,
    into: &mut BottomK<T>,
    objects: impl IntoIterator<Item = Weighted<'a>>,
    name: impl Fn(&'a [u8]) -> T,
) {
    let mut batch = engine.batch::<&'a [u8]>();
    let mut heavy: Vec<Weighted<'a>> = Vec::new();
    let mut seen = 0;
    for object in objects {
        seen += 1;
        if object.weight > 1 {
            heavy.push(object);
            continue;
        }
        batch.set_limit(into.limit());
        batch.push(object.id, 1, object.id, &mut |id, key| into.push(key, name(id)));
    }
    batch.finish(&mut |id, key| into.push(key, name(id)));
    into.count(seen);
    // Objects with several tickets: their smallest one counts, so all have to be known.
    for run in heavy.chunks(1 << 10) {
        let tickets = engine.weighted(run.iter().map(|object| (object.id, object.weight)));
        let mut rest = tickets.as_slice();
        for object in run {
            let (own, others) = rest.split_at(object.weight as usize);
            rest = others;
            into.push(*own.iter().min().expect("a heavy object has tickets"), name(object.id));
        }
    }
}

/// The k smallest of objects in memory, on all cores; the bytes do not depend on their number.
#[must_use]
pub fn bottom_k<'a, O: Sync>(
    engine: &TicketEngine,
    objects: &'a [O],
    k: usize,
    read: impl Fn(&'a O) -> Weighted<'a> + Sync,
) -> Vec<Hit<&'a [u8]>> {
    let tickets = objects.par_iter().map(|object| u64::from(read(object).weight.max(1))).sum();
    let mut whole = BottomK::new(k, Some(tickets));
    loop {
        let start = whole.part();
        let part = objects
            .par_chunks(CHUNK)
            .fold(
                || start.part(),
                |mut part, chunk| {
                    offer(engine, &mut part, chunk.iter().map(&read), |id| id);
                    part
                },
            )
            .reduce(
                || start.part(),
                |mut left, right| {
                    left.merge(right);
                    left
                },
            );
        whole.merge(part);
        match whole.finish() {
            Ok(hits) => return hits,
            Err(few) => whole = BottomK::again(k, Some(tickets), few),
        }
    }
}

/// An id of up to `N` bytes, held in place. Its order is the order of the ids' bytes, because no
/// id holds the zero byte that fills the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShortId<const N: usize>([u8; N]);

impl<const N: usize> ShortId<N> {
    /// The id; `None` when it is longer than `N` bytes or holds a zero byte.
    #[must_use]
    pub fn new(id: &[u8]) -> Option<Self> {
        let mut bytes = [0; N];
        bytes.get_mut(..id.len())?.copy_from_slice(id);
        (!id.contains(&0)).then_some(ShortId(bytes))
    }

    /// The bytes of the id.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        let end = self.0.iter().position(|&byte| byte == 0).unwrap_or(N);
        &self.0[..end]
    }
}

/// Why a stream of ids gave no selection.
#[derive(Debug, thiserror::Error)]
pub enum StreamError<E> {
    /// The source failed.
    #[error("the source of ids failed: {0}")]
    Source(E),
    /// A line is not an id: empty, too long for the selection, or with a zero byte.
    #[error("not an id: {0}")]
    Id(String),
    /// The first threshold was too low; read again with this.
    #[error(transparent)]
    TooFew(#[from] TooFew),
}

/// The k smallest of ids that come in blocks of whole lines, each ended by LF, on all cores.
///
/// Holds the selection and a few blocks, never the frame. `whole` is [`BottomK::new`], or
/// [`BottomK::again`] after [`StreamError::TooFew`].
///
/// # Errors
/// [`StreamError`]: the source's own, a line that is no id, or too low a threshold.
pub fn bottom_k_of_lines<const N: usize, E: Send>(
    engine: &TicketEngine,
    mut whole: BottomK<ShortId<N>>,
    blocks: impl Iterator<Item = Result<Vec<u8>, E>> + Send,
) -> Result<Vec<Hit<ShortId<N>>>, StreamError<E>> {
    let start = whole.part();
    let part = blocks
        .par_bridge()
        .try_fold(
            || start.part(),
            |mut part, block| {
                let block = block.map_err(StreamError::Source)?;
                offer_lines(engine, &mut part, &block).map_err(StreamError::Id)?;
                Ok::<_, StreamError<E>>(part)
            },
        )
        .try_reduce(
            || start.part(),
            |mut left, right| {
                left.merge(right);
                Ok(left)
            },
        )?;
    whole.merge(part);
    Ok(whole.finish()?)
}

fn offer_lines<const N: usize>(
    engine: &TicketEngine,
    into: &mut BottomK<ShortId<N>>,
    block: &[u8],
) -> Result<(), String> {
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).chars().take(80).collect();
    if let Some(zero) = block.iter().position(|&byte| byte == 0) {
        return Err(shown(&block[zero.saturating_sub(N)..=zero]));
    }
    let mut rest = block;
    let mut bad = None;
    let objects = std::iter::from_fn(|| {
        if rest.is_empty() {
            return None;
        }
        let window = &rest[..rest.len().min(N + 1)];
        let Some(length @ 1..) = window.iter().position(|&byte| byte == b'\n') else {
            bad = Some(shown(window));
            return None;
        };
        rest = &rest[length + 1..];
        Some(Weighted { id: &window[..length], weight: 1 })
    });
    offer(engine, into, objects, |id| ShortId::new(id).expect("every line was found to fit"));
    bad.map_or(Ok(()), Err)
}
