//! Whoever edits the database directly is found out: entries, details, row digests, business rows
//! and checkpoints, by raw SQL through a connection of its own, on both databases (T05).

use std::sync::Arc;

use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::{Id as _, OrganId};
use sunlot_domain::organs::{Organ, OrganKind, Region};
use sunlot_record::entry::EventEntry;
use sunlot_record::{Report, Trust};
use sunlot_sortition::log::checkpoint::Checkpoint;
use sunlot_sortition::log::keys::SecretKeys;
use sunlot_sortition::log::note::Note;
use sunlot_sortition::log::tree::Tree;
use sunlot_sortition::names::KeyName;
use sunlot_sortition::time::UtcSecond;
use sunlot_store::ledger::{self, Signed};
use sunlot_store::{DatabaseUrl, Entropy, Stamp, Store, StoreError, StoreOptions, examine};

use crate::support::databases::{TestDatabase, databases};

const SM2_ID: &str = sunlot_record::trust::SM2_ID;
/// Entries of the honest database.
const EVENTS: u64 = 40;
/// Changes for each database.
const CASES: u64 = 600;

struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        let (factor, step) = (6_364_136_223_846_793_005, 1_442_695_040_888_963_407);
        self.0 = self.0.wrapping_mul(factor).wrapping_add(step);
        (self.0 >> 33) % bound
    }
}

struct Counted(std::sync::atomic::AtomicU64);

impl Entropy for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        let n = self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        bytes.iter_mut().zip(n.to_be_bytes().into_iter().cycle()).for_each(|(b, v)| *b = v);
    }
}

fn keys() -> SecretKeys {
    SecretKeys::from_entropy(KeyName::parse("sunlot.cn/log").unwrap(), &[5; 32])
}

/// A second connection, as somebody with the administrator's password has.
enum Raw {
    Sqlite(rusqlite::Connection),
    Postgres(Option<postgres::Client>),
}

impl Drop for Raw {
    /// Closing blocks, which a thread of the runtime must not do.
    fn drop(&mut self) {
        if let Raw::Postgres(client) = self {
            let client = client.take();
            let _ = std::thread::spawn(move || drop(client)).join();
        }
    }
}

/// Tables that tampering touches, children first.
const TABLES: &[&str] =
    &["log_row", "log_detail", "log_entry", "log_head", "log_checkpoint", "organ"];

impl Raw {
    fn open(url: &DatabaseUrl) -> Raw {
        match url {
            DatabaseUrl::Sqlite(path) => {
                let connection = rusqlite::Connection::open(path).unwrap();
                let off = "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF";
                connection.execute_batch(off).unwrap();
                Raw::Sqlite(connection)
            }
            DatabaseUrl::Postgres(url) => {
                let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
                client.batch_execute("SET session_replication_role = replica").unwrap();
                Raw::Postgres(Some(client))
            }
        }
    }

    fn run(&mut self, sql: &str) {
        match self {
            Raw::Sqlite(c) => c.execute_batch(sql).unwrap_or_else(|e| panic!("{sql}: {e}")),
            Raw::Postgres(c) => {
                c.as_mut().unwrap().batch_execute(sql).unwrap_or_else(|e| panic!("{sql}: {e}"))
            }
        }
    }

    fn hex(&self, bytes: &[u8]) -> String {
        let hex = sunlot_sortition::digest::to_hex(bytes);
        match self {
            Raw::Sqlite(_) => format!("x'{hex}'"),
            Raw::Postgres(_) => format!("'\\x{hex}'"),
        }
    }

    fn remember(&mut self) {
        for table in TABLES {
            self.run(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}"));
        }
    }

    fn restore(&mut self) {
        let mut sql = "BEGIN;".to_owned();
        for table in TABLES {
            sql += &format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept_{table};");
        }
        self.run(&(sql + "COMMIT"));
    }
}

