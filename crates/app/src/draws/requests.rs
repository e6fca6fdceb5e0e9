//! 作废、更正、递补、回避、改派: asked by one person, decided by another, and never with a name of
//! who comes instead.

use serde::Deserialize;
use sunlot_ceremony::{BeaconInput, Ceremony, Evidence, Recusal, Rematch, Replacement};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::draws::{
    Draw, DrawRequest, DrawState, DrawStep, RequestKind, RequestState, RequestTerms,
};
use sunlot_domain::files::FileDigest;
use sunlot_domain::ids::{DrawId, Id, LinkId};
use sunlot_domain::policy::Permission;
use sunlot_domain::tasks::DrawMove;
use sunlot_store::{Stored, WriteTx, draws, files};
use utoipa::ToSchema;

use super::release::hand_out;
use super::shelf::{self, Files, keep_entries, keep_files, load, put_small};
use super::stand_in::{not_begun, stand_in};
use super::step::{Spec, admitted, last_time, light, move_tasks, outside};
use super::view::{DrawView, RequestView, place, request_view};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::visible;

/// What can be asked about: from the freeze on, as long as it stands.
pub(super) const STANDING: &[DrawState] = &[
    DrawState::Planned,
    DrawState::Announced,
    DrawState::Closed,
    DrawState::Drawable,
    DrawState::Drawn,
    DrawState::Matched,
];

/// Longest evidence, 8 MiB.
const EVIDENCE_MAX: usize = 8 << 20;

/// 申请作废、更正、递补或回避；没有任何一项可以指定由谁接替。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewRequest {
    /// 种类：void、correction、replacement、recusal。
    pub kind: String,
    /// 事由代码；递补为 STATUS、MOVED、DUPLICATE、SCOPE 之一。
    pub reason: String,
    /// 事由，作废和更正的公众可见。
    pub note: String,
    /// 递补：抽取单元。
    #[serde(default)]
    pub unit: String,
    /// 递补、回避：检查对象的统一社会信用代码。
    #[serde(default)]
    pub subject: String,
    /// 回避：检查人员的执法证号。
    #[serde(default)]
    pub officer: String,
    /// 递补：证据所证明的日期。
    #[serde(default)]
    pub evidence_day: String,
    /// 递补：证据文件的散列，由上传得到。
    #[serde(default)]
    pub evidence: Option<String>,
    /// 更正：本次抽取的第几条日志。
    #[serde(default)]
    pub of: u64,
    /// 更正：是否撤销结果。
    #[serde(default)]
    pub annuls: bool,
}

/// Uploads what proves an error of the frame; gives its name.
///
/// # Errors
/// Missing, too big, or what the store answers.
pub async fn evidence(
    app: &App,
    call: &Call,
    id: &str,
    bytes: Vec<u8>,
) -> Result<String, AppError> {
    let id = DrawId::parse(id)?;
    if bytes.is_empty() || bytes.len() > EVIDENCE_MAX {
        let text = "证据文件应不为空且不超过 8 MB；请压缩或分开提交。";
        return Err(AppError::field("file", "draw.evidence_size", text));
    }
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let spec = asking(Action::DrawEvidence);
        admitted(tx, &cx, &asked, id, &spec)?;
        let file = files::put(tx, &bytes, "application/octet-stream")?;
        Ok(tx.record(Event::new(spec.action, id), file.to_string()))
    })
    .await
}

fn asking(action: Action) -> Spec {
    let states = STANDING;
    Spec { action, permission: Permission::DrawRequest, version: None, party: false, states }
}

