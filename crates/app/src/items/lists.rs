//! Lists, their versions, and the difference between two.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{Id, ItemListId, ItemListVersionId, OrganId};
use sunlot_domain::items::{
    Change, Item, ItemError, ItemList, ItemListVersion, ListKind, Stage, diff, in_words,
    organs_that_cannot_inspect,
};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_sortition::jcs::Json;
use sunlot_store::{ReadTx, conferences, items};
use utoipa::{IntoParams, ToSchema};

use super::views::{
    ItemListView, Names, VersionView, list_view, place, reads_drafts, refuse, version_view,
};
use crate::context::{App, Call};
use crate::error::{AppError, Kind};
use crate::organs::required_reason;
use crate::page::{Page, PageRequest};

/// 新清单。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewItemList {
    /// 编制机构；联合清单为联席会议办公室。
    pub organ: String,
    /// own 或 joint。
    pub kind: String,
    /// 名称。
    pub title: String,
    /// 编制理由。
    pub reason: String,
}

/// 新版本。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewVersion {
    /// 调整理由。
    pub reason: String,
}

/// 清单列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct ListFilter {
    /// 区划代码；包含其下级。
    pub region: Option<String>,
    /// 编制机构。
    pub organ: Option<String>,
    /// own 或 joint。
    pub kind: Option<String>,
    /// 名称的一部分。
    pub q: Option<String>,
}

/// 一个事项的一处差异。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DifferenceField {
    /// 字段。
    pub field: String,
    /// 字段的中文。
    pub field_name: String,
    /// 原来的内容。
    pub before: String,
    /// 现在的内容。
    pub after: String,
}

/// 一个事项的差异。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Difference {
    /// 事项编码。
    pub code: String,
    /// 事项名称。
    pub name: String,
    /// added 新增，removed 删除，changed 修改。
    pub change: String,
    /// 变化的中文。
    pub change_name: String,
    /// 各处差异。
    pub fields: Vec<DifferenceField>,
}

pub(crate) fn store_filter(
    filter: ListFilter,
    published: bool,
) -> Result<items::ListFilter, AppError> {
    Ok(items::ListFilter {
        region: filter.region.as_deref().map(DivisionCode::parse).transpose()?,
        organ: filter.organ.as_deref().map(OrganId::parse).transpose()?,
        kind: filter.kind.as_deref().map(list_kind).transpose()?,
        text: filter.q,
        published,
    })
}

fn list_kind(text: &str) -> Result<ListKind, AppError> {
    ListKind::parse(text).ok_or_else(|| {
        AppError::field("kind", "item_list.kind", format!("清单种类“{text}”应为 own 或 joint。"))
    })
}

/// Lists item lists; somebody without an account sees those that were published.
///
/// # Errors
/// A filter that cannot be read, or what the store answers.
pub async fn list(
    app: &App,
    call: &Call,
    filter: ListFilter,
    page: PageRequest,
) -> Result<Page<ItemListView>, AppError> {
    let which = store_filter(filter, !reads_drafts(app, call))?;
    let sortable = ["title", "region", "kind"];
    let (window, order) = (page.window()?, page.order(&sortable, "region, title, id")?);
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let (found, total) = items::list(tx, &which, &order, window)?;
        let mut views = Vec::new();
        for list in found {
            views.push(list_view(&cx, &asked, tx, list)?);
        }
        Ok(page.answer(views, total))
    })
    .await
}

/// A list that the caller may see.
pub(crate) fn visible(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    id: ItemListId,
) -> Result<sunlot_store::Stored<ItemList>, AppError> {
    let list = tx.need::<ItemList>(&id)?;
    let published =
        items::versions(tx, id)?.iter().any(|version| version.value.publication().is_some());
    if published || reads_drafts(app, call) { Ok(list) } else { Err(AppError::missing()) }
}

