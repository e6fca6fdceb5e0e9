//! Where draw and inspection meet, over HTTP on both databases: results of others before the
//! freeze, the team after the dispatch, and the two tasks of a joint visit.

use serde_json::{Value, json};
use sunlot_domain::ids::{Id as _, InspectionId, OrganId, SubjectId};
use sunlot_domain::organs::OrganKind;
use sunlot_domain::roles::Role;
use sunlot_store::inspections;

use crate::support::databases::databases;
use crate::support::draws::{Draws, draws, populate_with, ready_task};
use crate::support::inspections::{
    Inspecting, act, arrived, check, filled, inspecting, part, part_step, seen, write,
};
use crate::support::plans::{County, people, step, task};
use crate::support::{COUNTY, Client, TestApp};

/// Those who plan for an inspecting county; the first organ initiates.
async fn planning(app: &TestApp, first: OrganId, second: OrganId) -> County {
    let office = app.organ(COUNTY, "bgs", OrganKind::Coordination).await;
    let city = app.organ("620400", "sjyj", OrganKind::Department).await;
    let far = app.organ("620421", "jyj", OrganKind::Department).await;
    people(app, [first, second, office, city, far]).await
}

async fn world(app: &TestApp, county: County, change: Value) -> Draws {
    let jjw = app.organ(COUNTY, "jjw", OrganKind::Oversight).await;
    let observer = app.login(Role::Observer, jjw).await;
    Draws::of(app, county, (jjw, observer), change).await
}

/// Signed by the company and by these officers.
async fn sign(id: &str, officers: &[&Client]) {
    let visit = act(officers[0], id, "finish", json!({})).await.ok();
    act(officers[0], id, "company-sign", json!({"signed": true, "name": "王经理"})).await.ok();
    for officer in officers {
        act(officer, id, "sign", json!({"digest": visit["digest"]})).await.ok();
    }
}

fn passing(item: &str) -> Value {
    json!({"results": [{"item": item, "code": "1", "text": ""}]})
}

/// 市场监管 publishes its item R, which has the national code of 教育's item R.
async fn published(app: &TestApp, world: &Inspecting, shop: SubjectId) -> Value {
    let assignment = world.assignment(shop, &[("R", world.scjg)]);
    let id = world.opened(app, vec![assignment]).await.unwrap().remove(0);
    crate::support::inspections::notified(world, &id).await;
    arrived(world, &id, &[world.officers[0].1, world.officers[1].1]).await.ok();
    let officer = &world.officers[0].0;
    check(officer, &id, vec![filled("R", "pass")]).await.ok();
    sign(&id, &[officer, &world.officers[1].0]).await;
    let visit = seen(&world.leader, &id).await;
    let own = part(&world.leader, &visit, world.scjg).await;
    let own = part_step(officer, &own, "enter", passing("R")).await.ok();
    let own = part_step(&world.reviewer, &own, "review", json!({"pass": true})).await.ok();
    part_step(&world.publisher, &own, "publish", json!({})).await.ok();
    let path = format!("/api/v1/public/results?task={}", world.task);
    app.public().get(&path).await.ok()["items"][0].clone()
}

async fn withdrawn(world: &Inspecting, result: &Value) {
    let path = format!("/api/v1/results/{}/changes", result["id"].as_str().unwrap());
    let form = json!({"edition": 1, "kind": "withdraw", "reason": "公示对象有误，予以撤回"});
    let change = world.planner.post(&path, form).await.ok();
    let path = format!("/api/v1/result-changes/{}", change["id"].as_str().unwrap());
    let agree = |version| json!({"version": version, "agree": true});
    world.office.post(&format!("{path}/concur"), agree(1)).await.ok();
    world.leader.post(&format!("{path}/approve"), agree(2)).await.ok();
}

/// How many are left out for which reason, once the task is frozen.
async fn excluded(app: &TestApp, world: &Draws) -> Value {
    let draw = world.prepared(app, "immediate", 1).await;
    let draw = world.take(&world.county.reviewer, &draw, "approve").await;
    assert_eq!(draw["counts"]["frame"], 20, "they stay in the frame");
    draw["counts"]["excluded"].clone()
}