/// Asks.
///
/// # Errors
/// Missing, or a field that is wrong.
pub async fn ask(
    app: &App,
    call: &Call,
    id: &str,
    new: NewRequest,
) -> Result<RequestView, AppError> {
    let (id, by) = (DrawId::parse(id)?, visible::person(call)?);
    let kind = RequestKind::parse(&new.kind).ok_or_else(|| {
        let text = "种类应为 void、correction、replacement 或 recusal。";
        AppError::field("kind", "draw.code", text)
    })?;
    let evidence = new.evidence.as_deref().map(|text| {
        FileDigest::parse(text).ok_or_else(|| {
            AppError::field("evidence", "draw.evidence", "请先上传证据，再填写得到的散列。")
        })
    });
    let evidence = evidence.transpose()?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(&call.forgetful(), move |tx| {
        let spec = asking(Action::DrawAsked);
        let draw = admitted(tx, &cx, &asked, id, &spec)?.value;
        let terms = RequestTerms {
            unit: new.unit,
            subject: new.subject,
            officer: new.officer,
            evidence_day: new.evidence_day,
            of: new.of,
            annuls: new.annuls,
        };
        let plain = serde_json::to_vec(&terms).unwrap_or_default();
        let request = DrawRequest {
            id: cx.ids().make(),
            draw: id,
            kind,
            reason: new.reason,
            note: new.note.trim().to_owned(),
            sealed_terms: shelf::seal(&cx, &draw, "request", &plain)?,
            evidence,
            requested_by: by,
            state: RequestState::Pending,
            decided_by: None,
            opinion: String::new(),
        };
        request.check()?;
        let stored = tx.insert(request)?;
        let event = Event::new(spec.action, id);
        Ok(tx.record(event, request_view(&cx, &asked, &draw, stored, false)))
    })
    .await
}

/// Requests about a draw.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn list(app: &App, call: &Call, id: &str) -> Result<Vec<RequestView>, AppError> {
    let id = DrawId::parse(id)?;
    let (cx, asked, now) = (app.clone(), call.clone(), app.now());
    app.read(move |tx| {
        let draw = tx.need::<Draw>(&id)?.value;
        visible::see(&cx, &asked, Permission::DrawRead, &place(&draw))?;
        let found = draws::requests(tx, id)?;
        let opens = found.iter().any(|stored| stored.value.opens_posts());
        let vacant = opens && draw.state == DrawState::Matched && {
            let loaded = load(tx, &cx, &draw, Files::Small)?;
            loaded.ceremony(now.max(last_time(tx)?))?.may_have_open_posts()?
        };
        let view = |stored| request_view(&cx, &asked, &draw, stored, vacant);
        Ok(found.into_iter().map(view).collect())
    })
    .await
}

/// 审批申请。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct DecisionRequest {
    /// 您看到的版本。
    pub version: u64,
    /// 意见；不批准的必填。
    #[serde(default)]
    pub opinion: String,
}

fn deciding(action: Action) -> Spec {
    let states = STANDING;
    Spec { action, permission: Permission::DrawDecide, version: None, party: false, states }
}

/// 不批准.
///
/// # Errors
/// Missing, another version or state, the same person, or no opinion.
pub async fn refuse(
    app: &App,
    call: &Call,
    id: &str,
    decision: DecisionRequest,
) -> Result<RequestView, AppError> {
    let opinion = crate::organs::required_reason(&decision.opinion)?;
    let (id, by) = (LinkId::parse(id)?, visible::person(call)?);
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = tx.need::<DrawRequest>(&id)?;
        let spec = deciding(Action::DrawRefused);
        let draw = admitted(tx, &cx, &asked, stored.value.draw, &spec)?.value;
        stored.version = decision.version;
        stored.value = stored.value.decide(by, false, opinion.clone())?;
        let stored = tx.save(stored)?;
        let event = Event::new(spec.action, draw.id).because(opinion);
        Ok(tx.record(event, request_view(&cx, &asked, &draw, stored, false)))
    })
    .await
}

/// 批准: what was asked is done in the same transaction, by the ceremony's own rules.
///
/// # Errors
/// Missing, another version or state, the same person, or what the ceremony refuses.
pub async fn approve(
    app: &App,
    call: &Call,
    id: &str,
    decision: DecisionRequest,
) -> Result<DrawView, AppError> {
    let (id, by) = (LinkId::parse(id)?, visible::person(call)?);
    let (cx, asked, version, opinion) =
        (app.clone(), call.clone(), decision.version, decision.opinion.trim().to_owned());
    let kind = app.read(move |tx| Ok(tx.need::<DrawRequest>(&id)?.value.kind)).await?;
    if matches!(kind, RequestKind::Void | RequestKind::Correction) {
        return app
            .write(call, move |tx| {
                let action = match kind {
                    RequestKind::Void => Action::DrawVoided,
                    _ => Action::DrawCorrected,
                };
                let request = tx.need::<DrawRequest>(&id)?;
                let stored = admitted(tx, &cx, &asked, request.value.draw, &deciding(action))?;
                let request = decided(tx, request, version, by, &opinion)?;
                let opened = terms(&cx, &stored.value, &request)?;
                let work = |tx: &mut WriteTx<'_>, ceremony: &mut Ceremony, draw: Draw| {
                    publicly(tx, ceremony, draw, &request, &opened)
                };
                let (stored, event) = light(tx, &cx, stored, None, work)?;
                Ok(tx.record(event, super::view::view(&cx, &asked, stored)))
            })
            .await;
    }
    heavily(app, call, id, (version, opinion)).await
}

