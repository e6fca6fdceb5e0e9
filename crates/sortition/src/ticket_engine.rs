//! Tickets by the million: sixteen at a time from the state after the key's block (ssj-1 §8.2).
//!
//! The key is exactly one block of either hash, so its compression is done once; an id of up to
//! 55 bytes then costs one more. Everything here equals [`crate::ticket::ticket_j`].

use crate::digest::Digest;
use crate::lanes::{Compressor, Kernel, LANES, Schedule, State, Words, digest_of};
use crate::suite::Suite;
use crate::ticket::{TicketKey, ticket, ticket_j};

/// Longest text after the key that still fits the second block with its padding.
const TEXT_MAX: usize = 55;

/// Tickets under one key.
#[derive(Clone, Debug)]
pub struct TicketEngine {
    compressor: Compressor,
    key: TicketKey,
    after_key: State,
}

impl TicketEngine {
    /// On the quickest kernel of this machine.
    #[must_use]
    pub fn new(suite: Suite, key: &TicketKey) -> TicketEngine {
        TicketEngine::of(Compressor::new(suite), key)
    }

    /// On a kernel of choice; `None` when this machine lacks it.
    #[must_use]
    pub fn on(suite: Suite, key: &TicketKey, kernel: Kernel) -> Option<TicketEngine> {
        Compressor::on(suite, kernel).map(|compressor| TicketEngine::of(compressor, key))
    }

    fn of(compressor: Compressor, key: &TicketKey) -> TicketEngine {
        let mut block: Schedule = [Words::ZERO; 68];
        for (words, four) in block.iter_mut().zip(key.as_bytes().as_chunks::<4>().0) {
            *words = Words([u32::from_be_bytes(*four); LANES]);
        }
        let mut after_key = compressor.start();
        compressor.compress(&mut after_key, &mut block);
        TicketEngine { compressor, key: *key, after_key }
    }

    /// The suite.
    #[must_use]
    pub fn suite(&self) -> Suite {
        self.compressor.suite()
    }

    /// The kernel that does the work.
    #[must_use]
    pub fn kernel(&self) -> Kernel {
        self.compressor.kernel()
    }

    /// An empty batch; `T` names a ticket to the one who receives it.
    #[must_use]
    pub fn batch<T: Copy + Default>(&self) -> Batch<'_, T> {
        Batch {
            engine: self,
            block: [Words::ZERO; 68],
            names: [T::default(); LANES],
            words: [0; LANES],
            fill: 0,
            limit: u64::MAX,
        }
    }

    /// `T(o, 1)` of every id, in their order.
    #[must_use]
    pub fn tickets<I: AsRef<[u8]>>(&self, ids: &[I]) -> Vec<Digest> {
        let mut tickets = vec![Digest::from_bytes([0; 32]); ids.len()];
        let mut batch = self.batch::<usize>();
        let mut take = |place: usize, ticket| tickets[place] = ticket;
        for (place, id) in ids.iter().enumerate() {
            batch.push(id.as_ref(), 1, place, &mut take);
        }
        batch.finish(&mut take);
        tickets
    }

    /// All tickets of objects with weights: those of the first object, `T(o, 1) … T(o, w)`, then
    /// those of the second, and so on. A weight of 0 counts as 1.
    #[must_use]
    pub fn weighted<'i>(&self, objects: impl IntoIterator<Item = (&'i [u8], u32)>) -> Vec<Digest> {
        let mut tickets: Vec<Digest> = Vec::new();
        let mut batch = self.batch::<usize>();
        for (id, weight) in objects {
            for j in 1..=weight.max(1) {
                let place = tickets.len();
                tickets.push(Digest::from_bytes([0; 32]));
                batch.push(id, j, place, &mut |place, ticket| tickets[place] = ticket);
            }
        }
        batch.finish(&mut |place, ticket| tickets[place] = ticket);
        tickets
    }
}

/// Up to sixteen tickets that wait to be hashed together.
///
/// Tickets come out in an order of their own; their names tell which is which.
#[derive(Clone, Debug)]
pub struct Batch<'e, T> {
    engine: &'e TicketEngine,
    block: Schedule,
    names: [T; LANES],
    /// Words that the last text in each lane filled; the words after them are zero.
    words: [u8; LANES],
    fill: usize,
    limit: u64,
}

