//! 留痕: from acts over HTTP to signed public files, witnesses and proofs, on both databases.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use sunlot_app::record::checkpointer::SignError;
use sunlot_app::record::{Checkpointer, Signer, export, witnesses};
use sunlot_domain::organs::OrganKind;
use sunlot_domain::roles::Role;
use sunlot_record::client::Witness;
use sunlot_record::evidence::Evidence;
use sunlot_record::files::Folder;
use sunlot_record::verify::verify;
use sunlot_record::{Trust, keys};
use sunlot_sortition::log::keys::SecretKeys;
use sunlot_sortition::names::KeyName;
use sunlot_store::{DatabaseUrl, StoreError, examine, ledger};

use crate::support::databases::databases;
use crate::support::{COUNTY, TestApp};

fn secret(name: &str) -> SecretKeys {
    SecretKeys::from_entropy(KeyName::parse(name).unwrap(), &[name.len() as u8; 32])
}

async fn last_row(app: &TestApp) -> u64 {
    let read: Result<_, StoreError> = app.app.store.read(ledger::newest).await;
    read.unwrap().map_or(0, |signed| signed.size)
}

/// Takes back what the process would not have written when it was killed.
fn forget_row(url: &DatabaseUrl, size: u64) {
    let sql = format!(
        "DELETE FROM log_checkpoint WHERE size = {size}; DELETE FROM log_node WHERE idx >= 1"
    );
    match url {
        DatabaseUrl::Sqlite(path) => {
            rusqlite::Connection::open(path).unwrap().execute_batch(&sql).unwrap();
        }
        DatabaseUrl::Postgres(url) => {
            let run = || {
                let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
                client.batch_execute(&sql).unwrap();
            };
            std::thread::scope(|scope| scope.spawn(run).join()).unwrap();
        }
    }
}

