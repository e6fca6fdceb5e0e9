//! T08: the real server on SQLite is killed while clients write. What was acknowledged is there
//! with its log entry, nothing is half done, and a repeated request answers the same.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sunlot_store::backup::flaws_of_sqlite;

use crate::platform::{COUNTY, Server, Site, agent, post};

/// Kills of the whole test.
const KILLS: u64 = 100;
/// Clients that write at the same time.
const CLIENTS: u64 = 4;

/// What was acknowledged, written down outside of the server before the next request.
type Acknowledged = Arc<Mutex<BTreeMap<String, Value>>>;

/// The request of a key is a function of the key, so that it can be repeated later.
fn request(key: &str) -> Value {
    let code = key.replace("key-", "o").replace('-', ".");
    json!({"code": code, "name": format!("测试{key}局"), "kind": "department", "region": COUNTY})
}

/// Writes until the server is gone.
fn client(url: String, name: u64, round: u64, acknowledged: Acknowledged) {
    let agent = agent();
    for number in 0.. {
        let key = format!("key-{round}-{name}-{number}");
        match post(&agent, &url, &key, &request(&key)) {
            Some((200, body)) => {
                acknowledged.lock().unwrap().insert(key, body);
            }
            Some((status, body)) => panic!("{key}: {status} {body}"),
            None => break,
        }
    }
}

/// SplitMix64: the moments of the kills follow from the printed seed.
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[tokio::test]
async fn a_killed_server_has_lost_nothing_that_it_acknowledged() {
    let site = Site::new().await;
    let seed = std::env::var("SUNLOT_KILL_SEED").ok().and_then(|text| text.parse().ok());
    let seed: u64 = seed.unwrap_or(20_260_302);
    println!("seed {seed}");
    let mut chance = seed;
    let acknowledged = Acknowledged::default();
    for round in 0..KILLS {
        let mut server = Server::start(&site.data(), &[]);
        let url = format!("{}/api/v1/organs", server.url);
        // What was acknowledged before the last kill answers the same when it is sent again.
        repeat(&url, &acknowledged, round);
        let clients: Vec<_> = (0..CLIENTS)
            .map(|name| {
                let (url, acknowledged) = (url.clone(), acknowledged.clone());
                std::thread::spawn(move || client(url, name, round, acknowledged))
            })
            .collect();
        std::thread::sleep(Duration::from_millis(20 + random(&mut chance) % 300));
        server.kill();
        for client in clients {
            client.join().expect("every answer was an acknowledgement");
        }
        if round % 10 == 9 {
            check(&site, &acknowledged);
        }
    }
    check(&site, &acknowledged);
    println!(
        "{KILLS} kills, {} acknowledged writes, none lost",
        acknowledged.lock().unwrap().len()
    );
}

/// The last few of the round before, and one that the kill may have cut off.
fn repeat(url: &str, acknowledged: &Acknowledged, round: u64) {
    let Some(last) = round.checked_sub(1) else { return };
    let prefix = format!("key-{last}-");
    let all = acknowledged.lock().unwrap();
    let mine = all.range(prefix.clone()..).take_while(|(key, _)| key.starts_with(&prefix));
    let agent = agent();
    for (key, answer) in mine.take(5) {
        let again = post(&agent, url, key, &request(key));
        assert_eq!(again.as_ref(), Some(&(200, answer.clone())), "{key} was done once");
    }
}

/// The database itself, without the server.
fn check(site: &Site, acknowledged: &Acknowledged) {
    let began = Instant::now();
    assert_eq!(flaws_of_sqlite(&site.database()), Ok(Vec::new()));
    let raw = rusqlite::Connection::open(site.database()).unwrap();
    let one = |sql: &str| raw.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    // The log has no gap, and head, entries and contents agree.
    let size = one("SELECT size FROM log_head");
    assert_eq!(one("SELECT COUNT(*) FROM log_entry"), size);
    assert_eq!(one("SELECT COUNT(*) FROM log_detail"), size);
    assert_eq!(one("SELECT MAX(idx) + 1 FROM log_entry"), size);
    // Each organ has its entry, each entry its organ, and each answer its organ: nothing is half.
    let alone = "SELECT COUNT(*) FROM organ o WHERE NOT EXISTS (SELECT 1 FROM log_row r \
                 WHERE r.idx = o.log_index AND r.table_name = 'organ' AND r.row_id = o.id)";
    assert_eq!(one(alone), 0, "an organ without its log entry");
    let alone = "SELECT COUNT(*) FROM log_row r WHERE r.table_name = 'organ' \
                 AND NOT EXISTS (SELECT 1 FROM organ o WHERE o.id = r.row_id)";
    assert_eq!(one(alone), 0, "a log entry without its organ");
    let organs = one("SELECT COUNT(*) FROM organ WHERE code LIKE 'o%'");
    assert_eq!(organs, one("SELECT COUNT(*) FROM idempotency"), "an answer for each organ");
    for (key, answer) in acknowledged.lock().unwrap().iter() {
        let found: (String, i64) = raw
            .query_row(
                "SELECT name, log_index FROM organ WHERE id = ?1",
                [answer["id"].as_str().unwrap()],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .unwrap_or_else(|e| panic!("{key} was acknowledged and is lost: {e}"));
        assert_eq!(Some(found.0.as_str()), answer["name"].as_str(), "{key}");
        assert_eq!(Some(found.1), answer["log_index"].as_i64(), "{key}");
    }
    println!("checked in {:?}", began.elapsed());
}
