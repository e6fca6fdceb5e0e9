//! 附件3 and the reports of May and November over HTTP, on both databases: a table is counted from
//! the facts and traced to its rows, a report is handed in as a snapshot, and who is late is seen.

use serde_json::{Value, json};
use sunlot_domain::organs::OrganKind;
use sunlot_domain::roles::Role;

use crate::support::databases::databases;
use crate::support::draws::{Draws, draws};
use crate::support::plans::{County, county};
use crate::support::{Client, TestApp};

const DAY: u32 = 86_400;

/// A row of a table by its category.
fn row<'v>(rows: &'v Value, category: &str) -> &'v Value {
    rows.as_array().unwrap().iter().find(|row| row["category"] == category).unwrap()
}

async fn matched(app: &TestApp) -> (Draws, Value) {
    let world = draws(app).await;
    let draw = world.matched(app, "sealed", 1).await;
    (world, draw)
}

#[tokio::test]
async fn a_table_is_counted_traced_and_kept_from_strangers() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let (world, draw) = matched(&app).await;
        let (county, organ) = (&world.county, world.county.scjg.to_string());
        let days = "from=2026-01-01&to=2026-12-31";
        let own = format!("/api/v1/annex3?organ={organ}&{days}");
        let table = county.author.get(&own).await.ok();
        let (category, objects) = ("county_joint", 12);
        let counted = row(&table["rows"], category);
        // Both departments drew the same twelve.
        let units = draw["counts"]["units"].as_array().unwrap().iter();
        let drawn: u64 = units.map(|unit| unit["drawn"].as_u64().unwrap()).sum();
        assert_eq!((&draw["counts"]["objects"], drawn), (&json!(objects), 24));
        let jyj = format!("/api/v1/annex3?organ={}&{days}", county.jyj);
        let joining = county.other.get(&jyj).await.ok();
        assert_eq!(row(&joining["rows"], category)["batches"], 0, "it is counted once");
        assert_eq!((&counted["batches"], &counted["subjects"]), (&json!(1), &json!(objects)));
        assert_eq!((&counted["total_wan"], &counted["gsxt"]), (&json!("0.00"), &json!(0)));
        assert_eq!(row(&table["rows"], "city_system")["filled"], false);
        assert_eq!(table["title"].as_str().unwrap().matches("2026 年度").count(), 1);

        // Each figure opens its rows. Of a sealed draw there is a number and nobody's name.
        let rows = |query: &str| {
            format!("/api/v1/annex3/rows?organ={organ}&{days}&category={category}&{query}")
        };
        let behind = county.author.get(&rows("column=batches")).await.ok();
        assert_eq!((&behind["total"], &behind["items"][0]["id"]), (&json!(1), &draw["id"]));
        let sealed = county.author.get(&rows("column=subjects")).await.ok();
        assert_eq!(sealed["items"][0]["count"], json!(objects));
        assert_eq!(sealed["items"][0]["subject_name"], Value::Null);

        app.pass(10_001).await;
        let draw = county.reviewer.get(&world_path(&draw)).await.ok();
        let seen = json!({"version": draw["version"], "batch": 1});
        county.reviewer.post(&format!("{}/release", world_path(&draw)), seen).await.ok();
        let open = county.author.get(&rows("column=subjects&page_size=200")).await.ok();
        assert_eq!(open["total"], json!(objects), "a row an object");
        assert!(open["items"][0]["subject_name"].is_string() && open["items"][0]["id"].is_string());
        // The office counts; whom the departments visit is not its business.
        let office = county.coordinator.get(&rows("column=subjects&page_size=200")).await.ok();
        assert_eq!(office["total"], json!(objects));
        assert_eq!(office["items"][0]["subject_name"], Value::Null);
        assert_eq!(office["items"][0]["id"], Value::Null);

        for query in [
            "",
            "?organ=x&region=620422",
            "?region=620422&season=may",
            "?region=620422&from=2026-05-02&to=2026-05-01",
            "?region=620422&money=gold",
        ] {
            let path = format!("/api/v1/annex3{query}");
            county.coordinator.get(&path).await.refused(400, "annex3.query");
        }
        county.author.get(&rows("column=luck")).await.refused(400, "annex3.query");
        for stranger in [&county.other, &county.stranger] {
            stranger.get(&own).await.refused(404, "record.missing");
            stranger.get(&rows("column=batches")).await.refused(404, "record.missing");
        }
        // A department sees its own table, the office the county's, the superior the city's.
        let region = |code: &str| format!("/api/v1/annex3?region={code}&{days}");
        county.author.get(&region("620422")).await.refused(404, "record.missing");
        county.coordinator.get(&region("620400")).await.refused(404, "record.missing");
        let whole = county.coordinator.get(&region("620422")).await.ok();
        assert_eq!(row(&whole["rows"], category)["batches"], 1);
        let city = county.superior.get(&region("620400")).await.ok();
        assert_eq!(row(&city["rows"], category)["subjects"], json!(objects));
        assert_eq!(row(&city["rows"], "city_system")["filled"], true);
        let before = format!("/api/v1/annex3?organ={organ}&from=2025-01-01&to=2025-12-31");
        let none = county.author.get(&before).await.ok();
        assert_eq!(row(&none["rows"], category)["batches"], 0, "another year");

        let csv = county.author.download(&format!("/api/v1/annex3.csv?organ={organ}&{days}")).await;
        let csv = String::from_utf8(csv).unwrap();
        assert!(csv.contains("填报单位（盖章）") && csv.contains("专业系统"), "{csv}");
        let book =
            county.author.download(&format!("/api/v1/annex3.xlsx?organ={organ}&{days}")).await;
        assert_eq!(book[..2], *b"PK");
    }
}

