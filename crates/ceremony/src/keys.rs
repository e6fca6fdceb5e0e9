//! Secrets of the operator and key files of witnesses and holders.

use std::path::Path;

use sunlot_sortition::log::keys::SecretKeys;
use sunlot_sortition::names::KeyName;
use sunlot_sortition::salts::SaltSecret;

use crate::CeremonyError;
use crate::folder::write_whole;
use crate::storage::Storage;

pub(crate) const OPERATOR: &str = "secret/operator.key";
pub(crate) const SALT: &str = "secret/salt";

/// What the operator keeps to itself.
pub(crate) struct OperatorKeys {
    pub(crate) keys: SecretKeys,
    pub(crate) salt: SaltSecret,
}

impl OperatorKeys {
    /// Reads the secrets, which must be those of the log's origin.
    pub(crate) fn load(folder: &dyn Storage, origin: &str) -> Result<OperatorKeys, CeremonyError> {
        let damaged = |detail: &str| CeremonyError::Damaged {
            file: OPERATOR.to_owned(),
            detail: detail.to_owned(),
        };
        let bytes = folder.read(OPERATOR)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| damaged("不是密钥文件"))?;
        let keys = SecretKeys::parse(text).ok_or_else(|| damaged("不是密钥文件"))?;
        if keys.name().as_str() != origin {
            return Err(damaged("密钥名称与规则中的 [log] origin 不同，请恢复原来的 origin"));
        }
        let salt: [u8; 32] =
            folder.read(SALT)?.as_slice().try_into().map_err(|_| damaged("盐值秘密长度不对"))?;
        Ok(OperatorKeys { keys, salt: SaltSecret::new(salt) })
    }
}

/// Makes a key file from 32 random bytes and gives the public part to be put into the rules. An
/// existing file is never overwritten.
///
/// # Errors
/// When the name is not one, or the file exists or cannot be written.
pub fn new_key_file(path: &Path, name: &str, entropy: &[u8; 32]) -> Result<String, CeremonyError> {
    let name = KeyName::parse(name)
        .map_err(|e| CeremonyError::mismatch("key.name", name, e.message_zh()))?;
    if path.exists() {
        let what = path.display().to_string();
        return Err(CeremonyError::mismatch("key.exists", what, "文件已存在，密钥不会被覆盖。"));
    }
    let keys = SecretKeys::from_entropy(name, entropy);
    write_whole(path, keys.to_text().as_bytes(), 0o600)?;
    let public = keys.public();
    Ok(format!(
        "name = \"{}\"\nsm2 = \"{}\"\ned25519 = \"{}\"\n",
        public.name, public.sm2, public.ed25519
    ))
}

/// Reads a key file.
///
/// # Errors
/// When it is none.
pub fn read_key_file(path: &Path) -> Result<SecretKeys, CeremonyError> {
    let text = std::fs::read_to_string(path).map_err(|e| CeremonyError::io(path, e))?;
    SecretKeys::parse(&text).ok_or_else(|| {
        let what = path.display().to_string();
        CeremonyError::mismatch("key.form", what, "不是 sunlot log key 生成的密钥文件。")
    })
}
