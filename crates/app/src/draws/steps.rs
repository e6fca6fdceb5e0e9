//! The steps of an attempt. Light ones run inside the transaction, at its time; heavy ones are
//! computed beside the writer on a snapshot, and the transaction takes them only when nothing
//! changed meanwhile, with its own time on the entry.

use serde::Deserialize;
use sunlot_ceremony::{BeaconInput, Ceremony, CeremonyError, IntentTerms};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::draws::{
    Counts, Draw, DrawError, DrawPublication, DrawSheet, DrawState, DrawStep, PoolCounts,
    UnitCounts,
};
use sunlot_domain::ids::{AttemptId, Id};
use sunlot_domain::policy::Permission;
use sunlot_domain::tasks::{DrawMove, Task};
use sunlot_sortition::commitment::commitment;
use sunlot_sortition::digest::{Digest, from_hex};
use sunlot_sortition::match_files::MatchingRecord;
use sunlot_sortition::names::{DrawId, PersonId};
use sunlot_sortition::suite::Suite;
use sunlot_store::{ReadTx, Stored, WriteTx, draws, inspectors};
use utoipa::ToSchema;

use super::shelf::{self, Files, bytes32, keep_entries, keep_files, load, put_small, trust};
use super::view::{DrawView, place, view};
use crate::context::{App, Call};
use crate::error::{AppError, Kind};
use crate::visible;

/// 办理一步。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct DrawStepRequest {
    /// 您看到的版本。
    pub version: u64,
}

/// How a step is authorised and recorded.
pub(super) struct Spec {
    pub(super) action: Action,
    pub(super) permission: Permission,
    /// The version that the client saw; parties act side by side and need not see the newest.
    pub(super) version: Option<u64>,
    /// Whether any account that the draw names may see it, whatever its scope.
    pub(super) party: bool,
    /// Where the draw may stand.
    pub(super) states: &'static [DrawState],
}

/// Where there is a result that stands.
pub(super) const WITH_RESULT: &[DrawState] = &[DrawState::Drawn, DrawState::Matched];

impl Spec {
    fn run(action: Action, version: u64, states: &'static [DrawState]) -> Spec {
        let (permission, version) = (Permission::DrawRun, Some(version));
        Spec { action, permission, version, party: false, states }
    }

    fn party(action: Action, permission: Permission, states: &'static [DrawState]) -> Spec {
        Spec { action, permission, version: None, party: true, states }
    }
}

/// Reads a draw for somebody who may take a step with it.
pub(super) fn admitted(
    tx: &mut ReadTx<'_>,
    app: &App,
    call: &Call,
    id: AttemptId,
    spec: &Spec,
) -> Result<Stored<Draw>, AppError> {
    let stored = tx.need::<Draw>(&id)?;
    let named = spec.party && names(&stored.value, call);
    if !named {
        visible::see(app, call, Permission::DrawRead, &place(&stored.value))?;
    }
    app.authorize(call, spec.permission, &place(&stored.value))?;
    not_an_inspector(tx, call, &stored.value)?;
    let (step, state) = (spec.action.name_zh(), stored.value.state);
    if !spec.states.contains(&state) {
        return Err(DrawError::State { step, state: state.name_zh() }.into());
    }
    Ok(stored)
}

/// Whether a draw names the account as a party, holder or recorder.
pub(super) fn names(draw: &Draw, call: &Call) -> bool {
    let Some(account) = call.actor.account.map(|account| account.to_string()) else {
        return false;
    };
    let setting = &draw.setting;
    setting.party_of(&account).is_some()
        || setting.holders.iter().any(|holder| holder.account == account)
        || setting.recorders.iter().any(|recorder| recorder.account == account)
}

/// Nobody who can be matched starts, approves or sees the draw (S8, R-DRAW-16).
pub(super) fn not_an_inspector(
    tx: &mut ReadTx<'_>,
    call: &Call,
    draw: &Draw,
) -> Result<(), AppError> {
    let Some(account) = call.actor.account else { return Ok(()) };
    let inspector = inspectors::by_account(tx, account)?;
    match inspector.filter(|it| draw.organs().any(|organ| organ == it.value.organ)) {
        Some(_) => Err(DrawError::OwnInspector.into()),
        None => Ok(()),
    }
}

