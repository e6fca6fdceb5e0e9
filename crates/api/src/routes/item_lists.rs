//! 抽查事项清单: lists, versions, items, law changes; and what the public reads.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use serde::Deserialize;
use sunlot_app::App;
use sunlot_app::items::{
    self, ConsentAnswer, Decision, Difference, ItemChange, ItemFilter, ItemListView, ItemView,
    LawChangeAlteration, LawChangeView, ListFilter, NewItem, NewItemList, NewLawChange, NewVersion,
    PublicItem, PublicList, PublicationForm, Recognition, Return, TraceQuery, TracedItem,
    VersionView,
};
use sunlot_app::page::{Page, PageRequest};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::call::{Read, Write};
use crate::problem::{Problem, ProblemDocument};

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show))
        .routes(routes!(versions, draft))
        .routes(routes!(version))
        .routes(routes!(version_items, add))
        .routes(routes!(recognise))
        .routes(routes!(submit))
        .routes(routes!(consent))
        .routes(routes!(approve))
        .routes(routes!(send_back))
        .routes(routes!(recall))
        .routes(routes!(publish))
        .routes(routes!(abandon))
        .routes(routes!(difference))
        .routes(routes!(items_in_force))
        .routes(routes!(item, change))
        .routes(routes!(strike))
        .routes(routes!(unused))
        .routes(routes!(law_changes, record_law))
        .routes(routes!(alter_law))
        .routes(routes!(law_trace))
        .routes(routes!(public_lists))
        .routes(routes!(public_items))
        .routes(routes!(public_csv))
}

/// 哪个部门登记的。
#[derive(Deserialize, IntoParams)]
struct OfOrgan {
    /// 部门。
    organ: String,
}

/// 清单列表
#[utoipa::path(
    get, path = "/api/v1/item-lists", tag = "抽查事项清单", params(ListFilter, PageRequest),
    responses(
        (status = 200, body = Page<ItemListView>),
        (status = 400, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.read")))
)]
async fn list(
    State(app): Platform,
    Read(call): Read,
    Query(filter): Query<ListFilter>,
    Query(page): Query<PageRequest>,
) -> Answer<Page<ItemListView>> {
    Ok(Json(items::list(&app, &call, filter, page).await?))
}

/// 建立清单
#[utoipa::path(
    post, path = "/api/v1/item-lists", tag = "抽查事项清单",
    request_body = NewItemList,
    responses(
        (status = 200, body = ItemListView),
        (status = 422, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.write")))
)]
async fn create(State(app): Platform, write: Write<NewItemList>) -> Answer<ItemListView> {
    Ok(Json(items::create(&app, &write.call, write.body).await?))
}

/// 查看清单
#[utoipa::path(
    get, path = "/api/v1/item-lists/{id}", tag = "抽查事项清单", params(("id" = String, Path)),
    responses(
        (status = 200, body = ItemListView),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.read")))
)]
async fn show(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Answer<ItemListView> {
    Ok(Json(items::show_list(&app, &call, &id).await?))
}

/// 清单的各个版本
#[utoipa::path(
    get, path = "/api/v1/item-lists/{id}/versions", tag = "抽查事项清单", params(("id" = String, Path)),
    responses(
        (status = 200, body = Vec<VersionView>),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.read")))
)]
async fn versions(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Answer<Vec<VersionView>> {
    Ok(Json(items::versions(&app, &call, &id).await?))
}

/// 编制新版本，从已公布的版本复制
#[utoipa::path(
    post, path = "/api/v1/item-lists/{id}/versions", tag = "抽查事项清单", params(("id" = String, Path)),
    request_body = NewVersion,
    responses(
        (status = 200, body = VersionView),
        (status = 409, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.write")))
)]
async fn draft(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<NewVersion>,
) -> Answer<VersionView> {
    Ok(Json(items::draft(&app, &write.call, &id, write.body).await?))
}

/// 查看版本
#[utoipa::path(
    get, path = "/api/v1/item-lists/versions/{id}", tag = "抽查事项清单", params(("id" = String, Path)),
    responses(
        (status = 200, body = VersionView),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.read")))
)]
async fn version(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
) -> Answer<VersionView> {
    Ok(Json(items::version(&app, &call, &id).await?))
}

/// 版本中的事项
#[utoipa::path(
    get, path = "/api/v1/item-lists/versions/{id}/items",
    tag = "抽查事项清单", params(("id" = String, Path), ItemFilter, PageRequest),
    responses(
        (status = 200, body = Page<ItemView>),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.read")))
)]
async fn version_items(
    State(app): Platform,
    Read(call): Read,
    Path(id): Path<String>,
    Query(filter): Query<ItemFilter>,
    Query(page): Query<PageRequest>,
) -> Answer<Page<ItemView>> {
    Ok(Json(items::of_version(&app, &call, &id, filter, page).await?))
}

/// 增加事项
#[utoipa::path(
    post, path = "/api/v1/item-lists/versions/{id}/items",
    tag = "抽查事项清单", params(("id" = String, Path)),
    request_body = NewItem,
    responses(
        (status = 200, body = ItemView),
        (status = 409, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.write")))
)]
async fn add(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<NewItem>,
) -> Answer<ItemView> {
    Ok(Json(items::add(&app, &write.call, &id, write.body).await?))
}

