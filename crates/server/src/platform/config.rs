//! 配置: where things are, and why the process does not start when that would be unsafe.

use std::fs;
use std::path::{Path, PathBuf};

use sunlot_app::DatabaseUrl;

use super::unusable;
use crate::cli::platform::{Serve, Storage};
use crate::say::{REFUSED, Refused};

/// Where things are.
pub(super) struct Settings {
    pub(super) data: PathBuf,
    pub(super) database: DatabaseUrl,
}

impl Settings {
    pub(super) fn of(storage: &Storage) -> Settings {
        let database = storage.database.as_deref().map(DatabaseUrl::parse);
        let database =
            database.unwrap_or_else(|| DatabaseUrl::Sqlite(storage.data.join("sunlot.db")));
        Settings { data: storage.data.clone(), database }
    }

    /// Makes the data folder, for its owner alone.
    pub(super) fn make_data(&self) -> Result<(), Refused> {
        if !self.data.exists() {
            private_folder(&self.data).map_err(|e| unusable(self.data.display(), &e))?;
        }
        Ok(())
    }

    /// Refuses a data folder that others may look into: it holds keys and personal data.
    pub(super) fn check_data(&self) -> Result<(), Refused> {
        if !self.data.is_dir() {
            let text = format!(
                "没有数据文件夹 {}；第一次使用请先运行 sunlot migrate。",
                self.data.display()
            );
            return Err(Refused::new("serve.no_data", text, REFUSED));
        }
        for path in keys(&self.data).map_err(|e| unusable(self.data.display(), &e))? {
            if readable_by_others(&path).map_err(|e| unusable(path.display(), &e))? {
                let text = format!(
                    "{} 可被他人读取；请运行 chmod go= {} 后再启动，并考虑更换其中的密钥。",
                    path.display(),
                    path.display()
                );
                return Err(Refused::new("serve.readable_by_others", text, REFUSED));
            }
        }
        Ok(())
    }
}

/// Refuses to listen where passwords would cross a network in the clear.
pub(super) fn check_listen(serve: &Serve) -> Result<(), Refused> {
    if serve.listen.ip().is_loopback() || serve.behind_tls {
        return Ok(());
    }
    let text = format!(
        "监听 {} 会让口令在网络上明文传输；请在前面放置 TLS 终结（见 docs/operations.md），\
         并以 --behind-tls 声明，或改为监听 127.0.0.1。",
        serve.listen
    );
    Err(Refused::new("serve.no_tls", text, REFUSED))
}

/// A folder that only its owner can enter.
pub(super) fn private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// The data folder itself and every key file in it.
fn keys(data: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = vec![data.to_owned()];
    for entry in fs::read_dir(data)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "key") {
            found.push(path);
        }
    }
    Ok(found)
}

#[cfg(unix)]
fn readable_by_others(path: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn readable_by_others(_: &Path) -> std::io::Result<bool> {
    Ok(false)
}
