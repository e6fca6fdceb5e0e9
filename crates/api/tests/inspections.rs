//! 检查 over HTTP, the sad paths first: who may do what when, and what a signed record is worth.

use serde_json::{Value, json};
use sunlot_domain::caps::VisitCap;
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{Id as _, InspectionId, LinkId, SubjectId};
use sunlot_domain::inspections::InspectionItem;
use sunlot_domain::inspectors::{Conflict, ConflictKind};
use sunlot_domain::registers::SubjectKind;
use sunlot_domain::roles::Role;
use sunlot_sortition::time::{Day, UtcSecond};

use crate::support::TestApp;
use crate::support::databases::databases;
use crate::support::inspections::{
    Inspecting, act, arrived, check, filled, inspecting, notified, part, recorded, seen, subject,
    write,
};

const CODES: [&str; 4] =
    ["91620422MA7000018W", "92620422MA7000026L", "93620422MA7000034C", "52620422MJ0000042K"];

async fn shop(app: &TestApp, world: &Inspecting) -> SubjectId {
    subject(app, world.scjg, SubjectKind::Enterprise, CODES[0], "会宁县甲培训有限公司").await
}

async fn conflict(app: &TestApp, world: &Inspecting, subject: SubjectId) {
    let (id, inspector): (LinkId, _) = (app.app.ids().make(), world.officers[1].1);
    write(app, move |tx| {
        tx.insert(Conflict {
            id,
            inspector,
            subject,
            code: ConflictKind::Recusal,
            note: "近亲属关系".into(),
            valid_from: Day::parse("2026-01-01")?,
            valid_to: None,
            declared_by: None,
            withdrawn: false,
        })?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_dispatch_that_breaks_a_rule_opens_nothing() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let shop = shop(&app, &world).await;
        let good = || world.assignment(shop, &[("P", world.scjg)]);
        let refused = |assignment| world.opened(&app, vec![good(), assignment]);

        let mut alone = good();
        alone.team.pop();
        assert_eq!(refused(alone).await.unwrap_err().code, "inspection.team_size");
        let mut twice = good();
        twice.team[1] = twice.team[0].clone();
        assert_eq!(refused(twice).await.unwrap_err().code, "inspection.twice");
        let mut foreign = good();
        foreign.team[1].inspector = world.others[0].1;
        assert_eq!(refused(foreign).await.unwrap_err().code, "inspection.other_organ");
        let mut idle = good();
        idle.items.push(("Q".into(), world.jyj));
        assert_eq!(refused(idle).await.unwrap_err().code, "inspection.items");
        let unknown = world.assignment(shop, &[("X", world.scjg)]);
        assert_eq!(refused(unknown).await.unwrap_err().code, "item.missing");
        conflict(&app, &world, shop).await;
        let declared = refused(good()).await.unwrap_err();
        assert_eq!(declared.code, "inspection.conflict");
        assert!(declared.message_zh.contains("抽取中办理回避"), "{}", declared.message_zh);

        let list = world.leader.get("/api/v1/inspections").await.ok();
        assert_eq!(list["total"], 0, "the first of each batch was good, and none is opened");
    }
}

#[tokio::test]
async fn nothing_begins_without_approval_and_notice() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let shop = shop(&app, &world).await;
        let id = world.visit(&app, shop).await;
        let officer = &world.officers[0].0;
        let [first, second] = [world.officers[0].1, world.officers[1].1];
        let present = [first, second];

        assert_eq!(seen(officer, &id).await["state"], "pending");
        arrived(&world, &id, &present).await.refused(422, "inspection.not_approved");
        let notice = |advance| {
            json!({"method": "field", "advance": advance,
            "delivery": "直接送达", "contact": "市场监管局 0943-7881234"})
        };
        act(officer, &id, "notify", notice(true)).await.refused(422, "inspection.not_approved");
        let approve = json!({"advance": true});
        act(officer, &id, "approve", approve.clone()).await.refused(403, "permission.denied");
        act(&world.planner, &id, "approve", approve.clone())
            .await
            .refused(403, "permission.denied");
        let other = &world.other_reviewer;
        act(other, &id, "approve", approve.clone()).await.refused(404, "record.missing");

        // A leader who is an officer of the team does not approve his own visit.
        let both = app.login_as(&[Role::Inspector, Role::Reviewer], world.scjg).await;
        let account = crate::support::inspections::account(&both).await;
        write(&app, move |tx| {
            let mut inspector = tx.need::<sunlot_domain::inspectors::Inspector>(&second)?;
            inspector.value.account = Some(account);
            tx.save(inspector)?;
            Ok(())
        })
        .await;
        act(&both, &id, "approve", approve.clone()).await.refused(422, "inspection.team_approves");

        act(&world.leader, &id, "approve", approve.clone()).await.ok();
        act(&world.leader, &id, "approve", approve).await.refused(422, "inspection.approved");
        arrived(&world, &id, &present).await.refused(409, "inspection.state");
        act(officer, &id, "notify", notice(false)).await.refused(422, "inspection.advance");
        let stranger = world.stranger.get(&format!("/api/v1/inspections/{id}")).await;
        stranger.refused(404, "record.missing");
        let told = act(officer, &id, "notify", notice(true)).await.ok();
        assert_eq!(told["state"], "notified");
        assert_eq!(told["notice"]["visit_code"].as_str().unwrap().len(), 26);
        assert!(told["notice"]["rights"].as_array().unwrap().len() >= 4);

        let third = world.officers[2].0.get(&format!("/api/v1/inspections/{id}")).await;
        third.refused(404, "record.missing");
        let hidden = json!({"place": "北大街", "present": [first.to_string(), second.to_string()],
            "certificates_shown": false});
        act(officer, &id, "arrive", hidden).await.refused(422, "inspection.certificates");
        arrived(&world, &id, &[first]).await.refused(422, "inspection.team_size");
        let outsider = world.officers[2].1;
        arrived(&world, &id, &[first, outsider]).await.refused(422, "inspection.not_member");
        conflict(&app, &world, shop).await;
        arrived(&world, &id, &present).await.refused(422, "inspection.conflict");
        assert_eq!(seen(officer, &id).await["state"], "notified", "nothing was kept of it");
    }
}

