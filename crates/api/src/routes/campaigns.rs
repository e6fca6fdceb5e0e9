//! 无证无照线索、专项检查建议.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::cases::campaigns::{
    self, Acceptance, CampaignView, NewCampaign, PatternQuery, PatternView,
};
use sunlot_app::cases::complainants::Reveal;
use sunlot_app::cases::unlicensed::{
    self, Guidance, NewUnlicensed, PersonView, StopOrder, UnlicensedClosing, UnlicensedView,
};
use sunlot_app::follow::FollowQuery;
use sunlot_app::page::{Page, PageRequest};
use sunlot_app::plans::StepRequest;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::{Path, Query};
use crate::call::{Read, Write};
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(unlicensed_list, unlicensed_register))
        .routes(routes!(unlicensed_show))
        .routes(routes!(guide))
        .routes(routes!(order))
        .routes(routes!(unlicensed_close))
        .routes(routes!(unlicensed_reveal))
        .routes(routes!(patterns))
        .routes(routes!(list, propose))
        .routes(routes!(show))
        .routes(routes!(accept))
        .routes(routes!(reject))
}

handlers! { "无证无照";
    /// 无证无照线索列表
    page unlicensed_list: get "/api/v1/unlicensed", "case.read", 400
        => unlicensed::list(FollowQuery) -> UnlicensedView;

    /// 登记无证无照线索
    make unlicensed_register: post "/api/v1/unlicensed", "case.write", 400
        => unlicensed::register(NewUnlicensed) -> UnlicensedView;

    /// 查看无证无照线索
    show unlicensed_show: get "/api/v1/unlicensed/{id}", "case.read", 404
        => unlicensed::show() -> UnlicensedView;

    /// 引导办理证照
    act guide: post "/api/v1/unlicensed/{id}/guide", "case.write", 409
        => unlicensed::guide(Guidance) -> UnlicensedView;

    /// 责令停止经营
    act order: post "/api/v1/unlicensed/{id}/order", "case.write", 409
        => unlicensed::order(StopOrder) -> UnlicensedView;

    /// 办结无证无照线索
    act unlicensed_close: post "/api/v1/unlicensed/{id}/close", "case.approve", 409
        => unlicensed::close(UnlicensedClosing) -> UnlicensedView;

    /// 查看经营者，理由记入日志
    act unlicensed_reveal: post "/api/v1/unlicensed/{id}/reveal", "case.reveal", 404
        => unlicensed::reveal(Reveal) -> PersonView;
}

handlers! { "专项检查建议";
    /// 查找个案和结果的规律
    find patterns: get "/api/v1/campaign-patterns", "campaign.write", 400
        => campaigns::find(PatternQuery) -> Vec<PatternView>;

    /// 专项检查建议列表
    page list: get "/api/v1/campaigns", "campaign.read", 400
        => campaigns::list(FollowQuery) -> CampaignView;

    /// 提出专项检查建议
    make propose: post "/api/v1/campaigns", "campaign.write", 400
        => campaigns::propose(NewCampaign) -> CampaignView;

    /// 查看专项检查建议
    show show: get "/api/v1/campaigns/{id}", "campaign.read", 404
        => campaigns::show() -> CampaignView;

    /// 采纳建议，形成专项检查任务
    act accept: post "/api/v1/campaigns/{id}/accept", "campaign.decide", 409
        => campaigns::accept(Acceptance) -> CampaignView;

    /// 不采纳建议
    act reject: post "/api/v1/campaigns/{id}/reject", "campaign.decide", 409
        => campaigns::reject(StepRequest) -> CampaignView;
}
