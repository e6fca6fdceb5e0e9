//! 口令和第二因素: what a person does about his own.

use serde::{Deserialize, Serialize};
use sunlot_domain::accounts::Account;
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::credentials::{
    CredentialState, Password, PasswordState, RecoveryCode, RecoveryState, SecondFactor,
};
use sunlot_domain::ids::AccountId;
use sunlot_domain::organs::Organ;
use sunlot_domain::passwords::{HISTORY, PasswordError};
use sunlot_domain::policy::Denial;
use sunlot_store::{WriteTx, credentials, sessions};
use utoipa::ToSchema;

use crate::auth;
use crate::context::{App, Call, Ids};
use crate::error::{AppError, Kind};
use crate::logins::{Code, checked_session, wrong_code};
use crate::sessions::token_digest;

/// Recovery codes that a person gets.
const RECOVERY_CODES: usize = 10;

/// 修改口令。
#[derive(Clone, Deserialize, ToSchema)]
pub struct PasswordChange {
    /// 现在的口令。
    pub current: String,
    /// 新口令。
    pub new: String,
}

/// 第二因素的密钥，只显示这一次。
#[derive(Clone, Serialize, ToSchema)]
pub struct FactorOffer {
    /// 密钥（base32），无法扫码时手工输入。
    pub secret: String,
    /// 供验证器扫码的地址。
    pub otpauth_url: String,
}

/// 恢复代码，只显示这一次；请抄写保管，每个只能用一次。
#[derive(Clone, Serialize, ToSchema)]
pub struct RecoveryCodes {
    /// 恢复代码。
    pub codes: Vec<String>,
}

/// Makes a password the current one of an account.
pub(crate) fn set_password(
    tx: &mut WriteTx<'_>,
    ids: &Ids,
    now: sunlot_sortition::time::UtcSecond,
    account: AccountId,
    hash: String,
    start: bool,
) -> Result<(), AppError> {
    if let Some(old) = credentials::password(tx, account)? {
        tx.save(old.map(|old| Password { state: PasswordState::Past, ..old }))?;
    }
    let (id, set_at, state) = (ids.make(), now, PasswordState::Current);
    tx.insert(Password { id, account, hash, set_at, start, state })?;
    Ok(())
}

/// Changes the caller's own password and ends his other sessions.
///
/// # Errors
/// A wrong current password, a new one that is not good enough, too many attempts, or what the
/// store answers.
pub async fn change_password(
    app: &App,
    call: &Call,
    token: &str,
    change: PasswordChange,
) -> Result<(), AppError> {
    let (attempt, known) = checked_session(app, call, token).await?;
    let account = known.account.clone();
    let hashes = known.password.iter().map(|password| password.hash.clone()).collect();
    if !app.auth.verify(change.current, hashes).await? {
        attempt.fail(app, call, "password").await?;
        let text = "现在的口令不正确；请核对后再试。";
        return Err(AppError::field("current", "password.current", text));
    }
    attempt.forgive(app, true).await?;
    let (id, organ) = (account.id, account.organ);
    let (organ, history) = app
        .read(move |tx| {
            let organ = tx.need::<Organ>(&organ)?.value.code;
            Ok((organ, credentials::latest_passwords(tx, id, HISTORY)?))
        })
        .await?;
    app.auth.profile().check(&change.new, &[&account.login, &organ])?;
    let former = history.into_iter().map(|stored| stored.value.hash).collect();
    if app.auth.verify(change.new.clone(), former).await? {
        return Err(PasswordError::Reused.into());
    }
    let hash = app.auth.hash(change.new, auth::salt(app.entropy.as_ref())).await?;
    let (ids, now, token) = (app.ids(), app.now(), token_digest(token));
    let seen = known.password.map(|password| password.id);
    app.write(&call.forgetful(), move |tx| {
        // Reset or changed by a second request in between: then the right password was another.
        if credentials::password(tx, id)?.map(|stored| stored.value.id) != seen {
            let text = "口令刚刚被改过；请用新口令重新登录。";
            return Err(AppError::new(Kind::Conflict, "password.changed", text));
        }
        set_password(tx, &ids, now, id, hash, false)?;
        let session = sessions::by_token(tx, &token)?.ok_or(Denial::Anonymous)?;
        sessions::end_all(&mut tx.aside(), id, Some(session.id), now)?;
        Ok(tx.record(Event::new(Action::PasswordChanged, id), ()))
    })
    .await
}

