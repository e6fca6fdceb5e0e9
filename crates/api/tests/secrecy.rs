//! Who complained, and against whom, is nowhere but behind the seal: not in an answer, not in the
//! database, not in the log. In a process of its own, because it reads everything the process logs.

mod support;

use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::json;
use sunlot_app::AppError;
use sunlot_domain::roles::Role;
use support::TestApp;
use support::databases::databases;
use support::follow::{World, act};

/// Everything that the program logs in this test process.
static LOGGED: Mutex<String> = Mutex::new(String::new());

/// Keeps every event and span as text.
struct Keep(AtomicU64);

struct Text<'a>(&'a mut String);

impl tracing::field::Visit for Text<'_> {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, "{field}={value:?} ");
    }
}

impl tracing::Subscriber for Keep {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        span.record(&mut Text(&mut LOGGED.lock().unwrap()));
        tracing::span::Id::from_u64(self.0.fetch_add(1, Ordering::SeqCst) + 1)
    }

    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        values.record(&mut Text(&mut LOGGED.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Text(&mut LOGGED.lock().unwrap()));
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

const CANARIES: [&str; 4] = ["金丝雀投诉人", "13911112222", "要求保密的备注", "金丝雀经营者"];

#[tokio::test]
async fn who_complained_is_nowhere_but_behind_the_seal() {
    let _ = tracing::subscriber::set_global_default(Keep(AtomicU64::new(0)));
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = World::build(&app).await;
        let author = &world.county.author;
        let case = world.complaint(&world.subjects[0], json!({})).await;
        let person = json!({"name": CANARIES[0], "contact": CANARIES[1], "note": CANARIES[2]});
        let bad = json!({"name": "", "contact": CANARIES[1].repeat(20)});
        act(author, "cases", &case, "complainant", bad).await.refused(422, "case.text");
        let case = act(author, "cases", &case, "complainant", person).await.ok();
        let stall = json!({"organ": world.county.scjg.to_string(), "lacks": "registration",
            "registrar": world.county.scjg.to_string(), "region": "620422100",
            "activity": "早餐摊点", "place": "会师镇南关路口", "person": CANARIES[3]});
        let stall = author.post("/api/v1/unlicensed", stall).await.ok();
        assert_eq!(stall["has_person"], true);

        // Who reveals says why, by his own right, and it is in the record.
        let reveal = format!("/api/v1/cases/{}/reveal", case["id"].as_str().unwrap());
        let why = json!({"reason": "联系投诉人补充材料"});
        author.post(&reveal, json!({"reason": ""})).await.refused(400, "reason.length");
        world.county.reviewer.post(&reveal, why.clone()).await.refused(403, "permission.denied");
        world.inspectors[0].1.post(&reveal, why.clone()).await.refused(403, "permission.denied");
        world.county.other.post(&reveal, why.clone()).await.refused(404, "record.missing");
        app.public().post(&reveal, why.clone()).await.refused(401, "session.required");
        let seen = author.post(&reveal, why.clone()).await.ok();
        assert_eq!((&seen["name"], &seen["contact"]), (&json!(CANARIES[0]), &json!(CANARIES[1])));
        let stall_path = format!("/api/v1/unlicensed/{}/reveal", stall["id"].as_str().unwrap());
        assert_eq!(author.post(&stall_path, why).await.ok()["person"], CANARIES[3]);

        let ids = [&case["id"], &stall["id"], &stall["subject"], &json!(world.subjects[0])]
            .map(|id| id.as_str().unwrap().to_owned());
        let observer = app.login(Role::Observer, world.county.scjg).await;
        let looking = [&app.public(), author, &world.county.reviewer, &observer];
        for (path, answer) in everything_read(&looking, &ids).await {
            for canary in CANARIES {
                assert!(!answer.contains(canary), "{canary} in {path} on {}", database.name);
            }
        }
        let kept: Result<_, AppError> = app.app.read(|tx| Ok(tx.contents()?)).await;
        let kept = format!("{:?}", kept.unwrap());
        assert!(kept.contains("后厨不洁"), "the search can find something");
        for canary in CANARIES {
            assert!(!kept.contains(canary), "{canary} in the database {}", database.name);
            // Also not as bytes, which are printed as numbers.
            let bytes = format!("{:?}", canary.as_bytes());
            let bytes = bytes.trim_matches(['[', ']']);
            assert!(!kept.contains(bytes), "{canary} unsealed in {}", database.name);
            assert!(!LOGGED.lock().unwrap().contains(canary), "{canary} in the log");
        }
        assert!(LOGGED.lock().unwrap().contains("reason.length"), "the log was read");
    }
}

/// Every reading address with every id, for each of these people.
async fn everything_read(people: &[&support::Client], ids: &[String]) -> Vec<(String, String)> {
    let description = serde_json::to_value(sunlot_api::openapi()).unwrap();
    let mut answers = Vec::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        if item.get("get").is_none() {
            continue;
        }
        let filled: Vec<String> = match path.split_once('{') {
            None => vec![path.clone()],
            Some(_) => ids
                .iter()
                .map(|id| {
                    let part = |part: &str| {
                        if part.starts_with('{') { id.clone() } else { part.to_owned() }
                    };
                    path.split('/').map(part).collect::<Vec<_>>().join("/")
                })
                .collect(),
        };
        for path in filled {
            for client in people {
                let reply = client.get(&path).await;
                answers.push((path.clone(), reply.body.to_string()));
            }
        }
    }
    assert!(answers.len() > 400, "{}", answers.len());
    answers
}
