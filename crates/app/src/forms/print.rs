//! Where layout takes place: off the threads that answer requests, two at a time.

use std::path::Path;
use std::sync::OnceLock;

use sunlot_forms::{FontSet, FormError, Paper};
use tokio::sync::Semaphore;

use crate::error::{AppError, Kind};

/// Documents that are laid out at the same time; each takes some ten megabytes and a processor.
const AT_ONCE: usize = 2;

static ROOM: Semaphore = Semaphore::const_new(AT_ONCE);
static FONTS: OnceLock<FontSet> = OnceLock::new();

/// Fonts of a folder besides those of the machine, for this process; only the first call counts,
/// before anything is laid out.
pub fn use_fonts(folder: &Path) {
    let _ = FONTS.set(FontSet::find(Some(folder)));
}

/// Runs a layout when there is room for it.
pub(crate) async fn in_turn<T: Send + 'static>(
    work: impl FnOnce(&FontSet) -> Result<T, FormError> + Send + 'static,
) -> Result<T, AppError> {
    let stopped = |log: String| {
        let text = "文书没有生成；请再试一次，仍不行请联系系统管理员。";
        let mut refused = AppError::new(Kind::Internal, "form.stopped", text);
        refused.log = log;
        refused
    };
    let _room = ROOM.acquire().await.map_err(|e| stopped(e.to_string()))?;
    let done = tokio::task::spawn_blocking(move || work(FONTS.get_or_init(|| FontSet::find(None))));
    Ok(done.await.map_err(|e| stopped(e.to_string()))??)
}

/// A document as PDF.
pub(crate) async fn laid_out(paper: Paper) -> Result<Vec<u8>, AppError> {
    in_turn(move |fonts| paper.pdf(fonts)).await
}

/// A document for Word.
pub(crate) async fn written(paper: Paper) -> Result<Vec<u8>, AppError> {
    in_turn(move |_| paper.docx()).await
}
