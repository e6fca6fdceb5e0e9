//! Items of a draft: add, change, strike, recognise from above; and reading items.

use serde::Deserialize;
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{Id, ItemId, ItemListVersionId, OrganId};
use sunlot_domain::items::{
    Item, ItemClass, ItemCode, ItemList, ItemListVersion, ItemTerms, in_words,
    organs_that_cannot_inspect,
};
use sunlot_domain::organs::Organ;
use sunlot_domain::policy::Permission;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::Day;
use sunlot_store::{ReadTx, StoreError, Stored, items as store};
use utoipa::{IntoParams, ToSchema};

use super::lists::visible_version;
use super::views::{ItemView, Names, TermsBody, item_view, place, reads_drafts, refuse};
use crate::context::{App, Call};
use crate::error::{AppError, Kind};
use crate::organs::required_reason;
use crate::page::{Page, PageRequest};

/// 新事项。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewItem {
    /// 事项编码，在清单内唯一。
    pub code: String,
    /// 序号；不写则排在最后。
    pub position: Option<u32>,
    /// 内容。
    pub terms: TermsBody,
}

/// 事项的修改。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ItemChange {
    /// 您看到的版本。
    pub version: u64,
    /// 序号。
    pub position: u32,
    /// 内容。
    pub terms: TermsBody,
    /// 已对照原文校对（样本事项）。
    #[serde(default)]
    pub proofread: bool,
}

/// 认领上级事项。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Recognition {
    /// 上级已公布的事项。
    pub upper: String,
    /// 本清单内的事项编码。
    pub code: String,
    /// 本地检查主体。
    pub inspecting: Vec<String>,
}

/// 事项列表的条件。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct ItemFilter {
    /// 检查主体或发起、配合部门。
    pub organ: Option<String>,
    /// general 或 key。
    pub class: Option<String>,
    /// 抽查类别。
    pub category: Option<String>,
    /// 编码、名称或对象的一部分。
    pub q: Option<String>,
    /// 只看待校对的。
    pub to_proofread: Option<bool>,
    /// 连同已从草稿删除的。
    pub struck: Option<bool>,
}

const SORTABLE: &[&str] = &["position", "code", "name", "category", "class"];

fn store_filter(filter: ItemFilter) -> Result<store::ItemFilter, AppError> {
    let class = |text: &str| {
        ItemClass::parse(text).ok_or_else(|| {
            let text = format!("事项类别“{text}”应为 general 或 key。");
            AppError::field("class", "item.choice", text)
        })
    };
    Ok(store::ItemFilter {
        organ: filter.organ.as_deref().map(OrganId::parse).transpose()?,
        class: filter.class.as_deref().map(class).transpose()?,
        category: filter.category,
        text: filter.q,
        to_proofread: filter.to_proofread.unwrap_or(false),
        struck: filter.struck.unwrap_or(false),
        ..store::ItemFilter::default()
    })
}

async fn page_of(
    app: &App,
    call: &Call,
    which: store::ItemFilter,
    page: PageRequest,
) -> Result<Page<ItemView>, AppError> {
    let (window, order) = (page.window()?, page.order(SORTABLE, "list, position, code")?);
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        if let Some(version) = which.list_version {
            visible_version(&cx, &asked, tx, version)?;
        }
        let (found, total) = store::list_items(tx, &which, &order, window)?;
        let mut views = Vec::new();
        for item in found {
            views.push(item_view(&cx, &asked, tx, item)?);
        }
        Ok(page.answer(views, total))
    })
    .await
}

/// Items of all lists that are in force today.
///
/// # Errors
/// A filter that cannot be read, or what the store answers.
pub async fn items(
    app: &App,
    call: &Call,
    filter: ItemFilter,
    page: PageRequest,
) -> Result<Page<ItemView>, AppError> {
    let which = store::ItemFilter { in_force: Some(app.today()), ..store_filter(filter)? };
    page_of(app, call, which, page).await
}

/// Items of a version.
///
/// # Errors
/// Missing, a filter that cannot be read, or what the store answers.
pub async fn of_version(
    app: &App,
    call: &Call,
    version: &str,
    filter: ItemFilter,
    page: PageRequest,
) -> Result<Page<ItemView>, AppError> {
    let list_version = Some(ItemListVersionId::parse(version)?);
    page_of(app, call, store::ItemFilter { list_version, ..store_filter(filter)? }, page).await
}

