//! Between the store and the ceremony: what an attempt and its predecessors left is put on a shelf,
//! a step runs, and what it added is kept with its place in the log.

use std::sync::Arc;

use sunlot_ceremony::{Added, Ceremony, CeremonyError, Operator, Recorded, Shelf};
use sunlot_domain::draws::{Draw, DrawEntry, DrawFile};
use sunlot_record::Trust;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::names::DrawId;
use sunlot_sortition::time::UtcSecond;
use sunlot_store::{ReadTx, StoreError, Stored, WriteTx, draws, files, ledger};

use crate::context::{App, Ids};
use crate::error::{AppError, Kind};

/// Which files a step looks at: frames of a million rows are read when they are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Files {
    /// Rules, intent, commitments, boxes.
    Small,
    /// The frozen tables too.
    Frozen,
    /// And what the outcome follows from.
    Outcome,
    /// And the names of the register.
    Named,
}

impl Files {
    fn holds(self, name: &str) -> bool {
        let needs = match name {
            "frame.tsv" | "officers.tsv" | "conflicts.tsv" => Files::Frozen,
            "snapshots.tsv" | "result.tsv" | "result.json" | "matching.tsv" | "matching.json"
            | "potentials.tsv" | "visits.tsv" => Files::Outcome,
            "internal.tsv" => Files::Named,
            _ => Files::Small,
        };
        self >= needs
    }
}

/// What was read for a step.
pub(super) struct Loaded {
    pub(super) shelf: Shelf,
    pub(super) operator: Operator,
    /// The attempt at work.
    about: DrawId,
    /// Entries of the plan before the step.
    pub(super) entries: Vec<DrawEntry>,
}

impl Loaded {
    /// The ceremony at a time.
    pub(super) fn ceremony(self, now: UtcSecond) -> Result<Ceremony, AppError> {
        Ok(Ceremony::on_shelf(self.shelf, self.operator, self.about, now)?)
    }
}

/// Whose log it is.
pub(super) fn trust(app: &App) -> Result<Trust, AppError> {
    app.trust.get().cloned().ok_or_else(|| {
        let text = "日志的密钥还没有启用，不能办理抽取；请由系统管理员检查服务器的启动情况。";
        AppError::new(Kind::Unavailable, "draw.no_log_keys", text)
    })
}

fn place(draw: &Draw, what: &str) -> String {
    // The salts belong to the plan: every attempt of a task has the same.
    match what {
        "salt" => format!("draw/{}/salt", draw.plan_no),
        _ => format!("draw/{}/{what}", draw.id),
    }
}

/// Seals a secret of an attempt.
pub(super) fn seal(app: &App, draw: &Draw, what: &str, plain: &[u8]) -> Result<Vec<u8>, AppError> {
    let secrets = app.auth.secrets().ok_or_else(unreadable)?;
    Ok(secrets.seal(app.entropy.as_ref(), &place(draw, what), plain))
}

/// Opens a secret of an attempt.
pub(super) fn unseal(app: &App, draw: &Draw, what: &str, it: &[u8]) -> Result<Vec<u8>, AppError> {
    let opened = app.auth.secrets().and_then(|secrets| secrets.open(&place(draw, what), it));
    opened.ok_or_else(unreadable)
}

fn unreadable() -> AppError {
    let text = "组织方的随机数无法读取：服务器上的密钥文件 secrets.key 与数据库不符；请联系系统管理员恢复，\
                期间可由托管方启封。";
    AppError::new(Kind::Unavailable, "draw.secrets", text)
}

pub(super) fn bytes32(bytes: Vec<u8>) -> Result<[u8; 32], AppError> {
    bytes.try_into().map_err(|_| unreadable())
}

