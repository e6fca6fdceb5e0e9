//! 位置 of subjects through the interface, on both databases.

use std::path::PathBuf;

use serde_json::{Value, json};
use sunlot_domain::ids::OrganId;
use sunlot_domain::organs::OrganKind;
use sunlot_domain::registers::SubjectKind;
use sunlot_domain::roles::Role;

use crate::support::databases::databases;
use crate::support::inspections::{act, inspecting, notified, seen, subject};
use crate::support::{COUNTY, Client, TestApp};

const CODES: [&str; 3] = ["91620422MA7000018W", "91620422MA747AKH5Q", "91620422MA71CLHQ5N"];

/// Uploads rows of code, name, longitude, latitude.
async fn upload(client: &Client, organ: OrganId, rows: &[(&str, &str, &str)]) -> Value {
    let path =
        format!("/api/v1/imports?organ={organ}&source=%E5%B8%82%E5%9C%BA&source_day=2026-03-01");
    sunlot_app::imports::set_reader(PathBuf::from(env!("CARGO_BIN_EXE_api-test-reader")));
    let mut file = "统一社会信用代码,名称,类型,状态,乡镇代码,经度,纬度\n".to_owned();
    for (code, longitude, latitude) in rows {
        file += &format!("{code},会宁县商店,企业,存续,620422100,{longitude},{latitude}\n");
    }
    client.upload(&path, "位置.csv", file.into_bytes()).await.ok()
}

async fn position(client: &Client, code: &str) -> Value {
    let found = client.get(&format!("/api/v1/subjects?q={code}")).await.ok();
    let id = found["items"][0]["id"].as_str().unwrap().to_owned();
    client.get(&format!("/api/v1/subjects/{id}")).await.ok()["details"]["position"].clone()
}

#[tokio::test]
async fn a_register_brings_positions_and_takes_them_back() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        let reviewer = app.login(Role::Reviewer, organ).await;
        let [placed, swapped, blank] = CODES;
        let rows = [
            (placed, "105.054321", "35.691234"),
            (swapped, "35.691234", "105.054321"),
            (blank, "", ""),
        ];
        let batch = upload(&planner, organ, &rows).await;
        assert_eq!(batch["rows_new"], json!(3), "a wrong position refuses no row: {batch}");
        let path = format!("/api/v1/imports/{}", batch["id"].as_str().unwrap());
        let remarks = planner.get(&format!("{path}/findings")).await.ok();
        let of = |code: &str| {
            let all = remarks["items"].as_array().unwrap();
            all.iter().filter(|it| it["code"] == code).map(|it| it["row"].clone()).collect()
        };
        let rows_of: Vec<Value> = of("position.range");
        assert_eq!(rows_of, [json!(3)], "{remarks}");
        let yes = json!({"version": 1, "reason": "核对无误，同意"});
        reviewer.post(&format!("{path}/approve"), yes.clone()).await.ok();
        let stands = position(&planner, placed).await;
        assert_eq!(
            (&stands["latitude"], &stands["longitude"]),
            (&json!(35.691_234), &json!(105.054_321))
        );
        assert_eq!(stands["source_name"], "名录登记");
        assert_eq!(position(&planner, swapped).await, Value::Null);

        // The same again changes nothing; a blank does not wipe; another place is a difference.
        let again = upload(&planner, organ, &[rows[0], rows[2]]).await;
        assert_eq!(again["rows_unchanged"], json!(2), "{again}");
        let moved = [(placed, "105.06", "35.7"), (blank, "105.1", "35.6")];
        let batch = upload(&planner, organ, &moved).await;
        assert_eq!(batch["rows_changed"], json!(2), "{batch}");
        let path = format!("/api/v1/imports/{}", batch["id"].as_str().unwrap());
        let changed = planner.get(&format!("{path}/rows?fate=changed")).await.ok();
        let (before, after) = ("35.691234,105.054321", "35.700000,105.060000");
        let moved = json!([{"column": "位置", "before": before, "after": after}]);
        assert_eq!(changed["items"][0]["differences"], moved);
        reviewer.post(&format!("{path}/approve"), yes).await.ok();
        assert_eq!(position(&planner, placed).await["latitude"], json!(35.7));
        assert_eq!(position(&planner, blank).await["latitude"], json!(35.6));
        let back = json!({"version": 2, "reason": "文件用错，撤销"});
        reviewer.post(&format!("{path}/undo"), back).await.ok();
        assert_eq!(position(&planner, placed).await["latitude"], json!(35.691_234));
        assert_eq!(position(&planner, blank).await, Value::Null);
    }
}