/// A light step, inside the transaction.
pub(super) async fn within<F>(
    app: &App,
    call: &Call,
    id: &str,
    spec: Spec,
    work: F,
) -> Result<DrawView, AppError>
where
    F: FnOnce(&mut WriteTx<'_>, &mut Ceremony, Draw) -> Result<(Draw, Event), AppError>
        + Send
        + 'static,
{
    let id = AttemptId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let stored = admitted(tx, &cx, &asked, id, &spec)?;
        let (stored, event) = light(tx, &cx, stored, spec.version, work)?;
        Ok(tx.record(event, view(&cx, &asked, stored)))
    })
    .await
}

/// Runs a light step on a draw that was read here, and keeps what it added.
pub(super) fn light<F>(
    tx: &mut WriteTx<'_>,
    app: &App,
    mut stored: Stored<Draw>,
    version: Option<u64>,
    work: F,
) -> Result<(Stored<Draw>, Event), AppError>
where
    F: FnOnce(&mut WriteTx<'_>, &mut Ceremony, Draw) -> Result<(Draw, Event), AppError>,
{
    if let Some(version) = version {
        stored.version = version;
    }
    let loaded = load(tx, app, &stored.value, Files::Small)?;
    let before = loaded.entries.len();
    let mut ceremony = loaded.ceremony(tx.time())?;
    let (draw, event) = work(tx, &mut ceremony, stored.value)?;
    stored.value = draw;
    let ids = app.ids();
    keep_entries(tx, &ids, &stored.value, ceremony.entries(), before)?;
    keep_files(tx, &ids, &stored.value, ceremony.into_added())?;
    Ok((tx.save(stored)?, event))
}

/// A heavy step: `compute` beside the writer, `settle` in the transaction.
pub(super) async fn outside<R, C, S>(
    app: &App,
    call: &Call,
    id: &str,
    spec: Spec,
    (files, compute): (Files, C),
    settle: S,
) -> Result<DrawView, AppError>
where
    R: Send + 'static,
    C: FnOnce(&mut Ceremony) -> Result<R, AppError> + Send + 'static,
    S: FnOnce(&mut WriteTx<'_>, &mut Ceremony, Draw, R) -> Result<(Draw, Event), AppError>
        + Send
        + 'static,
{
    let id = AttemptId::parse(id)?;
    let (cx, asked, now) = (app.clone(), call.clone(), app.now());
    let computed = app.read(move |tx| {
        let stored = admitted(tx, &cx, &asked, id, &spec)?;
        if spec.version.is_some_and(|version| version != stored.version) {
            let (expected, found) = (spec.version.unwrap_or_default(), stored.version);
            let id = stored.value.id.to_string();
            return Err(
                sunlot_store::StoreError::Version { table: "draw", id, expected, found }.into()
            );
        }
        let loaded = load(tx, &cx, &stored.value, files)?;
        let before = loaded.entries.len();
        let mut ceremony = loaded.ceremony(now.max(last_time(tx)?))?;
        let found = compute(&mut ceremony)?;
        let entries = ceremony.entries()[before..].to_vec();
        Ok((stored, spec, found, entries, ceremony.into_added()))
    });
    let (seen, spec, found, entries, added) = computed.await?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = admitted(tx, &cx, &asked, id, &spec)?;
        // Somebody was quicker: what was computed is about another state.
        stored.version = seen.version;
        let mut loaded = load(tx, &cx, &seen.value, Files::Small)?;
        put_small(&mut loaded, &added);
        let before = loaded.entries.len();
        let mut ceremony = loaded.ceremony(tx.time())?;
        for entry in &entries {
            ceremony.log_again(&entry.entry)?;
        }
        let (draw, event) = settle(tx, &mut ceremony, stored.value, found)?;
        stored.value = draw;
        let ids = cx.ids();
        keep_entries(tx, &ids, &stored.value, ceremony.entries(), before)?;
        keep_files(tx, &ids, &stored.value, added)?;
        keep_files(tx, &ids, &stored.value, ceremony.into_added())?;
        let stored = tx.save(stored)?;
        Ok(tx.record(event, view(&cx, &asked, stored)))
    })
    .await
}

/// Time of the last entry of the log.
pub(super) fn last_time(
    tx: &mut ReadTx<'_>,
) -> Result<sunlot_sortition::time::UtcSecond, AppError> {
    Ok(sunlot_store::ledger::time(tx)?)
}