/// Makes a new second factor, which counts once its first code came back.
///
/// # Errors
/// Nobody is logged in, the present second factor was not shown just before, or what the store
/// answers.
pub async fn offer_factor(app: &App, call: &Call) -> Result<FactorOffer, AppError> {
    let (account, stepped_up) = (call.account()?, call.actor.stepped_up);
    let secret = auth::factor_secret(app.entropy.as_ref());
    let (id, now) = (app.ids().make(), app.now());
    let sealed = app.auth.seal_factor(app.entropy.as_ref(), id, account, &secret)?;
    let login = app
        .write(&call.forgetful(), move |tx| {
            // Whoever found an open session must not put his own device in the place of this one.
            let present = credentials::factor(tx, account, CredentialState::Confirmed)?;
            if present.is_some() && !stepped_up {
                return Err(Denial::StepUp.into());
            }
            if let Some(old) = credentials::factor(tx, account, CredentialState::Offered)? {
                tx.save(old.map(|old| SecondFactor { state: CredentialState::Removed, ..old }))?;
            }
            let (secret, state) = (sealed, CredentialState::Offered);
            tx.insert(SecondFactor { id, account, secret, offered_at: now, state })?;
            let login = tx.need::<Account>(&account)?.value.login;
            Ok(tx.record(Event::new(Action::FactorOffered, account), login))
        })
        .await?;
    let secret = auth::base32(secret);
    let otpauth_url = format!(
        "otpauth://totp/sunlot:{login}?secret={secret}&issuer=sunlot&algorithm=SHA1&digits=6\
         &period=30"
    );
    Ok(FactorOffer { secret, otpauth_url })
}

/// Confirms the offered second factor by its first code. Gives recovery codes and, as the factor
/// was shown, another token for the session.
///
/// # Errors
/// Nothing is offered, a wrong code, too many attempts, or what the store answers.
pub async fn confirm_factor(
    app: &App,
    call: &Call,
    token: &str,
    code: Code,
) -> Result<(RecoveryCodes, String), AppError> {
    let (attempt, known) = checked_session(app, call, token).await?;
    let account = known.account.id;
    let offered =
        app.read(move |tx| Ok(credentials::factor(tx, account, CredentialState::Offered)?)).await?;
    let step = match &offered {
        Some(offered) => app.auth.step(&offered.value, &code.code, app.now().unix()),
        None => Ok(None),
    };
    let step = match step {
        Ok(step) => step,
        Err(error) => {
            attempt.forgive(app, false).await?;
            return Err(error);
        }
    };
    let (Some(offered), Some(step)) = (offered, step) else {
        attempt.fail(app, call, "code").await?;
        return Err(wrong_code());
    };
    let fresh = auth::token(app.entropy.as_ref());
    let (ids, now) = (app.ids(), app.now());
    let (old, new) = (token_digest(token), token_digest(&fresh));
    let codes = new_codes(app);
    let shown = codes.clone();
    app.write(&call.forgetful(), move |tx| {
        if let Some(old) = credentials::factor(tx, account, CredentialState::Confirmed)? {
            tx.save(old.map(|old| SecondFactor { state: CredentialState::Removed, ..old }))?;
        }
        tx.save(offered.map(|new| SecondFactor { state: CredentialState::Confirmed, ..new }))?;
        replace_codes(tx, &ids, account, &codes)?;
        let session = sessions::by_token(tx, &old)?.ok_or(Denial::Anonymous)?;
        let mut aside = tx.aside();
        if !credentials::use_step(&mut aside, account, step)? {
            return Err(wrong_code());
        }
        sessions::rotate(&mut aside, session.id, &new, now)?;
        attempt.take_back(&mut aside, true)?;
        Ok(tx.record(Event::new(Action::FactorConfirmed, account), ()))
    })
    .await?;
    Ok((RecoveryCodes { codes: shown }, fresh))
}

/// Gives new recovery codes; the old ones count no more.
///
/// # Errors
/// The second factor was not shown just before, or what the store answers.
pub async fn renew_codes(app: &App, call: &Call) -> Result<RecoveryCodes, AppError> {
    let account = call.account()?;
    if !call.actor.stepped_up {
        return Err(Denial::StepUp.into());
    }
    let (ids, codes) = (app.ids(), new_codes(app));
    let shown = codes.clone();
    app.write(&call.forgetful(), move |tx| {
        replace_codes(tx, &ids, account, &codes)?;
        Ok(tx.record(Event::new(Action::RecoveryCodesMade, account), ()))
    })
    .await?;
    Ok(RecoveryCodes { codes: shown })
}

fn new_codes(app: &App) -> Vec<String> {
    (0..RECOVERY_CODES).map(|_| auth::recovery_code(app.entropy.as_ref())).collect()
}

/// Puts fresh codes in the place of what is left of the old ones.
pub(crate) fn replace_codes(
    tx: &mut WriteTx<'_>,
    ids: &Ids,
    account: AccountId,
    codes: &[String],
) -> Result<(), AppError> {
    for old in credentials::fresh_codes(tx, account)? {
        tx.save(old.map(|old| RecoveryCode { state: RecoveryState::Void, ..old }))?;
    }
    let made = codes.iter().map(|code| RecoveryCode {
        id: ids.make(),
        account,
        digest: auth::recovery_digest(account, code),
        state: RecoveryState::Fresh,
    });
    Ok(tx.insert_all(&made.collect::<Vec<_>>())?)
}
