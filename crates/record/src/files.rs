//! Where published files come from: a folder, a web server, or memory.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ureq::tls::{RootCerts, TlsConfig};

/// Largest published file: 256 entries of the greatest length.
const FILE_MAX: u64 = 256 * (crate::entry::ENTRY_MAX as u64 + 2);

/// How long a web server may take for one file.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Published files by their paths below the prefix of the log: `checkpoint`, `sm3/checkpoint`,
/// `tile/0/000`, …
pub trait Files: Sync {
    /// Bytes of a file; `None` when there is no such file.
    ///
    /// # Errors
    /// When it cannot be told whether there is one.
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>>;
}

/// An exported folder.
#[derive(Debug, Clone)]
pub struct Folder(pub PathBuf);

impl Files for Folder {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        match std::fs::read(self.0.join(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }
}

/// Files in memory, for tests and for small exports.
impl Files for BTreeMap<String, Vec<u8>> {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        Ok(self.get(path).cloned())
    }
}

/// A web server. What it answers is held against signatures, so it need not be trusted.
#[derive(Debug, Clone)]
pub struct Http {
    prefix: String,
    agent: ureq::Agent,
}

impl Http {
    /// Files below a prefix: `http://host/log`.
    #[must_use]
    pub fn new(prefix: &str) -> Http {
        Http { prefix: prefix.trim_end_matches('/').to_owned(), agent: agent(TIMEOUT) }
    }
}

/// A client that answers every status and gives up after a time.
pub(crate) fn agent(timeout: Duration) -> ureq::Agent {
    // The certificates that the machine trusts: an office's own authority is among them.
    let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
    let config = ureq::Agent::config_builder()
        .tls_config(tls)
        .timeout_global(Some(timeout))
        .http_status_as_error(false)
        .max_redirects(0)
        .build();
    config.into()
}

impl Files for Http {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        let answer = self.agent.get(format!("{}/{path}", self.prefix)).call();
        let mut answer = answer.map_err(io::Error::other)?;
        match answer.status().as_u16() {
            200 => {
                let mut bytes = Vec::new();
                answer.body_mut().as_reader().take(FILE_MAX + 1).read_to_end(&mut bytes)?;
                Ok(Some(bytes))
            }
            404 => Ok(None),
            other => Err(io::Error::other(format!("{path}: HTTP {other}"))),
        }
    }
}

/// Writes a file so that it is there whole or not at all, and on the disk when this returns.
///
/// # Errors
/// What the operating system answers; then the file is as it was before.
pub fn write_atomically(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let fresh = folder.join(name);
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(mode).open(&fresh)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&fresh, path)?;
    File::open(folder)?.sync_all()
}
