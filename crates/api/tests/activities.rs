//! 培训、宣传、经验 and 考核 over HTTP, on both databases.

use serde_json::{Value, json};
use sunlot_domain::organs::OrganKind;
use sunlot_domain::roles::Role;

use crate::support::databases::databases;
use crate::support::{COUNTY, TestApp};

const PHOTO: &[u8] =
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9";

#[tokio::test]
async fn a_department_keeps_its_register_with_what_shows_it() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let jyj = app.organ(COUNTY, "jyj", OrganKind::Department).await;
        let scjg = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let planner = app.login(Role::Planner, jyj).await;
        let other = app.login(Role::Planner, scjg).await;
        let register = "/api/v1/activities";
        let new = |kind: &str, day: &str, people: u32| {
            json!({"organ": jyj.to_string(), "kind": kind, "day": day, "title": "执法业务培训",
                "people": people, "text": "讲解双随机、一公开监管规定"})
        };
        other
            .post(register, new("training", "2026-03-01", 40))
            .await
            .refused(404, "record.missing");
        planner
            .post(register, new("training", "2026-03-03", 40))
            .await
            .refused(422, "activity.future");
        planner
            .post(register, new("training", "2026-03-01", 0))
            .await
            .refused(422, "activity.nobody");
        planner.post(register, new("party", "2026-03-01", 4)).await.refused(400, "kind.code");
        let made = planner.post(register, new("training", "2026-03-01", 40)).await.ok();
        let path = format!("{register}/{}", made["id"].as_str().unwrap());

        let upload = |version: u64| format!("{path}/files?version={version}");
        let script = planner.upload(&upload(1), "签到表.html", b"<script>".to_vec()).await;
        script.refused(400, "evidence.media");
        let shown = planner.upload(&upload(1), "签到表.jpg", PHOTO.to_vec()).await.ok();
        assert_eq!(
            (&shown["files"][0]["name"], &shown["files"][0]["media"]),
            (&json!("签到表.jpg"), &json!("image/jpeg"))
        );
        planner
            .upload(&upload(2), "再传.jpg", PHOTO.to_vec())
            .await
            .refused(422, "activity.same_file");
        let sha256 = shown["files"][0]["sha256"].as_str().unwrap();
        // Another department reads it and cannot change it.
        assert_eq!(other.download(&format!("{path}/files/{sha256}")).await, PHOTO);
        let wrong = other.get(&format!("{path}/files/{}", "0".repeat(64))).await;
        wrong.refused(404, "record.missing");
        assert_eq!(other.get(&path).await.ok()["allowed_actions"], json!([]));
        let end = |version: u64| json!({"version": version, "reason": "登记错了部门"});
        other.post(&format!("{path}/withdraw"), end(2)).await.refused(404, "record.missing");

        let change = json!({"version": 1, "kind": "training", "day": "2026-03-01",
            "title": "执法业务培训（第二期）", "people": 41, "text": "讲解双随机监管规定"});
        planner.put(&path, change.clone()).await.refused(409, "store.version");
        let changed = json!({"version": 2, "kind": "training", "day": "2026-03-01",
            "title": "执法业务培训（第二期）", "people": 41, "text": "讲解双随机监管规定"});
        assert_eq!(planner.put(&path, changed).await.ok()["people"], 41);
        planner.post(&format!("{path}/withdraw"), end(3)).await.ok();
        planner.post(&format!("{path}/withdraw"), end(4)).await.refused(409, "activity.state");
        let all = planner.get(&format!("{register}?kind=training")).await.ok();
        assert_eq!(all["total"], 1, "it stays");
        let counted = planner.get(&format!("{register}?recorded=true")).await.ok();
        assert_eq!(counted["total"], 0, "and does not count");
    }
}

