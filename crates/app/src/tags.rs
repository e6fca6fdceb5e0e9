//! 标签: use cases. A tag has an owner, a scope and a time; it is on a subject within both alone
//! (R-REG-07).

pub mod attach;
pub mod bulk;

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{Id, OrganId, TagId};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_domain::roles::{Place, Reach};
use sunlot_domain::tags::{SubjectTag, Tag, TagError, within};
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::tags::{self as store, TagFilter};
use sunlot_store::{ReadTx, Stored};
use utoipa::{IntoParams, ToSchema};

use crate::context::{App, Call};
use crate::error::{AppError, Kind};
use crate::organs::required_reason;
use crate::page::{Page, PageRequest};

/// Columns that the list can be sorted by.
const SORTABLE: &[&str] = &["name", "scope", "organ", "valid_from", "valid_to"];

/// Subjects that one act may touch.
pub(crate) const AT_ONCE: u64 = 50_000;

impl From<TagError> for AppError {
    fn from(error: TagError) -> AppError {
        let kind = match &error {
            TagError::Taken { .. }
            | TagError::Attached
            | TagError::Over
            | TagError::CountChanged { .. }
            | TagError::DutyTaken => Kind::Conflict,
            TagError::NotValid { .. }
            | TagError::OutOfScope { .. }
            | TagError::TooMany { .. }
            | TagError::OrganMayNotInspect => Kind::Rule,
            _ => Kind::Invalid,
        };
        let mut refusal = AppError::new(kind, error.code(), error.message_zh());
        refusal.log = error.to_string();
        if let TagError::CountChanged { expected, found } = error {
            refusal.more = Some(serde_json::json!({ "expected": expected, "found": found }));
        }
        refusal
    }
}

/// 标签, as it is shown.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TagView {
    /// 标识。
    pub id: String,
    /// 维护的部门。
    pub organ: String,
    /// 使用范围：省、市或县的区划代码。
    pub scope: String,
    /// 标签。
    pub name: String,
    /// 含义。
    pub meaning: String,
    /// 自哪天起。
    pub valid_from: String,
    /// 到哪天止。
    pub valid_to: Option<String>,
    /// 今天能否使用。
    pub usable: bool,
    /// 版本，修改时带回。
    pub version: u64,
    /// 最近一次变动在日志中的序号。
    pub log_index: u64,
    /// 您现在可以做的事。
    pub allowed_actions: Vec<String>,
}

/// 新标签。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewTag {
    /// 维护的部门。
    pub organ: String,
    /// 使用范围；不写为该部门的区划。
    #[serde(default)]
    pub scope: Option<String>,
    /// 标签，1 至 32 个字，范围内唯一。
    pub name: String,
    /// 含义。
    #[serde(default)]
    pub meaning: String,
    /// 自哪天起；不写为今天。
    #[serde(default)]
    pub valid_from: Option<String>,
    /// 到哪天止；不写为长期。
    #[serde(default)]
    pub valid_to: Option<String>,
    /// 理由。
    pub reason: String,
}

/// 标签的变更：含义或有效期。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct TagChange {
    /// 您看到的版本。
    pub version: u64,
    /// 含义。
    pub meaning: String,
    /// 到哪天止；不写为长期。
    #[serde(default)]
    pub valid_to: Option<String>,
    /// 理由。
    pub reason: String,
}

/// 标签改名：原标签结束，新标签接替，检查对象随之换成新标签。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct TagRename {
    /// 您看到的版本。
    pub version: u64,
    /// 新的名称。
    pub name: String,
    /// 含义；不写为原来的含义。
    #[serde(default)]
    pub meaning: Option<String>,
    /// 自哪天起用新名称；不写为今天，须晚于原标签的开始日期。
    #[serde(default)]
    pub from: Option<String>,
    /// 理由。
    pub reason: String,
}

/// 改名的结果。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TagRenamed {
    /// 接替的标签。
    pub tag: TagView,
    /// 结束的标签。
    pub ended: TagView,
    /// 随之更换的检查对象数。
    pub moved: u64,
}

/// 标签列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct TagQuery {
    /// 名称或含义的一部分。
    pub q: Option<String>,
    /// 可用于这个区划。
    pub region: Option<String>,
    /// 维护的部门。
    pub organ: Option<String>,
    /// 在这一天有效。
    pub on: Option<String>,
}

/// Divisions of the caller, around which he sees tags; `None` when he sees all of them.
fn around(app: &App, call: &Call) -> Option<Vec<DivisionCode>> {
    let scopes = app.policy.scopes(&call.actor, Permission::TagRead);
    if scopes.iter().any(|(reach, _)| *reach == Reach::All) {
        return None;
    }
    Some(scopes.into_iter().map(|(_, grant)| grant.region.clone()).collect())
}

