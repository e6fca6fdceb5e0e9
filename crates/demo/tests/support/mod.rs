//! The platform of the stories.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use sunlot_app::ports::{FakeClock, FakeEntropy};
use sunlot_app::{App, Auth, DatabaseUrl, Store, StoreOptions};
use sunlot_demo::FOUNDED;
use sunlot_domain::passwords::Profile;
use sunlot_domain::policy::Policy;
use sunlot_record::Trust;
use sunlot_sortition::log::keys::SecretKeys;
use sunlot_sortition::names::KeyName;
use sunlot_sortition::time::UtcSecond;

/// An empty platform with a clock and randomness of its own.
pub(crate) fn platform(url: DatabaseUrl, seed: u64) -> (App, Arc<FakeClock>) {
    sunlot_app::imports::set_reader(PathBuf::from(env!("CARGO_BIN_EXE_demo-test-reader")));
    let entropy = Arc::new(FakeEntropy::of(seed));
    let clock = Arc::new(FakeClock::at(UtcSecond::parse(FOUNDED).unwrap()));
    let options = StoreOptions { readers: 4 };
    let store = Store::open(url, &options, entropy.clone()).unwrap();
    let (policy, auth) = (Arc::new(Policy::built_in()), Arc::new(Auth::quick(Profile::Dengbao)));
    let keys = SecretKeys::from_entropy(KeyName::parse("sunlot.cn/log").unwrap(), &[5; 32]);
    let trust = Arc::new(OnceLock::from(Trust::new(keys.public(), Vec::new(), 0)));
    let app = App { store, clock: clock.clone(), entropy, policy, auth, trust };
    (app, clock)
}
