//! The steps of those who run an attempt: freeze, intent, closing, beacon, draw, matching,
//! unsealing.

use serde::Deserialize;
use sunlot_ceremony::{BeaconInput, Ceremony, IntentTerms};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::draws::{
    Counts, Draw, DrawPublication, DrawState, DrawStep, PoolCounts, UnitCounts,
};
use sunlot_domain::ids::{DrawId, Id};
use sunlot_domain::policy::Permission;
use sunlot_domain::tasks::DrawMove;
use sunlot_sortition::commitment::commitment;
use sunlot_sortition::digest::Digest;
use sunlot_sortition::match_files::{MatchingRecord, PoolRecord};
use sunlot_sortition::matching::RuleDeficit;
use sunlot_sortition::names::{DrawId as SsjId, PersonId};
use sunlot_sortition::suite::Suite;
use utoipa::ToSchema;

use super::shelf::{self, Files, bytes32, keep_entries, keep_files, load, put_small, trust};
use super::step::{Spec, WITH_RESULT, admitted, last_time, move_tasks, outside, within};
use super::view::{DrawView, view};
use crate::context::{App, Call};
use crate::error::{AppError, Kind};
use crate::visible;

/// 办理一步。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct DrawStepRequest {
    /// 您看到的版本。
    pub version: u64,
}

/// 批准冻结 by a second person: the frame, the rules and everything else that decides is fixed.
///
/// # Errors
/// Missing, another version or state, the same person, or what in rules and register cannot be
/// frozen.
pub async fn approve(
    app: &App,
    call: &Call,
    id: &str,
    request: DrawStepRequest,
) -> Result<DrawView, AppError> {
    let (by, parsed) = (visible::person(call)?, DrawId::parse(id)?);
    let spec = move || Spec {
        action: Action::DrawFrozen,
        permission: Permission::DrawApprove,
        version: Some(request.version),
        party: false,
        states: &[DrawState::Proposed],
    };
    let (cx, asked, now, today) = (app.clone(), call.clone(), app.now(), app.today());
    let computed = app.read(move |tx| {
        let stored = admitted(tx, &cx, &asked, parsed, &spec())?;
        stored.value.clone().approve(by)?;
        let trust = trust(&cx)?;
        let frozen = super::material::collect(tx, &stored.value, &trust, today)?;
        let files = if stored.value.base.is_some() { Files::Outcome } else { Files::Small };
        let mut loaded = load(tx, &cx, &stored.value, files)?;
        let text = frozen.terms.to_text()?;
        loaded.shelf.put("rules.toml", std::sync::Arc::new(text.clone().into_bytes()));
        let before = loaded.entries.len();
        let mut ceremony = loaded.ceremony(now.max(last_time(tx)?))?;
        let report = ceremony.freeze_material(&frozen.material)?;
        let entries = ceremony.entries()[before..].to_vec();
        Ok((stored.version, report, entries, ceremony.into_added(), text))
    });
    let (version, report, entries, added, text) = computed.await?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let spec = Spec {
            action: Action::DrawFrozen,
            permission: Permission::DrawApprove,
            version: None,
            party: false,
            states: &[DrawState::Proposed],
        };
        let mut stored = admitted(tx, &cx, &asked, parsed, &spec)?;
        stored.version = version.min(request.version);
        let mut loaded = load(tx, &cx, &stored.value, Files::Small)?;
        loaded.shelf.put("rules.toml", std::sync::Arc::new(text.into_bytes()));
        put_small(&mut loaded, &added);
        let before = loaded.entries.len();
        let mut ceremony = loaded.ceremony(tx.time())?;
        for entry in &entries {
            ceremony.log_again(&entry.entry)?;
        }
        let draw = stored.value.approve(by)?;
        let organiser = draw.setting.organiser().to_owned();
        ceremony.accept_commitment(&organiser, &promise(&cx, &draw, &organiser)?)?;
        let draw = Draw { counts: counted(&report), ..draw };
        move_tasks(tx, &draw, DrawMove::Freeze)?;
        stored.value = draw;
        let ids = cx.ids();
        keep_entries(tx, &ids, &stored.value, ceremony.entries(), before)?;
        keep_files(tx, &ids, &stored.value, added)?;
        keep_files(tx, &ids, &stored.value, ceremony.into_added())?;
        let stored = tx.save(stored)?;
        let event = Event::new(spec.action, parsed);
        Ok(tx.record(event, view(&cx, &asked, stored)))
    })
    .await
}

