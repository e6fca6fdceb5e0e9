//! 备份清单: what a backup consists of, with the digest of each file, so that a damaged or
//! exchanged one is found before it is restored.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sunlot_sortition::suite::Suite;

use super::unusable;
use crate::say::{REFUSED, Refused};

/// Name of the manifest in its backup.
pub(super) const NAME: &str = "manifest.json";

/// What a backup consists of.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// Version of the program that made it.
    pub(super) program: String,
    /// Version of the database.
    pub(super) schema: u64,
    /// `sqlite` or `postgres`.
    pub(super) database: String,
    /// When it was begun.
    pub(super) time: String,
    /// SHA-256 of each file, by its path in the backup.
    pub(super) files: BTreeMap<String, String>,
}

impl Manifest {
    /// Writes the manifest of the files that stand in a folder, last of all.
    pub(super) fn write(mut self, folder: &Path) -> Result<(), Refused> {
        for path in files(folder)? {
            let name = relative(folder, &path);
            self.files.insert(name, digest(&path)?);
        }
        let text = serde_json::to_vec_pretty(&self).expect("a manifest is always JSON");
        sunlot_ceremony::write_whole(&folder.join(NAME), &text, 0o600)?;
        Ok(())
    }

    /// Reads a manifest and holds every file against it.
    pub(super) fn verified(folder: &Path) -> Result<Manifest, Refused> {
        let path = folder.join(NAME);
        let text = fs::read(&path).map_err(|e| unusable(path.display(), &e))?;
        let broken = |text: String| Refused::new("restore.manifest", text, REFUSED);
        let manifest: Manifest = serde_json::from_slice(&text)
            .map_err(|e| broken(format!("备份清单读不懂（{e}）；备份没有做完，或被改动。")))?;
        for (name, expected) in &manifest.files {
            let path = folder.join(name);
            if !path.is_file() {
                return Err(broken(format!("备份缺少文件 {name}；请换一份完整的备份。")));
            }
            if digest(&path)? != *expected {
                return Err(broken(format!("备份文件 {name} 与清单不符；请换一份完好的备份。")));
            }
        }
        for path in files(folder)? {
            let name = relative(folder, &path);
            if name != NAME && !manifest.files.contains_key(&name) {
                return Err(broken(format!("备份中多出清单没有的文件 {name}；请查明来历。")));
            }
        }
        Ok(manifest)
    }
}

/// Every file below a folder, without links.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>, Refused> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(|e| unusable(folder.display(), &e))?;
        for entry in entries {
            let entry = entry.map_err(|e| unusable(folder.display(), &e))?;
            let kind = entry.file_type().map_err(|e| unusable(folder.display(), &e))?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Path of a file in its folder, with `/`.
pub(super) fn relative(folder: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(folder).unwrap_or(path).components();
    let words = inner.map(|part| part.as_os_str().to_string_lossy().into_owned());
    words.collect::<Vec<_>>().join("/")
}

/// SHA-256 of a file, read in pieces: a database may be larger than the memory.
fn digest(path: &Path) -> Result<String, Refused> {
    let mut file = File::open(path).map_err(|e| unusable(path.display(), &e))?;
    let (mut hasher, mut piece) = (Suite::Sha256.hasher(), vec![0; 1 << 20]);
    loop {
        match file.read(&mut piece).map_err(|e| unusable(path.display(), &e))? {
            0 => return Ok(hasher.finish().to_hex()),
            read => hasher.update(&piece[..read]),
        }
    }
}