fn world_path(draw: &Value) -> String {
    format!("/api/v1/draws/{}", draw["id"].as_str().unwrap())
}

fn path(report: &Value) -> String {
    format!("/api/v1/reports/{}", report["id"].as_str().unwrap())
}

async fn step(by: &Client, report: &Value, step: &str, more: Value) -> crate::support::Reply {
    let mut body = more;
    body["version"] = report["version"].clone();
    by.post(&format!("{}/{step}", path(report)), body).await
}

/// Everything that a hand-in needs.
fn written(report: &Value) -> Value {
    let mut sections = report["sections"].clone();
    sections["next"] = json!("按年度计划继续抽取和检查");
    json!({"version": report["version"], "sections": sections, "clerk": "李经办",
        "phone": "0943-7881234"})
}

async fn begun(county: &County, season: &str) -> Value {
    let new = json!({"organ": county.scjg.to_string(), "year": 2026, "season": season});
    county.author.post("/api/v1/reports", new).await.ok()
}

#[tokio::test]
async fn a_report_is_handed_in_returned_and_handed_in_again() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = draws(&app).await;
        let county = &world.county;
        let organ = county.scjg.to_string();
        let draft = begun(county, "half").await;
        assert!(draft["sections"]["work"].as_str().unwrap().contains("0 批次"), "{draft}");
        let again = json!({"organ": organ, "year": 2026, "season": "half"});
        county.second.post("/api/v1/reports", again).await.refused(409, "report.exists");
        let early = json!({"organ": organ, "year": 2027, "season": "half"});
        county.author.post("/api/v1/reports", early).await.refused(422, "report.early");
        let office = json!({"organ": county.office.to_string(), "year": 2026, "season": "half"});
        county.author.post("/api/v1/reports", office).await.refused(404, "record.missing");
        county.other.get(&path(&draft)).await.refused(404, "record.missing");

        // The second editor saw another version.
        let first = county.author.put(&path(&draft), written(&draft)).await.ok();
        county.second.put(&path(&draft), written(&draft)).await.refused(409, "store.version");
        let mut gap = written(&first);
        gap["clerk"] = json!("");
        let gap = county.author.put(&path(&draft), gap).await.ok();
        step(&county.reviewer, &gap, "submit", json!({})).await.refused(422, "report.missing");
        let both = app.login_as(&[Role::Planner, Role::Reviewer], county.scjg).await;
        let own = both.put(&path(&draft), written(&gap)).await.ok();
        assert_eq!(own["allowed_actions"], json!(["edit"]));
        step(&both, &own, "submit", json!({})).await.refused(422, "report.same_person");
        step(&county.other_reviewer, &own, "submit", json!({}))
            .await
            .refused(404, "record.missing");
        let sent = step(&county.reviewer, &own, "submit", json!({})).await.ok();
        assert_eq!((&sent["state"], &sent["late"]), (&json!("submitted"), &json!(false)));
        county.author.put(&path(&draft), written(&sent)).await.refused(409, "report.state");
        let page = county.author.get(&path(&draft)).await.ok();
        let snapshot = page["history"][0].clone();
        assert_eq!((&snapshot["intact"], &snapshot["state"]), (&json!(true), &json!("waiting")));

        // Afterwards a draw is made: the table of today differs, what was handed in does not.
        world.matched(&app, "immediate", 1).await;
        let rolled = roll_up(county).await;
        assert_eq!((&rolled["organs"], &rolled["handed_in"]), (&json!(2), &json!(1)));
        let columns: Vec<&str> = rolled["differences"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["column"].as_str().unwrap())
            .collect();
        assert_eq!(columns, ["batches", "subjects"], "{rolled}");
        let line = rolled["lines"].as_array().unwrap().iter().find(|one| one["organ"] == organ);
        assert_eq!(line.unwrap()["digest"], snapshot["digest"]);
        assert_eq!(line.unwrap()["differences"][0]["submitted"], 0);
        assert_eq!(line.unwrap()["differences"][0]["recomputed"], 1);

        let short = step(&county.coordinator, &sent, "return", json!({"reason": "否"})).await;
        short.refused(400, "reason.length");
        let reason = json!({"reason": "三月的抽取没有计入，请重新统计"});
        step(&county.author, &sent, "return", reason.clone())
            .await
            .refused(403, "permission.denied");
        let back = step(&county.coordinator, &sent, "return", reason).await.ok();
        assert_eq!(back["state"], "returned");
        assert_eq!(roll_up(county).await["handed_in"], 0, "what is returned is not added");
        let anew = county.author.put(&path(&draft), written(&back)).await.ok();
        let sent = step(&county.reviewer, &anew, "submit", json!({})).await.ok();
        let done = step(&county.coordinator, &sent, "receive", json!({})).await.ok();
        assert_eq!((&done["state"], &done["hand_ins"]), (&json!("received"), &json!(2)));
        step(&county.coordinator, &sent, "receive", json!({})).await.refused(409, "report.state");

        let page = county.author.get(&path(&draft)).await.ok();
        let history = page["history"].as_array().unwrap();
        assert_eq!((history.len(), &history[0]["digest"]), (2, &snapshot["digest"]));
        assert_eq!(
            (&history[0]["rows"], &history[0]["state"]),
            (&snapshot["rows"], &json!("returned"))
        );
        assert_eq!(history[0]["reason"], "三月的抽取没有计入，请重新统计");
        assert!(history.iter().all(|one| one["intact"] == true));
        assert_ne!(history[0]["digest"], history[1]["digest"]);
        assert_eq!(roll_up(county).await["differences"], json!([]), "now they agree");
        let told = county.author.get(&format!("{}/timeline", path(&draft))).await.ok();
        let acts: Vec<&str> =
            told.as_array().unwrap().iter().map(|one| one["action"].as_str().unwrap()).collect();
        assert!(acts.ends_with(&["report.submit", "report.receive"]), "{acts:?}");
        for (ordinal, figure) in [("1", ",0,0,0,0,0,0,0.00"), ("2", ",1,")] {
            let csv = format!("{}/annex3.csv?ordinal={ordinal}", path(&draft));
            let csv = String::from_utf8(county.author.download(&csv).await).unwrap();
            assert!(csv.contains(figure) && csv.contains("李经办"), "{ordinal} {csv}");
        }
        let none = format!("{}/annex3.csv?ordinal=3", path(&draft));
        county.author.get(&none).await.refused(404, "record.missing");
    }
}

