//! The real server as a child process, and clients that speak HTTP to it.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use sunlot_app::ports::{Clock as _, FakeEntropy, SystemClock};
use sunlot_app::{App, AppError, Auth, Call, DatabaseUrl, Store, StoreOptions, sessions};
use sunlot_domain::accounts::{Account, AccountGrant, AccountState, GrantState};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::credentials::{CredentialState, Password, PasswordState, SecondFactor};
use sunlot_domain::organs::{Organ, OrganKind, Region};
use sunlot_domain::passwords::Profile;
use sunlot_domain::roles::Role;
use sunlot_store::sessions::OpenSession;

/// Path of the program under test.
const SUNLOT: &str = env!("CARGO_BIN_EXE_sunlot");

/// Region of the tests.
pub(crate) const COUNTY: &str = "620422";
/// The cookie's token of the system administrator.
pub(crate) const TOKEN: &str = "kill-test-token";

/// A data folder with a migrated SQLite database, a county and a logged-in administrator.
pub(crate) struct Site {
    pub(crate) folder: tempfile::TempDir,
}

impl Site {
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.data().join("sunlot.db")
    }

    /// The platform in this process, beside or instead of the server.
    pub(crate) fn app(&self) -> App {
        let entropy = Arc::new(FakeEntropy::of(SystemClock.unix_ms().unsigned_abs()));
        let url = DatabaseUrl::Sqlite(self.database());
        let store = Store::open(url, &StoreOptions::default(), entropy.clone()).unwrap();
        App::new(store, Arc::new(SystemClock), entropy, Auth::quick(Profile::Dengbao))
    }

    pub(crate) async fn new() -> Site {
        let site = Site { folder: tempfile::tempdir().unwrap() };
        let data = site.data();
        let status = Command::new(SUNLOT)
            .args(["migrate", "--data"])
            .arg(&data)
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success(), "sunlot migrate");
        let app = site.app();
        let region = |code: &str, name: &str| {
            let id = DivisionCode::parse(code).unwrap();
            Region { parent: id.parent(), id, name: name.into() }
        };
        let regions =
            vec![region("620000", "甘肃省"), region("620400", "白银市"), region(COUNTY, "会宁县")];
        sunlot_app::organs::load_regions(&app, &Call::system("test"), regions).await.unwrap();
        administrator(&app).await;
        site
    }

    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(SUNLOT);
        command.args(words).arg("--data").arg(self.data());
        command
    }
}

async fn administrator(app: &App) {
    let (ids, now, today) = (app.ids(), app.now(), app.today());
    let digest = sessions::token_digest(TOKEN);
    let done: Result<(), AppError> = app
        .write(&Call::system("test"), move |tx| {
            let region = DivisionCode::parse(COUNTY).unwrap();
            let organ = Organ {
                id: ids.make(),
                code: "xxzx".into(),
                name: "会宁县信息中心".into(),
                kind: OrganKind::Department,
                region: region.clone(),
                superior: None,
                entrusting: None,
                active: true,
            };
            let (organ_id, account) = (organ.id, ids.make());
            tx.insert(organ)?;
            tx.insert(Account {
                id: account,
                login: "guanli".into(),
                name: "管理员".into(),
                organ: organ_id,
                state: AccountState::Active,
            })?;
            tx.insert(AccountGrant {
                id: ids.make(),
                account,
                role: Role::SystemAdmin,
                organ: organ_id,
                region,
                valid_from: today,
                valid_to: None,
                proposed_by: None,
                state: GrantState::InForce,
                approved_by: None,
                revocation_by: None,
                revoked_by: None,
            })?;
            tx.insert(Password {
                id: ids.make(),
                account,
                hash: "a test session is opened without a password".into(),
                set_at: now,
                start: false,
                state: PasswordState::Current,
            })?;
            tx.insert(SecondFactor {
                id: ids.make(),
                account,
                secret: vec![7; 20],
                offered_at: now,
                state: CredentialState::Confirmed,
            })?;
            let session = OpenSession {
                id: ids.make(),
                account,
                opened: now,
                last_seen: now,
                stepped_up: Some(now),
                client: "127.0.0.0/24".into(),
                agent: "test".into(),
            };
            sunlot_store::sessions::open(&mut tx.aside(), &digest, &session)?;
            Ok(tx.record(Event::new(Action::OrganCreated, organ_id), ()))
        })
        .await;
    done.unwrap();
}

/// A running server; killed when dropped.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) url: String,
    /// Held, so that the server can go on printing.
    _out: BufReader<ChildStdout>,
}

impl Server {
    pub(crate) fn start(data: &Path, more: &[&str]) -> Server {
        let mut command = Command::new(SUNLOT);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data).args(more);
        Server::of(command.env("SUNLOT_LOG", "error"))
    }

    /// Starts what prints its address in its first line.
    pub(crate) fn of(command: &mut Command) -> Server {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let url = line.split("http://").nth(1).unwrap_or_else(|| panic!("no address: {line:?}"));
        let url = format!("http://{}", url.split(['　', ' ']).next().unwrap().trim());
        Server { child, url, _out: out }
    }

    /// Sends SIGTERM and waits for the end.
    pub(crate) fn stop(&mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success(), "stopped by finishing");
    }

    /// Sends SIGKILL and waits for the end.
    pub(crate) fn kill(&mut self) {
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A client of its own.
pub(crate) fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(20)))
        .http_status_as_error(false)
        .build()
        .into()
}

/// Sends a write; the status and body, or nothing when the connection broke.
pub(crate) fn post(
    agent: &ureq::Agent,
    url: &str,
    key: &str,
    body: &Value,
) -> Option<(u16, Value)> {
    send(agent, url, TOKEN, key, "application/json", body.to_string().as_bytes())
}

/// Sends a write of somebody; the status and body, or nothing when the connection broke.
pub(crate) fn send(
    agent: &ureq::Agent,
    url: &str,
    token: &str,
    key: &str,
    kind: &str,
    body: &[u8],
) -> Option<(u16, Value)> {
    deliver(agent.post(url).header("content-type", kind), token, key, body)
}

/// Sends a write that is prepared; the status and body, or nothing when the connection broke.
pub(crate) fn deliver(
    request: ureq::RequestBuilder<ureq::typestate::WithBody>,
    token: &str,
    key: &str,
    body: &[u8],
) -> Option<(u16, Value)> {
    let sent = request
        .header("cookie", format!("{}={token}", sunlot_api::COOKIE))
        .header("x-csrf-token", sessions::csrf_token(token))
        .header("sec-fetch-site", "same-origin")
        .header("idempotency-key", key)
        .header("x-file-name", "register.csv")
        .send(body);
    let mut response = sent.ok()?;
    let status = response.status().as_u16();
    let text = response.body_mut().read_to_string().ok()?;
    Some((status, serde_json::from_str(&text).ok()?))
}

/// Reads; the status and the text.
pub(crate) fn get(url: &str) -> (u16, String) {
    try_get(url).unwrap()
}

/// Reads; the status and the text, or nothing when the connection broke.
pub(crate) fn try_get(url: &str) -> Option<(u16, String)> {
    let mut response = agent().get(url).call().ok()?;
    Some((response.status().as_u16(), response.body_mut().read_to_string().ok()?))
}
