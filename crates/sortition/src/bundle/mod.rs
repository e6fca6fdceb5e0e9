//! A bundle: which files are published at which stage, and the manifest that lists them
//! (`spec/bundle-1.md` §1, §2).

mod assemble;

use std::collections::BTreeSet;

pub use assemble::{Proofs, Published, assemble};

use crate::jcs::Json;
use crate::log::{Artefact, Entry, EntryBody};
use crate::names::DrawId;
use crate::record::{Fields, RecordError};
use crate::rules::Publication;
use crate::suite::Suite;

/// Name of the manifest.
pub const MANIFEST: &str = "bundle.json";
/// Most files of a bundle.
pub const FILES_MAX: usize = 16;

/// How far a draw is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The intent is logged.
    Committed,
    /// Drawn, not yet unsealed.
    Sealed,
    /// Everything is public.
    Open,
    /// Voided before the beacon.
    Void,
}

impl Stage {
    /// All stages with their words.
    pub const ALL: [(&'static str, Stage); 4] = [
        ("committed", Stage::Committed),
        ("sealed", Stage::Sealed),
        ("open", Stage::Open),
        ("void", Stage::Void),
    ];

    /// The word in the manifest.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Stage::ALL.iter().find(|(_, stage)| *stage == self).map_or("", |(word, _)| word)
    }

    /// The word for people.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        match self {
            Stage::Committed => "已公布意向",
            Stage::Sealed => "已抽取，封存中",
            Stage::Open => "已公开",
            Stage::Void => "已作废",
        }
    }

    /// The stage that the entries of an attempt give; `None` before the intent.
    #[must_use]
    pub fn of<'e>(
        entries: impl IntoIterator<Item = &'e Entry>,
        publication: Publication,
    ) -> Option<Stage> {
        let mut stage = None;
        for entry in entries {
            stage = match entry.body {
                EntryBody::Intent { .. } => Some(Stage::Committed),
                EntryBody::Result(_) if publication == Publication::Sealed => Some(Stage::Sealed),
                EntryBody::Result(_) | EntryBody::Unseal { .. } => Some(Stage::Open),
                EntryBody::Void { .. } => Some(Stage::Void),
                _ => stage,
            };
        }
        stage
    }
}

/// Who a bundle is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everybody.
    Public,
    /// Auditors: a blinded frame is included.
    Audit,
}

/// `bundle.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Who it is for.
    pub audience: Audience,
    /// Which draw.
    pub draw_id: DrawId,
    /// Every other file.
    pub files: Vec<Artefact>,
    /// How far it is published.
    pub stage: Stage,
    /// Suite of the draw.
    pub suite: Suite,
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// When a key is missing, unknown or of the wrong form, or files are not ascending.
    pub fn parse(json: &Json) -> Result<Manifest, RecordError> {
        let mut f = Fields::of(json)?;
        f.count("bundle", 1, 1)?;
        let manifest = Manifest {
            audience: f
                .one_of("audience", &[("public", Audience::Public), ("audit", Audience::Audit)])?,
            draw_id: f.name("draw_id", DrawId::parse)?,
            files: f.list("files", Artefact::parse)?,
            stage: f.one_of("stage", &Stage::ALL)?,
            suite: f.name("suite", Suite::parse)?,
        };
        f.end()?;
        if manifest.files.windows(2).all(|pair| pair[0].name < pair[1].name) {
            Ok(manifest)
        } else {
            Err(RecordError::new("files", "record.order", "文件须按名称升序排列且不得重复。"))
        }
    }

    /// The manifest as a record.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let audience = if self.audience == Audience::Public { "public" } else { "audit" };
        Json::object([
            ("audience", Json::text(audience)),
            ("bundle", Json::Int(1)),
            ("draw_id", Json::text(self.draw_id.as_str())),
            ("files", Json::array(self.files.iter().map(Artefact::to_json))),
            ("stage", Json::text(self.stage.as_str())),
            ("suite", Json::text(self.suite.name())),
        ])
    }
}

/// Every name a file of a bundle may have.
pub const NAMES: [&str; 15] = [
    "bundle.json",
    "checkpoints.json",
    "conflicts.tsv",
    "frame.tsv",
    "intent.json",
    "log.jsonl",
    "matching.json",
    "matching.tsv",
    "officers.tsv",
    "potentials.tsv",
    "rematches.tsv",
    "result.json",
    "result.tsv",
    "rules.json",
    "visits.tsv",
];

/// The files besides the manifest that a stage has.
#[must_use]
pub fn names_at(stage: Stage, frame: bool, matched: bool) -> BTreeSet<&'static str> {
    let mut names = BTreeSet::from(["checkpoints.json", "intent.json", "log.jsonl", "rules.json"]);
    if frame {
        names.insert("frame.tsv");
    }
    if stage == Stage::Open {
        names.extend(["conflicts.tsv", "officers.tsv", "result.json", "result.tsv"]);
        if matched {
            names.extend([
                "matching.json",
                "matching.tsv",
                "potentials.tsv",
                "rematches.tsv",
                "visits.tsv",
            ]);
        }
    }
    names
}

/// Names of the artefacts that an entry must bind (ssj-1 §10), ascending.
#[must_use]
pub fn artefact_names(body: &EntryBody) -> &'static [&'static str] {
    match body {
        EntryBody::Intent { .. } => {
            &["conflicts.tsv", "frame.tsv", "intent.json", "officers.tsv", "rules.json"]
        }
        EntryBody::Result(_) => &["result.json", "result.tsv"],
        EntryBody::Match { .. } => {
            &["matching.json", "matching.tsv", "potentials.tsv", "visits.tsv"]
        }
        _ => &[],
    }
}