#[tokio::test]
async fn whom_another_department_inspected_is_not_drawn_for_the_same_item() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let inspecting = inspecting(&app).await;
        let (jyj, scjg) = (inspecting.jyj, inspecting.scjg);
        let codes = populate_with(&app, &[jyj, scjg], 20, 2).await;
        let code = codes[0].clone();
        let found = app.app.store.read(move |tx| sunlot_store::subjects::by_code(tx, &code)).await;
        let shop = found.unwrap().unwrap().value.id;
        let result = published(&app, &inspecting, shop).await;
        assert_eq!(result["subject_code"], codes[0].as_str());

        let county = planning(&app, jyj, scjg).await;
        let (r, p) = (
            json!({"code": "R", "organ": jyj.to_string()}),
            json!({"code": "P", "organ": scjg.to_string()}),
        );
        let lone = json!({"items": [r.clone()], "participants": []});
        let mut world = world(&app, county, lone.clone()).await;
        let trial = format!("/api/v1/tasks/{}/dry-run", world.task["id"].as_str().unwrap());
        let trial = world.county.author.get(&trial).await.ok();
        assert_eq!(trial["excluded"]["RECENT"], 1, "a trial counts like the freeze: {trial}");
        let counts = excluded(&app, &world).await;
        assert_eq!(counts, reasons(&[("RECENT", 1), ("STATUS", 1)]), "{}", database.name);

        // Nobody inspected P: who is missing one item is drawn.
        world.task = ready_task(&world.county, json!({"items": [r, p]})).await;
        let counts = excluded(&app, &world).await;
        assert_eq!(counts, reasons(&[("STATUS", 1)]), "{}", database.name);
        // The own result of an organ is no recognition, but its interval.
        let own = json!({"items": [{"code": "R", "organ": scjg.to_string()}],
            "organ": scjg.to_string(), "participants": []});
        let planner = app.login(Role::LeadPlanner, scjg).await;
        let reviewer = app.login(Role::Reviewer, scjg).await;
        let first = std::mem::replace(&mut world.county.author, planner);
        let second = std::mem::replace(&mut world.county.reviewer, reviewer);
        world.task = ready_task(&world.county, own).await;
        let counts = excluded(&app, &world).await;
        assert_eq!(counts, reasons(&[("STATUS", 1)]), "{}", database.name);

        withdrawn(&inspecting, &result).await;
        (world.county.author, world.county.reviewer) = (first, second);
        world.task = ready_task(&world.county, lone).await;
        let counts = excluded(&app, &world).await;
        assert_eq!(counts, reasons(&[("STATUS", 1)]), "{}", database.name);
    }
}

/// As a draw tells them.
fn reasons(of: &[(&str, u64)]) -> Value {
    of.iter().map(|(code, count)| format!("{code} {count}")).collect()
}

/// Asks for a recusal as one person and approves it as another.
async fn recuse(
    app: &TestApp,
    world: &Draws,
    draw: &Value,
    (subject, officer): (&Value, &Value),
) -> crate::support::Reply {
    let both = app.login_as(&[Role::LeadPlanner, Role::Reviewer], world.county.scjg).await;
    let request = json!({"kind": "recusal", "reason": "KIN", "note": "与经营者有亲属关系",
        "subject": subject, "officer": officer});
    let path = format!("/api/v1/draws/{}/requests", draw["id"].as_str().unwrap());
    let asked = both.post(&path, request).await.ok();
    let path = format!("/api/v1/draw-requests/{}/approve", asked["id"].as_str().unwrap());
    world.county.reviewer.post(&path, json!({"version": asked["version"]})).await
}

async fn rematch(world: &Draws, draw: &Value, round: u64) -> Value {
    let digits = format!("{:020}", 700 + round);
    let recorders = draw["recorders"].as_array().unwrap();
    let sheets: Vec<Value> =
        recorders.iter().map(|r| json!({"recorder": r["id"], "digits": digits})).collect();
    let body = json!({"round": round, "sheets": sheets});
    world.post(&world.county.author, draw, "rematch", body).await
}

/// Certificates of those who are to go, leader first within each department.
async fn team(by: &Client, id: &str) -> Vec<(String, bool)> {
    let visit = seen(by, id).await;
    let members = visit["team"].as_array().unwrap().iter();
    let member =
        |m: &Value| (m["certificate"].as_str().unwrap().to_owned(), m["leads"].as_bool().unwrap());
    members.map(member).collect()
}

