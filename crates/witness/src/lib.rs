//! 见证方: cosigns a log's checkpoints after seeing that the log only grew (C2SP tlog-witness).
//!
//! Owns one state file: the newest checkpoint of each tree that it cosigned. It is on the disk
//! before the cosignature leaves the process, so a witness that is killed never signs two
//! histories. Must never know what the entries say.

pub mod http;
pub mod state;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use sunlot_sortition::jcs::Json;
use sunlot_sortition::log::keys::SecretKeys;
use sunlot_sortition::record::Fields;
use sunlot_sortition::rules::LogRules;
use thiserror::Error;

pub use state::{Judge, Refusal};

/// How a witness is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Its key file.
    pub key: PathBuf,
    /// Its state file.
    pub state: PathBuf,
    /// Files that name the logs it watches: the operator's keys, as the operator hands them out.
    pub logs: Vec<PathBuf>,
}

/// Why a witness does not run.
#[derive(Debug, Error)]
pub enum WitnessError {
    /// A file cannot be read.
    #[error("{path}: {why}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The address cannot be listened at.
    #[error("{0}")]
    Listen(std::io::Error),
}

impl WitnessError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            WitnessError::File { .. } => "witness.file",
            WitnessError::Listen(_) => "witness.listen",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            WitnessError::File { path, why } => {
                format!("文件 {} 不能使用：{why}；请检查路径、权限和内容。", path.display())
            }
            WitnessError::Listen(e) => format!("不能监听：{e}；请换一个地址或端口。"),
        }
    }
}

/// Reads the key, the logs and the state.
///
/// # Errors
/// [`WitnessError::File`].
pub fn open(options: &Options) -> Result<Judge, WitnessError> {
    let file = |path: &PathBuf, why: String| WitnessError::File { path: path.clone(), why };
    let read = |path: &PathBuf| {
        std::fs::read_to_string(path).map_err(|error| file(path, error.to_string()))
    };
    let keys = SecretKeys::parse(&read(&options.key)?)
        .ok_or_else(|| file(&options.key, "不是密钥文件".into()))?;
    let mut logs = Vec::new();
    for path in &options.logs {
        let text = read(path)?;
        let json = Json::parse(text.as_bytes()).map_err(|e| file(path, e.message_zh()))?;
        let rules = Fields::of(&json).and_then(|mut fields| LogRules::parse(&mut fields));
        logs.push(rules.map_err(|e| file(path, e.message_zh()))?);
    }
    Judge::open(keys, logs, options.state.clone())
        .map_err(|error| file(&options.state, error.to_string()))
}

/// Runs a witness until the process is told to stop.
///
/// # Errors
/// [`WitnessError`] when it cannot start.
pub fn run(options: &Options) -> Result<(), WitnessError> {
    let judge = Arc::new(open(options)?);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(WitnessError::Listen)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(options.listen).await;
        let listener = listener.map_err(WitnessError::Listen)?;
        let address = listener.local_addr().map_err(WitnessError::Listen)?;
        println!("见证方 {} 在 http://{address} 等候检查点。", judge.name());
        let serve = axum::serve(listener, http::router(judge));
        let stop = async {
            // Without a signal handler the process ends at once, which loses nothing either.
            let _ = tokio::signal::ctrl_c().await;
        };
        serve.with_graceful_shutdown(stop).await.map_err(WitnessError::Listen)
    })
}

/// Seconds since 1970.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
