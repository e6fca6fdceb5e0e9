//! Where the files of a ceremony are kept: a folder, or a shelf in memory that somebody else fills
//! and empties.
//!
//! Must never know what the files mean.

use std::collections::BTreeMap;
use std::io;
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::sync::Arc;

use crate::CeremonyError;
use crate::folder::{Faults, Folder};

/// Files by name, `/` between folder and file.
pub trait Storage: Send {
    /// Whether the file is there.
    fn has(&self, name: &str) -> bool;

    /// The whole file.
    ///
    /// # Errors
    /// When it cannot be read.
    fn read(&self, name: &str) -> Result<Arc<Vec<u8>>, CeremonyError>;

    /// Names in a folder below, ascending; empty when it does not exist.
    ///
    /// # Errors
    /// When it cannot be listed.
    fn list(&self, dir: &str) -> Result<Vec<String>, CeremonyError>;

    /// Replaces a file as a whole.
    ///
    /// # Errors
    /// When it cannot be written.
    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), CeremonyError>;

    /// As [`Storage::write`], for what nobody but the operator may read.
    ///
    /// # Errors
    /// When it cannot be written.
    fn write_secret(&mut self, name: &str, bytes: &[u8]) -> Result<(), CeremonyError>;

    /// Removes a file if it is there.
    ///
    /// # Errors
    /// When it cannot be removed.
    fn remove(&mut self, name: &str) -> Result<(), CeremonyError>;

    /// Makes writes fail as told, where a process can die between them.
    fn set_faults(&mut self, _: Faults) {}

    /// The whole file, or nothing when it does not exist.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    fn read_if_there(&self, name: &str) -> Result<Option<Arc<Vec<u8>>>, CeremonyError> {
        if self.has(name) { self.read(name).map(Some) } else { Ok(None) }
    }
}

/// Files in memory. Whoever fills it keeps what a step added, or throws all of it away.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    files: BTreeMap<String, Arc<Vec<u8>>>,
    added: BTreeMap<String, bool>,
}

/// A file that a step added to a shelf.
#[derive(Debug, Clone)]
pub struct Added {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Arc<Vec<u8>>,
    /// Whether nobody but the operator may read it.
    pub secret: bool,
}

impl Shelf {
    /// Puts a file there that is kept already.
    pub fn put(&mut self, name: impl Into<String>, bytes: Arc<Vec<u8>>) {
        self.files.insert(name.into(), bytes);
    }

    /// What was added or replaced since the shelf was filled.
    #[must_use]
    pub fn into_added(self) -> Vec<Added> {
        let Shelf { mut files, added } = self;
        let added = added.into_iter();
        added
            .filter_map(|(name, secret)| Some(Added { bytes: files.remove(&name)?, name, secret }))
            .collect()
    }
}

impl Storage for Shelf {
    fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    fn read(&self, name: &str) -> Result<Arc<Vec<u8>>, CeremonyError> {
        let found = self.files.get(name).cloned();
        found.ok_or_else(|| {
            CeremonyError::io(Path::new(name), io::Error::from(io::ErrorKind::NotFound))
        })
    }

    fn list(&self, dir: &str) -> Result<Vec<String>, CeremonyError> {
        let prefix = format!("{dir}/");
        let below = self.files.range(prefix.clone()..).map(|(name, _)| name);
        let below = below.take_while(|name| name.starts_with(&prefix));
        let mut names: Vec<String> = below
            .map(|name| {
                let rest = &name[prefix.len()..];
                rest.split('/').next().unwrap_or(rest).to_owned()
            })
            .collect();
        names.dedup();
        Ok(names)
    }

    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), CeremonyError> {
        self.files.insert(name.to_owned(), Arc::new(bytes.to_vec()));
        self.added.insert(name.to_owned(), false);
        Ok(())
    }

    fn write_secret(&mut self, name: &str, bytes: &[u8]) -> Result<(), CeremonyError> {
        self.write(name, bytes)?;
        self.added.insert(name.to_owned(), true);
        Ok(())
    }

    fn remove(&mut self, name: &str) -> Result<(), CeremonyError> {
        self.files.remove(name);
        self.added.remove(name);
        Ok(())
    }
}

/// What a ceremony works on.
pub(crate) enum Kept {
    /// A folder, held against every other command.
    Folder(Folder),
    /// Memory.
    Shelf(Shelf),
}

impl Deref for Kept {
    type Target = dyn Storage;

    fn deref(&self) -> &Self::Target {
        match self {
            Kept::Folder(folder) => folder,
            Kept::Shelf(shelf) => shelf,
        }
    }
}

impl DerefMut for Kept {
    fn deref_mut(&mut self) -> &mut Self::Target {
        match self {
            Kept::Folder(folder) => folder,
            Kept::Shelf(shelf) => shelf,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shelf_lists_like_a_folder_and_tells_what_was_added() {
        let mut shelf = Shelf::default();
        shelf.put("attempts/001/rules.json", Arc::new(b"r".to_vec()));
        shelf.write("attempts/002/boxes/a-b", b"box").unwrap();
        shelf.write("attempts/002/attempt.json", b"a").unwrap();
        shelf.write_secret("pending.json", b"p").unwrap();
        assert_eq!(shelf.list("attempts").unwrap(), ["001", "002"]);
        assert_eq!(shelf.list("attempts/002").unwrap(), ["attempt.json", "boxes"]);
        assert_eq!(shelf.list("log/entries").unwrap(), Vec::<String>::new());
        shelf.remove("pending.json").unwrap();
        assert!(!shelf.has("pending.json") && shelf.read("pending.json").is_err());
        let added = shelf.into_added();
        let names: Vec<&str> = added.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["attempts/002/attempt.json", "attempts/002/boxes/a-b"]);
    }
}