struct Honest {
    store: Store,
    raw: Raw,
    organs: Vec<OrganId>,
    entries: Vec<Vec<u8>>,
    kept: Checkpoint,
}

async fn write(store: &Store, n: u64, event: Event, organ: Option<Organ>, rename: Option<OrganId>) {
    let time = UtcSecond::from_unix(1_780_000_000 + n as i64 * 7).unwrap();
    let stamp = Stamp::new(None, "测试", time, format!("request-{n}"));
    let done: Result<(), StoreError> = store
        .write(stamp, None, move |tx| {
            if let Some(organ) = organ {
                tx.insert(organ)?;
            }
            if let Some(id) = rename {
                let mut stored = tx.need::<Organ>(&id)?;
                stored.value.name = format!("第{n}次改名的部门");
                tx.save(stored)?;
            }
            Ok(tx.record(event, ()))
        })
        .await;
    done.unwrap();
}

async fn stored(store: &Store) -> Vec<Vec<u8>> {
    let all = |tx: &mut sunlot_store::ReadTx<'_>| {
        let size = ledger::size(tx)?;
        ledger::entries(tx, 0, size)
    };
    let read: Result<_, StoreError> = store.read(all).await;
    read.unwrap().into_iter().map(|entry| entry.bytes).collect()
}

fn sign(entries: &[Vec<u8>]) -> Checkpoint {
    let tree = Tree::of(entries.iter().map(Vec::as_slice));
    Checkpoint::sign(&tree, "sunlot.cn/log", &keys(), SM2_ID)
}

async fn honest(database: &TestDatabase, events: u64, chance: &mut Chance) -> Honest {
    let entropy = Arc::new(Counted(Default::default()));
    let options = StoreOptions { readers: 2 };
    let store = Store::open(database.url.clone(), &options, entropy).unwrap();
    let region = DivisionCode::parse("620422").unwrap();
    let code = region.clone();
    let stamp = Stamp::new(None, "测试", UtcSecond::from_unix(1_770_000_000).unwrap(), "begin-0");
    let done: Result<(), StoreError> = store
        .write(stamp, None, move |tx| {
            tx.insert(Region { id: region, name: "会宁县".into(), parent: None })?;
            Ok(tx.record(Event::new(Action::RegionsLoaded, "region"), ()))
        })
        .await;
    done.unwrap();
    let mut organs = Vec::new();
    for n in 1..events {
        let rename = (n > 4 && chance.below(2) == 0).then(|| organs[n as usize % organs.len()]);
        let id = OrganId::new(n, &[n as u8; 10]);
        let organ = Organ {
            id,
            code: format!("o{n}"),
            name: format!("第{n}个部门"),
            kind: OrganKind::Department,
            region: code.clone(),
            superior: None,
            entrusting: None,
            active: true,
        };
        let event = Event::new(Action::OrganChanged, rename.unwrap_or(id)).because("测试需要");
        write(&store, n, event, rename.is_none().then_some(organ), rename).await;
        if rename.is_none() {
            organs.push(id);
        }
        if n % 9 == 0 || n == events - 1 {
            let checkpoint = sign(&stored(&store).await);
            let signed = Signed {
                size: checkpoint.size,
                time: UtcSecond::from_unix(1_790_000_000).unwrap(),
                sha256: checkpoint.sha256.to_text(),
                sm3: checkpoint.sm3.to_text(),
                published: true,
            };
            store.keep_checkpoint(signed, Vec::new()).await.unwrap();
        }
    }
    let entries = stored(&store).await;
    let kept = sign(&entries);
    let url = database.url.clone();
    let raw = std::thread::spawn(move || Raw::open(&url)).join().unwrap();
    Honest { store, raw, organs, entries, kept }
}

async fn judged(store: &Store, kept: Vec<Note>) -> Report {
    let trust = Trust::new(keys().public(), Vec::new(), 0);
    let read = store.read(move |tx| examine::examine(tx, Some(&trust), &kept));
    let read: Result<Report, StoreError> = read.await;
    read.unwrap()
}

