//! 执法检查人员名录库 through the interface, on both databases.

use serde_json::{Value, json};
use sunlot_domain::ids::OrganId;
use sunlot_domain::organs::OrganKind;
use sunlot_domain::roles::Role;

use crate::support::databases::databases;
use crate::support::{COUNTY, Client, TestApp};

fn form(organ: OrganId, code: &str, name: &str) -> Value {
    json!({"organ": organ.to_string(), "code": code, "name": name,
        "cert_valid_until": "2026-12-31", "cert_issuer": "会宁县人民政府",
        "qualifications": ["特种设备", "食品安全"], "regions": ["620422100"],
        "valid_from": "2026-01-01", "reason": "新录用执法人员"})
}

async fn account(client: &Client) -> Value {
    client.get("/api/v1/session").await.ok()["account"].clone()
}

/// Proposes and approves; gives the id.
async fn register(planner: &Client, reviewer: &Client, form: Value) -> String {
    let change = planner.post("/api/v1/inspectors", form).await.ok();
    approve(reviewer, &change).await;
    change["inspector"].as_str().unwrap().to_owned()
}

async fn approve(reviewer: &Client, change: &Value) -> Value {
    let path = format!("/api/v1/inspector-changes/{}/approve", change["id"].as_str().unwrap());
    reviewer.post(&path, json!({"version": change["version"]})).await.ok()
}

fn names(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap().iter();
    items.map(|item| item["details"]["name"].as_str().unwrap_or("-").to_owned()).collect()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn a_change_is_proposed_by_one_and_approved_by_another() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let other = app.organ(COUNTY, "jyj", OrganKind::Department).await;
        let office = app.organ(COUNTY, "lxh", OrganKind::Coordination).await;
        let planner = app.login(Role::Planner, organ).await;
        let reviewer = app.login(Role::Reviewer, organ).await;
        let both = app.login_as(&[Role::Planner, Role::Reviewer], organ).await;
        let strange = app.login(Role::Reviewer, other).await;

        let change = both.post("/api/v1/inspectors", form(organ, "gs-001", "张三")).await.ok();
        assert_eq!(change["new"], json!(true));
        let path = format!("/api/v1/inspector-changes/{}", change["id"].as_str().unwrap());
        let verb = |verb: &str| format!("{path}/{verb}");
        // Nothing is in the register yet; the proposer himself does not decide (R-REG-09).
        assert_eq!(planner.get("/api/v1/inspectors").await.ok()["total"], json!(0));
        assert_eq!(both.get(&path).await.ok()["allowed_actions"], json!([]));
        let decision = json!({"version": 1});
        both.post(&verb("approve"), decision.clone()).await.refused(422, "inspector.same_person");
        strange.post(&verb("approve"), decision.clone()).await.refused(404, "record.missing");
        strange.get(&path).await.refused(404, "record.missing");
        let seen = reviewer.get(&path).await.ok();
        assert_eq!(seen["allowed_actions"], json!(["approve", "refuse"]));
        // Whoever sees the proposal reads whose it is, though he may not list accounts.
        let proposer = both.get("/api/v1/session").await.ok();
        assert_eq!(seen["proposed_by_name"], proposer["name"]);
        assert_eq!(seen["decided_by_name"], Value::Null);
        reviewer.post(&verb("refuse"), decision.clone()).await.refused(400, "reason.length");
        let approved = reviewer.post(&verb("approve"), decision.clone()).await.ok();
        assert_eq!(approved["state"], json!("approved"));
        reviewer
            .post(&verb("approve"), json!({"version": 2}))
            .await
            .refused(409, "inspector.decided");
        let list = planner.get("/api/v1/inspectors").await.ok();
        assert_eq!(
            (names(&list), &list["items"][0]["details"]["code"]),
            (vec!["张三".to_owned()], &json!("GS-001"))
        );

        // A number is registered once, and a coordinating body has no inspectors.
        let again = planner.post("/api/v1/inspectors", form(organ, "GS-001", "李四")).await;
        again.refused(409, "inspector.code_taken");
        let coordinator = app.login(Role::Planner, office).await;
        let wrong = coordinator.post("/api/v1/inspectors", form(office, "GS-9", "王五")).await;
        wrong.refused(422, "inspector.organ_may_not_inspect");
        let mut bad = form(organ, "GS 1!", "王五");
        planner.post("/api/v1/inspectors", bad.clone()).await.refused(400, "inspector.code");
        bad["code"] = json!("GS-2");
        bad["valid_from"] = json!("2026-03-03");
        planner.post("/api/v1/inspectors", bad).await.refused(400, "inspector.future");

        // Two proposals on one state: the second one is out of date when the first is approved.
        let id = change["inspector"].as_str().unwrap();
        let propose = format!("/api/v1/inspectors/{id}/changes");
        let mut edit = form(organ, "", "张三丰");
        edit["version"] = json!(1);
        let one = planner.post(&propose, edit.clone()).await.ok();
        assert_eq!(
            one["differences"],
            json!([{"column": "姓名", "before": "张三", "after": "张三丰"}])
        );
        edit["name"] = json!("张三李");
        let two = planner.post(&propose, edit.clone()).await.ok();
        approve(&reviewer, &one).await;
        let late = format!("/api/v1/inspector-changes/{}/approve", two["id"].as_str().unwrap());
        let late = reviewer.post(&late, json!({"version": 1})).await.refused(409, "store.version");
        assert_eq!(late["more"], json!({"expected": 1, "found": 2}));
        planner.post(&propose, edit.clone()).await.refused(409, "store.version");
        edit["version"] = json!(2);
        edit["name"] = json!("张三丰");
        planner.post(&propose, edit).await.refused(400, "inspector.nothing_changed");
        let waiting = reviewer.get("/api/v1/inspector-changes?state=proposed").await.ok();
        assert_eq!(waiting["total"], json!(1), "{}", database.name);
        assert_eq!(strange.get("/api/v1/inspector-changes").await.ok()["total"], json!(0));
    }
}

