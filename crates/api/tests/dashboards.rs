//! 总览 over HTTP, on both databases: every tile counts the rows that it opens, and each reader has
//! the tiles of his own reach.

use serde_json::{Value, json};
use sunlot_domain::organs::OrganKind;
use sunlot_domain::registers::SubjectKind;
use sunlot_domain::roles::Role;

use crate::support::databases::databases;
use crate::support::inspections::{account, inspected, inspecting, published, signed, subject};
use crate::support::plans::{county, publish, task};
use crate::support::{COUNTY, Client, TestApp};

const PATH: &str = "/api/v1/dashboard";

/// How many rows the list of a link has for its reader.
async fn rows(by: &Client, link: &Value) -> Value {
    let list = match link["noun"].as_str().unwrap() {
        "results" => "public/results",
        noun => noun,
    };
    let query = link["query"].as_object().unwrap().iter();
    let query: Vec<String> =
        query.map(|(name, value)| format!("{name}={}", value.as_str().unwrap())).collect();
    let found = by.get(&format!("/api/v1/{list}?{}", query.join("&"))).await.ok();
    // Clocks and quarters come whole, without pages.
    found.as_array().map_or_else(|| found["total"].clone(), |all| json!(all.len()))
}

/// Every tile of what a reader is shown has just the rows of its list.
async fn opens_its_rows(by: &Client, path: &str) -> Value {
    let shown = by.get(path).await.ok();
    let tiles = shown["tiles"].as_array().unwrap();
    assert!(tiles.len() >= 10, "{shown}");
    for tile in tiles {
        assert_eq!(tile["count"], rows(by, &tile["link"]).await, "{tile}");
        if !tile["late_link"].is_null() {
            assert_eq!(tile["late"], rows(by, &tile["late_link"]).await, "{tile}");
        }
    }
    shown
}

fn tile<'a>(shown: &'a Value, code: &str) -> &'a Value {
    let tiles = shown["tiles"].as_array().unwrap();
    tiles.iter().find(|tile| tile["code"] == code).unwrap_or_else(|| panic!("{code}: {shown}"))
}

#[tokio::test]
async fn every_tile_opens_the_rows_that_it_counts() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let code = "91620422MA7000018W";
        let shop = subject(&app, world.scjg, SubjectKind::Enterprise, code, "会宁县甲公司").await;
        let other = "OTHER:620422:B1";
        let second = subject(&app, world.scjg, SubjectKind::Other, other, "会宁县乙店").await;
        published(&app, &world, shop).await;
        let waiting = world.visit(&app, second).await;
        signed(&world, &waiting, "pass").await;

        for by in [&world.office, &world.leader, &world.planner, &world.superior] {
            opens_its_rows(by, PATH).await;
        }
        let office = opens_its_rows(&world.office, &format!("{PATH}?organ={}", world.jyj)).await;
        assert_eq!(office["departments"].as_array().unwrap().len(), 1);

        let leader = world.leader.get(PATH).await.ok();
        let parts = tile(&leader, "parts_unpublished");
        assert_eq!(
            (&parts["count"], &parts["late"], &parts["tone"]),
            (&json!(1), &json!(0), &json!("warn"))
        );
        assert_eq!(leader["departments"].as_array().unwrap().len(), 1, "{leader}");
        assert_eq!(leader["departments"][0]["organ"], world.scjg.to_string());
        assert_eq!(leader["departments"][0]["published"], 1);
        assert_eq!(leader["departments"][0]["on_time"], 1);

        let office = world.office.get(PATH).await.ok();
        assert_eq!(office["reach"], "region");
        let places = office["townships"].as_array().unwrap();
        assert_eq!(places.len(), 1, "{office}");
        assert_eq!(places[0]["region"], "620422100");
        assert_eq!(
            (&places[0]["subjects"], &places[0]["inspected"], &places[0]["problems"]),
            (&json!(2), &json!(1), &json!(0))
        );
        assert_eq!(places[0]["middle"], Value::Null, "nobody knows where its subjects stand");
        let months = office["months"].as_array().unwrap();
        let sum: u64 = months.iter().map(|month| month["inspected"].as_u64().unwrap()).sum();
        assert_eq!(sum, 1, "one result of one month: {office}");
        let text = office.to_string();
        assert!(!text.contains("risk_class") && !text.contains("姓检查员"), "{text}");
    }
}

#[tokio::test]
async fn a_head_sees_the_own_department_and_no_other() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let (world, _) = inspected(&app).await;
        let other = opens_its_rows(&world.other_reviewer, PATH).await;
        assert_eq!(other["reach"], "organ");
        assert_eq!(other["departments"][0]["organ"], world.jyj.to_string());
        assert_eq!(other["departments"][0]["published"], 0);
        assert_eq!(other["townships"][0]["inspected"], 0, "the visit was of another department");
        let of_them = format!("{PATH}?organ={}", world.scjg);
        world.other_reviewer.get(&of_them).await.refused(404, "record.missing");
        world.stranger.get(PATH).await.refused(403, "permission.denied");
        app.public().get(PATH).await.refused(401, "session.required");
        // The observer sees all of the county.
        let observers = app.organ(COUNTY, "jwjw", OrganKind::Oversight).await;
        let observer = app.login(Role::Observer, observers).await;
        let seen = opens_its_rows(&observer, PATH).await;
        assert_eq!(seen["townships"][0]["inspected"], 1);
        let none = observer.get(&format!("{PATH}?year=2019")).await.ok();
        assert_eq!(none["townships"][0]["inspected"], 0);
        assert_eq!(none["months"].as_array().unwrap().len(), 24);
        observer.get(&format!("{PATH}?year=0")).await.refused(400, "time.invalid");
    }
}

