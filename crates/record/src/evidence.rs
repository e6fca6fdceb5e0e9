//! 一件事的凭据: one entry with all that proves it, as a file that is checked without the platform.

use sunlot_sortition::digest::{Digest, from_hex, to_hex};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::log::checkpoint::Checkpoint;
use sunlot_sortition::merkle;
use sunlot_sortition::record::{Fields, RecordError};
use sunlot_sortition::suite::Suite;

use crate::digests;
use crate::entry::EventEntry;
use crate::finding::Finding;
use crate::trust::Trust;

/// What the file calls itself.
pub const FORMAT: &str = "sunlot-evidence-1";

/// Hashes of an inclusion proof at most.
const PATH_MAX: usize = 64;

/// What is shown to who may see it: the salt makes the digests of the entry checkable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Salt of the entry.
    pub salt: Vec<u8>,
    /// Details as they were digested.
    pub details: String,
    /// Lines of the rows that were written.
    pub rows: Vec<String>,
}

/// One entry and its proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Index of the entry.
    pub index: u64,
    /// Its bytes.
    pub entry: String,
    /// Notes of the checkpoint.
    pub sha256: String,
    /// Note of the SM3 tree.
    pub sm3: String,
    /// Inclusion proofs, SHA-256 and SM3.
    pub paths: [Vec<Digest>; 2],
    /// Details and rows, for who may see them.
    pub opening: Option<Opening>,
}

/// What a good file proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// The entry.
    pub entry: EventEntry,
    /// Its details, when they are shown.
    pub details: Option<Json>,
    /// Size of the checkpoint that holds it.
    pub size: u64,
    /// Witnesses that cosigned it.
    pub witnesses: u64,
}

impl Evidence {
    /// The file.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let hex = |path: &[Digest]| Json::array(path.iter().map(|d| Json::text(d.to_hex())));
        let mut members = vec![
            ("checkpoint_sha256", Json::text(&self.sha256)),
            ("checkpoint_sm3", Json::text(&self.sm3)),
            ("entry", Json::text(&self.entry)),
            ("format", Json::text(FORMAT)),
            ("inclusion_sha256", hex(&self.paths[0])),
            ("inclusion_sm3", hex(&self.paths[1])),
            ("index", Json::count(self.index)),
        ];
        if let Some(opening) = &self.opening {
            members.push(("details", Json::text(&opening.details)));
            members.push(("rows", Json::array(opening.rows.iter().map(Json::text))));
            members.push(("salt", Json::text(to_hex(&opening.salt))));
        }
        Json::object(members)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`RecordError`] with what is wrong and where.
    pub fn parse(text: &str) -> Result<Evidence, RecordError> {
        let json = Json::parse(text.as_bytes())
            .map_err(|e| RecordError::new("", e.code(), e.message_zh()))?;
        let mut f = Fields::of(&json)?;
        f.word("format", &[FORMAT])?;
        let index = f.count("index", 0, (1 << 53) - 1)?;
        let entry = f.text("entry")?.to_owned();
        let (sha256, sm3) = (f.text("checkpoint_sha256")?, f.text("checkpoint_sm3")?);
        let (sha256, sm3) = (sha256.to_owned(), sm3.to_owned());
        let mut path = |key| {
            let hashes = f.array(key)?.iter().take(PATH_MAX + 1);
            let hashes = hashes.map(|hash| hash.as_str().and_then(Digest::parse_hex));
            let wrong = || RecordError::new(key, "record.form", "应为散列值。");
            hashes.collect::<Option<Vec<Digest>>>().ok_or_else(wrong)
        };
        let paths = [path("inclusion_sha256")?, path("inclusion_sm3")?];
        let opening = if f.has("details") {
            let rows = f.array("rows")?.iter().filter_map(Json::as_str).map(str::to_owned);
            let rows = rows.collect();
            let salt = f.name("salt", from_hex)?;
            Some(Opening { salt, details: f.text("details")?.to_owned(), rows })
        } else {
            None
        };
        f.end()?;
        Ok(Evidence { index, entry, sha256, sm3, paths, opening })
    }

    /// Checks the file against the keys.
    ///
    /// # Errors
    /// The first thing that does not hold.
    pub fn check(&self, trust: &Trust) -> Result<Proven, Finding> {
        let refuse = |code, text: &str| Finding::at(code, self.index, text);
        let checkpoint = trust.checkpoint(&self.sha256, &self.sm3)?;
        let witnesses = trust.cosigned(&checkpoint);
        if witnesses < trust.0.quorum {
            let text = "凭据中的检查点没有足够的见证方签名。";
            return Err(refuse("evidence.quorum", text));
        }
        let bytes = self.entry.as_bytes();
        if !self.included(&checkpoint, bytes) {
            let text = "条目不在检查点所签的日志中：条目、证明或检查点被改动。";
            return Err(refuse("evidence.inclusion", text));
        }
        let entry = EventEntry::parse(bytes)
            .map_err(|e| refuse("evidence.entry", &format!("条目格式不对：{}", e.message_zh())))?;
        let details = self.opening.as_ref().map(|opening| self.opened(opening, &entry));
        let details = details.transpose()?;
        Ok(Proven { entry, details, size: checkpoint.size, witnesses })
    }

    fn included(&self, checkpoint: &Checkpoint, bytes: &[u8]) -> bool {
        [Suite::Sha256, Suite::Sm3].into_iter().zip(&self.paths).all(|(suite, path)| {
            let note = checkpoint.note(suite);
            let leaf = merkle::leaf(suite, bytes);
            merkle::verify_inclusion(suite, &leaf, self.index, note.size, path, &note.root)
        })
    }

    fn opened(&self, opening: &Opening, entry: &EventEntry) -> Result<Json, Finding> {
        let refuse = |code, text: &str| Finding::at(code, self.index, text);
        if digests::details(&opening.salt, &opening.details) != entry.details {
            return Err(refuse("evidence.details", "内情与条目中的摘要不符：内情被改动。"));
        }
        let same = digests::rows(&opening.salt, &opening.rows) == entry.rows;
        if !same || opening.rows.len() as u64 != entry.rows_count {
            return Err(refuse("evidence.rows", "写下的行与条目中的摘要不符：行被改动。"));
        }
        Json::parse_canonical(opening.details.as_bytes())
            .map_err(|e| refuse("evidence.details", &e.message_zh()))
    }
}
