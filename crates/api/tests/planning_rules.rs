//! Around the plan through HTTP: 重叠 found and merged, 试算, 频次上限, 经营范围, 工作日历.

use serde_json::{Value, json};
use sunlot_app::{AppError, Call};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::{CanonicalId, DivisionCode};
use sunlot_domain::ids::{Id as _, OrganId, SubjectId};
use sunlot_domain::registers::{SubjectEntry, SubjectKind};
use sunlot_domain::subjects::{LifeStatus, RiskClass};
use sunlot_sortition::time::Day;

use crate::support::databases::databases;
use crate::support::plans::{County, county, step, task};
use crate::support::{Client, TestApp};

/// 40 subjects: 30 of trade 6210 with food, of which two are closed; 10 that sell steel.
async fn register(app: &TestApp, organ: OrganId) -> Vec<SubjectId> {
    let (ids, day) = (app.app.ids(), Day::parse("2026-03-01").unwrap());
    let made: Result<Vec<String>, AppError> = app
        .app
        .write(&Call::system("test"), move |tx| {
            let mut made = Vec::new();
            let mut entries = Vec::new();
            for at in 0..40_u64 {
                let food = at < 30;
                let code = CanonicalId::parse(&format!("T:620422:{at:04}"))?;
                let class = [None, Some(RiskClass::A), Some(RiskClass::C)][(at % 3) as usize];
                let entry = SubjectEntry {
                    id: ids.make(),
                    seq: at + 1,
                    verdict: code.verdict(),
                    code,
                    name: format!("第{at}户"),
                    kind: SubjectKind::Enterprise,
                    organ,
                    region: DivisionCode::parse("620422100")?,
                    industry: if food { "6210" } else { "5164" }.into(),
                    status: if at < 2 { LifeStatus::Deregistered } else { LifeStatus::Live },
                    business_scope: if food {
                        "餐饮服务；食品销售"
                    } else {
                        "钢材批发"
                    }
                    .into(),
                    responsible: None,
                    risk_class: class,
                    risk_month: class.map(|_| "2026-02".to_owned()),
                    trial: false,
                    pending_case: false,
                    visits: 0,
                    last_inspected: None,
                    listed: true,
                    source: "测试".into(),
                    source_day: day,
                    valid_from: day,
                };
                made.push(entry.id.to_string());
                entries.push(entry);
            }
            tx.insert_all(&entries)?;
            Ok(tx.record(Event::new(Action::OrganChanged, organ), made))
        })
        .await;
    made.unwrap().iter().map(|text| SubjectId::parse(text).unwrap()).collect()
}

async fn plan_of(by: &Client, organ: OrganId, task: Value) -> (Value, Value) {
    let new = json!({"organ": organ.to_string(), "year": 2026, "joint": false,
        "name": "2026年度抽查计划", "tasks": [task]});
    let plan = by.post("/api/v1/plans", new).await.ok();
    let id = plan["id"].as_str().unwrap();
    let tasks = by.get(&format!("/api/v1/tasks?plan={id}")).await.ok();
    (plan, tasks["items"][0].clone())
}

fn of_school(county: &County, change: Value) -> Value {
    let mut fields = json!({"items": [{"code": "G", "organ": county.jyj.to_string()}],
        "quota": {"ratio": "20%"}, "draw_from": "2026-05-11"});
    for (name, value) in change.as_object().unwrap() {
        fields[name] = value.clone();
    }
    task(county, "校外培训机构抽查", fields)
}

