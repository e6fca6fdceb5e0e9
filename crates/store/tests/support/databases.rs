//! A fresh, migrated database for a test: SQLite in a temporary folder, and PostgreSQL when
//! `scripts/postgres` runs beside the tests, as `make test` has it.
#![allow(unreachable_pub)] // Part of the tests of several crates.

use std::sync::atomic::{AtomicU32, Ordering};

use sunlot_store::{DatabaseUrl, migrate};

/// A database that is removed with this value.
pub struct TestDatabase {
    pub url: DatabaseUrl,
    pub name: &'static str,
    _folder: tempfile::TempDir,
}

impl TestDatabase {
    /// A database that somebody else removes.
    #[allow(dead_code, unreachable_pub, reason = "used by the tests of faults alone")]
    pub fn at(url: DatabaseUrl) -> TestDatabase {
        let folder = tempfile::tempdir().expect("a temporary folder");
        TestDatabase { url, name: "SQLite", _folder: folder }
    }
}

/// One fresh database of each kind.
pub fn databases() -> Vec<TestDatabase> {
    let mut all = vec![sqlite()];
    all.extend(postgres());
    for database in &all {
        migrate(&database.url, |_| {}).expect("an empty database can be migrated");
    }
    all
}

fn sqlite() -> TestDatabase {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = DatabaseUrl::Sqlite(folder.path().join("sunlot.db"));
    TestDatabase { url, name: "SQLite", _folder: folder }
}

fn postgres() -> Option<TestDatabase> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let Ok(server) = std::env::var("SUNLOT_TEST_POSTGRES") else {
        eprintln!("没有设置 SUNLOT_TEST_POSTGRES，只测 SQLite；请用 scripts/postgres cargo test");
        return None;
    };
    let count = COUNT.fetch_add(1, Ordering::SeqCst);
    let name = format!("t{}_{count}", std::process::id());
    // On a thread of its own: tests run inside an asynchronous runtime, this client blocks.
    let create = || {
        let mut client = postgres::Client::connect(&server, postgres::NoTls).expect("the server");
        client.batch_execute(&format!("CREATE DATABASE {name}")).expect("a database of its own");
    };
    std::thread::scope(|scope| scope.spawn(create).join()).expect("no panic");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = DatabaseUrl::Postgres(server.replace("/postgres?", &format!("/{name}?")));
    Some(TestDatabase { url, name: "PostgreSQL", _folder: folder })
}
