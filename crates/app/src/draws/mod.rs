//! 抽取: use cases. The ceremony's own steps on the platform's store, log and accounts.

mod announced;
mod live;
mod material;
mod parties;
mod prepare;
mod public;
mod release;
mod requests;
mod shelf;
mod stand_in;
mod step;
mod steps;
mod tally;
mod view;

pub use announced::{
    AnnouncedUnit, Announcement, AnnouncementPage, CheckpointView, ContributorView, StepView,
    public_list, public_show,
};
pub(crate) use announced::{day_of, is_open};
pub use live::{AttendeeView, CommitmentView, LiveEntry, LiveView, live};
pub use parties::{
    CommitRequest, ReceiptRequest, RevealRequest, SheetRequest, commit, escrow, reveal, sheet,
    unseal_held,
};
pub use prepare::{HolderForm, NewDraw, RegionForm, prepare, withdraw};
pub use public::{
    PublicDraw, PublicEntry, TicketAnswer, TicketView, attempts, audit_bundle, bundle, ticket,
};
pub(crate) use public::{bundle_files, explained, released};
pub use release::{
    ListView, ListedView, ReleaseRequest, ViewRequest, release, view_list, viewings,
};
pub use requests::{
    DecisionRequest, NewRequest, RematchRequest, SheetForm, approve as approve_request, ask,
    evidence, list as requests, refuse as refuse_request, rematch,
};
pub(crate) use step::names;
pub use steps::{
    BeaconRequest, DrawStepRequest, announce, approve, beacon, close, draw, match_inspectors,
    unseal,
};
pub use tally::UnitCutoff;
pub(crate) use tally::{SampleStratum, Tally, tally};
pub(crate) use view::request_view;
pub use view::{CountsView, DrawView, PartyView, PoolView, RequestView, UnitView, ViewingView};

use serde::{Deserialize, Serialize};
use sunlot_domain::draws::{Draw, DrawState};
use sunlot_domain::ids::{DrawId, Id, OrganId, TaskId};
use sunlot_domain::policy::Permission;
use sunlot_sortition::digest::to_hex;
use sunlot_store::draws::{DrawFilter, list as list_draws};
use sunlot_store::{ReadTx, Stored};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::AppError;
use crate::page::{Page, PageRequest};
use crate::visible;

/// 抽取列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct DrawListFilter {
    /// 发起部门。
    pub organ: Option<String>,
    /// 任务。
    pub task: Option<String>,
    /// 状态。
    pub state: Option<String>,
}

const SORTABLE: &[&str] = &["plan_no", "attempt", "state"];

/// Lists draws; also to those whom they name.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    asked: DrawListFilter,
    page: PageRequest,
) -> Result<Page<DrawView>, AppError> {
    let (window, order) = (page.window()?, page.order(SORTABLE, "plan_no, attempt")?);
    let state = asked.state.as_deref().map(|code| {
        DrawState::parse(code).ok_or_else(|| {
            AppError::field("state", "list.code", format!("“{code}”不是可用的代码；见接口说明。"))
        })
    });
    let which = DrawFilter {
        visible: visible::scope(app, call, Permission::DrawRead),
        named: call.actor.account,
        task: asked.task.as_deref().map(TaskId::parse).transpose()?,
        organ: asked.organ.as_deref().map(OrganId::parse).transpose()?,
        state: state.transpose()?,
        public: false,
    };
    let (found, total) = app.read(move |tx| Ok(list_draws(tx, &which, &order, window)?)).await?;
    let items = found.into_iter().map(|draw| view::view(app, call, draw)).collect();
    Ok(page.answer(items, total))
}

/// Shows one draw; also to those whom it names.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<DrawView, AppError> {
    let id = DrawId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let stored = seen(tx, &cx, &asked, id)?;
        Ok(view::view(&cx, &asked, stored))
    })
    .await
}

/// A draw for who may look at it: by permission, or because it names him.
fn seen(tx: &mut ReadTx<'_>, app: &App, call: &Call, id: DrawId) -> Result<Stored<Draw>, AppError> {
    let stored = tx.need::<Draw>(&id)?;
    if !step::names(&stored.value, call) {
        visible::see(app, call, Permission::DrawRead, &view::place(&stored.value))?;
    }
    Ok(stored)
}

/// 密封件。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BoxView {
    /// 密封件，十六进制；用托管方的私钥打开。
    pub sealed: String,
    /// 打开并与承诺核对之后，用私钥签名的文字。
    pub receipt_text: String,
}

/// The box for the holder who asks.
///
/// # Errors
/// Missing, not a holder, or before the intent.
pub async fn sealed_box(app: &App, call: &Call, id: &str) -> Result<BoxView, AppError> {
    let (id, account) = (DrawId::parse(id)?, call.account()?.to_string());
    let (cx, now) = (app.clone(), app.now());
    app.read(move |tx| {
        let draw = tx.need::<Draw>(&id)?.value;
        let holder = draw.setting.holders.iter().find(|holder| holder.account == account);
        let name = holder.ok_or_else(AppError::missing)?.name.clone();
        let organiser = draw.setting.organiser().to_owned();
        let loaded = shelf::load(tx, &cx, &draw, shelf::Files::Small)?;
        let ceremony = loaded.ceremony(now.max(step::last_time(tx)?))?;
        let (sealed, receipt_text) = ceremony.sealed_box(&organiser, &name)?;
        Ok(BoxView { sealed: to_hex(&sealed), receipt_text })
    })
    .await
}
