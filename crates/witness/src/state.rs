//! What a witness remembers, and how it judges a checkpoint: check, persist, then sign, one
//! request after the other.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sunlot_sortition::digest::Digest;
use sunlot_sortition::log::keys::SecretKeys;
use sunlot_sortition::log::note::{Note, Role, SignatureLine, origin};
use sunlot_sortition::log::request::AddCheckpoint;
use sunlot_sortition::merkle;
use sunlot_sortition::rules::LogRules;
use sunlot_sortition::suite::Suite;

/// Why a checkpoint is not cosigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The request is none.
    Malformed(&'static str),
    /// This witness does not watch the log.
    UnknownLog,
    /// The operator did not sign it.
    NotSigned,
    /// The proof begins elsewhere than at the checkpoint that was cosigned last.
    Elsewhere(u64),
    /// Another tree of the same size was cosigned before.
    Fork,
    /// The log did not only grow.
    Inconsistent,
    /// The state cannot be written; nothing is signed.
    Storage(String),
}

/// A witness.
#[derive(Debug)]
pub struct Judge {
    keys: SecretKeys,
    logs: BTreeMap<String, (LogRules, Suite)>,
    path: PathBuf,
    // Held from the check to the end of the writing, so that no two requests pass each other.
    newest: Mutex<BTreeMap<String, (u64, Digest)>>,
}

impl Judge {
    /// A witness with these keys that watches these logs and remembers in this file.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn open(keys: SecretKeys, logs: Vec<LogRules>, path: PathBuf) -> io::Result<Judge> {
        let newest = match std::fs::read_to_string(&path) {
            Ok(text) => parse(&text).ok_or_else(|| io::Error::other("状态文件已损坏"))?,
            Err(e) if e.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(e) => return Err(e),
        };
        let trees = logs.into_iter().flat_map(|log| {
            Suite::ALL.map(|suite| (origin(log.origin.as_str(), suite), (log.clone(), suite)))
        });
        Ok(Judge { keys, logs: trees.collect(), path, newest: Mutex::new(newest) })
    }

    /// Name of the witness.
    #[must_use]
    pub fn name(&self) -> &str {
        self.keys.name().as_str()
    }

    /// Judges a request and cosigns its checkpoint at a time, seconds since 1970.
    ///
    /// # Errors
    /// [`Refusal`]; then nothing was signed.
    pub fn add_checkpoint(&self, body: &str, time: u64) -> Result<SignatureLine, Refusal> {
        let request = AddCheckpoint::parse(body).map_err(|e| Refusal::Malformed(e.what))?;
        let note = &request.note;
        let (log, suite) = self.logs.get(&note.origin).ok_or(Refusal::UnknownLog)?;
        let line = note.line_of(&log.operator, *suite, Role::Operator);
        if !line.is_some_and(|l| note.operator_holds(l, &log.operator, *suite, &log.sm2_id)) {
            return Err(Refusal::NotSigned);
        }
        if request.old > note.size {
            return Err(Refusal::Malformed("旧的条目数大于新的"));
        }
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let empty = (0, suite.hash(&[]));
        let (size, root) = newest.get(&note.origin).copied().unwrap_or(empty);
        if request.old != size {
            return Err(Refusal::Elsewhere(size));
        }
        if size == note.size && root != note.root {
            return Err(Refusal::Fork);
        }
        let grown =
            merkle::verify_consistency(*suite, size, &root, note.size, &note.root, &request.proof);
        if !grown {
            return Err(Refusal::Inconsistent);
        }
        let mut next = newest.clone();
        next.insert(note.origin.clone(), (note.size, note.root));
        write(&self.path, &text(&next)).map_err(|e| Refusal::Storage(e.to_string()))?;
        *newest = next;
        let mut cosigned = Note::new(note.origin.clone(), note.size, note.root);
        cosigned.cosign(&self.keys, *suite, &log.sm2_id, time);
        Ok(cosigned.signatures.remove(0))
    }
}

/// One line a tree: size, root, origin.
fn text(newest: &BTreeMap<String, (u64, Digest)>) -> String {
    newest.iter().map(|(origin, (size, root))| format!("{size} {root} {origin}\n")).collect()
}

fn parse(text: &str) -> Option<BTreeMap<String, (u64, Digest)>> {
    let line = |line: &str| {
        let mut parts = line.splitn(3, ' ');
        let size = parts.next()?.parse().ok()?;
        let root = Digest::parse_hex(parts.next()?)?;
        Some((parts.next()?.to_owned(), (size, root)))
    };
    if !text.is_empty() && !text.ends_with('\n') {
        return None;
    }
    text.lines().map(line).collect()
}

/// Replaces the file as a whole; it is on the disk when this returns.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let fresh = path.with_extension("new");
    let mut file = File::create(&fresh)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&fresh, path)?;
    File::open(folder)?.sync_all()
}