#[tokio::test]
async fn the_registering_organ_puts_a_position_right() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        let other = app.organ(COUNTY, "jyj", OrganKind::Department).await;
        let stranger = app.login(Role::Planner, other).await;
        let id = subject(&app, organ, SubjectKind::Enterprise, CODES[0], "会宁县商店").await;
        let path = format!("/api/v1/subjects/{id}");
        let shown = planner.get(&path).await.ok();
        assert!(shown["allowed_actions"].as_array().unwrap().contains(&json!("locate")));
        let at = |latitude: f64, longitude: f64| -> Value {
            json!({"latitude": latitude, "longitude": longitude, "reason": "现场核实"})
        };
        let locate = format!("{path}/locate");

        let swapped = at(105.05, 35.69);
        let refused = planner.post(&locate, swapped).await.refused(400, "position.range");
        assert_eq!(refused["errors"][0]["field"], "latitude", "{refused}");
        let nowhere = planner.post(&locate, at(-1e300, 1e300)).await;
        nowhere.refused(400, "position.range");
        planner.post(&locate, at(51.5, -0.1)).await.refused(400, "position.abroad");
        let fine = at(35.691_234, 105.054_321);
        stranger.post(&locate, fine.clone()).await.refused(404, "record.missing");
        assert_eq!(planner.get(&path).await.ok()["details"]["position"], Value::Null);

        let done = planner.post(&locate, fine.clone()).await.ok();
        assert_eq!(done["details"]["position"]["latitude"], json!(35.691_234));
        assert_eq!(done["version"], shown["version"], "what a draw goes by is as it was");
        planner.post(&locate, fine).await.refused(400, "subject.nothing_changed");
        planner.post(&locate, at(35.7, 105.1)).await.ok();
        let stands = &planner.get(&path).await.ok()["details"]["position"];
        assert_eq!(
            (&stands["latitude"], &stands["source_name"]),
            (&json!(35.7), &json!("名录登记"))
        );
        // The overview lays the township out by it.
        let overview = planner.get("/api/v1/dashboard").await.ok();
        let middle = json!({"latitude": 35.7, "longitude": 105.1});
        assert_eq!(overview["townships"][0]["middle"], middle, "{overview}");
    }
}

#[tokio::test]
async fn whoever_arrives_leaves_the_place_for_the_next() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let shop = subject(&app, world.scjg, SubjectKind::Enterprise, CODES[0], "会宁县甲店").await;
        let id = world.visit(&app, shop).await;
        notified(&world, &id).await;
        assert_eq!(seen(&world.officers[0].0, &id).await["position"], Value::Null);
        let arrive = |position: Value| {
            let present: Vec<String> = world.officers.iter().map(|it| it.1.to_string()).collect();
            json!({"place": "会师镇北大街1号", "present": present[..2], "position": position,
                "certificates_shown": true, "company": "王经理"})
        };
        let nowhere = arrive(json!({"latitude": 135.0, "longitude": 35.0}));
        let refused = act(&world.officers[0].0, &id, "arrive", nowhere).await;
        refused.refused(400, "position.range");
        let here = arrive(json!({"latitude": 35.691_2, "longitude": 105.073_4}));
        act(&world.officers[0].0, &id, "arrive", here).await.ok();
        let next = world.visit(&app, shop).await;
        let known = seen(&world.officers[0].0, &next).await["position"].clone();
        assert_eq!(
            (&known["latitude"], &known["longitude"]),
            (&json!(35.691_2), &json!(105.073_4))
        );
        assert_eq!(known["source_name"], "到场定位");
        let public = app.public().get(&format!("/api/v1/subjects/{shop}")).await.ok();
        assert_eq!(public["details"], Value::Null, "{public}");
    }
}
