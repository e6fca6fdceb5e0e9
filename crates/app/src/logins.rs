//! 登录: a guess is counted before it is checked; a right one gives its count back.
//!
//! What is logged: every success; every failure of an account that exists (at most 100 a day,
//! because further guesses are not checked); and each pause of a name that does not exist, at
//! most 200 a day in all. What was typed as login name is never logged: people type passwords
//! there.

use std::sync::Arc;

use serde::Deserialize;
use sunlot_domain::accounts::{Account, AccountState};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::credentials::{
    CredentialState, Password, RecoveryCode, RecoveryState, SecondFactor,
};
use sunlot_domain::ids::AccountId;
use sunlot_domain::logins::Counter;
use sunlot_domain::passwords::START_HOURS;
use sunlot_domain::policy::Denial;
use sunlot_domain::roles::Actor;
use sunlot_sortition::digest::Digest;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::UtcSecond;
use sunlot_store::sessions::OpenSession;
use sunlot_store::{Stored, TechnicalTx, WriteTx, accounts, credentials, sessions};
use utoipa::ToSchema;

use crate::auth::{self, Auth};
use crate::context::{App, Call};
use crate::error::{AppError, Kind};
use crate::sessions::{token_digest, too_many};

/// Pauses of names that do not exist, logged in a day at most.
const UNKNOWN_LOGGED_MAX: u32 = 200;

/// 登录。
#[derive(Clone, Deserialize, ToSchema)]
pub struct Login {
    /// 登录名。
    pub login: String,
    /// 口令。
    pub password: String,
    /// 动态口令（6 位）或恢复代码；已启用第二因素的账号必填。
    pub code: Option<String>,
}

/// 动态口令。
#[derive(Clone, Deserialize, ToSchema)]
pub struct Code {
    /// 动态口令，6 位数字。
    pub code: String,
}

/// Where a request comes from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Network: `10.2.3.0/24`.
    pub client: String,
    /// Browser, as it names itself.
    pub agent: String,
    /// Token of the cookie of a known device.
    pub device: Option<String>,
}

/// What a browser gets besides the answer.
#[derive(Clone)]
pub struct Tokens {
    /// For the session's cookie.
    pub session: String,
    /// For the device's cookie.
    pub device: String,
}

/// Opens a session.
///
/// # Errors
/// One text for a wrong login name, a wrong password and a disabled account; a missing or wrong
/// code; a pause after too many attempts; or what the store answers.
pub async fn log_in(
    app: &App,
    call: &Call,
    origin: &Origin,
    login: Login,
) -> Result<Tokens, AppError> {
    let name = login.login.trim().to_lowercase();
    let attempt = Attempt::begin(app, &name, origin, None).await?;
    let hashes = attempt.hash(app.now());
    let right = match app.auth.verify(login.password, hashes).await {
        Ok(right) => right,
        Err(error) => {
            attempt.forgive(app, false).await?;
            return Err(error);
        }
    };
    let Some(known) = attempt.known.clone().filter(|_| right) else {
        attempt.fail(app, call, "password").await?;
        return Err(wrong());
    };
    let proof = match (&known.factor, login.code.as_deref().map(str::trim)) {
        (None, _) => Proof::None,
        (Some(_), None | Some("")) => {
            attempt.forgive(app, false).await?;
            let text = "口令正确，请再输入动态口令（手机丢失时用恢复代码）。";
            return Err(AppError::new(Kind::Unauthenticated, "login.code_required", text));
        }
        (Some(factor), Some(code)) => match known.prove(&app.auth, factor, code, app.now()) {
            Ok(Some(proof)) => proof,
            Ok(None) => {
                attempt.fail(app, call, "code").await?;
                return Err(wrong_code());
            }
            Err(error) => {
                attempt.forgive(app, false).await?;
                return Err(error);
            }
        },
    };
    open(app, call, origin, attempt, known, proof).await
}

