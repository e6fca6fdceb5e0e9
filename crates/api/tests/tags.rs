//! 标签 and 监管责任 through the interface, on both databases.

use serde_json::{Value, json};
use sunlot_domain::ids::OrganId;
use sunlot_domain::organs::OrganKind;
use sunlot_domain::roles::Role;

use crate::support::databases::databases;
use crate::support::plans::{county, task};
use crate::support::{COUNTY, Client, TestApp};

async fn subject(by: &Client, organ: OrganId, code: &str, name: &str, region: &str) -> String {
    let new = json!({"code": code, "organ": organ.to_string(), "name": name,
        "kind": "enterprise", "industry": "6210", "region": region, "source": "登记窗口",
        "reason": "新设立登记"});
    by.post("/api/v1/subjects", new).await.ok()["id"].as_str().unwrap().to_owned()
}

/// Three subjects in two townships.
async fn three(by: &Client, organ: OrganId) -> [String; 3] {
    [
        subject(by, organ, "91620422MA7000018W", "甲饭店", "620422100").await,
        subject(by, organ, "91620422MA747AKH5Q", "乙饭店", "620422100").await,
        subject(by, organ, "91620422MA73C2UX4R", "丙饭店", "620422101").await,
    ]
}

async fn tag(by: &Client, organ: OrganId, more: Value) -> Value {
    let mut new = json!({"organ": organ.to_string(), "name": "重点餐饮", "reason": "年度分类标注"});
    for (name, value) in more.as_object().unwrap() {
        new[name] = value.clone();
    }
    by.post("/api/v1/tags", new).await.ok()
}

fn id(of: &Value) -> &str {
    of["id"].as_str().unwrap()
}

async fn carrying(by: &Client, tag: &Value, more: &str) -> u64 {
    let path = format!("/api/v1/subjects?tag={}{more}", id(tag));
    by.get(&path).await.ok()["total"].as_u64().unwrap()
}

#[tokio::test]
async fn a_tag_holds_within_its_scope_and_time_alone() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
        let other = app.organ(COUNTY, "jyj", OrganKind::Department).await;
        let far = app.organ("620421", "scjg", OrganKind::Department).await;
        let city = app.organ("620400", "sscjg", OrganKind::Department).await;
        let planner = app.login(Role::Planner, organ).await;
        let colleague = app.login(Role::Planner, other).await;
        let stranger = app.login(Role::Planner, far).await;
        let above = app.login(Role::Planner, city).await;
        let [first, ..] = three(&planner, organ).await;
        let path = format!("/api/v1/subjects/{first}/tags");

        let own =
            tag(&planner, organ, json!({"valid_from": "2026-01-01", "valid_to": "2026-06-30"}))
                .await;
        assert_eq!(own["scope"], json!(COUNTY));
        let again =
            json!({"organ": other.to_string(), "name": "重点餐饮", "reason": "年度分类标注"});
        colleague.post("/api/v1/tags", again).await.refused(409, "tag.taken");
        let wide = json!({"organ": organ.to_string(), "name": "全市重点", "scope": "620400",
            "reason": "年度分类标注"});
        planner.post("/api/v1/tags", wide).await.refused(400, "tag.scope");
        let split = json!({"organ": organ.to_string(), "name": "甲；乙", "reason": "年度分类标注"});
        planner.post("/api/v1/tags", split).await.refused(400, "tag.name");

        // Out of its time or of its scope it is on nothing (R-REG-07).
        let reason = "符合标注条件";
        let attach = |tag: &Value, from: &str| {
            let tag = &tag["id"];
            json!({"tag": tag, "valid_from": from, "reason": reason})
        };
        for day in ["2025-12-31", "2026-07-01"] {
            planner.post(&path, attach(&own, day)).await.refused(422, "tag.not_valid");
        }
        let mut long = attach(&own, "2026-03-01");
        long["valid_to"] = json!("2026-07-01");
        planner.post(&path, long).await.refused(422, "tag.not_valid");
        let theirs = tag(&stranger, far, json!({})).await;
        planner.post(&path, attach(&theirs, "2026-03-02")).await.refused(404, "record.missing");
        planner.get(&format!("/api/v1/tags/{}", id(&theirs))).await.refused(404, "record.missing");
        let wide = tag(&above, city, json!({"name": "双随机观察"})).await;
        let neighbour = subject(&stranger, far, "91620421MA7000018W", "丁饭店", "620421100").await;
        let neighbour = format!("/api/v1/subjects/{neighbour}/tags");
        let refused = above.post(&neighbour, attach(&own, "2026-03-02")).await;
        refused.refused(422, "tag.out_of_scope");

        // Another department of the county does not use this one's tag; everybody below uses a
        // tag of the city for his own county.
        colleague.post(&path, attach(&own, "2026-03-02")).await.refused(403, "tag.not_yours");
        colleague.post(&path, attach(&wide, "2026-03-02")).await.ok();
        colleague
            .post(&neighbour, attach(&wide, "2026-03-02"))
            .await
            .refused(404, "record.missing");
        let held = planner.post(&path, attach(&own, "2026-03-01")).await.ok();
        assert_eq!(held["valid_to"], json!("2026-06-30"), "no longer than the tag");
        planner.post(&path, attach(&own, "2026-03-02")).await.refused(409, "tag.attached");
        assert_eq!(carrying(&planner, &own, "").await, 1);
        assert_eq!(carrying(&planner, &own, "&on=2026-02-28").await, 0);
        let shown = planner.get(&path).await.ok();
        assert_eq!(shown.as_array().unwrap().len(), 2, "{}", database.name);

        // The owner ends the tag earlier: from then on it is on nothing.
        let change = format!("/api/v1/tags/{}", id(&own));
        let ends =
            json!({"version": 1, "meaning": "", "valid_to": "2026-03-01", "reason": "口径调整"});
        colleague.put(&change, ends.clone()).await.refused(403, "tag.not_yours");
        planner.put(&change, ends.clone()).await.ok();
        planner.put(&change, ends).await.refused(400, "tag.nothing_changed");
        assert_eq!(carrying(&planner, &own, "").await, 0);
        let today = planner.get(&format!("{path}?on=2026-03-02")).await.ok();
        assert_eq!(today[0]["name"], json!("双随机观察"));
        assert_eq!(today.as_array().unwrap().len(), 1);
        let usable = planner.get("/api/v1/tags?on=2026-03-02").await.ok();
        assert_eq!(usable["total"], json!(1));
        assert_eq!(planner.get("/api/v1/tags?region=620422100").await.ok()["total"], json!(2));

        // Taken off: from today on, or as if it had never been there.
        let end = format!("/api/v1/subject-tags/{}/end", id(&held));
        let never = json!({"version": 1, "last_day": "2026-02-28", "reason": "误加标签"});
        colleague.post(&end, never.clone()).await.refused(403, "tag.not_yours");
        assert_eq!(planner.post(&end, never.clone()).await.ok()["withdrawn"], json!(true));
        planner.post(&end, never).await.refused(409, "tag.over");
        app.public().get(&path).await.refused(401, "session.required");
    }
}