#[tokio::test]
async fn who_is_drawn_after_the_dispatch_stands_in_the_open_visit() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = draws(&app).await;
        let draw = world.matched(&app, "immediate", 1).await;
        app.pass(10_000).await;
        let reviewer = &world.county.reviewer;
        let mut draw = world.post(reviewer, &draw, "release", json!({"batch": 1})).await;
        let author = &world.county.author;
        let path = format!("/api/v1/inspections?task={}", world.task["id"].as_str().unwrap());
        let list = author.get(&path).await.ok();
        let visit = &list["items"][0];
        let (id, subject) = (visit["id"].as_str().unwrap(), &visit["subject_code"]);
        let mut before = team(author, id).await;
        assert_eq!(before.len(), 4);
        // The leader and another, one after the other: who leads is followed by who leads.
        for (round, leads) in [(51, true), (52, false)] {
            let gone = before.iter().find(|(_, of)| *of == leads).unwrap().0.clone();
            draw = recuse(&app, &world, &draw, (subject, &json!(gone))).await.ok();
            draw = rematch(&world, &draw, round).await;
            let after = team(author, id).await;
            assert_eq!(after.len(), 4, "{after:?}");
            assert!(after.iter().all(|(code, _)| *code != gone), "{gone} has left: {after:?}");
            let new = after.iter().filter(|member| !before.contains(member));
            assert_eq!(new.map(|(_, leads)| *leads).collect::<Vec<_>>(), [leads]);
            let look = json!({"reason": "核对派车安排"});
            let views = format!("/api/v1/draws/{}/views", draw["id"].as_str().unwrap());
            let rows = reviewer.post(&views, look).await.ok()["rows"].clone();
            let row = rows.as_array().unwrap().iter().find(|row| row["subject"] == *subject);
            let mut listed: Vec<Value> = row.unwrap()["team"].as_array().unwrap().clone();
            let mut stand: Vec<Value> = after.iter().map(|(code, _)| json!(code)).collect();
            listed.sort_by_key(Value::to_string);
            stand.sort_by_key(Value::to_string);
            assert_eq!(stand, listed, "the visit is what the draw says");
            before = after;
        }
        let kept = InspectionId::parse(id).unwrap();
        let all = app.app.store.read(move |tx| inspections::members(tx, kept)).await.unwrap();
        assert_eq!((all.len(), all.iter().filter(|m| m.value.has_left).count()), (6, 2));
        write(&app, move |tx| {
            let visit = tx.need::<sunlot_domain::inspections::Inspection>(&kept)?;
            let posts = sunlot_store::draws::dispatched(tx, visit.value.draw.unwrap())?;
            let of = posts.iter().filter(|post| post.subject == visit.value.subject);
            assert_eq!(of.count(), 6, "who was sent later counts for the rotation");
            Ok(())
        })
        .await;
    }
}

/// A task of each department, merged and approved, drawn and dispatched together.
async fn merged(app: &TestApp, world: &mut Draws, items: [(&str, OrganId); 2]) -> [Value; 2] {
    let county = &world.county;
    let form = |(code, organ): (&str, OrganId), name: &str| {
        let change = json!({
            "organ": organ.to_string(), "origin": "temporary", "reason": "投诉集中反映的问题",
            "draw_from": "2026-03-02", "draw_to": "2026-03-31",
            "items": [{"code": code, "organ": organ.to_string()}],
            "quota": {"ratio": "5%", "at_least_one": true}
        });
        task(county, name, change)
    };
    let first = county.author.post("/api/v1/tasks", form(items[0], "餐饮抽查")).await.ok();
    let second = county.other.post("/api/v1/tasks", form(items[1], "食堂抽查")).await.ok();
    let path = format!("/api/v1/tasks/{}/merge", first["id"].as_str().unwrap());
    let visit = county.author.post(&path, json!({"other": second["id"]})).await.ok();
    let path = format!("/api/v1/joint-visits/{}/consent", visit["id"].as_str().unwrap());
    county.other.post(&path, json!({"version": visit["version"]})).await.ok();
    let approved = async |by: &Client, reviewer: &Client, task: &Value| {
        let path = format!("/api/v1/tasks/{}", task["id"].as_str().unwrap());
        let task = by.get(&path).await.ok();
        let task = step(by, &task, "tasks", "submit").await;
        step(reviewer, &task, "tasks", "approve").await
    };
    let first = approved(&county.author, &county.reviewer, &first).await;
    let second = approved(&county.other, &county.other_reviewer, &second).await;
    world.task = first.clone();
    let draw = world.matched(app, "immediate", 1).await;
    app.pass(10_000).await;
    let draw = world.post(&world.county.reviewer, &draw, "release", json!({"batch": 1})).await;
    assert_eq!(draw["joint_task"], second["id"]);
    [first, draw]
}

