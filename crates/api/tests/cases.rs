//! 个案 through the interface, on both databases: the wrong order, the same person, the missing
//! answer, and that nobody learns who complained.

use serde_json::{Value, json};
use sunlot_app::AppError;
use sunlot_domain::caps::{Exemption, VisitKind};
use sunlot_domain::inspections::{InspectionState, Source};
use sunlot_domain::roles::Role;

use crate::support::databases::databases;
use crate::support::follow::{World, act, again, finish, inspector, visit};
use crate::support::{Client, TestApp};

const REASON: &str = "按规定办理这一步";

#[tokio::test]
async fn a_complaint_is_accepted_inspected_answered_and_closed() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = World::build(&app).await;
        let (author, reviewer) = (&world.county.author, &world.county.reviewer);
        let subject = &world.subjects[0];
        let case = world.complaint(subject, json!({})).await;
        // 7 working days after Monday 2 March 2026.
        assert_eq!((&case["due"], &case["overdue"]), (&json!("2026-03-11"), &json!(false)));
        assert_eq!((&case["random"], &case["category"]), (&json!(false), &json!("complaint")));
        let path = format!("/api/v1/cases/{}", case["id"].as_str().unwrap());

        // Another department sees nothing of it, and cannot file it for this one.
        let other = &world.county.other;
        other.get(&path).await.refused(404, "record.missing");
        assert_eq!(other.get("/api/v1/cases").await.ok()["total"], 0);
        act(other, "cases", &case, "accept", json!({})).await.refused(404, "record.missing");
        world.county.coordinator.get(&path).await.refused(403, "permission.denied");
        app.public().get(&path).await.refused(401, "session.required");

        // The wrong order.
        act(author, "cases", &case, "ask", json!({})).await.refused(409, "case.state");
        let close = json!({"ending": "no_problem"});
        act(reviewer, "cases", &case, "close", close.clone()).await.refused(409, "case.state");
        let told = json!({"answer": "已查实处理"});
        act(author, "cases", &case, "answer", told.clone()).await.refused(409, "case.state");
        let case = act(author, "cases", &case, "accept", json!({})).await.ok();
        act(author, "cases", &case, "accept", json!({})).await.refused(409, "case.state");

        let path = format!("/api/v1/cases/{}", case["id"].as_str().unwrap());
        let offers = async |by: &Client, what: &str| {
            let seen = by.get(&path).await.ok();
            seen["allowed_actions"].as_array().unwrap().contains(&json!(what))
        };
        assert!(offers(author, "seal").await && !offers(reviewer, "seal").await);
        assert!(!offers(author, "reveal").await, "nobody is registered");
        let complainant = json!({"name": "王五", "contact": "13900001111"});
        let case = act(author, "cases", &case, "complainant", complainant).await.ok();
        assert_eq!(case["has_complainant"], true);

        // Who asks does not approve; the one who leads says why, and names two who may go.
        let case = act(&world.both, "cases", &case, "ask", json!({})).await.ok();
        let good = json!({"team": world.team(), "reason": "两人熟悉这一片区"});
        let same = act(&world.both, "cases", &case, "approve", good.clone()).await;
        same.refused(422, "case.same_person");
        let back = json!({"reason": "请补充检查事项"});
        let case = act(reviewer, "cases", &case, "return", back).await.ok();
        let case = act(author, "cases", &case, "ask", json!({})).await.ok();
        refuse_teams(&app, &world, &case).await;
        let case = act(reviewer, "cases", &case, "approve", good).await.ok();
        assert_eq!(case["team_reason"], "两人熟悉这一片区");
        let opened = visit(&app, case["inspection"].as_str().unwrap()).await;
        assert_eq!((opened.source, opened.kind), (Source::Case, VisitKind::Case));
        assert_eq!(opened.exemption, Some(Exemption::Complaint));
        assert_eq!(opened.state, InspectionState::Approved, "the leader's approval is its own");
        assert!(opened.task.is_none() && opened.draw.is_none());

        let handled = json!({"result": "substantiated", "note": "后厨确有鼠迹"});
        let early = act(author, "cases", &case, "handle", handled.clone()).await;
        early.refused(422, "case.open");
        finish(&app, case["inspection"].as_str().unwrap()).await;
        let case = act(&world.both, "cases", &case, "handle", handled).await.ok();
        assert_eq!(case["due"], "2026-03-09", "5 working days for the answer");

        // Not closed by the handler, not before the answer, not while an order is open.
        let close_now = |by: crate::support::Client, case: Value| {
            let close = close.clone();
            async move { act(&by, "cases", &case, "close", close).await }
        };
        close_now(world.both.clone(), case.clone()).await.refused(422, "case.same_person");
        close_now(reviewer.clone(), case.clone()).await.refused(422, "case.open");
        let case = act(author, "cases", &case, "answer", told.clone()).await.ok();
        assert!(offers(author, "rectify").await && !offers(author, "seal").await);
        assert!(!offers(reviewer, "rectify").await && !offers(author, "restrict").await);
        act(author, "cases", &case, "answer", told).await.refused(422, "case.once");
        let order = json!({"organ": world.county.scjg.to_string(), "cause": {"case": case["id"]},
            "document": "会市监责改〔2026〕1号", "demands": ["清除鼠迹"], "due": "2026-03-20"});
        let order = author.post("/api/v1/rectifications", order).await.ok();
        let open = close_now(reviewer.clone(), case.clone()).await.refused(422, "case.open");
        assert!(open["detail"].as_str().unwrap().contains("责令改正 1 项"), "{open}");
        let done = json!({"passed": true, "evidence": "复查照片三张"});
        let order = act(author, "rectifications", &order, "conclude", done).await.ok();
        act(reviewer, "rectifications", &order, "close", json!({})).await.ok();
        let case = close_now(reviewer.clone(), case.clone()).await.ok();
        assert_eq!((&case["state"], &case["ending"]), (&json!("closed"), &json!("no_problem")));
        assert_eq!(case["allowed_actions"].as_array().map_or(0, Vec::len), 0);
    }
}

