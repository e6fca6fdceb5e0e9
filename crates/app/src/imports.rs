//! 导入: the two registers and the conflicts, read in a bounded child process, compared, let in by a
//! second person in one transaction, and taken back if need be.

mod compare;
mod conflicts;
mod inspectors;
mod read;
mod refused;
mod stage;
mod sweep;
mod template;
mod view;
mod write;

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::json;
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{Id, ImportId, OrganId};
use sunlot_domain::imports::{ImportBatch, ImportError, ImportState};
use sunlot_domain::inspectors::InspectorError;
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_intake::{IntakeError, Kind as FileKind, Summary};
use sunlot_sortition::digest::Digest;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::suite::Suite;
use sunlot_sortition::time::Day;
use sunlot_store::imports as store;
use sunlot_store::{ReadTx, Stored};

use crate::context::{App, Call};
use crate::error::{AppError, Kind};
use crate::organs::required_reason;

use compare::Comparison;
use stage::read_and_stage;
use view::view;

pub use read::{findings, list, rows, show};
pub use refused::refused_csv;
pub(crate) use refused::refused_rows;
pub use sweep::{discard_undecided, sweep};
pub use template::{template_csv, template_xlsx};
pub use view::{
    Decision, FindingQuery, FindingView, ImportRowView, ImportView, NewImport, RowQuery,
};

crate::domain_refusals! {
    Rule: ImportError,
    Invalid: IntakeError,
}

/// The reading process, which the program that serves hands its hidden subcommand to.
pub use sunlot_intake::child as reading;

/// Largest file that comes in over HTTP.
pub const UPLOAD_MAX: usize = 64 << 20;

/// Remarks that are kept of one file; beyond that they are only counted.
const FINDINGS_MAX: u64 = 20_000;

static READER: OnceLock<PathBuf> = OnceLock::new();

/// Names the program that reads files in a bounded process, when it is not the running one.
pub fn set_reader(program: PathBuf) {
    // The first one stays: a process has one reader.
    let _ = READER.set(program);
}

pub(crate) fn reader() -> Result<PathBuf, AppError> {
    if let Some(program) = READER.get() {
        return Ok(program.clone());
    }
    sunlot_intake::own_program().map_err(|error| {
        let text = "读取文件的程序无法启动；请联系系统管理员。";
        let mut refusal = AppError::new(Kind::Unavailable, "import.reader", text);
        refusal.log = error.to_string();
        refusal
    })
}

/// Reads a file, compares it with the register and keeps the result for a second person.
///
/// # Errors
/// A file that cannot be read, fields that are wrong, or what the store answers; then nothing is
/// kept.
pub async fn upload(
    app: &App,
    call: &Call,
    new: NewImport,
    file_name: &str,
    path: &Path,
) -> Result<ImportView, AppError> {
    let organ = OrganId::parse(&new.organ)?;
    let organ = app.read(move |tx| Ok(tx.need::<Organ>(&organ)?.value)).await?;
    let place = Place::of(organ.id, organ.region.clone());
    app.authorize(call, Permission::SubjectImport, &place)?;
    let kind = read_kind(new.kind.as_deref())?;
    if kind != FileKind::Register {
        app.authorize(call, Permission::InspectorWrite, &place)?;
        if !organ.kind.may_inspect() {
            return Err(InspectorError::OrganMayNotInspect.into());
        }
    }
    let source_day = Day::parse(&new.source_day)?;
    if source_day > app.today() {
        return Err(sunlot_domain::registers::SubjectError::Future { day: source_day }.into());
    }
    let source = new.source.trim().to_owned();
    if !(1..=100).contains(&source.chars().count()) {
        return Err(sunlot_domain::registers::SubjectError::Source.into());
    }
    let (file_bytes, file_digest) = measure(path.to_owned()).await?;
    let id: ImportId = app.ids().make();
    let (today, told) = (app.today(), Default::default());
    let comparison = Comparison { organ, source, source_day, today, told };
    let read = match kind {
        FileKind::Register | FileKind::Items | FileKind::Plan => {
            read_and_stage(app, id, path, &comparison).await
        }
        FileKind::Inspectors => {
            read_and_stage(app, id, path, &inspectors::Inspectors(comparison.clone())).await
        }
        FileKind::Conflicts => {
            read_and_stage(app, id, path, &conflicts::Conflicts(comparison.clone())).await
        }
    };
    let (seen_index, summary) = match read {
        Ok(read) => read,
        Err(error) => {
            app.store.unstage(id).await?;
            return Err(error);
        }
    };
    let file = File {
        kind,
        name: file_name.chars().filter(|c| !c.is_control()).take(200).collect(),
        bytes: file_bytes,
        digest: file_digest,
    };
    let mut batch = compared(id, call, file, comparison, seen_index, summary);
    let (cx, asked) = (app.clone(), call.clone());
    let view = app
        .write(call, move |tx| {
            count(tx, &mut batch)?;
            let event = Event::new(Action::ImportChecked, id).with(described(&batch));
            let stored = tx.insert(batch)?;
            Ok(tx.record(event, view(&cx, &asked, stored)))
        })
        .await?;
    if view.id != id.to_string() {
        // A repeated request was answered as before; what it staged again is of no use.
        app.store.unstage(id).await?;
    }
    Ok(view)
}

