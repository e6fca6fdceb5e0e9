//! 后续处置 through the interface, on both databases: orders, cases, referrals, listings, the end
//! of a task; the sad paths first.

use serde_json::{Value, json};
use sunlot_app::AppError;
use sunlot_domain::caps::Exemption;
use sunlot_domain::roles::Role;

use crate::support::databases::databases;
use crate::support::follow::{World, act, again, finish, visit};
use crate::support::{Client, TestApp};

const REASON: &str = "按规定办理这一步";

fn because() -> Value {
    json!({"reason": REASON})
}

fn penalty(world: &World, cause: Value) -> Value {
    json!({"organ": world.county.scjg.to_string(), "cause": cause, "matter": "后厨卫生不合格"})
}

fn decision(document: &str) -> Value {
    json!({"kinds": ["fine", "gain"], "fine": 500_000, "gain": 12_345, "document": document,
        "facts": "李小四面馆后厨有鼠迹，电话13900001111", "basis": "食品安全法第一百二十六条"})
}

#[tokio::test]
async fn a_penalty_is_filed_decided_published_paid_and_closed_by_two() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = World::build(&app).await;
        let (author, reviewer) = (&world.county.author, &world.county.reviewer);
        let household = world.subjects[3].clone();
        let (_, visits) = world.random_task(&app, std::slice::from_ref(&household)).await;
        let cause = json!({"inspection": visits[0]});
        let other = &world.county.other;
        let foreign = json!({"organ": world.county.jyj.to_string(), "cause": cause,
            "matter": "后厨卫生不合格"});
        other.post("/api/v1/penalties", foreign).await.refused(404, "record.missing");
        let office = json!({"organ": world.county.office.to_string(), "cause": cause,
            "matter": "后厨卫生不合格"});
        let refused = author.post("/api/v1/penalties", office).await;
        refused.refused(422, "follow.organ");
        let none = author.post("/api/v1/penalties", penalty(&world, json!({}))).await;
        none.refused(422, "follow.cause");

        let it = world.both.post("/api/v1/penalties", penalty(&world, cause.clone())).await.ok();
        // 15 working days after 2 March 2026, all of them in March.
        assert_eq!((&it["due"], &it["random"]), (&json!("2026-03-23"), &json!(true)));
        other
            .get(&format!("/api/v1/penalties/{}", it["id"].as_str().unwrap()))
            .await
            .refused(404, "record.missing");
        act(author, "penalties", &it, "decide", decision("会市监罚〔2026〕1号"))
            .await
            .refused(409, "penalty.state");
        act(&world.both, "penalties", &it, "file", json!({}))
            .await
            .refused(422, "penalty.same_person");
        act(author, "penalties", &it, "file", json!({})).await.refused(403, "permission.denied");
        act(&world.both, "penalties", &it, "extend", because())
            .await
            .refused(422, "penalty.same_person");
        let it = act(reviewer, "penalties", &it, "extend", because()).await.ok();
        // The 30th working day: Qingming (4 to 6 April) does not count.
        assert_eq!(it["due"], "2026-04-14");
        act(reviewer, "penalties", &it, "extend", because()).await.refused(422, "penalty.once");
        let it = act(reviewer, "penalties", &it, "file", json!({})).await.ok();
        let path = format!("/api/v1/subjects/{household}");
        let flag = author.get(&path).await.ok()["details"]["pending_case"].clone();
        assert_eq!(flag, true, "the next freeze knows of the open case");

        refuse_sums(&world, &it).await;
        let it = act(&world.both, "penalties", &it, "decide", decision("会市监罚〔2026〕1号"))
            .await
            .ok();
        act(&world.both, "penalties", &it, "approve", json!({}))
            .await
            .refused(422, "penalty.same_person");
        act(author, "penalties", &it, "publish", json!({})).await.refused(409, "penalty.state");
        let it = act(reviewer, "penalties", &it, "approve", json!({})).await.ok();
        assert_eq!(it["due"], "2026-03-11", "7 working days for the publication");
        let public = format!("/api/v1/public/penalties/{}", it["id"].as_str().unwrap());
        app.public().get(&public).await.refused(404, "record.missing");
        let future = json!({"served_on": "2026-03-03"});
        act(author, "penalties", &it, "serve", future).await.refused(422, "penalty.served");
        let close = json!({"ending": "executed", "reason": "罚没款已缴清"});
        act(reviewer, "penalties", &it, "close", close.clone()).await.refused(422, "penalty.open");
        let it =
            act(author, "penalties", &it, "serve", json!({"served_on": "2026-03-02"})).await.ok();
        act(author, "penalties", &it, "serve", json!({"served_on": "2026-03-02"}))
            .await
            .refused(422, "penalty.once");
        act(reviewer, "penalties", &it, "publish", json!({}))
            .await
            .refused(403, "permission.denied");
        let it = act(author, "penalties", &it, "publish", json!({})).await.ok();
        act(author, "penalties", &it, "publish", json!({})).await.refused(422, "penalty.once");

        let seen = app.public().get(&public).await.ok();
        let text = seen.to_string();
        assert_eq!(seen["fine"], 500_000);
        assert!(!text.contains("李小四") && !text.contains("13900001111"), "{text}");
        let listed = app.public().get("/api/v1/public/penalties").await.ok();
        assert_eq!(listed["total"], 1);

        let it = pay_in_parts(&world, it).await;
        act(&world.both, "penalties", &it, "close", close.clone())
            .await
            .refused(422, "penalty.same_person");
        let wrong = json!({"ending": "no_penalty", "reason": "已经作出决定"});
        act(reviewer, "penalties", &it, "close", wrong).await.refused(422, "penalty.ending");
        let it = act(reviewer, "penalties", &it, "close", close).await.ok();
        act(author, "penalties", &it, "decide", decision("会市监罚〔2026〕2号"))
            .await
            .refused(409, "penalty.state");
        let flag = author.get(&path).await.ok()["details"]["pending_case"].clone();
        assert_eq!(flag, false);
        told_to_the_credit_system(&world, &household).await;
    }
}

