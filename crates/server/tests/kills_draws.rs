//! T08 for the draw: a process that is killed at any moment from the freeze to the dispatch has
//! lost nothing that it acknowledged, and the outcome is the one of a run that nobody disturbed.
//!
//! The child is this test again, at work on a copy of one prepared draw; its clock follows the
//! steps, since a ceremony takes hours.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use sunlot_domain::draws::Draw;
use sunlot_domain::ids::{DrawId, Id as _};
use sunlot_sortition::digest::to_hex;
use sunlot_sortition::suite::Suite;
use sunlot_store::backup::flaws_of_sqlite;
use sunlot_store::{DatabaseUrl, draws, examine, files};

use crate::county::databases::TestDatabase;
use crate::county::draws::{DIGITS, Draws, draws as world};
use crate::county::{Client, TestApp};

/// Kills of the whole test.
const KILLS: u64 = 100;

/// Where the child finds its work.
const WORK: &str = "SUNLOT_KILLED_DRAW";

/// Everything that a child has to know, as the parent wrote it down.
fn plan(folder: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join("plan.json")).unwrap()).unwrap()
}

async fn open(folder: &Path) -> TestApp {
    TestApp::again(&TestDatabase::at(DatabaseUrl::Sqlite(folder.join("sunlot.db")))).await
}

fn client(app: &TestApp, plan: &Value, who: &str) -> Client {
    let mut client = app.public();
    client.token = Some(plan[who].as_str().unwrap().to_owned());
    client
}

/// One step from where the draw stands; nothing when it is dispatched.
async fn advance(app: &TestApp, plan: &Value) -> Option<Value> {
    let path = format!("/api/v1/draws/{}", plan["draw"].as_str().unwrap());
    let (author, reviewer) = (client(app, plan, "author"), client(app, plan, "reviewer"));
    let draw = author.get(&path).await.ok();
    let attempts = format!("/api/v1/public/tasks/{}/draws", draw["task"].as_str().unwrap());
    let entries = app.public().get(&attempts).await.ok();
    let logged = |kind: &str| {
        let all = entries[0]["entries"].as_array().into_iter().flatten();
        all.filter(|entry| entry["kind"] == kind).count()
    };
    let version = json!({"version": draw["version"]});
    let post = async |by: &Client, step: &str, body: Value| {
        Some(put(by, &format!("{path}/{step}"), body).await.ok())
    };
    match draw["state"].as_str().unwrap() {
        "proposed" => post(&reviewer, "approve", version).await,
        "planned" => {
            // A commitment can be given again: the second round finds it there.
            for (party, who) in parties(&draw, plan) {
                let body = json!({"commitment": Draws::commitment(&draw, &party)});
                post(&client(app, plan, who), "commitments", body).await;
            }
            let draw = author.get(&path).await.ok();
            post(&author, "announce", json!({"version": draw["version"]})).await
        }
        "announced" if logged("escrow") < 2 => {
            for (at, who) in ["holder0", "holder1"].into_iter().enumerate() {
                let keys = Draws::holder_keys(at);
                let found = client(app, plan, who).get(&format!("{path}/box")).await.ok();
                let text = found["receipt_text"].as_str().unwrap().to_owned();
                let sm2_id = sunlot_record::trust::SM2_ID;
                let receipt = to_hex(&keys.sign(Suite::Sm3, sm2_id, text.as_bytes()));
                let body = json!({"receipt": receipt});
                let reply = client(app, plan, who);
                let reply = put(&reply, &format!("{path}/receipts"), body).await;
                // Received before the last kill.
                assert!(reply.status.is_success() || reply.status.as_u16() == 409);
            }
            Some(draw)
        }
        "announced" if logged("reveal") < 2 => {
            for (party, who) in parties(&draw, plan) {
                let body = json!({"nonce": to_hex(&Draws::nonce(&draw, &party))});
                let reply = client(app, plan, who);
                let reply = put(&reply, &format!("{path}/reveals"), body).await;
                assert!(reply.status.is_success() || reply.status.as_u16() == 409);
            }
            Some(draw)
        }
        "announced" => {
            until(app, &draw["reveal_by"]).await;
            post(&author, "close", version).await
        }
        "closed" => {
            until(app, &draw["beacon_at"]).await;
            post(&client(app, plan, "recorder0"), "sheets", json!({"digits": DIGITS})).await;
            post(&client(app, plan, "recorder1"), "sheets", json!({"digits": DIGITS})).await
        }
        "drawable" => post(&author, "draw", version).await,
        "drawn" => post(&author, "match", version).await,
        "matched" if draw["released"] == 0 => {
            until(app, &draw["release_at"][0]).await;
            let body = json!({"version": draw["version"], "batch": 1});
            post(&reviewer, "release", body).await
        }
        _ => None,
    }
}

