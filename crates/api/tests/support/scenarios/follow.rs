//! Individual cases and what follows a result.

use serde_json::json;
use sunlot_domain::roles::Role;

use super::{Case, Made, RecordMaker, World};

/// A case of an organ, for its own people alone.
pub(super) struct IndividualCases;

impl RecordMaker for IndividualCases {
    fn noun(&self) -> &'static str {
        "case"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/cases/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move { Some(found(world, case).await.1["id"].as_str()?.to_owned()) })
    }
}

/// A place where somebody trades without a licence, and an accepted case about it.
async fn found(world: &World<'_>, case: Case) -> (serde_json::Value, serde_json::Value) {
    let organ = world.organ(case);
    let region = if case == Case::OtherRegion { "620421" } else { "620422" };
    let planner = world.app.login(Role::Planner, organ).await;
    let stall = json!({"organ": organ.to_string(), "lacks": "registration",
        "registrar": organ.to_string(), "region": region, "activity": "早餐摊点",
        "place": "南关路口"});
    let stall = planner.post("/api/v1/unlicensed", stall).await.ok();
    let new = json!({"organ": organ.to_string(), "source": "complaint", "place": region,
        "subject": stall["subject"], "matter": "无照经营", "content": "反映无照经营早餐"});
    let made = planner.post("/api/v1/cases", new).await.ok();
    let path = format!("/api/v1/cases/{}/accept", made["id"].as_str().unwrap_or_default());
    let made = planner.post(&path, json!({"version": 1})).await.ok();
    (stall, made)
}

pub(super) struct UnlicensedTrade;

impl RecordMaker for UnlicensedTrade {
    fn noun(&self) -> &'static str {
        "unlicensed"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/unlicensed/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move { Some(found(world, case).await.0["id"].as_str()?.to_owned()) })
    }
}

pub(super) struct Penalties;

impl RecordMaker for Penalties {
    fn noun(&self) -> &'static str {
        "penalty"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/penalties/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move {
            let (_, made) = found(world, case).await;
            let organ = world.organ(case);
            let planner = world.app.login(Role::Planner, organ).await;
            let new = json!({"organ": organ.to_string(), "cause": {"case": made["id"]},
                "matter": "无照经营早餐"});
            let penalty = planner.post("/api/v1/penalties", new).await.ok();
            Some(penalty["id"].as_str()?.to_owned())
        })
    }
}

/// A listing: every department of the division reads it.
pub(super) struct Listings;

impl RecordMaker for Listings {
    fn noun(&self) -> &'static str {
        "restriction"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/restrictions/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move {
            let (_, made) = found(world, case).await;
            let organ = world.organ(case);
            let planner = world.app.login(Role::Planner, organ).await;
            let new = json!({"kind": "abnormal", "organ": organ.to_string(),
                "cause": {"case": made["id"]}, "reason": "无法取得联系",
                "basis": "企业信息公示暂行条例第九条"});
            let listing = planner.post("/api/v1/restrictions", new).await.ok();
            Some(listing["id"].as_str()?.to_owned())
        })
    }
}
