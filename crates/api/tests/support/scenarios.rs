//! Records for the matrix of records: each noun has a maker that makes one for a case.
//!
//! To add a noun: implement [`RecordMaker`], name it in [`makers`], and write its rows in
//! `scenarios.csv` by hand.

use std::pin::Pin;

use serde_json::json;
use sunlot_app::{AppError, Call};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::draws::{Counts, Draw, DrawKind, DrawPublication, DrawState, Setting};
use sunlot_domain::ids::{DrawId, Id as _, OrganId, TaskId};
use sunlot_domain::ids::{Id as _, InspectionId, ObjectionId, OrganId, ResultChangeId};
use sunlot_domain::inspections::Inspection;
use sunlot_domain::results::{
    ChangeKind, ChangeState, CheckResult, InspectionPart, Objection, ObjectionState, ResultChange,
    ResultCode, ResultState, Via,
};
use sunlot_domain::roles::Role;
use sunlot_domain::tasks::Task;

use super::TestApp;
use super::inspections::{account, lone_visit, write};

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
        Box::new(Grants),
        Box::new(ItemLists),
        Box::new(Plans),
        Box::new(Tasks),
        Box::new(DrawRecords),
        Box::new(Inspectors),
        Box::new(InspectorChanges),
        Box::new(Tags),
        Box::new(Inspections),
        Box::new(InspectionParts),
        Box::new(Institutions),
        Box::new(Objections),
        Box::new(ResultChanges),
        Box::new(IndividualCases),
        Box::new(UnlicensedTrade),
        Box::new(Penalties),
        Box::new(Listings),
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

/// Draws that were prepared: the log knows nothing of them yet.
struct DrawRecords;

impl RecordMaker for DrawRecords {
    fn noun(&self) -> &'static str {
        "draw"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/draws/{id}")
struct Inspections;

impl RecordMaker for Inspections {
    fn noun(&self) -> &'static str {
        "inspection"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/inspections/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move { Some(lone_visit(world.app, world.organ(case)).await) })
    }
}

/// A visit with its one part.
async fn part_of(world: &World<'_>, case: Case) -> (Inspection, InspectionPart) {
    let id = InspectionId::parse(&lone_visit(world.app, world.organ(case)).await).unwrap();
    let found: Result<_, sunlot_app::AppError> = world
        .app
        .app
        .read(move |tx| {
            let visit = tx.need::<Inspection>(&id)?.value;
            Ok((visit, sunlot_store::inspections::parts(tx, id)?.remove(0).value))
        })
        .await;
    found.unwrap()
}

struct InspectionParts;

impl RecordMaker for InspectionParts {
    fn noun(&self) -> &'static str {
        "inspection_part"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/inspection-parts/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move { Some(part_of(world, case).await.1.id.to_string()) })
    }
}

struct Institutions;

