//! One task through HTTP from the register to published results, by the people who may take each
//! step.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};
use sunlot_domain::organs::OrganKind;
use sunlot_domain::roles::Role;

use super::draws::Draws;
use super::inspections::{act, officers, part_step, seen};
use super::plans::{county, publish, step, task};
use super::{COUNTY, Client, TestApp, registers};

/// Everybody, with the officers by their id in the register.
pub struct Cast {
    pub draws: Draws,
    pub officers: BTreeMap<String, Client>,
    pub publishers: BTreeMap<String, Client>,
    pub reviewers: BTreeMap<String, Client>,
    pub others: BTreeMap<String, Client>,
}

pub fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_else(|| panic!("{field} in {value}"))
}

/// `reader` is the program that reads files; only the tests of this crate have it built.
pub async fn cast(app: &TestApp, reader: &str) -> Cast {
    sunlot_app::imports::set_reader(PathBuf::from(reader));
    let county = county(app).await;
    registers::bring_in(&county.author, &county.reviewer, county.scjg, registers::real()).await;
    let mut known = BTreeMap::new();
    for (organ, letters) in [(county.scjg, ["SA", "SB", "SC"]), (county.jyj, ["JA", "JB", "JC"])] {
        for letter in letters {
            for (client, id) in officers(app, organ, letter).await {
                known.insert(id.to_string(), client);
            }
        }
    }
    let [scjg, jyj] = [county.scjg, county.jyj].map(|organ| organ.to_string());
    let by = |first: &Client, second: &Client| {
        BTreeMap::from([(scjg.clone(), first.clone()), (jyj.clone(), second.clone())])
    };
    let publishers = by(&county.second, &county.other);
    let reviewers = by(&county.reviewer, &county.other_reviewer);
    let other = app.login(Role::Reviewer, county.scjg).await;
    let others = by(&other, &county.other_reviewer);
    let jjw = app.organ(COUNTY, "jjw", OrganKind::Oversight).await;
    let observer = app.login(Role::Observer, jjw).await;
    let mut draws = Draws::of(app, county, (jjw, observer), json!({})).await;
    draws.task = planned(&draws).await;
    Cast { draws, officers: known, publishers, reviewers, others }
}

/// The joint plan of the year with one task, published and running; the task.
pub async fn planned(draws: &Draws) -> Value {
    let county = &draws.county;
    let organs =
        [county.scjg, county.jyj].map(|organ| json!({"code": "G", "organ": organ.to_string()}));
    let row = json!({"draw_from": "2026-03-02", "draw_to": "2026-03-31", "items": organs,
        "participants": [county.jyj.to_string()], "draw_type": "undirected", "filter": {},
        "scope_text": "全县经营主体", "quota": {"count": 5}, "deadline": "2026-11-30"});
    let new = json!({"organ": county.scjg.to_string(), "year": 2026, "joint": true,
        "name": "2026年度部门联合抽查计划", "tasks": [task(county, "经营主体部门联合抽查", row)]});
    let plan = county.author.post("/api/v1/plans", new).await.ok();
    let plan = publish(county, &plan).await;
    let plan = step(&county.author, &plan, "plans", "start").await;
    let tasks = county.author.get(&format!("/api/v1/tasks?plan={}", text(&plan, "id"))).await.ok();
    let task = tasks["items"][0].clone();
    assert_eq!(task["state"], "ready", "{task}");
    task
}

/// From the freeze to the release, sealed; gives the draw.
pub async fn drawn(app: &TestApp, cast: &Cast) -> Value {
    let (draws, reviewer) = (&cast.draws, &cast.draws.county.reviewer);
    let draw = draws.matched(app, "sealed", 1).await;
    let sealed = draws.bundle(app, &draw).await;
    let (report, files) = draws.judged(&sealed);
    assert!(report.accepted(), "{report:?}");
    assert!(!files.contains_key("result.tsv"), "nobody learns the list from what is published");
    app.pass(10_000).await;
    let draw = draws.post(reviewer, &draw, "release", json!({"batch": 1})).await;
    let draw = draws.take(reviewer, &draw, "unseal").await;
    let (report, files) = draws.judged(&draws.bundle(app, &draw).await);
    assert!(report.accepted() && files.contains_key("result.tsv"), "{report:?}");
    draw
}