impl Honest {
    fn raw<T: Send>(&mut self, work: impl FnOnce(&mut Raw) -> T + Send) -> T {
        // This client blocks, and must not do so on a thread of the runtime.
        let raw = &mut self.raw;
        std::thread::scope(|scope| scope.spawn(move || work(raw)).join().unwrap())
    }

    /// Changes something; says what.
    fn tamper(&mut self, case: u64, chance: &mut Chance) -> String {
        let count = self.entries.len() as u64;
        let (i, id) =
            (chance.below(count), self.organs[chance.below(self.organs.len() as u64) as usize]);
        let j = (i + 1 + chance.below(count - 1)) % count;
        let mut bytes = self.entries[i as usize].clone();
        let at = chance.below(bytes.len() as u64) as usize;
        bytes[at] ^= 1 << chance.below(7);
        let kind = case % 12;
        self.raw(|raw| {
            let edited = raw.hex(&bytes);
            let sql = match kind {
                0 => format!("UPDATE log_entry SET entry = {edited} WHERE idx = {i}"),
                1 => {
                    let tree = Tree::of([bytes.as_slice()]);
                    let leaf = |suite| raw.hex(tree.leaves(suite)[0].as_bytes());
                    format!(
                        "UPDATE log_entry SET entry = {edited}, sha256 = {}, sm3 = {} \
                         WHERE idx = {i}",
                        leaf(sunlot_sortition::suite::Suite::Sha256),
                        leaf(sunlot_sortition::suite::Suite::Sm3)
                    )
                }
                2 => shift(i, -1, &format!("size - {}", 1)),
                3 => shift(i, 1, "size + 1")
                    + &format!(
                        "INSERT INTO log_entry SELECT {i}, entry, sha256, sm3 FROM kept_log_entry \
                         WHERE idx = {j}; INSERT INTO log_detail SELECT {i}, time, action, record, \
                         actor, salt, body FROM kept_log_detail WHERE idx = {j}"
                    ),
                4 => ["log_entry", "log_detail", "log_row"]
                    .map(|table| {
                        format!(
                            "UPDATE {table} SET idx = 9999 WHERE idx = {i}; \
                             UPDATE {table} SET idx = {i} WHERE idx = {j}; \
                             UPDATE {table} SET idx = {j} WHERE idx = 9999"
                        )
                    })
                    .join(";"),
                5 => format!(
                    "DELETE FROM log_row WHERE idx >= {i}; \
                     DELETE FROM log_detail WHERE idx >= {i}; \
                     DELETE FROM log_entry WHERE idx >= {i}; UPDATE log_head SET size = {i}"
                ),
                6 => format!("UPDATE organ SET name = name || '局' WHERE id = '{id}'"),
                7 => format!("DELETE FROM organ WHERE id = '{id}'"),
                8 => format!(
                    "INSERT INTO organ SELECT '{}', 'x' || code, region, kind, name, superior, \
                     entrusting, active, version, log_index FROM organ WHERE id = '{id}'",
                    OrganId::new(77, &[200; 10])
                ),
                9 => {
                    let other = raw.hex(&[7; 32]);
                    format!("UPDATE log_row SET digest = {other} WHERE idx = {i}")
                }
                10 => [
                    format!(
                        "UPDATE log_detail SET body = replace(body, '测试', '测验') \
                         WHERE idx = {i}"
                    ),
                    format!("UPDATE log_detail SET record = record || 'x' WHERE idx = {i}"),
                    format!("UPDATE log_detail SET actor = 'somebody' WHERE idx = {i}"),
                    format!("DELETE FROM log_detail WHERE idx = {i}"),
                ][chance.below(4) as usize]
                    .clone(),
                _ => format!("UPDATE organ SET version = version + 1 WHERE id = '{id}'"),
            };
            raw.run(&format!("BEGIN; {sql}; COMMIT"));
            format!("case {case} kind {kind} at {i}, {j}: {sql}")
        })
    }
}

