//! `sunlot demo`: the invented county on the embedded database, with one login of each role.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use serde::{Deserialize, Serialize};
use sunlot_app::ports::{Clock, FakeClock, FakeEntropy, SystemClock};
use sunlot_app::{App, Auth, Store, StoreOptions, auth};
use sunlot_demo::{DemoClock, FOUNDED, Login, Scale};
use sunlot_domain::passwords::Profile;
use sunlot_domain::roles::Role;
use sunlot_record::files::write_atomically;
use sunlot_sortition::time::UtcSecond;

use super::config::{self, Settings};
use super::{HASHES, secrets, serve, signing, telemetry, unusable, waiting_for, working_app};
use crate::cli::platform::{DemoCommand, LogKeys, Serve, Storage};
use crate::say::{Ended, REFUSED, Refused, done};

/// What is kept of the county beside its database.
#[derive(Serialize, Deserialize)]
struct Kept {
    ahead: i64,
    logins: Vec<KeptLogin>,
}

#[derive(Serialize, Deserialize)]
struct KeptLogin {
    role: String,
    organ: String,
    login: String,
    password: String,
    secret: String,
}

impl KeptLogin {
    fn of(login: Login) -> KeptLogin {
        let Login { role, organ, login, password, secret } = login;
        KeptLogin { role: role.code().to_owned(), organ, login, password, secret }
    }
}

pub(super) fn run(command: &DemoCommand) -> Ended {
    match command {
        DemoCommand::Start(command) => start(command),
        DemoCommand::Code { storage, login } => code(storage, login),
    }
}

fn file(settings: &Settings) -> PathBuf {
    settings.data.join("demo.json")
}

fn kept(settings: &Settings) -> Result<Option<Kept>, Refused> {
    let path = file(settings);
    if !path.exists() {
        return Ok(None);
    }
    let text = std::fs::read_to_string(&path).map_err(|e| unusable(path.display(), &e))?;
    let kept = serde_json::from_str(&text);
    kept.map(Some).map_err(|e| {
        let text = format!("{} 读不懂（{e}）；请删去整个文件夹，重新建立示例县。", path.display());
        Refused::new("demo.kept", text, REFUSED)
    })
}

/// The clock that a data folder goes by: that of its invented county, or the machine's.
///
/// # Errors
/// The county's file cannot be read.
pub(super) fn clock(settings: &Settings) -> Result<Arc<dyn Clock>, Refused> {
    Ok(match kept(settings)? {
        Some(kept) => Arc::new(DemoClock { ahead: kept.ahead }),
        None => Arc::new(SystemClock),
    })
}

/// Whether an invented county lives in a data folder.
pub(super) fn lives_in(settings: &Settings) -> bool {
    file(settings).exists()
}

fn start(command: &Serve) -> Ended {
    let settings = Settings::of(&command.storage);
    settings.make_data()?;
    settings.check_data()?;
    config::check_listen(command)?;
    let _alone = serve::alone(&settings)?;
    let kept = match kept(&settings)? {
        Some(kept) => kept,
        None => build(&settings, &command.log_keys)?,
    };
    telemetry::start(&command.log_format);
    show(&kept, DemoClock { ahead: kept.ahead }.now());
    let app = working_app(&settings)?;
    serve::until_stopped(command, &settings, app)
}

/// Tells the story on a new database. Ids and salts follow from the seed; keys do not.
fn build(settings: &Settings, keys: &LogKeys) -> Result<Kept, Refused> {
    if !sunlot_store::waiting(&settings.database)?.names.is_empty() {
        sunlot_store::migrate(&settings.database, |_| {})?;
    }
    let began = Instant::now();
    let scale = Scale::COUNTY;
    let entropy = Arc::new(FakeEntropy::of(scale.seed));
    let clock = Arc::new(FakeClock::at(UtcSecond::parse(FOUNDED).expect("a moment")));
    let options = StoreOptions::default();
    let store = Store::open(settings.database.clone(), &options, entropy.clone())?;
    let auth = Auth::new(Profile::Dengbao, HASHES).opening(secrets::open(settings, &store)?);
    let app = App::new(store, clock.clone(), entropy, auth);
    println!("正在建立虚构的阳和县（28 个乡镇、16 个部门、约 3 万户检查对象、300 名执法人员）……");
    let mut tell = |chapter: &str| {
        println!("  {:>5.1} 秒　{chapter}", began.elapsed().as_secs_f64());
    };
    let told = waiting_for(async {
        let signing = signing::prepare(&app, settings, keys).await?.start();
        let told = sunlot_demo::live(app, clock, scale, &mut tell).await?;
        signing.say().await;
        Ok::<_, Refused>(told)
    })??;
    tell("建成");
    let kept = Kept {
        ahead: DemoClock::showing(told.until).ahead,
        logins: told.logins.into_iter().map(KeptLogin::of).collect(),
    };
    let path = file(settings);
    let text = serde_json::to_string_pretty(&kept).expect("texts and a number are JSON");
    write_atomically(&path, text.as_bytes(), 0o600).map_err(|e| unusable(path.display(), &e))?;
    Ok(kept)
}

fn show(kept: &Kept, now: UtcSecond) {
    println!("\n示例县的时间：{now}（UTC），从这一刻起与外界一样快慢。");
    println!("\n各角色的登录（动态口令：sunlot demo code 登录名，与本次相同的 --data）：\n");
    for login in &kept.logins {
        let role = Role::parse(&login.role).map_or("", Role::name_zh);
        println!("  {role}　登录名 {}　口令 {}", login.login, login.password);
    }
    println!("\n公众不需要登录。\n");
}

fn code(storage: &Storage, login: &str) -> Ended {
    let settings = Settings::of(storage);
    let refused = |text: String| Refused::new("demo.login", text, REFUSED);
    let kept = kept(&settings)?.ok_or_else(|| {
        refused(format!("{} 里没有示例县；请先运行 make demo。", settings.data.display()))
    })?;
    let found = kept.logins.iter().find(|one| one.login == login);
    let known = || kept.logins.iter().map(|l| l.login.as_str()).collect::<Vec<_>>().join("、");
    let found =
        found.ok_or_else(|| refused(format!("示例登录没有“{login}”；有：{}。", known())))?;
    let now = DemoClock { ahead: kept.ahead }.now();
    let code = auth::totp_code(&found.secret, now.unix());
    println!("{}", code.ok_or_else(|| refused("动态口令的密钥读不懂。".to_owned()))?);
    done()
}