/// Sums that are none, and sums that do not fit.
async fn refuse_sums(world: &World, it: &Value) {
    let author = &world.county.author;
    for (field, value, status, code) in [
        ("fine", json!(-1), 400, "amount.form"),
        ("fine", json!(1.5), 400, "amount.form"),
        ("fine", json!(500_000.0), 400, "amount.form"),
        ("fine", json!("500000"), 400, "amount.form"),
        ("gain", json!(1e30), 400, "amount.form"),
        ("fine", json!(u64::MAX), 422, "penalty.amount"),
        ("fine", json!(10_000_000_000_001_u64), 422, "penalty.amount"),
        ("fine", json!(0), 422, "penalty.amount"),
        ("goods", json!(1), 422, "penalty.amount"),
        ("kinds", json!(["fine", "fine"]), 422, "penalty.kind"),
        ("kinds", json!(["prison"]), 422, "penalty.kind"),
        ("kinds", json!([]), 422, "penalty.kind"),
    ] {
        let mut form = decision("会市监罚〔2026〕1号");
        form[field] = value;
        act(author, "penalties", it, "decide", form).await.refused(status, code);
    }
}

async fn pay_in_parts(world: &World, it: Value) -> Value {
    let author = &world.county.author;
    let pay = |amount: Value, receipt: &str| {
        let on = "2026-03-02";
        json!({"amount": amount, "paid_on": on, "receipt": receipt})
    };
    for (amount, status, code) in [
        (json!(0), 422, "penalty.amount"),
        (json!(-5), 400, "amount.form"),
        (json!(0.5), 400, "amount.form"),
        (json!(1_012_346), 422, "penalty.amount"),
        (json!(u64::MAX), 422, "penalty.amount"),
    ] {
        act(author, "penalties", &it, "payments", pay(amount, "P0")).await.refused(status, code);
    }
    let it = act(author, "penalties", &it, "payments", pay(json!(500_000), "P1")).await.ok();
    let again = act(author, "penalties", &it, "payments", pay(json!(12_345), "P1")).await;
    assert_eq!(again.status.as_u16(), 409, "one receipt, once: {}", again.body);
    let close = json!({"ending": "executed", "reason": "罚没款已缴清"});
    let open = act(&world.county.reviewer, "penalties", &it, "close", close).await;
    let open = open.refused(422, "penalty.open");
    assert!(open["detail"].as_str().unwrap().contains("123.45 元"), "{open}");
    let it = act(author, "penalties", &it, "payments", pay(json!(12_345), "P2")).await.ok();
    assert_eq!(it["paid"], 512_345);
    let path = format!("/api/v1/penalties/{}/payments", it["id"].as_str().unwrap());
    assert_eq!(author.get(&path).await.ok().as_array().unwrap().len(), 2);
    it
}

