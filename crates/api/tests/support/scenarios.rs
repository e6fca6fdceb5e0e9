//! Records for the matrix of records: each noun has a maker that makes one for a case.
//!
//! To add a noun: implement [`RecordMaker`], name it in [`makers`], and write its rows in
//! `scenarios.csv` by hand.

mod challenges;
mod draws;
mod follow;
mod inspections;
mod meetings;
mod reports;

use std::pin::Pin;

use serde_json::json;
use sunlot_domain::ids::OrganId;
use sunlot_domain::roles::Role;

use super::TestApp;

/// Whose record it is, and how far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    Own,
    OtherDepartment,
    OtherRegion,
    Embargoed,
    Unpublished,
    Missing,
}

impl Case {
    /// In the order of the table's columns.
    pub const ALL: [Case; 6] = [
        Case::Own,
        Case::OtherDepartment,
        Case::OtherRegion,
        Case::Embargoed,
        Case::Unpublished,
        Case::Missing,
    ];
}

/// Organs of the cases; the caller belongs to `own`.
pub struct World<'a> {
    pub app: &'a TestApp,
    pub own: OrganId,
    pub other_department: OrganId,
    pub other_region: OrganId,
}

impl World<'_> {
    /// The organ that a record of this case belongs to.
    pub fn organ(&self, case: Case) -> OrganId {
        match case {
            Case::OtherDepartment => self.other_department,
            Case::OtherRegion => self.other_region,
            _ => self.own,
        }
    }
}

pub type Made<'a> = Pin<Box<dyn Future<Output = Option<String>> + 'a>>;

/// Makes a record of a noun.
pub trait RecordMaker {
    /// Name in the table.
    fn noun(&self) -> &'static str;

    /// Address of the record with an id.
    fn path(&self, id: &str) -> String;

    /// A record of a case; `None` where the noun has no such case.
    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a>;
}

/// Every noun that has records.
pub fn makers() -> Vec<Box<dyn RecordMaker>> {
    vec![
        Box::new(Organs),
        Box::new(Accounts),
        Box::new(People),
        Box::new(Grants),
        Box::new(ItemLists),
        Box::new(Plans),
        Box::new(reports::Reports),
        Box::new(Tasks),
        Box::new(Inspectors),
        Box::new(InspectorChanges),
        Box::new(Tags),
        Box::new(draws::DrawRecords),
        Box::new(challenges::Challenges),
        Box::new(meetings::Meetings),
        Box::new(meetings::Matters),
        Box::new(meetings::Activities),
        Box::new(inspections::Inspections),
        Box::new(inspections::InspectionParts),
        Box::new(inspections::Institutions),
        Box::new(inspections::Objections),
        Box::new(inspections::ResultChanges),
        Box::new(follow::IndividualCases),
        Box::new(follow::UnlicensedTrade),
        Box::new(follow::Penalties),
        Box::new(follow::Listings),
    ]
}

struct Organs;

impl RecordMaker for Organs {
    fn noun(&self) -> &'static str {
        "organ"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/organs/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move { Some(world.organ(case).to_string()) })
    }
}

struct Accounts;

impl RecordMaker for Accounts {
    fn noun(&self) -> &'static str {
        "account"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/accounts/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move {
            let person = world.app.login(Role::Reviewer, world.organ(case)).await;
            let session = person.get("/api/v1/session").await.ok();
            Some(session["account"].as_str()?.to_owned())
        })
    }
}

/// The same accounts, as those see them who name people.
struct People;

impl RecordMaker for People {
    fn noun(&self) -> &'static str {
        "person"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/people/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Accounts.make(world, case)
    }
}

struct Grants;

impl RecordMaker for Grants {
    fn noun(&self) -> &'static str {
        "grant"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/grants/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move {
            let person = world.app.login(Role::Reviewer, world.organ(case)).await;
            let account = person.get("/api/v1/session").await.ok()["account"].clone();
            let admin = world.app.login(Role::AuditAdmin, world.own).await;
            let path = format!("/api/v1/grants?account={}", account.as_str()?);
            let grants = admin.get(&path).await.ok();
            Some(grants["items"][0]["id"].as_str()?.to_owned())
        })
    }
}

struct ItemLists;