fn decided(
    tx: &mut WriteTx<'_>,
    mut request: Stored<DrawRequest>,
    version: u64,
    by: sunlot_domain::ids::AccountId,
    opinion: &str,
) -> Result<DrawRequest, AppError> {
    request.version = version;
    request.value = request.value.decide(by, true, opinion.to_owned())?;
    Ok(tx.save(request)?.value)
}

fn terms(app: &App, draw: &Draw, request: &DrawRequest) -> Result<RequestTerms, AppError> {
    let plain = shelf::unseal(app, draw, "request", &request.sealed_terms)?;
    serde_json::from_slice(&plain).map_err(|e| {
        let mut error =
            AppError::new(crate::error::Kind::Internal, "draw.terms", "申请内容无法读取。");
        error.log = e.to_string();
        error
    })
}

/// Public for ever: offices, not persons.
fn persons(draw: &Draw) -> (String, String) {
    let organ = draw.setting.organiser().replacen("dept:", "", 1);
    (format!("planner:{organ}"), format!("reviewer:{organ}"))
}

/// 作废, or 更正: light, and visible to everybody.
fn publicly(
    tx: &mut WriteTx<'_>,
    ceremony: &mut Ceremony,
    draw: Draw,
    request: &DrawRequest,
    terms: &RequestTerms,
) -> Result<(Draw, Event), AppError> {
    let by = persons(&draw);
    let (reason, note) = (&request.reason, &request.note);
    if request.kind == RequestKind::Void {
        let draw = draw.step(DrawStep::Void)?;
        ceremony.void(reason, note, &by)?;
        move_tasks(tx, &draw, DrawMove::Reopen)?;
        let event = Event::new(Action::DrawVoided, draw.id).because(note.clone());
        return Ok((draw, event));
    }
    ceremony.correct(terms.of, terms.annuls, reason, note, &by)?;
    let draw = match terms.annuls {
        true => {
            let draw = draw.step(DrawStep::Annul)?;
            move_tasks(tx, &draw, DrawMove::Reopen)?;
            draw
        }
        false => draw,
    };
    let event = Event::new(Action::DrawCorrected, draw.id).because(note.clone());
    Ok((draw, event))
}