async fn roll_up(county: &County) -> Value {
    county
        .author
        .get("/api/v1/annex3/roll-up?region=620422&season=half")
        .await
        .refused(404, "record.missing");
    county.coordinator.get("/api/v1/annex3/roll-up?region=620422&season=half").await.ok()
}

async fn waits(by: &Client, kind: &str) -> Option<Value> {
    let shown = by.get("/api/v1/workbench").await.ok();
    shown["groups"].as_array().unwrap().iter().find(|group| group["kind"] == kind).cloned()
}

#[tokio::test]
async fn who_is_late_is_reminded_and_listed() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        let due = "/api/v1/reports/due?region=620422&season=half";
        // 2 March: nobody is reminded yet.
        assert!(waits(&county.author, "report.missing").await.is_none());
        app.pass(59 * DAY).await;
        let group = waits(&county.author, "report.missing").await.unwrap();
        assert_eq!((&group["count"], &group["overdue"]), (&json!(1), &json!(0)), "30 April");
        let chased = waits(&county.coordinator, "report.chase").await.unwrap();
        assert_eq!(chased["count"], 2);
        let all = county.coordinator.get(due).await.ok();
        let all = all.as_array().unwrap();
        assert_eq!((all.len(), &all[0]["days_left"]), (2, &json!(15)));
        assert!(all.iter().all(|one| one["reminder"] == "soon" && one["state"] == Value::Null));
        // A department sees itself alone.
        assert_eq!(county.other.get(due).await.ok().as_array().unwrap().len(), 1);

        app.pass(10 * DAY).await;
        assert_eq!(county.other.get(due).await.ok()[0]["reminder"], "close", "10 May");
        let draft = begun(&county, "half").await;
        let ready = county.author.put(&path(&draft), written(&draft)).await.ok();
        assert!(waits(&county.author, "report.missing").await.is_none(), "it is begun");
        assert_eq!(waits(&county.reviewer, "report.submit").await.unwrap()["count"], 1);
        app.pass(5 * DAY).await;
        assert_eq!(county.other.get(due).await.ok()[0]["reminder"], "today", "15 May");
        let sent = step(&county.reviewer, &ready, "submit", json!({})).await.ok();
        assert_eq!(sent["late"], false);
        assert_eq!(waits(&county.coordinator, "report.receive").await.unwrap()["count"], 1);
        app.pass(DAY).await;
        let missing = county.coordinator.get(&format!("{due}&missing=true")).await.ok();
        assert_eq!(missing.as_array().unwrap().len(), 1);
        assert_eq!(missing[0]["organ"], county.jyj.to_string());
        assert_eq!((&missing[0]["late"], &missing[0]["reminder"]), (&json!(true), &json!("over")));
        assert_eq!(waits(&county.coordinator, "report.chase").await.unwrap()["overdue"], 1);

        let new = json!({"organ": county.jyj.to_string(), "year": 2026, "season": "half"});
        let late = county.other.post("/api/v1/reports", new).await.ok();
        let late = county.other.put(&path(&late), written(&late)).await.ok();
        let late = step(&county.other_reviewer, &late, "submit", json!({})).await.ok();
        assert_eq!((&late["late"], &late["reminder"]), (&json!(true), &Value::Null));
        let page = county.other.get(&path(&late)).await.ok();
        assert_eq!(page["history"][0]["late"], true, "late for ever");
        let office = app.organ(crate::support::COUNTY, "jjw", OrganKind::Oversight).await;
        let observer = app.login(Role::Observer, office).await;
        assert_eq!(observer.get("/api/v1/reports?year=2026").await.ok()["total"], 2);
    }
}
