//! A hundred simulated years: whatever a seed brings, everything that must hold holds. A seed that
//! failed is told again with `SUNLOT_SEED=<n> cargo test -p sunlot-demo --test years`;
//! `SUNLOT_YEARS` asks for more of them.

mod support;

use std::sync::atomic::{AtomicU64, Ordering};

use sunlot_app::{DatabaseUrl, migrate};
use sunlot_demo::{Happened, simulate};

/// Seeds of an ordinary run.
const YEARS: u64 = 100;

fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}

async fn year(seed: u64) -> Happened {
    let folder = tempfile::tempdir().unwrap();
    let url = DatabaseUrl::Sqlite(folder.path().join("sunlot.db"));
    migrate(&url, |_| {}).unwrap();
    let (app, clock) = support::platform(url, seed);
    let told = simulate(app, clock, seed).await;
    let (world, happened) = told.unwrap_or_else(|error| panic!("seed {seed}: {error:?}"));
    let wrong = world.violations().await.unwrap();
    assert!(wrong.is_empty(), "seed {seed}: {wrong:#?}");
    let last = world.last_draw().await.unwrap();
    let (report, files) = support::bundle(&world.app, folder.path(), &last).await;
    assert!(report.accepted() && files.contains_key("result.tsv"), "seed {seed}: {report:?}");
    happened
}

#[test]
fn whatever_a_year_brings_everything_holds() {
    let seeds: Vec<u64> = match asked("SUNLOT_SEED") {
        Some(seed) => vec![seed],
        None => (1..=asked("SUNLOT_YEARS").unwrap_or(YEARS)).collect(),
    };
    let next = AtomicU64::new(0);
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let all: Vec<Happened> = std::thread::scope(|scope| {
        let work = || {
            let threads = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let threads = threads.unwrap();
            let mut lived = Vec::new();
            while let Some(seed) = seeds.get(next.fetch_add(1, Ordering::SeqCst) as usize) {
                lived.push(threads.block_on(year(*seed)));
            }
            lived
        };
        let started: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        started.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    let sum = |of: fn(&Happened) -> u64| all.iter().map(of).sum::<u64>();
    println!(
        "{} years: {} draws, {} visits, {} late, {} objections, {} corrections, {} complaints, \
         {} refused",
        all.len(),
        sum(|h| h.draws),
        sum(|h| h.visits),
        sum(|h| h.late),
        sum(|h| h.objections),
        sum(|h| h.corrections),
        sum(|h| h.complaints),
        sum(|h| h.refused),
    );
    // A simulation in which nothing goes wrong proves nothing.
    if all.len() > 20 {
        for (what, count) in [
            ("late", sum(|h| h.late)),
            ("objections", sum(|h| h.objections)),
            ("corrections", sum(|h| h.corrections)),
            ("complaints", sum(|h| h.complaints)),
        ] {
            assert!(count > 0, "no {what} in {} years", all.len());
        }
    }
}