/// Shows one item.
///
/// # Errors
/// Missing, or what the store answers.
pub async fn show(app: &App, call: &Call, id: &str) -> Result<ItemView, AppError> {
    let id = ItemId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let stored = tx.need::<Item>(&id)?;
        let version = tx.need::<ItemListVersion>(&stored.value.list_version)?.value;
        if version.publication().is_none() && !reads_drafts(&cx, &asked) {
            return Err(AppError::missing());
        }
        item_view(&cx, &asked, tx, stored)
    })
    .await
}

/// The list of a draft that the caller may write.
pub(super) fn writable(
    app: &App,
    call: &Call,
    tx: &mut ReadTx<'_>,
    version: ItemListVersionId,
) -> Result<(ItemList, ItemListVersion), AppError> {
    let version = tx.need::<ItemListVersion>(&version)?.value;
    let list = tx.need::<ItemList>(&version.list)?.value;
    let where_it_is = place(tx, &list, app.today())?;
    app.authorize(call, Permission::ItemListWrite, &where_it_is)?;
    version.editable()?;
    Ok((list, version))
}

/// What an item may say in this list, with the organs it names.
fn check(tx: &mut ReadTx<'_>, list: &ItemList, item: &Item) -> Result<(), AppError> {
    refuse("terms.", item.terms.wrong(list.kind), Kind::Invalid)?;
    let names = Names::load(tx, item.organs())?;
    refuse("terms.", organs_that_cannot_inspect(&names.organs()), Kind::Rule)?;
    if let Some(upper) = item.terms.upper {
        let upper = tx.need::<Item>(&upper)?.value;
        refuse("terms.", item.terms.differs_from_upper(&upper.terms), Kind::Rule)?;
    }
    Ok(())
}

fn words(item: &Item) -> Json {
    let words = in_words(item.position, &item.terms, &|id| id.to_string());
    let filled = words.into_iter().filter(|(.., text)| !text.is_empty());
    let mut members: Vec<_> = filled.map(|(field, _, text)| (field, Json::text(text))).collect();
    members.push(("code", Json::text(item.code.as_str())));
    Json::object(members)
}

/// Adds an item to a draft.
///
/// # Errors
/// Fields that are wrong, a code that is taken, a version that is no draft, or what the store
/// answers.
pub async fn add(
    app: &App,
    call: &Call,
    version: &str,
    new: NewItem,
) -> Result<ItemView, AppError> {
    let version = ItemListVersionId::parse(version)?;
    let (code, terms) = (ItemCode::parse(&new.code)?, new.terms.read()?);
    insert(app, call, version, code, new.position, move |_, _| Ok(terms)).await
}

/// Takes over a published item of a superior organ; only local fields may be changed afterwards
/// (R-ITEM-08).
///
/// # Errors
/// The upper item is not published, or not of a superior of this organ; otherwise as [`add`].
pub async fn recognise(
    app: &App,
    call: &Call,
    version: &str,
    new: Recognition,
) -> Result<ItemView, AppError> {
    let version = ItemListVersionId::parse(version)?;
    let (code, upper) = (ItemCode::parse(&new.code)?, ItemId::parse(&new.upper)?);
    let inspecting: Vec<OrganId> =
        new.inspecting.iter().map(|id| OrganId::parse(id)).collect::<Result<_, _>>()?;
    let today = app.today();
    insert(app, call, version, code, None, move |tx, list| {
        let above = store::in_force(tx, upper)?;
        if let Err(reason) = above.drawable_on(today) {
            return Err(AppError::rule(reason.code(), reason.message_zh()));
        }
        let mut organ = tx.need::<Organ>(&list.organ)?.value;
        while organ.id != above.list.organ {
            let Some(superior) = organ.superior else {
                let text = "只能认领上级部门已公布的事项；该事项不属于本部门的上级。";
                return Err(AppError::rule("item.not_upper", text));
            };
            organ = tx.need::<Organ>(&superior)?.value;
        }
        Ok(ItemTerms { inspecting, upper: Some(upper), ..above.item.terms })
    })
    .await
}

