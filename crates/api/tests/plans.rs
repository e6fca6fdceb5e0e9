//! 附件2 through HTTP: the real plan rows from draft to amended, and everything that is refused.

use serde_json::{Value, json};
use sunlot_domain::roles::Role;

use crate::support::TestApp;
use crate::support::databases::databases;
use crate::support::plans::{County, amend, county, publish, real_plans, step, task};

#[tokio::test]
async fn the_real_rows_go_from_draft_to_amended() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        let plans = real_plans(&county);
        assert_eq!(plans.values().map(Vec::len).sum::<usize>(), 29);
        for ((source, year), tasks) in plans {
            let count = tasks.len();
            let first = tasks[0].clone();
            let new = json!({"organ": county.scjg.to_string(), "year": year, "joint": true,
                "name": format!("{year}年度抽查计划（{source}）"), "tasks": tasks});
            let plan = county.author.post("/api/v1/plans", new).await.ok();
            let id = plan["id"].as_str().unwrap().to_owned();
            app.public()
                .get(&format!("/api/v1/public/plans/{id}"))
                .await
                .refused(404, "record.missing");

            let plan = publish(&county, &plan).await;
            assert_eq!((&plan["state"], &plan["edition"]), (&json!("published"), &json!(1)));
            let shown = app.public().get(&format!("/api/v1/public/plans/{id}")).await.ok();
            let table = &shown["current"]["table"];
            assert_eq!(table["rows"].as_array().unwrap().len(), count);
            assert_eq!(table["columns"].as_array().unwrap().len(), 13);
            assert_eq!(table["notes"].as_array().unwrap().len(), 2);
            let cells = &table["rows"][0]["cells"];
            assert_eq!((&cells[0], &cells[1]), (&json!("1"), &plan["number"]));
            assert_eq!((&cells[4], &cells[9]), (&first["name"], &first["scope_text"]));
            let printed = &table["rows"][0]["extra"][0];
            if first["ratio_text"] != "" {
                assert_eq!(printed, &first["ratio_text"]);
            }

            amend(&app, &county, &plan, &first).await;
        }
    }
}

async fn draft(county: &County, change: Value) -> Value {
    let new = json!({"organ": county.scjg.to_string(), "year": 2026, "joint": false,
        "name": "2026年度抽查计划", "tasks": [task(county, "餐饮服务抽查", change)]});
    county.author.post("/api/v1/plans", new).await.ok()
}

#[tokio::test]
async fn what_breaks_a_rule_is_not_submitted() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        let own = |code: &str| json!([{"code": code, "organ": county.scjg.to_string()}]);
        let office = county.office.to_string();
        let both = json!([{"code": "G", "organ": county.scjg.to_string()},
            {"code": "G", "organ": office}]);
        let cases = [
            (json!({"items": own("U")}), 422, "item.unpublished"),
            (json!({"items": own("NONE")}), 422, "item.missing"),
            (json!({"items": own("K")}), 422, "task.mixed_class"),
            (json!({"items": own("L"), "quota": {"ratio": "6%"}}), 422, "task.above_ceiling"),
            (
                json!({"items": own("L"), "quota": {"by_class":
                {"A": "1%", "B": "2%", "C": "5%", "D": "5.01%", "U": "1%"}}}),
                422,
                "task.above_ceiling",
            ),
            (json!({"items": own("L"), "quota": {"all": true}}), 422, "task.above_ceiling"),
            (json!({"items": own("L"), "quota": {"count": 1}}), 422, "task.above_ceiling"),
            (json!({"times_per_year": 3}), 422, "task.above_frequency"),
            (json!({"items": both, "participants": [office]}), 422, "task.not_inspecting"),
            (json!({"participants": [county.jyj.to_string()]}), 422, "task.organ_without_item"),
            (json!({"filter": {}}), 422, "task.no_conditions"),
            (json!({"draw_type": "undirected"}), 422, "task.conditions"),
            (json!({"deadline": "2027-01-31"}), 422, "task.year"),
            (json!({"quota": {}}), 422, "task.missing"),
            (json!({"quota": {"by_class": {"A": "1%"}}}), 422, "task.missing"),
        ];
        for (change, status, code) in cases {
            let plan = draft(&county, change).await;
            let path = format!("/api/v1/plans/{}/submit", plan["id"].as_str().unwrap());
            let body = json!({"version": plan["version"]});
            let refused = county.author.post(&path, body).await.refused(status, code);
            let detail = refused["detail"].as_str().unwrap();
            assert!(detail.contains("餐饮服务抽查"), "{refused}");
            let rule = match code {
                "task.mixed_class" | "task.above_ceiling" | "task.above_frequency" => "R-TASK-03",
                "task.not_inspecting" | "item.unpublished" | "item.missing" => "R-TASK-02",
                _ => continue,
            };
            assert!(detail.contains(rule), "{refused}");
        }
        let plan = draft(&county, json!({"items": own("L"), "quota": {"ratio": "5%"}})).await;
        step(&county.author, &plan, "plans", "submit").await;
    }
}

