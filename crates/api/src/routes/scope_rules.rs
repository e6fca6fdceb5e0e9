//! 经营范围对应规则.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use sunlot_app::App;
use sunlot_app::scope_rules::{
    self, NewScopeRule, ScopeRuleChange, ScopeRuleFilter, ScopeRuleView, ScopeRules, ScopeTest,
    ScopeTestResult,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::call::{Read, Write};
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(test)).routes(routes!(change))
}

/// 规则和冲突
#[utoipa::path(
    get, path = "/api/v1/scope-rules", tag = "经营范围对应规则",
    params(ScopeRuleFilter),
    responses((status = 200, body = ScopeRules), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("scope_rule.read")))
)]
async fn list(
    State(app): Platform,
    Read(call): Read,
    Query(filter): Query<ScopeRuleFilter>,
) -> Answer<ScopeRules> {
    Ok(Json(scope_rules::list(&app, &call, filter).await?))
}

/// 添加规则
#[utoipa::path(
    post, path = "/api/v1/scope-rules", tag = "经营范围对应规则",
    request_body = NewScopeRule,
    responses((status = 200, body = ScopeRuleView), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("scope_rule.write")))
)]
async fn create(State(app): Platform, write: Write<NewScopeRule>) -> Answer<ScopeRuleView> {
    Ok(Json(scope_rules::create(&app, &write.call, write.body).await?))
}

/// 用一段经营范围试规则
#[utoipa::path(
    post, path = "/api/v1/scope-rules/test", tag = "经营范围对应规则",
    request_body = ScopeTest,
    responses((status = 200, body = ScopeTestResult), (status = 400, body = ProblemDocument)),
    extensions(("x-permission" = json!("scope_rule.read")))
)]
async fn test(State(app): Platform, write: Write<ScopeTest>) -> Answer<ScopeTestResult> {
    Ok(Json(scope_rules::test(&app, write.body).await?))
}

/// 修改或停用规则
#[utoipa::path(
    put, path = "/api/v1/scope-rules/{id}", tag = "经营范围对应规则",
    params(("id" = String, Path)),
    request_body = ScopeRuleChange,
    responses((status = 200, body = ScopeRuleView), (status = 409, body = ProblemDocument)),
    extensions(("x-permission" = json!("scope_rule.write")))
)]
async fn change(
    State(app): Platform,
    Path(id): Path<String>,
    write: Write<ScopeRuleChange>,
) -> Answer<ScopeRuleView> {
    Ok(Json(scope_rules::change(&app, &write.call, &id, write.body).await?))
}