/// The tag, when the caller sees it: it is used in his division, above or below it.
///
/// # Errors
/// The answer for a missing record.
pub(crate) fn seen(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    id: TagId,
) -> Result<Stored<Tag>, AppError> {
    let found = tx.need::<Tag>(&id)?;
    let scope = &found.value.scope;
    let near = |mine: &DivisionCode| {
        mine.as_str().starts_with(scope.prefix()) || scope.as_str().starts_with(mine.prefix())
    };
    match around(app, call) {
        Some(mine) if !mine.iter().any(near) => Err(AppError::missing()),
        _ => Ok(found),
    }
}

/// The tag, when the caller's organ owns it.
fn owned(app: &App, call: &Call, tx: &mut ReadTx<'_>, id: TagId) -> Result<Stored<Tag>, AppError> {
    let found = seen(app, call, tx, id)?;
    let organ = tx.need::<Organ>(&found.value.organ)?.value;
    let place = Place::of(organ.id, organ.region);
    match app.authorize(call, Permission::TagWrite, &place) {
        // He sees the tag, so that it is there is no secret.
        Err(error) if error.kind == Kind::Missing => Err(not_yours()),
        Err(error) => Err(error),
        Ok(()) => Ok(found),
    }
}

pub(crate) fn not_yours() -> AppError {
    let text = "这个标签由其他部门维护；本部门只能使用上级范围的标签，或请维护部门办理。";
    AppError::new(Kind::Forbidden, "tag.not_yours", text)
}

/// Whether the caller puts a tag on a subject of a division: his organ owns the tag, or it is a tag
/// of a wider scope and the subject lies in his own division.
pub(crate) fn may_use(app: &App, call: &Call, tag: &Tag, region: &DivisionCode) -> bool {
    let scopes = app.policy.scopes(&call.actor, Permission::TagWrite);
    scopes.iter().any(|(_, grant)| {
        let wider = tag.scope.prefix().len() < grant.region.prefix().len();
        let inside = region.as_str().starts_with(grant.region.prefix());
        grant.organ == tag.organ || (wider && inside)
    })
}

/// Lists tags that are used around the caller's division.
///
/// # Errors
/// A condition that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    query: TagQuery,
    page: PageRequest,
) -> Result<Page<TagView>, AppError> {
    let filter = TagFilter {
        around: around(app, call).unwrap_or_default(),
        usable_in: query.region.as_deref().map(DivisionCode::parse).transpose()?,
        organ: query.organ.as_deref().map(OrganId::parse).transpose()?,
        text: query.q.as_deref().map(str::trim).filter(|q| !q.is_empty()).map(str::to_owned),
        on: query.on.as_deref().map(Day::parse).transpose()?,
    };
    let (window, order) = (page.window()?, page.order(SORTABLE, "name, scope, id")?);
    let (found, total) = app.read(move |tx| Ok(store::list(tx, &filter, &order, window)?)).await?;
    let items = found.into_iter().map(|row| view(app, call, row)).collect();
    Ok(page.answer(items, total))
}

/// Shows one tag.
///
/// # Errors
/// Missing, also for a tag that is used elsewhere; or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<TagView, AppError> {
    let id = TagId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    let found = app.read(move |tx| seen(&cx, &asked, tx, id)).await?;
    Ok(view(app, call, found))
}

/// Creates a tag.
///
/// # Errors
/// Fields that are wrong, a word that is taken, or what the store answers.
pub async fn create(app: &App, call: &Call, new: NewTag) -> Result<TagView, AppError> {
    let organ = OrganId::parse(&new.organ)?;
    let reason = required_reason(&new.reason)?;
    let scope = new.scope.as_deref().map(DivisionCode::parse).transpose()?;
    let day = |text: &Option<String>| text.as_deref().map(Day::parse).transpose();
    let (from, valid_to) = (day(&new.valid_from)?.unwrap_or(app.today()), day(&new.valid_to)?);
    let id = app.ids().make();
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let organ = tx.need::<Organ>(&organ)?.value;
        let place = Place::of(organ.id, organ.region.clone());
        cx.authorize(&asked, Permission::TagWrite, &place)?;
        let tag = Tag {
            id,
            organ: organ.id,
            scope: scope.unwrap_or_else(|| organ.region.clone()),
            name: new.name.trim().to_owned(),
            meaning: new.meaning.trim().to_owned(),
            valid_from: from,
            valid_to,
        };
        tag.check()?;
        // An organ governs words for its own division, not for those beside or above it.
        if !tag.scope.as_str().starts_with(organ.region.prefix()) {
            return Err(TagError::Scope { code: tag.scope.as_str().to_owned() }.into());
        }
        let event = Event::new(Action::TagCreated, id).because(reason).with(described(&tag));
        let name = tag.name.clone();
        let stored = tx.insert(tag).map_err(|error| taken(error, &name))?;
        Ok(tx.record(event, view(&cx, &asked, stored)))
    })
    .await
}

fn taken(error: sunlot_store::StoreError, name: &str) -> AppError {
    match &error {
        sunlot_store::StoreError::Unique(what) if what.starts_with("tag.") => {
            TagError::Taken { name: name.to_owned() }.into()
        }
        _ => error.into(),
    }
}

