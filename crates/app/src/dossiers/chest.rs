//! What goes into an archive: stored rows, each with the entry of the log that proves it.

use std::collections::{BTreeMap, BTreeSet};

use sunlot_domain::registers::SubjectEntry;
use sunlot_record::archive::Files;
use sunlot_record::dossier::{self, BoundRow, EntryProof, NamedSubject};
use sunlot_sortition::log::tiled;
use sunlot_sortition::suite::Suite;
use sunlot_store::ledger::{self, Signed, StoredNodes};
use sunlot_store::{ReadTx, Record, StoreError, Stored, Window, audit};

use crate::error::{AppError, Kind};
use crate::record::sealing::NOT_SIGNED;

/// Rows and files on their way into an archive.
#[derive(Default)]
pub(super) struct Chest {
    pub(super) files: Files,
    rows: BTreeMap<(String, String), BoundRow>,
    subjects: BTreeSet<NamedSubject>,
    /// Entries that are proven, and whether they tell who and why.
    entries: BTreeMap<u64, bool>,
}

/// An archive's worth of files with the checkpoint over them.
pub(super) struct Packed {
    pub(super) files: Files,
    pub(super) signed: Signed,
}

impl Chest {
    /// Takes a stored row.
    pub(super) fn row<R: Record>(&mut self, stored: &Stored<R>) {
        let row = stored.bound();
        self.entries.entry(row.log_index).or_insert(false);
        self.rows.insert((row.table.clone(), row.id.clone()), row);
    }

    /// Takes stored rows.
    pub(super) fn rows<'a, R: Record + 'a>(
        &mut self,
        all: impl IntoIterator<Item = &'a Stored<R>>,
    ) {
        all.into_iter().for_each(|stored| self.row(stored));
    }

    /// Takes the code and the name of a subject. Its row stays: it tells the risk class.
    pub(super) fn subject(&mut self, subject: &SubjectEntry) {
        self.subjects.insert(NamedSubject {
            id: subject.id.to_string(),
            code: subject.code.as_str().to_owned(),
            name: subject.name.clone(),
        });
    }

    /// Takes the events of a record, with who did them and why.
    pub(super) fn told(&mut self, tx: &mut ReadTx<'_>, record: &str) -> Result<(), StoreError> {
        for event in audit::timeline(tx, record)? {
            self.entries.insert(event.index, true);
        }
        Ok(())
    }

    /// Takes one event without its details.
    pub(super) fn prove(&mut self, index: u64) {
        self.entries.entry(index).or_insert(false);
    }

    /// Takes one event, with who did it and why.
    pub(super) fn tell(&mut self, index: u64) {
        self.entries.insert(index, true);
    }

    /// Writes the rows, the proofs and the checkpoint.
    ///
    /// # Errors
    /// No published checkpoint over everything yet, or what the store answers.
    pub(super) fn packed(self, tx: &mut ReadTx<'_>) -> Result<Packed, AppError> {
        let Chest { mut files, rows, subjects, entries } = self;
        let newest = entries.keys().next_back().copied().unwrap_or_default();
        let signed = ledger::published(tx)?.filter(|signed| signed.size > newest);
        let signed = signed.ok_or_else(|| {
            let text = "最近的变动还没有公布的检查点（通常不到一分钟）；请稍后再取。";
            AppError::new(Kind::Conflict, NOT_SIGNED, text)
        })?;
        let mut lines: BTreeMap<u64, BTreeSet<String>> = BTreeMap::new();
        for row in rows.values() {
            lines.entry(row.log_index).or_default().insert(row.line());
            files.insert(row.path(), row.to_json().to_bytes());
        }
        for (index, told) in entries {
            let shown = lines.remove(&index).unwrap_or_default();
            let proof = proof(tx, index, signed.size, &shown, told)?;
            files.insert(EntryProof::path(index), proof.to_json().to_bytes());
        }
        files.insert(dossier::SUBJECTS.to_owned(), NamedSubject::file(&subjects));
        files.insert(dossier::CHECKPOINT.to_owned(), signed.sha256.clone().into_bytes());
        files.insert(dossier::CHECKPOINT_SM3.to_owned(), signed.sm3.clone().into_bytes());
        Ok(Packed { files, signed })
    }
}

fn proof(
    tx: &mut ReadTx<'_>,
    index: u64,
    size: u64,
    shown: &BTreeSet<String>,
    told: bool,
) -> Result<EntryProof, AppError> {
    let wanted = audit::Wanted { index: Some(index), ..audit::Wanted::default() };
    let (mut found, _) = audit::list(tx, &wanted, Window { limit: 1, offset: 0 })?;
    let event = found.pop().ok_or_else(AppError::missing)?;
    let mut path = |suite| {
        let path = tiled::inclusion(&mut StoredNodes(tx), suite, index, size)?;
        Ok::<_, StoreError>(path.unwrap_or_default())
    };
    let paths = [path(Suite::Sha256)?, path(Suite::Sm3)?];
    let entry = ledger::entries(tx, index, index + 1)?.pop().ok_or_else(AppError::missing)?;
    let entry = String::from_utf8(entry.bytes).map_err(|e| StoreError::Corrupt(e.to_string()))?;
    let lines = audit::row_lines(tx, index)?;
    let mut proof = EntryProof {
        index,
        entry,
        paths,
        salt: event.salt,
        root: EntryProof::root_of(&lines),
        rows: Vec::new(),
        details: told.then_some(event.body),
    };
    for line in shown {
        proof.show(line, &lines);
    }
    Ok(proof)
}
