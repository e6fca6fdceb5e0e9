//! 经营范围对应规则.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::scope_rules::{
    self, NewScopeRule, ScopeRuleChange, ScopeRuleFilter, ScopeRuleView, ScopeRules, ScopeTest,
    ScopeTestResult,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::{Path, Query};
use crate::call::{Read, Write};
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(test)).routes(routes!(change))
}

handlers! { "经营范围对应规则";
    /// 规则和冲突
    find list: get "/api/v1/scope-rules", "scope_rule.read", 400
        => scope_rules::list(ScopeRuleFilter) -> ScopeRules;

    /// 添加规则
    make create: post "/api/v1/scope-rules", "scope_rule.write", 400
        => scope_rules::create(NewScopeRule) -> ScopeRuleView;
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

handlers! { "经营范围对应规则";
    /// 修改或停用规则
    act change: put "/api/v1/scope-rules/{id}", "scope_rule.write", 409
        => scope_rules::change(ScopeRuleChange) -> ScopeRuleView;
}
