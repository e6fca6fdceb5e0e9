//! 日志的读取: entries, hashes and checkpoints, for whoever signs, publishes or proves them.

use sunlot_sortition::digest::Digest;
use sunlot_sortition::log::tiled::Nodes;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::time::UtcSecond;

use crate::column::Column;
use crate::error::StoreError;
use crate::store::Store;
use crate::technical::Table;
use crate::tx::ReadTx;
use crate::value::Value;

/// An entry as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Leaf hash of the SHA-256 tree, as it is stored beside them.
    pub sha256: Digest,
    /// Leaf hash of the SM3 tree.
    pub sm3: Digest,
}

/// Root of a full tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Level: 1 for 256 entries, 2 for 65,536.
    pub level: u32,
    /// Number within the level.
    pub index: u64,
    /// Hash of the SHA-256 tree.
    pub sha256: Digest,
    /// Hash of the SM3 tree.
    pub sm3: Digest,
}

/// A signed checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Number of entries.
    pub size: u64,
    /// When it was signed.
    pub time: UtcSecond,
    /// Note of the SHA-256 tree.
    pub sha256: String,
    /// Note of the SM3 tree.
    pub sm3: String,
    /// Whether enough witnesses cosigned it for the public to see it.
    pub published: bool,
}

/// Number of entries.
///
/// # Errors
/// What the database answers.
pub fn size(tx: &mut ReadTx<'_>) -> Result<u64, StoreError> {
    tx.one("SELECT size FROM log_head WHERE id = 1", &[])
}

/// Entries `from..to`, as many of them as there are without a gap.
///
/// # Errors
/// What the database answers.
pub fn entries(tx: &mut ReadTx<'_>, from: u64, to: u64) -> Result<Vec<StoredEntry>, StoreError> {
    let mut found = Vec::new();
    let sql = "SELECT idx, entry, sha256, sm3 FROM log_entry WHERE idx >= ?1 AND idx < ?2 \
               ORDER BY idx";
    let mut next = from;
    tx.each(sql, &[from.to_value(), to.to_value()], &mut |mut row| {
        if row.take::<u64>()? == next {
            next += 1;
            found.push(StoredEntry { bytes: row.take()?, sha256: row.take()?, sm3: row.take()? });
        }
        Ok(())
    })?;
    Ok(found)
}

fn signed(tx: &mut ReadTx<'_>, tail: &str, params: &[Value]) -> Result<Vec<Signed>, StoreError> {
    let sql = format!("SELECT size, time, sha256, sm3, published FROM log_checkpoint {tail}");
    let rows = tx.query(&sql, params)?;
    let read = |mut row: crate::value::Row| {
        Ok(Signed {
            size: row.take()?,
            time: row.take()?,
            sha256: row.take()?,
            sm3: row.take()?,
            published: row.take()?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// The newest checkpoint.
///
/// # Errors
/// What the database answers.
pub fn newest(tx: &mut ReadTx<'_>) -> Result<Option<Signed>, StoreError> {
    Ok(signed(tx, "ORDER BY size DESC LIMIT 1", &[])?.pop())
}

/// The newest checkpoint that the public sees.
///
/// # Errors
/// What the database answers.
pub fn published(tx: &mut ReadTx<'_>) -> Result<Option<Signed>, StoreError> {
    Ok(signed(tx, "WHERE published = 1 ORDER BY size DESC LIMIT 1", &[])?.pop())
}

/// Every checkpoint, ascending.
///
/// # Errors
/// What the database answers.
pub fn checkpoints(tx: &mut ReadTx<'_>) -> Result<Vec<Signed>, StoreError> {
    signed(tx, "ORDER BY size", &[])
}

/// Hashes of both trees from the stored leaves and nodes.
pub struct StoredNodes<'t, 'c>(pub &'t mut ReadTx<'c>);

impl Nodes for StoredNodes<'_, '_> {
    type Error = StoreError;

    fn nodes(
        &mut self,
        suite: Suite,
        level: u32,
        from: u64,
        to: u64,
    ) -> Result<Vec<Digest>, StoreError> {
        let column = match suite {
            Suite::Sha256 => "sha256",
            Suite::Sm3 => "sm3",
        };
        let bounds = [from.to_value(), to.to_value()];
        let rows = match level {
            0 => self.0.query(
                &format!(
                    "SELECT {column} FROM log_entry WHERE idx >= ?1 AND idx < ?2 ORDER BY idx"
                ),
                &bounds,
            ),
            _ => self.0.query(
                &format!(
                    "SELECT {column} FROM log_node WHERE level = ?3 AND idx >= ?1 AND idx < ?2 \
                     ORDER BY idx"
                ),
                &[bounds[0].clone(), bounds[1].clone(), level.to_value()],
            ),
        }?;
        let hashes: Result<Vec<Digest>, _> = rows.into_iter().map(|mut row| row.take()).collect();
        let hashes = hashes?;
        if hashes.len() as u64 != to - from {
            let text = format!("level {level} lacks hashes between {from} and {to}");
            return Err(StoreError::Corrupt(text));
        }
        Ok(hashes)
    }
}

impl Store {
    /// Keeps a checkpoint with the nodes that became known before it.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn keep_checkpoint(
        &self,
        signed: Signed,
        nodes: Vec<Node>,
    ) -> Result<(), StoreError> {
        self.technical(move |tx| {
            for node in &nodes {
                let values = [
                    node.level.to_value(),
                    node.index.to_value(),
                    node.sha256.to_value(),
                    node.sm3.to_value(),
                ];
                tx.insert(Table::LogNode, &["level", "idx", "sha256", "sm3"], &values)?;
            }
            let values = [
                signed.size.to_value(),
                signed.time.to_value(),
                signed.sha256.to_value(),
                signed.sm3.to_value(),
                signed.published.to_value(),
            ];
            let columns = ["size", "time", "sha256", "sm3", "published"];
            tx.insert(Table::LogCheckpoint, &columns, &values)
        })
        .await
    }

    /// Replaces the notes of a checkpoint by the same notes with more cosignatures.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn keep_cosignatures(&self, signed: Signed) -> Result<(), StoreError> {
        self.technical(move |tx| {
            let values = [
                signed.size.to_value(),
                signed.sha256.to_value(),
                signed.sm3.to_value(),
                signed.published.to_value(),
            ];
            let set = "sha256 = ?2, sm3 = ?3, published = ?4";
            tx.update(Table::LogCheckpoint, set, "size = ?1", &values)?;
            Ok(())
        })
        .await
    }
}

/// Time of the last entry.
///
/// # Errors
/// What the database answers.
pub fn time(tx: &mut ReadTx<'_>) -> Result<UtcSecond, StoreError> {
    tx.one("SELECT time FROM log_head WHERE id = 1", &[])
}

/// The first checkpoint of those that the public sees which covers an entry.
///
/// # Errors
/// What the database answers.
pub fn first_covering(tx: &mut ReadTx<'_>, index: u64) -> Result<Option<Signed>, StoreError> {
    let tail = "WHERE published = 1 AND size > ?1 ORDER BY size LIMIT 1";
    Ok(signed(tx, tail, &[index.to_value()])?.pop())
}
