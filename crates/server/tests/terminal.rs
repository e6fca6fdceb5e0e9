//! What is done at the server's terminal: the first start, a register, and new access for an
//! administrator who lost everything; with real second factors.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use argon2::{Argon2, PasswordHasher as _};
use serde_json::{Value, json};
use sunlot_app::ports::{Clock as _, SystemClock};
use sunlot_app::{AppError, Call, auth, sessions};
use sunlot_domain::accounts::{Account, AccountGrant, AccountState, GrantState};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::credentials::{Password, PasswordState};
use sunlot_domain::organs::Organ;
use sunlot_domain::roles::Role;

use crate::platform::{COUNTY, Server, Site, agent};
use crate::support::{SUNLOT, Said, sunlot};

const PASSWORD: &str = "Qilian-Mountain-26";

/// The pause after a wrong password, and a little more.
const PAUSE: Duration = Duration::from_millis(1_500);

/// Runs a command with lines for its questions.
fn answered(data: &Path, words: &[&str], lines: &[&str]) -> Said {
    let mut command = Command::new(SUNLOT);
    command.args(words).arg("--data").arg(data);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that asks for less closes its end early.
    let _ = child.stdin.take().unwrap().write_all((lines.join("\n") + "\n").as_bytes());
    Said::of(&child.wait_with_output().unwrap())
}

/// Somebody's browser.
struct Browser {
    url: String,
    token: Option<String>,
    count: u32,
}

impl Browser {
    fn new(server: &Server) -> Browser {
        Browser { url: server.url.clone(), token: None, count: 0 }
    }

