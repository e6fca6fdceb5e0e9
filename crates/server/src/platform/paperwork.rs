//! `sunlot form | dossier | archive | verify-dossier`: documents from the command line, by somebody
//! who may have them, and their verification by anybody.

use std::path::Path;
use std::process::ExitCode;

use serde_json::json;
use sunlot_app::forms::{self, Document};
use sunlot_app::inspections::{self, InspectionQuery};
use sunlot_app::open_data::NoteSigner;
use sunlot_app::page::PageRequest;
use sunlot_app::tasks::{self, TaskListFilter};
use sunlot_app::{App, AppError, Call, dossiers};
use sunlot_record::files::write_atomically;
use sunlot_record::{archive, dossier, keys};

use super::config::Settings;
use super::{terminal, unusable, verify_log, waiting_for, working_app};
use crate::cli::platform::{Form, Paperwork, VerifyDossier};
use crate::say::{DONE, Ended, REFUSED, Refused, UNUSABLE, done, working};

/// One form of a visit.
pub(super) fn form(command: &Form) -> Ended {
    if let Some(fonts) = &command.fonts {
        forms::use_fonts(fonts);
    }
    let (app, _) = prepared(&command.which)?;
    let document = as_somebody(&app, &command.which, async |call: &Call| {
        let id = visit_of(&app, call, &command.which.number).await?;
        forms::of_visit(&app, call, &id, &command.form).await
    })?;
    kept(&document, command.which.out.as_deref())
}

/// 免责证据包 of a visit.
pub(super) fn dossier(command: &Paperwork) -> Ended {
    let (app, _) = prepared(command)?;
    let document = as_somebody(&app, command, async |call: &Call| {
        let id = visit_of(&app, call, &command.number).await?;
        dossiers::of_visit(&app, call, &id).await
    })?;
    kept(&document, command.out.as_deref())
}

/// 任务档案.
pub(super) fn archive(command: &Paperwork) -> Ended {
    let (app, _) = prepared(command)?;
    let document = as_somebody(&app, command, async |call: &Call| {
        let id = task_of(&app, call, &command.number).await?;
        dossiers::of_task(&app, call, &id).await
    })?;
    kept(&document, command.out.as_deref())
}

/// The platform with the keys of its log, when it has them.
fn prepared(command: &Paperwork) -> Result<(App, Settings), Refused> {
    let settings = Settings::of(&command.storage);
    settings.check_data()?;
    let app = working_app(&settings)?;
    if settings.key_file().exists() {
        let _ = app.signer.set(NoteSigner::new(keys::load(&settings.key_file())?));
    }
    if settings.trust_file().exists() {
        let _ = app.trust.set(verify_log::read_trust(&settings.trust_file())?);
    }
    Ok((app, settings))
}

fn as_somebody<T>(
    app: &App,
    command: &Paperwork,
    work: impl AsyncFnOnce(&Call) -> Result<T, AppError>,
) -> Result<T, Refused> {
    waiting_for(async {
        let session = terminal::identified(app, &command.login).await?;
        let made = work(&session.call).await;
        session.end(app).await;
        Ok::<_, Refused>(made?)
    })?
}

fn not_found(what: &str, number: &str) -> AppError {
    let text = format!("没有编号或标识为“{number}”的{what}，或您无权查看。");
    AppError::new(sunlot_app::Kind::Missing, "paperwork.missing", text)
}

/// A visit by its id or its number.
async fn visit_of(app: &App, call: &Call, number: &str) -> Result<String, AppError> {
    let query = InspectionQuery { q: Some(number.to_owned()), ..InspectionQuery::default() };
    let found = inspections::list(app, call, query, PageRequest::default()).await?;
    let found = found.items.into_iter().find(|one| one.number == number).map(|one| one.id);
    match found {
        Some(id) => Ok(id),
        None => match inspections::show(app, call, number).await {
            Ok(found) => Ok(found.visit.id),
            Err(_) => Err(not_found("检查", number)),
        },
    }
}

/// A task by its id or its number.
async fn task_of(app: &App, call: &Call, number: &str) -> Result<String, AppError> {
    let filter = TaskListFilter { q: Some(number.to_owned()), ..TaskListFilter::default() };
    let found = tasks::list(app, call, filter, PageRequest::default()).await?;
    let found = found.items.into_iter().find(|one| one.number == number).map(|one| one.id);
    match found {
        Some(id) => Ok(id),
        None => match tasks::show(app, call, number).await {
            Ok(found) => Ok(found.id),
            Err(_) => Err(not_found("任务", number)),
        },
    }
}

fn kept(document: &Document, out: Option<&Path>) -> Ended {
    let path = out.unwrap_or(Path::new(&document.name));
    write_atomically(path, &document.bytes, 0o600).map_err(|e| unusable(path.display(), &e))?;
    println!("已写出 {}（{} 字节）；何人取得已记入日志。", path.display(), document.bytes.len());
    done()
}

/// Anybody verifies an archive with nothing but the public keys.
pub(super) fn verify(command: &VerifyDossier) -> Ended {
    let trust = verify_log::read_trust(&command.trust)?;
    let bytes = std::fs::read(&command.file).map_err(|e| unusable(command.file.display(), &e))?;
    let files = archive::unpack(&bytes).map_err(|what| {
        let text = format!("{}：{what}", command.file.display());
        Refused::new("dossier.unreadable", text, UNUSABLE)
    })?;
    let seen = working("核验档案", || dossier::verify(&files, &trust));
    match command.json {
        true => println!("{:#}", to_json(&seen)),
        false => show(&command.file, &seen),
    }
    Ok(ExitCode::from(if seen.holds() { DONE } else { REFUSED }))
}

fn conclusion(seen: &dossier::Verified) -> String {
    match seen.report.findings.len() {
        0 => "接受：档案完整，每一部分都与日志、签名和抽取的公布文件相符。".to_owned(),
        count => format!("拒绝：发现 {count} 处问题。"),
    }
}

fn show(file: &Path, seen: &dossier::Verified) {
    println!("核验 {}", file.display());
    if let Some(list) = &seen.list {
        println!("  {} {}，文件 {} 个", list.kind.name_zh(), list.number, list.files.len());
    }
    for check in &seen.checks {
        let verdict = if check.holds { "通过" } else { "不通过" };
        println!("  {verdict}　{}：{}", check.name, check.text);
    }
    verify_log::show_findings(&seen.report);
    println!("{}", conclusion(seen));
}

fn to_json(seen: &dossier::Verified) -> serde_json::Value {
    let checks: Vec<serde_json::Value> = seen
        .checks
        .iter()
        .map(|check| json!({ "name": check.name, "text": check.text, "holds": check.holds }))
        .collect();
    let findings: Vec<serde_json::Value> = seen
        .report
        .findings
        .iter()
        .map(|f| json!({ "code": f.code, "index": f.index, "message": f.message_zh }))
        .collect();
    json!({
        "accepted": seen.holds(),
        "kind": seen.list.as_ref().map(|list| list.kind.code()),
        "number": seen.list.as_ref().map(|list| list.number.clone()),
        "conclusion": conclusion(seen),
        "checks": checks,
        "findings": findings,
    })
}
