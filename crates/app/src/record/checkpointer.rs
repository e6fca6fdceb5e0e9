//! 检查点: signs both trees, at once after what must not be changed any more or when somebody needs
//! the proof ([`super::sealing`]), else within a minute.
//!
//! Before it signs, it reads the stored bytes of all new entries and of the unfinished tile again
//! and derives the roots. The last signature is also kept in a file outside of the database, so
//! that a database that was rewritten or set back is not signed.

use std::path::PathBuf;
use std::time::Duration;

use sunlot_domain::audit::Action;
use sunlot_record::entry::EventEntry;
use sunlot_record::files::write_atomically;
use sunlot_record::trust::SM2_ID;
use sunlot_sortition::log::checkpoint::Checkpoint;
use sunlot_sortition::log::keys::SecretKeys;
use sunlot_sortition::log::note::{Note, origin};
use sunlot_sortition::log::tiled;
use sunlot_sortition::log::tiles::WIDTH;
use sunlot_sortition::merkle::{self, Builder};
use sunlot_sortition::suite::Suite;
use sunlot_sortition::time::UtcSecond;
use sunlot_store::ledger::{self, Node, Signed, StoredEntry, StoredNodes};
use thiserror::Error;

use crate::context::App;
use crate::error::AppError;

/// Longest time that an entry stays unsigned, seconds.
const UNSIGNED_SECONDS: i64 = 60;

/// How often new entries are looked for.
const LOOK: Duration = Duration::from_millis(500);

/// Entries read at once.
const CHUNK: u64 = 8_192;

/// With what the log is signed.
#[derive(Debug)]
pub struct Signer {
    /// The operator's keys, from a file outside of the database.
    pub keys: SecretKeys,
    /// Where the last signature is kept, outside of the database.
    pub kept: PathBuf,
    /// Whether a checkpoint is public only when witnesses cosigned it.
    pub witnessed: bool,
}

/// Why the log is not signed: its history is not what was signed before.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{code} at {index}")]
pub struct Alarm {
    /// Stable code.
    pub code: &'static str,
    /// First entry that is concerned.
    pub index: u64,
    /// What happened and what to do.
    pub message_zh: String,
}

impl Alarm {
    fn new(code: &'static str, index: u64, what: &str) -> Alarm {
        let message_zh = format!(
            "{what}日志不再签名，平台转为只读；请立即保护现场，由系统管理员运行 sunlot verify-log 查明原因。"
        );
        Alarm { code, index, message_zh }
    }
}

