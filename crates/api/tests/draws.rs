//! 抽取 over HTTP, on both databases: from the preparation to the dispatch, sealed and immediate,
//! and what is published at each stage judged by the verifier of SSJ-1, unchanged.

use serde_json::{Value, json};
use sunlot_domain::roles::Role;
use sunlot_sortition::bundle::Stage;

use crate::support::databases::databases;
use crate::support::draws::{DIGITS, Draws, draws, replacement};
use crate::support::{Client, TestApp};

fn accepted(world: &Draws, bytes: &[u8], stage: Stage) {
    let (report, _) = world.judged(bytes);
    assert_eq!(report.failure(), None);
    assert_eq!(report.stage.map(|stage| stage.as_str()), Some(stage.as_str()));
}

async fn task_state(world: &Draws) -> Value {
    let path = format!("/api/v1/tasks/{}", world.task["id"].as_str().unwrap());
    world.county.author.get(&path).await.ok()["state"].clone()
}

#[tokio::test]
async fn a_sealed_draw_goes_from_the_freeze_to_the_dispatch_and_every_bundle_is_accepted() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = draws(&app).await;
        let draw = world.announced(&app, "sealed", 1).await;
        assert_eq!(
            (&draw["state"], task_state(&world).await),
            (&json!("announced"), "frozen".into())
        );
        assert_eq!(draw["counts"]["frame"], json!(60));
        assert_eq!(draw["counts"]["eligible"], json!(57), "three are deregistered");
        accepted(&world, &world.bundle(&app, &draw).await, Stage::Committed);

        let draw = world.drawable(&app, &draw).await;
        let draw = world.take(&world.county.author, &draw, "draw").await;
        assert_eq!(task_state(&world).await, "drawn");
        let draw = world.take(&world.county.author, &draw, "match").await;
        assert_eq!(task_state(&world).await, "matched");
        let pools = draw["counts"]["pools"].as_array().unwrap();
        assert_eq!(pools.len(), 2, "each department draws its own inspectors: {pools:?}");
        assert!(pools.iter().all(|pool| pool["void"] == json!(false)), "{pools:?}");
        let sealed = world.bundle(&app, &draw).await;
        accepted(&world, &sealed, Stage::Sealed);
        Draws::hand_over("sealed.zip", &sealed);
        let (_, files) = world.judged(&sealed);
        assert!(!files.contains_key("result.tsv"), "{:?}", files.keys());

        // Nobody is told before the time, and each look leaves a trace.
        let reviewer = &world.county.reviewer;
        let path = format!("/api/v1/draws/{}", draw["id"].as_str().unwrap());
        let early = json!({"version": draw["version"], "batch": 1});
        reviewer.post(&format!("{path}/release"), early).await.refused(422, "draw.too_early");
        let look = json!({"reason": "核对派车安排"});
        world
            .county
            .author
            .post(&format!("{path}/views"), look.clone())
            .await
            .refused(403, "permission.denied");
        let list = reviewer.post(&format!("{path}/views"), look.clone()).await.ok();
        let rows = list["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 12, "20 % of 57, at least");
        assert!(rows.iter().all(|row| row["team"].as_array().unwrap().len() == 4), "{list}");
        let again = reviewer.post(&format!("{path}/views"), look).await.ok();
        assert_ne!(list["mark"], again["mark"]);
        assert_eq!(list["rows"], again["rows"]);
        let seen = world.observer.client.get(&format!("{path}/viewings")).await.ok();
        assert_eq!(seen.as_array().unwrap().len(), 2);

        app.pass(10_000).await;
        let draw = world.post(reviewer, &draw, "release", json!({"batch": 1})).await;
        assert_eq!(task_state(&world).await, "dispatched");
        let twice = json!({"version": draw["version"], "batch": 1});
        reviewer.post(&format!("{path}/release"), twice).await.refused(422, "draw.batch");
        let draw = world.take(reviewer, &draw, "unseal").await;
        assert_eq!(draw["unsealed"], true);
        let open = world.bundle(&app, &draw).await;
        accepted(&world, &open, Stage::Open);
        Draws::hand_over("open.zip", &open);
        same_list(&world, &open, rows);

        ask_for_tickets(&app, &world, &draw, rows).await;
        let public = format!("/api/v1/public/tasks/{}/draws", draw["task"].as_str().unwrap());
        let attempts = app.public().get(&public).await.ok();
        assert_eq!(attempts[0]["open"], true);
        assert!(!attempts.to_string().contains(&world.observer.account), "no account is public");
        log_holds(&app).await;
    }
}

