//! 密钥: what second factors are sealed with, in the data folder and outside of the database.

use sunlot_app::{AppError, Secrets, Store};
use sunlot_record::files::write_atomically;
use sunlot_sortition::digest::{from_hex, to_hex};
use sunlot_store::credentials::any_sealed_factor;

use super::config::Settings;
use super::{unusable, waiting_for};
use crate::clock;
use crate::say::{REFUSED, Refused};

/// First line of the file.
const HEAD: &str = "sunlot secrets key";

/// Reads the key, or makes it when nothing was sealed yet.
pub(super) fn open(settings: &Settings, store: &Store) -> Result<Secrets, Refused> {
    let path = settings.data.join("secrets.key");
    if path.exists() {
        let text = std::fs::read_to_string(&path).map_err(|e| unusable(path.display(), &e))?;
        let key = text.strip_prefix(HEAD).and_then(|rest| from_hex(rest.trim()));
        let key = key.and_then(|key| <[u8; 32]>::try_from(key).ok());
        return key.map(Secrets::new).ok_or_else(|| {
            let text = format!("{} 不是密钥文件，或已损坏；请由备份恢复它。", path.display());
            Refused::new("secrets.form", text, REFUSED)
        });
    }
    let read = store.read(|tx| Ok::<_, AppError>(any_sealed_factor(tx)?));
    if waiting_for(read)?? {
        let text = format!(
            "数据库中已有动态口令，而密钥 {} 不见了；请由备份恢复这个文件，不会另造密钥。",
            path.display()
        );
        return Err(Refused::new("secrets.missing", text, REFUSED));
    }
    let key = clock::random::<32>()?;
    let text = format!("{HEAD}\n{}\n", to_hex(&key));
    write_atomically(&path, text.as_bytes(), 0o600).map_err(|e| unusable(path.display(), &e))?;
    Ok(Secrets::new(key))
}
