//! Reports.

use serde_json::json;
use sunlot_domain::roles::Role;

use super::{Case, Made, RecordMaker, World};

/// Reports of departments: one of an organ and a period, so the second maker finds the first's.
pub(super) struct Reports;

impl RecordMaker for Reports {
    fn noun(&self) -> &'static str {
        "report"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/reports/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move {
            if case == Case::Unpublished {
                return None;
            }
            let organ = world.organ(case);
            let planner = world.app.login(Role::Planner, organ).await;
            let path = format!("/api/v1/reports?organ={organ}");
            let known = planner.get(&path).await.ok();
            if let Some(id) = known["items"][0]["id"].as_str() {
                return Some(id.to_owned());
            }
            let new = json!({"organ": organ.to_string(), "year": 2026, "season": "half"});
            let report = planner.post("/api/v1/reports", new).await.ok();
            Some(report["id"].as_str()?.to_owned())
        })
    }
}