/// Writes with a key that no killed process used.
async fn put(by: &Client, path: &str, body: Value) -> crate::county::Reply {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    by.post_once(path, &format!("kill-{}", now.as_nanos()), body).await
}

async fn until(app: &TestApp, time: &Value) {
    let time = sunlot_sortition::time::UtcSecond::parse(time.as_str().unwrap()).unwrap();
    let wait = time.unix() - app.app.now().unix();
    app.pass(u32::try_from(wait.max(0)).unwrap()).await;
}

fn parties(draw: &Value, plan: &Value) -> Vec<(String, &'static str)> {
    let of = |who: &'static str| {
        let account = &plan[format!("{who}_account")];
        let all = draw["parties"].as_array().unwrap();
        let party = all.iter().find(|party| party["account"] == *account).unwrap();
        (party["id"].as_str().unwrap().to_owned(), who)
    };
    vec![of("observer"), of("other")]
}

/// The work of a child; as a test of its own it does nothing.
#[tokio::test]
async fn child() {
    let Ok(folder) = std::env::var(WORK) else { return };
    let folder = PathBuf::from(folder);
    let (app, plan) = (open(&folder).await, plan(&folder));
    println!("\nready");
    while let Some(draw) = advance(&app, &plan).await {
        println!("\nack {}", draw["version"]);
    }
    println!("\ndone");
}

fn start(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kills_draws::child", "--nocapture", "--test-threads=1"])
        .env(WORK, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap()
}

/// SplitMix64: the moments of the kills follow from the printed seed.
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Copies the prepared database.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for name in ["sunlot.db", "plan.json"] {
        std::fs::copy(from.join(name), to.join(name)).unwrap();
    }
}

/// A prepared draw with the tokens of everybody in it.
async fn prepared(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    let database = folder.join("sunlot.db");
    let url = DatabaseUrl::Sqlite(database.clone());
    sunlot_store::migrate(&url, |_| {}).unwrap();
    let app = TestApp::start(&TestDatabase::at(url)).await;
    let world = world(&app).await;
    let draw = world.prepared(&app, "sealed", 1).await;
    let token = |client: &Client| client.token.clone().unwrap();
    let plan = json!({
        "draw": draw["id"], "author": token(&world.county.author),
        "reviewer": token(&world.county.reviewer),
        "observer": token(&world.observer.client), "observer_account": world.observer.account,
        "other": token(&world.other.client), "other_account": world.other.account,
        "holder0": token(&world.holders[0].person.client),
        "holder1": token(&world.holders[1].person.client),
        "recorder0": token(&world.recorders[0].client),
        "recorder1": token(&world.recorders[1].client),
    });
    std::fs::write(folder.join("plan.json"), plan.to_string()).unwrap();
    drop((world, app));
    // The copy is one file.
    let raw = rusqlite::Connection::open(&database).unwrap();
    raw.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
}