/// What the case meant for the next draw, and the file.
async fn told_to_the_credit_system(world: &World, subject: &str) {
    let author = &world.county.author;
    let path = format!("/api/v1/subjects/{subject}/feedback");
    let told = author.get(&path).await.ok();
    assert_eq!(told["total"], 2);
    let lines = told["items"][0]["explanation"].to_string();
    assert!(lines.contains("案件已结") && lines.contains("信用风险分类由信用主管部门"), "{lines}");
    let before = author.get(&format!("/api/v1/subjects/{subject}")).await.ok();
    assert_eq!(before["details"]["risk_class"], Value::Null, "never a class of our own");
    let file = author.download("/api/v1/feedback.csv?from=2026-01-01&to=2026-12-31").await;
    let file = String::from_utf8(file).unwrap();
    assert!(file.starts_with('\u{feff}') && file.lines().count() == 3, "{file}");
    assert!(file.contains("92620422MA7000026L") && file.contains("5123.45"), "{file}");
    world.county.reviewer.get("/api/v1/feedback.csv").await.refused(403, "permission.denied");
    let foreign = world.county.other.download("/api/v1/feedback.csv?from=2026-01-01").await;
    assert_eq!(String::from_utf8(foreign).unwrap().lines().count(), 1, "another's is not there");
}

#[tokio::test]
async fn a_late_case_says_why_and_a_warning_is_not_published() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = World::build(&app).await;
        let (author, reviewer) = (&world.county.author, &world.county.reviewer);
        let case = world.inspected(&app, &world.subjects[0]).await;
        let mut new = penalty(&world, json!({"case": case["id"]}));
        new["clue_on"] = json!("2026-01-05");
        let late = author.post("/api/v1/penalties", new.clone()).await.ok();
        assert_eq!(late["overdue"], true);
        let list = author.get("/api/v1/penalties?overdue=true").await.ok();
        assert_eq!(list["total"], 1);
        act(reviewer, "penalties", &late, "extend", because())
            .await
            .refused(422, "penalty.overdue");
        act(reviewer, "penalties", &late, "file", json!({}))
            .await
            .refused(422, "penalty.late_reason");
        let late = act(reviewer, "penalties", &late, "file", because()).await.ok();
        assert_eq!(late["late_reason"], REASON);
        let warning = json!({"kinds": ["warning"], "document": "会市监罚〔2026〕9号",
            "facts": "未按规定亮照经营", "basis": "市场主体登记管理条例第四十八条"});
        let late = act(author, "penalties", &late, "decide", warning).await.ok();
        let late = act(reviewer, "penalties", &late, "approve", json!({})).await.ok();
        assert_eq!(late["due"], Value::Null, "a warning alone is not due for publication");
        act(author, "penalties", &late, "publish", json!({}))
            .await
            .refused(422, "penalty.not_public");
        new["clue_on"] = json!("2026-03-03");
        author.post("/api/v1/penalties", new.clone()).await.refused(400, "penalty.future");
        // A year whose holidays nobody announced is told, not guessed.
        new["clue_on"] = json!("1999-01-05");
        let unknown = author.post("/api/v1/penalties", new).await;
        assert!(unknown.status.is_client_error(), "{}", unknown.body);
        let declined = author
            .post("/api/v1/penalties", penalty(&world, json!({"case": case["id"]})))
            .await
            .ok();
        act(reviewer, "penalties", &declined, "decline", json!({"reason": ""}))
            .await
            .refused(400, "reason.length");
        let declined = act(reviewer, "penalties", &declined, "decline", because()).await.ok();
        assert_eq!(
            (&declined["state"], &declined["end_reason"]),
            (&json!("not_filed"), &json!(REASON))
        );
        let path = format!("/api/v1/penalties/{}", declined["id"].as_str().unwrap());
        assert!(!author.delete(&path).await.status.is_success(), "a case cannot be deleted");
        author.get(&path).await.ok();
    }
}

