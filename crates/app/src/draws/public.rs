//! What everybody can have: every attempt of a task, also those that no longer stand, the bundle of
//! each stage, and the answer to "why me, why not me".

use serde::{Deserialize, Serialize};
use sunlot_ceremony::{PublishedLog, zip_bundle};
use sunlot_domain::codes::CanonicalId;
use sunlot_domain::draws::{Draw, DrawError};
use sunlot_domain::ids::{DrawId, Id, TaskId};
use sunlot_domain::policy::Permission;
use sunlot_sortition::bundle::{Audience, Proofs};
use sunlot_sortition::digest::Digest;
use sunlot_sortition::explain::{Explanation, InFrame, Outcome};
use sunlot_sortition::log::checkpoint::Checkpoint;
use sunlot_sortition::log::tiled;
use sunlot_sortition::names::{DrawId as SsjId, ObjectId};
use sunlot_sortition::suite::Suite;
use sunlot_sortition::verify::BundleFiles;
use sunlot_store::ledger::{self, Signed, StoredNodes};
use sunlot_store::{ReadTx, draws};
use utoipa::ToSchema;

use super::announced::is_open;
use super::shelf::{Files, load};
use super::step::{last_time, not_an_inspector};
use super::view::{CountsView, counts, place};
use crate::context::{App, Call};
use crate::error::{AppError, Kind};
use crate::visible;

/// 公开的一次抽取。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PublicDraw {
    /// 标识。
    pub id: String,
    /// 抽取编号。
    pub draw_id: String,
    /// 第几次。
    pub attempt: u16,
    /// 种类。
    pub kind: String,
    /// 再次抽取的事由代码。
    pub reason: Option<String>,
    /// 公开方式。
    pub publication: String,
    /// 状态。
    pub state: String,
    /// 状态名称。
    pub state_name: String,
    /// 名单是否已公开。
    pub open: bool,
    /// 数目。
    pub counts: CountsView,
    /// 日志条目：类型和在日志中的序号。
    pub entries: Vec<PublicEntry>,
}

/// 一条日志条目。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PublicEntry {
    /// 类型。
    pub kind: String,
    /// 在日志中的序号。
    pub index: u64,
}

/// Every attempt of a task that the log knows, voided and annulled ones too.
///
/// # Errors
/// No such task, or what the store answers.
pub async fn attempts(app: &App, task: &str) -> Result<Vec<PublicDraw>, AppError> {
    let task = TaskId::parse(task)?;
    app.read(move |tx| {
        let mut found = Vec::new();
        for stored in draws::of_task(tx, task)? {
            let draw = stored.value;
            if !draw.state.is_public() {
                continue;
            }
            found.push(shown(tx, &draw)?);
        }
        Ok(found)
    })
    .await
}

/// What is public of one.
pub(super) fn shown(tx: &mut ReadTx<'_>, draw: &Draw) -> Result<PublicDraw, AppError> {
    let entries = draws::entries(tx, &draw.plan_no)?;
    let own = entries.into_iter().filter(|entry| entry.draw == draw.id);
    Ok(PublicDraw {
        id: draw.id.to_string(),
        draw_id: draw.draw_id(),
        attempt: draw.attempt,
        kind: draw.kind.code().into(),
        reason: draw.reason.clone(),
        publication: draw.publication.code().into(),
        state: draw.state.code().into(),
        state_name: draw.state.name_zh().into(),
        open: is_open(draw),
        counts: counts(&draw.counts),
        entries: own.map(|entry| PublicEntry { kind: entry.kind, index: entry.entry }).collect(),
    })
}

fn public(tx: &mut ReadTx<'_>, id: DrawId) -> Result<(Draw, SsjId), AppError> {
    let draw = tx.need::<Draw>(&id)?.value;
    if !draw.state.is_public() {
        return Err(AppError::missing());
    }
    let ssj = SsjId::parse(&draw.draw_id())
        .map_err(|e| AppError::new(Kind::Internal, e.code(), e.message_zh()))?;
    Ok((draw, ssj))
}

/// Proofs from the tiles that the store keeps.
struct Tiled<'t, 'c>(StoredNodes<'t, 'c>);

impl Proofs for Tiled<'_, '_> {
    fn inclusion(&mut self, suite: Suite, index: u64, size: u64) -> Option<Vec<Digest>> {
        tiled::inclusion(&mut self.0, suite, index, size).ok().flatten()
    }

