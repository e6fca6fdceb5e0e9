//! 登录、第二因素、授权: people of different roles against the interface, on both databases.

use axum::http::{Request, header};
use serde_json::{Value, json};
use sunlot_app::auth::totp_code;
use sunlot_app::{Call, accounts, first_start, sessions};
use sunlot_domain::organs::OrganKind;
use sunlot_domain::roles::Role;

use crate::support::databases::databases;
use crate::support::{COUNTY, Client, TestApp};

const GOOD: &str = "Larch-umbrella-72";

fn setup() -> Value {
    json!({
        "regions": [{"code": COUNTY, "name": "会宁县"}],
        "organ": {"code": "zfb", "name": "县政府办公室", "kind": "department", "region": COUNTY},
        "system_admin": {"login": "sa", "name": "甲"},
        "security_admins": [{"login": "so1", "name": "乙"}, {"login": "so2", "name": "丙"}],
        "audit_admin": {"login": "aa", "name": "丁"},
    })
}

/// Logs in, chooses a password and enrols a second factor; gives the client and the secret.
async fn settle(app: &TestApp, login: &str, start: &str) -> (Client, String) {
    let client = app.log_in(login, start, None).await.expect("the start password opens");
    let session = client.get("/api/v1/session").await.ok();
    assert_eq!(session["pending"], "password");
    client.get("/api/v1/accounts").await.refused(403, "session.password_due");
    let change = json!({"current": start, "new": GOOD});
    client.put("/api/v1/password", change).await.ok();
    let offer = client.post("/api/v1/second-factor", Value::Null).await.ok();
    let secret = offered(&offer);
    app.clock.advance(30);
    let code = totp_code(&secret, app.app.now().unix()).unwrap();
    let confirmed = client.post("/api/v1/second-factor/confirm", json!({"code": code})).await;
    let client = client.renewed(&confirmed);
    assert_eq!(confirmed.ok()["codes"].as_array().unwrap().len(), 10);
    (client, secret)
}

fn offered(offer: &Value) -> String {
    offer["secret"].as_str().unwrap().to_owned()
}

async fn code(app: &TestApp, secret: &str) -> String {
    app.clock.advance(30);
    totp_code(secret, app.app.now().unix()).unwrap()
}

#[tokio::test]
async fn four_people_start_the_platform_and_grant_by_two() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let public = app.public();
        let token = first_start::token(&app.app).await.unwrap().expect("no account exists");
        let wrong = json!({"token": "guess", "setup": setup()});
        public.post("/api/v1/first-start", wrong).await.refused(403, "first_start.token");
        let mut twice = setup();
        twice["audit_admin"]["name"] = json!("甲");
        let twice = json!({"token": token, "setup": twice});
        public.post("/api/v1/first-start", twice).await.refused(422, "first_start.same_person");
        let right = json!({"token": token, "setup": setup()});
        let made = public.post("/api/v1/first-start", right.clone()).await.ok();
        public.post("/api/v1/first-start", right).await.refused(403, "first_start.token");
        assert_eq!(first_start::token(&app.app).await.unwrap(), None);
        let again = serde_json::from_value(setup()).unwrap();
        let again = first_start::create(&app.app, &Call::system("cli"), again).await;
        assert_eq!(again.err().unwrap().code, "first_start.done");

        let start = |at: usize| made[at]["start_password"].as_str().unwrap().to_owned();
        let (sa, _) = settle(&app, "sa", &start(0)).await;
        let (so1, _) = settle(&app, "so1", &start(1)).await;
        let (so2, _) = settle(&app, "so2", &start(2)).await;

        // SA makes a person and sees no business; the password is shown once.
        let organ = sa.get("/api/v1/organs").await.ok()["items"][0]["id"].clone();
        sa.get("/api/v1/grants").await.refused(403, "permission.denied");
        let new = json!({"login": "wang.fang", "name": "王芳", "organ": organ});
        let person = sa.post_once("/api/v1/accounts", "person-0001", new.clone()).await.ok();
        assert!(person["start_password"].is_string());
        let repeated = sa.post_once("/api/v1/accounts", "person-0001", new).await.ok();
        assert_eq!((&repeated["id"], &repeated["start_password"]), (&person["id"], &Value::Null));

        // S14: proposer and approver differ; S1: an administrator is nothing else.
        let mut grant = json!({"account": person["id"], "role": "RV", "organ": organ,
            "reason": "任命为审核审批人"});
        let proposed = so1.post("/api/v1/grants", grant.clone()).await.ok();
        let path = format!("/api/v1/grants/{}", proposed["id"].as_str().unwrap());
        assert_eq!(so1.get(&path).await.ok()["reason"], "任命为审核审批人");
        let step = json!({"version": 1, "reason": "材料齐全"});
        let approve = format!("{path}/approve");
        so1.post(&approve, step.clone()).await.refused(422, "grant.proposer");
        assert_eq!(proposed["allowed_actions"], json!(["withdraw"]));
        let client = app.log_in("wang.fang", person["start_password"].as_str().unwrap(), None);
        let client = client.await.unwrap();
        let change = json!({"current": person["start_password"], "new": GOOD});
        client.put("/api/v1/password", change).await.ok();
        client.get("/api/v1/audit").await;
        let before = client.get("/api/v1/session").await.ok();
        assert_eq!(before["grants"], json!([]));
        so2.post(&approve, step).await.ok();
        let after = client.get("/api/v1/session").await.ok();
        assert_eq!(after["grants"][0]["role"], "RV", "{}: at once", database.name);
        grant["role"] = json!("SA");
        so1.post("/api/v1/grants", grant.clone()).await.refused(422, "grant.separation");
        grant["role"] = json!("JC");
        so1.post("/api/v1/grants", grant).await.refused(422, "grant.organ_kind");

        // Taken back by two, and gone on the very next request.
        let revoke = json!({"version": 2, "reason": "工作调动"});
        so2.post(&format!("{path}/propose-revocation"), revoke).await.ok();
        let step = json!({"version": 3, "reason": "同意收回"});
        let approve = format!("{path}/approve-revocation");
        so2.post(&approve, step.clone()).await.refused(422, "grant.proposer");
        so1.post(&approve, step).await.ok();
        assert_eq!(client.get("/api/v1/session").await.ok()["grants"], json!([]));

        // A disabled account is nobody on its next request.
        let path = format!("/api/v1/accounts/{}/disable", person["id"].as_str().unwrap());
        sa.post(&path, json!({"version": 1, "reason": "退休离岗"})).await.ok();
        client.get("/api/v1/session").await.refused(401, "session.required");
    }
}