/// Approval, notice, arrival, checklists, signatures; the last visit finds something.
pub async fn visited(cast: &Cast, visit: &str, outcome: &str) -> Value {
    let reviewer = &cast.draws.county.reviewer;
    act(reviewer, visit, "approve", json!({"advance": true, "opinion": "同意"})).await.ok();
    from_notice(cast, visit, outcome).await
}

/// A visit that was approved.
pub async fn from_notice(cast: &Cast, visit: &str, outcome: &str) -> Value {
    let county = &cast.draws.county;
    let notice = json!({"method": "field", "advance": true, "materials": ["营业执照"],
        "delivery": "直接送达", "contact": "市场监管局 0943-7881234"});
    let notified = act(&county.author, visit, "notify", notice).await.ok();
    let team = notified["team"].as_array().unwrap().clone();
    let of = |member: &Value| cast.officers[text(member, "inspector")].clone();
    let leader = of(&team[0]);
    let present: Vec<&str> = team.iter().map(|member| text(member, "inspector")).collect();
    let arrival = json!({"place": "登记住所", "present": present, "certificates_shown": true});
    act(&leader, visit, "arrive", arrival).await.ok();
    for organ in [county.scjg, county.jyj].map(|organ| organ.to_string()) {
        let officer = of(team.iter().find(|member| member["organ"] == organ).unwrap());
        let now = seen(&officer, visit).await;
        let items = now["items"].as_array().unwrap().iter().filter(|item| item["organ"] == organ);
        let items: Vec<Value> = items.map(|item| filled(item, outcome)).collect();
        let body = json!({"version": now["version"], "items": items});
        officer.put(&format!("/api/v1/inspections/{visit}/checklist"), body).await.ok();
    }
    let record = act(&leader, visit, "finish", json!({})).await.ok();
    for member in &team {
        act(&of(member), visit, "sign", json!({"digest": record["digest"]})).await.ok();
    }
    let sign = json!({"signed": true, "name": "负责人"});
    let done = act(&leader, visit, "company-sign", sign).await.ok();
    assert_eq!(done["state"], "signed", "{done}");
    done
}

pub fn filled(item: &Value, outcome: &str) -> Value {
    let points = item["points"].as_array().unwrap();
    let named = points.iter().map(|point| text(point, "point"));
    let named: Vec<&str> =
        if points.is_empty() { vec![text(item, "name")] } else { named.collect() };
    let answers: Vec<Value> = named
        .iter()
        .map(|point| json!({"point": point, "outcome": outcome, "note": "现场核实情况"}))
        .collect();
    json!({"code": item["code"], "methods": ["field"], "answers": answers, "note": ""})
}

/// Each department enters, reviews and publishes what it found, by three people.
pub async fn published(cast: &Cast, visit: &Value, code: &str, words: &str) {
    for part in visit["parts"].as_array().unwrap() {
        let organ = text(part, "organ");
        let team = visit["team"].as_array().unwrap();
        let member = team.iter().find(|member| member["organ"] == organ).unwrap();
        let officer = &cast.officers[text(member, "inspector")];
        let path = format!("/api/v1/inspection-parts/{}", text(part, "id"));
        let part = officer.get(&path).await.ok();
        let results = json!({"results": [{"item": "G", "code": code, "text": words}]});
        let part = part_step(officer, &part, "enter", results).await.ok();
        let part = part_step(&cast.reviewers[organ], &part, "review", json!({"pass": true})).await;
        let part = part_step(&cast.publishers[organ], &part.ok(), "publish", json!({})).await.ok();
        assert_eq!(part["state"], "published");
    }
}
