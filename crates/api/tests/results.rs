//! 检查结果 over HTTP, the sad paths first: three people for one result, clocks, corrections that
//! stay visible, objections, and results of others that stand for a visit.

use serde_json::{Value, json};
use sunlot_domain::ids::SubjectId;
use sunlot_domain::registers::SubjectKind;
use sunlot_domain::roles::Role;

use crate::support::databases::databases;
use crate::support::inspections::{
    Inspecting, act, inspecting, notified, part_step, passed, published, seen, signed, subject,
};
use crate::support::{Client, TestApp};

const CODE: &str = "91620422MA7000018W";
const DAY: u32 = 24 * 3_600;

async fn shop(app: &TestApp, world: &Inspecting) -> SubjectId {
    subject(app, world.scjg, SubjectKind::Enterprise, CODE, "会宁县甲培训有限公司").await
}

fn entry(code: &str, text: &str) -> Value {
    json!({"results": [{"item": "P", "code": code, "text": text}]})
}

async fn result_page(app: &TestApp, result: &Value) -> Value {
    let path = format!("/api/v1/public/results/{}", result["id"].as_str().unwrap());
    app.public().get(&path).await.ok()
}

#[tokio::test]
async fn three_people_enter_review_and_publish() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let shop = shop(&app, &world).await;
        let id = world.visit(&app, shop).await;
        let part = signed(&world, &id, "pass").await;
        let officer = &world.officers[0].0;
        assert_eq!((&part["state"], &part["due_on"]), (&json!("ready"), &json!("2026-03-30")));
        let entity = format!("/api/v1/public/entities/{CODE}/results");
        assert_eq!(app.public().get(&entity).await.ok()["total"], 0, "nothing is public yet");

        let enter = |by: &Client, body| {
            let (by, part) = (by.clone(), part.clone());
            async move { part_step(&by, &part, "enter", body).await }
        };
        enter(&world.planner, entry("1", "")).await.refused(403, "permission.denied");
        enter(&world.officers[2].0, entry("1", "")).await.refused(404, "record.missing");
        enter(&world.others[0].0, entry("1", "")).await.refused(404, "record.missing");
        enter(officer, json!({"results": []})).await.refused(422, "result.items");
        enter(officer, entry("9", "")).await.refused(422, "result.entry");
        enter(officer, entry("5", "")).await.refused(422, "result.entry");
        let named = entry("5", "经营者电话13812345678，已改正");
        enter(officer, named).await.refused(422, "result.personal_data");
        let entered = enter(officer, entry("5", "未按规定亮照，已责令改正")).await.ok();

        let review = |pass| json!({"pass": pass, "opinion": "文字不完整，请补充"});
        part_step(officer, &entered, "review", review(true))
            .await
            .refused(403, "permission.denied");
        part_step(&world.publisher, &entered, "publish", json!({}))
            .await
            .refused(409, "result.state");
        let back = part_step(&world.reviewer, &entered, "review", review(false)).await.ok();
        assert_eq!(
            (&back["state"], &back["opinion"]),
            (&json!("ready"), &json!("文字不完整，请补充"))
        );
        let again =
            part_step(officer, &back, "enter", entry("5", "未亮照，责令当场改正")).await.ok();
        let silent = json!({"pass": false});
        part_step(&world.reviewer, &again, "review", silent).await.refused(422, "result.opinion");
        let passed = part_step(&world.reviewer, &again, "review", json!({"pass": true})).await.ok();
        let reviewer = part_step(&world.reviewer, &passed, "publish", json!({})).await;
        reviewer.refused(403, "permission.denied");

        let done = part_step(&world.publisher, &passed, "publish", json!({})).await.ok();
        assert_eq!((&done["state"], &done["late"]), (&json!("published"), &json!(false)));
        let list = app.public().get(&entity).await.ok();
        let row = &list["items"][0];
        assert_eq!((&row["code"], &row["code_name"]), (&json!("5"), &json!("发现问题已责令改正")));
        assert_eq!(row["certificates"], json!(["S620422001", "S620422002"]));
        assert!(!list.to_string().contains("检查员"), "{list}");
        let visit = seen(&world.leader, &id).await;
        assert_eq!(visit["state"], "closed");
        let task = world.leader.get(&format!("/api/v1/tasks/{}", world.task)).await.ok();
        assert_eq!(task["state"], "published");
    }
}

