//! What follows an approval: 备案 with its return, 附件2 as a file, and the use of items.

use serde_json::{Value, json};
use sunlot_domain::roles::Role;

use crate::support::databases::databases;
use crate::support::plans::{County, county, publish, step, task};
use crate::support::{Client, Reply, TestApp};

const REASON: &str = "抽查比例与上级计划不一致，请调整";

async fn draft(county: &County, by: &Client, organ: &str, year: u16) -> Value {
    let tasks = json!([task(
        county,
        "餐饮服务抽查",
        json!({
            "items": [{"code": "G", "organ": organ}],
            "draw_from": format!("{year}-04-10"), "deadline": format!("{year}-10-31"),
        })
    )]);
    let new = json!({"organ": organ, "year": year, "joint": false, "name": "年度抽查计划",
        "tasks": tasks});
    by.post("/api/v1/plans", new).await.ok()
}

async fn to_filing(county: &County, plan: &Value) -> Value {
    let plan = step(&county.author, plan, "plans", "submit").await;
    let plan = step(&county.coordinator, &plan, "plans", "coordinate").await;
    let plan = step(&county.reviewer, &plan, "plans", "approve").await;
    step(&county.author, &plan, "plans", "file").await
}

async fn filing(by: &Client, plan: &Value, at: usize) -> Value {
    let path = format!("/api/v1/plans/{}/filings", plan["id"].as_str().unwrap());
    by.get(&path).await.ok()[at].clone()
}

async fn answer(by: &Client, filing: &Value, verb: &str, mut body: Value) -> Reply {
    body["version"] = filing["version"].clone();
    by.post(&format!("/api/v1/filings/{}/{verb}", filing["id"].as_str().unwrap()), body).await
}

#[tokio::test]
async fn a_filing_comes_back_with_a_reason_and_is_filed_again() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        let plan = draft(&county, &county.author, &county.scjg.to_string(), 2027).await;
        let filed = to_filing(&county, &plan).await;
        let sent = filing(&county.superior, &filed, 0).await;
        assert_eq!(sent["allowed_actions"], json!(["acknowledge", "return"]));
        let sender = filing(&county.author, &filed, 0).await;
        assert_eq!(sender["allowed_actions"], json!([]), "the sender does not answer himself");

        // Who may not, and what must be said.
        let reason = json!({"reason": REASON});
        answer(&county.superior, &sent, "return", json!({})).await.refused(400, "reason.length");
        answer(&county.author, &sent, "return", reason.clone())
            .await
            .refused(403, "permission.denied");
        answer(&county.coordinator, &sent, "return", reason.clone())
            .await
            .refused(404, "record.missing");
        let foreign = app.login(Role::Superior, county.jyj).await;
        answer(&foreign, &sent, "return", reason.clone()).await.refused(404, "record.missing");

        let back = answer(&county.superior, &sent, "return", reason.clone()).await.ok();
        assert_eq!((&back["state"], &back["allowed_actions"]), (&json!("returned"), &json!([])));
        assert_eq!(back["returns"][0]["reason"], REASON);
        answer(&county.superior, &back, "return", reason.clone())
            .await
            .refused(409, "plan.filing_returned");
        let receipt = json!({"receipt": "白市监备〔2026〕3号"});
        answer(&county.superior, &back, "acknowledge", receipt.clone())
            .await
            .refused(409, "plan.filing_returned");

        // The author reads why, the December clock runs again, and nothing can be published.
        let path = format!("/api/v1/plans/{}", plan["id"].as_str().unwrap());
        let open = county.author.get(&path).await.ok();
        assert_eq!((&open["state"], &open["reason"]), (&json!("draft"), &json!(REASON)));
        let due = "/api/v1/plan-deadlines?region=620422&year=2027";
        let clock = county.author.get(due).await.ok();
        let own = clock.as_array().unwrap().iter();
        let mut own = own.filter(|row| row["organ"] == county.scjg.to_string());
        assert_eq!(own.next().unwrap()["filed_on"], Value::Null);
        let body = json!({"version": open["version"]});
        county.author.post(&format!("{path}/publish"), body).await.refused(409, "plan.state");

        // Changed, approved and filed again: the same filing, with its history.
        let again = to_filing(&county, &open).await;
        assert_eq!(again["document_number"], filed["document_number"]);
        let sent = filing(&county.superior, &again, 0).await;
        assert_eq!(
            (&sent["state"], &sent["returns"][0]["refiled_on"]),
            (&json!("filed"), &json!("2026-03-02"))
        );
        let done = answer(&county.superior, &sent, "acknowledge", receipt).await.ok();
        assert_eq!(done["state"], "acknowledged");
        answer(&county.superior, &done, "return", reason).await.refused(409, "plan.acknowledged");
        let plan = step(&county.author, &again, "plans", "publish").await;
        assert_eq!(plan["edition"], 1);
    }
}

