//! 界面设置 over HTTP, on both databases: small, and everybody's own.

use serde_json::{Value, json};
use sunlot_domain::organs::OrganKind;
use sunlot_domain::roles::Role;

use crate::support::databases::databases;
use crate::support::{COUNTY, TestApp};

#[tokio::test]
async fn everybody_keeps_small_settings_of_his_own() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let (one, other) =
            (app.login(Role::Planner, organ).await, app.login(Role::Reviewer, organ).await);
        let path = "/api/v1/settings/list.tasks";
        assert_eq!(one.get(path).await.ok()["value"], Value::Null);
        let value = json!({"columns": ["number", "name"], "views": [{"name": "我的"}]});
        one.put(path, json!({"value": value})).await.ok();
        assert_eq!(one.get(path).await.ok()["value"], value, "{}", database.name);
        one.put(path, json!({"value": []})).await.ok();
        assert_eq!(one.get(path).await.ok()["value"], json!([]));
        assert_eq!(other.get(path).await.ok()["value"], Value::Null, "nobody sees another's");
        app.public().get(path).await.refused(401, "session.required");

        let long = json!({"value": "长".repeat(6_000)});
        one.put(path, long).await.refused(400, "setting.size");
        let wrong = one.put("/api/v1/settings/a%2Fb", json!({"value": 1})).await;
        wrong.refused(400, "setting.key");
        for number in 1..100 {
            one.put(&format!("/api/v1/settings/s{number}"), json!({"value": number})).await.ok();
        }
        let more = one.put("/api/v1/settings/s100", json!({"value": 1})).await;
        more.refused(422, "setting.too_many");
        one.put(path, json!({"value": 2})).await.ok();
    }
}