/// 递补, or 回避: the outcome is computed beside the writer.
async fn heavily(
    app: &App,
    call: &Call,
    id: LinkId,
    (version, opinion): (u64, String),
) -> Result<DrawView, AppError> {
    let by = visible::person(call)?;
    let (cx, asked, now) = (app.clone(), call.clone(), app.now());
    let computed = app.read(move |tx| {
        let request = tx.need::<DrawRequest>(&id)?.value;
        // Asked first: what the same person asked is not even computed.
        request.clone().decide(by, true, String::new())?;
        let spec = deciding(action(request.kind));
        let stored = admitted(tx, &cx, &asked, request.draw, &spec)?;
        let opened = terms(&cx, &stored.value, &request)?;
        let evidence = request.evidence.map(|file| files::get(tx, file)).transpose()?;
        let loaded = load(tx, &cx, &stored.value, Files::Outcome)?;
        let before = loaded.entries.len();
        let mut ceremony = loaded.ceremony(now.max(last_time(tx)?))?;
        let by = persons(&stored.value);
        match request.kind {
            RequestKind::Replacement => {
                let terms = Replacement {
                    unit: opened.unit,
                    object: opened.subject,
                    reason: request.reason,
                    evidence: Evidence::Kept(evidence.unwrap_or_default()),
                    evidence_day: opened.evidence_day,
                    persons: by,
                };
                ceremony.replace(&terms, None)?;
            }
            _ => {
                not_begun(tx, &stored.value, &opened.subject)?;
                let terms = Recusal {
                    object: opened.subject,
                    officer: opened.officer,
                    reason: request.reason,
                    persons: by,
                };
                ceremony.recuse(&terms, None)?;
            }
        }
        let entries = ceremony.entries()[before..].to_vec();
        Ok((stored, entries, ceremony.into_added()))
    });
    let (seen, entries, added) = computed.await?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let request = tx.need::<DrawRequest>(&id)?;
        let spec = deciding(action(request.value.kind));
        let mut stored = admitted(tx, &cx, &asked, request.value.draw, &spec)?;
        stored.version = seen.version;
        decided(tx, request, version, by, &opinion)?;
        let mut loaded = load(tx, &cx, &seen.value, Files::Small)?;
        put_small(&mut loaded, &added);
        let before = loaded.entries.len();
        let mut ceremony = loaded.ceremony(tx.time())?;
        for entry in &entries {
            ceremony.log_again(&entry.entry)?;
        }
        let ids = cx.ids();
        keep_entries(tx, &ids, &stored.value, ceremony.entries(), before)?;
        keep_files(tx, &ids, &stored.value, added)?;
        let stored = tx.save(stored)?;
        let event = Event::new(spec.action, stored.value.id);
        Ok(tx.record(event, super::view::view(&cx, &asked, stored)))
    })
    .await
}

fn action(kind: RequestKind) -> Action {
    match kind {
        RequestKind::Void => Action::DrawVoided,
        RequestKind::Correction => Action::DrawCorrected,
        RequestKind::Replacement => Action::DrawReplaced,
        RequestKind::Recusal => Action::DrawRecused,
    }
}

/// 改派：用岗位空缺之后才产生的公共随机源。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct RematchRequest {
    /// 您看到的版本。
    pub version: u64,
    /// 公共随机源类型；不填与意向相同。
    #[serde(default)]
    pub beacon: Option<String>,
    /// 期号或场次。
    pub round: u64,
    /// 取值；现场摇号的填在记录单里。
    #[serde(default)]
    pub value: String,
    /// 现场摇号两名记录人的记录单。
    #[serde(default)]
    pub sheets: Vec<SheetForm>,
}

/// 记录单。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SheetForm {
    /// 记录人的公开名称。
    pub recorder: String,
    /// 20 位数字。
    pub digits: String,
}

/// 改派: who takes an open post is drawn with entropy that nobody knew when it fell open. In a
/// visit that is open already he takes the place of the recused one.
///
/// # Errors
/// Missing, another version, no open post, or a beacon that is known or does not hold.
pub async fn rematch(
    app: &App,
    call: &Call,
    id: &str,
    request: RematchRequest,
) -> Result<DrawView, AppError> {
    let spec = Spec {
        action: Action::DrawRematched,
        permission: Permission::DrawRun,
        version: Some(request.version),
        party: false,
        states: &[DrawState::Matched],
    };
    let sheets = request.sheets.into_iter().map(|sheet| (sheet.recorder, sheet.digits));
    let terms = Rematch {
        beacon: request.beacon,
        round: request.round,
        value: BeaconInput { value: request.value, sheets: sheets.collect() },
    };
    let compute = move |ceremony: &mut Ceremony| {
        let officer = ceremony.rematch(&terms, None)?;
        Ok((officer, ceremony.list(None)?))
    };
    let ids = app.ids();
    outside(app, call, id, spec, (Files::Named, compute), move |tx, _, draw, (officer, list)| {
        if let Some(officer) = officer {
            stand_in(tx, &ids, &draw, &officer, &list.rows)?;
        }
        // Who moved up after his batch was handed out is visited once his team is whole.
        if list.unanswered == 0 && draw.released > 0 {
            hand_out(tx, &ids, &draw, list.rows)?;
        }
        let event = Event::new(Action::DrawRematched, draw.id);
        Ok((draw, event))
    })
    .await
}
