//! The folder of a ceremony: every write is on disk and whole, or did not happen.
//!
//! Owns locking and atomic replacement. Must never know what the files mean.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::CeremonyError;
use crate::storage::Storage;

/// An open ceremony folder; holding one keeps every other command out.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    _lock: File,
    faults: Faults,
}

/// Stops the writing at a chosen point, as a killed process would. Only tests set one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Faults {
    /// Number of writes that still succeed; `None` never fails.
    pub after: Option<u32>,
    /// Whether the failing write reaches the disk before the process dies.
    pub stored: bool,
}

impl Folder {
    /// Makes a new folder.
    ///
    /// # Errors
    /// When it exists and is not empty, or cannot be made.
    pub fn create(root: &Path) -> Result<Folder, CeremonyError> {
        fs::create_dir_all(root).map_err(|e| CeremonyError::io(root, e))?;
        let mut entries = fs::read_dir(root).map_err(|e| CeremonyError::io(root, e))?;
        let foreign = entries.any(|e| !e.is_ok_and(|e| e.file_name() == LOCK));
        if foreign && !root.join(MARK).exists() {
            return Err(CeremonyError::FolderNotEmpty { path: root.to_owned() });
        }
        Folder::lock(root)
    }

    /// Opens a ceremony folder.
    ///
    /// # Errors
    /// When it is not one, or another command is at work in it.
    pub fn open(root: &Path) -> Result<Folder, CeremonyError> {
        if !root.join(MARK).exists() {
            return Err(CeremonyError::NotACeremony { path: root.to_owned() });
        }
        Folder::lock(root)
    }

    fn lock(root: &Path) -> Result<Folder, CeremonyError> {
        let path = root.join(LOCK);
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|e| CeremonyError::io(&path, e))?;
        match lock.try_lock() {
            Ok(()) => Ok(Folder { root: root.to_owned(), _lock: lock, faults: Faults::default() }),
            Err(TryLockError::WouldBlock) => Err(CeremonyError::Busy { path: root.to_owned() }),
            Err(TryLockError::Error(e)) => Err(CeremonyError::io(&path, e)),
        }
    }

    /// Path of a file in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    fn write_with(&mut self, name: &str, bytes: &[u8], mode: u32) -> Result<(), CeremonyError> {
        let fails = self.count_down();
        if fails && !self.dies_after() {
            return Err(CeremonyError::Killed);
        }
        write_whole(&self.path(name), bytes, mode)?;
        if fails { Err(CeremonyError::Killed) } else { Ok(()) }
    }

    /// Whether the failing write still reaches the disk; nothing after it does.
    fn dies_after(&mut self) -> bool {
        std::mem::take(&mut self.faults.stored)
    }

    fn count_down(&mut self) -> bool {
        match &mut self.faults.after {
            None => false,
            Some(0) => true,
            Some(n) => {
                *n -= 1;
                false
            }
        }
    }
}

impl Storage for Folder {
    fn set_faults(&mut self, faults: Faults) {
        self.faults = faults;
    }

    fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    fn read(&self, name: &str) -> Result<Arc<Vec<u8>>, CeremonyError> {
        let path = self.path(name);
        fs::read(&path).map(Arc::new).map_err(|e| CeremonyError::io(&path, e))
    }

    fn list(&self, dir: &str) -> Result<Vec<String>, CeremonyError> {
        let path = self.path(dir);
        if !path.exists() {
            return Ok(Vec::new());
        }
        let mut names = Vec::new();
        for entry in fs::read_dir(&path).map_err(|e| CeremonyError::io(&path, e))? {
            let entry = entry.map_err(|e| CeremonyError::io(&path, e))?;
            if let Ok(name) = entry.file_name().into_string()
                && !name.ends_with(PART)
            {
                names.push(name);
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), CeremonyError> {
        self.write_with(name, bytes, 0o644)
    }

    fn write_secret(&mut self, name: &str, bytes: &[u8]) -> Result<(), CeremonyError> {
        self.write_with(name, bytes, 0o600)
    }

    fn remove(&mut self, name: &str) -> Result<(), CeremonyError> {
        let fails = self.count_down();
        if fails && !self.dies_after() {
            return Err(CeremonyError::Killed);
        }
        let path = self.path(name);
        match fs::remove_file(&path) {
            Ok(()) => sync_parent(&path)?,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(CeremonyError::io(&path, e)),
        }
        if fails { Err(CeremonyError::Killed) } else { Ok(()) }
    }
}

const LOCK: &str = ".lock";
const PART: &str = ".part";
/// The file that makes a folder a ceremony.
pub(crate) const MARK: &str = "rules.toml";

/// Writes a file anywhere so that it is whole on disk or absent; for exports and secrets.
///
/// # Errors
/// When the disk refuses.
pub fn write_whole(path: &Path, bytes: &[u8], mode: u32) -> Result<(), CeremonyError> {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(|e| CeremonyError::io(parent, e))?;
    let mut part = path.as_os_str().to_owned();
    part.push(PART);
    let part = PathBuf::from(part);
    let io = |e| CeremonyError::io(&part, e);
    let mut options = OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = options.open(&part).map_err(io)?;
    file.write_all(bytes).map_err(io)?;
    file.sync_all().map_err(io)?;
    drop(file);
    fs::rename(&part, path).map_err(|e| CeremonyError::io(path, e))?;
    sync_parent(path)
}

/// A rename is durable only when its folder is.
fn sync_parent(path: &Path) -> Result<(), CeremonyError> {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    #[cfg(unix)]
    File::open(parent).and_then(|d| d.sync_all()).map_err(|e| CeremonyError::io(parent, e))?;
    Ok(())
}