#[tokio::test]
async fn an_order_is_extended_checked_again_and_closed_with_evidence() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = World::build(&app).await;
        let (author, reviewer) = (&world.county.author, &world.county.reviewer);
        let (_, visits) = world.random_task(&app, &world.subjects[..1]).await;
        let new = |due: &str, on: &str| {
            json!({"organ": world.county.scjg.to_string(), "cause": {"inspection": visits[0]},
                "document": "会市监责改〔2026〕1号", "demands": ["清除鼠迹", "更换灶具"],
                "ordered_on": on, "due": due})
        };
        let path = "/api/v1/rectifications";
        author.post(path, new("2026-03-02", "2026-03-02")).await.refused(422, "rectification.days");
        author.post(path, new("2026-03-20", "2026-03-03")).await.refused(422, "rectification.days");
        let mut empty = new("2026-03-20", "2026-03-02");
        empty["demands"] = json!([]);
        author.post(path, empty).await.refused(422, "rectification.demands");
        let overdue = author.post(path, new("2026-03-01", "2026-02-20")).await.ok();
        assert_eq!(author.get("/api/v1/rectifications?overdue=true").await.ok()["total"], 1);
        let csv = author.download("/api/v1/rectifications.csv?overdue=true").await;
        assert!(String::from_utf8(csv).unwrap().contains("清除鼠迹；更换灶具"));
        let until = json!({"until": "2026-03-30", "reason": "灶具还没有到货"});
        act(author, "rectifications", &overdue, "extend", until.clone())
            .await
            .refused(422, "rectification.overdue");

        let it = author.post(path, new("2026-03-20", "2026-03-02")).await.ok();
        let sooner = json!({"until": "2026-03-20", "reason": "灶具还没有到货"});
        act(author, "rectifications", &it, "extend", sooner)
            .await
            .refused(422, "rectification.days");
        let it = act(&world.both, "rectifications", &it, "extend", until).await.ok();
        act(author, "rectifications", &it, "recheck", json!({}))
            .await
            .refused(409, "rectification.state");
        act(&world.both, "rectifications", &it, "approve-extension", json!({}))
            .await
            .refused(422, "rectification.same_person");
        let it = act(reviewer, "rectifications", &it, "approve-extension", json!({})).await.ok();
        assert_eq!((&it["due"], &it["extensions"]), (&json!("2026-03-30"), &json!(1)));

        // One of the first team keeps away: the lot finds another one of the organ.
        let new = json!({"subject": world.subjects[0], "code": "C", "note": "近亲属在此任职"});
        world.inspectors[1].1.post("/api/v1/conflicts", new).await.ok();
        let it = act(author, "rectifications", &it, "recheck", json!({})).await.ok();
        let recheck = it["recheck"].as_str().unwrap();
        assert_eq!(visit(&app, recheck).await.exemption, Some(Exemption::Recheck));
        let team = team_of(&app, recheck).await;
        let first = world.inspectors[0].0.to_string();
        let away = world.inspectors[1].0.to_string();
        assert!(team.contains(&first) && !team.contains(&away) && team.len() == 2, "{team:?}");
        finish(&app, recheck).await;

        let failed = json!({"passed": false, "evidence": "灶具仍未更换"});
        let it = act(&world.both, "rectifications", &it, "conclude", failed).await.ok();
        act(&world.both, "rectifications", &it, "close", json!({}))
            .await
            .refused(422, "rectification.same_person");
        act(reviewer, "rectifications", &it, "close", json!({}))
            .await
            .refused(422, "rectification.not_corrected");
        let early = json!({"due": "2026-03-02"});
        act(author, "rectifications", &it, "order-again", early)
            .await
            .refused(422, "rectification.days");
        let it = act(author, "rectifications", &it, "order-again", json!({"due": "2026-04-10"}))
            .await
            .ok();
        let none = json!({"passed": true, "evidence": " "});
        act(author, "rectifications", &it, "conclude", none)
            .await
            .refused(422, "rectification.text");
        let passed = json!({"passed": true, "evidence": "照片三张，灶具发票一张"});
        let it = act(author, "rectifications", &it, "conclude", passed).await.ok();
        let it = act(reviewer, "rectifications", &it, "close", json!({})).await.ok();
        assert_eq!(it["state"], "closed");
        act(reviewer, "rectifications", &it, "close", json!({}))
            .await
            .refused(409, "rectification.state");
        act(author, "rectifications", &overdue, "cancel", because())
            .await
            .refused(403, "permission.denied");
        act(reviewer, "rectifications", &overdue, "cancel", because()).await.ok();
    }
}

