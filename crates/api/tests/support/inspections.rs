//! A county that inspects: two departments with officers, items with check points, a task that was
//! dispatched, and visits opened as the draw opens them.

use serde_json::{Value, json};
use sunlot_app::inspections::open;
use sunlot_app::{AppError, Call};
use sunlot_domain::accounts::{Account, AccountState};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::{CanonicalId, DivisionCode};
use sunlot_domain::conferences::Conference;
use sunlot_domain::ids::{AccountId, Id as _, InspectorId, ItemId, OrganId, SubjectId, TaskId};
use sunlot_domain::inspections::{Assignment, Origin, TeamMember};
use sunlot_domain::inspectors::Inspector;
use sunlot_domain::items::{
    Basis, CatalogueCode, CheckPoint, Item, ItemClass, ItemCode, ItemList, ItemListVersion,
    ItemTerms, ListKind, Publication, Stage, Step, words::blank,
};
use sunlot_domain::organs::{Organ, OrganKind};
use sunlot_domain::registers::{SubjectEntry, SubjectKind};
use sunlot_domain::roles::Role;
use sunlot_domain::subjects::LifeStatus;
use sunlot_domain::tasks::{DrawType, Origin as TaskOrigin, Task, TaskContent, TaskState};
use sunlot_sortition::time::Day;
use sunlot_store::{WriteTx, subjects};

use super::{COUNTY, Client, Reply, TestApp};

