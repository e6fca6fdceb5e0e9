//! A county that can plan: departments, their people, a published item list, a conference.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sunlot_app::{AppError, Call};
use sunlot_domain::accounts::{Account, AccountState};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::conferences::Conference;
use sunlot_domain::ids::{AccountId, OrganId};
use sunlot_domain::items::{
    Basis, Item, ItemClass, ItemCode, ItemList, ItemListVersion, ItemTerms, ListKind, Method,
    Publication, Stage, Step,
};
use sunlot_domain::organs::{Organ, OrganKind};
use sunlot_domain::roles::Role;
use sunlot_sortition::time::Day;

use crate::support::{COUNTY, Client, TestApp};

/// Everybody who plans.
pub struct County {
    pub scjg: OrganId,
    pub jyj: OrganId,
    pub office: OrganId,
    pub author: Client,
    pub second: Client,
    pub reviewer: Client,
    pub coordinator: Client,
    pub superior: Client,
    pub other: Client,
    pub other_reviewer: Client,
    pub stranger: Client,
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn terms(
    name: &str,
    class: ItemClass,
    ceiling: Option<u32>,
    inspecting: Vec<OrganId>,
) -> ItemTerms {
    ItemTerms {
        category: "登记事项检查".into(),
        name: name.into(),
        subjects: "企业".into(),
        subject_kinds: Vec::new(),
        class: Some(class),
        key_reason: None,
        methods: vec![Method::Field],
        levels: Vec::new(),
        bases: vec![Basis {
            law: "中华人民共和国市场主体登记管理条例".into(),
            article: "第三十六条".into(),
            text: String::new(),
            in_force_from: None,
            in_force_to: None,
        }],
        content: "检查内容".into(),
        points: Vec::new(),
        inspecting,
        initiator: None,
        participants: Vec::new(),
        ratio_ceiling_bp: ceiling,
        visits_per_year_max: Some(2),
        qualification: None,
        catalogue_code: None,
        upper: None,
        note: String::new(),
    }
}

/// Items `G` (general, up to 100 %), `L` (general, up to 5 %), `K` (key), published for both
/// departments, and `U`, which is still a draft.
async fn items(app: &TestApp, organ: OrganId, inspecting: Vec<OrganId>) {
    let ids = app.app.ids();
    let done: Result<(), AppError> = app
        .app
        .write(&Call::system("test"), move |tx| {
            let mut signers: Vec<AccountId> = Vec::new();
            for login in ["list-author", "list-approver"] {
                let id = ids.make();
                let (login, name) = (login.to_owned(), login.to_owned());
                tx.insert(Account { id, login, name, organ, state: AccountState::Active })?;
                signers.push(id);
            }
            let step = Step { by: signers[0], on: day("2023-01-01") };
            let published = Publication {
                submitted: step,
                approved: Step { by: signers[1], ..step },
                published: step,
                url: "https://example.gov.cn/qd".into(),
                valid_from: step.on,
                valid_to: None,
            };
            let rows = [
                ("G", ItemClass::General, Some(10_000), Stage::Published(published.clone())),
                ("L", ItemClass::General, Some(500), Stage::Published(published.clone())),
                ("K", ItemClass::Key, None, Stage::Published(published)),
                ("U", ItemClass::General, Some(10_000), Stage::Draft),
            ];
            for (code, class, ceiling, stage) in rows {
                let list = ItemList {
                    id: ids.make(),
                    organ,
                    region: DivisionCode::parse(COUNTY).unwrap(),
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
                    drafted_on: day("2023-01-01"),
                    stage,
                };
                let item = Item {
                    id: ids.make(),
                    list: list.id,
                    list_version: version.id,
                    code: ItemCode::parse(code).unwrap(),
                    position: 1,
                    struck: false,
                    to_proofread: None,
                    terms: terms(&format!("事项{code}的检查"), class, ceiling, inspecting.clone()),
                };
                tx.insert(list)?;
                tx.insert(version)?;
                tx.insert(item)?;
            }
            Ok(tx.record(Event::new(Action::OrganChanged, organ), ()))
        })
        .await;
    done.unwrap();
}

/// Builds it.
pub async fn county(app: &TestApp) -> County {
    let city = app.organ("620400", "sscjg", OrganKind::Department).await;
    let scjg = app.organ(COUNTY, "scjg", OrganKind::Department).await;
    let jyj = app.organ(COUNTY, "jyj", OrganKind::Department).await;
    let office = app.organ(COUNTY, "lxhyb", OrganKind::Coordination).await;
    let far = app.organ("620421", "scjg", OrganKind::Department).await;
    let ids = app.app.ids();
    let done: Result<(), AppError> = app
        .app
        .write(&Call::system("test"), move |tx| {
            let below = tx.need::<Organ>(&scjg)?;
            tx.save(below.map(|organ| Organ { superior: Some(city), ..organ }))?;
            tx.insert(Conference {
                id: ids.make(),
                region: DivisionCode::parse(COUNTY).unwrap(),
                name: "会宁县联席会议".into(),
                office,
                lead: scjg,
            })?;
            Ok(tx.record(Event::new(Action::OrganChanged, scjg), ()))
        })
        .await;
    done.unwrap();
    let county = County {
        scjg,
        jyj,
        office,
        author: app.login(Role::LeadPlanner, scjg).await,
        second: app.login(Role::LeadPlanner, scjg).await,
        reviewer: app.login(Role::Reviewer, scjg).await,
        coordinator: app.login(Role::ConferenceOffice, office).await,
        superior: app.login(Role::Superior, city).await,
        other: app.login(Role::Planner, jyj).await,
        other_reviewer: app.login(Role::Reviewer, jyj).await,
        stranger: app.login(Role::LeadPlanner, far).await,
    };
    items(app, scjg, vec![scjg, jyj]).await;
    county
}

/// A task of 附件2 with what a test changes.
pub fn task(county: &County, name: &str, change: Value) -> Value {
    let mut task = json!({
        "name": name, "draw_type": "directed", "item_class": "general",
        "draw_from": "2026-04-10", "deadline": "2026-10-31",
        "items": [{"code": "G", "organ": county.scjg.to_string()}],
        "scope_text": "全县餐饮服务提供者",
        "filter": {"industries": ["62"]},
        "quota": {"ratio": "5%"}
    });
    let fields: BTreeMap<String, Value> = serde_json::from_value(change).unwrap();
    for (field, value) in fields {
        task[field] = value;
    }
    task
}

/// Takes a step and gives the record after it.
pub async fn step(by: &Client, record: &Value, noun: &str, step: &str) -> Value {
    let path = format!("/api/v1/{noun}/{}/{step}", record["id"].as_str().unwrap());
    let body = json!({"version": record["version"], "reason": "按规定办理这一步"});
    by.post(&path, body).await.ok()
}

/// From a draft to its publication.
pub async fn publish(county: &County, plan: &Value) -> Value {
    let plan = step(&county.author, plan, "plans", "submit").await;
    let plan = step(&county.coordinator, &plan, "plans", "coordinate").await;
    let plan = step(&county.reviewer, &plan, "plans", "approve").await;
    let plan = step(&county.author, &plan, "plans", "file").await;
    step(&county.author, &plan, "plans", "publish").await
}