#[tokio::test]
async fn an_overlap_is_found_merged_by_both_and_undone() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        register(&app, county.scjg).await;
        let (_, mine) =
            plan_of(&county.author, county.scjg, task(&county, "餐饮抽查", json!({}))).await;
        let (plan, theirs) =
            plan_of(&county.other, county.jyj, of_school(&county, json!({}))).await;
        let (own, other) = (mine["id"].as_str().unwrap(), theirs["id"].as_str().unwrap());

        let found = county.author.get(&format!("/api/v1/tasks/{own}/overlaps")).await.ok();
        assert_eq!(found.as_array().unwrap().len(), 1);
        assert_eq!((&found[0]["task"], &found[0]["shared"]), (&json!(other), &json!(28)));
        // 2 of 28 here, 6 of 28 there: 28 × (2/28 × 6/28) by chance, 2 by the same tickets.
        assert_eq!(found[0]["expected_both"], "0.4286");
        assert_eq!(found[0]["expected_merged"], "2");
        assert_eq!(found[0]["domains"], json!(["登记事项检查"]));

        let offers = async |by: &Client, id: &str, what: &str| -> bool {
            let task = by.get(&format!("/api/v1/tasks/{id}")).await.ok();
            task["allowed_actions"].as_array().unwrap().contains(&json!(what))
        };
        assert!(offers(&county.author, own, "merge").await);
        assert!(!offers(&county.reviewer, own, "merge").await);
        assert!(!offers(&county.author, own, "prepare_draw").await, "it is not approved");
        let merge = format!("/api/v1/tasks/{own}/merge");
        let body = json!({"other": other});
        county.other.post(&merge, body.clone()).await.refused(404, "record.missing");
        county.reviewer.post(&merge, body.clone()).await.refused(403, "permission.denied");
        let visit = county.author.post(&merge, body.clone()).await.ok();
        assert_eq!((&visit["state"], &visit["shared"]), (&json!("proposed"), &json!(28)));
        let consent = format!("/api/v1/joint-visits/{}/consent", visit["id"].as_str().unwrap());
        // Each department speaks for its own task, and the server says so.
        assert_eq!(visit["allowed_actions"], json!(["undo"]));
        let of = format!("/api/v1/tasks/{other}/joint-visits");
        let asked = county.other.get(&of).await.ok();
        assert_eq!(asked[0]["allowed_actions"], json!(["consent", "undo"]));
        let watched = county.other_reviewer.get(&of).await.ok();
        assert_eq!(watched[0]["allowed_actions"], json!([]));
        let version = json!({"version": visit["version"]});
        county.author.post(&consent, version.clone()).await.refused(404, "record.missing");
        let joined = county.other.post(&consent, version.clone()).await.ok();
        assert_eq!(
            (&joined["state"], &joined["allowed_actions"]),
            (&json!("joined"), &json!(["undo"]))
        );
        assert!(!offers(&county.author, own, "merge").await);
        county.other.post(&consent, json!({"version": 2})).await.refused(409, "joint_visit.state");
        for (client, id) in [(&county.author, own), (&county.other, other)] {
            let task = client.get(&format!("/api/v1/tasks/{id}")).await.ok();
            assert_eq!(task["joint_visit"], visit["id"], "both tasks are linked");
        }
        county.author.post(&merge, body.clone()).await.refused(409, "joint_visit.taken");
        let mut form = of_school(&county, json!({"deadline": "2026-11-30"}));
        form["version"] = json!(2);
        let path = format!("/api/v1/tasks/{other}");
        county.other.put(&path, form).await.refused(422, "task.merged");

        let undone = step(&county.other, &joined, "joint-visits", "undo").await;
        assert_eq!(
            (&undone["state"], &undone["undo_reason"]),
            (&json!("undone"), &json!("按规定办理这一步"))
        );
        let task = county.author.get(&format!("/api/v1/tasks/{own}")).await.ok();
        assert_eq!(task["joint_visit"], Value::Null);

        // Merged again, and approved: then it stays.
        let again = county.author.post(&merge, body).await.ok();
        let joined = step(&county.other, &again, "joint-visits", "consent").await;
        let plan = step(&county.other, &plan, "plans", "submit").await;
        let plan = step(&county.coordinator, &plan, "plans", "coordinate").await;
        step(&county.other_reviewer, &plan, "plans", "approve").await;
        let undo = format!("/api/v1/joint-visits/{}/undo", joined["id"].as_str().unwrap());
        let kept = county.other.get(&of).await.ok();
        let kept = kept.as_array().unwrap().iter().find(|it| it["id"] == joined["id"]).unwrap();
        assert_eq!(kept["allowed_actions"], json!([]), "approved: it stays");
        let body = json!({"version": joined["version"], "reason": "不想合并进户了"});
        county.author.post(&undo, body).await.refused(409, "joint_visit.task_state");
    }
}

