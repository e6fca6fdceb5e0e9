//! One command at work in a ceremony: which time it is, what the log holds, how a step is recorded.
//!
//! A step's artefacts are written first, its log entry last; the entry is the commit point. A note
//! of the step and its time is kept from beginning to end, so that a step that was interrupted and
//! is repeated writes the same bytes.

use std::path::Path;

use sunlot_sortition::jcs::Json;
use sunlot_sortition::log::{Chain, Entry, EntryBody, monitor};
use sunlot_sortition::names::DrawId;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::time::UtcSecond;

use crate::folder::{Folder, MARK};
use crate::storage::{Added, Kept, Shelf, Storage};
use crate::{CeremonyError, keys};
use sunlot_domain::plan::PlanTerms;
use sunlot_sortition::commitment::Nonce;
use sunlot_sortition::rules::KeySet;
use sunlot_sortition::salts::SaltSecret;

/// What the shell knows about the time.
#[derive(Debug, Clone, Copy)]
pub enum Clock {
    /// The machine's clock.
    Machine(UtcSecond),
    /// A time given by hand; only a rehearsal may.
    Set(UtcSecond),
}

/// An open ceremony.
pub struct Ceremony {
    pub(crate) folder: Kept,
    pub(crate) operator: Option<Operator>,
    pub(crate) terms: PlanTerms,
    entries: Vec<Recorded>,
    now: UtcSecond,
    /// The attempt at work where it is not the newest.
    about: Option<DrawId>,
}

/// Who runs a ceremony on a shelf: somebody with a log of his own, which signs itself, and with the
/// secrets that a folder has in its files.
#[derive(Clone)]
pub struct Operator {
    /// Public keys of the log.
    pub keys: KeySet,
    /// Secret of the salts.
    pub salt: [u8; 32],
    /// Nonce of the organiser for the attempt at work, where it is at hand.
    pub nonce: Option<Nonce>,
}

/// One entry of the log.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Its canonical bytes.
    pub bytes: Vec<u8>,
    /// Their meaning.
    pub entry: Entry,
}

/// A step that has begun.
#[derive(Debug)]
pub(crate) struct Step {
    /// Time of the step, of its first beginning when it is repeated.
    pub(crate) time: UtcSecond,
    /// True when the step was complete already and only its ending was interrupted.
    pub(crate) done: bool,
}

const PENDING: &str = "pending.json";
const ENTRIES: &str = "log/entries";

impl Ceremony {
    /// Opens a ceremony folder.
    ///
    /// # Errors
    /// When it is none, is in use, was edited, or a clock is set for a real draw.
    pub fn open(root: &Path, clock: Clock) -> Result<Ceremony, CeremonyError> {
        Ceremony::of(Folder::open(root)?, clock)
    }

    /// As [`Ceremony::open`], for a folder that is open already.
    ///
    /// # Errors
    /// As there.
    pub fn of(folder: Folder, clock: Clock) -> Result<Ceremony, CeremonyError> {
        let terms = terms(&folder)?;
        let now = match clock {
            Clock::Machine(now) => now,
            Clock::Set(now) if terms.task.rehearsal => now,
            Clock::Set(_) => return Err(CeremonyError::ClockOfRealDraw),
        };
        let entries = read_entries(&folder)?;
        let folder = Kept::Folder(folder);
        Ok(Ceremony { folder, operator: None, terms, entries, now, about: None })
    }

    /// A ceremony whose files and entries lie on a shelf, at a time that the caller vouches for,
    /// with one of its attempts at work: a draw goes on beside the supplement that follows it.
    ///
    /// # Errors
    /// When the rules or an entry cannot be read.
    pub fn on_shelf(
        shelf: Shelf,
        operator: Operator,
        about: DrawId,
        now: UtcSecond,
    ) -> Result<Ceremony, CeremonyError> {
        let terms = terms(&shelf)?;
        let entries = read_entries(&shelf)?;
        let (folder, operator) = (Kept::Shelf(shelf), Some(operator));
        Ok(Ceremony { folder, operator, terms, entries, now, about: Some(about) })
    }

    /// What the steps on a shelf wrote, log entries left out: those are [`Ceremony::entries`].
    #[must_use]
    pub fn into_added(self) -> Vec<Added> {
        let Kept::Shelf(shelf) = self.folder else { return Vec::new() };
        let mut added = shelf.into_added();
        added.retain(|file| !file.name.starts_with(ENTRIES));
        added
    }

