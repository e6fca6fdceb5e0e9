//! How a step is taken: who may, and where it runs. Light ones run inside the transaction, at its
//! time; heavy ones are computed beside the writer on a snapshot, and the transaction takes them
//! only when nothing changed meanwhile, with its own time on the entry.

use sunlot_ceremony::Ceremony;
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::draws::{Draw, DrawError, DrawKind, DrawState};
use sunlot_domain::ids::{DrawId, Id};
use sunlot_domain::policy::Permission;
use sunlot_domain::tasks::{DrawMove, Task};
use sunlot_sortition::time::UtcSecond;
use sunlot_store::{ReadTx, StoreError, Stored, WriteTx, inspectors};

use super::shelf::{Files, keep_entries, keep_files, load, put_small};
use super::view::{DrawView, place, view};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::visible;

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
    pub(super) fn run(action: Action, version: u64, states: &'static [DrawState]) -> Spec {
        let (permission, version) = (Permission::DrawRun, Some(version));
        Spec { action, permission, version, party: false, states }
    }

    pub(super) fn party(
        action: Action,
        permission: Permission,
        states: &'static [DrawState],
    ) -> Spec {
        Spec { action, permission, version: None, party: true, states }
    }
}

/// Reads a draw for somebody who may take a step with it.
pub(super) fn admitted(
    tx: &mut ReadTx<'_>,
    app: &App,
    call: &Call,
    id: DrawId,
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
pub(crate) fn names(draw: &Draw, call: &Call) -> bool {
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
    let id = DrawId::parse(id)?;
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
    let id = DrawId::parse(id)?;
    let (cx, asked, now) = (app.clone(), call.clone(), app.now());
    let computed = app.read(move |tx| {
        let stored = admitted(tx, &cx, &asked, id, &spec)?;
        if spec.version.is_some_and(|version| version != stored.version) {
            let (expected, found) = (spec.version.unwrap_or_default(), stored.version);
            let id = stored.value.id.to_string();
            return Err(StoreError::Version { table: "draw", id, expected, found }.into());
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
pub(super) fn last_time(tx: &mut ReadTx<'_>) -> Result<UtcSecond, AppError> {
    Ok(sunlot_store::ledger::time(tx)?)
}

/// Moves the tasks of a draw; a supplement leaves them where they are.
pub(super) fn move_tasks(tx: &mut WriteTx<'_>, draw: &Draw, by: DrawMove) -> Result<(), AppError> {
    if draw.kind == DrawKind::Supplement {
        return Ok(());
    }
    for id in draw.tasks() {
        let stored = tx.need::<Task>(&id)?;
        let moved = stored.value.clone().moved(by)?;
        tx.save(stored.map(|_| moved))?;
    }
    Ok(())
}
