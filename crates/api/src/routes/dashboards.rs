//! 总览.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sunlot_app::App;
use sunlot_app::dashboards::{self, Dashboard, DashboardQuery};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Platform};
use crate::asked::Query;
use crate::call::Read;
use crate::problem::ProblemDocument;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(show))
}

handlers! { "总览";
    /// 总览：到期和逾期的事、乡镇的问题率、各月走势、各部门进度
    find show: get "/api/v1/dashboard", "dashboard.read", 404
        => dashboards::show(DashboardQuery) -> Dashboard;
}
