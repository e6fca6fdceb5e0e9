//! 考核、抽查推算、人员差异、检查负担.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::appraisals::{self, AppraisalQuery, AppraisalView, IndicatorView, NewTarget};
use sunlot_app::burden::{self, BurdenQuery, BurdenView};
use sunlot_app::effects::{self, EffectQuery, EffectsView};
use sunlot_app::estimates::{self, EstimateQuery, Estimates};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::{Path, Query};
use crate::call::{Read, Write};
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(appraisal))
        .routes(routes!(set_target))
        .routes(routes!(estimated))
        .routes(routes!(public_estimates))
        .routes(routes!(effect))
        .routes(routes!(ledger))
}

handlers! { "考核";
    /// 考核指标：各部门、各季度；检查次数和罚没金额不计分
    find appraisal: get "/api/v1/appraisals", "appraisal.read", 404
        => appraisals::show(AppraisalQuery) -> AppraisalView;

    /// 规定一个指标的年度目标
    act set_target: put "/api/v1/conferences/{id}/targets", "appraisal.target", 422
        => appraisals::set_target(NewTarget) -> IndicatorView;

    /// 抽查推算：按事项、行业和信用风险分类（仅供内部）
    find estimated: get "/api/v1/estimates", "estimate.read", 400
        => estimates::list(EstimateQuery) -> Estimates;

    /// 检查人员、检查小组的差异（仅供内部，不作考核）
    find effect: get "/api/v1/inspector-effects", "effect.read", 404
        => effects::list(EffectQuery) -> EffectsView;

    /// 一个检查对象一年的检查负担
    find_of ledger: get "/api/v1/subjects/{id}/burden", "burden.read", 404
        => burden::show(BurdenQuery) -> BurdenView;
}

handlers! { "公示";
    /// 抽查推算：按事项和行业的问题率和区间
    find public_estimates: get "/api/v1/public/estimates", "estimate.public", 400
        => estimates::public(EstimateQuery) -> Estimates;
}