async fn open(
    app: &App,
    call: &Call,
    origin: &Origin,
    attempt: Attempt,
    known: Known,
    proof: Proof,
) -> Result<Tokens, AppError> {
    let tokens = Tokens {
        session: auth::token(app.entropy.as_ref()),
        device: match &origin.device {
            Some(device) if attempt.by_device => device.clone(),
            _ => auth::token(app.entropy.as_ref()),
        },
    };
    let (session, device) = (token_digest(&tokens.session), auth::digest("device", &tokens.device));
    let (now, ids, origin) = (app.now(), app.ids(), origin.clone());
    let call = as_account(call, &known.account);
    app.write(&call, move |tx| {
        // Disabled or given another password while the hash was computed: then it was not right.
        let account = tx.need::<Account>(&known.account.id)?.value;
        let current = credentials::password(tx, account.id)?.map(|stored| stored.value.id);
        if account.state != AccountState::Active || current != known.password.map(|p| p.id) {
            return Err(wrong());
        }
        let stepped_up = proof.spend(tx, account.id)?.then_some(now);
        let mut aside = tx.aside();
        let opened = OpenSession {
            id: ids.make(),
            account: account.id,
            opened: now,
            last_seen: now,
            stepped_up,
            client: origin.client.clone(),
            agent: origin.agent.chars().take(120).collect(),
        };
        sessions::open(&mut aside, &session, &opened)?;
        credentials::remember_device(&mut aside, account.id, &device, now)?;
        credentials::note_use(&mut aside, account.id, now, true)?;
        attempt.take_back(&mut aside, true)?;
        let details = Json::object([
            ("client", Json::text(&origin.client)),
            ("proof", Json::text(proof_name(&proof))),
        ]);
        let event = Event::new(Action::SessionOpened, account.id).with(details);
        Ok(tx.record(event, ()))
    })
    .await?;
    Ok(tokens)
}

/// Shows the second factor again, for what asks for it; the session goes on under another token.
///
/// # Errors
/// Nobody is logged in, there is no second factor, a wrong or used code, too many attempts, or
/// what the store answers.
pub async fn step_up(app: &App, call: &Call, token: &str, code: Code) -> Result<String, AppError> {
    let (attempt, known) = checked_session(app, call, token).await?;
    let Some(factor) = &known.factor else {
        attempt.forgive(app, false).await?;
        let text = "您还没有启用动态口令；请先在“本人安全设置”中启用。";
        return Err(AppError::rule("session.no_factor", text));
    };
    // A recovery code opens a session; it does not stand for the device at what is grave.
    let step = match app.auth.step(factor, &code.code, app.now().unix()) {
        Ok(Some(step)) => step,
        Ok(None) => {
            attempt.fail(app, call, "code").await?;
            return Err(wrong_code());
        }
        Err(error) => {
            attempt.forgive(app, false).await?;
            return Err(error);
        }
    };
    let fresh = auth::token(app.entropy.as_ref());
    let (old, new, now) = (token_digest(token), token_digest(&fresh), app.now());
    app.write(&call.forgetful(), move |tx| {
        Proof::Step(step).spend(tx, known.account.id)?;
        let session = sessions::by_token(tx, &old)?.ok_or(Denial::Anonymous)?;
        let mut aside = tx.aside();
        if !sessions::rotate(&mut aside, session.id, &new, now)? {
            return Err(Denial::Anonymous.into());
        }
        attempt.take_back(&mut aside, true)?;
        Ok(tx.record(Event::new(Action::SessionSteppedUp, known.account.id), ()))
    })
    .await?;
    Ok(fresh)
}

/// Begins an attempt of somebody who is logged in: a stolen session must not become a place to
/// guess passwords and codes.
pub(crate) async fn checked_session(
    app: &App,
    call: &Call,
    token: &str,
) -> Result<(Attempt, Known), AppError> {
    let account = call.account()?;
    let login = app.read(move |tx| Ok(tx.need::<Account>(&account)?.value.login)).await?;
    let origin = Origin { client: "-".into(), agent: String::new(), device: None };
    let place = format!("device:{}", &token_digest(token).to_hex()[..16]);
    let attempt = Attempt::begin(app, &login, &origin, Some(place)).await?;
    let known = attempt.known.clone().ok_or(Denial::Anonymous)?;
    Ok((attempt, known))
}

