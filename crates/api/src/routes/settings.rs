//! 本人的界面设置.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::settings::{self, SettingForm, SettingView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::Path;
use crate::call::{Read, Write};
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(show, save))
}

handlers! { "工作台";
    /// 查看本人的一项界面设置；没有保存过时内容为空
    show show: get "/api/v1/settings/{id}", "session.own", 400
        => settings::show() -> SettingView;

    /// 保存本人的一项界面设置，例如列表的列和筛选
    act save: put "/api/v1/settings/{id}", "session.own", 400
        => settings::save(SettingForm) -> SettingView;
}
