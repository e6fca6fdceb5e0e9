//! 账号与授权: who can log in, and how a role is given: proposed by one, approved by another.
//!
//! Owns the life of an account; the life of a grant is in [`grants`]. What a role may do stands in
//! [`crate::policy`]; passwords in [`crate::passwords`].

use thiserror::Error;

use crate::ids::{AccountId, OrganId};

pub mod grants;

pub use grants::{AccountGrant, GrantError, GrantState, GrantStep};

/// Days without a login after which an account is disabled (R-AUTH-09).
pub const UNUSED_DAYS: i64 = 90;

/// Whether an account can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// It can.
    Active,
    /// 停用: it stays in the record and cannot log in.
    Disabled,
}

impl AccountState {
    /// Code in the store and in the interface.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            AccountState::Active => "active",
            AccountState::Disabled => "disabled",
        }
    }

    /// Reads the code.
    #[must_use]
    pub fn parse(code: &str) -> Option<AccountState> {
        [AccountState::Active, AccountState::Disabled].into_iter().find(|s| s.code() == code)
    }
}

/// 账号 of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// 登录名.
    pub login: String,
    /// 姓名.
    pub name: String,
    /// The organ the person works for.
    pub organ: OrganId,
    /// Whether it can be used.
    pub state: AccountState,
}

impl Account {
    /// Checks what a person typed.
    ///
    /// # Errors
    /// [`AccountError`] with the first field that is wrong.
    pub fn check(&self) -> Result<(), AccountError> {
        let good = |b: u8| b.is_ascii_digit() || b.is_ascii_lowercase() || b"_.-".contains(&b);
        let length = (2..=40).contains(&self.login.len());
        if !length || !self.login.bytes().all(good) {
            return Err(AccountError::Login { login: self.login.clone() });
        }
        let length = self.name.chars().count();
        if !(1..=40).contains(&length) || self.name.chars().any(char::is_control) {
            return Err(AccountError::Name { length });
        }
        Ok(())
    }
}

/// Why an account is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AccountError {
    /// The login name has another form.
    #[error("login {login:?}")]
    Login {
        /// What was written.
        login: String,
    },
    /// The person's name is empty or too long.
    #[error("name of {length} characters")]
    Name {
        /// Its length.
        length: usize,
    },
    /// It is in this state already.
    #[error("account is already so")]
    Already,
    /// The last security administrator cannot be removed (S2).
    #[error("last security administrator")]
    LastSecurityAdmin,
    /// Nobody does this to his own account.
    #[error("own account")]
    Oneself,
}

impl AccountError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            AccountError::Login { .. } => "account.login",
            AccountError::Name { .. } => "account.name",
            AccountError::Already => "account.already",
            AccountError::LastSecurityAdmin => "account.last_security_admin",
            AccountError::Oneself => "account.oneself",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            AccountError::Login { login } => format!(
                "登录名“{login}”应为 2 至 40 位小写字母、数字、点、下划线或短横；例如 wang.fang。"
            ),
            AccountError::Name { length } => {
                format!("姓名有 {length} 个字，应为 1 至 40 个字；请填写本人姓名。")
            }
            AccountError::Already => "账号已经是这个状态；请刷新后再看。".into(),
            AccountError::LastSecurityAdmin => {
                "这是最后一名安全管理员，停用或收回后将无人能够授权；\
                请先由两名安全管理员任命接替人。"
                    .into()
            }
            AccountError::Oneself => "不能对自己的账号做这件事；请由另一名管理员办理。".into(),
        }
    }
}