#[tokio::test]
async fn one_person_with_two_roles_does_one_of_the_three() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let shop = shop(&app, &world).await;
        let id = world.visit(&app, shop).await;
        let part = signed(&world, &id, "pass").await;
        let entered = part_step(&world.officers[0].0, &part, "enter", entry("1", "")).await.ok();
        // The second officer gets the roles of a reviewer and a planner too.
        let both =
            app.login_as(&[Role::Reviewer, Role::Planner, Role::Inspector], world.scjg).await;
        let account = crate::support::inspections::account(&both).await;
        let officer = world.officers[1].1;
        crate::support::inspections::write(&app, move |tx| {
            let mut inspector = tx.need::<sunlot_domain::inspectors::Inspector>(&officer)?;
            inspector.value.account = Some(account);
            tx.save(inspector)?;
            Ok(())
        })
        .await;
        let pass = json!({"pass": true});
        part_step(&both, &entered, "review", pass.clone()).await.refused(422, "result.took_part");
        let double = app.login_as(&[Role::Reviewer, Role::Planner], world.scjg).await;
        let passed = part_step(&double, &entered, "review", pass).await.ok();
        let twice = part_step(&double, &passed, "publish", json!({})).await;
        twice.refused(422, "result.same_person");
        assert!(!passed["allowed_actions"].to_string().contains("publish"));
        part_step(&world.planner, &passed, "publish", json!({})).await.ok();
    }
}

#[tokio::test]
async fn what_nobody_looked_at_is_never_normal() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let shop = shop(&app, &world).await;
        for (outcome, allowed) in [("unchecked", "7"), ("fail", "8"), ("not_applicable", "7")] {
            let id = world.visit(&app, shop).await;
            let part = signed(&world, &id, outcome).await;
            let officer = &world.officers[0].0;
            let normal = part_step(officer, &part, "enter", entry("1", "")).await;
            normal.refused(422, "result.entry");
            let text = "情况说明见记录";
            part_step(officer, &part, "enter", entry(allowed, text)).await.ok();
        }
    }
}

#[tokio::test]
async fn what_is_late_is_published_as_late() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let shop = shop(&app, &world).await;
        let id = world.visit(&app, shop).await;
        let part = signed(&world, &id, "pass").await;
        let waiting = passed(&world, &part, "1", "").await;
        app.clock.advance(28 * DAY);
        let observer = app.login(Role::Superior, world.scjg).await;
        let overdue = "/api/v1/inspection-parts?overdue=true";
        assert_eq!(observer.get(overdue).await.ok()["total"], 0, "the twentieth working day");
        app.clock.advance(DAY);
        let observer = app.login(Role::Superior, world.scjg).await;
        let list = observer.get(overdue).await.ok();
        assert_eq!((&list["total"], &list["items"][0]["late"]), (&json!(1), &json!(true)));
        let path = format!("/api/v1/public/tasks/{}/reconciliation", world.task);
        assert_eq!(app.public().get(&path).await.ok()["overdue"], 1, "everybody sees it");
        let publisher = app.login(Role::Planner, world.scjg).await;
        let done = part_step(&publisher, &waiting, "publish", json!({})).await.ok();
        assert_eq!(done["late"], true);
        let late = format!("/api/v1/public/results?organ={}&late=true", world.scjg);
        let row = app.public().get(&late).await.ok()["items"][0].clone();
        assert_eq!((&row["late"], &row["due_on"]), (&json!(true), &json!("2026-03-30")));
    }
}