/// Puts on a shelf what a step of this attempt looks at.
pub(super) fn load(
    tx: &mut ReadTx<'_>,
    app: &App,
    draw: &Draw,
    wanted: Files,
) -> Result<Loaded, AppError> {
    let mut shelf = Shelf::default();
    let attempts = draws::of_plan_no(tx, &draw.plan_no)?;
    for attempt in attempts.iter().map(|stored| &stored.value) {
        let dir = format!("attempts/{:03}", attempt.attempt);
        let used = attempt.id == draw.id || Some(attempt.id) == draw.base;
        let wanted = if used { wanted } else { Files::Small };
        for file in draws::files(tx, attempt.id)?.into_iter().map(|stored| stored.value) {
            if !wanted.holds(&file.name) {
                continue;
            }
            let bytes = Arc::new(files::get(tx, file.file)?);
            if attempt.id == draw.id && file.name == "rules.toml" {
                shelf.put("rules.toml", bytes.clone());
            }
            shelf.put(format!("{dir}/{}", file.name), bytes);
        }
        if let Some(reason) = &attempt.reason {
            let base = attempts.iter().find(|a| Some(a.value.id) == attempt.base);
            let base = base.map_or_else(|| "-".to_owned(), |base| base.value.draw_id());
            let note = Json::object([
                ("base", Json::text(base)),
                ("draw_id", Json::text(attempt.draw_id())),
                ("reason", Json::text(reason)),
            ]);
            shelf.put(format!("{dir}/attempt.json"), Arc::new(note.to_bytes()));
        }
    }
    let entries = draws::entries(tx, &draw.plan_no)?;
    for (place, entry) in entries.iter().enumerate() {
        let stored = ledger::entries(tx, entry.entry, entry.entry + 1)?.pop();
        let bytes = stored.map(|stored| stored.bytes).unwrap_or_default();
        shelf.put(format!("log/entries/{place:08}.json"), Arc::new(bytes));
    }
    let operator = Operator {
        keys: trust(app)?.0.operator,
        salt: bytes32(unseal(app, draw, "salt", &draw.sealed_salt)?)?,
        nonce: Some(bytes32(unseal(app, draw, "nonce", &draw.sealed_nonce)?)?),
    };
    let about =
        DrawId::parse(&draw.draw_id()).map_err(|e| StoreError::Corrupt(format!("draw_id: {e}")))?;
    Ok(Loaded { shelf, operator, about, entries })
}

/// Puts files that a step elsewhere added on the shelf, as far as they are looked at again.
pub(super) fn put_small(loaded: &mut Loaded, added: &[Added]) {
    for file in added {
        let name = file.name.rsplit('/').next().unwrap_or_default();
        if Files::Small.holds(name) {
            loaded.shelf.put(file.name.clone(), file.bytes.clone());
        }
    }
}

/// Keeps the entries that a step added: their bytes in the log, their places beside the draw.
pub(super) fn keep_entries(
    tx: &mut WriteTx<'_>,
    ids: &Ids,
    draw: &Draw,
    recorded: &[Recorded],
    before: usize,
) -> Result<(), AppError> {
    for (place, entry) in (before as u64..).zip(&recorded[before..]) {
        let index = tx.append(entry.bytes.clone());
        tx.insert(DrawEntry {
            id: ids.make(),
            draw: draw.id,
            plan_no: draw.plan_no.clone(),
            place,
            kind: entry.entry.body.kind().to_owned(),
            entry: index,
        })?;
    }
    Ok(())
}

/// Keeps the files that a step added.
pub(super) fn keep_files(
    tx: &mut WriteTx<'_>,
    ids: &Ids,
    draw: &Draw,
    added: Vec<Added>,
) -> Result<(), AppError> {
    let prefix = format!("attempts/{:03}/", draw.attempt);
    let known = draws::files(tx, draw.id)?;
    for Added { name, bytes, secret } in added {
        let Some(name) = name.strip_prefix(&prefix) else { continue };
        let media = if name.ends_with(".json") { "application/json" } else { "text/plain" };
        let file = files::put(tx, &bytes, media)?;
        match known.iter().find(|stored| stored.value.name == name) {
            Some(stored) if stored.value.file == file => {}
            Some(stored) => {
                let stored: Stored<DrawFile> = stored.clone();
                tx.save(stored.map(|value| DrawFile { file, ..value }))?;
            }
            None => {
                let id = ids.make();
                tx.insert(DrawFile { id, draw: draw.id, name: name.to_owned(), file, secret })?;
            }
        }
    }
    Ok(())
}

impl From<CeremonyError> for AppError {
    fn from(error: CeremonyError) -> AppError {
        let kind = match &error {
            CeremonyError::OutOfOrder { .. } => Kind::Conflict,
            CeremonyError::Io { .. }
            | CeremonyError::Killed
            | CeremonyError::Damaged { .. }
            | CeremonyError::Unfinished { .. } => Kind::Internal,
            _ => Kind::Rule,
        };
        let mut refused = AppError::new(kind, error.code(), error.message_zh());
        refused.log = error.to_string();
        refused
    }
}