/// Kinds of files that come in by batches; item lists come into a draft instead.
const KINDS: [FileKind; 3] = [FileKind::Register, FileKind::Inspectors, FileKind::Conflicts];

/// What kind of file it is.
pub(crate) fn read_kind(name: Option<&str>) -> Result<FileKind, AppError> {
    let name = name.unwrap_or(FileKind::Register.as_str());
    KINDS.into_iter().find(|kind| kind.as_str() == name).ok_or_else(|| {
        let text =
            format!("不认识种类“{name}”；可用：{}。", KINDS.map(FileKind::as_str).join("、"));
        AppError::field("kind", "import.kind", text)
    })
}

/// The file as it came.
struct File {
    kind: FileKind,
    name: String,
    bytes: u64,
    digest: Digest,
}

/// The batch of a file that was compared; the counts follow.
fn compared(
    id: ImportId,
    call: &Call,
    file: File,
    comparison: Comparison,
    seen_index: u64,
    summary: Summary,
) -> ImportBatch {
    ImportBatch {
        id,
        kind: file.kind.as_str().into(),
        organ: comparison.organ.id,
        file_name: file.name,
        file_bytes: file.bytes,
        file_digest: file.digest,
        source: comparison.source,
        source_day: comparison.source_day,
        uploaded_by: call.actor.account,
        seen_index,
        format: summary.format,
        rows_read: summary.rows.into(),
        rows_new: 0,
        rows_changed: 0,
        rows_closed: 0,
        rows_unchanged: 0,
        rows_foreign: 0,
        rows_duplicate: 0,
        rows_refused: 0,
        findings: 0,
        state: ImportState::Checked,
        decided_by: None,
        undone_by: None,
    }
}

/// Size and SHA-256 of a file, which need not fit into memory.
pub(crate) async fn measure(path: PathBuf) -> Result<(u64, Digest), AppError> {
    let unreadable = |error: String| {
        let text = "文件没有完整收到；请重新上传。";
        let mut refusal = AppError::new(Kind::Invalid, "import.file", text);
        refusal.log = error;
        refusal
    };
    let read = tokio::task::spawn_blocking(move || {
        let (mut file, mut hasher) = (std::fs::File::open(path)?, Suite::Sha256.hasher());
        let (mut some, mut bytes) = (vec![0; 1 << 20], 0);
        loop {
            match file.read(&mut some)? {
                0 => return Ok::<_, std::io::Error>((bytes, hasher.finish())),
                count => {
                    hasher.update(&some[..count]);
                    bytes += count as u64;
                }
            }
        }
    });
    let read = read.await.map_err(|e| unreadable(e.to_string()))?;
    read.map_err(|e| unreadable(e.to_string()))
}

/// Code of how grave a remark is.
pub(crate) fn severity(severity: sunlot_intake::Severity) -> &'static str {
    match severity {
        sunlot_intake::Severity::Note => "note",
        sunlot_intake::Severity::Warn => "warn",
        sunlot_intake::Severity::Refuse => "refuse",
    }
}

fn count(tx: &mut ReadTx<'_>, batch: &mut ImportBatch) -> Result<(), AppError> {
    let fates = store::fates(tx, batch.id)?;
    let of = |fate: &str| fates.get(fate).copied().unwrap_or(0);
    batch.rows_new = of("new");
    batch.rows_changed = of("changed");
    batch.rows_closed = of("closed");
    batch.rows_unchanged = of("unchanged");
    batch.rows_foreign = of("foreign");
    batch.rows_duplicate = of("duplicate");
    batch.rows_refused = of("refused");
    let one = sunlot_store::Window { limit: 1, offset: 0 };
    batch.findings = store::findings(tx, batch.id, None, one)?.1;
    Ok(())
}