/// Why a step did not end with a signature.
#[derive(Debug, Clone, Error)]
pub enum SignError {
    /// The history contradicts what was signed.
    #[error(transparent)]
    Alarm(#[from] Alarm),
    /// The database or the file cannot be used now; the next step tries again.
    #[error(transparent)]
    Later(#[from] AppError),
}

/// What was signed last, and the tree up to its last full tile.
struct Signature {
    size: u64,
    notes: Option<(Note, Note)>,
    full: [Builder; 2],
    /// The process was killed after the file and before the database: it is signed again.
    unstored: bool,
}

/// A checkpoint as text: the note of the SHA-256 tree and that of the SM3 tree.
pub type Notes = (String, String);

/// Both notes of the file that keeps the last signature, SHA-256 and SM3.
#[must_use]
pub fn kept_notes(text: &str) -> Option<Notes> {
    let (sha256, sm3) = text.split_once('\u{c}')?;
    Some((sha256.to_owned(), sm3.to_owned()))
}

const SUITES: [Suite; 2] = [Suite::Sha256, Suite::Sm3];

/// Signs one log. Owned by one task.
pub struct Checkpointer {
    app: App,
    signer: Signer,
    last: Option<Signature>,
    waiting_since: Option<UtcSecond>,
}

impl Checkpointer {
    /// A checkpointer that has not looked at anything yet.
    #[must_use]
    pub fn new(app: App, signer: Signer) -> Checkpointer {
        Checkpointer { app, signer, last: None, waiting_since: None }
    }

    /// Signs whenever it is due, until an alarm or until it is told to stop; then it signs what
    /// there is. After an alarm the platform writes nothing any more.
    pub async fn run(mut self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        let asked = self.app.seals.signing();
        let (mut stopping, mut now) = (false, false);
        loop {
            match self.advance(stopping || now).await {
                Ok(Some(checkpoint)) => tracing::info!(size = checkpoint.size, "signed"),
                Ok(None) => {}
                Err(SignError::Alarm(alarm)) => {
                    tracing::error!(code = alarm.code, index = alarm.index, "the log is wrong");
                    self.app.store.refuse_writes(&alarm.message_zh);
                    return;
                }
                Err(SignError::Later(error)) => tracing::error!(%error, "not signed"),
            }
            if stopping {
                return;
            }
            now = false;
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                () = asked.asked() => now = true,
                () = &mut stop => stopping = true,
            }
        }
    }

    /// Signs when it is due.
    ///
    /// # Errors
    /// [`SignError`].
    pub async fn step(&mut self) -> Result<Option<Checkpoint>, SignError> {
        self.advance(false).await
    }

    /// Signs what there is.
    ///
    /// # Errors
    /// [`SignError`].
    pub async fn sign_now(&mut self) -> Result<Option<Checkpoint>, SignError> {
        self.advance(true).await
    }

    async fn advance(&mut self, now: bool) -> Result<Option<Checkpoint>, SignError> {
        let last = match self.last.take() {
            Some(last) => last,
            None => self.resume().await?,
        };
        let done = self.from(&last, now).await;
        match done {
            Ok(Some((checkpoint, next))) => {
                self.last = Some(next);
                self.waiting_since = None;
                Ok(Some(checkpoint))
            }
            Ok(None) => {
                self.last = Some(last);
                Ok(None)
            }
            Err(error) => {
                self.last = Some(last);
                Err(error)
            }
        }
    }

    /// What was signed before this process began.
    async fn resume(&self) -> Result<Signature, SignError> {
        let kept = self.kept()?;
        let newest = self.app.read(|tx| Ok(ledger::newest(tx)?)).await?;
        let stored_size = newest.as_ref().map_or(0, |signed| signed.size);
        let stored = newest.map(|signed| (signed.sha256, signed.sm3));
        // Where files were restored from a backup the database may be ahead of the file.
        let texts = match (kept, stored) {
            (Some((size, _)), Some(stored)) if size < stored_size => Some(stored),
            (kept, stored) => kept.map(|(_, texts)| texts).or(stored),
        };
        let Some((sha256, sm3)) = texts else {
            return Ok(Signature {
                size: 0,
                notes: None,
                full: SUITES.map(Builder::new),
                unstored: false,
            });
        };
        let foreign = || Alarm::new("log.foreign", 0, "已有的检查点不是用这份密钥签的。");
        let trust = sunlot_record::Trust::new(self.signer.keys.public(), Vec::new(), 0);
        let signed = trust.checkpoint(&sha256, &sm3).map_err(|_| foreign())?;
        let size = signed.size;
        // Nodes are stored together with a checkpoint, so they end at the stored one.
        let unstored = stored_size < size;
        let known = size.min(stored_size);
        let full = known - known % WIDTH as u64;
        let read = self.app.read(move |tx| {
            let head = ledger::size(tx)?;
            let mut builder = |suite| tiled::builder(&mut StoredNodes(tx), suite, full.min(head));
            Ok((head, [builder(Suite::Sha256)?, builder(Suite::Sm3)?]))
        });
        let (head, full) = read.await?;
        if head < size {
            let text = format!("数据库只有 {head} 条日志，少于已签的 {size} 条。");
            return Err(Alarm::new("log.rollback", head, &text).into());
        }
        Ok(Signature { size, notes: Some((signed.sha256, signed.sm3)), full, unstored })
    }

    /// The signature kept outside of the database, with its size.
    fn kept(&self) -> Result<Option<(u64, Notes)>, SignError> {
        let unusable = |why: String| {
            let text = format!("检查点文件 {} 不能读：{why}。", self.signer.kept.display());
            AppError::new(crate::error::Kind::Unavailable, "log.kept_file", text)
        };
        match std::fs::read_to_string(&self.signer.kept) {
            Ok(text) => {
                let texts = kept_notes(&text).ok_or_else(|| unusable("内容残缺".into()))?;
                let read = Checkpoint::parse(&texts.0, &texts.1);
                let read = read.map_err(|e| unusable(e.what.into()))?;
                Ok(Some((read.size, texts)))
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(unusable(e.to_string()).into()),
        }
    }

    async fn from(
        &mut self,
        last: &Signature,
        now: bool,
    ) -> Result<Option<(Checkpoint, Signature)>, SignError> {
        let head = self.app.read(|tx| Ok(ledger::size(tx)?)).await?;
        if head < last.size {
            let text = format!("数据库只有 {head} 条日志，少于已签的 {} 条。", last.size);
            return Err(Alarm::new("log.rollback", head, &text).into());
        }
        if head == last.size && !last.unstored {
            return Ok(None);
        }
        let since = *self.waiting_since.get_or_insert(self.app.now());
        let due = now || self.app.now().unix() - since.unix() >= UNSIGNED_SECONDS;
        let mut walk = Walk::new(last);
        let mut from = last.full[0].count();
        while from < head {
            let to = head.min(from + CHUNK);
            let entries = self.app.read(move |tx| Ok(ledger::entries(tx, from, to)?)).await?;
            if entries.len() as u64 != to - from {
                let at = from + entries.len() as u64;
                let text = format!("第 {at} 号条目不见了。");
                return Err(Alarm::new("log.entry_missing", at, &text).into());
            }
            for entry in &entries {
                walk.entry(entry)?;
            }
            from = to;
        }
        // A process that was killed before it signed signs at its next start.
        if !due && !walk.sealed && !last.unstored && last.notes.is_some() {
            return Ok(None);
        }
        let (checkpoint, nodes, full) = walk.signed(&self.signer.keys);
        self.keep(&checkpoint, nodes).await?;
        let notes = Some((checkpoint.sha256.clone(), checkpoint.sm3.clone()));
        let next = Signature { size: head, notes, full, unstored: false };
        Ok(Some((checkpoint, next)))
    }

    /// First the file, then the database: nothing is published that is not kept outside.
    async fn keep(&self, checkpoint: &Checkpoint, nodes: Vec<Node>) -> Result<(), SignError> {
        let (sha256, sm3) = (checkpoint.sha256.to_text(), checkpoint.sm3.to_text());
        let text = format!("{sha256}\u{c}{sm3}");
        write_atomically(&self.signer.kept, text.as_bytes(), 0o600).map_err(|e| {
            let text = format!("检查点文件 {} 不能写：{e}。", self.signer.kept.display());
            AppError::new(crate::error::Kind::Unavailable, "log.kept_file", text)
        })?;
        let published = !self.signer.witnessed;
        let (size, time) = (checkpoint.size, self.app.now());
        let signed = Signed { size, time, sha256, sm3, published };
        self.app.store.keep_checkpoint(signed, nodes).await.map_err(AppError::from)?;
        Ok(())
    }
}

/// The way from the last full tile over the last signature to the end.
struct Walk<'a> {
    last: &'a Signature,
    trees: [Builder; 2],
    full: [Builder; 2],
    nodes: Vec<Node>,
    sealed: bool,
}

impl<'a> Walk<'a> {
    fn new(last: &'a Signature) -> Walk<'a> {
        let (trees, full) = (last.full.clone(), last.full.clone());
        Walk { last, trees, full, nodes: Vec::new(), sealed: false }
    }

    fn entry(&mut self, entry: &StoredEntry) -> Result<(), Alarm> {
        let index = self.trees[0].count();
        let mut seen: [Vec<sunlot_sortition::digest::Digest>; 2] = [Vec::new(), Vec::new()];
        let stored = [entry.sha256, entry.sm3];
        for (at, suite) in SUITES.into_iter().enumerate() {
            let leaf = merkle::leaf(suite, &entry.bytes);
            if leaf != stored[at] {
                let text = format!("第 {index} 号条目与它的散列值不符。");
                return Err(Alarm::new("log.entry_edited", index, &text));
            }
            self.trees[at].push_seen(leaf, |height, hash| {
                if height % 8 == 0 {
                    seen[at].push(hash);
                }
            });
        }
        let size = index + 1;
        for (level, (sha256, sm3)) in (1u32..).zip(seen[0].iter().zip(&seen[1])) {
            let index = (size >> (8 * level)) - 1;
            self.nodes.push(Node { level, index, sha256: *sha256, sm3: *sm3 });
        }
        if size.is_multiple_of(WIDTH as u64) {
            self.full = self.trees.clone();
        }
        if size == self.last.size {
            self.same()?;
        }
        if size > self.last.size {
            let event = EventEntry::parse(&entry.bytes).ok();
            let action = event.and_then(|event| Action::parse(&event.action));
            self.sealed |= action.is_some_and(Action::sealed_at_once);
        }
        Ok(())
    }

    /// The roots at the size of the last signature have to be those that were signed.
    fn same(&self) -> Result<(), Alarm> {
        let Some((sha256, sm3)) = &self.last.notes else { return Ok(()) };
        if self.trees[0].root() == sha256.root && self.trees[1].root() == sm3.root {
            return Ok(());
        }
        let from = self.last.full[0].count();
        let text = format!("数据库中前 {} 条日志与已签的检查点不同。", self.last.size);
        Err(Alarm::new("log.fork", from, &text))
    }

    fn signed(self, keys: &SecretKeys) -> (Checkpoint, Vec<Node>, [Builder; 2]) {
        let size = self.trees[0].count();
        let note = |suite, tree: &Builder| {
            let mut note = Note::new(origin(keys.name().as_str(), suite), size, tree.root());
            note.sign(keys, suite, SM2_ID);
            note
        };
        let sha256 = note(Suite::Sha256, &self.trees[0]);
        let sm3 = note(Suite::Sm3, &self.trees[1]);
        (Checkpoint { size, sha256, sm3 }, self.nodes, self.full)
    }
}