/// Everything that a login is checked against.
#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) account: Account,
    pub(crate) password: Option<Password>,
    pub(crate) factor: Option<SecondFactor>,
    codes: Arc<Vec<Stored<RecoveryCode>>>,
}

/// How somebody proved more than the password.
#[derive(Clone)]
enum Proof {
    None,
    Step(u64),
    Recovery(Box<Stored<RecoveryCode>>),
}

impl Known {
    fn prove(
        &self,
        auth: &Auth,
        factor: &SecondFactor,
        code: &str,
        now: UtcSecond,
    ) -> Result<Option<Proof>, AppError> {
        let step = auth.step(factor, code, now.unix());
        if let Ok(Some(step)) = step {
            return Ok(Some(Proof::Step(step)));
        }
        // A recovery code opens also what a lost key does not.
        let digest = auth::recovery_digest(self.account.id, code);
        let found = self.codes.iter().find(|stored| stored.value.digest == digest);
        match found {
            Some(stored) => Ok(Some(Proof::Recovery(Box::new(stored.clone())))),
            None => step.map(|_| None),
        }
    }
}

impl Proof {
    /// Uses the proof up; whether it was the device itself.
    fn spend(&self, tx: &mut WriteTx<'_>, account: AccountId) -> Result<bool, AppError> {
        match self {
            Proof::None => Ok(false),
            Proof::Step(step) => {
                let counted = credentials::use_step(&mut tx.aside(), account, *step)?;
                if counted { Ok(true) } else { Err(wrong_code()) }
            }
            Proof::Recovery(stored) => {
                let used = (**stored)
                    .clone()
                    .map(|code| RecoveryCode { state: RecoveryState::Used, ..code });
                // Somebody else used it in between: then the version is another.
                tx.save(used).map_err(|_| wrong_code())?;
                Ok(false)
            }
        }
    }
}

fn proof_name(proof: &Proof) -> &'static str {
    match proof {
        Proof::None => "password",
        Proof::Step(_) => "totp",
        Proof::Recovery(_) => "recovery_code",
    }
}

/// One attempt that was counted.
pub(crate) struct Attempt {
    known: Option<Known>,
    by_device: bool,
    login: Digest,
    counted: Vec<(Counter, Digest, String)>,
    /// Whether this was the last one before a pause.
    last: bool,
}

impl Attempt {
    /// Counts an attempt, or refuses it. `place` stands for a session that is open already.
    async fn begin(
        app: &App,
        name: &str,
        origin: &Origin,
        place: Option<String>,
    ) -> Result<Attempt, AppError> {
        let login = auth::digest("login", name);
        let everybody = auth::digest("login", "");
        let (name, client, now) = (name.to_owned(), origin.client.clone(), app.now());
        let device = origin.device.as_deref().map(|token| auth::digest("device", token));
        app.technical(move |tx| {
            let known = load(tx, &name)?;
            let by_device = match (&known, &device) {
                (Some(known), Some(device)) => {
                    credentials::knows_device(tx, known.account.id, device)?
                }
                _ => false,
            };
            let place = place.or_else(|| {
                let device = device.filter(|_| by_device)?;
                Some(format!("device:{}", &device.to_hex()[..16]))
            });
            let counted = match place {
                Some(place) => vec![
                    (Counter::Pair, login, place),
                    (Counter::Devices, login, "*devices".to_owned()),
                ],
                None => vec![
                    (Counter::Pair, login, client.clone()),
                    (Counter::Strangers, login, "*".to_owned()),
                    (Counter::Network, everybody, client),
                ],
            };
            let (mut wait, mut next) = (0, Vec::new());
            for (counter, login, source) in &counted {
                let failures = credentials::failures(tx, login, source)?;
                wait = wait.max(counter.wait(failures, now));
                next.push(counter.after(failures, now));
            }
            if wait > 0 {
                return Err(too_many(wait));
            }
            let last = next[0].count >= sunlot_domain::logins::PAIR_MAX;
            for ((_, login, source), failures) in counted.iter().zip(next) {
                credentials::set_failures(tx, login, source, failures)?;
            }
            Ok(Attempt { known, by_device, login, counted, last })
        })
        .await
    }