#[tokio::test]
async fn an_arrival_without_a_network_is_told_within_a_day() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let shop = shop(&app, &world).await;
        let id = world.visit(&app, shop).await;
        notified(&world, &id).await;
        let noticed = app.app.now();
        let [first, second] = [world.officers[0].1, world.officers[1].1].map(|id| id.to_string());
        let told = |at: UtcSecond| {
            json!({"place": "北大街", "present": [first, second], "certificates_shown": true,
                "arrived_at": at.to_string()})
        };
        let officer = &world.officers[0].0;
        let later = |seconds| app.app.now().plus(seconds).unwrap();
        act(officer, &id, "arrive", told(later(60))).await.refused(422, "inspection.field");
        act(officer, &id, "arrive", told(later(-60))).await.refused(422, "inspection.field");

        let there = noticed.plus(60).unwrap();
        app.pass(25 * 3_600).await;
        act(officer, &id, "arrive", told(there)).await.refused(422, "inspection.field");
        let there = later(-24 * 3_600);
        let visit = act(officer, &id, "arrive", told(there)).await.ok();
        assert_eq!(visit["arrival"]["at"], there.to_string());
        assert_eq!(visit["arrival"]["told_at"], app.app.now().to_string());
    }
}

#[tokio::test]
async fn a_checklist_says_something_about_every_point() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let shop = shop(&app, &world).await;
        let id = world.visit(&app, shop).await;
        let officer = &world.officers[0].0;
        notified(&world, &id).await;
        let early = check(officer, &id, vec![filled("P", "pass")]).await;
        early.refused(409, "inspection.state");
        arrived(&world, &id, &[world.officers[0].1, world.officers[1].1]).await.ok();

        act(officer, &id, "finish", json!({})).await.refused(422, "inspection.checklist");
        let wrong = |change: fn(&mut Value)| {
            let mut item = filled("P", "pass");
            change(&mut item);
            item
        };
        for item in [
            wrong(|item| item["methods"] = json!([])),
            wrong(|item| item["methods"] = json!(["telepathy"])),
            wrong(|item| item["methods"] = json!(["commissioned"])),
            wrong(|item| item["answers"] = json!([])),
            wrong(|item| item["answers"][0]["point"] = json!("别的要点")),
            wrong(|item| item["answers"][0]["outcome"] = json!("normal")),
            wrong(|item| {
                item["answers"][0] = json!({"point": "营业执照是否悬挂", "outcome": "fail"});
            }),
            wrong(|item| {
                item["answers"][1] = json!({"point": "经营范围是否一致", "outcome": "unchecked"});
            }),
            wrong(|item| item["code"] = json!("Q")),
        ] {
            check(officer, &id, vec![item]).await.refused(422, "inspection.checklist");
        }

        // A commissioned institution helps with a report; it is registered and its contract holds.
        let new = json!({"organ": world.scjg.to_string(), "name": "甘肃某会计师事务所",
            "qualification": "执业证书 001", "contract": "WT2026-3", "scope": "财务审计",
            "valid_from": "2026-01-01", "valid_to": "2026-02-28"});
        officer.post("/api/v1/institutions", new.clone()).await.refused(403, "permission.denied");
        let firm = world.planner.post("/api/v1/institutions", new.clone()).await.ok();
        let mut used = filled("P", "pass");
        used["methods"] = json!(["field", "commissioned"]);
        used["commissions"] = json!([{"institution": firm["id"], "report_no": "BG-1",
            "conclusion": "账实相符"}]);
        let over = check(officer, &id, vec![used.clone()]).await;
        over.refused(400, "institution.not_commissioned");
        let mut longer = new;
        longer["valid_to"] = json!("2026-12-31");
        longer["version"] = firm["version"].clone();
        let path = format!("/api/v1/institutions/{}", firm["id"].as_str().unwrap());
        world.planner.put(&path, longer).await.ok();
        let visit = check(officer, &id, vec![used]).await.ok();
        let item = &visit["items"][0];
        assert_eq!(item["checked"]["commissions"][0]["report_no"], "BG-1");
        assert_eq!(visit["team"].as_array().unwrap().len(), 2, "it is no officer");
        act(officer, &id, "finish", json!({})).await.ok();
    }
}

