//! 口令散列与密钥材料: what makes guessing expensive, and everything random that a person gets.
//!
//! Argon2id takes memory by design, so only a few run at the same time and only some wait: a
//! flood of logins ends in 503, not in a server without memory (R-AUTH-02).

use std::sync::{Arc, Mutex, PoisonError};

use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use sunlot_domain::credentials::SecondFactor;
use sunlot_domain::ids::{AccountId, FactorId};
use sunlot_domain::passwords::Profile;
use sunlot_sortition::digest::{Digest, to_hex};
use sunlot_sortition::suite::Suite;
use sunlot_sortition::tagged::tagged_hash;
use tokio::sync::Semaphore;
use totp_rs::{Builder, Secret, Totp};

use crate::error::{AppError, Kind};
use crate::ports::Entropy;
use crate::sealed::Secrets;

/// Logins that may wait for their turn.
const WAITING: usize = 64;

/// Characters of what people copy by hand: none that looks like another.
const READABLE: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

/// How identity is proved here.
pub struct Auth {
    profile: Profile,
    cost: Params,
    running: Semaphore,
    waiting: Semaphore,
    /// Hash of nothing anybody knows, for logins that do not exist.
    dummy: String,
    first_start: Mutex<Option<Digest>>,
    /// Opens second factors; a command that only reads the log has none.
    secrets: Option<Secrets>,
}

impl Auth {
    /// Settings for a server: 19 MiB and two passes for each hash, `at_once` of them in parallel.
    #[must_use]
    pub fn new(profile: Profile, at_once: usize) -> Auth {
        Auth::with(profile, at_once, Params::DEFAULT)
    }

    /// Settings that cost nothing: for tests and demonstrations with known passwords.
    #[must_use]
    pub fn quick(profile: Profile) -> Auth {
        let cost = Params::new(64, 1, 1, None).expect("parameters within bounds");
        Auth::with(profile, 8, cost).opening(Secrets::new([0; 32]))
    }

    /// What seals and opens secrets; `None` in a command that only reads.
    pub(crate) fn secrets(&self) -> Option<&Secrets> {
        self.secrets.as_ref()
    }

    /// These settings with the key that second factors are sealed with.
    #[must_use]
    pub fn opening(self, secrets: Secrets) -> Auth {
        Auth { secrets: Some(secrets), ..self }
    }

    fn with(profile: Profile, at_once: usize, cost: Params) -> Auth {
        let dummy = hash(&cost, b"no account", &[0; 16]);
        Auth {
            profile,
            cost,
            running: Semaphore::new(at_once),
            waiting: Semaphore::new(at_once + WAITING),
            dummy,
            first_start: Mutex::new(None),
            secrets: None,
        }
    }

    /// A secret of a second factor as it is stored.
    ///
    /// # Errors
    /// There is no key.
    pub(crate) fn seal_factor(
        &self,
        entropy: &dyn Entropy,
        id: FactorId,
        account: AccountId,
        secret: &[u8; 20],
    ) -> Answer<Vec<u8>> {
        let secrets = self.secrets.as_ref().ok_or_else(unreadable)?;
        Ok(secrets.seal(entropy, &place(id, account), secret))
    }

    /// The step of the clock that a code of a second factor belongs to; `None` for a wrong code.
    ///
    /// # Errors
    /// The factor was sealed with another key.
    pub(crate) fn step(&self, factor: &SecondFactor, code: &str, unix: i64) -> Answer<Option<u64>> {
        let place = place(factor.id, factor.account);
        let secret = self.secrets.as_ref().and_then(|secrets| secrets.open(&place, &factor.secret));
        Ok(totp_step(&secret.ok_or_else(unreadable)?, code, unix))
    }

    /// A text about a person as it is stored: sealed for one place.
    ///
    /// # Errors
    /// There is no key.
    pub(crate) fn seal_text(
        &self,
        entropy: &dyn Entropy,
        place: &str,
        text: &str,
    ) -> Answer<Vec<u8>> {
        let secrets = self.secrets.as_ref().ok_or_else(unreadable_text)?;
        Ok(secrets.seal(entropy, place, text.as_bytes()))
    }

