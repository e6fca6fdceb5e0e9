//! 无证无照线索 and 专项检查建议 through the interface, on both databases.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::databases::databases;
use crate::support::follow::{World, act, again};

const REASON: &str = "按规定办理这一步";

#[tokio::test]
async fn who_trades_without_a_licence_is_guided_stopped_or_handed_over() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = World::build(&app).await;
        let (author, reviewer) = (&world.county.author, &world.county.reviewer);
        let (scjg, jyj) = (world.county.scjg.to_string(), world.county.jyj.to_string());
        let new = |change: Value| {
            let mut new = json!({"organ": scjg, "lacks": "registration", "registrar": scjg,
                "region": "620422100", "activity": "早餐摊点", "place": "南关路口"});
            for (field, value) in change.as_object().unwrap() {
                new[field] = value.clone();
            }
            new
        };
        let path = "/api/v1/unlicensed";
        let unsaid = new(json!({"registrar": null}));
        author.post(path, unsaid).await.refused(400, "unlicensed.competent");
        let no_permit = new(json!({"lacks": "permit", "licensing": jyj}));
        author.post(path, no_permit).await.refused(422, "unlicensed.permit");
        let far = new(json!({"region": "620421"}));
        author.post(path, far).await.refused(400, "case.place");
        world.county.other.post(path, new(json!({}))).await.refused(404, "record.missing");

        let stall = world.both.post(path, new(json!({"person": "李四"}))).await.ok();
        assert_eq!(stall["article"], "《无证无照经营查处办法》第六条");
        let subject = format!("/api/v1/subjects/{}", stall["subject"].as_str().unwrap());
        let public = app.public().get(&subject).await.ok();
        assert_eq!(
            (&public["kind"], &public["verdict"]),
            (&json!("unlicensed"), &json!("assigned"))
        );
        assert!(!public.to_string().contains("李四"), "{public}");
        let past = json!({"due": "2026-03-02"});
        act(author, "unlicensed", &stall, "guide", past).await.refused(422, "unlicensed.days");
        let stall =
            act(author, "unlicensed", &stall, "guide", json!({"due": "2026-04-01"})).await.ok();
        let end = |ending: &str, more: Value| {
            let mut body = json!({"ending": ending, "note": "已按规定办理"});
            for (field, value) in more.as_object().unwrap() {
                body[field] = value.clone();
            }
            body
        };
        let registered = end("registered", json!({"registered_as": world.subjects[1]}));
        let none = end("registered", json!({}));
        act(reviewer, "unlicensed", &stall, "close", none).await.refused(422, "unlicensed.ending");
        let itself = end("registered", json!({"registered_as": stall["subject"]}));
        act(reviewer, "unlicensed", &stall, "close", itself)
            .await
            .refused(422, "unlicensed.ending");
        act(&world.both, "unlicensed", &stall, "close", registered.clone())
            .await
            .refused(422, "unlicensed.same_person");
        let early = end("stopped", json!({}));
        act(reviewer, "unlicensed", &stall, "close", early).await.refused(422, "unlicensed.ending");
        let stall = act(reviewer, "unlicensed", &stall, "close", registered).await.ok();
        assert_eq!(stall["state"], "closed");
        app.public().get(&subject).await.refused(404, "record.missing");

        // A permit of another department: this one only hands it over.
        let case = world.accepted(&world.subjects[0]).await;
        let school = new(json!({"lacks": "both", "licensing": jyj, "permit": "办学许可证",
            "activity": "校外培训"}));
        let school = author.post(path, school).await.ok();
        assert_eq!(school["competent"], "测试jyj局");
        act(author, "unlicensed", &school, "order", json!({"document": "会市监停〔2026〕1号"}))
            .await
            .refused(422, "unlicensed.not_competent");
        let transferred = end("transferred", json!({}));
        act(reviewer, "unlicensed", &school, "close", transferred)
            .await
            .refused(422, "unlicensed.ending");
        let referral = handed_over(&world, &school).await;
        let wrong = end("transferred", json!({"referral": referral["id"]}));
        act(reviewer, "unlicensed", &school, "close", wrong).await.ok();
        assert_eq!(again(author, "cases", &case).await["state"], "accepted");
    }
}

