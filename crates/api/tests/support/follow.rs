//! A county in which something was found: subjects, inspectors, a published task with its visits,
//! and steps over HTTP.

use serde_json::{Value, json};
use sunlot_app::{AppError, Call};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{AccountId, Id, InspectionId, InspectorId, OrganId, SubjectId, TaskId};
use sunlot_domain::inspections::{
    Approval, Arrival, Assignment, CompanySign, Inspection, InspectionState, Origin, TeamMember,
};
use sunlot_domain::inspectors::Inspector;
use sunlot_domain::roles::Role;
use sunlot_domain::tasks::{Task, TaskState};
use sunlot_sortition::time::Day;

use super::plans::{self, County, step};
use super::{Client, Reply, TestApp};

/// Codes with valid check characters.
const CODES: [&str; 5] = [
    "91620422MA7000018W",
    "91620422MA747AKH5Q",
    "91620422MA73C2UX4R",
    "92620422MA7000026L",
    "93620422MA7000034C",
];

/// Everything that a test of what follows begins with.
pub struct World {
    pub county: County,
    /// Restaurants of 会师镇: four companies and, at 3, a household business.
    pub subjects: Vec<String>,
    /// Inspectors of 市场监管, with whom they log in.
    pub inspectors: Vec<(InspectorId, Client)>,
    /// Somebody who plans and approves: what two people must do, he must not do alone.
    pub both: Client,
}

impl World {
    pub async fn build(app: &TestApp) -> World {
        let county = plans::county(app).await;
        let mut subjects = Vec::new();
        for (at, code) in CODES.iter().enumerate() {
            let kind = if at == 3 { "household" } else { "enterprise" };
            let name =
                if at == 3 { "李小四面馆".to_owned() } else { format!("会宁第{at}饭店") };
            let new = json!({"code": code, "organ": county.scjg.to_string(), "name": name,
                "kind": kind, "region": "620422100", "industry": "6210", "source": "登记窗口",
                "reason": "新设立登记"});
            let made = county.author.post("/api/v1/subjects", new).await.ok();
            subjects.push(made["id"].as_str().unwrap().to_owned());
        }
        let mut inspectors = Vec::new();
        for number in 0..4 {
            let code = format!("ZF{number}");
            inspectors.push(inspector(app, county.scjg, &code, "2027-12-31").await);
        }
        let both = app.login_as(&[Role::LeadPlanner, Role::Reviewer], county.scjg).await;
        World { county, subjects, inspectors, both }
    }

    /// The first two inspectors as a team.
    pub fn team(&self) -> Value {
        json!([{"inspector": self.inspectors[0].0.to_string(), "leads": true},
            {"inspector": self.inspectors[1].0.to_string()}])
    }

    /// A published task of 市场监管 whose subjects were all visited, with the visits.
    pub async fn random_task(&self, app: &TestApp, subjects: &[String]) -> (String, Vec<String>) {
        let form = json!({"origin": "temporary", "organ": self.county.scjg.to_string(),
            "reason": "投诉集中反映的问题"});
        let task = plans::task(&self.county, "餐饮服务抽查", form);
        let task = self.county.author.post("/api/v1/tasks", task).await.ok();
        let task = step(&self.county.author, &task, "tasks", "submit").await;
        let task = step(&self.county.reviewer, &task, "tasks", "approve").await;
        let id = task["id"].as_str().unwrap().to_owned();
        let (task, organ, ids) = (TaskId::parse(&id).unwrap(), self.county.scjg, app.app.ids());
        let team: Vec<TeamMember> = [0, 1]
            .map(|at| TeamMember { inspector: self.inspectors[at].0, organ, leads: at == 0 })
            .to_vec();
        let subjects: Vec<SubjectId> =
            subjects.iter().map(|id| SubjectId::parse(id).unwrap()).collect();
        let opened: Result<Vec<String>, AppError> = app
            .app
            .write(&Call::system("test"), move |tx| {
                let stored = tx.need::<Task>(&task)?;
                tx.save(stored.map(|task| Task { state: TaskState::Published, ..task }))?;
                let assignment = |subject: &SubjectId| Assignment {
                    subject: *subject,
                    items: vec![("G".to_owned(), organ)],
                    team: team.clone(),
                    batch: 0,
                };
                let drawn = subjects.len() as u64;
                let origin = Origin::Task { task, draw: ids.make(), drawn };
                let assignments = subjects.iter().map(assignment).collect();
                let opened = sunlot_app::inspections::open(tx, &ids, &origin, assignments)?;
                let opened = opened.iter().map(ToString::to_string).collect();
                Ok(tx.record(Event::new(Action::InspectionsOpened, task), opened))
            })
            .await;
        let opened = opened.unwrap();
        for visit in &opened {
            finish(app, visit).await;
        }
        (id, opened)
    }

