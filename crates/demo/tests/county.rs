//! The county is founded and plans its year by the use cases, on both databases.

#[path = "../../store/tests/support/databases.rs"]
mod databases;

use std::path::PathBuf;
use std::sync::Arc;

use databases::{TestDatabase, databases};
use sunlot_app::ports::{FakeClock, FakeEntropy};
use sunlot_app::{App, Auth, Store, StoreOptions};
use sunlot_demo::{Scale, World};
use sunlot_domain::passwords::Profile;
use sunlot_domain::policy::Policy;
use sunlot_sortition::time::UtcSecond;

async fn world(database: &TestDatabase, scale: Scale) -> World {
    sunlot_app::imports::set_reader(PathBuf::from(env!("CARGO_BIN_EXE_demo-test-reader")));
    let entropy = Arc::new(FakeEntropy::of(scale.seed));
    let clock = Arc::new(FakeClock::at(UtcSecond::parse("2024-11-04T01:00:00Z").unwrap()));
    let options = StoreOptions { readers: 4 };
    let store = Store::open(database.url.clone(), &options, entropy.clone()).unwrap();
    let (policy, auth) = (Arc::new(Policy::built_in()), Arc::new(Auth::quick(Profile::Dengbao)));
    let app = App { store, clock: clock.clone(), entropy, policy, auth };
    World::found(app, clock, scale).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_county_is_founded_and_plans_its_year() {
    for database in databases() {
        let scale = Scale { seed: 1, subjects: 300, inspectors: 90 };
        let world = world(&database, scale).await;
        let plan = world.plan_year(2025).await.unwrap();
        assert_eq!(plan.state, "executing", "{}", database.name);
        let logins = world.logins().await.unwrap();
        assert_eq!(logins.len(), 11);
    }
}