/// What was shown to the reviewer is what everybody computes afterwards.
fn same_list(world: &Draws, open: &[u8], rows: &[Value]) {
    let (_, files) = world.judged(open);
    let visits = String::from_utf8(files["visits.tsv"].clone()).unwrap();
    let cells = visits.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    // Those on the waiting list are visited only when they move up.
    let drawn = cells.filter(|cells| cells[1] != "-");
    let drawn: Vec<String> = drawn.map(|cells| cells[0].to_owned()).collect();
    let shown: Vec<&str> = rows.iter().map(|row| row["subject"].as_str().unwrap()).collect();
    assert_eq!(drawn, shown);
}

async fn ask_for_tickets(app: &TestApp, world: &Draws, draw: &Value, rows: &[Value]) {
    let path = format!("/api/v1/public/draws/{}/tickets", draw["id"].as_str().unwrap());
    let mut drawn = 0;
    for code in &world.subjects {
        let told = app.public().get(&format!("{path}/{code}")).await.ok();
        let units = told["units"].as_array().unwrap();
        let is_drawn = units.iter().any(|unit| unit["outcome"] == "drawn");
        assert_eq!(is_drawn, rows.iter().any(|row| row["subject"] == code.as_str()), "{told}");
        drawn += usize::from(is_drawn);
    }
    assert_eq!(drawn, rows.len());
    let gone = app.public().get(&format!("{path}/{}", world.subjects[19])).await.ok();
    assert_eq!(gone["frame"], "excluded", "{gone}");
    let absent =
        app.public().get(&format!("{path}/{}", crate::support::draws::code(9_999))).await.ok();
    assert_eq!(absent["frame"], "absent", "{absent}");
}

/// The whole log, with the entries of the draw in it, against the database.
async fn log_holds(app: &TestApp) {
    let trust = crate::support::trust();
    let report =
        app.app.store.read(move |tx| sunlot_store::examine::examine(tx, Some(&trust), &[]));
    let report = report.await.unwrap();
    assert_eq!(report.findings, Vec::new());
}

#[tokio::test]
async fn an_immediate_draw_is_open_at_once() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = draws(&app).await;
        let draw = world.matched(&app, "immediate", 1).await;
        let bundle = world.bundle(&app, &draw).await;
        accepted(&world, &bundle, Stage::Open);
        Draws::hand_over("immediate.zip", &bundle);
        let unseal = json!({"version": draw["version"]});
        let path = format!("/api/v1/draws/{}/unseal", draw["id"].as_str().unwrap());
        world.county.reviewer.post(&path, unseal).await.refused(422, "draw.open");
    }
}

