//! 公布: the bundle of what may be seen at this stage.

use sunlot_sortition::bundle::{Audience, Proofs, Published, Stage, assemble, names_at};
use sunlot_sortition::log::EntryBody;
use sunlot_sortition::log::checkpoint::Checkpoint;
use sunlot_sortition::log::note::Role;
use sunlot_sortition::names::DrawId;
use sunlot_sortition::rules::LogRules;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::verify::BundleFiles;

use crate::CeremonyError;
use crate::matching::Matched;
use crate::outcome::Outcome;
use crate::session::Ceremony;

/// A log that holds more than the entries of one plan and is signed elsewhere.
pub struct PublishedLog<'a> {
    /// Places of the plan's entries in the log, ascending.
    pub indices: &'a [u64],
    /// Checkpoints, ascending by size; the last covers every entry.
    pub checkpoints: &'a [Checkpoint],
    /// Proofs from the log's trees.
    pub proofs: &'a mut dyn Proofs,
}

fn refuse(detail: &str) -> CeremonyError {
    CeremonyError::OutOfOrder { step: "公布".to_owned(), detail: detail.to_owned() }
}

impl Ceremony {
    /// The bundle of an attempt (of the last one when `id` is `None`) at its stage.
    ///
    /// # Errors
    /// Before the intent, and when witnesses have not cosigned the newest checkpoint.
    pub fn bundle(
        &mut self,
        id: Option<&DrawId>,
        audience: Audience,
    ) -> Result<BundleFiles, CeremonyError> {
        let id = match id {
            Some(id) => id.clone(),
            None => self.current()?,
        };
        self.sign_checkpoint()?;
        let (stage, files) = self.published_files(&id, audience)?;
        let rules = self.rules(&id)?;
        let checkpoints = self.published_checkpoints(&rules.log)?;
        let entries: Vec<(u64, Vec<u8>)> =
            (0..).zip(self.entries().iter().map(|r| r.bytes.clone())).collect();
        let published = Published {
            draw_id: id,
            suite: rules.suite,
            stage,
            audience,
            proofs: &mut self.tree(),
            entries: &entries,
            checkpoints: &checkpoints,
        };
        assemble(published, files).ok_or_else(|| refuse("日志与检查点不符。"))
    }

    /// The bundle of an attempt whose entries stand in a log that is signed elsewhere.
    ///
    /// # Errors
    /// Before the intent, and when the checkpoints do not cover every entry.
    pub fn bundle_in(
        &self,
        id: &DrawId,
        audience: Audience,
        log: PublishedLog<'_>,
    ) -> Result<BundleFiles, CeremonyError> {
        let (stage, files) = self.published_files(id, audience)?;
        let entries: Vec<(u64, Vec<u8>)> = log
            .indices
            .iter()
            .copied()
            .zip(self.entries().iter().map(|r| r.bytes.clone()))
            .collect();
        let published = Published {
            draw_id: id.clone(),
            suite: self.rules(id)?.suite,
            stage,
            audience,
            proofs: log.proofs,
            entries: &entries,
            checkpoints: log.checkpoints,
        };
        assemble(published, files).ok_or_else(|| refuse("日志与检查点不符。"))
    }

    /// The data files of a bundle, and its stage.
    fn published_files(
        &self,
        id: &DrawId,
        audience: Audience,
    ) -> Result<(Stage, BundleFiles), CeremonyError> {
        let rules = self.rules(id)?;
        let stage = Stage::of(self.of_attempt(id).map(|r| &r.entry), rules.publication);
        let stage = stage.ok_or_else(|| refuse("意向公布之前没有可以公布的内容。"))?;
        let matched = self.body(id, |b| matches!(b, EntryBody::Match { .. }).then_some(()));
        let frame = audience == Audience::Audit || !rules.blinded;
        let (mut files, mut computed) = (BundleFiles::new(), None);
        for name in names_at(stage, frame, matched.is_some()) {
            if let Some(bytes) = self.data_file(id, name, stage, &mut computed)? {
                files.insert(name.to_owned(), bytes);
            }
        }
        Ok((stage, files))
    }

    /// A data file of the bundle; the log and the checkpoints are made by `assemble`. After the
    /// unsealing everything can be computed again, and is, once.
    fn data_file(
        &self,
        id: &DrawId,
        name: &str,
        stage: Stage,
        computed: &mut Option<Computed>,
    ) -> Result<Option<Vec<u8>>, CeremonyError> {
        if name == "log.jsonl" || name == "checkpoints.json" {
            return Ok(None);
        }
        let file = format!("{}/{name}", Ceremony::dir(id));
        if self.folder.has(&file) || stage != Stage::Open {
            return self.folder.read(&file).map(|bytes| Some(bytes.to_vec()));
        }
        let computed = match computed {
            Some(computed) => computed,
            None => computed.insert(self.computed(id)?),
        };
        computed.file(self, id, name).map(Some)
    }

    fn computed(&self, id: &DrawId) -> Result<Computed, CeremonyError> {
        let outcome = self.logged_outcome(id, None)?;
        let is_matched = self.body(id, |b| matches!(b, EntryBody::Match { .. }).then_some(()));
        let matched = is_matched.map(|()| self.matched(&outcome)).transpose()?;
        Ok(Computed { outcome, matched })
    }

    /// The cosigned checkpoints and the newest one, which must have its quorum.
    fn published_checkpoints(&self, log: &LogRules) -> Result<Vec<Checkpoint>, CeremonyError> {
        let mut checkpoints = self.checkpoints()?;
        let cosigned = |c: &Checkpoint| {
            let both = |w| {
                let line = |suite| c.note(suite).line_of(w, suite, Role::Witness).is_some();
                line(Suite::Sm3) && line(Suite::Sha256)
            };
            log.witnesses.iter().filter(|w| both(w)).count() as u64
        };
        let newest = checkpoints.last().map_or(0, cosigned);
        if newest < log.quorum {
            return Err(CeremonyError::OutOfOrder {
                step: "公布".to_owned(),
                detail: format!(
                    "最新检查点需要 {} 家见证方签名，现有 {newest} 家。\
                     请见证方先运行 sunlot log cosign。",
                    log.quorum
                ),
            });
        }
        let last = checkpoints.len().saturating_sub(1);
        let mut at = 0;
        checkpoints.retain(|c| {
            at += 1;
            at - 1 == last || cosigned(c) > 0
        });
        Ok(checkpoints)
    }
}

/// What was computed again for an open bundle.
struct Computed {
    outcome: Outcome,
    matched: Option<Matched>,
}

impl Computed {
    fn file(&self, ceremony: &Ceremony, id: &DrawId, name: &str) -> Result<Vec<u8>, CeremonyError> {
        let matched = || {
            self.matched.as_ref().ok_or_else(|| CeremonyError::Damaged {
                file: name.to_owned(),
                detail: "没有匹配条目".to_owned(),
            })
        };
        match name {
            "result.json" => Ok(self.outcome.result_json.clone()),
            "result.tsv" => Ok(self.outcome.result_tsv.clone()),
            "rematches.tsv" => ceremony.rematch_table(id, &self.outcome, matched()?),
            "matching.json" => Ok(matched()?.files.record.clone()),
            "matching.tsv" => Ok(matched()?.files.rows.clone()),
            "potentials.tsv" => Ok(matched()?.files.potentials.clone()),
            _ => Ok(matched()?.visits.clone()),
        }
    }
}
