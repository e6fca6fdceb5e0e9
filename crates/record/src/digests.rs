//! Digests that bind what is not public to its entry (docs/record.md §3).

use sunlot_sortition::digest::Digest;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::merkle;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::tagged::tagged_hash;

/// Bytes of the salt of an entry.
pub const SALT_BYTES: usize = 16;

/// Lines that are held at once: an import writes a million of them.
const LINES_AT_ONCE: usize = 4_096;

/// Digest of the details of an event: `HASH("record/details", salt, body)`.
#[must_use]
pub fn details(salt: &[u8], body: &str) -> Digest {
    tagged_hash(Suite::Sha256, "record/details", &[salt, body.as_bytes()])
}

/// Line of one written row in the tree of an entry's rows.
#[must_use]
pub fn row_line(table: &str, id: &str, digest: &Digest) -> String {
    format!("{table}\t{id}\t{digest}")
}

/// Digest of the rows that an event wrote: `HASH("record/rows", salt, root)`, the root being that
/// of a Merkle tree over their lines, ascending by table and id.
#[must_use]
pub fn rows<L: AsRef<[u8]>>(salt: &[u8], lines: impl IntoIterator<Item = L>) -> Digest {
    let mut lines = lines.into_iter();
    let (mut leaves, mut some) = (Vec::new(), Vec::with_capacity(LINES_AT_ONCE));
    loop {
        some.extend(lines.by_ref().take(LINES_AT_ONCE));
        if some.is_empty() {
            break;
        }
        leaves.extend(merkle::leaves(Suite::Sha256, &some));
        some.clear();
    }
    let root = merkle::root(Suite::Sha256, &leaves);
    tagged_hash(Suite::Sha256, "record/rows", &[salt, root.as_bytes()])
}

/// Digest of a business row: `HASH("record/row", table, version, columns)`. The columns are
/// canonical JSON: a number as its digits, a text behind `t`, bytes as hex behind `b`; columns
/// without a value are left out, so that a new nullable column changes no digest.
#[must_use]
pub fn row<'a>(
    table: &str,
    version: u64,
    columns: impl IntoIterator<Item = (&'a str, Json)>,
) -> Digest {
    let body = Json::object(columns).to_bytes();
    let version = version.to_string();
    let fields = [table.as_bytes(), version.as_bytes(), &body];
    tagged_hash(Suite::Sha256, "record/row", &fields)
}
