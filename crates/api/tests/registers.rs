//! 检查对象名录库 through the interface, on both databases.

use std::path::PathBuf;

use serde_json::{Value, json};
use sunlot_domain::ids::OrganId;
use sunlot_domain::organs::OrganKind;
use sunlot_domain::roles::Role;
use sunlot_testkit::{County, REGISTER_HEADER, Size};

use crate::support::databases::databases;
use crate::support::{COUNTY, Client, Reply, TestApp};

const CODE: &str = "91620422MA7000018W";

fn new(organ: OrganId, code: &str, name: &str) -> Value {
    json!({"code": code, "organ": organ.to_string(), "name": name, "kind": "enterprise",
        "region": "620422100", "source": "登记窗口", "reason": "新设立登记"})
}

async fn upload(client: &Client, organ: OrganId, name: &str, bytes: Vec<u8>) -> Reply {
    let path =
        format!("/api/v1/imports?organ={organ}&source=%E5%B8%82%E5%9C%BA&source_day=2026-03-01");
    sunlot_app::imports::set_reader(PathBuf::from(env!("CARGO_BIN_EXE_api-test-reader")));
    client.upload(&path, name, bytes).await
}

fn csv(rows: &[&str]) -> Vec<u8> {
    format!("统一社会信用代码,名称,类型,状态,乡镇代码\n{}\n", rows.join("\n")).into_bytes()
}

