//! 季度会议: agenda, attendance, minutes, and what was asked of whom.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::follow::FollowQuery;
use sunlot_app::meetings::agenda::ProposedItem;
use sunlot_app::meetings::matters::{MatterReport, MatterReturn, MatterView, NewMatter};
use sunlot_app::meetings::{
    self, HoldForm, MeetingChange, MeetingView, MinutesForm, NewMeeting, OverdueQuarterView,
    OverdueQuery, QuarterQuery, QuarterView,
};
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
        .routes(routes!(quarters))
        .routes(routes!(overdue))
        .routes(routes!(agenda))
        .routes(routes!(list, create))
        .routes(routes!(show, change))
        .routes(routes!(hold))
        .routes(routes!(minute))
        .routes(routes!(issue))
        .routes(routes!(set))
        .routes(routes!(matters))
        .routes(routes!(matter))
        .routes(routes!(report))
        .routes(routes!(send_back))
        .routes(routes!(accept))
}

handlers! { "联席会议";
    /// 各季度的会议情况，新的在前
    find_of quarters: get "/api/v1/conferences/{id}/quarters", "meeting.read", 404
        => meetings::quarters(QuarterQuery) -> Vec<QuarterView>;

    /// 已经结束而没有召开会议的季度
    find overdue: get "/api/v1/quarters", "meeting.read", 400
        => meetings::overdue(OverdueQuery) -> Vec<OverdueQuarterView>;

    /// 建议的议程：没有办结的事项
    show agenda: get "/api/v1/conferences/{id}/agenda-proposal", "meeting.read", 404
        => meetings::agenda::propose() -> Vec<ProposedItem>;

    /// 季度会议列表
    page list: get "/api/v1/meetings", "meeting.read", 400
        => meetings::list(FollowQuery) -> MeetingView;

    /// 拟定季度会议；不写议程的由平台拟出
    make create: post "/api/v1/meetings", "meeting.write", 422
        => meetings::create(NewMeeting) -> MeetingView;

    /// 查看季度会议和纪要
    show show: get "/api/v1/meetings/{id}", "meeting.read", 404
        => meetings::show() -> MeetingView;

    /// 修改拟定的会议
    act change: put "/api/v1/meetings/{id}", "meeting.write", 409
        => meetings::change(MeetingChange) -> MeetingView;

    /// 登记会议召开和出席情况
    act hold: post "/api/v1/meetings/{id}/hold", "meeting.write", 409
        => meetings::hold(HoldForm) -> MeetingView;

    /// 写会议纪要
    act minute: put "/api/v1/meetings/{id}/minutes", "meeting.write", 409
        => meetings::minute(MinutesForm) -> MeetingView;

    /// 印发会议纪要
    act issue: post "/api/v1/meetings/{id}/issue", "meeting.write", 409
        => meetings::issue(StepRequest) -> MeetingView;

    /// 交办待办事项
    act set: post "/api/v1/meetings/{id}/matters", "meeting.write", 422
        => meetings::matters::set(NewMatter) -> MatterView;

    /// 待办事项列表
    page matters: get "/api/v1/matters", "meeting.read", 400
        => meetings::matters::list(FollowQuery) -> MatterView;

    /// 查看待办事项
    show matter: get "/api/v1/matters/{id}", "meeting.read", 404
        => meetings::matters::show() -> MatterView;

    /// 报待办事项结果
    act report: post "/api/v1/matters/{id}/report", "matter.report", 409
        => meetings::matters::report(MatterReport) -> MatterView;

    /// 退回待办事项
    act send_back: post "/api/v1/matters/{id}/return", "meeting.write", 409
        => meetings::matters::send_back(MatterReturn) -> MatterView;

    /// 待办事项办结
    act accept: post "/api/v1/matters/{id}/accept", "meeting.write", 409
        => meetings::matters::accept(StepRequest) -> MatterView;
}
