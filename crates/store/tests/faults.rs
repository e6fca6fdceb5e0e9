//! What the store does when the disk, the server or a migration gives way.

use std::process::Command;
use std::sync::mpsc;

use sunlot_domain::audit::{Action, Event};
use sunlot_domain::organs::Organ;
use sunlot_store::backup::flaws_of_sqlite;
use sunlot_store::{DatabaseUrl, SCHEMA_VERSION, StoreError, WriteTx, migrate, waiting};

use crate::support::databases::{self, databases};
use crate::support::writing::{organ, store, write};

/// A tmpfs of its own that fills up while batches are written: what was acknowledged stays, what
/// was refused is not there, the log has no gap, and with room again the store works.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_loses_nothing_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let Some(_disk) = Disk::mount(folder.path(), "4m") else { return };
    let path = folder.path().join("sunlot.db");
    let url = DatabaseUrl::Sqlite(path.clone());
    migrate(&url, |_| {}).unwrap();
    let ballast = folder.path().join("ballast");
    std::fs::write(&ballast, vec![1; 1 << 20]).unwrap();
    let database = databases::TestDatabase::at(url);
    let store = store(&database).await;
    let (mut kept, mut refused) = (Vec::new(), Vec::new());
    for round in 0..400 {
        let writes: Vec<_> = (0..20)
            .map(|at| {
                let mut organ = organ(round * 20 + at);
                organ.name = "长".repeat(60);
                tokio::spawn(write(&store, move |tx: &mut WriteTx<'_>| {
                    let id = organ.id;
                    tx.insert(organ)?;
                    Ok(tx.record(Event::new(Action::OrganCreated, id), ()))
                }))
            })
            .collect();
        for (at, write) in (0..20).zip(writes) {
            let id = organ(round * 20 + at).id;
            match write.await.unwrap() {
                Ok(()) => kept.push(id),
                Err(StoreError::Unavailable(_)) => refused.push(id),
                Err(other) => panic!("{other:?}"),
            }
        }
        if refused.len() > 200 {
            break;
        }
    }
    assert!(!kept.is_empty() && refused.len() > 200, "{} {}", kept.len(), refused.len());
    assert!(store.figures().out_of_order);
    std::fs::remove_file(&ballast).unwrap();
    assert_eq!(store.probe().await, Ok(()), "with room again it works");
    assert!(!store.figures().out_of_order);
    let (kept_len, check) = (kept.len(), refused.clone());
    store
        .read(move |tx| {
            for id in kept {
                tx.need::<Organ>(&id)?;
            }
            for id in check {
                assert!(tx.get::<Organ>(&id)?.is_none(), "{id} was refused and is there");
            }
            let state = sunlot_store::health::record_state(tx)?;
            assert_eq!(state.size, kept_len as u64 + 1, "an entry for each that was kept");
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    assert_eq!(flaws_of_sqlite(&path), Ok(Vec::new()));
}

/// A file system of its own, unmounted when dropped.
struct Disk(std::path::PathBuf);

impl Disk {
    /// Nothing, said so, where mounting is not allowed.
    fn mount(path: &std::path::Path, size: &str) -> Option<Disk> {
        let option = format!("size={size}");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &option, "tmpfs"]);
        let done = mount.arg(path).status().is_ok_and(|status| status.success());
        if !done {
            println!("skipped: this user may not mount a tmpfs");
        }
        done.then(|| Disk(path.to_owned()))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// The server drops the writer's connection in the middle of a batch: its askers are told, and
/// the next write works, and so does the next reading.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_connection_is_told_and_opened_again() {
    for database in databases() {
        let DatabaseUrl::Postgres(url) = database.url.clone() else { continue };
        let store = store(&database).await;
        let (release, held) = mpsc::channel::<()>();
        let holding = tokio::spawn(write(&store, move |tx: &mut WriteTx<'_>| {
            let organ = organ(1);
            let id = organ.id;
            tx.insert(organ)?;
            let _ = held.recv();
            Ok(tx.record(Event::new(Action::OrganCreated, id), ()))
        }));
        // Both the idle reader and the writer in its transaction lose their connection.
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        let terminate = move || {
            let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
            let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                       WHERE datname = current_database() AND pid <> pg_backend_pid()";
            assert!(!client.query(sql, &[]).unwrap().is_empty());
        };
        tokio::task::spawn_blocking(terminate).await.unwrap();
        release.send(()).unwrap();
        let told = holding.await.unwrap();
        assert!(matches!(told, Err(StoreError::Unavailable(_))), "{told:?}");
        let lost = store.read(|tx| tx.get::<Organ>(&organ(1).id)).await.unwrap();
        assert_eq!(lost, None, "what was not acknowledged is not there");
        let again = organ(2);
        let id = again.id;
        write(&store, move |tx: &mut WriteTx<'_>| {
            tx.insert(again)?;
            Ok(tx.record(Event::new(Action::OrganCreated, id), ()))
        })
        .await
        .unwrap();
        store.read(move |tx| tx.need::<Organ>(&id)).await.unwrap();
    }
}

