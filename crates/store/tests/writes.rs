//! What the store promises of writes, on both databases: shared syncs, nothing of others lost,
//! repeated requests done once, versions, snapshots, constraints, a bounded queue.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};

use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{Id as _, ImportId};
use sunlot_domain::organs::{Organ, OrganKind};
use sunlot_store::{Recorded, StoreError, WriteTx};

use crate::support::databases::databases;
use crate::support::writing::{at, hold, once, organ, region, stamp, store, write};

type Done<T> = Result<Recorded<T>, StoreError>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_that_wait_together_share_a_sync() {
    for database in databases() {
        let store = store(&database).await;
        let before = store.figures();
        let (release, holding) = hold(&store).await;
        let waiting: Vec<_> = (0..200)
            .map(|number| {
                let organ = organ(number);
                tokio::spawn(write(&store, move |tx: &mut WriteTx<'_>| {
                    let event = Event::new(Action::OrganCreated, organ.id);
                    let stored = tx.insert(organ)?;
                    Ok(tx.record(event, stored.log_index))
                }))
            })
            .collect();
        while store.figures().waiting < 200 {
            tokio::task::yield_now().await;
        }
        release.send(()).unwrap();
        holding.await.unwrap().unwrap();
        let mut indices = Vec::new();
        for write in waiting {
            indices.push(write.await.unwrap().unwrap());
        }
        let after = store.figures();
        assert_eq!(after.writes - before.writes, 201, "{}", database.name);
        assert_eq!(after.commits - before.commits, 2, "{}: 200 share one sync", database.name);
        indices.sort_unstable();
        indices.dedup();
        assert_eq!(indices.len(), 200, "{}: each has its own entry", database.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_or_panicking_job_takes_nothing_of_the_others_along() {
    for database in databases() {
        let store = store(&database).await;
        let (release, holding) = hold(&store).await;
        let jobs: Vec<_> = (0..30)
            .map(|number| {
                let organ = organ(number);
                tokio::spawn(write(&store, move |tx: &mut WriteTx<'_>| -> Done<()> {
                    let event = Event::new(Action::OrganCreated, organ.id);
                    tx.insert(organ)?;
                    match number % 3 {
                        0 => Ok(tx.record(event, ())),
                        // The same row again: refused by the database in the middle of the work.
                        1 => {
                            let mut twin = crate::support::writing::organ(number);
                            twin.code = format!("o{number}");
                            tx.insert(twin)?;
                            Ok(tx.record(event, ()))
                        }
                        _ => panic!("a bug in one request"),
                    }
                }))
            })
            .collect();
        while store.figures().waiting < 30 {
            tokio::task::yield_now().await;
        }
        release.send(()).unwrap();
        holding.await.unwrap().unwrap();
        for (number, job) in jobs.into_iter().enumerate() {
            match (number % 3, job.await.unwrap()) {
                (0, Ok(())) | (1, Err(StoreError::Unique(_))) | (2, Err(StoreError::Panic(_))) => {}
                (_, other) => panic!("{} {number}: {other:?}", database.name),
            }
        }
        let kept = store.read(|tx| tx.get::<Organ>(&organ(3).id)).await.unwrap();
        assert!(kept.is_some(), "{}", database.name);
        for lost in [1, 2] {
            let found = store.read(move |tx| tx.get::<Organ>(&organ(lost).id)).await.unwrap();
            assert!(found.is_none(), "{} {lost}: nothing of a refused one", database.name);
        }
        let state = store.read(sunlot_store::health::record_state).await.unwrap();
        assert_eq!(state.size, 12, "{}: an entry for each that was kept", database.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_sent_twice_is_done_once() {
    for database in databases() {
        let store = store(&database).await;
        let done = Arc::new(AtomicU64::new(0));
        let work = |done: Arc<AtomicU64>| {
            move |tx: &mut WriteTx<'_>| -> Done<u64> {
                let count = done.fetch_add(1, Ordering::SeqCst);
                Ok(tx.record(Event::new(Action::OrganCreated, "once"), count))
            }
        };
        let twice: Vec<_> = (0..16)
            .map(|_| {
                let (store, work) = (store.clone(), work(done.clone()));
                let once = once("key-00000001", b"body");
                tokio::spawn(async move { store.write(stamp(), Some(once), work).await })
            })
            .collect();
        for answer in twice {
            assert_eq!(answer.await.unwrap(), Ok(0), "{}", database.name);
        }
        assert_eq!(done.load(Ordering::SeqCst), 1, "{}", database.name);
        let other = once("key-00000001", b"another body");
        let refused = store.write(stamp(), Some(other), work(done.clone())).await;
        assert_eq!(refused, Err(StoreError::KeyReused), "{}", database.name);
        // A refused request leaves no answer: it may be sent again.
        let key = || Some(once("key-00000002", b"body"));
        let refuse = |_: &mut WriteTx<'_>| -> Done<u64> { Err(StoreError::Busy) };
        assert_eq!(store.write(stamp(), key(), refuse).await, Err(StoreError::Busy));
        assert_eq!(store.write(stamp(), key(), work(done)).await, Ok(1), "{}", database.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_64_edits_of_one_version_one_wins_and_the_others_learn_why() {
    for database in databases() {
        let store = store(&database).await;
        let first = organ(1);
        let id = first.id;
        write(&store, move |tx: &mut WriteTx<'_>| {
            tx.insert(first)?;
            Ok(tx.record(Event::new(Action::OrganCreated, id), ()))
        })
        .await
        .unwrap();
        let edits: Vec<_> = (0..64)
            .map(|number| {
                tokio::spawn(write(&store, move |tx: &mut WriteTx<'_>| {
                    let mut stored = tx.need::<Organ>(&id)?;
                    stored.version = 1;
                    stored.value.name = format!("第{number}局");
                    let saved = tx.save(stored)?;
                    Ok(tx.record(Event::new(Action::OrganChanged, id), saved.version))
                }))
            })
            .collect();
        let mut won = 0;
        for edit in edits {
            match edit.await.unwrap() {
                Ok(2) => won += 1,
                Err(StoreError::Version { expected: 1, found: 2, .. }) => {}
                other => panic!("{}: {other:?}", database.name),
            }
        }
        assert_eq!(won, 1, "{}", database.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_sees_one_snapshot() {
    for database in databases() {
        let store = store(&database).await;
        let (begun, has_begun) = mpsc::channel::<()>();
        let (release, held) = mpsc::channel::<()>();
        let reading = {
            let store = store.clone();
            tokio::spawn(async move {
                store
                    .read(move |tx| {
                        let before = sunlot_store::health::record_state(tx)?.size;
                        begun.send(()).unwrap();
                        let _ = held.recv();
                        Ok::<_, StoreError>((before, sunlot_store::health::record_state(tx)?.size))
                    })
                    .await
            })
        };
        tokio::task::spawn_blocking(move || has_begun.recv().unwrap()).await.unwrap();
        let event = Event::new(Action::OrganCreated, "between");
        write(&store, move |tx: &mut WriteTx<'_>| Ok(tx.record(event, ()))).await.unwrap();
        release.send(()).unwrap();
        let (before, after) = reading.await.unwrap().unwrap();
        assert_eq!(before, after, "{}", database.name);
        let now = store.read(sunlot_store::health::record_state).await.unwrap().size;
        assert_eq!(now, before + 1, "{}", database.name);
    }
}

#[tokio::test]
async fn constraints_come_back_by_name() {
    for database in databases() {
        let store = store(&database).await;
        let mut lonely = organ(1);
        lonely.kind = OrganKind::Entrusted;
        let refused = insert(&store, lonely).await;
        let expected = StoreError::Check("organ_entrusting".into());
        assert_eq!(refused, Err(expected), "{}", database.name);
        let mut nowhere = organ(2);
        nowhere.region = region("110000");
        let refused = insert(&store, nowhere).await;
        assert!(matches!(refused, Err(StoreError::Reference(_))), "{} {refused:?}", database.name);
        insert(&store, organ(3)).await.unwrap();
        let mut twin = organ(4);
        twin.code = organ(3).code;
        let refused = insert(&store, twin).await;
        let expected = StoreError::Unique("organ.region,code".into());
        assert_eq!(refused, Err(expected), "{}", database.name);
    }
}

async fn insert(store: &sunlot_store::Store, organ: Organ) -> Result<(), StoreError> {
    write(store, move |tx: &mut WriteTx<'_>| {
        let event = Event::new(Action::OrganCreated, organ.id);
        tx.insert(organ)?;
        Ok(tx.record(event, ()))
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_is_refused_at_once_and_works_again() {
    for database in databases() {
        let store = store(&database).await;
        let (release, holding) = hold(&store).await;
        let waiting: Vec<_> = (0..2_500)
            .map(|_| {
                tokio::spawn(write(&store, |tx: &mut WriteTx<'_>| {
                    Ok(tx.record(Event::new(Action::OrganCreated, "waits"), ()))
                }))
            })
            .collect();
        while waiting.iter().filter(|write| write.is_finished()).count() < 400 {
            tokio::task::yield_now().await;
        }
        release.send(()).unwrap();
        holding.await.unwrap().unwrap();
        let (mut done, mut busy) = (0, 0);
        for write in waiting {
            match write.await.unwrap() {
                Ok(()) => done += 1,
                Err(StoreError::Busy) => busy += 1,
                other => panic!("{}: {other:?}", database.name),
            }
        }
        assert!(busy >= 400 && done >= 2_000, "{}: {done} done, {busy} busy", database.name);
        assert_eq!(store.figures().waiting, 0, "{}", database.name);
        write(&store, |tx: &mut WriteTx<'_>| {
            Ok(tx.record(Event::new(Action::OrganCreated, at()), ()))
        })
        .await
        .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_written_twice_counts_as_it_was_left() {
    for database in databases() {
        let store = store(&database).await;
        let done: Result<(), StoreError> = write(&store, |tx: &mut WriteTx<'_>| {
            let organ = organ(1);
            let event = Event::new(Action::OrganCreated, organ.id);
            let first = tx.insert(organ)?;
            let second =
                tx.save(first.map(|organ| Organ { name: "第一个名称".into(), ..organ }))?;
            tx.save(second.map(|organ| Organ { name: "最后的名称".into(), ..organ }))?;
            Ok(tx.record(event, ()))
        })
        .await;
        done.unwrap();
        let report = store.read(|tx| sunlot_store::examine::examine(tx, None, &[])).await.unwrap();
        assert!(!report.findings.iter().any(|f| f.code.starts_with("row.")), "{report:?}");
        assert!(!report.findings.iter().any(|f| f.code == "log.row_digest"), "{report:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_an_alarm_nothing_is_written_and_what_was_acknowledged_is_answered_again() {
    for database in databases() {
        let store = store(&database).await;
        let add = |number: u64| {
            move |tx: &mut WriteTx<'_>| -> Done<u64> {
                let organ = organ(number);
                let event = Event::new(Action::OrganCreated, organ.id);
                let stored = tx.insert(organ)?;
                Ok(tx.record(event, stored.log_index))
            }
        };
        let first = store.write(stamp(), Some(once("alarm-key-1", b"1")), add(1)).await.unwrap();
        // One write waits already when the alarm comes.
        let (release, holding) = hold(&store).await;
        let waiting = tokio::spawn(write(&store, add(2)));
        while store.figures().waiting < 1 {
            tokio::task::yield_now().await;
        }
        store.refuse_writes("第 1 号条目被改动。");
        release.send(()).unwrap();
        holding.await.unwrap().unwrap();
        let refused = Err(StoreError::ReadOnly("第 1 号条目被改动。".into()));
        assert_eq!(waiting.await.unwrap(), refused, "{}", database.name);
        assert_eq!(store.write(stamp(), Some(once("alarm-key-2", b"2")), add(3)).await, refused);
        let again = store.write(stamp(), Some(once("alarm-key-1", b"1")), add(1)).await;
        assert_eq!(again, Ok(first), "{}", database.name);
        let found: Result<u64, StoreError> = store.read(sunlot_store::ledger::size).await;
        assert_eq!(found, Ok(first + 2), "{}: the held one alone was added", database.name);
        // Statements that only commands and timers use are understood by both databases.
        let sealed = store.read(sunlot_store::credentials::any_sealed_factor).await;
        assert_eq!(sealed, Ok(false));
        let unborn = ImportId::new(1, &[0; 10]);
        assert_eq!(store.unstage_before(unborn).await, Ok(0), "{}", database.name);
    }
}
