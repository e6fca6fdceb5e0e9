//! 平台的上半程: one county through HTTP, as the people of three departments and of the joint
//! conference: registers, a joint list through its versions, the real rows of 附件2, an overlap
//! merged into one visit; and afterwards the log and the database say the same.

use std::path::PathBuf;

use serde_json::{Value, json};
use sunlot_app::record::{Checkpointer, Signer, export};
use sunlot_domain::ids::{Id as _, OrganId};
use sunlot_domain::organs::OrganKind;
use sunlot_domain::roles::Role;
use sunlot_record::Trust;
use sunlot_record::files::Folder;
use sunlot_record::verify::verify;
use sunlot_sortition::log::keys::SecretKeys;
use sunlot_sortition::names::KeyName;
use sunlot_store::{StoreError, examine};

use crate::support::databases::databases;
use crate::support::plans::{County, amend, people, publish, real_plans, task};
use crate::support::{COUNTY, Client, TestApp, registers};

const LISTS: &str = "/api/v1/item-lists";
const JOINT_ITEMS: &str = include_str!("../../../data/joint_items.csv");

/// Who is there: three departments, the office of the joint conference, the superior.
struct Cast {
    county: County,
    wjj: OrganId,
    health_reviewer: Client,
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("{field} in {value}")).to_owned()
}

async fn cast(app: &TestApp) -> Cast {
    let city = app.organ("620400", "sscjg", OrganKind::Department).await;
    let office = app.organ(COUNTY, "lxhyb", OrganKind::Coordination).await;
    let admin = app.login(Role::SystemAdmin, office).await;
    let mut made = Vec::new();
    for (code, name) in [("scjg", "市场监督管理局"), ("jyj", "教育局"), ("wjj", "卫生健康局")]
    {
        let mut new = json!({"code": code, "name": format!("会宁县{name}"), "kind": "department",
            "region": COUNTY});
        if code == "scjg" {
            new["superior"] = json!(city.to_string());
        }
        made.push(admin.post("/api/v1/organs", new).await.ok());
    }
    let organ = |at: usize| OrganId::parse(&text(&made[at], "id")).unwrap();
    let (scjg, jyj, wjj) = (organ(0), organ(1), organ(2));
    let far = app.organ("620421", "scjg", OrganKind::Department).await;
    let county = people(app, [scjg, jyj, office, city, far]).await;
    let health_reviewer = app.login(Role::Reviewer, wjj).await;
    Cast { county, wjj, health_reviewer }
}

/// The register as it comes from a window that nobody checked.
fn dirty(clean: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(clean.to_vec()).unwrap();
    let header = text.lines().next().unwrap();
    let columns = header.trim_start_matches('\u{feff}').split(',').count();
    let row = |code: &str, name: &str| {
        let mut cells = vec![code, name];
        cells.resize(columns, "");
        cells.join(",")
    };
    let bad = [
        row("91620422", "代码太短"),
        row("91620422MA7000018I", "字母不对"),
        row("91620422MA747AKH5Q", "同一代码"),
        row("91620422MA747AKH5Q", "同一代码的第二行"),
        row("91620422MA73C2UX4R", ""),
    ];
    format!("{}\n{}\n", text.trim_end(), bad.join("\n")).into_bytes()
}

async fn both_registers(app: &TestApp, cast: &Cast) {
    let county = &cast.county;
    sunlot_app::imports::set_reader(PathBuf::from(env!("CARGO_BIN_EXE_api-test-reader")));
    let path = format!(
        "/api/v1/imports?organ={}&source=%E5%B8%82%E5%9C%BA&source_day=2026-03-01",
        county.scjg
    );
    let clean = registers::real();
    let first = county.author.upload(&path, "名录（未核）.csv", dirty(&clean)).await.ok();
    let left_out = ["rows_refused", "rows_duplicate"].map(|fate| first[fate].as_u64().unwrap());
    assert!(left_out[0] >= 3 && left_out[1] >= 2, "{first}");
    let batch = format!("/api/v1/imports/{}", text(&first, "id"));
    let refused = county.author.get(&format!("{batch}/refused.csv")).await.ok();
    // By row and column: where the clerk finds each of them in his file.
    let rows = String::from_utf8(clean.clone()).unwrap().lines().count();
    for at in [1, 2, 5] {
        assert!(refused.as_str().unwrap().contains(&format!("\n{},", rows + at)), "{refused}");
    }
    let no = json!({"version": first["version"], "reason": "先改正未采用的行"});
    county
        .author
        .post(&format!("{batch}/refuse"), no.clone())
        .await
        .refused(403, "permission.denied");
    county.reviewer.post(&format!("{batch}/refuse"), no).await.ok();
    assert_eq!(county.author.get("/api/v1/subjects").await.ok()["total"], json!(0));

    let second = county.author.upload(&path, "名录.csv", clean).await.ok();
    let batch = format!("/api/v1/imports/{}", text(&second, "id"));
    let yes = json!({"version": second["version"], "reason": "核对无误，同意"});
    county
        .other_reviewer
        .post(&format!("{batch}/approve"), yes.clone())
        .await
        .refused(404, "record.missing");
    county.reviewer.post(&format!("{batch}/approve"), yes).await.ok();
    let found = county.author.get("/api/v1/subjects").await.ok();
    assert_eq!(found["total"], second["rows_new"]);
    assert!(found["total"].as_u64() > Some(1_000), "{}", found["total"]);
    assert!(app.public().get("/api/v1/subjects").await.ok()["total"].as_u64() > Some(1_000));
}