#[tokio::test]
async fn a_record_is_signed_by_two_and_never_changed_afterwards() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let shop = shop(&app, &world).await;
        let id = world.visit(&app, shop).await;
        let visit = recorded(&world, &id, "pass").await;
        let (first, second) = (&world.officers[0].0, &world.officers[1].0);
        assert_eq!((&visit["state"], &visit["intact"]), (&json!("recorded"), &json!(true)));
        let digest = json!({"digest": visit["digest"]});

        let stale = json!({"digest": "00".repeat(32)});
        act(first, &id, "sign", stale).await.refused(422, "inspection.digest");
        act(&world.leader, &id, "sign", digest.clone()).await.refused(403, "permission.denied");
        let third = act(&world.officers[2].0, &id, "sign", digest.clone()).await;
        third.refused(404, "record.missing");

        // Reopened before anybody has signed: the digest is another one afterwards.
        act(first, &id, "reopen", json!({})).await.ok();
        check(first, &id, vec![filled("P", "fail")]).await.ok();
        let again = act(first, &id, "finish", json!({})).await.ok();
        assert_ne!(again["digest"], visit["digest"]);
        act(first, &id, "sign", digest).await.refused(422, "inspection.digest");

        let digest = json!({"digest": again["digest"]});
        act(first, &id, "sign", digest.clone()).await.ok();
        act(first, &id, "sign", digest.clone()).await.refused(422, "inspection.signed");
        act(first, &id, "reopen", json!({})).await.refused(422, "inspection.signed");
        let edited = check(second, &id, vec![filled("P", "pass")]).await;
        edited.refused(422, "inspection.signed");
        let refusal = json!({"signed": false});
        act(first, &id, "company-sign", refusal).await.refused(422, "inspection.field");
        let refusal = json!({"signed": false, "reason": "对记录有异议", "witness": "社区干部李某"});
        let half = act(first, &id, "company-sign", refusal).await.ok();
        assert_eq!(half["state"], "recorded", "the second signature is missing");
        let ready = part(&world.leader, &half, world.scjg).await;
        assert_eq!((&ready["state"], &ready["due_on"]), (&json!("waiting"), &Value::Null));
        let entry = json!({"results": [{"item": "P", "code": "5", "text": "已责令改正"}]});
        let early = crate::support::inspections::part_step(first, &ready, "enter", entry).await;
        early.refused(409, "result.state");

        let done = act(second, &id, "sign", digest).await.ok();
        assert_eq!((&done["state"], &done["intact"]), (&json!("signed"), &json!(true)));
        assert_eq!(done["company"]["witness"], "社区干部李某");
        check(first, &id, vec![filled("P", "pass")]).await.refused(422, "inspection.signed");
        let note = json!({"text": "要点二的说明补充如下"});
        let noted = act(first, &id, "notes", note).await.ok();
        assert_eq!(noted["notes"].as_array().unwrap().len(), 1);
        assert_eq!(noted["digest"], done["digest"], "the record itself stays");

        // Somebody who changes the rows behind the record's back is found.
        let visit = InspectionId::parse(&id).unwrap();
        write(&app, move |tx| {
            let item = sunlot_store::inspections::items(tx, visit)?.remove(0);
            let mut value: InspectionItem = item.value.clone();
            let mut checked = value.checked.take().unwrap();
            checked.answers[0].outcome = "pass".into();
            value.checked = Some(checked);
            tx.save(item.map(|_| value))?;
            Ok(())
        })
        .await;
        assert_eq!(seen(first, &id).await["intact"], false);
    }
}

