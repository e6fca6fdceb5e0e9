//! `sunlot verify-log`: the published files, or the database with all that it holds beside them.

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;
use sunlot_app::record::kept_notes;
use sunlot_app::{AppError, DatabaseUrl};
use sunlot_record::files::{Files, Folder, Http};
use sunlot_record::finding::FINDINGS_MAX;
use sunlot_record::{Report, Trust, keys, verify};
use sunlot_sortition::log::note::Note;
use sunlot_store::examine;

use super::config::Settings;
use super::{open, unusable, waiting_for};
use crate::cli::platform::VerifyLog;
use crate::say::{DONE, Ended, REFUSED, Refused, UNUSABLE, working};

pub(super) fn run(command: &VerifyLog) -> Ended {
    let trust = command.trust.as_ref().map(read_trust).transpose()?;
    let kept = kept(&command.kept)?;
    let (what, outside, report) = match &command.source {
        Some(source) => {
            let trust = trust.ok_or_else(|| {
                let text = "只凭公开文件核验，须用 --trust 指定公钥文件；它应来自操作方公布的渠道，\
                            不要取自日志所在的网站。";
                Refused::new("verify_log.no_trust", text, UNUSABLE)
            })?;
            let outside = trust.0.quorum > 0 || !kept.is_empty();
            (source.clone(), outside, published(source, &trust, &kept)?)
        }
        None => {
            let settings = Settings::of(&command.storage);
            let outside = !kept.is_empty();
            let shown = settings.data.display().to_string();
            (shown, outside, database(&settings, trust, kept)?)
        }
    };
    match command.json {
        true => println!("{:#}", to_json(&report, outside)),
        false => show(&what, &report, outside),
    }
    Ok(ExitCode::from(if report.holds() { DONE } else { REFUSED }))
}

fn published(source: &str, trust: &Trust, kept: &[Note]) -> Result<Report, Refused> {
    let http = source.starts_with("http://") || source.starts_with("https://");
    let files: Box<dyn Files> = match http {
        true => Box::new(Http::new(source)),
        false => Box::new(Folder(PathBuf::from(source))),
    };
    if !http && !PathBuf::from(source).is_dir() {
        let text = format!("没有文件夹 {source}；请写导出的文件夹，或日志的网址。");
        return Err(Refused::new("verify_log.source", text, UNUSABLE));
    }
    working("核验日志", || verify::verify(files.as_ref(), trust, kept))
        .map_err(|e| unusable(source, &e))
}

/// Holds a database against its log, its keys and the signature kept beside it.
pub(super) fn database(
    settings: &Settings,
    trust: Option<Trust>,
    mut kept: Vec<Note>,
) -> Result<Report, Refused> {
    settings.check_data()?;
    if let DatabaseUrl::Sqlite(path) = &settings.database
        && !path.exists()
    {
        let text = format!("没有数据库 {}；请用 --data 或 --database 指定。", path.display());
        return Err(Refused::new("verify_log.no_database", text, UNUSABLE));
    }
    let trust = match trust {
        None if settings.key_file().exists() => {
            Some(Trust::new(keys::load(&settings.key_file())?.public(), Vec::new(), 0))
        }
        trust => trust,
    };
    // Read before the database, which grows meanwhile.
    if settings.kept_file().exists() {
        kept.extend(notes(&settings.kept_file())?);
    }
    let app = open(settings)?;
    let work = async move {
        app.read(move |tx| Ok::<_, AppError>(examine::examine(tx, trust.as_ref(), &kept)?)).await
    };
    let report = working("核对数据库", || waiting_for(work))?;
    report.map_err(|e| Refused::new(e.code, format!("{}（{}）", e.message_zh, e.log), UNUSABLE))
}

/// Checkpoints that somebody kept.
pub(super) fn kept(paths: &[PathBuf]) -> Result<Vec<Note>, Refused> {
    let notes: Result<Vec<Vec<Note>>, Refused> = paths.iter().map(notes).collect();
    Ok(notes?.concat())
}

/// One checkpoint as it is served, or both as the platform keeps them.
fn notes(path: &PathBuf) -> Result<Vec<Note>, Refused> {
    let text = std::fs::read_to_string(path).map_err(|e| unusable(path.display(), &e))?;
    let read = |text: &str| {
        Note::parse(text).map_err(|e| {
            let text = format!("{} 不是检查点：{}。", path.display(), e.what);
            Refused::new("verify_log.kept", text, UNUSABLE)
        })
    };
    match kept_notes(&text) {
        Some((sha256, sm3)) => Ok(vec![read(&sha256)?, read(&sm3)?]),
        None => Ok(vec![read(&text)?]),
    }
}

pub(super) fn read_trust(path: &PathBuf) -> Result<Trust, Refused> {
    let text = std::fs::read_to_string(path).map_err(|e| unusable(path.display(), &e))?;
    Trust::parse(&text).map_err(|e| {
        let text = format!("{} 不是公钥文件：{}", path.display(), e.message_zh());
        Refused::new("verify_log.trust", text, UNUSABLE)
    })
}

const NOTHING_OUTSIDE: &str = "没有见证方要求，也没有您另存的检查点：不能排除操作方重写历史后重新签名。\
                               请保存今天的检查点，下次用 --kept 对照。";

/// Every finding, for a person.
pub(super) fn show_findings(report: &Report) {
    for finding in &report.findings {
        println!("  {finding}");
    }
    if report.findings.len() == FINDINGS_MAX {
        println!("  只列出前 {FINDINGS_MAX} 处。");
    }
}

fn show(what: &str, report: &Report, outside: bool) {
    println!("核验 {what}");
    println!("  日志 {} 条", report.entries);
    match report.checkpoint {
        Some(size) => println!("  检查点 {size} 条，见证方签名 {} 家", report.witnesses),
        None => println!("  还没有检查点"),
    }
    if report.rows > 0 {
        println!("  业务记录 {} 行，逐行与日志核对", report.rows);
    }
    show_findings(report);
    if !outside {
        println!("  注意：{NOTHING_OUTSIDE}");
    }
    println!("{}", conclusion(report));
}

fn conclusion(report: &Report) -> String {
    match report.findings.len() {
        0 => "接受：日志完整，没有发现改动。".to_owned(),
        count => format!("拒绝：发现 {count} 处问题。"),
    }
}

fn to_json(report: &Report, outside: bool) -> serde_json::Value {
    let findings: Vec<serde_json::Value> = report
        .findings
        .iter()
        .map(|f| json!({ "code": f.code, "index": f.index, "message": f.message_zh }))
        .collect();
    json!({
        "accepted": report.holds(),
        "entries": report.entries,
        "rows": report.rows,
        "checkpoint": report.checkpoint,
        "witnesses": report.witnesses,
        "compared": outside,
        "conclusion": conclusion(report),
        "findings": findings,
    })
}
