//! The record in operation: the server signs, publishes, alarms and is verified from outside.

#[path = "platform/mod.rs"]
mod platform;
mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use platform::{COUNTY, Server, Site, agent, get, post};
use serde_json::{Value, json};
use support::sunlot;

/// One write with its log entry.
fn organ(server: &Server, code: &str) -> (u16, Value) {
    let body = json!({"code": code, "name": "某局", "kind": "department", "region": COUNTY});
    let url = format!("{}/api/v1/organs", server.url);
    post(&agent(), &url, &format!("record-{code}"), &body).unwrap()
}

/// Waits until something holds, for as long as a loaded machine may take.
fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(30) {
        if let Some(found) = look() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("{what} did not happen")
}

/// Size of the published checkpoint.
fn published(url: &str) -> Option<u64> {
    let (status, text) = get(&format!("{url}/log/checkpoint"));
    (status == 200).then(|| text.lines().nth(1).unwrap().parse().unwrap())
}

fn change(database: &Path, sql: &str) {
    let raw = rusqlite::Connection::open(database).unwrap();
    raw.busy_timeout(Duration::from_secs(10)).unwrap();
    assert_eq!(raw.execute(sql, []).unwrap(), 1, "{sql}");
}

#[tokio::test]
async fn a_changed_log_is_found_and_nothing_is_written_any_more() {
    let site = Site::new().await;
    let mut server = Server::start(&site.data(), &["--log-name", "huining.test/log"]);
    let mode = |name: &str| fs::metadata(site.data().join(name)).unwrap().permissions().mode();
    assert_eq!(mode("log.key") & 0o777, 0o600);
    assert_eq!(organ(&server, "a").0, 200);
    eventually("a checkpoint", || published(&server.url));
    assert_eq!(get(&format!("{}/health/ready", server.url)).0, 200);
    let trust = fs::read_to_string(site.data().join("log.trust.json")).unwrap();
    assert!(trust.contains("huining.test/log"), "{trust}");

    // An entry is edited while the server runs; the next look finds it.
    change(
        &site.database(),
        "UPDATE log_entry SET entry = CAST(entry || x'20' AS BLOB) WHERE idx = 1",
    );
    assert_eq!(organ(&server, "b").0, 200, "not looked at yet");
    let ready = format!("{}/health/ready", server.url);
    let told = eventually("an alarm", || Some(get(&ready)).filter(|(status, _)| *status == 503));
    assert!(told.1.contains("health.log_alarm") && told.1.contains("verify-log"), "{}", told.1);
    let (status, refusal) = organ(&server, "c");
    assert_eq!((status, refusal["code"].as_str()), (503, Some("store.read_only")));
    let (_, again) = organ(&server, "b");
    assert_eq!(again["code"], "b", "what was acknowledged is answered again");
    assert_eq!(get(&format!("{}/api/v1/organs", server.url)).0, 200, "reading goes on");
    assert!(get(&format!("{}/metrics", server.url)).1.contains("sunlot_log_alarm 1"));

    // A new process is in the same state before it takes its first request.
    server.kill();
    let mut server = Server::start(&site.data(), &[]);
    assert_eq!(organ(&server, "d").1["code"], "store.read_only");
    server.kill();
    let data = site.data();
    let serve = ["serve", "--listen", "127.0.0.1:0", "--data", data.to_str().unwrap()];
    let renamed = [&serve[..], &["--log-name", "another"]].concat();
    sunlot(renamed).refused(1, "log.other_name");
    fs::remove_file(data.join("log.key")).unwrap();
    sunlot(serve).refused(1, "log.key_missing");
}