/// The cell of an indicator of the first department of an appraisal.
fn cell<'a>(view: &'a Value, indicator: &str) -> &'a Value {
    let cells = view["departments"][0]["cells"].as_array().unwrap();
    cells.iter().find(|cell| cell["indicator"] == indicator).unwrap()
}

#[tokio::test]
async fn targets_are_for_what_may_be_scored() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let office = app.organ(COUNTY, "lxhyb", OrganKind::Coordination).await;
        let scjg = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let jyj = app.organ(COUNTY, "jyj", OrganKind::Department).await;
        let clerk = app.login(Role::ConferenceOffice, office).await;
        let planner = app.login(Role::Planner, jyj).await;
        let new = json!({"region": COUNTY, "name": "会宁县联席会议", "office": office.to_string(),
            "lead": scjg.to_string()});
        let made = clerk.post("/api/v1/conferences", new).await.ok();
        let base = format!("/api/v1/conferences/{}", made["id"].as_str().unwrap());
        for organ in [jyj, scjg] {
            let member = json!({"organ": organ.to_string(), "joined": "2025-11-01",
                "reason": "成员单位名单"});
            clerk.post(&format!("{base}/members"), member).await.ok();
        }
        let targets = format!("{base}/targets");
        let target = |indicator: &str, target: u64, version: u64| {
            json!({"year": 2026, "indicator": indicator, "target": target, "version": version,
                "reason": "年度考核办法"})
        };
        // Neither the number of checks nor the sum of fines is an indicator.
        for code in ["inspections", "fines"] {
            let refused = clerk.put(&targets, target(code, 100, 0)).await;
            let body = refused.refused(422, "appraisal.indicator");
            assert!(body["detail"].to_string().contains("54号"), "{body}");
        }
        clerk
            .put(&targets, target("problems_found", 1, 0))
            .await
            .refused(422, "appraisal.observed");
        clerk.put(&targets, target("joint", 10_001, 0)).await.refused(422, "appraisal.target");
        planner.put(&targets, target("joint", 6_000, 0)).await.refused(403, "permission.denied");
        clerk.put(&targets, target("trainings", 1, 0)).await.ok();
        let set = clerk.put(&targets, target("trainings", 2, 1)).await.ok();
        assert_eq!((&set["target"], &set["target_version"]), (&json!(2), &json!(2)));
        clerk.put(&targets, target("trainings", 3, 1)).await.refused(409, "store.version");

        for title in ["第一期", "第二期"] {
            let training = json!({"organ": jyj.to_string(), "kind": "training", "day": "2026-02-01",
                "title": title, "people": 10, "text": "讲解监管规定"});
            planner.post("/api/v1/activities", training).await.ok();
        }
        let own = planner.get("/api/v1/appraisals").await.ok();
        assert_eq!(own["departments"].as_array().unwrap().len(), 1, "its own alone: {own}");
        assert!(own["never_scored"].as_str().unwrap().contains("罚没金额不是考核指标"));
        let trainings = cell(&own, "trainings");
        assert_eq!((&trainings["year"]["value"], &trainings["met"]), (&json!(2), &json!(true)));
        assert_eq!(trainings["trend"][0]["period"], "2026Q1");
        assert_eq!(cell(&own, "joint")["year"]["text"], "无", "nothing to do is no failure");
        assert_eq!(cell(&own, "joint")["met"], Value::Null);
        // Of 2025 every member owed a plan for 2026 by its end, and nobody filed one.
        let last = clerk.get("/api/v1/appraisals?year=2025").await.ok();
        assert_eq!(last["departments"].as_array().unwrap().len(), 2);
        let filed = cell(&last, "plan_filed");
        assert_eq!((&filed["year"]["part"], &filed["year"]["whole"]), (&json!(0), &json!(1)));
        let stranger = app.organ("620421", "jyj", OrganKind::Department).await;
        let stranger = app.login(Role::Planner, stranger).await;
        stranger.get("/api/v1/appraisals").await.refused(404, "record.missing");
    }
}
