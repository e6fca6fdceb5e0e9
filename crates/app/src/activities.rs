//! 培训、宣传、经验: use cases. Each department keeps its own register, with what shows each entry.

use serde::{Deserialize, Serialize};
use sunlot_domain::activities::{
    Activity, ActivityError, ActivityFile, ActivityKind, ActivityState,
};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::evidence::{EvidenceError, media_of};
use sunlot_domain::files::{FileDigest, StoredFile};
use sunlot_domain::ids::{ActivityId, Id, OrganId};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::Place;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::activities::{self as store, ActivityFilter};
use sunlot_store::{ReadTx, Stored, files};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::AppError;
use crate::follow::{self, Act, Noun, Seen, nothing, organ_name, unknown};
use crate::organs::required_reason;
use crate::page::{Page, PageRequest};
use crate::visible;

crate::domain_refusals! { Rule: ActivityError }

/// 一份佐证材料。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ActivityFileView {
    /// 内容的 SHA-256。
    pub sha256: String,
    /// 名称。
    pub name: String,
    /// 字节数。
    pub bytes: u64,
    /// 媒体类型，按内容判断。
    pub media: String,
}

/// 培训、宣传或经验。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ActivityView {
    /// 标识。
    pub id: String,
    /// 部门。
    pub organ: String,
    /// 部门名称。
    pub organ_name: String,
    /// 种类代码。
    pub kind: String,
    /// 种类。
    pub kind_name: String,
    /// 日期。
    pub day: String,
    /// 标题。
    pub title: String,
    /// 人数；不计人数的为 0。
    pub people: u32,
    /// 内容。
    pub text: String,
    /// 佐证材料。
    pub files: Vec<ActivityFileView>,
    /// 状态代码。
    pub state: String,
    /// 状态。
    pub state_name: String,
    /// 撤销的理由。
    pub withdrawn: Option<String>,
    /// 版本，修改时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 登记培训、宣传或经验。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewActivity {
    /// 部门。
    pub organ: String,
    /// training 培训、publicity 宣传、experience 经验。
    pub kind: String,
    /// 日期，不晚于今天。
    pub day: String,
    /// 标题。
    pub title: String,
    /// 人数；培训必填。
    #[serde(default)]
    pub people: u32,
    /// 内容。
    pub text: String,
}

/// 修改登记。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ActivityChange {
    /// 您看到的版本。
    pub version: u64,
    /// training 培训、publicity 宣传、experience 经验。
    pub kind: String,
    /// 日期，不晚于今天。
    pub day: String,
    /// 标题。
    pub title: String,
    /// 人数；培训必填。
    #[serde(default)]
    pub people: u32,
    /// 内容。
    pub text: String,
}

/// 撤销登记。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ActivityEnd {
    /// 您看到的版本。
    pub version: u64,
    /// 理由。
    pub reason: String,
}

/// 材料属于哪一版登记。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct ActivityUpload {
    /// 您看到的版本。
    pub version: u64,
}

/// 列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct ActivityQuery {
    /// 种类代码。
    pub kind: Option<String>,
    /// 部门。
    pub organ: Option<String>,
    /// 自哪天。
    pub from: Option<String>,
    /// 到哪天。
    pub to: Option<String>,
    /// 不列已撤销的。
    pub recorded: bool,
}

/// The noun.
struct Activities;

impl Noun for Activities {
    type Id = ActivityId;
    type Record = Activity;
    type View = ActivityView;

    const READ: Permission = Permission::ActivityRead;

    fn place(record: &Activity) -> Place {
        Place::of(record.organ, record.region.clone())
    }

    fn view(
        seen: &Seen,
        tx: &mut ReadTx<'_>,
        stored: Stored<Activity>,
    ) -> Result<ActivityView, AppError> {
        let it = stored.value;
        let may = it.state == ActivityState::Recorded
            && seen.may(Permission::ActivityWrite, &Activities::place(&it));
        let actions: &[&str] = if may { &["change", "upload", "withdraw"] } else { &[] };
        let mut shown = Vec::new();
        for file in &it.files {
            let kept = tx.need::<StoredFile>(&file.sha256)?.value;
            shown.push(ActivityFileView {
                sha256: file.sha256.clone(),
                name: file.name.clone(),
                bytes: kept.bytes,
                media: kept.media,
            });
        }
        Ok(ActivityView {
            id: it.id.to_string(),
            organ: it.organ.to_string(),
            organ_name: organ_name(tx, it.organ)?,
            kind: it.kind.code().into(),
            kind_name: it.kind.name_zh().into(),
            day: it.day.to_string(),
            title: it.title,
            people: it.people,
            text: it.text,
            files: shown,
            state: it.state.code().into(),
            state_name: it.state.name_zh().into(),
            withdrawn: it.withdrawn,
            version: stored.version,
            log_index: stored.log_index,
            allowed_actions: actions.iter().map(|action| (*action).to_owned()).collect(),
        })
    }
}

fn kind(code: &str) -> Result<ActivityKind, AppError> {
    ActivityKind::parse(code).ok_or_else(|| unknown("kind", code))
}