#[tokio::test]
async fn who_was_in_the_register_on_a_day_can_be_asked() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let other = app.organ(COUNTY, "jyj", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        let reviewer = app.login(Role::Reviewer, organ).await;
        let id = register(&planner, &reviewer, form(organ, "GS-001", "张三")).await;
        let known =
            planner.get(&format!("/api/v1/inspectors/{id}")).await.ok()["log_index"].clone();
        let mut leaves = form(organ, "", "张三");
        leaves["version"] = json!(1);
        leaves["active"] = json!(false);
        leaves["valid_from"] = json!("2026-02-01");
        leaves["reason"] = json!("调离本单位");
        let propose = format!("/api/v1/inspectors/{id}/changes");
        // Only who has left can be taken over by another organ.
        let taker = app.login(Role::Planner, other).await;
        let mut take = leaves.clone();
        take["organ"] = json!(other.to_string());
        take["active"] = json!(true);
        taker.post(&propose, take.clone()).await.refused(422, "inspector.still_serving");
        let leaving = planner.post(&propose, leaves).await.ok();
        approve(&reviewer, &leaving).await;

        let count = |path: &str| {
            let (planner, path) = (planner.clone(), format!("/api/v1/inspectors?{path}"));
            async move { planner.get(&path).await.ok()["total"].as_u64().unwrap() }
        };
        assert_eq!(count("").await, 0);
        assert_eq!(count("left=true").await, 1);
        assert_eq!(count("on=2025-12-31").await, 0);
        assert_eq!(count("on=2026-01-31").await, 1);
        assert_eq!(count("on=2026-02-01").await, 0);
        assert_eq!(count(&format!("on=2026-03-01&known={known}")).await, 1, "{}", database.name);
        let told = planner.get(&format!("/api/v1/inspectors/{id}/timeline")).await.ok();
        assert_eq!(told.as_array().unwrap().len(), 2);

        take["version"] = json!(2);
        take["valid_from"] = json!("2026-03-01");
        let taken = taker.post(&propose, take).await.ok();
        let theirs = app.login(Role::Reviewer, other).await;
        approve(&theirs, &taken).await;
        let now = theirs.get(&format!("/api/v1/inspectors/{id}")).await.ok();
        assert_eq!(
            (&now["organ"], &now["details"]["name"]),
            (&json!(other.to_string()), &json!("张三"))
        );
        // His former organ's reviewer reads no personal data any more.
        let former = reviewer.get(&format!("/api/v1/inspectors/{id}")).await.ok();
        assert!(former.get("details").is_none(), "{former}");
    }
}

