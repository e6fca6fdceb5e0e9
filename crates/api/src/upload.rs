//! Files that come in and go out: kept on disk while they are read, named by a header.

use std::io::Write as _;
use std::path::Path;

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sunlot_app::imports::UPLOAD_MAX;
use sunlot_app::{AppError, Call, Kind, inspections};
use tempfile::NamedTempFile;

use crate::call::once;
use crate::problem::Problem;

/// Media type of workbooks.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A file that came in; gone when it is dropped.
pub(crate) struct Received {
    /// Its name, without folders.
    pub(crate) name: String,
    file: NamedTempFile,
}

impl Received {
    /// Where it lies.
    pub(crate) fn path(&self) -> &Path {
        self.file.path()
    }
}

/// Takes the body of a request as a file, and its `Idempotency-Key` into the call.
///
/// # Errors
/// A body that is too big or did not come, no key, or no room on the disk.
pub(crate) async fn receive(call: &mut Call, request: Request) -> Result<Received, Problem> {
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, UPLOAD_MAX).await.map_err(|refused| {
        let text = "文件没有完整收到，或超过 64 MB；请检查网络，或分成几个文件上传。";
        let mut error = AppError::new(Kind::Invalid, "import.too_big", text);
        error.log = refused.to_string();
        Problem(error)
    })?;
    call.once = Some(once(&parts, call, &bytes)?);
    let given = parts.headers.get("x-file-name").map(|name| name.as_bytes().to_vec());
    let name = given.map(|name| decoded(&name)).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| "未命名".to_owned());
    let form = name.rsplit_once('.').map(|(_, form)| form.to_ascii_lowercase());
    let plain = |form: &String| (1..=5).contains(&form.len()) && form.bytes().all(alphanumeric);
    let suffix = form.filter(plain).map(|form| format!(".{form}")).unwrap_or_default();
    let kept = tokio::task::spawn_blocking(move || {
        let mut file = tempfile::Builder::new().suffix(&suffix).tempfile()?;
        file.write_all(&bytes)?;
        file.flush()?;
        Ok::<_, std::io::Error>(file)
    });
    let broken = |log: String| {
        let text = "服务器没有地方存放文件；请稍后再试，仍不行请联系系统管理员。";
        let mut error = AppError::new(Kind::Unavailable, "import.disk", text);
        error.log = log;
        Problem(error)
    };
    let file = kept.await.map_err(|e| broken(e.to_string()))?;
    let file = file.map_err(|e| broken(e.to_string()))?;
    Ok(Received { name, file })
}

/// Takes the body of a request as a piece of evidence: its name and its bytes, in bounds.
///
/// # Errors
/// As [`receive`], or a file of a wrong size.
pub(crate) async fn evidence(
    call: &mut Call,
    request: Request,
) -> Result<(String, Vec<u8>), Problem> {
    let file = receive(call, request).await?;
    let size = std::fs::metadata(file.path()).map_or(0, |about| about.len());
    inspections::check_size(size)?;
    let path = file.path().to_owned();
    let read = tokio::task::spawn_blocking(move || std::fs::read(path));
    let bytes = read.await.ok().and_then(Result::ok).unwrap_or_default();
    Ok((file.name.clone(), bytes))
}

/// A kept file as it is handed out: never run, never kept by anybody on the way.
pub(crate) fn kept(media: String, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media),
        (header::CONTENT_DISPOSITION, "attachment".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}

fn alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

/// A name as a header carries it: percent-encoded UTF-8.
fn decoded(name: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((&first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match hex.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) if first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    text.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}

/// A table as CSV.
pub(crate) fn csv(text: String) -> Response {
    download("text/csv; charset=utf-8", text)
}

/// A table as a workbook.
pub(crate) fn xlsx(bytes: Vec<u8>) -> Response {
    download(XLSX, bytes)
}

/// A document for the reader's disk: never kept by what lies between, for it may show names.
pub(crate) fn document(document: sunlot_app::forms::Document) -> Response {
    let name: String = document.name.bytes().map(percent).collect();
    let headers = [
        (header::CONTENT_TYPE, document.media.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{name}")),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, document.bytes).into_response()
}

/// A byte of a name as headers carry it (RFC 8187).
fn percent(byte: u8) -> String {
    match byte {
        b'-' | b'.' | b'_' => char::from(byte).to_string(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    }
}

fn download(kind: &'static str, body: impl IntoResponse) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, "attachment"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, body).into_response()
}
