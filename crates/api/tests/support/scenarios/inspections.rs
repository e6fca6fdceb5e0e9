//! Visits, their parts, and what follows their publication.

use serde_json::json;
use sunlot_domain::ids::{Id as _, InspectionId, ObjectionId, ResultChangeId};
use sunlot_domain::inspections::Inspection;
use sunlot_domain::results::{
    ChangeKind, ChangeState, CheckResult, InspectionPart, Objection, ObjectionState, ResultChange,
    ResultCode, ResultState, Via,
};
use sunlot_domain::roles::Role;

use super::super::inspections::{account, lone_visit, write};
use super::{Case, Made, RecordMaker, World};

pub(super) struct Inspections;

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

pub(super) struct InspectionParts;

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

pub(super) struct Institutions;

impl RecordMaker for Institutions {
    fn noun(&self) -> &'static str {
        "institution"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/institutions/{id}")
    }

    fn make<'a>(&'a self, world: &'a World<'a>, case: Case) -> Made<'a> {
        Box::pin(async move {
            let organ = world.organ(case);
            let planner = world.app.login(Role::Planner, organ).await;
            let new = json!({"organ": organ.to_string(), "name": "某检测中心",
                "qualification": "CMA", "contract": "WT-1", "scope": "食品检验",
                "valid_from": "2026-01-01", "valid_to": "2026-12-31"});
            let made = planner.post("/api/v1/institutions", new).await.ok();
            Some(made["id"].as_str()?.to_owned())
        })
    }
}

pub(super) struct Objections;

impl RecordMaker for Objections {
    fn noun(&self) -> &'static str {
        "objection"
    }

    fn path(&self, id: &str) -> String {
        format!("/api/v1/objections/{id}")
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

pub(super) struct ResultChanges;

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
        })
    }
}
