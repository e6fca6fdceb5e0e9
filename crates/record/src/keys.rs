//! Key files: outside of the database, readable by the operator alone, never overwritten.

use std::io;
use std::path::Path;

use sunlot_sortition::log::keys::SecretKeys;
use sunlot_sortition::names::KeyName;
use thiserror::Error;

use crate::files::write_atomically;

/// Why there are no keys.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The file is no key file.
    #[error("{path} is no key file")]
    Form {
        /// The file.
        path: String,
    },
    /// The file is there already.
    #[error("{path} exists")]
    Exists {
        /// The file.
        path: String,
    },
}

impl KeyError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            KeyError::Io { .. } => "key.io",
            KeyError::Form { .. } => "key.form",
            KeyError::Exists { .. } => "key.exists",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            KeyError::Io { path, source } => {
                format!("密钥文件 {path} 不能读写：{source}；请检查路径和权限。")
            }
            KeyError::Form { path } => format!("{path} 不是密钥文件，或已损坏；请恢复备份。"),
            KeyError::Exists { path } => format!("{path} 已存在，密钥不会被覆盖；请换一个路径。"),
        }
    }
}

/// Reads a key file.
///
/// # Errors
/// [`KeyError`] when it is none.
pub fn load(path: &Path) -> Result<SecretKeys, KeyError> {
    let shown = || path.display().to_string();
    let text =
        std::fs::read_to_string(path).map_err(|source| KeyError::Io { path: shown(), source })?;
    SecretKeys::parse(&text).ok_or_else(|| KeyError::Form { path: shown() })
}

/// Makes a key file from 32 random bytes.
///
/// # Errors
/// [`KeyError`] when the file exists or cannot be written.
pub fn create(path: &Path, name: KeyName, entropy: &[u8; 32]) -> Result<SecretKeys, KeyError> {
    let shown = || path.display().to_string();
    if path.exists() {
        return Err(KeyError::Exists { path: shown() });
    }
    let keys = SecretKeys::from_entropy(name, entropy);
    write_atomically(path, keys.to_text().as_bytes(), 0o600)
        .map_err(|source| KeyError::Io { path: shown(), source })?;
    Ok(keys)
}
