//! T08 from the visit to the correction: the real server is killed while four clients approve,
//! notify, check, sign, enter, review, publish and correct. Nothing acknowledged is lost, nothing
//! is half done, a repeated request answers the same, and nothing is published twice.

mod checks;

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use checks::{are_sharp, entries, half_done, lost};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use sunlot_app::ports::{Clock as _, FakeEntropy, SystemClock};
use sunlot_domain::registers::SubjectKind;
use sunlot_store::backup::flaws_of_sqlite;
use sunlot_store::{DatabaseUrl, Store, StoreOptions, examine};

use crate::county::databases::TestDatabase;
use crate::county::inspections::{Inspecting, filled, inspecting, subject};
use crate::county::{Client, TestApp, draws};
use crate::platform::{Server, agent, deliver, try_get};

/// Kills of the whole test.
const KILLS: u64 = 100;
/// Kills between two looks at the whole log.
const EVERY: u64 = 25;
/// Clients that work at the same time, each on a visit of its own.
const CLIENTS: usize = 4;
/// Visits that wait for them.
const VISITS: u64 = 400;
/// What is done to a visit.
const STEPS: [&str; 13] = [
    "approve",
    "notify",
    "arrive",
    "checklist",
    "finish",
    "sign",
    "company-sign",
    "enter",
    "review",
    "publish",
    "changes",
    "approve change",
    "concur",
];

/// A request that can be repeated.
#[derive(Debug, Clone)]
struct Ask {
    step: &'static str,
    token: String,
    path: String,
    key: String,
    body: String,
}

impl Ask {
    /// The answer, or nothing when the server is gone. Of two who publish one is refused.
    fn put(&self, url: &str) -> Option<Result<Value, Value>> {
        let (agent, url) = (agent(), format!("{url}{}", self.path));
        let request = if self.step == "checklist" { agent.put(&url) } else { agent.post(&url) };
        let request = request.header("content-type", "application/json");
        match deliver(request, &self.token, &self.key, self.body.as_bytes())? {
            (200, body) => Some(Ok(body)),
            (409, body) if self.step == "publish" => Some(Err(body)),
            (status, body) => panic!("{} {}: {status} {body}", self.path, self.key),
        }
    }
}

/// A visit on its way: what was answered last about it, and the requests that nobody answered.
#[derive(Debug)]
struct Visit {
    code: String,
    seen: Value,
    part: Value,
    change: Value,
    waits: Vec<Ask>,
}

impl Visit {
    fn new(code: String, id: String) -> Visit {
        let seen = json!({"id": id, "state": "pending", "version": 1});
        Visit { code, seen, part: Value::Null, change: Value::Null, waits: Vec::new() }
    }

    fn absorb(&mut self, step: &str, answer: &Value) {
        match step {
            "changes" | "approve change" | "concur" => self.change = answer.clone(),
            "enter" | "review" => self.part = answer.clone(),
            "publish" => {
                assert_eq!(self.part["state"], "passed", "published twice: {answer}");
                self.part = answer.clone();
            }
            // Of several who sign at the same time the last one ends the visit.
            _ if answer["version"].as_u64() >= self.seen["version"].as_u64() => {
                self.seen = answer.clone();
                if answer["state"] == "signed" {
                    self.part = answer["parts"][0].clone();
                }
            }
            _ => {}
        }
    }
}

/// The people of the county, what they were answered, and a number for every request.
struct Office {
    world: Inspecting,
    count: AtomicU64,
    acknowledged: Mutex<Vec<(Ask, Value)>>,
    visits: Mutex<VecDeque<Visit>>,
}

impl Office {
    fn ask(&self, step: &'static str, by: &Client, noun: &str, of: &Value, body: Value) -> Ask {
        let number = self.count.fetch_add(1, Ordering::SeqCst);
        let last = step.split(' ').next().unwrap();
        let id = of["id"].as_str().unwrap();
        Ask {
            step,
            token: by.token.clone().unwrap(),
            path: format!("/api/v1/{noun}/{id}/{last}"),
            key: format!("visit-{number:06}"),
            body: body.to_string(),
        }
    }

    /// What comes next for a visit, all at the same time; nothing at its end.
    fn next(&self, url: &str, visit: &Visit) -> Option<Vec<Ask>> {
        let state = |value: &Value| value["state"].as_str().unwrap_or_default().to_owned();
        let states = (state(&visit.seen), state(&visit.part), state(&visit.change));
        match (states.0.as_str(), states.1.as_str(), states.2.as_str()) {
            (_, "", _) => Some(self.on_site(&visit.seen)),
            (_, "published", _) => self.correct(url, visit),
            (_, part, _) => Some(self.result(part, &visit.part)),
        }
    }