fn counted(report: &sunlot_ceremony::FreezeReport) -> Counts {
    Counts {
        frame: report.frame,
        eligible: report.eligible,
        excluded: report.excluded.iter().map(|(x, n)| (x.code().to_owned(), *n)).collect(),
        units: report
            .units
            .iter()
            .map(|(unit, n)| UnitCounts {
                unit: unit.clone(),
                eligible: *n,
                ..UnitCounts::default()
            })
            .collect(),
        objects: 0,
        officers: report.officers,
        conflicts: report.conflicts,
        pools: Vec::new(),
    }
}

fn ssj_id(draw: &Draw) -> Result<SsjId, AppError> {
    SsjId::parse(&draw.draw_id())
        .map_err(|e| AppError::new(Kind::Internal, e.code(), e.message_zh()))
}

/// The organiser's nonce, which the platform keeps.
pub(super) fn nonce(app: &App, draw: &Draw) -> Result<[u8; 32], AppError> {
    bytes32(shelf::unseal(app, draw, "nonce", &draw.sealed_nonce)?)
}

fn promise(app: &App, draw: &Draw, organiser: &str) -> Result<Digest, AppError> {
    let who = PersonId::parse(organiser)
        .map_err(|e| AppError::new(Kind::Internal, e.code(), e.message_zh()))?;
    Ok(commitment(Suite::Sm3, &ssj_id(draw)?, &who, &nonce(app, draw)?))
}

/// 公布意向: roots, rules, commitments, beacon and times, before anybody knows the entropy. The
/// organiser's nonce is sealed to the holders, or shown at once where nothing is sealed.
///
/// # Errors
/// Missing, another version or state, a missing commitment, or times that came too near.
pub async fn announce(
    app: &App,
    call: &Call,
    id: &str,
    request: DrawStepRequest,
) -> Result<DrawView, AppError> {
    let spec = Spec::run(Action::DrawAnnounced, request.version, &[DrawState::Planned]);
    let (parsed, cx) = (DrawId::parse(id)?, app.clone());
    let setting = app.read(move |tx| Ok(tx.need::<Draw>(&parsed)?.value.setting)).await?;
    let terms = IntentTerms {
        beacon: setting.beacon,
        round: setting.round,
        reveal_by: setting.reveal_by,
        beacon_at: setting.beacon_at,
        deadline: setting.deadline,
    };
    let compute = move |ceremony: &mut Ceremony| Ok(ceremony.publish_intent(&terms)?);
    outside(app, call, id, spec, (Files::Frozen, compute), move |_, ceremony, draw, _| {
        let draw = draw.step(DrawStep::Announce)?;
        let (nonce, organiser) = (nonce(&cx, &draw)?, draw.setting.organiser().to_owned());
        match draw.publication {
            DrawPublication::Immediate => ceremony.reveal_nonce(&organiser, nonce)?,
            DrawPublication::Sealed => {
                for holder in &draw.setting.holders {
                    ceremony.seal_nonce(&organiser, &holder.name, &nonce)?;
                }
            }
        }
        let event = Event::new(Action::DrawAnnounced, draw.id);
        Ok((draw, event))
    })
    .await
}

/// 截止揭示.
///
/// # Errors
/// Missing, another version or state, too early or too late, or a missing escrow.
pub async fn close(
    app: &App,
    call: &Call,
    id: &str,
    request: DrawStepRequest,
) -> Result<DrawView, AppError> {
    let spec = Spec::run(Action::DrawClosed, request.version, &[DrawState::Announced]);
    within(app, call, id, spec, move |_, ceremony, draw| {
        let draw = draw.step(DrawStep::Close)?;
        ceremony.close()?;
        let event = Event::new(Action::DrawClosed, draw.id);
        Ok((draw, event))
    })
    .await
}

/// 公共随机源的取值。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct BeaconRequest {
    /// 您看到的版本。
    pub version: u64,
    /// 取值：开奖号码，或 drand 该期的签名。
    pub value: String,
}

