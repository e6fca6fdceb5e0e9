//! 尽职照单免责证据包 and 任务档案: everything that is stored of a visit or a task with its proofs,
//! as one archive that is verified without the platform (docs/dossier.md).
//!
//! Owns what belongs in and who gets it. Every archive leaves an event with the digest of its list.

mod chest;
mod contents;
mod cover;

use std::collections::BTreeSet;

use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{DrawId, Id as _, InspectionId, TaskId};
use sunlot_domain::inspections::Inspection;
use sunlot_domain::policy::Permission;
use sunlot_record::archive::{self, Files};
use sunlot_record::dossier::{self, Kind as What, List};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::suite::Suite;
use sunlot_store::{ReadTx, Stored, inspections};

use chest::{Chest, Packed};
use cover::Told;

use crate::context::{App, Call};
use crate::error::{AppError, Kind};
use crate::forms::visit::VisitForm;
use crate::forms::{self, Document};
use crate::inspections::access;
use crate::record::sealing;
use crate::{tasks, timelines, visible};

/// Most visits of one task archive; a larger task is archived batch by batch outside of a request.
const VISITS_MAX: usize = 300;

/// Forms on paper that lie in the archive beside the data, by their paths.
type Papers = Vec<(String, sunlot_forms::Paper)>;

/// What was read for an archive.
struct Gathered {
    packed: Packed,
    papers: Papers,
    draws: BTreeSet<DrawId>,
    told: Told,
}

/// 尽职照单免责证据包 of one visit (R-FORM-04).
///
/// # Errors
/// Missing, also for what the caller may not see; what the log has not signed yet; no keys, no
/// font, or what the store answers.
pub async fn of_visit(app: &App, call: &Call, id: &str) -> Result<Document, AppError> {
    let steps = timelines::inspection(app, call, id).await?;
    let id = InspectionId::parse(id)?;
    let mut gathered = gather_visit(app, call, id).await;
    // A form was just printed, or the dossier itself was taken before: the log has it, the last
    // checkpoint has not.
    if sealing::came_for(app, &gathered).await? {
        gathered = gather_visit(app, call, id).await;
    }
    let mut gathered = gathered?;
    gathered.told.steps = steps;
    finished(app, call, What::Inspection, gathered).await
}

async fn gather_visit(app: &App, call: &Call, id: InspectionId) -> Result<Gathered, AppError> {
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let stored = access::seen(&cx, &asked, tx, Permission::DossierMake, id)?;
        let told = Told::of_visit(tx, &stored.value)?;
        let (mut chest, mut draws) = (Chest::default(), BTreeSet::new());
        if let Some(task) = stored.value.task {
            contents::task(tx, &mut chest, task)?;
        }
        let papers = one_visit(&cx, &asked, tx, &mut chest, &stored, &mut draws)?;
        Ok(Gathered { packed: chest.packed(tx)?, papers, draws, told })
    })
    .await
}

/// 任务档案: the task, its plan and draws, and every visit of it (R-FORM-05).
///
/// # Errors
/// As [`of_visit`]; a task with more visits than one archive holds.
pub async fn of_task(app: &App, call: &Call, id: &str) -> Result<Document, AppError> {
    let steps = timelines::task(app, call, id).await?;
    let id = TaskId::parse(id)?;
    let mut gathered = gather_task(app, call, id).await;
    if sealing::came_for(app, &gathered).await? {
        gathered = gather_task(app, call, id).await;
    }
    let mut gathered = gathered?;
    gathered.told.steps = steps;
    finished(app, call, What::Task, gathered).await
}