/// A transfer of the place to the competent department.
async fn handed_over(world: &World, school: &Value) -> Value {
    let (author, reviewer) = (&world.county.author, &world.county.reviewer);
    let case = world.complaint(school["subject"].as_str().unwrap(), json!({})).await;
    let case = act(author, "cases", &case, "accept", json!({})).await.ok();
    let new = json!({"kind": "transfer", "organ": world.county.scjg.to_string(),
        "cause": {"case": case["id"]}, "recipient": world.county.jyj.to_string(),
        "document": "会市监移〔2026〕2号", "matter": "无证校外培训", "documents": ["现场照片"]});
    let referral = author.post("/api/v1/referrals", new).await.ok();
    act(reviewer, "referrals", &referral, "send", json!({})).await.ok()
}

#[tokio::test]
async fn a_pattern_proposes_a_campaign_whose_subjects_are_drawn() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = World::build(&app).await;
        let (author, reviewer) = (&world.county.author, &world.county.reviewer);
        let organ = world.county.scjg.to_string();
        for at in 0..3 {
            world.complaint(&world.subjects[at], json!({})).await;
        }
        let elsewhere = json!({"place": "620422101"});
        world.complaint(&world.subjects[3], elsewhere).await;
        let declined = world.complaint(&world.subjects[4], json!({})).await;
        let why = json!({"reason": "不属于市场监管职责"});
        act(author, "cases", &declined, "decline", why).await.ok();

        let find = format!("/api/v1/campaign-patterns?organ={organ}&days=30&threshold=3");
        let found = author.get(&find).await.ok();
        assert_eq!(found.as_array().map(Vec::len), Some(1), "{found}");
        let pattern = &found[0];
        assert_eq!(
            (&pattern["item"], &pattern["trade"], &pattern["place"], &pattern["count"]),
            (&json!("G"), &json!("62"), &json!("620422100"), &json!(3))
        );
        let more = format!("/api/v1/campaign-patterns?organ={organ}&days=30&threshold=4");
        assert_eq!(author.get(&more).await.ok(), json!([]));
        let least = format!("/api/v1/campaign-patterns?organ={organ}&days=30&threshold=1");
        assert_eq!(author.get(&least).await.ok(), found, "fewer than three are no pattern");
        let long = format!("/api/v1/campaign-patterns?organ={organ}&days=731&threshold=3");
        author.get(&long).await.refused(400, "campaign.days");
        world.county.other.get(&find).await.refused(404, "record.missing");

        let new = |threshold: u32| {
            json!({"organ": organ, "item": "G", "trade": "62", "place": "620422100", "days": 30,
                "threshold": threshold, "reason": "集中反映后厨卫生"})
        };
        author.post("/api/v1/campaigns", new(4)).await.refused(422, "campaign.evidence");
        let it = world.both.post("/api/v1/campaigns", new(3)).await.ok();
        assert_eq!(it["evidence"].as_array().map(Vec::len), Some(3));
        let accept = json!({"reason": REASON, "name": "会师镇餐饮专项检查",
            "special": {"level": "county_government", "document": "会政办发〔2026〕5号",
                "filing": "会司备〔2026〕5号"},
            "draw_from": "2026-04-10", "deadline": "2026-06-30", "quota": {"ratio": "50%"}});
        act(&world.both, "campaigns", &it, "accept", accept.clone())
            .await
            .refused(422, "campaign.same_person");
        act(author, "campaigns", &it, "accept", accept.clone())
            .await
            .refused(403, "permission.denied");
        let it = act(reviewer, "campaigns", &it, "accept", accept).await.ok();
        let reject = json!({"reason": REASON});
        act(reviewer, "campaigns", &it, "reject", reject).await.refused(409, "campaign.state");

        let task = again(author, "tasks", &json!({"id": it["task"]})).await;
        assert_eq!((&task["origin"], &task["state"]), (&json!("special"), &json!("draft")));
        let form = &task["form"];
        assert_eq!(form["filter"]["regions"], json!(["620422100"]));
        assert_eq!(form["filter"]["industries"], json!(["62"]));
        assert_eq!(form["items"], json!([{"code": "G", "organ": organ}]));
        // No subject of a case is in it: everybody of the trade and the township can be drawn.
        let text = task.to_string();
        for subject in &world.subjects {
            assert!(!text.contains(subject.as_str()), "{text}");
        }
        let submitted = act(author, "tasks", &task, "submit", json!({})).await.ok();
        assert_eq!(submitted["state"], "pending", "it goes the way of every task");
    }
}
