//! T08, the longer flows: the real server is killed while registers are uploaded and let in and
//! while plans go from draft to approval. Nothing acknowledged is lost, nothing is half done, a
//! repeated request answers the same, and the log holds.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sunlot_app::ports::{Clock as _, SystemClock};
use sunlot_domain::codes::{Uscc, org_code_check};
use sunlot_domain::ids::{Id as _, ImportId};
use sunlot_store::backup::flaws_of_sqlite;
use sunlot_store::{DatabaseUrl, Store, StoreOptions, examine};

use crate::county::TestApp;
use crate::county::databases::TestDatabase;
use crate::county::plans::{County, county, task};
use crate::platform::{Server, agent, send};

/// Kills of the whole test.
const KILLS: u64 = 100;
/// Kills between two looks at the database.
const EVERY: u64 = 25;
/// Rows of a register.
const ROWS: u64 = 40;

/// A request that can be repeated.
#[derive(Debug, Clone)]
struct Ask {
    token: String,
    path: String,
    key: String,
    kind: &'static str,
    body: Vec<u8>,
}

impl Ask {
    fn put(&self, url: &str) -> Option<Value> {
        let url = format!("{url}{}", self.path);
        let (status, body) = send(&agent(), &url, &self.token, &self.key, self.kind, &self.body)?;
        assert_eq!(status, 200, "{} {}: {body}", self.path, self.key);
        Some(body)
    }
}

/// What one client did until the server was gone.
#[derive(Default)]
struct Done {
    acknowledged: Vec<(Ask, Value)>,
    cut_off: Option<Ask>,
}

impl Done {
    /// Asks and writes the answer down outside of the server; nothing when the server is gone.
    fn ask(&mut self, url: &str, ask: Ask) -> Option<Value> {
        match ask.put(url) {
            Some(answer) => {
                self.acknowledged.push((ask, answer.clone()));
                Some(answer)
            }
            None => {
                self.cut_off = Some(ask);
                None
            }
        }
    }
}

/// The people of the county and a number for every request.
struct Office {
    county: County,
    count: AtomicU64,
}

impl Office {
    fn ask(&self, by: &crate::county::Client, path: String, body: Value) -> Ask {
        let number = self.count.fetch_add(1, Ordering::SeqCst);
        let (token, key) = (by.token.clone().unwrap(), format!("flow-{number:06}"));
        Ask { token, path, key, kind: "application/json", body: body.to_string().into_bytes() }
    }

    fn step(&self, by: &crate::county::Client, noun: &str, record: &Value, step: &str) -> Ask {
        let path = format!("/api/v1/{noun}/{}/{step}", record["id"].as_str().unwrap());
        let reason = json!({"version": record["version"], "reason": "按规定办理这一步"});
        self.ask(by, path, reason)
    }

    /// A register of companies that no other register names.
    fn register(&self) -> Ask {
        let number = self.count.fetch_add(1, Ordering::SeqCst);
        let mut text = "统一社会信用代码,名称,类型,状态,乡镇代码\n".to_owned();
        for row in 0..ROWS {
            let first8 = format!("M{:07}", number * ROWS + row);
            let check = org_code_check(&first8).unwrap();
            let code = Uscc::complete(&format!("91620422{first8}{check}")).unwrap();
            text.push_str(&format!(
                "{},会宁县第{number}商行{row},企业,存续,620422100\n",
                code.as_str()
            ));
        }
        let path = format!(
            "/api/v1/imports?organ={}&source=%E5%B8%82%E5%9C%BA&source_day=2026-03-01",
            self.county.scjg
        );
        let token = self.county.author.token.clone().unwrap();
        let key = format!("flow-{number:06}");
        Ask { token, path, key, kind: "application/octet-stream", body: text.into_bytes() }
    }

    /// Uploads registers and lets them in, until the server is gone.
    fn import(&self, url: &str) -> Done {
        let mut done = Done::default();
        loop {
            let Some(batch) = done.ask(url, self.register()) else { return done };
            assert_eq!(batch["rows_new"], json!(ROWS), "{batch}");
            let approve = self.step(&self.county.reviewer, "imports", &batch, "approve");
            if done.ask(url, approve).is_none() {
                return done;
            }
        }
    }

