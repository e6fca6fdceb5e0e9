//! 抽查事项清单: lists, versions, items, law changes; and what the public reads.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
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
use crate::asked::{Path, Query};
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

handlers! { "抽查事项清单";
    /// 清单列表
    page list: get "/api/v1/item-lists", "item_list.read", 400
        => items::list(ListFilter) -> ItemListView;

    /// 建立清单
    make create: post "/api/v1/item-lists", "item_list.write", 422
        => items::create(NewItemList) -> ItemListView;

    /// 查看清单
    show show: get "/api/v1/item-lists/{id}", "item_list.read", 404
        => items::show_list() -> ItemListView;

    /// 清单的各个版本
    show versions: get "/api/v1/item-lists/{id}/versions", "item_list.read", 404
        => items::versions() -> Vec<VersionView>;

    /// 编制新版本，从已公布的版本复制
    act draft: post "/api/v1/item-lists/{id}/versions", "item_list.write", 409
        => items::draft(NewVersion) -> VersionView;

    /// 查看版本
    show version: get "/api/v1/item-lists/versions/{id}", "item_list.read", 404
        => items::version() -> VersionView;

    /// 版本中的事项
    page_of version_items: get "/api/v1/item-lists/versions/{id}/items", "item_list.read", 404
        => items::of_version(ItemFilter) -> ItemView;

    /// 增加事项
    act add: post "/api/v1/item-lists/versions/{id}/items", "item_list.write", 409
        => items::add(NewItem) -> ItemView;

    /// 认领上级事项
    act recognise: post "/api/v1/item-lists/versions/{id}/recognitions", "item_list.write", 422
        => items::recognise(Recognition) -> ItemView;

    /// 提交审批或会签
    act submit: post "/api/v1/item-lists/versions/{id}/submit", "item_list.write", 422
        => items::submit(Decision) -> VersionView;

    /// 会签联合清单
    act consent: post "/api/v1/item-lists/versions/{id}/consent", "item_list.approve", 422
        => items::consent(ConsentAnswer) -> VersionView;

    /// 批准清单
    act approve: post "/api/v1/item-lists/versions/{id}/approve", "item_list.approve", 422
        => items::approve(Decision) -> VersionView;

    /// 退回清单
    act send_back: post "/api/v1/item-lists/versions/{id}/return", "item_list.approve", 409
        => items::send_back(Return) -> VersionView;

    /// 收回清单
    act recall: post "/api/v1/item-lists/versions/{id}/recall", "item_list.write", 409
        => items::send_back(Return) -> VersionView;

    /// 公布清单
    act publish: post "/api/v1/item-lists/versions/{id}/publish", "item_list.publish", 422
        => items::publish(PublicationForm) -> VersionView;

    /// 放弃版本
    act abandon: post "/api/v1/item-lists/versions/{id}/abandon", "item_list.write", 409
        => items::abandon(Return) -> VersionView;
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

handlers! { "抽查事项清单";
    /// 现行有效的事项
    page items_in_force: get "/api/v1/items", "item_list.read", 400
        => items::items(ItemFilter) -> ItemView;

    /// 查看事项
    show item: get "/api/v1/items/{id}", "item_list.read", 404 => items::show() -> ItemView;

    /// 修改事项
    act change: put "/api/v1/items/{id}", "item_list.write", 409
        => items::change(ItemChange) -> ItemView;

    /// 从草稿中删除事项
    act strike: post "/api/v1/items/{id}/strike", "item_list.write", 409
        => items::strike(Return) -> ItemView;
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

handlers! { "抽查事项清单";
    /// 登记依据失效
    make record_law: post "/api/v1/law-changes", "item_list.write", 400
        => items::record_law_change(NewLawChange) -> LawChangeView;

    /// 更正依据失效登记
    act alter_law: put "/api/v1/law-changes/{id}", "item_list.write", 409
        => items::alter_law_change(LawChangeAlteration) -> LawChangeView;
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
