//! How long the county takes: `build_county <database file>` prints the seconds of each chapter.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use sunlot_app::imports::reading;
use sunlot_app::ports::{FakeClock, FakeEntropy};
use sunlot_app::{App, Auth, DatabaseUrl, Store, StoreOptions, migrate};
use sunlot_demo::{Scale, World};
use sunlot_domain::passwords::Profile;
use sunlot_domain::policy::Policy;
use sunlot_sortition::time::UtcSecond;

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    match args.next() {
        Some(word) if word == reading::SUBCOMMAND => reading::main(args),
        Some(file) => {
            let threads = tokio::runtime::Runtime::new().expect("threads");
            threads.block_on(build(file.into()));
            ExitCode::SUCCESS
        }
        None => ExitCode::from(2),
    }
}

async fn build(file: PathBuf) {
    let began = Instant::now();
    let url = DatabaseUrl::Sqlite(file);
    migrate(&url, |_| {}).expect("an empty database");
    let entropy = Arc::new(FakeEntropy::of(Scale::COUNTY.seed));
    let clock = UtcSecond::parse("2024-11-04T01:00:00Z").expect("a time");
    let clock = Arc::new(FakeClock::at(clock));
    let store = Store::open(url, &StoreOptions { readers: 4 }, entropy.clone()).expect("a store");
    let (policy, auth) = (Arc::new(Policy::built_in()), Arc::new(Auth::quick(Profile::Dengbao)));
    let app = App { store, clock: clock.clone(), entropy, policy, auth };
    let world = World::found(app, clock, Scale::COUNTY).await.expect("a county");
    println!("founded after {:.1} s", began.elapsed().as_secs_f64());
    world.plan_year(2025).await.expect("a year");
    println!("planned after {:.1} s", began.elapsed().as_secs_f64());
}
