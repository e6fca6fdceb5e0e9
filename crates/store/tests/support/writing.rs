//! Words for the tests of the store.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};

use serde::Serialize;
use serde::de::DeserializeOwned;
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{Id as _, OrganId};
use sunlot_domain::organs::{Organ, OrganKind, Region};
use sunlot_sortition::suite::Suite;
use sunlot_sortition::time::UtcSecond;
use sunlot_store::{Entropy, Once, Recorded, Stamp, Store, StoreError, StoreOptions, WriteTx};

use super::databases::TestDatabase;

/// Counted bytes: different at every call.
struct Counted(AtomicU64);

impl Entropy for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        let count = self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes();
        bytes.iter_mut().zip(count.iter().cycle()).for_each(|(byte, from)| *byte = *from);
    }
}

/// A store with the county and one entry in its log.
pub(crate) async fn store(database: &TestDatabase) -> Store {
    let store = open(database);
    write(&store, |tx: &mut WriteTx<'_>| {
        let county = Region { id: region("620000"), name: "甘肃省".into(), parent: None };
        tx.insert(county)?;
        Ok(tx.record(Event::new(Action::RegionsLoaded, "620000"), ()))
    })
    .await
    .unwrap();
    store
}

pub(crate) fn open(database: &TestDatabase) -> Store {
    Store::open(database.url.clone(), &StoreOptions::default(), entropy()).unwrap()
}

/// Different bytes at every call.
pub(crate) fn entropy() -> Arc<dyn Entropy> {
    Arc::new(Counted(AtomicU64::new(0)))
}

pub(crate) fn region(code: &str) -> DivisionCode {
    DivisionCode::parse(code).unwrap()
}

pub(crate) fn at() -> UtcSecond {
    UtcSecond::parse("2026-03-02T01:00:00Z").unwrap()
}

pub(crate) fn stamp() -> Stamp {
    Stamp::new(None, "测试", at(), "test")
}

/// The organ with a number.
pub(crate) fn organ(number: u64) -> Organ {
    let mut random = [0; 10];
    random[2..].copy_from_slice(&number.to_be_bytes());
    Organ {
        id: OrganId::new(1_774_000_000_000, &random),
        code: format!("o{number}"),
        name: format!("测试{number}局"),
        kind: OrganKind::Department,
        region: region("620000"),
        superior: None,
        entrusting: None,
        active: true,
    }
}

pub(crate) fn once(key: &str, body: &[u8]) -> Once {
    Once { account: "-".into(), key: key.into(), request: Suite::Sha256.hash(&[body]) }
}

/// Runs a write; a future that owns its store.
pub(crate) fn write<T, F>(
    store: &Store,
    work: F,
) -> impl Future<Output = Result<T, StoreError>> + Send + 'static
where
    T: Serialize + DeserializeOwned + Send + 'static,
    F: FnOnce(&mut WriteTx<'_>) -> Result<Recorded<T>, StoreError> + Send + 'static,
{
    let store = store.clone();
    async move { store.write(stamp(), None, work).await }
}

/// Holds the writer inside a job, so that everything after it waits, until the sender is used.
pub(crate) async fn hold(
    store: &Store,
) -> (mpsc::Sender<()>, tokio::task::JoinHandle<Result<(), StoreError>>) {
    let (release, held) = mpsc::channel::<()>();
    let (begun, has_begun) = tokio::sync::oneshot::channel::<()>();
    let holding = tokio::spawn(write(store, move |tx: &mut WriteTx<'_>| {
        begun.send(()).expect("somebody waits");
        let _ = held.recv();
        Ok(tx.record(Event::new(Action::OrganCreated, "held"), ()))
    }));
    has_begun.await.expect("the writer works");
    (release, holding)
}