/// Lists activities, the newest first.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    query: ActivityQuery,
    page: PageRequest,
) -> Result<Page<ActivityView>, AppError> {
    let which = ActivityFilter {
        visible: visible::scope(app, call, Permission::ActivityRead),
        kind: query.kind.as_deref().map(kind).transpose()?,
        organ: query.organ.as_deref().map(OrganId::parse).transpose()?,
        from: query.from.as_deref().map(Day::parse).transpose()?,
        to: query.to.as_deref().map(Day::parse).transpose()?,
        recorded: query.recorded,
    };
    let order = page.order(&["day", "kind", "organ", "people"], "day DESC, id")?;
    let (window, seen) = (page.window()?, Seen::by(app, call));
    let (items, total) = app
        .read(move |tx| {
            let (found, total) = store::list(tx, &which, &order, window)?;
            let views = found.into_iter().map(|stored| Activities::view(&seen, tx, stored));
            Ok((views.collect::<Result<Vec<_>, AppError>>()?, total))
        })
        .await?;
    Ok(page.answer(items, total))
}

/// Shows an activity.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<ActivityView, AppError> {
    follow::show::<Activities>(app, call, id).await
}

/// Records an activity of a department.
///
/// # Errors
/// Another department's, or fields that are wrong.
pub async fn record(app: &App, call: &Call, new: NewActivity) -> Result<ActivityView, AppError> {
    let (organ, by) = (OrganId::parse(&new.organ)?, visible::person(call)?);
    let (kind, day) = (kind(&new.kind)?, Day::parse(&new.day)?);
    let (seen, id) = (Seen::by(app, call), app.ids().make());
    app.write(call, move |tx| {
        let organ = tx.get::<Organ>(&organ)?.ok_or_else(AppError::missing)?.value;
        let place = Place::of(organ.id, organ.region.clone());
        seen.app.authorize(&seen.call, Permission::ActivityWrite, &place)?;
        let activity = Activity {
            id,
            organ: organ.id,
            region: organ.region,
            kind,
            day,
            title: new.title.trim().to_owned(),
            people: new.people,
            text: new.text.trim().to_owned(),
            files: Vec::new(),
            recorded_by: by,
            state: ActivityState::Recorded,
            withdrawn: None,
        };
        activity.check(seen.today)?;
        let details = Json::object([("title", Json::text(&activity.title))]);
        let stored = tx.insert(activity)?;
        let view = Activities::view(&seen, tx, stored)?;
        Ok(tx.record(Event::new(Action::ActivityRecorded, id).with(details), view))
    })
    .await
}

fn doing(action: Action, version: u64) -> Act {
    Act::new(action, Permission::ActivityWrite, version)
}

/// Changes what was recorded.
///
/// # Errors
/// Missing, another version, a withdrawn record, or fields that are wrong.
pub async fn change(
    app: &App,
    call: &Call,
    id: &str,
    form: ActivityChange,
) -> Result<ActivityView, AppError> {
    let (kind, day) = (kind(&form.kind)?, Day::parse(&form.day)?);
    let act = doing(Action::ActivityChanged, form.version);
    follow::act::<Activities, _>(app, call, id, act, move |_, doing, activity| {
        let (title, text) = (form.title.trim().to_owned(), form.text.trim().to_owned());
        let changed = Activity { kind, day, title, people: form.people, text, ..activity };
        changed.check(doing.today)?;
        Ok((changed, nothing()))
    })
    .await
}

/// Keeps a file that shows it, by its content (R-ACT-01).
///
/// # Errors
/// Missing, another version, a withdrawn record, or a file that is refused.
pub async fn upload(
    app: &App,
    call: &Call,
    id: &str,
    seen: ActivityUpload,
    (name, bytes): (String, Vec<u8>),
) -> Result<ActivityView, AppError> {
    let media = media_of(&bytes).ok_or(EvidenceError::Media)?;
    let sha256 = FileDigest::of(&bytes).to_string();
    let act = doing(Action::ActivityShown, seen.version);
    follow::act::<Activities, _>(app, call, id, act, move |tx, _, activity| {
        let details = Json::object([("file", Json::text(&sha256))]);
        let activity = activity.show(ActivityFile { sha256, name })?;
        files::put(tx, &bytes, media)?;
        Ok((activity, details))
    })
    .await
}

/// Withdraws a record that was made by mistake.
///
/// # Errors
/// Missing, another version, one that was withdrawn, or no reason.
pub async fn withdraw(
    app: &App,
    call: &Call,
    id: &str,
    form: ActivityEnd,
) -> Result<ActivityView, AppError> {
    let reason = required_reason(&form.reason)?;
    let act = doing(Action::ActivityWithdrawn, form.version).because(reason.clone());
    follow::act::<Activities, _>(app, call, id, act, move |_, _, activity| {
        Ok((activity.withdraw(reason)?, nothing()))
    })
    .await
}

/// The bytes of a file of an activity.
///
/// # Errors
/// Missing, a file of something else, or bytes that are not what was kept.
pub async fn download(
    app: &App,
    call: &Call,
    id: &str,
    sha256: &str,
) -> Result<(String, Vec<u8>), AppError> {
    let (id, sha256) = (ActivityId::parse(id)?, sha256.to_owned());
    let seen = Seen::by(app, call);
    app.read(move |tx| {
        let activity = tx.need::<Activity>(&id)?.value;
        let place = Activities::place(&activity);
        visible::see(&seen.app, &seen.call, Permission::ActivityRead, &place)?;
        let named = activity.files.iter().find(|file| file.sha256 == sha256);
        let file = named.and_then(|file| FileDigest::parse(&file.sha256));
        let file = file.ok_or_else(AppError::missing)?;
        let media = tx.need::<StoredFile>(&file)?.value.media;
        Ok((media, files::get(tx, file)?))
    })
    .await
}
