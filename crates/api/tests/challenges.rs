//! 质疑 over HTTP, on both databases: checked at once against the published files, answered by
//! somebody who had no part in the draw, and nobody learns who asked.

use serde_json::{Value, json};
use sunlot_domain::roles::Role;
use sunlot_store::DatabaseUrl;

use crate::support::TestApp;
use crate::support::databases::{TestDatabase, databases};
use crate::support::draws::{Draws, code, draws};

const CONTACT: &str = "13800000000";

fn path(draw: &Value) -> String {
    format!("/api/v1/public/draws/{}/challenges", draw["id"].as_str().unwrap())
}

/// A draw whose list everybody can compute.
async fn open_draw(app: &TestApp) -> (Draws, Value) {
    let world = draws(app).await;
    let draw = world.matched(app, "immediate", 1).await;
    world.sign(app).await;
    (world, draw)
}

/// Subjects with this outcome, and the numbers of it.
async fn all_that_are(
    app: &TestApp,
    world: &Draws,
    draw: &Value,
    outcome: &str,
) -> Vec<(String, Value)> {
    let path = format!("/api/v1/public/draws/{}/tickets", draw["id"].as_str().unwrap());
    let mut found = Vec::new();
    for code in &world.subjects {
        let told = app.public().get(&format!("{path}/{code}")).await.ok();
        let units = told["units"].as_array().unwrap().iter();
        let numbers = units.filter(|unit| unit["outcome"] == outcome).take(1);
        found.extend(numbers.map(|unit| (code.clone(), unit.clone())));
    }
    found
}

#[tokio::test]
async fn a_challenge_is_checked_at_once_and_answered_in_public() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let (world, draw) = open_draw(&app).await;
        let (path, public) = (path(&draw), app.public());
        assert_eq!(public.get(&path).await.ok()["total"], 0);

        let mut missing = all_that_are(&app, &world, &draw, "not_drawn").await;
        let ((other, _), (missed, unit)) = (missing.remove(1), missing.remove(0));
        let ask = json!({"subject": missed, "unit": unit["unit"], "ticket": unit["ticket"],
            "text": "我的签号不大于中签线"});
        let first = public.post(&path, ask.clone()).await.ok();
        let told = &first;
        assert_eq!((&told["verdict"], &told["standing"]), (&json!("refuted"), &json!("eligible")));
        let numbers = &told["findings"][0];
        assert_eq!((&numbers["key"], &numbers["cutoff"]), (&unit["ticket"], &unit["cutoff"]));
        assert_eq!((&numbers["listed"], &numbers["below"]), (&json!(false), &json!(false)));
        assert_eq!(told["due_on"], "2026-03-16", "ten working days");
        public.post(&path, ask).await.refused(409, "challenge.again");

        let (hit, _) = all_that_are(&app, &world, &draw, "drawn").await.remove(0);
        let wrong = json!({"subject": hit, "ticket": "0".repeat(64)});
        let told = public.post(&path, wrong).await.ok();
        assert_eq!(told["findings"][0]["listed"], true);
        let words = told["explanation"].as_str().unwrap();
        assert!(
            words.contains("名单中") && words.contains("签号与按公布的规则算出的不同"),
            "{words}"
        );
        for (subject, standing) in
            [(world.subjects[19].clone(), "excluded"), (code(9_999), "absent")]
        {
            let told = public.post(&path, json!({"subject": subject})).await.ok();
            assert_eq!(
                (&told["verdict"], &told["standing"]),
                (&json!("refuted"), &json!(standing))
            );
        }
        for (field, value, code) in
            [("ticket", "12", "challenge.ticket"), ("unit", "NO-SUCH-UNIT", "challenge.other_unit")]
        {
            let asked = json!({"subject": other, field: value});
            public.post(&path, asked).await.refused(422, code);
        }

        let all = public.get(&path).await.ok();
        assert_eq!(all["total"], 4);
        assert!(!all.to_string().contains("不大于中签线\""), "what was said is not public: {all}");
        let first = first["id"].as_str().unwrap().to_owned();
        let own = format!("/api/v1/challenges/{first}");
        // Who approved the draw does not answer for it.
        let reply = |version: u64, text: &str| json!({"version": version, "reply": text});
        let approver = world.county.reviewer.get(&own).await.ok();
        assert_eq!(approver["allowed_actions"], json!([]));
        let answer = format!("{own}/answer");
        let by_approver = world.county.reviewer.post(&answer, reply(1, "经核对，不成立")).await;
        by_approver.refused(422, "challenge.took_part");
        let fresh = app.login(Role::Reviewer, world.county.scjg).await;
        let seen = fresh.get(&own).await.ok();
        assert_eq!(seen["allowed_actions"], json!(["answer"]));
        assert_eq!(seen["text"], "我的签号不大于中签线");
        let personal = fresh.post(&answer, reply(1, "请电话联系 13800000000")).await;
        personal.refused(422, "challenge.personal_data");
        let done = fresh.post(&answer, reply(1, "经核对，签号大于中签线，质疑不成立。")).await.ok();
        assert_eq!(done["state"], "answered");
        fresh.post(&answer, reply(2, "再次答复一遍")).await.refused(409, "challenge.state");
        let shown = public.get(&path).await.ok();
        let answered = shown["items"].as_array().unwrap().iter().find(|one| one["id"] == first);
        assert_eq!(answered.unwrap()["reply"], "经核对，签号大于中签线，质疑不成立。");
    }
}