#[tokio::test]
async fn a_year_that_is_not_announced_is_no_guess() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        app.clock.advance(293 * DAY);
        let world = inspecting(&app).await;
        let shop = shop(&app, &world).await;
        let id = world.visit(&app, shop).await;
        let part = signed(&world, &id, "pass").await;
        assert_eq!((&part["done_on"], &part["due_on"]), (&json!("2026-12-20"), &Value::Null));
        assert!(part["due_problem"].as_str().unwrap().contains("2027 年的放假安排还没有录入"));
        let waiting = passed(&world, &part, "1", "").await;
        app.clock.advance(20 * DAY);
        let publisher = app.login(Role::Planner, world.scjg).await;
        let unknown = part_step(&publisher, &waiting, "publish", json!({})).await;
        let advice = unknown.refused(422, "calendar.not_announced");
        assert!(advice["detail"].as_str().unwrap().contains("由联席会议办公室"));
        let office = app.login(Role::ConferenceOffice, world.scjg).await;
        let year = json!({"source": "国办发明电〔2026〕9号", "version": 0, "days": [
            {"day": "2027-01-01", "kind": "holiday", "name": "元旦"}]});
        office.put("/api/v1/calendar/2027", year).await.ok();
        let done = part_step(&publisher, &waiting, "publish", json!({})).await.ok();
        assert_eq!((&done["late"], &done["due_on"]), (&json!(false), &json!("2027-01-18")));
    }
}

#[tokio::test]
async fn a_correction_takes_two_approvers_and_stays_visible() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let shop = shop(&app, &world).await;
        let (_, result) = published(&app, &world, shop).await;
        let page = format!("/api/v1/public/results/{}", result["id"].as_str().unwrap());
        let offered = async |by: &Client| by.get(&page).await.ok()["allowed_actions"].clone();
        assert_eq!(offered(&world.planner).await, json!(["propose_change"]));
        for nobody in [&app.public(), &world.leader, &world.other_planner] {
            assert_eq!(offered(nobody).await, json!([]));
        }
        let path = format!("/api/v1/results/{}/changes", result["id"].as_str().unwrap());
        let form = json!({"edition": 1, "kind": "correct", "code": "5",
            "text": "复核发现未亮照，已责令改正", "reason": "复核时发现录入有误"});
        let with = |field: &str, value: Value| {
            let mut form = form.clone();
            form[field] = value;
            form
        };
        world.other_planner.post(&path, form.clone()).await.refused(404, "record.missing");
        world.leader.post(&path, form.clone()).await.refused(403, "permission.denied");
        let stale = world.planner.post(&path, with("edition", json!(2))).await;
        stale.refused(409, "result.edition");
        let mut same = with("code", json!("1"));
        same["text"] = json!("");
        world.planner.post(&path, same).await.refused(422, "result.nothing_changed");
        world.planner.post(&path, with("reason", json!("错"))).await.refused(400, "reason.length");
        let change = world.planner.post(&path, form.clone()).await.ok();
        world.planner.post(&path, form.clone()).await.refused(422, "result.change_waits");
        assert_eq!(offered(&world.planner).await, json!([]), "one change at a time");

        let id = change["id"].as_str().unwrap();
        let decide = |by: &Client, step: &str, agree: bool| {
            let (by, path) = (by.clone(), format!("/api/v1/result-changes/{id}"));
            let step = format!("{path}/{step}");
            async move {
                let version = by.get(&path).await.body["version"].as_u64().unwrap_or(1);
                let body = json!({"version": version, "agree": agree, "opinion": "情况不属实"});
                by.post(&step, body).await
            }
        };
        decide(&world.planner, "approve", true).await.refused(403, "permission.denied");
        decide(&world.leader, "concur", true).await.refused(403, "permission.denied");
        decide(&world.other_reviewer, "approve", true).await.refused(404, "record.missing");
        let half = decide(&world.leader, "approve", true).await.ok();
        assert_eq!((&half["state"], &half["inner_approved"]), (&json!("proposed"), &json!(true)));
        let second = decide(&world.reviewer, "approve", true).await;
        second.refused(422, "result.approved_already");
        let page = result_page(&app, &result).await;
        assert_eq!(
            (&page["code"], &page["edition"]),
            (&json!("1"), &json!(1)),
            "one is not enough"
        );
        // A coordinator who belongs to the department is not from outside.
        let inside = app.login(Role::ConferenceOffice, world.scjg).await;
        decide(&inside, "concur", true).await.refused(422, "result.inside");
        let done = decide(&world.office, "concur", true).await.ok();
        assert_eq!(done["state"], "applied");
        let page = result_page(&app, &result).await;
        assert_eq!((&page["code"], &page["edition"]), (&json!("5"), &json!(2)));
        let history = &page["history"][0];
        assert_eq!((&history["before_code"], &history["code"]), (&json!("1"), &json!("5")));
        assert_eq!(history["reason"], "复核时发现录入有误");

        // Refused by the one outside; then withdrawn: the tombstone stays.
        let refused = world.planner.post(&path, with("edition", json!(2))).await;
        refused.refused(422, "result.nothing_changed");
        let withdraw =
            json!({"edition": 2, "kind": "withdraw", "reason": "公示对象有误，予以撤回"});
        let no = world.planner.post(&path, withdraw.clone()).await.ok();
        let no_path = format!("/api/v1/result-changes/{}", no["id"].as_str().unwrap());
        let body = json!({"version": 1, "agree": false, "opinion": "理由不充分"});
        world.superior.post(&format!("{no_path}/concur"), body).await.ok();
        let change = world.planner.post(&path, withdraw).await.ok();
        let path = format!("/api/v1/result-changes/{}", change["id"].as_str().unwrap());
        let agree = |version| json!({"version": version, "agree": true});
        world.office.post(&format!("{path}/concur"), agree(1)).await.ok();
        world.leader.post(&format!("{path}/approve"), agree(2)).await.ok();
        let page = result_page(&app, &result).await;
        assert_eq!((&page["state"], &page["code"]), (&json!("withdrawn"), &Value::Null));
        assert_eq!(page["history"].as_array().unwrap().len(), 2, "what was refused is no history");
        assert_eq!(page["history"][1]["reason"], "公示对象有误，予以撤回");
        let entity = format!("/api/v1/public/entities/{CODE}/results");
        let list = app.public().get(&entity).await.ok();
        assert_eq!((&list["total"], &list["items"][0]["state"]), (&json!(1), &json!("withdrawn")));
    }
}