    /// The hash to check against; none when there is nothing that a password could open.
    fn hash(&self, now: UtcSecond) -> Vec<String> {
        let usable = self.known.as_ref().filter(|k| k.account.state == AccountState::Active);
        let password = usable.and_then(|known| known.password.as_ref());
        let old = |p: &&Password| p.start && now.unix() - p.set_at.unix() > START_HOURS * 3_600;
        password.filter(|p| !old(p)).map(|p| p.hash.clone()).into_iter().collect()
    }

    /// Takes the count back: what the pair counted altogether, of the others this attempt.
    pub(crate) fn take_back(
        &self,
        tx: &mut TechnicalTx<'_>,
        succeeded: bool,
    ) -> Result<(), AppError> {
        for (counter, login, source) in &self.counted {
            credentials::forgive(tx, login, source, succeeded && *counter == Counter::Pair)?;
        }
        Ok(())
    }

    /// Takes the count of an attempt back that was not wrong.
    pub(crate) async fn forgive(self, app: &App, succeeded: bool) -> Result<(), AppError> {
        app.technical(move |tx| self.take_back(tx, succeeded)).await
    }

    /// Records that the attempt failed.
    pub(crate) async fn fail(self, app: &App, call: &Call, why: &str) -> Result<(), AppError> {
        let client = self.counted[0].2.clone();
        let details = Json::object([("client", Json::text(client)), ("why", Json::text(why))]);
        let action = if self.last { Action::LoginBlocked } else { Action::LoginFailed };
        if let Some(known) = self.known {
            let event = Event::new(action, known.account.id).with(details);
            return app.write(&call.forgetful(), move |tx| Ok(tx.record(event, ()))).await;
        }
        let (now, everybody) = (app.now(), auth::digest("login", ""));
        // The same work as above: one durable write.
        let (last, login) = (self.last, self.login);
        let logged = app
            .technical(move |tx| {
                let counter = Counter::Strangers;
                let key = if last { (everybody, "*blocked") } else { (login, "*failed") };
                let known = credentials::failures(tx, &key.0, key.1)?;
                let next = counter.after(known, now);
                credentials::set_failures(tx, &key.0, key.1, next)?;
                Ok(last && next.count <= UNKNOWN_LOGGED_MAX)
            })
            .await?;
        if !logged {
            return Ok(());
        }
        let event = Event::new(Action::LoginBlocked, "login").with(details);
        app.write(&call.forgetful(), move |tx| Ok(tx.record(event, ()))).await
    }
}

fn load(tx: &mut TechnicalTx<'_>, login: &str) -> Result<Option<Known>, AppError> {
    let Some(account) = accounts::by_login(tx, login)? else { return Ok(None) };
    let account = account.value;
    let id = account.id;
    Ok(Some(Known {
        password: credentials::password(tx, id)?.map(|stored| stored.value),
        factor: credentials::factor(tx, id, CredentialState::Confirmed)?.map(|s| s.value),
        codes: Arc::new(credentials::fresh_codes(tx, id)?),
        account,
    }))
}

/// The call in the name of an account that is just logging in.
fn as_account(call: &Call, account: &Account) -> Call {
    let actor = Actor { account: Some(account.id), name: account.name.clone(), ..Actor::public() };
    Call { actor, ..call.forgetful() }
}

fn wrong() -> AppError {
    let text = "登录名或口令不正确，或账号已停用；请核对后再试，忘记口令请联系系统管理员。";
    AppError::new(Kind::Unauthenticated, "login.wrong", text)
}

/// The refusal of a code that is wrong or was used.
pub(crate) fn wrong_code() -> AppError {
    let text = "动态口令不正确或已经用过；请等下一个动态口令出现后再输入，并核对手机时间。";
    AppError::new(Kind::Unauthenticated, "login.code", text)
}