    /// The text that was sealed for a place.
    ///
    /// # Errors
    /// There is no key, or it was sealed with another one or for another place.
    pub(crate) fn open_text(&self, place: &str, sealed: &[u8]) -> Answer<String> {
        let opened = self.secrets.as_ref().and_then(|secrets| secrets.open(place, sealed));
        opened.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(unreadable_text)
    }

    /// Which rules passwords follow.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// Hash of a password.
    ///
    /// # Errors
    /// Too many hashes wait.
    pub(crate) async fn hash(self: &Arc<Self>, password: String, salt: [u8; 16]) -> Answer<String> {
        self.run(move |auth| hash(&auth.cost, password.as_bytes(), &salt)).await
    }

    /// Whether a password has one of these hashes; all of them are tried. Without any, the same
    /// work is done and the answer is no.
    ///
    /// # Errors
    /// Too many hashes wait.
    pub(crate) async fn verify(
        self: &Arc<Self>,
        password: String,
        hashes: Vec<String>,
    ) -> Answer<bool> {
        self.run(move |auth| {
            let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, auth.cost.clone());
            let fits = |hash: &str| argon2.verify_password(password.as_bytes(), hash).is_ok();
            if hashes.is_empty() {
                let _ = fits(&auth.dummy);
                return false;
            }
            hashes.iter().filter(|hash| fits(hash)).count() > 0
        })
        .await
    }

    async fn run<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Auth) -> T + Send + 'static,
    ) -> Answer<T> {
        let busy = || {
            let text = "现在登录的人太多；请稍等几秒再试。";
            AppError::new(Kind::Unavailable, "login.busy", text)
        };
        let _waiting = self.waiting.try_acquire().map_err(|_| busy())?;
        let _running = self.running.acquire().await.map_err(|_| busy())?;
        let auth = self.clone();
        let task = tokio::task::spawn_blocking(move || work(&auth));
        task.await.map_err(|panic| {
            let text = "程序出错，登录没有完成；请把页面上的编号告诉系统管理员。";
            let mut error = AppError::new(Kind::Internal, "login.panic", text);
            error.log = panic.to_string();
            error
        })
    }

    /// Sets what opens the first start.
    pub(crate) fn open_first_start(&self, token: Option<Digest>) {
        *self.first_start.lock().unwrap_or_else(PoisonError::into_inner) = token;
    }

    /// What opens the first start.
    pub(crate) fn first_start(&self) -> Option<Digest> {
        *self.first_start.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Answer<T> = Result<T, AppError>;

/// Whose second factor it is: copied to somebody else's row it does not open.
fn place(id: FactorId, account: AccountId) -> String {
    format!("second_factor/{account}/{id}")
}

fn unreadable() -> AppError {
    let text = "您的动态口令无法核对：服务器上的密钥文件 secrets.key 与数据库不符；请联系系统管理员恢复\
                该文件，或用恢复代码登录。";
    AppError::new(Kind::Unavailable, "factor.unreadable", text)
}

fn unreadable_text() -> AppError {
    let text = "密封的个人信息打不开：服务器上的密钥文件 secrets.key 与数据库不符；请联系系统管理员恢复该文件。";
    AppError::new(Kind::Unavailable, "sealed.unreadable", text)
}

fn hash(cost: &Params, password: &[u8], salt: &[u8; 16]) -> String {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.clone());
    let hashed = argon2.hash_password_with_salt(password, salt);
    hashed.expect("salt and parameters have their lengths").to_string()
}

/// A token of 256 bits.
pub(crate) fn token(entropy: &dyn Entropy) -> String {
    let mut bytes = [0; 32];
    entropy.fill(&mut bytes);
    to_hex(&bytes)
}