    fn consistency(&mut self, suite: Suite, old: u64, new: u64) -> Option<Vec<Digest>> {
        tiled::consistency(&mut self.0, suite, old, new).ok().flatten()
    }
}

/// The bundle of an attempt at its stage, as one archive. It is what `sunlot verify`, the page and
/// the reference check.
///
/// # Errors
/// No such attempt, before the intent, or before the log is signed and cosigned.
pub async fn bundle(app: &App, id: &str) -> Result<Vec<u8>, AppError> {
    packed(bundle_files(app, DrawId::parse(id)?).await?)
}

/// The files of the bundle of an attempt at its stage.
///
/// # Errors
/// As [`bundle`].
pub(crate) async fn bundle_files(app: &App, id: DrawId) -> Result<BundleFiles, AppError> {
    files(app, id, Audience::Public).await
}

fn packed(files: BundleFiles) -> Result<Vec<u8>, AppError> {
    Ok(zip_bundle(&files)?)
}

/// The bundle with a frame that is withheld from the public, for who checks in person.
///
/// # Errors
/// As [`bundle`], and for who may not see it.
pub async fn audit_bundle(app: &App, call: &Call, id: &str) -> Result<Vec<u8>, AppError> {
    let id = DrawId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let draw = tx.need::<Draw>(&id)?.value;
        visible::see(&cx, &asked, Permission::DrawRead, &place(&draw))?;
        cx.authorize(&asked, Permission::DrawView, &place(&draw))?;
        not_an_inspector(tx, &asked, &draw)
    })
    .await?;
    packed(files(app, id, Audience::Audit).await?)
}

async fn files(app: &App, id: DrawId, audience: Audience) -> Result<BundleFiles, AppError> {
    let (cx, now) = (app.clone(), app.now());
    app.read(move |tx| {
        let (draw, ssj) = public(tx, id)?;
        let loaded = load(tx, &cx, &draw, Files::Outcome)?;
        let indices: Vec<u64> = loaded.entries.iter().map(|entry| entry.entry).collect();
        let kinds: Vec<(String, u64)> =
            loaded.entries.iter().map(|entry| (entry.kind.clone(), entry.entry)).collect();
        let checkpoints = checkpoints(tx, &kinds)?;
        let ceremony = loaded.ceremony(now.max(last_time(tx)?))?;
        let mut proofs = Tiled(StoredNodes(tx));
        let log =
            PublishedLog { indices: &indices, checkpoints: &checkpoints, proofs: &mut proofs };
        Ok(ceremony.bundle_in(&ssj, audience, log)?)
    })
    .await
}

/// The first public checkpoint over each intent and closing, which witnesses saw in time, over each
/// result, which the minutes print, and the newest one over everything.
fn checkpoints(
    tx: &mut ReadTx<'_>,
    entries: &[(String, u64)],
) -> Result<Vec<Checkpoint>, AppError> {
    let unsigned = || {
        let text = "日志还没有签到这一步（通常不到一分钟）；请稍后再下载。";
        AppError::new(Kind::Conflict, "draw.unsigned", text)
    };
    let last = entries.last().map(|(_, index)| *index).ok_or_else(unsigned)?;
    let mut signed: Vec<Signed> = Vec::new();
    for (kind, index) in entries {
        if matches!(kind.as_str(), "intent" | "close" | "result") {
            signed.extend(ledger::first_covering(tx, *index)?);
        }
    }
    let newest = ledger::published(tx)?.filter(|newest| newest.size > last);
    signed.push(newest.ok_or_else(unsigned)?);
    signed.sort_by_key(|one| one.size);
    signed.dedup_by_key(|one| one.size);
    let read = |one: &Signed| {
        Checkpoint::parse(&one.sha256, &one.sm3)
            .map_err(|e| AppError::new(Kind::Internal, "log.checkpoint_form", e.what))
    };
    signed.iter().map(read).collect()
}

/// 一户在一个抽取单元中。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TicketView {
    /// 抽取单元。
    pub unit: String,
    /// 单元中可抽取的户数。
    pub eligible: u64,
    /// 抽取的户数。
    pub drawn: u64,
    /// 签号，从小到大第一个。
    pub ticket: String,
    /// 中签线。
    pub cutoff: Option<String>,
    /// 名次。
    pub rank: Option<u64>,
    /// 结果：drawn、waiting、not_drawn。
    pub outcome: String,
    /// 第几批。
    pub batch: Option<u64>,
    /// 抽取前的概率。
    pub probability: Option<String>,
    /// 不用本平台也能验算签号的命令。
    pub command: Vec<String>,
    /// 结果表中的一行。
    pub row: Option<String>,
    /// 该行的证明。
    pub proof: Vec<String>,
}