#[tokio::test]
async fn of_many_who_begin_at_once_one_wins_and_only_a_public_void_lets_another_begin() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = draws(&app).await;
        let form = world.form(&app, "immediate", 1);
        let mut begun = Vec::new();
        for number in 0..32 {
            let (by, path, form) = (world.county.author.clone(), world.path(), form.clone());
            begun.push(tokio::spawn(async move {
                by.post_once(&path, &format!("begin-at-once-{number}"), form).await
            }));
        }
        let mut won = Vec::new();
        for reply in begun {
            let reply = reply.await.unwrap();
            match reply.status.as_u16() {
                200 => won.push(reply.body),
                _ => {
                    reply.refused(422, "draw.live");
                }
            }
        }
        assert_eq!(won.len(), 1, "{}", database.name);
        let draw = won.remove(0);
        // Nobody approves what he prepared; the freeze is done once.
        let both = app
            .login_as(
                &[sunlot_domain::roles::Role::LeadPlanner, sunlot_domain::roles::Role::Reviewer],
                world.county.scjg,
            )
            .await;
        let draw = world.announce(&draw).await;
        let again = world.form(&app, "immediate", 2);
        world.county.author.post(&world.path(), again.clone()).await.refused(422, "draw.live");
        let draw = void(&world, &draw, &both).await;
        assert_eq!((&draw["state"], task_state(&world).await), (&json!("voided"), "ready".into()));
        accepted(&world, &world.bundle(&app, &draw).await, Stage::Void);

        // Fresh entropy, a reason, and the same plan number.
        world.county.author.post(&world.path(), again.clone()).await.refused(422, "draw.reason");
        let mut second = again;
        second["reason"] = json!("REGISTER_ERROR");
        let draw = world.county.author.post(&world.path(), second).await.ok();
        assert_eq!(draw["attempt"], 2);
        let draw = world.announce(&draw).await;
        let draw = world.drawable(&app, &draw).await;
        let draw = world.take(&world.county.author, &draw, "draw").await;
        accepted(&world, &world.bundle(&app, &draw).await, Stage::Open);
        // What can be known cannot be voided any more.
        world
            .ask(&draw, &both, json!({"kind": "void", "reason": "X", "note": "名录有误"}), 409)
            .await;
        let public = format!("/api/v1/public/tasks/{}/draws", draw["task"].as_str().unwrap());
        let attempts = app.public().get(&public).await.ok();
        let states: Vec<&str> =
            attempts.as_array().unwrap().iter().map(|a| a["state"].as_str().unwrap()).collect();
        assert_eq!(states, ["voided", "drawn"], "a voided draw stays visible");
        log_holds(&app).await;
    }
}

/// Whether the planner is offered to draw for open posts.
async fn may_rematch(world: &Draws, draw: &Value) -> bool {
    let path = format!("/api/v1/draws/{}/requests", draw["id"].as_str().unwrap());
    let asked = world.county.author.get(&path).await.ok();
    let offers = |it: &Value| it["allowed_actions"].as_array().unwrap().contains(&json!("rematch"));
    asked.as_array().unwrap().iter().any(offers)
}

async fn void(world: &Draws, draw: &Value, both: &Client) -> Value {
    let request = json!({"kind": "void", "reason": "REGISTER_ERROR",
        "note": "名录导入有误，须重新冻结"});
    world.ask(draw, both, request, 200).await
}

#[tokio::test]
async fn a_replacement_is_the_next_ticket_and_a_recusal_is_filled_by_fresh_entropy() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = draws(&app).await;
        let draw = world.matched(&app, "sealed", 1).await;
        let both = app.login_as(&[Role::LeadPlanner, Role::Reviewer], world.county.scjg).await;
        let path = format!("/api/v1/draws/{}", draw["id"].as_str().unwrap());
        let look = json!({"reason": "核对派车安排"});
        let reviewer = &world.county.reviewer;
        let offers = async |by: &Client, what: &str| {
            let seen = by.get(&path).await.ok();
            seen["allowed_actions"].as_array().unwrap().contains(&json!(what))
        };
        assert!(offers(&both, "request").await && !offers(reviewer, "request").await);
        let list = reviewer.post(&format!("{path}/views"), look.clone()).await.ok();
        let row = list["rows"][0].clone();
        let bare = both.post(&format!("{path}/requests"), replacement(&row)).await;
        bare.refused(422, "draw.request");
        let draw = world.replaced(&draw, &both, &row).await;
        let after = reviewer.post(&format!("{path}/views"), look.clone()).await.ok();
        let codes = |list: &Value| -> Vec<String> {
            let rows = list["rows"].as_array().unwrap();
            rows.iter().map(|row| row["subject"].as_str().unwrap().to_owned()).collect()
        };
        let (before, now) = (codes(&list), codes(&after));
        // The other department still visits it: its unit was not struck.
        let new: Vec<&String> = now.iter().filter(|code| !before.contains(code)).collect();
        assert_eq!(new.len(), 1, "the next ticket moved up: {now:?}");

        let full = after["rows"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["team"].as_array().unwrap().len() == 4);
        let full = full.unwrap();
        let officer = full["team"][1].as_str().unwrap();
        let request = json!({"kind": "recusal", "reason": "KIN", "note": "与经营者有亲属关系",
            "subject": full["subject"], "officer": officer});
        assert!(may_rematch(&world, &draw).await, "nobody is sent to who moved up");
        let draw = world.ask(&draw, &both, request, 200).await;
        // Nobody is sent out while a team is not whole.
        app.pass(10_000).await;
        let release = json!({"version": draw["version"], "batch": 1});
        let early = reviewer.post(&format!("{path}/release"), release).await;
        early.refused(422, "draw.vacant");
        // Those of who moved up, and the recused one.
        let (draw, fills) = world.filled(draw).await;
        assert!(!may_rematch(&world, &draw).await, "every post is taken");
        assert!(fills >= 2, "{fills} posts were open");
        let last = reviewer.post(&format!("{path}/views"), look).await.ok();
        let rows = last["rows"].as_array().unwrap();
        let same = rows.iter().find(|row| row["subject"] == full["subject"]).unwrap();
        let team = same["team"].as_array().unwrap();
        assert!(team.len() == 4 && !team.contains(&json!(officer)), "{same}");
        let draw = world.take(reviewer, &draw, "unseal").await;
        accepted(&world, &world.bundle(&app, &draw).await, Stage::Open);
        log_holds(&app).await;
    }
}