/// Everybody who inspects, reviews, publishes and supervises.
pub struct Inspecting {
    pub scjg: OrganId,
    pub jyj: OrganId,
    pub task: TaskId,
    /// Officers of 市场监管: the first two are the team, the third is not.
    pub officers: Vec<(Client, InspectorId)>,
    /// Officers of 教育.
    pub others: Vec<(Client, InspectorId)>,
    pub planner: Client,
    pub publisher: Client,
    pub leader: Client,
    pub reviewer: Client,
    pub other_planner: Client,
    pub other_reviewer: Client,
    pub office: Client,
    pub superior: Client,
    pub stranger: Client,
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// The account of somebody who is logged in.
pub async fn account(client: &Client) -> AccountId {
    let session = client.get("/api/v1/session").await.ok();
    AccountId::parse(session["account"].as_str().unwrap()).unwrap()
}

/// Runs something in a transaction of the test's own.
pub async fn write<T, F>(app: &TestApp, work: F) -> T
where
    T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    F: FnOnce(&mut WriteTx<'_>) -> Result<T, AppError> + Send + 'static,
{
    let done: Result<T, AppError> = app
        .app
        .write(&Call::system("test"), move |tx| {
            let value = work(tx)?;
            Ok(tx.record(Event::new(Action::OrganChanged, "test"), value))
        })
        .await;
    done.unwrap()
}

/// Three officers of an organ, each with an account.
pub async fn officers(app: &TestApp, organ: OrganId, letter: &str) -> Vec<(Client, InspectorId)> {
    let mut all = Vec::new();
    for number in 1..=3 {
        let client = app.login(Role::Inspector, organ).await;
        let (account, id) = (account(&client).await, app.app.ids().make());
        let inspector = Inspector {
            id,
            code: format!("{letter}62042200{number}"),
            name: format!("{letter}姓检查员{number}"),
            organ,
            account: Some(account),
            cert_issuer: "甘肃省人民政府".into(),
            cert_valid_until: day("2030-12-31"),
            qualifications: Vec::new(),
            items: Vec::new(),
            regions: Vec::new(),
            cap: None,
            weight: 100,
            lead: number == 1,
            team: String::new(),
            prior: 0,
            active: true,
            valid_from: day("2024-01-01"),
        };
        write(app, move |tx| {
            tx.insert(inspector)?;
            Ok(())
        })
        .await;
        all.push((client, id));
    }
    all
}

fn terms(organ: OrganId, name: &str, upper: Option<ItemId>) -> ItemTerms {
    let point = |text: &str| CheckPoint { point: text.into(), standard: "按规定".into() };
    ItemTerms {
        category: "登记事项检查".into(),
        name: name.into(),
        subjects: "企业".into(),
        class: Some(ItemClass::General),
        bases: vec![Basis {
            law: "中华人民共和国市场主体登记管理条例".into(),
            article: "第三十六条".into(),
            text: String::new(),
            in_force_from: None,
            in_force_to: None,
        }],
        content: "检查内容".into(),
        points: vec![point("营业执照是否悬挂"), point("经营范围是否一致")],
        inspecting: vec![organ],
        ratio_ceiling_bp: Some(10_000),
        catalogue_code: name
            .contains("共同")
            .then(|| CatalogueCode::parse("62042200000001").unwrap()),
        upper,
        ..blank()
    }
}

/// A published list of one item for an organ.
pub async fn item(app: &TestApp, organ: OrganId, code: &str, name: &str) {
    let ids = app.app.ids();
    let (code, terms) = (ItemCode::parse(code).unwrap(), terms(organ, name, None));
    write(app, move |tx| {
        let mut signers: Vec<AccountId> = Vec::new();
        for login in ["author", "approver"] {
            let id: AccountId = ids.make();
            let login = format!("{login}-{}", &id.to_string()[24..]);
            tx.insert(Account {
                id,
                name: login.clone(),
                login,
                organ,
                state: AccountState::Active,
            })?;
            signers.push(id);
        }
        let step = Step { by: signers[0], on: day("2023-01-01") };
        let list = ItemList {
            id: ids.make(),
            organ,
            region: tx.need::<Organ>(&organ)?.value.region,
            kind: ListKind::Own,
            conference: None,
            title: format!("随机抽查事项清单{code}"),
        };
        let version = ItemListVersion {
            id: ids.make(),
            list: list.id,
            number: 1,
            based_on: None,
            reason: "首次公布".into(),
            drafted_by: None,
            drafted_on: step.on,
            stage: Stage::Published(Publication {
                submitted: step,
                approved: Step { by: signers[1], ..step },
                published: step,
                url: "https://example.gov.cn/qd".into(),
                valid_from: step.on,
                valid_to: None,
            }),
        };
        let item = Item {
            id: ids.make(),
            list: list.id,
            list_version: version.id,
            code,
            position: 1,
            struck: false,
            to_proofread: None,
            terms,
        };
        tx.insert(list)?;
        tx.insert(version)?;
        tx.insert(item)?;
        Ok(())
    })
    .await;
}

/// A subject of the register.
pub async fn subject(
    app: &TestApp,
    organ: OrganId,
    kind: SubjectKind,
    code: &str,
    name: &str,
) -> SubjectId {
    let id = app.app.ids().make();
    let (code, name) = (CanonicalId::parse(code).unwrap(), name.to_owned());
    write(app, move |tx| {
        let seq = subjects::next_seq(tx)?;
        tx.insert(SubjectEntry {
            id,
            seq,
            verdict: code.verdict(),
            code,
            name,
            kind,
            organ,
            region: DivisionCode::parse("620422100")?,
            industry: "62".into(),
            status: LifeStatus::Live,
            business_scope: "餐饮服务".into(),
            responsible: None,
            risk_class: None,
            risk_month: None,
            trial: false,
            pending_case: false,
            visits: 0,
            last_inspected: None,
            listed: true,
            source: "test".into(),
            source_day: day("2026-01-01"),
            valid_from: day("2026-01-01"),
        })?;
        Ok(())
    })
    .await;
    id
}

/// A task that was drawn and matched: only its visits are missing.
pub async fn task(app: &TestApp, organ: OrganId, with: Vec<OrganId>, name: &str) -> TaskId {
    let ids = app.app.ids();
    let id: TaskId = ids.make();
    let name = name.to_owned();
    let deadline = app.app.today().plus(304).unwrap();
    write(app, move |tx| {
        let mut people: Vec<AccountId> = Vec::new();
        for role in ["planner", "leader"] {
            let one: AccountId = ids.make();
            let login = format!("{role}-{}", &id.to_string()[24..]);
            tx.insert(Account {
                id: one,
                name: login.clone(),
                login,
                organ,
                state: AccountState::Active,
            })?;
            people.push(one);
        }
        let region = tx.need::<Organ>(&organ)?.value.region;
        tx.insert(Task {
            id,
            plan: None,
            ordinal: 1,
            number: format!("RW{}", &id.to_string()[24..]),
            name,
            origin: TaskOrigin::Temporary,
            draw_type: DrawType::Directed,
            item_class: ItemClass::General,
            organ,
            region,
            participants: with,
            draw_from: day("2026-01-10"),
            draw_to: day("2026-02-10"),
            deadline,
            content: TaskContent::default(),
            joint_visit: None,
            state: TaskState::Dispatched,
            author: people[0],
            approved_by: Some(people[1]),
        })?;
        Ok(())
    })
    .await;
    id
}

/// Builds it: item `P` of 市场监管, item `Q` of 教育, and `R` of both with one national code.
pub async fn inspecting(app: &TestApp) -> Inspecting {
    let city = app.organ("620400", "sscjg", OrganKind::Department).await;
    let scjg = app.organ(COUNTY, "scjg", OrganKind::Department).await;
    let jyj = app.organ(COUNTY, "jyj", OrganKind::Department).await;
    let office = app.organ(COUNTY, "lxhyb", OrganKind::Coordination).await;
    let far = app.organ("620421", "scjg", OrganKind::Department).await;
    let ids = app.app.ids();
    write(app, move |tx| {
        tx.insert(Conference {
            id: ids.make(),
            region: DivisionCode::parse(COUNTY)?,
            name: "会宁县联席会议".into(),
            office,
            lead: scjg,
        })?;
        Ok(())
    })
    .await;
    item(app, scjg, "P", "登记事项的检查").await;
    item(app, jyj, "Q", "校外培训的检查").await;
    item(app, scjg, "R", "共同事项的检查（市场监管）").await;
    item(app, jyj, "R", "共同事项的检查（教育）").await;
    Inspecting {
        scjg,
        jyj,
        task: task(app, scjg, vec![jyj], "校外培训机构联合抽查").await,
        officers: officers(app, scjg, "S").await,
        others: officers(app, jyj, "J").await,
        planner: app.login(Role::LeadPlanner, scjg).await,
        publisher: app.login(Role::Planner, scjg).await,
        leader: app.login(Role::Reviewer, scjg).await,
        reviewer: app.login(Role::Reviewer, scjg).await,
        other_planner: app.login(Role::Planner, jyj).await,
        other_reviewer: app.login(Role::Reviewer, jyj).await,
        office: app.login(Role::ConferenceOffice, office).await,
        superior: app.login(Role::Superior, city).await,
        stranger: app.login(Role::Inspector, far).await,
    }
}

/// Opens visits as the draw does.
pub async fn opened(
    app: &TestApp,
    origin: Origin,
    assignments: Vec<Assignment>,
) -> Result<Vec<String>, AppError> {
    let ids = app.app.ids();
    app.app
        .write(&Call::system("test"), move |tx| {
            let opened = open(tx, &ids, &origin, assignments)?;
            let opened: Vec<String> = opened.iter().map(ToString::to_string).collect();
            Ok(tx.record(Event::new(Action::InspectionsOpened, "test"), opened))
        })
        .await
}

/// A visit of an organ of its own, with everything that it needs.
pub async fn lone_visit(app: &TestApp, organ: OrganId) -> String {
    let mark: TaskId = app.app.ids().make();
    let mark = mark.to_string()[24..].to_uppercase();
    item(app, organ, "P", "登记事项的检查").await;
    let code = format!("OTHER:620422:{mark}");
    let subject = subject(app, organ, SubjectKind::Other, &code, "某检查对象").await;
    let team = officers(app, organ, &mark).await.into_iter().take(2);
    let team = team.map(|(_, inspector)| TeamMember { inspector, organ, leads: false }).collect();
    let draw = app.app.ids().make();
    let task = task(app, organ, Vec::new(), &format!("抽查任务{mark}")).await;
    let items = vec![("P".to_owned(), organ)];
    let assignment = Assignment { subject, items, team, batch: 1 };
    let origin = Origin::Task { task, draw, drawn: 1 };
    opened(app, origin, vec![assignment]).await.unwrap().remove(0)
}

impl Inspecting {
    /// What the draw says about one visit: the first two officers of each organ that has an item.
    pub fn assignment(&self, subject: SubjectId, items: &[(&str, OrganId)]) -> Assignment {
        let mut team = Vec::new();
        for (organ, officers) in [(self.scjg, &self.officers), (self.jyj, &self.others)] {
            if items.iter().any(|(_, of)| *of == organ) {
                team.extend(officers.iter().take(2).enumerate().map(|(at, (_, id))| TeamMember {
                    inspector: *id,
                    organ,
                    leads: at == 0,
                }));
            }
        }
        let items = items.iter().map(|(code, organ)| ((*code).to_owned(), *organ)).collect();
        Assignment { subject, items, team, batch: 1 }
    }

    /// Opens visits of the task as the draw does.
    pub async fn opened(
        &self,
        app: &TestApp,
        assignments: Vec<Assignment>,
    ) -> Result<Vec<String>, AppError> {
        let ids = app.app.ids();
        let drawn = assignments.len() as u64;
        opened(app, Origin::Task { task: self.task, draw: ids.make(), drawn }, assignments).await
    }

    /// One visit of 市场监管 for item `P`.
    pub async fn visit(&self, app: &TestApp, subject: SubjectId) -> String {
        let assignment = self.assignment(subject, &[("P", self.scjg)]);
        self.opened(app, vec![assignment]).await.unwrap().remove(0)
    }
}

/// An officer sees a visit.
pub async fn seen(by: &Client, id: &str) -> Value {
    by.get(&format!("/api/v1/inspections/{id}")).await.ok()
}

/// Takes a step of a visit with what a test adds.
pub async fn act(by: &Client, id: &str, step: &str, mut body: Value) -> Reply {
    let visit = by.get(&format!("/api/v1/inspections/{id}")).await;
    if body["version"].is_null() {
        // Who does not see the visit asks for some version.
        let version = visit.body["version"].as_u64().unwrap_or(1);
        body["version"] = json!(version);
    }
    by.post(&format!("/api/v1/inspections/{id}/{step}"), body).await
}

/// Approved and notified.
pub async fn notified(world: &Inspecting, id: &str) -> Value {
    act(&world.leader, id, "approve", json!({"advance": true, "opinion": "同意"})).await.ok();
    let notice = json!({"method": "field", "advance": true, "materials": ["营业执照副本"],
        "delivery": "直接送达", "contact": "市场监管局 0943-7881234"});
    act(&world.planner, id, "notify", notice).await.ok()
}

/// The team of an organ has arrived.
pub async fn arrived(world: &Inspecting, id: &str, present: &[InspectorId]) -> Reply {
    let present: Vec<String> = present.iter().map(ToString::to_string).collect();
    let body = json!({"place": "会师镇北大街1号", "present": present, "certificates_shown": true,
        "company": "王经理"});
    act(&world.officers[0].0, id, "arrive", body).await
}

/// A filled-in item: every point with this outcome.
pub fn filled(code: &str, outcome: &str) -> Value {
    let answer = |point: &str| json!({"point": point, "outcome": outcome, "note": "现场核实情况"});
    json!({"code": code, "methods": ["field"], "note": "",
        "answers": [answer("营业执照是否悬挂"), answer("经营范围是否一致")]})
}

/// Fills in items as an officer.
pub async fn check(by: &Client, id: &str, items: Vec<Value>) -> Reply {
    let version = seen(by, id).await["version"].clone();
    let body = json!({"version": version, "items": items});
    by.put(&format!("/api/v1/inspections/{id}/checklist"), body).await
}

/// From dispatch to the record of one organ's visit, all points with this outcome.
pub async fn recorded(world: &Inspecting, id: &str, outcome: &str) -> Value {
    notified(world, id).await;
    let [first, second] = [world.officers[0].1, world.officers[1].1];
    arrived(world, id, &[first, second]).await.ok();
    check(&world.officers[0].0, id, vec![filled("P", outcome)]).await.ok();
    act(&world.officers[1].0, id, "finish", json!({})).await.ok()
}

/// Signed by the company and by both officers of 市场监管; the part of the organ.
pub async fn signed(world: &Inspecting, id: &str, outcome: &str) -> Value {
    let visit = recorded(world, id, outcome).await;
    let sign = json!({"signed": true, "name": "王经理"});
    act(&world.officers[0].0, id, "company-sign", sign).await.ok();
    let digest = json!({"digest": visit["digest"]});
    for (officer, _) in world.officers.iter().take(2) {
        act(officer, id, "sign", digest.clone()).await.ok();
    }
    let visit = seen(&world.leader, id).await;
    assert_eq!(visit["state"], "signed");
    part(&world.leader, &visit, world.scjg).await
}

/// The part of an organ in a visit.
pub async fn part(by: &Client, visit: &Value, organ: OrganId) -> Value {
    let parts = visit["parts"].as_array().unwrap();
    let of = parts.iter().find(|part| part["organ"] == organ.to_string()).unwrap();
    by.get(&format!("/api/v1/inspection-parts/{}", of["id"].as_str().unwrap())).await.ok()
}

/// Takes a step of a part.
pub async fn part_step(by: &Client, part: &Value, step: &str, mut body: Value) -> Reply {
    body["version"] = part["version"].clone();
    let path = format!("/api/v1/inspection-parts/{}/{step}", part["id"].as_str().unwrap());
    by.post(&path, body).await
}

/// Entered by the first officer, passed by the reviewer: it waits for its publication.
pub async fn passed(world: &Inspecting, part: &Value, code: &str, text: &str) -> Value {
    let results = json!({"results": [{"item": "P", "code": code, "text": text}]});
    let part = part_step(&world.officers[0].0, part, "enter", results).await.ok();
    let review = json!({"pass": true});
    part_step(&world.reviewer, &part, "review", review).await.ok()
}

/// A county in which 市场监管 has published the result of a visit to one company.
pub async fn inspected(app: &TestApp) -> (Inspecting, SubjectId) {
    let world = inspecting(app).await;
    let (code, kind) = ("91620422MA7000018W", SubjectKind::Enterprise);
    let shop = subject(app, world.scjg, kind, code, "会宁县甲公司").await;
    published(app, &world, shop).await;
    (world, shop)
}

/// A published result of one visit of 市场监管.
pub async fn published(app: &TestApp, world: &Inspecting, subject: SubjectId) -> (String, Value) {
    let id = world.visit(app, subject).await;
    let part = signed(world, &id, "pass").await;
    let part = passed(world, &part, "1", "").await;
    part_step(&world.publisher, &part, "publish", json!({})).await.ok();
    let task = world.task;
    let list = app.public().get(&format!("/api/v1/public/results?task={task}")).await.ok();
    let rows = list["items"].as_array().unwrap().iter();
    let visit = seen(&world.leader, &id).await;
    let mut own = rows.filter(|row| row["subject_code"] == visit["subject_code"]);
    let result = own.next().unwrap().clone();
    (id, result)
}
