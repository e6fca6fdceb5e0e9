//! 检查点: both trees at one size, signed by the operator and cosigned by witnesses.

use super::keys::SecretKeys;
use super::note::{Note, NoteError, Role, origin};
use super::tree::Tree;
use crate::digest::Digest;
use crate::jcs::Json;
use crate::record::Fields;
use crate::record::RecordError;
use crate::rules::LogRules;
use crate::suite::Suite;

/// One size of the log with its two notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Number of entries.
    pub size: u64,
    /// Note of the SHA-256 tree.
    pub sha256: Note,
    /// Note of the SM3 tree.
    pub sm3: Note,
}

/// A checkpoint as `checkpoints.json` states it: the notes as text, with consistency proofs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedCheckpoint {
    /// Number of entries.
    pub size: u64,
    /// Text of the note of the SHA-256 tree.
    pub sha256: String,
    /// Text of the note of the SM3 tree.
    pub sm3: String,
    /// Proof to the last checkpoint.
    pub consistency_sha256: Vec<Digest>,
    /// Proof to the last checkpoint.
    pub consistency_sm3: Vec<Digest>,
}

impl Checkpoint {
    /// The log as it is, signed by its operator.
    #[must_use]
    pub fn sign(tree: &Tree, name: &str, keys: &SecretKeys, sm2_id: &str) -> Checkpoint {
        let note = |suite| {
            let mut note = Note::new(origin(name, suite), tree.len() as u64, tree.root(suite));
            note.sign(keys, suite, sm2_id);
            note
        };
        Checkpoint { size: tree.len() as u64, sha256: note(Suite::Sha256), sm3: note(Suite::Sm3) }
    }

    /// Reads the two notes.
    ///
    /// # Errors
    /// When one is no note.
    pub fn parse(sha256: &str, sm3: &str) -> Result<Checkpoint, NoteError> {
        let (sha256, sm3) = (Note::parse(sha256)?, Note::parse(sm3)?);
        if sha256.size != sm3.size {
            return Err(NoteError { what: "两棵树的条目数不同" });
        }
        Ok(Checkpoint { size: sha256.size, sha256, sm3 })
    }

    /// The note of a tree.
    #[must_use]
    pub fn note(&self, suite: Suite) -> &Note {
        match suite {
            Suite::Sha256 => &self.sha256,
            Suite::Sm3 => &self.sm3,
        }
    }

    /// For each witness whose cosignatures on both trees hold, the later of their two times.
    #[must_use]
    pub fn cosigned_times(&self, log: &LogRules) -> Vec<u64> {
        let time = |witness, suite| {
            let note = self.note(suite);
            let line = note.line_of(witness, suite, Role::Witness)?;
            note.cosigned_at(line, witness, suite, &log.sm2_id)
        };
        let both = |w| Some(time(w, Suite::Sha256)?.max(time(w, Suite::Sm3)?));
        log.witnesses.iter().filter_map(both).collect()
    }

    /// Adds a witness's cosignatures on both trees; one that stands there already is kept.
    pub fn cosign(&mut self, keys: &SecretKeys, sm2_id: &str, time: u64) {
        let name = keys.name().as_str();
        for (note, suite) in [(&mut self.sha256, Suite::Sha256), (&mut self.sm3, Suite::Sm3)] {
            if !note.signatures.iter().any(|line| line.name == name) {
                note.cosign(keys, suite, sm2_id, time);
            }
        }
    }
}

impl PublishedCheckpoint {
    /// Reads one element of `checkpoints.json`; the notes stay text.
    ///
    /// # Errors
    /// When a key is missing or of the wrong form.
    pub fn parse(f: &mut Fields<'_>) -> Result<PublishedCheckpoint, RecordError> {
        Ok(PublishedCheckpoint {
            size: f.count("size", 1, (1 << 53) - 1)?,
            sha256: f.text("sha256")?.to_owned(),
            sm3: f.text("sm3")?.to_owned(),
            consistency_sha256: f.names("consistency_sha256", Digest::parse_hex)?,
            consistency_sm3: f.names("consistency_sm3", Digest::parse_hex)?,
        })
    }

    /// The element as a record.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let hex = |list: &[Digest]| Json::array(list.iter().map(|d| Json::text(d.to_hex())));
        Json::object([
            ("consistency_sha256", hex(&self.consistency_sha256)),
            ("consistency_sm3", hex(&self.consistency_sm3)),
            ("sha256", Json::text(&self.sha256)),
            ("size", Json::count(self.size)),
            ("sm3", Json::text(&self.sm3)),
        ])
    }
}