#[tokio::test]
async fn who_moves_up_after_the_dispatch_is_visited_when_the_team_is_whole() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = draws(&app).await;
        let draw = world.matched(&app, "sealed", 1).await;
        app.pass(10_000).await;
        let draw = world.post(&world.county.reviewer, &draw, "release", json!({"batch": 1})).await;
        let visits = async || {
            let all = world.county.author.get("/api/v1/inspections?page_size=200").await.ok();
            all["items"].as_array().unwrap().clone()
        };
        let before = visits().await;
        let path = format!("/api/v1/draws/{}", draw["id"].as_str().unwrap());
        let look = json!({"reason": "核对派车安排"});
        let list = world.county.reviewer.post(&format!("{path}/views"), look).await.ok();
        let both = app.login_as(&[Role::LeadPlanner, Role::Reviewer], world.county.scjg).await;
        let draw = world.replaced(&draw, &both, &list["rows"][0]).await;
        assert_eq!(visits().await.len(), before.len(), "nobody can be sent yet");
        let (_, fills) = world.filled(draw).await;
        assert!(fills >= 2, "{fills}");
        let after = visits().await;
        assert_eq!(after.len(), before.len() + 1, "one more visit");
        let new = after.iter().find(|visit| before.iter().all(|it| it["id"] != visit["id"]));
        let new = new.unwrap()["id"].as_str().unwrap();
        let shown = world.county.author.get(&format!("/api/v1/inspections/{new}")).await.ok();
        let team = shown["team"].as_array().unwrap();
        assert_eq!(team.len() as u64, fills, "{shown}");
        assert_eq!(team.iter().filter(|member| member["leads"] == json!(true)).count(), 1);
        assert!(!shown["items"].as_array().unwrap().is_empty() && !shown["parts"].is_null());
        log_holds(&app).await;
    }
}

