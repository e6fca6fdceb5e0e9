//! Putting a bundle together from what the ceremony keeps.

use super::{Audience, MANIFEST, Manifest, Stage};
use crate::digest::Digest;
use crate::jcs::Json;
use crate::log::Artefact;
use crate::log::checkpoint::{Checkpoint, PublishedCheckpoint};
use crate::log::tree::Tree;
use crate::names::DrawId;
use crate::suite::Suite;
use crate::verify::BundleFiles;

/// Where the proofs about a log come from: the whole tree, or its tiles.
pub trait Proofs {
    /// Inclusion proof of an entry in the first `size` entries.
    fn inclusion(&mut self, suite: Suite, index: u64, size: u64) -> Option<Vec<Digest>>;

    /// Consistency proof from the first `old` entries to the first `new`.
    fn consistency(&mut self, suite: Suite, old: u64, new: u64) -> Option<Vec<Digest>>;
}

impl Proofs for Tree {
    fn inclusion(&mut self, suite: Suite, index: u64, size: u64) -> Option<Vec<Digest>> {
        Tree::inclusion(self, suite, index, size)
    }

    fn consistency(&mut self, suite: Suite, old: u64, new: u64) -> Option<Vec<Digest>> {
        Tree::consistency(self, suite, old, new)
    }
}

/// What a bundle is made of, besides its data files.
pub struct Published<'a> {
    /// Which draw.
    pub draw_id: DrawId,
    /// Suite of the draw.
    pub suite: Suite,
    /// How far it is published.
    pub stage: Stage,
    /// Who it is for.
    pub audience: Audience,
    /// Proofs about the operator's whole log.
    pub proofs: &'a mut dyn Proofs,
    /// The entries of the plan with their places in the log, ascending.
    pub entries: &'a [(u64, Vec<u8>)],
    /// Checkpoints with their signatures, ascending by size; the last covers every entry.
    pub checkpoints: &'a [Checkpoint],
}

/// The bundle: the data files, the log with its proofs, the checkpoints and the manifest.
/// `None` when an entry is no record or the last checkpoint does not cover every entry.
#[must_use]
pub fn assemble(published: Published<'_>, mut files: BundleFiles) -> Option<BundleFiles> {
    let last = published.checkpoints.last()?.size;
    let proofs = published.proofs;
    let mut log = Vec::new();
    for (index, bytes) in published.entries {
        let mut proof = |suite| {
            let path = proofs.inclusion(suite, *index, last)?;
            Some(Json::array(path.iter().map(|d| Json::text(d.to_hex()))))
        };
        let line = Json::object([
            ("entry", Json::parse_canonical(bytes).ok()?),
            ("index", Json::count(*index)),
            ("sha256", proof(Suite::Sha256)?),
            ("sm3", proof(Suite::Sm3)?),
        ]);
        log.extend_from_slice(&line.to_bytes());
        log.push(b'\n');
    }
    let checkpoints: Option<Vec<Json>> = published
        .checkpoints
        .iter()
        .map(|c| Some(published_checkpoint(c, proofs, last)?.to_json()))
        .collect();
    files.insert("log.jsonl".to_owned(), log);
    files.insert("checkpoints.json".to_owned(), Json::array(checkpoints?).to_bytes());
    let manifest = Manifest {
        audience: published.audience,
        draw_id: published.draw_id,
        files: files.iter().map(|(name, bytes)| Artefact::of(name, bytes)).collect(),
        stage: published.stage,
        suite: published.suite,
    };
    files.insert(MANIFEST.to_owned(), manifest.to_json().to_bytes());
    Some(files)
}

/// A checkpoint with its proofs to the log as it is; `None` when the log is shorter.
fn published_checkpoint(
    checkpoint: &Checkpoint,
    proofs: &mut dyn Proofs,
    last: u64,
) -> Option<PublishedCheckpoint> {
    let mut proof = |suite| proofs.consistency(suite, checkpoint.size, last);
    Some(PublishedCheckpoint {
        size: checkpoint.size,
        sha256: checkpoint.sha256.to_text(),
        sm3: checkpoint.sm3.to_text(),
        consistency_sha256: proof(Suite::Sha256)?,
        consistency_sm3: proof(Suite::Sm3)?,
    })
}