#[tokio::test]
async fn many_are_counted_first_and_then_tagged() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        let organ = county.scjg;
        let planner = app.login(Role::Planner, organ).await;
        three(&planner, organ).await;
        let own = tag(&planner, organ, json!({"valid_from": "2026-01-01"})).await;
        let (attach, detach) = (
            format!("/api/v1/tags/{}/attach", id(&own)),
            format!("/api/v1/tags/{}/detach", id(&own)),
        );
        let mut bulk = json!({"filter": {"region": "620422100"}, "dry_run": true,
            "reason": "会师镇餐饮全部标注"});
        let dry = planner.post(&attach, bulk.clone()).await.ok();
        assert_eq!((&dry["matched"], &dry["changed"]), (&json!(2), &json!(2)));
        assert_eq!(carrying(&planner, &own, "").await, 0, "a dry run writes nothing");
        bulk["dry_run"] = json!(false);
        planner.post(&attach, bulk.clone()).await.refused(400, "tag.expected");
        bulk["expected"] = json!(3);
        let other = planner.post(&attach, bulk.clone()).await.refused(409, "tag.count_changed");
        assert_eq!(other["more"], json!({"expected": 3, "found": 2}));
        bulk["expected"] = json!(2);
        county
            .other
            .post(&attach, {
                let mut it = bulk.clone();
                it["dry_run"] = json!(true);
                it
            })
            .await
            .ok();
        county.other.post(&attach, bulk.clone()).await.refused(409, "tag.count_changed");
        planner.post(&attach, bulk.clone()).await.ok();
        assert_eq!(carrying(&planner, &own, "").await, 2, "{}", database.name);
        planner.post(&attach, bulk).await.refused(409, "tag.count_changed");
        let codes = ["91620422MA73C2UX4R", "91620422MA747AKH5Q", "91620422MA7NOBODY0"];
        let listed = json!({"codes": codes,
            "dry_run": false, "expected": 1, "reason": "按名单补充"});
        let done = planner.post(&attach, listed).await.ok();
        assert_eq!(done["unknown"], json!(["91620422MA7NOBODY0"]));
        assert_eq!((&done["changed"], &done["unchanged"]), (&json!(1), &json!(1)));

        // 定向 by the tag: the task's frame are those that carry it.
        let directed = task(&county, "重点餐饮抽查", json!({"filter": {"tags": [own["id"]]}}));
        let new = json!({"organ": organ.to_string(), "year": 2026, "joint": false,
            "name": "2026年度抽查计划", "tasks": [directed]});
        let plan = county.author.post("/api/v1/plans", new).await.ok();
        let tasks = county.author.get(&format!("/api/v1/tasks?plan={}", id(&plan))).await.ok();
        let dry_run = format!("/api/v1/tasks/{}/dry-run", id(&tasks["items"][0]));
        let frame = county.author.get(&dry_run).await.ok();
        assert_eq!(frame["frame"], json!(3), "{frame}");

        // Renamed: the new word follows where the old one was, and the past keeps the old one.
        let rename = json!({"version": 1, "name": "餐饮重点户", "reason": "统一口径改名"});
        let renamed = planner.post(&format!("/api/v1/tags/{}/rename", id(&own)), rename).await.ok();
        assert_eq!(renamed["moved"], json!(3));
        assert_eq!(renamed["ended"]["valid_to"], json!("2026-03-01"));
        assert_eq!(carrying(&planner, &renamed["tag"], "").await, 3);
        assert_eq!(carrying(&planner, &own, "").await, 0);

        let detach_new = detach.replace(id(&own), id(&renamed["tag"]));
        let off = json!({"filter": {"q": "丙饭店"}, "dry_run": false, "expected": 1,
            "from": "2026-04-01", "reason": "不再经营餐饮"});
        planner.post(&detach_new, off).await.ok();
        assert_eq!(carrying(&planner, &renamed["tag"], "&on=2026-03-31").await, 3);
        assert_eq!(carrying(&planner, &renamed["tag"], "&on=2026-04-01").await, 2);
    }
}