#[tokio::test]
async fn the_parties_are_those_of_the_plan_and_each_acts_for_itself() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = draws(&app).await;
        let author = &world.county.author;
        let wrong = async |field: &str, value: Value, code: &str| {
            let mut form = world.form(&app, "sealed", 1);
            form[field] = value;
            let reply = author.post(&world.path(), form).await;
            assert_eq!(reply.body["code"], code, "{field}: {}", reply.body);
            if code == "draw.setting" {
                assert_eq!(reply.body["errors"][0]["field"], field, "{}", reply.body);
            }
        };
        let (observer, other) = (json!(world.observer.account), json!(world.other.account));
        wrong("contributors", json!([observer]), "draw.setting").await;
        wrong("contributors", json!([other, other]), "draw.setting").await;
        wrong("contributors", json!([other, world.recorders[1].account]), "draw.setting").await;
        wrong("contributors", json!([observer, "nobody"]), "draw.account").await;
        wrong("holders", json!([]), "draw.setting").await;
        wrong("recorders", json!([observer]), "draw.setting").await;
        wrong("beacon", json!("none"), "draw.setting").await;
        wrong("beacon", json!("dice"), "draw.setting").await;
        wrong("reveal_by", json!("2026-03-02T01:05:00Z"), "draw.setting").await;
        wrong("release_at", json!([]), "draw.setting").await;
        wrong("kind", json!("supplement"), "draw.no_base").await;

        let draw = world.prepared(&app, "sealed", 1).await;
        let path = format!("/api/v1/draws/{}", draw["id"].as_str().unwrap());
        let stranger = &world.county.stranger;
        stranger.get(&path).await.refused(404, "record.missing");
        app.public()
            .get(&format!("/api/v1/public/draws/{}/bundle.zip", draw["id"].as_str().unwrap()))
            .await
            .refused(404, "record.missing");
        let draw = world.take(&world.county.reviewer, &draw, "approve").await;
        let own = json!({"commitment": "00".repeat(32)});
        world
            .county
            .reviewer
            .post(&format!("{path}/commitments"), own.clone())
            .await
            .refused(422, "draw.not_party");
        let version = json!({"version": draw["version"]});
        author
            .post(&format!("{path}/announce"), version.clone())
            .await
            .refused(409, "ceremony.out_of_order");
        author.post(&format!("{path}/draw"), version).await.refused(409, "draw.state");
        let old = json!({"version": 1});
        author.post(&format!("{path}/announce"), old).await.refused(409, "store.version");

        // A wrong nonce, a second box, digits that differ.
        let draw = world.announce_frozen(&draw).await;
        let wrong = json!({"nonce": "11".repeat(32)});
        world
            .observer
            .client
            .post(&format!("{path}/reveals"), wrong)
            .await
            .refused(422, "nonce.mismatch");
        let forged = json!({"receipt": "22".repeat(64)});
        world.holders[0]
            .person
            .client
            .post(&format!("{path}/receipts"), forged)
            .await
            .refused(422, "escrow.refused");
        let draw = world.closed(&app, &draw).await;
        let sheet = json!({"digits": DIGITS});
        world.recorders[0]
            .client
            .post(&format!("{path}/sheets"), sheet.clone())
            .await
            .refused(409, "ceremony.out_of_order");
        app.pass(3_600).await;
        let first = world.post(&world.recorders[0].client, &draw, "sheets", sheet.clone()).await;
        let other = json!({"digits": "00000000000000000000"});
        let second = world.post(&world.recorders[1].client, &first, "sheets", other).await;
        assert_eq!(second["state"], "closed", "sheets that differ decide nothing");
        let third = world.post(&world.recorders[1].client, &second, "sheets", sheet).await;
        assert_eq!(third["state"], "drawable");
    }
}

#[tokio::test]
async fn an_inspector_who_can_be_matched_has_no_part_in_the_draw() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = draws(&app).await;
        let session = world.county.reviewer.get("/api/v1/session").await.ok();
        let account = sunlot_domain::ids::Id::parse(session["account"].as_str().unwrap()).unwrap();
        let done: Result<(), sunlot_app::AppError> = app
            .app
            .write(&sunlot_app::Call::system("test"), move |tx| {
                let stored = sunlot_store::inspectors::by_code(tx, "GS0001")?.unwrap();
                let id = stored.value.id;
                tx.save(stored.map(|it| sunlot_domain::inspectors::Inspector {
                    account: Some(account),
                    ..it
                }))?;
                let event = sunlot_domain::audit::Action::InspectorApproved;
                Ok(tx.record(sunlot_domain::audit::Event::new(event, id), ()))
            })
            .await;
        done.unwrap();
        let draw = world.prepared(&app, "sealed", 1).await;
        let path = format!("/api/v1/draws/{}", draw["id"].as_str().unwrap());
        let version = json!({"version": draw["version"]});
        world
            .county
            .reviewer
            .post(&format!("{path}/approve"), version)
            .await
            .refused(422, "draw.own_inspector");
        let look = json!({"reason": "核对派车安排"});
        world
            .county
            .reviewer
            .post(&format!("{path}/views"), look)
            .await
            .refused(422, "draw.own_inspector");
    }
}