#[tokio::test]
async fn an_objection_has_two_clocks_and_a_decider_of_its_own() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let shop = shop(&app, &world).await;
        let id = world.visit(&app, shop).await;
        let notice = notified(&world, &id).await;
        let code = notice["notice"]["visit_code"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/public/visits/{code}/objections");
        let form = json!({"item": "P", "text": "营业执照当时正在换证，不应认定为未亮照",
            "contact": "王经理 办公电话7881234"});
        let public = app.public();
        public.post(&path, form.clone()).await.refused(409, "result.state");
        let present = [world.officers[0].1, world.officers[1].1];
        crate::support::inspections::arrived(&world, &id, &present).await.ok();
        let officer = &world.officers[0].0;
        let items = vec![crate::support::inspections::filled("P", "fail")];
        crate::support::inspections::check(officer, &id, items).await.ok();
        let visit = act(officer, &id, "finish", json!({})).await.ok();
        act(officer, &id, "company-sign", json!({"signed": true, "name": "王经理"})).await.ok();
        for (one, _) in world.officers.iter().take(2) {
            act(one, &id, "sign", json!({"digest": visit["digest"]})).await.ok();
        }
        let visit = seen(&world.leader, &id).await;
        let part = crate::support::inspections::part(&world.leader, &visit, world.scjg).await;
        let entered =
            part_step(officer, &part, "enter", entry("5", "未亮照，已责令改正")).await.ok();

        let mut short = form.clone();
        short["text"] = json!("不对");
        public.post(&path, short).await.refused(422, "objection.about");
        let mut other = form.clone();
        other["item"] = json!("Z");
        public.post(&path, other).await.refused(422, "objection.about");
        let receipt = public.post(&path, form.clone()).await.ok();
        assert_eq!(receipt["accept_by"], "2026-03-09");
        let one = format!("/api/v1/objections/{}", receipt["objection"].as_str().unwrap());
        public.get(&one).await.refused(401, "session.required");
        world.other_planner.get(&one).await.refused(404, "record.missing");
        let decide = |version: u64, outcome: &str| {
            let decision = "经复核，作如下处理";
            json!({"version": version, "outcome": outcome, "decision": decision})
        };
        let early = world.reviewer.post(&format!("{one}/decide"), decide(1, "upheld")).await;
        early.refused(409, "result.state");
        world.planner.post(&format!("{one}/accept"), json!({"version": 1})).await.ok();
        world
            .planner
            .post(&format!("{one}/decide"), decide(2, "upheld"))
            .await
            .refused(403, "permission.denied");
        // Before publication a well-founded objection sends the result back to be entered anew.
        let done = world.reviewer.post(&format!("{one}/decide"), decide(2, "corrected")).await.ok();
        assert_eq!(done["outcome"], "corrected");
        let part = crate::support::inspections::part(&world.leader, &visit, world.scjg).await;
        assert_eq!(part["state"], "ready");
        let stale = part_step(&world.reviewer, &entered, "review", json!({"pass": true})).await;
        stale.refused(409, "result.state");

        let again = passed(&world, &part, "5", "未亮照，已当场改正").await;
        part_step(&world.publisher, &again, "publish", json!({})).await.ok();
        let paper =
            json!({"part": part["id"], "item": "P", "text": "认为处理过重，请求撤销该结果公示"});
        world
            .other_planner
            .post("/api/v1/objections", paper.clone())
            .await
            .refused(404, "record.missing");
        let second = world.planner.post("/api/v1/objections", paper).await.ok();
        assert!(second["result"].is_string(), "it is about what was published");
        let one = format!("/api/v1/objections/{}", second["id"].as_str().unwrap());
        app.clock.advance(8 * DAY);
        let planner = app.login(Role::Planner, world.scjg).await;
        let reviewer = app.login(Role::Reviewer, world.scjg).await;
        let late = planner.get("/api/v1/objections?open=true").await.ok();
        assert_eq!((&late["total"], &late["items"][0]["overdue"]), (&json!(1), &json!(true)));
        let open = planner.post(&format!("{one}/accept"), json!({"version": 1})).await.ok();
        assert_eq!((&open["overdue"], &open["due_on"]), (&json!(false), &json!("2026-03-31")));
        let promise = reviewer.post(&format!("{one}/decide"), decide(2, "corrected")).await;
        promise.refused(422, "objection.no_correction");
        let both = app.login_as(&[Role::Reviewer, Role::Planner], world.scjg).await;
        both.post(&format!("{one}/decide"), decide(2, "upheld")).await.ok();
    }
}