#[tokio::test]
async fn what_is_published_already_comes_back_as_an_adjustment() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        let plan = draft(&county, &county.author, &county.scjg.to_string(), 2026).await;
        let plan = publish(&county, &plan).await;
        let sent = filing(&county.superior, &plan, 0).await;
        let reason = json!({"reason": REASON});
        let mut stale = sent.clone();
        stale["version"] = json!(7);
        answer(&county.superior, &stale, "return", reason.clone())
            .await
            .refused(409, "store.version");
        answer(&county.superior, &sent, "return", reason.clone()).await.ok();
        let path = format!("/api/v1/plans/{}", plan["id"].as_str().unwrap());
        let open = county.author.get(&path).await.ok();
        assert_eq!((&open["state"], &open["edition"]), (&json!("adjusting"), &json!(1)));
        let public = app.public().get(&path.replace("plans", "public/plans")).await.ok();
        assert_eq!(public["current"]["edition"], 1, "what was published stays");
        let late = filing(&county.superior, &plan, 0).await;
        assert_eq!(late["state"], "returned");
    }
}

#[tokio::test]
async fn the_table_goes_out_with_all_columns_and_the_note() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        let plan = draft(&county, &county.author, &county.scjg.to_string(), 2026).await;
        let path = format!("/api/v1/plans/{}/table", plan["id"].as_str().unwrap());
        let public = path.replace("plans", "public/plans");
        county.stranger.get(&format!("{path}.csv")).await.refused(404, "record.missing");
        app.public().get(&format!("{public}.csv")).await.refused(404, "record.missing");
        app.public().get(&format!("{public}.xlsx")).await.refused(404, "record.missing");

        let working = county.author.get(&format!("{path}.csv")).await.body;
        publish(&county, &plan).await;
        let text = app.public().get(&format!("{public}.csv")).await.body;
        assert_eq!(text, working);
        let text = text.as_str().unwrap().trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let heads = reader.headers().unwrap().clone();
        assert_eq!((heads.get(0), heads.get(12)), (Some("序号"), Some("完成时限")));
        assert_eq!(heads.len(), 25);
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows[0].get(4), Some("餐饮服务抽查"));
        assert_eq!(rows[0].get(1), plan["number"].as_str());
        assert_eq!(rows[0].get(12), Some("2026-10-31"));
        assert!(rows[1].get(0).unwrap().starts_with("说明1：各部门编制本系统抽查计划"));
        assert_eq!(rows.len(), 3);
        for (client, path) in [(&county.author, &path), (&app.public(), &public)] {
            let book = client.download(&format!("{path}.xlsx")).await;
            assert!(book.starts_with(b"PK"), "a workbook");
            let same = client.download(&format!("{path}.xlsx")).await;
            assert_eq!(book, same, "the same table gives the same bytes");
        }
    }
}

#[tokio::test]
async fn an_item_that_was_planned_for_is_no_longer_unused() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        // The items are in force since 2023; it is 2028 and nobody has planned for them.
        app.clock.advance(2 * 366 * 86_400);
        let county = county(&app).await;
        let unused = async || -> Vec<String> {
            let found = county.author.get("/api/v1/unused-items").await.ok();
            let code = |item: &Value| item["code"].as_str().unwrap().to_owned();
            let mut codes: Vec<String> = found.as_array().unwrap().iter().map(code).collect();
            codes.sort();
            codes
        };
        assert_eq!(unused().await, ["G", "K", "L"]);
        let plan = draft(&county, &county.author, &county.scjg.to_string(), 2028).await;
        let plan = step(&county.author, &plan, "plans", "submit").await;
        let plan = step(&county.coordinator, &plan, "plans", "coordinate").await;
        assert_eq!(unused().await, ["G", "K", "L"], "a plan that is not approved uses nothing");
        step(&county.reviewer, &plan, "plans", "approve").await;
        assert_eq!(unused().await, ["K", "L"]);

        let mut form = task(
            &county,
            "校园周边食品抽查",
            json!({
                "origin": "temporary", "reason": "投诉集中反映校园周边食品问题",
                "items": [{"code": "L", "organ": county.scjg.to_string()}],
                "draw_from": "2028-04-10", "deadline": "2028-10-31",
            }),
        );
        form["organ"] = json!(county.scjg.to_string());
        let made = county.author.post("/api/v1/tasks", form).await.ok();
        let sent = step(&county.author, &made, "tasks", "submit").await;
        step(&county.reviewer, &sent, "tasks", "approve").await;
        assert_eq!(unused().await, ["K"], "{}", database.name);
    }
}
