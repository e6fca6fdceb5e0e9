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

use super::{COUNTY, Client, TestApp};

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
pub async fn items(app: &TestApp, organ: OrganId, inspecting: Vec<OrganId>) {
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

/// Who works in a county: its organs are 市场监管, 教育, the office, the superior, another county's.
pub async fn people(app: &TestApp, [scjg, jyj, office, city, far]: [OrganId; 5]) -> County {
    County {
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
    }
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
    let county = people(app, [scjg, jyj, office, city, far]).await;
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

const ROWS: &str = include_str!("../../../../data/draw_plans.csv");

/// The plans of the real rows: one for each source and year.
pub fn real_plans(county: &County) -> BTreeMap<(String, u16), Vec<Value>> {
    let mut reader = csv::Reader::from_reader(ROWS.as_bytes());
    let mut plans: BTreeMap<(String, u16), Vec<Value>> = BTreeMap::new();
    for row in reader.deserialize() {
        let row: BTreeMap<String, String> = row.unwrap();
        let year: u16 = row["year"].parse().unwrap();
        let joint = row["org"].contains('；') || row["level"] == "部门联合";
        let key = row["level"].contains("重点");
        let code = if key { "K" } else { "G" };
        let mut items = vec![json!({"code": code, "organ": county.scjg.to_string()})];
        let mut participants = Vec::new();
        if joint {
            items.push(json!({"code": code, "organ": county.jyj.to_string()}));
            participants.push(county.jyj.to_string());
        }
        let undirected = row["draw_type"] == "不定向";
        let filter = if undirected { json!({}) } else { json!({"scope_texts": ["服务"]}) };
        let plan = plans.entry((row["source_id"].clone(), year)).or_default();
        plan.push(task(
            county,
            &row["task"],
            json!({
                "draw_type": if undirected { "undirected" } else { "directed" },
                "item_class": if key { "key" } else { "general" },
                "draw_from": format!("{year}-03-10"), "draw_to": format!("{year}-03-20"),
                "deadline": format!("{year}-12-20"),
                "items": items, "participants": participants, "filter": filter,
                "scope_text": row["targets"], "quota": quota(&row),
                "ratio_text": row["ratio"], "quantity_text": row["count"],
                "risk_rule": row["risk_rule"], "office": row["org"],
                "level_text": row["level"], "remarks": row["period"],
            }),
        ));
    }
    plans
}

fn quota(row: &BTreeMap<String, String>) -> Value {
    let number = |text: &str, unit: char| -> Option<u64> {
        let before = text.split(unit).next().filter(|_| text.contains(unit))?;
        let tail: String = before.chars().rev().take_while(char::is_ascii_digit).collect();
        tail.chars().rev().collect::<String>().parse().ok()
    };
    if row["ratio"].starts_with("A:") {
        // The row of Chongqing 2024 in full: A 3 %, B 4 %, C 5 %, D 6 %.
        return json!({"by_class": {"A": "3%", "B": "4%", "C": "5%", "D": "6%", "U": "3%"}});
    }
    match (number(&row["ratio"], '%'), number(&row["count"], '户')) {
        (Some(ratio), _) => json!({"ratio": format!("{ratio}%")}),
        (_, Some(count)) => json!({"count": count}),
        _ => json!({"ratio": "3%"}),
    }
}

/// A published plan is opened, one row changed, and published again; the public sees what changed.
pub async fn amend(app: &TestApp, county: &County, plan: &Value, first: &Value) {
    let id = plan["id"].as_str().unwrap();
    let tasks = county.author.get(&format!("/api/v1/tasks?plan={id}&sort=ordinal")).await.ok();
    let row = tasks["items"][0].clone();
    let path = format!("/api/v1/tasks/{}", row["id"].as_str().unwrap());
    let mut form = first.clone();
    form["deadline"] = json!(first["deadline"].as_str().unwrap().replace("12-20", "11-30"));
    form["version"] = row["version"].clone();
    county.author.put(&path, form.clone()).await.refused(409, "plan.state");

    let open = step(&county.author, plan, "plans", "adjust").await;
    let submit = format!("/api/v1/plans/{id}/submit");
    let same = json!({"version": open["version"]});
    county.author.post(&submit, same).await.refused(409, "plan.nothing_changed");
    let changed = county.author.put(&path, form).await.ok();
    assert_eq!(changed["state"], "draft", "what was approved is approved again");
    let before = app.public().get(&format!("/api/v1/public/plans/{id}")).await.ok();
    assert_eq!(before["current"]["edition"], 1, "the working copy is not public");

    let open = county.author.get(&format!("/api/v1/plans/{id}")).await.ok();
    let again = publish(county, &open).await;
    assert_eq!((&again["edition"], &again["number"]), (&json!(2), &plan["number"]));
    assert_eq!(again["document_number"], plan["document_number"]);
    let editions = app.public().get(&format!("/api/v1/plans/{id}/editions")).await.ok();
    assert_eq!(editions.as_array().unwrap().len(), 2);
    assert_eq!(editions[1]["reason"], "按规定办理这一步");
    let change = &editions[1]["difference"][0];
    assert_eq!((&change["kind"], &change["number"]), (&json!("changed"), &row["number"]));
    let columns: Vec<&str> =
        change["cells"].as_array().unwrap().iter().map(|c| c["column"].as_str().unwrap()).collect();
    assert_eq!(columns, ["完成时限", "起止时间"]);
    assert!(editions[0]["table"]["rows"][0]["cells"][12].as_str().unwrap().ends_with("12-20"));
    let filings = county.author.get(&format!("/api/v1/plans/{id}/filings")).await.ok();
    assert_eq!(filings.as_array().unwrap().len(), 2, "each edition is filed");
}