#[tokio::test]
async fn an_entry_is_changed_by_its_owner_and_keeps_its_past() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let other = app.organ(COUNTY, "jyj", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        let first = planner.post("/api/v1/subjects", new(organ, CODE, "会宁县甲食品店")).await;
        let first = first.ok();
        let again = new(organ, CODE, "另一个名称");
        planner.post("/api/v1/subjects", again).await.refused(409, "subject.code_taken");
        let path = format!("/api/v1/subjects/{}", first["id"].as_str().unwrap());

        let offered = first["allowed_actions"].clone();
        assert_eq!(offered, json!(["change", "locate", "delist", "tag", "duty"]));
        let stranger = app.login(Role::Planner, other).await;
        let mut change = new(organ, CODE, "会宁县乙食品店");
        change["version"] = json!(1);
        change["valid_from"] = json!("2026-02-01");
        change["risk_class"] = json!("C");
        change["risk_month"] = json!("2026-02");
        stranger.put(&path, change.clone()).await.refused(404, "record.missing");
        let changed = planner.put(&path, change.clone()).await.ok();
        assert_eq!(
            (&changed["version"], &changed["details"]["risk_class"]),
            (&json!(2), &json!("C"))
        );
        let late = planner.put(&path, change.clone()).await.refused(409, "store.version");
        assert_eq!(late["more"], json!({"expected": 1, "found": 2}));
        change["version"] = json!(2);
        planner.put(&path, change.clone()).await.refused(400, "subject.nothing_changed");
        change["valid_from"] = json!("2026-03-03");
        planner.put(&path, change).await.refused(400, "subject.future");

        // The correction holds from February; what was believed before it can still be asked.
        let names = |page: Value| {
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["name"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        let on = |day: &str| format!("/api/v1/subjects?on={day}");
        assert!(names(planner.get(&on("2026-01-31")).await.ok()).is_empty());
        assert_eq!(names(planner.get(&on("2026-02-01")).await.ok()), ["会宁县乙食品店"]);
        let known = first["log_index"].as_u64().unwrap();
        let before = format!("{}&known={known}", on("2026-03-02"));
        assert_eq!(names(planner.get(&before).await.ok()), ["会宁县甲食品店"]);
        let told = planner.get(&format!("{path}/timeline")).await.ok();
        assert_eq!(told.as_array().unwrap().len(), 2, "{}", database.name);

        // The public sees the live entry, and never the class.
        let public = app.public().get(&path).await.ok();
        assert!(public.get("details").is_none() && !public.to_string().contains("risk"));
        let asked = app.public().get("/api/v1/subjects?risk=C").await.ok();
        assert!(asked["items"][0].get("details").is_none());
        let delist = json!({"version": 2, "reason": "重复登记，移出"});
        planner.post(&format!("{path}/delist"), delist).await.ok();
        app.public().get(&path).await.refused(404, "record.missing");
    }
}

#[tokio::test]
async fn names_are_found_by_any_part() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        for (code, name) in [
            (CODE, "会宁县桃花山食品店"),
            ("91620422MA747AKH5Q", "会宁县桃花饭店"),
            ("91620422MA73C2UX4R", "会宁县南十里铺KTV"),
        ] {
            planner.post("/api/v1/subjects", new(organ, code, name)).await.ok();
        }
        for (q, want) in [
            ("桃花", 2),
            ("花山食", 1),
            ("店", 2),
            ("十", 1),
            ("山店", 0),
            ("ktv", 1),
            ("9162", 3),
            ("会宁县桃花饭店", 1),
        ] {
            let found = planner.get(&format!("/api/v1/subjects?q={}", encoded(q))).await.ok();
            assert_eq!(found["total"], json!(want), "{q} on {}", database.name);
            assert_eq!(found["items"].as_array().unwrap().len(), want);
        }
        let narrowed = format!("/api/v1/subjects?kind=household&q={}", encoded("桃花"));
        assert_eq!(planner.get(&narrowed).await.ok()["total"], json!(0));
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn a_file_is_compared_let_in_by_another_and_taken_back() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let other = app.organ(COUNTY, "jyj", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        let reviewer = app.login(Role::Reviewer, organ).await;
        planner.post("/api/v1/subjects", new(organ, CODE, "旧名称")).await.ok();
        let file = csv(&[
            &format!("{CODE},新名称,企业,存续,620422100"),
            "91620422MA747AKH5Q,会宁县桃花饭店,企业,存续,620422101",
            "91620422MA747AKH5Q,会宁县桃花饭店,企业,存续,620422101",
            "91620422,太短,企业,存续,",
        ]);
        let batch = upload(&planner, organ, "a.csv", file.clone()).await.ok();
        let counts = ["rows_new", "rows_changed", "rows_duplicate", "rows_refused"];
        assert_eq!(counts.map(|c| batch[c].as_u64().unwrap()), [1, 1, 1, 1], "{batch}");
        let path = format!("/api/v1/imports/{}", batch["id"].as_str().unwrap());
        let rows = planner.get(&format!("{path}/rows?fate=changed")).await.ok();
        assert_eq!(
            rows["items"][0]["differences"][0],
            json!({"column": "名称", "before": "旧名称", "after": "新名称"})
        );
        let refused = planner.get(&format!("{path}/refused.csv")).await.ok();
        // What was written, so that it can be corrected and imported again, and why not.
        let line = refused.as_str().unwrap().lines().find(|line| line.starts_with("5,"));
        let line = line.unwrap_or_else(|| panic!("{refused}"));
        assert!(line.starts_with("5,91620422,太短,企业,存续,"), "{line}");
        assert!(line.contains("统一社会信用代码："), "{line}");
        let rows = planner.get(&format!("{path}/rows?fate=refused")).await.ok();
        let row = &rows["items"][0];
        assert_eq!((&row["row"], &row["code"]), (&json!(5), &json!("91620422")), "{rows}");

        let decision = json!({"version": 1, "reason": "核对无误，同意"});
        let approve = format!("{path}/approve");
        planner.post(&approve, decision.clone()).await.refused(403, "permission.denied");
        let strange = app.login(Role::Reviewer, other).await;
        strange.post(&approve, decision.clone()).await.refused(404, "record.missing");
        strange.get(&path).await.refused(404, "record.missing");
        let applied = reviewer.post(&approve, decision.clone()).await.ok();
        assert_eq!(applied["state"], json!("applied"));
        assert_eq!(planner.get("/api/v1/subjects").await.ok()["total"], json!(2));
        let again = upload(&planner, organ, "a.csv", file).await.ok();
        assert_eq!(again["rows_unchanged"], json!(2), "{again}");

        let back = json!({"version": 2, "reason": "文件用错，撤销"});
        let undone = reviewer.post(&format!("{path}/undo"), back).await.ok();
        assert_eq!(undone["state"], json!("undone"));
        let left = planner.get("/api/v1/subjects").await.ok();
        assert_eq!((&left["total"], &left["items"][0]["name"]), (&json!(1), &json!("旧名称")));
    }
}