impl RecordMaker for ItemLists {
    fn noun(&self) -> &'static str {
        "item_list"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/item-lists/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move {
            let organ = world.organ(case);
            let planner = world.app.login(Role::Planner, organ).await;
            let reviewer = world.app.login(Role::Reviewer, organ).await;
            let new = json!({"organ": organ.to_string(), "kind": "own", "title": "抽查事项清单",
                "reason": "首次编制清单"});
            let list = planner.post("/api/v1/item-lists", new).await.ok();
            if case != Case::Unpublished {
                let version = format!("/api/v1/item-lists/versions/{}", list["open"].as_str()?);
                let terms = json!({"category": "登记", "name": "执照检查", "subjects": "企业",
                    "subject_kinds": ["enterprise"], "class": "general", "methods": ["field"],
                    "levels": ["county"], "content": "亮照", "ratio_ceiling": "5%",
                    "bases": [{"law": "电子商务法"}], "inspecting": [organ.to_string()]});
                let item = json!({"code": "A-1", "terms": terms});
                planner.post(&format!("{version}/items"), item).await.ok();
                planner.post(&format!("{version}/submit"), json!({"version": 1})).await.ok();
                reviewer.post(&format!("{version}/approve"), json!({"version": 2})).await.ok();
                let form = json!({"version": 3, "url": "https://example.gov.cn",
                    "valid_from": "2026-03-02"});
                planner.post(&format!("{version}/publish"), form).await.ok();
            }
            Some(list["id"].as_str()?.to_owned())
        })
    }
}

/// The timeline, which has personal data; the record itself tells everybody that it is there.
struct Inspectors;

impl RecordMaker for Inspectors {
    fn noun(&self) -> &'static str {
        "inspector"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/inspectors/{id}/timeline")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move {
            let change = proposed(world, case).await;
            let reviewer = world.app.login(Role::Reviewer, world.organ(case)).await;
            let path = format!("/api/v1/inspector-changes/{}/approve", change["id"].as_str()?);
            reviewer.post(&path, json!({"version": 1})).await.ok();
            Some(change["inspector"].as_str()?.to_owned())
        })
    }
}

/// A new inspector who waits for the second person.
async fn proposed(world: &World<'_>, case: Case) -> serde_json::Value {
    let organ = world.organ(case);
    let planner = world.app.login(Role::Planner, organ).await;
    // The account of the one who proposes: fresh, so the number is too.
    let account = planner.get("/api/v1/session").await.ok()["account"].clone();
    let code = account.as_str().unwrap_or_default()[4..].to_uppercase();
    let new = json!({"organ": organ.to_string(), "code": code, "name": "张三",
        "cert_valid_until": "2026-12-31", "reason": "新录用执法人员"});
    planner.post("/api/v1/inspectors", new).await.ok()
}

struct InspectorChanges;

impl RecordMaker for InspectorChanges {
    fn noun(&self) -> &'static str {
        "inspector_change"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/inspector-changes/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move { Some(proposed(world, case).await["id"].as_str()?.to_owned()) })
    }
}

struct Tags;

impl RecordMaker for Tags {
    fn noun(&self) -> &'static str {
        "tag"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/tags/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move {
            let organ = world.organ(case);
            let planner = world.app.login(Role::Planner, organ).await;
            let account = planner.get("/api/v1/session").await.ok()["account"].clone();
            // The end of an id is random: the word is fresh.
            let name = account.as_str()?[20..].to_owned();
            let new = json!({"organ": organ.to_string(), "name": name, "reason": "年度分类标注"});
            Some(planner.post("/api/v1/tags", new).await.ok()["id"].as_str()?.to_owned())
        })
    }
}

/// Plans as drafts: the working copy, which is never public.
struct Plans;

impl RecordMaker for Plans {
    fn noun(&self) -> &'static str {
        "plan"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/plans/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move {
            let organ = world.organ(case);
            let planner = world.app.login(Role::Planner, organ).await;
            let new = json!({"organ": organ.to_string(), "year": 2026, "joint": false,
                "name": "2026年度抽查计划"});
            let plan = planner.post("/api/v1/plans", new).await.ok();
            Some(plan["id"].as_str()?.to_owned())
        })
    }
}

struct Tasks;

impl RecordMaker for Tasks {
    fn noun(&self) -> &'static str {
        "task"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/tasks/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move {
            let organ = world.organ(case);
            let planner = world.app.login(Role::Planner, organ).await;
            let new = json!({"organ": organ.to_string(), "origin": "temporary",
                "reason": "投诉集中反映的问题", "name": "校园周边食品抽查",
                "draw_type": "undirected", "item_class": "general", "draw_from": "2026-04-10",
                "deadline": "2026-10-31", "quota": {"ratio": "5%"}});
            let task = planner.post("/api/v1/tasks", new).await.ok();
            Some(task["id"].as_str()?.to_owned())
        })
    }
}