/// Whoever holds the database can write; this is his way.
fn by_hand(database: &crate::support::databases::TestDatabase, sqlite: &str, postgres: &str) {
    match &database.url {
        sunlot_app::DatabaseUrl::Sqlite(path) => {
            rusqlite::Connection::open(path).unwrap().execute_batch(sqlite).unwrap();
        }
        sunlot_app::DatabaseUrl::Postgres(url) => {
            let (url, sql) = (url.clone(), postgres.to_owned());
            let work = move || {
                let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
                client.batch_execute(&sql).unwrap();
            };
            std::thread::spawn(work).join().unwrap();
        }
    }
}

#[tokio::test]
async fn a_frozen_file_that_was_changed_is_found_at_the_next_step() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = draws(&app).await;
        let draw = world.announced(&app, "immediate", 1).await;
        let draw = world.drawable(&app, &draw).await;
        for name in ["frame.tsv", "officers.tsv", "snapshots.tsv"] {
            let which = format!(
                "WHERE file = (SELECT file FROM draw_file WHERE name = '{name}') AND number = 0"
            );
            let keep = format!("CREATE TABLE kept AS SELECT * FROM file_chunk {which};");
            let change = "UPDATE file_chunk SET content = ";
            by_hand(
                &database,
                &format!("{keep} {change} CAST(x'58' || substr(content, 2) AS BLOB) {which}"),
                &format!("{keep} {change} '\\x58'::bytea || substring(content from 2) {which}"),
            );
            let path = format!("/api/v1/draws/{}/draw", draw["id"].as_str().unwrap());
            let version = json!({"version": draw["version"]});
            let reply = world.county.author.post(&path, version).await;
            assert_eq!(reply.status.as_u16(), 500, "{name}: {}", reply.body);
            assert_eq!(reply.body["code"], "store.corrupt", "{name}");
            let back = "UPDATE file_chunk SET content = (SELECT content FROM kept k \
                            WHERE k.file = file_chunk.file AND k.number = file_chunk.number) \
                            WHERE EXISTS (SELECT 1 FROM kept k WHERE k.file = file_chunk.file \
                            AND k.number = file_chunk.number); DROP TABLE kept";
            by_hand(&database, back, back);
        }
        world.take(&world.county.author, &draw, "draw").await;
    }
}

#[tokio::test]
async fn a_supplement_draws_from_the_rest_with_fresh_entropy() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let world = draws(&app).await;
        let draw = world.matched(&app, "immediate", 1).await;
        app.pass(10_000).await;
        let first = world.post(&world.county.reviewer, &draw, "release", json!({"batch": 1})).await;
        let drawn = |list: &Value| -> Vec<String> {
            let rows = list["rows"].as_array().unwrap();
            rows.iter().map(|row| row["subject"].as_str().unwrap().to_owned()).collect()
        };
        let look = json!({"reason": "核对派车安排"});
        let list = async |draw: &Value| {
            let path = format!("/api/v1/draws/{}/views", draw["id"].as_str().unwrap());
            world.county.reviewer.post(&path, look.clone()).await.ok()
        };
        let before = drawn(&list(&first).await);
        let mut form = world.form(&app, "immediate", 2);
        form["kind"] = json!("supplement");
        world.county.author.post(&world.path(), form.clone()).await.refused(422, "draw.reason");
        form["reason"] = json!("LEAK");
        let second = world.county.author.post(&world.path(), form).await.ok();
        let second = world.announce(&second).await;
        let second = world.drawable(&app, &second).await;
        let second = world.take(&world.county.author, &second, "draw").await;
        let second = world.take(&world.county.author, &second, "match").await;
        let after = drawn(&list(&second).await);
        assert!(!after.is_empty() && after.iter().all(|code| !before.contains(code)), "{after:?}");

        // The draw before goes on beside it: its list can be read, and its officers step back.
        let still = list(&first).await;
        assert_eq!(drawn(&still), before);
        let rows = still["rows"].as_array().unwrap();
        let visit = rows.iter().find(|row| row["team"].as_array().unwrap().len() == 4).unwrap();
        let officer = visit["team"][1].clone();
        let both = app.login_as(&[Role::LeadPlanner, Role::Reviewer], world.county.scjg).await;
        let request = json!({"kind": "recusal", "reason": "KIN", "note": "与经营者有亲属关系",
            "subject": visit["subject"], "officer": officer});
        let first = world.ask(&first, &both, request, 200).await;
        let (first, fills) = world.filled(first).await;
        assert_eq!(fills, 1, "one post fell open, in the draw before");
        let now = list(&first).await;
        let same =
            now["rows"].as_array().unwrap().iter().find(|r| r["subject"] == visit["subject"]);
        assert!(!same.unwrap()["team"].as_array().unwrap().contains(&officer), "{same:?}");
        assert_eq!(drawn(&list(&second).await), after, "the supplement is as it was");
        accepted(&world, &world.bundle(&app, &second).await, Stage::Open);
        accepted(&world, &world.bundle(&app, &first).await, Stage::Open);
    }
}

