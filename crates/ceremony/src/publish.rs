//! 公布: the bundle of what may be seen at this stage.

use sunlot_sortition::bundle::{Audience, Published, Stage, assemble, names_at};
use sunlot_sortition::log::EntryBody;
use sunlot_sortition::log::checkpoint::Checkpoint;
use sunlot_sortition::log::note::Role;
use sunlot_sortition::names::DrawId;
use sunlot_sortition::rules::LogRules;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::verify::BundleFiles;

use crate::CeremonyError;
use crate::session::Ceremony;

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
        let rules = self.rules(&id)?;
        let refuse = |detail: &str| CeremonyError::OutOfOrder {
            step: "公布".to_owned(),
            detail: detail.to_owned(),
        };
        let stage = Stage::of(self.of_attempt(&id).map(|r| &r.entry), rules.publication);
        let stage = stage.ok_or_else(|| refuse("意向公布之前没有可以公布的内容。"))?;
        let matched = self.body(&id, |b| matches!(b, EntryBody::Match { .. }).then_some(()));
        let frame = audience == Audience::Audit || !rules.blinded;
        let mut files = BundleFiles::new();
        for name in names_at(stage, frame, matched.is_some()) {
            if let Some(bytes) = self.data_file(&id, name, stage)? {
                files.insert(name.to_owned(), bytes);
            }
        }
        let checkpoints = self.published_checkpoints(&rules.log)?;
        let entries: Vec<(u64, Vec<u8>)> =
            (0..).zip(self.entries().iter().map(|r| r.bytes.clone())).collect();
        let published = Published {
            draw_id: id,
            suite: rules.suite,
            stage,
            audience,
            tree: &self.tree(),
            entries: &entries,
            checkpoints: &checkpoints,
        };
        assemble(&published, files).ok_or_else(|| refuse("日志与检查点不符。"))
    }

    /// A data file of the bundle; the log and the checkpoints are made by `assemble`.
    fn data_file(
        &self,
        id: &DrawId,
        name: &str,
        stage: Stage,
    ) -> Result<Option<Vec<u8>>, CeremonyError> {
        if name == "log.jsonl" || name == "checkpoints.json" {
            return Ok(None);
        }
        let file = format!("{}/{name}", Ceremony::dir(id));
        if let Some(bytes) = self.folder.read_if_there(&file)? {
            return Ok(Some(bytes));
        }
        // After the unsealing everything can be computed again, and is.
        if stage == Stage::Open {
            return self.recomputed(id, name).map(Some);
        }
        self.folder.read(&file).map(Some)
    }

    fn recomputed(&self, id: &DrawId, name: &str) -> Result<Vec<u8>, CeremonyError> {
        let outcome = self.outcome(id, None)?;
        match name {
            "result.json" => Ok(outcome.result_json),
            "result.tsv" => Ok(outcome.result_tsv),
            _ => self.matching_file(id, &outcome, name),
        }
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
