//! The server from outside: starting, refusing to start, limits, stopping, backing up, restoring.

use std::fs;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::platform::{COUNTY, Server, Site, agent, get, post};
use crate::support::{Said, sunlot};

fn said(command: &mut Command) -> Said {
    Said::of(&command.output().unwrap())
}

#[test]
fn an_unsafe_start_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    sunlot(["serve", "--data", data]).refused(1, "serve.no_data");
    fs::DirBuilder::new().create(data).unwrap();
    fs::set_permissions(data, fs::Permissions::from_mode(0o700)).unwrap();
    let said = sunlot(["serve", "--data", data]).refused(1, "store.schema_older");
    assert!(said.err.contains("sunlot migrate"), "{said:?}");
    sunlot(["migrate", "--data", data]).good();
    sunlot(["serve", "--data", data, "--listen", "0.0.0.0:0"]).refused(1, "serve.no_tls");
    fs::write(format!("{data}/log.key"), "secret").unwrap();
    fs::set_permissions(format!("{data}/log.key"), fs::Permissions::from_mode(0o644)).unwrap();
    sunlot(["serve", "--data", data]).refused(1, "serve.readable_by_others");
    fs::remove_file(format!("{data}/log.key")).unwrap();
    let raw = rusqlite::Connection::open(format!("{data}/sunlot.db")).unwrap();
    raw.execute("INSERT INTO schema_version VALUES (999, 'from the future')", []).unwrap();
    drop(raw);
    sunlot(["serve", "--data", data]).refused(1, "store.schema_newer");
    sunlot(["migrate", "--data", data]).refused(1, "store.schema_newer");
}

#[tokio::test]
async fn it_serves_watches_and_stops_by_finishing() {
    let site = Site::new().await;
    let mut server = Server::start(&site.data(), &[]);
    said(&mut site.command(&["serve", "--listen", "127.0.0.1:0"])).refused(1, "serve.running");
    assert_eq!(get(&format!("{}/health/ready", server.url)).0, 200);
    let organs = format!("{}/api/v1/organs", server.url);
    let body = json!({"code": "jyj", "name": "教育局", "kind": "department", "region": COUNTY});
    assert_eq!(post(&agent(), &organs, "serving-0001", &body).unwrap().0, 200);
    let (status, numbers) = get(&format!("{}/metrics", server.url));
    assert_eq!(status, 200);
    let counted =
        "sunlot_http_requests_total{method=\"POST\",route=\"/api/v1/organs\",status=\"200\"}";
    assert!(numbers.contains(counted), "{numbers}");
    assert!(numbers.contains("sunlot_log_entries "), "{numbers}");
    // What a terminator passes on for somebody else is not from this machine.
    let passed_on = agent().get(format!("{}/metrics", server.url));
    let status = passed_on.header("x-forwarded-for", "10.0.0.9").call().unwrap().status();
    assert_eq!(status.as_u16(), 404);
    let head = agent().get(&organs).call().unwrap();
    for name in ["content-security-policy", "x-content-type-options", "x-request-id"] {
        assert!(head.headers().contains_key(name), "{name}");
    }
    // A request that is under way when the signal comes is answered.
    let address = server.url.strip_prefix("http://").unwrap().to_owned();
    let mut slow = TcpStream::connect(&address).unwrap();
    slow.write_all(b"GET /health/live HTTP/1.1\r\nhost: a\r\n").unwrap();
    let pid = server.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    std::thread::sleep(Duration::from_millis(100));
    let _ = slow.write_all(b"connection: close\r\n\r\n");
    let mut answer = String::new();
    let _ = slow.read_to_string(&mut answer);
    assert!(server.child.wait().unwrap().success(), "stopped by finishing");
    assert!(TcpStream::connect(&address).is_err(), "nobody listens any more");
}

#[tokio::test]
async fn a_slow_head_a_large_body_and_a_crowd_are_refused() {
    let site = Site::new().await;
    let server = Server::start(&site.data(), &["--under-way", "0"]);
    let reply = agent().get(format!("{}/api/v1/organs", server.url)).call().unwrap();
    assert_eq!(reply.status().as_u16(), 503);
    assert!(reply.headers().contains_key("retry-after"));
    assert_eq!(get(&format!("{}/health/live", server.url)).0, 200, "the watcher still sees it");
    drop(server);

    let server = Server::start(&site.data(), &[]);
    let organs = format!("{}/api/v1/organs", server.url);
    let body = json!({"code": "jyj", "name": "大".repeat(600_000), "kind": "department"});
    // The refusal comes before the body is all sent: a client may lose it with the connection.
    let mut tries = (2..7).map(|n| format!("serving-000{n}"));
    let (status, refusal) = tries.find_map(|key| post(&agent(), &organs, &key, &body)).unwrap();
    assert_eq!((status, refusal["code"].as_str()), (400, Some("body.unreadable")));
    let began = Instant::now();
    let mut slow = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
    slow.write_all(b"GET /health/live HTTP/1.1\r\n").unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
    let mut answer = Vec::new();
    let closed = slow.read_to_end(&mut answer);
    // It is the server that hangs up, and it waits for a slow but honest head.
    let waited =
        |e: &std::io::Error| matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
    assert!(!closed.as_ref().is_err_and(waited), "{closed:?}");
    assert!(began.elapsed() > Duration::from_secs(8), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_backup_under_load_is_restored_and_a_damaged_one_is_refused() {
    let site = Site::new().await;
    let server = Server::start(&site.data(), &[]);
    let organs = format!("{}/api/v1/organs", server.url);
    let writing = {
        let organs = organs.clone();
        std::thread::spawn(move || {
            for number in 0..300 {
                let body = json!({"code": format!("o{number}"), "name": "某局",
                    "kind": "department", "region": COUNTY});
                let key = format!("backup-{number:04}");
                assert_eq!(post(&agent(), &organs, &key, &body).unwrap().0, 200);
            }
        })
    };
    std::thread::sleep(Duration::from_millis(300));
    let dest = site.folder.path().join("copy");
    let copy = dest.to_str().unwrap();
    said(&mut site.command(&["backup", copy])).good();
    said(&mut site.command(&["backup", copy])).refused(1, "backup.not_empty");
    writing.join().unwrap();
    let target = site.folder.path().join("restored");
    let restore = |target: &str| sunlot(["restore", "--data", target, copy]);
    restore(target.to_str().unwrap()).good();
    restore(target.to_str().unwrap()).refused(1, "restore.not_empty");
    let raw = rusqlite::Connection::open(target.join("sunlot.db")).unwrap();
    let one = |sql: &str| raw.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(one("SELECT size FROM log_head"), one("SELECT COUNT(*) FROM log_entry"));
    drop(raw);
    let restored = Server::start(&target, &[]);
    assert_eq!(get(&format!("{}/health/ready", restored.url)).0, 200);

    let file = dest.join("sunlot.db");
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).unwrap();
    let elsewhere = site.folder.path().join("elsewhere");
    restore(elsewhere.to_str().unwrap()).refused(1, "restore.manifest");
    assert!(!elsewhere.exists());
    fs::remove_file(dest.join("manifest.json")).unwrap();
    assert_ne!(restore(elsewhere.to_str().unwrap()).status, Some(0));
}
