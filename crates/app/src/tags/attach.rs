//! A tag on one subject: attached, ended, or withdrawn.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{Id, LinkId, SubjectId, TagId};
use sunlot_domain::policy::Permission;
use sunlot_domain::registers::SubjectEntry;
use sunlot_domain::tags::{SubjectTag, Tag, TagError};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::tags as store;
use sunlot_store::{ReadTx, Stored};
use utoipa::{IntoParams, ToSchema};

use super::{may_use, not_yours, seen};
use crate::context::{App, Call};
use crate::error::AppError;
use crate::organs::required_reason;
use crate::subjects::Sight;

/// 加标签。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewSubjectTag {
    /// 标签的标识。
    pub tag: String,
    /// 自哪天起；不写为今天。
    #[serde(default)]
    pub valid_from: Option<String>,
    /// 到哪天止；不写为标签本身的期限。
    #[serde(default)]
    pub valid_to: Option<String>,
    /// 理由。
    pub reason: String,
}

/// 取消标签。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct TagEnd {
    /// 您看到的版本。
    pub version: u64,
    /// 最后一天；不写为昨天，即今天起没有这个标签。早于开始日期的，等于从未加过。
    #[serde(default)]
    pub last_day: Option<String>,
    /// 理由。
    pub reason: String,
}

/// 检查对象标签的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct SubjectTagQuery {
    /// 只列出在这一天有效的；不写则列出全部，包括已取消的。
    pub on: Option<String>,
}

/// 检查对象的一个标签, as it is shown.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SubjectTagView {
    /// 标识。
    pub id: String,
    /// 检查对象。
    pub subject: String,
    /// 标签的标识。
    pub tag: String,
    /// 标签。
    pub name: String,
    /// 自哪天起。
    pub valid_from: String,
    /// 到哪天止。
    pub valid_to: Option<String>,
    /// 误加后撤回，从未有效。
    pub withdrawn: bool,
    /// 版本，处理时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// The subject, when the caller sees its internal side.
pub(crate) fn subject(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    id: SubjectId,
) -> Result<SubjectEntry, AppError> {
    let entry = tx.need::<SubjectEntry>(&id)?.value;
    let sight = Sight::of(app, call, Permission::SubjectRead);
    if sight.sees(&entry) { Ok(entry) } else { Err(AppError::missing()) }
}

/// Tags of a subject.
///
/// # Errors
/// Missing, also for what the caller may not see; or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    id: &str,
    query: SubjectTagQuery,
) -> Result<Vec<SubjectTagView>, AppError> {
    let id = SubjectId::parse(id)?;
    let on = query.on.as_deref().map(Day::parse).transpose()?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let entry = subject(&cx, &asked, tx, id)?;
        let held = match on {
            None => None,
            Some(day) => Some(sunlot_store::subjects::tags_on(tx, id, day)?),
        };
        let mut shown = Vec::new();
        for row in store::of_subject(tx, id)? {
            let it = &row.value;
            let holds =
                |day| !it.withdrawn && sunlot_domain::tags::within(it.valid_from, it.valid_to, day);
            let valid = held.as_ref().is_none_or(|held| held.iter().any(|(tag, _)| *tag == it.tag));
            if valid && on.is_none_or(holds) {
                shown.push(view(&cx, &asked, tx, &entry, row)?);
            }
        }
        Ok(shown)
    })
    .await
}

/// Checks that a tag can be on a subject for a time, and gives its last day (R-REG-07).
pub(crate) fn period(
    tag: &Tag,
    entry: &SubjectEntry,
    from: Day,
    to: Option<Day>,
) -> Result<Option<Day>, TagError> {
    tag.usable(&entry.region, from)?;
    match to.or(tag.valid_to) {
        Some(last) if last < from => Err(TagError::Days),
        Some(last) => tag.usable(&entry.region, last).map(|()| Some(last)),
        None => Ok(None),
    }
}

/// Puts a tag on a subject.
///
/// # Errors
/// Missing, a tag that is not valid then or not used there, another organ's, attached already, or
/// what the store answers.
pub async fn attach(
    app: &App,
    call: &Call,
    id: &str,
    new: NewSubjectTag,
) -> Result<SubjectTagView, AppError> {
    let id = SubjectId::parse(id)?;
    let tag = TagId::parse(&new.tag)?;
    let reason = required_reason(&new.reason)?;
    let from = new.valid_from.as_deref().map_or(Ok(app.today()), Day::parse)?;
    let to = new.valid_to.as_deref().map(Day::parse).transpose()?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let entry = subject(&cx, &asked, tx, id)?;
        let tag = seen(&cx, &asked, tx, tag)?.value;
        let valid_to = period(&tag, &entry, from, to)?;
        if !may_use(&cx, &asked, &tag, &entry.region) {
            return Err(not_yours());
        }
        if store::held(tx, id, tag.id, from)?.is_some() {
            return Err(TagError::Attached.into());
        }
        let stored = tx.insert(SubjectTag {
            id: cx.ids().make(),
            subject: id,
            tag: tag.id,
            valid_from: from,
            valid_to,
            withdrawn: false,
        })?;
        let event = Event::new(Action::TagAttached, id).because(reason);
        let event = event.with(described(&stored.value));
        let view = view(&cx, &asked, tx, &entry, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Takes a tag off a subject, from a day on or as if it had never been there.
///
/// # Errors
/// Missing, another organ's tag, over already, another version, or what the store answers.
pub async fn end(
    app: &App,
    call: &Call,
    id: &str,
    end: TagEnd,
) -> Result<SubjectTagView, AppError> {
    let id = LinkId::parse(id)?;
    let reason = required_reason(&end.reason)?;
    let last_day = match end.last_day.as_deref() {
        Some(day) => Day::parse(day)?,
        None => app.today().plus(-1).unwrap_or_else(|| app.today()),
    };
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let stored = tx.need::<SubjectTag>(&id)?;
        let entry = subject(&cx, &asked, tx, stored.value.subject)?;
        let tag = tx.need::<Tag>(&stored.value.tag)?.value;
        if !may_use(&cx, &asked, &tag, &entry.region) {
            return Err(not_yours());
        }
        let log_index = stored.log_index;
        let value = stored.value.end(last_day)?;
        let event = Event::new(Action::TagDetached, entry.id).because(reason);
        let event = event.with(described(&value));
        let stored = tx.save(Stored { value, version: end.version, log_index })?;
        let view = view(&cx, &asked, tx, &entry, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

fn described(it: &SubjectTag) -> Json {
    Json::object([
        ("tag", Json::text(it.tag.to_string())),
        ("valid_from", Json::text(it.valid_from.to_string())),
        ("valid_to", Json::text(it.valid_to.map(|day| day.to_string()).unwrap_or_default())),
        ("withdrawn", Json::bool(it.withdrawn)),
    ])
}

fn view(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    entry: &SubjectEntry,
    stored: Stored<SubjectTag>,
) -> Result<SubjectTagView, AppError> {
    let it = stored.value;
    let tag = tx.need::<Tag>(&it.tag)?.value;
    let open = !it.withdrawn && it.valid_to.is_none_or(|last| last >= app.today());
    let may = open && may_use(app, call, &tag, &entry.region);
    Ok(SubjectTagView {
        id: it.id.to_string(),
        subject: it.subject.to_string(),
        tag: tag.id.to_string(),
        name: tag.name,
        valid_from: it.valid_from.to_string(),
        valid_to: it.valid_to.map(|day| day.to_string()),
        withdrawn: it.withdrawn,
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: may.then(|| "end".to_owned()).into_iter().collect(),
    })
}