impl RecordMaker for Institutions {
    fn noun(&self) -> &'static str {
        "institution"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/institutions/{id}")
/// A case of an organ, for its own people alone.
struct IndividualCases;

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

struct UnlicensedTrade;

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

struct Penalties;

impl RecordMaker for Penalties {
    fn noun(&self) -> &'static str {
        "penalty"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/penalties/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move {
            let task = Tasks.make(world, case).await?;
            let task = TaskId::parse(&task).ok()?;
            let (organ, id) = (world.organ(case), world.app.app.ids().make::<DrawId>());
            let call = Call::system("test");
            let write = world.app.app.write(&call, move |tx| {
                let task = tx.need::<Task>(&task)?.value;
                tx.insert(Draw {
                    id,
                    task: task.id,
                    joint_task: None,
                    organ,
                    region: task.region,
                    participants: Vec::new(),
                    plan_no: task.id.to_string(),
                    attempt: 1,
                    kind: DrawKind::Draw,
                    base: None,
                    reason: None,
                    publication: DrawPublication::Sealed,
                    setting: Setting::default(),
                    state: DrawState::Proposed,
                    counts: Counts::default(),
                    unsealed: false,
                    released: 0,
                    proposed_by: task.author,
                    approved_by: None,
                    sealed_nonce: vec![1; 60],
                    sealed_salt: vec![2; 60],
                })?;
                Ok(tx.record(Event::new(Action::DrawPrepared, id), ()))
            });
            let done: Result<(), AppError> = write.await;
            done.ok()?;
            let organ = world.organ(case);
            let planner = world.app.login(Role::Planner, organ).await;
            let new = json!({"organ": organ.to_string(), "name": "某检测中心",
                "qualification": "CMA", "contract": "WT-1", "scope": "食品检验",
                "valid_from": "2026-01-01", "valid_to": "2026-12-31"});
            let made = planner.post("/api/v1/institutions", new).await.ok();
            Some(made["id"].as_str()?.to_owned())
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

struct Objections;

impl RecordMaker for Objections {
    fn noun(&self) -> &'static str {
        "objection"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/objections/{id}")
/// A listing: every department of the division reads it.
struct Listings;

impl RecordMaker for Listings {
    fn noun(&self) -> &'static str {
        "restriction"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/restrictions/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move {
            let (_, part) = part_of(world, case).await;
            let id: ObjectionId = world.app.app.ids().make();
            let today = world.app.app.today();
            write(world.app, move |tx| {
                tx.insert(Objection {
                    id,
                    inspection: part.inspection,
                    part: part.id,
                    organ: part.organ,
                    item_code: "P".into(),
                    result: None,
                    via: Via::Code,
                    text: "当时正在换证，认定有误".into(),
                    contact: String::new(),
                    lodged_on: today,
                    recorded_by: None,
                    state: ObjectionState::Lodged,
                    accepted_by: None,
                    accepted_on: None,
                    outcome: None,
                    result_change: None,
                    decided_by: None,
                    decided_on: None,
                    decision: None,
                })?;
                Ok(())
            })
            .await;
            Some(id.to_string())
        })
    }
}

struct ResultChanges;

impl RecordMaker for ResultChanges {
    fn noun(&self) -> &'static str {
        "result_change"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/result-changes/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move {
            let (visit, part) = part_of(world, case).await;
            let mut people = Vec::new();
            for role in [Role::Reviewer, Role::Planner, Role::Inspector] {
                people.push(account(&world.app.login(role, part.organ).await).await);
            }
            let ids = world.app.app.ids();
            let (id, today): (ResultChangeId, _) = (ids.make(), world.app.app.today());
            write(world.app, move |tx| {
                let result = CheckResult {
                    id: ids.make(),
                    inspection: visit.id,
                    organ: part.organ,
                    region: part.region,
                    task: visit.task,
                    kind: visit.kind,
                    subject: visit.subject,
                    subject_code: "X".into(),
                    subject_name: "X".into(),
                    item_code: "P".into(),
                    item_name: "P".into(),
                    catalogue: None,
                    own_key: "P".into(),
                    upper_key: None,
                    certificates: Vec::new(),
                    inspected_on: today,
                    due_on: None,
                    published_on: today,
                    late: false,
                    entered_by: people[0],
                    reviewed_by: people[1],
                    published_by: people[2],
                    code: ResultCode::NoProblem,
                    text: String::new(),
                    edition: 1,
                    state: ResultState::Published,
                };
                let result = tx.insert(result)?.value;
                tx.insert(ResultChange {
                    id,
                    result: result.id,
                    organ: part.organ,
                    edition: 2,
                    kind: ChangeKind::Withdraw,
                    before_code: result.code,
                    before_text: String::new(),
                    code: result.code,
                    text: String::new(),
                    reason: "公示对象有误".into(),
                    proposed_by: people[1],
                    proposed_on: today,
                    state: ChangeState::Proposed,
                    inner_by: None,
                    outer_by: None,
                    refused_by: None,
                    opinion: None,
                    applied_on: None,
                })?;
                Ok(())
            })
            .await;
            Some(id.to_string())
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
