//! 请假和销假.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{Id, InspectorId, LinkId};
use sunlot_domain::inspectors::InspectorLeave;
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::Stored;
use sunlot_store::inspectors as store;
use utoipa::ToSchema;

use super::{Sight, kept, place, seen};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::organs::required_reason;

/// 登记请假。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewLeave {
    /// 第一天。
    pub first_day: String,
    /// 最后一天。
    pub last_day: String,
    /// 事由。
    pub reason: String,
}

/// 销假。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct LeaveEnd {
    /// 您看到的版本。
    pub version: u64,
    /// 哪天起回到岗位；不写为今天。不晚于请假第一天的，等于没有请假。
    #[serde(default)]
    pub back_on: Option<String>,
    /// 事由。
    pub reason: String,
}

/// 请假, as it is shown.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LeaveView {
    /// 标识。
    pub id: String,
    /// 人员。
    pub inspector: String,
    /// 第一天。
    pub first_day: String,
    /// 最后一天。
    pub last_day: String,
    /// 已撤销，没有请假。
    pub withdrawn: bool,
    /// 版本，处理时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// Leave of an inspector, earliest first.
///
/// # Errors
/// Missing, also for what the caller may not see; or what the store answers.
pub async fn list(app: &App, call: &Call, id: &str) -> Result<Vec<LeaveView>, AppError> {
    let id = InspectorId::parse(id)?;
    let sight = Sight::of(app, call);
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let (_, organ) = seen(&sight, tx, id)?;
        let found = store::leave(tx, id)?;
        Ok(found.into_iter().map(|row| view(&cx, &asked, &organ, row)).collect())
    })
    .await
}

/// Records that an inspector is away.
///
/// # Errors
/// Missing, days that overlap with another leave, or what the store answers.
pub async fn record(
    app: &App,
    call: &Call,
    id: &str,
    new: NewLeave,
) -> Result<LeaveView, AppError> {
    let inspector = InspectorId::parse(id)?;
    let reason = required_reason(&new.reason)?;
    let leave = InspectorLeave {
        id: app.ids().make(),
        inspector,
        first_day: Day::parse(&new.first_day)?,
        last_day: Day::parse(&new.last_day)?,
        withdrawn: false,
    };
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let (_, organ) = kept(&cx, &asked, tx, inspector)?;
        let others: Vec<_> = store::leave(tx, inspector)?.into_iter().map(|r| r.value).collect();
        leave.check(&others)?;
        let event = Event::new(Action::LeaveRecorded, inspector).because(reason);
        let event = event.with(described(&leave));
        let stored = tx.insert(leave)?;
        Ok(tx.record(event, view(&cx, &asked, &organ, stored)))
    })
    .await
}

/// 销假: the inspector is back, or never went.
///
/// # Errors
/// Missing, over already, another version, or what the store answers.
pub async fn end(app: &App, call: &Call, id: &str, end: LeaveEnd) -> Result<LeaveView, AppError> {
    let id = LinkId::parse(id)?;
    let reason = required_reason(&end.reason)?;
    let back = end.back_on.as_deref().map_or(Ok(app.today()), Day::parse)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let stored = tx.need::<InspectorLeave>(&id)?;
        let inspector = stored.value.inspector;
        let (_, organ) = kept(&cx, &asked, tx, inspector)?;
        let leave = stored.value.back(back)?;
        let event = Event::new(Action::LeaveWithdrawn, inspector).because(reason);
        let event = event.with(described(&leave));
        let stored = Stored { value: leave, version: end.version, log_index: stored.log_index };
        let stored = tx.save(stored)?;
        Ok(tx.record(event, view(&cx, &asked, &organ, stored)))
    })
    .await
}

fn described(leave: &InspectorLeave) -> Json {
    Json::object([
        ("first_day", Json::text(leave.first_day.to_string())),
        ("last_day", Json::text(leave.last_day.to_string())),
        ("withdrawn", Json::bool(leave.withdrawn)),
    ])
}

fn view(app: &App, call: &Call, organ: &Organ, stored: Stored<InspectorLeave>) -> LeaveView {
    let leave = stored.value;
    let may = app.may(call, Permission::InspectorWrite, &place(organ));
    let open = !leave.withdrawn && leave.last_day >= app.today();
    LeaveView {
        id: leave.id.to_string(),
        inspector: leave.inspector.to_string(),
        first_day: leave.first_day.to_string(),
        last_day: leave.last_day.to_string(),
        withdrawn: leave.withdrawn,
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: (may && open).then(|| "end".to_owned()).into_iter().collect(),
    }
}