#[tokio::test]
async fn a_result_of_another_department_stands_for_the_same_item() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let shop = shop(&app, &world).await;
        // 市场监管 publishes item R, which has the national code of 教育's item R.
        let assignment = world.assignment(shop, &[("R", world.scjg)]);
        let id = world.opened(&app, vec![assignment]).await.unwrap().remove(0);
        notified(&world, &id).await;
        let present = [world.officers[0].1, world.officers[1].1];
        crate::support::inspections::arrived(&world, &id, &present).await.ok();
        let officer = &world.officers[0].0;
        let items = vec![crate::support::inspections::filled("R", "pass")];
        crate::support::inspections::check(officer, &id, items).await.ok();
        let visit = act(officer, &id, "finish", json!({})).await.ok();
        act(officer, &id, "company-sign", json!({"signed": true, "name": "王经理"})).await.ok();
        for (one, _) in world.officers.iter().take(2) {
            act(one, &id, "sign", json!({"digest": visit["digest"]})).await.ok();
        }
        let visit = seen(&world.leader, &id).await;
        let part = crate::support::inspections::part(&world.leader, &visit, world.scjg).await;
        let results = json!({"results": [{"item": "R", "code": "1", "text": ""}]});
        let part = part_step(officer, &part, "enter", results).await.ok();
        let part = part_step(&world.reviewer, &part, "review", json!({"pass": true})).await.ok();
        part_step(&world.publisher, &part, "publish", json!({})).await.ok();
        let entity = format!("/api/v1/public/entities/{CODE}/results");
        let result = app.public().get(&entity).await.ok()["items"][0]["id"].clone();

        // 教育 has a visit of its own open for R and Q.
        let (r, q) = (("R", world.jyj), ("Q", world.jyj));
        let both = world.opened(&app, vec![world.assignment(shop, &[r])]).await.unwrap().remove(0);
        let other = world.opened(&app, vec![world.assignment(shop, &[q])]).await.unwrap().remove(0);
        let item = |visit: &Value| visit["items"][0]["id"].as_str().unwrap().to_owned();
        let wrong = item(&seen(&world.other_planner, &other).await);
        let path = |item: &str| format!("/api/v1/inspection-items/{item}/recognition");
        let form = json!({"version": 1, "result": result});
        let unlike = world.other_planner.post(&path(&wrong), form.clone()).await;
        unlike.refused(422, "result.recognition");
        let right = item(&seen(&world.other_planner, &both).await);
        let offered =
            async |by: &Client| seen(by, &both).await["items"][0]["allowed_actions"].clone();
        assert_eq!(offered(&world.other_planner).await, json!(["recognise"]));
        assert_eq!(offered(&world.other_reviewer).await, json!([]));
        world
            .other_reviewer
            .post(&path(&right), form.clone())
            .await
            .refused(403, "permission.denied");
        world.publisher.post(&path(&right), form.clone()).await.refused(404, "record.missing");
        let proposed = world.other_planner.post(&path(&right), form).await.ok();
        assert_eq!(proposed["state"], "proposed");
        assert_eq!(offered(&world.other_planner).await, json!([]));
        assert_eq!(offered(&world.other_reviewer).await, json!(["decide_recognition"]));
        let decide = format!("{}/decide", path(&right));
        let body = |agree: bool| json!({"version": 2, "agree": agree});
        world.other_planner.post(&decide, body(true)).await.refused(403, "permission.denied");
        let done = world.other_reviewer.post(&decide, body(true)).await.ok();
        assert_eq!((&done["state"], &done["result"]), (&json!("satisfied"), &result));
        let closed = seen(&world.other_reviewer, &both).await;
        assert_eq!((&closed["state"], &closed["arrival"]), (&json!("closed"), &Value::Null));
        let counts = format!("/api/v1/public/tasks/{}/reconciliation", world.task);
        let counts = app.public().get(&counts).await.ok();
        assert_eq!((&counts["recognised"], &counts["inspected"]), (&json!(1), &json!(1)));
        assert_eq!((&counts["open"], &counts["reconciles"]), (&json!(1), &json!(true)));
        let list = app.public().get(&entity).await.ok();
        assert_eq!(list["total"], 1, "no second result: it is not a fresh visit");
    }
}