    /// Takes plans from draft to approval, until the server is gone.
    fn plan(&self, url: &str) -> Done {
        let county = &self.county;
        let steps = [
            (&county.author, "submit"),
            (&county.coordinator, "coordinate"),
            (&county.reviewer, "approve"),
        ];
        let mut done = Done::default();
        loop {
            let new = json!({"organ": county.scjg.to_string(), "year": 2026, "joint": false,
                "name": "2026年度抽查计划", "tasks": [task(county, "餐饮服务抽查", json!({}))]});
            let new = self.ask(&county.author, "/api/v1/plans".into(), new);
            let Some(mut plan) = done.ask(url, new) else { return done };
            for (by, step) in steps {
                let next = self.step(by, "plans", &plan, step);
                let Some(after) = done.ask(url, next) else { return done };
                plan = after;
            }
            assert_eq!(plan["state"], "approved", "{plan}");
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

/// A migrated data folder with a county whose people are logged in now.
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
    Office { county: county(&app).await, count: AtomicU64::new(1) }
}

#[tokio::test]
async fn killed_in_the_middle_of_imports_and_plans_nothing_is_lost_or_half_done() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let office = Arc::new(office(&data).await);
    let seed = std::env::var("SUNLOT_KILL_SEED").ok().and_then(|text| text.parse().ok());
    let seed: u64 = seed.unwrap_or(20_260_303);
    println!("seed {seed}");
    let mut chance = seed;
    let mut acknowledged: Vec<(Ask, Value)> = Vec::new();
    let mut cut_off: Vec<Ask> = Vec::new();
    let mut struck = [0u64; 4];
    for round in 0..KILLS {
        let mut server = Server::start(&data, &[]);
        // What the last kill cut off is done now or was done then, and never twice.
        for ask in cut_off.drain(..) {
            let answer = ask.put(&server.url).expect("the server is up");
            acknowledged.push((ask, answer));
        }
        for (ask, answer) in acknowledged.iter().rev().take(4) {
            assert_eq!(ask.put(&server.url).as_ref(), Some(answer), "{} again", ask.path);
        }
        let flows: [fn(&Office, &str) -> Done; 3] = [Office::import, Office::import, Office::plan];
        let clients = flows.map(|flow| {
            let (url, office) = (server.url.clone(), office.clone());
            std::thread::spawn(move || flow(&office, &url))
        });
        std::thread::sleep(Duration::from_millis(10 + random(&mut chance) % 140));
        server.kill();
        for client in clients {
            let done = client.join().expect("every answer was an acknowledgement");
            acknowledged.extend(done.acknowledged);
            cut_off.extend(done.cut_off);
        }
        cut_off.iter().for_each(|ask| struck[kind(ask)] += 1);
        if round % EVERY == EVERY - 1 {
            check(&data, &acknowledged).await;
        }
    }
    let [uploads, lets_in, approvals, other] = struck;
    println!(
        "{KILLS} kills, {} acknowledged; cut off: {uploads} uploads, {lets_in} imports let in, \
         {approvals} plans approved, {other} other steps of plans",
        acknowledged.len()
    );
    assert!(uploads + lets_in + approvals >= KILLS, "too few strikes: {struck:?}");
    assert!(lets_in > 0 && approvals > 0, "{struck:?}");
}

fn kind(ask: &Ask) -> usize {
    match (ask.path.starts_with("/api/v1/imports"), ask.path.ends_with("/approve")) {
        (true, false) => 0,
        (true, true) => 1,
        (false, true) => 2,
        (false, false) => 3,
    }
}

/// The database itself, without the server.
async fn check(data: &Path, acknowledged: &[(Ask, Value)]) {
    let began = Instant::now();
    let database: PathBuf = data.join("sunlot.db");
    assert_eq!(flaws_of_sqlite(&database), Ok(Vec::new()));
    let raw = rusqlite::Connection::open(&database).unwrap();
    let one = |sql: &str| raw.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    // A batch has all its staged rows, and the register has all of them or none.
    let rows = "(SELECT COUNT(*) FROM import_row r WHERE r.import = b.id)";
    let short = format!("SELECT COUNT(*) FROM import_batch b WHERE b.rows_read <> {rows}");
    assert_eq!(one(&short), 0, "a batch without all its rows");
    let written = "(SELECT COUNT(*) FROM subject s WHERE s.log_index = b.log_index)";
    let half = format!(
        "SELECT COUNT(*) FROM import_batch b WHERE {written} <> \
         CASE b.state WHEN 'applied' THEN b.rows_new ELSE 0 END"
    );
    assert_eq!(one(&half), 0, "a batch that is half in the register");
    let in_all = "SELECT COUNT(*) FROM subject";
    let applied = "SELECT COALESCE(SUM(rows_new), 0) FROM import_batch WHERE state = 'applied'";
    assert_eq!(one(in_all), one(applied), "subjects that no batch brought");
    // A plan has its task.
    let alone = "SELECT COUNT(*) FROM work_plan p WHERE NOT EXISTS \
                 (SELECT 1 FROM task t WHERE t.plan = p.id)";
    assert_eq!(one(alone), 0, "a plan without its task");
    for (ask, answer) in acknowledged {
        let table = if kind(ask) < 2 { "import_batch" } else { "work_plan" };
        let sql = format!("SELECT version, log_index FROM {table} WHERE id = ?1");
        let id = answer["id"].as_str().unwrap();
        let found =
            raw.query_row(&sql, [id], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)));
        let (version, index) = found.unwrap_or_else(|e| panic!("{} is lost: {e}", ask.path));
        assert!(version >= answer["version"].as_i64().unwrap(), "{} is undone", ask.path);
        assert!(index >= answer["log_index"].as_i64().unwrap(), "{} is undone", ask.path);
    }
    drop(raw);
    let store = Store::open(
        DatabaseUrl::Sqlite(database.clone()),
        &StoreOptions::default(),
        Arc::new(sunlot_app::ports::FakeEntropy::of(1)),
    );
    let store = store.unwrap();
    let report = store.read(|tx| examine::examine(tx, None, &[])).await;
    let report = report.unwrap();
    assert_eq!(report.findings, Vec::new());
    assert!(report.checkpoint.is_some(), "the server signed");
    // What cut-off uploads left behind goes, and nothing else.
    store.unstage_before(ImportId::new(u64::MAX >> 16, &[0; 10])).await.unwrap();
    let raw = rusqlite::Connection::open(&database).unwrap();
    let one = |sql: &str| raw.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let sum = "SELECT COALESCE(SUM(rows_read), 0) FROM import_batch";
    assert_eq!(one("SELECT COUNT(*) FROM import_row"), one(sum), "staged rows of no batch");
    println!("checked in {:?}: {} entries", began.elapsed(), report.entries);
}
