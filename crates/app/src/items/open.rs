//! What the public reads: lists that are in force, as JSON and as CSV.

use serde::{Deserialize, Serialize};
use sunlot_domain::ids::{Id, ItemListId, ItemListVersionId};
use sunlot_domain::items::{Item, ItemList, ItemListVersion, in_words, key_share_bp, percent};
use sunlot_domain::organs::Organ;
use sunlot_store::{ReadTx, items};
use utoipa::ToSchema;

use super::import::lines;
use super::lists::{ListFilter, rows, store_filter, visible_version};
use super::views::Names;
use crate::context::{App, Call};
use crate::error::AppError;
use crate::page::{Page, PageRequest};

/// 已公布的清单。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PublicList {
    /// 标识。
    pub id: String,
    /// 名称。
    pub title: String,
    /// 种类的中文。
    pub kind_name: String,
    /// 编制机构。
    pub organ_name: String,
    /// 区划代码。
    pub region: String,
    /// 第几版；今天没有有效版本时为空。
    pub number: Option<u32>,
    /// 公布日期。
    pub published_on: Option<String>,
    /// 公布网址。
    pub url: Option<String>,
    /// 施行日期。
    pub valid_from: Option<String>,
    /// 有效期至。
    pub valid_to: Option<String>,
    /// 事项数。
    pub item_count: u64,
    /// 重点检查事项占比。
    pub key_share: String,
    /// CSV 下载地址。
    pub csv: String,
    /// JSON 下载地址。
    pub json: String,
}

/// 已公布的事项，各字段以文字表示。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublicItem {
    /// 事项编码。
    pub code: String,
    /// 序号。
    pub position: u32,
    /// 抽查类别。
    pub category: String,
    /// 抽查事项。
    pub name: String,
    /// 检查对象。
    pub subjects: String,
    /// 事项类别。
    pub class: String,
    /// 列为重点的理由。
    pub key_reason: String,
    /// 检查方式。
    pub methods: String,
    /// 抽查层级。
    pub levels: String,
    /// 检查依据。
    pub bases: String,
    /// 检查内容。
    pub content: String,
    /// 检查要点。
    pub points: String,
    /// 检查主体。
    pub inspecting: String,
    /// 发起部门。
    pub initiator: String,
    /// 配合部门。
    pub participants: String,
    /// 比例上限。
    pub ratio_ceiling: String,
    /// 频次上限（次/年）。
    pub visits_per_year_max: String,
    /// 所需资格。
    pub qualification: String,
    /// 监管事项目录编码。
    pub catalogue_code: String,
    /// 备注。
    pub note: String,
}

/// Published lists.
///
/// # Errors
/// A filter that cannot be read, or what the store answers.
pub async fn published_lists(
    app: &App,
    filter: ListFilter,
    page: PageRequest,
) -> Result<Page<PublicList>, AppError> {
    let which = store_filter(filter, true)?;
    let sortable = ["title", "region", "kind"];
    let (window, order) = (page.window()?, page.order(&sortable, "region, title, id")?);
    let cx = app.clone();
    app.read(move |tx| {
        let (found, total) = items::list(tx, &which, &order, window)?;
        let mut views = Vec::new();
        for list in found {
            views.push(public_list(&cx, tx, list.value)?);
        }
        Ok(page.answer(views, total))
    })
    .await
}

fn public_list(app: &App, tx: &mut ReadTx<'_>, list: ItemList) -> Result<PublicList, AppError> {
    let current = items::version_on(tx, list.id, app.today())?.map(|stored| stored.value);
    let present = current.as_ref().map_or(Ok(Vec::new()), |version| rows(tx, version.id))?;
    let present: Vec<Item> = present.into_iter().filter(|item| !item.struck).collect();
    let publication = current.as_ref().and_then(ItemListVersion::publication);
    let base = format!("/api/v1/public/item-lists/{}", list.id);
    Ok(PublicList {
        id: list.id.to_string(),
        kind_name: list.kind.name_zh().into(),
        organ_name: tx.need::<Organ>(&list.organ)?.value.name,
        region: list.region.as_str().into(),
        title: list.title,
        number: current.as_ref().map(|version| version.number),
        published_on: publication.map(|p| p.published.on.to_string()),
        url: publication.map(|p| p.url.clone()),
        valid_from: publication.map(|p| p.valid_from.to_string()),
        valid_to: publication.and_then(|p| p.valid_to).map(|day| day.to_string()),
        item_count: present.len() as u64,
        key_share: percent(key_share_bp(&present)),
        csv: format!("{base}/items.csv"),
        json: format!("{base}/items"),
    })
}

fn published(
    app: &App,
    tx: &mut ReadTx<'_>,
    list: ItemListId,
) -> Result<(Vec<Item>, Names), AppError> {
    let current = items::version_on(tx, list, app.today())?.ok_or_else(AppError::missing)?;
    let present: Vec<Item> =
        rows(tx, current.value.id)?.into_iter().filter(|item| !item.struck).collect();
    let names = Names::load(tx, present.iter().flat_map(Item::organs))?;
    Ok((present, names))
}

/// Items of the version that is in force today.
///
/// # Errors
/// Missing when nothing is in force, or what the store answers.
pub async fn published_items(app: &App, list: &str) -> Result<Vec<PublicItem>, AppError> {
    let list = ItemListId::parse(list)?;
    let cx = app.clone();
    app.read(move |tx| {
        let (present, names) = published(&cx, tx, list)?;
        Ok(present.iter().map(|item| public_item(item, &names)).collect())
    })
    .await
}

/// Items of a version that is or was published.
///
/// # Errors
/// Missing, also before the publication; or what the store answers.
pub async fn items_of_version(
    app: &App,
    call: &Call,
    version: &str,
) -> Result<Vec<PublicItem>, AppError> {
    let version = ItemListVersionId::parse(version)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let version = visible_version(&cx, &asked, tx, version)?.value.id;
        let present: Vec<Item> =
            rows(tx, version)?.into_iter().filter(|item| !item.struck).collect();
        let names = Names::load(tx, present.iter().flat_map(Item::organs))?;
        Ok(present.iter().map(|item| public_item(item, &names)).collect())
    })
    .await
}

fn public_item(item: &Item, names: &Names) -> PublicItem {
    let words = in_words(item.position, &item.terms, &|id| names.name(id));
    let of = |field: &str| {
        let found = words.iter().find(|(name, ..)| *name == field);
        found.map(|(.., text)| text.clone()).unwrap_or_default()
    };
    PublicItem {
        code: item.code.to_string(),
        position: item.position,
        category: of("category"),
        name: of("name"),
        subjects: of("subjects"),
        class: of("class"),
        key_reason: of("key_reason"),
        methods: of("methods"),
        levels: of("levels"),
        bases: of("bases"),
        content: of("content"),
        points: of("points"),
        inspecting: of("inspecting"),
        initiator: of("initiator"),
        participants: of("participants"),
        ratio_ceiling: of("ratio_ceiling"),
        visits_per_year_max: of("visits_per_year_max"),
        qualification: of("qualification"),
        catalogue_code: of("catalogue_code"),
        note: of("note"),
    }
}

/// The same as CSV with a byte order mark, so that spreadsheets read it as UTF-8.
///
/// # Errors
/// As [`published_items`].
pub async fn published_csv(app: &App, list: &str) -> Result<String, AppError> {
    let list = ItemListId::parse(list)?;
    let cx = app.clone();
    app.read(move |tx| {
        let (present, names) = published(&cx, tx, list)?;
        Ok(crate::sheet::csv(&lines(&present, &names)))
    })
    .await
}