async fn gather_task(app: &App, call: &Call, id: TaskId) -> Result<Gathered, AppError> {
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let (mut chest, mut draws) = (Chest::default(), BTreeSet::new());
        let task = contents::task(tx, &mut chest, id)?.value;
        visible::see(&cx, &asked, Permission::DossierMake, &tasks::place(&task))?;
        let visits = inspections::of_task(tx, id)?;
        if visits.len() > VISITS_MAX {
            let text = format!(
                "任务有 {} 次检查，一份档案至多 {VISITS_MAX} 次；请分别取各次检查的证据包。",
                visits.len()
            );
            return Err(AppError::rule("dossier.too_many", text));
        }
        let told = Told::of_task(tx, &task, visits.len())?;
        for draw in sunlot_store::draws::of_task(tx, id)? {
            if draw.value.state.is_public() && draws.insert(draw.value.id) {
                contents::draw(tx, &mut chest, draw.value.id)?;
            }
        }
        let mut papers = Papers::new();
        for visit in &visits {
            papers.extend(one_visit(&cx, &asked, tx, &mut chest, visit, &mut draws)?);
        }
        Ok(Gathered { packed: chest.packed(tx)?, papers, draws, told })
    })
    .await
}

/// A visit with its draw and those of its forms that can be printed.
fn one_visit(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    chest: &mut Chest,
    stored: &Stored<Inspection>,
    draws: &mut BTreeSet<DrawId>,
) -> Result<Papers, AppError> {
    contents::visit(app, call, tx, chest, stored)?;
    if let Some(draw) = stored.value.draw
        && draws.insert(draw)
    {
        contents::draw(tx, chest, draw)?;
    }
    let mut papers = Papers::new();
    for form in VisitForm::ALL {
        match forms::visit::paper(app, call, tx, stored.value.clone(), form) {
            Ok(paper) => {
                let path = format!("文书/{}/{}.pdf", stored.value.number, form.name_zh());
                papers.push((path, paper));
            }
            Err(refused) if refused.code == "form.too_early" => {}
            Err(refused) => return Err(refused),
        }
    }
    Ok(papers)
}

/// Lays out the papers, adds the draws, signs the list and notes who has it.
async fn finished(
    app: &App,
    call: &Call,
    kind: What,
    gathered: Gathered,
) -> Result<Document, AppError> {
    let Gathered { packed: Packed { mut files, signed }, papers, draws, told } = gathered;
    let signer = app.signer.get().ok_or_else(|| {
        let text = "日志的密钥没有启用，不能签署文件清单；请由系统管理员检查服务器的启动情况。";
        AppError::new(Kind::Unavailable, "dossier.no_log_keys", text)
    })?;
    for draw in draws {
        for (name, bytes) in crate::draws::bundle_files(app, draw).await? {
            files.insert(format!("{}{draw}/{name}", dossier::DRAWS), bytes);
        }
    }
    for (path, paper) in papers {
        files.insert(path, forms::laid_out(paper).await?);
    }
    let steps = serde_json::to_vec_pretty(&told.steps)
        .map_err(|e| AppError::new(Kind::Internal, "dossier.steps", e.to_string()))?;
    files.insert("时间线.json".to_owned(), steps);
    let cover = cover::paper(kind, &told, &files, &signed);
    files.insert(dossier::COVER.to_owned(), forms::laid_out(cover).await?);
    let list = List::of(kind, &told.number, &told.record, signed.size, &files);
    files.insert(dossier::MANIFEST.to_owned(), list.signed(signer.keys()).into_bytes());
    let digest = Suite::Sha256.hash(&[&files[dossier::MANIFEST]]).to_hex();
    let details = Json::object([
        ("files", Json::count(files.len() as u64)),
        ("kind", Json::text(kind.code())),
        ("manifest_sha256", Json::text(digest)),
    ]);
    let event = Event::new(Action::DossierMade, told.record.clone()).with(details);
    app.write(&call.forgetful(), move |tx| Ok(tx.record(event, ()))).await?;
    let name = format!("{}-{}.zip", kind.name_zh(), told.number);
    Ok(Document { name, media: "application/zip", bytes: zipped(files).await? })
}

async fn zipped(files: Files) -> Result<Vec<u8>, AppError> {
    let broken = |log: String| {
        let text = "档案没有打包成功；请再试一次，仍不行请联系系统管理员。";
        let mut refused = AppError::new(Kind::Internal, "dossier.zip", text);
        refused.log = log;
        refused
    };
    let packed = tokio::task::spawn_blocking(move || archive::pack(&files)).await;
    packed.map_err(|e| broken(e.to_string()))?.map_err(broken)
}