/// Changes what a tag means or when it ends. What carries it carries it no longer than it is valid.
///
/// # Errors
/// Missing, another organ's, another version, fields that are wrong, or what the store answers.
pub async fn change(
    app: &App,
    call: &Call,
    id: &str,
    change: TagChange,
) -> Result<TagView, AppError> {
    let id = TagId::parse(id)?;
    let reason = required_reason(&change.reason)?;
    let valid_to = change.valid_to.as_deref().map(Day::parse).transpose()?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut stored = owned(&cx, &asked, tx, id)?;
        let before = stored.value.clone();
        stored.version = change.version;
        stored.value.meaning = change.meaning.trim().to_owned();
        stored.value.valid_to = valid_to;
        stored.value.check()?;
        if stored.value == before {
            return Err(TagError::NothingChanged.into());
        }
        let changes =
            Json::object([("after", described(&stored.value)), ("before", described(&before))]);
        let stored = tx.save(stored)?;
        let event = Event::new(Action::TagChanged, id).because(reason).with(changes);
        Ok(tx.record(event, view(&cx, &asked, stored)))
    })
    .await
}

/// Ends a tag and begins another one with the same scope on the day after; subjects that carry the
/// old one carry the new one from then on.
///
/// # Errors
/// As [`change`].
pub async fn rename(
    app: &App,
    call: &Call,
    id: &str,
    rename: TagRename,
) -> Result<TagRenamed, AppError> {
    let id = TagId::parse(id)?;
    let reason = required_reason(&rename.reason)?;
    let from = rename.from.as_deref().map_or(Ok(app.today()), Day::parse)?;
    let last = from.plus(-1).ok_or(TagError::Days)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let mut old = owned(&cx, &asked, tx, id)?;
        old.version = rename.version;
        if !within(old.value.valid_from, old.value.valid_to, from) {
            return Err(TagError::NotValid { name: old.value.name, day: from }.into());
        }
        let new = Tag {
            id: cx.ids().make(),
            name: rename.name.trim().to_owned(),
            meaning: rename.meaning.unwrap_or_else(|| old.value.meaning.clone()),
            valid_from: from,
            ..old.value.clone()
        };
        new.check()?;
        old.value.valid_to = Some(last);
        old.value.check()?;
        let holders = store::holders(tx, id, from)?;
        let moved = holders.len() as u64;
        if moved > AT_ONCE {
            return Err(TagError::TooMany { count: moved, max: AT_ONCE }.into());
        }
        let name = new.name.clone();
        let event = Event::new(Action::TagRenamed, id).because(reason).with(Json::object([
            ("moved", Json::count(moved)),
            ("new", described(&new)),
            ("new_id", Json::text(new.id.to_string())),
        ]));
        let old = tx.save(old)?;
        let new = tx.insert(new).map_err(|error| taken(error, &name))?;
        let mut follow = Vec::with_capacity(holders.len());
        for holder in holders {
            let it = &holder.value;
            let (id, valid_from) = (cx.ids().make(), it.valid_from.max(from));
            follow.push(SubjectTag { id, tag: new.value.id, valid_from, ..it.clone() });
            let (version, log_index) = (holder.version, holder.log_index);
            tx.save(Stored { value: holder.value.end(last)?, version, log_index })?;
        }
        tx.insert_all(&follow)?;
        let (tag, ended) = (view(&cx, &asked, new), view(&cx, &asked, old));
        Ok(tx.record(event, TagRenamed { tag, ended, moved }))
    })
    .await
}

pub(crate) fn described(tag: &Tag) -> Json {
    Json::object([
        ("meaning", Json::text(&tag.meaning)),
        ("name", Json::text(&tag.name)),
        ("scope", Json::text(tag.scope.as_str())),
        ("valid_from", Json::text(tag.valid_from.to_string())),
        ("valid_to", Json::text(tag.valid_to.map(|day| day.to_string()).unwrap_or_default())),
    ])
}

fn view(app: &App, call: &Call, stored: Stored<Tag>) -> TagView {
    let tag = stored.value;
    let writes = app.policy.scopes(&call.actor, Permission::TagWrite);
    let owner = writes.iter().any(|(_, grant)| grant.organ == tag.organ);
    let wider = |prefix: &str| {
        tag.scope.prefix().len() < prefix.len() && prefix.starts_with(tag.scope.prefix())
    };
    let user = owner || writes.iter().any(|(_, grant)| wider(grant.region.prefix()));
    let usable = within(tag.valid_from, tag.valid_to, app.today());
    let actions = [
        ("change", owner),
        ("rename", owner && usable),
        ("attach", user && usable),
        ("detach", user),
    ];
    let allowed = actions.into_iter().filter(|(_, may)| *may).map(|(name, _)| name.to_owned());
    TagView {
        id: tag.id.to_string(),
        organ: tag.organ.to_string(),
        scope: tag.scope.as_str().to_owned(),
        name: tag.name,
        meaning: tag.meaning,
        valid_from: tag.valid_from.to_string(),
        valid_to: tag.valid_to.map(|day| day.to_string()),
        usable,
        version: stored.version,
        log_index: stored.log_index,
        allowed_actions: allowed.collect(),
    }
}