/// Moves the tasks of a draw; a supplement leaves them where they are.
pub(super) fn move_tasks(tx: &mut WriteTx<'_>, draw: &Draw, by: DrawMove) -> Result<(), AppError> {
    if draw.kind == sunlot_domain::draws::DrawKind::Supplement {
        return Ok(());
    }
    for id in draw.tasks() {
        let stored = tx.need::<Task>(&id)?;
        let moved = stored.value.clone().moved(by)?;
        tx.save(stored.map(|_| moved))?;
    }
    Ok(())
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
    let (by, parsed) = (visible::person(call)?, AttemptId::parse(id)?);
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
        officers: report.officers,
        conflicts: report.conflicts,
        pools: Vec::new(),
    }
}

fn ssj_id(draw: &Draw) -> Result<DrawId, AppError> {
    DrawId::parse(&draw.draw_id())
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

/// 承诺。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CommitRequest {
    /// 承诺：64 位小写十六进制。随机数本身由提供方自己保管，不要提交。
    pub commitment: String,
}

/// 承诺 by a contributor, who keeps the nonce.
///
/// # Errors
/// Missing, not a party, another state, or no digest.
pub async fn commit(
    app: &App,
    call: &Call,
    id: &str,
    request: CommitRequest,
) -> Result<DrawView, AppError> {
    let account = call.account()?.to_string();
    let digest = Digest::parse_hex(&request.commitment).ok_or_else(|| {
        let text = "承诺应为 64 位小写十六进制；请由随机数工具生成后原样粘贴。";
        AppError::field("commitment", "draw.commitment", text)
    })?;
    let spec =
        Spec::party(Action::DrawCommitted, Permission::DrawContribute, &[DrawState::Planned]);
    within(app, call, id, spec, move |_, ceremony, draw| {
        let party = draw.setting.party_of(&account).ok_or(DrawError::NotParty)?.id.clone();
        ceremony.accept_commitment(&party, &digest)?;
        let event = Event::new(Action::DrawCommitted, draw.id);
        Ok((draw, event))
    })
    .await
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
    let (parsed, cx) = (AttemptId::parse(id)?, app.clone());
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

/// 揭示。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct RevealRequest {
    /// 随机数：64 位小写十六进制，须与承诺一致。
    pub nonce: String,
}

/// 揭示 by a contributor.
///
/// # Errors
/// Missing, not a party, too late, or another nonce than was promised.
pub async fn reveal(
    app: &App,
    call: &Call,
    id: &str,
    request: RevealRequest,
) -> Result<DrawView, AppError> {
    let account = call.account()?.to_string();
    let nonce = from_hex(&request.nonce).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let nonce = nonce.ok_or_else(|| {
        AppError::field("nonce", "draw.nonce", "随机数应为 64 位小写十六进制；请原样粘贴。")
    })?;
    let spec =
        Spec::party(Action::DrawRevealed, Permission::DrawContribute, &[DrawState::Announced]);
    within(app, call, id, spec, move |_, ceremony, draw| {
        let party = draw.setting.party_of(&account).ok_or(DrawError::NotParty)?.id.clone();
        ceremony.reveal_nonce(&party, nonce)?;
        let event = Event::new(Action::DrawRevealed, draw.id);
        Ok((draw, event))
    })
    .await
}

/// 签收。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ReceiptRequest {
    /// 托管方对密封件的签收：128 位十六进制的 SM2 签名。
    pub receipt: String,
}