/// Removes entry `i` and moves what follows down, or makes room for one.
fn shift(i: u64, by: i64, size: &str) -> String {
    let far = 1_000_000;
    let mut sql = String::new();
    for table in ["log_row", "log_detail", "log_entry"] {
        if by < 0 {
            sql += &format!("DELETE FROM {table} WHERE idx = {i};");
        }
        sql += &format!(
            "UPDATE {table} SET idx = idx + {far} WHERE idx >= {i}; \
             UPDATE {table} SET idx = idx - {} WHERE idx >= {far};",
            far - by
        );
    }
    sql + &format!("UPDATE log_head SET size = {size};")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_direct_change_is_found() {
    for database in databases() {
        let mut chance = Chance(11);
        let mut honest = honest(&database, EVENTS, &mut chance).await;
        let clean = judged(&honest.store, kept(&honest)).await;
        assert!(clean.holds() && clean.rows > 20 && clean.entries == EVENTS, "{clean:?}");
        honest.raw(Raw::remember);
        for case in 0..CASES {
            let what = honest.tamper(case, &mut chance);
            let report = judged(&honest.store, Vec::new()).await;
            assert!(!report.holds(), "{}: {what} was not found", database.name);
            honest.raw(Raw::restore);
        }
        assert!(judged(&honest.store, kept(&honest)).await.holds(), "restored");
    }
}

fn kept(honest: &Honest) -> Vec<Note> {
    vec![honest.kept.sha256.clone(), honest.kept.sm3.clone()]
}

/// An operator who derives and signs everything again is found out by who kept a checkpoint.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_history_signed_again_is_a_fork_and_an_old_backup_a_rollback() {
    for database in databases() {
        let mut chance = Chance(5);
        let mut honest = honest(&database, EVENTS, &mut chance).await;
        honest.raw(Raw::remember);
        for _ in 0..20 {
            let i = chance.below(EVENTS - 1) as usize;
            let mut entries = honest.entries.clone();
            let mut event = EventEntry::parse(&entries[i]).unwrap();
            event.public = Some(sunlot_sortition::jcs::Json::text("forged"));
            entries[i] = event.to_bytes();
            let tree = Tree::of(entries.iter().map(Vec::as_slice));
            honest.raw(|raw| {
                let leaf = |suite| raw.hex(tree.leaves(suite)[i].as_bytes());
                let sha256 = leaf(sunlot_sortition::suite::Suite::Sha256);
                let sm3 = leaf(sunlot_sortition::suite::Suite::Sm3);
                let bytes = raw.hex(&entries[i]);
                let checkpoint = sign(&entries);
                raw.run(&format!(
                    "UPDATE log_entry SET entry = {bytes}, sha256 = {sha256}, sm3 = {sm3} \
                     WHERE idx = {i}; DELETE FROM log_checkpoint; \
                     INSERT INTO log_checkpoint VALUES ({}, '2026-12-01T00:00:00Z', '{}', '{}', 1)",
                    checkpoint.size,
                    checkpoint.sha256.to_text(),
                    checkpoint.sm3.to_text()
                ));
            });
            let alone = judged(&honest.store, Vec::new()).await;
            assert!(alone.holds(), "the operator's key makes it look whole: {alone:?}");
            let report = judged(&honest.store, kept(&honest)).await;
            assert!(report.findings.iter().all(|f| f.code == "log.fork"), "{report:?}");
            assert!(!report.holds());
            honest.raw(Raw::restore);
        }
        // The database of yesterday, whole in itself.
        let (size, id) = (EVENTS - 1, EVENTS - 1);
        honest.raw(|raw| {
            raw.run(&format!(
                "DELETE FROM organ WHERE log_index = {id}; DELETE FROM log_row WHERE idx = {id}; \
                 DELETE FROM log_detail WHERE idx = {id}; DELETE FROM log_entry WHERE idx = {id}; \
                 DELETE FROM log_checkpoint WHERE size > {size}; UPDATE log_head SET size = {size}"
            ));
        });
        let report = judged(&honest.store, kept(&honest)).await;
        assert!(report.findings.iter().any(|f| f.code == "log.rollback"), "{report:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn honest_databases_give_no_alarm() {
    let mut chance = Chance(3);
    for round in 0..52 {
        for database in databases() {
            let events = 6 + chance.below(6);
            let honest = honest(&database, events, &mut chance).await;
            let report = judged(&honest.store, kept(&honest)).await;
            assert!(report.holds(), "round {round}, {}: {report:?}", database.name);
        }
    }
}

/// An entry of another kind, as a draw appends them.
fn foreign(n: u64, time: UtcSecond) -> Vec<u8> {
    use sunlot_sortition::jcs::Json;
    let members = [
        ("seq", Json::count(n)),
        ("time", Json::text(time.to_string())),
        ("type", Json::text("plan")),
    ];
    Json::object(members).to_bytes()
}

/// Appends entries of another kind after an event.
async fn append(store: &Store, n: u64, entries: Vec<Vec<u8>>) -> Result<Vec<u64>, StoreError> {
    let time = UtcSecond::from_unix(1_785_000_000 + n as i64).unwrap();
    let stamp = Stamp::new(None, "测试", time, format!("append-{n}"));
    store
        .write(stamp, None, move |tx| {
            let places: Vec<u64> = entries.into_iter().map(|entry| tx.append(entry)).collect();
            assert_eq!(places.first().copied().unwrap_or(tx.log_index() + 1), tx.log_index() + 1);
            Ok(tx.record(Event::new(Action::OrganChanged, "draw"), places))
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_follows_an_event_is_in_the_log_and_stands_alone_there() {
    for database in databases() {
        let mut honest = honest(&database, 6, &mut Chance(9)).await;
        let time = UtcSecond::from_unix(1_785_000_000).unwrap();
        let early = UtcSecond::from_unix(1_785_000_000 - 1).unwrap();
        for wrong in [foreign(1, early), b"{}".to_vec(), honest.entries[0].clone()] {
            let refused = append(&honest.store, 0, vec![wrong]).await;
            assert!(matches!(refused, Err(StoreError::Statement(_))), "{refused:?}");
        }
        assert_eq!(stored(&honest.store).await.len(), 6, "a refused entry takes its event along");
        let both = vec![foreign(1, time), foreign(2, time)];
        assert_eq!(append(&honest.store, 0, both.clone()).await, Ok(vec![7, 8]));
        assert_eq!(append(&honest.store, 1, Vec::new()).await, Ok(vec![]));
        assert_eq!(stored(&honest.store).await[7..9], both[..]);
        let clean = judged(&honest.store, kept(&honest)).await;
        assert!(clean.holds() && clean.entries == 10, "{clean:?}");
        honest.raw(Raw::remember);
        for sql in [
            "INSERT INTO log_detail SELECT 7, time, action, record, actor, salt, body \
             FROM log_detail WHERE idx = 6",
            "UPDATE log_row SET idx = 8 WHERE idx = 3",
            "UPDATE log_entry SET entry = (SELECT entry FROM kept_log_entry WHERE idx = 8) \
             WHERE idx = 7",
            "DELETE FROM log_entry WHERE idx = 7",
        ] {
            honest.raw(|raw| raw.run(sql));
            let report = judged(&honest.store, Vec::new()).await;
            assert!(!report.holds(), "{}: {sql} was not found", database.name);
            honest.raw(Raw::restore);
        }
        assert!(judged(&honest.store, kept(&honest)).await.holds(), "restored");
    }
}