#[tokio::test]
async fn others_may_not_and_the_second_editor_is_told() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        let plan = draft(&county, json!({})).await;
        let id = plan["id"].as_str().unwrap();
        let path = format!("/api/v1/plans/{id}");
        for client in [&county.stranger, &county.other, &app.public()] {
            client.get(&path).await.refused(404, "record.missing");
        }
        county
            .stranger
            .put(&path, json!({"version": 1, "name": "改名"}))
            .await
            .refused(404, "record.missing");
        let foreign = json!({"organ": county.jyj.to_string(), "year": 2026, "joint": false,
            "name": "替别人编的计划"});
        county.author.post("/api/v1/plans", foreign).await.refused(404, "record.missing");

        let change = |name: &str| json!({"version": plan["version"], "name": name});
        county.author.put(&path, change("2026年度计划")).await.ok();
        let lost = county.second.put(&path, change("另一个名称")).await;
        let lost = lost.refused(409, "store.version");
        let named = json!([{"field": "name", "current": "2026年度计划", "yours": "另一个名称"}]);
        assert_eq!(lost["more"]["changed"], named);
        two_editors_of_a_task(&county, id).await;

        let plan = county.author.get(&path).await.ok();
        assert_eq!(plan["allowed_actions"], json!(["change", "submit", "terminate"]));
        let plan = step(&county.author, &plan, "plans", "submit").await;
        let approve = format!("{path}/approve");
        county
            .author
            .post(&approve, json!({"version": plan["version"]}))
            .await
            .refused(403, "permission.denied");
        county
            .reviewer
            .post(&approve, json!({"version": plan["version"]}))
            .await
            .refused(409, "plan.state");
        county
            .other_reviewer
            .post(&approve, json!({"version": plan["version"]}))
            .await
            .refused(404, "record.missing");
        let plan = step(&county.coordinator, &plan, "plans", "coordinate").await;
        let seen = county.reviewer.get(&path).await.ok();
        assert_eq!(seen["allowed_actions"], json!(["return", "approve"]));
        step(&county.reviewer, &plan, "plans", "approve").await;
    }
}