#[tokio::test]
async fn channels_have_their_receipts_and_the_public_its_files() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let household = SubjectKind::Household;
        let name = "会宁县张三小吃店";
        let shop = subject(&app, world.scjg, household, "92620422MA7000026L", name).await;
        let (id, result) = published(&app, &world, shop).await;
        assert_eq!(result["subject_name"], "会宁县＊＊＊吃店");
        let visit = seen(&world.leader, &id).await;
        let part = crate::support::inspections::part(&world.leader, &visit, world.scjg).await;
        let path = format!("/api/v1/inspection-parts/{}/channels", part["id"].as_str().unwrap());
        assert_eq!(world.planner.get(&path).await.ok().as_array().unwrap().len(), 4);
        let note = |version: u64, state: &str, receipt: Option<&str>| {
            let channel = "gsxt";
            json!({"version": version, "channel": channel, "state": state, "receipt": receipt})
        };
        world.other_planner.post(&path, note(1, "sent", None)).await.refused(404, "record.missing");
        world.planner.post(&path, note(1, "accepted", None)).await.refused(422, "result.receipt");
        world.planner.post(&path, note(1, "returned", None)).await.refused(422, "result.opinion");
        world.planner.post(&path, note(1, "sent", None)).await.ok();
        world.planner.post(&path, note(2, "waiting", None)).await.refused(409, "result.state");
        world.planner.post(&path, note(2, "accepted", Some("HZ-2026-001"))).await.ok();
        let page = result_page(&app, &result).await;
        let channels = page["channels"].as_array().unwrap();
        let states: Vec<&str> = channels.iter().map(|c| c["state"].as_str().unwrap()).collect();
        assert_eq!(states, ["waiting", "accepted", "waiting", "waiting"]);

        let public = app.public();
        public.get("/api/v1/public/results").await.refused(400, "result.filter");
        let organ = world.scjg;
        let list = public.get(&format!("/api/v1/public/results?organ={organ}&item=P")).await.ok();
        assert_eq!(list["total"], 1);
        let file = public.download(&format!("/api/v1/public/results.csv?organ={organ}")).await;
        let file = String::from_utf8(file).unwrap();
        assert!(file.contains("会宁县＊＊＊吃店") && file.contains("未发现问题"), "{file}");
        for text in [page.to_string(), list.to_string(), file] {
            for secret in ["张三", "检查员", "王经理", "北大街"] {
                assert!(!text.contains(secret), "{secret} in {text}");
            }
        }
    }
}
