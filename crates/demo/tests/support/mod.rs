//! The platform of the stories.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sunlot_app::ports::{FakeClock, FakeEntropy};
use sunlot_app::record::{Checkpointer, Signer};
use sunlot_app::{App, Auth, DatabaseUrl, Store, StoreOptions};
use sunlot_demo::FOUNDED;
use sunlot_domain::passwords::Profile;
use sunlot_record::Trust;
use sunlot_sortition::log::keys::SecretKeys;
use sunlot_sortition::names::KeyName;
use sunlot_sortition::time::UtcSecond;
use sunlot_sortition::verify::{BundleFiles, Report, verify};

/// An empty platform with a clock and randomness of its own.
pub(crate) fn platform(url: DatabaseUrl, seed: u64) -> (App, Arc<FakeClock>) {
    sunlot_app::imports::set_reader(PathBuf::from(env!("CARGO_BIN_EXE_demo-test-reader")));
    let entropy = Arc::new(FakeEntropy::of(seed));
    let clock = Arc::new(FakeClock::at(UtcSecond::parse(FOUNDED).unwrap()));
    let options = StoreOptions { readers: 4 };
    let store = Store::open(url, &options, entropy.clone()).unwrap();
    let app = App::new(store, clock.clone(), entropy, Auth::quick(Profile::Dengbao));
    app.trust.set(Trust::new(keys().public(), Vec::new(), 0)).unwrap();
    (app, clock)
}

fn keys() -> SecretKeys {
    SecretKeys::from_entropy(KeyName::parse("sunlot.cn/log").unwrap(), &[5; 32])
}

/// What the platform publishes of a draw, after its log is signed, and what the verifier says.
#[allow(dead_code, reason = "each test binary uses its own part")]
pub(crate) async fn bundle(app: &App, folder: &Path, draw: &str) -> (Report, BundleFiles) {
    let signer = Signer { keys: keys(), kept: folder.join("log.checkpoint"), witnessed: false };
    Checkpointer::new(app.clone(), signer).sign_now().await.unwrap();
    let bytes = sunlot_app::draws::bundle(app, draw).await.unwrap();
    let path = folder.join("公布.zip");
    std::fs::write(&path, bytes).unwrap();
    let files = sunlot_ceremony::read_bundle(&path).unwrap();
    (verify(&files, |_, _| {}), files)
}