    /// From approval to signatures.
    fn on_site(&self, visit: &Value) -> Vec<Ask> {
        let (world, version) = (&self.world, &visit["version"]);
        let [(first, one), (second, two), ..] = &world.officers[..] else { unreachable!() };
        let ask = |step, by: &Client, mut body: Value| {
            body["version"] = version.clone();
            self.ask(step, by, "inspections", visit, body)
        };
        match visit["state"].as_str().unwrap() {
            "pending" => {
                let body = json!({"advance": true, "opinion": "同意"});
                vec![ask("approve", &world.leader, body)]
            }
            "approved" => {
                let body = json!({"method": "field", "advance": true, "materials": ["营业执照"],
                    "delivery": "直接送达", "contact": "市场监管局 0943-7881234"});
                vec![ask("notify", &world.planner, body)]
            }
            "notified" => {
                let present = [one, two].map(ToString::to_string);
                let body = json!({"place": "会师镇北大街1号", "present": present,
                    "certificates_shown": true, "company": "王经理"});
                vec![ask("arrive", first, body)]
            }
            "in_progress" if visit["items"][0]["state"] == "open" => {
                vec![ask("checklist", first, json!({"items": [filled("P", "pass")]}))]
            }
            "in_progress" => vec![ask("finish", second, json!({}))],
            "recorded" => {
                let digest = json!({"digest": visit["digest"]});
                let sign = |by| self.ask("sign", by, "inspections", visit, digest.clone());
                let company = json!({"signed": true, "name": "王经理"});
                vec![sign(first), ask("company-sign", first, company), sign(second)]
            }
            other => unreachable!("{other}: {visit}"),
        }
    }

    /// From the entry to the publication, which two people try at the same time.
    fn result(&self, state: &str, part: &Value) -> Vec<Ask> {
        let world = &self.world;
        let ask = |step, by: &Client, mut body: Value| {
            body["version"] = part["version"].clone();
            self.ask(step, by, "inspection-parts", part, body)
        };
        match state {
            "ready" => {
                let body = json!({"results": [{"item": "P", "code": "1", "text": ""}]});
                vec![ask("enter", &world.officers[0].0, body)]
            }
            "entered" => vec![ask("review", &world.reviewer, json!({"pass": true}))],
            "passed" => {
                [&world.publisher, &world.planner].map(|by| ask("publish", by, json!({}))).into()
            }
            other => unreachable!("{other}: {part}"),
        }
    }

    /// The correction of what is published, or its withdrawal.
    fn correct(&self, url: &str, visit: &Visit) -> Option<Vec<Ask>> {
        let (world, change) = (&self.world, &visit.change);
        let body = json!({"version": change["version"], "agree": true});
        let decide = |step, by| vec![self.ask(step, by, "result-changes", change, body.clone())];
        if change.is_null() {
            let url = format!("{url}/api/v1/public/entities/{}/results", visit.code);
            let (status, text) = try_get(&url)?;
            assert_eq!(status, 200, "{text}");
            let public: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(public["total"], 1, "published once: {public}");
            let mut body = json!({"edition": 1, "kind": "withdraw",
                "reason": "公示对象有误，予以撤回"});
            if self.count.load(Ordering::SeqCst).is_multiple_of(2) {
                body = json!({"edition": 1, "kind": "correct", "code": "5",
                    "text": "未亮照，已责令改正", "reason": "复核时发现录入有误"});
            }
            let result = &public["items"][0];
            return Some(vec![self.ask("changes", &world.planner, "results", result, body)]);
        }
        Some(match change["inner_approved"] == true {
            _ if change["state"] == "applied" => Vec::new(),
            false => decide("approve change", &world.leader),
            true => decide("concur", &world.office),
        })
    }

    /// Works on one visit; whether it came to its end before the server was gone.
    fn work(&self, url: &str, visit: &mut Visit) -> bool {
        loop {
            if visit.waits.is_empty() {
                let Some(asks) = self.next(url, visit) else { return false };
                if asks.is_empty() {
                    return true;
                }
                visit.waits = asks;
            }
            let asks = std::mem::take(&mut visit.waits);
            let answers: Vec<_> = std::thread::scope(|scope| {
                let sent: Vec<_> = asks.iter().map(|ask| scope.spawn(|| ask.put(url))).collect();
                sent.into_iter().map(|one| one.join().expect("an answer")).collect()
            });
            for (ask, answer) in asks.into_iter().zip(answers) {
                match answer {
                    Some(Ok(answer)) => {
                        visit.absorb(ask.step, &answer);
                        self.acknowledged.lock().unwrap().push((ask, answer));
                    }
                    Some(Err(_)) => {}
                    None => visit.waits.push(ask),
                }
            }
            if !visit.waits.is_empty() {
                return false;
            }
        }
    }

    /// Works on visits until the server is gone. What was cut off comes first, with its keys.
    fn client(&self, url: &str) {
        loop {
            let next = self.visits.lock().unwrap().pop_front();
            let mut visit = next.expect("there are visits left: more VISITS");
            if !self.work(url, &mut visit) {
                self.visits.lock().unwrap().push_front(visit);
                return;
            }
        }
    }

    /// Which steps the last kill cut off.
    fn cut_off(&self, struck: &mut BTreeMap<&'static str, u64>) {
        for ask in self.visits.lock().unwrap().iter().flat_map(|visit| &visit.waits) {
            *struck.entry(ask.step).or_default() += 1;
        }
    }

