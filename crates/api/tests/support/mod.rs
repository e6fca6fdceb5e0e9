//! The interface with a fresh database behind it, a clock that stands, and clients that are
//! logged in. Not every test file uses all of it.
#![allow(dead_code, unreachable_pub)]

#[path = "../../../store/tests/support/databases.rs"]
pub mod databases;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use serde_json::Value;
use sunlot_app::ports::{FakeClock, FakeEntropy};
use sunlot_app::{App, AppError, Auth, Call, Store, StoreOptions, sessions};
use sunlot_domain::accounts::{Account, AccountGrant, AccountState, GrantState};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::codes::DivisionCode;
use sunlot_domain::credentials::{CredentialState, Password, PasswordState, SecondFactor};
use sunlot_domain::ids::OrganId;
use sunlot_domain::organs::{Organ, OrganKind, Region};
use sunlot_domain::passwords::Profile;
use sunlot_domain::policy::Policy;
use sunlot_domain::roles::Role;
use sunlot_sortition::time::UtcSecond;
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
#[derive(Clone)]
pub struct Client {
    router: Router,
    token: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub body: Value,
}

impl TestApp {
    /// Opens the database; its county and two provinces' worth of divisions are loaded.
    pub async fn start(database: &TestDatabase) -> TestApp {
        let entropy = Arc::new(FakeEntropy::of(7));
        let clock = Arc::new(FakeClock::at(UtcSecond::parse("2026-03-02T01:00:00Z").unwrap()));
        let options = StoreOptions { readers: 4 };
        let store = Store::open(database.url.clone(), &options, entropy.clone()).unwrap();
        let policy = Arc::new(Policy::built_in());
        let auth = Arc::new(Auth::quick(Profile::Dengbao));
        let app = App { store, clock: clock.clone(), entropy, policy, auth };
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
        sunlot_app::organs::load_regions(&app, &call, regions).await.unwrap();
        let router = sunlot_api::router(app.clone()).expect("every route names its permission");
        TestApp { app, clock, router, count: AtomicU32::new(0) }
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
                tx.insert(AccountGrant {
                    id: ids.make(),
                    account: id,
                    role,
                    organ,
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
        Client { router: self.router.clone(), token: Some(token) }
    }

    /// Anybody.
    pub fn public(&self) -> Client {
        Client { router: self.router.clone(), token: None }
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

    /// Sends a write with this key.
    pub async fn post_once(&self, path: &str, key: &str, body: Value) -> Reply {
        self.send(Request::post(path).header("idempotency-key", key), Some(body)).await
    }

    pub async fn send(
        &self,
        mut request: axum::http::request::Builder,
        body: Option<Value>,
    ) -> Reply {
        request = request.header(header::HOST, HOST).header(header::ORIGIN, ORIGIN);
        if let Some(token) = &self.token {
            request = request
                .header(header::COOKIE, format!("{}={token}", sunlot_api::COOKIE))
                .header("x-csrf-token", sessions::csrf_token(token));
        }
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 64 << 20).await.unwrap();
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        Reply { status, body }
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

fn fresh_key() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("test-key-{:08}", COUNT.fetch_add(1, Ordering::SeqCst))
}