#[tokio::test]
async fn a_dry_run_counts_and_a_cap_leaves_out() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        let subjects = register(&app, county.scjg).await;
        let (plan, mine) =
            plan_of(&county.author, county.scjg, task(&county, "餐饮抽查", json!({}))).await;
        let path = format!("/api/v1/tasks/{}/dry-run", mine["id"].as_str().unwrap());
        let run = county.author.get(&path).await.ok();
        assert_eq!((&run["frame"], &run["eligible"]), (&json!(30), &json!(28)));
        assert_eq!(run["excluded"], json!({"STATUS": 2}));
        assert_eq!(
            run["strata"],
            json!([{"unit": "T1", "dept": "scjg", "eligible": 28,
            "quota": 2}])
        );
        assert_eq!((&run["visits"], &run["max"]), (&json!(2), &json!("0.0714")));
        assert_eq!(run["capacity"][0]["posts"], 4);
        assert_eq!(run["warnings"][0]["code"], "dry_run.too_few_inspectors");
        app.public().get(&path).await.refused(401, "session.required");
        county.stranger.get(&path).await.refused(404, "record.missing");

        // Above the ceiling the form is named, not the units of a draw.
        let high = json!({"quota": {"ratio": "6%"},
            "items": [{"code": "L", "organ": county.scjg.to_string()}]});
        let (_, high) =
            plan_of(&county.author, county.scjg, task(&county, "高比例抽查", high)).await;
        let high = format!("/api/v1/tasks/{}/dry-run", high["id"].as_str().unwrap());
        county.author.get(&high).await.refused(422, "task.above_ceiling");

        let exemptions = app.public().get("/api/v1/caps/exemptions").await.ok();
        assert_eq!(exemptions.as_array().unwrap().len(), 10);
        let cap = json!({"organ": county.scjg.to_string(), "year": 2026, "visits_max": 1,
            "counts_cases": false, "basis": "会市监发〔2026〕1号"});
        county.other.post("/api/v1/caps", cap.clone()).await.refused(404, "record.missing");
        county.author.post("/api/v1/caps", cap.clone()).await.ok();
        let visit = async |subject: SubjectId, kind: &str, exemption: Value| {
            let body = json!({"organ": county.scjg.to_string(), "subject": subject.to_string(),
                "day": "2026-02-10", "kind": kind, "exemption": exemption});
            county.author.post("/api/v1/caps/visits", body).await
        };
        let counted = visit(subjects[5], "planned", Value::Null).await.ok();
        assert_eq!((&counted["counted"], &counted["used"]), (&json!(true), &json!(1)));
        let case = visit(subjects[6], "case", json!("complaint")).await.ok();
        assert_eq!((&case["counted"], &case["used"]), (&json!(false), &json!(0)));
        visit(subjects[6], "planned", json!("media")).await.refused(400, "cap.planned_exempt");
        let run = county.author.get(&path).await.ok();
        assert_eq!(run["excluded"], json!({"STATUS": 2, "CAP": 1}));

        let cases = json!({"counts_cases": true, "visits_max": 1, "year": 2026,
            "organ": county.scjg.to_string(), "basis": "会市监发〔2026〕2号"});
        county.author.post("/api/v1/caps", cases).await.ok();
        let run = county.author.get(&path).await.ok();
        assert_eq!(run["excluded"]["CAP"], 2, "where cases count, the complaint counts too");
        let listed = app.public().get("/api/v1/caps").await.ok();
        assert_eq!((&listed["total"], &listed["items"][0]["version"]), (&json!(1), &json!(2)));

        let id = plan["id"].as_str().unwrap();
        let whole = county.author.get(&format!("/api/v1/plans/{id}/dry-run")).await.ok();
        assert_eq!((&whole["entities"], &whole["tasks"][0]["eligible"]), (&json!(26), &json!(26)));
    }
}