#[tokio::test]
async fn reports_quarters_and_filings_that_wait_have_tiles() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        let list = county.coordinator.get("/api/v1/conferences").await.ok();
        let base = format!("/api/v1/conferences/{}", list["items"][0]["id"].as_str().unwrap());
        for organ in [county.scjg, county.jyj] {
            let member = json!({"organ": organ.to_string(), "joined": "2025-07-01",
                "reason": "成员单位名单"});
            county.coordinator.post(&format!("{base}/members"), member).await.ok();
        }
        let new = json!({"organ": county.scjg.to_string(), "year": 2026, "joint": false,
            "name": "2026年度抽查计划", "tasks": [task(&county, "餐饮抽查", json!({}))]});
        let plan = county.author.post("/api/v1/plans", new).await.ok();
        let plan = publish(&county, &plan).await;
        let figures = |shown: &Value, code: &str| {
            let tile = tile(shown, code);
            (tile["count"].clone(), tile["late"].clone())
        };
        let readers =
            [&county.coordinator, &county.author, &county.other_reviewer, &county.superior];
        for by in readers {
            opens_its_rows(by, PATH).await;
        }
        let office = county.coordinator.get(PATH).await.ok();
        assert_eq!(figures(&office, "reports_owed"), (json!(2), json!(0)), "due in May");
        assert_eq!(figures(&office, "quarters_overdue"), (json!(2), json!(2)), "of last year");
        assert_eq!(figures(&office, "plans_unacknowledged"), (json!(1), Value::Null));
        let other = county.other_reviewer.get(PATH).await.ok();
        assert_eq!(figures(&other, "reports_owed"), (json!(1), json!(0)), "the own one");
        assert_eq!(figures(&other, "plans_unacknowledged"), (json!(0), Value::Null));

        // May is over without a report, the first quarter without a meeting.
        app.pass(75 * 86_400).await;
        let office = opens_its_rows(&county.coordinator, PATH).await;
        assert_eq!(figures(&office, "reports_owed"), (json!(2), json!(2)));
        assert_eq!(tile(&office, "reports_owed")["tone"], "bad");
        assert_eq!(figures(&office, "quarters_overdue"), (json!(3), json!(3)));
        let of_one = format!("{PATH}?organ={}", county.jyj);
        let office = opens_its_rows(&county.coordinator, &of_one).await;
        assert_eq!(figures(&office, "reports_owed"), (json!(1), json!(1)));

        let filings = format!("/api/v1/plans/{}/filings", plan["id"].as_str().unwrap());
        let sent = county.superior.get(&filings).await.ok()[0].clone();
        let receipt = json!({"version": sent["version"], "receipt": "白市监备〔2026〕3号"});
        let path = format!("/api/v1/filings/{}/acknowledge", sent["id"].as_str().unwrap());
        county.superior.post(&path, receipt).await.ok();
        let office = opens_its_rows(&county.coordinator, PATH).await;
        assert_eq!(figures(&office, "plans_unacknowledged"), (json!(0), Value::Null));
    }
}

#[tokio::test]
async fn who_works_for_several_departments_chooses_one() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let (world, _) = inspected(&app).await;
        let both = app.login(Role::Reviewer, world.scjg).await;
        app.also(account(&both).await, Role::Reviewer, world.jyj).await;
        let first = opens_its_rows(&both, PATH).await;
        let choices = first["choices"].as_array().unwrap();
        let organs: Vec<&Value> = choices.iter().map(|one| &one["organ"]).collect();
        assert_eq!(organs.len(), 2, "{first}");
        assert_eq!((&first["reach"], &first["organ"]), (&json!("organ"), organs[0]));
        for organ in organs {
            let path = format!("{PATH}?organ={}", organ.as_str().unwrap());
            let shown = opens_its_rows(&both, &path).await;
            assert_eq!(&shown["organ"], organ);
            assert_eq!(shown["departments"].as_array().unwrap().len(), 1);
            assert_eq!(&shown["departments"][0]["organ"], organ);
            let mine = i32::from(*organ == json!(world.scjg.to_string()));
            assert_eq!(shown["departments"][0]["published"], mine);
            assert_eq!(shown["choices"], first["choices"], "the way back is there");
        }
        let third = app.organ(COUNTY, "zjj", OrganKind::Department).await;
        both.get(&format!("{PATH}?organ={third}")).await.refused(404, "record.missing");
        let one = world.other_reviewer.get(PATH).await.ok();
        assert_eq!(one["choices"].as_array().unwrap().len(), 1);
        let office = world.office.get(PATH).await.ok();
        assert_eq!((&office["organ"], &office["reach"]), (&Value::Null, &json!("region")));
    }
}