/// A migration that is killed between its statements and its commit leaves the version before,
/// and the next run goes on from there.
#[test]
fn a_migration_killed_anywhere_leaves_the_version_before() {
    if let Ok(path) = std::env::var("SUNLOT_TEST_KILLED_MIGRATION") {
        // The child: ends at the step that it was told, without cleaning up.
        let step = std::env::var("SUNLOT_TEST_STEP").unwrap();
        let url = DatabaseUrl::parse(&path);
        migrate(&url, |name| {
            if name == step {
                std::process::abort()
            }
        })
        .unwrap();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let url = DatabaseUrl::Sqlite(folder.path().join("sunlot.db"));
    let names = waiting(&url).unwrap().names;
    for (version, name) in names.iter().enumerate() {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "faults::a_migration_killed_anywhere_leaves_the_version_before"]);
        child.env("SUNLOT_TEST_KILLED_MIGRATION", folder.path().join("sunlot.db"));
        let ended = child.env("SUNLOT_TEST_STEP", name).output().unwrap();
        assert!(!ended.status.success(), "the child was killed at {name}");
        let left = waiting(&url).unwrap();
        assert_eq!((left.found, &left.names[..]), (version as u64, &names[version..]), "{name}");
        // One step further, then the next one is killed.
        if let DatabaseUrl::Sqlite(path) = &url {
            assert_eq!(flaws_of_sqlite(path), Ok(Vec::new()), "{name}");
        }
        if version + 1 == names.len() {
            break;
        }
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "faults::a_migration_killed_anywhere_leaves_the_version_before"]);
        child.env("SUNLOT_TEST_KILLED_MIGRATION", folder.path().join("sunlot.db"));
        child.env("SUNLOT_TEST_STEP", names[version + 1]).output().unwrap();
        assert_eq!(waiting(&url).unwrap().found, version as u64 + 1);
    }
    assert_eq!(migrate(&url, |_| {}).unwrap().len(), 1, "the last one is still to be done");
    assert_eq!(waiting(&url).unwrap().found, SCHEMA_VERSION);
}

#[tokio::test]
async fn a_newer_or_older_schema_is_refused() {
    for database in databases() {
        let newer = SCHEMA_VERSION + 1;
        change(&database.url, &format!("INSERT INTO schema_version VALUES ({newer}, 'new')"));
        let expected = StoreError::SchemaNewer { found: newer, known: SCHEMA_VERSION };
        assert_eq!(refusal(&database), expected, "{}", database.name);
        assert_eq!(migrate(&database.url, |_| {}), Err(expected), "{}", database.name);
        let last = format!("DELETE FROM schema_version WHERE version >= {SCHEMA_VERSION}");
        change(&database.url, &last);
        let found = SCHEMA_VERSION - 1;
        let expected = StoreError::SchemaOlder { found, known: SCHEMA_VERSION };
        assert_eq!(refusal(&database), expected, "{}", database.name);
    }
}

fn refusal(database: &databases::TestDatabase) -> StoreError {
    let options = sunlot_store::StoreOptions::default();
    let opened = sunlot_store::Store::open(
        database.url.clone(),
        &options,
        crate::support::writing::entropy(),
    );
    opened.err().expect("refused")
}

/// Behind the back of the store.
fn change(url: &DatabaseUrl, sql: &str) {
    let (url, sql) = (url.clone(), sql.to_owned());
    let work = move || match url {
        DatabaseUrl::Sqlite(path) => {
            rusqlite::Connection::open(path).unwrap().execute_batch(&sql).unwrap();
        }
        DatabaseUrl::Postgres(url) => {
            let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
            client.batch_execute(&sql).unwrap();
        }
    };
    std::thread::spawn(work).join().unwrap();
}
