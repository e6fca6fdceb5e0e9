//! 平台的下半程: one task through HTTP from the register to its archive, by the people who may take
//! each step: plan, freeze, sealed draw, match, dispatch, visits, results, publication, objection,
//! correction, order, re-check, archive. What is published is judged by the separate verifier.

use serde_json::{Value, json};
use sunlot_store::{StoreError, examine};

use crate::support::databases::databases;
use crate::support::inspections::{act, seen};
use crate::support::plans::step;
use crate::support::story::{Cast, cast, drawn, filled, published, text, visited};
use crate::support::{Client, TestApp};

/// The company objects with the code of its notice; the department corrects, by two approvers.
async fn objected_and_corrected(app: &TestApp, cast: &Cast, visit: &Value) {
    let county = &cast.draws.county;
    let id = text(visit, "id");
    let code = seen(&county.author, id).await["notice"]["visit_code"].as_str().unwrap().to_owned();
    let lodge =
        json!({"item": "G", "text": "当时已提供有效证照，认定有误，请予复核", "contact": "0943-1"});
    let path = format!("/api/v1/public/visits/{code}/objections");
    let receipt = app.public().post(&path, lodge).await.ok();
    let path = format!("/api/v1/objections/{}", text(&receipt, "objection"));
    let it = county.author.get(&path).await.ok();
    let it =
        county.author.post(&format!("{path}/accept"), json!({"version": it["version"]})).await.ok();
    let result = text(&it, "result").to_owned();
    let change = json!({"edition": 1, "kind": "correct", "code": "1", "text": "",
        "reason": "经复核，当事人证照有效，原认定有误"});
    let change =
        county.author.post(&format!("/api/v1/results/{result}/changes"), change).await.ok();
    let path_of_change = format!("/api/v1/result-changes/{}", text(&change, "id"));
    let agree = |it: &Value| json!({"version": it["version"], "agree": true});
    let organ = county.scjg.to_string();
    let half = cast.others[&organ].post(&format!("{path_of_change}/approve"), agree(&change)).await;
    let done =
        county.coordinator.post(&format!("{path_of_change}/concur"), agree(&half.ok())).await.ok();
    assert_eq!(done["state"], "applied");
    let decide = json!({"version": it["version"], "outcome": "corrected", "change": change["id"],
        "decision": "异议成立，已更正公示的结果"});
    let decided = cast.others[&organ].post(&format!("{path}/decide"), decide).await.ok();
    assert_eq!(decided["state"], "decided", "{decided}");
    let page = app.public().get(&format!("/api/v1/public/results/{result}")).await.ok();
    assert_eq!((&page["code"], &page["edition"]), (&json!("1"), &json!(2)), "{page}");
    assert_eq!(page["history"][0]["before_code"], "5", "what stood before stays visible");
}

/// The order of the other department, its re-check and its end.
async fn corrected_on_site(app: &TestApp, cast: &Cast, visit: &Value) {
    let county = &cast.draws.county;
    let (planner, reviewer) = (&county.other, &county.other_reviewer);
    let due = app.app.today().plus(10).unwrap().to_string();
    let order = json!({"organ": county.jyj.to_string(), "cause": {"inspection": visit["id"]},
        "document": "教责改〔2026〕1号", "demands": ["公示收费标准"], "due": due});
    let it = planner.post("/api/v1/rectifications", order).await.ok();
    app.pass(10 * 86_400).await;
    let it = step(planner, &it, "rectifications", "recheck").await;
    let again = text(&it, "recheck").to_owned();
    let now = reviewer.get(&format!("/api/v1/inspections/{again}")).await.ok();
    if now["state"] == "pending" {
        act(reviewer, &again, "approve", json!({"advance": true, "opinion": "同意"})).await.ok();
    }
    let notice = json!({"method": "field", "advance": now["advance"].as_bool().unwrap_or(true),
        "materials": [], "delivery": "直接送达", "contact": "教育局 0943-7881111"});
    let notified = act(planner, &again, "notify", notice).await.ok();
    let team = notified["team"].as_array().unwrap().clone();
    let officers: Vec<&Client> =
        team.iter().map(|member| &cast.officers[text(member, "inspector")]).collect();
    let present: Vec<&str> = team.iter().map(|member| text(member, "inspector")).collect();
    let arrival = json!({"place": "登记住所", "present": present, "certificates_shown": true});
    act(officers[0], &again, "arrive", arrival).await.ok();
    let now = seen(officers[0], &again).await;
    let items: Vec<Value> =
        now["items"].as_array().unwrap().iter().map(|item| filled(item, "pass")).collect();
    let body = json!({"version": now["version"], "items": items});
    officers[0].put(&format!("/api/v1/inspections/{again}/checklist"), body).await.ok();
    let record = act(officers[0], &again, "finish", json!({})).await.ok();
    for officer in &officers {
        act(officer, &again, "sign", json!({"digest": record["digest"]})).await.ok();
    }
    let sign = json!({"signed": true, "name": "负责人"});
    let done = act(officers[0], &again, "company-sign", sign).await.ok();
    published(cast, &done, "1", "").await;
    let passed =
        json!({"version": it["version"], "passed": true, "evidence": "收费标准已上墙公示"});
    let path = format!("/api/v1/rectifications/{}/conclude", text(&it, "id"));
    let it = planner.post(&path, passed).await.ok();
    let it = step(reviewer, &it, "rectifications", "close").await;
    assert_eq!(it["state"], "closed");
}

/// Counts reconcile, the task is archived, and log and database say the same.
async fn archived(app: &TestApp, cast: &Cast, visits: usize) {
    let county = &cast.draws.county;
    let id = text(&cast.draws.task, "id");
    let sums = app.public().get(&format!("/api/v1/public/tasks/{id}/reconciliation")).await.ok();
    assert_eq!(
        (&sums["drawn"], &sums["inspected"], &sums["reconciles"], &sums["overdue"]),
        (&json!(visits), &json!(visits), &json!(true), &json!(0)),
        "{sums}"
    );
    let now = county.author.get(&format!("/api/v1/tasks/{id}")).await.ok();
    let done = step(&county.author, &now, "tasks", "archive").await;
    assert_eq!(done["state"], "archived");
    let trust = crate::support::trust();
    let examined: Result<_, StoreError> =
        app.app.store.read(move |tx| examine::examine(tx, Some(&trust), &[])).await;
    assert!(examined.as_ref().unwrap().holds(), "{:?}", examined.unwrap().findings);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_task_goes_from_the_register_to_its_archive() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let cast = cast(&app, env!("CARGO_BIN_EXE_api-test-reader")).await;
        drawn(&app, &cast).await;
        let county = &cast.draws.county;
        let task = text(&cast.draws.task, "id");
        let list = county.author.get(&format!("/api/v1/inspections?task={task}")).await.ok();
        let visits = list["items"].as_array().unwrap().clone();
        assert!(visits.len() >= 5, "{list}");
        let mut last = Value::Null;
        for (at, visit) in visits.iter().enumerate() {
            let wrong = at + 1 == visits.len();
            let outcome = if wrong { "fail" } else { "pass" };
            last = visited(&cast, text(visit, "id"), outcome).await;
            let (code, words) =
                if wrong { ("5", "未亮照经营，已责令改正") } else { ("1", "") };
            published(&cast, &last, code, words).await;
        }
        objected_and_corrected(&app, &cast, &last).await;
        corrected_on_site(&app, &cast, &last).await;
        archived(&app, &cast, visits.len()).await;
    }
}
