//! The record in operation: the server signs, publishes, alarms and is verified from outside.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::platform::{COUNTY, Server, Site, agent, get, post};
use crate::support::{Said, sunlot};

/// One write with its log entry.
fn organ(server: &Server, code: &str) -> (u16, Value) {
    let body = json!({"code": code, "name": "某局", "kind": "department", "region": COUNTY});
    let url = format!("{}/api/v1/organs", server.url);
    post(&agent(), &url, &format!("record-{code}"), &body).unwrap()
}

/// Waits until something holds, for as long as a loaded machine may take.
fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(120) {
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

/// `sunlot verify-log … --json`, its status and its report.
fn verified(words: &[&str]) -> (Option<i32>, Value) {
    let said = sunlot(["verify-log", "--json"].iter().chain(words));
    let report = serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{e}: {said:?}"));
    (said.status, report)
}

fn codes(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

/// A site whose server was stopped after it signed all it wrote, and its exported log.
async fn signed_site() -> (Site, PathBuf) {
    let site = Site::new().await;
    let mut server = Server::start(&site.data(), &[]);
    for number in 0..8 {
        assert_eq!(organ(&server, &format!("o{number}")).0, 200);
    }
    server.stop();
    let exported = site.folder.path().join("exported");
    said(&site, &["export-log", exported.to_str().unwrap()]).good();
    (site, exported)
}

fn said(site: &Site, words: &[&str]) -> Said {
    Said::of(&site.command(words).output().unwrap())
}

/// What is done to the entries of an exported bundle, and the code that tells it.
type Damage = fn(&mut Vec<Vec<u8>>);

fn bundle(entries: &[Vec<u8>]) -> Vec<u8> {
    let piece = |entry: &Vec<u8>| [&(entry.len() as u16).to_be_bytes()[..], entry].concat();
    entries.iter().flat_map(piece).collect()
}

fn entries(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
        let (entry, rest) = rest.split_at(usize::from(u16::from_be_bytes(*length)));
        found.push(entry.to_vec());
        bytes = rest;
    }
    found
}

#[tokio::test]
async fn published_files_alone_show_what_was_done_to_them() {
    let (site, exported) = signed_site().await;
    let folder = exported.to_str().unwrap();
    let trust = site.data().join("log.trust.json");
    let trust = trust.to_str().unwrap();
    sunlot(["verify-log", folder]).refused(2, "verify_log.no_trust");
    sunlot(["verify-log", "nowhere", "--trust", trust]).refused(2, "verify_log.source");
    let (status, report) = verified(&[folder, "--trust", trust]);
    assert_eq!((status, &report["findings"]), (Some(0), &json!([])));
    assert_eq!((&report["entries"], &report["checkpoint"]), (&json!(10), &json!(10)));
    let kept = exported.join("checkpoint");
    let old = site.folder.path().join("kept");
    fs::copy(&kept, &old).unwrap();

    let damages: [(&str, Damage); 5] = [
        ("log.entry_edited", |entries| entries[4] = b"{}".to_vec()),
        ("log.entry_deleted", |entries| drop(entries.remove(4))),
        ("log.entry_inserted", |entries| entries.insert(4, b"{}".to_vec())),
        ("log.entry_reordered", |entries| entries.swap(4, 5)),
        ("log.truncated", |entries| entries.truncate(7)),
    ];
    let file = exported.join("tile/entries/000.p/10");
    let honest = fs::read(&file).unwrap();
    for (code, damage) in damages {
        let mut changed = entries(&honest);
        damage(&mut changed);
        fs::write(&file, bundle(&changed)).unwrap();
        let (status, report) = verified(&[folder, "--trust", trust]);
        assert_eq!(status, Some(1), "{code}");
        assert!(codes(&report).contains(&code), "{code}: {report}");
    }
    fs::write(&file, &honest).unwrap();

    // Over HTTP the same is served; a checkpoint kept from before holds for what grew since.
    let mut server = Server::start(&site.data(), &[]);
    assert_eq!(organ(&server, "more").0, 200);
    let log = format!("{}/log", server.url);
    let (status, report) = verified(&[&log, "--trust", trust, "--kept", old.to_str().unwrap()]);
    assert_eq!((status, &report["compared"]), (Some(0), &json!(true)), "{report}");
    let tls = log.replace("http:", "https:");
    sunlot(["verify-log", &tls, "--trust", trust]).refused(2, "platform.io");
    server.stop();
    // Another operator's log under the same name is not this one.
    let other = Site::new().await;
    let mut server = Server::start(&other.data(), &[]);
    server.stop();
    let (status, report) =
        verified(&[folder, "--trust", &format!("{}/log.trust.json", other.data().display())]);
    assert_eq!((status, codes(&report)), (Some(1), vec!["log.checkpoint_signature"]));
}

#[tokio::test]
async fn a_database_that_was_changed_by_hand_is_found() {
    let (site, _) = signed_site().await;
    let data = site.data();
    let words = ["--data", data.to_str().unwrap()];
    let (status, report) = verified(&words);
    assert_eq!((status, &report["findings"]), (Some(0), &json!([])));
    assert!(report["rows"].as_u64().unwrap() > 8, "{report}");
    let honest = site.folder.path().join("honest.db");
    sunlot_store::backup::copy_sqlite(&site.database(), &honest).unwrap();
    let last = "(SELECT MAX(idx) FROM log_entry)";
    let cases = [
        ("row.changed", "UPDATE organ SET name = '另一局' WHERE code = 'o3'".to_owned()),
        ("log.detail_changed", "UPDATE log_detail SET record = 'x' WHERE idx = 5".to_owned()),
        (
            "log.entry_edited",
            "UPDATE log_entry SET entry = CAST(entry || x'20' AS BLOB) WHERE idx = 5".to_owned(),
        ),
        ("log.entry_missing", "DELETE FROM log_entry WHERE idx = 5".to_owned()),
        ("log.rollback", format!("DELETE FROM log_entry WHERE idx = {last}")),
    ];
    for (code, sql) in cases {
        for end in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{end}", site.database().display()));
        }
        fs::copy(&honest, site.database()).unwrap();
        {
            let raw = rusqlite::Connection::open(site.database()).unwrap();
            raw.pragma_update(None, "foreign_keys", false).unwrap();
            assert_eq!(raw.execute(&sql, []).unwrap(), 1, "{sql}");
        }
        let (status, report) = verified(&words);
        assert_eq!(status, Some(1), "{code}");
        assert!(codes(&report).contains(&code), "{code}: {report}");
    }
}

