//! 证据包 of visits that no ordinary draw sent: a subject that moved up, a supplement, a case.

use serde_json::{Value, json};
use sunlot_domain::roles::Role;
use sunlot_record::archive::{Files, unpack};
use sunlot_record::dossier::{List, MANIFEST, NamedSubject, SUBJECTS, Verified, verify};

use crate::support::databases::databases;
use crate::support::draws::{Draws, draws};
use crate::support::follow::{World, finish};
use crate::support::{Client, TestApp, log_keys, trust};

/// The dossier of a visit with what the verifier says of it.
async fn dossier(by: &Client, visit: &str) -> (Files, Verified) {
    let bytes = by.download(&format!("/api/v1/inspections/{visit}/dossier.zip")).await;
    let files = unpack(&bytes).unwrap();
    let seen = verify(&files, &trust());
    assert!(seen.holds(), "{:?}", seen.report.findings);
    (files, seen)
}

/// What the verifier says of the list and the team, in words.
fn of_the_list(seen: &Verified) -> &str {
    &seen.checks.iter().find(|check| check.name == "名单和检查组").unwrap().text
}

/// The same files with another subject under the visit, listed and signed again.
fn under(files: &Files, seen: &Verified, code: &str) -> Vec<&'static str> {
    let mut files = files.clone();
    let named = NamedSubject::read(&files[SUBJECTS]).unwrap().remove(0);
    let swapped = NamedSubject { code: code.to_owned(), ..named };
    files.insert(SUBJECTS.into(), NamedSubject::file([&swapped]));
    let old = seen.list.clone().unwrap();
    let list = List::of(old.kind, &old.number, &old.record, old.size, &files);
    files.insert(MANIFEST.into(), list.signed(&log_keys()).into_bytes());
    verify(&files, &trust()).report.findings.iter().map(|finding| finding.code).collect()
}

fn subjects(list: &Value) -> Vec<String> {
    let rows = list["rows"].as_array().unwrap();
    rows.iter().map(|row| row["subject"].as_str().unwrap().to_owned()).collect()
}

/// The list of a draw, by who may look at it.
async fn listed(world: &Draws, draw: &Value) -> Value {
    let path = format!("/api/v1/draws/{}/views", draw["id"].as_str().unwrap());
    world.county.reviewer.post(&path, json!({"reason": "核对派车安排"})).await.ok()
}

/// The visit to a subject that a draw sent.
async fn visit_to(world: &Draws, code: &str) -> String {
    let author = &world.county.author;
    let found = author.get(&format!("/api/v1/subjects?q={code}")).await.ok();
    let subject = found["items"][0]["id"].as_str().unwrap().to_owned();
    let visits = author.get(&format!("/api/v1/inspections?subject={subject}")).await.ok();
    assert_eq!(visits["total"], 1, "{visits}");
    visits["items"][0]["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subject_that_moved_up_is_told_from_one_that_was_drawn() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = draws(&app).await;
        let draw = world.matched(&app, "sealed", 1).await;
        let both = app.login_as(&[Role::LeadPlanner, Role::Reviewer], world.county.scjg).await;
        let list = listed(&world, &draw).await;
        let draw = world.replaced(&draw, &both, &list["rows"][0]).await;
        let (draw, _) = world.filled(draw).await;
        let (before, after) = (subjects(&list), subjects(&listed(&world, &draw).await));
        let moved_up = after.iter().find(|code| !before.contains(code)).expect("the next ticket");
        app.pass(10_000).await;
        let draw = world.post(&world.county.reviewer, &draw, "release", json!({"batch": 1})).await;
        let visit = visit_to(&world, moved_up).await;

        // While the list is sealed only what was sent can be compared.
        world.sign(&app).await;
        let (_, sealed) = dossier(&world.county.author, &visit).await;
        assert!(of_the_list(&sealed).contains("名单尚未公开"), "{}", of_the_list(&sealed));
        world.take(&world.county.reviewer, &draw, "unseal").await;
        world.sign(&app).await;
        let (files, seen) = dossier(&world.county.author, &visit).await;
        assert!(of_the_list(&seen).contains("其中 1 次为递补"), "{}", of_the_list(&seen));
        let spared = world.subjects.iter().find(|code| !after.contains(code)).unwrap();
        assert_eq!(under(&files, &seen, spared), ["dossier.not_drawn"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_of_a_supplement_is_proved_by_the_supplement() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = draws(&app).await;
        let first = world.matched(&app, "immediate", 1).await;
        app.pass(10_000).await;
        let first =
            world.post(&world.county.reviewer, &first, "release", json!({"batch": 1})).await;
        let mut form = world.form(&app, "immediate", 2);
        form["kind"] = json!("supplement");
        form["reason"] = json!("LEAK");
        let second = world.county.author.post(&world.path(), form).await.ok();
        let second = world.announce(&second).await;
        let second = world.drawable(&app, &second).await;
        let second = world.take(&world.county.author, &second, "draw").await;
        let second = world.take(&world.county.author, &second, "match").await;
        app.pass(10_000).await;
        let second =
            world.post(&world.county.reviewer, &second, "release", json!({"batch": 1})).await;
        let (before, after) = (listed(&world, &first).await, listed(&world, &second).await);
        let (before, after) = (subjects(&before), subjects(&after));
        world.sign(&app).await;
        let visit = visit_to(&world, &after[0]).await;
        let (files, seen) = dossier(&world.county.author, &visit).await;
        assert!(of_the_list(&seen).starts_with("1 次检查的对象在抽中名单中"), "{seen:?}");
        // Who was drawn first was not drawn in the supplement.
        assert_eq!(under(&files, &seen, &before[0]), ["dossier.not_drawn"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_of_a_case_is_shown_as_one_that_nobody_drew() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = World::build(&app).await;
        let case = world.inspected(&app, &world.subjects[0]).await;
        let visit = case["inspection"].as_str().unwrap();
        finish(&app, visit).await;
        crate::support::draws::sign(&app).await;
        let (files, seen) = dossier(&world.county.author, visit).await;
        assert!(of_the_list(&seen).contains("1 次为个案检查，不经抽取"), "{seen:?}");
        assert!(!files.keys().any(|path| path.starts_with("draws/")), "{:?}", files.keys());
        let approval = files.keys().any(|path| path.ends_with("行政检查审批表.pdf"));
        assert!(approval, "who approved it, in the place of the draw");
    }
}
