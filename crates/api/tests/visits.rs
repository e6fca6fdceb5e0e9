//! What starts a visit and what a company sees of it: batches, urgent cases, the code of a notice.

use serde_json::{Value, json};
use sunlot_domain::caps::Exemption;
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::SubjectId;
use sunlot_domain::inspections::{CaseOrigin, Origin};
use sunlot_domain::registers::SubjectKind;
use sunlot_sortition::time::Day;

use crate::support::TestApp;
use crate::support::databases::databases;
use crate::support::inspections::{
    Inspecting, act, arrived, check, filled, inspecting, notified, opened, part, seen, subject,
};

const CODES: [&str; 3] = ["91620422MA7000018W", "92620422MA7000026L", "93620422MA7000034C"];

async fn shop(app: &TestApp, world: &Inspecting) -> SubjectId {
    subject(app, world.scjg, SubjectKind::Enterprise, CODES[0], "会宁县甲培训有限公司").await
}

#[tokio::test]
async fn a_batch_is_approved_by_one_recorded_decision() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let mut assignments = Vec::new();
        for (at, code) in CODES.iter().take(3).enumerate() {
            let name = format!("企业{at}有限公司");
            let one = subject(&app, world.scjg, SubjectKind::Enterprise, code, &name).await;
            assignments.push(world.assignment(one, &[("P", world.scjg)]));
        }
        assignments[2].batch = 2;
        world.opened(&app, assignments).await.unwrap();
        let path = format!("/api/v1/tasks/{}/inspections/approve", world.task);
        let body = json!({"batch": 1, "opinion": "同意按期检查", "advance": true});
        world.planner.post(&path, body.clone()).await.refused(403, "permission.denied");
        world.other_reviewer.post(&path, body.clone()).await.refused(404, "record.missing");
        let done = world.leader.post(&path, body.clone()).await.ok();
        assert_eq!(done["approved"], 2);
        world.leader.post(&path, body).await.refused(409, "inspection.none_pending");
        let list = world.leader.get("/api/v1/inspections?state=approved").await.ok();
        assert_eq!(list["total"], 2);
        let mine = world.officers[0].0.get("/api/v1/inspections?mine=true").await.ok();
        assert_eq!(mine["total"], 3);
        let none = world.officers[2].0.get("/api/v1/inspections").await.ok();
        assert_eq!(none["total"], 0, "an inspector sees his own visits and no others");
        assert_eq!(world.superior.get("/api/v1/inspections").await.ok()["total"], 3);
        world.office.get("/api/v1/inspections").await.refused(403, "permission.denied");
    }
}