/// Teams that may not go.
async fn refuse_teams(app: &TestApp, world: &World, case: &Value) {
    let reviewer = &world.county.reviewer;
    let [first, second] = [0, 1].map(|at| world.inspectors[at].0.to_string());
    let stranger = inspector(app, world.county.jyj, "JY1", "2027-12-31").await.0.to_string();
    let expired = inspector(app, world.county.scjg, "ZF9", "2026-03-01").await.0.to_string();
    let apart = &world.inspectors[2];
    let new = json!({"subject": world.subjects[0], "code": "C", "note": "近亲属在此任职"});
    apart.1.post("/api/v1/conflicts", new).await.ok();
    let apart = apart.0.to_string();
    let lead = |id: &str| json!({"inspector": id, "leads": true});
    let plain = |id: &str| json!({"inspector": id});
    for (team, code) in [
        (json!([]), "case.team"),
        (json!([lead(&first)]), "case.team"),
        (json!([plain(&first), plain(&second)]), "case.team"),
        (json!([lead(&first), lead(&second)]), "case.team"),
        (json!([lead(&first), plain(&stranger)]), "case.team_member"),
        (json!([lead(&first), plain(&expired)]), "case.team_member"),
        (json!([lead(&first), plain(&apart)]), "case.team_member"),
    ] {
        let body = json!({"team": team, "reason": "两人熟悉这一片区"});
        act(reviewer, "cases", case, "approve", body).await.refused(422, code);
    }
    let unsaid = json!({"team": [lead(&first), plain(&second)], "reason": ""});
    act(reviewer, "cases", case, "approve", unsaid).await.refused(400, "reason.length");
}

#[tokio::test]
async fn an_emergency_is_approved_afterwards_or_seen_as_missing() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = World::build(&app).await;
        let (author, reviewer) = (&world.county.author, &world.county.reviewer);
        let plain = world.inspected(&app, &world.subjects[1]).await;
        let yes = json!({"approved": true, "reason": REASON});
        let none = act(reviewer, "cases", &plain, "ratify", yes.clone()).await;
        none.refused(422, "case.no_emergency");

        let case = world.accepted(&world.subjects[0]).await;
        let body = json!({"team": world.team(), "reason": "有人食物中毒，须立即检查"});
        let case = act(&world.both, "cases", &case, "emergency", body).await.ok();
        assert_eq!(case["ratify_due"], "2026-03-04", "two working days");
        let opened = visit(&app, case["inspection"].as_str().unwrap()).await;
        assert!(opened.urgent && opened.approval.is_none());
        let own = act(&world.both, "cases", &case, "ratify", yes.clone()).await;
        own.refused(422, "case.same_person");
        finish(&app, case["inspection"].as_str().unwrap()).await;
        let handled = json!({"result": "partly", "note": "已封存食品"});
        let case = act(author, "cases", &case, "handle", handled).await.ok();
        let close = json!({"ending": "corrected"});
        act(reviewer, "cases", &case, "close", close).await.refused(422, "case.open");
        let list = "/api/v1/cases?unratified=true";
        assert_eq!(author.get(list).await.ok()["total"], 0, "still in time");

        app.clock.advance(3 * 86_400);
        let author = app.login(Role::LeadPlanner, world.county.scjg).await;
        let reviewer = app.login(Role::Reviewer, world.county.scjg).await;
        let late = author.get(list).await.ok();
        assert_eq!((&late["total"], &late["items"][0]["id"]), (&json!(1), &case["id"]));
        assert_eq!(late["items"][0]["ratification_late"], true);
        let case = act(&reviewer, "cases", &case, "ratify", yes.clone()).await.ok();
        assert_eq!(case["ratification_late"], true, "late stays late");
        assert_eq!(author.get(list).await.ok()["total"], 0);
        act(&reviewer, "cases", &case, "ratify", yes).await.refused(422, "case.once");
        let close = json!({"ending": "corrected"});
        act(&reviewer, "cases", &case, "close", close).await.ok();
    }
}

