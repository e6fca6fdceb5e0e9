//! 监管责任: which organ supervises a subject for which item. An organ says so for itself.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{Id, LinkId, OrganId, SubjectId};
use sunlot_domain::items::ItemCode;
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::SubjectEntry;
use sunlot_domain::roles::Place;
use sunlot_domain::tags::{Duty, TagError};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::inspectors::Reached;
use sunlot_store::tags::{self as store, DutyFilter};
use sunlot_store::{ReadTx, Stored};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::AppError;
use crate::organs::required_reason;
use crate::page::{Page, PageRequest};
use crate::tags::attach::subject;
use crate::visible;

/// Columns that the list can be sorted by.
const SORTABLE: &[&str] = &["organ", "item_code", "valid_from", "valid_to"];

/// 确定监管责任。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewDuty {
    /// 部门。
    pub organ: String,
    /// 事项编码，须在该部门的抽查事项清单中。
    pub item_code: String,
    /// 检查对象的标识。
    pub subject: String,
    /// 自哪天起；不写为今天。
    #[serde(default)]
    pub valid_from: Option<String>,
    /// 到哪天止；不写为长期。
    #[serde(default)]
    pub valid_to: Option<String>,
    /// 理由。
    pub reason: String,
}

/// 结束监管责任。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct DutyEnd {
    /// 您看到的版本。
    pub version: u64,
    /// 最后一天；不写为今天。
    #[serde(default)]
    pub last_day: Option<String>,
    /// 理由。
    pub reason: String,
}

/// 监管责任列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct DutyQuery {
    /// 部门。
    pub organ: Option<String>,
    /// 检查对象。
    pub subject: Option<String>,
    /// 事项编码。
    pub item: Option<String>,
    /// 在这一天有效。
    pub on: Option<String>,
}

/// 监管责任, as it is shown.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DutyView {
    /// 标识。
    pub id: String,
    /// 部门。
    pub organ: String,
    /// 部门名称。
    pub organ_name: String,
    /// 事项编码。
    pub item_code: String,
    /// 检查对象。
    pub subject: String,
    /// 检查对象名称。
    pub subject_name: String,
    /// 自哪天起。
    pub valid_from: String,
    /// 到哪天止。
    pub valid_to: Option<String>,
    /// 版本，处理时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// Lists duties of the organs that the caller sees.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    query: DutyQuery,
    page: PageRequest,
) -> Result<Page<DutyView>, AppError> {
    let visible = visible::scope(app, call, Permission::TagRead);
    let filter = DutyFilter {
        reached: Reached { visible, own: None },
        organ: query.organ.as_deref().map(OrganId::parse).transpose()?,
        subject: query.subject.as_deref().map(SubjectId::parse).transpose()?,
        item: query.item.clone(),
        on: query.on.as_deref().map(Day::parse).transpose()?,
    };
    let (window, order) = (page.window()?, page.order(SORTABLE, "item_code, valid_from, id")?);
    let (cx, asked) = (app.clone(), call.clone());
    let (items, total) = app
        .read(move |tx| {
            let (found, total) = store::list_duties(tx, &filter, &order, window)?;
            let views = found.into_iter().map(|row| view(&cx, &asked, tx, row));
            Ok((views.collect::<Result<Vec<_>, AppError>>()?, total))
        })
        .await?;
    Ok(page.answer(items, total))
}

/// Who supervises a subject for what, also in the past.
///
/// # Errors
/// Missing, also for what the caller may not see; or what the store answers.
pub async fn of_subject(app: &App, call: &Call, id: &str) -> Result<Vec<DutyView>, AppError> {
    let id = SubjectId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        subject(&cx, &asked, tx, id)?;
        let found = store::duties(tx, id)?;
        found.into_iter().map(|row| view(&cx, &asked, tx, row)).collect()
    })
    .await
}

