//! C2SP tlog-tiles: the log as files that any static web server can hand out.
//!
//! Height 8. The SHA-256 tree lies under its standard paths; the SM3 tree, which the standard does
//! not know, beside it under `sm3/`.

use super::tree::Tree;
use crate::digest::Digest;
use crate::merkle;
use crate::suite::Suite;

/// Hashes in a full tile.
const WIDTH: usize = 256;

/// All files of the log: `(path, bytes)`, tiles of both trees and entry bundles.
#[must_use]
pub fn files(tree: &Tree, entries: &[&[u8]]) -> Vec<(String, Vec<u8>)> {
    let mut out = Vec::new();
    for (suite, prefix) in [(Suite::Sha256, ""), (Suite::Sm3, "sm3/")] {
        hash_tiles(suite, prefix, tree.leaves(suite), &mut out);
    }
    for (index, chunk) in entries.chunks(WIDTH).enumerate() {
        let mut bytes = Vec::new();
        for entry in chunk {
            // Entries are bounded by ENTRY_MAX, which fits 16 bits.
            let length = u16::try_from(entry.len()).expect("an entry has at most 60000 bytes");
            bytes.extend_from_slice(&length.to_be_bytes());
            bytes.extend_from_slice(entry);
        }
        out.push((format!("tile/entries/{}", path(index, chunk.len())), bytes));
    }
    out
}

fn hash_tiles(suite: Suite, prefix: &str, leaves: &[Digest], out: &mut Vec<(String, Vec<u8>)>) {
    let mut level = 0;
    let mut hashes = leaves.to_vec();
    while !hashes.is_empty() {
        for (index, tile) in hashes.chunks(WIDTH).enumerate() {
            let bytes = tile.iter().flat_map(|hash| *hash.as_bytes()).collect();
            out.push((format!("{prefix}tile/{level}/{}", path(index, tile.len())), bytes));
        }
        // Only full tiles have a root that the next level can hold.
        hashes = hashes.chunks_exact(WIDTH).map(|tile| merkle::root(suite, tile)).collect();
        level += 1;
    }
}

/// `x001/x234/067`, with `.p/W` for a partial tile of W hashes.
fn path(index: usize, width: usize) -> String {
    let mut rest = index / 1000;
    let mut path = format!("{:03}", index % 1000);
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    if width < WIDTH { format!("{path}.p/{width}") } else { path }
}

/// Entries of the bundles, read back in order; `None` when a bundle is cut or has another count.
#[must_use]
pub fn read_entries(
    size: u64,
    mut read: impl FnMut(&str) -> Option<Vec<u8>>,
) -> Option<Vec<Vec<u8>>> {
    let size = usize::try_from(size).ok()?;
    let mut entries = Vec::new();
    while entries.len() < size {
        let width = WIDTH.min(size - entries.len());
        let bytes = read(&format!("tile/entries/{}", path(entries.len() / WIDTH, width)))?;
        let mut rest = &bytes[..];
        for _ in 0..width {
            let (length, after) = rest.split_at_checked(2)?;
            let length = u16::from_be_bytes(length.try_into().ok()?);
            let (entry, after) = after.split_at_checked(usize::from(length))?;
            entries.push(entry.to_vec());
            rest = after;
        }
        if !rest.is_empty() {
            return None;
        }
    }
    Some(entries)
}