    fn ask(&mut self, method: &str, path: &str, body: Value) -> (u16, Value) {
        self.count += 1;
        let token = self.token.clone().unwrap_or_default();
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header("cookie", format!("{}={token}", sunlot_api::COOKIE))
            .header("x-csrf-token", sessions::csrf_token(&token))
            .header("sec-fetch-site", "same-origin")
            .header("idempotency-key", format!("browser-{:p}-{:06}", self, self.count))
            .header("content-type", "application/json")
            .body(body.to_string())
            .unwrap();
        let mut answer = agent().run(request).unwrap();
        for cookie in answer.headers().get_all("set-cookie") {
            let text = cookie.to_str().unwrap();
            if let Some(rest) = text.strip_prefix(&format!("{}=", sunlot_api::COOKIE)) {
                self.token = Some(rest.split(';').next().unwrap().to_owned());
            }
        }
        let text = answer.body_mut().read_to_string().unwrap();
        (answer.status().as_u16(), serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    fn good(&mut self, method: &str, path: &str, body: Value) -> Value {
        let (status, answer) = self.ask(method, path, body);
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    /// Logs in, chooses a password and takes a device; its secret.
    fn enrol(&mut self, login: &str, password: &str, code_at: i64) -> String {
        self.good("POST", "/api/v1/session", json!({"login": login, "password": password}));
        if password != PASSWORD {
            let change = json!({"current": password, "new": PASSWORD});
            self.good("PUT", "/api/v1/password", change);
        }
        let offer = self.good("POST", "/api/v1/second-factor", json!(null));
        let secret = offer["secret"].as_str().unwrap().to_owned();
        let code = json!({"code": auth::totp_code(&secret, code_at)});
        self.good("POST", "/api/v1/second-factor/confirm", code);
        secret
    }
}

/// Now, early enough in a step of the clock that the steps beside it stay what they are.
fn early() -> i64 {
    let now = SystemClock.now().unix();
    let rest = 30 - now % 30;
    if rest > 15 {
        return now;
    }
    std::thread::sleep(Duration::from_secs(rest.unsigned_abs()));
    SystemClock.now().unix()
}

fn last_line(said: &Said) -> String {
    said.out.trim_end().lines().last().unwrap().to_owned()
}

/// The four administrators by the first start; their start passwords, in order.
fn first_start(data: &Path, server: &Server) -> Vec<String> {
    let words = ["admin", "first-start", "--data", data.to_str().unwrap()];
    let token = last_line(&sunlot(words).good());
    let person = |login: &str, name: &str| json!({"login": login, "name": name});
    let setup = json!({
        "organ": {"code": "scjg", "name": "会宁县市场监督管理局", "kind": "department",
            "region": "620422"},
        "system_admin": person("xitong", "王一"),
        "security_admins": [person("anquan1", "李二"), person("anquan2", "张三")],
        "audit_admin": person("shenji", "赵四"),
    });
    let body = json!({"token": token, "setup": setup});
    let made = Browser::new(server).good("POST", "/api/v1/first-start", body);
    let made = made.as_array().unwrap().iter();
    made.map(|one| one["start_password"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn an_administrator_who_lost_everything_gets_new_access_from_two_others() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let place = data.to_str().unwrap();
    sunlot(["migrate", "--data", place]).good();
    sunlot(["admin", "first-start", "--data", place]).refused(1, "first_start.not_serving");
    let server = Server::start(&data, &[]);
    let passwords = first_start(&data, &server);
    sunlot(["admin", "first-start", "--data", place]).refused(1, "first_start.done");
    let now = early();
    let secret = Browser::new(&server).enrol("xitong", &passwords[0], now - 30);
    let raw = rusqlite::Connection::open(data.join("sunlot.db")).unwrap();
    let sealed: Vec<u8> =
        raw.query_row("SELECT secret FROM second_factor", [], |row| row.get(0)).unwrap();
    assert_eq!(sealed.len(), 48, "sealed with a key that is not in the database");
    let listed = sunlot(["admin", "accounts", "--data", place]).good().out;
    let line = listed.lines().find(|line| line.starts_with("xitong")).unwrap();
    assert!(line.contains("系统管理员") && line.contains("已启用动态口令"), "{listed}");

    let ask = |login: &str| {
        let words =
            ["admin", "reset-access", login, "--by", "孙五", "--reason", "手机和口令都丢失"];
        sunlot(words.iter().chain(&["--data", place]))
    };
    ask("nobody").refused(1, "emergency.account");
    let number = |said: Said| {
        said.out
            .split(['号', '，'])
            .find_map(|part| part.trim_start_matches([' ', '编']).trim().parse::<u64>().ok())
    };
    let own = number(ask("xitong").good()).unwrap().to_string();
    let request = number(ask("anquan1").good()).unwrap().to_string();
    let approve = |request: &str, lines: &[&str]| {
        answered(&data, &["admin", "approve-reset", request, "--login", "xitong"], lines)
    };
    let code = |step: i64| auth::totp_code(&secret, now + step * 30).unwrap();
    approve(&request, &["wrong"]).refused(1, "login.wrong");
    std::thread::sleep(PAUSE);
    approve(&own, &[PASSWORD, &code(0)]).refused(1, "account.oneself");
    let given = approve(&request, &[PASSWORD, &code(1)]).good();
    let fresh = last_line(&given).split('：').next_back().unwrap().to_owned();
    let enter = |password: &str| {
        let body = json!({"login": "anquan1", "password": password});
        Browser::new(&server).ask("POST", "/api/v1/session", body)
    };
    assert_eq!(enter(&passwords[1]).0, 401, "the old password is gone");
    std::thread::sleep(PAUSE);
    assert_eq!(enter(&fresh).0, 200);
    let told: i64 = raw
        .query_row("SELECT COUNT(*) FROM log_detail WHERE action LIKE 'emergency.%'", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(told, 3, "two requests and one act");
}

#[tokio::test]
async fn a_lost_key_of_the_secrets_is_told_and_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let place = data.to_str().unwrap();
    sunlot(["migrate", "--data", place]).good();
    let mut server = Server::start(&data, &[]);
    let passwords = first_start(&data, &server);
    let now = early();
    let secret = Browser::new(&server).enrol("xitong", &passwords[0], now - 30);
    server.stop();
    let key = data.join("secrets.key");
    let kept = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    sunlot(["serve", "--data", place]).refused(1, "secrets.missing");
    // Another platform's key opens nothing, and says so instead of “wrong code”.
    let other = String::from_utf8(kept).unwrap().replace(|c: char| c.is_ascii_digit(), "a");
    std::fs::write(&key, other).unwrap();
    let server = {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
        Server::start(&data, &[])
    };
    let code = auth::totp_code(&secret, now);
    let login = json!({"login": "xitong", "password": PASSWORD, "code": code});
    let (status, refusal) = Browser::new(&server).ask("POST", "/api/v1/session", login);
    assert_eq!((status, refusal["code"].as_str()), (503, Some("factor.unreadable")));
}

#[tokio::test]
async fn a_register_from_the_terminal_waits_for_a_second_person() {
    let site = Site::new().await;
    let app = site.app();
    let hash = Argon2::default().hash_password_with_salt(PASSWORD.as_bytes(), &[7; 16]);
    let (hash, ids, now, today) = (hash.unwrap().to_string(), app.ids(), app.now(), app.today());
    let done: Result<(), AppError> = app
        .write(&Call::system("test"), move |tx| {
            let window = sunlot_store::Window { limit: 1, offset: 0 };
            let (organs, _) = sunlot_store::organs::list(tx, None, Some("xxzx"), "code", window)?;
            let organ: Organ = organs.into_iter().next().unwrap().value;
            let account = ids.make();
            tx.insert(Account {
                id: account,
                login: "jihua".into(),
                name: "计划员".into(),
                organ: organ.id,
                state: AccountState::Active,
            })?;
            tx.insert(AccountGrant {
                id: ids.make(),
                account,
                role: Role::Planner,
                organ: organ.id,
                region: organ.region.clone(),
                valid_from: today,
                valid_to: None,
                proposed_by: None,
                state: GrantState::InForce,
                approved_by: None,
                revocation_by: None,
                revoked_by: None,
            })?;
            let (id, state) = (ids.make(), PasswordState::Current);
            tx.insert(Password { id, account, hash, set_at: now, start: false, state })?;
            Ok(tx.record(Event::new(Action::OrganChanged, organ.id), ()))
        })
        .await;
    done.unwrap();
    drop(app);
    let server = Server::start(&site.data(), &[]);
    let now = early();
    let secret = Browser::new(&server).enrol("jihua", PASSWORD, now - 30);
    let file = site.folder.path().join("register.csv");
    let text = "统一社会信用代码,名称,类型,状态,乡镇代码\n\
                91620422MA747AKH5Q,会宁县桃花饭店,企业,存续,620422\n";
    std::fs::write(&file, text).unwrap();
    let words = |organ: &'static str| {
        let file = file.to_str().unwrap().to_owned();
        move |lines: &[&str], data: &Path| {
            let words = [
                "import",
                &file,
                "--organ",
                organ,
                "--source",
                "市场监管登记系统",
                "--day",
                "2026-03-01",
                "--login",
                "jihua",
            ];
            answered(data, &words, lines)
        }
    };
    let data = site.data();
    words("none")(&[], &data).refused(1, "organ.code");
    words("xxzx")(&["wrong"], &data).refused(1, "login.wrong");
    std::thread::sleep(PAUSE);
    let code = auth::totp_code(&secret, now).unwrap();
    let read = words("xxzx")(&[PASSWORD, &code], &data).good();
    assert!(read.out.contains("新增 1") && read.out.contains("还没有写入名录"), "{read:?}");
    let raw = rusqlite::Connection::open(site.database()).unwrap();
    let one = |sql: &str| raw.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(one("SELECT COUNT(*) FROM subject"), 0, "nothing is let in by one person");
    assert_eq!(one("SELECT COUNT(*) FROM import_batch WHERE state = 'checked'"), 1);
    let by = "SELECT COUNT(*) FROM import_batch b JOIN account a ON a.id = b.uploaded_by \
              WHERE a.login = 'jihua'";
    assert_eq!(one(by), 1);
}

#[test]
fn what_comes_along_is_loaded_once_and_samples_are_drafts() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let place = data.to_str().unwrap();
    sunlot(["migrate", "--data", place]).good();
    let load = |region: &str| sunlot(["admin", "load-reference", region, "--data", place]);
    load("999999").refused(1, "region.unknown");
    let first = load("620422").good().out;
    assert!(first.contains("部门 16 个"), "{first}");
    let again = load("620422").good().out;
    assert!(again.contains("区划 0 个、部门 0 个"), "{again}");
    let samples = |organ: &str| sunlot(["admin", "load-samples", organ, "--data", place]);
    samples("nobody").refused(1, "organ.code");
    samples("lxb").refused(1, "item_list.no_conference");
    assert!(samples("scjg").good().out.contains("市场监督管理局的草稿"));
    let raw = rusqlite::Connection::open(data.join("sunlot.db")).unwrap();
    let one = |sql: &str| raw.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert!(one("SELECT COUNT(*) FROM region") > 28, "townships, and what lies above them");
    assert_eq!(one("SELECT COUNT(*) FROM item"), 154);
    assert_eq!(one("SELECT COUNT(*) FROM item_list_version WHERE state <> 'draft'"), 0);
    sunlot(["verify-log", "--data", place]).good();
}

#[tokio::test]
async fn the_folder_of_the_invented_county_goes_by_its_time() {
    const TEN_YEARS: i64 = 315_576_000;
    let site = Site::new().await;
    let data = site.data();
    let place = data.to_str().unwrap();
    let year = || {
        let words = ["annex3", "--region", COUNTY, "--format", "json", "--data", place];
        let table: Value = serde_json::from_str(&sunlot(words).good().out).unwrap();
        table["from"].as_str().unwrap()[..4].parse::<u16>().unwrap()
    };
    let outside = year();
    let kept = json!({"ahead": TEN_YEARS, "logins": []});
    std::fs::write(data.join("demo.json"), kept.to_string()).unwrap();
    assert!(year() > outside + 8, "{} and {outside}", year());
    // The records of an invented county are not continued as if they were real.
    let serve = ["serve", "--data", place, "--listen", "127.0.0.1:0"];
    sunlot(serve).refused(1, "demo.folder");
}