async fn states(world: &Draws, draw: &Value) -> [String; 2] {
    let state = async |by: &Client, task: &Value| {
        let path = format!("/api/v1/tasks/{}", task.as_str().unwrap());
        by.get(&path).await.ok()["state"].as_str().unwrap().to_owned()
    };
    let county = &world.county;
    [state(&county.author, &draw["task"]).await, state(&county.other, &draw["joint_task"]).await]
}

#[tokio::test]
async fn both_tasks_of_a_joint_visit_follow_its_visits() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let inspecting = inspecting(&app).await;
        let (scjg, jyj) = (inspecting.scjg, inspecting.jyj);
        populate_with(&app, &[scjg, jyj], 20, 0).await;
        let county = planning(&app, scjg, jyj).await;
        let lone = json!({"items": [{"code": "R", "organ": scjg.to_string()}], "participants": []});
        let mut world = world(&app, county, lone).await;
        let [first, draw] = merged(&app, &mut world, [("P", scjg), ("Q", jyj)]).await;
        assert_eq!(states(&world, &draw).await, ["dispatched", "dispatched"]);

        let path = format!("/api/v1/inspections?task={}", first["id"].as_str().unwrap());
        let list = world.county.author.get(&path).await.ok();
        assert_eq!(list["total"], 1, "one visit for both: {list}");
        let (id, subject) = (list["items"][0]["id"].as_str().unwrap(), &list["items"][0]);
        let approval = json!({"advance": true, "opinion": "同意"});
        act(&world.county.reviewer, id, "approve", approval).await.ok();
        let notice = json!({"method": "field", "advance": true, "materials": ["营业执照副本"],
            "delivery": "直接送达", "contact": "市场监管局 0943-7881234"});
        act(&world.county.author, id, "notify", notice).await.ok();
        let codes = team(&world.county.author, id).await;
        let of = |letter: &str, all: &[(Client, sunlot_domain::ids::InspectorId)]| {
            let named = all.iter().enumerate();
            let named = named.map(|(at, one)| (format!("{letter}62042200{}", at + 1), one.clone()));
            let goes = |code: &String| codes.iter().any(|(of, _)| of == code);
            named.filter(|(code, _)| goes(code)).map(|(_, one)| one).collect::<Vec<_>>()
        };
        let (own, other) = (of("S", &inspecting.officers), of("J", &inspecting.others));
        assert_eq!((own.len(), other.len()), (2, 2));
        let present: Vec<String> =
            own.iter().chain(&other).map(|(_, inspector)| inspector.to_string()).collect();
        let arrival = json!({"place": "会师镇北大街1号", "present": present,
            "certificates_shown": true, "company": "王经理"});
        act(&own[0].0, id, "arrive", arrival).await.ok();
        assert_eq!(states(&world, &draw).await, ["inspecting", "inspecting"]);
        // Who was there was there: the team does not change any more.
        let late = (&subject["subject_code"], &json!(codes[0].0));
        recuse(&app, &world, &draw, late).await.refused(409, "inspection.state");

        check(&own[0].0, id, vec![filled("P", "pass")]).await.ok();
        check(&other[0].0, id, vec![filled("Q", "pass")]).await.ok();
        sign(id, &[&own[0].0, &own[1].0, &other[0].0, &other[1].0]).await;
        assert_eq!(states(&world, &draw).await, ["recording", "recording"]);
        let visit = seen(&world.county.author, id).await;
        let (ours, theirs) =
            (part(&own[0].0, &visit, scjg).await, part(&other[0].0, &visit, jyj).await);
        let ours = part_step(&own[0].0, &ours, "enter", passing("P")).await.ok();
        let theirs = part_step(&other[0].0, &theirs, "enter", passing("Q")).await.ok();
        assert_eq!(states(&world, &draw).await, ["reviewing", "reviewing"]);
        let pass = json!({"pass": true});
        let ours = part_step(&inspecting.reviewer, &ours, "review", pass.clone()).await.ok();
        let theirs = part_step(&inspecting.other_reviewer, &theirs, "review", pass).await.ok();
        part_step(&inspecting.publisher, &ours, "publish", json!({})).await.ok();
        assert_eq!(states(&world, &draw).await, ["reviewing", "reviewing"], "one part waits");
        part_step(&inspecting.other_planner, &theirs, "publish", json!({})).await.ok();
        assert_eq!(states(&world, &draw).await, ["published", "published"]);
    }
}