#[tokio::test]
async fn who_supervises_a_subject_for_what() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let county = county(&app).await;
        let planner = app.login(Role::Planner, county.scjg).await;
        let [first, second, _] = three(&planner, county.scjg).await;
        let duty = |organ: OrganId, item: &str| {
            json!({"organ": organ.to_string(), "item_code": item, "subject": first,
                "valid_from": "2026-01-01", "reason": "按职责分工确定"})
        };
        planner
            .post("/api/v1/duties", duty(county.scjg, "NONE-1"))
            .await
            .refused(400, "duty.item_code");
        county
            .other
            .post("/api/v1/duties", duty(county.scjg, "G"))
            .await
            .refused(404, "record.missing");
        let own = planner.post("/api/v1/duties", duty(county.scjg, "G")).await.ok();
        planner.post("/api/v1/duties", duty(county.scjg, "G")).await.refused(409, "duty.taken");
        let theirs = county.other.post("/api/v1/duties", duty(county.jyj, "G")).await.ok();

        let of_subject = format!("/api/v1/subjects/{first}/duties");
        let shown = planner.get(&of_subject).await.ok();
        let organs: Vec<&Value> = shown.as_array().unwrap().iter().map(|d| &d["organ"]).collect();
        assert_eq!(organs.len(), 2, "{}", database.name);
        let empty = planner.get(&format!("/api/v1/subjects/{second}/duties")).await.ok();
        assert_eq!(empty, json!([]));
        let of_organ = format!("/api/v1/duties?organ={}", county.jyj);
        assert_eq!(planner.get(&of_organ).await.ok()["total"], json!(1));
        let health = planner.get("/api/v1/registers/health").await.ok();
        assert_eq!(health[0]["without_duty"], json!(2));

        let end = format!("/api/v1/duties/{}/end", id(&own));
        let over = json!({"version": 1, "last_day": "2026-03-01", "reason": "职责划转"});
        county.other.post(&end, over.clone()).await.refused(404, "record.missing");
        planner.post(&end, over.clone()).await.ok();
        planner.post(&end, over).await.refused(409, "tag.over");
        for (day, want) in [("2026-03-01", 2), ("2026-03-02", 1)] {
            let path = format!("/api/v1/duties?subject={first}&on={day}");
            assert_eq!(planner.get(&path).await.ok()["total"], json!(want), "{day}");
        }
        let of_one = planner.get("/api/v1/registers/health").await.ok();
        assert_eq!(of_one[0]["without_duty"], json!(2), "one duty is left");
        let end = format!("/api/v1/duties/{}/end", id(&theirs));
        let last = json!({"version": 1, "last_day": "2026-03-01", "reason": "职责划转"});
        county.other.post(&end, last).await.ok();
        let of_none = planner.get("/api/v1/registers/health").await.ok();
        assert_eq!(of_none[0]["without_duty"], json!(3), "what has ended is no duty");
        // Another county is not concerned.
        let far = &county.stranger;
        far.get(&of_subject).await.refused(404, "record.missing");
        assert_eq!(far.get("/api/v1/duties").await.ok()["total"], json!(0));
    }
}
