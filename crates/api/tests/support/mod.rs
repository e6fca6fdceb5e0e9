//! The interface with a fresh database behind it, a clock that stands, and clients that are
//! logged in. Not every test file uses all of it.
#![allow(dead_code, unreachable_pub)]

pub mod browser;
#[path = "../../../store/tests/support/databases.rs"]
pub mod databases;
pub mod draws;
pub mod follow;
pub mod inspections;
pub mod plans;
pub mod registers;
pub mod scenarios;
pub mod story;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use serde_json::Value;
use sunlot_app::open_data::NoteSigner;
use sunlot_app::ports::{FakeClock, FakeEntropy};
use sunlot_app::{App, AppError, Auth, Call, Store, StoreOptions, sessions};
use sunlot_domain::accounts::{Account, AccountGrant, AccountState, GrantState};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::credentials::{CredentialState, Password, PasswordState, SecondFactor};
use sunlot_domain::ids::{AccountId, GrantId, Id as _, OrganId};
use sunlot_domain::organs::{Organ, OrganKind, Region};
use sunlot_domain::passwords::Profile;
use sunlot_domain::roles::Role;
use sunlot_record::Trust;
use sunlot_sortition::log::keys::SecretKeys;
use sunlot_sortition::names::KeyName;
use sunlot_sortition::time::{Day, UtcSecond};
use sunlot_store::sessions::OpenSession;
use tower::ServiceExt as _;

use databases::TestDatabase;

/// County of the tests: 会宁县.
pub const COUNTY: &str = "620422";

/// Host and origin that the tests ask.
pub const HOST: &str = "sunlot.test";
pub const ORIGIN: &str = "https://sunlot.test";

/// The interface over one database.
pub struct TestApp {
    pub app: App,
    pub clock: Arc<FakeClock>,
    router: Router,
    count: AtomicU32,
}

/// Somebody who is logged in, or the public.
#[derive(Debug, Clone)]
pub struct Client {
    router: Router,
    pub token: Option<String>,
    pub device: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub body: Value,
    pub cookies: Vec<String>,
}

impl TestApp {
    /// Opens the database; its county and two provinces' worth of divisions are loaded.
    pub async fn start(database: &TestDatabase) -> TestApp {
        let app = TestApp::open(database, 7);
        app.divisions().await;
        app
    }

    /// Opens a database that was started before, with other ids and every session as it was.
    pub async fn again(database: &TestDatabase) -> TestApp {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        let app = TestApp::open(database, u64::try_from(now.as_nanos()).unwrap());
        app.count.store(64, Ordering::SeqCst);
        app
    }

    fn open(database: &TestDatabase, seed: u64) -> TestApp {
        let entropy = Arc::new(FakeEntropy::of(seed));
        let clock = Arc::new(FakeClock::at(UtcSecond::parse("2026-03-02T01:00:00Z").unwrap()));
        let options = StoreOptions { readers: 4 };
        let store = Store::open(database.url.clone(), &options, entropy.clone()).unwrap();
        let app = App::new(store, clock.clone(), entropy, Auth::quick(Profile::Dengbao));
        app.trust.set(trust()).expect("a new platform has none");
        app.signer.set(NoteSigner::new(log_keys())).expect("a new platform has none");
        let router = sunlot_api::router(app.clone()).expect("every route names its permission");
        TestApp { app, clock, router, count: AtomicU32::new(0) }
    }

    async fn divisions(&self) {
        let region = |code: &str, name: &str| {
            let id = DivisionCode::parse(code).unwrap();
            Region { parent: id.parent(), id, name: name.into() }
        };
        let regions = vec![
            region("620000", "甘肃省"),
            region("620400", "白银市"),
            region(COUNTY, "会宁县"),
            region("620421", "靖远县"),
            region("620422100", "会师镇"),
            region("620422101", "郭城驿镇"),
        ];
        let call = Call::system("test");
        sunlot_app::organs::load_regions(&self.app, &call, regions).await.unwrap();
    }

    /// An organ of a division.
    pub async fn organ(&self, region: &str, code: &str, kind: OrganKind) -> OrganId {
        let organ = Organ {
            id: self.app.ids().make(),
            code: code.into(),
            name: format!("测试{code}局"),
            kind,
            region: DivisionCode::parse(region).unwrap(),
            superior: None,
            entrusting: None,
            active: true,
        };
        let id = organ.id;
        let done: Result<(), AppError> = self
            .app
            .write(&Call::system("test"), move |tx| {
                tx.insert(organ)?;
                Ok(tx.record(Event::new(Action::OrganCreated, id), ()))
            })
            .await;
        done.unwrap();
        id
    }

    /// Somebody with one role for an organ, logged in, second factor just shown.
    pub async fn login(&self, role: Role, organ: OrganId) -> Client {
        self.login_as(&[role], organ).await
    }

    /// One more grant of somebody.
    pub async fn also(&self, account: AccountId, role: Role, organ: OrganId) {
        let (id, today) = (self.app.ids().make(), self.app.today());
        let done: Result<(), AppError> = self
            .app
            .write(&Call::system("test"), move |tx| {
                let region = tx.need::<Organ>(&organ)?.value.region;
                tx.insert(grant(id, account, role, organ, region, today))?;
                Ok(tx.record(Event::new(Action::OrganChanged, organ), ()))
            })
            .await;
        done.unwrap();
    }

