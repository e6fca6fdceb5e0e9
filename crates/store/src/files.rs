//! 存放的文件: kept in the database, so that a file and the record that names it are there
//! together or not at all, and a backup has both.

use sunlot_domain::files::{FileDigest, StoredFile};

use crate::column::Column;
use crate::error::StoreError;
use crate::record;
use crate::tx::{ReadTx, WriteTx};
use crate::value::{Row, Value};

/// Bytes of a piece.
const CHUNK: usize = 1 << 20;

impl Column for FileDigest {
    fn to_value(&self) -> Value {
        Value::Text(self.to_string())
    }

    fn from_value(value: Value) -> Result<Self, StoreError> {
        let text = String::from_value(value)?;
        FileDigest::parse(&text)
            .ok_or_else(|| StoreError::Corrupt(format!("{text:?} names no file")))
    }
}

record!(StoredFile, "stored_file", id, bytes, media);

/// Keeps bytes; those that are kept already are kept once.
///
/// # Errors
/// What the database answers.
pub fn put(tx: &mut WriteTx<'_>, bytes: &[u8], media: &str) -> Result<FileDigest, StoreError> {
    let id = FileDigest::of(bytes);
    if tx.get::<StoredFile>(&id)?.is_some() {
        return Ok(id);
    }
    tx.insert(StoredFile { id, bytes: bytes.len() as u64, media: media.to_owned() })?;
    let name = id.to_value();
    let mut rows = (0u64..)
        .zip(bytes.chunks(CHUNK))
        .map(|(number, chunk)| vec![name.clone(), number.to_value(), Value::Bytes(chunk.to_vec())]);
    tx.technical_all("file_chunk", &["file", "number", "content"], &mut rows)?;
    Ok(id)
}

/// The bytes of a file, compared with its name.
///
/// # Errors
/// [`StoreError::Missing`]; [`StoreError::Corrupt`] when they are not those that were kept.
pub fn get(tx: &mut ReadTx<'_>, id: FileDigest) -> Result<Vec<u8>, StoreError> {
    let file = tx.need::<StoredFile>(&id)?.value;
    let mut bytes = Vec::with_capacity(usize::try_from(file.bytes).unwrap_or(0).min(1 << 30));
    let sql = "SELECT content FROM file_chunk WHERE file = ?1 ORDER BY number";
    tx.each(sql, &[id.to_value()], &mut |mut row: Row| {
        bytes.extend_from_slice(&row.take::<Vec<u8>>()?);
        Ok(())
    })?;
    if FileDigest::of(&bytes) == id {
        Ok(bytes)
    } else {
        Err(StoreError::Corrupt(format!("the content of file {id} was changed")))
    }
}

/// Names of the files whose content is not what was kept. It reads all of them.
///
/// # Errors
/// What the database answers.
pub(crate) fn damaged(tx: &mut ReadTx<'_>) -> Result<Vec<String>, StoreError> {
    let mut ids: Vec<String> = Vec::new();
    tx.each("SELECT id FROM stored_file ORDER BY id", &[], &mut |mut row: Row| {
        ids.push(row.take()?);
        Ok(())
    })?;
    let mut damaged = Vec::new();
    for id in ids {
        let whole = match FileDigest::parse(&id) {
            Some(name) => match get(tx, name) {
                Err(StoreError::Corrupt(_)) => false,
                other => other.map(|_| true)?,
            },
            None => false,
        };
        if !whole {
            damaged.push(id);
        }
    }
    Ok(damaged)
}