async fn two_editors_of_a_task(county: &County, plan: &str) {
    let tasks = county.author.get(&format!("/api/v1/tasks?plan={plan}")).await.ok();
    let row = &tasks["items"][0];
    let path = format!("/api/v1/tasks/{}", row["id"].as_str().unwrap());
    let form = |change: Value| {
        let mut form = task(county, "餐饮服务抽查", change);
        form["version"] = row["version"].clone();
        form
    };
    county.author.put(&path, form(json!({"deadline": "2026-11-30"}))).await.ok();
    let late = form(json!({"quota": {"ratio": "6%"}}));
    let lost = county.second.put(&path, late).await.refused(409, "store.version");
    let changed = lost["more"]["changed"].as_array().unwrap();
    let fields: Vec<&str> = changed.iter().map(|c| c["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["deadline", "quota"]);
    assert_eq!(changed[0]["current"], "2026-11-30");
    assert_eq!(changed[0]["yours"], "2026-10-31");
}

#[tokio::test]
async fn a_task_goes_back_and_ends_only_by_whom_and_when_it_may() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        let both = app.login_as(&[Role::LeadPlanner, Role::Reviewer], county.scjg).await;
        let mut form = task(
            &county,
            "校园周边食品抽查",
            json!({
            "origin": "temporary", "reason": "投诉集中反映校园周边食品问题"}),
        );
        form["organ"] = json!(county.scjg.to_string());
        let made = both.post("/api/v1/tasks", form).await.ok();
        let path = format!("/api/v1/tasks/{}", made["id"].as_str().unwrap());
        let take =
            async |by: &crate::support::Client, verb: &str, task: &Value, reason: Option<&str>| {
                let body = json!({"version": task["version"], "reason": reason});
                by.post(&format!("{path}/{verb}"), body).await
            };
        take(&county.reviewer, "approve", &made, None).await.refused(409, "task.state");
        let sent = take(&both, "submit", &made, None).await.ok();
        let own = take(&both, "approve", &sent, None).await.refused(422, "task.same_person");
        assert!(own["detail"].as_str().unwrap().contains("R-TASK-01"), "{own}");
        for (by, status, code) in [
            (&county.other_reviewer, 404, "record.missing"),
            (&county.stranger, 403, "permission.denied"),
            (&county.author, 403, "permission.denied"),
        ] {
            let refused = take(by, "approve", &sent, None).await;
            assert_eq!((refused.status.as_u16(), &refused.body["code"]), (status, &json!(code)));
        }
        take(&county.reviewer, "approve", &made, None).await.refused(409, "store.version");
        take(&county.reviewer, "return", &sent, None).await.refused(400, "reason.length");
        let why = Some("依据写得不完整，请补充");
        let back = take(&county.reviewer, "return", &sent, why).await.ok();
        assert_eq!(back["state"], "draft");
        take(&county.author, "terminate", &back, None).await.refused(400, "reason.length");
        take(&county.other, "terminate", &back, why).await.refused(404, "record.missing");
        let ended = take(&county.author, "terminate", &back, why).await.ok();
        take(&county.author, "submit", &ended, None).await.refused(409, "task.state");
        take(&county.author, "terminate", &ended, why).await.refused(409, "task.state");
    }
}

#[tokio::test]
async fn nobody_approves_what_he_wrote() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        // One person with both roles, as a small department might have it.
        let both = app.login_as(&[Role::LeadPlanner, Role::Reviewer], county.scjg).await;
        let new = json!({"organ": county.scjg.to_string(), "year": 2026, "joint": false,
            "name": "一人编制的计划", "tasks": [task(&county, "餐饮服务抽查", json!({}))]});
        let plan = both.post("/api/v1/plans", new).await.ok();
        let plan = step(&both, &plan, "plans", "submit").await;
        let plan = step(&county.coordinator, &plan, "plans", "coordinate").await;
        let path = format!("/api/v1/plans/{}/approve", plan["id"].as_str().unwrap());
        let body = json!({"version": plan["version"]});
        both.post(&path, body.clone()).await.refused(409, "plan.same_person");
        county.reviewer.post(&path, body).await.ok();
    }
}

