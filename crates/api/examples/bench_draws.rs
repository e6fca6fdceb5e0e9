//! Freezing, drawing and matching a joint task of five departments with all records written, over
//! registers of the sizes that are given: `cargo run --release -p sunlot-api --example bench_draws
//! -- 30000 1000000`. SQLite under `target/bench`; the parties of the ceremony take no time here.

#[path = "../tests/support/mod.rs"]
mod support;

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sunlot_domain::organs::OrganKind;
use sunlot_domain::roles::Role;
use sunlot_store::DatabaseUrl;
use support::databases::TestDatabase;
use support::draws::{Draws, populate_with};
use support::plans::{items, people};
use support::{COUNTY, TestApp};

/// Subjects that are drawn, for each of the five departments the same ones.
const DRAWN: u64 = 1_500;

/// Inspectors of each department.
const INSPECTORS: u64 = 60;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    std::fs::create_dir_all("target/bench").expect("a folder on this disk");
    let sizes = std::env::args().skip(1).map(|text| text.parse().expect("a number of subjects"));
    for size in sizes {
        let folder = tempfile::tempdir_in("target/bench").expect("a folder on this disk");
        run(folder.path(), size).await;
    }
}

async fn run(folder: &Path, size: u64) {
    let url = DatabaseUrl::Sqlite(folder.join("bench.db"));
    sunlot_store::migrate(&url, |_| {}).expect("a fresh database");
    let app = TestApp::start(&TestDatabase::at(url)).await;
    let scjg = app.organ(COUNTY, "scjg", OrganKind::Department).await;
    let office = app.organ(COUNTY, "lxhyb", OrganKind::Coordination).await;
    let mut organs = vec![scjg];
    for code in ["jyj", "wsjk", "yjgl", "xfjy"] {
        organs.push(app.organ(COUNTY, code, OrganKind::Department).await);
    }
    items(&app, scjg, organs.clone()).await;
    let county = people(&app, [scjg, organs[1], office, scjg, scjg]).await;
    let began = Instant::now();
    populate_with(&app, &organs, size, INSPECTORS).await;
    println!("{size} subjects written in {:.1?}", began.elapsed());
    let all: Vec<Value> =
        organs.iter().map(|organ| json!({"code": "G", "organ": organ.to_string()})).collect();
    let others: Vec<String> = organs[1..].iter().map(ToString::to_string).collect();
    let change = json!({"items": all, "participants": others, "quota": {"count": DRAWN}});
    let jjw = app.organ(COUNTY, "jjw", OrganKind::Oversight).await;
    let observer = app.login(Role::Observer, jjw).await;
    let world = Draws::of(&app, county, (jjw, observer), change).await;
    let draw = world.prepared(&app, "sealed", 1).await;
    let (author, reviewer) = (world.county.author.clone(), world.county.reviewer.clone());
    let (draw, frozen) = timed(world.take(&reviewer, &draw, "approve")).await;
    let (draw, announced) = timed(world.announce_frozen(&draw)).await;
    let draw = world.drawable(&app, &draw).await;
    let (draw, drawn) = timed(world.take(&author, &draw, "draw")).await;
    let (draw, matched) = timed(world.take(&author, &draw, "match")).await;
    println!(
        "{size} subjects, five departments: freeze {frozen:.2?}, draw {drawn:.2?}, \
         match {matched:.2?}, together {:.2?} (intent {announced:.2?})",
        frozen + drawn + matched
    );
    let pools = draw["counts"]["pools"].as_array().expect("pools");
    let posts: u64 = pools.iter().filter_map(|pool| pool["posts"].as_u64()).sum();
    println!("  frame {}, {} pools, {posts} posts", draw["counts"]["frame"], pools.len());
    app.pass(10_000).await;
    let batch = json!({"batch": 1});
    let (_, released) = timed(world.post(&reviewer, &draw, "release", batch)).await;
    println!("  dispatch with its visits {released:.2?}");
}

async fn timed(work: impl Future<Output = Value>) -> (Value, Duration) {
    let began = Instant::now();
    let value = work.await;
    (value, began.elapsed())
}