async fn act(who: &Client, version: &str, verb: &str, mut body: Value) -> crate::support::Reply {
    let path = format!("{LISTS}/versions/{version}");
    body["version"] = who.get(&path).await.ok()["version"].clone();
    who.post(&format!("{path}/{verb}"), body).await
}

/// Asks all who are concerned, and publishes from a day.
async fn let_in(cast: &Cast, version: &str, from: &str) {
    let (county, wjj) = (&cast.county, cast.wjj);
    act(&county.coordinator, version, "submit", json!({})).await.ok();
    for (who, organ) in [
        (&county.reviewer, county.scjg),
        (&county.other_reviewer, county.jyj),
        (&cast.health_reviewer, wjj),
    ] {
        let say = json!({"organ": organ.to_string(), "consents": true, "opinion": "同意"});
        act(who, version, "consent", say).await.ok();
    }
    let form = json!({"url": "https://example.gov.cn/lhcc", "valid_from": from});
    act(&county.coordinator, version, "publish", form).await.ok();
}

fn terms(cast: &Cast, name: &str, subjects: &str, class: &str) -> Value {
    let ceiling = if class == "general" { json!("100%") } else { Value::Null };
    json!({
        "category": "联合抽查", "name": name, "subjects": subjects, "class": class,
        "key_reason": if class == "key" { json!("safety") } else { Value::Null },
        "subject_kinds": ["enterprise", "cooperative"], "methods": ["field"], "levels": ["county"],
        "content": "按各自职责检查",
        "ratio_ceiling": ceiling, "visits_per_year_max": 2,
        "bases": [{"law": "《中华人民共和国市场主体登记管理条例》", "article": "第三十六条"}],
        "points": [{"point": "证照齐全有效", "standard": "第三十六条"}],
        "initiator": cast.county.scjg.to_string(),
        "participants": [cast.county.jyj.to_string(), cast.wjj.to_string()],
    })
}

async fn joint_list(app: &TestApp, cast: &Cast) {
    let (county, clerk) = (&cast.county, &cast.county.coordinator);
    let conference = json!({"region": COUNTY, "name": "会宁县“双随机、一公开”监管联席会议",
        "office": county.office.to_string(), "lead": county.scjg.to_string()});
    let conference = clerk.post("/api/v1/conferences", conference).await.ok();
    for organ in [county.scjg, county.jyj, cast.wjj] {
        let member = json!({"organ": organ.to_string(), "joined": "2026-01-01",
            "reason": "会政办发成员单位名单"});
        let path = format!("/api/v1/conferences/{}/members", text(&conference, "id"));
        clerk.post(&path, member).await.ok();
    }
    let new = json!({"organ": county.office.to_string(), "kind": "joint",
        "title": "会宁县部门联合抽查事项清单", "reason": "首次编制"});
    let list = clerk.post(LISTS, new).await.ok();
    let first = text(&list, "open");
    let items = format!("{LISTS}/versions/{first}/items");
    let mut reader = csv::Reader::from_reader(JOINT_ITEMS.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 37);
    for (at, row) in rows.iter().enumerate() {
        let (code, class) = match at {
            0 => ("G".to_owned(), "general"),
            1 => ("K".to_owned(), "key"),
            at => (format!("L{at:02}"), "general"),
        };
        let name: String = row[4].chars().take(100).collect();
        let body = json!({"code": code, "terms": terms(cast, &name, &row[5], class)});
        clerk.post(&items, body).await.ok();
    }
    let_in(cast, &first, "2026-03-02").await;

    let versions = format!("{LISTS}/{}/versions", text(&list, "id"));
    let second = clerk.post(&versions, json!({"reason": "下调一项的比例"})).await.ok();
    let second = text(&second, "id");
    let copies = clerk.get(&format!("{LISTS}/versions/{second}/items?page_size=100")).await.ok();
    let copies = copies["items"].as_array().unwrap();
    let last = copies.iter().find(|row| row["code"] == "L36").unwrap();
    let mut lower = last["terms"].clone();
    lower["ratio_ceiling"] = json!("5%");
    let body = json!({"version": last["version"], "position": 37, "terms": lower});
    clerk.put(&format!("/api/v1/items/{}", text(last, "id")), body).await.ok();
    let_in(cast, &second, "2026-03-03").await;
    let difference =
        app.public().get(&format!("{LISTS}/versions/{first}/diff/{second}")).await.ok();
    assert_eq!(difference.as_array().unwrap().len(), 1, "{difference}");
    assert_eq!(difference[0]["fields"][0]["after"], "5%");
    let states = app.public().get(&versions).await.ok();
    assert_eq!(
        (&states[0]["state"], &states[1]["state"]),
        (&json!("published"), &json!("superseded"))
    );
}