async fn insert(
    app: &App,
    call: &Call,
    version: ItemListVersionId,
    code: ItemCode,
    position: Option<u32>,
    terms: impl FnOnce(&mut ReadTx<'_>, &ItemList) -> Result<ItemTerms, AppError> + Send + 'static,
) -> Result<ItemView, AppError> {
    let (cx, asked, ids) = (app.clone(), call.clone(), app.ids());
    app.write(call, move |tx| {
        let (list, version) = writable(&cx, &asked, tx, version)?;
        if store::find(tx, version.id, &code)?.is_some() {
            let text = format!("清单中已有编码“{code}”；请换一个编码，或恢复、修改原有事项。");
            return Err(AppError::new(Kind::Conflict, "item.code_taken", text));
        }
        let last = store::in_version(tx, version.id)?.last().map_or(0, |row| row.value.position);
        let item = Item {
            id: ids.make(),
            list: list.id,
            list_version: version.id,
            code,
            position: position.unwrap_or(last + 1).max(1),
            struck: false,
            to_proofread: None,
            terms: terms(tx, &list)?,
        };
        check(tx, &list, &item)?;
        let event = Event::new(Action::ItemAdded, item.id).with(words(&item));
        let stored = tx.insert(item)?;
        let view = item_view(&cx, &asked, tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// What the other editor wrote, field by field, beside what this one sends.
fn conflict(current: Stored<Item>, expected: u64, yours: &Item) -> AppError {
    let id = |id: OrganId| id.to_string();
    let theirs = in_words(current.value.position, &current.value.terms, &id);
    let yours = in_words(yours.position, &yours.terms, &id);
    let differing: Vec<_> = theirs
        .into_iter()
        .zip(yours)
        .filter(|((.., theirs), (.., yours))| theirs != yours)
        .map(|((field, name, theirs), (.., yours))| {
            serde_json::json!({
                "field": field, "field_name": name, "current": theirs, "yours": yours,
            })
        })
        .collect();
    let found = current.version;
    let id = current.value.id.to_string();
    let lost = StoreError::Version { table: "item", id, expected, found };
    AppError::from(lost).with(serde_json::json!({
        "expected": expected, "found": found, "struck": current.value.struck,
        "changed": differing,
    }))
}

/// Changes an item of a draft.
///
/// # Errors
/// Missing, a version that is not the current one with what differs, fields that are wrong, or
/// what the store answers.
pub async fn change(
    app: &App,
    call: &Call,
    id: &str,
    change: ItemChange,
) -> Result<ItemView, AppError> {
    let (id, terms) = (ItemId::parse(id)?, change.terms.read()?);
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let stored = tx.need::<Item>(&id)?;
        let (list, _) = writable(&cx, &asked, tx, stored.value.list_version)?;
        let (old, version) = (stored.value.clone(), stored.version);
        let item = Item {
            position: change.position.max(1),
            struck: false,
            to_proofread: old.to_proofread.clone().filter(|_| !change.proofread),
            terms: ItemTerms { upper: old.terms.upper, ..terms },
            ..old.clone()
        };
        if version != change.version {
            return Err(conflict(stored, change.version, &item));
        }
        check(tx, &list, &item)?;
        let changes = Json::object([("before", words(&old)), ("after", words(&item))]);
        let stored = tx.save(stored.map(|_| item))?;
        let view = item_view(&cx, &asked, tx, stored)?;
        Ok(tx.record(Event::new(Action::ItemChanged, id).with(changes), view))
    })
    .await
}

/// Strikes an item from a draft; changing it brings it back.
///
/// # Errors
/// As [`change`].
pub async fn strike(
    app: &App,
    call: &Call,
    id: &str,
    strike: super::flow::Return,
) -> Result<ItemView, AppError> {
    let (id, reason) = (ItemId::parse(id)?, required_reason(&strike.reason)?);
    let (cx, asked) = (app.clone(), call.clone());
    app.write(call, move |tx| {
        let stored = tx.need::<Item>(&id)?;
        writable(&cx, &asked, tx, stored.value.list_version)?;
        if stored.version != strike.version {
            let yours = stored.value.clone();
            return Err(conflict(stored, strike.version, &yours));
        }
        let stored = tx.save(stored.map(|item| Item { struck: true, ..item }))?;
        let view = item_view(&cx, &asked, tx, stored)?;
        Ok(tx.record(Event::new(Action::ItemStruck, id).because(reason), view))
    })
    .await
}

/// Items in force that nobody has planned for in five years.
///
/// # Errors
/// What the store answers.
pub async fn unused(app: &App, call: &Call) -> Result<Vec<ItemView>, AppError> {
    let (cx, asked, today) = (app.clone(), call.clone(), app.today());
    let text = today.to_string();
    let year: i32 = text[..4].parse().unwrap_or(2000);
    // 29 February becomes the 28th.
    let since = Day::parse(&format!("{:04}{}", year - 5, &text[4..]))
        .or_else(|_| Day::parse(&format!("{:04}-02-28", year - 5)))?;
    app.read(move |tx| {
        let found = store::unused(tx, since, today)?;
        found.into_iter().map(|item| item_view(&cx, &asked, tx, item)).collect()
    })
    .await
}