impl<T: Copy> Batch<'_, T> {
    /// From now on only tickets whose first eight bytes are at most `limit` are given out. Takes
    /// effect for tickets that still wait, too.
    pub fn set_limit(&mut self, limit: u64) {
        self.limit = limit;
    }

    /// Adds `T(id, j)`; gives out what is ready.
    #[inline]
    pub fn push(&mut self, id: &[u8], j: u32, name: T, take: &mut impl FnMut(T, Digest)) {
        if j != 1 {
            self.push_numbered(id, j, name, take);
        } else if id.len() <= TEXT_MAX {
            self.push_text(id, name, take);
        } else {
            self.give(name, ticket(self.engine.suite(), &self.engine.key, id), take);
        }
    }

    fn push_numbered(&mut self, id: &[u8], j: u32, name: T, take: &mut impl FnMut(T, Digest)) {
        let mut text = [0; TEXT_MAX];
        match numbered(&mut text, id, j) {
            Some(length) => self.push_text(&text[..length], name, take),
            None => {
                let ticket = ticket_j(self.engine.suite(), &self.engine.key, id, j);
                self.give(name, ticket, take);
            }
        }
    }

    #[inline]
    fn push_text(&mut self, text: &[u8], name: T, take: &mut impl FnMut(T, Digest)) {
        self.load(text);
        self.names[self.fill] = name;
        self.fill += 1;
        if self.fill == LANES {
            self.flush(take);
        }
    }

    /// Gives out the rest.
    pub fn finish(mut self, take: &mut impl FnMut(T, Digest)) {
        self.flush(take);
    }

    fn give(&self, name: T, ticket: Digest, take: &mut impl FnMut(T, Digest)) {
        if leading(&ticket) <= self.limit {
            take(name, ticket);
        }
    }

    /// Writes the text and its padding into the next lane.
    #[inline]
    fn load(&mut self, text: &[u8]) {
        let lane = self.fill;
        let (fours, rest) = text.as_chunks::<4>();
        for (words, four) in self.block.iter_mut().zip(fours) {
            words.0[lane] = u32::from_be_bytes(*four);
        }
        // The rest of the text, the bit after it, zeros.
        let last = match *rest {
            [] => 0x8000_0000,
            [x] => u32::from_be_bytes([x, 0x80, 0, 0]),
            [x, y] => u32::from_be_bytes([x, y, 0x80, 0]),
            [x, y, z, ..] => u32::from_be_bytes([x, y, z, 0x80]),
        };
        self.block[fours.len()].0[lane] = last;
        // Words that the text before left in this lane; none when all ids are of one length.
        let filled = fours.len() + 1;
        for words in &mut self.block[filled..usize::from(self.words[lane]).max(filled)] {
            words.0[lane] = 0;
        }
        // At most 14 words, for a text of 55 bytes.
        self.words[lane] = filled as u8;
        // 64 bytes of key came before; the sum is below 2^32, so word 14 stays zero.
        self.block[15].0[lane] = (64 + text.len() as u32) * 8;
    }

    fn flush(&mut self, take: &mut impl FnMut(T, Digest)) {
        let mut state = self.engine.after_key;
        self.engine.compressor.compress(&mut state, &mut self.block);
        let high = (self.limit >> 32) as u32;
        for lane in 0..self.fill {
            // One comparison turns nearly all away.
            if state[0].0[lane] <= high {
                let ticket = digest_of(&state, lane);
                if leading(&ticket) <= self.limit {
                    take(self.names[lane], ticket);
                }
            }
        }
        self.fill = 0;
    }
}

/// `id ‖ "#" ‖ j`; `None` when it is too long for one block.
fn numbered(text: &mut [u8; TEXT_MAX], id: &[u8], j: u32) -> Option<usize> {
    let number = j.to_string();
    let length = id.len() + 1 + number.len();
    let space = text.get_mut(..length)?;
    space[..id.len()].copy_from_slice(id);
    space[id.len()] = b'#';
    space[id.len() + 1..].copy_from_slice(number.as_bytes());
    Some(length)
}

/// The first eight bytes of a ticket as a number.
#[must_use]
pub fn leading(ticket: &Digest) -> u64 {
    u64::from_be_bytes(*ticket.as_bytes().first_chunk().expect("a digest has 32 bytes"))
}