/// 认领上级事项
#[utoipa::path(
    post, path = "/api/v1/item-lists/versions/{id}/recognitions",
    tag = "抽查事项清单", params(("id" = String, Path)),
    request_body = Recognition,
    responses(
        (status = 200, body = ItemView),
        (status = 422, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.write")))
)]
async fn recognise(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<Recognition>,
) -> Answer<ItemView> {
    Ok(Json(items::recognise(&app, &write.call, &id, write.body).await?))
}

/// 提交审批或会签
#[utoipa::path(
    post, path = "/api/v1/item-lists/versions/{id}/submit",
    tag = "抽查事项清单", params(("id" = String, Path)),
    request_body = Decision,
    responses(
        (status = 200, body = VersionView),
        (status = 422, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.write")))
)]
async fn submit(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<Decision>,
) -> Answer<VersionView> {
    Ok(Json(items::submit(&app, &write.call, &id, write.body).await?))
}

/// 会签联合清单
#[utoipa::path(
    post, path = "/api/v1/item-lists/versions/{id}/consent",
    tag = "抽查事项清单", params(("id" = String, Path)),
    request_body = ConsentAnswer,
    responses(
        (status = 200, body = VersionView),
        (status = 422, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.approve")))
)]
async fn consent(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<ConsentAnswer>,
) -> Answer<VersionView> {
    Ok(Json(items::consent(&app, &write.call, &id, write.body).await?))
}

/// 批准清单
#[utoipa::path(
    post, path = "/api/v1/item-lists/versions/{id}/approve",
    tag = "抽查事项清单", params(("id" = String, Path)),
    request_body = Decision,
    responses(
        (status = 200, body = VersionView),
        (status = 422, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.approve")))
)]
async fn approve(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<Decision>,
) -> Answer<VersionView> {
    Ok(Json(items::approve(&app, &write.call, &id, write.body).await?))
}

/// 退回清单
#[utoipa::path(
    post, path = "/api/v1/item-lists/versions/{id}/return",
    tag = "抽查事项清单", params(("id" = String, Path)),
    request_body = Return,
    responses(
        (status = 200, body = VersionView),
        (status = 409, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.approve")))
)]
async fn send_back(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<Return>,
) -> Answer<VersionView> {
    Ok(Json(items::send_back(&app, &write.call, &id, write.body).await?))
}

/// 收回清单
#[utoipa::path(
    post, path = "/api/v1/item-lists/versions/{id}/recall",
    tag = "抽查事项清单", params(("id" = String, Path)),
    request_body = Return,
    responses(
        (status = 200, body = VersionView),
        (status = 409, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.write")))
)]
async fn recall(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<Return>,
) -> Answer<VersionView> {
    Ok(Json(items::send_back(&app, &write.call, &id, write.body).await?))
}

/// 公布清单
#[utoipa::path(
    post, path = "/api/v1/item-lists/versions/{id}/publish",
    tag = "抽查事项清单", params(("id" = String, Path)),
    request_body = PublicationForm,
    responses(
        (status = 200, body = VersionView),
        (status = 422, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.publish")))
)]
async fn publish(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<PublicationForm>,
) -> Answer<VersionView> {
    Ok(Json(items::publish(&app, &write.call, &id, write.body).await?))
}

/// 放弃版本
#[utoipa::path(
    post, path = "/api/v1/item-lists/versions/{id}/abandon",
    tag = "抽查事项清单", params(("id" = String, Path)),
    request_body = Return,
    responses(
        (status = 200, body = VersionView),
        (status = 409, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.write")))
)]
async fn abandon(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<Return>,
) -> Answer<VersionView> {
    Ok(Json(items::abandon(&app, &write.call, &id, write.body).await?))
}

/// 与另一版本的差异
#[utoipa::path(
    get, path = "/api/v1/item-lists/versions/{id}/diff/{other}",
    tag = "抽查事项清单", params(("id" = String, Path), ("other" = String, Path)),
    responses(
        (status = 200, body = Vec<Difference>),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.read")))
)]
async fn difference(
    State(app): Platform,
    Read(call): Read,
    Path((id, other)): Path<(String, String)>,
) -> Answer<Vec<Difference>> {
    Ok(Json(items::difference(&app, &call, &id, &other).await?))
}

/// 现行有效的事项
#[utoipa::path(
    get, path = "/api/v1/items", tag = "抽查事项清单", params(ItemFilter, PageRequest),
    responses(
        (status = 200, body = Page<ItemView>),
        (status = 400, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.read")))
)]
async fn items_in_force(
    State(app): Platform,
    Read(call): Read,
    Query(filter): Query<ItemFilter>,
    Query(page): Query<PageRequest>,
) -> Answer<Page<ItemView>> {
    Ok(Json(items::items(&app, &call, filter, page).await?))
}

