//! 开放数据: what is published, as files of the day with one signed list of their digests
//! (ADR 0026). Owns which files there are; everything in them is what the public pages show.

mod annex3;
mod files;
mod note;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sunlot_sortition::suite::Suite;
use sunlot_sortition::time::Day;
use tokio::sync::Mutex;
use utoipa::ToSchema;

pub use note::{NoteSigner, verifier_key, verify};

use crate::context::App;
use crate::error::AppError;

/// Name of the signed list among the files.
pub const MANIFEST: &str = "manifest.txt";

/// 一个开放数据文件。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpenFile {
    /// 文件名。
    pub name: String,
    /// 数据集的名称。
    pub title: String,
    /// 媒体类型。
    pub media: String,
    /// 字节数。
    pub bytes: u64,
    /// 记录数。
    pub rows: u64,
    /// SHA-256。
    pub sha256: String,
    /// SM3。
    pub sm3: String,
}

/// The files of a day.
#[derive(Debug)]
pub struct Snapshot {
    /// The day.
    pub day: Day,
    /// When they were made.
    pub made_at: String,
    /// What there is.
    pub files: Vec<OpenFile>,
    /// Their contents, in the same order.
    contents: Vec<Arc<Vec<u8>>>,
    /// The list of their digests, signed when the server has the log's keys.
    pub manifest: String,
    /// Whether it is signed.
    pub signed: bool,
}

impl Snapshot {
    /// The content and media type of a file.
    #[must_use]
    pub fn content(&self, name: &str) -> Option<(String, Arc<Vec<u8>>)> {
        if name == MANIFEST {
            let bytes = self.manifest.clone().into_bytes();
            return Some(("text/plain; charset=utf-8".to_owned(), Arc::new(bytes)));
        }
        let at = self.files.iter().position(|file| file.name == name)?;
        Some((self.files[at].media.clone(), self.contents[at].clone()))
    }
}

/// The files: made by the server's timer, or by whoever asks first on a day.
#[derive(Clone, Default)]
pub struct OpenData {
    signer: Option<Arc<NoteSigner>>,
    // Held while the files are made: a thousand readers make them once.
    kept: Arc<Mutex<Option<Arc<Snapshot>>>>,
}

impl OpenData {
    /// Files whose list is signed.
    #[must_use]
    pub fn signed_by(signer: NoteSigner) -> OpenData {
        OpenData { signer: Some(Arc::new(signer)), ..OpenData::default() }
    }

    /// The files of today.
    ///
    /// # Errors
    /// What the store answers.
    pub async fn today(&self, app: &App) -> Result<Arc<Snapshot>, AppError> {
        let mut kept = self.kept.lock().await;
        let today = app.today();
        if let Some(snapshot) = kept.as_ref().filter(|snapshot| snapshot.day == today) {
            return Ok(snapshot.clone());
        }
        let made = Arc::new(self.make(app, today).await?);
        *kept = Some(made.clone());
        Ok(made)
    }

    async fn make(&self, app: &App, day: Day) -> Result<Snapshot, AppError> {
        let (mut files, mut contents) = (Vec::new(), Vec::new());
        for made in files::all(app).await? {
            let digest = |suite: Suite| suite.hash(&[&made.bytes]).to_hex();
            files.push(OpenFile {
                sha256: digest(Suite::Sha256),
                sm3: digest(Suite::Sm3),
                name: made.name,
                title: made.title.to_owned(),
                media: made.media.to_owned(),
                bytes: made.bytes.len() as u64,
                rows: made.rows,
            });
            contents.push(Arc::new(made.bytes));
        }
        let made_at = app.now().to_string();
        let origin = app.trust.get().map_or("sunlot", |trust| trust.0.origin.as_str()).to_owned();
        let text = note::text(&origin, &made_at, &files);
        let manifest = match &self.signer {
            Some(signer) => signer.signed(&text),
            None => text,
        };
        let signed = self.signer.is_some();
        Ok(Snapshot { day, made_at, files, contents, manifest, signed })
    }
}