fn witness(folder: &Path, listen: &str) -> Server {
    let file = |name: &str| folder.join(name);
    let mut command = std::process::Command::new(crate::support::SUNLOT);
    command.args(["witness", "--listen", listen, "--key"]).arg(file("witness.key"));
    Server::of(command.arg("--state").arg(file("witness.state")).arg("--log").arg(file("log.json")))
}

#[tokio::test]
async fn a_witness_of_its_own_process_cosigns_what_the_public_sees() {
    let site = Site::new().await;
    let folder = site.folder.path();
    let key = folder.join("witness.key");
    let made = sunlot(["log", "key", "--name", "witness.jjw", "--out", key.to_str().unwrap()]);
    let public = made.good().out;
    let public: Vec<&str> = public.lines().filter(|line| line.contains(" = \"")).collect();
    // The operator's public keys are there after the first start.
    let mut server = Server::start(&site.data(), &[]);
    server.stop();
    fs::copy(site.data().join("log.trust.json"), folder.join("log.json")).unwrap();
    let mut seen = witness(folder, "127.0.0.1:0");
    let file = site.data().join("witnesses.toml");
    let text = |quorum: u64| {
        format!("quorum = {quorum}\n[[witness]]\nurl = \"{}\"\n{}\n", seen.url, public.join("\n"))
    };
    let data = site.data();
    fs::write(&file, text(2)).unwrap();
    sunlot(["serve", "--data", data.to_str().unwrap()]).refused(1, "witness.file");
    fs::write(&file, text(1)).unwrap();
    let mut server = Server::start(&data, &[]);
    let first = published(&server.url).unwrap();
    assert_eq!(organ(&server, "w1").0, 200);
    server.stop();
    // Signed when it stopped; cosigned and published after the next start.
    let mut server = Server::start(&data, &[]);
    let size =
        eventually("a cosigned checkpoint", || published(&server.url).filter(|size| *size > first));
    let trust = data.join("log.trust.json");
    let words = [&format!("{}/log", server.url), "--trust", trust.to_str().unwrap()];
    let (status, report) = verified(&words);
    assert_eq!((status, &report["witnesses"]), (Some(0), &json!(1)), "{report}");

    // Without its witness the platform works on; the public waits at the old checkpoint.
    let address = seen.url.strip_prefix("http://").unwrap().to_owned();
    seen.kill();
    assert_eq!(organ(&server, "w2").0, 200);
    server.stop();
    let server = Server::start(&data, &[]);
    assert_eq!(get(&format!("{}/health/ready", server.url)).0, 200);
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(published(&server.url), Some(size));
    let numbers = get(&format!("{}/metrics", server.url)).1;
    assert!(numbers.contains(&format!("sunlot_log_entries_published {size}")), "{numbers}");
    let _seen = witness(folder, &address);
    eventually("the next cosigned checkpoint", || published(&server.url).filter(|now| *now > size));
    assert_eq!(
        verified(
            &words
                .map(|w| w.replace(words[0], &format!("{}/log", server.url)))
                .each_ref()
                .map(String::as_str)
        )
        .0,
        Some(0)
    );
}