#[tokio::test]
async fn a_record_that_was_changed_between_two_signatures_is_not_signed() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let shop = shop(&app, &world).await;
        let id = world.visit(&app, shop).await;
        let visit = recorded(&world, &id, "pass").await;
        let inspection = InspectionId::parse(&id).unwrap();
        write(&app, move |tx| {
            let item = sunlot_store::inspections::items(tx, inspection)?.remove(0);
            let mut value: InspectionItem = item.value.clone();
            let mut checked = value.checked.take().unwrap();
            checked.note = "另一种说法".into();
            value.checked = Some(checked);
            tx.save(item.map(|_| value))?;
            Ok(())
        })
        .await;
        let digest = json!({"digest": visit["digest"]});
        let sign = act(&world.officers[0].0, &id, "sign", digest).await;
        sign.refused(422, "inspection.digest");
    }
}

#[tokio::test]
async fn a_visit_counts_for_the_year_and_no_more_than_the_cap() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let shop = shop(&app, &world).await;
        let (ids, organ) = (app.app.ids(), world.scjg);
        write(&app, move |tx| {
            tx.insert(VisitCap {
                id: ids.make(),
                organ,
                region: DivisionCode::parse("620422")?,
                year: 2026,
                visits_max: 1,
                counts_cases: true,
                basis: "会市监发〔2026〕1号".into(),
            })?;
            Ok(())
        })
        .await;
        let present = [world.officers[0].1, world.officers[1].1];
        let first = world.visit(&app, shop).await;
        notified(&world, &first).await;
        arrived(&world, &first, &present).await.ok();
        let second = world.visit(&app, shop).await;
        notified(&world, &second).await;
        let refused = arrived(&world, &second, &present).await.refused(422, "inspection.cap");
        assert!(refused["detail"].as_str().unwrap().contains("达到上限 1 次"));
        assert_eq!(seen(&world.leader, &second).await["state"], "notified");
        let exempt = json!({"place": "北大街", "certificates_shown": true, "exemption": "media",
            "present": present.iter().map(ToString::to_string).collect::<Vec<_>>()});
        let planned = act(&world.officers[0].0, &second, "arrive", exempt).await;
        planned.refused(400, "cap.planned_exempt");

        // A written check enters nobody's premises and does not count.
        let third = world.visit(&app, shop).await;
        act(&world.leader, &third, "approve", json!({"advance": true})).await.ok();
        let notice = json!({"method": "written", "advance": true, "delivery": "邮寄送达",
            "contact": "市场监管局 0943-7881234"});
        act(&world.planner, &third, "notify", notice).await.ok();
        arrived(&world, &third, &present).await.ok();
    }
}

