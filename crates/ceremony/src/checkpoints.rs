//! Signed checkpoints of the folder's log, and the cosignatures of witnesses.

use std::collections::BTreeSet;
use std::path::Path;

use sunlot_sortition::jcs::Json;
use sunlot_sortition::log::checkpoint::Checkpoint;
use sunlot_sortition::log::monitor::{self, Finding};
use sunlot_sortition::log::tree::Tree;
use sunlot_sortition::merkle;
use sunlot_sortition::names::DrawId;
use sunlot_sortition::suite::Suite;

use crate::folder::write_whole;
use crate::keys::read_key_file;
use crate::session::Ceremony;
use crate::{CeremonyError, session};

const DIR: &str = "log/checkpoints";

impl Ceremony {
    /// Both trees over the log.
    pub fn tree(&self) -> Tree {
        Tree::of(self.entries().iter().map(|r| r.bytes.as_slice()))
    }

    /// Signs the log as it is, once per size.
    pub(crate) fn sign_checkpoint(&mut self) -> Result<(), CeremonyError> {
        // On a shelf the log signs itself.
        if self.operator.is_some() {
            return Ok(());
        }
        let size = self.entries().len();
        let name = format!("{DIR}/{size:08}.json");
        if size == 0 || self.folder.has(&name) {
            return Ok(());
        }
        let keys = self.keys()?;
        let log = &self.terms.log;
        let checkpoint = Checkpoint::sign(&self.tree(), &log.origin, &keys.keys, &log.sm2_id);
        self.save_checkpoint(&checkpoint)
    }

    fn save_checkpoint(&mut self, checkpoint: &Checkpoint) -> Result<(), CeremonyError> {
        let json = Json::object([
            ("sha256", Json::text(checkpoint.sha256.to_text())),
            ("sm3", Json::text(checkpoint.sm3.to_text())),
        ]);
        self.folder.write(&format!("{DIR}/{:08}.json", checkpoint.size), &json.to_bytes())
    }

    /// The checkpoints, ascending by size.
    ///
    /// # Errors
    /// When one was edited.
    pub fn checkpoints(&self) -> Result<Vec<Checkpoint>, CeremonyError> {
        let mut checkpoints = Vec::new();
        for name in self.folder.list(DIR)? {
            let file = format!("{DIR}/{name}");
            let damaged = || CeremonyError::Damaged {
                file: file.clone(),
                detail: "不是有效的检查点".to_owned(),
            };
            let json = Json::parse_canonical(&self.folder.read(&file)?).map_err(|_| damaged())?;
            let text = |key: &str| json.get(key).and_then(Json::as_str).ok_or_else(damaged);
            checkpoints
                .push(Checkpoint::parse(text("sha256")?, text("sm3")?).map_err(|_| damaged())?);
        }
        Ok(checkpoints)
    }

    /// What the six monitor rules report about the log, by the checkpoints that it has.
    ///
    /// # Errors
    /// When a file was edited.
    pub fn monitored(&self) -> Result<Vec<Finding>, CeremonyError> {
        let entries = || self.entries().iter().map(|r| &r.entry);
        let mut findings = monitor::findings(entries(), self.now());
        let checkpoints = self.checkpoints()?;
        let attempts: BTreeSet<&DrawId> = entries().map(|entry| &entry.draw_id).collect();
        for id in attempts {
            let rules = self.rules(id)?;
            let late = monitor::unwitnessed(entries(), &checkpoints, &rules.log, self.now());
            findings.extend(late.into_iter().filter(|finding| finding.draw_id == id.as_str()));
        }
        findings.sort_by_key(|finding| finding.rule);
        Ok(findings)
    }

    /// A witness checks that the log only grew since its last visit, and cosigns the newest
    /// checkpoint. What it has seen is kept beside its key, out of the operator's reach.
    ///
    /// # Errors
    /// When the log was rewritten, or the key is no witness's of the rules.
    pub fn cosign(&mut self, key: &Path) -> Result<Checkpoint, CeremonyError> {
        let keys = read_key_file(key)?;
        let known = self.terms.witnesses.iter().any(|w| w.name == keys.name().as_str());
        if !known {
            let what = keys.name().to_string();
            let detail = "规则的 [[witnesses]] 中没有这个密钥名称。";
            return Err(CeremonyError::mismatch("witness.unknown", what, detail));
        }
        self.sign_checkpoint()?;
        let mut newest = self.checkpoints()?.pop().ok_or_else(|| CeremonyError::OutOfOrder {
            step: "见证签名".to_owned(),
            detail: "日志还是空的，请先冻结。".to_owned(),
        })?;
        let state = key.with_extension("state");
        self.extends(&state, &newest)?;
        let time = u64::try_from(self.now().unix()).unwrap_or(0);
        newest.cosign(&keys, &self.terms.log.sm2_id.clone(), time);
        self.save_checkpoint(&newest)?;
        let seen = Json::object([
            ("sha256", Json::text(newest.sha256.root.to_hex())),
            ("size", Json::count(newest.size)),
            ("sm3", Json::text(newest.sm3.root.to_hex())),
        ]);
        write_whole(&state, &seen.to_bytes(), 0o600)?;
        Ok(newest)
    }

    /// The log that a witness saw last is a beginning of this one, and this one is its entries.
    fn extends(&self, state: &Path, newest: &Checkpoint) -> Result<(), CeremonyError> {
        let tree = self.tree();
        let rewritten =
            |detail: &str| CeremonyError::mismatch("witness.rewritten", "见证签名", detail);
        for suite in Suite::ALL {
            let same = tree.root(suite) == newest.note(suite).root;
            if !same || tree.len() as u64 != newest.size {
                return Err(rewritten("检查点与日志条目不符，拒绝签名。"));
            }
        }
        session::chain(self.entries())?;
        if !state.exists() {
            return Ok(());
        }
        let bytes = std::fs::read(state).map_err(|e| CeremonyError::io(state, e))?;
        let seen =
            Json::parse_canonical(&bytes).map_err(|_| rewritten("见证状态文件无法读取。"))?;
        let size = seen.get("size").and_then(Json::as_int).and_then(|s| usize::try_from(s).ok());
        for (suite, key) in [(Suite::Sha256, "sha256"), (Suite::Sm3, "sm3")] {
            let before = size.and_then(|s| tree.leaves(suite).get(..s));
            let root = before.map(|leaves| merkle::root(suite, leaves).to_hex());
            if root.as_deref() != seen.get(key).and_then(Json::as_str) {
                let detail = "日志与上次见证时不一致：有条目被改动或删除。请保留证据，不要签名。";
                return Err(rewritten(detail));
            }
        }
        Ok(())
    }
}