/// What is stored of a token that has a purpose.
pub(crate) fn digest(purpose: &str, token: &str) -> Digest {
    tagged_hash(Suite::Sha256, purpose, &[token.as_bytes()])
}

/// Whether two secrets are the same, in a time that tells nothing of where they differ.
pub(crate) fn same(a: &str, b: &str) -> bool {
    Suite::Sha256.hash(&[a.as_bytes()]) == Suite::Sha256.hash(&[b.as_bytes()])
}

/// Random characters that can be copied by hand, in groups of four.
fn readable(entropy: &dyn Entropy, count: usize) -> String {
    let mut text = String::new();
    let mut taken = 0;
    while taken < count {
        let mut byte = [0];
        entropy.fill(&mut byte);
        let bound = 256 - 256 % READABLE.len();
        if usize::from(byte[0]) >= bound {
            continue; // A remainder would prefer the first characters.
        }
        if taken > 0 && taken % 4 == 0 {
            text.push('-');
        }
        text.push(char::from(READABLE[usize::from(byte[0]) % READABLE.len()]));
        taken += 1;
    }
    text
}

/// A start password, of 93 bits.
pub(crate) fn start_password(entropy: &dyn Entropy, profile: Profile) -> String {
    loop {
        let password = readable(entropy, 16);
        if profile.check(&password, &[]).is_ok() {
            return password;
        }
    }
}

/// A salt.
pub(crate) fn salt(entropy: &dyn Entropy) -> [u8; 16] {
    let mut salt = [0; 16];
    entropy.fill(&mut salt);
    salt
}

/// A recovery code, of 93 bits.
pub(crate) fn recovery_code(entropy: &dyn Entropy) -> String {
    readable(entropy, 16)
}

/// What is stored of a recovery code, whether typed with its dashes or without.
pub(crate) fn recovery_digest(account: AccountId, code: &str) -> Digest {
    let plain: String = code.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let account = account.to_string();
    tagged_hash(Suite::Sha256, "recovery", &[account.as_bytes(), plain.as_bytes()])
}

/// A secret for a new second factor.
pub(crate) fn factor_secret(entropy: &dyn Entropy) -> [u8; 20] {
    let mut secret = [0; 20];
    entropy.fill(&mut secret);
    secret
}

/// The step of the clock that a code belongs to: the current one or one beside it.
#[must_use]
pub fn totp_step(secret: &[u8], code: &str, unix: i64) -> Option<u64> {
    totp(secret)?.check(code.trim(), u64::try_from(unix).ok()?)
}

/// The code of a secret as an authenticator app was given it, in base 32.
#[must_use]
pub fn totp_code(secret: &str, unix: i64) -> Option<String> {
    let secret = Secret::try_from_base32(secret).ok()?;
    let totp = Builder::new().with_secret(secret).build().ok()?;
    Some(totp.generate(u64::try_from(unix).ok()?).to_string())
}

fn totp(secret: &[u8]) -> Option<Totp> {
    let secret = <[u8; 20]>::try_from(secret).ok()?;
    Builder::new().with_secret(Secret::new_stack(secret)).build().ok()
}

/// A secret as authenticator apps take it: base 32 without padding (RFC 4648 §6).
#[must_use]
pub fn base32(secret: [u8; 20]) -> String {
    Secret::new_stack(secret).to_base32()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base32_and_codes_are_those_of_the_standards() {
        let shown = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        assert_eq!(base32(*b"12345678901234567890"), shown);
        assert_eq!(totp_code(shown, 59).as_deref(), Some("287082"));
        // RFC 6238 appendix B, SHA-1, cut to six digits.
        let secret = b"12345678901234567890";
        for (unix, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(totp_code(shown, unix).as_deref(), Some(code));
            assert_eq!(totp_step(secret, code, unix), Some(unix as u64 / 30));
        }
        assert_eq!(totp_step(secret, "287082", 59 + 90), None, "two steps later");
    }
}