#[tokio::test]
async fn a_status_closes_the_visit_and_stays_in_every_count() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let mut assignments = Vec::new();
        for (at, code) in CODES.iter().take(3).enumerate() {
            let name = format!("企业{at}有限公司");
            let one = subject(&app, world.scjg, SubjectKind::Enterprise, code, &name).await;
            assignments.push(world.assignment(one, &[("P", world.scjg)]));
        }
        let ids = world.opened(&app, assignments).await.unwrap();
        let (first, second) = (&world.officers[0].0, &world.officers[1].0);
        let gone = json!({"outcome": "deregistered", "note": "登记机关确认已于二月注销"});
        act(first, &ids[0], "outcome", gone.clone()).await.refused(422, "inspection.not_approved");
        notified(&world, &ids[0]).await;
        act(first, &ids[0], "outcome", gone.clone()).await.refused(422, "inspection.evidence");
        let photo = b"\xff\xd8\xff\xe0 the closed door".to_vec();
        let sha = sunlot_domain::files::FileDigest::of(&photo);
        let path = format!("/api/v1/inspections/{}/evidence?sha256={sha}", ids[0]);
        first.upload(&path, "门头.jpg", photo.clone()).await.ok();
        act(first, &ids[0], "outcome", gone).await.ok();
        let agree = json!({"agree": true});
        let same = act(first, &ids[0], "outcome/decide", agree.clone()).await;
        same.refused(422, "inspection.same_inspector");
        let present = [world.officers[0].1, world.officers[1].1];
        arrived(&world, &ids[0], &present).await.refused(422, "inspection.outcome_pending");
        act(second, &ids[0], "outcome/decide", json!({"agree": false})).await.ok();
        let again = json!({"outcome": "moved_out", "note": "已迁往靖远县，有迁出登记"});
        act(second, &ids[0], "outcome", again).await.ok();
        let ended = act(first, &ids[0], "outcome/decide", agree.clone()).await.ok();
        assert_eq!((&ended["state"], &ended["outcome"]), (&json!("ended"), &json!("moved_out")));
        let silent = part(&world.leader, &ended, world.scjg).await;
        assert_eq!(silent["state"], "ended", "no result: never a normal one");

        // Who cannot be found has a national result, and no other.
        notified(&world, &ids[1]).await;
        let path = format!("/api/v1/inspections/{}/evidence?sha256={sha}", ids[1]);
        first.upload(&path, "门头.jpg", photo).await.ok();
        let lost = json!({"outcome": "not_found", "note": "登记住所为空置房屋"});
        act(first, &ids[1], "outcome", lost).await.ok();
        let ended = act(second, &ids[1], "outcome/decide", agree).await.ok();
        let open = part(&world.leader, &ended, world.scjg).await;
        let text = "登记住所无法联系";
        let entry = |code: &str| json!({"results": [{"item": "P", "code": code, "text": text}]});
        let step = crate::support::inspections::part_step;
        step(first, &open, "enter", entry("1")).await.refused(422, "result.entry");
        step(first, &open, "enter", entry("4")).await.ok();

        let path = format!("/api/v1/public/tasks/{}/reconciliation", world.task);
        let counts = app.public().get(&path).await.ok();
        assert_eq!(counts["reconciles"], true, "{counts}");
        assert_eq!(counts["drawn"], 3);
        assert_eq!((&counts["open"], &counts["inspected"]), (&json!(1), &json!(0)));
        assert_eq!(counts["outcomes"], json!({"迁出": 1, "查无下落": 1}));
    }
}