/// 附件2: all real rows in one joint plan of this year, and a plan of the other department.
async fn plans(app: &TestApp, cast: &Cast) {
    let county = &cast.county;
    let rows: Vec<Value> = real_plans(county).into_values().flatten().map(this_year).collect();
    assert_eq!(rows.len(), 29);
    let here = json!({"filter": {"regions": ["620422100"]}, "quota": {"ratio": "10%"},
        "items": [{"code": "G", "organ": county.scjg.to_string()}]});
    let mut tasks = rows.clone();
    tasks.push(task(county, "会师镇经营主体抽查", here));
    let new = json!({"organ": county.scjg.to_string(), "year": 2026, "joint": true,
        "name": "2026年度部门联合抽查计划", "tasks": tasks});
    let plan = county.author.post("/api/v1/plans", new).await.ok();
    merge(county, &plan).await;
    let plan = county.author.get(&format!("/api/v1/plans/{}", text(&plan, "id"))).await.ok();
    let plan = publish(county, &plan).await;
    let shown = app.public().get(&format!("/api/v1/public/plans/{}", text(&plan, "id"))).await.ok();
    assert_eq!(shown["current"]["table"]["rows"].as_array().unwrap().len(), 30);
    amend(app, county, &plan, &rows[0]).await;
    let filings =
        county.author.get(&format!("/api/v1/plans/{}/filings", text(&plan, "id"))).await.ok();
    let path = format!("/api/v1/filings/{}/acknowledge", text(&filings[0], "id"));
    let receipt = json!({"version": filings[0]["version"], "receipt": "白市监备〔2026〕3号"});
    county.superior.post(&path, receipt).await.ok();
}

/// A row of another year as a row of this one.
fn this_year(mut row: Value) -> Value {
    for field in ["draw_from", "draw_to", "deadline"] {
        let day = row[field].as_str().unwrap();
        row[field] = json!(format!("2026{}", &day[4..]));
    }
    row
}

/// The other department would visit the same entities: found, proposed, consented.
async fn merge(county: &County, plan: &Value) {
    let mine = county
        .author
        .get(&format!("/api/v1/tasks?plan={}&sort=-ordinal", text(plan, "id")))
        .await
        .ok()["items"][0]
        .clone();
    assert_eq!(mine["form"]["name"], "会师镇经营主体抽查");
    let theirs = task(
        county,
        "会师镇培训机构抽查",
        json!({
        "filter": {"regions": ["620422100"]}, "quota": {"ratio": "20%"}, "draw_from": "2026-04-20",
        "items": [{"code": "G", "organ": county.jyj.to_string()}]}),
    );
    let new = json!({"organ": county.jyj.to_string(), "year": 2026, "joint": false,
        "name": "2026年度教育领域抽查计划", "tasks": [theirs]});
    let other = county.other.post("/api/v1/plans", new).await.ok();
    let id = text(&mine, "id");
    let found = county.author.get(&format!("/api/v1/tasks/{id}/overlaps")).await.ok();
    let met = found.as_array().unwrap().iter().find(|row| row["name"] == "会师镇培训机构抽查");
    let met = met.unwrap_or_else(|| panic!("{found}"));
    assert!(met["shared"].as_u64() > Some(10), "{met}");
    let body = json!({"other": met["task"]});
    let visit = county.author.post(&format!("/api/v1/tasks/{id}/merge"), body).await.ok();
    let path = format!("/api/v1/joint-visits/{}/consent", text(&visit, "id"));
    let joined = county.other.post(&path, json!({"version": visit["version"]})).await.ok();
    assert_eq!(joined["state"], "joined");
    let tasks = county.other.get(&format!("/api/v1/tasks?plan={}", text(&other, "id"))).await.ok();
    assert_eq!(tasks["items"][0]["joint_visit"], visit["id"]);
}

/// What the public holds and what the database holds, against each other.
async fn nothing_is_to_be_found(app: &TestApp) {
    let folder = tempfile::tempdir().unwrap();
    let keys = SecretKeys::from_entropy(KeyName::parse("sunlot.cn/log").unwrap(), &[5; 32]);
    let trust = Trust::new(keys.public(), Vec::new(), 0);
    let signer = Signer { keys, kept: folder.path().join("last-checkpoint"), witnessed: false };
    Checkpointer::new(app.app.clone(), signer).sign_now().await.unwrap().expect("entries");
    let out = folder.path().join("public");
    export(&app.app, &out).await.unwrap();
    let report = verify(&Folder(out), &trust, &[]).unwrap();
    assert!(report.holds(), "{:?}", report.findings);
    let examined: Result<_, StoreError> =
        app.app.store.read(move |tx| examine::examine(tx, Some(&trust), &[])).await;
    let examined = examined.unwrap();
    assert!(examined.holds() && examined.entries == report.entries, "{:?}", examined.findings);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_county_plans_its_year() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let cast = cast(&app).await;
        both_registers(&app, &cast).await;
        joint_list(&app, &cast).await;
        plans(&app, &cast).await;
        nothing_is_to_be_found(&app).await;
    }
}
