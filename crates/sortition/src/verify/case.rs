//! What the checks share: the files, and what earlier checks have read from them.

use std::collections::BTreeMap;

use super::parts::DrawParts;
use super::parts::MatchingParts;
use super::{BundleFiles, Deviation};
use crate::bundle::Manifest;
pub use crate::bundle::Stage;
use crate::digest::Digest;
use crate::intent::IntentRecord;
use crate::jcs::Json;
use crate::log::checkpoint::{Checkpoint, PublishedCheckpoint};
use crate::log::{Entry, EntryBody};
use crate::names::PersonId;
use crate::rules::RulesRecord;

/// One line of `log.jsonl`.
#[derive(Debug, Clone)]
pub struct LoggedEntry {
    /// The entry.
    pub entry: Entry,
    /// Its canonical bytes, the leaf of both trees.
    pub bytes: Vec<u8>,
    /// Position in the operator's log.
    pub index: u64,
    /// Inclusion proof in the SHA-256 tree.
    pub sha256: Vec<Digest>,
    /// Inclusion proof in the SM3 tree.
    pub sm3: Vec<Digest>,
}

/// A bundle under verification. A field is there when the check that reads it has passed.
pub struct Case<'a> {
    /// The files.
    pub files: &'a BundleFiles,
    /// V-01.
    pub manifest: Option<Manifest>,
    /// V-02.
    pub rules: Option<RulesRecord>,
    /// V-03: every entry of the plan, in log order.
    pub log: Vec<LoggedEntry>,
    /// V-05.
    pub intent: Option<IntentRecord>,
    /// V-08.
    pub checkpoints: Vec<(PublishedCheckpoint, Checkpoint)>,
    /// V-13 and V-15: the nonces that are public.
    pub nonces: BTreeMap<PersonId, [u8; 32]>,
    /// V-14: the bytes of the beacon for the seed; empty bytes in mode B.
    pub beacon: Option<Vec<u8>>,
    /// V-11, V-12, V-16 … V-20, V-25.
    pub draw: DrawParts<'a>,
    /// V-21 … V-23.
    pub matching: MatchingParts,
}

impl<'a> Case<'a> {
    /// A case where nothing has been checked yet.
    #[must_use]
    pub fn new(files: &'a BundleFiles) -> Case<'a> {
        Case {
            files,
            manifest: None,
            rules: None,
            log: Vec::new(),
            intent: None,
            checkpoints: Vec::new(),
            nonces: BTreeMap::new(),
            beacon: None,
            draw: DrawParts::default(),
            matching: MatchingParts::default(),
        }
    }

    /// Bytes of a file, when the bundle has it.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&'a [u8]> {
        self.files.get(name).map(Vec::as_slice)
    }

    /// A record file that must be there.
    pub(super) fn record(&self, name: &str) -> Result<Json, Deviation> {
        let bytes = self.file(name).ok_or_else(|| {
            Deviation::told("bundle.missing", name, "", format!("缺少文件 {name}。"))
        })?;
        Json::parse_canonical(bytes).map_err(|e| Deviation::of_bytes(name, &e))
    }

    /// The manifest, after V-01.
    ///
    /// # Panics
    /// Before V-01 passed; checks run in order.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        self.manifest.as_ref().expect("V-01 has passed")
    }

    /// The rules, after V-02.
    ///
    /// # Panics
    /// Before V-02 passed; checks run in order.
    #[must_use]
    pub fn rules(&self) -> &RulesRecord {
        self.rules.as_ref().expect("V-02 has passed")
    }

    /// The intent, after V-05.
    ///
    /// # Panics
    /// Before V-05 passed; checks run in order.
    #[must_use]
    pub fn intent(&self) -> &IntentRecord {
        self.intent.as_ref().expect("V-05 has passed")
    }

    /// The entries of the bundle's own attempt, in order.
    pub fn own(&self) -> impl Iterator<Item = &LoggedEntry> {
        let id = &self.manifest().draw_id;
        self.log.iter().filter(move |logged| logged.entry.draw_id == *id)
    }

    /// The first body of the own attempt for which `pick` has an answer.
    pub fn own_body<'c, T: 'c>(&'c self, pick: impl Fn(&'c EntryBody) -> Option<T>) -> Option<T> {
        self.own().find_map(|logged| pick(&logged.entry.body))
    }
}

/// Place of an entry in messages.
pub(super) fn place(entry: &Entry) -> String {
    format!("{} 第 {} 条（{}）", entry.draw_id, entry.seq, entry.body.kind())
}
