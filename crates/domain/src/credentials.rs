//! 凭据: what proves who somebody is. Owns their states alone; what is secret in them is made and
//! checked in `app`.

use sunlot_sortition::digest::Digest;
use sunlot_sortition::time::UtcSecond;

use crate::ids::{AccountId, FactorId, PasswordId, RecoveryCodeId};

macro_rules! states {
    ($(
        $(#[$doc:meta])*
        $type:ident { $($(#[$inner:meta])* $name:ident = $code:literal,)* }
    )*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $type { $($(#[$inner])* $name),* }

        impl $type {
            /// Code in the store.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $($type::$name => $code),* }
            }

            /// Reads the code.
            #[must_use]
            pub fn parse(code: &str) -> Option<$type> {
                match code { $($code => Some($type::$name),)* _ => None }
            }
        }
    )*};
}

states! {
    /// Whether a password is the one in use.
    PasswordState {
        /// It is.
        Current = "current",
        /// It was.
        Past = "past",
    }
    /// Where a second factor stands.
    CredentialState {
        /// Shown once, waits for a first code.
        Offered = "offered",
        /// In use.
        Confirmed = "confirmed",
        /// Out of use.
        Removed = "removed",
    }
    /// Where a recovery code stands.
    RecoveryState {
        /// Not used.
        Fresh = "fresh",
        /// Used; it does not count again.
        Used = "used",
        /// Replaced by newer ones.
        Void = "void",
    }
}

/// 口令, as the hash of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Password {
    /// Its id.
    pub id: PasswordId,
    /// Whose it is.
    pub account: AccountId,
    /// Argon2id in PHC form.
    pub hash: String,
    /// When it was chosen.
    pub set_at: UtcSecond,
    /// Given by an administrator, so to be changed at the first login.
    pub start: bool,
    /// Whether it is in use.
    pub state: PasswordState,
}

/// 第二因素: the secret of a TOTP device.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactor {
    /// Its id.
    pub id: FactorId,
    /// Whose it is.
    pub account: AccountId,
    /// 20 bytes shared with the device, sealed with a key that is not in the database.
    pub secret: Vec<u8>,
    /// When it was made.
    pub offered_at: UtcSecond,
    /// Where it stands.
    pub state: CredentialState,
}

/// 恢复代码, as the digest of it.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode {
    /// Its id.
    pub id: RecoveryCodeId,
    /// Whose it is.
    pub account: AccountId,
    /// Digest of what the person has on paper.
    pub digest: Digest,
    /// Where it stands.
    pub state: RecoveryState,
}
