//! 工作台, 时间线 and 行前须知 over HTTP, on both databases: what waits for whom is what the record's
//! own `allowed_actions` say, and what is told of a record is for who may read it.

use serde_json::{Value, json};
use sunlot_domain::organs::OrganKind;
use sunlot_domain::registers::SubjectKind;
use sunlot_domain::roles::Role;

use crate::support::databases::databases;
use crate::support::draws::draws;
use crate::support::inspections::{act, arrived, inspecting, notified, subject};
use crate::support::plans::{county, step, task};
use crate::support::{COUNTY, Client, TestApp};

/// Kinds of a workbench with how many wait.
async fn kinds(by: &Client) -> Vec<(String, u64)> {
    let shown = by.get("/api/v1/workbench").await.ok();
    let groups = shown["groups"].as_array().unwrap().iter();
    let counts: Vec<(String, u64)> = groups
        .map(|g| (g["kind"].as_str().unwrap().to_owned(), g["count"].as_u64().unwrap()))
        .collect();
    let total: u64 = counts.iter().map(|(_, count)| count).sum();
    assert_eq!(shown["count"].as_u64(), Some(total), "{shown}");
    counts
}

async fn has(by: &Client, kind: &str) -> u64 {
    kinds(by).await.into_iter().find(|(known, _)| known == kind).map_or(0, |(_, count)| count)
}

/// Every entry is an act that the record itself offers this person.
async fn honest(by: &Client) {
    let shown = by.get("/api/v1/workbench").await.ok();
    for group in shown["groups"].as_array().unwrap() {
        for item in group["items"].as_array().unwrap() {
            let slug = match item["noun"].as_str().unwrap() {
                "plan" => "plans",
                "task" => "tasks",
                "draw" => "draws",
                "inspection" => "inspections",
                _ => continue,
            };
            // A draw is prepared from its task, and a filing is received from its plan.
            if ["prepare", "acknowledge"].contains(&item["action"].as_str().unwrap()) {
                continue;
            }
            let id = item["id"].as_str().unwrap();
            let record = by.get(&format!("/api/v1/{slug}/{id}")).await.ok();
            let allowed = record["allowed_actions"].as_array().unwrap();
            assert!(allowed.contains(&item["action"]), "{item} {allowed:?}");
        }
    }
}

#[tokio::test]
async fn a_plan_waits_for_one_after_the_other() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        let new = json!({"organ": county.scjg.to_string(), "year": 2026, "name": "2026年度抽查计划",
            "joint": false, "tasks": [task(&county, "登记事项抽查", json!({}))]});
        let plan = county.author.post("/api/v1/plans", new).await.ok();
        assert_eq!(has(&county.author, "plan.submit").await, 1);
        assert_eq!(has(&county.stranger, "plan.submit").await, 0, "another county");
        let plan = step(&county.author, &plan, "plans", "submit").await;
        assert_eq!(has(&county.author, "plan.submit").await, 0);
        assert_eq!(has(&county.coordinator, "plan.coordinate").await, 1);
        assert_eq!(has(&county.reviewer, "plan.approve").await, 0);
        let plan = step(&county.coordinator, &plan, "plans", "coordinate").await;
        assert_eq!(has(&county.reviewer, "plan.approve").await, 1);
        assert_eq!(has(&county.other_reviewer, "plan.approve").await, 0, "another department");
        let plan = step(&county.reviewer, &plan, "plans", "approve").await;
        let plan = step(&county.author, &plan, "plans", "file").await;
        assert_eq!(has(&county.superior, "plan.acknowledge").await, 1);
        assert_eq!(has(&county.reviewer, "plan.acknowledge").await, 0);
        for person in [&county.author, &county.coordinator, &county.reviewer, &county.superior] {
            honest(person).await;
        }

        let id = plan["id"].as_str().unwrap();
        let told = county.author.get(&format!("/api/v1/plans/{id}/timeline")).await.ok();
        let names: Vec<&str> =
            told.as_array().unwrap().iter().map(|e| e["action"].as_str().unwrap()).collect();
        let expected =
            ["plan.create", "plan.submit", "plan.coordinate", "plan.approve", "plan.file"];
        assert_eq!(names, expected, "{told}");
        assert!(told[4]["index"].as_u64() > told[0]["index"].as_u64());
        county
            .stranger
            .get(&format!("/api/v1/plans/{id}/timeline"))
            .await
            .refused(404, "record.missing");
    }
}

