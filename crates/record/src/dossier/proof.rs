//! The proof of one entry: in both trees under the archive's checkpoint, with the rows that the
//! archive shows of it. Other rows of the same entry stay with the platform.

use sunlot_sortition::digest::{Digest, from_hex, to_hex};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::log::checkpoint::Checkpoint;
use sunlot_sortition::merkle;
use sunlot_sortition::record::{Fields, RecordError};
use sunlot_sortition::suite::Suite;
use sunlot_sortition::tagged::tagged_hash;

use crate::digests;
use crate::entry::EventEntry;
use crate::finding::Finding;

/// Hashes of a path at most.
const PATH_MAX: usize = 64;

const NUMBER_MAX: u64 = (1 << 53) - 1;

/// One row of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProof {
    /// `table TAB id TAB digest`.
    pub line: String,
    /// Its place among the rows of the entry.
    pub at: u64,
    /// Hashes up to the root of the rows.
    pub path: Vec<Digest>,
}

/// The proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryProof {
    /// Index of the entry.
    pub index: u64,
    /// Its bytes.
    pub entry: String,
    /// Inclusion proofs, SHA-256 and SM3.
    pub paths: [Vec<Digest>; 2],
    /// Salt of the entry.
    pub salt: Vec<u8>,
    /// Root of the rows that it wrote.
    pub root: Digest,
    /// Rows that the archive shows.
    pub rows: Vec<RowProof>,
    /// Who, why and what, where the archive tells it.
    pub details: Option<String>,
}

fn hex(path: &[Digest]) -> Json {
    Json::array(path.iter().map(|digest| Json::text(digest.to_hex())))
}

fn path(f: &mut Fields<'_>, key: &str) -> Result<Vec<Digest>, RecordError> {
    let hashes = f.array(key)?.iter().take(PATH_MAX + 1);
    let hashes = hashes.map(|hash| hash.as_str().and_then(Digest::parse_hex));
    let wrong = || RecordError::new(key, "record.form", "应为散列值。");
    hashes.collect::<Option<Vec<Digest>>>().ok_or_else(wrong)
}

impl EntryProof {
    /// Where it lies in an archive.
    #[must_use]
    pub fn path(index: u64) -> String {
        format!("{}{index:010}.json", super::ENTRIES)
    }

    /// Adds the proof of a row from all the lines of the entry.
    pub fn show(&mut self, line: &str, lines: &[String]) {
        if self.rows.iter().any(|row| row.line == line) {
            return;
        }
        let Some(at) = lines.iter().position(|one| one == line) else { return };
        let leaves = merkle::leaves(Suite::Sha256, lines);
        let path = merkle::inclusion_path(Suite::Sha256, &leaves, at).unwrap_or_default();
        self.rows.push(RowProof { line: line.to_owned(), at: at as u64, path });
    }

    /// Root of the lines of an entry.
    #[must_use]
    pub fn root_of(lines: &[String]) -> Digest {
        merkle::root(Suite::Sha256, &merkle::leaves(Suite::Sha256, lines))
    }

    /// The file.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let row = |row: &RowProof| {
            Json::object([
                ("at", Json::count(row.at)),
                ("line", Json::text(&row.line)),
                ("path", hex(&row.path)),
            ])
        };
        let mut members = vec![
            ("entry", Json::text(&self.entry)),
            ("inclusion_sha256", hex(&self.paths[0])),
            ("inclusion_sm3", hex(&self.paths[1])),
            ("index", Json::count(self.index)),
            ("root", Json::text(self.root.to_hex())),
            ("rows", Json::array(self.rows.iter().map(row))),
            ("salt", Json::text(to_hex(&self.salt))),
        ];
        members.extend(self.details.iter().map(|details| ("details", Json::text(details))));
        Json::object(members)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`RecordError`] with what is wrong and where.
    pub fn parse(bytes: &[u8]) -> Result<EntryProof, RecordError> {
        let json = Json::parse_canonical(bytes)
            .map_err(|e| RecordError::new("", e.code(), e.message_zh()))?;
        let mut f = Fields::of(&json)?;
        let mut rows = Vec::new();
        for row in f.array("rows")? {
            let mut row = Fields::of(row)?;
            let line = row.text("line")?.to_owned();
            let (at, path) = (row.count("at", 0, NUMBER_MAX)?, path(&mut row, "path")?);
            row.end()?;
            rows.push(RowProof { line, at, path });
        }
        let paths = [path(&mut f, "inclusion_sha256")?, path(&mut f, "inclusion_sm3")?];
        let proof = EntryProof {
            index: f.count("index", 0, NUMBER_MAX)?,
            entry: f.text("entry")?.to_owned(),
            paths,
            salt: f.name("salt", from_hex)?,
            root: f.digest("root")?,
            rows,
            details: if f.has("details") { Some(f.text("details")?.to_owned()) } else { None },
        };
        f.end()?;
        Ok(proof)
    }

    /// Holds the proof against the checkpoint: the entry in both trees, the rows under their root,
    /// the details under their digest.
    ///
    /// # Errors
    /// The first thing that does not hold.
    pub fn check(&self, checkpoint: &Checkpoint) -> Result<EventEntry, Finding> {
        let refuse = |code, text: &str| Err(Finding::at(code, self.index, text));
        let bytes = self.entry.as_bytes();
        let included = [Suite::Sha256, Suite::Sm3].into_iter().zip(&self.paths).all(|it| {
            let (suite, path) = it;
            let note = checkpoint.note(suite);
            let leaf = merkle::leaf(suite, bytes);
            merkle::verify_inclusion(suite, &leaf, self.index, note.size, path, &note.root)
        });
        if !included {
            let text =
                format!("第 {} 号条目不在检查点所签的日志中：条目或证明被改动。", self.index);
            return refuse("dossier.inclusion", &text);
        }
        let entry = EventEntry::parse(bytes).map_err(|e| {
            let text = format!("第 {} 号条目格式不对：{}", self.index, e.message_zh());
            Finding::at("dossier.entry", self.index, text)
        })?;
        let root = self.root.as_bytes().as_slice();
        if tagged_hash(Suite::Sha256, "record/rows", &[&self.salt, root]) != entry.rows {
            let text = format!("第 {} 号条目写下的行与条目不符：盐或行的根被改动。", self.index);
            return refuse("dossier.rows", &text);
        }
        for row in &self.rows {
            let leaf = merkle::leaf(Suite::Sha256, row.line.as_bytes());
            let (at, size) = (row.at, entry.rows_count);
            if !merkle::verify_inclusion(Suite::Sha256, &leaf, at, size, &row.path, &self.root) {
                let text = format!("第 {} 号条目没有写过这样的一行：{}", self.index, row.line);
                return refuse("dossier.rows", &text);
            }
        }
        if let Some(details) = &self.details
            && digests::details(&self.salt, details) != entry.details
        {
            let text = format!("第 {} 号条目的内情（谁、为什么）与条目不符：被改动。", self.index);
            return refuse("dossier.details", &text);
        }
        Ok(entry)
    }
}