#[tokio::test]
async fn the_list_is_filtered_and_names_stay_inside() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let other = app.organ(COUNTY, "jyj", OrganKind::Department).await;
        let far = app.organ("620421", "scjg", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        let reviewer = app.login(Role::Reviewer, organ).await;
        let person = app.login(Role::Inspector, organ).await;
        let mut first = form(organ, "GS-001", "张三");
        first["account"] = account(&person).await;
        register(&planner, &reviewer, first).await;
        let mut second = form(organ, "GS-002", "李四");
        second["regions"] = json!(["620422101"]);
        second["qualifications"] = json!(["特种设备作业"]);
        second["cert_valid_until"] = json!("2026-03-15");
        register(&planner, &reviewer, second).await;
        let mut third = form(organ, "GS-003", "王五");
        third["regions"] = json!([]);
        third["qualifications"] = json!([]);
        register(&planner, &reviewer, third).await;

        for (query, want) in [
            ("".to_owned(), 3),
            ("region=620422100".to_owned(), 2),
            ("region=620422".to_owned(), 3),
            ("region=620421".to_owned(), 1),
            (format!("qualification={}", encoded("特种设备")), 1),
            ("valid_on=2026-04-01".to_owned(), 2),
            ("expiring_by=2026-03-31".to_owned(), 1),
            (format!("q={}", encoded("李")), 1),
            ("q=GS-00".to_owned(), 3),
            (format!("organ={other}"), 0),
        ] {
            // The register of a day answers as the current one does.
            for query in [query.clone(), format!("{query}&on=2026-03-02")] {
                let found = planner.get(&format!("/api/v1/inspectors?{query}")).await.ok();
                assert_eq!(found["total"], json!(want), "{query} on {}", database.name);
            }
        }
        let sorted = planner.get("/api/v1/inspectors?sort=-code&page_size=2").await.ok();
        assert_eq!(names(&sorted), ["王五", "李四"]);

        // An inspector sees himself; another county, other departments' reviewers and the public
        // see that there are inspectors, and no name.
        let own = person.get("/api/v1/inspectors").await.ok();
        assert_eq!(names(&own), ["张三"]);
        let stranger = app.login(Role::Planner, far).await;
        assert_eq!(stranger.get("/api/v1/inspectors").await.ok()["total"], json!(0));
        let enterprise = app.login(Role::Enterprise, organ).await;
        for client in [app.public(), enterprise] {
            let page = client.get(&format!("/api/v1/inspectors?q={}", encoded("张"))).await.ok();
            assert_eq!(page["total"], json!(3), "what is not public cannot be asked for");
            let text = page.to_string();
            for secret in ["张三", "GS-001", "details", "2026-12-31", "特种"] {
                assert!(!text.contains(secret), "{secret}: {text}");
            }
        }
        // The joint conference's office counts; it does not learn names.
        let office = app.login(Role::ConferenceOffice, organ).await;
        let masked = office.get("/api/v1/inspectors?sort=code").await.ok();
        assert_eq!(names(&masked), ["张＊", "李＊", "王＊"]);
    }
}