    /// Somebody with several roles for an organ.
    pub async fn login_as(&self, roles: &[Role], organ: OrganId) -> Client {
        let roles = roles.to_vec();
        let number = self.count.fetch_add(1, Ordering::SeqCst);
        let token = format!("token-{number}");
        let (ids, now, today) = (self.app.ids(), self.app.now(), self.app.today());
        let digest = sessions::token_digest(&token);
        let done: Result<(), AppError> = self
            .app
            .write(&Call::system("test"), move |tx| {
                let region = tx.need::<Organ>(&organ)?.value.region;
                let account = Account {
                    id: ids.make(),
                    login: format!("u{number}"),
                    name: format!("测试员{number}"),
                    organ,
                    state: AccountState::Active,
                };
                let id = account.id;
                tx.insert(account)?;
                for role in roles {
                    tx.insert(grant(ids.make(), id, role, organ, region.clone(), today))?;
                }
                tx.insert(Password {
                    id: ids.make(),
                    account: id,
                    hash: "a test session is opened without a password".into(),
                    set_at: now,
                    start: false,
                    state: PasswordState::Current,
                })?;
                tx.insert(SecondFactor {
                    id: ids.make(),
                    account: id,
                    secret: vec![7; 20],
                    offered_at: now,
                    state: CredentialState::Confirmed,
                })?;
                let session = OpenSession {
                    id: ids.make(),
                    account: id,
                    opened: now,
                    last_seen: now,
                    stepped_up: Some(now),
                    client: "10.0.0.0/24".into(),
                    agent: "test".into(),
                };
                sunlot_store::sessions::open(&mut tx.aside(), &digest, &session)?;
                Ok(tx.record(Event::new(Action::OrganChanged, organ), ()))
            })
            .await;
        done.unwrap();
        Client { router: self.router.clone(), token: Some(token), device: None }
    }

    /// An account with a start password, which is returned, and with these roles.
    pub async fn account(&self, login: &str, organ: OrganId, roles: &[Role]) -> String {
        let admin = self.login(Role::SystemAdmin, organ).await;
        let new = serde_json::json!({"login": login, "name": login, "organ": organ.to_string()});
        let made = admin.post("/api/v1/accounts", new).await.ok();
        let account = AccountId::parse(made["id"].as_str().unwrap()).unwrap();
        for role in roles {
            let (role, ids, today) = (*role, self.app.ids(), self.app.today());
            let done: Result<(), AppError> = self
                .app
                .write(&Call::system("test"), move |tx| {
                    let region = tx.need::<Organ>(&organ)?.value.region;
                    tx.insert(grant(ids.make(), account, role, organ, region, today))?;
                    Ok(tx.record(Event::new(Action::OrganChanged, organ), ()))
                })
                .await;
            done.unwrap();
        }
        made["start_password"].as_str().unwrap().to_owned()
    }

    /// Logs in over HTTP from a network nobody guessed from.
    pub async fn log_in(
        &self,
        login: &str,
        password: &str,
        code: Option<&str>,
    ) -> Result<Client, Reply> {
        let body = serde_json::json!({"login": login, "password": password, "code": code});
        let reply = self.public().post("/api/v1/session", body).await;
        if reply.status.is_success() { Ok(self.public().renewed(&reply)) } else { Err(reply) }
    }

    /// Tries a password from an address, perhaps in a browser that is known.
    pub async fn guess(
        &self,
        login: &str,
        password: &str,
        from: &str,
        device: Option<String>,
    ) -> Reply {
        let address = sunlot_api::ClientAddress(from.parse().unwrap());
        let request = Request::post("/api/v1/session")
            .extension(address)
            .header("idempotency-key", fresh_key());
        let body = serde_json::json!({"login": login, "password": password});
        Client { device, ..self.public() }.send(request, Some(body)).await
    }

    /// Lets time pass, after which everybody logs in again with the second factor, and has the
    /// same token as before.
    pub async fn pass(&self, seconds: u32) {
        self.clock.advance(seconds);
        let ids = self.app.ids();
        let (now, count) = (self.app.now(), self.count.load(Ordering::SeqCst));
        let done: Result<(), AppError> = self
            .app
            .technical(move |tx| {
                for number in 0..count {
                    let digest = sessions::token_digest(&format!("token-{number}"));
                    let Some(old) = sunlot_store::sessions::by_token(tx, &digest)? else {
                        continue;
                    };
                    let spent = sessions::token_digest(&format!("spent {}", old.id));
                    sunlot_store::sessions::rotate(tx, old.id, &spent, now)?;
                    let id = ids.make();
                    let (opened, last_seen, stepped_up) = (now, now, Some(now));
                    let fresh = OpenSession { id, opened, last_seen, stepped_up, ..old };
                    sunlot_store::sessions::open(tx, &digest, &fresh)?;
                }
                Ok(())
            })
            .await;
        done.unwrap();
    }