async fn team_of(app: &TestApp, visit: &str) -> Vec<String> {
    let id = sunlot_domain::ids::Id::parse(visit).unwrap();
    let read: Result<_, AppError> =
        app.app.read(move |tx| Ok(sunlot_store::inspections::team(tx, id)?)).await;
    read.unwrap().into_iter().map(|(member, _)| member.inspector.to_string()).collect()
}

#[tokio::test]
async fn a_referral_is_received_acknowledged_once_and_acted_upon() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = World::build(&app).await;
        let (author, reviewer) = (&world.county.author, &world.county.reviewer);
        let (other, stranger) = (&world.county.other, &world.county.stranger);
        let (_, visits) = world.random_task(&app, &world.subjects[..1]).await;
        let new = |to: Value, outside: Value| {
            json!({"kind": "transfer", "organ": world.county.scjg.to_string(),
                "cause": {"inspection": visits[0]}, "recipient": to, "outside": outside,
                "document": "会市监移〔2026〕1号", "matter": "校外托管未经备案",
                "documents": ["现场笔录", "照片"]})
        };
        let jyj = json!(world.county.jyj.to_string());
        let path = "/api/v1/referrals";
        author.post(path, new(Value::Null, Value::Null)).await.refused(422, "referral.recipient");
        author
            .post(path, new(jyj.clone(), json!("会宁县公安局")))
            .await
            .refused(422, "referral.recipient");
        let own = json!(world.county.scjg.to_string());
        author.post(path, new(own, Value::Null)).await.refused(422, "referral.recipient");
        let mut bare = new(jyj.clone(), Value::Null);
        bare["documents"] = json!([]);
        author.post(path, bare).await.refused(422, "referral.documents");

        let it = world.both.post(path, new(jyj.clone(), Value::Null)).await.ok();
        let receipt = json!({"receipt": "教收〔2026〕7号"});
        // What was not sent is nobody else's yet.
        act(other, "referrals", &it, "acknowledge", receipt.clone())
            .await
            .refused(404, "record.missing");
        assert_eq!(other.get(path).await.ok()["total"], 0);
        act(&world.both, "referrals", &it, "send", json!({}))
            .await
            .refused(422, "referral.same_person");
        let it = act(reviewer, "referrals", &it, "send", json!({})).await.ok();
        assert_eq!(it["due"], "2026-03-09", "5 working days");
        // The sender does not acknowledge for the receiver; a stranger sees nothing.
        act(author, "referrals", &it, "acknowledge", receipt.clone())
            .await
            .refused(404, "record.missing");
        act(author, "referrals", &it, "receipt", receipt.clone())
            .await
            .refused(422, "referral.inside");
        act(stranger, "referrals", &it, "acknowledge", receipt.clone())
            .await
            .refused(404, "record.missing");
        let it = act(other, "referrals", &it, "receive", json!({})).await.ok();
        act(other, "referrals", &it, "receive", json!({})).await.refused(409, "referral.state");
        let it = act(other, "referrals", &it, "acknowledge", receipt.clone()).await.ok();
        act(other, "referrals", &it, "acknowledge", receipt.clone())
            .await
            .refused(409, "referral.state");
        let it = act(other, "referrals", &it, "open-case", json!({})).await.ok();
        act(other, "referrals", &it, "open-case", json!({})).await.refused(422, "referral.once");
        let case =
            other.get(&format!("/api/v1/cases/{}", it["opened_case"].as_str().unwrap())).await.ok();
        assert_eq!((&case["source"], &case["category"]), (&json!("referral"), &json!("referral")));
        assert_eq!(case["referral"], it["id"]);
        // What came in can be filed by the receiver, and is no random inspection.
        let cause = json!({"referral": it["id"]});
        let theirs = json!({"organ": world.county.jyj.to_string(), "cause": cause,
            "matter": "校外托管未经备案"});
        assert_eq!(other.post("/api/v1/penalties", theirs.clone()).await.ok()["random"], false);
        let mut ours = theirs;
        ours["organ"] = json!(world.county.scjg.to_string());
        author.post("/api/v1/penalties", ours).await.refused(404, "record.missing");
        let hidden = format!("/api/v1/cases/{}", case["id"].as_str().unwrap());
        author.get(&hidden).await.refused(404, "record.missing");

        let back = author.post(path, new(jyj, Value::Null)).await.ok();
        let back = act(reviewer, "referrals", &back, "send", json!({})).await.ok();
        act(other, "referrals", &back, "return", json!({"reason": ""}))
            .await
            .refused(400, "reason.length");
        let back = act(other, "referrals", &back, "return", because()).await.ok();
        act(other, "referrals", &back, "settle", because()).await.refused(404, "record.missing");
        act(author, "referrals", &back, "settle", because()).await.ok();

        // A body outside: the sender enters its receipt; what is late can be listed.
        let mut police = new(Value::Null, json!("会宁县公安局"));
        police["kind"] = json!("judicial");
        let police = author.post(path, police).await.ok();
        let police = act(reviewer, "referrals", &police, "send", json!({})).await.ok();
        assert_eq!(police["due"], "2026-03-05", "3 working days");
        assert_eq!(author.get("/api/v1/referrals?overdue=true").await.ok()["total"], 0);
        app.clock.advance(4 * 86_400);
        let author = app.login(Role::LeadPlanner, world.county.scjg).await;
        let late = author.get("/api/v1/referrals?overdue=true").await.ok();
        assert_eq!((&late["total"], &late["items"][0]["id"]), (&json!(1), &police["id"]));
        let before = json!({"receipt": "公受〔2026〕3号", "on": "2026-03-01"});
        act(&author, "referrals", &police, "receipt", before)
            .await
            .refused(400, "referral.receipt_day");
        let on = json!({"receipt": "公受〔2026〕3号", "on": "2026-03-04"});
        let police = act(&author, "referrals", &police, "receipt", on.clone()).await.ok();
        act(&author, "referrals", &police, "receipt", on).await.refused(409, "referral.state");
    }
}