/// 查看事项
#[utoipa::path(
    get, path = "/api/v1/items/{id}", tag = "抽查事项清单", params(("id" = String, Path)),
    responses(
        (status = 200, body = ItemView),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.read")))
)]
async fn item(State(app): Platform, Read(call): Read, Path(id): Path<String>) -> Answer<ItemView> {
    Ok(Json(items::show(&app, &call, &id).await?))
}

/// 修改事项
#[utoipa::path(
    put, path = "/api/v1/items/{id}", tag = "抽查事项清单", params(("id" = String, Path)),
    request_body = ItemChange,
    responses(
        (status = 200, body = ItemView),
        (status = 409, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.write")))
)]
async fn change(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<ItemChange>,
) -> Answer<ItemView> {
    Ok(Json(items::change(&app, &write.call, &id, write.body).await?))
}

/// 从草稿中删除事项
#[utoipa::path(
    post, path = "/api/v1/items/{id}/strike", tag = "抽查事项清单", params(("id" = String, Path)),
    request_body = Return,
    responses(
        (status = 200, body = ItemView),
        (status = 409, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.write")))
)]
async fn strike(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<Return>,
) -> Answer<ItemView> {
    Ok(Json(items::strike(&app, &write.call, &id, write.body).await?))
}

/// 五年未列入计划的现行事项
#[utoipa::path(
    get, path = "/api/v1/unused-items", tag = "抽查事项清单",
    responses((status = 200, body = Vec<ItemView>)),
    extensions(("x-permission" = json!("item_list.read")))
)]
async fn unused(State(app): Platform, Read(call): Read) -> Answer<Vec<ItemView>> {
    Ok(Json(items::unused(&app, &call).await?))
}

/// 依据失效登记
#[utoipa::path(
    get, path = "/api/v1/law-changes", tag = "抽查事项清单", params(OfOrgan),
    responses(
        (status = 200, body = Vec<LawChangeView>),
        (status = 400, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.read")))
)]
async fn law_changes(
    State(app): Platform,
    Read(call): Read,
    Query(filter): Query<OfOrgan>,
) -> Answer<Vec<LawChangeView>> {
    Ok(Json(items::law_changes(&app, &call, &filter.organ).await?))
}

/// 登记依据失效
#[utoipa::path(
    post, path = "/api/v1/law-changes", tag = "抽查事项清单",
    request_body = NewLawChange,
    responses(
        (status = 200, body = LawChangeView),
        (status = 400, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.write")))
)]
async fn record_law(State(app): Platform, write: Write<NewLawChange>) -> Answer<LawChangeView> {
    Ok(Json(items::record_law_change(&app, &write.call, write.body).await?))
}

/// 更正依据失效登记
#[utoipa::path(
    put, path = "/api/v1/law-changes/{id}", tag = "抽查事项清单", params(("id" = String, Path)),
    request_body = LawChangeAlteration,
    responses(
        (status = 200, body = LawChangeView),
        (status = 409, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.write")))
)]
async fn alter_law(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<LawChangeAlteration>,
) -> Answer<LawChangeView> {
    Ok(Json(items::alter_law_change(&app, &write.call, &id, write.body).await?))
}

/// 某条依据影响的事项
#[utoipa::path(
    get, path = "/api/v1/law-trace", tag = "抽查事项清单", params(TraceQuery),
    responses(
        (status = 200, body = Vec<TracedItem>),
        (status = 400, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.write")))
)]
async fn law_trace(
    State(app): Platform,
    Read(_call): Read,
    Query(filter): Query<TraceQuery>,
) -> Answer<Vec<TracedItem>> {
    Ok(Json(items::trace(&app, filter).await?))
}

/// 已公布的清单
#[utoipa::path(
    get, path = "/api/v1/public/item-lists", tag = "公开", params(ListFilter, PageRequest),
    responses(
        (status = 200, body = Page<PublicList>),
        (status = 400, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.read")))
)]
async fn public_lists(
    State(app): Platform,
    Read(_call): Read,
    Query(filter): Query<ListFilter>,
    Query(page): Query<PageRequest>,
) -> Answer<Page<PublicList>> {
    Ok(Json(items::published_lists(&app, filter, page).await?))
}

/// 现行清单的事项
#[utoipa::path(
    get, path = "/api/v1/public/item-lists/{id}/items", tag = "公开", params(("id" = String, Path)),
    responses(
        (status = 200, body = Vec<PublicItem>),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.read")))
)]
async fn public_items(
    State(app): Platform,
    Read(_call): Read,
    Path(id): Path<String>,
) -> Answer<Vec<PublicItem>> {
    Ok(Json(items::published_items(&app, &id).await?))
}

/// 现行清单的事项（CSV）
#[utoipa::path(
    get, path = "/api/v1/public/item-lists/{id}/items.csv", tag = "公开",
    params(("id" = String, Path)),
    responses(
        (status = 200, content_type = "text/csv"),
        (status = 404, body = ProblemDocument)
    ),
    extensions(("x-permission" = json!("item_list.read")))
)]
async fn public_csv(
    State(app): Platform,
    Read(_call): Read,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    let text = items::published_csv(&app, &id).await?;
    let name = format!("attachment; filename=\"items-{id}.csv\"");
    let kind = "text/csv; charset=utf-8".to_owned();
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], text))
}