    /// A complaint about a subject, accepted.
    pub async fn accepted(&self, subject: &str) -> Value {
        let case = self.complaint(subject, json!({})).await;
        act(&self.county.author, "cases", &case, "accept", json!({})).await.ok()
    }

    /// A complaint about a subject, registered.
    pub async fn complaint(&self, subject: &str, change: Value) -> Value {
        let mut new = json!({"organ": self.county.scjg.to_string(), "source": "complaint",
            "place": "620422100", "subject": subject, "items": ["G"], "matter": "后厨不洁",
            "content": "反映后厨有老鼠"});
        for (field, value) in change.as_object().unwrap() {
            new[field] = value.clone();
        }
        self.county.author.post("/api/v1/cases", new).await.ok()
    }

    /// A case whose visit is over: what follows can hang on it.
    pub async fn inspected(&self, app: &TestApp, subject: &str) -> Value {
        let case = self.accepted(subject).await;
        let case = act(&self.county.author, "cases", &case, "ask", json!({})).await.ok();
        let body = json!({"team": self.team(), "reason": "两人熟悉这一片区"});
        let case = act(&self.county.reviewer, "cases", &case, "approve", body).await.ok();
        finish(app, case["inspection"].as_str().unwrap()).await;
        case
    }
}

/// An inspector of an organ with an account of his own.
pub async fn inspector(
    app: &TestApp,
    organ: OrganId,
    code: &str,
    until: &str,
) -> (InspectorId, Client) {
    let client = app.login(Role::Inspector, organ).await;
    let session = client.get("/api/v1/session").await.ok();
    let account = AccountId::parse(session["account"].as_str().unwrap()).unwrap();
    let inspector = Inspector {
        id: app.app.ids().make(),
        code: code.to_owned(),
        name: format!("执法员{code}"),
        organ,
        account: Some(account),
        cert_issuer: "甘肃省司法厅".into(),
        cert_valid_until: Day::parse(until).unwrap(),
        qualifications: Vec::new(),
        items: Vec::new(),
        regions: Vec::new(),
        cap: None,
        weight: 100,
        lead: true,
        team: String::new(),
        prior: 0,
        active: true,
        valid_from: Day::parse("2026-01-01").unwrap(),
    };
    let id = inspector.id;
    let done: Result<(), AppError> = app
        .app
        .write(&Call::system("test"), move |tx| {
            tx.insert(inspector)?;
            Ok(tx.record(Event::new(Action::InspectorApproved, id), ()))
        })
        .await;
    done.unwrap();
    (id, client)
}

/// Brings a visit to its end, as its own steps would.
pub async fn finish(app: &TestApp, visit: &str) {
    let id = InspectionId::parse(visit).unwrap();
    let (today, now) = (app.app.today(), app.app.now().to_string());
    let done: Result<(), AppError> = app
        .app
        .write(&Call::system("test"), move |tx| {
            let stored = tx.need::<Inspection>(&id)?;
            let approval = Approval {
                by: String::new(),
                at: now.clone(),
                opinion: "同意".into(),
                advance: false,
            };
            let arrival = Arrival {
                at: now,
                told_at: None,
                place: "店内".into(),
                position: None,
                present: Vec::new(),
                certificates_shown: true,
                company: String::new(),
                by: String::new(),
            };
            let company = CompanySign {
                signed: true,
                name: String::new(),
                reason: String::new(),
                witness: String::new(),
                remarks: String::new(),
                by: String::new(),
                at: String::new(),
            };
            tx.save(stored.map(|visit| Inspection {
                state: InspectionState::Signed,
                approval: visit.approval.clone().or(Some(approval).filter(|_| !visit.urgent)),
                arrival: Some(arrival),
                digest: Some(sunlot_sortition::digest::Digest::from_bytes([7; 32])),
                company: Some(company),
                done_on: Some(today),
                ..visit
            }))?;
            Ok(tx.record(Event::new(Action::InspectionArrived, id), ()))
        })
        .await;
    done.unwrap();
}

/// The visit as the store has it.
pub async fn visit(app: &TestApp, id: &str) -> Inspection {
    let id = InspectionId::parse(id).unwrap();
    let read: Result<_, AppError> =
        app.app.read(move |tx| Ok(tx.need::<Inspection>(&id)?.value)).await;
    read.unwrap()
}

/// Takes a step with the version of a record.
pub async fn act(by: &Client, noun: &str, record: &Value, step: &str, body: Value) -> Reply {
    let mut body = body;
    body["version"] = record["version"].clone();
    let id = record["id"].as_str().unwrap();
    by.post(&format!("/api/v1/{noun}/{id}/{step}"), body).await
}

/// The record as it stands now.
pub async fn again(by: &Client, noun: &str, record: &Value) -> Value {
    by.get(&format!("/api/v1/{noun}/{}", record["id"].as_str().unwrap())).await.ok()
}