#[tokio::test]
async fn a_listing_is_lawful_public_and_lifted_by_its_own_organ() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = World::build(&app).await;
        let (author, reviewer) = (&world.county.author, &world.county.reviewer);
        let subject = world.subjects[0].clone();
        let (_, visits) = world.random_task(&app, std::slice::from_ref(&subject)).await;
        let new = |kind: &str, measures: Value, to: Value| {
            json!({"kind": kind, "organ": world.county.scjg.to_string(),
                "cause": {"inspection": visits[0]}, "reason": "无法联系，电话13900001111",
                "basis": "企业信息公示暂行条例第九条", "measures": measures, "valid_to": to})
        };
        let path = "/api/v1/restrictions";
        let law = "政府采购法第二十二条";
        let bad = json!([{"measure": "no_loans", "basis": law}]);
        author
            .post(path, new("abnormal", bad, Value::Null))
            .await
            .refused(422, "restriction.measure");
        let lawless = json!([{"measure": "tender", "basis": ""}]);
        author
            .post(path, new("abnormal", lawless, Value::Null))
            .await
            .refused(422, "restriction.text");
        let none = new("serious", json!([]), Value::Null);
        author.post(path, none).await.refused(422, "restriction.too_long");
        let long = new("serious", json!([]), json!("2029-03-03"));
        author.post(path, long).await.refused(422, "restriction.too_long");
        author
            .post(path, new("joint", json!([]), Value::Null))
            .await
            .refused(422, "restriction.measures");
        let twice = json!([{"measure": "publicity", "basis": law}]);
        author
            .post(path, new("abnormal", twice, Value::Null))
            .await
            .refused(422, "restriction.measure_twice");

        let good = json!([{"measure": "tender", "basis": law}]);
        let it = world.both.post(path, new("abnormal", good, Value::Null)).await.ok();
        let asked = format!("/api/v1/subjects/{subject}/restrictions");
        let other = &world.county.other;
        assert_eq!(other.get(&asked).await.ok()["restrictions"].as_array().map(Vec::len), Some(0));
        act(&world.both, "restrictions", &it, "approve", json!({}))
            .await
            .refused(422, "restriction.same_person");
        let it = act(reviewer, "restrictions", &it, "approve", json!({})).await.ok();
        let found = other.get(&asked).await.ok();
        assert_eq!(found["measures"], json!(["publicity", "supervision", "tender"]));
        assert_eq!(found["restrictions"][0]["organ_name"], "测试scjg局");
        world.county.stranger.get(&asked).await.refused(404, "record.missing");
        let public = format!("/api/v1/public/subjects/{subject}/restrictions");
        let seen = app.public().get(&public).await.ok();
        assert_eq!(seen[0]["kind_name"], "列入经营异常名录");
        assert!(!seen.to_string().contains("13900001111"), "{seen}");
        app.public().get(&asked).await.refused(401, "session.required");

        handed_on(&world, &it).await;
        // Another organ cannot lift it, by whatever way.
        let theirs = &world.county.other_reviewer;
        act(theirs, "restrictions", &it, "lift", because()).await.refused(404, "record.missing");
        let request = json!({"restriction": it["id"], "request": "已可以联系，申请移出",
            "conditions": [{"condition": "pledge", "evidence": "信用承诺书"}]});
        other.post("/api/v1/repairs", request.clone()).await.refused(404, "record.missing");
        let repair = world.both.post("/api/v1/repairs", request.clone()).await.ok();
        assert_eq!(
            author.post("/api/v1/repairs", request.clone()).await.status.as_u16(),
            409,
            "one at a time"
        );
        act(theirs, "repairs", &repair, "grant", because()).await.refused(404, "record.missing");
        act(reviewer, "repairs", &repair, "grant", because()).await.refused(422, "repair.unmet");
        act(&world.both, "repairs", &repair, "refuse", because())
            .await
            .refused(422, "repair.same_person");
        act(reviewer, "repairs", &repair, "refuse", because()).await.ok();
        let mut request = request;
        request["conditions"] = json!([{"condition": "corrected", "evidence": "现场核实可以联系"}]);
        let repair = author.post("/api/v1/repairs", request).await.ok();
        act(reviewer, "repairs", &repair, "grant", because()).await.ok();
        assert_eq!(again(author, "restrictions", &it).await["state"], "lifted");
        act(reviewer, "restrictions", &it, "lift", because())
            .await
            .refused(409, "restriction.state");
        assert_eq!(app.public().get(&public).await.ok(), json!([]));

        let serious = new("serious", json!([]), json!("2029-03-02"));
        let serious = author.post(path, serious).await.ok();
        let serious = act(reviewer, "restrictions", &serious, "approve", json!({})).await.ok();
        let early = json!({"restriction": serious["id"], "request": "申请提前移出"});
        let early = author.post("/api/v1/repairs", early).await.ok();
        let early = act(reviewer, "repairs", &early, "grant", because())
            .await
            .refused(422, "repair.too_early");
        assert!(early["detail"].as_str().unwrap().contains("2027-03-02"), "{early}");
    }
}