/// Lets an import in: every row in one transaction, or none (R-REG-10, R-REG-11).
///
/// # Errors
/// Not another person, another state, a register that changed since, or what the store answers.
pub async fn approve(
    app: &App,
    call: &Call,
    id: &str,
    decision: Decision,
) -> Result<ImportView, AppError> {
    let id = ImportId::parse(id)?;
    let reason = required_reason(&decision.reason)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = deciding(&cx, &asked, tx, id, decision.version)?;
        stored.value.decided_by = Some(stored.value.may_decide(asked.actor.account)?);
        if stored.value.writes() == 0 {
            return Err(ImportError::Nothing.into());
        }
        let since = store::written_since(tx, &stored.value.kind, id, stored.value.seen_index)?;
        if !since.is_empty() {
            return Err(conflict(ImportError::Stale { rows: since.len() as u64 }, &since));
        }
        write::apply(tx, &cx, &stored.value)?;
        stored.value.state = ImportState::Applied;
        let event = Event::new(Action::ImportApplied, id).because(reason);
        let event = event.with(described(&stored.value));
        let stored = tx.save(stored)?;
        Ok(tx.record(event, view(&cx, &asked, stored)))
    })
    .await
}

/// Does not let an import in.
///
/// # Errors
/// As [`approve`].
pub async fn refuse(
    app: &App,
    call: &Call,
    id: &str,
    decision: Decision,
) -> Result<ImportView, AppError> {
    let id = ImportId::parse(id)?;
    let reason = required_reason(&decision.reason)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = deciding(&cx, &asked, tx, id, decision.version)?;
        stored.value.decided_by = Some(stored.value.may_decide(asked.actor.account)?);
        stored.value.state = ImportState::Refused;
        let event = Event::new(Action::ImportRefused, id).because(reason);
        let stored = tx.save(stored)?;
        Ok(tx.record(event, view(&cx, &asked, stored)))
    })
    .await
}

/// Takes an import back: each row becomes again what it was, by a new statement. Refused when
/// somebody changed one of them since (R-REG-12).
///
/// # Errors
/// Another state, rows that were changed since, or what the store answers.
pub async fn undo(
    app: &App,
    call: &Call,
    id: &str,
    decision: Decision,
) -> Result<ImportView, AppError> {
    let id = ImportId::parse(id)?;
    let reason = required_reason(&decision.reason)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = deciding(&cx, &asked, tx, id, decision.version)?;
        stored.value.may_undo()?;
        let since = store::written_since(tx, &stored.value.kind, id, stored.log_index + 1)?;
        if !since.is_empty() {
            return Err(conflict(ImportError::ChangedSince { rows: since.len() as u64 }, &since));
        }
        write::undo(tx, &cx, &stored)?;
        stored.value.state = ImportState::Undone;
        stored.value.undone_by = asked.actor.account;
        let event = Event::new(Action::ImportUndone, id).because(reason);
        let event = event.with(described(&stored.value));
        let stored = tx.save(stored)?;
        Ok(tx.record(event, view(&cx, &asked, stored)))
    })
    .await
}

fn conflict(error: ImportError, rows: &[(u64, String)]) -> AppError {
    let listed: Vec<_> =
        rows.iter().take(200).map(|(row, code)| json!({ "row": row, "code": code })).collect();
    let mut refusal = AppError::from(error).with(json!({ "rows": listed }));
    refusal.kind = Kind::Conflict;
    refusal
}

fn deciding(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    id: ImportId,
    version: u64,
) -> Result<Stored<ImportBatch>, AppError> {
    let mut stored = tx.need::<ImportBatch>(&id)?;
    let organ = tx.need::<Organ>(&stored.value.organ)?.value;
    let place = Place::of(organ.id, organ.region);
    app.authorize(call, Permission::SubjectImportApprove, &place)?;
    if stored.value.kind != FileKind::Register.as_str() {
        app.authorize(call, Permission::InspectorApprove, &place)?;
    }
    stored.version = version;
    Ok(stored)
}

fn described(batch: &ImportBatch) -> Json {
    Json::object([
        ("changed", Json::count(batch.rows_changed)),
        ("closed", Json::count(batch.rows_closed)),
        ("file", Json::text(&batch.file_name)),
        ("new", Json::count(batch.rows_new)),
        ("refused", Json::count(batch.rows_refused)),
        ("rows", Json::count(batch.rows_read)),
        ("sha256", Json::text(batch.file_digest.to_hex())),
    ])
}