    /// The database after a restart, before anybody writes: nothing lost, nothing half done.
    fn look(&self, server: &Server, raw: &Connection, before: i64) {
        let known = self.acknowledged.lock().unwrap();
        let named = known.iter().map(|(ask, answer)| (ask.key.as_str(), answer));
        assert_eq!(lost(raw, named), Vec::<String>::new());
        assert_eq!(half_done(raw, before), Vec::<String>::new());
        for (ask, answer) in known.iter().rev().take(6) {
            let again = ask.put(&server.url).expect("the server is up");
            assert_eq!(again.as_ref(), Ok(answer), "{} again", ask.path);
        }
    }
}

/// SplitMix64: the moments of the kills follow from the printed seed.
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A county with people who are logged in now, and visits that were dispatched.
async fn office(data: &Path) -> Office {
    let migrate = Command::new(env!("CARGO_BIN_EXE_sunlot"))
        .args(["migrate", "--data"])
        .arg(data)
        .stdout(Stdio::null())
        .status();
    assert!(migrate.unwrap().success(), "sunlot migrate");
    let database = TestDatabase::at(DatabaseUrl::Sqlite(data.join("sunlot.db")));
    let app = TestApp::start(&database).await;
    let late = SystemClock.now().unix() - app.clock.now().unix();
    app.clock.advance(u32::try_from(late).expect("the machine's clock is behind the test's"));
    let world = inspecting(&app).await;
    let (mut codes, mut assignments) = (Vec::new(), Vec::new());
    for number in 1..=VISITS {
        let (code, name) = (draws::code(number), format!("会宁县第{number}商行"));
        let shop = subject(&app, world.scjg, SubjectKind::Enterprise, &code, &name).await;
        assignments.push(world.assignment(shop, &[("P", world.scjg)]));
        codes.push(code);
    }
    let opened = world.opened(&app, assignments).await.unwrap();
    let visits = codes.into_iter().zip(opened).map(|(code, id)| Visit::new(code, id)).collect();
    let acknowledged = Mutex::default();
    Office { world, count: AtomicU64::new(1), acknowledged, visits: Mutex::new(visits) }
}

/// The database itself, without the server: its pages, its log, and what the log says of it.
async fn whole(database: &Path) {
    let began = Instant::now();
    assert_eq!(flaws_of_sqlite(database), Ok(Vec::new()));
    let url = DatabaseUrl::Sqlite(database.to_owned());
    let store = Store::open(url, &StoreOptions::default(), Arc::new(FakeEntropy::of(1))).unwrap();
    let report = store.read(|tx| examine::examine(tx, None, &[])).await.unwrap();
    assert_eq!(report.findings, Vec::new());
    assert!(report.checkpoint.is_some(), "the server signed");
    println!("checked in {:?}: {} entries", began.elapsed(), report.entries);
}

fn reader(database: &Path) -> Connection {
    Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

#[tokio::test]
async fn killed_between_visit_and_correction_nothing_is_lost_half_done_or_published_twice() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let database: PathBuf = data.join("sunlot.db");
    let began = Instant::now();
    let office = Arc::new(office(&data).await);
    println!("{VISITS} visits in {:?}", began.elapsed());
    let before = entries(&reader(&database));
    let seed = std::env::var("SUNLOT_KILL_SEED").ok().and_then(|text| text.parse().ok());
    let seed: u64 = seed.unwrap_or(20_260_304);
    println!("seed {seed}");
    let (mut chance, mut struck) = (seed, BTreeMap::new());
    for round in 0..KILLS {
        let mut server = Server::start(&data, &[]);
        office.look(&server, &reader(&database), before);
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                let (url, office) = (server.url.clone(), office.clone());
                std::thread::spawn(move || office.client(&url))
            })
            .collect();
        std::thread::sleep(Duration::from_millis(10 + random(&mut chance) % 140));
        server.kill();
        for client in clients {
            client.join().expect("every answer was an acknowledgement");
        }
        office.cut_off(&mut struck);
        if round % EVERY == EVERY - 1 {
            whole(&database).await;
        }
    }
    let mut server = Server::start(&data, &[]);
    office.look(&server, &reader(&database), before);
    server.stop();
    let mut said = Command::new(env!("CARGO_BIN_EXE_sunlot"));
    said.args(["verify-log", "--data"]);
    assert!(said.arg(&data).stdout(Stdio::null()).status().unwrap().success(), "verify-log");

    let known = office.acknowledged.lock().unwrap();
    let known: Vec<_> = known.iter().map(|(ask, answer)| (ask.key.as_str(), answer)).collect();
    are_sharp(&mut Connection::open(&database).unwrap(), before, &known);
    let left = office.visits.lock().unwrap().len() as u64;
    let acknowledged = known.len();
    println!("{KILLS} kills, {acknowledged} acknowledged, {} visits to their end", VISITS - left);
    println!("cut off: {struck:?}");
    let missed: Vec<_> = STEPS.iter().filter(|step| !struck.contains_key(*step)).collect();
    assert!(missed.is_empty(), "no kill hit {missed:?}");
}