#[tokio::test]
async fn a_list_that_is_sealed_cannot_be_challenged_yet() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = draws(&app).await;
        let draw = world.matched(&app, "sealed", 1).await;
        let asked = json!({"subject": world.subjects[0]});
        app.public().post(&path(&draw), asked).await.refused(422, "challenge.sealed");
    }
}

#[tokio::test]
async fn who_asked_is_sealed_and_each_look_is_in_the_record() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let (world, draw) = open_draw(&app).await;
        let asked = json!({"subject": world.subjects[0], "contact": CONTACT});
        let told = app.public().post(&path(&draw), asked).await.ok();
        assert!(!told.to_string().contains(CONTACT), "{told}");
        let contents = app.app.read(|tx| Ok::<_, sunlot_app::AppError>(tx.contents()?)).await;
        let contents = format!("{:?}", contents.unwrap());
        assert!(!contents.contains(CONTACT), "{}", database.name);

        let own = format!("/api/v1/challenges/{}", told["id"].as_str().unwrap());
        let reviewer = &world.county.reviewer;
        assert_eq!(reviewer.get(&own).await.ok()["has_contact"], true);
        let look = format!("{own}/contact");
        reviewer.post(&look, json!({"reason": "联"})).await.refused(400, "reason.length");
        let why = json!({"reason": "电话告知核对结论"});
        world.county.author.post(&look, why.clone()).await.refused(403, "permission.denied");
        assert_eq!(reviewer.post(&look, why).await.ok()["contact"], CONTACT);
        let auditor = app.login(Role::Observer, world.county.scjg).await;
        let events = auditor.get("/api/v1/audit?action=challenge.reveal").await.ok();
        assert_eq!(events["total"], 1);
        assert_eq!(events["items"][0]["reason"], "电话告知核对结论");
    }
}

/// Changes stored bytes behind the platform's back.
fn damage(database: &TestDatabase) {
    let sql = "UPDATE file_chunk SET content = ?1 WHERE file IN \
               (SELECT file FROM draw_file WHERE name = 'result.tsv')";
    match &database.url {
        DatabaseUrl::Sqlite(path) => {
            let connection = rusqlite::Connection::open(path).unwrap();
            assert_eq!(connection.execute(sql, [b"edited".as_slice()]).unwrap(), 1);
        }
        DatabaseUrl::Postgres(url) => std::thread::scope(|scope| {
            let change = || {
                let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
                let sql = sql.replace("?1", "$1");
                assert_eq!(client.execute(&sql, &[&b"edited".as_slice()]).unwrap(), 1);
            };
            scope.spawn(change).join().unwrap();
        }),
    }
}

#[tokio::test]
async fn files_that_fail_their_checks_are_an_answer_too() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let (world, draw) = open_draw(&app).await;
        damage(&database);
        let asked = json!({"subject": world.subjects[0]});
        let told = app.public().post(&path(&draw), asked).await.ok();
        assert_eq!((&told["verdict"], &told["standing"]), (&json!("unreadable"), &Value::Null));
        assert!(told["explanation"].as_str().unwrap().contains("没有通过核对"), "{told}");
    }
}

#[tokio::test]
async fn a_network_asks_so_often_a_day() {
    let database = databases().remove(0);
    let app = TestApp::start(&database).await;
    let (world, draw) = open_draw(&app).await;
    let (path, public) = (path(&draw), app.public());
    for subject in world.subjects.iter().take(20) {
        public.post(&path, json!({"subject": subject})).await.ok();
    }
    let next = json!({"subject": world.subjects[20]});
    let refused = public.post(&path, next.clone()).await.refused(429, "challenge.wait");
    assert_eq!(refused["more"]["retry_after"], 86_400);
    app.pass(86_400).await;
    public.post(&path, next).await.ok();
}