/// A version that the caller may see.
pub(crate) fn visible_version(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    id: ItemListVersionId,
) -> Result<sunlot_store::Stored<ItemListVersion>, AppError> {
    let version = tx.need::<ItemListVersion>(&id)?;
    let open = version.value.publication().is_none();
    if open && !reads_drafts(app, call) { Err(AppError::missing()) } else { Ok(version) }
}

/// Shows one list.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<ItemListView, AppError> {
    let id = ItemListId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let list = visible(&cx, &asked, tx, id)?;
        list_view(&cx, &asked, tx, list)
    })
    .await
}

/// Creates a list with its first draft.
///
/// # Errors
/// Fields that are wrong, an organ that cannot have such a list, or what the store answers.
pub async fn create(app: &App, call: &Call, new: NewItemList) -> Result<ItemListView, AppError> {
    let (organ, kind) = (OrganId::parse(&new.organ)?, list_kind(&new.kind)?);
    let title = new.title.trim().to_owned();
    let length = title.chars().count();
    if !(2..=80).contains(&length) {
        return Err(ItemError::Title { length }.into());
    }
    let reason = required_reason(&new.reason)?;
    let (cx, asked, ids) = (app.clone(), call.clone(), app.ids());
    app.write(call, move |tx| {
        let organ = tx.get::<Organ>(&organ)?.ok_or_else(AppError::missing)?.value;
        let conference = match kind {
            ListKind::Own => {
                let organs = [organ.clone()];
                refuse("", organs_that_cannot_inspect(&organs), Kind::Rule)?;
                None
            }
            ListKind::Joint => Some(conferences::of_office(tx, organ.id)?.ok_or_else(|| {
                let text = "联合清单由联席会议办公室编制；请先为本区划登记联席会议及其办公室。";
                AppError::rule("item_list.no_conference", text)
            })?),
        };
        let list = ItemList {
            id: ids.make(),
            organ: organ.id,
            region: organ.region,
            kind,
            conference: conference.map(|stored| stored.value.id),
            title,
        };
        let where_it_is = place(tx, &list, cx.today())?;
        cx.authorize(&asked, Permission::ItemListWrite, &where_it_is)?;
        let event = Event::new(Action::ItemListCreated, list.id).because(reason.clone());
        let event = event.with(Json::object([("title", Json::text(&list.title))]));
        let version = ItemListVersion {
            id: ids.make(),
            list: list.id,
            number: 1,
            based_on: None,
            reason,
            drafted_by: asked.actor.account,
            drafted_on: cx.today(),
            stage: Stage::Draft,
        };
        let stored = tx.insert(list)?;
        tx.insert(version)?;
        let view = list_view(&cx, &asked, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// Begins a new version as a copy of the published one.
///
/// # Errors
/// Another version is being prepared, or what the store answers.
pub async fn draft(
    app: &App,
    call: &Call,
    list: &str,
    new: NewVersion,
) -> Result<VersionView, AppError> {
    let list = ItemListId::parse(list)?;
    let reason = required_reason(&new.reason)?;
    let (cx, asked, ids) = (app.clone(), call.clone(), app.ids());
    app.write(call, move |tx| {
        let stored = tx.need::<ItemList>(&list)?.value;
        let where_it_is = place(tx, &stored, cx.today())?;
        cx.authorize(&asked, Permission::ItemListWrite, &where_it_is)?;
        if items::open_version(tx, list)?.is_some() {
            let text = "已有一个版本正在编制；请先公布或放弃它，再修订新版本。";
            return Err(AppError::new(Kind::Conflict, "item_list.open_version", text));
        }
        let base = items::published_version(tx, list)?.map(|version| version.value.id);
        let version = ItemListVersion {
            id: ids.make(),
            list,
            number: items::next_number(tx, list)?,
            based_on: base,
            reason: reason.clone(),
            drafted_by: asked.actor.account,
            drafted_on: cx.today(),
            stage: Stage::Draft,
        };
        let id = version.id;
        let stored = tx.insert(version)?;
        if let Some(base) = base {
            let rows = items::in_version(tx, base)?.into_iter().map(|row| row.value);
            let copy = |item: Item| Item { id: ids.make(), list_version: id, ..item };
            let copies: Vec<Item> = rows.filter(|item| !item.struck).map(copy).collect();
            tx.insert_all(&copies)?;
        }
        let view = version_view(&cx, &asked, tx, stored)?;
        Ok(tx.record(Event::new(Action::ItemListDrafted, id).because(reason), view))
    })
    .await
}

/// Versions of a list, newest first.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn versions(app: &App, call: &Call, list: &str) -> Result<Vec<VersionView>, AppError> {
    let list = ItemListId::parse(list)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        visible(&cx, &asked, tx, list)?;
        let mut views = Vec::new();
        for version in items::versions(tx, list)? {
            if version.value.publication().is_some() || reads_drafts(&cx, &asked) {
                views.push(version_view(&cx, &asked, tx, version)?);
            }
        }
        Ok(views)
    })
    .await
}

/// One version.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn version(app: &App, call: &Call, id: &str) -> Result<VersionView, AppError> {
    let id = ItemListVersionId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let stored = visible_version(&cx, &asked, tx, id)?;
        version_view(&cx, &asked, tx, stored)
    })
    .await
}