#[tokio::test]
async fn a_draw_waits_for_whom_it_names() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = draws(&app).await;
        assert_eq!(has(&world.county.author, "task.draw").await, 1);
        let draw = world.prepared(&app, "sealed", 1).await;
        assert_eq!(has(&world.county.author, "task.draw").await, 0, "an attempt stands");
        assert_eq!(has(&world.county.reviewer, "draw.approve").await, 1);
        assert_eq!(has(&world.county.author, "draw.approve").await, 0);
        let draw = world.take(&world.county.reviewer, &draw, "approve").await;
        assert_eq!(has(&world.observer.client, "draw.commit").await, 1);
        assert_eq!(has(&world.holders[0].person.client, "draw.escrow").await, 0);
        let draw = world.announce_frozen(&draw).await;
        assert_eq!(has(&world.holders[0].person.client, "draw.escrow").await, 1);
        assert_eq!(has(&world.observer.client, "draw.reveal").await, 1);
        let nobody = app.login(Role::Reviewer, world.county.jyj).await;
        assert_eq!(kinds(&nobody).await, [], "the other department's reviewer is not named");
        honest(&world.observer.client).await;
        honest(&world.county.author).await;
        let holder = &world.holders[0].person.client;
        let listed = holder.get("/api/v1/draws").await.ok();
        assert_eq!(listed["total"], 1, "whom a draw names finds it");
        let id = draw["id"].as_str().unwrap();
        let told = world.county.author.get(&format!("/api/v1/draws/{id}/timeline")).await.ok();
        assert!(told.to_string().contains("draw.freeze"), "{told}");
    }
}

#[tokio::test]
async fn an_inspector_sees_his_visits_and_reads_about_the_entity() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let code = "91620422MA7000018W";
        let shop = subject(&app, world.scjg, SubjectKind::Enterprise, code, "会宁县甲餐馆").await;
        let id = world.visit(&app, shop).await;
        let (officer, stranger) = (&world.officers[0].0, &world.officers[2].0);
        assert_eq!(has(&world.leader, "inspection.approve").await, 1);
        assert_eq!(kinds(officer).await, []);
        act(&world.leader, &id, "approve", json!({"advance": true})).await.ok();
        assert_eq!(has(officer, "visit.notify").await, 1);
        let notice = json!({"method": "field", "advance": true, "delivery": "直接送达",
            "contact": "市场监管局 0943-7881234"});
        act(officer, &id, "notify", notice).await.ok();
        assert_eq!(has(officer, "visit.arrive").await, 1);
        assert_eq!(has(stranger, "visit.arrive").await, 0, "not of the team");
        honest(officer).await;

        let mine = "/api/v1/inspections?mine=true&open=true";
        assert_eq!(officer.get(mine).await.ok()["total"], 1);
        let visit = officer.get(&format!("/api/v1/inspections/{id}")).await.ok();
        let (from, to) = (visit["window_from"].clone(), visit["window_to"].clone());
        let on = |day: &Value| format!("{mine}&from={0}&to={0}", day.as_str().unwrap());
        for (day, count) in [(&from, 1), (&to, 1), (&json!("2030-01-01"), 0)] {
            assert_eq!(officer.get(&on(day)).await.ok()["total"], count, "{day}");
        }
        assert_eq!(officer.get(&format!("{mine}&unapproved=true")).await.ok()["total"], 0);

        arrived(&world, &id, &[world.officers[0].1, world.officers[1].1]).await.ok();
        let told = officer.get(&format!("/api/v1/inspections/{id}/brief")).await.ok();
        assert_eq!(told["subject"]["code"], code);
        assert_eq!(told["visit"]["id"], id.as_str());
        assert_eq!(told["last_place"], "会师镇北大街1号");
        assert_eq!(told["visits"], json!({"items": [], "total": 0, "hidden": 0}), "{told}");
        assert_eq!(told["cases"]["total"], 0);
        stranger
            .get(&format!("/api/v1/inspections/{id}/brief"))
            .await
            .refused(404, "record.missing");

        // Another visit of the same entity, which the first team does not belong to.
        let again = world.visit(&app, shop).await;
        notified(&world, &again).await;
        let told = world.leader.get(&format!("/api/v1/inspections/{again}/brief")).await.ok();
        assert_eq!((&told["visits"]["total"], &told["visits"]["hidden"]), (&json!(1), &json!(0)));
        let events = officer.get(&format!("/api/v1/inspections/{id}/timeline")).await.ok();
        let names: Vec<&str> =
            events.as_array().unwrap().iter().map(|e| e["action"].as_str().unwrap()).collect();
        assert!(names.ends_with(&["inspection.notify", "inspection.arrive"]), "{events}");
    }
}

#[tokio::test]
async fn administrators_have_no_business_on_their_desk() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        for role in [Role::SystemAdmin, Role::AuditAdmin, Role::Enterprise] {
            let person = app.login(role, organ).await;
            assert_eq!(kinds(&person).await, [], "{role:?}");
        }
        app.public().get("/api/v1/workbench").await.refused(401, "session.required");
    }
}