fn signer(folder: &std::path::Path, witnessed: bool) -> Signer {
    Signer { keys: secret("sunlot.cn/log"), kept: folder.join("last-checkpoint"), witnessed }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acts_are_signed_in_time_published_and_verified() {
    for database in databases() {
        let folder = tempfile::tempdir().unwrap();
        let app = TestApp::start(&database).await;
        let mut checkpointer = Checkpointer::new(app.app.clone(), signer(folder.path(), false));
        app.public().get("/log/checkpoint").await.refused(404, "log.file");
        let first = checkpointer.step().await.unwrap().expect("the first entries are signed");
        for n in 0..300 {
            app.organ(COUNTY, &format!("o{n}"), OrganKind::Department).await;
        }
        assert_eq!(checkpointer.step().await.unwrap(), None, "nothing is due yet");
        app.clock.advance(60);
        let second = checkpointer.step().await.unwrap().expect("a minute has passed");
        assert_eq!(second.size, first.size + 300);
        let text = app.public().get("/log/checkpoint").await.ok();
        assert_eq!(text.as_str(), Some(second.sha256.to_text().as_str()));
        app.public().get("/log/tile/0/000").await.ok();
        app.public().get("/log/tile/0/001.p/255").await.refused(404, "log.file");

        let trust = Trust::new(secret("sunlot.cn/log").public(), Vec::new(), 0);
        let out = folder.path().join("public");
        export(&app.app, &out).await.unwrap();
        let kept = [first.sha256.clone(), first.sm3.clone()];
        let report = verify(&Folder(out), &trust, &kept).unwrap();
        assert!(report.holds() && report.entries == second.size, "{report:?}");
        let examined: Result<_, StoreError> =
            app.app.store.read(move |tx| examine::examine(tx, Some(&trust), &kept)).await;
        let examined = examined.unwrap();
        assert!(examined.holds() && examined.rows > 300, "{examined:?}");

        // Another process goes on where this one ended; with another key it does not.
        app.organ(COUNTY, "later", OrganKind::Department).await;
        let mut again = Checkpointer::new(app.app.clone(), signer(folder.path(), false));
        let third = again.sign_now().await.unwrap().expect("there is one more");
        assert_eq!(third.size, second.size + 1);
        let thief = Signer { keys: secret("thief.cn/log"), ..signer(folder.path(), false) };
        let refused = Checkpointer::new(app.app.clone(), thief).sign_now().await;
        assert!(matches!(refused, Err(SignError::Alarm(alarm)) if alarm.code == "log.foreign"));

        // Killed between the file and the database: the next process signs the same again.
        for n in 0..260 {
            app.organ(COUNTY, &format!("p{n}"), OrganKind::Department).await;
        }
        let before = last_row(&app).await;
        let fourth = again.sign_now().await.unwrap().expect("there are more");
        forget_row(&database.url, fourth.size);
        assert_eq!(last_row(&app).await, before);
        let mut killed = Checkpointer::new(app.app.clone(), signer(folder.path(), false));
        assert_eq!(killed.step().await.unwrap(), Some(fourth));

        // A database that knows nothing of what was signed is not signed.
        for other in databases().into_iter().take(1) {
            let old = TestApp::start(&other).await;
            let refused = Checkpointer::new(old.app.clone(), signer(folder.path(), false));
            let refused = { refused }.sign_now().await;
            assert!(
                matches!(&refused, Err(SignError::Alarm(a)) if a.code == "log.rollback"),
                "{refused:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_public_sees_a_checkpoint_when_its_witnesses_cosigned() {
    for database in databases() {
        let folder = tempfile::tempdir().unwrap();
        let app = TestApp::start(&database).await;
        let operator = secret("sunlot.cn/log").public();
        let trust = Trust::new(operator, vec![secret("witness.cn/a").public()], 1);
        let judge = sunlot_witness::Judge::open(
            secret("witness.cn/a"),
            vec![trust.0.clone()],
            folder.path().join("witness"),
        );
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let routes = sunlot_witness::http::router(Arc::new(judge.unwrap()));
        let serving = tokio::spawn(async move { axum::serve(listener, routes).await });
        let witness = Witness::new(&url, secret("witness.cn/a").public(), Duration::from_secs(5));
        let witnesses = [Arc::new(witness)];
        let mut checkpointer = Checkpointer::new(app.app.clone(), signer(folder.path(), true));
        for n in 0..3 {
            app.organ(COUNTY, &format!("o{n}"), OrganKind::Department).await;
            let signed = checkpointer.sign_now().await.unwrap().unwrap();
            let before = app.public().get("/log/checkpoint").await.body;
            assert_ne!(before.as_str(), Some(signed.sha256.to_text().as_str()));
            assert_eq!(witnesses::collect(&app.app, &trust, &witnesses).await.unwrap(), 1);
            let shown = app.public().get("/log/checkpoint").await.ok();
            assert!(shown.as_str().unwrap().starts_with(&signed.sha256.body()), "{shown}");
        }
        // Without the witness the platform goes on signing, and the public log stands still.
        serving.abort();
        app.organ(COUNTY, "alone", OrganKind::Department).await;
        checkpointer.sign_now().await.unwrap().expect("signing waits for nobody");
        assert_eq!(witnesses::collect(&app.app, &trust, &witnesses).await.unwrap(), 0);
        let out = folder.path().join("public");
        export(&app.app, &out).await.unwrap();
        let report = verify(&Folder(out), &trust, &[]).unwrap();
        assert!(report.holds() && report.witnesses == 1, "{report:?}");
    }
}

#[tokio::test]
async fn administrators_see_each_other_and_a_proof_is_checked_offline() {
    for database in databases() {
        let folder = tempfile::tempdir().unwrap();
        let app = TestApp::start(&database).await;
        let office = app.organ(COUNTY, "zfb", OrganKind::Department).await;
        let system = app.login(Role::SystemAdmin, office).await;
        let security = app.login(Role::SecurityAdmin, office).await;
        let auditor = app.login(Role::AuditAdmin, office).await;
        let planner = app.login(Role::Planner, office).await;
        let new = json!({"code": "scjg", "name": "会宁县市场监督管理局", "kind": "department",
            "region": COUNTY});
        let made = system.post("/api/v1/organs", new).await.ok();
        let index = made["log_index"].as_u64().unwrap();
        let path = format!("/api/v1/audit?record={}", made["id"].as_str().unwrap());
        for reader in [&security, &auditor] {
            let seen = reader.get(&path).await.ok();
            assert_eq!((&seen["total"], &seen["items"][0]["index"]), (&json!(1), &json!(index)));
            assert_eq!(seen["items"][0]["changes"]["code"], "scjg");
        }
        planner.get(&path).await.refused(403, "permission.denied");
        system.get(&path).await.refused(403, "permission.denied");
        app.public().get(&path).await.refused(401, "session.required");

        let proof = format!("/api/v1/audit/{index}/evidence");
        auditor.get(&proof).await.refused(409, "log.not_signed");
        let one = format!("/api/v1/audit/{index}");
        let seen = auditor.get(&one).await.ok();
        assert_eq!((&seen["index"], &seen["evidence"]), (&json!(index), &json!(null)));
        planner.get(&one).await.refused(403, "permission.denied");
        app.public().get(&one).await.refused(401, "session.required");
        // What somebody may not see in the list he does not see by its number either.
        let abroad = app.organ("620421", "zfb", OrganKind::Department).await;
        let observer = app.login(Role::Observer, abroad).await;
        observer.get(&one).await.refused(404, "record.missing");
        auditor.get("/api/v1/audit/999999").await.refused(404, "record.missing");
        let mut checkpointer = Checkpointer::new(app.app.clone(), signer(folder.path(), false));
        checkpointer.sign_now().await.unwrap();
        let trust = Trust::new(secret("sunlot.cn/log").public(), Vec::new(), 0);
        let text = auditor.get(&proof).await.ok().to_string();
        let seen = auditor.get(&one).await.ok();
        assert_eq!(seen["evidence"].to_string(), text, "the proof is at hand now");
        let proven = Evidence::parse(&text).unwrap().check(&trust).unwrap();
        assert_eq!(proven.entry.action, "organ.create");
        assert_eq!(proven.details.unwrap().get("record").unwrap().as_str(), made["id"].as_str());
        let forged = text.replace("scjg", "scjx");
        let refused = Evidence::parse(&forged).unwrap().check(&trust).unwrap_err();
        assert_eq!(refused.code, "evidence.details");
    }
}

#[test]
fn a_key_file_is_made_once_and_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("operator.key");
    let name = KeyName::parse("sunlot.cn/log").unwrap();
    let made = keys::create(&path, name.clone(), &[3; 32]).unwrap();
    assert_eq!(keys::load(&path).unwrap().public(), made.public());
    assert_eq!(keys::create(&path, name, &[4; 32]).unwrap_err().code(), "key.exists");
    let trust = Trust::new(made.public(), Vec::new(), 0);
    assert_eq!(Trust::parse(&trust.to_text()).unwrap(), trust);
    let nothing: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let report = verify(&nothing, &trust, &[]).unwrap();
    assert_eq!(report.findings[0].code, "log.checkpoint_missing");
}