#[tokio::test]
async fn the_code_of_a_notice_shows_a_visit_and_takes_one_rating() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let public = app.public();
        let household = SubjectKind::Household;
        let mut ratings = Vec::new();
        let shop = subject(&app, world.scjg, household, CODES[1], "会宁县张三小吃店").await;
        for _ in 0..5 {
            let id = world.visit(&app, shop).await;
            let visit = notified(&world, &id).await;
            let code = visit["notice"]["visit_code"].as_str().unwrap().to_owned();
            ratings.push((id, code));
        }
        let (id, code) = ratings[0].clone();
        let path = format!("/api/v1/public/visits/{code}");
        let proof = public.get(&path).await.ok();
        assert_eq!(proof["subject_name"], "会宁县＊＊＊吃店");
        assert_eq!(proof["items"][0]["name"], "登记事项的检查");
        assert_eq!(proof["officers"][0]["certificate"], "S620422001");
        assert!(!proof.to_string().contains("检查员"), "no names: {proof}");
        let typed = format!("/api/v1/public/visits/{}", code.to_lowercase());
        assert_eq!(public.get(&typed).await.ok()["number"], proof["number"]);

        // Whatever is no code of a notice gets one and the same answer.
        let mut other = code.clone();
        let last = if other.ends_with('0') { '1' } else { '0' };
        other.replace_range(25..26, &last.to_string());
        for guess in [other.as_str(), "1", "%25%25%25", &"0".repeat(26), &id] {
            let reply = public.get(&format!("/api/v1/public/visits/{guess}")).await;
            let body = reply.refused(404, "record.missing");
            assert_eq!(body["detail"], "没有这条记录，或您无权查看；请从列表重新进入。");
        }
        let waiting = world.visit(&app, shop).await;
        let unnoticed = seen(&world.leader, &waiting).await;
        assert_eq!(unnoticed["notice"], Value::Null, "before the notice there is no code");

        let rating = json!({"score": 5, "text": "文明执法"});
        let rate = format!("{path}/rating");
        public.post(&rate, rating.clone()).await.refused(409, "inspection.state");
        let ratings_of = format!("/api/v1/organs/{}/ratings", world.scjg);
        for (at, (id, code)) in ratings.iter().enumerate() {
            let present = [world.officers[0].1, world.officers[1].1];
            arrived(&world, id, &present).await.ok();
            check(&world.officers[0].0, id, vec![filled("P", "pass")]).await.ok();
            act(&world.officers[0].0, id, "finish", json!({})).await.ok();
            if at == 4 {
                let few = world.superior.get(&ratings_of).await;
                few.refused(422, "rating.few");
            }
            let rate = format!("/api/v1/public/visits/{code}/rating");
            public.post(&rate, json!({"score": 6})).await.refused(422, "rating.score");
            public.post(&rate, rating.clone()).await.ok();
            public.post(&rate, rating.clone()).await.refused(422, "rating.rated");
        }
        let counts = world.superior.get(&ratings_of).await.ok();
        assert_eq!((&counts["count"], &counts["scores"]["5"]), (&json!(5), &json!(5)));
        assert!(!counts.to_string().contains("文明执法"), "no ratings one by one");
        world.planner.get(&ratings_of).await.refused(403, "permission.denied");
    }
}

#[tokio::test]
async fn a_case_is_never_random_and_is_approved_afterwards_when_urgent() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let shop = shop(&app, &world).await;
        let origin = Origin::Case(CaseOrigin {
            case: app.app.ids().make(),
            number: "会个案〔2026〕1号".into(),
            organ: world.scjg,
            region: DivisionCode::parse("620422").unwrap(),
            exemption: Some(Exemption::Complaint),
            urgent: true,
            from: Day::parse("2026-03-01").unwrap(),
            to: Day::parse("2026-03-31").unwrap(),
        });
        let assignment = world.assignment(shop, &[("P", world.scjg)]);
        let id = opened(&app, origin, vec![assignment]).await.unwrap().remove(0);
        let officer = &world.officers[0].0;
        let visit = seen(officer, &id).await;
        assert_eq!((&visit["source"], &visit["kind"]), (&json!("case"), &json!("case")));
        assert_eq!((&visit["task"], &visit["urgent"]), (&Value::Null, &json!(true)));

        // It begins at once, with a notice on the spot; nothing comes of it without approval.
        let notice = json!({"method": "field", "advance": false, "delivery": "当场出具",
            "contact": "市场监管局 0943-7881234"});
        act(officer, &id, "notify", notice).await.ok();
        arrived(&world, &id, &[world.officers[0].1, world.officers[1].1]).await.ok();
        check(officer, &id, vec![filled("P", "fail")]).await.ok();
        let visit = act(officer, &id, "finish", json!({})).await.ok();
        act(officer, &id, "company-sign", json!({"signed": true, "name": "王经理"})).await.ok();
        for (one, _) in world.officers.iter().take(2) {
            act(one, &id, "sign", json!({"digest": visit["digest"]})).await.ok();
        }
        let visit = seen(officer, &id).await;
        assert_eq!(visit["state"], "signed");
        let ready = part(&world.leader, &visit, world.scjg).await;
        let entry = json!({"results": [{"item": "P", "code": "8", "text": "发现问题待后续处理"}]});
        let step = crate::support::inspections::part_step;
        let early = step(officer, &ready, "enter", entry.clone()).await;
        early.refused(422, "inspection.not_approved");
        act(&world.leader, &id, "approve", json!({"advance": false, "opinion": "事后补批"}))
            .await
            .ok();
        step(officer, &ready, "enter", entry).await.ok();
        let path = format!("/api/v1/public/tasks/{}/reconciliation", world.task);
        app.public().get(&path).await.refused(404, "record.missing");
    }
}