    /// Notes for every account that it is used now, as a login does.
    pub async fn touch_uses(&self) {
        let now = self.app.now();
        let done: Result<(), AppError> = self
            .app
            .technical(move |tx| {
                let window = sunlot_store::Window { limit: 200, offset: 0 };
                let all = Default::default();
                let (found, _) = sunlot_store::accounts::list(tx, &all, "login", window)?;
                for account in found {
                    sunlot_store::credentials::note_use(tx, account.value.id, now, true)?;
                }
                Ok(())
            })
            .await;
        done.unwrap();
    }

    /// Anybody.
    pub fn public(&self) -> Client {
        Client { router: self.router.clone(), token: None, device: None }
    }
}

impl Client {
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Request::get(path), None).await
    }

    /// Sends a write with a key of its own.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Request::post(path).header("idempotency-key", fresh_key()), Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.send(Request::put(path).header("idempotency-key", fresh_key()), Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.send(Request::delete(path).header("idempotency-key", fresh_key()), None).await
    }

    /// This client with the cookies that an answer set.
    pub fn renewed(&self, reply: &Reply) -> Client {
        let value = |name: &str| {
            let found = reply.cookies.iter().find_map(|c| c.strip_prefix(&format!("{name}=")));
            found.map(|rest| rest.split(';').next().unwrap().to_owned())
        };
        Client {
            router: self.router.clone(),
            token: value(sunlot_api::COOKIE).or_else(|| self.token.clone()),
            device: value(sunlot_api::DEVICE_COOKIE).or_else(|| self.device.clone()),
        }
    }

    /// Sends a write with this key.
    pub async fn post_once(&self, path: &str, key: &str, body: Value) -> Reply {
        self.send(Request::post(path).header("idempotency-key", key), Some(body)).await
    }

    pub async fn send(&self, request: axum::http::request::Builder, body: Option<Value>) -> Reply {
        self.bare_with(self.named(request), body).await
    }

    /// Uploads a file.
    pub async fn upload(&self, path: &str, name: &str, bytes: Vec<u8>) -> Reply {
        let name: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let request = Request::post(path).header("idempotency-key", fresh_key());
        let request = self.named(request).header("x-file-name", name);
        self.bytes_with(request, Body::from(bytes)).await
    }

    /// The bytes of a file.
    pub async fn download(&self, path: &str) -> Vec<u8> {
        let request = self.named(Request::get(path)).body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert!(response.status().is_success(), "{} {path}", response.status());
        to_bytes(response.into_body(), 64 << 20).await.unwrap().to_vec()
    }

    /// A request with the headers of this client.
    fn named(&self, mut request: axum::http::request::Builder) -> axum::http::request::Builder {
        request = request.header(header::HOST, HOST).header(header::ORIGIN, ORIGIN);
        if let Some(device) = &self.device {
            let cookie = format!("{}={device}", sunlot_api::DEVICE_COOKIE);
            request = request.header(header::COOKIE, cookie);
        }
        if let Some(token) = &self.token {
            request = request
                .header(header::COOKIE, format!("{}={token}", sunlot_api::COOKIE))
                .header("x-csrf-token", sessions::csrf_token(token));
        }
        request
    }

    /// Sends a request without a body exactly as it is.
    pub async fn bare(self, request: axum::http::request::Builder) -> Reply {
        self.bare_with(request, None).await
    }

    async fn bare_with(
        &self,
        mut request: axum::http::request::Builder,
        body: Option<Value>,
    ) -> Reply {
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.bytes_with(request, body).await
    }

    async fn bytes_with(&self, request: axum::http::request::Builder, body: Body) -> Reply {
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let status = response.status();
        let cookies = response.headers().get_all(header::SET_COOKIE).into_iter();
        let cookies = cookies.map(|value| value.to_str().unwrap().to_owned()).collect();
        let bytes = to_bytes(response.into_body(), 64 << 20).await.unwrap();
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        Reply { status, body, cookies }
    }
}

impl Reply {
    /// The body of a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        self.body
    }

    /// Expects a refusal with this status and code.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        assert_eq!(self.body["code"], code, "{}", self.body);
        self.body
    }
}

/// Keys of the log of the tests.
pub fn log_keys() -> SecretKeys {
    SecretKeys::from_entropy(KeyName::parse("sunlot.test/log").unwrap(), &[9; 32])
}

/// Who verifies bundles of the tests trusts this.
pub fn trust() -> Trust {
    Trust::new(log_keys().public(), Vec::new(), 0)
}

fn fresh_key() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("test-key-{:08}", COUNT.fetch_add(1, Ordering::SeqCst))
}

fn grant(
    id: GrantId,
    account: AccountId,
    role: Role,
    organ: OrganId,
    region: DivisionCode,
    valid_from: Day,
) -> AccountGrant {
    AccountGrant {
        id,
        account,
        role,
        organ,
        region,
        valid_from,
        valid_to: None,
        proposed_by: None,
        state: GrantState::InForce,
        approved_by: None,
        revocation_by: None,
        revoked_by: None,
    }
}
