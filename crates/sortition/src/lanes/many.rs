//! Many messages of any length, sixteen at a time.

use super::{Compressor, LANES, Schedule, Words, digest_of};
use crate::digest::Digest;

/// `H(prefix ‖ message)` of every message, in their order.
#[must_use]
pub fn hash_many<M: AsRef<[u8]>>(
    compressor: Compressor,
    prefix: &[u8],
    messages: &[M],
) -> Vec<Digest> {
    let mut digests = Vec::with_capacity(messages.len());
    let mut padded: [Vec<u8>; LANES] = std::array::from_fn(|_| Vec::new());
    for group in messages.chunks(LANES) {
        // Too few messages to fill the lanes: the plain hash is quicker.
        if group.len() < LANES / 4 {
            let plain = |message: &M| compressor.suite().hash(&[prefix, message.as_ref()]);
            digests.extend(group.iter().map(plain));
            continue;
        }
        padded.iter_mut().for_each(Vec::clear);
        for (buffer, message) in padded.iter_mut().zip(group) {
            pad(buffer, prefix, message.as_ref());
        }
        let at = digests.len();
        digests.resize(at + group.len(), Digest::from_bytes([0; 32]));
        hash_padded(compressor, &padded, &mut digests[at..]);
    }
    digests
}

/// The message with the padding that both suites share: 0x80, zeros, the length in bits.
fn pad(buffer: &mut Vec<u8>, prefix: &[u8], message: &[u8]) {
    buffer.extend_from_slice(prefix);
    buffer.extend_from_slice(message);
    let bits = buffer.len() as u64 * 8;
    buffer.push(0x80);
    buffer.resize((buffer.len() + 8).next_multiple_of(64) - 8, 0);
    buffer.extend_from_slice(&bits.to_be_bytes());
}

/// Runs the lanes side by side; a lane's digest is taken out after its own last block.
fn hash_padded(compressor: Compressor, padded: &[Vec<u8>; LANES], digests: &mut [Digest]) {
    let longest = padded.iter().map(Vec::len).max().expect("there are sixteen lanes") / 64;
    let mut state = compressor.start();
    let mut block: Schedule = [Words::ZERO; 68];
    for number in 0..longest {
        for (lane, message) in padded.iter().enumerate() {
            if let Some(bytes) = message.get(number * 64..number * 64 + 64) {
                for (words, four) in block.iter_mut().zip(bytes.as_chunks::<4>().0) {
                    words.0[lane] = u32::from_be_bytes(*four);
                }
            }
        }
        compressor.compress(&mut state, &mut block);
        for (lane, digest) in digests.iter_mut().enumerate() {
            if padded[lane].len() == (number + 1) * 64 {
                *digest = digest_of(&state, lane);
            }
        }
    }
}