#[tokio::test]
async fn evidence_is_what_was_captured() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let shop = shop(&app, &world).await;
        let id = world.visit(&app, shop).await;
        notified(&world, &id).await;
        let officer = &world.officers[0].0;
        let photo = b"\xff\xd8\xff\xe0 licence on the wall".to_vec();
        let sha = sunlot_domain::files::FileDigest::of(&photo).to_string();
        let path = |more: &str| format!("/api/v1/inspections/{id}/evidence{more}");
        let send = |more: String, bytes: Vec<u8>| {
            let path = path(&more);
            async move { officer.upload(&path, "现场.jpg", bytes).await }
        };
        send(String::new(), photo.clone()).await.refused(400, "evidence.no_hash");
        let other = format!("?sha256={}", "0".repeat(64));
        send(other, photo.clone()).await.refused(400, "evidence.hash");
        let page = b"<html><script>alert(1)</script>".to_vec();
        let named = format!("?sha256={}", sunlot_domain::files::FileDigest::of(&page));
        send(named, page).await.refused(400, "evidence.media");
        let late = format!("?sha256={sha}&captured_at=2026-03-09T01:00:00Z");
        send(late, photo.clone()).await.refused(400, "evidence.future");
        send(format!("?sha256={sha}"), Vec::new()).await.refused(400, "evidence.size");
        let huge = vec![0xff; (20 << 20) + 1];
        send(format!("?sha256={sha}"), huge).await.refused(400, "evidence.size");
        let foreign = world.others[0].0.upload(&path("?sha256=0"), "x.jpg", photo.clone()).await;
        foreign.refused(404, "record.missing");

        let kept = send(format!("?sha256={sha}&place=north"), photo.clone()).await.ok();
        let twice = send(format!("?sha256={sha}&item=P"), photo.clone()).await.ok();
        assert_eq!((&kept["sha256"], &kept["media"]), (&json!(sha), &json!("image/jpeg")));
        assert_ne!(kept["id"], twice["id"], "two pieces of evidence, one file");
        let stored: Result<_, sunlot_app::AppError> = app.app.read(|tx| Ok(tx.contents()?)).await;
        assert_eq!(stored.unwrap()["stored_file"].len(), 1);

        let content = format!("/api/v1/evidence/{}/content", kept["id"].as_str().unwrap());
        assert_eq!(officer.download(&content).await, photo);
        assert_eq!(world.planner.download(&content).await, photo);
        app.public().get(&content).await.refused(401, "session.required");
        world.office.get(&content).await.refused(403, "permission.denied");
        world.others[0].0.get(&content).await.refused(404, "record.missing");
        world.stranger.get(&content).await.refused(404, "record.missing");

        let visit = seen(officer, &id).await;
        assert_eq!(visit["evidence"].as_array().unwrap().len(), 2);
        arrived(&world, &id, &[world.officers[0].1, world.officers[1].1]).await.ok();
        check(officer, &id, vec![filled("P", "pass")]).await.ok();
        act(officer, &id, "finish", json!({})).await.ok();
        send(format!("?sha256={sha}"), photo).await.refused(422, "inspection.signed");
    }
}

#[tokio::test]
async fn a_visit_of_two_departments_needs_two_signatures_of_each() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = inspecting(&app).await;
        let shop = shop(&app, &world).await;
        let assignment = world.assignment(shop, &[("P", world.scjg), ("Q", world.jyj)]);
        let id = world.opened(&app, vec![assignment]).await.unwrap().remove(0);
        notified(&world, &id).await;
        let scjg = [world.officers[0].1, world.officers[1].1];
        let short = [scjg[0], scjg[1], world.others[0].1];
        arrived(&world, &id, &short).await.refused(422, "inspection.team_size");
        let all = [scjg[0], scjg[1], world.others[0].1, world.others[1].1];
        arrived(&world, &id, &all).await.ok();
        let (officer, other) = (&world.officers[0].0, &world.others[0].0);
        let foreign = check(officer, &id, vec![filled("Q", "pass")]).await;
        foreign.refused(422, "inspection.checklist");
        check(officer, &id, vec![filled("P", "pass")]).await.ok();
        act(officer, &id, "finish", json!({})).await.refused(422, "inspection.checklist");
        check(other, &id, vec![filled("Q", "pass")]).await.ok();
        let visit = act(other, &id, "finish", json!({})).await.ok();
        let digest = json!({"digest": visit["digest"]});
        let sign = json!({"signed": true, "name": "王经理"});
        act(officer, &id, "company-sign", sign).await.ok();
        for by in [&world.officers[0].0, &world.officers[1].0, &world.others[0].0] {
            let visit = act(by, &id, "sign", digest.clone()).await.ok();
            assert_eq!(visit["state"], "recorded");
        }
        let visit = act(&world.others[1].0, &id, "sign", digest).await.ok();
        assert_eq!(visit["state"], "signed");
        let task = world.leader.get(&format!("/api/v1/tasks/{}", world.task)).await.ok();
        assert_eq!(task["state"], "recording", "the task follows its visits");
        let parts = world.other_reviewer.get("/api/v1/inspection-parts").await.ok();
        assert_eq!(parts["total"], 1, "a department sees its own part");
        let mine = part(&world.leader, &visit, world.scjg).await;
        let path = format!("/api/v1/inspection-parts/{}", mine["id"].as_str().unwrap());
        other.get(&path).await.refused(404, "record.missing");
    }
}