/// 为什么抽中、为什么没有抽中。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TicketAnswer {
    /// 统一社会信用代码。
    pub subject: String,
    /// 抽取编号。
    pub draw_id: String,
    /// 是否在底册：eligible、excluded、absent、withheld。
    pub frame: String,
    /// 不参加抽取的理由。
    pub exclusion: Option<String>,
    /// 底册中的一行。
    pub row: Option<String>,
    /// 该行的证明。
    pub proof: Vec<String>,
    /// 名单公开之后，各抽取单元。
    pub units: Vec<TicketView>,
}

/// An attempt that the log knows.
///
/// # Errors
/// Missing, also for what is not public.
pub(crate) async fn released(app: &App, id: DrawId) -> Result<Draw, AppError> {
    app.read(move |tx| Ok(public(tx, id)?.0)).await
}

/// The own ticket of a subject, by its code, with everything that proves it.
///
/// # Errors
/// No such attempt, no code, or before the intent.
pub async fn ticket(app: &App, id: &str, code: &str) -> Result<TicketAnswer, AppError> {
    let id = DrawId::parse(id)?;
    let told = explained(app, id, CanonicalId::parse(code)?.as_str()).await?;
    Ok(answer(&released(app, id).await?, told))
}

/// Everything that the published files say about a subject.
///
/// # Errors
/// No such attempt, no code, before the intent, or files that fail their checks.
pub(crate) async fn explained(app: &App, id: DrawId, code: &str) -> Result<Explanation, AppError> {
    let (cx, now) = (app.clone(), app.now());
    let object =
        ObjectId::parse(code).map_err(|e| AppError::field("code", e.code(), e.message_zh()))?;
    app.read(move |tx| {
        let (draw, ssj) = public(tx, id)?;
        if draw.state == sunlot_domain::draws::DrawState::Planned {
            return Err(DrawError::State { step: "查询", state: draw.state.name_zh() }.into());
        }
        let ceremony = load(tx, &cx, &draw, Files::Outcome)?.ceremony(now.max(last_time(tx)?))?;
        Ok(ceremony.explained(&ssj, &object)?)
    })
    .await
}

fn hex(path: &[Digest]) -> Vec<String> {
    path.iter().map(|digest| digest.to_hex()).collect()
}

fn answer(draw: &Draw, told: Explanation) -> TicketAnswer {
    let (frame, exclusion, row) = match &told.frame {
        InFrame::Withheld => ("withheld", None, None),
        InFrame::Eligible(row) => ("eligible", None, Some(row)),
        InFrame::Excluded(code, row) => ("excluded", Some(code.name_zh().to_owned()), Some(row)),
        InFrame::Absent { .. } => ("absent", None, None),
    };
    let units = told.units.iter().map(|unit| {
        let (outcome, batch) = match unit.outcome {
            Outcome::Drawn { batch } => ("drawn", Some(batch)),
            Outcome::Waiting => ("waiting", None),
            Outcome::NotDrawn => ("not_drawn", None),
        };
        TicketView {
            unit: unit.unit.to_string(),
            eligible: unit.quota.eligible,
            drawn: unit.quota.n,
            ticket: unit.key.to_hex(),
            cutoff: unit.cutoff.map(|cutoff| cutoff.to_hex()),
            rank: unit.rank,
            outcome: outcome.to_owned(),
            batch,
            probability: unit.probability.map(|p| format!("{}/{}", p.numerator(), p.denominator())),
            command: unit.command.clone(),
            row: unit.row.as_ref().map(|row| row.row.clone()),
            proof: unit.row.as_ref().map(|row| hex(&row.path)).unwrap_or_default(),
        }
    });
    TicketAnswer {
        subject: told.object_id.to_string(),
        draw_id: draw.draw_id(),
        frame: frame.to_owned(),
        exclusion,
        row: row.map(|row| row.row.clone()),
        proof: row.map(|row| hex(&row.path)).unwrap_or_default(),
        units: units.collect(),
    }
}