#[tokio::test]
async fn tasks_of_a_joint_visit_are_drawn_by_the_same_tickets_and_visited_once() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let mut world = draws(&app).await;
        let county = &world.county;
        let one = |organ: &sunlot_domain::ids::OrganId, name: &str| {
            crate::support::plans::task(
                county,
                name,
                json!({
                    "organ": organ.to_string(), "origin": "temporary", "reason": "投诉集中反映的问题",
                    "draw_from": "2026-03-02", "draw_to": "2026-03-31",
                    "items": [{"code": "G", "organ": organ.to_string()}], "quota": {"ratio": "20%"}
                }),
            )
        };
        let first = county.author.post("/api/v1/tasks", one(&county.scjg, "餐饮抽查")).await.ok();
        let second = county.other.post("/api/v1/tasks", one(&county.jyj, "食堂抽查")).await.ok();
        let path = format!("/api/v1/tasks/{}/merge", first["id"].as_str().unwrap());
        let visit = county.author.post(&path, json!({"other": second["id"]})).await.ok();
        let path = format!("/api/v1/joint-visits/{}/consent", visit["id"].as_str().unwrap());
        county.other.post(&path, json!({"version": visit["version"]})).await.ok();
        let approved = async |by: &Client, reviewer: &Client, task: &Value| {
            let path = format!("/api/v1/tasks/{}", task["id"].as_str().unwrap());
            let task = by.get(&path).await.ok();
            let task = crate::support::plans::step(by, &task, "tasks", "submit").await;
            crate::support::plans::step(reviewer, &task, "tasks", "approve").await
        };
        let first = approved(&county.author, &county.reviewer, &first).await;
        let second = approved(&county.other, &county.other_reviewer, &second).await;
        world.task = first.clone();
        let draw = world.matched(&app, "immediate", 1).await;
        assert_eq!(draw["joint_task"], second["id"]);
        app.pass(10_000).await;
        let draw = world.post(&world.county.reviewer, &draw, "release", json!({"batch": 1})).await;
        let look = json!({"reason": "核对派车安排"});
        let path = format!("/api/v1/draws/{}/views", draw["id"].as_str().unwrap());
        let list = world.county.reviewer.post(&path, look).await.ok();
        let rows = list["rows"].as_array().unwrap();
        assert!(rows.iter().all(|row| row["units"].as_array().unwrap().len() == 2), "{list}");
        assert!(rows.iter().all(|row| row["team"].as_array().unwrap().len() == 4), "{list}");
        for (by, task) in [(&world.county.author, &first), (&world.county.other, &second)] {
            let path = format!("/api/v1/tasks/{}", task["id"].as_str().unwrap());
            assert_eq!(by.get(&path).await.ok()["state"], "dispatched");
        }
        accepted(&world, &world.bundle(&app, &draw).await, Stage::Open);
    }
}
