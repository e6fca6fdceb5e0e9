//! C2SP tlog-tiles: the log as files that any static web server can hand out.
//!
//! Height 8. The SHA-256 tree lies under its standard paths; the SM3 tree, which the standard does
//! not know, beside it under `sm3/`.

use super::tree::Tree;
use crate::digest::Digest;
use crate::merkle;
use crate::suite::Suite;

/// Hashes in a full tile.
pub const WIDTH: usize = 256;

/// What a tile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Hashes of a level: each the root of 256^level entries.
    Level(u8),
    /// The entries themselves.
    Entries,
}

/// One file of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tile {
    /// What it holds.
    pub kind: Kind,
    /// Its number within the level.
    pub index: u64,
    /// How many hashes or entries, 1 to 256; fewer than 256 in a partial tile.
    pub width: u16,
}

impl Tile {
    /// Its path below the prefix of the log: `tile/0/x001/234.p/5`.
    #[must_use]
    pub fn path(&self) -> String {
        let place = path(self.index, usize::from(self.width));
        match self.kind {
            Kind::Level(level) => format!("tile/{level}/{place}"),
            Kind::Entries => format!("tile/entries/{place}"),
        }
    }

    /// Reads such a path; only the one spelling that [`Tile::path`] writes is read.
    #[must_use]
    pub fn parse(text: &str) -> Option<Tile> {
        let (kind, place) = text.strip_prefix("tile/")?.split_once('/')?;
        let kind = match kind {
            "entries" => Kind::Entries,
            level => Kind::Level(level.parse().ok().filter(|level| *level < 64)?),
        };
        let (place, width) = match place.split_once(".p/") {
            Some((place, width)) => (place, width.parse().ok()?),
            None => (place, 256),
        };
        let mut index = 0u64;
        for part in place.split('/') {
            let digits = part.strip_prefix('x').unwrap_or(part);
            index = index.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
        }
        let tile = Tile { kind, index, width };
        (tile.path() == text && (1..=256).contains(&width)).then_some(tile)
    }
}

/// Bytes of an entry bundle.
///
/// # Panics
/// When an entry is longer than 65,535 bytes; entries are bounded far below.
#[must_use]
pub fn bundle<E: AsRef<[u8]>>(entries: &[E]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in entries {
        let entry = entry.as_ref();
        let length = u16::try_from(entry.len()).expect("an entry has at most 60000 bytes");
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    bytes
}

/// The entries of a bundle; `None` when it is cut short or holds more or fewer than `width`.
#[must_use]
pub fn unbundle(width: usize, bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut rest = bytes;
    let mut entries = Vec::with_capacity(width);
    while !rest.is_empty() {
        let (length, after) = rest.split_at_checked(2)?;
        let length = u16::from_be_bytes(length.try_into().ok()?);
        let (entry, after) = after.split_at_checked(usize::from(length))?;
        entries.push(entry.to_vec());
        rest = after;
    }
    (entries.len() == width).then_some(entries)
}

/// Width of the tile `index` of a level in a tree of `size` entries; 0 when it has none.
#[must_use]
pub fn width(size: u64, level: u8, index: u64) -> u16 {
    let hashes = size.checked_shr(8 * u32::from(level)).unwrap_or(0);
    let before = index.saturating_mul(WIDTH as u64);
    u16::try_from(hashes.saturating_sub(before).min(WIDTH as u64)).unwrap_or(0)
}

/// All files of the log: `(path, bytes)`, tiles of both trees and entry bundles.
#[must_use]
pub fn files(tree: &Tree, entries: &[&[u8]]) -> Vec<(String, Vec<u8>)> {
    let mut out = Vec::new();
    for (suite, prefix) in [(Suite::Sha256, ""), (Suite::Sm3, "sm3/")] {
        hash_tiles(suite, prefix, tree.leaves(suite), &mut out);
    }
    for (index, chunk) in entries.chunks(WIDTH).enumerate() {
        out.push((format!("tile/entries/{}", path(index as u64, chunk.len())), bundle(chunk)));
    }
    out
}

fn hash_tiles(suite: Suite, prefix: &str, leaves: &[Digest], out: &mut Vec<(String, Vec<u8>)>) {
    let mut level = 0;
    let mut hashes = leaves.to_vec();
    while !hashes.is_empty() {
        for (index, tile) in hashes.chunks(WIDTH).enumerate() {
            let bytes = tile.iter().flat_map(|hash| *hash.as_bytes()).collect();
            out.push((format!("{prefix}tile/{level}/{}", path(index as u64, tile.len())), bytes));
        }
        // Only full tiles have a root that the next level can hold.
        hashes = hashes.chunks_exact(WIDTH).map(|tile| merkle::root(suite, tile)).collect();
        level += 1;
    }
}

/// `x001/x234/067`, with `.p/W` for a partial tile of W hashes.
fn path(index: u64, width: usize) -> String {
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
        let place = path((entries.len() / WIDTH) as u64, width);
        entries.extend(unbundle(width, &read(&format!("tile/entries/{place}"))?)?);
    }
    Some(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_back_and_no_other_spelling() {
        for (kind, index, width) in
            [(Kind::Level(0), 1_234_067, 256), (Kind::Entries, 0, 5), (Kind::Level(2), 999, 1)]
        {
            let tile = Tile { kind, index, width };
            assert_eq!(Tile::parse(&tile.path()), Some(tile), "{}", tile.path());
        }
        let full = Tile { kind: Kind::Level(0), index: 1_234_067, width: 256 };
        assert_eq!(full.path(), "tile/0/x001/x234/067");
        for wrong in [
            "tile/0/1",
            "tile/0/x001",
            "tile/00/001",
            "tile/64/001",
            "tile/0/001.p/0",
            "tile/0/001.p/256",
            "tile/0/001.p/05",
            "tile/0/x000/001",
            "tile/0/../001",
            "tile/0/",
            "tile/entries",
        ] {
            assert_eq!(Tile::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn widths_are_those_of_the_standard() {
        // The example of tlog-tiles: 70,000 entries.
        assert_eq!((width(70_000, 0, 272), width(70_000, 0, 273)), (256, 112));
        assert_eq!((width(70_000, 1, 0), width(70_000, 1, 1)), (256, 17));
        assert_eq!((width(70_000, 2, 0), width(70_000, 2, 1), width(70_000, 3, 0)), (1, 0, 0));
        assert_eq!((width(256, 0, 0), width(256, 1, 0), width(0, 0, 0)), (256, 1, 0));
    }
}