#[tokio::test]
async fn duplicates_are_handled_once_and_everybody_is_answered() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = World::build(&app).await;
        let (author, reviewer) = (&world.county.author, &world.county.reviewer);
        let master = world.accepted(&world.subjects[0]).await;
        let double = world.complaint(&world.subjects[0], json!({})).await;
        let person = json!({"name": "赵六", "contact": "13700002222"});
        let double = act(author, "cases", &double, "complainant", person).await.ok();
        let into = |case: &Value| json!({"into": case["id"]});
        let itself = act(author, "cases", &double, "merge", into(&double)).await;
        itself.refused(422, "case.merge");
        let double = act(author, "cases", &double, "merge", into(&master)).await.ok();
        assert_eq!((&double["state"], &double["due"]), (&json!("merged"), &json!("2026-03-09")));
        let third = world.complaint(&world.subjects[0], json!({})).await;
        let chain = act(author, "cases", &third, "merge", into(&double)).await;
        chain.refused(422, "case.merge");
        let away = act(author, "cases", &master, "merge", into(&third)).await;
        away.refused(422, "case.merge_chain");
        let reason = json!({"reason": "不属于市场监管职责"});
        let third = act(author, "cases", &third, "decline", reason).await.ok();
        act(author, "cases", &third, "accept", json!({})).await.refused(409, "case.state");

        let handled = json!({"result": "unsubstantiated", "note": "书面核查未发现"});
        let master = act(author, "cases", &master, "handle", handled).await.ok();
        let close = json!({"ending": "no_problem"});
        let open = act(reviewer, "cases", &master, "close", close.clone()).await;
        let open = open.refused(422, "case.open");
        assert!(open["detail"].as_str().unwrap().contains("并入的个案还有 1 位"), "{open}");
        let told = json!({"answer": "已核查，未发现问题"});
        act(author, "cases", &double, "answer", told).await.ok();
        act(reviewer, "cases", &master, "close", close).await.ok();
        // Days on which nobody works do not count: Qingming lies in between.
        let day = json!({"received_on": "2026-02-27"});
        let older = world.complaint(&world.subjects[0], day).await;
        assert_eq!(older["due"], "2026-03-09");
        let future = json!({"organ": world.county.scjg.to_string(), "source": "media",
            "place": "620422100", "matter": "媒体曝光", "content": "报道后厨不洁",
            "received_on": "2026-03-03"});
        author.post("/api/v1/cases", future).await.refused(422, "case.days");
    }
}

#[tokio::test]
async fn a_case_is_in_no_figure_of_random_inspections() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = World::build(&app).await;
        let (task, visits) = world.random_task(&app, &world.subjects[..2]).await;
        let case = world.inspected(&app, &world.subjects[2]).await;
        let organ = world.county.scjg.to_string();
        let mut filed = Vec::new();
        for cause in [
            json!({"inspection": visits[0]}),
            json!({"case": case["id"]}),
            // The visit of a case is no random inspection, however the cause is written.
            json!({"inspection": case["inspection"]}),
        ] {
            let new = json!({"organ": organ, "cause": cause, "matter": "后厨卫生不合格"});
            let penalty = world.county.author.post("/api/v1/penalties", new).await.ok();
            let by = &world.county.reviewer;
            filed.push(act(by, "penalties", &penalty, "file", json!({})).await.ok());
        }
        let random: Vec<&Value> = filed.iter().map(|penalty| &penalty["random"]).collect();
        assert_eq!(random, [true, false, false], "{}", database.name);
        assert_eq!(filed[2]["cause"]["case"], case["id"], "the case behind the visit is kept");
        let path = "/api/v1/public/follow-up/figures?region=620422";
        let figures = app.public().get(path).await.ok();
        assert_eq!(figures["random"]["filed"], 1, "{figures}");
        assert_eq!(figures["not_random"]["filed"], 2);
        assert_eq!(figures["cases"]["by_category"]["complaint"], 1);
        assert_eq!(figures["cases"]["assigned_by_name"], 1, "it can be seen who was named");
        let small = "/api/v1/public/follow-up/figures?region=620422100";
        app.public().get(small).await.refused(400, "figures.region");
        let follow = world.county.author.get(&format!("/api/v1/tasks/{task}/follow-up")).await.ok();
        assert_eq!(follow["parts"][1]["total"], 1, "the task has its own case alone");
        let seen = again(&world.county.author, "tasks", &json!({"id": task})).await;
        assert_eq!(seen["state"], "follow_up");
        let id = sunlot_domain::ids::Id::parse(&task).unwrap();
        let tally: Result<_, AppError> =
            app.app.read(move |tx| Ok(sunlot_store::inspections::tally(tx, id)?)).await;
        assert_eq!(tally.unwrap().opened, 2, "the visit of the case is not the task's");
    }
}