#[tokio::test]
async fn the_last_security_administrator_stays() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let office = app.organ(COUNTY, "zfb", OrganKind::Department).await;
        let sa = app.login(Role::SystemAdmin, office).await;
        let so1 = app.login(Role::SecurityAdmin, office).await;
        let so2 = app.login(Role::SecurityAdmin, office).await;
        let id = |view: Value| view["account"].as_str().unwrap().to_owned();
        let (first, second) =
            (id(so1.get("/api/v1/session").await.ok()), id(so2.get("/api/v1/session").await.ok()));
        let disable = json!({"version": 1, "reason": "停用测试"});
        let path = |id: &str| format!("/api/v1/accounts/{id}/disable");
        sa.post(&path(&first), disable.clone()).await.ok();
        let refused = sa.post(&path(&second), disable.clone()).await;
        refused.refused(400, "account.last_security_admin");
        let own = id(sa.get("/api/v1/session").await.ok());
        sa.post(&path(&own), disable).await.refused(400, "account.oneself");
        // Neither does the timer that closes what nobody uses.
        app.touch_uses().await;
        app.clock.advance(91 * 86_400);
        assert!(accounts::disable_unused(&app.app).await.unwrap() >= 1);
        let still = app.app.read(move |tx| {
            Ok(sunlot_store::accounts::list(
                tx,
                &Default::default(),
                "login",
                sunlot_store::Window { limit: 9, offset: 0 },
            )?)
        });
        let active: Vec<String> = (still.await.unwrap().0.into_iter())
            .filter(|stored| stored.value.state.code() == "active")
            .map(|stored| stored.value.id.to_string())
            .collect();
        assert_eq!(active, [second], "{}", database.name);
    }
}

#[tokio::test]
async fn a_code_counts_once_and_a_recovery_code_too() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let office = app.organ(COUNTY, "zfb", OrganKind::Department).await;
        let start = app.account("li.na", office, &[Role::SystemAdmin]).await;
        let (client, secret) = settle(&app, "li.na", &start).await;
        let shown = code(&app, &secret).await;
        let stepped = client.post("/api/v1/session/step-up", json!({"code": shown})).await;
        let renewed = client.renewed(&stepped);
        stepped.ok();
        // The token was exchanged: the old one is nobody, the code is used.
        client.get("/api/v1/session").await.refused(401, "session.required");
        renewed
            .post("/api/v1/session/step-up", json!({"code": shown}))
            .await
            .refused(401, "login.code");
        let missing = app.log_in("li.na", GOOD, None).await.unwrap_err();
        assert_eq!(missing.body["code"], "login.code_required");
        app.clock.advance(2);
        let reused = app.log_in("li.na", GOOD, Some(&shown)).await.unwrap_err();
        assert_eq!(reused.body["code"], "login.code");
        let codes = renewed.post("/api/v1/second-factor/recovery-codes", Value::Null).await.ok();
        let recovery = codes["codes"][0].as_str().unwrap();
        app.clock.advance(3);
        let opened = app.log_in("li.na", GOOD, Some(recovery)).await.expect("once");
        let view = opened.get("/api/v1/session").await.ok();
        assert_eq!(view["stepped_up_until"], Value::Null, "a recovery code is no step-up");
        let again = app.log_in("li.na", GOOD, Some(recovery)).await.unwrap_err();
        assert_eq!(again.body["code"], "login.code");
    }
}