async fn handed_on(world: &World, it: &Value) {
    let (author, other) = (&world.county.author, &world.county.other);
    let path = format!("/api/v1/restrictions/{}", it["id"].as_str().unwrap());
    let offers = async |by: &Client| by.get(&path).await.ok()["allowed_actions"].to_string();
    assert!(offers(author).await.contains("handoff"));
    assert!(!offers(&world.county.reviewer).await.contains("handoff"));
    let path = format!("{path}/handoffs");
    let to = json!({"recipient": world.county.jyj.to_string()});
    other.post(&path, to.clone()).await.refused(404, "record.missing");
    let own = json!({"recipient": world.county.scjg.to_string()});
    author.post(&path, own).await.refused(422, "handoff.recipient");
    let sent = author.post(&path, to.clone()).await.ok();
    author.post(&path, to).await.refused(422, "handoff.recipient");
    let receipt = json!({"receipt": "教收〔2026〕8号", "applied": "不予列入学校供餐候选"});
    act(author, "handoffs", &sent, "acknowledge", receipt.clone())
        .await
        .refused(404, "record.missing");
    let sent = act(other, "handoffs", &sent, "acknowledge", receipt.clone()).await.ok();
    act(other, "handoffs", &sent, "acknowledge", receipt).await.refused(409, "handoff.state");
}