/// The difference between two versions of one list.
///
/// # Errors
/// Missing, versions of two lists, or what the store answers.
pub async fn difference(
    app: &App,
    call: &Call,
    from: &str,
    to: &str,
) -> Result<Vec<Difference>, AppError> {
    let (from, to) = (ItemListVersionId::parse(from)?, ItemListVersionId::parse(to)?);
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let earlier = visible_version(&cx, &asked, tx, from)?.value;
        let later = visible_version(&cx, &asked, tx, to)?.value;
        if earlier.list != later.list {
            let text = "两个版本不属于同一清单，不能比较；请选择同一清单的版本。";
            return Err(AppError::field("to", "item_list.other_list", text));
        }
        let earlier = rows(tx, earlier.id)?;
        let later = rows(tx, later.id)?;
        let names = Names::load(tx, earlier.iter().chain(&later).flat_map(Item::organs))?;
        let organ = |id| names.name(id);
        let found = diff(&earlier, &later, &organ);
        Ok(found.changes.into_iter().map(|(code, change)| shown(code, change, &organ)).collect())
    })
    .await
}

pub(crate) fn rows(tx: &mut ReadTx<'_>, version: ItemListVersionId) -> Result<Vec<Item>, AppError> {
    Ok(items::in_version(tx, version)?.into_iter().map(|row| row.value).collect())
}

pub(super) fn shown(
    code: sunlot_domain::items::ItemCode,
    change: Change,
    organ: &dyn Fn(OrganId) -> String,
) -> Difference {
    let whole = |position, terms, added: bool| {
        let words = in_words(position, terms, organ).into_iter();
        let filled = words.filter(|(.., text)| !text.is_empty());
        let field = |(field, name, text): (&str, &str, String)| DifferenceField {
            field: field.into(),
            field_name: name.into(),
            before: if added { String::new() } else { text.clone() },
            after: if added { text } else { String::new() },
        };
        filled.map(field).collect()
    };
    let (change, change_name, name, fields) = match change {
        Change::Added { position, terms } => {
            let fields = whole(position, &terms, true);
            ("added", "新增", terms.name, fields)
        }
        Change::Removed { position, terms } => {
            let fields = whole(position, &terms, false);
            ("removed", "删除", terms.name, fields)
        }
        Change::Changed { after, fields, .. } => {
            let field = |change: sunlot_domain::items::FieldChange| DifferenceField {
                field: change.field.into(),
                field_name: change.field_zh.into(),
                before: change.before,
                after: change.after,
            };
            ("changed", "修改", after.name, fields.into_iter().map(field).collect())
        }
    };
    Difference {
        code: code.to_string(),
        name,
        change: change.into(),
        change_name: change_name.into(),
        fields,
    }
}