#[tokio::test]
async fn a_register_that_moved_on_asks_for_a_new_comparison() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        let reviewer = app.login(Role::Reviewer, organ).await;
        let file = csv(&[&format!("{CODE},甲,企业,存续,620422100")]);
        let one = upload(&planner, organ, "a.csv", file.clone()).await.ok();
        let two = upload(&planner, organ, "b.csv", file).await.ok();
        let path = |batch: &Value, verb: &str| {
            format!("/api/v1/imports/{}/{verb}", batch["id"].as_str().unwrap())
        };
        let decision = json!({"version": 1, "reason": "核对无误，同意"});
        reviewer.post(&path(&one, "approve"), decision.clone()).await.ok();
        let late = reviewer.post(&path(&two, "approve"), decision).await;
        let late = late.refused(409, "import.stale");
        assert_eq!(late["more"]["rows"][0]["code"], json!(CODE));
        // Undo refuses to lose what was changed since.
        let found = planner.get("/api/v1/subjects").await.ok();
        let id = found["items"][0]["id"].as_str().unwrap().to_owned();
        let mut change = new(organ, CODE, "改过的名称");
        change["version"] = json!(1);
        planner.put(&format!("/api/v1/subjects/{id}"), change).await.ok();
        let back = json!({"version": 2, "reason": "文件用错，撤销"});
        let refused = reviewer.post(&path(&one, "undo"), back).await;
        refused.refused(409, "import.changed_since");
    }
}

#[tokio::test]
async fn a_hostile_file_is_refused_and_the_server_lives() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        let garbage: Vec<u8> =
            (0..200_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        for (name, bytes) in [
            ("x.xlsx", [b"PK\x03\x04".as_slice(), &garbage].concat()),
            ("x.csv", garbage.clone()),
            ("x.csv", Vec::new()),
            ("x.csv", b"<html><body>no</body></html>".to_vec()),
        ] {
            let reply = upload(&planner, organ, name, bytes).await;
            assert_eq!(reply.status.as_u16(), 400, "{}", reply.body);
            assert!(
                reply.body["detail"]
                    .as_str()
                    .is_some_and(|text| text.contains('；') || text.contains('。')),
                "{}",
                reply.body
            );
        }
        assert_eq!(planner.get("/api/v1/imports").await.ok()["total"], json!(0));
        planner.get("/api/v1/subjects").await.ok();
    }
}

#[tokio::test]
async fn the_dirty_county_adds_up() {
    let size = Size { subjects: 3_000, inspectors: 10, ..Size::default() };
    let county = County::generate(size);
    let mut text = REGISTER_HEADER.join(",");
    for line in &county.register {
        let cells = line.cells();
        let quoted: Vec<String> =
            cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        text.push_str(&format!("\n{}", quoted.join(",")));
    }
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        let reviewer = app.login(Role::Reviewer, organ).await;
        let batch = upload(&planner, organ, "county.csv", text.clone().into_bytes()).await.ok();
        let n = |key: &str| batch[key].as_u64().unwrap() as usize;
        assert_eq!(n("rows_read"), county.expected.rows, "{batch}");
        assert_eq!(n("rows_duplicate"), county.expected.duplicates, "{batch}");
        let fates = ["new", "changed", "closed", "unchanged", "foreign", "duplicate", "refused"];
        let all: usize = fates.iter().map(|fate| n(&format!("rows_{fate}"))).sum();
        assert_eq!(all, county.expected.rows, "every row has one fate");
        let path = format!("/api/v1/imports/{}/approve", batch["id"].as_str().unwrap());
        reviewer.post(&path, json!({"version": 1, "reason": "核对无误，同意"})).await.ok();
        let seen = app.public().get("/api/v1/subjects?status=live").await.ok();
        assert_eq!(seen["total"], json!(n("rows_new") - county.expected.not_live));
    }
}

#[tokio::test]
async fn the_real_register_goes_in() {
    let shared = std::env::var("SUNLOT_SHARED").map_or_else(
        |_| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let path = shared.join("data/register_huining_620422.csv");
    let Ok(bytes) = std::fs::read(&path) else {
        eprintln!("没有 {}，真实名录不测", path.display());
        return;
    };
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let planner = app.login(Role::LeadPlanner, organ).await;
        let reviewer = app.login(Role::Reviewer, organ).await;
        let batch = upload(&planner, organ, "名录.csv", bytes.clone()).await.ok();
        let count = batch["rows_new"].as_u64().unwrap();
        assert!(count > 1_200, "{batch}");
        let path = format!("/api/v1/imports/{}/approve", batch["id"].as_str().unwrap());
        reviewer.post(&path, json!({"version": 1, "reason": "核对无误，同意"})).await.ok();
        assert_eq!(planner.get("/api/v1/subjects").await.ok()["total"], json!(count));
        let health = planner.get("/api/v1/registers/health").await.ok();
        assert_eq!(health[0]["size"], json!(count));
        assert!(health[0]["without_township"].as_u64() > Some(0));
    }
}
