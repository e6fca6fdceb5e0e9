//! Business writes with their log entry, durable: an open loop for the latency, a closed one for
//! what is possible at most. `cargo run --release -p sunlot-api --example bench_writes -- [URL]`;
//! without a URL, SQLite under `target/bench`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sunlot_app::ports::{Entropy, SystemClock};
use sunlot_app::{App, AppError, Auth, Call, DatabaseUrl, Store, StoreOptions, migrate};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::OrganId;
use sunlot_domain::organs::{Organ, OrganKind, Region};
use sunlot_domain::passwords::Profile;
use sunlot_testkit::openloop::{open_loop, saturate};

/// Bytes that differ at every call; a bench needs no secrets.
struct Counted(AtomicU64);

impl Entropy for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        let count = self.0.fetch_add(1, Ordering::Relaxed);
        let mixed = count.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes();
        let both = [mixed, count.to_be_bytes()].concat();
        bytes.iter_mut().zip(both.iter().cycle()).for_each(|(byte, from)| *byte = *from);
    }
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    // Where git does not look: a bench that is cut off leaves its database behind.
    std::fs::create_dir_all("target/bench").expect("a folder on this disk");
    let folder = tempfile::tempdir_in("target/bench").expect("a folder on this disk");
    let given = std::env::args().nth(1).map(|url| DatabaseUrl::parse(&url));
    let url = given.unwrap_or_else(|| DatabaseUrl::Sqlite(folder.path().join("bench.db")));
    migrate(&url, |_| {}).expect("a fresh database");
    let app = open(url);
    prepare(&app).await;
    for rate in [1_000.0, 2_000.0] {
        let report = open_loop(rate, Duration::from_secs(10), |n| write(&app, n)).await;
        println!("{}", report.line("durable logged write, open loop"));
    }
    for width in [64, 256, 1_024] {
        let before = app.store.figures();
        let cx = app.clone();
        let report = saturate(width, Duration::from_secs(8), move |n| write(&cx, n)).await;
        let after = app.store.figures();
        let shared = (after.writes - before.writes) / (after.commits - before.commits).max(1);
        println!("{}", report.line(&format!("durable logged write, {width} wide")));
        println!("  writes that shared a sync: {shared}");
    }
}

fn open(url: DatabaseUrl) -> App {
    let entropy = Arc::new(Counted(AtomicU64::new(0)));
    let store = Store::open(url, &StoreOptions::default(), entropy.clone()).expect("migrated");
    App::new(store, Arc::new(SystemClock), entropy, Auth::quick(Profile::Dengbao))
}

async fn prepare(app: &App) {
    let id = DivisionCode::parse("620000").expect("a code");
    let province = Region { id, name: "甘肃省".into(), parent: None };
    let call = Call::system("bench");
    sunlot_app::organs::load_regions(app, &call, vec![province]).await.expect("a region");
}

/// One write as a request makes it: its key, its row, its entry, its answer.
fn write(app: &App, number: u64) -> impl Future<Output = bool> + Send + use<> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let app = app.clone();
    async move {
        let key = format!("bench-{count:010}");
        let mut call = Call::system("bench");
        call.once = Some(sunlot_app::once("-".into(), &key, "POST /bench", &number.to_be_bytes()));
        let id: OrganId = app.ids().make();
        let done: Result<u64, AppError> = app
            .write(&call, move |tx| {
                let stored = tx.insert(Organ {
                    id,
                    code: format!("o{count}"),
                    name: format!("某县第{count}局"),
                    kind: OrganKind::Department,
                    region: DivisionCode::parse("620000")?,
                    superior: None,
                    entrusting: None,
                    active: true,
                })?;
                let event = Event::new(Action::OrganCreated, id);
                Ok(tx.record(event, stored.log_index))
            })
            .await;
        if let Err(error) = &done {
            eprintln!("{error}");
        }
        done.is_ok()
    }
}
