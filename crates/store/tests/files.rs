//! Files are kept once, whole, and under the name of their content; a changed piece is found.

use sunlot_domain::audit::{Action, Event};
use sunlot_domain::files::{FileDigest, StoredFile};
use sunlot_store::{DatabaseUrl, Store, StoreError, examine, files};

use crate::support::databases::databases;
use crate::support::writing::{store, write};

async fn put(store: &Store, bytes: Vec<u8>) -> String {
    let kept = write(store, move |tx| {
        let id = files::put(tx, &bytes, "image/jpeg")?;
        Ok(tx.record(Event::new(Action::OrganChanged, id), id.to_string()))
    });
    kept.await.unwrap()
}

async fn get(store: &Store, id: FileDigest) -> Result<Vec<u8>, StoreError> {
    store.read(move |tx| files::get(tx, id)).await
}

async fn findings(store: &Store) -> Vec<String> {
    let report = store.read(|tx| examine::examine(tx, None, &[])).await;
    let report: Result<_, StoreError> = report;
    report.unwrap().findings.iter().map(|finding| finding.code.to_string()).collect()
}

fn raw(url: &DatabaseUrl, sql: &str) {
    match url {
        DatabaseUrl::Sqlite(path) => {
            rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap();
        }
        DatabaseUrl::Postgres(url) => std::thread::scope(|scope| {
            let run = || {
                let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
                client.batch_execute(sql).unwrap();
            };
            scope.spawn(run).join().unwrap();
        }),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_kept_once_and_comes_back_whole() {
    for database in databases() {
        let store = store(&database).await;
        // Longer than one piece, and not a multiple of it.
        let photo: Vec<u8> = (0..2_500_001u32).map(|n| (n % 251) as u8).collect();
        for bytes in [photo, Vec::new(), b"x".to_vec()] {
            let name = put(&store, bytes.clone()).await;
            assert_eq!(put(&store, bytes.clone()).await, name, "the same bytes, the same file");
            let id = FileDigest::parse(&name).unwrap();
            assert_eq!(id, FileDigest::of(&bytes));
            assert_eq!(get(&store, id).await, Ok(bytes), "{}", database.name);
        }
        let missing = FileDigest::of(b"never kept");
        assert!(matches!(get(&store, missing).await, Err(StoreError::Missing { .. })));
        assert_eq!(findings(&store).await, [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_changed_in_the_database_is_not_given_out() {
    for database in databases() {
        let store = store(&database).await;
        let id = FileDigest::parse(&put(&store, vec![7; 1_500_000]).await).unwrap();
        let other = FileDigest::parse(&put(&store, vec![8; 10]).await).unwrap();
        let piece = format!("WHERE file = '{id}' AND number = 1");
        for sql in [
            format!(
                "UPDATE file_chunk SET content = (SELECT content FROM file_chunk \
                     WHERE file = '{other}') {piece}"
            ),
            format!("DELETE FROM file_chunk {piece}"),
        ] {
            raw(&database.url, &sql);
            let found = get(&store, id).await;
            assert!(matches!(found, Err(StoreError::Corrupt(_))), "{}: {sql}", database.name);
            assert_eq!(findings(&store).await, ["file.changed"], "{}: {sql}", database.name);
        }
        assert_eq!(get(&store, other).await, Ok(vec![8; 10]));
        let row: Result<StoredFile, StoreError> =
            store.read(move |tx| Ok(tx.need::<StoredFile>(&other)?.value)).await;
        assert_eq!(row.map(|file| (file.bytes, file.media)), Ok((10, "image/jpeg".to_owned())));
    }
}