#[tokio::test]
async fn the_december_clock_and_the_receipt() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        let due = |year: u16| format!("/api/v1/plan-deadlines?region=620422&year={year}");
        let listed = county.coordinator.get(&due(2027)).await.ok();
        let of = |list: &Value, organ: &str| {
            let rows = list.as_array().unwrap();
            rows.iter().find(|row| row["organ"] == organ).cloned().unwrap()
        };
        let row = of(&listed, &county.scjg.to_string());
        assert_eq!((&row["deadline"], &row["days_left"]), (&json!("2026-12-31"), &json!(304)));
        assert_eq!((&row["late"], &row["states"]), (&json!(false), &json!([])));
        let late = of(&county.coordinator.get(&due(2026)).await.ok(), &county.scjg.to_string());
        assert_eq!((&late["late"], &late["days_left"]), (&json!(true), &json!(-61)));
        assert_eq!(listed.as_array().unwrap().len(), 2, "the office plans nothing of its own");

        let plan = publish(&county, &draft(&county, json!({})).await).await;
        let id = plan["id"].as_str().unwrap();
        let filings = county.author.get(&format!("/api/v1/plans/{id}/filings")).await.ok();
        let filing = &filings[0];
        assert_eq!((&filing["kind"], &filing["state"]), (&json!("superior"), &json!("filed")));
        let path = format!("/api/v1/filings/{}/acknowledge", filing["id"].as_str().unwrap());
        let receipt = json!({"version": 1, "receipt": "白市监备〔2026〕3号"});
        county.author.post(&path, receipt.clone()).await.refused(403, "permission.denied");
        county.coordinator.post(&path, receipt.clone()).await.refused(404, "record.missing");
        let done = county.superior.post(&path, receipt.clone()).await.ok();
        assert_eq!(
            (&done["state"], &done["receipt"]),
            (&json!("acknowledged"), &receipt["receipt"])
        );
        let again = json!({"version": 2, "receipt": "白市监备〔2026〕4号"});
        county.superior.post(&path, again).await.refused(409, "plan.acknowledged");
    }
}

#[tokio::test]
async fn temporary_tasks_and_special_campaigns_say_why() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        let new = |change: Value| {
            let mut form = task(&county, "校园周边食品专项抽查", change);
            form["organ"] = json!(county.scjg.to_string());
            form
        };
        let submit = async |form: Value| {
            let made = county.author.post("/api/v1/tasks", form).await.ok();
            let path = format!("/api/v1/tasks/{}/submit", made["id"].as_str().unwrap());
            county.author.post(&path, json!({"version": made["version"]})).await
        };
        submit(new(json!({"origin": "temporary"}))).await.refused(422, "task.reason");
        let reason = "投诉集中反映校园周边食品问题";
        submit(new(json!({"origin": "special", "reason": reason})))
            .await
            .refused(422, "task.special");
        let special = json!({"level": "county_government", "document": "会政办发〔2026〕12号",
            "filing": "白司备〔2026〕8号"});
        submit(new(json!({"origin": "special", "reason": reason, "special": special}))).await.ok();
        let task = submit(new(json!({"origin": "temporary", "reason": reason}))).await.ok();
        assert_eq!(task["state"], "pending");
        let ready = step(&county.reviewer, &task, "tasks", "approve").await;
        assert_eq!(ready["state"], "ready");
        let ended = step(&county.author, &ready, "tasks", "terminate").await;
        assert_eq!(
            (&ended["state"], &ended["allowed_actions"]),
            (&json!("terminated"), &json!([]))
        );
    }
}

#[tokio::test]
async fn numbers_are_never_given_twice() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        let first = draft(&county, json!({})).await;
        assert_eq!(first["number"], "62042220261001");
        step(&county.author, &first, "plans", "terminate").await;
        let new = json!({"organ": county.scjg.to_string(), "year": 2026, "joint": false,
            "name": "并行编制的计划"});
        let path = "/api/v1/plans";
        let (author, second) = (&county.author, &county.second);
        let (a, b, c, d) = tokio::join!(
            author.post(path, new.clone()),
            second.post(path, new.clone()),
            author.post(path, new.clone()),
            second.post(path, new.clone()),
        );
        let mut numbers: Vec<String> = [a, b, c, d]
            .into_iter()
            .map(|reply| reply.ok()["number"].as_str().unwrap().to_owned())
            .collect();
        numbers.sort();
        let expected = [2, 3, 4, 5].map(|n| format!("62042220261{n:03}"));
        assert_eq!(numbers, expected, "{}: 001 stays with the terminated plan", database.name);

        let pattern = json!({"kind": "plan", "region": "620422", "pattern": "会{year}-{seq:2}"});
        county
            .author
            .post("/api/v1/number-patterns", pattern.clone())
            .await
            .refused(403, "permission.denied");
        county.coordinator.post("/api/v1/number-patterns", pattern).await.ok();
        let named = author.post(path, new).await.ok();
        assert_eq!(named["number"], "会2026-01");
    }
}
