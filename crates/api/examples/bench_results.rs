//! What the public asks most: the published results of one entity, over a million of them.
//! `cargo run --release -p sunlot-api --example bench_results -- [ENTITIES] [RESULTS_EACH] [URL]`;
//! without a URL, SQLite under `target/bench`.

#[path = "../tests/support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use sunlot_app::{AppError, Call, DatabaseUrl, migrate};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{AccountId, Id as _, InspectionId};
use sunlot_domain::inspections::Inspection;
use sunlot_domain::organs::OrganKind;
use sunlot_domain::results::{CheckResult, ResultCode, ResultState};
use sunlot_domain::roles::Role;
use sunlot_sortition::time::Day;
use sunlot_testkit::openloop::{open_loop, saturate};
use support::databases::TestDatabase;
use support::inspections::{account, lone_visit};
use support::{COUNTY, Client, TestApp};

/// Rows of one transaction.
const AT_ONCE: u64 = 50_000;

/// A step that shares no factor with a number of entities that is even and no multiple of it: each
/// round meets them in an order of its own, as publications do.
const STRIDE: u64 = 387_433;

fn main() {
    let threads = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    threads.expect("threads").block_on(bench());
}

async fn bench() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number =
        |at: usize, usual: u64| args.get(at).map_or(usual, |n| n.parse().expect("a number"));
    let (entities, each) = (number(0, 1_000_000), number(1, 5));
    // Where git does not look: a bench that is cut off leaves its database behind.
    std::fs::create_dir_all("target/bench").expect("a folder on this disk");
    let folder = tempfile::tempdir_in("target/bench").expect("a folder on this disk");
    let url = args.get(2).map(|url| DatabaseUrl::parse(url));
    let url = url.unwrap_or_else(|| DatabaseUrl::Sqlite(folder.path().join("bench.db")));
    migrate(&url, |_| {}).expect("a fresh database");
    let app = TestApp::start(&TestDatabase::at(url)).await;
    let began = Instant::now();
    fill(&app, entities, each).await;
    println!(
        "{} results of {entities} entities written with their log entries in {:.0} s",
        entities * each,
        began.elapsed().as_secs_f64()
    );
    ask(&app.public(), entities, each).await;
}

fn code(entity: u64) -> String {
    format!("916204220000{entity:06X}")
}

async fn fill(app: &TestApp, entities: u64, each: u64) {
    let organ = app.organ(COUNTY, "scjg", OrganKind::Department).await;
    let visit = InspectionId::parse(&lone_visit(app, organ).await).expect("an id");
    let mut people: Vec<AccountId> = Vec::new();
    for role in [Role::Inspector, Role::Reviewer, Role::Planner] {
        people.push(account(&app.login(role, organ).await).await);
    }
    let first = Day::parse("2025-01-01").expect("a day");
    let rows = entities * each;
    let mut from = 0;
    while from < rows {
        let to = rows.min(from + AT_ONCE);
        let (ids, people) = (app.app.ids(), people.clone());
        let done: Result<(), AppError> = app
            .app
            .write(&Call::system("bench"), move |tx| {
                let visit = tx.need::<Inspection>(&visit)?.value;
                let row = |at: u64| {
                    let entity = at % entities * STRIDE % entities;
                    let days = i32::try_from(at * 400 / rows).unwrap_or(0);
                    let day = first.plus(days).unwrap_or(first);
                    CheckResult {
                        id: ids.make(),
                        inspection: visit.id,
                        organ,
                        region: visit.region.clone(),
                        task: visit.task,
                        kind: visit.kind,
                        subject: visit.subject,
                        subject_code: code(entity),
                        subject_name: format!("会宁县第{entity}号有限公司"),
                        item_code: format!("I{at}"),
                        item_name: "登记事项的检查".into(),
                        catalogue: Some("62042200000001".into()),
                        own_key: "list:P".into(),
                        upper_key: None,
                        certificates: vec!["S620422001".into(), "S620422002".into()],
                        inspected_on: day,
                        due_on: day.plus(28),
                        published_on: day.plus(7).unwrap_or(day),
                        late: false,
                        entered_by: people[0],
                        reviewed_by: people[1],
                        published_by: people[2],
                        code: ResultCode::NoProblem,
                        text: String::new(),
                        edition: 1,
                        state: ResultState::Published,
                    }
                };
                let rows: Vec<CheckResult> = (from..to).map(row).collect();
                tx.insert_all(&rows)?;
                Ok(tx.record(Event::new(Action::ResultPublished, visit.id), ()))
            })
            .await;
        done.expect("rows are written");
        from = to;
    }
}

async fn ask(public: &Client, entities: u64, each: u64) {
    let client = public.clone();
    let one = move |number: u64| {
        let entity = number * 611_953 % entities;
        let public = client.clone();
        async move {
            let path = format!("/api/v1/public/entities/{}/results", code(entity));
            let found = public.get(&path).await;
            found.status.is_success() && found.body["total"] == each
        }
    };
    for rate in [1_000.0, 2_000.0, 4_000.0, 8_000.0] {
        let report = open_loop(rate, Duration::from_secs(10), &one).await;
        println!("{}", report.line("results of an entity, open loop"));
    }
    let cx = public.clone();
    let report = saturate(8, Duration::from_secs(10), move |number| {
        let public = cx.clone();
        async move {
            let path =
                format!("/api/v1/public/entities/{}/results", code(number * 611_953 % entities));
            public.get(&path).await.status.is_success()
        }
    });
    println!("{}", report.await.line("results of an entity, 8 wide"));
}
