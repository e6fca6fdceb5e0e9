//! How long the county takes: `build_county <database file>` prints the seconds of each chapter.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use sunlot_app::imports::reading;
use sunlot_app::ports::{FakeClock, FakeEntropy};
use sunlot_app::{App, Auth, DatabaseUrl, Store, StoreOptions, migrate};
use sunlot_demo::{FOUNDED, Scale, live};
use sunlot_domain::passwords::Profile;
use sunlot_record::Trust;
use sunlot_sortition::log::keys::SecretKeys;
use sunlot_sortition::names::KeyName;
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
    let clock = UtcSecond::parse(FOUNDED).expect("a time");
    let clock = Arc::new(FakeClock::at(clock));
    let store = Store::open(url, &StoreOptions { readers: 4 }, entropy.clone()).expect("a store");
    let keys = SecretKeys::from_entropy(KeyName::parse("sunlot.cn/log").expect("a name"), &[5; 32]);
    let app = App::new(store, clock.clone(), entropy, Auth::quick(Profile::Dengbao));
    app.trust.set(Trust::new(keys.public(), Vec::new(), 0)).expect("a new platform has none");
    let mut tell = |chapter: &str| println!("{:6.1} s {chapter}", began.elapsed().as_secs_f64());
    live(app, clock, Scale::COUNTY, &mut tell).await.expect("a county");
    tell("done");
}