/// 录入公共随机源 that was published elsewhere.
///
/// # Errors
/// Missing, another version or state, too early, or not the announced round's value.
pub async fn beacon(
    app: &App,
    call: &Call,
    id: &str,
    request: BeaconRequest,
) -> Result<DrawView, AppError> {
    let spec = Spec::run(Action::DrawBeacon, request.version, &[DrawState::Closed]);
    within(app, call, id, spec, move |_, ceremony, draw| {
        let draw = draw.step(DrawStep::Beacon)?;
        ceremony.take_beacon(&BeaconInput { value: request.value, sheets: Vec::new() })?;
        let event = Event::new(Action::DrawBeacon, draw.id);
        Ok((draw, event))
    })
    .await
}

/// 抽取. Of a sealed draw nothing is kept but what the log entry commits to.
///
/// # Errors
/// Missing, another version or state, or a frozen file that was changed.
pub async fn draw(
    app: &App,
    call: &Call,
    id: &str,
    request: DrawStepRequest,
) -> Result<DrawView, AppError> {
    let spec = Spec::run(Action::DrawDrawn, request.version, &[DrawState::Drawable]);
    let compute = |ceremony: &mut Ceremony| {
        let record = ceremony.draw(None)?;
        // Several units may have drawn the same object; one unit has not.
        let objects = match &record.units[..] {
            [only] => only.n,
            _ => ceremony.objects(None)?,
        };
        Ok((record, objects))
    };
    outside(app, call, id, spec, (Files::Outcome, compute), |tx, _, draw, (record, objects)| {
        let mut draw = draw.step(DrawStep::Draw)?;
        draw.counts.objects = objects;
        for unit in &record.units {
            let code = unit.unit.to_string();
            if let Some(counts) = draw.counts.units.iter_mut().find(|u| u.unit == code) {
                (counts.drawn, counts.waiting) = (unit.n, unit.w);
            }
        }
        move_tasks(tx, &draw, DrawMove::Draw)?;
        let event = Event::new(Action::DrawDrawn, draw.id);
        Ok((draw, event))
    })
    .await
}

/// 匹配检查人员: each department's own, and where they are short, why.
///
/// # Errors
/// Missing, another version or state, or a frozen file that was changed.
pub async fn match_inspectors(
    app: &App,
    call: &Call,
    id: &str,
    request: DrawStepRequest,
) -> Result<DrawView, AppError> {
    let spec = Spec::run(Action::DrawMatched, request.version, &[DrawState::Drawn]);
    let compute = |ceremony: &mut Ceremony| Ok(ceremony.match_record()?);
    outside(app, call, id, spec, (Files::Outcome, compute), |tx, _, draw, record| {
        let mut draw = draw.step(DrawStep::Match)?;
        draw.counts.pools = pools(&record);
        move_tasks(tx, &draw, DrawMove::Match)?;
        let event = Event::new(Action::DrawMatched, draw.id);
        Ok((draw, event))
    })
    .await
}

fn pools(record: &MatchingRecord) -> Vec<PoolCounts> {
    let rules = |list: &[RuleDeficit]| {
        list.iter().map(|step| (step.rule.clone(), step.deficit)).collect::<Vec<_>>()
    };
    let pool = |pool: &PoolRecord| PoolCounts {
        pool: pool.pool.to_string(),
        entries: pool.entries,
        officers: pool.officers,
        posts: pool.posts,
        deficit: pool.deficit,
        void: pool.void,
        ladder: rules(&pool.ladder),
        causes: pool.infeasible.as_ref().map(|why| rules(&why.relaxed)).unwrap_or_default(),
    };
    record.pools.iter().map(pool).collect()
}

/// 启封: the organiser's nonce becomes public, and everybody can compute everything.
///
/// # Errors
/// Missing, another version or state, or nothing that is sealed.
pub async fn unseal(
    app: &App,
    call: &Call,
    id: &str,
    request: DrawStepRequest,
) -> Result<DrawView, AppError> {
    let spec = Spec {
        action: Action::DrawUnsealed,
        permission: Permission::DrawRelease,
        version: Some(request.version),
        party: false,
        states: WITH_RESULT,
    };
    let cx = app.clone();
    within(app, call, id, spec, move |_, ceremony, draw| {
        let nonce = nonce(&cx, &draw)?;
        let draw = draw.unseal()?;
        ceremony.unseal_nonce(None, nonce)?;
        let event = Event::new(Action::DrawUnsealed, draw.id);
        Ok((draw, event))
    })
    .await
}
