//! 可以指名的人员: whom a planner may name, and how little he learns of them.

use serde_json::{Value, json};
use sunlot_domain::organs::OrganKind;
use sunlot_domain::roles::Role;

use crate::support::databases::databases;
use crate::support::{COUNTY, Client, TestApp};

/// Names of the people that somebody finds.
async fn found(by: &Client, query: &str) -> Vec<String> {
    let page = by.get(&format!("/api/v1/people?page_size=200&{query}")).await.ok();
    let items = page["items"].as_array().unwrap();
    assert_eq!(page["total"], json!(items.len()));
    items.iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect()
}

async fn name(client: &Client) -> String {
    client.get("/api/v1/session").await.ok()["name"].as_str().unwrap().to_owned()
}

/// `%E4…` for a text of a query.
fn coded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn a_planner_finds_whom_he_may_name_and_learns_no_more() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let other = app.organ(COUNTY, "jwjw", OrganKind::Department).await;
        let abroad = app.organ("620421", "scjg", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        let lead = app.login(Role::LeadPlanner, organ).await;
        let observer = app.login(Role::Observer, other).await;
        let inspector = app.login(Role::Inspector, other).await;
        let stranger = app.login(Role::Observer, abroad).await;
        let admin = app.login(Role::SystemAdmin, organ).await;

        let all = found(&planner, "").await;
        for one in [&planner, &lead, &observer, &inspector] {
            assert!(all.contains(&name(one).await), "{all:?}");
        }
        for one in [&stranger, &admin] {
            assert!(!all.contains(&name(one).await), "{all:?}");
        }
        assert_eq!(found(&lead, "").await, all);

        // By a part of the name, and of the organ's.
        let wanted = name(&observer).await;
        let met = found(&planner, &format!("q={}", coded(&wanted))).await;
        assert_eq!(met, std::slice::from_ref(&wanted));
        let there = found(&planner, &format!("q={}", coded("jwjw"))).await;
        assert_eq!(there.len(), 2, "{there:?}");
        let called = found(&planner, &format!("q={}", coded("观察员"))).await;
        assert_eq!(called, std::slice::from_ref(&wanted), "by what the person is");
        assert!(found(&planner, "q=%25").await.is_empty(), "a sign of LIKE is a sign");

        // Whoever may be inspected by lot contributes nothing to a draw.
        for part in ["contributor", "holder", "recorder"] {
            let fit = found(&planner, &format!("part={part}")).await;
            assert!(fit.contains(&wanted) && !fit.contains(&name(&inspector).await), "{fit:?}");
        }
        planner.get("/api/v1/people?part=x").await.refused(400, "person.part");

        let query = format!("/api/v1/people?q={}", coded(&wanted));
        let one = planner.get(&query).await.ok()["items"][0].clone();
        let keys: Vec<&String> = one.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["id", "name", "organ", "organ_name", "roles"]);
        assert_eq!(one["roles"], json!(["DS"]));
        let path = format!("/api/v1/people/{}", one["id"].as_str().unwrap());
        assert_eq!(planner.get(&path).await.ok(), one);

        // Nobody else, and of nobody who cannot be used any more.
        for other in [&observer, &inspector, &admin] {
            other.get("/api/v1/people").await.refused(403, "permission.denied");
        }
        app.public().get("/api/v1/people").await.refused(401, "session.required");
        let body = json!({"version": 1, "reason": "调离岗位，账号停用"});
        let account = one["id"].as_str().unwrap();
        admin.post(&format!("/api/v1/accounts/{account}/disable"), body).await.ok();
        planner.get(&path).await.refused(404, "record.missing");
        assert_eq!(planner.get(&query).await.ok()["items"], Value::Array(Vec::new()));
    }
}
