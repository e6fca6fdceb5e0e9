//! 部门: the pattern that every noun follows, on both databases.

use serde_json::json;
use sunlot_domain::organs::OrganKind;
use sunlot_domain::roles::Role;

use crate::support::databases::databases;
use crate::support::{COUNTY, TestApp};

#[tokio::test]
async fn an_organ_is_created_once_changed_and_found() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let office = app.organ(COUNTY, "zfb", OrganKind::Department).await;
        let admin = app.login(Role::SystemAdmin, office).await;
        let new = json!({"code": "scjg", "name": "会宁县市场监督管理局", "kind": "department",
            "region": COUNTY});
        let first = admin.post_once("/api/v1/organs", "one-key-0001", new.clone()).await.ok();
        let again = admin.post_once("/api/v1/organs", "one-key-0001", new.clone()).await.ok();
        assert_eq!(first, again, "{}: a repeated request does nothing twice", database.name);
        admin.post("/api/v1/organs", new).await.refused(409, "store.unique");

        let path = format!("/api/v1/organs/{}", first["id"].as_str().unwrap());
        let change = json!({"version": 1, "name": "会宁县市场监管局", "active": true,
            "reason": "机构改革更名"});
        let changed = admin.put(&path, change.clone()).await.ok();
        assert_eq!(
            (&changed["version"], &changed["name"]),
            (&json!(2), &json!("会宁县市场监管局"))
        );
        let late = admin.put(&path, change).await.refused(409, "store.version");
        assert_eq!(late["more"], json!({"expected": 1, "found": 2}));

        let found = app.public().get("/api/v1/organs?q=市场&region=620000").await.ok();
        assert_eq!((&found["total"], &found["items"][0]["code"]), (&json!(1), &json!("scjg")));
        assert_eq!(found["items"][0]["allowed_actions"], json!([]));
    }
}

#[tokio::test]
async fn others_may_not_and_wrong_forms_say_what_is_wrong() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let office = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let new = json!({"code": "jyj", "name": "教育局", "kind": "department", "region": COUNTY});
        let planner = app.login(Role::Planner, office).await;
        planner.post("/api/v1/organs", new.clone()).await.refused(403, "permission.denied");
        app.public().post("/api/v1/organs", new).await.refused(401, "session.required");
        let admin = app.login(Role::SystemAdmin, office).await;
        let wrong = json!({"code": "JYJ!", "name": "教育局", "kind": "department",
            "region": COUNTY});
        admin.post("/api/v1/organs", wrong).await.refused(400, "organ.code");
        let body = json!({"code": 5});
        admin.post("/api/v1/organs", body).await.refused(400, "body.json");
        admin.get("/api/v1/organs?page=0").await.refused(400, "page.number");
        admin.get("/api/v1/nothing").await.refused(404, "route.missing");
    }
}