    /// Logs what a step found out on another shelf, now: the entry differs in nothing but its time.
    ///
    /// # Errors
    /// When it may not stand here, or not at this time.
    pub fn log_again(&mut self, entry: &Entry) -> Result<&Recorded, CeremonyError> {
        if let EntryBody::Intent { t_r, .. } = &entry.body
            && t_r.unix() - self.now.unix() < monitor::INTENT_SECONDS
        {
            let detail = "离揭示截止已不足 10 分钟，请推迟揭示截止和公共随机源的时间。";
            return Err(out_of_order(&entry.body, detail.to_owned()));
        }
        let now = self.now;
        self.append(&entry.draw_id.clone(), entry.suite, now, entry.body.clone())
    }

    /// The rules file as it stands now; frozen rules are those of the attempt.
    pub fn terms(&self) -> &PlanTerms {
        &self.terms
    }

    /// The entries of the log, in order.
    pub fn entries(&self) -> &[Recorded] {
        &self.entries
    }

    /// The time of this command.
    pub fn now(&self) -> UtcSecond {
        self.now
    }

    /// Makes writes fail as told; only tests do.
    pub fn set_faults(&mut self, faults: crate::Faults) {
        self.folder.set_faults(faults);
    }

    /// The newest attempt that has entries.
    pub fn attempt(&self) -> Option<&DrawId> {
        self.entries.iter().map(|r| &r.entry.draw_id).max_by_key(|id| id.attempt())
    }

    /// The attempt at work, once it has entries.
    pub(crate) fn at_work(&self) -> Option<&DrawId> {
        let about = self.about.as_ref().or_else(|| self.attempt())?;
        self.of_attempt(about).next().is_some().then_some(about)
    }

    /// The entries of one attempt.
    pub fn of_attempt<'a>(&'a self, id: &'a DrawId) -> impl Iterator<Item = &'a Recorded> {
        self.entries.iter().filter(move |r| r.entry.draw_id == *id)
    }

    /// Folder of an attempt's files.
    pub(crate) fn dir(id: &DrawId) -> String {
        format!("attempts/{:03}", id.attempt())
    }

    /// Begins a step. `args` is everything that decides what it writes.
    pub(crate) fn begin(&mut self, step: &str, args: &str) -> Result<Step, CeremonyError> {
        let note = |time: UtcSecond, index: usize| {
            Json::object([
                ("args", Json::text(args)),
                ("index", Json::count(index as u64)),
                ("step", Json::text(step)),
                ("time", Json::text(time.to_string())),
            ])
        };
        let Some(found) = self.folder.read_if_there(PENDING)? else {
            let pending = note(self.now, self.entries.len()).to_bytes();
            self.folder.write_secret(PENDING, &pending)?;
            return Ok(Step { time: self.now, done: false });
        };
        let damaged = || CeremonyError::Damaged {
            file: PENDING.to_owned(),
            detail: "无法读取未完成步骤的记录".to_owned(),
        };
        let found = Json::parse_canonical(&found).map_err(|_| damaged())?;
        let text = |key: &str| found.get(key).and_then(Json::as_str).ok_or_else(damaged);
        let time = UtcSecond::parse(text("time")?).map_err(|_| damaged())?;
        let index = found.get("index").and_then(Json::as_int).ok_or_else(damaged)?;
        let index = usize::try_from(index).map_err(|_| damaged())?;
        let complete = index < self.entries.len();
        if text("step")? == step && text("args")? == args {
            return Ok(Step { time, done: complete });
        }
        if !complete {
            return Err(CeremonyError::Unfinished { step: text("step")?.to_owned() });
        }
        self.end()?;
        self.begin(step, args)
    }

    /// Ends a step, recorded or refused.
    pub(crate) fn end(&mut self) -> Result<(), CeremonyError> {
        self.folder.remove(PENDING)
    }

    /// Runs a step between its beginning and its end. A refused step leaves no trace; a killed one
    /// is found again.
    pub(crate) fn step<T>(
        &mut self,
        name: &str,
        args: &str,
        work: impl FnOnce(&mut Ceremony, UtcSecond) -> Result<T, CeremonyError>,
        redo: impl FnOnce(&mut Ceremony) -> Result<T, CeremonyError>,
    ) -> Result<T, CeremonyError> {
        let step = self.begin(name, args)?;
        let worked = if step.done { redo(self) } else { work(self, step.time) };
        if !matches!(worked, Err(CeremonyError::Killed)) {
            let signed = self.sign_checkpoint();
            self.end()?;
            signed?;
        }
        worked
    }