#[tokio::test]
async fn guesses_are_bounded_and_the_victim_still_gets_in() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let office = app.organ(COUNTY, "zfb", OrganKind::Department).await;
        let start = app.account("zhao.lei", office, &[]).await;
        let known = app.log_in("zhao.lei", &start, None).await.unwrap();
        let (mut checked, mut wrong) = (Vec::new(), Vec::new());
        for network in 0..30_u8 {
            for _ in 0..8 {
                app.clock.advance(9);
                let at = format!("10.0.{network}.1");
                for (login, seen) in [("zhao.lei", &mut checked), ("nobody.here", &mut wrong)] {
                    let reply = app.guess(login, "not the password", &at, None).await;
                    let mut body = reply.body.clone();
                    body.as_object_mut().unwrap().remove("more");
                    seen.push((reply.status.as_u16(), body["code"].clone()));
                }
            }
        }
        assert_eq!(checked, wrong, "{}: who exists is not told", database.name);
        let count = checked.iter().filter(|(status, _)| *status == 401).count();
        assert_eq!(count, 80, "guesses of strangers in a day");
        // The right password from a stranger waits; from the known browser it opens.
        let stranger = app.guess("zhao.lei", &start, "10.9.9.9", None).await;
        stranger.refused(429, "login.wait");
        let device = known.device.clone();
        let victim = app.guess("zhao.lei", &start, "10.9.9.9", device).await;
        assert_eq!(victim.status.as_u16(), 200, "{}", victim.body);
        // Guesses at the same time are counted before they are checked.
        app.account("sun.li", office, &[]).await;
        let guesses = (0..20).map(|_| app.guess("sun.li", "x", "10.7.7.7", None));
        let done = join(guesses.collect()).await;
        let checked = done.iter().filter(|reply| reply.status.as_u16() == 401).count();
        assert_eq!(checked, 1, "{}", database.name);
    }
}

async fn join<F: Future + Send>(all: Vec<F>) -> Vec<F::Output>
where
    F::Output: Send,
{
    let mut all: Vec<_> = all.into_iter().map(Box::pin).collect();
    let mut done: Vec<Option<F::Output>> = all.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (task, place) in all.iter_mut().zip(&mut done) {
            if place.is_none()
                && let std::task::Poll::Ready(value) = task.as_mut().poll(cx)
            {
                *place = Some(value);
            }
        }
        if done.iter().all(Option::is_some) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done.into_iter().flatten().collect()
}

#[tokio::test]
async fn a_session_ends_by_rest_by_age_and_by_its_owner() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let office = app.organ(COUNTY, "zfb", OrganKind::Department).await;
        let rests = app.login(Role::Reviewer, office).await;
        app.clock.advance(30 * 60);
        rests.get("/api/v1/session").await.ok();
        app.clock.advance(30 * 60);
        rests.get("/api/v1/session").await.ok();
        app.clock.advance(30 * 60 + 1);
        rests.get("/api/v1/session").await.refused(401, "session.required");
        let busy = app.login(Role::Reviewer, office).await;
        for _ in 0..24 {
            app.clock.advance(30 * 60);
            busy.get("/api/v1/session").await.ok();
        }
        app.clock.advance(60);
        busy.get("/api/v1/session").await.refused(401, "session.required");
        let leaves = app.login(Role::Reviewer, office).await;
        let other = app.login(Role::Reviewer, office).await;
        let row = leaves.get("/api/v1/sessions").await.ok();
        let path = format!("/api/v1/sessions/{}", row[0]["id"].as_str().unwrap());
        other.delete(&path).await.refused(404, "record.missing");
        leaves.delete("/api/v1/session").await.ok();
        leaves.get("/api/v1/session").await.refused(401, "session.required");
        other.get("/api/v1/session").await.ok();
        app.clock.advance(8 * 86_400);
        assert!(sessions::sweep(&app.app).await.unwrap() >= 4);
    }
}

#[tokio::test]
async fn another_site_cannot_write() {
    for database in databases() {
        let app = TestApp::start(&database).await;
        let office = app.organ(COUNTY, "zfb", OrganKind::Department).await;
        let client = app.login(Role::Reviewer, office).await;
        let other = app.login(Role::Reviewer, office).await;
        let token = client.token.clone().unwrap();
        let shape = |origin: &str, csrf: Option<String>| {
            let mut request = Request::delete("/api/v1/session")
                .header(header::COOKIE, format!("{}={token}", sunlot_api::COOKIE))
                .header(header::HOST, crate::support::HOST)
                .header(header::ORIGIN, origin)
                .header("idempotency-key", "csrf-key-0001");
            if let Some(csrf) = csrf {
                request = request.header("x-csrf-token", csrf);
            }
            app.public().bare(request)
        };
        let good = sessions::csrf_token(&token);
        shape("https://evil.test", Some(good.clone())).await.refused(403, "csrf.origin");
        shape(crate::support::ORIGIN, None).await.refused(403, "csrf.token");
        let stolen = sessions::csrf_token(other.token.as_deref().unwrap());
        shape(crate::support::ORIGIN, Some(stolen)).await.refused(403, "csrf.token");
        let told = client.get("/api/v1/session").await.ok();
        assert_eq!(told["csrf_token"], good);
        shape(crate::support::ORIGIN, Some(good)).await.ok();
    }
}