/// Says that an organ supervises a subject for an item.
///
/// # Errors
/// Missing, another organ, an item that is in none of the organ's lists, a duty that is there, or
/// what the store answers.
pub async fn assign(app: &App, call: &Call, new: NewDuty) -> Result<DutyView, AppError> {
    let organ = OrganId::parse(&new.organ)?;
    let reason = required_reason(&new.reason)?;
    let day = |text: &Option<String>| text.as_deref().map(Day::parse).transpose();
    let duty = Duty {
        id: app.ids().make(),
        organ,
        item_code: new.item_code.trim().to_owned(),
        subject: SubjectId::parse(&new.subject)?,
        valid_from: day(&new.valid_from)?.unwrap_or(app.today()),
        valid_to: day(&new.valid_to)?,
    };
    duty.check()?;
    let unknown = || TagError::ItemCode { code: duty.item_code.clone() };
    let item = ItemCode::parse(&duty.item_code).map_err(|_| unknown())?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let organ = tx.need::<Organ>(&organ)?.value;
        let place = Place::of(organ.id, organ.region.clone());
        cx.authorize(&asked, Permission::SubjectWrite, &place)?;
        if !organ.kind.may_inspect() {
            return Err(TagError::OrganMayNotInspect.into());
        }
        subject(&cx, &asked, tx, duty.subject)?;
        if sunlot_store::items::of_organ(tx, &item, organ.id)?.is_empty() {
            return Err(TagError::ItemCode { code: duty.item_code }.into());
        }
        let (code, day) = (&duty.item_code, duty.valid_from);
        if store::duty_of(tx, organ.id, code, duty.subject, day)?.is_some() {
            return Err(TagError::DutyTaken.into());
        }
        let event = Event::new(Action::DutyAssigned, duty.subject).because(reason);
        let event = event.with(described(&duty));
        let stored = tx.insert(duty)?;
        let view = view(&cx, &asked, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Says that an organ supervises a subject for an item no longer.
///
/// # Errors
/// Missing, also for another organ's; over already, another version, or what the store answers.
pub async fn end(app: &App, call: &Call, id: &str, end: DutyEnd) -> Result<DutyView, AppError> {
    let id = LinkId::parse(id)?;
    let reason = required_reason(&end.reason)?;
    let last_day = end.last_day.as_deref().map_or(Ok(app.today()), Day::parse)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let stored = tx.need::<Duty>(&id)?;
        let organ = tx.need::<Organ>(&stored.value.organ)?.value;
        let place = Place::of(organ.id, organ.region);
        cx.authorize(&asked, Permission::SubjectWrite, &place)?;
        let log_index = stored.log_index;
        let value = stored.value.end(last_day)?;
        let event = Event::new(Action::DutyEnded, value.subject).because(reason);
        let event = event.with(described(&value));
        let stored = tx.save(Stored { value, version: end.version, log_index })?;
        let view = view(&cx, &asked, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

fn described(duty: &Duty) -> Json {
    Json::object([
        ("item_code", Json::text(&duty.item_code)),
        ("organ", Json::text(duty.organ.to_string())),
        ("valid_from", Json::text(duty.valid_from.to_string())),
        ("valid_to", Json::text(duty.valid_to.map(|day| day.to_string()).unwrap_or_default())),
    ])
}

fn view(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    stored: Stored<Duty>,
) -> Result<DutyView, AppError> {
    let duty = stored.value;
    let organ = tx.need::<Organ>(&duty.organ)?.value;
    let place = Place::of(organ.id, organ.region);
    let open = duty.valid_to.is_none_or(|last| last > app.today());
    let may = open && app.may(call, Permission::SubjectWrite, &place);
    Ok(DutyView {
        id: duty.id.to_string(),
        organ: duty.organ.to_string(),
        organ_name: organ.name,
        item_code: duty.item_code,
        subject: duty.subject.to_string(),
        subject_name: tx.need::<SubjectEntry>(&duty.subject)?.value.name,
        valid_from: duty.valid_from.to_string(),
        valid_to: duty.valid_to.map(|day| day.to_string()),
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: may.then(|| "end".to_owned()).into_iter().collect(),
    })
}