#[tokio::test]
async fn an_undirected_task_gets_its_departments_by_rules() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        register(&app, county.scjg).await;
        let rule = |organ: OrganId, words: Value| {
            json!({"organ": organ.to_string(),
            "keywords": words, "items": ["G"], "active": true})
        };
        let path = "/api/v1/scope-rules";
        county
            .other
            .post(path, rule(county.scjg, json!(["食品"])))
            .await
            .refused(404, "record.missing");
        county
            .author
            .post(path, rule(county.scjg, json!(["食"])))
            .await
            .refused(400, "scope_rule.keyword");
        let mine = county.author.post(path, rule(county.scjg, json!(["食品销售"]))).await.ok();
        let theirs = county.other.post(path, rule(county.jyj, json!(["食品"]))).await.ok();
        let listed = county.author.get(&format!("{path}?region=620422")).await.ok();
        assert_eq!(listed["conflicts"][0]["shared"], "食品销售");
        assert_eq!(
            (listed["items"].as_array().unwrap().len(), &listed["conflicts"][0]["item"]),
            (2, &json!("G"))
        );
        let change = json!({"version": 1, "keywords": ["培训"], "items": ["G"], "active": true});
        let one = format!("{path}/{}", theirs["id"].as_str().unwrap());
        county.author.put(&one, change.clone()).await.refused(404, "record.missing");
        county.other.put(&one, change.clone()).await.ok();
        county.other.put(&one, change).await.refused(409, "store.version");
        let listed = county.author.get(&format!("{path}?region=620422")).await.ok();
        assert_eq!(listed["conflicts"], json!([]));

        let test = json!({"region": "620422", "text": "食品销售；文化培训"});
        let tried = county.author.post(&format!("{path}/test"), test).await.ok();
        assert_eq!(tried["organs"].as_array().unwrap().len(), 2);
        assert_eq!(tried["hits"][mine["id"].as_str().unwrap()], "食品销售");

        let undirected = task(
            &county,
            "不定向抽查",
            json!({"draw_type": "undirected", "filter": {}, "quota": {"ratio": "3%"}}),
        );
        let (_, made) = plan_of(&county.author, county.scjg, undirected).await;
        let path = format!("/api/v1/tasks/{}/derived", made["id"].as_str().unwrap());
        let derived = county.author.get(&path).await.ok();
        assert_eq!(derived["uncovered"], 10, "nobody checks the steel");
        assert_eq!(derived["organs"][0]["subjects"], 28);
        assert_eq!(derived["organs"][0]["organ"], county.scjg.to_string());
    }
}

#[tokio::test]
async fn the_calendar_answers_what_is_announced_and_can_be_extended() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        let ask = "/api/v1/calendar/working-days";
        let day = app.public().get(&format!("{ask}?from=2026-09-30&days=3")).await.ok();
        assert_eq!(day["day"], "2026-10-10");
        let refused = app
            .public()
            .get(&format!("{ask}?from=2026-12-25&days=20"))
            .await
            .refused(422, "calendar.not_announced");
        assert!(refused["detail"].as_str().unwrap().contains("2027"), "{refused}");
        app.public().get("/api/v1/calendar/2027").await.refused(422, "calendar.not_announced");
        let new = json!({"version": 0, "source": "国办发明电〔2026〕9号", "days":
            [{"day": "2027-01-01", "kind": "holiday", "name": "元旦"}]});
        let path = "/api/v1/calendar/2027";
        county.author.put(path, new.clone()).await.refused(403, "permission.denied");
        let entered = county.coordinator.put(path, new.clone()).await.ok();
        assert_eq!((&entered["version"], &entered["days"][0]["name"]), (&json!(1), &json!("元旦")));
        county.coordinator.put(path, new).await.refused(409, "store.version");
        let day = app.public().get(&format!("{ask}?from=2026-12-31&days=1")).await.ok();
        assert_eq!(day["day"], "2027-01-04");
    }
}