    /// Adds an entry of the attempt: the commit point of a step.
    pub(crate) fn append(
        &mut self,
        draw_id: &DrawId,
        suite: Suite,
        time: UtcSecond,
        body: EntryBody,
    ) -> Result<&Recorded, CeremonyError> {
        let seq = self.of_attempt(draw_id).count() as u64 + 1;
        let mut chain = chain(&self.entries)?;
        let prev = chain.prev(suite);
        let entry = Entry { draw_id: draw_id.clone(), seq, time, suite, prev, body };
        chain.admit(&entry).map_err(|e| out_of_order(&entry.body, e.message_zh()))?;
        self.keeps_monitor_rules(&entry)?;
        let bytes = entry.to_json().to_bytes();
        // What is written must read back as what was meant.
        let read = Json::parse_canonical(&bytes).ok().and_then(|j| Entry::parse(&j).ok());
        if read.as_ref() != Some(&entry) {
            return Err(CeremonyError::Damaged {
                file: format!("“{}”条目", step_zh(entry.body.kind())),
                detail: "内容不符合日志格式，例如申请人与审批人相同，或文字过长".to_owned(),
            });
        }
        let name = format!("{ENTRIES}/{:08}.json", self.entries.len());
        self.folder.write(&name, &bytes)?;
        self.entries.push(Recorded { bytes, entry });
        Ok(self.entries.last().expect("an entry was just added"))
    }

    /// What every monitor would report for ever is refused before it is logged. A result that is
    /// late is late already and may still be logged.
    fn keeps_monitor_rules(&self, entry: &Entry) -> Result<(), CeremonyError> {
        let logged = || self.entries.iter().map(|r| &r.entry);
        let before = monitor::findings(logged(), entry.time);
        let after = monitor::findings(logged().chain([entry]), entry.time);
        match after.iter().find(|finding| !before.contains(finding)) {
            Some(f) => {
                Err(out_of_order(&entry.body, format!("监督规则 {}：{}", f.rule, f.message_zh)))
            }
            None => Ok(()),
        }
    }

    /// The operator's secrets in a folder.
    pub(crate) fn keys(&self) -> Result<keys::OperatorKeys, CeremonyError> {
        keys::OperatorKeys::load(&*self.folder, &self.terms.log.origin)
    }

    /// The operator's public keys.
    pub(crate) fn public_keys(&self) -> Result<KeySet, CeremonyError> {
        match &self.operator {
            Some(operator) => Ok(operator.keys.clone()),
            None => Ok(self.keys()?.keys.public()),
        }
    }

    /// What the salts of rows follow from.
    pub(crate) fn salts(&self) -> Result<SaltSecret, CeremonyError> {
        match &self.operator {
            Some(operator) => Ok(SaltSecret::new(operator.salt)),
            None => Ok(self.keys()?.salt),
        }
    }
}

fn terms(storage: &dyn Storage) -> Result<PlanTerms, CeremonyError> {
    let bytes = storage.read(MARK)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| CeremonyError::Damaged {
        file: MARK.to_owned(),
        detail: "不是 UTF-8 文字".to_owned(),
    })?;
    Ok(PlanTerms::parse(text)?)
}

fn out_of_order(body: &EntryBody, detail: String) -> CeremonyError {
    CeremonyError::OutOfOrder { step: step_zh(body.kind()).to_owned(), detail }
}

fn read_entries(folder: &dyn Storage) -> Result<Vec<Recorded>, CeremonyError> {
    let mut entries: Vec<Recorded> = Vec::new();
    for (index, name) in folder.list(ENTRIES)?.into_iter().enumerate() {
        let file = format!("{ENTRIES}/{name}");
        let damaged = |detail: String| CeremonyError::Damaged { file: file.clone(), detail };
        if name != format!("{index:08}.json") {
            return Err(damaged("日志条目的编号不连续".to_owned()));
        }
        let bytes = folder.read(&file)?;
        let json = Json::parse_canonical(&bytes).map_err(|e| damaged(e.message_zh()))?;
        let entry = Entry::parse(&json).map_err(|e| damaged(e.message_zh()))?;
        entries.push(Recorded { bytes: bytes.to_vec(), entry });
    }
    chain(&entries)?;
    Ok(entries)
}

/// The chain of the entries, which proves their order.
pub(crate) fn chain(entries: &[Recorded]) -> Result<Chain, CeremonyError> {
    let mut chain = Chain::new();
    for (index, recorded) in entries.iter().enumerate() {
        chain.admit(&recorded.entry).map_err(|e| CeremonyError::Damaged {
            file: format!("{ENTRIES}/{index:08}.json"),
            detail: e.message_zh(),
        })?;
    }
    Ok(chain)
}

/// Name of an entry type for people.
pub fn step_zh(kind: &str) -> &'static str {
    match kind {
        "plan" => "冻结",
        "intent" => "意向",
        "escrow" => "托管",
        "reveal" => "揭示",
        "close" => "截止",
        "beacon" => "公共随机源",
        "result" => "抽取",
        "match" => "匹配",
        "replace" => "递补",
        "recuse" => "回避",
        "rematch" => "改派",
        "unseal" => "启封",
        "void" => "作废",
        "correction" => "更正",
        _ => "记录",
    }
}