#[tokio::test]
async fn a_task_is_archived_when_nothing_of_it_is_open() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = World::build(&app).await;
        let (author, reviewer) = (&world.county.author, &world.county.reviewer);
        let (task, visits) = world.random_task(&app, &world.subjects[..2]).await;
        let seen = again(author, "tasks", &json!({"id": task})).await;
        assert_eq!(seen["state"], "published");
        let cause = json!({"inspection": visits[0]});
        let it = author.post("/api/v1/penalties", penalty(&world, cause)).await.ok();
        let seen = again(author, "tasks", &json!({"id": task})).await;
        assert_eq!(seen["state"], "follow_up");
        let open = author.get(&format!("/api/v1/tasks/{task}/follow-up")).await.ok();
        assert_eq!((&open["open"], &open["parts"][1]["open_ids"][0]), (&json!(1), &it["id"]));
        act(author, "tasks", &seen, "archive", json!({})).await.refused(422, "task.open");
        act(&world.county.other, "tasks", &seen, "archive", json!({}))
            .await
            .refused(404, "record.missing");
        act(reviewer, "penalties", &it, "decline", because()).await.ok();
        let done = act(author, "tasks", &seen, "archive", json!({})).await.ok();
        assert_eq!(done["state"], "archived");
        act(author, "tasks", &done, "archive", json!({})).await.refused(409, "task.state");
        for subject in &world.subjects[..2] {
            let now = author.get(&format!("/api/v1/subjects/{subject}")).await.ok();
            assert_eq!(now["details"]["last_inspected"], "2026-03-02");
            let told = author.get(&format!("/api/v1/subjects/{subject}/feedback")).await.ok();
            assert!(told["items"][0]["explanation"].to_string().contains("2026-03-02"), "{told}");
        }
        // A draft has nothing to archive.
        let form = json!({"origin": "temporary", "organ": world.county.scjg.to_string(),
            "reason": "投诉集中反映的问题"});
        let draft = crate::support::plans::task(&world.county, "另一项抽查", form);
        let draft = author.post("/api/v1/tasks", draft).await.ok();
        act(author, "tasks", &draft, "archive", json!({})).await.refused(409, "task.state");
    }
}