#[tokio::test]
async fn a_backup_is_held_against_its_log_when_it_is_restored() {
    let (site, exported) = signed_site().await;
    let copy = site.folder.path().join("copy");
    said(&site, &["backup", copy.to_str().unwrap()]).good();
    // More is signed after the backup: the newest checkpoint tells what a restore loses.
    let mut server = Server::start(&site.data(), &[]);
    assert_eq!(organ(&server, "later").0, 200);
    server.stop();
    said(&site, &["export-log", exported.to_str().unwrap()]).good();
    let restore = |name: &str, more: &[&str]| {
        let target = site.folder.path().join(name);
        let words = ["restore", "--data", target.to_str().unwrap(), copy.to_str().unwrap()];
        sunlot([&words[..], more].concat())
    };
    let good = restore("good", &[]).good();
    assert!(good.out.contains("核对完好：日志 10 条"), "{good:?}");
    let newest = exported.join("checkpoint");
    let short = restore("short", &["--kept", newest.to_str().unwrap()]);
    assert!(short.refused(1, "restore.record").out.contains("log.rollback"));
    // Somebody changes the backup and its manifest; the log still tells.
    change(&copy.join("sunlot.db"), "UPDATE organ SET name = '另一局' WHERE code = 'o3'");
    let manifest = copy.join("manifest.json");
    let mut listed: Value = serde_json::from_slice(&fs::read(&manifest).unwrap()).unwrap();
    for end in ["-wal", "-shm"] {
        let _ = fs::remove_file(copy.join(format!("sunlot.db{end}")));
    }
    let bytes = fs::read(copy.join("sunlot.db")).unwrap();
    let digest = sunlot_sortition::suite::Suite::Sha256.hash(&[&bytes]).to_hex();
    listed["files"]["sunlot.db"] = json!(digest);
    fs::write(&manifest, listed.to_string()).unwrap();
    let changed = restore("changed", &[]).refused(1, "restore.record");
    assert!(changed.out.contains("row.changed"), "{changed:?}");
}