/// What must be the same in every run: the frozen tables, and who was sent to whom.
async fn outcome(folder: &Path) -> String {
    let (app, plan) = (open(folder).await, plan(folder));
    let id = DrawId::parse(plan["draw"].as_str().unwrap()).unwrap();
    let read = app.app.read(move |tx| {
        let draw = tx.need::<Draw>(&id)?.value;
        let mut text = format!("{:?} {:?}\n", draw.state, draw.counts);
        for file in draws::files(tx, id)? {
            let bytes = files::get(tx, file.value.file)?;
            let digest = Suite::Sha256.hash(&[&bytes]);
            text += &format!("{} {}\n", file.value.name, digest.to_hex());
        }
        let mut posts: Vec<String> = draws::dispatched(tx, id)?
            .into_iter()
            .map(|p| format!("{} {} {} {}", p.subject, p.organ, p.inspector, p.leads))
            .collect();
        posts.sort();
        Ok(text + &posts.join("\n"))
    });
    read.await.unwrap()
}

async fn check(folder: &Path, acknowledged: u64) {
    assert_eq!(flaws_of_sqlite(&folder.join("sunlot.db")), Ok(Vec::new()));
    let (app, plan) = (open(folder).await, plan(folder));
    let id = DrawId::parse(plan["draw"].as_str().unwrap()).unwrap();
    let read = app.app.read(move |tx| {
        let version = tx.need::<Draw>(&id)?.version;
        Ok((version, examine::examine(tx, None, &[])?))
    });
    let (version, report) = read.await.unwrap();
    assert!(version >= acknowledged, "version {acknowledged} was acknowledged, {version} is there");
    assert_eq!(report.findings, Vec::new());
}

#[tokio::test]
async fn killed_at_any_moment_a_draw_loses_nothing_and_has_the_same_outcome() {
    let folder = tempfile::tempdir().unwrap();
    let origin = folder.path().join("origin");
    prepared(&origin).await;
    let calm = folder.path().join("calm");
    copy(&origin, &calm);
    assert!(start(&calm).wait().unwrap().success());
    let expected = outcome(&calm).await;
    assert!(expected.lines().count() > 40, "{expected}");

    let seed = std::env::var("SUNLOT_KILL_SEED").ok().and_then(|text| text.parse().ok());
    let seed: u64 = seed.unwrap_or(20_261_126);
    println!("seed {seed}");
    let (mut chance, mut kills, mut runs, mut struck) = (seed, 0, 0u32, 0u32);
    while kills < KILLS {
        let run = folder.path().join(format!("run-{runs}"));
        copy(&origin, &run);
        let mut acknowledged = 0;
        loop {
            let mut child = start(&run);
            let out = BufReader::new(child.stdout.take().unwrap());
            let mut lines = out.lines().map_while(Result::ok);
            assert!(lines.any(|line| line == "ready"), "the child begins");
            let (tell, told) = std::sync::mpsc::channel();
            let reader = std::thread::spawn(move || {
                for line in lines {
                    let _ = tell.send(line);
                }
            });
            std::thread::sleep(Duration::from_millis(random(&mut chance) % 250));
            let _ = child.kill();
            let finished = child.wait().unwrap().success();
            reader.join().unwrap();
            for line in told.try_iter() {
                if let Some(version) = line.strip_prefix("ack ") {
                    acknowledged = version.parse().unwrap();
                    struck += 1;
                }
            }
            if finished {
                break;
            }
            kills += 1;
            if kills % 10 == 0 {
                check(&run, acknowledged).await;
            }
            if kills >= KILLS {
                assert!(start(&run).wait().unwrap().success(), "the rest is done");
                break;
            }
        }
        check(&run, acknowledged).await;
        assert_eq!(outcome(&run).await, expected, "run {runs}");
        runs += 1;
        std::fs::remove_dir_all(&run).unwrap();
    }
    println!("{kills} kills in {runs} draws, {struck} steps acknowledged in between");
    assert!(runs >= 2 && struck > 20);
}
