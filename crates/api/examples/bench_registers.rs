//! A register of a province: a file is read, compared, let in and searched.
//! `cargo run --release -p sunlot-api --example bench_registers -- FILE [URL]`; the file is what
//! `write_county` of the testkit writes. Without a URL, SQLite under `target/bench`.

#[path = "../tests/support/mod.rs"]
mod support;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sunlot_app::imports::{self, Decision, NewImport};
use sunlot_app::{Call, DatabaseUrl, migrate};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{AccountId, Id as _, OrganId};
use sunlot_domain::organs::OrganKind;
use sunlot_domain::roles::{Actor, Grant, Role};
use sunlot_testkit::openloop::{open_loop, saturate};
use support::databases::TestDatabase;
use support::{COUNTY, Client, TestApp};

fn main() -> std::process::ExitCode {
    // The reading process is this program, as the platform's is `sunlot` itself.
    let mut words = std::env::args_os().skip(1);
    if words.next().is_some_and(|word| word == sunlot_app::imports::reading::SUBCOMMAND) {
        return sunlot_app::imports::reading::main(words);
    }
    let threads = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    threads.expect("threads").block_on(bench());
    std::process::ExitCode::SUCCESS
}

async fn bench() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [file, url @ ..] = args.as_slice() else { panic!("bench_registers FILE [URL]") };
    // Where git does not look: a bench that is cut off leaves its database behind.
    std::fs::create_dir_all("target/bench").expect("a folder on this disk");
    let folder = tempfile::tempdir_in("target/bench").expect("a folder on this disk");
    let url = url.first().map(|url| DatabaseUrl::parse(url));
    let url = url.unwrap_or_else(|| DatabaseUrl::Sqlite(folder.path().join("bench.db")));
    migrate(&url, |_| {}).expect("a fresh database");
    let app = TestApp::start(&TestDatabase::at(url)).await;
    let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
    import(&app, organ, Path::new(file)).await;
    search(&app.public()).await;
}

/// Somebody with a role, as the interface makes him of a session.
async fn somebody(app: &TestApp, role: Role, organ: OrganId) -> Call {
    let client = app.login(role, organ).await;
    let own = client.get("/api/v1/session").await.ok();
    let account = own["account"].as_str().expect("an account");
    let (region, valid_from) = (DivisionCode::parse(COUNTY).expect("a code"), app.app.today());
    let grant = Grant { role, organ, region, valid_from, valid_to: None };
    let actor = Actor {
        account: Some(AccountId::parse(account).expect("an id")),
        name: "测试员".into(),
        grants: vec![grant],
        stepped_up: true,
        pending: None,
    };
    Call { actor, request_id: "bench".into(), once: None }
}

async fn import(app: &TestApp, organ: OrganId, file: &Path) {
    let (clerk, reviewer) =
        (somebody(app, Role::LeadPlanner, organ).await, somebody(app, Role::Reviewer, organ).await);
    let memory = Memory::watch();
    let new = NewImport {
        kind: None,
        organ: organ.to_string(),
        source: "市场主体库".into(),
        source_day: "2026-03-01".into(),
    };
    let name = file.file_name().expect("a file").to_string_lossy().into_owned();
    let began = Instant::now();
    let batch = imports::upload(&app.app, &clerk, new, &name, file).await.expect("a readable file");
    let compared = began.elapsed();
    println!(
        "{name}: {} rows, {} new, {} duplicate, {} refused; read and compared in {:.1} s",
        batch.rows_read,
        batch.rows_new,
        batch.rows_duplicate,
        batch.rows_refused,
        compared.as_secs_f64()
    );
    let began = Instant::now();
    let decision = Decision { version: batch.version, reason: "核对无误，同意".into() };
    imports::approve(&app.app, &reviewer, &batch.id, decision).await.expect("all rows or none");
    let written = began.elapsed();
    println!(
        "  let in, one transaction with its log entry, in {:.1} s; together {:.1} s; \
         memory at most {} MiB",
        written.as_secs_f64(),
        (compared + written).as_secs_f64(),
        memory.peak() >> 20
    );
}

/// What people type: two or three characters of a name.
async fn search(public: &Client) {
    const PARTS: [&str; 12] = [
        "桃花",
        "食品",
        "会宁",
        "合作社",
        "超市",
        "建材",
        "药店",
        "李家",
        "饭店",
        "农机",
        "电子",
        "服装",
    ];
    let ask = |number: u64| {
        let part = PARTS[number as usize % PARTS.len()];
        let second = PARTS[(number as usize / PARTS.len()) % PARTS.len()];
        let text =
            if number.is_multiple_of(2) { part.to_owned() } else { format!("{part} {second}") };
        let text: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let public = public.clone();
        async move {
            let found = public.get(&format!("/api/v1/subjects?q={text}")).await;
            found.status.is_success() && found.body["total"].is_u64()
        }
    };
    for rate in [250.0, 500.0, 1_000.0, 1_500.0] {
        let report = open_loop(rate, Duration::from_secs(10), ask).await;
        println!("{}", report.line("search by part of a name, open loop"));
    }
    let cx = public.clone();
    let report = saturate(8, Duration::from_secs(10), move |number| {
        let public = cx.clone();
        async move {
            let part = PARTS[number as usize % PARTS.len()];
            let text: String = part.bytes().map(|byte| format!("%{byte:02X}")).collect();
            public.get(&format!("/api/v1/subjects?q={text}")).await.status.is_success()
        }
    });
    println!("{}", report.await.line("search by part of a name, 8 wide"));
}

/// Memory of this process and of the reading one, looked at 20 times a second: what they keep for
/// themselves, without the pages of the database file, which the system takes back when it likes.
struct Memory {
    peak: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
}

impl Memory {
    fn watch() -> Memory {
        let memory = Memory { peak: Arc::default(), stop: Arc::default() };
        let (peak, stop) = (memory.peak.clone(), memory.stop.clone());
        std::thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                let now =
                    resident("self") + children().iter().map(|pid| resident(pid)).sum::<u64>();
                peak.fetch_max(now, Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(50));
            }
        });
        memory
    }

    /// The largest sum seen, bytes.
    fn peak(&self) -> u64 {
        self.stop.store(true, Ordering::Relaxed);
        self.peak.load(Ordering::Relaxed)
    }
}

/// Processes that a thread of this one started.
fn children() -> Vec<String> {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return Vec::new() };
    let lists = threads.flatten().map(|thread| thread.path().join("children"));
    let lists = lists.filter_map(|path| std::fs::read_to_string(path).ok());
    lists.flat_map(|list| list.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn resident(pid: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    line.and_then(|kb| kb.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0) << 10
}