#[tokio::test]
async fn why_somebody_cannot_be_matched_is_said() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        let reviewer = app.login(Role::Reviewer, organ).await;
        let person = app.login(Role::Inspector, organ).await;
        let colleague = app.login(Role::Inspector, organ).await;
        let shop = json!({"code": "91620422MA7000018W", "organ": organ.to_string(),
            "name": "甲食品店", "kind": "enterprise", "region": "620422100", "source": "登记窗口",
            "reason": "新设立登记"});
        let shop = planner.post("/api/v1/subjects", shop).await.ok()["id"].clone();
        let mut first = form(organ, "GS-001", "张三");
        first["account"] = account(&person).await;
        let id = register(&planner, &reviewer, first).await;
        let mut twice = form(organ, "GS-002", "李四");
        twice["account"] = account(&person).await;
        planner.post("/api/v1/inspectors", twice).await.refused(400, "inspector.account");

        // 请假, and 销假 on the third day.
        let leave = format!("/api/v1/inspectors/{id}/leave");
        let week =
            json!({"first_day": "2026-03-09", "last_day": "2026-03-13", "reason": "年休假五天"});
        person.post(&leave, week.clone()).await.refused(403, "permission.denied");
        let away = planner.post(&leave, week.clone()).await.ok();
        planner.post(&leave, week).await.refused(409, "inspector.leave_overlaps");
        let backwards =
            json!({"first_day": "2026-04-09", "last_day": "2026-04-01", "reason": "年休假"});
        planner
            .post(
                &leave,
                json!({"first_day": "x", "last_day": "2026-04-01", "reason": "年休假五天"}),
            )
            .await;
        let refused = planner
            .post(&leave, {
                let mut it = backwards;
                it["reason"] = json!("年休假八天");
                it
            })
            .await;
        refused.refused(400, "inspector.days");

        // 回避, declared by himself alone.
        let declare = json!({"subject": shop, "code": "C", "note": "经营者是近亲属"});
        planner.post("/api/v1/conflicts", declare.clone()).await.refused(403, "permission.denied");
        let unlinked = colleague.post("/api/v1/conflicts", declare.clone()).await;
        unlinked.refused(422, "inspector.not_inspector");
        let conflict = person.post("/api/v1/conflicts", declare.clone()).await.ok();
        person.post("/api/v1/conflicts", declare).await.refused(409, "conflict.declared");

        let why = format!("/api/v1/inspectors/{id}/eligibility");
        let shop = shop.as_str().unwrap();
        for (query, want) in [
            ("day=2026-03-02", Value::Null),
            ("day=2025-12-31", json!("inspector.inactive")),
            ("day=2027-01-01", json!("inspector.certificate_expired")),
            ("day=2026-03-09", json!("inspector.on_leave")),
            ("day=2026-03-02&region=620421", json!("inspector.region")),
            (&format!("day=2026-03-02&subject={shop}"), json!("inspector.conflict")),
            (&format!("day=2026-03-01&subject={shop}"), Value::Null),
        ] {
            let told = planner.get(&format!("{why}?{query}")).await.ok();
            assert_eq!(told["reason"], want, "{query} on {}", database.name);
            assert_eq!(told["eligible"], json!(want.is_null()));
            assert_eq!(told["message"].is_null(), want.is_null());
        }
        let all = "/api/v1/inspectors/eligibility?day=2026-03-09&eligible=false";
        let all = planner.get(all).await.ok();
        assert_eq!(
            (&all["total"], &all["items"][0]["reason"]),
            (&json!(1), &json!("inspector.on_leave"))
        );
        app.public().get(&why).await.refused(404, "record.missing");

        let end = format!("/api/v1/inspector-leave/{}/end", away["id"].as_str().unwrap());
        let back = json!({"version": 1, "back_on": "2026-03-11", "reason": "提前返岗"});
        let back = planner.post(&end, back).await.ok();
        assert_eq!((&back["last_day"], &back["withdrawn"]), (&json!("2026-03-10"), &json!(false)));
        let told = planner.get(&format!("{why}?day=2026-03-11")).await.ok();
        assert_eq!(told["eligible"], json!(true));
        let never = json!({"version": 2, "back_on": "2026-03-09", "reason": "登记有误"});
        assert_eq!(planner.post(&end, never.clone()).await.ok()["withdrawn"], json!(true));
        planner.post(&end, never).await.refused(409, "inspector.over");

        // Who is not concerned sees no conflict and ends none.
        let conflicts = format!("/api/v1/conflicts?inspector={id}");
        assert_eq!(colleague.get(&conflicts).await.ok()["total"], json!(0));
        assert_eq!(app.public().get(&conflicts).await.ok()["total"], json!(0));
        let seen = reviewer.get(&conflicts).await.ok();
        assert_eq!(seen["items"][0]["subject_name"], json!("甲食品店"));
        let end = format!("/api/v1/conflicts/{}/end", conflict["id"].as_str().unwrap());
        let over = json!({"version": 1, "last_day": "2026-03-31", "reason": "亲属已不再经营"});
        colleague.post(&end, over.clone()).await.refused(404, "record.missing");
        person.post(&end, over.clone()).await.ok();
        for (day, want) in [("2026-03-31", false), ("2026-04-01", true)] {
            let told = planner.get(&format!("{why}?day={day}&subject={shop}")).await.ok();
            assert_eq!(told["eligible"], json!(want), "{day}");
        }
    }
}