/// 签收 by a holder, who opened the box and held the nonce against the commitment elsewhere.
///
/// # Errors
/// Missing, not a holder, too late, or a signature that does not hold.
pub async fn escrow(
    app: &App,
    call: &Call,
    id: &str,
    request: ReceiptRequest,
) -> Result<DrawView, AppError> {
    let account = call.account()?.to_string();
    let receipt =
        from_hex(&request.receipt).filter(|bytes| bytes.len() == 64).ok_or_else(|| {
            AppError::field("receipt", "draw.receipt", "签收应为 128 位十六进制的签名。")
        })?;
    let spec = Spec::party(Action::DrawEscrowed, Permission::DrawHold, &[DrawState::Announced]);
    within(app, call, id, spec, move |_, ceremony, draw| {
        let holder = draw.setting.holders.iter().find(|holder| holder.account == account);
        let name = holder.ok_or(DrawError::NotParty)?.name.clone();
        ceremony.receive_signed(draw.setting.organiser(), &name, &receipt)?;
        let event = Event::new(Action::DrawEscrowed, draw.id);
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

/// 摇号记录单。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SheetRequest {
    /// 20 位数字。
    pub digits: String,
}

/// 记录摇号 by one of two recorders; the second sheet that agrees makes it the public entropy.
///
/// # Errors
/// Missing, not a recorder, too early, another form, or sheets that differ.
pub async fn sheet(
    app: &App,
    call: &Call,
    id: &str,
    request: SheetRequest,
) -> Result<DrawView, AppError> {
    let account = call.account()?.to_string();
    let spec = Spec::party(Action::DrawSheet, Permission::DrawRecord, &[DrawState::Closed]);
    let ids = app.ids();
    within(app, call, id, spec, move |tx, ceremony, draw| {
        let recorder = draw.setting.recorders.iter().find(|r| r.account == account);
        let recorder = recorder.ok_or(DrawError::NotParty)?.id.clone();
        if request.digits.len() != 20 || !request.digits.bytes().all(|b| b.is_ascii_digit()) {
            let text = "摇号结果应为 20 位数字；请对照记录单逐位核对。";
            return Err(AppError::field("digits", "draw.digits", text));
        }
        let due = sunlot_sortition::time::UtcSecond::parse(&draw.setting.beacon_at)?;
        if tx.time() < due {
            return Err(CeremonyError::OutOfOrder {
                step: "记录摇号".to_owned(),
                detail: format!("约定的产生时间为 {due}，请届时再录入。"),
            }
            .into());
        }
        let mut sheets = draws::sheets(tx, draw.id)?;
        match sheets.iter().position(|sheet| sheet.value.recorder == recorder) {
            Some(at) => {
                let mut own = sheets.remove(at);
                own.value.digits = request.digits;
                sheets.push(tx.save(own)?);
            }
            None => {
                let sheet = DrawSheet {
                    id: ids.make(),
                    draw: draw.id,
                    recorder: recorder.clone(),
                    digits: request.digits,
                };
                sheets.push(tx.insert(sheet)?);
            }
        }
        let own = sheets.last().map(|sheet| sheet.value.clone());
        let agreed = sheets.iter().map(|sheet| &sheet.value).find(|sheet| {
            own.as_ref()
                .is_some_and(|own| own.recorder != sheet.recorder && own.digits == sheet.digits)
        });
        let (Some(own), Some(other)) = (&own, agreed) else {
            let event = Event::new(Action::DrawSheet, draw.id);
            return Ok((draw, event));
        };
        let both = [own, other].map(|sheet| (sheet.recorder.clone(), sheet.digits.clone()));
        let draw = draw.step(DrawStep::Beacon)?;
        ceremony.take_beacon(&BeaconInput { value: String::new(), sheets: both.to_vec() })?;
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
    let compute = |ceremony: &mut Ceremony| Ok(ceremony.draw(None)?);
    outside(app, call, id, spec, (Files::Outcome, compute), |tx, _, draw, record| {
        let mut draw = draw.step(DrawStep::Draw)?;
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
    let rules = |list: &[sunlot_sortition::matching::RuleDeficit]| {
        list.iter().map(|step| (step.rule.clone(), step.deficit)).collect::<Vec<_>>()
    };
    let pool = |pool: &sunlot_sortition::match_files::PoolRecord| PoolCounts {
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

/// 启封 by a holder, when the organiser does not or cannot.
///
/// # Errors
/// Missing, not a holder, another state, or another nonce than was promised.
pub async fn unseal_held(
    app: &App,
    call: &Call,
    id: &str,
    request: RevealRequest,
) -> Result<DrawView, AppError> {
    let account = call.account()?.to_string();
    let nonce = from_hex(&request.nonce).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let nonce = nonce.ok_or_else(|| {
        AppError::field("nonce", "draw.nonce", "随机数应为 64 位小写十六进制；请原样粘贴。")
    })?;
    let spec = Spec::party(Action::DrawUnsealed, Permission::DrawHold, WITH_RESULT);
    // Until it is accepted the nonce is a secret: neither request nor answer is remembered.
    within(app, &call.forgetful(), id, spec, move |tx, ceremony, draw| {
        let holder = draw.setting.holders.iter().find(|holder| holder.account == account);
        let name = holder.ok_or(DrawError::NotParty)?.name.clone();
        let deadline = sunlot_sortition::time::UtcSecond::parse(&draw.setting.deadline)?;
        if tx.time() < deadline && draw.released < draw.batches() {
            return Err(DrawError::TooEarly {
                batch: draw.batches(),
                at: draw.setting.deadline.clone(),
            }
            .into());
        }
        let draw = draw.unseal()?;
        ceremony.unseal_nonce(Some(&name), nonce)?;
        let event = Event::new(Action::DrawUnsealed, draw.id);
        Ok((draw, event))
    })
    .await
}
